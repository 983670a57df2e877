"""What a reference does where it stands: calls a method, guards, declares, hands on, …"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import (
    Class,
    Client,
    Function,
    Holder,
    Identity,
    Items,
    Method,
    Promised,
    SdkMember,
    SdkModule,
    holds_client,
)
from segment_to_amplitude.languages.javascript.references import Reference, called_function, is_thenable, parameter_at
from segment_to_amplitude.languages.javascript.resolve import Resolver, text_of_operator
from segment_to_amplitude.languages.javascript.scopes import pattern_names
from segment_to_amplitude.languages.javascript.syntax import children, field, same, text_of
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node

COMPARISONS = frozenset({"==", "===", "!=", "!==", "in", "instanceof"})
TESTS = frozenset({"if_statement", "while_statement", "do_statement", "for_statement", "ternary_expression"})


class Role(StrEnum):
    """How a reference has to be treated."""

    SDK_IMPORT = "sdk-import"
    OWN_IMPORT = "own-import"
    EXPORT = "export"
    DECLARATION = "declaration"
    CONSTRUCTION = "construction"
    SDK_USE = "sdk-use"
    TYPE = "type"
    CALL = "call"
    IDENTITY = "identity"
    METHOD_REFERENCE = "method-reference"
    GUARD = "guard"
    HANDED_ON = "handed-on"
    ESCAPE = "escape"
    ASSIGNED = "assigned"
    MEMBER_ASSIGNED = "member-assigned"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A reference with its role; ``call`` and ``method`` for calls, ``node`` for the construction or declaration."""

    reference: Reference
    role: Role
    method: str | None = None
    method_node: Node | None = None
    call: Node | None = None
    node: Node | None = None
    what: str | None = None


def classify(reference: Reference, resolver: Resolver) -> Item:
    """Find out what a reference does."""
    leaf = reference.leaf
    if _import_statement(leaf) is not None:
        is_sdk = _is_sdk_import(reference)
        return Item(reference, Role.SDK_IMPORT if is_sdk else Role.OWN_IMPORT, node=_import_statement(leaf))
    if leaf.type == "type_identifier" or _in_type(leaf):
        return Item(reference, Role.TYPE)
    if isinstance(reference.meaning, (SdkMember, SdkModule)):
        return _classify_sdk(reference, resolver)
    if leaf.parent is not None and leaf.parent.type == "export_specifier":
        return Item(reference, Role.EXPORT, node=leaf.parent)
    if reference.is_declaration:
        return _classify_declaration(reference)
    if isinstance(reference.meaning, Method):
        return _classify_method(reference)
    return _classify_client(reference, resolver)


def _import_statement(leaf: Node) -> Node | None:
    for around in syntax.ancestors(leaf):
        if around.type == "import_statement":
            return around
        if around.type.endswith("_statement") or around.type == "program":
            return None
    return None


def _in_type(leaf: Node) -> bool:
    for around in syntax.ancestors(leaf):
        if around.type in (
            "type_annotation",
            "type_arguments",
            "type_query",
            "nested_type_identifier",
            "extends_clause",
        ):
            return around.type != "extends_clause"
        if around.type.endswith(("_statement", "_declaration", "_expression")):
            return False
    return False


def _is_sdk_import(reference: Reference) -> bool:
    from segment_to_amplitude.languages.javascript.resolve import import_source

    statement = _import_statement(reference.leaf)
    source = syntax.string_value(import_source(statement)) if statement is not None else None
    return source is not None and sdks.is_segment_package(source)


def _classify_sdk(reference: Reference, resolver: Resolver) -> Item:
    if reference.is_declaration:
        return Item(reference, Role.SDK_IMPORT, node=reference.binding.node if reference.binding else None)
    node = reference.leaf
    for around in syntax.ancestors(node):
        if around.type in ("member_expression", "parenthesized_expression"):
            continue
        if around.type in ("call_expression", "new_expression"):
            meaning = resolver.evaluate(reference.program, around)
            callee = field(around, "function") or field(around, "constructor")
            inside = callee is not None and callee.start_byte <= node.start_byte < callee.end_byte
            if inside and meaning is not None and isinstance(meaning, (Client, Promised, Items)):
                return Item(reference, Role.CONSTRUCTION, node=around)
        break
    return Item(reference, Role.SDK_USE, what=text_of(node))


