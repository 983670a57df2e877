"""How long lines may be: what settings say, or what the file keeps to."""

from __future__ import annotations

import pytest

from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.widths import Widths

GOOGLE = b"class A {\n  void f() {\n    g();\n  }\n}\n"
LONG = GOOGLE.replace(b"g();", b"g(" + b"a" * 110 + b");")
WIDE = GOOGLE.replace(b"  ", b"    ")


@pytest.mark.parametrize(
    ("settings", "path", "data", "width"),
    [
        ({}, "A.java", WIDE, 120),
        ({}, "A.java", GOOGLE, 100),
        ({}, "A.java", LONG, 120),
        ({}, "A.kt", GOOGLE, 120),
        ({".editorconfig": b"root = true\n\n[*]\nmax_line_length = 80\n"}, "src/A.java", WIDE, 80),
        ({".editorconfig": b"[*.{kt,kts}]\nmax_line_length = 140\n"}, "src/A.java", WIDE, 120),
        ({".editorconfig": b"[*.{kt,kts}]\nmax_line_length = 140\n"}, "src/A.kt", WIDE, 140),
        ({".editorconfig": b"[*]\nmax_line_length = off\n"}, "A.java", GOOGLE, 100),
        (
            {".editorconfig": b"[*]\nmax_line_length = 80\n", "src/.editorconfig": b"[*.java]\nmax_line_length = 90\n"},
            "src/A.java",
            WIDE,
            90,
        ),
    ],
)
def test_width(settings: dict[str, bytes], path: str, data: bytes, width: int) -> None:
    assert Widths(settings.get).of(Program(path, data)) == width
