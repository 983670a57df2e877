"""How a client of Amplitude-Swift is made.

Segment:   Analytics.setup(with: configuration); Analytics(configuration: Configuration(writeKey:).option(…))
Amplitude: Amplitude(configuration: Configuration(apiKey:, flushQueueSize:, …)), which the app keeps
Source:    sdk-facts/segment.md §7, §8; amplitude.md §6.1; semantics.md §1.6
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.creation import OFF, Creation
from segment_to_amplitude.languages.apple.references import Reference
from segment_to_amplitude.languages.apple.setup_reading import Chain, NotReadable, Setup, read_chain, statement_of
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit

if TYPE_CHECKING:
    from tree_sitter import Node

SHARED = b"Amplitude.shared"
"""Where the client is kept that Analytics-iOS had in itself."""
AUTOCAPTURE = {"trackApplicationLifecycleEvents": "appLifecycles", "recordScreenViews": "screenViews"}
"""Flags of Analytics-iOS by the options of Amplitude-Swift's ``autocapture``, which cannot be set later."""
ORDER = ("apiKey", "flushQueueSize", "flushIntervalMillis", "minIdLength", "serverZone", "autocapture")
"""Parameters of ``Configuration`` as its initializer wants them."""
AROUND = b"Amplitude(configuration: AmplitudeSwift.Configuration())"
LINE_LENGTH = 120
"""SwiftLint's limit."""
NUMBERS = {"flushAt": "flushQueueSize", "flushInterval": "flushIntervalMillis"}


