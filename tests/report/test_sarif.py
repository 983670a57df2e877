from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from report.samples import CODES, USER, WRITE_KEY, sample
from segment_to_amplitude.report.sarif import render_sarif
from segment_to_amplitude.report.view import view
from segment_to_amplitude.source.span import Span


@pytest.fixture
def run(catalogue: None) -> dict[str, Any]:
    log = json.loads(render_sarif(view(sample())))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def test_rules_come_from_the_catalogue(run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["alias", "track", "write-key"]
    assert rules[2]["shortDescription"] == {"text": CODES["write-key"].title}
    assert rules[2]["help"] == {"text": "Amplitude has keys of its own.\n\nSet AMPLITUDE_API_KEY."}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_levels_follow_applicability(run: dict[str, Any]) -> None:
    assert [result["level"] for result in run["results"]] == ["warning", "note", "error", "note", "none"]
    assert [result.get("suppressions") for result in run["results"]] == [None] * 4 + [[{"kind": "inSource"}]]


def test_locations(run: dict[str, Any]) -> None:
    physical = run["results"][3]["locations"][0]["physicalLocation"]
    assert physical == {
        "artifactLocation": {"uri": "src/user%2C%20list.ts", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 16},
    }


def test_edits_are_fixes(run: dict[str, Any]) -> None:
    (fix,) = run["results"][1]["fixes"]
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 27},
            "insertedContent": {"text": "amplitude.track"},
        }
    ]


def test_files_that_were_not_read_are_notifications(run: dict[str, Any]) -> None:
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    levels = [notice["level"] for notice in invocation["toolExecutionNotifications"]]
    assert levels == ["note", "error", "note"]


def test_write_keys_are_masked(catalogue: None) -> None:
    assert WRITE_KEY not in render_sarif(view(sample()))


SCHEMA = Path(__file__).parents[1] / "sdk/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def test_the_log_follows_the_published_schema(catalogue: None) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    log = json.loads(render_sarif(view(sample())))
    assert not [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(log)]
    del log["runs"][0]["results"][0]["message"]
    assert not validator.is_valid(log)


def test_fingerprints_hold_when_lines_move(catalogue: None) -> None:
    def known(before: bytes) -> list[str]:
        run = sample()
        (user,) = (file for file in run.files if file.path == "src/user, list.ts")
        moved = replace(
            user,
            before=before + USER,
            lines=(),
            findings=tuple(
                replace(one, span=Span(one.span.start + len(before), one.span.end + len(before)), edits=())
                for one in user.findings
            ),
        )
        log = json.loads(render_sarif(view(replace(run, files=(moved,)))))
        return [one["partialFingerprints"]["segmentToAmplitude/v1"] for one in log["runs"][0]["results"]]

    assert known(b"") == known(b"// one\n\n")
    assert len(set(known(b""))) == 2
