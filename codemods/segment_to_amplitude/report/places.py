"""Byte offsets as lines and columns, both from 1; columns count characters."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from segment_to_amplitude.findings.result import FileResult
from segment_to_amplitude.source.span import Span


class Place(NamedTuple):
    """Where a span stands; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def position(file: FileResult, offset: int) -> tuple[int, int]:
    """Return line and column of a byte offset; columns count bytes where the file's bytes were not kept."""
    if file.before is not None:
        from segment_to_amplitude.source import document

        return document.position(file.before, file.lines or document.line_starts(file.before), offset)
    starts = file.lines or (0,)
    line = bisect_right(starts, offset) - 1
    return line + 1, offset - starts[line] + 1


def place(file: FileResult, span: Span) -> Place:
    """Return where ``span`` stands in ``file``."""
    return Place(*position(file, span.start), *position(file, span.end))
