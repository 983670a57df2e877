"""How text is laid out: gaps between pieces of code, argument lists, widths, indentation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit

if TYPE_CHECKING:
    from tree_sitter import Node

INDENTED = re.compile(rb"^[ \t]+[^\s*]", re.MULTILINE)
DEFAULT_UNIT = b"    "
SPACES = b" \t\r\n\f"
TEXTS = frozenset({"string_literal", "multiline_string_literal", "line_string_literal"})


class Unwritable(Exception):
    """The calls do not fit the place; carries what the finding says of it."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Gap:
    """White space and comments between two pieces of code, without the punctuation."""

    parts: tuple[Span, ...] = ()
    behind: tuple[Span, ...] = ()
    """Comments on the line of what comes before."""
    above: tuple[Span, ...] = ()
    """Comments on lines of their own, above what follows."""
    has_newline: bool = False

    @property
    def has_comments(self) -> bool:
        """Tell whether a comment stands here."""
        return bool(self.behind or self.above)


class Layout:
    """The layout of one file around one call."""

    def __init__(self, program: Program, offset: int, width: int) -> None:
        self.program = program
        self.data = program.data
        self.width = width
        self.newline = program.document.newline_at(offset)
        self.unit = indent_unit(program.data) if INDENTED.search(program.data) else DEFAULT_UNIT

    def indent(self, offset: int) -> bytes:
        """The indentation of the line of an offset."""
        return self.program.document.indent_at(offset)

    def starts_line(self, offset: int) -> bool:
        """Tell whether nothing but white space stands before an offset on its line."""
        return not self.data[self.program.document.line_start(offset) : offset].strip()

    def column(self, offset: int) -> int:
        """How many characters stand before an offset on its line."""
        return len(self.data[self.program.document.line_start(offset) : offset].decode("utf-8", "replace"))

    def comments(self, span: Span) -> list[Span]:
        """The comments in a span."""
        every = self.program.comments
        found = []
        for index in range(bisect_left(every, span.start, key=lambda one: one.start_byte), len(every)):
            if every[index].start_byte >= span.end:
                break
            found.append(self.comment_span(every[index]))
        return found

    def comment_span(self, node: Node) -> Span:
        """Where a comment stands, without the end of its line."""
        end = node.end_byte
        while end > node.start_byte and self.data[end - 1 : end] in (b"\n", b"\r"):
            end -= 1
        return Span(node.start_byte, end)

    def gap(self, start: int, end: int) -> Gap:
        """What stands between two offsets; punctuation is left out."""
        comments = self.comments(Span(start, end))
        parts: list[Span] = []
        behind: list[Span] = []
        above: list[Span] = []
        has_newline = False
        position = start
        index = 0
        while position < end:
            if index < len(comments) and comments[index].start == position:
                comment = comments[index]
                (above if has_newline else behind).append(comment)
                parts.append(comment)
                position = comment.end
                index += 1
            elif self.data[position] in SPACES:
                stop = position
                while stop < end and self.data[stop] in SPACES:
                    stop += 1
                has_newline = has_newline or b"\n" in self.data[position:stop]
                parts.append(Span(position, stop))
                position = stop
            else:
                position += 1
        return Gap(tuple(parts), tuple(behind), tuple(above), has_newline)

    def text(self, parts: Sequence[Part]) -> bytes:
        """The bytes of parts, rewrites in them left undone."""
        made = []
        for part in parts:
            span = part.span if isinstance(part, Rewrite) else part
            made.append(self.data[span.start : span.end] if isinstance(span, Span) else span)
        return b"".join(made)

    def length(self, parts: Sequence[Part]) -> int:
        """How many characters the longest line of parts has."""
        lines = self.text(parts).decode("utf-8", "replace").splitlines() or [""]
        return max(map(len, lines))

    def fits(self, indent: bytes, parts: Sequence[Part], behind: int = 0) -> bool:
        """Tell whether parts on a line of their own stay within the file's width."""
        expanded = len(indent.expandtabs(4))
        return expanded + self.length(parts) + behind <= self.width

    def is_multiline(self, parts: Sequence[Part]) -> bool:
        """Tell whether parts take more than one line."""
        return b"\n" in self.text(parts)

    def moved(self, parts: Sequence[Part], before: bytes, after: bytes) -> list[Part]:
        """Move the lines of parts, but for the first, from one indentation to another; texts over lines stay."""
        if before == after:
            return list(parts)
        made: list[Part] = []
        for part in parts:
            if isinstance(part, Rewrite):
                made.append(part)
            elif isinstance(part, bytes):
                made.append(part.replace(b"\n" + before, b"\n" + after))
            else:
                made += self._moved_span(part, before, after)
        return made

    def _moved_span(self, span: Span, before: bytes, after: bytes) -> list[Part]:
        made: list[Part] = []
        position = span.start
        fixed = self._texts(span)
        place = self.data.find(b"\n", position, span.end)
        while place >= 0:
            line = place + 1
            is_moved = self.data.startswith(before, line) and line + len(before) <= span.end
            if is_moved and not any(one.start < line <= one.end for one in fixed):
                made += [Span(position, line), after]
                position = line + len(before)
            place = self.data.find(b"\n", line, span.end)
        return [*made, Span(position, span.end)]

    def _texts(self, span: Span) -> list[Span]:
        """String literals over several lines in a span."""
        if b'"""' not in self.data[span.start : span.end]:
            return []
        return [
            self.program.span(node)
            for node in self.program.nodes
            if node.type in TEXTS and node.start_byte < span.end and node.end_byte > span.start
        ]

    def node_at(self, span: Span) -> Node | None:
        """The outermost expression that has just this span."""
        found = self.program.root.named_descendant_for_byte_range(span.start, span.end)
        while found is not None and (found.start_byte, found.end_byte) == (span.start, span.end):
            parent = self.program.parent(found)
            if parent is None or (parent.start_byte, parent.end_byte) != (span.start, span.end):
                return found
            if parent.type in ("value_argument", "expression_statement", "value_arguments"):
                return found
            found = parent
        return None


