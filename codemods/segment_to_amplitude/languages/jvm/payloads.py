"""What is put together of entries: Segment's containers, JSON builders, and the maps and lists of both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.invocations import Argument, Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.values import ValueReader


class Family(Enum):
    """Whose a container is."""

    OWN = auto()
    """A map or list of the language's library: it stays as it is written."""
    SEGMENT = auto()
    JSON = auto()
    """kotlinx.serialization's, whose leaves are no plain values."""
    OPTIONS = auto()


MAPS = frozenset({"mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "sortedMapOf", "emptyMap", "buildMap"})
MAP_CLASSES = frozenset({"HashMap", "LinkedHashMap", "TreeMap", "ConcurrentHashMap", "ArrayMap"})
LISTS = frozenset({"listOf", "mutableListOf", "arrayListOf", "setOf", "mutableSetOf", "arrayOf", "emptyList"})
STATIC_LISTS = frozenset({
    ("List", "of"), ("Set", "of"), ("Arrays", "asList"), ("ImmutableList", "of"), ("ImmutableSet", "of"),
    ("Collections", "singletonList"), ("Collections", "emptyList"),
})  # fmt: skip
MAP_OWNERS = ("Map", "ImmutableMap", "Collections")
SIMPLE = {name.rpartition(".")[2]: name for name in (sdk.PROPERTIES, sdk.TRAITS, sdk.OPTIONS, sdk.VALUE_MAP)}
"""Classes by simple name, for a construction whose class does not show."""
JSON_SCALARS = frozenset({"String", "Int", "Long", "Double", "Float", "Boolean", "Short", "Byte", "Number", "Nothing"})
COUNTED = re.compile(r"\.(?:size|length|ordinal|count\(\))$")
"""Members that are numbers on whatever has them."""
SCOPE = frozenset({"apply", "also"})
COPIES = frozenset({"toMap", "toMutableMap", "build", "buildOrThrow", "toList", "toMutableList"})


@dataclass(slots=True)
class Made:
    """A container and what was put into it so far; ``type`` is its qualified class where that is Segment's."""

    kind: ValueKind
    family: Family
    type: str = ""
    entries: list[Entry] = field(default_factory=list)
    elements: list[Value] = field(default_factory=list)
    integrations: list[Entry] = field(default_factory=list)
    """The choice of destinations, of ``Options``; its context is in ``entries``."""
    unsure: list[str] = field(default_factory=list)
    """Keys of values that may be JSON elements."""


class Payloads:
    """Reads the containers of one file."""

    def __init__(self, values: ValueReader, program: Program) -> None:
        self.values = values
        self.program = program

    def read(self, node: Node) -> Made | None:
        """Read an expression that makes a container; None for anything else, and where a part of it does not show."""
        node = unwrapped(node)
        if node.type == "identifier" and self.program.text(node) == "emptyJsonObject":
            return Made(ValueKind.OBJECT, Family.JSON)
        root, steps = links(self.program, node)
        if not steps:
            return None
        made = self._started(root, steps[0])
        if made is None or not all(self.step(made, one) for one in steps[1:]):
            return None
        return made

    def makes(self, node: Node) -> Family | None:
        """Whose container a call alone makes, whether or not its content shows."""
        call = invocation_of(self.program, node)
        if call is None:
            return None
        if self._class(call) is not None:
            return Family.SEGMENT
        return Family.JSON if call.name in ("buildJsonObject", "buildJsonArray", "JsonObject", "JsonArray") else None

    def is_container(self, node: Node) -> bool:
        """Tell whether an expression is a container and what is put into it by a block, shown or not."""
        call = invocation_of(self.program, node)
        while call is not None and call.name in SCOPE and call.receiver is not None and call.trailing is not None:
            node = unwrapped(call.receiver)
            call = invocation_of(self.program, node)
        return self.makes(node) is not None

    # --- how a container begins --------------------------------------------------------------------------------------

    def _class(self, call: Invocation) -> str | None:
        """Segment's class that a call constructs."""
        if not call.name[:1].isupper():
            return None
        kind = self.values.type_of(call.node)
        if kind is None:
            return SIMPLE.get(call.name) if self.values.sdk == "android" and call.receiver is None else None
        return kind.name if kind.name in sdk.PUTTERS or kind.name == sdk.OPTIONS else None

    def _started(self, root: Node | None, call: Invocation) -> Made | None:
        kind = self._class(call)
        if kind is not None:
            return self._segment(kind, call)
        owner = self.program.text(root).rpartition(".")[2] if root is not None else ""
        name = call.name
        if name in ("buildJsonObject", "buildJsonArray") and owner in ("", "Builders"):
            return self._json_builder(call, call.trailing)
        if root is not None:
            return self._static(owner, call)
        if name in ("JsonObject", "JsonArray"):
            return self._json_of(call)
        if name in MAPS:
            return self._map(call)
        if name in LISTS:
            return self._list(call)
        if name in MAP_CLASSES and (call.is_new or self.program.is_kotlin):
            return self._hash_map(call)
        return None

    def _segment(self, kind: str, call: Invocation) -> Made | None:
        family = Family.OPTIONS if kind == sdk.OPTIONS else Family.SEGMENT
        made = Made(ValueKind.OBJECT, family, kind)
        written = sdk.CONSTRUCTOR_KEYS.get(kind, ())
        if written:
            if len(call.arguments) != len(written):
                return None
            for putter, argument in zip(written, call.arguments, strict=True):
                made.entries.append(self._typed(putter, argument.value, self.program.span(argument.value)))
        elif call.arguments:
            value = self.values.read(call.arguments[0].value)
            if not value.is_number:
                return None
        return made if self._double_brace(made, call) else None

    def _hash_map(self, call: Invocation) -> Made | None:
        made = Made(ValueKind.OBJECT, Family.OWN)
        if len(call.arguments) == 1:
            argument = call.arguments[0].value
            value = self.values.read(argument)
            if not value.is_number:
                made.entries += value.entries or [Entry(self.program.span(argument), value)]
        elif len(call.arguments) > 2:
            return None
        return made if self._double_brace(made, call) else None

    def _double_brace(self, made: Made, call: Invocation) -> bool:
        """Put in what Java's initializer of an anonymous subclass puts in."""
        body = next((one for one in call.node.named_children if one.type == "class_body"), None)
        for block in _children(body) if body is not None else ():
            if block.type != "block" or not all(self.statement(made, one, None) for one in _children(block)):
                return False
        return True

    def _map(self, call: Invocation) -> Made | None:
        made = Made(ValueKind.OBJECT, Family.OWN)
        if call.name == "buildMap":
            literal = lambda_of(call)
            return made if literal is not None and self._lambda(made, literal, None) else None
        for argument in call.arguments:
            made.entries.append(self._pair(argument))
        return made

    def _pair(self, argument: Argument) -> Entry:
        node, span = argument.value, self.program.span(argument.value)
        parts = self.pair(node)
        if is_spread(argument) or parts is None:
            return Entry(span, self.values.read(node))
        return self._entry(parts[0], self.values.read(parts[1]), span)

    def pair(self, node: Node) -> tuple[Node, Node] | None:
        """Key and value of ``"a" to b``, ``Pair("a", b)`` and Java's ``entry("a", b)``."""
        inner = unwrapped(node)
        if inner.type == "infix_expression":
            parts = _children(inner)
            return (parts[0], parts[2]) if len(parts) == 3 and self.program.text(parts[1]) == "to" else None
        call = invocation_of(self.program, inner)
        if call is not None and len(call.arguments) == 2 and call.name in ("Pair", "entry", "SimpleEntry"):
            return call.arguments[0].value, call.arguments[1].value
        return None

    def _list(self, call: Invocation) -> Made | None:
        if any(is_spread(one) for one in call.arguments):
            return None
        elements = [self.values.read(one.value) for one in call.arguments]
        return Made(ValueKind.ARRAY, Family.OWN, elements=elements)

    def _static(self, owner: str, call: Invocation) -> Made | None:
        """``Map.of``, ``ImmutableMap.builder`` and their like."""
        name = call.name
        if (owner, name) in STATIC_LISTS:
            return self._list(call)
        if owner not in MAP_OWNERS:
            return None
        made = Made(ValueKind.OBJECT, Family.OWN)
        if name in ("of", "singletonMap") and len(call.arguments) % 2 == 0:
            nodes = [one.value for one in call.arguments]
            for key, value in zip(nodes[::2], nodes[1::2], strict=True):
                span = Span(key.start_byte, value.end_byte)
                made.entries.append(self._entry(key, self.values.read(value), span))
            return made
        if name == "ofEntries":
            made.entries += [self._pair(one) for one in call.arguments]
            return made
        return made if name in ("builder", "emptyMap") and not call.arguments else None

    # --- JSON --------------------------------------------------------------------------------------------------------

    def _json_builder(self, call: Invocation, trailing: Node | None) -> Made | None:
        kind = ValueKind.OBJECT if call.name in ("buildJsonObject", "putJsonObject", "addJsonObject") else None
        made = Made(kind or ValueKind.ARRAY, Family.JSON)
        literal = lambda_of(call)
        if literal is None:
            return None
        target = parameter_of(self.program, literal) if literal.type == "lambda_expression" else None
        return made if self._lambda(made, literal, target) else None

    def _json_of(self, call: Invocation) -> Made | None:
        """``JsonObject(map)`` and ``JsonArray(list)``, whose values are JSON elements themselves."""
        if len(call.arguments) != 1 or call.trailing is not None:
            return None
        inner = self.read(call.arguments[0].value)
        if inner is None or inner.family is not Family.OWN:
            return None
        values = [*(one.value for one in inner.entries), *inner.elements]
        if any(one.is_spread for one in inner.entries) or not all(self.values.shape(one).is_json for one in values):
            return None
        unsure = [key for one in values for key in self.values.shape(one).unsure]
        return Made(inner.kind, Family.JSON, entries=inner.entries, elements=inner.elements, unsure=unsure)

    def _json_value(self, made: Made, node: Node, key: str) -> Value | None:
        """A value that a builder takes: a plain one, or a JSON element that shows."""
        value = self.values.read(node)
        shape = self.values.shape(value)
        if shape.is_unreadable or value.kind is ValueKind.FUNCTION:
            return None
        made.unsure += shape.unsure
        if shape.is_json or value.kind is not ValueKind.EXPRESSION:
            return value if shape.is_json or value.kind not in (ValueKind.OBJECT, ValueKind.ARRAY) else None
        if shape.is_element:
            return None
        if not self.is_scalar(node, value):
            made.unsure.append(key)
        return value

    def is_scalar(self, node: Node, value: Value) -> bool:
        """Tell whether a value is certainly no JSON element, or one whose content shows."""
        kind = self.values.type_of(node)
        is_known = value.is_text or value.is_number or (kind is not None and kind.name in JSON_SCALARS)
        is_known = is_known or self.values.is_truth(node) or COUNTED.search(self.program.text(node)) is not None
        shape = self.values.shape(value)
        return is_known or shape.is_json or shape.is_map

    def _json_step(self, made: Made, call: Invocation) -> bool:
        span = self._span(call)
        name, nodes = call.name, [one.value for one in call.arguments]
        if made.kind is ValueKind.OBJECT and name == "put" and len(nodes) == 2:
            value = self._json_value(made, nodes[1], self.program.text(nodes[0]).strip('"'))
            if value is None:
                return False
            made.entries.append(self._entry(nodes[0], value, span))
            return True
        if made.kind is ValueKind.OBJECT and name in ("putJsonObject", "putJsonArray") and nodes:
            inner = self._json_builder(call, call.trailing)
            if inner is None:
                return False
            made.unsure += inner.unsure
            made.entries.append(self._entry(nodes[0], self._lambda_value(inner, call), span))
            return True
        if made.kind is ValueKind.ARRAY and name == "add" and len(nodes) == 1:
            value = self._json_value(made, nodes[0], self.program.text(nodes[0]))
            if value is None:
                return False
            made.elements.append(value)
            return True
        if made.kind is ValueKind.ARRAY and name in ("addJsonObject", "addJsonArray"):
            inner = self._json_builder(call, call.trailing)
            if inner is None:
                return False
            made.unsure += inner.unsure
            made.elements.append(self._lambda_value(inner, call))
            return True
        return False

    def _lambda_value(self, made: Made, call: Invocation) -> Value:
        literal = lambda_of(call)
        assert literal is not None
        return self.values.of(made, literal, self.program.span(literal))

    # --- what is put in ----------------------------------------------------------------------------------------------

    def step(self, made: Made, call: Invocation) -> bool:
        """Follow one more call on a container; False where it does not show what the call does."""
        if call.is_safe:
            return False
        if call.name in SCOPE and call.trailing is not None and not call.arguments:
            literal = lambda_of(call)
            target = None if call.name == "apply" or literal is None else parameter_of(self.program, literal) or "it"
            return literal is not None and self._lambda(made, literal, target)
        if call.trailing is not None and made.family is not Family.JSON:
            return False
        if any(is_spread(one) for one in call.arguments):
            return False
        match made.family:
            case Family.JSON:
                return self._json_step(made, call)
            case Family.OPTIONS:
                return self._options_step(made, call)
            case Family.SEGMENT:
                return self._segment_step(made, call)
            case _:
                return self._put(made, call) or (call.name in COPIES and not call.arguments)

    def _put(self, made: Made, call: Invocation) -> bool:
        nodes = [one.value for one in call.arguments]
        if call.name in ("put", "set") and len(nodes) == 2:
            made.entries.append(self._entry(nodes[0], self.values.read(nodes[1]), self._span(call)))
            return True
        if call.name == "putAll" and len(nodes) == 1:
            value = self.values.read(nodes[0])
            if value.kind is ValueKind.OBJECT:
                made.entries += value.entries
            else:
                made.entries.append(Entry(self._span(call), value))
            return True
        return False

    def _segment_step(self, made: Made, call: Invocation) -> bool:
        nodes = [one.value for one in call.arguments]
        if call.name == "putValue" and len(nodes) == 2:
            made.entries.append(self._entry(nodes[0], self.values.read(nodes[1]), self._span(call)))
            return True
        putter = sdk.PUTTERS[made.type].get(call.name)
        if putter is None:
            return self._put(made, call)
        if putter.type == "Product...":
            return self._products(made, putter, call)
        if len(nodes) != 1:
            return False
        made.entries.append(self._typed(putter, nodes[0], self._span(call)))
        return True

    def _products(self, made: Made, putter: sdk.Putter, call: Invocation) -> bool:
        nodes = [one.value for one in call.arguments]
        values = [self.values.read(one) for one in nodes]
        if not values or (len(values) == 1 and not self.program.is_kotlin and not self._is_product(nodes[0])):
            # Java takes one array for all of them.
            return False
        span = Span(nodes[0].start_byte, nodes[-1].end_byte)
        inner = Made(ValueKind.ARRAY, Family.SEGMENT, elements=values)
        value = self.values.of(inner, call.list_node or call.node, span, is_list=True)
        made.entries.append(Entry(self._span(call), value, putter.key))
        return True

    def _is_product(self, node: Node) -> bool:
        kind = self.values.type_of(node)
        return kind is not None and kind.name == sdk.PRODUCT

    def _typed(self, putter: sdk.Putter, node: Node, span: Span) -> Entry:
        value = self.values.read(node)
        if value.kind is ValueKind.EXPRESSION and putter.is_primitive:
            value = replace(
                value, is_number=putter.type != "boolean", is_present=True, fits_identify=True,
                may_be_null=False, may_be_missing=False,
            )  # fmt: skip
        elif value.kind is ValueKind.EXPRESSION and putter.type == "String":
            value = replace(value, is_text=not value.may_be_null)
        elif putter.type == "Date":
            value = replace(value, is_invalid_property=not value.is_nothing)
        return Entry(span, value, putter.key)

    def _options_step(self, made: Made, call: Invocation) -> bool:
        nodes = [one.value for one in call.arguments]
        if len(nodes) != 2:
            return False
        entry = self._entry(nodes[0], self.values.read(nodes[1]), self._span(call))
        if call.name in ("setIntegration", "setIntegrationOptions"):
            if entry.key is None:
                constant = self.program.text(nodes[0]).rpartition(".")[2]
                entry = replace(entry, key=sdk.INTEGRATIONS.get(constant))
            made.integrations.append(entry)
            return True
        if call.name == "putContext":
            made.entries.append(entry)
            return True
        return False

    # --- statements --------------------------------------------------------------------------------------------------

    def statement(self, made: Made, node: Node, target: str | None) -> bool:
        """Follow a statement that fills a container; ``target`` is its name, None where it goes unnamed."""
        inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else node
        if inner.type == "assignment":
            return self._assignment(made, inner, target)
        root, steps = links(self.program, inner)
        if not steps or not self.is_target(root, target):
            return False
        return all(self.step(made, one) for one in steps)

    def _assignment(self, made: Made, node: Node, target: str | None) -> bool:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        signs = {one.type for one in node.children if not one.is_named}
        if left is None or right is None or made.family in (Family.JSON, Family.OPTIONS):
            return False
        if "+=" in signs and self.is_target(left, target):
            parts = self.pair(right)
            if parts is None:
                return False
            made.entries.append(self._entry(parts[0], self.values.read(parts[1]), self.program.span(node)))
            return True
        parts_of = _children(left) if left.type == "index_expression" else []
        if "=" not in signs or len(parts_of) != 2 or not self.is_target(parts_of[0], target):
            return False
        made.entries.append(self._entry(parts_of[1], self.values.read(right), self.program.span(node)))
        return True

    def is_target(self, node: Node | None, target: str | None) -> bool:
        """Tell whether a statement is about a container; ``target`` is its name, None where it goes unnamed."""
        if target is None:
            return node is None or node.type in ("this", "this_expression")
        return node is not None and node.type == "identifier" and self.program.text(node) == target

    def _lambda(self, made: Made, literal: Node, target: str | None) -> bool:
        if literal.type == "lambda_expression":
            body = literal.child_by_field_name("body")
            statements = _children(body) if body is not None and body.type == "block" else [body]
            if statements and statements[-1] is not None and statements[-1].type == "return_statement":
                statements = statements[:-1]
            return all(one is not None and self.statement(made, one, target) for one in statements)
        statements_of = [one for one in _children(literal) if one.type != "lambda_parameters"]
        return all(self.statement(made, one, target) for one in statements_of)

    # --- entries -----------------------------------------------------------------------------------------------------

    def _entry(self, key: Node, value: Value, span: Span) -> Entry:
        text = self.values.text(key)
        start = "" if text is not None else self.values.start(key)
        return Entry(span, value, text, self.program.span(key), key_prefix=start)

    def _span(self, call: Invocation) -> Span:
        """The method with its arguments, without what it is called on."""
        return Span(call.name_node.start_byte, call.node.end_byte)


def links(program: Program, node: Node) -> tuple[Node | None, list[Invocation]]:
    """A chain of calls from its first to its last, and the expression it begins with; None where that is a call."""
    steps: list[Invocation] = []
    node = unwrapped(node)
    while (call := invocation_of(program, node)) is not None:
        steps.append(call)
        if call.receiver is None:
            return None, steps[::-1]
        node = unwrapped(call.receiver)
    return node, steps[::-1]


def is_spread(argument: Argument) -> bool:
    """Tell whether an argument is an array of which each element is one."""
    return argument.is_spread or argument.value.type == "spread_expression"


def lambda_of(call: Invocation) -> Node | None:
    """The lambda that a call is given, behind the brackets or as its last argument."""
    if call.trailing is not None:
        return next((one for one in call.trailing.named_children if one.type == "lambda_literal"), None)
    last = call.arguments[-1].value if call.arguments else None
    return last if last is not None and last.type in ("lambda_literal", "lambda_expression") else None


def parameter_of(program: Program, literal: Node) -> str | None:
    """The name of a lambda's only parameter."""
    if literal.type == "lambda_expression":
        parameters = literal.child_by_field_name("parameters")
        return program.text(parameters).strip("()") if parameters is not None else None
    listed = next((one for one in literal.named_children if one.type == "lambda_parameters"), None)
    names = _children(listed) if listed is not None else []
    return program.text(names[0]) if len(names) == 1 else None


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]
