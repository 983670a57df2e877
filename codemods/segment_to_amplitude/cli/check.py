"""``check``: for a pipeline that must not let Segment come back."""

from __future__ import annotations

import sys

import click

from segment_to_amplitude.cli.exit_codes import FOUND
from segment_to_amplitude.cli.options import STANDARD_OUTPUT, Options, shared_options


@click.command("check")
@shared_options
def command(options: Options) -> int:
    """Exit with 1 while Segment is left.

    It lists what is left; references that a comment or the settings ask to ignore do not count.
    """
    from segment_to_amplitude.cli.outcome import exit_code, say_summary
    from segment_to_amplitude.cli.run import is_coloured, put_out, put_out_report, run
    from segment_to_amplitude.report.text import render_findings
    from segment_to_amplitude.report.view import left_only, view

    report = view(run(options))
    left = left_only(report)
    if options.form == "text":
        colour = is_coloured(sys.stdout) and options.output == STANDARD_OUTPUT
        listed = render_findings(left, verbose=options.verbose, colour=colour, everything=True)
        put_out(options.output, [listed.encode("utf-8", "replace")])
    else:
        put_out_report(options, report)
    say_summary(options, report, with_findings=False)
    return FOUND if left.entries else exit_code(report)
