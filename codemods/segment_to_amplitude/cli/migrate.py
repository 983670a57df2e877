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
    from segment_to_amplitude.findings.result import RunResult
    from segment_to_amplitude.review.decisions import Decisions
    from segment_to_amplitude.review.plan import Plan

SPLITS = ("finding", "method", "package", "directory", "owner", "applicability")
_PATCHES = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("migrate")
@click.option("--write", is_flag=True, help="Write the changed files instead of showing the diff.")
@click.option("--plan", type=OUTPUT, metavar="FILE", help="Save what would be done, for `review` and `apply`.")
@click.option("--decisions", type=_FILE, metavar="FILE", help="Leave alone what these decisions reject.")
@click.option("-i", "--interactive", is_flag=True, help="Ask for each hunk, then write what is accepted.")
@click.option("--patch", type=OUTPUT, metavar="FILE", help="Write the diff to this file.")
@click.option("--patch-dir", type=_PATCHES, metavar="DIR", help="Write numbered patches to this directory.")
@click.option("--commit", is_flag=True, help="Make commits, in a clean checkout.")
@click.option("--split-by", type=click.Choice(SPLITS), help="What patches or commits are split by [default: package].")
@click.option("--only-safe", is_flag=True, help="Leave what a person should look at as it is.")
@click.option("--allow-dirty", is_flag=True, help="Write although git has uncommitted changes.")
@shared_options
def command(
    options: Options,
    write: bool,
    plan: Path | None,
    decisions: Path | None,
    interactive: bool,
    patch: Path | None,
    patch_dir: Path | None,
    commit: bool,
    split_by: str | None,
    only_safe: bool,
    allow_dirty: bool,
) -> int:
    """Show the migration as a diff, or write it.

    The diff is for `git apply` at the project's root. Other formats report the findings instead.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import project_root, put_out, put_out_report, run
    from segment_to_amplitude.report.diff import patches
    from segment_to_amplitude.report.view import view

    if interactive and (write or commit):
        raise click.UsageError("--interactive writes by itself")
    if write and commit:
        raise click.UsageError("--commit writes by itself; ask for it or for --write")
    if split_by and not (patch_dir or commit):
        raise click.UsageError("--split-by goes with --patch-dir or --commit")
    if write or commit or interactive:
        from segment_to_amplitude.project.writing import ensure_clean_tree
        from segment_to_amplitude.review.application import ensure_finished

        ensure_finished(project_root(options))
        ensure_clean_tree(project_root(options), allow_dirty=allow_dirty)
    result, saved = run(options, only_safe=only_safe, is_verified=True), None
    if decisions is not None:
        result, saved = _decided(options, result, decisions, only_safe=only_safe)
    if plan is not None or write or commit or interactive or patch_dir is not None:
        from segment_to_amplitude.review.plan import encode_plan

        saved = saved or plan_of(options, result, only_safe=only_safe)
        if plan is not None:
            put_out(plan, [encode_plan(saved)])
    if patch is not None:
        put_out(patch, patches(result))
    report = view(result)
    if options.form != "text":
        put_out_report(options, report, result)
    elif options.output != STANDARD_OUTPUT or not (write or patch or plan or patch_dir or commit or interactive):
        put_out(options.output, _shown_patches(options, result))
    is_written = True
    if (write or interactive) and saved is not None:
        from segment_to_amplitude.cli.writing import carry_out
        from segment_to_amplitude.review.decisions import choose

        choice = choose(saved, _asked(saved, Path(result.root)) if interactive else None)
        is_written = carry_out(options, saved, choice, Path(result.root), allow_dirty=allow_dirty)
    if saved is not None and (patch_dir is not None or commit):
        from segment_to_amplitude.cli.slicing import put_out_slices

        put_out_slices(options, saved, result, split_by or "package", patch_dir, commit=commit)
    say_summary(options, report, with_findings=True)
    return exit_code(report) if is_written else WRONG


def plan_of(options: Options, result: RunResult, *, only_safe: bool) -> Plan:
    """Make the plan of a run, with the settings that it ran by."""
    from segment_to_amplitude.cli.run import project_root, project_settings
    from segment_to_amplitude.review.plan import make_plan

    return make_plan(result, settings=project_settings(options, project_root(options)), only_safe=only_safe)


def _decided(options: Options, result: RunResult, decisions: Path, *, only_safe: bool) -> tuple[RunResult, Plan]:
    """Run again with what is rejected left alone: Segment's client stays beside, or keeps all of its calls."""
    from segment_to_amplitude.cli.run import run
    from segment_to_amplitude.review.decisions import check_known, left_alone, read_decisions

    made = read_decisions(decisions)
    saved = plan_of(options, result, only_safe=only_safe)
    check_known(saved, made)
    left = left_alone(saved, made)
    if left:
        result = run(options, only_safe=only_safe, is_verified=True, left=left)
        saved = plan_of(options, result, only_safe=only_safe)
    return result, saved


def _asked(plan: Plan, root: Path) -> Decisions:
    """Ask for each hunk, line by line."""
    from segment_to_amplitude.cli.review import open_session
    from segment_to_amplitude.review.line_mode import go_through

    session = open_session(plan, None, root)
    go_through(session, sys.stdin, sys.stdout)
    return session.decisions()


def _shown_patches(options: Options, result: RunResult) -> Iterator[bytes]:
    from segment_to_amplitude.cli.run import is_coloured
    from segment_to_amplitude.report.diff import colour, patches

    if options.output != STANDARD_OUTPUT or not is_coloured(sys.stdout):
        return patches(result)
    return (colour(patch) for patch in patches(result))
