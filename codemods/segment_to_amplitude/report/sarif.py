"""The run as SARIF 2.1.0, for code scanning: rules from the catalogue, and the edits as fixes.

Source: OASIS Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
import os
from urllib.parse import quote

from segment_to_amplitude import __version__
from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.baseline import names_of
from segment_to_amplitude.report.places import position
from segment_to_amplitude.report.view import Entry, Report
from segment_to_amplitude.source.edits import Edit

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_FINGERPRINT = "segmentToAmplitude/v1"
"""Of which text a fingerprint is made, see report/fingerprints.py; another way of making it gets another version."""
_LEVELS = {
    Applicability.SAFE: "note",
    Applicability.REVIEW: "warning",
    Applicability.MANUAL: "error",
    Applicability.IGNORED: "none",
}


def render_sarif(report: Report) -> str:
    """Write the report as one SARIF log with one run."""
    codes = sorted({entry.finding.code for entry in report.entries})
    names = names_of(report)
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "segment-to-amplitude",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(entry, index[entry.finding.code], names[id(entry.finding)]) for entry in report.entries],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str) -> dict[str, object]:
    from segment_to_amplitude.findings.codes import CODES

    code = CODES.get(name)
    if code is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.explanation},
        "help": {"text": f"{code.explanation}\n\n{code.advice}".strip()},
        "defaultConfiguration": {"level": _LEVELS[Applicability(code.applicability)]},
    }


def _result(entry: Entry, rule: int, name: str) -> dict[str, object]:
    finding = entry.finding
    text = f"{entry.message}\nSuggestion: {entry.suggestion}" if entry.suggestion else entry.message
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.applicability],
        "message": {"text": text},
        "locations": [_location(finding.path, _region(entry))],
        "partialFingerprints": {_FINGERPRINT: name},
        "properties": {
            "applicability": str(finding.applicability),
            "language": finding.language,
            "sdk": finding.sdk,
            "kind": str(finding.kind),
            "method": finding.method,
            "evidence": list(entry.evidence),
        },
    }
    if finding.edits:
        result["fixes"] = [_fix(entry)]
    if finding.applicability is Applicability.IGNORED:
        result["suppressions"] = [{"kind": "inSource"}]
    return result


def _region(entry: Entry) -> dict[str, int]:
    at = entry.place
    return {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}


def _fix(entry: Entry) -> dict[str, object]:
    change = {
        "artifactLocation": _artifact(entry.finding.path),
        "replacements": [_replacement(entry.file, edit) for edit in sorted(entry.finding.edits)],
    }
    return {"description": {"text": "Replace by Amplitude"}, "artifactChanges": [change]}


def _replacement(file: FileResult, edit: Edit) -> dict[str, object]:
    line, column = position(file, edit.start)
    end_line, end_column = position(file, edit.end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return {"deletedRegion": region, "insertedContent": {"text": edit.replacement.decode("utf-8", "replace")}}


def _invocation(report: Report) -> dict[str, object]:
    notices = [_notice(file) for file in report.files if file.status in (FileStatus.SKIPPED, FileStatus.FAILED)]
    notices += [{"level": "note", "message": {"text": note}} for note in report.notes]
    return {
        "executionSuccessful": report.total_files(FileStatus.FAILED) == 0,
        "toolExecutionNotifications": notices,
    }


def _notice(file: FileResult) -> dict[str, object]:
    return {
        "level": "error" if file.status is FileStatus.FAILED else "note",
        "message": {"text": f"{file.status}: {file.reason or 'no reason given'}"},
        "locations": [_location(file.path)],
    }


def _location(path: str, region: dict[str, int] | None = None) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": _artifact(path)}
    if region is not None:
        physical["region"] = region
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "%SRCROOT%"}
