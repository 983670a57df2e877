"""Read values: what shows of an expression without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import literals
from segment_to_amplitude.languages.jvm.in_place import InPlace
from segment_to_amplitude.languages.jvm.invocations import invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.payloads import Family, Made, Payloads
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.types import Type, TypeOf
from segment_to_amplitude.languages.jvm.variables import Built, Variables
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

NUMBER_TYPES = frozenset({"Int", "Long", "Double", "Float", "Short", "Byte", "Number"})
MAP_TYPES = frozenset({"Map", "MutableMap", "HashMap", "LinkedHashMap", "TreeMap", "ImmutableMap"})
FUNCTIONS = frozenset({
    "lambda_literal", "lambda_expression", "anonymous_function", "callable_reference", "method_reference",
})  # fmt: skip
PLAIN = frozenset({
    "identifier", "navigation_expression", "field_access", "this_expression", "this", "super_expression",
    "string_content", "string_fragment", "multiline_string_fragment", "escape_sequence", "interpolation",
    "string_interpolation", "unary_expression", "binary_expression", "index_expression", "array_access",
    "as_expression", "cast_expression", "is_expression", "instanceof_expression", "in_expression",
    "ternary_expression", "if_expression", "block", "control_structure_body", "range_expression",
    "parenthesized_expression", "class_literal", "character_literal", "array_creation_expression",
    "array_initializer", "dimensions", "user_type", "nullable_type", "type_identifier", "generic_type",
    "scoped_type_identifier", "type_arguments", "type_projection", "integral_type", "floating_point_type",
    "boolean_type", "value_arguments", "value_argument", "argument_list", "annotated_lambda",
}) | literals.STRINGS | literals.NUMBERS | literals.TRUTHS | literals.NULLS | FUNCTIONS  # fmt: skip
"""Expressions that do nothing themselves."""
CALLS = frozenset({"call_expression", "method_invocation", "object_creation_expression"})
PURE_METHODS = frozenset({
    "toString", "trim", "lowercase", "uppercase", "toLowerCase", "toUpperCase", "toInt", "toLong", "toDouble",
    "toFloat", "orEmpty", "name", "ordinal", "valueOf", "size", "length", "isEmpty", "isNotEmpty", "getString",
    "JsonPrimitive", "to", "Pair", "entry",
})  # fmt: skip
"""Methods that only look, on values and by convention."""
GETTER = re.compile(r"(?:get|is)(?!And|Next)[A-Z]\w*")
TEXTS = frozenset({"toString", "trim", "lowercase", "uppercase", "toLowerCase", "toUpperCase", "trimIndent", "format"})
BOOLEAN_SIGNS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "===", "!=="})
TESTS = frozenset({"is_expression", "in_expression", "instanceof_expression"})
CASTS = frozenset({"as_expression", "cast_expression"})
FIELDS_OF_PRIMITIVES = re.compile(r"(?:int|long|short|byte|double|float|boolean)")
DATES = frozenset({"Date", "java.util.Date", "java.sql.Timestamp", "java.sql.Date"})


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value stands in the file, for whoever writes it again."""

    node: Node
    """The expression, without brackets around it."""
    is_kept: bool = True
    """It may stay as it is written, with ``nested`` written anew in it; else ``inner`` or the entries are written."""
    nested: tuple[Value | Rewrite, ...] = ()
    """What in it is written anew: values, and pieces of the file of which the new text is known."""
    inner: Value | None = None
    """What ``JsonPrimitive(…)`` holds."""
    built: Built | None = None
    """The statements that put the value together, where it is a variable."""
    unsure: tuple[str, ...] = ()
    """Keys of values that may be JSON elements, which does not show."""
    is_json: bool = False
    """The value is an element of kotlinx.serialization's, whose content shows."""
    is_element: bool = False
    """The value is such an element, and its content does not show."""
    edits: tuple[Rewrite, ...] = ()
    """What has to change where the variable is declared."""
    is_map: bool = False
    """With ``nested`` written anew, the expression is a map of plain values."""
    is_unreadable: bool = False
    """It holds a container of Segment's or of JSON whose content does not show."""


