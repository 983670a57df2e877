"""Where a client is made: the statement around the construction, and the name that it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import Origin
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.scopes import Binding, pattern_names
from segment_to_amplitude.languages.javascript.syntax import children, field, same, text_of
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node


PROMISES = frozenset(sdks.PROMISES)
THENABLE = frozenset({"AnalyticsBrowser.load", "new AnalyticsBrowser"})
BLOCKS = frozenset({"program", "statement_block", "switch_case", "switch_default", "class_static_block"})
RUNNING = frozenset(
    {"expression_statement", "return_statement", "lexical_declaration", "variable_declaration", "export_statement"}
)
EVALUATING = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "pair",
        "object",
        "array",
        "arguments",
        "call_expression",
        "new_expression",
        "variable_declarator",
        "jsx_expression",
        "jsx_attribute",
        "jsx_element",
        "jsx_opening_element",
        "jsx_self_closing_element",
        "await_expression",
    }
)
"""What evaluates each of its parts, each time that it is evaluated itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Construction:
    """One place where a client is made. ``shape`` says what stands around it.

    declaration: ``const x = <it>``; assignment: ``x = <it>``; statement: ``<it>``; return: ``return <it>``;
    arrow: ``() => <it>``; memo: ``x ??= <it>``; field: a field of a class; hoisted: inside a statement that always runs
    it, so that it can be made in a statement before; other: anything else, which is left alone.
    """

    program: Program
    node: Node
    origin: Origin
    shape: str
    statement: Node | None = None
    """The whole statement, with ``export`` where there is one."""
    awaited: Node | None = None
    binding: Binding | None = None
    target: Node | None = None
    """Left side of an assignment."""
    arrow: Node | None = None
    is_module_level: bool = False
    is_exported: bool = False
    in_async: bool = False
    is_bare: bool = False
    """``new AnalyticsBrowser()`` without a key: it is loaded later."""


def construction_of(program: Program, node: Node, origin: Origin) -> Construction:
    """Look at what stands around a construction."""
    outer = syntax.outermost(node)
    while (listened := _listened(outer)) is not None:
        outer = syntax.outermost(listened)
    awaited = outer.parent if outer.parent is not None and outer.parent.type == "await_expression" else None
    if awaited is not None:
        outer = syntax.outermost(awaited)
    parent = outer.parent
    in_async = _in_async(node)
    is_bare = origin.name == "new AnalyticsBrowser"
    if parent is None:
        return Construction(program, node, origin, "other")
    if awaited is None and origin.name in PROMISES and not (in_async and parent.type == "return_statement"):
        return Construction(program, node, origin, "other")
    if awaited is None and parent.type == "augmented_assignment_expression":
        return _memo(program, node, origin, parent, in_async, is_bare)
    if awaited is None and parent.type in ("public_field_definition", "field_definition"):
        is_static = any(child.type == "static" for child in parent.children)
        if not is_static and _first_statement(parent) is not None:
            return Construction(program, node, origin, "field", parent, in_async=False, is_bare=is_bare)
    if parent.type == "variable_declarator" and same(field(parent, "value"), outer):
        return _declaration(program, node, origin, parent, awaited, in_async, is_bare)
    if parent.type == "assignment_expression" and same(field(parent, "right"), outer):
        statement = parent.parent
        left = field(parent, "left")
        operator_is_plain = parent.type == "assignment_expression"
        if (
            statement is not None
            and statement.type == "expression_statement"
            and operator_is_plain
            and left is not None
        ):
            if left.type == "identifier" or syntax.member_parts(left) is not None:
                return Construction(
                    program,
                    node,
                    origin,
                    "assignment",
                    statement,
                    awaited,
                    target=left,
                    in_async=in_async,
                    is_bare=is_bare,
                )
    if parent.type == "expression_statement":
        return Construction(
            program,
            node,
            origin,
            "statement",
            parent,
            awaited,
            is_module_level=_is_module_level(parent),
            in_async=in_async,
            is_bare=is_bare,
        )
    if awaited is None and origin.name in THENABLE and _is_flattened(node):
        return Construction(program, node, origin, "other")
    if parent.type == "return_statement":
        return Construction(program, node, origin, "return", parent, awaited, in_async=in_async, is_bare=is_bare)
    if parent.type == "arrow_function" and same(field(parent, "body"), outer):
        return Construction(
            program, node, origin, "arrow", None, awaited, arrow=parent, in_async=in_async, is_bare=is_bare
        )
    if awaited is None and (statement := _running_statement(outer)) is not None:
        return Construction(
            program,
            node,
            origin,
            "hoisted",
            statement,
            is_module_level=_is_module_level(statement),
            in_async=in_async,
            is_bare=is_bare,
        )
    return Construction(program, node, origin, "other")


def _listened(node: Node) -> Node | None:
    """The call of ``new Analytics(…).on(…)``, which gives the client back."""
    member = node.parent
    if member is None or member.type != "member_expression" or not same(field(member, "object"), node):
        return None
    call, prop = member.parent, field(member, "property")
    if prop is None or text_of(prop) not in ("on", "once") or call is None or call.type != "call_expression":
        return None
    return call if same(field(call, "function"), member) else None


