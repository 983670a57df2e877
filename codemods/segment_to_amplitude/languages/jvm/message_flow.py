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
from segment_to_amplitude.languages.jvm.index import ClassInfo, Declaration, modifiers_of, parameters_of
from segment_to_amplitude.languages.jvm.invocations import Argument, invocation_of
from segment_to_amplitude.languages.jvm.message_uses import IDS, End, MessageUse, short
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.workspace import Workspace

if TYPE_CHECKING:
    from tree_sitter import Node

Slot = tuple[str, int]
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
MANY = frozenset({
    "forEach", "forEachIndexed", "forEachOrdered", "onEach", "map", "mapNotNull", "flatMap", "filter", "repeat", "peek",
    "replaceAll", "computeIfAbsent",
})  # fmt: skip
"""Functions that run their lambda for each element."""
NAMED_BUILDER = re.compile(r"^(?:(\w*?)(?:[mM]essage|[eE]vent)?B|b)uilder$")


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
    """The fills of which one gives a message its first id: an ``if`` decides."""

    fills: tuple[MessageUse, ...]


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
        self._ids: dict[int, Ids | Branches | Reason | None] = {}

    # --- who holds the same message ----------------------------------------------------------------------------------

    def links(self) -> Iterator[tuple[Slot, Slot]]:
        """Pairs of places that hold the same message."""
        for use in self.uses:
            for target in self.targets(use):
                yield target.key, use.key
        for path in sorted(self.workspace.programs):
            for info in self.workspace.index.files[path].classes.values():
                yield from self._overridden(info)
            for node in self.workspace.programs[path].nodes:
                if node.type == "enum_constant":
                    yield from self._of_constant(self.workspace.programs[path], node)

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
        found = next((one for one in self._functions(program, around) if one.node.id == name.id), None)
        if found is None:
            # A method in the body of one of an enum's constants.
            found = Declaration(program, name, "function", around.child_by_field_name("type"), None, around)
        return found

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

    def _of_constant(self, program: Program, node: Node) -> Iterator[tuple[Slot, Slot]]:
        """The methods of one of an enum's constants override those of the enum."""
        info = self.workspace.index.class_around(program, node)
        body = next((one for one in node.named_children if one.type == "class_body"), None)
        for function in body.named_children if body is not None else ():
            name = function.child_by_field_name("name")
            if function.type == "method_declaration" and name is not None:
                kind = function.child_by_field_name("type")
                yield from self._same_function(Declaration(program, name, "function", kind, None, function), info)

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
            return Reason("message-not-readable", use.detail)
        if use.end in (End.PASSED, End.DECLARED, End.ASSIGNED, End.RETURNED) and not self.targets(use):
            return Reason("message-not-readable", f"it goes to {self._goal(use)}")
        if use.end is End.RETURNED and use.around is not None:
            function = self.function(use.program, use.around)
            kind = self.resolver.declared_type(function) if function is not None else None
            if kind is None or not segment.is_message_builder(kind.name):
                return Reason("message-not-readable", f"it goes to {self._goal(use)}")
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
            kinds.append("loop" if around.type in LOOPS else self._run_of(program, around))
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

    def _run_of(self, program: Program, node: Node) -> str:
        """Tell a lambda that runs for each element from one of which it does not show when it runs."""
        if node.type not in LAMBDAS:
            return ""
        call = self.resolver.lambda_call(program, node) if program.is_kotlin else None
        if not program.is_kotlin and node.type == "lambda_expression":
            listed = program.parent(node)
            owner = program.parent(listed) if listed is not None else None
            call = invocation_of(program, owner) if owner is not None else None
        if call is not None and call.name in MANY:
            return "loop"
        return "" if call is not None and call.name in ONCE else "lambda"

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

    def foreign(self, program: Program, owner: Node) -> str | None:
        """The class beyond the project that a function is declared in which a type belongs to."""
        inside = owner.type in ("formal_parameter", "parameter", "method_declaration", "function_declaration")
        function = owner if owner.type in FUNCTIONS else program.within(owner, *FUNCTIONS) if inside else None
        name = function.child_by_field_name("name") if function is not None else None
        if function is None or name is None:
            return None
        body = program.parent(function)
        made = program.parent(body) if body is not None else None
        if made is not None and made.type == "object_creation_expression":
            kind = made.child_by_field_name("type")
            return program.text(kind) if kind is not None else "its class"
        info = self.workspace.index.class_around(program, function)
        is_override = re.search(r"@Override\b|\boverride\b", modifiers_of(program, function)) is not None
        if made is not None and made.type == "enum_constant":
            return None
        if program.is_kotlin and body is not None and made is not None and made.type == "object_literal":
            return program.text(made).partition("{")[0].strip()
        own = parameters_of(program, function)
        for one in self.resolver.members(info, program.text(name), with_companion=False):
            if one.kind == "function" and one.owner is not info and one.whole is not None:
                if len(parameters_of(one.program, one.whole)) == len(own):
                    return None
        supertypes = [info.program.text(one) for one in info.supertypes] if info is not None else []
        kinds = [self.resolver.resolve_type(info.program, one) for one in info.supertypes] if info is not None else []
        if is_override or any(one is not None and segment.is_segment(one.name) for one in kinds):
            return supertypes[0] if supertypes else "its class"
        return None

    # --- ids ---------------------------------------------------------------------------------------------------------

    def ids(self, use: MessageUse) -> Ids | Branches | Reason | None:
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
        declared = self.declared(use) if use.end is End.DECLARED else None
        for one in self.by_key.get(declared.key, ()) if declared is not None else ():
            if one.ids - self.taken_from(one):
                return one
        return None

    def settle(self) -> None:
        """Look for the ids and the names of all messages, before anything is written."""
        for use in self.uses:
            self.ids(use)
            declared = self.declared(use) if use.end is End.DECLARED else use.declaration
            if declared is not None and declared.kind in ("variable", "parameter"):
                self.name(declared)

    def _later_ids(self, use: MessageUse) -> Ids | Branches | Reason:
        missing = Reason("user-id-missing", self._when(use))
        declaration = self.declared(use) if use.end is End.DECLARED else None
        if declaration is None or declaration.kind != "variable" or use.is_branch:
            return missing
        found: list[Id] = []
        for later in self.by_key.get(declaration.key, ()):
            for step in later.steps:
                if step.name in IDS and len(step.arguments) == 1:
                    line, _ = use.program.document.position(later.node.start_byte)
                    missing = Reason("user-id-missing", f"the event needs one when it is made, before line {line}")
                    one = self._moved(use, later, step.name, step.arguments[0])
                    found += [one] if one is not None else []
            if later.end is not End.STATEMENT and not self._is_self(later):
                break
        return Ids(tuple(found)) if found else self._branches(use, declaration) or missing

    def _branches(self, use: MessageUse, declaration: Declaration) -> Branches | None:
        """The first fills of both branches, where each gives an id and nothing was done with the message before."""
        program, uses = use.program, self.by_key.get(declaration.key, [])
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
        for one in self.uses:
            found = self._ids.get(one.node.id)
            if isinstance(found, Branches) and use in found.fills:
                return one
        return None

    def _when(self, use: MessageUse) -> str:
        """When a message gets an id that is made and passed on without one."""
        for target in self.targets(use):
            for one in self.by_key.get(target.key, ()):
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
        other = any(
            invocation_of(program, one) is not None
            and not any(self._is_quiet(one, fill) for fill in self.by_key.get(later.key, ()))
            for one in between
        )
        return Id(name, argument, later, guard, runs and other)

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
        wanted = [f"{match[1]}Event"] if match[1] else ["event", "message"]
        free = (name for name in wanted if re.search(rf"(?<![.\w]){name}\b(?!\()", text) is None)
        return next((name for name in free if not self._shares(declaration, name)), old)

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