class ValueReader:
    """Reads the values of one file, and remembers how each one stands in it."""

    def __init__(self, program: Program, type_of: TypeOf, sdk: str) -> None:
        self.program = program
        self.sdk = sdk
        self.payloads = Payloads(self, program)
        self.variables = Variables(self, program)
        self.in_place = InPlace(self, program)
        self._type_of = type_of
        self._shapes: dict[Span, Shape] = {}

    def shape(self, value: Value) -> Shape:
        """How a value stands in the file."""
        return self._shapes[value.span]

    def type_of(self, node: Node) -> Type | None:
        """The static type of an expression; a call with a lambda behind the brackets is asked for as a whole."""
        return self._type_of(node)

    def read(self, node: Node) -> Value:
        """Read one expression."""
        span, inner = self.program.span(node), unwrapped(node)
        literal = self._literal(inner, span)
        if literal is not None:
            return self._kept(literal, inner)
        if inner.type in FUNCTIONS:
            return self._kept(Value(ValueKind.FUNCTION, span, is_invalid_property=True), inner)
        if inner.type == "identifier" and self.program.text(inner) == "JsonNull":
            self._shapes[span] = Shape(inner, is_kept=False, is_json=True)
            return Value(ValueKind.NULL, span, may_be_null=True, may_be_missing=True)
        if (primitive := self._primitive(inner)) is not None:
            return self._wrapped(self.read(primitive), inner, span)
        made = self.payloads.read(inner)
        if made is not None:
            return self.of(made, inner, span)
        return self._expression(node, inner, span)

    def read_payload(self, node: Node, *, shows_entries: bool = False) -> Value:
        """Read what a call sends; a variable that was filled before the call shows its entries.

        With ``shows_entries`` this is also so for a map of the language's library, which stays as it is.
        """
        inner = unwrapped(node)
        built = self.variables.built(inner) if inner.type == "identifier" else None
        if built is None or built.made.family is Family.OWN:
            value = self.read(node)
            entries = tuple(built.made.entries) if built is not None and shows_entries else ()
            if entries and all(one.value.is_plain for one in entries):
                # The map stays; what is in it is known.
                return replace(value, kind=ValueKind.OBJECT, entries=entries)
            if inner.type == "identifier" and self._shapes[value.span].is_element:
                self._read_block(value, inner)
            return value
        span = self.program.span(node)
        value = self.of(built.made, inner, span)
        shape = self._shapes[span]
        self._shapes[span] = Shape(inner, False, built=built, unsure=shape.unsure, is_json=shape.is_json)
        return value

    def _read_block(self, value: Value, node: Node) -> None:
        """Look at a variable that a block with conditions puts together: the block stays, and makes a plain map."""
        local = self.variables.local(node)
        found = self.in_place.read(unwrapped(local.initializer)) if local is not None and not local.fills else None
        if local is None or found is None:
            return
        edits = [Rewrite(self.program.span(one), (b"Map<String, Any?>",)) for one in local.types]
        for piece in found.pieces:
            if isinstance(piece, Rewrite):
                edits.append(piece)
            elif (inner := self._shapes[piece.span].inner) is not None and self._shapes[inner.span].is_kept:
                edits.append(Rewrite(piece.span, (inner.span,)))
            else:
                return
        self._shapes[value.span] = Shape(node, unsure=tuple(found.unsure), is_map=True, edits=tuple(edits))

    def of(self, made: Made, node: Node, span: Span, *, is_list: bool = False) -> Value:
        """The value of a container that was read; ``is_list`` where its span is that of arguments."""
        values = [*(one.value for one in made.entries), *made.elements]
        shapes = [self._shapes[one.span] for one in values]
        is_own = made.family is Family.OWN
        self._shapes[span] = Shape(
            node,
            is_kept=is_own and not is_list,
            nested=tuple(self._rewritten(values)) if is_own else (),
            unsure=tuple(dict.fromkeys([*made.unsure, *(key for one in shapes for key in one.unsure)])),
            is_json=made.family is Family.JSON,
            is_unreadable=any(one.is_unreadable for one in shapes),
        )
        return Value(
            made.kind,
            span,
            entries=tuple(made.entries),
            elements=tuple(made.elements),
            is_object=True,
            is_plain=all(one.is_plain for one in values),
            is_present=True,
            is_null_free=all(one.is_present and one.kind is not ValueKind.NULL for one in values),
            is_invalid_property=any(one.is_invalid_property for one in values),
        )

    def _rewritten(self, values: list[Value]) -> Iterator[Value | Rewrite]:
        for one in values:
            shape = self._shapes[one.span]
            if not shape.is_kept:
                yield one
            else:
                yield from shape.nested

    # --- kinds of values ---------------------------------------------------------------------------------------------

    def _kept(self, value: Value, node: Node) -> Value:
        self._shapes[value.span] = Shape(node)
        return value

    def _literal(self, node: Node, span: Span) -> Value | None:
        # Kotlin's grammar reads ``null``, ``true`` and ``false`` as names.
        word = self.program.text(node) if node.type == "identifier" else node.type
        if word in literals.NULLS:
            return Value(ValueKind.NULL, span, may_be_null=True, may_be_missing=True)
        if word in literals.TRUTHS:
            return Value(ValueKind.BOOLEAN, span, word, is_present=True)
        if (text := self.text(node)) is not None:
            return Value(ValueKind.STRING, span, text, is_text=True, is_present=True)
        if node.type in literals.NUMBERS or node.type == "unary_expression":
            written = self.program.text(node)
            if literals.is_number(written):
                digits = literals.number_digits(written)
                return Value(ValueKind.NUMBER, span, digits, is_number=True, is_present=True)
        return None

    def text(self, node: Node) -> str | None:
        """What a string or a sum of strings says; None for anything else."""
        node = unwrapped(node)
        if node.type in literals.STRINGS:
            written = self.program.text(node)
            return literals.kotlin_string(written) if self.program.is_kotlin else literals.java_string(written)
        if node.type == "binary_expression" and any(one.type == "+" for one in node.children):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None:
                first, second = self.text(left), self.text(right)
                return first + second if first is not None and second is not None else None
        return None

    def start(self, node: Node) -> str:
        """The text that a string certainly begins with."""
        node = unwrapped(node)
        if node.type in literals.STRINGS and self.program.is_kotlin:
            return literals.kotlin_start(self.program.text(node))
        if node.type == "binary_expression" and (left := node.child_by_field_name("left")) is not None:
            return self.text(left) or self.start(left)
        return ""

    def _primitive(self, node: Node) -> Node | None:
        """What ``JsonPrimitive`` is given."""
        call = invocation_of(self.program, node)
        if call is None or call.name != "JsonPrimitive" or call.receiver is not None or call.trailing is not None:
            return None
        return call.arguments[0].value if len(call.arguments) == 1 else None

    def _wrapped(self, value: Value, node: Node, span: Span) -> Value:
        self._shapes[span] = Shape(node, is_kept=False, inner=value, is_json=True)
        return Value(
            value.kind, span, value.text, is_text=value.is_text, is_number=value.is_number, is_plain=value.is_plain,
            may_be_null=value.may_be_null, may_be_missing=value.may_be_missing, is_present=value.is_present,
            fits_identify=value.fits_identify,
        )  # fmt: skip

    def _expression(self, node: Node, inner: Node, span: Span) -> Value:
        nested: list[Value | Rewrite] = []
        unsure: list[str] = []
        is_readable = self._collect(inner, nested, unsure)
        is_map = bool(nested) and self.payloads.is_container(inner)
        kind = self.type_of(node) or self.type_of(inner)
        self._shapes[span] = Shape(
            inner,
            nested=tuple(nested),
            unsure=tuple(unsure),
            is_unreadable=not is_readable,
            is_element=kind is not None and is_json(kind) and not is_map,
            is_map=is_map,
        )
        name = kind.name if kind is not None else ""
        is_nullable = self.is_nullable(node, kind)
        is_text = (name == "String" or self._is_text(inner)) and is_nullable is not True
        is_present = is_nullable is False
        return Value(
            ValueKind.EXPRESSION,
            span,
            is_text=is_text,
            is_number=name in NUMBER_TYPES and is_nullable is not True,
            is_object=name in MAP_TYPES or name in sdk.PUTTERS,
            is_plain=self.is_plain(node),
            may_be_null=is_nullable is True,
            may_be_missing=is_nullable is True,
            is_present=is_present,
            is_null_free=name in MAP_TYPES and len(kind.arguments) == 2 and not kind.arguments[1].is_nullable
            if kind is not None and self.program.is_kotlin
            else False,
            is_invalid_property=name in DATES,
            # Amplitude's Identify checks in Kotlin's way that it is given something.
            fits_identify=is_present or self.sdk == "java",
        )

    # --- what an expression does -------------------------------------------------------------------------------------

    def _collect(self, node: Node, nested: list[Value | Rewrite], unsure: list[str]) -> bool:
        """Collect what in an expression is written anew; False where a container in it does not show."""
        before = len(nested)
        is_readable = self._collect_inside(node, nested, unsure)
        # A cast to the class of a container that is written anew would be wrong.
        return is_readable and not (node.type in CASTS and len(nested) > before)

    def _collect_inside(self, node: Node, nested: list[Value | Rewrite], unsure: list[str]) -> bool:
        if (found := self.in_place.read(node)) is not None:
            nested += found.pieces
            unsure += found.unsure
            return True
        for child in _children(node):
            if child.type in FUNCTIONS and child.type not in ("lambda_literal", "lambda_expression"):
                continue
            if self._primitive(child) is not None or self.payloads.read(child) is not None:
                value = self.read(child)
                if self._shapes[value.span].is_unreadable or self._is_chained(child, value):
                    return False
                nested.extend(self._rewritten([value]))
                unsure += self._shapes[value.span].unsure
            elif not self._collect(child, nested, unsure):
                return False
        return self.payloads.makes(node) is None

    def _is_chained(self, node: Node, value: Value) -> bool:
        """Tell whether a container that is written anew has something called on it that is not known."""
        parent = self.program.parent(node)
        is_rewritten = not self._shapes[value.span].is_kept
        return is_rewritten and parent is not None and parent.type in ("navigation_expression", *CALLS)

    def is_plain(self, node: Node) -> bool:
        """Tell whether reading an expression does nothing but read; functions in it are not run."""
        if node.type in COMMENTS or node.type in FUNCTIONS:
            return True
        if node.type in CALLS:
            call = invocation_of(self.program, node)
            if call is None:
                return False
            is_getter = GETTER.fullmatch(call.name) is not None and not call.arguments and call.trailing is None
            if not (is_getter or call.name in PURE_METHODS or self._makes_plain(node)):
                return False
            return all(self.is_plain(one) for one in _children(node))
        if node.type == "infix_expression":
            parts = _children(node)
            return len(parts) == 3 and self.program.text(parts[1]) == "to" and all(self.is_plain(one) for one in parts)
        if node.type == "unary_expression" and any(one.type in ("++", "--") for one in node.children):
            return False
        return node.type in PLAIN and all(self.is_plain(one) for one in _children(node))

    def _makes_plain(self, node: Node) -> bool:
        made = self.payloads.read(node)
        return made is not None and all(
            one.is_plain for one in (*(entry.value for entry in made.entries), *made.elements)
        )

    def is_truth(self, node: Node) -> bool:
        """Tell whether an expression is true or false by its own form."""
        node = unwrapped(node)
        signs = {one.type for one in node.children if not one.is_named}
        is_not = node.type == "unary_expression" and "!" in signs
        is_comparison = node.type == "binary_expression" and bool(signs & BOOLEAN_SIGNS)
        return is_not or is_comparison or node.type in TESTS

    def _is_text(self, node: Node) -> bool:
        """Tell whether an expression is a string by its own form."""
        if node.type in literals.STRINGS:
            return True
        if node.type == "binary_expression" and any(one.type == "+" for one in node.children):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            return any(one is not None and self._is_text(unwrapped(one)) for one in (left, right))
        call = invocation_of(self.program, node)
        return call is not None and call.name in TEXTS and not call.is_safe

    def is_nullable(self, node: Node, kind: Type | None) -> bool | None:
        """Tell whether an expression may be null; None where that does not show."""
        while node.type == "parenthesized_expression" and _children(node):
            node = _children(node)[0]
        if node.type == "unary_expression":
            # ``!!``, and the signs of numbers and truths.
            return False
        if self._is_text(node) or self.is_truth(node):
            return False
        if node.type == "binary_expression":
            signs = {one.type for one in node.children if not one.is_named}
            if signs & {"-", "*", "/", "%"}:
                return False
            right = node.child_by_field_name("right")
            if "?:" in signs and right is not None:
                return self.read(right).may_be_null or (None if not self.read(right).is_present else False)
        if not self.program.is_kotlin:
            return self._is_java_null(node, kind)
        if _is_safe(node):
            return True
        return kind.is_nullable if kind is not None else None

    def _is_java_null(self, node: Node, kind: Type | None) -> bool | None:
        if node.type == "object_creation_expression" or (kind is not None and kind.is_nullable):
            return node.type != "object_creation_expression"
        if node.type == "cast_expression":
            written = node.child_by_field_name("type")
            return False if written is not None and self._is_primitive(written) else None
        if node.type == "identifier":
            declared = self.variables.declared_type(node)
            return False if declared is not None and self._is_primitive(declared) else None
        call = invocation_of(self.program, node)
        is_text = call is not None and call.receiver is not None and self.program.text(call.receiver) == "String"
        return False if is_text else None

    def _is_primitive(self, node: Node) -> bool:
        return FIELDS_OF_PRIMITIVES.fullmatch(self.program.text(node)) is not None


def is_json(kind: Type) -> bool:
    """Tell whether a type is one of kotlinx.serialization's elements, or holds them."""
    is_own = kind.name in sdk.JSON_OBJECTS or kind.name.startswith(f"{sdk.JSON}.")
    return is_own or any(is_json(one) for one in kind.arguments)


def _is_safe(node: Node) -> bool:
    """Tell whether Kotlin's ``?.`` stands in the chain that an expression is."""
    while node.type in ("navigation_expression", "call_expression", "index_expression"):
        if any(one.type == "?." for one in node.children):
            return True
        inner = _children(node)
        if not inner:
            return False
        node = inner[0]
    return False


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]
