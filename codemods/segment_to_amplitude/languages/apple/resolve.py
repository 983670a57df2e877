"""What an expression is: its static type, and the declaration that it comes from.

Types are followed as far as the project's own code shows them; a name that could be anything is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple import objc_names
from segment_to_amplitude.languages.apple.index import (
    FUNCTIONS,
    TYPE_DECLARATIONS,
    Declaration,
    Index,
    declarations_of,
    parameters_of,
    simple_name,
)
from segment_to_amplitude.languages.apple.invocations import Invocation, invocation_of, real, unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.types import Type
from segment_to_amplitude.segment import apple_sdks as segment

if TYPE_CHECKING:
    from tree_sitter import Node

NUMBERS = frozenset({"Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt64", "Double", "Float", "CGFloat"})
TEXT_RESULTS = frozenset({"description", "rawValue", "uuidString", "absoluteString", "lowercased", "uppercased"})
DESCRIBED = frozenset({"description", "uuidString", "absoluteString", "localizedDescription"})
CASES = frozenset({"lowercased", "uppercased", "capitalized", "trimmingCharacters", "joined"})
CONTAINER_METHODS = frozenset({"resolve", "inject", "get", "instance"})
"""Methods of containers of dependencies, such as Swinject's."""
SINGLETONS = frozenset({"shared", "sharedAnalytics"})
DEPTH = 40


@dataclass(frozen=True, slots=True)
class Meant:
    """An expression's type and the declaration it reads, or the type that a name stands for."""

    type: Type | None = None
    declaration: Declaration | None = None
    type_name: str | None = None
    """The type itself, and not a value of it."""
    module: str | None = None
    is_singleton: bool = False
    """``Analytics.shared()``: the one client of an app."""


