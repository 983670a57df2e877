"""A client of analytics-swift that cannot go: Amplitude's beside it, in variables of its own.

Some calls of a client may have no counterpart. Where all that holds the client can be doubled, the others move: each
property or variable gets a second one below it, each construction a second one, and the calls that move take the new
name. A client that is handed on, returned, or kept in anything else is not doubled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.creation_swift import CreationSwift
from segment_to_amplitude.languages.apple.index import Declaration, is_extension
from segment_to_amplitude.languages.apple.invocations import unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.references import Reference, Role
from segment_to_amplitude.languages.apple.setup_reading import NotReadable, read_chain
from segment_to_amplitude.languages.apple.statements import BLOCKS
from segment_to_amplitude.languages.apple.workspace import Workspace
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import apple_sdks as sdk
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

USES = frozenset({Role.CALL, Role.MEMBER})
STAYING = frozenset({Role.IMPORT, Role.OTHER, Role.BRIDGE, Role.BROKEN, Role.STATIC})
CARRIERS = frozenset({Role.TYPE, Role.CLIENT, Role.CONSTRUCTION, Role.CONFIGURATION})


class NotDoubled(Exception):
    """Something that holds the client cannot be doubled."""


@dataclass(slots=True)
class Doubling:
    """What a doubled client is called, and what is written for all that holds it."""

    names: Mapping[tuple[str, int], str]
    """The new name of each doubled variable, by its declaration's key."""
    rewrites: dict[int, list[Rewrite]] = field(default_factory=dict)
    """By the identity of the reference that stands for them."""

    def outcome(self, one: Reference, because: str) -> Outcome:
        """What becomes of a reference that holds Segment's client: it stays, with Amplitude's beside it."""
        reasons = [Reason("segment-stays", f"because of {because}")]
        if one.role is Role.CONSTRUCTION:
            reasons.insert(0, Reason("api-key"))
        return Outcome(tuple(reasons), tuple(self.rewrites.get(id(one), ())), (one.covers,), keeps_import=True)

    def receiver(self, one: Reference, receiver: Node) -> tuple[Part, ...] | None:
        """The receiver of a call that moves, by the new name."""
        declaration = one.meant.declaration if one.meant is not None else None
        new = self.names.get(declaration.key) if declaration is not None else None
        if declaration is None or new is None:
            return None
        program = one.program
        span = program.span(receiver)
        named = [
            node
            for node in program.nodes
            if node.type == "simple_identifier"
            and span.contains(program.span(node))
            and program.text(node) == declaration.name
        ]
        if not named:
            return None
        return (Span(span.start, named[-1].start_byte), new.encode(), Span(named[-1].end_byte, span.end))


def doubled(workspace: Workspace, settings: Settings) -> Doubling | None:
    """How the clients of a project are doubled; None where something that holds one cannot be."""
    try:
        return _Doubler(workspace, settings).run()
    except (NotDoubled, NotReadable):
        return None


