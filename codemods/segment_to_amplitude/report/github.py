"""The run as workflow commands of GitHub Actions, which show findings beside the lines of a pull request.

Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from collections.abc import Iterator

from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.findings.result import FileStatus
from segment_to_amplitude.report.view import Entry, Report

_COMMANDS = {
    Applicability.SAFE: "notice",
    Applicability.REVIEW: "warning",
    Applicability.MANUAL: "error",
}


def render_github(report: Report) -> str:
    """Write one command per finding that is not ignored, one per file that failed, and one per note."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for entry in report.entries:
        if command := _COMMANDS.get(entry.finding.applicability):
            yield _command(command, _properties(entry), _message(entry))
    for file in report.files:
        if file.status is FileStatus.FAILED:
            yield _command("error", {"file": file.path}, file.reason or "failed")
    for note in report.notes:
        yield _command("notice", {}, note)


def _properties(entry: Entry) -> dict[str, str]:
    at = entry.place
    properties = {"file": entry.finding.path, "line": str(at.line), "endLine": str(at.end_line)}
    if at.line == at.end_line:
        properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    return properties | {"title": entry.finding.code}


def _message(entry: Entry) -> str:
    return f"{entry.message}\nSuggestion: {entry.suggestion}" if entry.suggestion else entry.message


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escape(message)}" if listed else f"::{name}::{_escape(message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
