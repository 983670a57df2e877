"""What moves apart can be written apart: each move alone, and then the rest, comes to the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Case, discover, write_tree
from review.projects import SHOP, plan_of, read, write
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.source.edits import apply_edits

PARTS = ("javascript/bindings/", "javascript/split/", "javascript/mocks/", "javascript/node/", "javascript/globals/")
CASES = [case for case in discover() if case.source is None and case.name.startswith(PARTS)]
CLIENT = (
    "import { AnalyticsBrowser } from '@segment/analytics-next';\n\n"
    "export const analytics = AnalyticsBrowser.load({ writeKey: 'k' });\n"
)
USE = "import { analytics } from './client';\n\nanalytics.track('Seen');\n"


def edited(root: Path) -> dict[str, bytes]:
    return {
        file.path: apply_edits(file.before or b"", file.edits)
        for file in migrate(root, is_verified=False).files
        if file.edits and file.status == "changed"
    }


def check(root: Path, before: dict[str, bytes]) -> int:
    """Write each move alone, then run again; return how many there are."""
    plan = plan_of(root, is_verified=False)
    due = edited(root)
    moves = {file.move for file in plan.changed}
    for move in moves if len(moves) > 1 else ():
        write_tree(root, before)
        for file in plan.changed:
            if file.move == move:
                (root / file.path).write_bytes(due[file.path])
        for path, data in edited(root).items():
            (root / path).write_bytes(data)
        now = read(root)
        assert {path for path in due if now[path] != due[path]} == set()
    return len(moves)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fixtures(case: Case, tmp_path: Path) -> None:
    write_tree(tmp_path / "project", case.before)
    check(tmp_path / "project", case.before)


def test_languages_and_packages_move_apart(tmp_path: Path) -> None:
    manifest = SHOP["package.json"]
    files = {
        f"{name}/{path}": text
        for name in ("web", "app")
        for path, text in (("package.json", manifest), ("client.ts", CLIENT), ("use.ts", USE))
    }
    root = write(tmp_path / "project", {**files, "tools/report.py": SHOP["tools/report.py"]})
    assert check(root, read(root)) == 3
