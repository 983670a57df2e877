"""How the builders of messages go through a project: who fills them, who hands them on, and who sends them.

Segment:   a builder may be filled and sent again, each time as a message of its own.
Amplitude: an Event is what is sent, not a copy; sent twice it is dropped as a duplicate.
Source:    sdk-facts/amplitude.md §10, segment.md §11; java-sdk 1.13.0 Event.java, analytics-java MessageBuilder.java
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import ClassInfo, Declaration, modifiers_of, parameters_of
from segment_to_amplitude.languages.jvm.invocations import Argument, invocation_of
from segment_to_amplitude.languages.jvm.message_ids import BLOCKS, CHOICES, LAMBDAS, LEAVING, LOOPS, MessageIds
from segment_to_amplitude.languages.jvm.message_names import FUNCTIONS, MessageNames
from segment_to_amplitude.languages.jvm.message_uses import End, MessageUse, short
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.workspace import Workspace

if TYPE_CHECKING:
    from tree_sitter import Node

Slot = tuple[str, int]
ONCE = frozenset({"let", "run", "apply", "also", "with", "ifPresent", "use", "synchronized"})
"""Functions that run their lambda once, if at all."""
MANY = frozenset({
    "forEach", "forEachIndexed", "forEachOrdered", "onEach", "map", "mapNotNull", "flatMap", "filter", "repeat", "peek",
    "replaceAll", "computeIfAbsent",
})  # fmt: skip
"""Functions that run their lambda for each element."""


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
        self.names = MessageNames()
        self.ids = MessageIds(self)

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

    def settle(self) -> None:
        """Look for the ids and the names of all messages, before anything is written."""
        for use in self.uses:
            self.ids.of(use)
            declared = self.declared(use) if use.end is End.DECLARED else use.declaration
            if declared is not None and declared.kind in ("variable", "parameter"):
                self.names.of(declared)
