"""``completion``: the script that makes a shell complete this command."""

from __future__ import annotations

import click

from segment_to_amplitude.cli.commands import PROGRAM, root


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the shell completion script.

    bash: eval "$(segment-to-amplitude completion bash)" in ~/.bashrc; zsh alike in ~/.zshrc.
    fish: segment-to-amplitude completion fish > ~/.config/fish/completions/segment-to-amplitude.fish
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    variable = f"_{PROGRAM}_COMPLETE".replace("-", "_").upper()
    click.echo(complete(root, {}, PROGRAM, variable).source())
    return 0
