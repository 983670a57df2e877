"""What a run found, for people and for other tools. Nothing here reads the clock; equal runs give equal bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segment_to_amplitude.report.view import Report

FORMATS = ("text", "json", "jsonl", "sarif", "github", "markdown")


def render(form: str, report: Report) -> str:
    """Write ``report`` in one of ``FORMATS``; text is the ledger."""
    match form:
        case "json":
            from segment_to_amplitude.report.json_report import render_json as write
        case "jsonl":
            from segment_to_amplitude.report.json_report import render_jsonl as write
        case "sarif":
            from segment_to_amplitude.report.sarif import render_sarif as write
        case "github":
            from segment_to_amplitude.report.github import render_github as write
        case "markdown":
            from segment_to_amplitude.report.markdown import render_markdown as write
        case "text":
            from segment_to_amplitude.report.text import render_ledger as write
        case _:
            raise ValueError(f"no such format: {form}")
    return write(report)
