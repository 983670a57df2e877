"""Edits: a span of one file and the bytes that replace it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


class OverlapError(Exception):
    """Two edits claim the same bytes: a defect of the tool, never resolved by order."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the bytes ``start`` to ``end`` by ``replacement``; an insertion has ``start == end``."""

    start: int
    end: int
    replacement: bytes


def check_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits in file order; raise OverlapError where two claim the same bytes or the same empty point.

    An insertion may touch a replacement: at its start it comes before, at its end after.
    """
    ordered = sorted(edits)
    for edit in ordered:
        if not 0 <= edit.start <= edit.end:
            raise OverlapError(f"{_name(edit)} is not a range")
    for first, second in pairwise(ordered):
        is_same_point = first.start == first.end == second.start == second.end
        if second.start < first.end or is_same_point:
            raise OverlapError(f"{_name(first)} overlaps {_name(second)}")
    return ordered


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``data`` with all edits applied, whatever order they come in; raise OverlapError as check_edits does."""
    ordered = check_edits(edits)
    if ordered and ordered[-1].end > len(data):
        raise OverlapError(f"{_name(ordered[-1])} reaches past the end of the file at {len(data)}")
    pieces: list[bytes] = []
    cursor = 0
    for edit in ordered:
        pieces.append(data[cursor : edit.start])
        pieces.append(edit.replacement)
        cursor = edit.end
    pieces.append(data[cursor:])
    return b"".join(pieces)


def _name(edit: Edit) -> str:
    shown = edit.replacement if len(edit.replacement) <= 40 else edit.replacement[:37] + b"..."
    return f"edit {edit.start}..{edit.end} -> {shown!r}"
