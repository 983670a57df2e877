"""Comments that ask for a reference to be left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from segment_to_amplitude.findings.result import FileResult
from segment_to_amplitude.source.document import Document, line_starts
from segment_to_amplitude.source.span import Span

SUPPRESSION = re.compile(rb"segment-to-amplitude:\s*ignore(?:\[([\w\s,-]*)\])?([^\n\r*]*)")

Suppressions = dict[int, tuple[frozenset[str], Span]]
"""Suppression comments by the lines they speak of: the codes, none for all, and where the comment stands."""


def suppressions_of(document: Document) -> Suppressions:
    """Find the comments: each speaks of its own line, and of the next where it stands alone."""
    found: Suppressions = {}
    for match in SUPPRESSION.finditer(document.data):
        codes = frozenset(code.strip() for code in (match[1] or b"").decode().split(",") if code.strip())
        line, _ = document.position(match.start())
        before = document.data[document.line_start(match.start()) : match.start()]
        entry = (codes, Span(match.start(), match.end()))
        found[line] = entry
        if not before.strip(b" \t/*<!-{#"):
            found[line + 1] = entry
    return found


NO_COMMENT = Span(-1, -1)
"""Where a suppression stands that a review asked for, not a comment."""


def suppressions_in(
    paths: Iterable[str],
    read: Callable[[str], bytes | None],
    left: Mapping[str, Mapping[int, frozenset[str]]] | None = None,
) -> dict[str, Suppressions]:
    """Find the comments of several files, and what else is ``left`` alone there: codes by line."""
    return {
        path: with_left(suppressions_of(Document(path, data)), (left or {}).get(path))
        for path in sorted(paths)
        if (data := read(path))
    }


def with_left(found: Suppressions, left: Mapping[int, frozenset[str]] | None) -> Suppressions:
    """Add what a review asked to leave alone; a comment on the same line speaks first."""
    if not left:
        return found
    merged = dict(found)
    for line, codes in left.items():
        own, place = merged.get(line, (codes, NO_COMMENT))
        merged[line] = (own | codes if own else own, place)
    return merged


def moved_lines(left: Mapping[int, frozenset[str]], file: FileResult) -> dict[int, frozenset[str]]:
    """Return what is left alone by the lines that it has after the edits; all codes count there."""
    before = file.before or b""
    starts = line_starts(before)
    lines = {}
    for line in left:
        start = starts[min(line, len(starts)) - 1]
        added = sum(
            len(line_starts(edit.replacement)) - len(line_starts(before[edit.start : edit.end]))
            for edit in file.edits
            if edit.end <= start
        )
        lines[line + added] = frozenset[str]()
    return lines


def is_unused(path: str, place: Span, used: Collection[tuple[str, Span]]) -> bool:
    """Tell whether a comment suppressed nothing."""
    return place != NO_COMMENT and (path, place) not in used
