"""Which modules of the project give others a client: only their importers have to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import (
    Class,
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
    holds_client,
)
from segment_to_amplitude.languages.javascript.program import object_members
from segment_to_amplitude.languages.javascript.syntax import children, field

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.program import Program
    from segment_to_amplitude.languages.javascript.resolve import Resolver

Seen = set[tuple[str, int]]


def is_carrier(resolver: Resolver, program: Program) -> bool:
    """Tell whether one of a module's own exports leads to a client or to a name of a Segment package."""
    return any(carries(resolver, resolver.exported(program.path, name), set()) for name in program.exports)


def carries(resolver: Resolver, meaning: Meaning | None, seen: Seen) -> bool:
    """Tell whether who has this can reach a client through it, however far inside."""
    if meaning is None:
        return False
    if isinstance(meaning, (SdkModule, SdkMember, Method, Identity)) or holds_client(meaning) is not None:
        return True
    if isinstance(meaning, (Promised, Holder)):
        return carries(resolver, meaning.inner, seen)
    if isinstance(meaning, Items):
        return any(carries(resolver, item, seen) for item in meaning.items)
    if isinstance(meaning, OwnModule):
        return resolver.is_reached(meaning.path)
    place = meaning.of if isinstance(meaning, Instance) else meaning
    if not isinstance(place, (Function, Class, Members, Type)) or (place.program.path, place.node_id) in seen:
        return False
    seen.add((place.program.path, place.node_id))
    return any(carries(resolver, inner, seen) for inner in _inside(resolver, place))


def _inside(resolver: Resolver, place: Function | Class | Members | Type) -> Iterator[Meaning | None]:
    """What calls give, and what properties hold."""
    program = place.program
    if isinstance(place, Function):
        yield resolver.returned(place)
    elif isinstance(place, Members):
        for _, value in object_members(place.node):
            yield resolver.evaluate(program, value)
        for child in children(place.node):
            if child.type == "spread_element":
                yield from (resolver.evaluate(program, inner) for inner in children(child))
    elif isinstance(place, Class):
        for name in _class_names(place):
            yield resolver.property_of(program, place, name)
            yield resolver.property_of(program, Instance(place), name)
        for child in place.node.named_children:
            if child.type == "class_heritage":
                base = child
                while base.type in ("class_heritage", "extends_clause") and children(base):
                    base = children(base)[0]
                yield resolver.evaluate(program, base)
    elif place.node.type == "type_alias_declaration":
        aliased = field(place.node, "value")
        yield resolver.type(program, aliased) if aliased is not None else None
    else:
        body = place.node if place.node.type == "object_type" else field(place.node, "body")
        for member in children(body) if body is not None else ():
            key = syntax.property_name(field(member, "name"))
            yield resolver.property_of(program, place, key) if key is not None else None


def is_private(member: Node) -> bool:
    """Tell whether only the class itself may use a member."""
    return any(
        child.type == "private_property_identifier"
        or (child.type == "accessibility_modifier" and syntax.text_of(child) == "private")
        for child in member.children
    )


def _class_names(place: Class) -> set[str]:
    names: set[str] = set()
    hidden: set[str] = set()
    for name, members in place.program.members_of(place.node).items():
        for member in members:
            declared = [member]
            if syntax.property_name(field(member, "name")) == "constructor":
                parameters = children(field(member, "parameters") or member)
                declared = [node for node in parameters if syntax.text_of(field(node, "pattern") or node) == name]
            (hidden if any(map(is_private, declared)) else names).add(name)
    for name, assigned in place.program.assigned_members.items():
        if any(place.node.start_byte <= node.start_byte < place.node.end_byte for node, _ in assigned):
            names.add(name)
    return {name for name in names - hidden if not name.startswith("#")}
