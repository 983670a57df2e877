"""Segment's client and Amplitude's side by side: what carries the one stands a second time for the other.

Where a call has to stay with Segment, the others move to a client of Amplitude's that comes the same way: the
variables, fields, parameters with their callers, and providers that they need are written twice. Where one of these
cannot be, nothing of the client moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.clients import (
    CONTAINER,
    INJECTED,
    SINGLETON,
    Group,
    Groups,
    Slot,
    defined_in,
)
from segment_to_amplitude.languages.jvm.index import Declaration, modifiers_of, parameters_of, receiver_type
from segment_to_amplitude.languages.jvm.invocations import Argument, Invocation, invocation_of
from segment_to_amplitude.languages.jvm.layout import Layout
from segment_to_amplitude.languages.jvm.place import BLOCKS
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.references import Reference, Role
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.reference_rewrites import ReferenceRewrites

OWN_NAME = re.compile(r"(?i)segment_?analytics|analytics_?segment|analytics|segment")
"""What a name says of Segment's client."""
PREFIX = re.compile(r"(?:_+|m(?=[A-Z])|(?:get|provides?|create|make|build|new|with)(?=[A-Z]|$))")
"""What stands before the noun of a name: a mark of fields, or a verb."""
FUNCTIONS = frozenset({"function_declaration", "method_declaration"})
CALLED = ("primary_constructor", "secondary_constructor", "constructor_declaration", *sorted(FUNCTIONS),
          "anonymous_function", "lambda_expression", "lambda_literal")  # fmt: skip
DECLARED = FUNCTIONS | {"property_declaration", "field_declaration", "local_variable_declaration"}
STATEMENTS = BLOCKS | {"interface_body", "enum_class_body", "statements"}
MADE_ANEW = frozenset({"mockk", "mock", "spyk", "get", "instance", "any"})
"""Functions that make or give whatever a parameter's type asks for."""
BY_REFERENCE = re.compile(rb"\b(?:singleOf|factoryOf|viewModelOf|scopedOf|workerOf)\s*\(\s*::\s*$")
WIDTH = 120
STRING = re.compile(rb'"(?:[^"\\\n]|\\.)*"')
BOTH = frozenset({"flush", "reset", "logout", "shutdown", "optOut"})
"""Methods that both clients are given."""
MANAGED = re.compile(
    r"@(?:\w+\.)*(?:Component|Service|Controller|RestController|Repository|Configuration|HiltViewModel)\b"
)


