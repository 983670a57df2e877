"""Documents, edits and nested rewrites for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

ALPHABET = ["a", "b", "é", "語", "😀", " ", "(", '"', "\t", "\r", "\n", "\r\n", "a\n", "b\r\n", "foo\n"]
NEW_TEXTS = st.text(alphabet="abé語\n", max_size=6).map(str.encode)


@st.composite
def documents(draw: st.DrawFn, max_size: int = 40) -> bytes:
    text = "".join(draw(st.lists(st.sampled_from(ALPHABET), max_size=max_size)))
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + text.encode()


def boundaries(data: bytes, span: Span) -> list[int]:
    """Offsets in the span, its ends included, that do not split a character."""
    return [at for at in range(span.start, span.end + 1) if at == len(data) or data[at] & 0xC0 != 0x80]


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    """A document and edits that do not overlap, in file order."""
    data = draw(documents())
    cuts = draw(st.lists(st.sampled_from(boundaries(data, Span(0, len(data)))), max_size=12).map(sorted))
    edits: list[Edit] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        is_same_point = bool(edits) and start == end == edits[-1].start == edits[-1].end
        if not is_same_point:
            edits.append(Edit(start, end, draw(NEW_TEXTS)))
    return data, edits


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[bytes, list[Rewrite]]:
    """A document and flat rewrites, nested in one another's kept spans, in any order."""
    data = draw(documents())
    found: list[Rewrite] = []
    _fill(draw, data, Span(0, len(data)), 0, found)
    return data, draw(st.permutations(found))


def _fill(draw: st.DrawFn, data: bytes, span: Span, depth: int, found: list[Rewrite]) -> None:
    for inner in _ranges(draw, data, span, 3):
        found.append(_rewrite(draw, data, inner, depth, found))


def _rewrite(draw: st.DrawFn, data: bytes, span: Span, depth: int, found: list[Rewrite]) -> Rewrite:
    # Space between kept spans leaves no doubt about where an insertion belongs.
    kept = _ranges(draw, data, span, 4) if span.start < span.end else []
    parts: list[Part] = []
    for inner in kept:
        if depth < 2 and inner.start < inner.end and draw(st.booleans()):
            if draw(st.booleans()):
                parts.append(_rewrite(draw, data, inner, depth + 1, found))
            else:
                parts.append(inner)
                _fill(draw, data, inner, depth + 1, found)
        else:
            parts.append(inner)
    is_moved, is_doubled = draw(st.tuples(st.booleans(), st.booleans()))
    if is_moved:
        parts = draw(st.permutations(parts))
    if parts and is_doubled:
        parts.append(draw(st.sampled_from(parts)))
    mixed: list[Part] = []
    for part in parts:
        mixed += [draw(NEW_TEXTS), part]
    return Rewrite(span, (*mixed, draw(NEW_TEXTS)))


def _ranges(draw: st.DrawFn, data: bytes, span: Span, count: int) -> list[Span]:
    """Ascending ranges that neither touch each other nor share an empty point."""
    cuts = sorted(draw(st.lists(st.sampled_from(boundaries(data, span)), max_size=2 * count)))
    ranges: list[Span] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if not ranges or start > ranges[-1].end:
            ranges.append(Span(start, end))
    return ranges
