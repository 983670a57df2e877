"""``review``: look at a plan and decide, on a whole screen, in a plain terminal, or in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from segment_to_amplitude.review.plan import Plan
    from segment_to_amplitude.review.session import Session

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
PLAN = Path("segment-to-amplitude.plan.json")


@click.command("review")
@click.argument("plan", type=_FILE, required=False)
@click.option("--web", is_flag=True, help="In a browser, served to this machine alone.")
@click.option("--line", is_flag=True, help="Line by line, as `git add -p` does.")
@click.option("--root", type=_DIRECTORY, help="The project's root; else the nearest settings or checkout.")
def command(plan: Path | None, web: bool, line: bool, root: Path | None) -> int:
    """Look at a plan and decide what is written.

    Without PLAN, one is made, in segment-to-amplitude.plan.json. Decisions are kept beside it; `apply` takes them.
    """
    from segment_to_amplitude.cli.migrate import plan_of
    from segment_to_amplitude.cli.options import Options
    from segment_to_amplitude.cli.run import project_root, run
    from segment_to_amplitude.review.plan import encode_plan, read_plan

    options = Options(root=root)
    top = project_root(options)
    if plan is None:
        plan = PLAN
        if not plan.exists():
            plan.write_bytes(encode_plan(plan_of(options, run(options, is_verified=True), only_safe=False)))
    saved = read_plan(plan)
    session = open_session(saved, plan, top)
    if web:
        from segment_to_amplitude.review.web import serve

        serve(session, plan, lambda address: click.echo(f"{address}\n(ctrl+c ends it)", err=True))
    elif line or not sys.stdout.isatty():
        from segment_to_amplitude.review.line_mode import go_through

        go_through(session, sys.stdin, sys.stdout)
    else:
        from segment_to_amplitude.review.app import ReviewApp

        def again(session: Session) -> Session:
            from segment_to_amplitude.review.decisions import left_alone

            left = left_alone(session.plan, session.decisions())
            made = plan_of(options, run(Options(root=root, quiet=True), is_verified=True, left=left), only_safe=False)
            plan.write_bytes(encode_plan(made))
            return session.planned_again(made)

        ReviewApp(session, again).run()
    counts = session.counts()
    click.echo(
        f"{counts['accepted']} accepted, {counts['rejected']} rejected, {counts['undecided']} not decided; "
        f"`segment-to-amplitude apply {plan}` writes {counts['written']} changes",
        err=True,
    )
    return 0


def open_session(plan: Plan, place: Path | None, root: Path) -> Session:
    """Open a plan over the files that it was made for; one that changed since is refused."""
    from segment_to_amplitude.project.owners import owners_of
    from segment_to_amplitude.review.decisions import beside
    from segment_to_amplitude.review.plan import PlanError, ensure_is_here, sha256
    from segment_to_amplitude.review.session import Session

    ensure_is_here(plan, root)
    data: dict[str, bytes] = {}
    for file in plan.changed:
        try:
            data[file.name] = (root / file.name).read_bytes()
        except OSError as error:
            raise PlanError(f"{file.path}: cannot be read ({error.strerror}); plan again") from error
        if sha256(data[file.name]) != file.before:
            raise PlanError(f"{file.path}: changed since the plan was made; plan again")
    return Session(plan, lambda file: data[file.name], beside(place) if place is not None else None, owners_of(root).of)
