from __future__ import annotations

from dataclasses import replace

from report.samples import APP, at, sample
from segment_to_amplitude.report.places import Place, place, position

(APP_FILE,) = (file for file in sample().files if file.path == "src/app.ts")


def test_columns_count_characters_not_bytes() -> None:
    assert place(APP_FILE, at(APP, "track")) == Place(3, 22, 3, 27)


def test_lines_are_found_without_their_starts() -> None:
    assert position(replace(APP_FILE, lines=()), at(APP, "alias").start) == (4, 11)


def test_a_byte_order_mark_is_no_column() -> None:
    marked = replace(APP_FILE, before=b"\xef\xbb\xbfanalytics", lines=(0,))
    assert position(marked, 3) == (1, 1)


def test_bytes_are_counted_where_the_text_was_not_kept() -> None:
    assert place(replace(APP_FILE, before=None), at(APP, "track")) == Place(3, 24, 3, 29)
    assert position(replace(APP_FILE, before=None, lines=()), 7) == (1, 8)