@dataclass(slots=True)
class Wanted:
    """One argument to write; ``origin`` is the one that it comes from, ``name`` its name where names are given."""

    parts: list[Part]
    origin: int | None = None
    name: str = ""


class ArgumentWriter:
    """Writes an argument list in the shape of the old one."""

    def __init__(self, layout: Layout, list_node: Node | None, old: Sequence[tuple[Span, Span | None]]) -> None:
        """Take the old arguments as the spans of their values and of their names."""
        self.layout = layout
        self.list_node = list_node
        self.values = [value for value, _ in old]
        self.names = [name for _, name in old]
        self.starts = [name.start if name is not None else value.start for value, name in old]

    @property
    def has_names(self) -> bool:
        """Tell whether arguments are given by name."""
        return any(name is not None for name in self.names)

    def write(self, wanted: Sequence[Wanted], *, keeps_names: bool) -> list[Part]:
        """Write the list with its brackets; arguments that are gone take their gaps along."""
        if keeps_names and self.has_names and all(name is not None for name in self.names):
            wanted = sorted(wanted, key=lambda one: len(self.values) if one.origin is None else one.origin)
        origins = [one.origin for one in wanted if one.origin is not None]
        node = self.list_node
        if node is None or not wanted or not origins or origins != sorted(set(origins)) or not self._leads(wanted):
            return [b"(", *joined(b", ", [self._named(one, keeps_names) for one in wanted]), b")"]
        first = origins[0]
        parts: list[Part] = [Span(node.start_byte, self.starts[0])]
        if first > 0 and self._has_comments(self.values[0].start, self.starts[first]):
            raise Unwritable("comment-would-be-lost")
        previous: int | None = None
        for one in wanted:
            if previous is not None:
                parts += self._between(previous, one.origin)
            parts += self._named(one, keeps_names)
            previous = one.origin if one.origin is not None else previous
        return [*parts, *self._tail(wanted[-1].origin, origins[-1])]

    def _leads(self, wanted: Sequence[Wanted]) -> bool:
        """Tell whether new arguments come last."""
        is_new = [one.origin is None for one in wanted]
        return is_new == sorted(is_new)

    def _named(self, one: Wanted, keeps_names: bool) -> list[Part]:
        if not keeps_names or not one.name or not self.has_names:
            return one.parts
        if one.origin is None:
            return [f"{one.name} = ".encode(), *one.parts]
        name = self.names[one.origin]
        if name is None:
            return one.parts
        return [one.name.encode(), Span(name.end, self.values[one.origin].start), *one.parts]

    def _between(self, previous: int, origin: int | None) -> list[Part]:
        if origin is not None:
            start = self.values[origin - 1].end
            if origin - 1 != previous and self._has_comments(self.values[previous].end, start):
                raise Unwritable("comment-would-be-lost")
            return [Span(start, self.starts[origin])]
        before = self.layout.gap(self._open_end(), self.starts[0])
        if before.has_newline:
            return [b"," + self.layout.newline + self.layout.indent(self.starts[0])]
        return [b", "]

    def _open_end(self) -> int:
        assert self.list_node is not None
        return self.list_node.start_byte + 1

    def _tail(self, last: int | None, previous: int) -> list[Part]:
        assert self.list_node is not None
        end = self.list_node.end_byte
        if last == len(self.values) - 1 or (last is None and previous == len(self.values) - 1):
            return [Span(self.values[-1].end, end)]
        kept = previous if last is None else last
        gap = self.layout.gap(self.values[kept].end, self.starts[kept + 1])
        tail = self.layout.gap(self.values[-1].end, end - 1)
        has_comma = b"," in self.layout.text([Span(self.values[-1].end, end - 1)])
        parts: list[Part] = [b","] if has_comma and tail.has_newline else []
        for comment in gap.behind:
            parts += [b" ", comment]
        is_open = bool(gap.behind) and self.layout.text([gap.behind[-1]]).startswith(b"//")
        if is_open and not tail.has_newline:
            parts.append(self.layout.newline + self.layout.indent(self.starts[0]))
        return [*parts, *(tail.parts if tail.has_newline or tail.has_comments else ()), b")"]

    def _has_comments(self, start: int, end: int) -> bool:
        return bool(self.layout.comments(Span(start, end)))


def joined(separator: bytes, groups: Sequence[Sequence[Part]]) -> list[Part]:
    """Parts of several groups, with a separator between them."""
    parts: list[Part] = []
    for index, group in enumerate(groups):
        if index:
            parts.append(separator)
        parts += group
    return parts
