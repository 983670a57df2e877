"""Which modules others can get a client from: only their importers have to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import (
    Class,
    Client,
    Function,
    Holder,
    Identity,
    Instance,
    Items,
    Meaning,
    Members,
    Method,
    OwnModule,
    Promised,
    SdkMember,
    SdkModule,
    Type,
)
from segment_to_amplitude.languages.javascript.program import Program, object_members
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.resolve import Resolver

DEPTH = 6


def gives_client(program: Program, resolver: Resolver) -> bool:
    """Tell whether an importer can reach a client, or a part of the SDK, through what a module exports itself."""
    for name, export in program.exports.items():
        if export.source is None and carries(resolver.exported(program.path, name), resolver):
            return True
    return False


def carries(meaning: Meaning | None, resolver: Resolver, depth: int = DEPTH) -> bool:
    """Tell whether a value is, gives or holds a client that code outside can reach."""
    if meaning is None or depth == 0:
        return False
    match meaning:
        case Client() | Method() | Identity() | SdkMember() | SdkModule():
            return True
        case Promised() | Holder():
            return carries(meaning.inner, resolver, depth - 1)
        case Items():
            return any(carries(item, resolver, depth - 1) for item in meaning.items)
        case Function():
            return carries(resolver.returned(meaning), resolver, depth - 1)
        case Instance():
            return carries(meaning.of, resolver, depth - 1)
        case Members():
            return any(
                carries(resolver.evaluate(meaning.program, value), resolver, depth - 1)
                for _, value in object_members(meaning.node)
            ) or _has_fact(resolver, "member", meaning.program.path, meaning.node.start_byte)
        case Class():
            return _class_carries(meaning, resolver, depth)
        case Type():
            return _type_carries(meaning, resolver, depth)
        case OwnModule():
            return False
        case _:
            return False


def _has_fact(resolver: Resolver, sort: str, path: str, start: int) -> bool:
    return any(key[0] == sort and key[1] == path and str(key[2]).startswith(f"{start}.") for key in resolver.facts)


def _class_carries(owner: Class, resolver: Resolver, depth: int) -> bool:
    body = field(owner.node, "body")
    names: set[tuple[str, bool]] = set()
    for member in children(body) if body is not None else ():
        if _is_hidden(member):
            continue
        name = syntax.property_name(field(member, "name") or field(member, "property"))
        is_static = any(child.type == "static" for child in member.children)
        if name == "constructor":
            parameters = field(member, "parameters")
            for parameter in children(parameters) if parameters is not None else ():
                pattern = field(parameter, "pattern")
                if pattern is not None and not _is_hidden(parameter):
                    names.add((text_of(pattern), False))
        elif name is not None:
            names.add((name, is_static))
    declared = {name for name, _ in names} | _hidden_names(owner)
    for assignment in owner.program.assignments:
        left = field(assignment, "left")
        parts = syntax.member_parts(left) if left is not None else None
        if left is None or parts is None or parts[0].type != "this" or parts[2] in declared:
            continue
        if owner.node.start_byte <= left.start_byte < owner.node.end_byte:
            names.add((parts[2], False))
    return any(
        carries(resolver.class_member(owner, name, is_static=is_static), resolver, depth - 1)
        for name, is_static in sorted(names)
    )


def _hidden_names(owner: Class) -> set[str]:
    body = field(owner.node, "body")
    found: set[str] = set()
    for member in children(body) if body is not None else ():
        if _is_hidden(member):
            name = syntax.property_name(field(member, "name") or field(member, "property"))
            found |= {name} if name is not None else set()
        for parameter in children(field(member, "parameters") or member) if member.type == "method_definition" else ():
            pattern = field(parameter, "pattern")
            if pattern is not None and _is_hidden(parameter):
                found.add(text_of(pattern))
    return found


def _is_hidden(member: Node) -> bool:
    """Tell whether a member is private, so that only its class reaches it."""
    name = field(member, "name") or field(member, "property")
    if name is not None and name.type == "private_property_identifier":
        return True
    return any(child.type == "accessibility_modifier" and text_of(child) == "private" for child in member.children)


def _type_carries(owner: Type, resolver: Resolver, depth: int) -> bool:
    body = owner.node if owner.node.type == "object_type" else field(owner.node, "body")
    for member in children(body) if body is not None else ():
        annotation = field(member, "type") or field(member, "return_type")
        if annotation is not None and carries(resolver.type(owner.program, annotation), resolver, depth - 1):
            return True
    value = field(owner.node, "value")
    return value is not None and carries(resolver.type(owner.program, value), resolver, depth - 1)
