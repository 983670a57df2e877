"""``scan``: the ledger of everything that refers to Segment."""

from __future__ import annotations

import click

from segment_to_amplitude.cli.options import Options, shared_options


@click.command("scan")
@shared_options
def command(options: Options) -> int:
    """Show what refers to Segment: the ledger.

    It lists the SDKs, the references by kind, applicability and file, the write keys, integrations and events.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import put_out_report, run
    from segment_to_amplitude.report.view import view

    report = view(run(options))
    put_out_report(options, report)
    say_summary(options, report, with_findings=False)
    return exit_code(report)
