"""Variables that hold what a call sends: their statements are written anew, or go with the call that needed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.expressions import ExpressionWriter
from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable, joined
from segment_to_amplitude.languages.jvm.payloads import links
from segment_to_amplitude.languages.jvm.variables import Built
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry

if TYPE_CHECKING:
    from tree_sitter import Node


class LocalWriter:
    """Writes the statements of the variables of one call."""

    def __init__(self, writer: ExpressionWriter, layout: Layout) -> None:
        self.writer = writer
        self.read = writer.read
        self.program = writer.program
        self.data = writer.data
        self.layout = layout

    def write(self) -> list[Rewrite]:
        """Write anew what stays, and delete the statements of every other variable."""
        staying = {one.local.declaration.id: one for one in self.writer.built}
        rewrites: list[Rewrite] = []
        for one in self.read.locals:
            if one.declaration.id not in staying:
                rewrites += [self._removed(node) for node in one.statements]
        for built in staying.values():
            rewrites += self._declared(built)
            for node in built.local.fills:
                rewrites += self._filled(built, node)
        return rewrites

    def _removed(self, node: Node) -> Rewrite:
        span = self.program.span(node)
        if self.layout.comments(span):
            raise Unwritable("comment-would-be-lost")
        return Rewrite(whole_lines(self.layout, span), ())

    # --- variables that stay -----------------------------------------------------------------------------------------

    def _declared(self, built: Built) -> list[Rewrite]:
        """Make the variable an ordinary map."""
        local = built.local
        value = self.read.values.read(local.initializer)
        rewrites = [
            Rewrite(self.program.span(node), (self.writer.map_type(),))
            for node in self._types(local.declaration)
        ]  # fmt: skip
        if self.program.is_kotlin:
            parts = self.writer.map_of(value)
            return [*rewrites, Rewrite(self.program.span(local.initializer), tuple(parts))]
        made: list[Part] = [self.writer.empty_map()]
        entries = sorted(value.entries, key=lambda one: one.span)
        if not entries:
            return [*rewrites, Rewrite(self.program.span(local.initializer), tuple(made))]
        rows, _ = self.writer.rows(value, entries)
        gap = self.layout.newline + self.layout.indent(local.declaration.start_byte)
        made.append(b";")
        for index, (before, entry) in enumerate(rows):
            made += [part for comment in before.behind for part in (b" ", comment)]
            made += [part for comment in before.above for part in (gap, comment)]
            end = b"" if index == len(rows) - 1 else b";"
            made += [gap, *joined(b";" + gap, self.writer.put_all(local.name, [entry])), end]
        return [*rewrites, Rewrite(self.program.span(local.initializer), tuple(made))]

    def _types(self, declaration: Node) -> list[Node]:
        """The type that a variable is declared with."""
        if not self.program.is_kotlin:
            kind = declaration.child_by_field_name("type")
            return [kind] if kind is not None and self.program.text(kind) != "var" else []
        declared = next((one for one in declaration.named_children if one.type == "variable_declaration"), None)
        children = declared.named_children if declared is not None else []
        return [one for one in children if one.type in ("user_type", "nullable_type")]

    def _filled(self, built: Built, node: Node) -> list[Rewrite]:
        """Write a statement that fills a variable: one for each step of a chain."""
        inner = node.named_children[0] if node.type == "expression_statement" else node
        inside = [
            one for one in built.made.entries if inner.start_byte <= one.span.start and one.span.end <= inner.end_byte
        ]
        _, steps = links(self.program, inner)
        if not steps or inner.type in ("assignment", "assignment_expression"):
            return [Rewrite(one.value.span, tuple(self.writer.alone(one.value))) for one in inside]
        if any(one.trailing is not None for one in steps) or any(one.is_spread for one in inside):
            return self._in_place(inside)
        by_start = {one.span.start: one for one in inside}
        ordered = [by_start.get(one.name_node.start_byte) for one in steps]
        if len(steps) == 1 and steps[0].name in ("put", "set"):
            return [Rewrite(one.value.span, tuple(self.writer.alone(one.value))) for one in inside]
        written: list[list[Part]] = []
        for entry in ordered:
            if entry is None:
                raise Unwritable("properties-not-readable")
            written += self.writer.put_all(built.local.name, [entry])
        span = self.program.span(inner)
        if self.layout.comments(span):
            raise Unwritable("comment-would-be-lost")
        end = b"" if self.program.is_kotlin else b";"
        gap = end + self.layout.newline + self.layout.indent(inner.start_byte)
        return [Rewrite(span, tuple(joined(gap, written)))]

    def _in_place(self, entries: Sequence[Entry]) -> list[Rewrite]:
        """Entries in a lambda whose receiver is the variable."""
        rewrites = []
        for entry in entries:
            if entry.is_spread:
                continue
            node = self.layout.node_at(entry.span)
            call = invocation_of(self.program, node) if node is not None else None
            if call is None or call.name in ("put", "set") or call.receiver is not None:
                rewrites.append(Rewrite(entry.value.span, tuple(self.writer.alone(entry.value))))
            else:
                parts = [b"put(", *self.writer.key(entry), b", ", *self.writer.alone(entry.value), b")"]
                rewrites.append(Rewrite(entry.span, tuple(parts)))
        return rewrites


def whole_lines(layout: Layout, span: Span) -> Span:
    """Widen a span to its lines where nothing else stands on them."""
    data = layout.data
    end = span.end
    while data[end : end + 1] in (b" ", b"\t", b";"):
        end += 1
    start = layout.program.document.line_start(span.start)
    if data[start : span.start].strip() or data[end : end + 1] not in (b"\n", b"\r", b""):
        return span
    end += 2 if data[end : end + 2] == b"\r\n" else 1
    return Span(start, min(end, len(data)))
