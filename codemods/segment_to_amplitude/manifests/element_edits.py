"""Put an entry beside another in a text of lines, or take it out; in lists with commas the commas come out right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segment_to_amplitude.source.document import BOM
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

_COMMA = re.compile(rb"[ \t]*,[ \t]*")
_COMMA_BEFORE = re.compile(rb"(,?)\s*\Z")
_REST_OF_LINE = re.compile(rb"[ \t]*(,?)[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE = re.compile(rb"[^\r\n]*(\r\n|\r|\n|\Z)")


def lines(data: bytes, start: int = 0) -> Iterator[Span]:
    """Yield each line without its end."""
    while start < len(data):
        found = _LINE.match(data, start)
        assert found is not None
        yield Span(start, found.start(1))
        start = found.end()


def whole_line(data: bytes, span: Span) -> Span:
    """Widen a span to whole lines, with the end of the last one."""
    start = max(data.rfind(b"\n", 0, span.start), data.rfind(b"\r", 0, span.start)) + 1
    if start == 0 and data.startswith(BOM):
        start = len(BOM)
    found = _LINE.match(data, span.end)
    assert found is not None
    return Span(start, found.end())


def is_alone_on_its_lines(data: bytes, span: Span) -> bool:
    """Tell whether nothing but a comma and a comment stands beside an element."""
    before = data[whole_line(data, span).start : span.start]
    return not before.strip() and _REST_OF_LINE.match(data, span.end) is not None


def after_element(data: bytes, span: Span, text: bytes, newline: bytes) -> tuple[Edit, ...]:
    """Put an element after one of a list with commas: on a line of its own where the first one has one."""
    rest = _REST_OF_LINE.match(data, span.end)
    if rest is None or not is_alone_on_its_lines(data, span):
        return (Edit(span.end, span.end, b", " + text),)
    line = newline + data[whole_line(data, span).start : span.start] + text
    if rest[1]:
        return (Edit(rest.end(), rest.end(), line + b","),)
    if rest.end() == span.end:
        return (Edit(span.end, span.end, b"," + line),)
    return (Edit(span.end, span.end, b","), Edit(rest.end(), rest.end(), line))


def without_element(data: bytes, span: Span, *, keeps_comma: bool = False) -> tuple[Edit, ...]:
    """Take an element out of a list with commas; a tuple of one element keeps its comma."""
    if is_alone_on_its_lines(data, span):
        line = whole_line(data, span)
        return (Edit(line.start, line.end, b""),)
    if after := _COMMA.match(data, span.end):
        return (Edit(span.start, after.end(), b""),)
    before = _COMMA_BEFORE.search(data[: span.start])
    assert before is not None
    if not before[1]:
        return (Edit(span.start, span.end, b""),)
    return (Edit(before.end(1) if keeps_comma else before.start(), span.end, b""),)
