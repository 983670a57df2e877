"""Read Objective-C expressions as values: literals and boxed literals; all else is only known when the program runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.invocations import invocation_of, real, unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.resolve import Resolver
from segment_to_amplitude.languages.apple.types import Type
from segment_to_amplitude.languages.apple.values import unescaped
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

UNSENDABLE_TYPES = frozenset({"NSDate", "NSURL"})
MAKING = re.compile(r"date|distant|now$|URL|fileURL")
"""How class methods begin that make what Segment's library sends as text, and Amplitude's does not take."""
NULLABLE = re.compile(r"\b_{0,2}[nN]ullable\b")
TEXTS = frozenset({"stringWithFormat", "string", "localizedStringWithFormat"})


class ObjCValueReader:
    """Reads the expressions of one file."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self.program = program
        self.resolver = resolver

    def read(self, node: Node) -> Value:
        """The value of an expression."""
        program, span = self.program, self.program.span(node)
        inner = unwrapped(node)
        text = program.text(inner)
        match inner.type:
            case "string_literal":
                content = "".join(program.text(one) for one in real(inner))
                return Value(ValueKind.STRING, span, unescaped(content), is_text=True, is_scalar=True)
            case "identifier" if text in ("nil", "NULL", "Nil"):
                return Value(ValueKind.NULL, span)
            case "at_expression":
                boxed = unwrapped(real(inner)[0])
                if program.text(boxed) in ("YES", "NO", "true", "false"):
                    is_on = program.text(boxed) in ("YES", "true")
                    return Value(ValueKind.BOOLEAN, span, "true" if is_on else "false", is_scalar=True)
                if boxed.type == "number_literal":
                    return Value(ValueKind.NUMBER, span, program.text(boxed), is_number=True, is_scalar=True)
                is_plain = boxed.type in ("identifier", "field_expression")
                return Value(ValueKind.EXPRESSION, span, is_scalar=True, is_present=True, is_plain=is_plain)
            case "dictionary_literal":
                entries = tuple(self._entry(one) for one in real(inner) if one.type == "dictionary_pair")
                return Value(ValueKind.OBJECT, span, entries=entries, is_object=True)
            case "array_literal":
                return Value(ValueKind.ARRAY, span, elements=tuple(self.read(one) for one in real(inner)))
            case "block_literal":
                return Value(ValueKind.FUNCTION, span)
        call = invocation_of(program, inner)
        receiver = program.text(call.receiver) if call is not None and call.receiver is not None else ""
        if call is not None and receiver == "NSNull" and call.name == "null":
            return Value(ValueKind.NULL, span)
        is_text = call is not None and receiver == "NSString" and call.name in TEXTS
        missing = inner.type in ("identifier", "field_expression") and self._is_nullable(inner)
        return Value(
            ValueKind.EXPRESSION,
            span,
            is_text=is_text,
            is_present=is_text,
            may_be_missing=missing,
            may_be_null=missing,
            is_plain=inner.type in ("identifier", "field_expression"),
        )

    def _is_nullable(self, node: Node) -> bool:
        """Tell whether the declaration of a variable, a parameter or a property says that it may be nil."""
        meant = self.resolver.evaluate(self.program, node)
        declaration = meant.declaration if meant is not None else None
        if declaration is None or declaration.whole is None:
            return False
        whole = declaration.program.within(declaration.whole, "property_declaration") or declaration.whole
        return NULLABLE.search(declaration.program.text(whole)) is not None and not self._is_asked(node)

    def _is_asked(self, node: Node) -> bool:
        """Tell whether the code around asks for a value before."""
        name = re.compile(rf"(?<![\w.]){re.escape(self.program.text(node))}\b")
        around = self.program.parent(node)
        while around is not None:
            condition = around.child_by_field_name("condition") if around.type == "if_statement" else None
            if condition is not None and name.search(self.program.text(condition)):
                return True
            around = self.program.parent(around)
        return False

    def _entry(self, node: Node) -> Entry:
        key, value = real(node)[0], real(node)[-1]
        name = self.read(key)
        text = name.text if name.kind is ValueKind.STRING else None
        return Entry(self.program.span(node), self.read(value), text, self.program.span(key))

    def type_of(self, node: Node) -> Type | None:
        """The class of a variable, a parameter or a property, as it is declared."""
        return self.resolver.type_of(self.program, unwrapped(node))

    def unsendable(self, node: Node) -> str | None:
        """The name of the type of an expression that Amplitude's SDKs do not take."""
        kind = self.type_of(node)
        if kind is not None and kind.name in UNSENDABLE_TYPES:
            return kind.name
        call = invocation_of(self.program, unwrapped(node))
        if call is None or call.receiver is None or self.program.text(call.receiver) not in ("NSDate", "NSURL"):
            return None
        made = MAKING.match(call.name)
        return self.program.text(call.receiver) if made is not None else None