class CannotDouble(Exception):
    """Something that carries the client cannot stand twice."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Doubled:
    """The second way of a client: the names by slot, and what each file gets."""

    names: dict[Slot, str] = field(default_factory=dict)
    rewrites: dict[str, list[Rewrite]] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=dict)
    renames: dict[str, dict[int, Rewrite]] = field(default_factory=dict)
    """By path and offset: the mentions of what stands twice, with their other names."""
    receivers: set[int] = field(default_factory=set)
    """Reads of the client that become reads of the other, by the identity of the reference."""

    def renamed(self, program: Program, node: Node) -> tuple[Part, ...] | None:
        """An expression with the other names in it; None where it has none."""
        found = [
            rename
            for rename in self.renames.get(program.path, {}).values()
            if program.span(node).contains(rename.span)
        ]  # fmt: skip
        if not found:
            return None
        parts: list[Part] = []
        at = node.start_byte
        for rename in sorted(found, key=lambda one: one.span):
            parts += [Span(at, rename.span.start), *rename.parts]
            at = rename.span.end
        return tuple(part for part in (*parts, Span(at, node.end_byte)) if part)


def other_name(name: str) -> str:
    """The name of Amplitude's client beside one of Segment's."""

    def amplitude(found: re.Match[str]) -> str:
        text = found[0]
        return "AMPLITUDE" if text.isupper() else "Amplitude" if text[0].isupper() else "amplitude"

    if OWN_NAME.search(name):
        return OWN_NAME.sub(amplitude, name, count=1)
    prefix, rest = (found[0], name[found.end() :]) if (found := PREFIX.match(name)) else ("", name)
    own = "Amplitude" if prefix[-1:].isalpha() else "amplitude"
    return f"{prefix}{own}{rest[:1].upper()}{rest[1:]}"


class Doubler:
    """Finds out what has to stand twice for one client, and writes it."""

    def __init__(self, groups: Groups, rewrites: Mapping[str, ReferenceRewrites]) -> None:
        self.groups = groups
        self.workspace = groups.workspace
        self.resolver = groups.resolver
        self.rewrites = rewrites

    def double(self, group: Group, moved: Sequence[Reference]) -> Doubled:
        """The second way of a client; raises CannotDouble with the reason."""
        self.group = group
        self.found = Doubled()
        self._units: dict[str, list[Span]] = {}
        self._texts: set[str] = set()
        self._lists: dict[tuple[str, int], tuple[Node, dict[int, bytes]]] = {}
        needed = self._needed(moved)
        if SINGLETON in needed:
            raise CannotDouble("what `Analytics.with(…)` finds is handed on from there")
        if not any(one.role is Role.CONSTRUCTION and _slot(one) in needed for one in self.group.references):
            raise CannotDouble("nothing shows where the client is made")
        declared = [self._declaration(slot) for slot in sorted(needed) if self._is_declared(slot)]
        for one in declared:
            self.found.names[one.key] = other_name(one.name)
        self._check_names(declared)
        self._texts = {text for one in declared for text in _forms(one.name)}
        for _, program in sorted(self.workspace.programs.items()):
            self._renames(program)
        parameters = [one for one in declared if self._is_parameter(one)]
        for one in declared:
            if one not in parameters:
                self._copy(one.program, self._unit(one), is_member=one.kind in ("member", "function"))
        self._copy_definitions(needed)
        for one in parameters:
            self._parameter(one)
        self._copy_assignments()
        self._check_references(moved)
        self._write_lists()
        return self.found

    # --- what is needed -------------------------------------------------------------------------------------------

    def _needed(self, moved: Sequence[Reference]) -> set[Slot]:
        """The slots from which the calls that move take their client, and those that fill them."""
        needed: set[Slot] = set()
        waiting: list[Slot] = []
        for one in moved:
            slot = self.groups.slot(one)
            if slot is None:
                raise CannotDouble(f"what {_at(one)} is called on does not show")
            waiting.append(slot)
        while waiting:
            slot = waiting.pop()
            if slot in needed:
                continue
            needed.add(slot)
            waiting += [right for left, right in self.groups.links if left == slot]
            waiting += [left for left, right in self.groups.overriding if right == slot]
            waiting += [right for left, right in self.groups.overriding if left == slot]
            if slot == INJECTED:
                waiting += [left for left, right in self.groups.links if right == slot and self._is_provider(left)]
        return needed

    def _is_provider(self, slot: Slot) -> bool:
        declaration = self.groups.declarations.get(slot)
        if declaration is None or declaration.kind != "function" or declaration.whole is None:
            return False
        return CONTAINER.search(modifiers_of(declaration.program, declaration.whole)) is not None

    def _is_declared(self, slot: Slot) -> bool:
        is_made = any(one.role is Role.CONSTRUCTION and _slot(one) == slot for one in self.group.references)
        return slot != INJECTED and not is_made

    def _declaration(self, slot: Slot) -> Declaration:
        found = self.groups.declarations.get(slot)
        if found is None:
            raise CannotDouble(f"what holds it at {self._line(slot)} is no declaration that can stand twice")
        return found

    def _line(self, slot: Slot) -> str:
        program = self.workspace.index.program(slot[0])
        return f"{slot[0]}:{program.document.position(slot[1])[0]}" if program is not None else slot[0]

    def _check_names(self, declared: Sequence[Declaration]) -> None:
        """No other thing may be called as the second one of each, in any file that will name it."""
        paths = {one.program.path for one in self.group.references} | {one.program.path for one in declared}
        for path in sorted(paths):
            program = self.workspace.index.program(path)
            for new in sorted(set(self.found.names.values())):
                if program is not None and _names(program, new):
                    raise CannotDouble(f"the name `{new}` is taken in {path}")
        by_new: dict[tuple[str, str], str] = {}
        for one in declared:
            key = (one.program.path, self.found.names[one.key])
            if by_new.setdefault(key, one.name) != one.name:
                raise CannotDouble(f"`{by_new[key]}` and `{one.name}` in {key[0]} would get the same name")

    # --- names ----------------------------------------------------------------------------------------------------

    def _renames(self, program: Program) -> dict[int, Rewrite]:
        """The mentions of what stands twice in a file, by offset."""
        if program.path not in self.found.renames:
            self.found.renames[program.path] = {
                rename.span.start: rename for node in program.nodes if (rename := self._rename(program, node))
            }
        return self.found.renames[program.path]

    def _rename(self, program: Program, node: Node) -> Rewrite | None:
        """The other name of what a name in a file stands for."""
        if node.type != "identifier":
            return None
        text = program.text(node).strip("`")
        own = self.found.names.get((program.path, node.start_byte))
        if own is not None:
            return Rewrite(program.span(node), (own.encode(),))
        if text not in self._texts:
            return None
        meant = self.resolver.evaluate(program, self._whole(program, node))
        declaration = meant.declaration if meant is not None else None
        if declaration is None or declaration.key not in self.found.names:
            return None
        new = _other_text(text, declaration.name, self.found.names[declaration.key])
        return Rewrite(program.span(node), (new.encode(),)) if new is not None else None

    @staticmethod
    def _whole(program: Program, node: Node) -> Node:
        """The expression that ends with a name: ``a.b`` for ``b``, and the call where it names a function."""
        parent = program.parent(node)
        if parent is None:
            return node
        if parent.type == "method_invocation":
            name = parent.child_by_field_name("name")
            return parent if name is not None and name.id == node.id else node
        if parent.type in ("navigation_expression", "field_access"):
            if _children(parent)[-1].id != node.id:
                return node
            node, parent = parent, program.parent(parent)
        if parent is not None and parent.type == "call_expression" and _children(parent)[0].id == node.id:
            return parent
        return node

    # --- copies ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _is_parameter(one: Declaration) -> bool:
        return one.whole is not None and one.whole.type in ("class_parameter", "parameter", "formal_parameter")

    def _unit(self, one: Declaration) -> Node:
        """The declaration that is written a second time as a whole."""
        program, whole = one.program, one.whole
        if whole is None or one.kind in ("lambda", "element"):
            raise CannotDouble(f"`{one.name}` at {self._line(one.key)} is no declaration that can stand twice")
        parent = program.parent(whole)
        if parent is None or parent.type not in STATEMENTS:
            raise CannotDouble(f"`{one.name}` at {self._line(one.key)} stands where nothing can stand beside it")
        names = [
            child for child in whole.named_children if child.type in ("variable_declarator", "variable_declaration")
        ]
        if len(names) > 1 or whole.type not in DECLARED:
            raise CannotDouble(f"`{one.name}` at {self._line(one.key)} is declared together with others")
        if whole.type in FUNCTIONS:
            self._check_function(one, whole)
        return whole

    def _check_function(self, one: Declaration, whole: Node) -> None:
        program = one.program
        if program.is_kotlin and receiver_type(whole) is not None:
            raise CannotDouble(f"`{one.name}` at {self._line(one.key)} extends the client")
        is_override = re.search(r"\boverride\b|@Override\b", modifiers_of(program, whole)) is not None
        if is_override and not any(one.key in pair for pair in self.groups.overriding):
            raise CannotDouble(f"`{one.name}` at {self._line(one.key)} overrides a function of another library")
        body = next((child for child in whole.named_children if child.type in ("function_body", "block")), None)
        inner = body
        if body is not None and body.type == "function_body":
            inner = next((child for child in body.named_children if child.type == "block"), None)
        own = [each.span for each in self.group.references if each.program is program]
        renames = [rename.span for rename in self._renames(program).values()]
        for statement in _children(inner) if inner is not None else ():
            if not any(program.span(statement).contains(span) for span in (*own, *renames)):
                raise CannotDouble(f"`{one.name}` at {self._line(one.key)} does more than give the client")

    def _copy(self, program: Program, unit: Node, *, is_member: bool = False) -> None:
        """Write a declaration or a statement once more, below itself."""
        span = program.span(unit)
        if any(one.contains(span) for one in self._units.get(program.path, ())):
            return
        text = self._copied(program, span)
        if unit.type in FUNCTIONS and CONTAINER.search(modifiers_of(program, unit)):
            text = self._copied(program, span, self._idle_parameters(program, unit, text))
        self._units.setdefault(program.path, []).append(span)
        data, document = program.data, program.document
        line_start = document.line_start(span.start)
        newline = document.newline_at(span.start)
        indent = data[line_start : span.start]
        end = data.find(b"\n", span.end)
        end = len(data) if end < 0 else end - data[span.end : end].endswith(b"\r")
        rest = data[span.end : end].strip()
        if indent.strip():
            self._insert(program, span.end, (b"; " if program.is_kotlin else b" ") + text)
            return
        at = end if rest.startswith((b"//", b"/*")) or not rest else span.end
        is_apart = unit.type in FUNCTIONS and data[end:].startswith(newline * 2)
        gap = newline * 2 if is_member and (is_apart or b"\n" in data[span.start : span.end]) else newline
        self._insert(program, at, gap + indent + text)

    def _insert(self, program: Program, at: int, text: bytes) -> None:
        self._replace(program, Span(at, at), text)

    def _replace(self, program: Program, span: Span, text: bytes) -> None:
        self.found.rewrites.setdefault(program.path, []).append(Rewrite(span, (text,)))

    @staticmethod
    def _idle_parameters(program: Program, unit: Node, text: bytes) -> list[Rewrite]:
        """Leave out what a container gives for nothing: Segment's key."""
        found: list[Rewrite] = []
        parameters = parameters_of(program, unit)
        for index, one in enumerate(parameters):
            name = re.compile(rb"\b" + one.name.encode() + rb"\b")
            made, own = (STRING.sub(b"", each) for each in (text, program.data[unit.start_byte : unit.end_byte]))
            if one.whole is None or len(name.findall(made)) != 1 or len(name.findall(own)) == 1:
                continue
            start, end = one.whole.start_byte, one.whole.end_byte
            before, after = parameters[:index], parameters[index + 1 :]
            if before and before[-1].whole is not None:
                start = before[-1].whole.end_byte
            elif after and after[0].whole is not None:
                end = after[0].whole.start_byte
            found.append(Rewrite(Span(start, end), ()))
        return found

    def _copied(self, program: Program, span: Span, more: Sequence[Rewrite] = ()) -> bytes:
        """The text of a place for Amplitude's client."""
        rewrites = list(more)
        rewrites += [one for one in self._renames(program).values() if span.contains(one.span)]
        rewrites = [one for one in rewrites if one in more or not any(each.span.contains(one.span) for each in more)]
        writer = self.rewrites.get(program.path)
        for one in self.workspace.references.get(program.path, ()):
            if not span.contains(one.covers) or one.role in (Role.CLIENT, Role.IMPORT):
                continue
            if writer is None or one.role not in (Role.TYPE, Role.CONSTRUCTION) or self._is_other(one):
                raise CannotDouble(f"{_at(one)} stands where the client is made or handed on")
            is_made = one.role is Role.CONSTRUCTION
            outcome = writer.construction(one, is_beside=True) if is_made else writer.outcome(one)
            if outcome.is_stuck:
                raise CannotDouble(f"{_at(one)} stays")
            if is_made:
                # What is in a construction is in its rewrite.
                rewrites = [each for each in rewrites if not one.covers.contains(each.span)]
            rewrites += outcome.rewrites
            self.found.imports.setdefault(program.path, set()).update(outcome.imports)
        if not rewrites:
            raise CannotDouble(f"what is given at {self._line((program.path, span.start))} does not show")
        return rendered(program, span, sorted(rewrites, key=lambda one: one.span))

    def _is_other(self, one: Reference) -> bool:
        group = self.groups.of(one)
        return group is not None and group is not self.group

    def _copy_definitions(self, needed: set[Slot]) -> None:
        """Koin's ``single { … }``."""
        for path in sorted({one.program.path for one in self.group.references}):
            program = self.workspace.programs[path]
            for node in program.nodes:
                last = defined_in(program, node)
                slot = self.groups.value_slot(program, last) if last is not None else None
                if slot in needed and INJECTED in needed:
                    self._copy(program, self._statement(program, node))

    def _statement(self, program: Program, node: Node) -> Node:
        parent = program.parent(node)
        while parent is not None and parent.type not in STATEMENTS:
            node, parent = parent, program.parent(parent)
        return node

    def _copy_assignments(self) -> None:
        for program in list(self.workspace.programs.values()):
            for node in program.nodes:
                if node.type not in ("assignment", "assignment_expression"):
                    continue
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is None or right is None or not self._is_named(program, left):
                    continue
                unit = node if program.is_kotlin else program.parent(node)
                parent = program.parent(unit) if unit is not None else None
                if unit is None or parent is None or parent.type not in STATEMENTS:
                    raise CannotDouble(
                        f"an assignment at {self._line((program.path, node.start_byte))} has no place for two"
                    )
                if program.text(right) != "null" and not self._gives(program, right):
                    raise CannotDouble(f"what is given at {self._line((program.path, right.start_byte))} does not show")
                self._copy(program, unit)

    def _is_named(self, program: Program, node: Node) -> bool:
        meant = self.resolver.evaluate(program, node)
        return meant is not None and meant.declaration is not None and meant.declaration.key in self.found.names

    def _gives(self, program: Program, node: Node) -> bool:
        """Tell whether an expression is the client in a way that can be written for the other."""
        span = program.span(node)
        if any(span.contains(one.span) for one in self._renames(program).values()):
            return True
        return any(
            one.role is Role.CONSTRUCTION and span.contains(one.covers) and not self._is_other(one)
            for one in self.workspace.references.get(program.path, ())
        )

    # --- parameters -----------------------------------------------------------------------------------------------

    def _parameter(self, one: Declaration) -> None:
        """A second parameter, and a second argument in every call."""
        program, whole = one.program, one.whole
        assert whole is not None
        function = program.within(whole, *CALLED)
        place = f"`{one.name}` at {self._line(one.key)}"
        if function is None or function.type in ("anonymous_function", "lambda_expression", "lambda_literal"):
            raise CannotDouble(f"{place} is a parameter of a lambda")
        modifiers = modifiers_of(program, function)
        owner = self.workspace.index.class_around(program, function)
        outer = modifiers_of(program, owner.node) if owner is not None else ""
        is_constructor = "constructor" in function.type
        if not is_constructor and re.search(r"\boverride\b|@Override\b|\babstract\b|\bopen\b", modifiers):
            raise CannotDouble(f"{place} is a parameter of a function that others override")
        if owner is not None and not is_constructor and not any(
            child.type in ("function_body", "block") for child in function.named_children
        ):  # fmt: skip
            raise CannotDouble(f"{place} is a parameter of a function that others implement")
        if is_constructor and re.search(r"\b(?:data|enum|annotation)\b", outer):
            raise CannotDouble(f"{place} is a parameter of a data class")
        name = owner.name.rpartition(".")[2] if is_constructor and owner is not None else _name_of(program, function)
        calls = list(self._calls(name, one, is_constructor=is_constructor))
        is_managed = CONTAINER.search(modifiers) or MANAGED.search(outer) or self._is_by_reference(name)
        if not calls and not is_managed:
            raise CannotDouble(f"nothing shows who gives {place} its value")
        self._beside(program, whole, self._copied(program, program.span(whole)))
        for caller, call, argument in calls:
            self._argument(caller, call, argument, one)

    def _is_by_reference(self, name: str) -> bool:
        """Tell whether a container runs a constructor that is only named: ``singleOf(::Reporter)``."""
        for _, data in self.workspace.sources.holding({name.encode()}):
            for found in re.finditer(
                rb"(?<=::)\s*" + name.encode() + rb"\b|\b" + name.encode() + rb"\s*::\s*new\b", data
            ):
                if not BY_REFERENCE.search(data[: found.start()]):
                    raise CannotDouble(f"`{name}` is handed on as a function")
                return True
        return False

    def _calls(
        self, name: str, one: Declaration, *, is_constructor: bool
    ) -> Iterator[tuple[Program, Invocation, Argument]]:
        """The calls that give a parameter its value, wherever they are in the project."""
        inherits = re.compile(
            rb"[:,]\s*" + name.encode() + rb"\s*\(|\bextends\s+" + name.encode() + rb"\b|\b(?:super|this)\s*\("
        )
        holding = self.workspace.sources.holding({name.encode()}) if is_constructor else ()
        # Who calls a function with a client has one; a container or a test makes objects without.
        paths = {path for path, _ in holding} | set(self.workspace.programs)
        for path in sorted(paths):
            program = self.workspace.index.program(path)
            if program is None or name.encode() not in program.data:
                continue
            data = program.data
            called = {name, "this", "super"}
            called |= {each.local for each in program.imports if each.name.rpartition(".")[2] == name}
            if is_constructor and (found := inherits.search(data)) and not found[0].startswith((b"super", b"this")):
                raise CannotDouble(f"another class extends `{name}` at {self._line((path, found.start()))}")
            for node in program.nodes:
                call = invocation_of(program, node)
                if call is None or call.node.id != node.id or call.name not in called:
                    continue
                parent = program.parent(node)
                outer = invocation_of(program, parent) if parent is not None else None
                if outer is not None and outer.name_node.id == call.name_node.id:
                    continue
                for parameters in self.groups.targets(program, call):
                    keys = [each.key for each in parameters]
                    if one.key not in keys:
                        continue
                    argument = call.argument(keys.index(one.key), one.name)
                    if argument is not None:
                        yield program, call, argument

    def _argument(self, program: Program, call: Invocation, argument: Argument, one: Declaration) -> None:
        value = argument.value
        new = self.found.names[one.key].encode()
        inner = invocation_of(program, value)
        if self._gives(program, value):
            text = self._copied(program, program.span(value))
        elif inner is not None and inner.name in MADE_ANEW:
            types = [
                each
                for each in self.workspace.references.get(program.path, ())
                if program.span(value).contains(each.covers)
            ]  # fmt: skip
            text = (
                self._copied(program, program.span(value)) if types else program.data[value.start_byte : value.end_byte]
            )
        else:
            raise CannotDouble(
                f"what `{call.name}` is given at {self._line((program.path, value.start_byte))} does not show"
            )
        node = value
        if argument.name is not None:
            text = new + b" = " + text
        if program.is_kotlin:
            while (parent := program.parent(node)) is not None and node.type != "value_argument":
                node = parent
        self._beside(program, node, text)

    def _beside(self, program: Program, node: Node, text: bytes) -> None:
        """One more parameter or argument behind another."""
        span = program.span(node)
        listed = program.parent(node)
        if listed is None or any(one.contains(span) for one in self._units.get(program.path, ())):
            raise CannotDouble(f"a call at {self._line((program.path, span.start))} stands twice itself")
        self._units.setdefault(program.path, []).append(span)
        _, texts = self._lists.setdefault((program.path, listed.start_byte), (listed, {}))
        texts[node.id] = text

    def _write_lists(self) -> None:
        """Write the parameters and arguments, one a line where the others stand so or a line gets too long."""
        for (path, _), (listed, texts) in sorted(self._lists.items()):
            program = self.workspace.index.programs[path]
            layout = Layout(program, listed.start_byte, WIDTH)
            line_start = program.document.line_start(listed.start_byte)
            line_end = program.data.find(b"\n", listed.end_byte)
            length = (line_end if line_end >= 0 else len(program.data)) - line_start
            is_long = length + sum(len(text) + 2 for text in texts.values()) > WIDTH
            is_open = b"\n" not in program.data[listed.start_byte : listed.end_byte]
            has_comments = len(listed.named_children) != len(_children(listed))
            is_multiline = any(b"\n" in text for text in texts.values())
            if (is_long or is_multiline) and is_open and program.is_kotlin and not has_comments:
                self._open(program, listed, texts, layout)
                continue
            for node in _children(listed):
                if node.id not in texts:
                    continue
                indent = program.data[program.document.line_start(node.start_byte) : node.start_byte]
                gap = b" " if indent.strip() else layout.newline + indent
                if indent.strip() and is_long and not is_multiline:
                    gap = layout.newline + layout.indent(node.start_byte) + layout.unit * 2
                self._insert(program, node.end_byte, b"," + gap + texts[node.id])

    def _open(self, program: Program, listed: Node, texts: Mapping[int, bytes], layout: Layout) -> None:
        """Write a list of one line with one on each."""
        outer = layout.newline + layout.indent(listed.start_byte)
        at = listed.start_byte + 1
        more = b""
        for child in _children(listed):
            self._replace(program, Span(at, child.start_byte), more + outer + layout.unit)
            at = child.end_byte
            inner = texts.get(child.id, b"").replace(layout.newline, layout.newline + layout.unit)
            more = b"," + (outer + layout.unit + inner + b"," if inner else b"")
        self._replace(program, Span(at, listed.end_byte - 1), more + outer)

    # --- what is left ---------------------------------------------------------------------------------------------

    def _check_references(self, moved: Sequence[Reference]) -> None:
        """Every read of the client is in what stands twice, is left to Segment's, or goes to the other as a whole."""
        going = {id(one) for one in moved}
        for one in moved:
            kind = one.meant.type if one.meant is not None else None
            is_safe = one.invocation is None or one.invocation.is_safe or one.invocation.receiver is None
            if one.program.is_kotlin and kind is not None and kind.is_nullable and not is_safe:
                # Kotlin knows from a comparison that the one is not null, and nothing of the other.
                raise CannotDouble(f"a comparison says that the client is there for {_at(one)}")
        for one in self.group.references:
            program = one.program
            units = self._units.get(program.path, ())
            if one.role is Role.CONSTRUCTION and not any(span.contains(one.covers) for span in units):
                raise CannotDouble(f"the client that is made at {_place(one)} has no place beside it")
            if one.role is not Role.CLIENT or any(span.contains(one.covers) for span in units):
                continue
            inside = block_of(one)
            if inside is None:
                continue
            calls = [each for each in self.group.references if each.role is Role.CALL and each.program is program]
            calls = [each for each in calls if inside.contains(each.covers)]
            if calls and all(id(each) in going and each.name not in BOTH for each in calls):
                self.found.receivers.add(id(one))
            elif any(id(each) in going for each in calls):
                raise CannotDouble(f"calls of both kinds stand in the block at {_place(one)}")


