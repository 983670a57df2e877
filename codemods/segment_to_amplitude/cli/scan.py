"""``scan``: the ledger of everything that refers to Segment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from segment_to_amplitude.cli.options import Options, shared_options

if TYPE_CHECKING:
    from segment_to_amplitude.report.view import Report


@click.command("scan")
@click.option(
    "--trend",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Add this run to a file of runs, by commit, and show how it went.",
)
@shared_options
def command(options: Options, trend: Path | None) -> int:
    """Show what refers to Segment: the ledger.

    It lists the SDKs, the references by kind, applicability and file, the write keys, integrations and events.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import put_out_report, run
    from segment_to_amplitude.report.view import view

    result = run(options)
    report = view(result)
    put_out_report(options, report, result)
    say_summary(options, report, with_findings=False)
    if trend is not None:
        _add_to_trend(options, report, result.root, trend)
    return exit_code(report)


def _add_to_trend(options: Options, report: Report, root: Path, path: Path) -> None:
    """Write the run's line, in place of one of the same commit."""
    from segment_to_amplitude.cli.run import put_out, say
    from segment_to_amplitude.project.git import head
    from segment_to_amplitude.report.trend import point_of, read_trend, render_trend, render_trend_file, with_point

    commit, date = head(str(root))
    points = with_point(read_trend(path), point_of(report, commit, date))
    put_out(path, [render_trend_file(points).encode()])
    say(options, render_trend(points))
