"""Each fixture: before becomes after, after is a fixed point, after still parses."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Case, count_errors, discover, findings_text, run_tool
from segment_to_amplitude.findings.result import FileStatus
from segment_to_amplitude.migration import migrate

CASES = [pytest.param(case, id=case.name) for case in discover()]


@pytest.mark.parametrize("case", CASES)
def test_before_becomes_after(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    before = case.before
    outcome = run_tool(before, tmp_path, migrate)
    assert not [file.reason for file in outcome.result.files if file.status is FileStatus.FAILED]
    findings = findings_text(outcome.result, before, case.source)
    if request.config.getoption("--update-fixtures"):
        case.update(outcome.tree, findings)
    assert as_text(outcome.tree) == as_text(case.after)
    assert findings == case.findings


@pytest.mark.parametrize("case", CASES)
def test_after_is_a_fixed_point(case: Case, tmp_path: Path) -> None:
    after = case.after
    assert as_text(run_tool(after, tmp_path, migrate).tree) == as_text(after)


@pytest.mark.parametrize("case", CASES)
def test_after_parses(case: Case) -> None:
    before, after = case.before, case.after
    worse = {path for path in after if count_errors(path, after[path]) > count_errors(path, before.get(path, b""))}
    assert not worse


def as_text(tree: dict[str, bytes]) -> dict[str, str]:
    """Return the tree as text that keeps every byte and reads well in a failure."""
    return {path: data.decode("utf-8", "surrogateescape") for path, data in tree.items()}
