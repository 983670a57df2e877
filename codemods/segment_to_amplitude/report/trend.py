"""The trend of ``scan``: one line a commit in a JSON Lines file, and how the number of references went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.view import Report, is_left

_BARS = "▁▂▃▄▅▆▇█"
_SHOWN = 60


class Point(NamedTuple):
    """The references of one commit; without git both names are empty."""

    commit: str
    date: str
    """When it was committed, as git writes it: ISO 8601."""
    references: int
    safe: int
    review: int
    manual: int
    files: int


def point_of(report: Report, commit: str, date: str) -> Point:
    """Count what is left of Segment."""
    left = [entry.finding for entry in report.entries if is_left(entry.finding)]
    counts = [sum(one.applicability is each for one in left) for each in Applicability]
    safe, review, manual = counts[:3]
    return Point(commit, date, len(left), safe, review, manual, len({one.path for one in left}))


def read_trend(path: Path) -> list[Point]:
    """Read the points of a file, oldest first; a file that is not there has none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as UTF-8; name another file") from error
    points = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            names = (str(data["commit"]), str(data["date"]))
            points.append(Point(*names, *(int(data[name]) for name in Point._fields[2:])))
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path}:{number}:1: is not a point of a trend; mend or delete the line") from error
    return points


def with_point(points: Sequence[Point], new: Point) -> list[Point]:
    """Add a run; a commit that was counted before is counted anew."""
    kept = [one for one in points if not new.commit or one.commit != new.commit]
    return [*kept, new]


def render_trend_file(points: Sequence[Point]) -> str:
    """Write the points, one a line."""
    return "".join(json.dumps(one._asdict()) + "\n" for one in points)


def render_trend(points: Sequence[Point]) -> str:
    """Draw the last points as bars, with the first and the last number."""
    shown = points[-_SHOWN:]
    most = max(one.references for one in shown) or 1
    bars = "".join(_BARS[-(-one.references * (len(_BARS) - 1) // most)] for one in shown)
    first, last = shown[0], shown[-1]
    since = f" since {first.date[:10]}" if first.date else ""
    runs = "1 run" if len(shown) == 1 else f"{len(shown)} runs"
    return f"Trend\n  {bars}  {first.references} → {last.references} references in {runs}{since}\n"
