"""Rewrites: a span of one file as a sequence of new text and kept spans, and the fewest edits that make it so."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from segment_to_amplitude.source.edits import Edit, OverlapError, check_edits
from segment_to_amplitude.source.span import Span

Part: TypeAlias = "bytes | Span | Rewrite"
"""New text, a kept range of the file, or a kept range that is itself rewritten."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replace ``span`` by its parts, one after the other; a kept span may stand in any order, or more than once."""

    span: Span
    parts: tuple[Part, ...]


def edits_of(rewrites: Iterable[Rewrite], data: bytes) -> list[Edit]:
    """Return the edits, in file order, that carry out all rewrites.

    Rewrites may nest: the inner one lies in a span that the outer one keeps. Kept spans that stay in order are not
    touched, those that move are written anew with what is rewritten inside them. Rewrites that cross, or that change
    bytes which another one throws away, raise OverlapError.
    """
    writer = _Writer(data, rewrites)
    writer.edit(_forest(writer.rewrites))
    return check_edits(writer.edits)


def render(span: Span, rewrites: Iterable[Rewrite], data: bytes) -> bytes:
    """Return the bytes of ``span`` after the rewrites that lie in it, insertions at both its ends included."""
    return _Writer(data, rewrites).render(span)


@dataclass(slots=True)
class _Node:
    rewrite: Rewrite
    inner: list[_Node] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.rewrite.span


@dataclass(frozen=True, slots=True)
class _Kept:
    span: Span
    inner: list[_Node]


class _Writer:
    def __init__(self, data: bytes, rewrites: Iterable[Rewrite]) -> None:
        self.data = data
        self.rewrites = [rewrite for rewrite in rewrites if not _is_idle(rewrite, data)]
        self.edits: list[Edit] = []
        self._copying: list[Span] = []

    def render(self, span: Span) -> bytes:
        if span in self._copying:
            raise OverlapError(f"the copy of {_range(span)} contains itself")
        inside = []
        for rewrite in self.rewrites:
            if span.contains(rewrite.span):
                inside.append(rewrite)
            elif _intersect(rewrite.span, span) and not rewrite.span.contains(span):
                raise OverlapError(f"{_name(rewrite)} crosses the kept {_range(span)}")
        self._copying.append(span)
        text = self.text(span, _forest(inside))
        self._copying.pop()
        return text

    def text(self, span: Span, nodes: Sequence[_Node]) -> bytes:
        pieces: list[bytes] = []
        cursor = span.start
        for node in nodes:
            pieces.append(self.data[cursor : node.span.start])
            pieces.extend(self._piece_text(piece) for piece in self._pieces(node))
            cursor = node.span.end
        pieces.append(self.data[cursor : span.end])
        return b"".join(pieces)

    def edit(self, nodes: Sequence[_Node]) -> None:
        for node in nodes:
            pieces = self._pieces(node)
            in_place = _choose_in_place(pieces)
            cursor = node.span.start
            between: list[bytes] = []
            for index, piece in enumerate(pieces):
                if isinstance(piece, _Kept) and index in in_place:
                    self._replace(cursor, piece.span.start, b"".join(between))
                    self.edit(piece.inner)
                    cursor = piece.span.end
                    between.clear()
                else:
                    between.append(self._piece_text(piece))
            self._replace(cursor, node.span.end, b"".join(between))

    def _piece_text(self, piece: bytes | _Kept) -> bytes:
        return piece if isinstance(piece, bytes) else self.text(piece.span, piece.inner)

    def _pieces(self, node: _Node) -> list[bytes | _Kept]:
        kept_spans = [span for span in map(_kept_span, node.rewrite.parts) if span and node.span.contains(span)]
        kept_starts = {span.start for span in kept_spans if span.start < span.end}
        starts = [child.span.start for child in node.inner]
        placed: set[int] = set()
        pieces: list[bytes | _Kept] = []
        for part in node.rewrite.parts:
            if isinstance(part, bytes):
                pieces.append(part)
                continue
            span = part if isinstance(part, Span) else part.span
            if not node.span.contains(span):
                if isinstance(part, Rewrite) or _intersect(span, node.span):
                    raise OverlapError(f"{_name(node.rewrite)} does not contain the kept {_range(span)}")
                pieces.append(self.render(span))
                continue
            first, last = bisect_left(starts, span.start), bisect_right(starts, span.end)
            if first and node.inner[first - 1].span.end > span.start:
                first -= 1
            inner: list[_Node] = []
            for index in range(first, last):
                child = node.inner[index]
                if span.contains(child.span):
                    # An insertion where two kept spans touch goes with the later one.
                    if child.span.start == span.end > span.start and span.end in kept_starts:
                        continue
                    inner.append(child)
                    placed.add(index)
                elif _intersect(child.span, span):
                    raise OverlapError(f"{_name(child.rewrite)} crosses the kept {_range(span)}")
            if isinstance(part, Rewrite):
                inner = _forest([part, *_flatten(inner)])
            pieces.append(_Kept(span, inner))
        for index, child in enumerate(node.inner):
            if index not in placed:
                raise OverlapError(f"{_name(child.rewrite)} changes bytes that {_name(node.rewrite)} throws away")
        return pieces

    def _replace(self, start: int, end: int, new: bytes) -> None:
        old = self.data[start:end]
        if old == new:
            return
        prefix, suffix = _common_ends(old, new)
        edit = Edit(start + prefix, end - suffix, new[prefix : len(new) - suffix])
        last = self.edits[-1] if self.edits else None
        if last and last.start == last.end == edit.start == edit.end:
            self.edits[-1] = Edit(last.start, last.end, last.replacement + edit.replacement)
        else:
            self.edits.append(edit)


