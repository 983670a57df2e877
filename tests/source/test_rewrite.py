from __future__ import annotations

import pytest
from hypothesis import given

from segment_to_amplitude.source.edits import Edit, OverlapError, apply_edits
from segment_to_amplitude.source.rewrite import Part, Rewrite, edits_of, render
from segment_to_amplitude.source.span import Span
from source.strategies import rewritten


def naive(data: bytes, span: Span, rewrites: list[Rewrite]) -> bytes:
    """Write a span anew, byte by byte, without nesting or edits."""
    out = b""
    cursor = span.start
    outermost = [
        rewrite
        for rewrite in rewrites
        if span.contains(rewrite.span) and not any(_holds(outer, rewrite, span) for outer in rewrites)
    ]
    for rewrite in sorted(outermost, key=lambda rewrite: (rewrite.span.start, rewrite.span.end)):
        out += data[cursor : rewrite.span.start]
        out += b"".join(naive_part(data, part, rewrite, rewrites) for part in rewrite.parts)
        cursor = rewrite.span.end
    return out + data[cursor : span.end]


def naive_part(data: bytes, part: Part, owner: Rewrite, rewrites: list[Rewrite]) -> bytes:
    if isinstance(part, bytes):
        return part
    others = [rewrite for rewrite in rewrites if _holds(owner, rewrite, owner.span)]
    if isinstance(part, Rewrite):
        return naive(data, part.span, [part, *(other for other in others if part.span.contains(other.span))])
    return naive(data, part, [other for other in others if part.contains(other.span)])


def _holds(outer: Rewrite, inner: Rewrite, limit: Span) -> bool:
    if outer is inner or not limit.contains(outer.span) or not outer.span.contains(inner.span):
        return False
    if outer.span == inner.span:
        return _keeps_all(outer) and not _keeps_all(inner)
    is_border_insertion = inner.span.start == inner.span.end and inner.span.start in (outer.span.start, outer.span.end)
    return not is_border_insertion


def _keeps_all(rewrite: Rewrite) -> bool:
    spans = [part if isinstance(part, Span) else part.span for part in rewrite.parts if not isinstance(part, bytes)]
    return rewrite.span in spans


@given(rewritten())
def test_edits_equal_naive_rendering(case: tuple[bytes, list[Rewrite]]) -> None:
    data, rewrites = case
    whole = Span(0, len(data))
    after = apply_edits(data, edits_of(rewrites, data))
    assert after == render(whole, rewrites, data)
    assert after == naive(data, whole, rewrites)


@given(rewritten())
def test_edits_are_trimmed_and_keep_characters_whole(case: tuple[bytes, list[Rewrite]]) -> None:
    data, rewrites = case
    edits = edits_of(rewrites, data)
    for edit in edits:
        old = data[edit.start : edit.end].decode()
        new = edit.replacement.decode()
        assert old != new
        assert old == "" or new == "" or old[0] != new[0] or old[-1] != new[-1]
    points = [edit.start for edit in edits if edit.start == edit.end]
    assert len(points) == len(set(points))


def span_of(data: bytes, text: bytes) -> Span:
    return Span(data.index(text), data.index(text) + len(text))


CALL = b'analytics.track("Signed Up", { plan: plan /* why */, seats }, cb)'


def test_kept_spans_in_order_cost_no_edit() -> None:
    name, properties = span_of(CALL, b'"Signed Up"'), span_of(CALL, b"{ plan: plan /* why */, seats }")
    rewrite = Rewrite(Span(0, len(CALL)), (b"amplitude.track(", name, b", ", properties, b")"))
    inner = Rewrite(span_of(CALL, b"seats"), (b"count: ", span_of(CALL, b"seats")))
    edits = edits_of([inner, rewrite], CALL)
    assert edits == [Edit(1, 9, b"mplitude"), Edit(53, 53, b"count: "), Edit(60, 64, b"")]
    assert apply_edits(CALL, edits) == b'amplitude.track("Signed Up", { plan: plan /* why */, count: seats })'


def test_shorter_span_is_the_one_that_moves() -> None:
    name, properties = span_of(CALL, b'"Signed Up"'), span_of(CALL, b"{ plan: plan /* why */, seats }")
    rewrite = Rewrite(Span(0, len(CALL)), (b"send(", properties, b", ", name, b")"))
    edits = edits_of([rewrite], CALL)
    assert apply_edits(CALL, edits) == b'send({ plan: plan /* why */, seats }, "Signed Up")'
    assert all(edit.end <= properties.start or edit.start >= properties.end for edit in edits)


def test_rewrites_inside_a_moved_span_move_with_it() -> None:
    outer = Rewrite(Span(0, 9), (Span(4, 9), b",", Span(0, 3)))
    inner = Rewrite(Span(0, 1), (b"X", Span(0, 1)))
    edits = edits_of([inner, outer], b"abc,defgh")
    assert apply_edits(b"abc,defgh", edits) == b"defgh,Xabc"