def block_of(one: Reference) -> Span | None:
    """The lambda of a scope function that a read of the client is the subject of."""
    program = one.program
    for around in program.ancestors(one.node):
        call = invocation_of(program, around)
        if call is not None and call.trailing is not None and call.name in ("apply", "also", "let", "run", "with"):
            return program.span(call.trailing)
        if around.type in STATEMENTS:
            return None
    return None


def rendered(program: Program, span: Span, rewrites: Sequence[Rewrite]) -> bytes:
    """The bytes of a place with rewrites carried out, also in what they keep."""
    text = b""
    at = span.start
    for index, one in enumerate(rewrites):
        if one.span.start < at or one.span.end > span.end:
            continue
        text += program.data[at : one.span.start]
        others = [*rewrites[:index], *rewrites[index + 1 :]]
        for part in one.parts:
            if isinstance(part, Span):
                text += rendered(program, part, [each for each in others if part.contains(each.span)])
            elif isinstance(part, bytes):
                text += part
        at = one.span.end
    return text + program.data[at : span.end]


def _names(program: Program, name: str) -> bool:
    """Tell whether a file has a name outside of its comments and texts."""
    if name.encode() not in program.data:
        return False
    kinds = ("identifier", "type_identifier")
    return bool(program.broken) or any(one.type in kinds and program.text(one) == name for one in program.nodes)


