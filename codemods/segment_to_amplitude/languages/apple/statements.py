"""Put Amplitude calls where a Segment call stood: in its place, or in statements of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.invocations import real
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.write_swift import Statement, Unwritable
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit

if TYPE_CHECKING:
    from tree_sitter import Node

BLOCKS = frozenset({"statements", "source_file", "compound_statement"})


def placed(program: Program, node: Node, made: Sequence[Statement], *, is_assignment: bool = False) -> Rewrite:
    """Replace a call by statements."""
    if not program.is_swift:
        return _placed_objc(program, node, made)
    whole = node
    parent = program.parent(node)
    while parent is not None and parent.type in ("try_expression", "await_expression"):
        whole, parent = parent, program.parent(parent)
    is_statement = parent is not None and parent.type in BLOCKS
    if len(made) == 1 and not made[0].is_block and (is_statement or not is_assignment):
        return Rewrite(program.span(node), tuple(made[0].parts))
    if parent is not None and parent.type == "control_transfer_statement" and not is_statement:
        return _returned(program, parent, node, made)
    if not is_statement or whole is not node:
        raise Unwritable("value-used")
    start = node.start_byte
    indent, newline = program.document.indent_at(start), program.document.newline_at(start)
    starts_line = not program.data[program.document.line_start(start) : start].strip()
    return Rewrite(program.span(node), tuple(_stacked(program, made, indent, newline, on_lines=starts_line)))


def _placed_objc(program: Program, node: Node, made: Sequence[Statement]) -> Rewrite:
    """In place, in statements of their own, in braces where one statement stood without them."""
    if any(one.is_block for one in made):
        return _placed_blocks(program, node, made)
    if len(made) == 1:
        return Rewrite(program.span(node), tuple(made[0].parts))
    statement = program.parent(node)
    block = program.parent(statement) if statement is not None else None
    if statement is None or block is None or statement.type != "expression_statement":
        raise Unwritable("value-used")
    start = statement.start_byte
    indent, newline = program.document.indent_at(start), program.document.newline_at(start)
    starts_line = not program.data[program.document.line_start(start) : start].strip()
    if block.type in ("compound_statement", "case_statement"):
        parts: list[Part] = []
        for index, one in enumerate(made):
            between: list[Part] = [b";", newline, indent] if starts_line else [b"; "]
            parts += [*(between if index else []), *one.parts]
        return Rewrite(program.span(node), tuple(parts))
    parts = [b"{ "]
    for one in made:
        parts += [*one.parts, b"; "]
    return Rewrite(program.span(statement), (*parts, b"}"))


def _placed_blocks(program: Program, node: Node, made: Sequence[Statement]) -> Rewrite:
    """The same where one of them is a block, which no ``;`` ends."""
    statement = program.parent(node)
    block = program.parent(statement) if statement is not None else None
    if statement is None or block is None or statement.type != "expression_statement":
        raise Unwritable("value-used")
    start = statement.start_byte
    newline, indent = program.document.newline_at(start), program.document.indent_at(start)
    is_listed = block.type in ("compound_statement", "case_statement")
    on_lines = is_listed and not program.data[program.document.line_start(start) : start].strip()
    gap = newline + indent if on_lines else b" "
    deeper = gap + (indent_unit(program.data) or b"    ") if on_lines else gap
    parts: list[Part] = [] if is_listed else [b"{ "]
    for index, one in enumerate(made):
        parts += [gap if index else b"", *one.parts]
        parts += [b" {", deeper, *one.inner, b";", gap, b"}"] if one.is_block else [b";"]
    return Rewrite(program.span(statement), (*parts, b"" if is_listed else b" }"))


def _returned(program: Program, statement: Node, node: Node, made: Sequence[Statement]) -> Rewrite:
    """``return track(…)`` in a function that gives nothing: the last call is what is returned."""
    if made[-1].is_block or not program.text(statement).startswith("return"):
        raise Unwritable("value-used")
    start = statement.start_byte
    if program.data[program.document.line_start(start) : start].strip():
        raise Unwritable("value-used")
    indent, newline = program.document.indent_at(start), program.document.newline_at(start)
    before = _stacked(program, made[:-1], indent, newline, on_lines=True)
    head = Span(start, node.start_byte)
    return Rewrite(program.span(statement), (*before, newline, indent, head, *made[-1].parts))


def _stacked(
    program: Program, made: Sequence[Statement], indent: bytes, newline: bytes, *, on_lines: bool
) -> list[Part]:
    between: tuple[Part, ...] = (newline, indent) if on_lines else (b"; ",)
    parts: list[Part] = []
    for index, one in enumerate(made):
        parts += between if index else ()
        parts += one.parts
        if not one.is_block:
            continue
        if on_lines:
            parts += [b" {", newline, indent, indent_unit(program.data) or b"    ", *one.inner, newline, indent, b"}"]
        else:
            parts += [b" { ", *one.inner, b" }"]
    return parts


def whole_line(program: Program, statement: Node) -> Span | None:
    """The line of a statement that stands alone on it, among others; None where something else is on it."""
    parent = program.parent(statement)
    data = program.data
    start = program.document.line_start(statement.start_byte)
    end = data.find(b"\n", statement.end_byte)
    is_alone = not data[start : statement.start_byte].strip() and not data[statement.end_byte : end].strip(b" \t\r;")
    if parent is None or parent.type not in BLOCKS or end < 0 or not is_alone:
        return None
    return Span(start, end + 1) if len(real(parent)) > 1 else None
