"""Patches: unified diff hunks built from the edits themselves, so that they are exact and cost no search."""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from segment_to_amplitude.source.edits import Edit, check_edits

Tag: TypeAlias = Literal[" ", "-", "+"]

_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_QUOTED = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')
_ESCAPES = dict(zip(b'\a\b\t\n\v\f\r"\\', b'abtnvfr"\\', strict=True))


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changed lines with their context; ``lines`` are tagged as in a diff and carry their line ends."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[tuple[Tag, bytes], ...]

    @property
    def header(self) -> str:
        """The line that opens the hunk, such as ``@@ -3,7 +3,8 @@``."""
        return f"@@ -{_line_range(self.old_start, self.old_count)} +{_line_range(self.new_start, self.new_count)} @@"


@dataclass(frozen=True, slots=True)
class _Change:
    """The old lines ``start`` to ``end``, counted from 0, become ``new``."""

    start: int
    end: int
    new: list[bytes]


def file_patch(path: str, before: bytes, edits: Sequence[Edit], context: int = 3, *, is_new: bool = False) -> bytes:
    """Return a patch of one file that ``git apply`` takes, or nothing when the edits change nothing.

    A file that ``is_new`` is made by the patch.
    """
    file_hunks = hunks(before, edits, context)
    if not file_hunks:
        return b""
    old, new = _quote(b"a/", path), _quote(b"b/", path)
    tab = b"\t" if b" " in old else b""
    pieces = [b"diff --git %b %b\n" % (old, new)]
    if is_new:
        pieces.append(b"new file mode 100644\n--- /dev/null\n+++ %b%b\n" % (new, tab))
    else:
        pieces.append(b"--- %b%b\n+++ %b%b\n" % (old, tab, new, tab))
    for hunk in file_hunks:
        pieces.append(hunk.header.encode() + b"\n")
        for tag, line in hunk.lines:
            pieces.append(tag.encode() + (line if line.endswith(b"\n") else line + _NO_NEWLINE))
    return b"".join(pieces)


def hunks(before: bytes, edits: Sequence[Edit], context: int = 3) -> list[Hunk]:
    """Return the hunks that carry out the edits, in file order; lines end at LF only, as they do for git."""
    old = _split_lines(before)
    groups: list[list[_Change]] = []
    for change in _join_touching(_changes(before, old, check_edits(edits))):
        if groups and change.start - groups[-1][-1].end <= 2 * context:
            groups[-1].append(change)
        else:
            groups.append([change])
    found: list[Hunk] = []
    shift = 0
    for group in groups:
        hunk = _hunk(old, group, context, shift)
        shift += hunk.new_count - hunk.old_count
        found.append(hunk)
    return found


def _hunk(old: list[bytes], group: list[_Change], context: int, shift: int) -> Hunk:
    start, end = max(0, group[0].start - context), min(len(old), group[-1].end + context)
    lines: list[tuple[Tag, bytes]] = []
    cursor = start
    for change in group:
        lines.extend((" ", line) for line in old[cursor : change.start])
        lines.extend(("-", line) for line in old[change.start : change.end])
        lines.extend(("+", line) for line in change.new)
        cursor = change.end
    lines.extend((" ", line) for line in old[cursor:end])
    old_count = end - start
    new_count = sum(tag != "-" for tag, _ in lines)
    # A side without lines is named by the line before it.
    return Hunk(start + (old_count > 0), old_count, start + shift + (new_count > 0), new_count, tuple(lines))


def _changes(before: bytes, old: list[bytes], edits: Sequence[Edit]) -> Iterator[_Change]:
    starts: list[int] = []
    offset = 0
    for line in old:
        starts.append(offset)
        offset += len(line)
    if not old or old[-1].endswith(b"\n"):
        starts.append(offset)
    index = 0
    while index < len(edits):
        first = bisect_right(starts, edits[index].start) - 1
        cursor = starts[first]
        pieces: list[bytes] = []
        last = first
        while index < len(edits) and bisect_right(starts, edits[index].start) - 1 <= last:
            edit = edits[index]
            pieces += before[cursor : edit.start], edit.replacement
            cursor = edit.end
            last = max(last, bisect_right(starts, edit.end) - 1)
            index += 1
        end = min(last + 1, len(old))
        pieces.append(before[cursor : starts[end] if end < len(starts) else len(before)])
        yield from _line_changes(first, old[first:end], _split_lines(b"".join(pieces)))


def _line_changes(at: int, old: list[bytes], new: list[bytes]) -> Iterator[_Change]:
    """Leave out equal lines at both ends, and those inside that stand once on either side and in order."""
    prefix = 0
    while prefix < min(len(old), len(new)) and old[prefix] == new[prefix]:
        prefix += 1
    suffix = 0
    while suffix < min(len(old), len(new)) - prefix and old[-1 - suffix] == new[-1 - suffix]:
        suffix += 1
    old, new = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    at += prefix
    if not old or not new:
        if old or new:
            yield _Change(at, at + len(old), new)
        return
    old_cursor = new_cursor = 0
    anchors = _anchors(old, new)
    if not anchors:
        yield _Change(at, at + len(old), new)
        return
    for old_index, new_index in [*anchors, (len(old), len(new))]:
        yield from _line_changes(at + old_cursor, old[old_cursor:old_index], new[new_cursor:new_index])
        old_cursor, new_cursor = old_index + 1, new_index + 1


def _anchors(old: list[bytes], new: list[bytes]) -> list[tuple[int, int]]:
    """Pair the lines that stand once on either side: the longest run of pairs that ascends on both."""
    places = _single_places(new)
    pairs = [(index, places[line]) for line, index in _single_places(old).items() if line.strip() and line in places]
    tails: list[int] = []
    tail_pairs: list[int] = []
    previous: list[int] = []
    for number, (_, new_index) in enumerate(pairs):
        at = bisect_left(tails, new_index)
        previous.append(tail_pairs[at - 1] if at else -1)
        tails[at : at + 1], tail_pairs[at : at + 1] = [new_index], [number]
    chosen: list[tuple[int, int]] = []
    number = tail_pairs[-1] if tail_pairs else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = previous[number]
    return chosen[::-1]


def _single_places(lines: list[bytes]) -> dict[bytes, int]:
    places: dict[bytes, int] = {}
    for index, line in enumerate(lines):
        places[line] = -1 if line in places else index
    return {line: index for line, index in places.items() if index >= 0}


def _join_touching(changes: Iterator[_Change]) -> Iterator[_Change]:
    waiting: _Change | None = None
    for change in changes:
        if waiting and waiting.end == change.start:
            waiting = _Change(waiting.start, change.end, waiting.new + change.new)
        else:
            if waiting:
                yield waiting
            waiting = change
    if waiting:
        yield waiting


def _split_lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _line_range(start: int, count: int) -> str:
    return str(start) if count == 1 else f"{start},{count}"


def _quote(prefix: bytes, path: str) -> bytes:
    """Spell a path as git does: in quotes, with escapes, where it holds more than plain ASCII."""
    name = prefix + os.fsencode(path)
    if not _QUOTED.search(name):
        return name

    def escape(match: re.Match[bytes]) -> bytes:
        code = match[0][0]
        return b"\\%c" % _ESCAPES[code] if code in _ESCAPES else b"\\%03o" % code

    return b'"%b"' % _QUOTED.sub(escape, name)
