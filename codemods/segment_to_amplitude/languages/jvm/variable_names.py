"""Names for the variables that Java needs before a call, such that none is declared twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import Program

if TYPE_CHECKING:
    from tree_sitter import Node

METHODS = frozenset({"method_declaration", "constructor_declaration", "static_initializer", "class_body", "program"})
SCOPES = frozenset({"block", "constructor_body", "switch_block", "lambda_expression", "class_body", "program"})
"""What a variable is not seen outside of."""
DECLARATORS = frozenset({
    "variable_declarator", "formal_parameter", "catch_formal_parameter", "resource", "enhanced_for_statement",
    "inferred_parameters", "lambda_expression", "spread_parameter",
})  # fmt: skip
SENDING = frozenset({"track", "screen", "identify", "group", "enqueue", "offer"})
RESERVED = frozenset({
    "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const", "continue", "default",
    "do", "double", "else", "enum", "extends", "final", "finally", "float", "for", "goto", "if", "implements", "import",
    "instanceof", "int", "interface", "long", "native", "new", "package", "private", "protected", "public", "return",
    "short", "static", "super", "switch", "synchronized", "this", "throw", "throws", "transient", "try", "void",
    "volatile", "while", "true", "false", "null", "var",
})  # fmt: skip
_MADE: WeakKeyDictionary[Program, dict[int, tuple[str, ...]]] = WeakKeyDictionary()
"""The names that each call of a file makes, by the call."""


def free_name(site: CallSite, node: Node, wanted: str, own: Sequence[str]) -> str:
    """The wanted name, numbered where a variable in reach of a call has it."""
    base = re.sub(r"\W", "", wanted)
    if not base or base[0].isdigit() or base in RESERVED:
        base = "properties"
    taken = {*own, *_declared(site, node), *_made_before(site, node)}
    name, number = base, 2
    while name in taken:
        name = f"{base}{number}"
        number += 1
    return name


def _method(program: Program, node: Node) -> Node:
    return program.within(node, *METHODS) or program.root


def _declared(site: CallSite, node: Node) -> Iterator[str]:
    """The variables and parameters of the method around a call, and of the methods around that."""
    program = site.program
    around = _method(program, node)
    outermost = around
    while (outer := program.within(outermost, "method_declaration", "constructor_declaration")) is not None:
        outermost = outer
    if site.renamed is not None:
        yield from site.renamed(program, outermost.start_byte, outermost.end_byte)
    for one in program.nodes:
        if one.type in DECLARATORS and outermost.start_byte <= one.start_byte < outermost.end_byte:
            named = one.child_by_field_name("name") or one.child_by_field_name("parameters")
            if named is None and one.type == "inferred_parameters":
                yield from (program.text(inner) for inner in one.named_children)
            elif named is not None:
                yield program.text(named)


def _made_before(site: CallSite, node: Node) -> Iterator[str]:
    """The variables that earlier calls make, where they are seen."""
    program = site.program
    around = _method(program, node)
    for one in program.nodes:
        if one.start_byte >= node.start_byte:
            break
        if one.type != "method_invocation" or one.start_byte < around.start_byte:
            continue
        call = invocation_of(program, one)
        if call is None or call.name not in SENDING or not call.arguments or not _sees(program, node, one):
            continue
        yield from _names_of(site, call)


def _sees(program: Program, node: Node, earlier: Node) -> bool:
    """Tell whether what an earlier call declares is seen from a place."""
    scope = program.within(earlier, *SCOPES)
    inside = program.parent(earlier)
    is_body = inside is not None and program.parent(inside) is not None
    if scope is None or not is_body or scope.type == "lambda_expression":
        return False
    assert inside is not None
    owner = program.parent(inside)
    if owner is not None and owner.type.endswith("statement") and owner.type != "expression_statement":
        return False
    return scope.start_byte <= node.start_byte and node.end_byte <= scope.end_byte


def _names_of(site: CallSite, call: Invocation) -> tuple[str, ...]:
    from segment_to_amplitude.languages.jvm.call_rewrites import names_made

    made = _MADE.setdefault(site.program, {})
    if call.node.id not in made:
        made[call.node.id] = ()
        made[call.node.id] = names_made(replace(site, invocation=call))
    return made[call.node.id]
