from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped, unused-ignore]

from report.samples import WRITE_KEY, sample
from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.result import FileStatus, RunResult
from segment_to_amplitude.report.json_report import document, findings_schema, render_json, render_jsonl
from segment_to_amplitude.report.view import view

REPORT = view(sample())
SCHEMA: dict[str, Any] = json.loads(findings_schema())
LINE_SCHEMA = {"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]}


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_documents_follow_the_schema() -> None:
    for result in (sample(), RunResult(Path(), ())):
        Draft202012Validator(SCHEMA).validate(json.loads(render_json(view(result))))


def test_lines_follow_the_schema() -> None:
    lines = [json.loads(line) for line in render_jsonl(REPORT).splitlines()]
    for line in lines:
        Draft202012Validator(LINE_SCHEMA).validate(line)
    assert [line["type"] for line in lines] == [
        "run", *["finding"] * 5, *["file"] * 4, "note", "inventory", "totals",
    ]  # fmt: skip


def test_an_unknown_field_breaks_the_schema() -> None:
    written = json.loads(render_json(REPORT))
    written["findings"][0]["extra"] = 1
    assert not Draft202012Validator(SCHEMA).is_valid(written)


def test_the_schema_names_what_the_model_has() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["applicability"]["enum"] == [str(value) for value in Applicability]
    assert definitions["kind"]["enum"] == [str(kind) for kind in Kind]
    assert definitions["status"]["enum"] == [str(status) for status in FileStatus]


def test_a_finding() -> None:
    written: Any = document(REPORT)
    assert written["findings"][1] == {
        "fingerprint": "29eb12b2dadc344c",
        "code": "track",
        "applicability": "safe",
        "path": "src/app.ts",
        "language": "typescript",
        "sdk": "@segment/analytics-next",
        "kind": "call",
        "method": "track",
        "line": 3,
        "column": 22,
        "end_line": 3,
        "end_column": 27,
        "message": "track of src/app.ts",
        "suggestion": None,
        "evidence": ["`analytics`", "`AnalyticsBrowser.load` at src/app.ts:2"],
        "edits": [{"start": 164, "end": 179, "replacement": "amplitude.track"}],
    }


def test_totals_sum() -> None:
    totals: Any = document(REPORT)["totals"]
    assert sum(totals["applicability"].values()) == sum(totals["kind"].values()) == totals["findings"] == 5
    assert totals["files"] == {"read": 12, "changed": 2, "unchanged": 0, "skipped": 1, "failed": 1}


def test_write_keys_are_masked() -> None:
    written = render_json(REPORT)
    assert WRITE_KEY not in written
    assert json.loads(written)["inventory"]["write_keys"] == [
        {"name": "A1b2…", "references": 1, "files": ["src/app.ts"], "literal": True}
    ]
