"""The rules for R8 and ProGuard that are for Segment's classes.

Source: guardsquare.com "ProGuard usage"; a directive starts with ``-`` and may have members in braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segment_to_amplitude.manifests.element_edits import whole_line
from segment_to_amplitude.source.span import Span

_DIRECTIVE = re.compile(rb"^[ \t]*-\w+[^\n#{]*(?:\{[^{}]*\})?", re.MULTILINE)
_CLASS = re.compile(rb"(?<![\w.$])[a-zA-Z_*!][\w$*?]*(?:\.[\w$*?<>]+)+")
_SEGMENT = re.compile(rb"com\.segment\b")


@dataclass(frozen=True, slots=True)
class ShrinkerRule:
    """A directive that names classes of Segment's; with ``is_only`` it names no others."""

    span: Span
    key_span: Span
    is_only: bool
    line: Span


def rules_of(data: bytes) -> list[ShrinkerRule]:
    """Return the directives that name Segment's classes; those in comments are none."""
    found: list[ShrinkerRule] = []
    for match in _DIRECTIVE.finditer(data):
        text = match.group().rstrip()
        start = match.start() + len(text) - len(text.lstrip())
        head = text.lstrip().split(b"{", 1)[0]
        classes = [one.group().lstrip(b"!") for one in _CLASS.finditer(head)]
        named = next((one for one in _SEGMENT.finditer(data, start, start + len(head))), None)
        if named is None:
            continue
        span = Span(start, match.start() + len(text))
        is_only = all(one.startswith(b"com.segment.") for one in classes)
        found.append(ShrinkerRule(span, Span(*named.span()), is_only, whole_line(data, span)))
    return found