def _classify_declaration(reference: Reference) -> Item:
    assert reference.binding is not None
    return Item(reference, Role.DECLARATION, node=reference.binding.node)


def _classify_method(reference: Reference) -> Item:
    assert isinstance(reference.meaning, Method)
    node = syntax.outermost(reference.expression)
    parent = node.parent
    if parent is not None and parent.type == "call_expression" and same(field(parent, "function"), node):
        return Item(reference, Role.CALL, reference.meaning.name, reference.leaf, parent)
    return Item(reference, Role.METHOD_REFERENCE, reference.meaning.name, reference.leaf, node=node)


def _classify_client(reference: Reference, resolver: Resolver) -> Item:
    node = syntax.outermost(reference.expression)
    parent = node.parent
    meaning = reference.meaning
    if _is_chained(reference, resolver):
        if parent is not None and isinstance(meaning, Client) and meaning.origin.flavor == "node-classic":
            return _classify_member(reference, parent, resolver)
        return Item(reference, Role.UNCLEAR, what="chain")
    if parent is None:
        return Item(reference, Role.UNCLEAR)
    kind = parent.type
    if kind == "property_signature":
        return Item(reference, Role.TYPE, node=parent)
    if node.type == "string":
        return _classify_named(reference, parent, node)
    if kind in ("member_expression", "subscript_expression") and same(field(parent, "object"), node):
        return _classify_member(reference, parent, resolver)
    if isinstance(meaning, Identity):
        return Item(reference, Role.UNCLEAR, what="identity")
    if kind == "unary_expression" and text_of_operator(parent) in ("!", "typeof", "void", "delete"):
        return Item(reference, Role.GUARD)
    if kind in TESTS and same(field(parent, "condition"), node):
        return Item(reference, Role.GUARD)
    if kind == "parenthesized_expression":
        return Item(reference, Role.GUARD)
    if kind == "binary_expression":
        return _classify_binary(reference, parent, node)
    if kind == "assignment_expression":
        if same(field(parent, "left"), node):
            return Item(reference, Role.ASSIGNED, node=parent)
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind == "augmented_assignment_expression":
        return Item(reference, Role.ASSIGNED, node=parent)
    if kind == "variable_declarator":
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind == "arguments":
        return classify_argument(reference, parent, node, resolver)
    if kind in ("return_statement", "arrow_function", "export_statement", "public_field_definition"):
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind in ("field_definition", "pair", "object", "jsx_expression", "ternary_expression"):
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind == "array" and parent.parent is not None and parent.parent.type == "arguments":
        return Item(reference, Role.GUARD)
    if kind == "assignment_pattern":
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind == "expression_statement":
        return Item(reference, Role.GUARD)
    if kind == "await_expression" and isinstance(meaning, Promised):
        return Item(reference, Role.HANDED_ON, node=parent)
    if kind == "await_expression" and isinstance(meaning, Client):
        return Item(reference, Role.UNCLEAR if is_thenable(meaning) else Role.HANDED_ON, node=parent, what="await")
    return Item(reference, Role.UNCLEAR)


def _is_chained(reference: Reference, resolver: Resolver) -> bool:
    """Tell whether a method is called on what another method of the client gave."""
    if reference.expression.type != "call_expression":
        return False
    return isinstance(resolver.evaluate(reference.program, field(reference.expression, "function")), Method)


def _classify_named(reference: Reference, parent: Node, string: Node) -> Item:
    """A property that is named by a string: declared, replaced by a test, or asked for."""
    callee = field(parent.parent, "function") if parent.type == "arguments" and parent.parent is not None else None
    name = text_of(callee) if callee is not None else ""
    if name.endswith(("defineProperty", ".stubGlobal")):
        return Item(reference, Role.HANDED_ON, node=string)
    if name.endswith("spyOn"):
        return Item(reference, Role.ESCAPE, node=parent.parent, what=name)
    return Item(reference, Role.GUARD)


def _classify_binary(reference: Reference, parent: Node, node: Node) -> Item:
    operator = text_of_operator(parent)
    if operator in COMPARISONS:
        return Item(reference, Role.GUARD)
    if operator == "&&" and same(field(parent, "left"), node):
        return Item(reference, Role.GUARD)
    return Item(reference, Role.HANDED_ON, node=parent)