class _Doubler:
    def __init__(self, workspace: Workspace, settings: Settings) -> None:
        self.workspace = workspace
        self.settings = settings
        self.references = [one for path in sorted(workspace.references) for one in workspace.references[path]]
        self.declarations: dict[tuple[str, int], Declaration] = {}
        self.accounted: set[int] = set()
        self.made = Doubling({})

    def run(self) -> Doubling:
        for one in self.references:
            if one.role in USES or (one.role is Role.CLIENT and one.meant is not None):
                declaration = one.meant.declaration if one.meant is not None else None
                if declaration is None or declaration.kind not in ("member", "variable") or declaration.whole is None:
                    raise NotDoubled
                self.declarations[declaration.key] = declaration
        names = {key: self._name(one) for key, one in self.declarations.items()}
        self.made = Doubling(names)
        for declaration in self.declarations.values():
            self._declaration(declaration)
        for one in self.references:
            if one.role is Role.CONSTRUCTION and id(one) not in self.accounted:
                self._assigned(one)
        self._configurations()
        for one in self.references:
            if one.role not in (*USES, *STAYING) and id(one) not in self.accounted:
                raise NotDoubled
        return self.made

    # --- names -------------------------------------------------------------------------------------------------------

    def _name(self, one: Declaration) -> str:
        """``amplitude`` for ``analytics``; the client's own name in an extension of its type."""
        old = one.name
        if self._extension(one) is not None:
            return old
        new = re.sub("segment|analytics", "amplitude", old)
        new = re.sub("Segment|Analytics", "Amplitude", new)
        if new == old:
            new = "amplitude" + old[:1].upper() + old[1:]
        word = re.compile(rb"\b%b\b" % new.encode())
        if any(word.search(each.data) for each in self.workspace.programs.values()):
            raise NotDoubled
        return new

    def _extension(self, one: Declaration) -> Node | None:
        """The extension of Segment's client that holds nothing but a declaration."""
        program = one.program
        body = program.parent(one.whole) if one.whole is not None else None
        around = program.parent(body) if body is not None else None
        name = around.child_by_field_name("name") if around is not None else None
        if body is None or around is None or name is None or not is_extension(around):
            return None
        if self.workspace.resolver.segment_type(program, program.text(name)) != sdk.CLIENT:
            return None
        if len(body.named_children) != 1 or any(one.type == "inheritance_specifier" for one in around.named_children):
            raise NotDoubled
        return around

    # --- declarations ------------------------------------------------------------------------------------------------

    def _declaration(self, one: Declaration) -> None:
        program, whole = one.program, one.whole
        assert whole is not None
        value = unwrapped(one.value) if one.value is not None else None
        inside = [
            each
            for each in self.workspace.references[program.path]
            if program.span(whole).contains(each.span) and each.role in CARRIERS
        ]
        construction = next((each for each in inside if value is not None and each.node.id == value.id), None)
        if value is not None and construction is None and program.text(value) != "nil":
            raise NotDoubled
        if sum(child.type == "pattern" for child in whole.named_children) != 1 or not inside:
            raise NotDoubled
        if any(child.type in ("willset_didset_block", "computed_property") for child in whole.named_children):
            raise NotDoubled
        extension = self._extension(one)
        block = extension if extension is not None else whole
        copy: list[Rewrite] = (
            [] if extension is not None else [Rewrite(program.span(one.node), (self.made.names[one.key].encode(),))]
        )
        for each in inside:
            if each.role is Role.TYPE:
                copy.append(Rewrite(each.span, (b"Amplitude",)))
            elif each is construction:
                copy.append(self._client(each))
        if extension is not None:
            name = extension.child_by_field_name("name")
            assert name is not None
            copy.append(Rewrite(program.span(name), (b"Amplitude",)))
            header = next(
                each for each in self.references if each.program is program and each.span == program.span(name)
            )
            self.accounted.add(id(header))
        speaker = construction or inside[0]
        self.accounted.update(id(each) for each in inside)
        self._add(speaker, self._below(program, block, copy, is_apart=extension is not None))

    def _below(self, program: Program, block: Node, copy: list[Rewrite], *, is_apart: bool) -> Rewrite:
        """A second one of a declaration or statement on the lines below, with what is other in it."""
        start = program.document.line_start(block.start_byte)
        end = program.data.find(b"\n", block.end_byte)
        behind = program.data[block.end_byte : end if end >= 0 else len(program.data)]
        if program.data[start : block.start_byte].strip() or behind.strip():
            raise NotDoubled
        newline = program.document.newline_at(block.start_byte)
        indent = program.document.indent_at(block.start_byte)
        gap = newline * 2 if is_apart else newline
        return Rewrite(Span(block.end_byte, block.end_byte), (gap + indent + _copied(program, block, copy),))

    def _assigned(self, one: Reference) -> None:
        """``analytics = Analytics(configuration: …)``."""
        program = one.program
        assignment = program.parent(one.node)
        target = assignment.child_by_field_name("target") if assignment is not None else None
        block = program.parent(assignment) if assignment is not None else None
        if assignment is None or target is None or assignment.type != "assignment":
            raise NotDoubled
        if block is None or block.type not in BLOCKS:
            raise NotDoubled
        inside = program.span(target)
        client = next(
            (
                each
                for each in self.workspace.references[program.path]
                if each.role is Role.CLIENT and inside.contains(each.span)
            ),
            None,
        )
        receiver = self.made.receiver(client, client.node) if client is not None else None
        if client is None or receiver is None:
            raise NotDoubled
        copy = [Rewrite(client.covers, receiver), self._client(one)]
        self.accounted |= {id(one), id(client)}
        self._add(one, self._below(program, assignment, copy, is_apart=False))

    # --- constructions -----------------------------------------------------------------------------------------------

    def _client(self, one: Reference) -> Rewrite:
        """Amplitude's construction, with a configuration of its own."""
        program = one.program
        argument = one.invocation.argument("configuration") if one.invocation is not None else None
        if argument is None:
            raise NotDoubled
        chain = read_chain(program, self._made(program, unwrapped(argument.value)))
        made = CreationSwift(program, self.settings).arguments(chain, at=one.node)
        return Rewrite(one.covers, (b"Amplitude(configuration: AmplitudeSwift.Configuration(", *made, b"))"))

    def _made(self, program: Program, value: Node) -> Reference:
        """Where a configuration is made: in place, or in the variable that holds it."""
        held = self.workspace.resolver.evaluate(program, value)
        if value.type == "simple_identifier" and held is not None and held.declaration is not None:
            declaration = held.declaration
            is_near = declaration.program is program and declaration.kind == "variable"
            if not is_near or declaration.value is None:
                raise NotDoubled
            value = declaration.value
        span = program.span(value)
        for one in self.workspace.references[program.path]:
            if one.role is Role.CONFIGURATION and one.invocation is not None and span.contains(one.covers):
                return one
        raise NotDoubled

    def _configurations(self) -> None:
        """Segment's configurations stay; both SDKs have a type of the name, so that they say whose they are."""
        for one in self.references:
            if one.role is not Role.CONFIGURATION:
                continue
            self.accounted.add(id(one))
            if one.invocation is not None and one.invocation.receiver is None:
                name = one.program.span(one.invocation.name_node)
                self._add(one, Rewrite(name, (b"Segment.Configuration",)))

    def _add(self, one: Reference, rewrite: Rewrite) -> None:
        self.made.rewrites.setdefault(id(one), []).append(rewrite)


def _copied(program: Program, block: Node, inner: list[Rewrite]) -> bytes:
    """The text of a declaration or a statement with some of it replaced."""
    text = b""
    position = block.start_byte
    for one in sorted(inner, key=lambda each: each.span):
        text += program.data[position : one.span.start]
        for part in one.parts:
            assert not isinstance(part, Rewrite)
            text += part if isinstance(part, bytes) else program.data[part.start : part.end]
        position = one.span.end
    return text + program.data[position : block.end_byte]
