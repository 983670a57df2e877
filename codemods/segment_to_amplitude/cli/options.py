"""The options that scan, migrate and check share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from segment_to_amplitude.report import FORMATS

STANDARD_OUTPUT = Path("-")


class Options(NamedTuple):
    """What the user asked for, whichever of the three commands runs."""

    paths: tuple[Path, ...] = ()
    root: Path | None = None
    settings: Path | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    jobs: int = 1
    form: str = "text"
    output: Path = STANDARD_OUTPUT
    quiet: bool = False
    verbose: bool = False
    hooks: tuple[Path, ...] = ()


_ALL = (*FORMATS, "html")
_EXISTING = click.Path(exists=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, allow_dash=True, path_type=Path)

_SHARED = (
    click.argument("paths", nargs=-1, type=_EXISTING),
    click.option("--root", type=_DIRECTORY, help="The project's root; else the nearest settings or checkout."),
    click.option("--settings", type=_FILE, help="Read the settings from this file."),
    click.option("--include", multiple=True, metavar="GLOB", help="Only these files; replaces the settings' own."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Not these files; adds to the settings' own."),
    click.option("-j", "--jobs", type=click.IntRange(0), default=1, show_default=True, help="Processes; 0: one a CPU."),
    click.option(
        "--format",
        "form",
        type=click.Choice(_ALL),
        default="text",
        show_default=True,
        help="Of the report.",
    ),
    click.option("-o", "--output", type=OUTPUT, default="-", metavar="FILE", help="Write the report to this file."),
    click.option("--hooks", multiple=True, type=_FILE, help="Run this Python file, whose hooks map calls."),
    click.option("-q", "--quiet", is_flag=True, help="No summary and no progress bar."),
    click.option("-v", "--verbose", is_flag=True, help="List safe findings too, and the evidence of each."),
)


def shared_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the shared options to a command, which takes them as one ``Options`` in front of its own."""

    def command(**values: Any) -> int:
        shared = {name: values.pop(name) for name in Options._fields}
        return function(Options(**shared), **values)

    command.__doc__ = function.__doc__
    command.__name__ = function.__name__
    command.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
    for option in reversed(_SHARED):
        command = option(command)
    return command
