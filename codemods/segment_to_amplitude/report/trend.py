"""How many references were left at each commit: one line of JSON for each, kept in the project.

The commit gives the date; the clock is not asked, so that the same commit gives the same line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.git import listing
from segment_to_amplitude.project.writing import put_file
from segment_to_amplitude.report.view import Report

BARS = "▁▂▃▄▅▆▇█"
SHOWN = 40


class TrendError(UserError):
    """A file holds no trend."""


class Point(NamedTuple):
    """One commit, and its references by applicability."""

    commit: str
    date: str
    safe: int
    review: int
    manual: int
    ignored: int

    @property
    def left(self) -> int:
        """What is still Segment."""
        return self.safe + self.review + self.manual


def point_of(report: Report, root: Path) -> Point:
    """Return the point of a run at the checkout's commit; outside a checkout it has no name."""
    told = (listing(os.fspath(root), "show", "-s", "--format=%H %cs", "HEAD") or b"").decode().split()
    commit, date = told if len(told) == 2 else ("", "")
    return Point(commit, date, *(report.total(value) for value in Applicability))


def read_trend(path: Path) -> list[Point]:
    """Read the points; a file that is not there has none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise TrendError(f"{path}: cannot be read: {error.strerror}") from error
    points = []
    for number, line in enumerate(lines, 1):
        try:
            points += [Point(**json.loads(line))] if line.strip() else []
        except (ValueError, TypeError) as error:
            raise TrendError(f"{path}:{number}:1: is no point of a trend ({error}); mend or delete the line") from error
    return points


def add_point(path: Path, point: Point) -> list[Point]:
    """Add a point, or put it in the place of the commit's own; return them all."""
    points = [one for one in read_trend(path) if one.commit != point.commit or not point.commit]
    points.append(point)
    put_file(path, "".join(json.dumps(one._asdict()) + "\n" for one in points).encode())
    return points


def render_trend(points: Sequence[Point]) -> str:
    """Draw the last points as one line, with the first and the last number."""
    shown = points[-SHOWN:]
    most = max((point.left for point in shown), default=0) or 1
    bars = "".join(BARS[round(point.left / most * (len(BARS) - 1))] for point in shown)
    since = f" since {shown[0].date}" if shown[0].date else ""
    return f"trend: {bars} {shown[0].left} → {shown[-1].left}{since}\n"
