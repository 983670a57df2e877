"""``merge``: the reports of many checkouts as one."""

from __future__ import annotations

from pathlib import Path

import click

from segment_to_amplitude.cli.options import OUTPUT


@click.command("merge")
@click.argument("reports", nargs=-1, required=True, metavar="[NAME=]FILE...")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "jsonl"]), default="text", help="Of it.")
@click.option("-o", "--output", type=OUTPUT, default="-", metavar="FILE", help="Write the report to this file.")
def command(reports: tuple[str, ...], form: str, output: Path) -> int:
    """Merge what `scan --format jsonl` wrote for many checkouts.

    A report is called after its file, without the ending, unless NAME= stands before it.
    """
    from segment_to_amplitude.cli.run import put_out
    from segment_to_amplitude.report.merging import merged_jsonl, merged_table, read_report

    checkouts = []
    for report in reports:
        name, _, path = report.rpartition("=")
        checkouts.append(read_report(name or Path(path).stem, Path(path)))
    lines = merged_jsonl(checkouts) if form == "jsonl" else merged_table(checkouts, markdown=form == "markdown")
    put_out(output, (line.encode("utf-8", "replace") for line in lines))
    return 0