class CreationSwift(Creation):
    """Writes how Amplitude-Swift's client is made."""

    # --- from Analytics-iOS ------------------------------------------------------------------------------------------

    def replaced(self, one: Reference, setup: Setup, *, keeps_client: bool) -> Outcome:
        """The client in place of Segment's set-up, kept where all of the app reaches it."""
        program = self.program
        assert one.invocation is not None
        fields, automatic = self._fixed(setup)
        reasons: list[Reason] = [Reason("api-key"), Reason("client-reach", "`Amplitude.shared`")]
        dropped: list[str] = []
        rewrites: list[Rewrite] = []
        for name, value, assignment in setup.settings:
            statement = statement_of(program, assignment)
            if name in NUMBERS:
                target = assignment.child_by_field_name("target")
                if target is None:
                    raise NotReadable("init-left")
                link = Span(target.start_byte, target.end_byte - len(name))
                number = self._count(value) if name == "flushAt" else self._milliseconds(value)
                rewrites.append(Rewrite(program.span(statement), (link, NUMBERS[name].encode(), b" = ", *number)))
                continue
            self._drop(name, value, dropped)
            rewrites.append(self.gone(statement))
        for bridge in setup.bridges:
            rewrites.append(self.gone(bridge))
            reasons.append(Reason("bridge-removed"))
        configuration: list[Part] = [b"Configuration(", *self._listed(fields), b")"]
        given = one.invocation.arguments[0].value
        if setup.declaration is not None and setup.made is not None:
            rewrites.append(Rewrite(program.span(setup.made), tuple(configuration)))
            configuration = [program.span(given)]
        made: tuple[Part, ...] = (SHARED, b" = Amplitude(configuration: ", *configuration, b")")
        rewrites.append(Rewrite(program.span(one.node), made))
        if keeps_client:
            rewrites.append(self._keeper())
        reasons += self.reasons(automatic, dropped)
        return Outcome(tuple(reasons), tuple(rewrites), tuple(setup.covers), write_key=self.literal(setup.key))

    def beside(self, one: Reference, setup: Setup, because: str, *, keeps_client: bool) -> Outcome:
        """The client below Segment's set-up, which stays for some calls."""
        fields, automatic = self._fixed(setup)
        dropped: list[str] = []
        for name, value, _ in setup.settings:
            if name in NUMBERS:
                fields[NUMBERS[name]] = self._count(value) if name == "flushAt" else self._milliseconds(value)
            else:
                self._drop(name, value, dropped)
        base = self.lines_at(one.node)
        line: list[Part] = [base, SHARED, b" = Amplitude(configuration: Configuration("]
        listed = self._listed(fields)
        if self._width([*line, *listed]) > LINE_LENGTH:
            listed = [*self._listed(fields, base + (indent_unit(self.program.data) or b"    ")), base]
        rewrites = [self.below(one, [*line, *listed, b"))"])]
        if keeps_client:
            rewrites.append(self._keeper())
        reasons = (
            Reason("api-key"),
            Reason("client-reach", "`Amplitude.shared`"),
            Reason("segment-stays", f"because of {because}"),
            *self.reasons(automatic, dropped),
        )
        return Outcome(reasons, tuple(rewrites), tuple(setup.covers), keeps_import=True)

    def _fixed(self, setup: Setup) -> tuple[dict[str, list[Part]], list[str]]:
        """What only the brackets of the configuration take."""
        fields: dict[str, list[Part]] = {"apiKey": self.key(setup.key), **self._settings()}
        automatic: list[str] = []
        for name, value, _ in setup.settings:
            text = self.program.text(value)
            if name in AUTOCAPTURE and text == "true":
                automatic.append(AUTOCAPTURE[name])
            elif name in AUTOCAPTURE and text != "false":
                raise NotReadable("init-left", f"`{name}`, of which the value does not show")
        fields["autocapture"] = [f"[{', '.join(f'.{one}' for one in automatic)}]".encode()]
        return fields, automatic

    def _drop(self, name: str, value: Node, dropped: list[str]) -> None:
        is_silent = name in AUTOCAPTURE or (name in (*OFF, "trackDeepLinks") and self.program.text(value) == "false")
        if not is_silent:
            dropped.append(f"`{name}`")

    def _keeper(self) -> Rewrite:
        """The place of the app's client, at the end of the file that makes it."""
        data = self.program.data
        end = len(data.rstrip())
        newline = self.program.document.newline_at(0)
        indent = indent_unit(data) or b"    "
        lines = (
            b"",
            b"extension Amplitude {",
            indent + b"/// The client of the app, made where it starts.",
            indent + b"static var shared: Amplitude!",
            b"}",
        )
        return Rewrite(Span(end, end), tuple(newline + line for line in lines))

    # --- from analytics-swift ----------------------------------------------------------------------------------------

    def configuration(self, one: Reference) -> Outcome:
        """``Configuration(writeKey: key).option(…)`` as one call with labels in Amplitude's order."""
        program = self.program
        chain = read_chain(program, one)
        reasons: list[Reason] = [
            Reason("api-key"),
            *self.endpoint_reasons(chain),
            *self.reasons(["appLifecycles"] if chain.lifecycle else [], chain.dropped),
        ]
        span = program.span(chain.top)
        # Who names Segment's module has a type of that name, or fears one.
        module = b"AmplitudeSwift." if chain.call.receiver is not None else b""
        listed = self.arguments(chain, at=chain.top, around=module + b"Configuration()")
        rewrite = Rewrite(span, (module, program.span(chain.call.name_node), b"(", *listed, b")"))
        return Outcome(tuple(reasons), (rewrite,), (span,), write_key=self.literal(chain.key))

    def arguments(self, chain: Chain, *, at: Node, around: bytes = AROUND) -> list[Part]:
        """Arguments on one line; one a line where Segment's chain was, or where they are too long at a node."""
        fields: dict[str, list[Part]] = {"apiKey": self.key(chain.key), **self._settings()}
        if chain.flush_at is not None:
            fields["flushQueueSize"] = [self.program.span(chain.flush_at)]
        if chain.flush_interval is not None:
            fields["flushIntervalMillis"] = self._milliseconds(chain.flush_interval)
        fields["autocapture"] = [b"[.sessions, .appLifecycles]" if chain.lifecycle else b".sessions"]
        top = chain.top
        listed = self._listed(fields)
        data = self.program.data
        is_long = self._column(at) + len(around) + self._width(listed) + self._behind(at) > LINE_LENGTH
        if b"\n" not in data[top.start_byte : top.end_byte] and not is_long:
            return listed
        base = self.lines_at(at)
        inner = base + (indent_unit(self.program.data) or b"    ")
        return [*self._listed(fields, inner), base]

    # --- text --------------------------------------------------------------------------------------------------------

    def _settings(self) -> dict[str, list[Part]]:
        fields: dict[str, list[Part]] = {}
        if self.settings.init.min_id_length is not None:
            fields["minIdLength"] = [str(self.settings.init.min_id_length).encode()]
        if self.settings.init.server_zone != "US":
            fields["serverZone"] = [f".{self.settings.init.server_zone}".encode()]
        return fields

    @staticmethod
    def _listed(fields: dict[str, list[Part]], gap: bytes | None = None) -> list[Part]:
        """The arguments in the order that the initializer wants."""
        parts: list[Part] = []
        for index, name in enumerate(one for one in ORDER if one in fields):
            between = gap if gap is not None else b" " if index else b""
            parts += [b"," if index else b"", between, f"{name}: ".encode(), *fields[name]]
        return parts

    def _column(self, node: Node) -> int:
        return node.start_byte - self.program.document.line_start(node.start_byte)

    def _behind(self, node: Node) -> int:
        """How much of the line stands behind a node."""
        end = self.program.data.find(b"\n", node.end_byte)
        return (end if end >= 0 else len(self.program.data)) - node.end_byte

    @staticmethod
    def _width(parts: list[Part]) -> int:
        spans = sum(one.end - one.start for one in parts if isinstance(one, Span))
        return spans + sum(len(one) for one in parts if isinstance(one, bytes))

    def _count(self, value: Node) -> list[Part]:
        """Analytics-iOS counts in ``UInt``, Amplitude-Swift in ``Int``."""
        span = self.program.span(value)
        return [span] if value.type == "integer_literal" else [b"Int(", span, b")"]

    def _milliseconds(self, value: Node) -> list[Part]:
        text = self.program.text(value)
        if re.fullmatch(r"[\d_]+(\.[\d_]+)?", text):
            return [str(round(float(text.replace("_", "")) * 1000)).encode()]
        return [b"Int(", self.program.span(value), b" * 1000)"]
