"""With ``--only-safe`` nothing is rewritten that a person should look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Case, discover, write_tree
from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.migration import migrate

CASES = [case for case in discover() if case.name.startswith(("javascript/track/", "javascript/globals/"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_edit_belongs_to_a_safe_finding(case: Case, tmp_path: Path) -> None:
    write_tree(tmp_path, case.before)
    result = migrate(tmp_path, only_safe=True, is_verified=False)
    assert not [
        finding for finding in result.findings if finding.applicability is Applicability.REVIEW and finding.edits
    ]


def test_what_needs_a_look_is_left_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "shop.ts").write_text(
        "import { AnalyticsBrowser } from '@segment/analytics-next';\n\n"
        "const analytics = AnalyticsBrowser.load({ writeKey: 'k' });\n"
        "analytics.group('acme');\n"
    )
    result = migrate(tmp_path, only_safe=True)
    assert "left-for-review" in {finding.code for finding in result.findings}
    assert not [file for file in result.files if file.edits]
