"""The command line: presentation only. Nothing but click is imported before a command is known."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from segment_to_amplitude.cli.commands import PROGRAM, PipeClosedError, root
from segment_to_amplitude.cli.exit_codes import DONE, INTERRUPTED, PIPE_CLOSED, WRONG

DEBUG = "SEGMENT_TO_AMPLITUDE_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no traceback ever reaches the user unasked."""
    try:
        code = root.main(arguments, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return WRONG
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (PipeClosedError, BrokenPipeError):
        return _close_pipe()
    except Exception as error:
        return _report(error)
    return code if isinstance(code, int) else DONE


def _close_pipe() -> int:
    """Let nothing more be written, not even when the interpreter flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return PIPE_CLOSED


def _report(error: Exception) -> int:
    from segment_to_amplitude.project.errors import UserError

    if isinstance(error, UserError):
        click.echo(f"error: {error}", err=True)
        return WRONG
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)
    text = " ".join(str(error).split())
    click.echo(
        f"internal error: {type(error).__name__}: {text}. "
        f"Please report it{_where_to()} with the output of the same command under {DEBUG}=1.",
        err=True,
    )
    return WRONG


def _where_to() -> str:
    """Read where to report from the distribution, which names it once for all."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        links = metadata(PROGRAM).get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    addresses = dict(link.split(", ", 1) for link in links if ", " in link)
    return f" at {addresses['Issues']}" if "Issues" in addresses else ""
