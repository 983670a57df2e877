"""Variables that are put together over several statements before they are handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.payloads import Made
    from segment_to_amplitude.languages.jvm.values import ValueReader

LISTS = frozenset({"block", "lambda_literal", "constructor_body", "statements"})
"""Nodes whose children are statements."""
LITERALS = (ValueKind.STRING, ValueKind.NUMBER, ValueKind.BOOLEAN, ValueKind.NULL)


@dataclass(frozen=True, slots=True)
class Local:
    """A local variable with all the statements that touch it before it is handed over, in order."""

    name: str
    declaration: Node
    """Its declaration, a statement of its own."""
    initializer: Node
    fills: tuple[Node, ...]
    """Statements that say something about the variable, between its declaration and its use."""
    has_company: bool
    """Other statements or comments stand between its declaration and its use."""

    @property
    def types(self) -> list[Node]:
        """The type that the declaration gives the variable, if it gives one."""
        declared = next((one for one in self.declaration.named_children if one.type == "variable_declaration"), None)
        listed = declared.named_children if declared is not None else []
        return [one for one in listed if one.type in ("user_type", "nullable_type")]

    @property
    def statements(self) -> tuple[Node, ...]:
        """All statements that are there for the variable alone."""
        return (self.declaration, *self.fills)


@dataclass(frozen=True, slots=True)
class Built:
    """A container that a local variable holds; nothing else in the function names the variable."""

    local: Local
    made: Made

    @property
    def statements(self) -> tuple[Node, ...]:
        """The declaration and what fills the variable: to be removed when the value is written in the call."""
        return self.local.statements


class Variables:
    """Looks for the variables of one file."""

    def __init__(self, values: ValueReader, program: Program) -> None:
        self.values = values
        self.program = program

    def built(self, node: Node) -> Built | None:
        """The container that a name holds, where all its entries show and may be written at its use."""
        local = self.local(node)
        if local is None:
            return None
        payloads = self.values.payloads
        made = payloads.read(local.initializer)
        if made is None or not all(payloads.statement(made, one, local.name) for one in local.fills):
            return None
        values = [one.value for one in (*made.entries, *made.integrations)] + made.elements
        if local.has_company and not all(is_fixed(one) for one in values):
            return None
        return Built(local, made)

    def local(self, node: Node) -> Local | None:
        """The variable that a name means, where it is touched by nothing but statements of the name's own block."""
        name = self.program.text(node)
        statement, block = self._statement(node)
        if block is None or statement is None:
            return None
        listed = [one for one in block.named_children if one.type != "lambda_parameters"]
        place = next(index for index, one in enumerate(listed) if one.id == statement.id)
        mentions = [one for one in listed if one.type not in COMMENTS and self._count(one, name)]
        before = listed[:place]
        first = next((one for one in before if one in mentions), None)
        if first is None or statement not in mentions or mentions[-1].id != statement.id:
            return None
        initializer = self._initializer(first, name)
        if initializer is None or self._count(first, name) != 1 or self._count(statement, name) != 1:
            return None
        between = listed[listed.index(first) + 1 : place]
        fills = tuple(one for one in between if one in mentions)
        return Local(name, first, initializer, fills, len(fills) < len(between))

    def declared_type(self, node: Node) -> Node | None:
        """The type that Java declares for a local variable or a parameter."""
        name = self.program.text(node)
        for around in self.program.ancestors(node):
            if around.type in ("block", "switch_block_statement_group"):
                for one in around.named_children:
                    if one.type == "local_variable_declaration" and self._declares(one, name):
                        return one.child_by_field_name("type")
            elif around.type in ("method_declaration", "constructor_declaration"):
                listed = around.child_by_field_name("parameters")
                for one in listed.named_children if listed is not None else ():
                    named = one.child_by_field_name("name")
                    if named is not None and self.program.text(named) == name:
                        return one.child_by_field_name("type")
                return None
            elif around.type == "lambda_expression":
                return None
        return None

    def _declares(self, node: Node, name: str) -> bool:
        named = (one.child_by_field_name("name") for one in node.children_by_field_name("declarator"))
        return any(one is not None and self.program.text(one) == name for one in named)

    def _statement(self, node: Node) -> tuple[Node | None, Node | None]:
        inner = node
        for around in self.program.ancestors(node):
            if around.type in LISTS:
                return inner, around
            inner = around
        return None, None

    def _count(self, node: Node, name: str) -> int:
        """How often a name stands in a piece of code, strings included, comments and names of members not."""
        text = self.program.data[node.start_byte : node.end_byte]
        found = len(re.findall(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)", text))
        found -= sum(self.program.text(one) == name for one in self._members(node))
        inside = [one for one in self.program.comments if node.start_byte <= one.start_byte < node.end_byte]
        return found - sum(
            len(re.findall(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)", one.text or b"")) for one in inside
        )

    def _members(self, node: Node) -> Iterator[Node]:
        """The names behind a dot."""
        if node.type == "method_invocation":
            named = node.child_by_field_name("name")
            if named is not None and node.child_by_field_name("object") is not None:
                yield named
        elif node.type in ("navigation_expression", "field_access") and node.named_children[-1].type == "identifier":
            yield node.named_children[-1]
        for child in node.named_children:
            yield from self._members(child)

    def _initializer(self, node: Node, name: str) -> Node | None:
        if node.type == "property_declaration":
            declared = next((one for one in node.named_children if one.type == "variable_declaration"), None)
            names = [one for one in declared.named_children if one.type == "identifier"] if declared else []
            equals = next((one for one in node.children if one.type == "="), None)
            if not names or self.program.text(names[0]) != name or equals is None:
                return None
            after = [one for one in node.named_children if one.start_byte >= equals.end_byte]
            real = [one for one in after if one.type not in COMMENTS]
            return real[0] if len(real) == 1 else None
        if node.type == "local_variable_declaration":
            declarators = node.children_by_field_name("declarator")
            if len(declarators) == 1 and self._declares(node, name):
                return declarators[0].child_by_field_name("value")
        return None


def is_fixed(value: Value) -> bool:
    """Tell whether a value is the same at any place."""
    inner = (*(one.value for one in value.entries), *value.elements)
    return (value.kind in LITERALS or bool(inner)) and all(is_fixed(one) for one in inner)
