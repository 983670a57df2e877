from __future__ import annotations

from pathlib import Path

import pytest

from report.samples import sample
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.trend import (
    Point,
    point_of,
    read_trend,
    render_trend,
    render_trend_file,
    with_point,
)
from segment_to_amplitude.report.view import view


def point(commit: str, references: int) -> Point:
    return Point(commit, "2026-03-01T10:00:00+01:00", references, references, 0, 0, 1)


def test_ignored_references_do_not_count() -> None:
    assert point_of(view(sample()), "c1", "") == Point("c1", "", 4, 2, 1, 1, 2)


def test_a_commit_is_counted_once() -> None:
    points = with_point([point("a", 9), point("b", 7)], point("b", 6))
    assert [(one.commit, one.references) for one in points] == [("a", 9), ("b", 6)]


def test_runs_without_git_are_all_kept() -> None:
    assert len(with_point([point("", 9)], point("", 9))) == 2


def test_what_is_written_is_read(tmp_path: Path) -> None:
    points = [point("a", 9), point("b", 7)]
    (tmp_path / "trend.jsonl").write_text(render_trend_file(points) + "\n", encoding="utf-8")
    assert read_trend(tmp_path / "trend.jsonl") == points
    assert read_trend(tmp_path / "none.jsonl") == []


@pytest.mark.parametrize("line", ["{", "[]", '{"commit": "a"}', '{"commit": "a", "date": "", "references": "x"}'])
def test_a_line_that_is_no_point_says_where(tmp_path: Path, line: str) -> None:
    (tmp_path / "trend.jsonl").write_text(render_trend_file([point("a", 9)]) + line + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"trend\.jsonl:2:1: is not a point"):
        read_trend(tmp_path / "trend.jsonl")


@pytest.mark.parametrize(
    ("numbers", "bars", "says"),
    [
        ([70, 35, 0], "█▅▁", "70 → 0 references in 3 runs since 2026-03-01"),
        ([5], "█", "5 → 5 references in 1 run since 2026-03-01"),
        ([0, 0], "▁▁", "0 → 0 references in 2 runs"),
        ([700, 1], "█▂", "700 → 1 references"),
    ],
)
def test_a_last_reference_still_shows(numbers: list[int], bars: str, says: str) -> None:
    shown = render_trend([point(str(index), number) for index, number in enumerate(numbers)])
    assert f"  {bars}  " in shown and says in shown
