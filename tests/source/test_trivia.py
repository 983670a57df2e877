from __future__ import annotations

import pytest

from segment_to_amplitude.source.trivia import indent_unit, reindent


@pytest.mark.parametrize(
    ("data", "unit"),
    [
        (b"", b"  "),
        (b"a\nb\n", b"  "),
        (b"a {\n\tb\n\tc {\n\t\td\n", b"\t"),
        (b"a {\n    b\n    c {\n        d\n", b"    "),
        (b"a {\r\n  b\r\n  c {\r\n    d\r\n  }\r\n}\r\n", b"  "),
        (b"/**\n * a\n */\nf {\n    b\n}\n", b"    "),
    ],
)
def test_indent_unit(data: bytes, unit: bytes) -> None:
    assert indent_unit(data) == unit


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (b"a", b"a"),
        (b"{\n    a,\n  }", b"{\n\t  a,\n\t}"),
        (b"{\r\n    a,\r\n\r\n  }", b"{\r\n\t  a,\r\n\r\n\t}"),
        (b"{\na\n  }", b"{\na\n\t}"),
    ],
)
def test_reindent_moves_all_lines_but_the_first(text: bytes, moved: bytes) -> None:
    assert reindent(text, b"  ", b"\t") == moved
