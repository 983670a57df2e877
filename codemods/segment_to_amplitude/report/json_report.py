"""The run as JSON, in one document or one object per line; ``findings.schema.json`` beside this file describes both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from segment_to_amplitude import __version__
from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.baseline import names_of
from segment_to_amplitude.report.view import Entry, Event, Inventory, Item, Report, WriteKey
from segment_to_amplitude.source.edits import Edit

SCHEMA_VERSION = 1


def findings_schema() -> str:
    """Return the JSON Schema of the report, as it is published."""
    return files("segment_to_amplitude.report").joinpath("findings.schema.json").read_text(encoding="utf-8")


def render_json(report: Report) -> str:
    """Write the report as one document."""
    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def render_jsonl(report: Report) -> str:
    """Write one object per line, each with its ``type``: run, finding, file, note, inventory, totals."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in _lines(report))


def document(report: Report) -> dict[str, object]:
    """Return the report as JSON values."""
    names = names_of(report)
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": _tool(),
        "findings": [_finding(entry, names) for entry in report.entries],
        "files": [_file(file) for file in report.files],
        "totals": _totals(report),
        "inventory": _inventory(report.inventory),
        "notes": list(report.notes),
    }


def _lines(report: Report) -> Iterator[dict[str, object]]:
    yield {"type": "run", "schema_version": SCHEMA_VERSION, "tool": _tool()}
    names = names_of(report)
    for entry in report.entries:
        yield {"type": "finding", **_finding(entry, names)}
    for file in report.files:
        yield {"type": "file", **_file(file)}
    for note in report.notes:
        yield {"type": "note", "text": note}
    yield {"type": "inventory", **_inventory(report.inventory)}
    yield {"type": "totals", **_totals(report)}


def _tool() -> dict[str, object]:
    return {"name": "segment-to-amplitude", "version": __version__}


def _finding(entry: Entry, names: Mapping[int, str]) -> dict[str, object]:
    finding, at = entry.finding, entry.place
    return {
        "code": finding.code,
        "fingerprint": names[id(finding)],
        "applicability": str(finding.applicability),
        "path": finding.path,
        "language": finding.language,
        "sdk": finding.sdk,
        "kind": str(finding.kind),
        "method": finding.method,
        "line": at.line,
        "column": at.column,
        "end_line": at.end_line,
        "end_column": at.end_column,
        "message": entry.message,
        "suggestion": entry.suggestion,
        "evidence": list(entry.evidence),
        "edits": [_edit(edit) for edit in sorted(finding.edits)],
    }


def _edit(edit: Edit) -> dict[str, object]:
    return {"start": edit.start, "end": edit.end, "replacement": edit.replacement.decode("utf-8", "replace")}


def _file(file: FileResult) -> dict[str, object]:
    return {"path": file.path, "language": file.language, "status": str(file.status), "reason": file.reason}


def _totals(report: Report) -> dict[str, object]:
    return {
        "findings": len(report.entries),
        "applicability": {str(value): report.total(value) for value in Applicability},
        "kind": {str(kind): report.total(kind=kind) for kind in Kind},
        "files": {"read": report.files_read, **{str(status): report.total_files(status) for status in FileStatus}},
    }


def _inventory(inventory: Inventory) -> dict[str, object]:
    return {
        "sdks": [_item(item) for item in inventory.sdks],
        "events": [_event(event) for event in inventory.events],
        "write_keys": [_write_key(key) for key in inventory.write_keys],
        "integrations": [_item(item) for item in inventory.integrations],
    }


def _event(event: Event) -> dict[str, object]:
    return {**_item(event), "becomes": event.becomes}


def _item(item: Item | Event | WriteKey) -> dict[str, object]:
    return {"name": item.name, "references": item.references, "files": list(item.files)}


def _write_key(key: WriteKey) -> dict[str, object]:
    return {**_item(key), "literal": key.literal}