class Resolver:
    """Reads expressions of the project's files; every answer is kept.

    ``sees_all``: a bridging header shows Segment's Objective-C names to all Swift files.
    """

    def __init__(self, index: Index, *, sees_all: bool) -> None:
        self.index = index
        self.sees_all = sees_all
        self._meant: dict[tuple[str, int], Meant | None] = {}

    def forget(self) -> None:
        """Drop what was answered before more files were read."""
        self._meant.clear()

    def type_of(self, program: Program, node: Node) -> Type | None:
        """The static type of an expression."""
        found = self.evaluate(program, node)
        return found.type if found is not None else None

    def evaluate(self, program: Program, node: Node) -> Meant | None:
        """What an expression is; None where it does not show."""
        key = (program.path, node.id)
        if key not in self._meant:
            self._meant[key] = None
            self._meant[key] = self._evaluate(program, node)
        return self._meant[key]

    # --- which names are Segment's -----------------------------------------------------------------------------------

    def segment_type(self, program: Program, name: str) -> str | None:
        """Segment's type that a simple name stands for in a file."""
        found = segment.TYPES.get(name)
        if found is None or self.index.declares(name):
            return None
        if name.startswith("SEG"):
            return found
        return found if self.imports_segment(program) else None

    def imports_segment(self, program: Program) -> bool:
        """Tell whether a file sees Segment's names: by an import of its own, or by the bridging header."""
        if any(one.module in segment.MODULES and not self._is_own_module(one.module) for one in program.imports):
            return True
        return program.is_swift and self.sees_all

    def _is_own_module(self, name: str) -> bool:
        return any(f"Sources/{name}/" in path for path in self.index.sources.files)

    # --- expressions -------------------------------------------------------------------------------------------------

    def _evaluate(self, program: Program, node: Node) -> Meant | None:
        if not program.is_swift:
            return self._objc(program, node)
        match node.type:
            case "simple_identifier" | "type_identifier":
                return self._name(program, node)
            case "navigation_expression":
                return self._member(program, node)
            case "call_expression":
                call = invocation_of(program, node)
                return self._call(program, call) if call is not None else None
            case "self_expression":
                name = self.index.type_around(program, node)
                return Meant(self._type(program, name)) if name is not None else None
            case "postfix_expression" | "try_expression" | "await_expression" | "tuple_expression":
                inner = unwrapped(node)
                if inner.id == node.id:
                    return None
                found = self.evaluate(program, inner)
                is_forced = program.text(node).endswith("!")
                return present(found) if found is not None and is_forced else found
            case "as_expression":
                return self._cast(program, node)
            case "nil_coalescing_expression":
                return self._either(program, node)
            case "ternary_expression":
                return self._ternary(program, node)
            case "user_type":
                return Meant(type_name=self._resolved(program, program.text(node)))
            case _:
                return self._literal(program, node)

    def _literal(self, program: Program, node: Node) -> Meant | None:
        match node.type:
            case "line_string_literal" | "multi_line_string_literal" | "raw_string_literal":
                return Meant(Type("String"))
            case "integer_literal" | "hex_literal" | "oct_literal" | "bin_literal":
                return Meant(Type("Int"))
            case "real_literal":
                return Meant(Type("Double"))
            case "boolean_literal" | "equality_expression" | "comparison_expression" | "conjunction_expression":
                return Meant(Type("Bool"))
            case "disjunction_expression" | "check_expression":
                return Meant(Type("Bool"))
            case "nil_literal":
                return Meant(Type("Never", is_optional=True))
            case "prefix_expression":
                if program.text(node).startswith("!"):
                    return Meant(Type("Bool"))
                return self.evaluate(program, real(node)[-1])
            case "additive_expression" | "multiplicative_expression":
                left, right = node.child_by_field_name("lhs"), node.child_by_field_name("rhs")
                first = self.type_of(program, left) if left is not None else None
                second = self.type_of(program, right) if right is not None else None
                kinds = {one.name for one in (first, second) if one is not None}
                if kinds == {"String"}:
                    return Meant(Type("String"))
                known = first if first is not None and first.name == "Double" else second
                return Meant(known) if kinds and kinds <= NUMBERS and first is not None and second is not None else None
            case "dictionary_literal":
                return Meant(Type("Dictionary"))
            case "array_literal":
                return Meant(Type("Array"))
            case _:
                return None

    def _cast(self, program: Program, node: Node) -> Meant | None:
        value, kind = node.child_by_field_name("expr"), node.child_by_field_name("name")
        if kind is None:
            return None
        made = self.resolve_type(program, kind)
        inner = self.evaluate(program, value) if value is not None else None
        is_tried = any(program.text(one) == "as?" for one in node.named_children)
        if made is not None and is_tried:
            made = replace(made, is_optional=True)
        return Meant(made, inner.declaration if inner is not None else None)

    def _either(self, program: Program, node: Node) -> Meant | None:
        value, other = node.child_by_field_name("value"), node.child_by_field_name("if_nil")
        if value is None or other is None:
            return None
        first, second = self.evaluate(program, value), self.evaluate(program, other)
        if first is None or first.type is None:
            return None
        is_optional = second is None or second.type is None or second.type.is_optional
        return replace(first, type=first.type if is_optional else first.type.present)

    def _ternary(self, program: Program, node: Node) -> Meant | None:
        sides = [node.child_by_field_name("if_true"), node.child_by_field_name("if_false")]
        found = [self.type_of(program, one) for one in sides if one is not None]
        if len(found) != 2 or found[0] is None or found[1] is None:
            return None
        if found[0].name == found[1].name:
            return Meant(found[0] if found[0].is_optional else found[1])
        known = next((one for one in found if one is not None and one.name != "Never"), None)
        return Meant(replace(known, is_optional=True)) if known is not None and "Never" in (
            found[0].name, found[1].name
        ) else None  # fmt: skip

    # --- names -------------------------------------------------------------------------------------------------------

    def _name(self, program: Program, node: Node) -> Meant | None:
        name = program.text(node).strip("`")
        if name == "self":
            around = self.index.type_around(program, node)
            return Meant(self._type(program, around)) if around is not None else None
        found = self.lookup(program, node, name)
        if found is not None:
            return Meant(self.declared_type(found), found)
        if name == "Segment" and not self.index.declares(name) and any(one.name == name for one in program.imports):
            return Meant(module=name)
        if name[:1].isupper() or self.index.declares(name):
            resolved = self._resolved(program, name)
            if resolved is not None:
                return Meant(type_name=resolved)
        return None

    def _resolved(self, program: Program, text: str) -> str | None:
        """The type that a written type name stands for."""
        name = simple_name(text)
        owner = text.partition("<")[0].strip().rpartition(".")[0]
        if owner in segment.MODULES and name in segment.TYPES and any(one.name == owner for one in program.imports):
            return segment.TYPES[name]
        if owner and owner not in segment.MODULES:
            return name
        return self.segment_type(program, name) or name

    def _type(self, program: Program, name: str) -> Type:
        return Type(self._resolved(program, name) or name)

    def lookup(self, program: Program, node: Node, name: str) -> Declaration | None:
        """The declaration that a bare name means at a place."""
        inner = node
        for around in program.ancestors(node):
            for one in self._declared_in(program, around, inner):
                if one.name == name and (one.value is None or not _holds(one.value, node)):
                    return one
            if around.type in TYPE_DECLARATIONS:
                owner = around.child_by_field_name("name")
                member = self.member(simple_name(program.text(owner)), name) if owner is not None else None
                if member is not None:
                    return member
            inner = around
        found = self.index.top.get(name, ())
        own = [one for one in found if one.program is program]
        return own[0] if own else found[0] if len(found) == 1 else None

    def _declared_in(self, program: Program, around: Node, inner: Node) -> Iterator[Declaration]:
        """What a node declares for the code inside of it."""
        if around.type in FUNCTIONS or around.type == "lambda_literal":
            yield from parameters_of(program, around)
        elif around.type in ("statements", "source_file"):
            for child in reversed(around.named_children):
                if child.start_byte > inner.start_byte:
                    continue
                if child.type == "property_declaration":
                    yield from declarations_of(program, child, "variable")
                elif child.type == "guard_statement" and child.id != inner.id:
                    yield from self._bound(program, child)
                elif child.type in FUNCTIONS:
                    yield from declarations_of(program, child, "variable")
        elif around.type in ("if_statement", "while_statement", "guard_statement"):
            for one in self._bound(program, around):
                if one.whole is None or one.whole.end_byte <= inner.start_byte:
                    yield one
        elif around.type in ("for_statement", "catch_block", "switch_entry"):
            for child in around.named_children:
                if child.type in ("pattern", "switch_pattern") and child.id != inner.id:
                    yield from self._pattern(program, child)

    def _pattern(self, program: Program, node: Node) -> Iterator[Declaration]:
        stack = [node]
        while stack:
            one = stack.pop()
            bound = one.child_by_field_name("bound_identifier")
            if bound is not None:
                yield Declaration(program, bound, "variable")
            stack.extend(one.named_children)

    def _bound(self, program: Program, node: Node) -> Iterator[Declaration]:
        """The names that ``if let`` and ``guard let`` bind, the last first."""
        found: list[Declaration] = []
        current: Declaration | None = None
        for index, child in enumerate(node.children):
            field = node.field_name_for_child(index)
            if field == "bound_identifier":
                current = Declaration(program, child, "binding", whole=child)
                found.append(current)
            elif child.type == "statements" or child.type in ("{", "else"):
                break
            elif current is not None and child.is_named and field == "condition" and current.value is None:
                before = program.data[current.node.end_byte : child.start_byte].strip()
                if before.endswith(b"="):
                    current.value = child
                    current.whole = child
                current = None
        yield from reversed(found)

    def member(self, owner: str, name: str, depth: int = 0) -> Declaration | None:
        """The member of a type of the project, its own or one that it inherits."""
        info = self.index.type_named(owner.rpartition(".")[2])
        if info is None or depth > DEPTH or (owner == segment.CLIENT and info.is_declared):
            return None
        for one in info.members.get(name, ()):
            return one
        for above in info.supertypes:
            if above != owner and (found := self.member(above, name, depth + 1)) is not None:
                return found
        return None

    # --- members and calls -------------------------------------------------------------------------------------------

    def _member(self, program: Program, node: Node) -> Meant | None:
        target, suffix = node.child_by_field_name("target"), node.child_by_field_name("suffix")
        name_node = suffix.child_by_field_name("suffix") if suffix is not None else None
        if target is None or name_node is None:
            return None
        name = program.text(name_node).strip("`")
        owner = self.evaluate(program, target)
        if owner is None:
            return Meant(Type("String")) if name in DESCRIBED else None
        if owner.module is not None:
            return Meant(type_name=segment.TYPES[name]) if name in segment.TYPES else None
        is_chained = b"?" in program.data[target.end_byte : name_node.start_byte]
        if owner.type_name is not None:
            if name == "self":
                return owner
            found = self.member(owner.type_name, name)
            if found is not None:
                return Meant(self.declared_type(found), found)
            if self.index.declares(name) and name[:1].isupper():
                return Meant(type_name=name)
            return None
        if owner.type is None:
            return None
        found = self.member(owner.type.name, name)
        if found is not None:
            kind = self.declared_type(found)
            if kind is not None and is_chained and owner.type.is_optional:
                kind = replace(kind, is_optional=True)
            return Meant(kind, found)
        if name in DESCRIBED:
            return Meant(Type("String", is_optional=is_chained))
        if name == "count":
            return Meant(Type("Int", is_optional=is_chained))
        if owner.type.name == "String" and name in ("capitalized", "lowercased", "uppercased"):
            return Meant(replace(owner.type, is_optional=is_chained))
        return None

    def _call(self, program: Program, call: Invocation) -> Meant | None:
        if (resolved := self._from_container(program, call)) is not None:
            return resolved
        if call.receiver is None:
            return self._function(program, call)
        owner = self.evaluate(program, call.receiver)
        if owner is None:
            return Meant(Type("String")) if call.name in CASES else None
        if owner.module is not None:
            found = segment.TYPES.get(call.name)
            return Meant(Type(found)) if found is not None else None
        if owner.type_name is not None:
            if owner.type_name == segment.CLIENT and call.name in SINGLETONS and not call.arguments:
                return Meant(Type(segment.CLIENT), is_singleton=True)
            if call.name == "init":
                return Meant(Type(owner.type_name))
            found_member = self.member(owner.type_name, call.name)
            if found_member is not None:
                return Meant(self.declared_type(found_member), found_member)
            return Meant(Type(call.name)) if self.index.declares(call.name) and call.name[:1].isupper() else None
        if owner.type is None:
            return None
        if owner.type.name == segment.CONFIGURATION[segment.SWIFT]:
            return Meant(owner.type, owner.declaration)
        if owner.type.name == segment.CLIENT:
            return Meant(Type("String")) if call.name == "getAnonymousId" else None
        member = self.member(owner.type.name, call.name)
        if member is not None:
            kind = self.declared_type(member)
            if kind is not None and call.is_optional and owner.type.is_optional:
                kind = replace(kind, is_optional=True)
            return Meant(kind, member)
        if call.name in CASES and owner.type.name == "String":
            return Meant(replace(owner.type, is_optional=call.is_optional))
        return None

    def _from_container(self, program: Program, call: Invocation) -> Meant | None:
        """``container.resolve(Service.self)``: what a container of dependencies gives."""
        if call.name not in CONTAINER_METHODS or not call.arguments or call.arguments[0].label:
            return None
        text = program.text(call.arguments[0].value)
        if not re.fullmatch(r"[A-Z][\w.]*\.self", text):
            return None
        name = self._resolved(program, text.removesuffix(".self"))
        return Meant(Type(name, is_optional=True)) if name is not None else None

    def _function(self, program: Program, call: Invocation) -> Meant | None:
        found = self.lookup(program, call.name_node, call.name)
        if found is not None:
            return Meant(self.declared_type(found), found) if found.kind == "function" else None
        if call.name[:1].isupper():
            name = self._resolved(program, call.name)
            return Meant(Type(name)) if name is not None else None
        return None

    # --- types -------------------------------------------------------------------------------------------------------

    def declared_type(self, one: Declaration) -> Type | None:
        """The type that a declaration says, or that its value shows."""
        if one.type_node is not None:
            kind = self.resolve_type(one.program, one.type_node)
            behind = one.program.data[one.type_node.end_byte : one.type_node.end_byte + 1]
            return replace(kind, is_optional=True) if kind is not None and behind == b"!" else kind
        if one.value is None:
            if one.kind == "binding":
                return self._rebound(one)
            return Type("Void") if one.kind == "function" else None
        found = self.type_of(one.program, one.value)
        return found.present if found is not None and one.kind == "binding" else found

    def _rebound(self, one: Declaration) -> Type | None:
        """``if let x { … }``: what the name meant outside of it."""
        statement = one.program.parent(one.node)
        outer = self.lookup(one.program, statement, one.name) if statement is not None else None
        kind = self.declared_type(outer) if outer is not None and outer is not one else None
        return kind.present if kind is not None else None

    def resolve_type(self, program: Program, node: Node, depth: int = 0) -> Type | None:
        """The type that is written at a node."""
        if depth > DEPTH:
            return None
        inner = [one for one in real(node) if one.is_named]
        match node.type:
            case "optional_type" | "implicitly_unwrapped_type":
                made = self.resolve_type(program, inner[0], depth + 1) if inner else None
                return replace(made, is_optional=True) if made is not None else None
            case "dictionary_type":
                return Type("Dictionary", self._arguments(program, inner, depth))
            case "array_type":
                return Type("Array", self._arguments(program, inner, depth))
            case "user_type" | "type_identifier":
                return self._type(program, program.text(node))
            case "opaque_type" | "existential_type":
                return self.resolve_type(program, inner[0], depth + 1) if inner else None
            case _:
                return None

    def _arguments(self, program: Program, nodes: list[Node], depth: int) -> tuple[Type, ...]:
        return tuple(self.resolve_type(program, one, depth + 1) or Type("?") for one in nodes)

    # --- Objective-C -------------------------------------------------------------------------------------------------

    def _objc(self, program: Program, node: Node) -> Meant | None:
        """Segment's names in Objective-C: the singleton's chain, and variables of the file that show their type."""
        match node.type:
            case "identifier" | "type_identifier":
                name = program.text(node)
                declared = objc_names.lookup(self.index, program, node, name)
                if declared is not None:
                    return Meant(self.declared_type(declared), declared)
                known = self.segment_type(program, name)
                return Meant(type_name=known) if known is not None else None
            case "field_expression":
                owner_node, member = node.child_by_field_name("argument"), node.child_by_field_name("field")
                if owner_node is None or member is None:
                    return None
                name = program.text(member)
                owner = self.evaluate(program, owner_node)
                if owner is not None and owner.type_name == segment.CLIENT and name in SINGLETONS:
                    return Meant(Type(segment.CLIENT), is_singleton=True)
                declared = objc_names.member(self.index, program, name) if program.text(owner_node) == "self" else None
                declared = declared or objc_names.member_of_any(self.index, name)
                return Meant(self.declared_type(declared), declared) if declared is not None else None
            case "parenthesized_expression":
                inner = unwrapped(node)
                return self.evaluate(program, inner) if inner.id != node.id else None
            case "message_expression":
                call = invocation_of(program, node)
                owner = (
                    self.evaluate(program, call.receiver) if call is not None and call.receiver is not None else None
                )
                is_other = owner is not None and owner.type is not None and not owner.type.name.startswith("Segment.")
                if call is not None and (owner is None or is_other) and not call.arguments:
                    declared = objc_names.member_of_any(self.index, call.name)
                    if declared is not None:
                        return Meant(self.declared_type(declared), declared)
                if call is None or owner is None:
                    return None
                if owner.type_name == segment.CLIENT and call.name in SINGLETONS:
                    return Meant(Type(segment.CLIENT), is_singleton=True)
                is_made = call.name in ("alloc", "new", "configurationWithWriteKey") or call.name.startswith("init")
                made = owner.type_name or (owner.type.name if owner.type is not None else None)
                return Meant(Type(made)) if is_made and made is not None else None
            case _:
                return None


def present(found: Meant) -> Meant:
    """The same without the ``?`` of its type."""
    return replace(found, type=found.type.present) if found.type is not None else found


def is_client(kind: Type | None) -> bool:
    """Tell whether a type is the client's."""
    return kind is not None and kind.name == segment.CLIENT


def _holds(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
