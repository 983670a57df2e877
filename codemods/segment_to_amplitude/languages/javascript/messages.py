"""Lay out the arguments of a call whose message stood on several lines: entries keep their lines and their comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.syntax import children, field, span_of, unwrap
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

ENTRIES = frozenset({"pair", "shorthand_property_identifier", "method_definition", "spread_element"})


@dataclass(frozen=True, slots=True)
class Line:
    """One argument or entry with the comments that belong to it."""

    above: tuple[Span, ...]
    before: tuple[Span, ...]
    parts: tuple[Part, ...]
    behind: tuple[Span, ...]

    @property
    def is_bare(self) -> bool:
        """Tell whether there is no comment."""
        return not (self.above or self.before or self.behind)


def message_of(call: Node) -> Node | None:
    """The message object of a call, where it stands on more than one line."""
    arguments = field(call, "arguments")
    passed = children(arguments) if arguments is not None else []
    message = unwrap(passed[0]) if passed else None
    if message is None or message.type != "object" or message.start_point[0] == message.end_point[0]:
        return None
    return message


class Layout:
    """The lines of one call, which take the place of its message; comments in ``told`` stand elsewhere already."""

    def __init__(self, program: Program, message: Node, indent: bytes, unit: bytes, width: int, told: set[int]) -> None:
        self.program = program
        self.message = message
        self.indent = indent
        self.unit = unit
        self.width = width
        self.newline = program.document.newline_at(message.start_byte)
        self._told = told

    def written(
        self, column: int, arguments: Sequence[Sequence[Part]], options: Sequence[Sequence[Part]]
    ) -> list[Part]:
        """The argument list from parenthesis to parenthesis, which starts at ``column``.

        The options share the line of the other arguments where these are short and no object ends them.
        """
        lines = [self._line(argument) for argument in arguments]
        entries = sorted((self._line(option) for option in options), key=_place)
        head: list[Part] = []
        for argument in arguments:
            head += [*argument, b", "]
        text = self._text(head)
        is_short = b"\n" not in text and column + len(text) + 2 <= self.width
        if entries and is_short and all(line.is_bare for line in lines) and not text.endswith(b"}, "):
            return [b"(", *head, *self._object(entries, self.indent), b")"]
        inner = self.indent + self.unit
        parts: list[Part] = [b"("]
        for line in lines:
            parts += self._rendered(line, inner)
        if len(entries) == 1 and entries[0].is_bare:
            parts += [self.newline + inner, b"{ ", *entries[0].parts, b" },"]
        elif entries:
            parts += [self.newline + inner, *self._object(entries, inner), b","]
        return [*parts, self.newline + self.indent + b")"]

    def _object(self, entries: Sequence[Line], indent: bytes) -> list[Part]:
        parts: list[Part] = [b"{"]
        for entry in entries:
            parts += self._rendered(entry, indent + self.unit)
        return [*parts, self.newline + indent + b"}"]

    def _rendered(self, line: Line, indent: bytes) -> list[Part]:
        parts: list[Part] = []
        for comment in line.above:
            parts += [self.newline + indent, comment]
        parts.append(self.newline + indent)
        for comment in line.before:
            parts += [comment, b" "]
        parts += [*line.parts, b","]
        for comment in line.behind:
            parts += [b" ", comment]
        return parts

    def _line(self, parts: Sequence[Part]) -> Line:
        spans = [part for part in parts if isinstance(part, Span)]
        if not spans:
            return Line((), (), tuple(parts), ())
        text = self._text(parts)
        above: list[Span] = []
        before: list[Span] = []
        for entry in reversed(list(self._entries(spans[0]))):
            for comment in reversed(list(self._comments(entry, forward=False))):
                if self._is_new(comment, spans, text):
                    (above if self._starts_line(comment) else before).append(span_of(comment))
        behind = [
            span_of(comment)
            for entry in list(self._entries(spans[-1]))[:1]
            for comment in self._comments(entry, forward=True)
            if self._is_new(comment, spans, text)
        ]
        return Line(tuple(above), tuple(before), tuple(parts), tuple(behind))

    def _is_new(self, comment: Node, spans: Sequence[Span], text: bytes) -> bool:
        """Tell whether a comment has not been written yet, and is from now on."""
        is_kept = any(span.contains(span_of(comment)) for span in spans) or (comment.text or b"") in text
        if comment.id in self._told or is_kept:
            return False
        self._told.add(comment.id)
        return True

    def _entries(self, span: Span) -> Iterator[Node]:
        """The entries around a value inside the message, the innermost first."""
        node = self.program.node_at(span.start, span.end)
        if node is None or not span_of(self.message).contains(span):
            return
        for around in (node, *syntax.ancestors(node)):
            if around.id == self.message.id:
                return
            if around.type in ENTRIES:
                yield around

    def _comments(self, entry: Node, *, forward: bool) -> Iterator[Node]:
        """Comments behind an entry on its line, or before it and not behind another one; the nearest first."""
        node = entry.next_sibling if forward else entry.prev_sibling
        while node is not None and node.type in ("comment", ","):
            if node.type == "comment":
                if forward and node.start_point[0] != entry.end_point[0]:
                    return
                if not forward and self._is_behind_another(node):
                    return
                yield node
            elif not forward:
                return
            node = node.next_sibling if forward else node.prev_sibling

    @staticmethod
    def _is_behind_another(comment: Node) -> bool:
        """Tell whether an entry ends on the line of a comment, before it."""
        node = comment.prev_sibling
        while node is not None and node.type in ("comment", ","):
            node = node.prev_sibling
        return node is not None and node.type in ENTRIES and node.end_point[0] == comment.start_point[0]

    def _starts_line(self, comment: Node) -> bool:
        document = self.program.document
        return not self.program.data[document.line_start(comment.start_byte) : comment.start_byte].strip()

    def _text(self, parts: Sequence[Part]) -> bytes:
        return b"".join(
            self.program.data[part.start : part.end] if isinstance(part, Span) else part
            for part in parts
            if isinstance(part, (Span, bytes))
        )


def _place(line: Line) -> int:
    """Where the value of an entry stood; made ones go last."""
    return next((part.start for part in line.parts if isinstance(part, Span)), 1 << 62)
