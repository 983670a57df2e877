"""How the builders of messages go through a project: who fills them, who sends them, and what they are called after.

Segment:   a builder may be filled and sent again; its id may come at any time before it is sent.
Amplitude: an Event needs a user id or a device id when it is made, and is what is sent: sent twice it is a duplicate.
Source:    sdk-facts/amplitude.md §10, segment.md §11; java-sdk 1.13.0 Event.java, analytics-java MessageBuilder.java
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import ClassInfo, Declaration, parameters_of
from segment_to_amplitude.languages.jvm.invocations import Argument, invocation_of
from segment_to_amplitude.languages.jvm.message_uses import End, MessageUse, short
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.workspace import Workspace

if TYPE_CHECKING:
    from tree_sitter import Node

Slot = tuple[str, int]
IDS = ("userId", "anonymousId")
FUNCTIONS = frozenset({
    "method_declaration", "constructor_declaration", "function_declaration", "secondary_constructor",
    "static_initializer", "anonymous_initializer",
})  # fmt: skip
LOOPS = frozenset({
    "for_statement", "enhanced_for_statement", "while_statement", "do_statement", "do_while_statement",
})  # fmt: skip
LAMBDAS = frozenset({"lambda_expression", "lambda_literal", "anonymous_function", "class_body"})
CHOICES = frozenset({"if_statement", "if_expression", "when_expression", "switch_expression", "switch_block"})
LEAVING = frozenset({"return_statement", "throw_statement", "return_expression", "throw_expression", "break_statement",
                     "continue_statement"})  # fmt: skip
BLOCKS = frozenset({"block", "constructor_body", "lambda_literal", "switch_block_statement_group"})
ONCE = frozenset({"let", "run", "apply", "also", "with", "ifPresent", "use", "synchronized"})
"""Functions that run their lambda once, if at all."""
NAMED_BUILDER = re.compile(r"^(?:(\w*?)(?:[mM]essage|[eE]vent)?B|b)uilder$")


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that a message gets after it was made: the arguments, and the use that gave them."""

    given: tuple[tuple[str, Argument], ...]
    use: MessageUse
    is_review: bool = False
    """Something runs between the two places."""


