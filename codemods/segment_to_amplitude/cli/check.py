"""``check``: for a pipeline that must not let Segment come back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segment_to_amplitude.cli.exit_codes import FOUND, WRONG
from segment_to_amplitude.cli.options import STANDARD_OUTPUT, Options, shared_options

if TYPE_CHECKING:
    from segment_to_amplitude.report.view import Report

BASELINE = Path("segment-to-amplitude.baseline.json")


@click.command("check")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Fail only on references that this file does not know.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Take what is gone out of the baseline, or make one where there is none."
)
@shared_options
def command(options: Options, baseline: Path | None, update_baseline: bool) -> int:
    """Exit with 1 while Segment is left.

    It lists what is left; references that a comment or the settings ask to ignore do not count.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import is_coloured, put_out, put_out_report, run
    from segment_to_amplitude.project.errors import UserError
    from segment_to_amplitude.report.text import render_findings
    from segment_to_amplitude.report.view import left_only, view

    if update_baseline and options.paths:
        raise UserError("a baseline is of the whole project; leave the paths out, or name the project by --root")
    result = run(options)
    report = view(result)
    left = left_only(report)
    if baseline is not None or update_baseline:
        left = _compared(options, left, baseline or BASELINE, is_updated=update_baseline, code=exit_code(report))
        report = report._replace(entries=left.entries)
    if options.form == "text":
        colour = is_coloured(sys.stdout) and options.output == STANDARD_OUTPUT
        listed = render_findings(left, verbose=options.verbose, colour=colour, everything=True)
        put_out(options.output, [listed.encode("utf-8", "replace")])
    else:
        put_out_report(options, report, result)
    say_summary(options, report, with_findings=False)
    return FOUND if left.entries else exit_code(report)


def _compared(options: Options, left: Report, path: Path, *, is_updated: bool, code: int) -> Report:
    """The report with nothing but new references; the baseline shrinks, or is made, where that is asked for."""
    from segment_to_amplitude.cli.run import say
    from segment_to_amplitude.report.baseline import compare, counts_of, read_baseline, render_baseline
    from segment_to_amplitude.report.text import plural

    if is_updated and not path.exists():
        if code != WRONG:
            _write(path, render_baseline(counts_of(left)))
            say(options, f"baseline: {path} made with {plural(len(left.entries), 'reference')}\n")
        return left._replace(entries=())
    found = compare(left, read_baseline(path))
    known = plural(found.known, "known reference")
    say(options, f"baseline: {known}, {len(found.new)} new, {found.gone} gone\n")
    if found.new:
        say(options, "baseline: new references are listed; migrate them, or ignore them with a comment and a reason\n")
    elif found.gone and not is_updated:
        say(options, f"baseline: `check --baseline {path} --update-baseline` takes out what is gone\n")
    if is_updated and code != WRONG and not found.new and found.gone:
        _write(path, render_baseline(counts_of(left)))
    return left._replace(entries=found.new)


def _write(path: Path, text: str) -> None:
    """Write a file in one step."""
    from segment_to_amplitude.project.writing import Replacement, write_files

    before = path.read_bytes() if path.exists() else None
    for refusal in write_files([Replacement(str(path), before, text.encode("utf-8", "backslashreplace"))]):
        raise refusal
