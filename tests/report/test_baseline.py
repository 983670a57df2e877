from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from report.samples import APP, USER, WRITE_KEY, changed, finding, sample
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, RunResult
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.baseline import compare, counts_of, read_baseline, render_baseline
from segment_to_amplitude.report.view import Report, view


def report(*files: FileResult) -> Report:
    return view(RunResult(Path("/nowhere"), files, len(files)))


def tracked(path: str, data: bytes, *places: str, event: str = "Signed Up") -> FileResult:
    """A file with a call of ``track`` at each place."""
    found: list[Finding] = [
        finding(data, path, place, "track", Applicability.SAFE, method="track", event=event) for place in places
    ]
    return changed(path, data, *found)


def test_references_are_named_by_what_they_do_and_keys_are_not_shown() -> None:
    text = render_baseline(counts_of(view(sample())))
    assert "\"call track 'Signed Up'\": 1" in text
    assert WRITE_KEY not in text and '"init load": 1' in text


def test_a_reference_without_a_method_is_named_by_its_text() -> None:
    found = finding(APP, "a.ts", "@segment/analytics-next", "import", Applicability.SAFE, kind=Kind.IMPORT)
    assert counts_of(report(changed("a.ts", APP, found))) == {"a.ts": {"import @segment/analytics-next": 1}}


def test_lines_above_change_nothing() -> None:
    known = counts_of(report(tracked("a.ts", USER, "track")))
    found = compare(report(tracked("a.ts", b"// one\n\n" + USER, "track")), known)
    assert (found.new, found.known, found.gone) == ((), 1, 0)


def test_a_reference_that_changed_its_file_is_not_new() -> None:
    known = counts_of(report(tracked("a.ts", USER, "track")))
    assert compare(report(tracked("b.ts", USER, "track")), known).new == ()


@pytest.mark.parametrize(
    ("after", "place"),
    [
        (tracked("a.ts", USER, "track", event="Signed In"), "a.ts"),
        (tracked("a.ts", USER, "track", "page"), "a.ts"),
    ],
    ids=["another event", "once more"],
)
def test_a_reference_that_was_not_there_is_new(after: FileResult, place: str) -> None:
    found = compare(report(after), counts_of(report(tracked("a.ts", USER, "track"))))
    assert [entry.finding.path for entry in found.new] == [place]


def test_a_copy_is_new_and_what_is_gone_is_counted() -> None:
    known = counts_of(report(tracked("a.ts", USER, "track"), tracked("c.ts", USER, "page", event="Other")))
    found = compare(report(tracked("a.ts", USER, "track"), tracked("b.ts", USER, "track")), known)
    assert [entry.finding.path for entry in found.new] == ["b.ts"]
    assert (found.known, found.gone) == (1, 1)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    counts = counts_of(view(sample()))
    (tmp_path / "baseline.json").write_text(render_baseline(counts), encoding="utf-8")
    assert read_baseline(tmp_path / "baseline.json") == counts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"version": 1,\n "references": {]}', ":2:17: not JSON"),
        ("[]", ":1:1: is not a baseline of version 1"),
        ('{"version": 2, "references": {}}', ":1:1: is not a baseline of version 1"),
        ('{"version": 1, "references": {"a.ts": {"call track": "1"}}}', ":1:1: is not a baseline"),
    ],
)
def test_what_is_no_baseline_says_where(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "baseline.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=says):
        read_baseline(tmp_path / "baseline.json")


def test_a_finding_without_bytes_is_named_by_its_kind() -> None:
    found = replace(finding(USER, "a.ts", "track", "track", Applicability.SAFE), method=None)
    file = replace(changed("a.ts", USER, found), before=None)
    assert counts_of(report(file)) == {"a.ts": {"call": 1}}
