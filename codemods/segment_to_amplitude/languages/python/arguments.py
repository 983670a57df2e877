"""Arguments as they stand in a file: with the comments that belong to each, and in the shape that they have there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.languages.python.file_style import FileStyle
from segment_to_amplitude.languages.python.layout import Style
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span

_COMMENT = re.compile(rb"#[^\r\n]*")


@dataclass(slots=True)
class Item:
    """One argument to be written: new text and kept spans, with comments above it and behind it."""

    parts: list[Part]
    above: list[Span] = field(default_factory=list)
    behind: list[Span] = field(default_factory=list)
    inner: list[Item] | None = None
    """The arguments of a call that the item is, whose name and bracket ``parts`` hold."""

    @property
    def has_comments(self) -> bool:
        """Tell whether comments belong to the item or to one in it."""
        return bool(self.above or self.behind or any(one.has_comments for one in self.inner or ()))


@dataclass(frozen=True, slots=True)
class Listed:
    """The elements between two brackets: the comments of each, and what stands between them without comments."""

    above: tuple[list[Span], ...]
    behind: tuple[list[Span], ...]
    below: list[Span]
    """Comments after the last element."""
    gaps: tuple[bytes, ...]
    """White space before each element and before the closing bracket, without comments."""
    has_comma: bool
    """A comma stands after the last element."""

    @property
    def is_spread_out(self) -> bool:
        """Tell whether the first element stands on a line of its own."""
        return b"\n" in self.gaps[0]


def listed(data: bytes, opening: int, spans: Sequence[Span], closing: int) -> Listed:
    """Look at what stands between elements; ``opening`` is behind the one bracket, ``closing`` at the other."""
    above: list[list[Span]] = [[] for _ in spans]
    behind: list[list[Span]] = [[] for _ in spans]
    below: list[Span] = []
    gaps: list[bytes] = []
    position = opening
    for index, span in enumerate([*spans, Span(closing, closing)]):
        text = data[position : span.start]
        newline = text.find(b"\n")
        for found in _COMMENT.finditer(text):
            comment = Span(position + found.start(), position + found.end())
            if index and (newline < 0 or found.start() < newline):
                behind[index - 1].append(comment)
            elif index < len(spans):
                above[index].append(comment)
            else:
                below.append(comment)
        bare = _COMMENT.sub(b"", text).replace(b",", b"", 1 if index else 0)
        last = bare.rfind(b"\n")
        gaps.append(bare[bare.rfind(b"\r\n") :] if b"\r\n" in bare else bare[last:] if last >= 0 else b"")
        position = span.end
    has_comma = bool(spans) and b"," in _COMMENT.sub(b"", data[spans[-1].end : closing])
    return Listed(tuple(above), tuple(behind), below, tuple(gaps), has_comma)


def flow(items: Sequence[Item], *, has_comma: bool, below: Sequence[Span] = ()) -> list[Part]:
    """Items on one line, with a line break only where a comment needs one; for what is laid out afterwards.

    ``below`` are comments after the last item.
    """
    parts: list[Part] = []
    for index, item in enumerate(items):
        is_last = index == len(items) - 1
        for comment in item.above:
            parts += [b"\n", comment, b"\n"]
        parts += item.parts
        if item.inner is not None:
            parts += [*flow(item.inner, has_comma=False), b")"]
        if not is_last or has_comma:
            parts.append(b",")
        for comment in item.behind:
            parts += [b"  ", comment, b"\n"]
        if not is_last:
            parts.append(b" ")
    for comment in below:
        parts += [b"\n", comment, b"\n"]
    return parts


@dataclass(frozen=True, slots=True)
class _Base:
    """Where a value stood and where it stands now; its lines hang from a bracket or are aligned with its first."""

    column: int
    indent: bytes
    new_column: int
    new_indent: bytes
    is_hanging: bool


class Shaper:
    """Writes calls in the shape of the one they take the place of; keeps count of columns."""

    def __init__(self, document: Document, file: FileStyle, style: Style, start: int) -> None:
        self.parts: list[Part] = []
        self._data = document.data
        self._document = document
        self._file = file
        self._style = style
        line = document.line_start(start)
        self._column = len(self._data[line:start].decode("utf-8"))
        self._indent = document.indent_at(start)

    def add(self, part: Part) -> None:
        """Write new text or a kept span as it is."""
        self.parts.append(part)
        if isinstance(part, bytes):
            text = part
        elif isinstance(part, Span):
            text = self._data[part.start : part.end]
        else:
            text = self._data[part.span.start : part.span.end]
        self._count(text)

    def item(self, item: Item) -> None:
        """Write an argument; the lines of a value over several lines move with it."""
        base: _Base | None = None
        for part in item.parts:
            if isinstance(part, Span):
                if base is None:
                    base = self._base(part)
                self._keep(part, base)
            else:
                self.add(part)
        if item.inner is not None:
            for index, one in enumerate(item.inner):
                self.add(b", " if index else b"")
                self.item(one)
            self.add(b")")

    def call(self, inner: bytes | None, items: Sequence[Item], shape: Listed, paren: int) -> None:
        """Write arguments in their brackets; ``inner`` is the name of the call that is their only argument.

        ``paren`` is the column of the old call's bracket.
        """
        if not items:
            self.add(b"()")
            return
        indent = self._indent
        newline = self._style.newline
        deeper = b""
        self.add(b"(")
        if inner is not None and shape.is_spread_out:
            self.add(shape.gaps[0])
            deeper = self._indent.removeprefix(indent) or self._style.unit
        if inner is not None:
            self.add(inner + b"(")
        column = self._column
        count = len(shape.gaps) - 1
        breaks = [gap for gap in shape.gaps[1:count] if b"\n" in gap]
        always = breaks[-1] if breaks and len(breaks) == count - 1 else b""
        for index, item in enumerate(items):
            gap = shape.gaps[index] if index < count else always
            if b"\n" in gap:
                self.add((b"," if index else b"") + self._moved(gap, paren + 1, column, deeper))
            elif index:
                self.add(b", ")
            self.item(item)
        closing = shape.gaps[-1]
        if b"\n" in closing:
            self.add((b"," if shape.has_comma else b"") + self._moved(closing, paren + 1, column, deeper))
        self.add(b")")
        if inner is not None:
            self.add(newline + indent + b")" if deeper and b"\n" in closing else b")")

    def _moved(self, gap: bytes, old: int, new: int, deeper: bytes) -> bytes:
        start = gap.rfind(b"\n") + 1
        indent = gap[start:]
        if len(indent) == old and not deeper:
            return gap[:start] + b" " * new
        return gap + deeper

    def _base(self, span: Span) -> _Base:
        line = self._document.line_start(span.start)
        first = _COMMENT.sub(b"", self._data[span.start : self._data.find(b"\n", span.start)]).rstrip()
        return _Base(
            len(self._data[line : span.start].decode("utf-8")),
            self._document.indent_at(span.start),
            self._column,
            self._indent,
            is_hanging=first.endswith((b"(", b"[", b"{")),
        )

    def _keep(self, span: Span, base: _Base) -> None:
        cursor = span.start
        position = self._data.find(b"\n", span.start, span.end)
        while position >= 0:
            line = position + 1
            indent = self._document.indent_at(line)
            moved = indent
            if any(one.start < line <= one.end for one in self._file.long_strings):
                pass
            elif len(indent) > base.column and not base.is_hanging:
                moved = b" " * (len(indent) + base.new_column - base.column)
            elif indent.startswith(base.indent):
                moved = base.new_indent + indent[len(base.indent) :]
            if moved != indent and line + len(indent) <= span.end:
                self.add(Span(cursor, line))
                self.add(moved)
                cursor = line + len(indent)
            position = self._data.find(b"\n", line, span.end)
        self.add(Span(cursor, span.end))

    def _count(self, text: bytes) -> None:
        newline = text.rfind(b"\n")
        if newline < 0:
            self._column += len(text.decode("utf-8"))
            return
        rest = text[newline + 1 :]
        self._column = len(rest.decode("utf-8"))
        self._indent = rest[: len(rest) - len(rest.lstrip(b" \t"))]
