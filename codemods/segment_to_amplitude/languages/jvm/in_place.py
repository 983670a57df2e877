"""Kotlin containers that are filled by a block with conditions: the block stays, and fills a plain map.

Segment:  Properties().apply { putValue("a", 1); if (b) putPrice(x) }, buildJsonObject { put("a", 1); b?.let { … } }
Here:     mutableMapOf<String, Any?>().apply { put("a", 1); if (b) put("price", x) }, buildMap<String, Any?> { … }
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.payloads import SCOPE, Family, lambda_of, parameter_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.values import ValueReader

MAP = b"mutableMapOf<String, Any?>()"
BUILDERS = {
    "buildJsonObject": b"buildMap<String, Any?>",
    "buildJsonArray": b"buildList<Any?>",
    "putJsonObject": b"buildMap<String, Any?>",
    "putJsonArray": b"buildList<Any?>",
    "addJsonObject": b"buildMap<String, Any?>",
    "addJsonArray": b"buildList<Any?>",
}
"""Builders of JSON, and what builds a plain map or list by the same statements."""
RECEIVERS = frozenset({"apply", "run", "with", "buildMap", "buildList", "buildString", "buildSet"})
"""Functions whose lambda has a receiver of its own, which may be what a call in it is made on."""


@dataclass(slots=True)
class Changes:
    """Pieces of a container that are written anew, and the values in it that may be JSON elements."""

    pieces: list[Value | Rewrite] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)


class _Unclear(Exception):
    """A statement of the block does not show what it does."""


class InPlace:
    """Finds what to change in the blocks of one file."""

    def __init__(self, values: ValueReader, program: Program) -> None:
        self.values = values
        self.program = program

    def read(self, node: Node) -> Changes | None:
        """What is written anew in a container so that it is a map; None where it is none, or does not show."""
        call = invocation_of(self.program, node) if self.program.is_kotlin else None
        if call is None or call.trailing is None or call.arguments:
            return None
        found = Changes()
        try:
            if call.name in ("buildJsonObject", "buildJsonArray") and call.receiver is None:
                found.pieces.append(Rewrite(self.program.span(call.name_node), (BUILDERS[call.name],)))
                self._json(call, found)
            elif call.name in SCOPE and call.receiver is not None and not call.is_safe:
                self._segment(call, call.receiver, found)
        except _Unclear:
            return None
        return found if found.pieces else None

    # --- analytics-android -------------------------------------------------------------------------------------------

    def _segment(self, call: Invocation, receiver: Node, found: Changes) -> None:
        made = self.values.payloads.read(receiver)
        literal = lambda_of(call)
        if made is None or made.family is not Family.SEGMENT or made.entries or literal is None:
            return
        target = None if call.name == "apply" else parameter_of(self.program, literal) or "it"
        found.pieces.append(Rewrite(self.program.span(receiver), (MAP,)))
        self._fill(literal, target, made.type, found)

    def _fill(self, node: Node, target: str | None, kind: str, found: Changes) -> None:
        for child in _children(node):
            call = invocation_of(self.program, child)
            if call is not None and self._is_ours(call, target):
                self._put(call, kind, found)
                continue
            if call is not None:
                self._check_other(call, target)
            if child.type in ("this_expression", "identifier") and self._is_target(child, target):
                self._check_index(child)
            self._leaf_or(child, lambda inner: self._fill(inner, target, kind, found), found)

    def _put(self, call: Invocation, kind: str, found: Changes) -> None:
        nodes = [one.value for one in call.arguments]
        parent = self.program.parent(call.node)
        if call.trailing is not None or (parent is not None and parent.type == "navigation_expression"):
            raise _Unclear
        putter = sdk.PUTTERS[kind].get(call.name)
        if call.name == "putValue" and len(nodes) == 2:
            found.pieces.append(Rewrite(self.program.span(call.name_node), (b"put",)))
        elif putter is not None and len(nodes) == 1 and putter.type not in ("Date", "Product..."):
            start = Span(call.name_node.start_byte, nodes[0].start_byte)
            if self.program.data[call.name_node.end_byte : start.end].strip() != b"(":
                raise _Unclear
            found.pieces.append(Rewrite(start, (f'put("{putter.key}", '.encode(),)))
        elif call.name not in ("put", "putAll", "set"):
            raise _Unclear
        for one in nodes:
            self._value(one, found)

    # --- JSON --------------------------------------------------------------------------------------------------------

    def _json(self, call: Invocation, found: Changes) -> None:
        literal = lambda_of(call)
        if literal is None:
            raise _Unclear
        self._fill_json(literal, found)

    def _fill_json(self, node: Node, found: Changes) -> None:
        for child in _children(node):
            call = invocation_of(self.program, child)
            if call is not None and call.receiver is None and call.name in ("put", "add"):
                if call.trailing is not None or not call.arguments:
                    raise _Unclear
                for one in call.arguments[:-1]:
                    self._value(one.value, found)
                self._json_value(call.arguments[-1].value, found)
                continue
            if call is not None and call.receiver is None and call.name in BUILDERS and call.trailing is not None:
                self._nested(call, found)
                continue
            if call is not None:
                self._check_other(call, None)
            if child.type == "this_expression":
                raise _Unclear
            self._leaf_or(child, lambda inner: self._fill_json(inner, found), found)

    def _nested(self, call: Invocation, found: Changes) -> None:
        """``putJsonObject("k") { … }`` becomes ``put("k", buildMap<String, Any?> { … })``."""
        assert call.trailing is not None
        builder = BUILDERS[call.name]
        if call.name.startswith("build"):
            found.pieces.append(Rewrite(self.program.span(call.name_node), (builder,)))
            self._json(call, found)
            return
        start = call.trailing.start_byte
        if call.name.startswith("add"):
            head = Rewrite(Span(call.name_node.start_byte, start), (b"add(" + builder + b" ",))
        else:
            if len(call.arguments) != 1:
                raise _Unclear
            key = self.program.span(call.arguments[0].value)
            found.pieces.append(Rewrite(Span(call.name_node.start_byte, key.start), (b"put(",)))
            head = Rewrite(Span(key.end, start), (b", " + builder + b" ",))
        if any(head.span.start <= one.start_byte < head.span.end for one in self.program.comments):
            raise _Unclear
        found.pieces.append(head)
        self._json(call, found)
        end = call.node.end_byte
        found.pieces.append(Rewrite(Span(end, end), (b")",)))

    def _json_value(self, node: Node, found: Changes) -> None:
        value = self.values.read(node)
        if self.values.shape(value).is_element:
            raise _Unclear
        if value.kind is ValueKind.EXPRESSION and not self.values.payloads.is_scalar(node, value):
            found.unsure.append(self.program.text(node))
        self._value(node, found)

    # --- both --------------------------------------------------------------------------------------------------------

    def _value(self, node: Node, found: Changes) -> None:
        value = self.values.read(node)
        shape = self.values.shape(value)
        if shape.is_unreadable or (value.kind is ValueKind.EXPRESSION and value.is_invalid_property):
            raise _Unclear
        if shape.is_kept:
            found.pieces += shape.nested
        else:
            found.pieces.append(value)

    def _leaf_or(self, node: Node, descend: Callable[[Node], None], found: Changes) -> None:
        """Go on inside of an expression, unless it is a container of its own."""
        if self.values.payloads.makes(node) is not None:
            self._value(node, found)
        else:
            descend(node)

    def _is_ours(self, call: Invocation, target: str | None) -> bool:
        if target is None:
            is_putter = call.name.startswith("put") or call.name == "set"
            return is_putter and (call.receiver is None or call.receiver.type == "this_expression")
        return call.receiver is not None and self._is_target(unwrapped(call.receiver), target)

    def _is_target(self, node: Node, target: str | None) -> bool:
        if target is None:
            return node.type == "this_expression"
        return node.type == "identifier" and self.program.text(node) == target

    def _check_other(self, call: Invocation, target: str | None) -> None:
        """Refuse a call in whose lambda the names of the block mean something else."""
        if call.trailing is None:
            return
        literal = lambda_of(call)
        if target is None and (call.name in RECEIVERS or literal is None):
            raise _Unclear
        if target is not None and literal is not None and (parameter_of(self.program, literal) or "it") == target:
            raise _Unclear

    def _check_index(self, node: Node) -> None:
        """Refuse the container itself anywhere but in ``this["a"] = 1``."""
        parent = self.program.parent(node)
        above = self.program.parent(parent) if parent is not None else None
        is_index = parent is not None and parent.type == "index_expression" and _children(parent)[0].id == node.id
        if not is_index or above is None or above.type != "assignment":
            raise _Unclear


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in (*COMMENTS, "lambda_parameters")]
