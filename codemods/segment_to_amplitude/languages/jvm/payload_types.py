"""Segment's containers of properties and traits where they are types: plain maps take their place.

Segment:  Properties and Traits are maps with a method for each of the well-known keys.
Here:     Kotlin's MutableMap<String, Any?>, Java's Map<String, Object>; the methods of a map stay as they are.
Source:   sdk-facts/segment.md §9.1, §9.2; ValueMap.java implements Map<String, Object>
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.references import Reference, Role
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.segment.jvm_sdks import PUTTERS
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

MAPS = frozenset({segment.PROPERTIES, segment.TRAITS, f"{segment.PACKAGE}.ValueMap"})
"""The classes that a plain map can stand for."""
KOTLIN_MAP = "MutableMap<String, Any?>"
CONVERTED = frozenset({"Date", "Product...", "Address"})
"""What the methods for these take is changed by Segment's class before it is kept."""


class PayloadTypes:
    """Rewrites the mentions of the containers in one file, if all of the project's can go."""

    def __init__(self, program: Program, names: FileNames) -> None:
        self.program = program
        self.names = names

    def takes(self, one: Reference) -> bool:
        """Tell whether a reference is to a container that a map can stand for."""
        return one.role in (Role.PAYLOAD, Role.PUTTER) and one.name.partition("#")[0] in MAPS

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of a mention."""
        if one.role is Role.PUTTER:
            return self._putter(one)
        call = self._construction(one.node)
        if call is not None:
            return self._constructed(one, call)
        parent = self.program.parent(one.node)
        if parent is not None and parent.type in (
            "navigation_expression", "field_access", "method_invocation", "class_literal", "method_reference",
            "callable_reference", "delegation_specifier", "constructor_invocation", "superclass",
            "instanceof_expression", "type_test",
        ):  # fmt: skip
            return self._stuck(one)
        if self.program.is_kotlin:
            return self._replaced(one, KOTLIN_MAP.encode())
        text = f"{self.names.local('java.util.Map')}<String, Object>"
        return self._replaced(one, text.encode(), "java.util.Map")

    def _stuck(self, one: Reference) -> Outcome:
        return Outcome((Reason("sdk-use", f"`{self.program.text(one.node)[:60]}`"),), covers=(one.covers,))

    def _replaced(self, one: Reference, text: bytes, *imports: str) -> Outcome:
        rewrite = Rewrite(self.program.span(one.node), (text,))
        return Outcome((), (rewrite,), (one.covers,), frozenset(imports))

    # --- constructions -----------------------------------------------------------------------------------------------

    def _construction(self, node: Node) -> Invocation | None:
        parent = self.program.parent(node)
        call = invocation_of(self.program, parent) if parent is not None else None
        return call if call is not None and call.name_node.id == node.id else None

    def _constructed(self, one: Reference, call: Invocation) -> Outcome:
        steps, whole = self._chain(call)
        if call.arguments or call.trailing is not None or any(step is None for step in steps):
            return self._stuck(one)
        if not self.program.is_kotlin:
            if steps:
                return self._filled(one, whole, [step for step in steps if step is not None])
            made = f"new {self.names.local('java.util.HashMap')}<>()".encode()
            rewrite = Rewrite(self.program.span(call.node), (made,))
            return Outcome((), (rewrite,), (self.program.span(call.node),), frozenset({"java.util.HashMap"}))
        parts: list[Part] = [b"mutableMapOf<String, Any?>("]
        start = self.program.span(call.node).end
        for index, step in enumerate(steps):
            assert step is not None
            key, value, end = step
            if any(start <= each.start_byte < end for each in self.program.comments):
                return self._stuck(one)
            start = end
            parts += [b", " if index else b"", *key, b" to ", value]
        span = self.program.span(whole)
        return Outcome((), (Rewrite(span, (*parts, b")")),), (span,))

    def _filled(self, one: Reference, whole: Node, steps: list[tuple[tuple[Part, ...], Span, int]]) -> Outcome:
        """In Java a map is filled by statements of their own, below the variable that holds it."""
        program = self.program
        declarator = program.parent(whole)
        statement = program.within(whole, "local_variable_declaration", "lambda_expression")
        name = declarator.child_by_field_name("name") if declarator is not None else None
        block = program.parent(statement) if statement is not None else None
        span = program.span(whole)
        if (
            declarator is None
            or declarator.type != "variable_declarator"
            or statement is None
            or name is None
            or block is None
            or block.type not in ("block", "constructor_body", "switch_block_statement_group")
            or any(span.start <= each.start_byte < span.end for each in program.comments)
        ):
            return self._stuck(one)
        start = program.document.line_start(statement.start_byte)
        line = program.data[start : statement.start_byte]
        indent = line[: len(line) - len(line.lstrip(b" \t"))]
        newline = b"\r\n" if b"\r\n" in program.data else b"\n"
        lines: list[Part] = []
        for key, value, _ in steps:
            lines += [newline, indent, program.span(name), b".put(", *key, b", ", value, b");"]
        made = f"new {self.names.local('java.util.HashMap')}<>()".encode()
        end = statement.end_byte
        rewrites = (Rewrite(span, (made,)), Rewrite(Span(end, end), tuple(lines)))
        return Outcome((), rewrites, (span,), frozenset({"java.util.HashMap"}))

    def _chain(self, call: Invocation) -> tuple[list[tuple[tuple[Part, ...], Span, int] | None], Node]:
        """The methods that are called on what is made, each as key and value; None for one that is no such thing."""
        steps: list[tuple[tuple[Part, ...], Span, int] | None] = []
        whole = call.node
        while True:
            around = self.program.parent(whole)
            if around is not None and around.type == "navigation_expression":
                around = self.program.parent(around)
            outer = invocation_of(self.program, around) if around is not None else None
            if outer is None or outer.receiver is None or outer.receiver.id != whole.id:
                return steps, whole
            if not outer.name.startswith("put"):
                return [*steps, None], whole
            pair = self._pair(outer)
            steps.append((*pair, self.program.span(outer.node).end) if pair is not None else None)
            whole = outer.node

    def _pair(self, call: Invocation) -> tuple[tuple[Part, ...], Span] | None:
        values = [one.value for one in call.arguments]
        if call.name in ("putValue", "put") and len(values) == 2:
            return (self.program.span(values[0]),), self.program.span(values[1])
        putter = next((found[call.name] for kind in MAPS if call.name in (found := PUTTERS[kind])), None)
        if putter is None or putter.type in CONVERTED or len(values) != 1:
            return None
        return (f'"{putter.key}"'.encode(),), self.program.span(values[0])

    # --- methods -----------------------------------------------------------------------------------------------------

    def _putter(self, one: Reference) -> Outcome:
        call = one.invocation
        assert call is not None
        pair = self._pair(call)
        if pair is None or not self._is_statement(call.node):
            return self._stuck(one)
        key, value = pair
        if len(call.arguments) == 2:
            rewrite = Rewrite(self.program.span(call.name_node), (b"put",))
            return Outcome((), (rewrite,), (one.covers,))
        assert call.list_node is not None
        span = Span(call.name_node.start_byte, call.list_node.end_byte)
        return Outcome((), (Rewrite(span, (b"put(", *key, b", ", value, b")")),), (one.covers,))

    def _is_statement(self, node: Node) -> bool:
        parent = self.program.parent(node)
        return parent is not None and parent.type in ("block", "expression_statement", "control_structure_body")
