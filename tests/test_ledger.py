"""The ledger sums: no fixture refers to Segment without a finding that says so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from fixture_cases import Case, Tree, discover, run_tool
from ledger import audit, read_exemptions
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.source.span import Span
from segment_tokens import find_tokens

CASES = [pytest.param(case, id=case.name) for case in discover()]


@pytest.mark.parametrize("case", CASES)
def test_every_reference_has_one_finding(case: Case, tmp_path: Path) -> None:
    before = case.before
    findings = {file.path: file.findings for file in run_tool(before, tmp_path, migrate).result.files}
    exemptions = read_exemptions(case.not_segment, case.source)
    assert {one.path for one in exemptions} <= before.keys()
    assert not audit_tree(before, findings, case)
    # The scan is only worth something where it would have noticed: take the findings away, and it has to complain.
    # A lock file is reported as a whole; nothing is looked for in it.
    # What only the project's own rules say of a file has no name of Segment's.
    found = {
        path
        for path, own in findings.items()
        if any(
            finding.code != "lock-file" and finding.sdk != "own rule" and not finding.code.startswith("rule-")
            for finding in own
        )
    }
    # A file that knows the client by a neutral name only has nothing to see, so one file of a project is enough.
    seen = {path for path in found if find_tokens(path, before.get(path, b""))}
    assert seen or not found, "the scan sees nothing of what the tool found"
    for path in seen:
        assert audit(path, before[path], (), [one for one in exemptions if one.path == path])


def audit_tree(tree: Tree, findings: dict[str, tuple[Finding, ...]], case: Case) -> list[str]:
    exemptions = read_exemptions(case.not_segment, case.source)
    return [
        complaint for path, data in tree.items() for complaint in audit(path, data, findings.get(path, ()), exemptions)
    ]


def test_there_are_fixtures() -> None:
    assert CASES


SOURCE = b"""\
import { AnalyticsBrowser } from '@segment/analytics-next';
export const analytics = AnalyticsBrowser.load({ writeKey: 'k' });
analytics.track('A'); analytics.page();
if (analytics) run();
"""


def finding(text: bytes, covers: Sequence[bytes] = (), nth: int = 0) -> Finding:
    start = -1
    for _ in range(nth + 1):
        start = SOURCE.index(text, start + 1)
    return Finding(
        code="CODE", applicability=Applicability.SAFE, path="a.ts", language="javascript", sdk="browser",
        kind=Kind.CALL, span=Span(start, start + len(text)), message="",
        covers=tuple(Span(SOURCE.index(cover), SOURCE.index(cover) + len(cover)) for cover in covers),
    )  # fmt: skip


IMPORT = finding(b"@segment/analytics-next")
LOAD = finding(b"load", [b"AnalyticsBrowser.load({ writeKey: 'k' })"])
TRACK = finding(b"track", [b"analytics.track('A')"])
PAGE = finding(b"page")
GUARD = finding(b"analytics", nth=SOURCE[: SOURCE.index(b"if (")].count(b"analytics"))
ALL = [IMPORT, LOAD, TRACK, PAGE, GUARD]


def complaints(findings: Sequence[Finding], not_segment: str = "") -> list[str]:
    return audit("a.ts", SOURCE, findings, read_exemptions(not_segment, "a.ts"))


def test_findings_that_add_up_are_not_complained_of() -> None:
    assert complaints(ALL) == []


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (IMPORT, ["a.ts:1:35 @segment/analytics-next: no finding covers it"]),
        (
            LOAD,
            [
                "a.ts:2:14 analytics: no finding covers it",
                "a.ts:2:26 AnalyticsBrowser: no finding covers it",
            ],
        ),
        (TRACK, ["a.ts:3:1 analytics: no finding covers it"]),
        (PAGE, ["a.ts:3:23 analytics: no finding covers it"]),
        (GUARD, ["a.ts:4:5 analytics: no finding covers it"]),
    ],
    ids=["import", "load", "track", "page", "guard"],
)
def test_each_missing_finding_is_noticed(missing: Finding, expected: list[str]) -> None:
    assert complaints([one for one in ALL if one is not missing]) == expected


def test_a_reference_counted_twice_is_noticed() -> None:
    assert complaints([*ALL, TRACK]) == [
        "a.ts:3:11 2 findings stand here",
        "a.ts:3:1 analytics: 2 findings cover it",
    ]


def test_exemptions_take_a_place_and_a_reason_and_are_needed() -> None:
    assert complaints(ALL[:-1], "4:analytics a local of that name") == []
    assert complaints(ALL[:-1], "analytics a local of that name") == [
        "a.ts not_segment.txt: analytics needs its line, as the file has findings"
    ]
    assert complaints(ALL, "4:analytics a local of that name") == ["a.ts not_segment.txt: analytics is not needed"]
    with pytest.raises(ValueError, match="reason"):
        read_exemptions("4:analytics", "a.ts")
    with pytest.raises(ValueError, match="path"):
        read_exemptions("4:analytics a local of that name", None)
