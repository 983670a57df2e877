from __future__ import annotations

import pytest

from segment_to_amplitude.report.masking import Mask, is_literal_key, mask_key

KEY = "A1b2C3d4E5f6G7h8"


@pytest.mark.parametrize(
    "key",
    [
        "process.env.SEGMENT_WRITE_KEY",
        "process.env.SEGMENT_WRITE_KEY!",
        "process.env['SEGMENT_WRITE_KEY']",
        "import.meta.env.VITE_KEY",
        "config.get(name)",
        "SEGMENT_WRITE_KEY",
        "writeKey",
        "keys[0]",
        "",
    ],
)
def test_names_and_expressions_stay(key: str) -> None:
    assert mask_key(key) == key
    assert not is_literal_key(key)


@pytest.mark.parametrize(
    ("key", "masked"),
    [
        (KEY, "A1b2…"),
        (f"'{KEY}'", "'A1b2…'"),
        (f"process.env.KEY ?? '{KEY}'", "process.env.KEY ?? 'A1b2…'"),
        (f"import.meta.env.KEY || `{KEY}`", "import.meta.env.KEY || `A1b2…`"),
        ("1234abcd5678abcd", "1234…"),
        ("abcdefghijklmnopqrstuvwxyzabcdef", "abcd…"),
        ("short1", "…"),
    ],
)
def test_literals_show_four_characters(key: str, masked: str) -> None:
    assert mask_key(key) == masked
    assert is_literal_key(key)


def test_texts_that_quote_a_key_are_masked() -> None:
    mask = Mask.of([f"'{KEY}'", f"{KEY}extra1", "process.env.KEY"])
    assert mask.text(f"load('{KEY}') and {KEY}extra1 with process.env.KEY") == (
        "load('A1b2…') and A1b2… with process.env.KEY"
    )
