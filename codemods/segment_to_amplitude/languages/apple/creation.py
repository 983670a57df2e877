"""How a client is made: Segment's configuration and set-up become Amplitude's.

Segment:   Analytics.setup(with: configuration); Analytics(configuration: Configuration(writeKey:).option(…))
Amplitude: Amplitude.instance().initializeApiKey(key); Amplitude(configuration: Configuration(apiKey:, option: …))
Source:    sdk-facts/segment.md §7, §8; amplitude.md §6.1, §7; semantics.md §1.6
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.index import Declaration
from segment_to_amplitude.languages.apple.invocations import Invocation, invocation_of, real, unwrapped
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.references import Reference, Role
from segment_to_amplitude.languages.apple.resolve import Resolver
from segment_to_amplitude.languages.apple.statements import BLOCKS, whole_line
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.mapping.keys import PLACEHOLDER
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import apple_sdks as sdk
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit

if TYPE_CHECKING:
    from tree_sitter import Node

TRACKING = {
    "trackApplicationLifecycleEvents": "appLifecycles",
    "trackDeepLinks": "deepLinks",
    "recordScreenViews": "screenViews",
}
"""Flags of Analytics-iOS by Amplitude-iOS' ``defaultTracking``; both are off by default."""
NUMBERS = {"flushAt": "eventUploadThreshold", "flushInterval": "eventUploadPeriodSeconds"}
OFF = frozenset({"trackInAppPurchases", "trackPushNotifications", "shouldUseLocationServices", "shouldUseBluetooth"})
INSTANCE = b"Amplitude.instance()"
OBJC_INSTANCE = b"[Amplitude instance]"


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
        setup = Setup(self._key(made), declaration=whole, covers=[program.span(one.node), program.span(whole)])
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
        if other.role is Role.SETTING and is_set and value is not None and statement is not None:
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


