"""What every way of making Amplitude's client needs: its key, its zone, and the lines that go.

Segment:   Analytics.setup(with: configuration); Analytics(configuration: Configuration(writeKey:).option(…))
Amplitude: creation_ios.py and creation_swift.py, for one of its SDKs each
Source:    sdk-facts/segment.md §7, §8; amplitude.md §6.1, §7; semantics.md §1.6
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.invocations import real
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.references import Reference
from segment_to_amplitude.languages.apple.setup_reading import Chain, NotReadable, statement_of
from segment_to_amplitude.languages.apple.statements import BLOCKS, whole_line
from segment_to_amplitude.mapping.keys import PLACEHOLDER
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

OFF = frozenset({"trackInAppPurchases", "trackPushNotifications", "shouldUseLocationServices", "shouldUseBluetooth"})
"""Flags of Analytics-iOS that say nothing when they are off."""


class Creation:
    """Writes how Amplitude's client is made, in one file."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        self.settings = settings

    # --- text --------------------------------------------------------------------------------------------------------

    def lines_at(self, node: Node) -> bytes:
        """The line break and indentation of the line that a node begins on."""
        document = self.program.document
        return document.newline_at(node.start_byte) + document.indent_at(node.start_byte)

    def gone(self, statement: Node) -> Rewrite:
        """Take the line of a statement away."""
        line = whole_line(self.program, statement)
        if line is None:
            raise NotReadable("comment-would-be-lost")
        return Rewrite(line, ())

    def below(self, one: Reference, lines: list[Part]) -> Rewrite:
        """Put lines below the statement of a reference, each with its line break before it."""
        statement = statement_of(self.program, one.node)
        if (self.program.parent(statement) or statement).type not in BLOCKS:
            raise NotReadable("init-left", "Amplitude's client takes statements of their own")
        return Rewrite(Span(statement.end_byte, statement.end_byte), tuple(lines))

    @staticmethod
    def reasons(automatic: list[str], dropped: list[str]) -> list[Reason]:
        """What is said of automatic events and of options that Amplitude does not have."""
        found = []
        if automatic:
            found.append(Reason("lifecycle-events", ", ".join(f"`{one}`" for one in automatic)))
        if dropped:
            found.append(Reason("init-options-dropped", ", ".join(dropped)))
        return found

    @staticmethod
    def endpoint_reasons(chain: Chain) -> list[Reason]:
        """What is said of hosts of the project's own."""
        return [Reason("custom-endpoint", one) for one in chain.endpoints]

    # --- keys --------------------------------------------------------------------------------------------------------

    def key(self, node: Node | None) -> list[Part]:
        """The key: a literal becomes a placeholder, an expression stays."""
        if self.settings.init.api_key is not None:
            return [self._quoted(self.settings.init.api_key)]
        if node is None or self.literal(node) is not None:
            return [self._quoted(PLACEHOLDER)]
        return [self.program.span(node)]

    def _quoted(self, text: str) -> bytes:
        return f'"{text}"'.encode() if self.program.is_swift else f'@"{text}"'.encode()

    def literal(self, node: Node | None) -> str | None:
        """What a string literal says."""
        if node is not None and node.type == "string_literal":
            return "".join(self.program.text(one) for one in real(node))
        if node is None or node.type != "line_string_literal":
            return None
        is_plain = all(one.type == "line_str_text" for one in real(node))
        return self.program.text(node)[1:-1] if is_plain else None
