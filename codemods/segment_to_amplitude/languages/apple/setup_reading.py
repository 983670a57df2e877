"""Read how Segment's client is set up: the configuration that Analytics-iOS is given, and all that is done with it.

Source: sdk-facts/segment.md §7, §8; segmentio/analytics-ios Segment/Classes/SEGAnalyticsConfiguration.h;
segmentio/analytics-swift Sources/Segment/Configuration.swift
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.index import Declaration
from segment_to_amplitude.languages.apple.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.references import Reference, Role
from segment_to_amplitude.languages.apple.resolve import Resolver
from segment_to_amplitude.languages.apple.statements import BLOCKS
from segment_to_amplitude.segment import apple_sdks as sdk
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


def statement_of(program: Program, node: Node) -> Node:
    """The statement that an expression is; in Objective-C with its ``;``."""
    parent = program.parent(node)
    return parent if parent is not None and parent.type == "expression_statement" else node


class NotReadable(Exception):
    """The set-up does not show; carries the reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)


@dataclass(slots=True)
class Setup:
    """``Analytics.setup(with:)`` with the configuration that it takes."""

    key: Node | None
    settings: list[tuple[str, Node, Node]] = field(default_factory=list)
    """Name, value and statement of each property that is set, in order."""
    declaration: Node | None = None
    """The statement that makes the configuration, where a variable holds it."""
    made: Node | None = None
    """The call in that statement."""
    covers: list[Span] = field(default_factory=list)
    bridges: list[Node] = field(default_factory=list)
    """Calls that give Segment's client its integration of Amplitude."""
    blockers: list[Reference] = field(default_factory=list)
    """What is done with the configuration that Amplitude has no counterpart for, such as ``use(…)``."""


class SetupReader:
    """Reads Analytics-iOS' set-up in one file."""

    def __init__(self, resolver: Resolver, program: Program, references: list[Reference]) -> None:
        self.resolver = resolver
        self.program = program
        self.references = references

    def read(self, one: Reference) -> Setup:
        """The configuration of a set-up, made in its place or in a variable of the same block."""
        call = one.invocation
        if call is None or len(call.arguments) != 1:
            raise NotReadable("init-left")
        value = unwrapped(call.arguments[0].value)
        made = invocation_of(self.program, value)
        if made is not None and self._makes(made):
            return Setup(self._key(made), covers=[self.program.span(one.node)])
        meant = self.resolver.evaluate(self.program, value)
        declaration = meant.declaration if meant is not None else None
        if (
            value.type not in ("simple_identifier", "identifier")
            or declaration is None
            or declaration.kind != "variable"
        ):
            raise NotReadable("init-left", "the configuration comes from elsewhere")
        return self._filled(one, declaration)

    def _filled(self, one: Reference, declaration: Declaration) -> Setup:
        """A configuration that statements fill between where it is made and where it is given."""
        program = self.program
        value = unwrapped(declaration.value) if declaration.value is not None else None
        made = invocation_of(program, value) if value is not None else None
        whole, block = declaration.whole, program.parent(statement_of(program, one.node))
        if made is None or not self._makes(made) or whole is None or block is None:
            raise NotReadable("init-left", "the configuration comes from elsewhere")
        if program.parent(whole) != block or block.type not in BLOCKS:
            raise NotReadable("init-left", "the configuration is made in another block")
        setup = Setup(
            self._key(made), declaration=whole, made=made.node, covers=[program.span(one.node), program.span(whole)]
        )
        for other in self.references:
            is_it = other.meant is not None and other.meant.declaration is not None
            if not is_it or other.meant is None or other.meant.declaration is None:
                continue
            if other.meant.declaration.key != declaration.key or program.span(one.node).contains(other.covers):
                continue
            self._add(setup, other, block)
        return setup

    def _add(self, setup: Setup, other: Reference, block: Node) -> None:
        program = self.program
        assignment = program.parent(other.node)
        if assignment is not None and assignment.type == "directly_assignable_expression":
            assignment = program.parent(assignment)
        is_set = assignment is not None and assignment.type in ("assignment", "assignment_expression")
        value = None
        if assignment is not None and is_set:
            value = assignment.child_by_field_name("result") or assignment.child_by_field_name("right")
        statement = statement_of(program, assignment) if assignment is not None else None
        is_set = is_set and statement is not None and program.parent(statement) == block
        if other.role is Role.SETTING and other.name in sdk.MIDDLEWARE:
            setup.blockers.append(other)
        elif other.role is Role.SETTING and is_set and value is not None and statement is not None:
            setup.settings.append((other.name, value, statement))
            setup.covers.append(program.span(statement))
        elif (bridge := self._bridge(other, block)) is not None:
            setup.bridges.append(bridge)
            setup.covers.append(program.span(bridge))
        else:
            setup.blockers.append(other)

    def _bridge(self, other: Reference, block: Node) -> Node | None:
        """The statement ``configuration.use(…)`` with Amplitude's own integration."""
        program = self.program
        call = other.node if not program.is_swift else program.parent(other.node)
        if other.name != "use" or call is None or not any(name in program.text(call) for name in sdk.BRIDGES):
            return None
        statement = statement_of(program, call)
        return statement if program.parent(statement) == block else None

    def _makes(self, call: Invocation) -> bool:
        """Tell whether a call makes a configuration."""
        return call.name.endswith("AnalyticsConfiguration") or call.name == "configurationWithWriteKey"

    @staticmethod
    def _key(call: Invocation) -> Node | None:
        given = call.argument("writeKey") or call.argument("")
        if given is None:
            raise NotReadable("init-left", "the write key does not show")
        return given.value


