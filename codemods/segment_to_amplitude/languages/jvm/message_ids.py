"""Where a message gets its ids, and where its event may have them.

Segment:   a builder may get its id at any time before it is sent.
Amplitude: an Event needs a user id or a device id when it is made.
Source:    sdk-facts/amplitude.md §10, segment.md §11; java-sdk 1.13.0 Event.java, analytics-java MessageBuilder.java
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import Argument, invocation_of
from segment_to_amplitude.languages.jvm.message_uses import IDS, End, MessageUse
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.message_flow import MessageFlow

LOOPS = frozenset({
    "for_statement", "enhanced_for_statement", "while_statement", "do_statement", "do_while_statement",
})  # fmt: skip
LAMBDAS = frozenset({"lambda_expression", "lambda_literal", "anonymous_function", "class_body"})
CHOICES = frozenset({"if_statement", "if_expression", "when_expression", "switch_expression", "switch_block"})
LEAVING = frozenset({"return_statement", "throw_statement", "return_expression", "throw_expression", "break_statement",
                     "continue_statement"})  # fmt: skip
BLOCKS = frozenset({"block", "constructor_body", "lambda_literal", "switch_block_statement_group"})


@dataclass(frozen=True, slots=True)
class Id:
    """One id that a message gets after it was made."""

    name: str
    argument: Argument
    use: MessageUse
    """Where it gets it."""
    guard: Node | None = None
    """The ``if`` that lets it through where it is not null."""
    is_review: bool = False
    """Something runs between the two places."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that a message is made with, which it was given later."""

    given: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """The fills of which one gives a message its first id, where the event is made: an ``if`` decides."""

    fills: tuple[MessageUse, ...]


