from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segment_to_amplitude.source.edits import Edit, OverlapError, apply_edits, check_edits
from source.strategies import edited


@given(edited(), st.data())
def test_edits_in_any_order_give_the_same_bytes(case: tuple[bytes, list[Edit]], data: st.DataObject) -> None:
    before, edits = case
    expected = before
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.replacement + expected[edit.end :]
    assert apply_edits(before, data.draw(st.permutations(edits))) == expected


@given(edited())
def test_bytes_outside_edits_never_change(case: tuple[bytes, list[Edit]]) -> None:
    before, edits = case
    after = apply_edits(before, edits)
    cursor = shift = 0
    for edit in check_edits(edits):
        assert after[cursor + shift : edit.start + shift] == before[cursor : edit.start]
        shift += len(edit.replacement) - (edit.end - edit.start)
        cursor = edit.end
    assert after[cursor + shift :] == before[cursor:]
    assert len(after) == len(before) + shift


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(Edit(1, 4, b"x"), Edit(3, 5, b"y"), id="ranges_cross"),
        pytest.param(Edit(1, 4, b"x"), Edit(1, 4, b"x"), id="same_edit_twice"),
        pytest.param(Edit(1, 6, b"x"), Edit(2, 3, b""), id="one_inside_the_other"),
        pytest.param(Edit(2, 2, b"x"), Edit(2, 2, b"y"), id="two_insertions_at_one_point"),
        pytest.param(Edit(1, 4, b"x"), Edit(2, 2, b"y"), id="insertion_inside_a_replacement"),
    ],
)
def test_overlap_names_both(first: Edit, second: Edit) -> None:
    for edits in ([first, second], [second, first]):
        with pytest.raises(OverlapError, match=rf"{first.start}\.\.{first.end}.*{second.start}\.\.{second.end}"):
            apply_edits(b"abcdefgh", edits)


def test_insertions_may_touch_a_replacement() -> None:
    edits = [Edit(3, 3, b">"), Edit(1, 3, b"X"), Edit(1, 1, b"<")]
    assert apply_edits(b"abcd", edits) == b"a<X>d"


@pytest.mark.parametrize("edit", [Edit(3, 9, b""), Edit(-1, 1, b""), Edit(3, 2, b"")])
def test_edit_outside_the_file_is_refused(edit: Edit) -> None:
    with pytest.raises(OverlapError):
        apply_edits(b"abcd", [edit])
