"""One run for a command: find the root, read the settings, migrate in memory, and put out what came of it."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from segment_to_amplitude.cli.options import STANDARD_OUTPUT, Options

if TYPE_CHECKING:
    from segment_to_amplitude.findings.result import RunResult
    from segment_to_amplitude.project.settings import Settings
    from segment_to_amplitude.report.view import Report

NEW_OBJECTS = 100_000
"""How many objects to make before a search for unreachable cycles; nearly all that a run makes, it keeps."""


def run(
    options: Options,
    *,
    only_safe: bool = False,
    is_verified: bool = False,
    left: Mapping[str, Mapping[int, frozenset[str]]] | None = None,
) -> RunResult:
    """Run the pipeline over what the options name, also over its own output to verify that; nothing is written.

    What is ``left``, codes by path and line, stays as it is.
    """
    from segment_to_amplitude.cli.progress import shown_progress
    from segment_to_amplitude.migration import migrate

    gc.set_threshold(NEW_OBJECTS)
    atexit.register(gc.freeze)
    root = project_root(options)
    settings = project_settings(options, root)
    with shown_progress(is_wanted=not options.quiet and is_terminal(sys.stderr)) as progress:
        return migrate(
            root,
            options.paths,
            settings,
            jobs=options.jobs or _cpus(),
            progress=progress,
            only_safe=only_safe,
            is_verified=is_verified,
            left=left,
            hooks=(*options.hooks, *_own_hooks()),
        )


def _own_hooks() -> tuple[Path, ...]:
    """The hook files that the user's own settings name, which stand in no project."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "segment-to-amplitude"
    if not (home / "settings.toml").is_file():
        return ()
    from segment_to_amplitude.project.user_settings import hook_paths

    return hook_paths(home / "settings.toml")


def project_root(options: Options) -> Path:
    """Return ``--root``; else the nearest directory with settings, else the checkout, above what is to be read."""
    from segment_to_amplitude.project.settings import find_settings
    from segment_to_amplitude.project.writing import checkout_root

    if options.root is not None:
        return options.root.resolve()
    base = _common_directory(options.paths)
    if options.settings is None and (settings := find_settings(base)):
        return settings.parent
    if checkout := checkout_root(base):
        return checkout
    here = Path.cwd()
    return here if base.is_relative_to(here) else base


def project_settings(options: Options, root: Path) -> Settings:
    """Read the settings and lay the command line's own over them."""
    from segment_to_amplitude.project.settings import load_settings

    settings = load_settings(root, options.settings)
    return replace(settings, include=options.include or settings.include, exclude=(*settings.exclude, *options.exclude))


def put_out(target: Path, chunks: Iterable[bytes]) -> None:
    """Write bytes to a file, or to standard output as they are: line ends belong to the files they come from."""
    if target == STANDARD_OUTPUT:
        stream = sys.stdout.buffer
        stream.writelines(chunks)
        stream.flush()
        return
    from segment_to_amplitude.project.errors import UserError

    try:
        with target.open("wb") as file:
            file.writelines(chunks)
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error.strerror}") from error


def put_out_report(options: Options, report: Report, result: RunResult) -> None:
    """Write the report in the format that was asked for."""
    if options.form == "html":
        put_out(options.output, [_page(options, result).encode("utf-8", "replace")])
        return
    from segment_to_amplitude.report import render

    put_out(options.output, [render(options.form, report).encode("utf-8", "replace")])


def _page(options: Options, result: RunResult) -> str:
    from segment_to_amplitude.project.owners import owners_of
    from segment_to_amplitude.report.masking import Mask
    from segment_to_amplitude.review.page import render_page
    from segment_to_amplitude.review.plan import make_plan

    before = {file.path: file.before or b"" for file in result.files}
    mask = Mask.of({finding.write_key for finding in result.findings if finding.write_key})
    plan = make_plan(result, settings=project_settings(options, project_root(options)))
    return render_page(plan, lambda file: before[file.name], owners=owners_of(Path(result.root)).of, mask=mask.text)


def say(options: Options, text: str) -> None:
    """Write to standard error, unless quiet."""
    if text and not options.quiet:
        click.echo(text, err=True, nl=False, color=is_coloured(sys.stderr))


def is_coloured(stream: TextIO) -> bool:
    """Tell whether to colour what a stream shows."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person watches this stream."""
    return stream.isatty()


def _common_directory(paths: Sequence[Path]) -> Path:
    if not paths:
        return Path.cwd()
    common = Path(os.path.commonpath([path.resolve() for path in paths]))
    return common if common.is_dir() else common.parent


def _cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
