"""``migrate``: the migration as a diff, as a patch file, or written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segment_to_amplitude.cli.exit_codes import WRONG
from segment_to_amplitude.cli.options import OUTPUT, STANDARD_OUTPUT, Options, shared_options

if TYPE_CHECKING:
    from segment_to_amplitude.findings.result import FileResult, RunResult


@click.command("migrate")
@click.option("--write", is_flag=True, help="Write the changed files instead of showing the diff.")
@click.option("--patch", type=OUTPUT, metavar="FILE", help="Write the diff to this file.")
@click.option("--only-safe", is_flag=True, help="Leave what a person should look at as it is.")
@click.option("--allow-dirty", is_flag=True, help="Write although git has uncommitted changes.")
@shared_options
def command(options: Options, write: bool, patch: Path | None, only_safe: bool, allow_dirty: bool) -> int:
    """Show the migration as a diff, or write it.

    The diff is for `git apply` at the project's root. Other formats report the findings instead.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import project_root, put_out, put_out_report, run, say
    from segment_to_amplitude.report.diff import patches
    from segment_to_amplitude.report.view import view

    if write:
        from segment_to_amplitude.project.writing import ensure_clean_tree

        ensure_clean_tree(project_root(options), allow_dirty=allow_dirty)
    result = run(options, only_safe=only_safe, is_verified=True)
    if write:
        changed = [file.path for file in result.files if file.edits]
        ensure_clean_tree(result.root, changed, allow_dirty=allow_dirty)
    if patch is not None:
        put_out(patch, patches(result))
    report = view(result)
    if options.form != "text":
        put_out_report(options, report)
    elif options.output != STANDARD_OUTPUT or not (write or patch):
        put_out(options.output, _shown_patches(options, result))
    refused = 0
    if write:
        for file in report.files:
            if refusal := _write(result.root, file):
                click.echo(f"error: not written: {refusal}", err=True)
                refused += 1
            elif file.edits:
                say(options, f"written: {file.path}\n")
    say_summary(options, report, with_findings=True)
    return WRONG if refused else exit_code(report)


def _shown_patches(options: Options, result: RunResult) -> Iterator[bytes]:
    from segment_to_amplitude.cli.run import is_coloured
    from segment_to_amplitude.report.diff import colour, patches

    if options.output != STANDARD_OUTPUT or not is_coloured(sys.stdout):
        return patches(result)
    return (colour(patch) for patch in patches(result))


def _write(root: Path, file: FileResult) -> str | None:
    """Write one file if it changes; return why it could not be written."""
    from segment_to_amplitude.findings.result import FileStatus
    from segment_to_amplitude.project.errors import UserError
    from segment_to_amplitude.project.writing import write_file
    from segment_to_amplitude.source.edits import apply_edits

    if file.status is not FileStatus.CHANGED or file.before is None:
        return None
    try:
        write_file(root / file.path, file.before, apply_edits(file.before, file.edits))
    except UserError as error:
        return str(error)
    except OSError as error:
        return f"{file.path}: {error.strerror}"
    return None
