from __future__ import annotations

import pytest

from report.samples import USER, changed, finding, sample
from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.findings.result import RunResult
from segment_to_amplitude.report import FORMATS, render
from segment_to_amplitude.report.view import is_left, left_only, view


def test_entries_come_in_path_and_place_order() -> None:
    entries = view(sample()).entries
    assert [(entry.finding.path, entry.place.line) for entry in entries] == [
        ("src/app.ts", 2),
        ("src/app.ts", 3),
        ("src/app.ts", 4),
        ("src/user, list.ts", 1),
        ("src/user, list.ts", 2),
    ]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("form", FORMATS)
def test_equal_runs_give_equal_reports(form: str) -> None:
    result = sample()
    turned = RunResult(result.root, result.files[::-1], result.files_read, result.notes)
    assert render(form, view(result)) == render(form, view(turned))


def test_an_unknown_format_is_a_defect() -> None:
    with pytest.raises(ValueError, match="no such format: xml"):
        render("xml", view(sample()))


def test_ignored_findings_and_those_without_an_sdk_are_not_segment() -> None:
    kept = finding(USER, "a.ts", "track", "track", Applicability.SAFE)
    other = finding(USER, "a.ts", "page", "unused-suppression", Applicability.REVIEW, sdk="")
    ignored = finding(USER, "a.ts", "page", "track", Applicability.IGNORED)
    assert [is_left(found) for found in (kept, other, ignored)] == [True, False, False]
    report = left_only(view(RunResult(sample().root, (changed("a.ts", USER, kept, other, ignored),))))
    assert [entry.finding for entry in report.entries] == [kept]
