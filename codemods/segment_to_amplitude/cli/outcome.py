"""How a run ends: the summary on standard error, and the exit code."""

from __future__ import annotations

import sys

from segment_to_amplitude.cli.exit_codes import DONE, WRONG
from segment_to_amplitude.cli.options import Options
from segment_to_amplitude.cli.run import is_coloured, say
from segment_to_amplitude.findings.result import FileStatus
from segment_to_amplitude.report.text import render_findings, render_summary
from segment_to_amplitude.report.view import Report


def say_summary(options: Options, report: Report, *, with_findings: bool) -> None:
    """Say what was found and done; the findings that need a person first, unless the report itself lists them."""
    if options.quiet:
        return
    if with_findings or options.verbose:
        findings = render_findings(report, verbose=options.verbose, colour=is_coloured(sys.stderr))
        say(options, f"{findings}\n" if findings else "")
    say(options, render_summary(report, verbose=options.verbose))


def exit_code(report: Report) -> int:
    """Return 2 when a file failed, for what stands in it was not seen."""
    return WRONG if report.total_files(FileStatus.FAILED) else DONE
