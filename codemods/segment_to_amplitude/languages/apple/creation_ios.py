"""How the one client of Amplitude-iOS is set up.

Segment:   Analytics.setup(with: configuration); Analytics(configuration: Configuration(writeKey:).option(…))
Amplitude: Amplitude.instance().initializeApiKey(key), after the properties of the client
Source:    sdk-facts/segment.md §7, §8; amplitude.md §7; semantics.md §1.6
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.creation import OFF, Creation
from segment_to_amplitude.languages.apple.references import Reference
from segment_to_amplitude.languages.apple.setup_reading import Chain, NotReadable, Setup, read_chain, statement_of
from segment_to_amplitude.languages.apple.statements import BLOCKS
from segment_to_amplitude.languages.outcome import Outcome
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
INSTANCE = b"Amplitude.instance()"
OBJC_INSTANCE = b"[Amplitude instance]"


class CreationIos(Creation):
    """Writes how Amplitude-iOS is set up."""

    # --- from Analytics-iOS ------------------------------------------------------------------------------------------

    def replaced(self, one: Reference, setup: Setup) -> Outcome:
        """Amplitude's set-up in place of Segment's."""
        program = self.program
        reasons: list[Reason] = [Reason("api-key")]
        rewrites: list[Rewrite] = []
        if setup.declaration is not None:
            rewrites.append(self.gone(setup.declaration))
        automatic: list[str] = []
        dropped: list[str] = []
        for name, value, assignment in setup.settings:
            new = self._setting(name, value, automatic, dropped)
            statement = statement_of(program, assignment)
            rewrites.append(Rewrite(program.span(statement), new) if new else self.gone(statement))
        for bridge in setup.bridges:
            rewrites.append(self.gone(bridge))
            reasons.append(Reason("bridge-removed"))
        reasons += self.reasons(automatic, dropped)
        rewrites.append(Rewrite(program.span(one.node), (*self._zone(one.node), *self._start(setup.key))))
        return Outcome(tuple(reasons), tuple(rewrites), tuple(setup.covers), write_key=self.literal(setup.key))

    def beside(self, one: Reference, setup: Setup, because: str) -> Outcome:
        """Amplitude's set-up below Segment's, which stays for some calls."""
        automatic: list[str] = []
        dropped: list[str] = []
        gap = self.lines_at(one.node)
        lines: list[Part] = []
        for name, value, _ in setup.settings:
            if new := self._setting(name, value, automatic, dropped):
                lines += [gap, *new]
        lines += [gap, *self._zone(one.node), *self._start(setup.key), self._end]
        reasons = (
            Reason("api-key"),
            Reason("segment-stays", f"because of {because}"),
            *self.reasons(automatic, dropped),
        )
        return Outcome(reasons, (self.below(one, lines),), tuple(setup.covers), keeps_import=True)

    def _setting(self, name: str, value: Node, automatic: list[str], dropped: list[str]) -> tuple[Part, ...] | None:
        """Amplitude's statement for one of Segment's; None where it goes."""
        text = self.program.text(value)
        if name in TRACKING:
            if text in ("false", "NO"):
                return None
            automatic.append(TRACKING[name])
            return self.instance, f".defaultTracking.{TRACKING[name]} = ".encode(), self.program.span(value), self._end
        if name in NUMBERS and value.type != "real_literal":
            return self.instance, f".{NUMBERS[name]} = ".encode(), *self._number(value), self._end
        if not (name in OFF and text in ("false", "NO")):
            dropped.append(f"`{name}`")
        return None

    # --- from analytics-swift ----------------------------------------------------------------------------------------

    def construction(self, one: Reference, chain: Chain | None) -> Outcome:
        """``Analytics(configuration:)``: the client, set up before where its configuration is made in the brackets."""
        span = self.program.span(one.node)
        if chain is None:
            return Outcome(rewrites=(Rewrite(span, (INSTANCE,)),), covers=(span,))
        statement = self._statement(one.node)
        if statement is not None:
            gap = self.lines_at(statement)
            lines: list[Part] = []
            for line in self._chain(chain):
                lines += [*line, gap]
            rewrites = (
                Rewrite(Span(statement.start_byte, statement.start_byte), tuple(lines)),
                Rewrite(span, (INSTANCE,)),
            )
            return Outcome((), rewrites, (span,))
        return self._in_closure(one, chain, span)

    def configuration(self, one: Reference, *, is_inside: bool) -> Outcome:
        """A configuration in a variable: the properties and the key of the client."""
        chain = read_chain(self.program, one)
        reasons = [
            Reason("api-key"),
            *self.endpoint_reasons(chain),
            *self.reasons(["appLifecycles"] if chain.lifecycle else [], chain.dropped),
        ]
        write_key = self.literal(chain.key)
        span = self.program.span(chain.top)
        if is_inside:
            return Outcome(tuple(reasons), (), (span,), write_key=write_key)
        statement = self._statement(chain.top)
        if statement is None or statement.type != "property_declaration":
            raise NotReadable("init-left", "the configuration is not made where it is used")
        gap = self.lines_at(statement)
        lines: list[Part] = []
        for line in self._chain(chain):
            lines += [gap if lines else b"", *line]
        rewrite = Rewrite(self.program.span(statement), tuple(lines))
        return Outcome(tuple(reasons), (rewrite,), (span,), write_key=write_key)

    def _in_closure(self, one: Reference, chain: Chain, span: Span) -> Outcome:
        """The initial value of a property, which takes a closure for statements."""
        program = self.program
        declaration = program.parent(one.node)
        pattern = declaration.child_by_field_name("name") if declaration is not None else None
        if declaration is None or declaration.type != "property_declaration" or pattern is None:
            raise NotReadable("init-left", "Amplitude's client takes statements of their own")
        gap = self.lines_at(declaration)
        inner = gap + (indent_unit(program.data) or b"    ")
        parts: list[Part] = [b"{"]
        for line in self._chain(chain):
            parts += [inner, *line]
        parts += [inner, b"return ", INSTANCE, gap, b"}()"]
        rewrites = [Rewrite(span, tuple(parts))]
        if not any(child.type == "type_annotation" for child in declaration.named_children):
            rewrites.append(Rewrite(Span(pattern.end_byte, pattern.end_byte), (b": Amplitude",)))
        return Outcome((), tuple(rewrites), (span,))

    def _statement(self, node: Node) -> Node | None:
        """The statement around an expression; None in a property of a type."""
        while (parent := self.program.parent(node)) is not None:
            if parent.type in BLOCKS:
                return node
            if parent.type in ("class_body", "enum_class_body", "protocol_body", "lambda_literal", "value_arguments"):
                return None
            node = parent
        return None

    def _chain(self, chain: Chain) -> list[tuple[Part, ...]]:
        lines: list[tuple[Part, ...]] = []
        if chain.lifecycle:
            lines.append((INSTANCE, b".defaultTracking.appLifecycles = true"))
        for value, name in ((chain.flush_at, "flushAt"), (chain.flush_interval, "flushInterval")):
            if value is not None:
                lines.append((INSTANCE, f".{NUMBERS[name]} = ".encode(), *self._number(value)))
        if self.settings.init.server_zone != "US":
            lines.append((INSTANCE, f".setServerZone(.{self.settings.init.server_zone})".encode()))
        return [*lines, self._start(chain.key)]

    # --- text --------------------------------------------------------------------------------------------------------

    @property
    def instance(self) -> bytes:
        """The client of the app."""
        return INSTANCE if self.program.is_swift else OBJC_INSTANCE

    @property
    def _end(self) -> bytes:
        return b"" if self.program.is_swift else b";"

    def _number(self, value: Node) -> tuple[Part, ...]:
        span = self.program.span(value)
        text = self.program.text(value)
        if re.fullmatch(r"[\d_]+\.[\d_]+", text):
            return (str(round(float(text.replace("_", "")))).encode(),)
        if value.type in ("integer_literal", "number_literal"):
            return (span,)
        return (b"Int32(", span, b")") if self.program.is_swift else (b"(int)(", span, b")")

    def _start(self, key: Node | None) -> tuple[Part, ...]:
        if self.program.is_swift:
            return INSTANCE, b".initializeApiKey(", *self.key(key), b")"
        return b"[", OBJC_INSTANCE, b" initializeApiKey:", *self.key(key), b"]"

    def _zone(self, node: Node) -> tuple[Part, ...]:
        zone = self.settings.init.server_zone
        if zone == "US":
            return ()
        if not self.program.is_swift:
            return f"[[Amplitude instance] setServerZone:{zone}];".encode(), self.lines_at(node)
        return INSTANCE, f".setServerZone(.{zone})".encode(), self.lines_at(node)