def _is_flattened(node: Node) -> bool:
    """Tell whether what the function around returns is awaited, so that a thenable gives its tuple."""
    function = next((around for around in syntax.ancestors(node) if around.type in syntax.FUNCTIONS), None)
    if function is None:
        return False
    if any(child.type == "async" for child in function.children):
        return field(function, "body") is not None and _gives(function, node)
    outer = syntax.outermost(function)
    call = outer.parent.parent if outer.parent is not None and outer.parent.type == "arguments" else None
    callee = field(call, "function") if call is not None else None
    parts = syntax.member_parts(callee) if callee is not None else None
    return parts is not None and parts[2] in ("then", "catch", "finally") and _gives(function, node)


def _gives(function: Node, node: Node) -> bool:
    """Tell whether a node is what a function returns."""
    outer = syntax.outermost(node)
    parent = outer.parent
    return parent is not None and (parent.type == "return_statement" or same(field(function, "body"), outer))


def _memo(
    program: Program, node: Node, origin: Origin, assignment: Node, in_async: bool, is_bare: bool
) -> Construction:
    """``client ??= <it>`` as a statement, or as what is returned."""
    operator, left = field(assignment, "operator"), field(assignment, "left")
    outer = syntax.outermost(assignment)
    statement = outer.parent
    is_plain = left is not None and (left.type == "identifier" or syntax.member_parts(left) is not None)
    if operator is None or text_of(operator) not in ("??=", "||=") or not is_plain or statement is None:
        return Construction(program, node, origin, "other")
    if statement.type not in ("expression_statement", "return_statement") or not _is_in_block(statement):
        return Construction(program, node, origin, "other")
    return Construction(program, node, origin, "memo", statement, target=left, in_async=in_async, is_bare=is_bare)


def _running_statement(outer: Node) -> Node | None:
    """The statement around an expression, if it always runs the expression, once."""
    below = outer
    for around in syntax.ancestors(outer):
        if around.type.endswith("_statement") or around.type in ("lexical_declaration", "variable_declaration"):
            if around.parent is not None and around.parent.type == "export_statement":
                around = around.parent
            is_plain = around.type in RUNNING
            return around if is_plain and _is_in_block(around) else None
        if around.type == "member_expression":
            name = field(around, "property")
            if name is not None and text_of(name) in ("then", "catch", "finally", "load"):
                return None
        elif around.type == "assignment_expression":
            if not same(field(around, "right"), below):
                return None
        elif around.type not in EVALUATING:
            return None
        below = around
    return None


def _is_in_block(statement: Node) -> bool:
    return statement.parent is not None and statement.parent.type in BLOCKS


def _first_statement(member: Node) -> Node | None:
    """The place for what a class does once its fields are there: a statement of the constructor, or the class body."""
    body = member.parent
    owner = body.parent if body is not None else None
    if body is None or owner is None:
        return None
    is_derived = any(child.type == "class_heritage" for child in owner.named_children)
    constructor = constructor_in(body)
    if constructor is None:
        return None if is_derived else body
    block = field(constructor, "body")
    if block is None:
        return None
    for statement in children(block) if is_derived else ():
        if text_of(statement).startswith("super("):
            return statement
    return None if is_derived else block


def constructor_in(body: Node) -> Node | None:
    """The constructor in the body of a class."""
    for member in children(body):
        if member.type == "method_definition" and syntax.property_name(field(member, "name")) == "constructor":
            return member
    return None


def _declaration(
    program: Program,
    node: Node,
    origin: Origin,
    declarator: Node,
    awaited: Node | None,
    in_async: bool,
    is_bare: bool,
) -> Construction:
    declaration = declarator.parent
    name = field(declarator, "name")
    if declaration is None or name is None:
        return Construction(program, node, origin, "other")
    if len([child for child in declaration.named_children if child.type == "variable_declarator"]) != 1:
        return Construction(program, node, origin, "other")
    names = list(pattern_names(name))
    is_tuple = name.type == "array_pattern" and len(names) == 1 and names[0][1] == (0,)
    if not (name.type == "identifier" or (is_tuple and awaited is not None)):
        return Construction(program, node, origin, "other")
    if name.type == "identifier" and awaited is not None and origin.name == "AnalyticsBrowser.load":
        return Construction(program, node, origin, "other")
    statement, is_exported = declaration, False
    if declaration.parent is not None and declaration.parent.type == "export_statement":
        statement, is_exported = declaration.parent, True
    if statement.parent is None or statement.parent.type in ("for_statement",):
        return Construction(program, node, origin, "other")
    binding = program.lookup(text_of(names[0][0]), names[0][0].start_byte)
    return Construction(
        program,
        node,
        origin,
        "declaration",
        statement,
        awaited,
        binding,
        is_module_level=_is_module_level(statement),
        is_exported=is_exported,
        in_async=in_async,
        is_bare=is_bare,
    )


def _is_module_level(statement: Node) -> bool:
    return statement.parent is not None and statement.parent.type == "program"


def _in_async(node: Node) -> bool:
    for around in syntax.ancestors(node):
        if around.type in syntax.FUNCTIONS:
            return any(child.type == "async" for child in around.children)
    return False


def settings_nodes(node: Node) -> list[Node]:
    """The arguments of a construction."""
    arguments = field(node, "arguments")
    return children(arguments) if arguments is not None else []