class MessageFlow:
    """Follows the builders of a project."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.resolver = workspace.resolver
        self.uses = [use for path in sorted(workspace.uses) for use in workspace.uses[path]]
        self.by_key: dict[Slot, list[MessageUse]] = {}
        for use in self.uses:
            if use.declaration is not None and use.declaration.kind != "function":
                self.by_key.setdefault(use.key, []).append(use)
        self._sending: dict[Slot, bool] = {}
        self._names: dict[Slot, bytes] = {}
        self._ids: dict[int, Ids | Reason | None] = {}

    # --- who holds the same message ----------------------------------------------------------------------------------

    def links(self) -> Iterator[tuple[Slot, Slot]]:
        """Pairs of places that hold the same message."""
        for use in self.uses:
            for target in self.targets(use):
                yield target.key, use.key
        for path in sorted(self.workspace.programs):
            for info in self.workspace.index.files[path].classes.values():
                yield from self._overridden(info)

    def targets(self, use: MessageUse) -> list[Declaration]:
        """The declarations that a use hands its message on to."""
        program, around = use.program, use.around
        if around is None:
            return []
        match use.end:
            case End.DECLARED:
                found = self.declared(use)
                return [found] if found is not None else []
            case End.ASSIGNED:
                left = around.child_by_field_name("left")
                meant = self.resolver.evaluate(program, left) if left is not None else None
                return [meant.declaration] if meant is not None and meant.declaration is not None else []
            case End.RETURNED:
                function = self.function(program, around)
                return [function] if function is not None else []
            case End.PASSED:
                return self.parameters(use)
        return []

    def declared(self, use: MessageUse) -> Declaration | None:
        """The variable that begins with a message."""
        around = use.around
        if around is None:
            return None
        named: Node | None
        if use.program.is_kotlin:
            declared = next((one for one in around.named_children if one.type == "variable_declaration"), None)
            named = declared.named_children[0] if declared is not None else None
        else:
            named = around.child_by_field_name("name")
        if named is None:
            return None
        info = self.workspace.index.files[use.program.path]
        for members in (info.top, *(one.members for one in info.classes.values())):
            for one in members.get(use.program.text(named), ()):
                if one.node.id == named.id:
                    return one
        whole = around if use.program.is_kotlin else use.program.parent(around)
        kind = whole.child_by_field_name("type") if whole is not None else None
        return Declaration(use.program, named, "variable", kind, use.node, whole)

    def function(self, program: Program, node: Node) -> Declaration | None:
        """The function around a ``return`` or a body."""
        around = program.within(node, "method_declaration", "function_declaration")
        name = around.child_by_field_name("name") if around is not None else None
        if around is None or name is None:
            return None
        return next((one for one in self._functions(program, around) if one.node.id == name.id), None)

    def _functions(self, program: Program, around: Node) -> list[Declaration]:
        info = self.workspace.index.files[program.path]
        own = self.workspace.index.class_around(program, around)
        members = own.members if own is not None else info.top
        return [one for found in members.values() for one in found if one.kind == "function"]

    def parameters(self, use: MessageUse) -> list[Declaration]:
        """The parameters of the project's functions that may take what a use passes."""
        program = use.program
        call = invocation_of(program, use.around) if use.around is not None else None
        if call is None:
            return []
        place = next(
            (index for index, one in enumerate(call.arguments) if one.value.start_byte <= use.node.start_byte
             and use.node.end_byte <= one.value.end_byte), None,
        )  # fmt: skip
        if place is None:
            return []
        meant = self.resolver.evaluate(program, call.node)
        function = meant.declaration if meant is not None and meant.declaration is not None else None
        if function is None and call.receiver is None and not call.is_new:
            function = self.resolver.function(program, call)
        candidates: list[Declaration] = []
        if call.is_new or (function is None and meant is not None and meant.type is not None):
            info = self.workspace.index.class_named(meant.type.name) if meant is not None and meant.type else None
            candidates = info.constructors if info is not None else []
        elif function is not None and function.kind == "function":
            candidates = self.overloads(function)
        return [one for each in candidates if (one := self._parameter(each, use, call.arguments, place)) is not None]

    def overloads(self, function: Declaration) -> list[Declaration]:
        """The functions of one name in a class or in a file's top level."""
        owner = function.owner
        listed = owner.members if owner is not None else self.workspace.index.files[function.program.path].top
        return [one for one in listed.get(function.name, ()) if one.kind == "function"]

    def _parameter(
        self, function: Declaration, use: MessageUse, arguments: tuple[Argument, ...], place: int
    ) -> Declaration | None:
        listed = parameters_of(function.program, function.whole) if function.whole is not None else []
        if len(listed) < len(arguments) or (len(listed) > len(arguments) and not function.program.is_kotlin):
            return None
        named = arguments[place].name
        one = next((each for each in listed if each.name == named), None) if named is not None else listed[place]
        kind = self.resolver.declared_type(one) if one is not None else None
        given = self.resolver.type_of(use.program, use.node)
        if one is None or kind is None or given is None or not segment.is_message_builder(kind.name):
            return None
        own, wanted = segment.message_of(given.name), segment.message_of(kind.name)
        return one if wanted is None or own is None or own == wanted else None

    def _overridden(self, info: ClassInfo) -> Iterator[tuple[Slot, Slot]]:
        for node in info.supertypes:
            above = self.resolver.resolve_type(info.program, node)
            base = self.workspace.index.class_named(above.name) if above is not None else None
            for members in info.members.values() if base is not None else ():
                for one in members:
                    if one.kind == "function":
                        yield from self._same_function(one, base)

    def _same_function(self, one: Declaration, base: ClassInfo | None) -> Iterator[tuple[Slot, Slot]]:
        own = parameters_of(one.program, one.whole) if one.whole is not None else []
        for other in self.resolver.members(base, one.name, with_companion=False):
            if other.kind != "function" or other.whole is None:
                continue
            listed = parameters_of(other.program, other.whole)
            if len(listed) != len(own):
                continue
            kind = self.resolver.declared_type(one)
            if kind is not None and segment.is_message_builder(kind.name):
                yield other.key, one.key
            for mine, theirs in zip(own, listed, strict=True):
                kind = self.resolver.declared_type(mine)
                if kind is not None and segment.is_message_builder(kind.name):
                    yield theirs.key, mine.key

    # --- what is in the way ------------------------------------------------------------------------------------------

    def problem(self, use: MessageUse) -> Reason | None:
        """Why a use cannot be rewritten, as far as the way of its message says."""
        if use.end is End.ELSEWHERE:
            return Reason("message-not-readable", f"it cannot be followed into {use.detail}")
        if use.end in (End.PASSED, End.DECLARED, End.ASSIGNED, End.RETURNED) and not self.targets(use):
            return Reason("message-not-readable", f"it cannot be followed into {self._goal(use)}")
        if use.end is End.RETURNED and use.around is not None:
            function = self.function(use.program, use.around)
            kind = self.resolver.declared_type(function) if function is not None else None
            if kind is None or not segment.is_message_builder(kind.name):
                return Reason("message-not-readable", f"it cannot be followed into {self._goal(use)}")
        return None

    def _goal(self, use: MessageUse) -> str:
        call = invocation_of(use.program, use.around) if use.around is not None else None
        if call is not None:
            return f"`{call.name}`"
        return f"`{short(use.program.text(use.around))}`" if use.around is not None else "its place"

    def is_sent(self, use: MessageUse) -> bool:
        """Tell whether a use sends its message, here or in the function that takes it."""
        if use.end is End.SENT:
            return True
        return use.end is End.PASSED and any(self._sends(one.key) for one in self.parameters(use))

    def _sends(self, key: Slot) -> bool:
        if key not in self._sending:
            self._sending[key] = False
            self._sending[key] = any(self.is_sent(one) for one in self.by_key.get(key, ()))
        return self._sending[key]

    def sent_again(self, use: MessageUse) -> Reason | None:
        """Why the message that a use sends might be sent, or be filled, once more."""
        if not self.is_sent(use) or use.declaration is None or use.declaration.kind == "function":
            return None
        declaration, program = use.declaration, use.program
        name = f"`{declaration.name}`"
        if declaration.kind == "member":
            return Reason("message-kept", name)
        kinds: list[str] = []
        for around in program.ancestors(use.node):
            if around.start_byte <= declaration.node.start_byte < around.end_byte and declaration.program is program:
                break
            kinds.append("loop" if around.type in LOOPS else "lambda" if self._runs_later(program, around) else "")
        if "loop" in kinds:
            return Reason("message-not-readable", f"{name} is sent in a loop, and Amplitude drops an event sent twice")
        for later in self.by_key.get(use.key, ()):
            if later.program is not program or later.node.start_byte <= use.node.end_byte:
                continue
            if later.end is End.TARGET:
                break
            if self._excludes(use, later):
                continue
            line, _ = program.document.position(later.node.start_byte)
            return Reason(
                "message-not-readable",
                f"{name} is used again at line {line}, and Amplitude's event is what was sent, not a copy",
            )
        return Reason("message-kept", name) if "lambda" in kinds else None

    def _runs_later(self, program: Program, node: Node) -> bool:
        if node.type not in LAMBDAS:
            return False
        call = self.resolver.lambda_call(program, node) if program.is_kotlin else None
        if not program.is_kotlin and node.type == "lambda_expression":
            listed = program.parent(node)
            owner = program.parent(listed) if listed is not None else None
            call = invocation_of(program, owner) if owner is not None else None
        return call is None or call.name not in ONCE

    def _excludes(self, first: MessageUse, second: MessageUse) -> bool:
        """Tell whether only one of two uses runs."""
        program = first.program
        inner = first.node
        for around in program.ancestors(first.node):
            if around.start_byte <= second.node.start_byte and second.node.end_byte <= around.end_byte:
                return around.type in CHOICES and not any(
                    one.type in ("block", "switch_block_statement_group")
                    and one.start_byte <= first.node.start_byte < one.end_byte
                    and one.start_byte <= second.node.start_byte < one.end_byte
                    for one in around.named_children
                )
            if around.type in BLOCKS and around.named_children and around.named_children[-1].type in LEAVING:
                return True
            if inner.type in LEAVING:
                return True
            inner = around
        return False

    def clash(self, parameter: Declaration) -> Reason | None:
        """Why a function whose parameter becomes an event would be the same as another one."""
        program, whole = parameter.program, parameter.whole
        around = program.within(whole, *FUNCTIONS, "primary_constructor") if whole is not None else None
        name = around.child_by_field_name("name") if around is not None else None
        if around is None or whole is None:
            return None
        if name is None or around.type == "constructor_declaration":
            info = self.workspace.index.class_around(program, around)
            others = info.constructors if info is not None else []
        else:
            function = next((one for one in self._functions(program, around) if one.node.id == name.id), None)
            others = self.overloads(function) if function is not None else []
        own = self._signature(program, around)
        same = [one for one in others if one.whole is not None and one.whole.id != around.id
                and self._signature(one.program, one.whole) == own]  # fmt: skip
        if not same or name is None:
            return None
        lines = ", ".join(str(one.program.document.position(one.node.start_byte)[0]) for one in same)
        return Reason(
            "message-not-readable", f"with events for builders, `{program.text(name)}` is the same as at line {lines}"
        )

    def _signature(self, program: Program, function: Node) -> list[str]:
        found = []
        for one in parameters_of(program, function):
            kind = self.resolver.declared_type(one)
            is_message = kind is not None and segment.is_message_builder(kind.name)
            text = program.text(one.type_node) if one.type_node is not None else ""
            found.append("Event" if is_message else text.partition("<")[0])
        return found

    # --- ids ---------------------------------------------------------------------------------------------------------

    def ids(self, use: MessageUse) -> Ids | Reason | None:
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
        for one in self._ids.values():
            if isinstance(one, Ids) and one.use is use:
                return frozenset(name for name, _ in one.given)
        return frozenset()

    def settle(self) -> None:
        """Look for the ids and the names of all messages, before anything is written."""
        for use in self.uses:
            self.ids(use)
            declared = self.declared(use) if use.end is End.DECLARED else use.declaration
            if declared is not None and declared.kind in ("variable", "parameter"):
                self.name(declared)

    def _later_ids(self, use: MessageUse) -> Ids | Reason:
        missing = Reason("user-id-missing", "the event needs it when it is made")
        declaration = self.declared(use) if use.end is End.DECLARED else None
        if declaration is None or declaration.kind != "variable" or use.is_branch:
            return missing
        program = use.program
        statement = self._statement(program, use.node)
        block = program.parent(statement)
        for later in self.by_key.get(declaration.key, ()):
            given = tuple((one.name, one.arguments[0]) for one in later.steps if one.name in IDS and one.arguments)
            own = self._statement(program, later.node)
            if not given:
                if later.end is not End.STATEMENT and not self._is_self(later):
                    return missing
                continue
            line, _ = program.document.position(later.node.start_byte)
            missing = Reason("user-id-missing", f"the event needs it when it is made, not only at line {line}")
            parent = program.parent(own)
            if parent is None or block is None or parent.id != block.id or not self._is_direct(later, own):
                return missing
            return self._moved(use, later, given, statement, own) or missing
        return missing

    @staticmethod
    def _is_self(use: MessageUse) -> bool:
        """``builder = builder.properties(map)``."""
        return use.end in (End.ASSIGNED, End.TARGET)

    def _is_direct(self, use: MessageUse, statement: Node) -> bool:
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

    def _moved(
        self, use: MessageUse, later: MessageUse, given: tuple[tuple[str, Argument], ...], first: Node, last: Node
    ) -> Ids | None:
        """Ids that may as well be read where the message is made."""
        program = use.program
        names: set[str] = set()
        runs = False
        for _, argument in given:
            nodes = [one for one in program.nodes if _within(one, argument.value)]
            runs = runs or any(invocation_of(program, one) is not None for one in nodes)
            for one in nodes:
                if one.type != "identifier":
                    continue
                names.add(program.text(one))
                found = self.resolver.lookup(program, one, program.text(one))
                if found is not None and found.kind == "variable" and found.node.start_byte > first.start_byte:
                    if found.program is program:
                        return None
        between = [one for one in program.nodes if first.end_byte <= one.start_byte < last.start_byte]
        for one in between:
            target = one.child_by_field_name("left") if one.type in ("assignment", "assignment_expression") else None
            if one.type in ("update_expression", "postfix_expression", "prefix_expression"):
                target = one
            if target is not None and names & set(re.findall(r"\w+", program.text(target))):
                return None
        other = any(
            invocation_of(program, one) is not None
            and not any(_within(one, fill.node) and self._is_quiet(program, one, fill)
                        for fill in self.by_key.get(later.key, ()))
            for one in between
        )  # fmt: skip
        return Ids(given, later, runs and other)

    @staticmethod
    def _is_quiet(program: Program, node: Node, fill: MessageUse) -> bool:
        """Tell whether a call is one of the builder's own methods."""
        return any(step.node.id == node.id for step in fill.steps)

    # --- names -------------------------------------------------------------------------------------------------------

    def name(self, declaration: Declaration) -> bytes:
        """What a variable is called that holds an event: one that is called a builder is called an event."""
        if declaration.key not in self._names:
            self._names[declaration.key] = self._named(declaration).encode()
        return self._names[declaration.key]

    def _named(self, declaration: Declaration) -> str:
        old, program = declaration.name, declaration.program
        match = NAMED_BUILDER.match(old)
        is_local = declaration.kind == "variable" or (declaration.kind == "parameter" and not program.is_kotlin)
        if match is None or not is_local:
            return old
        around = program.within(declaration.node, *FUNCTIONS) or program.root
        text = program.data[around.start_byte : around.end_byte].decode("utf-8", "replace")
        before = program.data[: around.start_byte].rstrip()
        if declaration.kind == "parameter" and before.endswith(b"*/"):
            comment = before[before.rfind(b"/**") :].decode("utf-8", "replace")
            if re.search(rf"@param\s+{re.escape(old)}\b", comment):
                return old
        new = f"{match[1]}Event" if match[1] else "event"
        others = {name for key, name in self._names.items() if key[0] == program.path}
        is_taken = re.search(rf"(?<![.\w]){new}\b(?!\()", text) is not None
        return old if is_taken or (new.encode() in others and self._shares(declaration, new)) else new

    def _shares(self, declaration: Declaration, new: str) -> bool:
        """Tell whether another variable of the function is called the new name."""
        program = declaration.program
        around = program.within(declaration.node, *FUNCTIONS) or program.root
        return any(
            name == new.encode() and path == program.path and around.start_byte <= start < around.end_byte
            for (path, start), name in self._names.items()
            if start != declaration.node.start_byte
        )

    def names_in(self, program: Program, start: int, end: int) -> Iterator[str]:
        """The new names of the variables that are declared in a range."""
        for (path, place), name in list(self._names.items()):
            if path == program.path and start <= place < end:
                yield name.decode()


def _within(node: Node, other: Node) -> bool:
    return other.start_byte <= node.start_byte and node.end_byte <= other.end_byte
