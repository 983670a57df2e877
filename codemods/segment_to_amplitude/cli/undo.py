"""``undo``: the last plan that was written, taken back."""

from __future__ import annotations

from pathlib import Path

import click

from segment_to_amplitude.cli.exit_codes import DONE, WRONG


@click.command("undo")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The project's root; else the nearest settings or checkout.",
)
@click.option("-q", "--quiet", is_flag=True, help="No list of the files.")
def command(root: Path | None, quiet: bool) -> int:
    """Take back what `apply` or `migrate --write` wrote last.

    Every file is as it was, byte for byte. When one changed since, nothing is taken back.
    """
    from segment_to_amplitude.cli.options import Options
    from segment_to_amplitude.cli.run import project_root, say
    from segment_to_amplitude.report.text import plural, printable
    from segment_to_amplitude.review.application import undo

    options = Options(root=root, quiet=quiet)
    undone = undo(project_root(options))
    for path in sorted(undone.written):
        say(options, f"restored: {printable(path)}\n")
    for refusal in undone.refused:
        click.echo(f"error: not restored: {printable(refusal)}", err=True)
    if undone.refused:
        click.echo(f"error: {plural(len(undone.refused), 'file')} changed since; nothing was taken back", err=True)
    return WRONG if undone.refused else DONE
