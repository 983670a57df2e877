"""``check``: for a pipeline that must not let Segment come back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segment_to_amplitude.cli.exit_codes import FOUND
from segment_to_amplitude.cli.options import STANDARD_OUTPUT, Options, shared_options

if TYPE_CHECKING:
    from segment_to_amplitude.report.view import Report

BASELINE = "segment-to-amplitude.baseline.json"
_BASELINE = click.Path(dir_okay=False, path_type=Path)


@click.command("check")
@click.option("--baseline", type=_BASELINE, metavar="FILE", help="Fail only for references that are not in this file.")
@click.option("--update-baseline", is_flag=True, help="Take out of the baseline what is gone; without one, make it.")
@shared_options
def command(options: Options, baseline: Path | None, update_baseline: bool) -> int:
    """Exit with 1 while Segment is left.

    It lists what is left; references that a comment or the settings ask to ignore do not count.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import is_coloured, put_out, put_out_report, run
    from segment_to_amplitude.report.text import render_findings
    from segment_to_amplitude.report.view import left_only, view

    result = run(options)
    report = view(result)
    left = left_only(report)
    is_compared = baseline is not None or update_baseline
    if is_compared:
        left = _new(options, report, baseline or Path(BASELINE), update=update_baseline)
    if options.form == "text":
        colour = is_coloured(sys.stdout) and options.output == STANDARD_OUTPUT
        listed = render_findings(left, verbose=options.verbose, colour=colour, everything=True)
        put_out(options.output, [listed.encode("utf-8", "replace")])
    else:
        put_out_report(options, left if is_compared else report, result)
    say_summary(options, report, with_findings=False)
    return FOUND if left.entries else exit_code(report)


def _new(options: Options, report: Report, path: Path, *, update: bool) -> Report:
    """Keep what the baseline does not know; an update only ever takes out, but for the first one."""
    from segment_to_amplitude.cli.run import say
    from segment_to_amplitude.findings.result import FileStatus
    from segment_to_amplitude.project.errors import UserError
    from segment_to_amplitude.report.baseline import compare, read_baseline, references_of, write_baseline

    here = references_of(report)
    known = here if update and not path.exists() else read_baseline(path)
    compared = compare(report, known)
    say(options, f"baseline: {len(compared.new.entries)} new, {compared.known} known, {compared.gone} gone\n")
    if update:
        if options.paths or options.include or options.exclude or report.total_files(FileStatus.FAILED):
            raise UserError(f"{path}: a baseline is updated by a check of the whole project, in which no file fails")
        new = references_of(compared.new)
        write_baseline(path, {name: text for name, text in here.items() if name not in new})
    return compared.new