def test_duplicated_span_is_rewritten_in_both_places() -> None:
    outer = Rewrite(Span(0, 3), (Span(0, 3), b"=", Span(0, 3)))
    inner = Rewrite(Span(1, 2), (b"X",))
    assert apply_edits(b"abc", edits_of([outer, inner], b"abc")) == b"aXc=aXc"


def test_rewrite_as_part_holds_only_there() -> None:
    outer = Rewrite(Span(0, 5), (Rewrite(Span(0, 2), (b"X",)), b"+", Span(3, 5)))
    assert apply_edits(b"ab,cd", edits_of([outer], b"ab,cd")) == b"X+cd"


def test_rewrite_inside_a_part_nests_in_it() -> None:
    part = Rewrite(Span(0, 2), (b"<", Span(0, 2), b">"))
    outer = Rewrite(Span(0, 5), (b"f(", part, b")"))
    inner = Rewrite(Span(1, 2), (b"X",))
    assert apply_edits(b"ab,cd", edits_of([outer, inner], b"ab,cd")) == b"f(<aX>)"


def test_same_span_nests_in_the_one_that_keeps_it() -> None:
    wrap = Rewrite(Span(0, 2), (b"(", Span(0, 2), b")"))
    change = Rewrite(Span(0, 2), (b"X",))
    assert apply_edits(b"ab", edits_of([change, wrap], b"ab")) == b"(X)"
    assert apply_edits(b"ab", edits_of([wrap, change], b"ab")) == b"(X)"


def test_insertions_at_one_point_join_in_given_order() -> None:
    rewrites = [Rewrite(Span(1, 1), (text,)) for text in (b"1", b"2", b"3")]
    assert edits_of(rewrites, b"ab") == [Edit(1, 1, b"123")]


def test_insertion_where_kept_spans_touch_goes_with_the_later_one() -> None:
    outer = Rewrite(Span(0, 4), (Span(0, 2), b"|", Span(2, 4)))
    assert apply_edits(b"abcd", edits_of([Rewrite(Span(2, 2), (b"X",)), outer], b"abcd")) == b"ab|Xcd"


def test_text_may_be_copied_from_elsewhere() -> None:
    outer = Rewrite(Span(0, 1), (Span(2, 4),))
    inner = Rewrite(Span(3, 4), (b"X",))
    assert apply_edits(b"a cd", edits_of([outer, inner], b"a cd")) == b"cX cX"


def test_rewrite_that_puts_back_what_is_there_is_no_edit() -> None:
    drop = Rewrite(Span(0, 4), (b"x",))
    idle = Rewrite(Span(1, 3), (b"b", Span(2, 3)))
    assert edits_of([drop, idle], b"abcd") == [Edit(0, 4, b"x")]


@pytest.mark.parametrize(
    "rewrites",
    [
        pytest.param([Rewrite(Span(0, 3), (b"x",)), Rewrite(Span(2, 5), (b"y",))], id="spans_cross"),
        pytest.param([Rewrite(Span(0, 3), (b"x",)), Rewrite(Span(0, 3), (b"x",))], id="same_rewrite_twice"),
        pytest.param([Rewrite(Span(0, 5), (Span(0, 2),)), Rewrite(Span(3, 4), (b"y",))], id="in_bytes_thrown_away"),
        pytest.param([Rewrite(Span(0, 5), (b"x",)), Rewrite(Span(3, 3), (b"y",))], id="inserts_in_bytes_thrown_away"),
        pytest.param([Rewrite(Span(0, 5), (Span(0, 3),)), Rewrite(Span(2, 4), (b"y",))], id="crosses_a_kept_span"),
        pytest.param([Rewrite(Span(0, 2), (Span(3, 5),)), Rewrite(Span(2, 4), (b"y",))], id="crosses_a_copied_span"),
        pytest.param([Rewrite(Span(0, 2), (Span(1, 5),))], id="copy_contains_itself"),
        pytest.param(
            [Rewrite(Span(0, 1), (Span(2, 4),)), Rewrite(Span(2, 3), (b"x", Span(0, 2)))],
            id="copies_contain_each_other",
        ),
    ],
)
def test_overlap_is_refused(rewrites: list[Rewrite]) -> None:
    with pytest.raises(OverlapError):
        edits_of(rewrites, b"abcdef")
    with pytest.raises(OverlapError):
        edits_of(rewrites[::-1], b"abcdef")


def test_characters_are_not_split() -> None:
    data = "é".encode()
    assert edits_of([Rewrite(Span(0, 2), ("è".encode(),))], data) == [Edit(0, 2, "è".encode())]