def _forest(rewrites: Sequence[Rewrite]) -> list[_Node]:
    """Nest rewrites by their spans; insertions at the border of a rewrite stay outside it."""

    def place(rewrite: Rewrite) -> tuple[int, bool, int, bool]:
        span = rewrite.span
        if span.start == span.end:
            return span.start, False, 0, False
        keeps_all = any(kept and kept.contains(span) for kept in map(_kept_span, rewrite.parts))
        return span.start, True, -span.end, not keeps_all

    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for rewrite in sorted(rewrites, key=place):
        span = rewrite.span
        while open_nodes and open_nodes[-1].span.end <= span.start:
            open_nodes.pop()
        node = _Node(rewrite)
        if not open_nodes:
            roots.append(node)
        elif open_nodes[-1].span.contains(span):
            open_nodes[-1].inner.append(node)
        else:
            raise OverlapError(f"{_name(open_nodes[-1].rewrite)} crosses {_name(rewrite)}")
        if span.start < span.end:
            open_nodes.append(node)
    return roots


def _choose_in_place(pieces: Sequence[bytes | _Kept]) -> set[int]:
    """Choose the kept spans that need not move: the ascending ones that together hold the most bytes."""
    # One entry for each chain worth going on with: ends and weights ascend together.
    ends: list[int] = [-1]
    weights: list[tuple[int, int]] = [(0, 0)]
    tails: list[int] = [-1]
    previous: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, bytes):
            continue
        start, end = piece.span.start, piece.span.end
        before = bisect_right(ends, start) - 1
        held, count = weights[before]
        weight = (held + end - start, count + 1)
        first = last = bisect_right(ends, end)
        if weights[first - 1] >= weight:
            continue
        while last < len(weights) and weights[last] <= weight:
            last += 1
        previous[index] = tails[before]
        ends[first:last], weights[first:last], tails[first:last] = [end], [weight], [index]
    chosen: set[int] = set()
    tail = tails[-1]
    while tail >= 0:
        chosen.add(tail)
        tail = previous[tail]
    return chosen


def _is_idle(rewrite: Rewrite, data: bytes) -> bool:
    """Tell whether a rewrite puts back just what is there, so that what it holds is free for others."""
    cursor = rewrite.span.start
    for part in rewrite.parts:
        if isinstance(part, bytes):
            if data[cursor : cursor + len(part)] != part:
                return False
            cursor += len(part)
        elif isinstance(part, Span) and part.start == cursor:
            cursor = part.end
        else:
            return False
    return cursor == rewrite.span.end


def _common_ends(old: bytes, new: bytes) -> tuple[int, int]:
    """Return the lengths of the common prefix and suffix, neither of which ends inside a UTF-8 sequence."""
    shorter = min(len(old), len(new))
    prefix = 0
    while prefix < shorter and old[prefix] == new[prefix]:
        prefix += 1
    while prefix and (_is_continuation(old, prefix) or _is_continuation(new, prefix)):
        prefix -= 1
    suffix = 0
    while suffix < shorter - prefix and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    while suffix and _is_continuation(old, len(old) - suffix):
        suffix -= 1
    return prefix, suffix


def _is_continuation(data: bytes, offset: int) -> bool:
    return offset < len(data) and data[offset] & 0xC0 == 0x80


def _kept_span(part: Part) -> Span | None:
    if isinstance(part, bytes):
        return None
    return part if isinstance(part, Span) else part.span


def _flatten(nodes: Iterable[_Node]) -> list[Rewrite]:
    return [rewrite for node in nodes for rewrite in (node.rewrite, *_flatten(node.inner))]


def _intersect(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _name(rewrite: Rewrite) -> str:
    return f"rewrite {_range(rewrite.span)}"


def _range(span: Span) -> str:
    return f"{span.start}..{span.end}"
