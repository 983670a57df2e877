"""Read Swift expressions as values: literals, and what their static types show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.invocations import invocation_of, real, unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.resolve import NUMBERS, Resolver
from segment_to_amplitude.languages.apple.types import Type
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "0": "\0"}
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")
PLAIN = frozenset({"simple_identifier", "self_expression", "navigation_expression"})
LITERALS = frozenset({"integer_literal", "real_literal", "hex_literal", "bin_literal", "oct_literal"})
UNSENDABLE = frozenset({"Date", "URL", "UUID", "NSDate", "NSURL", "Decimal"})
"""Types that Segment's libraries send as text, and that Amplitude's do not take."""


class ValueReader:
    """Reads the expressions of one file."""

    def __init__(self, resolver: Resolver, program: Program) -> None:
        self.resolver = resolver
        self.program = program

    def read(self, node: Node) -> Value:
        """The value of an expression."""
        program = self.program
        span = program.span(node)
        inner = cast_away(program, node)
        match inner.type:
            case "line_string_literal" if not self._is_interpolated(inner):
                return Value(ValueKind.STRING, span, unescaped(program.text(inner)[1:-1]), is_text=True, is_scalar=True)
            case "line_string_literal" | "multi_line_string_literal" | "raw_string_literal":
                return Value(ValueKind.EXPRESSION, span, is_text=True, is_scalar=True, is_present=True)
            case "boolean_literal":
                return Value(ValueKind.BOOLEAN, span, program.text(inner), is_scalar=True)
            case "nil_literal":
                return Value(ValueKind.NULL, span)
            case "dictionary_literal":
                return Value(ValueKind.OBJECT, span, entries=tuple(self._entries(inner)), is_object=True)
            case "array_literal":
                elements = tuple(self.read(one) for one in real(inner))
                return Value(ValueKind.ARRAY, span, elements=elements)
            case "lambda_literal":
                return Value(ValueKind.FUNCTION, span)
        if inner.type in LITERALS or (inner.type == "prefix_expression" and real(inner)[-1].type in LITERALS):
            return Value(ValueKind.NUMBER, span, program.text(inner), is_number=True, is_scalar=True)
        call = invocation_of(program, inner)
        if call is not None and call.receiver is None and call.name == "NSNull" and not call.arguments:
            return Value(ValueKind.NULL, span)
        return self._expression(inner, span)

    def _expression(self, node: Node, span: Span) -> Value:
        kind = self.type_of(node)
        known = kind is not None and kind.name not in ("Any", "Never", "?")
        optional = kind is not None and kind.is_optional
        return Value(
            ValueKind.EXPRESSION,
            span,
            is_text=known and not optional and kind is not None and kind.name == "String",
            is_number=known and not optional and kind is not None and kind.name in NUMBERS,
            is_object=known and kind is not None and kind.name == "Dictionary",
            is_plain=self._is_plain(node),
            may_be_missing=optional,
            may_be_null=optional,
            is_present=known and not optional,
        )

    def type_of(self, node: Node) -> Type | None:
        """The static type of an expression."""
        return self.resolver.type_of(self.program, unwrapped(node)) or self.resolver.type_of(self.program, node)

    def unsendable(self, node: Node) -> str | None:
        """The name of the type of an expression that Amplitude's SDKs do not take."""
        kind = self.type_of(cast_away(self.program, node))
        return kind.name if kind is not None and kind.name in UNSENDABLE else None

    def _is_plain(self, node: Node) -> bool:
        if node.type not in PLAIN:
            return False
        target = node.child_by_field_name("target")
        return target is None or self._is_plain(unwrapped(target))

    @staticmethod
    def _is_interpolated(node: Node) -> bool:
        return any(one.type in ("interpolated_expression", "interpolation") for one in node.named_children)

    def _entries(self, node: Node) -> list[Entry]:
        found: list[Entry] = []
        key: Node | None = None
        for index, child in enumerate(node.children):
            field = node.field_name_for_child(index)
            if field == "key":
                key = child
            elif field == "value" and key is not None:
                name = self.read(key)
                found.append(
                    Entry(
                        Span(key.start_byte, child.end_byte),
                        self.read(child),
                        name.text if name.kind is ValueKind.STRING else None,
                        self.program.span(key),
                    )
                )
                key = None
        return found


def cast_away(program: Program, node: Node) -> Node:
    """The expression inside of brackets and of ``as Any``."""
    while True:
        inner = unwrapped(node)
        if inner.type == "as_expression" and re.search(r"\bas\s+Any\??$", program.text(inner)):
            value = inner.child_by_field_name("expr")
            if value is not None:
                node = value
                continue
        return inner


def unescaped(text: str) -> str:
    """What a string literal says."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else ESCAPES.get(match[2], match[2]), text)