class MessageIds:
    """Looks for the ids of the messages that are made without any."""

    def __init__(self, flow: MessageFlow) -> None:
        self.flow = flow
        self.resolver = flow.resolver
        self._ids: dict[int, Ids | Branches | Reason | None] = {}

    def of(self, use: MessageUse) -> Ids | Branches | Reason | None:
        """The ids of a message that is made without any; None where it has its own."""
        if use.root is not None or any(one.name in IDS for one in use.steps):
            return None
        if any(one.trailing is not None for one in use.steps):
            return None
        if use.node.id not in self._ids:
            self._ids[use.node.id] = self._later_ids(use)
        return self._ids[use.node.id]

    def taken_from(self, use: MessageUse) -> frozenset[str]:
        """The ids that the making of a message takes from a use."""
        return frozenset(one.name for one in self._given() if one.use is use)

    def guard_of(self, use: MessageUse) -> Node | None:
        """The ``if`` that goes with the id that was all it let through."""
        return next((one.guard for one in self._given() if one.use is use), None)

    def _given(self) -> Iterator[Id]:
        for one in self._ids.values():
            if isinstance(one, Ids):
                yield from one.given

    def other_id(self, use: MessageUse) -> MessageUse | None:
        """Where a message gets one more id, beside those that it is made with."""
        declared = self.flow.declared(use) if use.end is End.DECLARED else None
        for one in self.flow.by_key.get(declared.key, ()) if declared is not None else ():
            if one.ids - self.taken_from(one):
                return one
        return None

    def _later_ids(self, use: MessageUse) -> Ids | Branches | Reason:
        missing = Reason("user-id-missing", self._when(use))
        declaration = self.flow.declared(use) if use.end is End.DECLARED else None
        if declaration is None or declaration.kind != "variable" or use.is_branch:
            return missing
        found: list[Id] = []
        for later in self.flow.by_key.get(declaration.key, ()):
            for step in later.steps:
                if step.name in IDS and len(step.arguments) == 1:
                    line, _ = use.program.document.position(later.node.start_byte)
                    missing = Reason("user-id-missing", f"the event needs one when it is made, before line {line}")
                    one = self._moved(use, later, step.name, step.arguments[0])
                    found += [one] if one is not None else []
            if later.end is not End.STATEMENT and not self._is_self(later):
                break
        if found:
            return Ids(tuple(found))
        return self._branches(use, declaration) or self._later(use, declaration) or missing

    def _later(self, use: MessageUse, declaration: Declaration) -> Branches | None:
        """The first fill, where it gives an id behind something that may leave."""
        program, uses = use.program, self.flow.by_key.get(declaration.key, [])
        if not uses or uses[0].end is not End.STATEMENT or not any(one.name in IDS for one in uses[0].steps):
            return None
        first, own = self._statement(program, use.node), self._statement(program, uses[0].node)
        block, around = program.parent(first), program.parent(own)
        is_beside = block is not None and around is not None and around.id == block.id
        is_direct = is_beside and self._is_direct(uses[0], own)
        return Branches((uses[0],)) if is_direct and self._is_stable(use, own) else None

    def _branches(self, use: MessageUse, declaration: Declaration) -> Branches | None:
        """The first fills of both branches, where each gives an id and nothing was done with the message before."""
        program, uses = use.program, self.flow.by_key.get(declaration.key, [])
        first = self._statement(program, use.node)
        outer = program.parent(first)
        choice = self._statement_in(program, uses[0].node, outer) if uses and outer is not None else None
        if choice is None or choice.type not in ("if_statement", "if_expression") or not self._is_stable(use, choice):
            return None
        named = (choice.child_by_field_name("consequence"), choice.child_by_field_name("alternative"))
        branches = [one for one in named if one is not None]
        if not branches:
            condition = choice.child_by_field_name("condition")
            branches = [one for one in choice.named_children
                        if one.type not in COMMENTS and (condition is None or one.id != condition.id)]  # fmt: skip
        fills: list[MessageUse] = []
        for branch in branches:
            fill = next((one for one in uses if _within(one.node, branch)), None)
            if fill is None or fill.end is not End.STATEMENT or not any(one.name in IDS for one in fill.steps):
                return None
            statement = self._statement(program, fill.node)
            around = program.parent(statement)
            if not (around is not None and around.id == branch.id and self._is_direct(fill, statement)):
                if not (fill.around is not None and fill.around.id == branch.id):
                    return None
            fills.append(fill)
        return Branches(tuple(fills)) if len(fills) == 2 else None

    def _statement_in(self, program: Program, node: Node, block: Node) -> Node | None:
        """The statement of a block around a node."""
        inner = node
        for around in program.ancestors(node):
            if around.id == block.id:
                return inner
            inner = around
        return None

    def _is_stable(self, use: MessageUse, last: Node) -> bool:
        """Tell whether what a message is made of may be read later as well."""
        program = use.program
        following = self._statement(program, use.node).next_named_sibling
        if len(use.steps) > 1 and (following is None or following.id != last.id):
            # What a map holds may change.
            return False
        for argument in (argument for step in use.steps for argument in step.arguments):
            inside = [one for one in program.nodes if _within(one, argument.value)]
            if any(invocation_of(program, one) is not None for one in inside):
                return False
            names = {program.text(one) for one in inside if one.type == "identifier"}
            if self._changes(program, names, use.node.end_byte, last.end_byte):
                return False
        return True

    @staticmethod
    def _changes(program: Program, names: set[str], start: int, end: int) -> bool:
        """Tell whether a variable is assigned to in a range."""
        for one in program.nodes:
            if not start <= one.start_byte < end:
                continue
            target = one.child_by_field_name("left") if one.type in ("assignment", "assignment_expression") else None
            if one.type in ("update_expression", "postfix_expression", "prefix_expression"):
                target = one
            if target is not None and names & set(re.findall(r"\w+", program.text(target))):
                return True
        return False

    def made_in(self, use: MessageUse) -> MessageUse | None:
        """The making of the message to which a use gives its first id in a branch."""
        for one in self.flow.uses:
            found = self._ids.get(one.node.id)
            if isinstance(found, Branches) and use in found.fills:
                return one
        return None

    def _when(self, use: MessageUse) -> str:
        """When a message gets an id that is made and passed on without one."""
        for target in self.flow.targets(use):
            for one in self.flow.by_key.get(target.key, ()):
                if one.ids:
                    line, _ = one.program.document.position(one.node.start_byte)
                    return f"the event needs one when it is made, before {one.program.path}:{line}"
        return "the event needs one when it is made"

    @staticmethod
    def _is_self(use: MessageUse) -> bool:
        """``builder = builder.properties(map)``."""
        return use.end in (End.ASSIGNED, End.TARGET)

    @staticmethod
    def _is_direct(use: MessageUse, statement: Node) -> bool:
        """Tell whether a statement does nothing but fill, send or return a message."""
        inner = use.node
        for around in use.program.ancestors(use.node):
            if inner.id == statement.id:
                return True
            if around.type in CHOICES or around.type in LOOPS or around.type in LAMBDAS or around.type in BLOCKS:
                return inner.id == statement.id
            inner = around
        return False

    def _statement(self, program: Program, node: Node) -> Node:
        """The statement around a node that stands in a block."""
        inner = node
        for around in program.ancestors(node):
            if around.type in BLOCKS:
                return inner
            inner = around
        return inner

    def _moved(self, use: MessageUse, later: MessageUse, name: str, argument: Argument) -> Id | None:
        """An id that may as well be read where the message is made."""
        program = use.program
        first, last = self._statement(program, use.node), self._statement(program, later.node)
        block, around, guard = program.parent(first), program.parent(last), None
        if block is None or around is None:
            return None
        if around.id != block.id or not self._is_direct(later, last):
            guard = self._guard(later, argument)
            if guard is None and (given := self._let(later, argument)) is not None:
                guard, argument = given
            around = program.parent(guard) if guard is not None else None
            if guard is None or around is None or around.id != block.id:
                return None
            last = guard
        names: set[str] = set()
        runs = False
        for one in program.nodes:
            if not _within(one, argument.value):
                continue
            runs = runs or invocation_of(program, one) is not None
            if one.type == "identifier":
                names.add(program.text(one))
                found = self.resolver.lookup(program, one, program.text(one))
                if found is not None and found.kind == "variable" and found.node.start_byte > first.start_byte:
                    if found.program is program:
                        return None
        if self._changes(program, names, first.end_byte, last.start_byte):
            return None
        between = [one for one in program.nodes if first.end_byte <= one.start_byte < last.start_byte]
        if any(one.type in LEAVING or program.text(one) in ("break", "continue") for one in between):
            # What leaves before may do so because there is no id.
            return None
        other = any(
            invocation_of(program, one) is not None
            and not any(self._is_quiet(one, fill) for fill in self.flow.by_key.get(later.key, ()))
            for one in between
        )
        return Id(name, argument, later, guard, runs and other)

    def _let(self, use: MessageUse, argument: Argument) -> tuple[Node, Argument] | None:
        """``id?.let { builder.userId(it) }``, with the id."""
        program = use.program
        literal = program.within(use.node, "lambda_literal")
        call = self.resolver.lambda_call(program, literal) if literal is not None and program.is_kotlin else None
        if literal is None or call is None or call.name != "let" or call.receiver is None or not call.is_safe:
            return None
        inside = [one for one in literal.named_children if one.type not in COMMENTS]
        is_alone = len(inside) == 1 and inside[0].id == use.node.id and len(use.steps) == 1
        is_it = program.text(argument.value) == "it" and call.receiver.type == "identifier"
        return (call.node, Argument(call.receiver)) if is_alone and is_it else None

    def _guard(self, use: MessageUse, argument: Argument) -> Node | None:
        """``if (id != null) { … }`` around an id that is all it lets through."""
        program = use.program
        around = program.within(use.node, "if_statement", "if_expression")
        condition = around.child_by_field_name("condition") if around is not None else None
        if around is None or condition is None or any(step.name not in IDS for step in use.steps):
            return None
        text = re.sub(r"\s+", "", program.text(condition)).strip("()")
        given = re.sub(r"\s+", "", program.text(argument.value))
        if text not in (f"{given}!=null", f"null!={given}") or any(one.type == "else" for one in around.children):
            return None
        inner = use.node
        for node in program.ancestors(use.node):
            if node.id == around.id:
                return around if len(use.steps) == 1 else None
            if len([one for one in node.named_children if one.type not in COMMENTS]) > 1 and node.type in BLOCKS:
                return None
            if node.type in LAMBDAS or node.type in LOOPS:
                return None
            inner = node
        return inner

    @staticmethod
    def _is_quiet(node: Node, fill: MessageUse) -> bool:
        """Tell whether a call is one of the builder's own methods."""
        return any(step.node.id == node.id for step in fill.steps)


def _within(node: Node, other: Node) -> bool:
    return other.start_byte <= node.start_byte and node.end_byte <= other.end_byte
