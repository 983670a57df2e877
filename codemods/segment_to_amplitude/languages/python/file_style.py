"""How one file is written: the width of its lines, its quotes and indentation, and its strings over several lines."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary, ref

import libcst as cst

from segment_to_amplitude.languages.python.layout import Style, is_laid_out
from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.source.span import Span

DEFAULT_WIDTH = 88
WIDTHS = (100, 120)
"""Widths that a file may have without saying so."""


class FileStyle:
    """What is worked out once for a file."""

    def __init__(self, program: Program) -> None:
        # The cache would otherwise keep the program for ever.
        self._reference = ref(program)
        self._data = program.data
        self._document = program.document
        self._unit = program.module.default_indent.encode()

    @property
    def _program(self) -> Program:
        program = self._reference()
        assert program is not None, "a file's style is asked for while the file is at hand"
        return program

    def style(self) -> Style:
        """The style of the file, with the width that its project says or else its own."""
        width = self._program.line_length or self.width
        return Style(width, self._unit, self._document.newline_at(0), self._data)

    @cached_property
    def limit(self) -> int:
        """The width that lines written in an author's own shape must not exceed."""
        if (said := self._program.line_length or self._program.line_limit) is not None:
            return said
        longest = max((len(line.decode("utf-8")) for line in self._data.splitlines()), default=0)
        return max(self.width, min(longest, WIDTHS[-1]))

    @cached_property
    def width(self) -> int:
        """The width that the file keeps to: wider than black's default where a statement that could be split is."""
        longest = DEFAULT_WIDTH
        most = max(longest, self._program.line_limit or WIDTHS[-1])
        narrow = Style(DEFAULT_WIDTH, self._unit, self._document.newline_at(0), self._data)
        if not any(len(line) > DEFAULT_WIDTH for line in self._data.splitlines()):
            return longest
        for node in self._program.nodes:
            if not isinstance(node, cst.SimpleStatementLine):
                continue
            span = self._program.span(node)
            text = self._data[span.start : span.end].decode("utf-8")
            indent = self._document.indent_at(span.start)
            length = len(indent) + len(text)
            if "\n" not in text and longest < length <= most and not is_laid_out(text, indent, narrow):
                longest = length
        widths = (DEFAULT_WIDTH, *(width for width in WIDTHS if width < most), most)
        return next(width for width in widths if longest <= width)

    @cached_property
    def quote(self) -> str:
        """The quotes that most plain strings of the file have."""
        found = [node.quote for node in self._program.nodes if isinstance(node, cst.SimpleString)]
        return "'" if found.count("'") > found.count('"') else '"'

    @cached_property
    def long_strings(self) -> tuple[Span, ...]:
        """The strings that go over several lines, whose lines must stay as they are."""
        strings = (cst.SimpleString, cst.FormattedString)
        spans = [self._program.span(node) for node in self._program.nodes if isinstance(node, strings)]
        return tuple(span for span in spans if b"\n" in self._data[span.start : span.end])


_STYLES: WeakKeyDictionary[Program, FileStyle] = WeakKeyDictionary()


def style_of(program: Program) -> FileStyle:
    """The style of a file, worked out at the first call."""
    found = _STYLES.get(program)
    if found is None:
        found = _STYLES[program] = FileStyle(program)
    return found
