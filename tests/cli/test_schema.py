from __future__ import annotations

import json

from cli.conftest import Run


def test_findings(run: Run) -> None:
    assert json.loads(run("schema", "findings").out)["$id"] == "urn:segment-to-amplitude:findings:1"


def test_no_such_schema(run: Run) -> None:
    assert run("schema", "nothing").code == 2
