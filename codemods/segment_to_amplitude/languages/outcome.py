"""What becomes of one reference."""

from __future__ import annotations

from dataclasses import dataclass, field

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

STUCK = (Applicability.MANUAL, Applicability.IGNORED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one reference; without reasons the meaning is the same."""

    reasons: tuple[Reason, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    covers: tuple[Span, ...] = ()
    """The spans that the finding accounts for."""
    imports: frozenset[str] = field(default=frozenset())
    """Names of the package ``amplitude`` that the rewrites use."""
    keeps_import: bool = False
    """Segment's client is still used in the place."""
    uses_client: bool = False
    """The rewrites name the client that stands for Segment's module."""
    event: str | None = None
    integrations: tuple[str, ...] = ()
    write_key: str | None = None

    @property
    def needs_look(self) -> bool:
        """Tell whether a person should look at what is rewritten."""
        return any(CODES[reason.code].applicability is Applicability.REVIEW for reason in self.reasons)

    @property
    def is_stuck(self) -> bool:
        """Tell whether the reference stays as it is."""
        return any(CODES[reason.code].applicability in STUCK for reason in self.reasons)


@dataclass(slots=True)
class FilePlan:
    """What one file gets."""

    findings: list[Finding] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    is_new: bool = False
    """The file is not there yet."""