def _classify_member(reference: Reference, member: Node, resolver: Resolver) -> Item:
    parts = syntax.member_parts(member)
    if parts is None:
        return Item(reference, Role.UNCLEAR, what="dynamic")
    _, prop, name = parts
    outer = syntax.outermost(member)
    around = outer.parent
    if isinstance(reference.meaning, Holder):
        return Item(reference, Role.GUARD, what="holder")
    if isinstance(reference.meaning, (Promised, Items)):
        return Item(reference, Role.UNCLEAR, what="promise")
    if around is not None and around.type == "assignment_expression" and same(field(around, "left"), outer):
        return Item(reference, Role.MEMBER_ASSIGNED, name, prop, node=around)
    if around is not None and around.type == "call_expression" and same(field(around, "function"), outer):
        is_server = isinstance(reference.meaning, Client) and reference.meaning.origin.flavor.startswith("node")
        if name in ("user", "group") and not is_server:
            identity = _identity(around)
            if identity is not None:
                call, inner, what = identity
                return Item(reference, Role.IDENTITY, name, inner, call, what=what)
        return Item(reference, Role.CALL, name, prop, around)
    return Item(reference, Role.METHOD_REFERENCE, name, prop, node=outer)


def _identity(call: Node) -> tuple[Node, Node, str] | None:
    """``analytics.user().id()``, also awaited: the outer call, its method's node and name."""
    outer = syntax.outermost(call)
    if outer.parent is not None and outer.parent.type == "await_expression":
        outer = syntax.outermost(outer.parent)
    member = outer.parent
    if member is None or member.type != "member_expression" or not same(field(member, "object"), outer):
        return None
    prop = field(member, "property")
    invocation = member.parent
    if prop is None or invocation is None or invocation.type != "call_expression":
        return None
    if not same(field(invocation, "function"), member):
        return None
    return invocation, prop, text_of(prop)


def classify_argument(reference: Reference, arguments: Node, node: Node, resolver: Resolver) -> Item:
    call = arguments.parent
    callee_node = (field(call, "function") or field(call, "constructor")) if call is not None else None
    if call is None or callee_node is None:
        return Item(reference, Role.UNCLEAR)
    callee = resolver.evaluate(reference.program, callee_node)
    parts = syntax.member_parts(callee_node)
    name = parts[2] if parts is not None else text_of(callee_node).partition("(")[0].partition("\n")[0]
    if isinstance(callee, (Function, Class)):
        role = Role.HANDED_ON if _is_taken(callee, argument_index(arguments, node), resolver) else Role.ESCAPE
        return Item(reference, role, node=call, what=name)
    if name in ("createContext", "useRef", "ref", "shallowRef", "useState", "provide", "inject", "Boolean", "resolve"):
        return Item(reference, Role.HANDED_ON, node=call)
    if name.startswith("set") and parts is None:
        return Item(reference, Role.HANDED_ON, node=call)
    if name in ("expect", "log", "mocked", "spyOn", "isDefined"):
        return Item(reference, Role.ESCAPE, node=call, what=name)
    if not isinstance(callee, Method) and holds_client(resolver.evaluate(reference.program, call)) is not None:
        return Item(reference, Role.HANDED_ON, node=call)
    return Item(reference, Role.ESCAPE, node=call, what=name)


def _is_taken(callee: Function | Class, index: int, resolver: Resolver) -> bool:
    """Tell whether the parameter that gets the client is known to be one, or is not there at all."""
    function = called_function(callee)
    if function is None:
        return isinstance(callee, Class) and not any(
            child.type == "class_heritage" for child in callee.node.named_children
        )
    parameter = parameter_at(function.node, index)
    if parameter is None:
        return True
    pattern = field(parameter, "pattern") or field(parameter, "left") or parameter
    for name_node, _ in pattern_names(pattern):
        binding = function.program.lookup(text_of(name_node), name_node.start_byte)
        meaning = resolver.binding(function.program, binding) if binding is not None else None
        if isinstance(meaning, Method) or holds_client(meaning) is not None:
            return True
    return False


def argument_index(arguments: Node, node: Node) -> int:
    """Position of a node among the arguments."""
    return next((index for index, child in enumerate(children(arguments)) if child.id == node.id), -1)
