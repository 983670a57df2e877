"""The commands by name. Their modules are imported when they run; the help of the root needs none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from segment_to_amplitude import __version__

PROGRAM = "segment-to-amplitude"

COMMANDS = {
    "scan": "Show what refers to Segment: the ledger.",
    "migrate": "Show the migration as a diff, or write it.",
    "review": "Look at a plan and decide what is written.",
    "apply": "Write what a plan says, without analysing again.",
    "undo": "Take back what `apply` or `migrate --write` wrote last.",
    "check": "Exit with 1 while Segment is left.",
    "merge": "Merge what `scan --format jsonl` wrote for many checkouts.",
    "explain": "Explain a finding's code.",
    "settings": "Show the settings or their JSON Schema.",
    "rules": "Check, test, list and begin the project's own rules.",
    "schema": "Print a published JSON Schema.",
    "completion": "Print the shell completion script.",
}
"""Names and what the root's help says of them: the first line of each command's own help."""


class PipeClosedError(Exception):
    """Nobody reads any more. click would end with exit code 1, which is what ``check`` says when it finds something."""


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, each with its ``command``."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Parse the arguments, which may print help or the version."""
        with _pipe_watched():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with _pipe_watched():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"segment_to_amplitude.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which name may have been meant."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        close = get_close_matches(name, COMMANDS, n=1)
        hint = f" Did you mean '{close[0]}'?" if close else ""
        raise click.UsageError(f"No such command '{name}'.{hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@contextmanager
def _pipe_watched() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise PipeClosedError from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=PROGRAM)
def root() -> None:
    """Move a repository from the Segment SDKs to the Amplitude SDKs."""
