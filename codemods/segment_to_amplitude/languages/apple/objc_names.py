"""What Objective-C variables, properties and parameters are of Segment's types: a file's own, and its header's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.index import Declaration, Index
from segment_to_amplitude.languages.apple.invocations import real
from segment_to_amplitude.languages.apple.program import Program

if TYPE_CHECKING:
    from tree_sitter import Node

SCOPES = frozenset({"compound_statement", "method_definition", "function_definition", "block_literal"})
MEMBERS = frozenset({"property_declaration", "instance_variables"})


def lookup(index: Index, program: Program, node: Node, name: str) -> Declaration | None:
    """The declaration that a bare name, or one behind ``self.``, means at a place."""
    best: Declaration | None = None
    for one in declarations(index, program):
        scope = _scope(program, one)
        if one.name == name and scope is not None and one.node.start_byte < node.start_byte:
            if scope.start_byte <= node.start_byte < scope.end_byte:
                best = one
    return best or member(index, program, name)


def member(index: Index, program: Program, name: str) -> Declaration | None:
    """The property, instance variable or global of a file or of its header."""
    header = index.program(program.path.rpartition(".")[0] + ".h")
    for each in (program, header):
        for one in declarations(index, each) if each is not None else ():
            if one.kind == "member" and name in (one.name, f"_{one.name}"):
                return one
    return None


def member_of_any(index: Index, name: str) -> Declaration | None:
    """The property of a name that some class has; None where classes have it with different types."""
    found: dict[str, Declaration] = {}
    for program in list(index.programs.values()):
        for one in declarations(index, program) if not program.is_swift else ():
            if one.kind == "member" and one.name == name and one.type_node is not None:
                found.setdefault(one.program.text(one.type_node), one)
    return next(iter(found.values())) if len(found) == 1 else None


def declarations(index: Index, program: Program) -> tuple[Declaration, ...]:
    """All variables, properties and parameters of a file whose type is a class."""
    if program.path not in index.objc:
        index.objc[program.path] = tuple(_declarations(program))
    return index.objc[program.path]


def _declarations(program: Program) -> Iterator[Declaration]:
    for node in program.nodes:
        if node.type == "declaration":
            kind = node.child_by_field_name("type")
            for child in node.named_children:
                named = _named(child)
                if kind is not None and named is not None and child.id != kind.id:
                    value = child.child_by_field_name("value")
                    where = "variable" if program.within(node, *SCOPES) is not None else "member"
                    yield Declaration(program, named, where, kind, value, node)
        elif node.type == "struct_declaration":
            kinds = [one for one in real(node) if one.type == "type_identifier"]
            for child in real(node):
                named = _named(child) if child.type == "struct_declarator" else None
                if kinds and named is not None and program.within(node, *MEMBERS) is not None:
                    yield Declaration(program, named, "member", kinds[0], None, node)
        elif node.type == "parameter_declaration" and program.within(node, "function_definition") is not None:
            kind, declarator = node.child_by_field_name("type"), node.child_by_field_name("declarator")
            named = _named(declarator) if declarator is not None else None
            if kind is not None and named is not None:
                yield Declaration(program, named, "parameter", kind, None, node)
        elif node.type == "method_parameter":
            named = next((one for one in real(node) if one.type == "identifier"), None)
            kind = next((one for one in _inside(node) if one.type == "type_identifier"), None)
            if named is not None and kind is not None:
                yield Declaration(program, named, "parameter", kind, None, node)


def _scope(program: Program, one: Declaration) -> Node | None:
    return program.within(one.node, *SCOPES) if one.kind != "member" else None


def _named(node: Node) -> Node | None:
    """The name in a declarator of a pointer."""
    while node.type in ("init_declarator", "pointer_declarator", "struct_declarator"):
        inner = node.child_by_field_name("declarator") or next(iter(real(node)), None)
        if inner is None:
            return None
        node = inner
    return node if node.type in ("identifier", "field_identifier") else None


def _inside(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        yield child
        yield from _inside(child)
