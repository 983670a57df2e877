"""Where a client is made: the statement around the construction, and the name that it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import Origin
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.scopes import Binding, pattern_names
from segment_to_amplitude.languages.javascript.syntax import children, field, same, text_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True, eq=False)
class Construction:
    """One place where a client is made. ``shape`` says what stands around it.

    declaration: ``const x = <it>``; assignment: ``x = <it>``; statement: ``<it>``; return: ``return <it>``;
    arrow: ``() => <it>``; other: anything else, which is left alone.
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
    awaited = outer.parent if outer.parent is not None and outer.parent.type == "await_expression" else None
    if awaited is not None:
        outer = syntax.outermost(awaited)
    parent = outer.parent
    in_async = _in_async(node)
    is_bare = origin.name == "new AnalyticsBrowser"
    if parent is None:
        return Construction(program, node, origin, "other")
    if parent.type == "variable_declarator" and same(field(parent, "value"), outer):
        return _declaration(program, node, origin, parent, awaited, in_async, is_bare)
    if parent.type == "assignment_expression" and same(field(parent, "right"), outer):
        statement = parent.parent
        left = field(parent, "left")
        operator_is_plain = parent.type == "assignment_expression"
        if statement is not None and statement.type == "expression_statement" and operator_is_plain and left is not None:
            if left.type == "identifier" or syntax.member_parts(left) is not None:
                return Construction(
                    program, node, origin, "assignment", statement, awaited, target=left, in_async=in_async, is_bare=is_bare
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
    if parent.type == "return_statement":
        return Construction(program, node, origin, "return", parent, awaited, in_async=in_async, is_bare=is_bare)
    if parent.type == "arrow_function" and same(field(parent, "body"), outer):
        return Construction(program, node, origin, "arrow", None, awaited, arrow=parent, in_async=in_async, is_bare=is_bare)
    return Construction(program, node, origin, "other")


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
