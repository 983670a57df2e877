"""Read values: what shows of an expression without running it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.kinds import MISSING, UNKNOWN, Kinds, fits_identify
from segment_to_amplitude.languages.javascript.meaning import Function, Members, Type
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import Resolver, text_of_operator
from segment_to_amplitude.languages.javascript.syntax import children, field, span_of, text_of, unwrap
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

ACTIONS = frozenset(
    {
        "call_expression",
        "new_expression",
        "await_expression",
        "yield_expression",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
    }
)
TEXT_METHODS = frozenset(
    [
        "toString",
        "toISOString",
        "toLowerCase",
        "toUpperCase",
        "trim",
        "join",
        "slice",
        "substring",
        "substr",
        "replace",
        "replaceAll",
        "padStart",
        "concat",
        "toFixed",
        "toLocaleString",
        "normalize",
    ]
)
OBJECTS = frozenset({frozenset({"object"}), frozenset({"instance"}), frozenset({"array"}), frozenset({"date"})})
TEXT_FUNCTIONS = frozenset({"String", "encodeURIComponent", "btoa", "uuid", "uuidv4", "nanoid"})


LOGGING = re.compile(r"console\.(?:error|warn|log|info|debug)")


class ValueReader:
    """Reads the values of one file; names are followed to their declarations."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self.program = program
        self.resolver = resolver
        self.kinds = Kinds(program, resolver)

    def read(self, node: Node) -> Value:
        """Read one expression."""
        span = span_of(node)
        inner = unwrap(node)
        kind = inner.type
        if kind == "string" or (kind == "template_string" and syntax.string_value(inner) is not None):
            return Value(ValueKind.STRING, span, syntax.string_value(inner), is_text=True)
        if kind == "number" or (kind == "unary_expression" and text_of(inner).lstrip("-+ ").isdigit()):
            return Value(ValueKind.NUMBER, span, syntax.number_text(text_of(inner)), is_number=True)
        if kind in ("true", "false"):
            return Value(ValueKind.BOOLEAN, span, kind)
        if kind == "null":
            return Value(ValueKind.NULL, span)
        if kind == "undefined" or (kind == "unary_expression" and text_of(inner).startswith("void ")):
            return Value(ValueKind.UNDEFINED, span)
        if kind == "object":
            return self._object(inner, span)
        if kind == "array":
            return Value(
                ValueKind.ARRAY,
                span,
                is_plain=is_plain(inner),
                is_object=True,
                is_invalid_property=has_invalid_property(inner),
            )
        if kind in syntax.FUNCTIONS:
            return self._function(inner, span)
        meaning = self.resolver.evaluate(self.program, inner)
        if isinstance(meaning, Function) and kind in ("identifier", "member_expression"):
            return self._function(meaning.node, span)
        kinds = self.kinds.of(node)
        if "function" in kinds and not kinds - MISSING - {"function"}:
            return Value(ValueKind.FUNCTION, span, parameters=self.kinds.parameters_of(inner), is_invalid_property=True)
        is_number = self.is_number(inner) or bool(kinds & {"number", "bigint"})
        return Value(
            ValueKind.EXPRESSION,
            span,
            is_text=self.is_text(inner) or kinds == {"string"},
            is_object=isinstance(meaning, Members) or self.is_object(inner) or kinds in OBJECTS,
            is_number=is_number,
            is_plain=is_plain(inner),
            is_scalar=bool(kinds) and kinds <= MISSING | {"string", "number"},
            may_be_null="null" in kinds,
            may_be_missing=bool(kinds & MISSING),
            is_present=bool(kinds) and not kinds & MISSING and UNKNOWN not in kinds and "opaque" not in kinds,
            is_null_free=self.kinds.is_null_free(node),
            fits_identify=not self.program.is_typed or fits_identify(kinds),
            only_logs=LOGGING.fullmatch(text_of(inner)) is not None,
        )

    def _object(self, node: Node, span: Span) -> Value:
        entries = []
        for child in children(node):
            if child.type == "pair":
                key_node, value_node = field(child, "key"), field(child, "value")
                if key_node is None or value_node is None:
                    continue
                key = syntax.property_name(key_node)
                computed = children(key_node) if key_node.type == "computed_property_name" else []
                if computed:
                    entries.append(
                        Entry(
                            span_of(child),
                            self.read(value_node),
                            key,
                            span_of(computed[0]),
                            key_prefix=literal_start(computed[0]),
                            has_text_key=key is not None or self.kinds.of(computed[0]) == {"string"},
                        )
                    )
                else:
                    entries.append(Entry(span_of(child), self.read(value_node), key, span_of(key_node)))
            elif child.type == "shorthand_property_identifier":
                value = self.read(child)
                entries.append(Entry(span_of(child), value, text_of(child), span_of(child), is_shorthand=True))
            elif child.type == "spread_element":
                inner = children(child)
                entries.append(Entry(span_of(child), self.read(inner[0]) if inner else self.read(child)))
            elif child.type == "method_definition":
                key = syntax.property_name(field(child, "name"))
                value = Value(ValueKind.FUNCTION, span_of(child), is_invalid_property=True)
                entries.append(Entry(span_of(child), value, key, span_of(child)))
        return Value(
            ValueKind.OBJECT,
            span,
            entries=tuple(entries),
            is_object=True,
            is_plain=is_plain(node),
            is_invalid_property=has_invalid_property(node),
            is_present=True,
            is_null_free=self.kinds.is_null_free(node),
        )

    def _function(self, node: Node, span: Span) -> Value:
        parameters = field(node, "parameters")
        listed = children(parameters) if parameters is not None else []
        count: int | None = 1 if field(node, "parameter") is not None else len(listed)
        if any("rest_pattern" in (child.type, *(c.type for c in child.named_children)) for child in listed):
            count = None
        body = field(node, "body")
        is_empty = body is not None and body.type == "statement_block" and not children(body)
        return Value(
            ValueKind.FUNCTION,
            span,
            parameters=count,
            is_empty_function=is_empty,
            only_logs=body is not None and only_logs(body),
            is_invalid_property=True,
        )

    def is_text(self, node: Node) -> bool:
        """Tell whether an expression is certainly a string."""
        node = unwrap(node)
        kind = node.type
        if kind in ("string", "template_string"):
            return True
        if kind == "binary_expression":
            left, right = field(node, "left"), field(node, "right")
            operator = text_of_operator(node)
            if left is None or right is None:
                return False
            if operator == "+":
                return self.is_text(left) or self.is_text(right)
            return operator in ("||", "??") and (self.is_text(right) or self.is_text(left))
        if kind == "ternary_expression":
            branches = [field(node, "consequence"), field(node, "alternative")]
            return all(branch is not None and self.is_text(branch) for branch in branches)
        if kind == "call_expression":
            callee = field(node, "function")
            parts = syntax.member_parts(callee) if callee is not None else None
            if parts is not None:
                return parts[2] in TEXT_METHODS
            return callee is not None and text_of(callee) in TEXT_FUNCTIONS
        if kind == "member_expression":
            return text_of(node) in ("location.pathname", "window.location.pathname", "document.title", "location.href")
        return self._declared(node, ("string",), self.is_text)

    def is_number(self, node: Node) -> bool:
        """Tell whether an expression is certainly a number."""
        node = unwrap(node)
        if node.type == "number":
            return True
        if node.type == "call_expression":
            callee = field(node, "function")
            return callee is not None and text_of(callee) in ("Number", "parseInt", "parseFloat", "Date.now")
        return self._declared(node, ("number",), self.is_number)

    def is_object(self, node: Node) -> bool:
        """Tell whether an expression is certainly an object that is neither a string nor a function."""
        node = unwrap(node)
        if node.type in ("object", "array", "new_expression"):
            return True
        binding = self.program.lookup(text_of(node), node.start_byte) if node.type == "identifier" else None
        if binding is None or binding.key or binding.kind not in ("variable", "parameter"):
            return False
        annotation = field(binding.node, "type")
        if annotation is None:
            value = field(binding.node, "value") if is_constant(binding.node) else None
            return value is not None and unwrap(value).type in ("object", "new_expression")
        declared = children(annotation)[0] if children(annotation) else annotation
        if declared.type == "object_type":
            return True
        if declared.type == "generic_type":
            return text_of(declared).startswith(("Record<", "Partial<", "Map<", "Pick<", "Omit<"))
        if declared.type == "type_identifier":
            if text_of(declared) in ("JsonMap", "Traits", "UserTraits", "GroupTraits", "EventProperties", "object"):
                return True
            meaning = self.resolver.type(self.program, declared)
            return isinstance(meaning, Type) and meaning.node.type in ("interface_declaration", "object_type")
        return False

    def _declared(self, node: Node, types: tuple[str, ...], follow: object) -> bool:
        if node.type not in ("identifier", "shorthand_property_identifier"):
            return False
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.key or binding.kind not in ("variable", "parameter"):
            return False
        annotation = field(binding.node, "type")
        if annotation is not None:
            return text_of(annotation).lstrip(": ") in types
        value = field(binding.node, "value")
        if value is None or not is_constant(binding.node) or value.start_byte >= node.start_byte:
            return False
        return bool(follow(value)) if callable(follow) else False