class CreationWriter:
    """Writes how Amplitude's client is made."""

    def __init__(self, resolver: Resolver, program: Program, settings: Settings) -> None:
        self.resolver = resolver
        self.program = program
        self.settings = settings

    # --- Analytics-iOS -----------------------------------------------------------------------------------------------

    def replaced(self, one: Reference, setup: Setup) -> Outcome:
        """Amplitude's set-up in place of Segment's."""
        program = self.program
        reasons: list[Reason] = [Reason("api-key")]
        rewrites: list[Rewrite] = []
        if setup.declaration is not None:
            rewrites.append(self._gone(setup.declaration))
        automatic: list[str] = []
        dropped: list[str] = []
        for name, value, assignment in setup.settings:
            new = self._setting(name, value, automatic, dropped)
            statement = statement_of(program, assignment)
            rewrites.append(Rewrite(program.span(statement), new) if new else self._gone(statement))
        for bridge in setup.bridges:
            rewrites.append(self._gone(bridge))
            reasons.append(Reason("bridge-removed"))
        reasons += self._reasons(automatic, dropped)
        call = self._start(setup)
        rewrites.append(Rewrite(program.span(one.node), (*self._zone(one.node), *call)))
        return Outcome(tuple(reasons), tuple(rewrites), tuple(setup.covers), write_key=self._literal(setup.key))

    def beside(self, one: Reference, setup: Setup, because: str) -> Outcome:
        """Amplitude's set-up below Segment's, which stays for some calls."""
        program = self.program
        statement = statement_of(program, one.node)
        if (program.parent(statement) or statement).type not in BLOCKS:
            raise NotReadable("init-left", "Amplitude's client takes statements of their own")
        automatic: list[str] = []
        dropped: list[str] = []
        indent, newline = (
            program.document.indent_at(one.node.start_byte),
            program.document.newline_at(one.node.start_byte),
        )
        lines: list[Part] = []
        for name, value, _ in setup.settings:
            if new := self._setting(name, value, automatic, dropped):
                lines += [newline, indent, *new]
        call = self._start(setup)
        lines += [newline, indent, *self._zone(one.node), *call]
        end = statement.end_byte
        lines.append(self._end)
        reasons = (
            Reason("api-key"),
            Reason("segment-stays", f"because of {because}"),
            *self._reasons(automatic, dropped),
        )
        return Outcome(reasons, (Rewrite(Span(end, end), tuple(lines)),), tuple(setup.covers), keeps_import=True)

    def _zone(self, node: Node) -> tuple[Part, ...]:
        if self.settings.init.server_zone == "US":
            return ()
        indent, newline = (
            self.program.document.indent_at(node.start_byte),
            self.program.document.newline_at(node.start_byte),
        )
        zone = self.settings.init.server_zone
        if not self.program.is_swift:
            return f"[[Amplitude instance] setServerZone:{zone}];".encode(), newline, indent
        return INSTANCE, f".setServerZone(.{zone})".encode(), newline, indent

    @property
    def instance(self) -> bytes:
        """The client of the app."""
        return INSTANCE if self.program.is_swift else OBJC_INSTANCE

    @property
    def _end(self) -> bytes:
        return b"" if self.program.is_swift else b";"

    def _start(self, setup: Setup) -> tuple[Part, ...]:
        if self.program.is_swift:
            return INSTANCE, b".initializeApiKey(", *self.key(setup.key), b")"
        return b"[", OBJC_INSTANCE, b" initializeApiKey:", *self.key(setup.key), b"]"

    def _setting(self, name: str, value: Node, automatic: list[str], dropped: list[str]) -> tuple[Part, ...] | None:
        """Amplitude's statement for one of Segment's; None where it goes."""
        text = self.program.text(value)
        if name in TRACKING:
            if text in ("false", "NO"):
                return None
            automatic.append(TRACKING[name])
            return self.instance, f".defaultTracking.{TRACKING[name]} = ".encode(), self.program.span(value), self._end
        if name in NUMBERS and value.type != "real_literal":
            number: tuple[Part, ...] = (self.program.span(value),)
            if value.type not in ("integer_literal", "number_literal"):
                number = (b"Int32(", *number, b")") if self.program.is_swift else (b"(int)(", *number, b")")
            return self.instance, f".{NUMBERS[name]} = ".encode(), *number, self._end
        if not (name in OFF and text in ("false", "NO")):
            dropped.append(f"`{name}`")
        return None

    def _gone(self, statement: Node) -> Rewrite:
        line = whole_line(self.program, statement)
        if line is None:
            raise NotReadable("comment-would-be-lost")
        return Rewrite(line, ())

    @staticmethod
    def _reasons(automatic: list[str], dropped: list[str]) -> list[Reason]:
        found = []
        if automatic:
            found.append(Reason("lifecycle-events", ", ".join(f"`{one}`" for one in automatic)))
        if dropped:
            found.append(Reason("init-options-dropped", ", ".join(dropped)))
        return found

    # --- analytics-swift ---------------------------------------------------------------------------------------------

    def configuration(self, one: Reference) -> Outcome:
        """``Configuration(writeKey: key).option(…)`` as one call with labels in Amplitude's order."""
        program = self.program
        call = one.invocation
        if call is None or call.labels != ("writeKey",):
            raise NotReadable("init-left")
        top, options = one.node, []
        while (outer := self._link(top)) is not None:
            options.append(outer)
            top = outer.node
        fields: dict[str, list[Part]] = {"apiKey": self.key(call.arguments[0].value)}
        dropped: list[str] = []
        reasons: list[Reason] = [Reason("api-key")]
        lifecycle = True
        for option in options:
            value = option.arguments[0].value if len(option.arguments) == 1 and not option.trailing else None
            text = program.text(value) if value is not None else ""
            if option.name == "flushAt" and value is not None:
                fields["flushQueueSize"] = [program.span(value)]
            elif option.name == "flushInterval" and value is not None:
                fields["flushIntervalMillis"] = self._milliseconds(value)
            elif option.name in ("trackApplicationLifecycleEvents", "setTrackedApplicationLifecycleEvents"):
                if text not in ("true", "false", ".all", ".none", "[]", "TrackedLifecycleEvent.all"):
                    raise NotReadable("init-left", f"`{option.name}`, of which the value does not show")
                lifecycle = text in ("true", ".all", "TrackedLifecycleEvent.all")
            elif option.name in ("apiHost", "cdnHost"):
                reasons.append(Reason("custom-endpoint", f"`{option.name}`"))
            elif option.name == "autoAddSegmentDestination" and text == "false":
                raise NotReadable("not-sent-to-amplitude", "`autoAddSegmentDestination(false)`")
            else:
                dropped.append(f"`{option.name}`")
        if self.settings.init.min_id_length is not None:
            fields["minIdLength"] = [str(self.settings.init.min_id_length).encode()]
        if self.settings.init.server_zone != "US":
            fields["serverZone"] = [f".{self.settings.init.server_zone}".encode()]
        fields["autocapture"] = [b"[.sessions, .appLifecycles]" if lifecycle else b".sessions"]
        reasons += self._reasons(["appLifecycles"] if lifecycle else [], dropped)
        span = program.span(top)
        self._check_comments(span, call)
        parts = self._listed(top, fields)
        rewrite = Rewrite(span, (program.span(call.name_node), *parts))
        write_key = self._literal(call.arguments[0].value)
        return Outcome(tuple(reasons), (rewrite,), (span,), write_key=write_key)

    def _link(self, node: Node) -> Invocation | None:
        """The option that is set on a configuration in its chain."""
        parent = self.program.parent(node)
        around = self.program.parent(parent) if parent is not None and parent.type == "navigation_expression" else None
        call = invocation_of(self.program, around) if around is not None else None
        return call if call is not None and call.receiver is not None and call.receiver.id == node.id else None

    def _check_comments(self, span: Span, call: Invocation) -> None:
        if any(span.start <= one.start_byte < span.end for one in self.program.comments):
            raise NotReadable("comment-would-be-lost")

    def _milliseconds(self, value: Node) -> list[Part]:
        text = self.program.text(value)
        if re.fullmatch(r"[\d_]+(\.[\d_]+)?", text):
            return [str(round(float(text.replace("_", "")) * 1000)).encode()]
        return [b"Int(", self.program.span(value), b" * 1000)"]

    def _listed(self, top: Node, fields: dict[str, list[Part]]) -> list[Part]:
        """Arguments on one line, or one a line where Segment's chain stood on several."""
        program = self.program
        is_broken = b"\n" in program.data[top.start_byte : top.end_byte]
        base = program.document.newline_at(top.start_byte) + program.document.indent_at(top.start_byte)
        inner = base + (indent_unit(program.data) or b"    ")
        parts: list[Part] = [b"("]
        for index, (name, value) in enumerate(fields.items()):
            gap = inner if is_broken else b" " if index else b""
            parts += [b"," if index else b"", gap, f"{name}: ".encode(), *value]
        return [*parts, base if is_broken else b"", b")"]

    # --- keys -------------------------------------------------------------------------------------------------------

    def key(self, node: Node | None) -> list[Part]:
        """The key: a literal becomes a placeholder, an expression stays."""
        if self.settings.init.api_key is not None:
            return [self._quoted(self.settings.init.api_key)]
        if node is None or self._literal(node) is not None:
            return [self._quoted(PLACEHOLDER)]
        return [self.program.span(node)]

    def _quoted(self, text: str) -> bytes:
        return f'"{text}"'.encode() if self.program.is_swift else f'@"{text}"'.encode()

    def _literal(self, node: Node | None) -> str | None:
        if node is not None and node.type == "string_literal":
            return "".join(self.program.text(one) for one in real(node))
        if node is None or node.type != "line_string_literal":
            return None
        is_plain = all(one.type == "line_str_text" for one in real(node))
        return self.program.text(node)[1:-1] if is_plain else None


SDK_CONFIGURATION = sdk.CONFIGURATION[sdk.SWIFT]