LIFECYCLE = ("trackApplicationLifecycleEvents", "setTrackedApplicationLifecycleEvents")
ALL, NONE = ("true", ".all", "TrackedLifecycleEvent.all"), ("false", ".none", "[]")


@dataclass(slots=True)
class Chain:
    """``Configuration(writeKey: key).option(…)`` of analytics-swift, by what its options say."""

    top: Node
    call: Invocation
    """The call that makes it."""
    key: Node
    flush_at: Node | None = None
    flush_interval: Node | None = None
    """In seconds."""
    lifecycle: bool = True
    endpoints: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def read_chain(program: Program, one: Reference) -> Chain:
    """The configuration that a reference makes, with the options of its chain."""
    call = one.invocation
    if call is None or call.labels != ("writeKey",):
        raise NotReadable("init-left")
    chain = Chain(one.node, call, call.arguments[0].value)
    while (option := _link(program, chain.top)) is not None:
        chain.top = option.node
        value = option.arguments[0].value if len(option.arguments) == 1 and not option.trailing else None
        text = program.text(value) if value is not None else ""
        if option.name == "flushAt" and value is not None:
            chain.flush_at = value
        elif option.name == "flushInterval" and value is not None:
            chain.flush_interval = value
        elif option.name in LIFECYCLE:
            if text not in (*ALL, *NONE):
                raise NotReadable("init-left", f"`{option.name}`, of which the value does not show")
            chain.lifecycle = text in ALL
        elif option.name in ("apiHost", "cdnHost"):
            chain.endpoints.append(f"`{option.name}`")
        elif option.name == "autoAddSegmentDestination" and text == "false":
            raise NotReadable("not-sent-to-amplitude", "`autoAddSegmentDestination(false)`")
        else:
            chain.dropped.append(f"`{option.name}`")
    span = program.span(chain.top)
    if any(span.start <= each.start_byte < span.end for each in program.comments):
        raise NotReadable("comment-would-be-lost")
    return chain


def _link(program: Program, node: Node) -> Invocation | None:
    """The option that is set on a configuration in its chain."""
    parent = program.parent(node)
    around = program.parent(parent) if parent is not None and parent.type == "navigation_expression" else None
    call = invocation_of(program, around) if around is not None else None
    return call if call is not None and call.receiver is not None and call.receiver.id == node.id else None