def _forms(name: str) -> set[str]:
    """A name, and how the other language writes what it is the name of."""
    forms = {name, f"get{name[:1].upper()}{name[1:]}"}
    return forms | {f"{name[3].lower()}{name[4:]}"} if name.startswith("get") and len(name) > 3 else forms


def _other_text(text: str, name: str, new: str) -> str | None:
    """The other name in the form in which a file writes it: Kotlin's properties are getters to Java."""
    if text == name:
        return new
    if text == f"get{name[:1].upper()}{name[1:]}":
        return f"get{new[:1].upper()}{new[1:]}"
    if name.startswith("get") and len(name) > 3 and text == f"{name[3].lower()}{name[4:]}" and new.startswith("get"):
        return f"{new[3].lower()}{new[4:]}"
    return None


def _slot(one: Reference) -> Slot:
    return one.program.path, one.node.start_byte


def _name_of(program: Program, function: Node) -> str:
    name = function.child_by_field_name("name")
    return program.text(name) if name is not None else ""


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _place(one: Reference) -> str:
    return f"{one.program.path}:{one.program.document.position(one.span.start)[0]}"


def _at(one: Reference) -> str:
    shown = one.program.data[one.span.start : one.span.end].decode("utf-8", "replace")
    return f"`{shown}` at {_place(one)}"
