"""What becomes of one reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Beside:
    """A finding of its own for a part of a reference: what is said of it, where, and what it accounts for."""

    reason: Reason
    span: Span
    cover: Span
    kind: Kind


@dataclass(slots=True)
class Outcome:
    """What becomes of one reference."""

    reasons: tuple[Reason, ...] = ()
    safe_code: str = "same-meaning"
    rewrites: tuple[Rewrite, ...] = ()
    covers: tuple[Span, ...] = ()
    absorbed: bool = False
    """Another reference's finding accounts for this one."""
    is_moved: bool = False
    """A call that is Amplitude's afterwards."""
    is_link: bool = False
    """A call in a chain, which the rewrite of the chain's first call covers."""
    event: str | None = None
    write_key: str | None = None
    integrations: tuple[str, ...] = ()
    kind: Kind | None = None
    beside: tuple[Beside, ...] = ()
    owned: tuple[Span, ...] = ()
    """Places whose references of the package itself this finding accounts for."""
    owner: int | None = None
    """The item whose finding accounts for this one, and with which it stays."""

    @property
    def needs_look(self) -> bool:
        """Tell whether a person should look at what is rewritten."""
        return any(CODES[reason.code].applicability is Applicability.REVIEW for reason in self.reasons)

    @property
    def is_stuck(self) -> bool:
        """Tell whether the reference stays as it is."""
        stuck = (Applicability.MANUAL, Applicability.IGNORED)
        return any(CODES[reason.code].applicability in stuck for reason in self.reasons)
