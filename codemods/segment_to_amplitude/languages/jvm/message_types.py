"""Classes of builders where they are types: an event takes their place.

Segment:   TrackMessage.Builder, IdentifyMessage.Builder, … and MessageBuilder, which all of them extend.
Amplitude: Event, whatever it says.
Source:    sdk-facts/segment.md §11, amplitude.md §10
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.message_flow import MessageFlow
from segment_to_amplitude.languages.jvm.message_uses import End, short
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.references import Reference
from segment_to_amplitude.languages.jvm.write_events import EVENT
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.source.rewrite import Rewrite

if TYPE_CHECKING:
    from tree_sitter import Node

TYPED = frozenset({
    "local_variable_declaration", "field_declaration", "formal_parameter", "method_declaration", "resource",
    "variable_declaration", "parameter", "class_parameter", "function_declaration",
})  # fmt: skip
"""What gives its own type in a type that stands right in it."""


class MessageTypes:
    """Rewrites the mentions of the classes in one file."""

    def __init__(
        self, program: Program, flow: MessageFlow, names: FileNames, is_inlined: Callable[[Declaration], bool]
    ) -> None:
        """Take what tells the variables that go, and their types with them."""
        self.program = program
        self.flow = flow
        self.names = names
        self.is_inlined = is_inlined

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of a builder's class as the type of a variable, a parameter or a function."""
        kind, owner = segment.message_of(one.name), self._declared_by(one.node)
        whole = self._whole_type(one.node)
        if owner is None:
            around = self.program.parent(whole) or whole
            if around.type == "type_arguments":
                around = self.program.parent(around) or around
            return self._stuck(one, Reason("sdk-use", f"`{short(self.program.text(around))}`"))
        if (declaration := self._declaration(owner)) is not None and self.is_inlined(declaration):
            return Outcome(covers=(one.covers,))
        if kind == "AliasMessage":
            return self._stuck(one, Reason("alias-left"))
        if (above := self.flow.foreign(self.program, owner)) is not None:
            return self._stuck(one, Reason("message-not-readable", f"`{above}` says what the function takes and gives"))
        if owner.type in ("formal_parameter", "parameter", "class_parameter"):
            parameter = self._parameter(owner)
            if parameter is not None and (reason := self.flow.clash(parameter)) is not None:
                return self._stuck(one, reason)
        rewrites = [Rewrite(self.program.span(whole), (self.names.local(EVENT).encode(),))]
        if owner.type in ("formal_parameter", "parameter", "class_parameter"):
            rewrites += self._renamed_parameter(owner)
        elif owner.type == "local_variable_declaration":
            for each in owner.children_by_field_name("declarator"):
                if each.child_by_field_name("value") is None or not self._begins_with_message(each):
                    named = each.child_by_field_name("name")
                    rewrites += self.flow.names.renamed(self.program, named) if named is not None else []
        elif owner.type == "variable_declaration" and not self._begins_with_message(self.program.parent(owner)):
            rewrites += self.flow.names.renamed(self.program, owner.named_children[0])
        return Outcome((), tuple(rewrites), (one.covers,), frozenset({EVENT}))

    def _whole_type(self, node: Node) -> Node:
        """A type with its arguments."""
        parent = self.program.parent(node)
        return parent if parent is not None and parent.type == "generic_type" else node

    def _declared_by(self, node: Node) -> Node | None:
        """What a type is the type of."""
        inner = self._whole_type(node)
        parent = self.program.parent(inner)
        while parent is not None and parent.type == "nullable_type":
            inner, parent = parent, self.program.parent(parent)
        if parent is None or parent.type not in TYPED:
            return None
        if parent.type == "function_declaration":
            listed = [one.type for one in parent.named_children]
            place = next(index for index, one in enumerate(parent.named_children) if one.id == inner.id)
            return parent if "function_value_parameters" in listed[:place] else None
        return parent

    def _declaration(self, owner: Node) -> Declaration | None:
        """The variable that a declaration of one declares."""
        named: Node | None = None
        if owner.type == "local_variable_declaration":
            declarators = owner.children_by_field_name("declarator")
            named = declarators[0].child_by_field_name("name") if len(declarators) == 1 else None
        elif owner.type == "variable_declaration":
            named = owner.named_children[0]
        return Declaration(self.program, named, "variable") if named is not None else None

    def _parameter(self, owner: Node) -> Declaration | None:
        named = owner.child_by_field_name("name") or next(
            (one for one in owner.named_children if one.type == "identifier"), None
        )
        kind = owner.child_by_field_name("type")
        return Declaration(self.program, named, "parameter", kind, None, owner) if named is not None else None

    def _renamed_parameter(self, owner: Node) -> list[Rewrite]:
        parameter = self._parameter(owner)
        return self.flow.names.renamed(self.program, parameter.node, "parameter") if parameter is not None else []

    def _begins_with_message(self, owner: Node | None) -> bool:
        """Tell whether a variable begins with a message, so that its making names it."""
        return any(one.end is End.DECLARED and one.around is not None and owner is not None
                   and one.around.id == owner.id for one in self.flow.uses if one.program is self.program)  # fmt: skip

    @staticmethod
    def _stuck(one: Reference, reason: Reason) -> Outcome:
        return Outcome((reason,), covers=(one.covers,))
