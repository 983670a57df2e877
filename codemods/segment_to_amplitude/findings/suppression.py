"""Comments that ask for a reference to be left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from segment_to_amplitude.source.document import Document
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


def suppressions_in(paths: Iterable[str], read: Callable[[str], bytes | None]) -> dict[str, Suppressions]:
    """Find the comments of several files."""
    return {path: suppressions_of(Document(path, data)) for path in sorted(paths) if (data := read(path))}
