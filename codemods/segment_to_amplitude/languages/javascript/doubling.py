"""Let what carries a client stand twice, once for Segment's and once for Amplitude's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import Group
from segment_to_amplitude.languages.javascript.file_state import FileState
from segment_to_amplitude.languages.javascript.meaning import Client
from segment_to_amplitude.languages.javascript.references import (
    defined_property,
    is_global_interface,
)
from segment_to_amplitude.languages.javascript.resolve import is_ambient, is_getter
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.shapes import (
    is_condition,
    is_empty_value,
    is_plain_declaration,
)
from segment_to_amplitude.languages.javascript.syntax import children, text_of
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class Doubling(FileState):
    """Doubles fields, members and statements."""

    def can_double(self, item: Item) -> bool:
        """Tell whether what carries the client here can stand twice, once for each client."""
        if isinstance(item.reference.meaning, Client) and item.reference.meaning.origin.flavor == "global":
            if item.role in (Role.HANDED_ON, Role.DECLARATION) and (binding := self._local_name(item)) is not None:
                return is_ambient(binding.node) or not self._is_used_by_stuck(binding)
        if item.role is Role.DECLARATION:
            binding = item.reference.binding
            group = self._group(item)
            is_made = group is not None and any(made.binding is binding for made in group.constructions)
            return is_made or self._is_typed_elsewhere(item)
        if item.role is Role.TYPE:
            return self._double_member(item) is not None
        if item.node is not None and item.node.type == "variable_declarator":
            return False
        return self._double_statement(item) is not None or self._is_only_tested(item)

    def _local_name(self, item: Item) -> Binding | None:
        """The local name that a declaration gives to the global."""
        if item.role is Role.DECLARATION:
            return item.reference.binding
        name = (
            syntax.field(item.node, "name")
            if item.node is not None and item.node.type == "variable_declarator"
            else None
        )
        if name is None or name.type != "identifier":
            return None
        return self.program.lookup(text_of(name), name.start_byte)

    def _guards_stuck(self, item: Item) -> bool:
        """Tell whether a guard stands before calls that stay, and before no other."""
        for around in syntax.ancestors(item.reference.leaf):
            if not around.type.endswith(("_statement", "_declaration")) and around.type not in (
                "statement_block",
                "program",
            ):
                continue
            guarded = [
                other
                for other in self.items
                if other.role in (Role.CALL, Role.IDENTITY)
                and around.start_byte <= other.reference.leaf.start_byte < around.end_byte
            ]
            if guarded:
                return all((self.outcomes.get(id(other)) or self._try(other)).is_stuck for other in guarded)
            if around.parent is not None and around.parent.type in syntax.FUNCTIONS:
                return False
        return False

    def _is_only_tested(self, item: Item) -> bool:
        """Tell whether a getter gives the client only for others to ask whether it is there."""
        getter = next(
            (around for around in syntax.ancestors(item.reference.leaf) if around.type in syntax.FUNCTIONS), None
        )
        name = syntax.property_name(syntax.field(getter, "name")) if getter is not None else None
        if getter is None or name is None or not is_getter(getter):
            return False
        for token in self.program.tokens({name}):
            member = token.parent
            if token.type != "property_identifier" or member is None or member.type != "member_expression":
                continue
            outer = syntax.outermost(member)
            around = outer.parent
            if around is None or not (
                (around.type == "unary_expression" and text_of(around).startswith("!"))
                or (around.type in ("if_statement", "ternary_expression") and is_condition(around, outer))
            ):
                return False
        return True

    @staticmethod
    def _is_typed_elsewhere(item: Item) -> bool:
        """Tell whether a variable is only declared with a type, so that its statement is doubled for the type."""
        binding = item.reference.binding
        return binding is not None and is_plain_declaration(binding.node)

    def _double_member(self, item: Item) -> Node | None:
        """The field, interface member or declaration without a client that a type belongs to."""
        for around in syntax.ancestors(item.reference.leaf):
            if around.type == "property_signature":
                name = syntax.property_name(syntax.field(around, "name"))
                return around if name is not None and (name.startswith("$") or is_global_interface(around)) else None
            if around.type == "public_field_definition":
                return around if syntax.field(around, "value") is None or is_empty_value(around) else None
            if around.type == "variable_declarator":
                return around.parent if is_plain_declaration(around) else None
            if around.type.endswith(("_statement", "_declaration", "_parameter")):
                return None
        return None

    def _double_statement(self, item: Item) -> Node | None:
        """The statement that puts the client on a global or on every instance."""
        leaf = item.reference.leaf
        for around in syntax.ancestors(leaf):
            if around.type != "expression_statement":
                continue
            inner = children(around)[0] if children(around) else around
            if inner.type == "assignment_expression":
                left = syntax.field(inner, "left")
                parts = syntax.member_parts(left) if left is not None else None
                if left is not None and left.type == "identifier":
                    return around
                if parts is not None and (
                    parts[2].startswith("$") or parts[0].type == "this" or text_of(parts[0]) in syntax.GLOBAL_OBJECTS
                ):
                    return around
                return None
            if inner.type == "call_expression" and text_of(inner).startswith("Object.defineProperty("):
                return around if item.node is not None and defined_property(item.node) is not None else None
        return None

    def _doubled(self, item: Item, group: Group) -> Rewrite | None:
        statement = self._double_statement(item)
        if statement is None:
            return None
        renames: list[Rewrite] = []
        for other in self.items:
            leaf = other.reference.leaf
            if statement.start_byte <= leaf.start_byte < statement.end_byte:
                renames += self._renames(other, group)
        copied = {rename.span.start: rename for rename in renames}
        if item is not next(
            other
            for other in self.items
            if statement.start_byte <= other.reference.leaf.start_byte < statement.end_byte
            and other.role in (Role.HANDED_ON, Role.ASSIGNED)
        ):
            return Rewrite(Span(statement.end_byte, statement.end_byte), ())
        copy = b""
        position = statement.start_byte
        for start in sorted(copied):
            rename = copied[start]
            copy += self.program.data[position : rename.span.start] + b"".join(
                part for part in rename.parts if isinstance(part, bytes)
            )
            position = rename.span.end
        copy += self.program.data[position : statement.end_byte]
        newline = self.program.document.newline_at(statement.end_byte)
        indent = self.program.document.indent_at(statement.start_byte)
        return Rewrite(Span(statement.end_byte, statement.end_byte), (newline + indent + copy,))