def is_constant(declarator: Node) -> bool:
    """Tell whether a declarator stands in a ``const`` statement."""
    parent = declarator.parent
    return parent is not None and parent.type == "lexical_declaration" and text_of(parent).startswith("const")


def is_plain(node: Node) -> bool:
    """Tell whether reading an expression does nothing but read; functions in it are not run."""
    if node.type in ACTIONS:
        return node.type == "new_expression" and text_of(node) == "new Date()"
    if node.type in syntax.FUNCTIONS:
        return True
    return all(is_plain(child) for child in node.named_children)


def literal_start(node: Node) -> str:
    """The text that a template certainly begins with."""
    first = node.named_children[0] if node.type == "template_string" and node.named_children else None
    if first is None or first.type != "string_fragment" or "\\" in text_of(first):
        return ""
    return text_of(first)


def has_invalid_property(node: Node) -> bool:
    """Tell whether Amplitude's Identify would drop a literal: null in it, booleans or arrays in an array."""
    for child in children(node):
        value = field(child, "value") if child.type == "pair" else child
        if value is None:
            continue
        value = unwrap(value)
        if value.type in ("null", "undefined"):
            return True
        if node.type == "array" and value.type in ("true", "false", "array"):
            return True
        if value.type in ("object", "array") and has_invalid_property(value):
            return True
    return False


def only_logs(body: Node) -> bool:
    """Tell whether a function's body consists of plain calls of the console."""
    if body.type != "statement_block":
        callee = field(body, "function") if body.type == "call_expression" else None
        arguments = field(body, "arguments")
        return callee is not None and LOGGING.fullmatch(text_of(callee)) is not None and _is_plain_list(arguments)
    statements = children(body)
    return bool(statements) and all(
        statement.type == "expression_statement" and only_logs(children(statement)[0]) for statement in statements
    )


def _is_plain_list(arguments: Node | None) -> bool:
    return arguments is not None and all(is_plain(argument) for argument in children(arguments))
