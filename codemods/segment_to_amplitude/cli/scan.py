"""``scan``: the ledger of everything that refers to Segment."""

from __future__ import annotations

from pathlib import Path

import click

from segment_to_amplitude.cli.options import Options, shared_options

_TREND = click.Path(dir_okay=False, path_type=Path)


@click.command("scan")
@click.option("--trend", type=_TREND, metavar="FILE", help="Keep how much is left at each commit in this file.")
@shared_options
def command(options: Options, trend: Path | None) -> int:
    """Show what refers to Segment: the ledger.

    It lists the SDKs, the references by kind, applicability and file, the write keys, integrations and events.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import put_out_report, run, say
    from segment_to_amplitude.report.view import view

    result = run(options)
    report = view(result)
    put_out_report(options, report, result)
    if trend is not None:
        from segment_to_amplitude.report.trend import add_point, point_of, render_trend

        say(options, render_trend(add_point(trend, point_of(report, result.root))))
    say_summary(options, report, with_findings=False)
    return exit_code(report)
