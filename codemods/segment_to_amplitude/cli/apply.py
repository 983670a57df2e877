"""``apply``: a plan carried out as it stands, without looking at the code again."""

from __future__ import annotations

from pathlib import Path

import click

from segment_to_amplitude.cli.exit_codes import DONE, WRONG

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("apply")
@click.argument("plan", type=_FILE)
@click.option("--decisions", type=_FILE, help="Write what these decisions accept; else those beside the plan, if any.")
@click.option("--everything", is_flag=True, help="Write the whole plan, whatever is decided beside it.")
@click.option("--as-decided", is_flag=True, help="Write what is accepted although it needs what is not.")
@click.option("--root", type=_DIRECTORY, help="The project's root; else the nearest settings or checkout.")
@click.option("--allow-dirty", is_flag=True, help="Write although git has uncommitted changes.")
@click.option("-q", "--quiet", is_flag=True, help="No list of the files.")
def command(
    plan: Path,
    decisions: Path | None,
    everything: bool,
    as_decided: bool,
    root: Path | None,
    allow_dirty: bool,
    quiet: bool,
) -> int:
    """Write what a plan says, without analysing again.

    Files that changed since the plan was made are refused. After an interruption, run it again.
    """
    from segment_to_amplitude.cli.options import Options
    from segment_to_amplitude.cli.run import project_root
    from segment_to_amplitude.cli.writing import carry_out
    from segment_to_amplitude.review.decisions import beside, choose, read_decisions
    from segment_to_amplitude.review.plan import ensure_is_here, read_plan

    if everything and (decisions or as_decided):
        raise click.UsageError("--everything asks for no decisions")
    options = Options(root=root, quiet=quiet)
    saved = read_plan(plan)
    if decisions is None and not everything and beside(plan).exists():
        decisions = beside(plan)
    made = read_decisions(decisions) if decisions is not None else None
    top = project_root(options)
    ensure_is_here(saved, top)
    choice = choose(saved, made, alone=as_decided)
    is_done = carry_out(options, saved, choice, top, allow_dirty=allow_dirty)
    return DONE if is_done else WRONG
