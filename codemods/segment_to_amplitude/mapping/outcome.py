"""What a mapping answers: Amplitude calls with reasons to look, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.calls import AmplitudeCall
from segment_to_amplitude.findings.reason import Reason

if TYPE_CHECKING:
    from segment_to_amplitude.mapping.ruling import Removal, TextChange


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The calls that take the place of one Segment call, in order; no reasons means the meaning is the same."""

    calls: tuple[AmplitudeCall, ...]
    reasons: tuple[Reason, ...] = ()
    changes: tuple[TextChange | Removal, ...] = ()
    """What rules change in the author's own values."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The call is left as it is."""

    reason: Reason


Mapped = Rewritten | Refused


def safe(*calls: AmplitudeCall) -> Rewritten:
    """The calls mean what the Segment call meant."""
    return Rewritten(calls)


def review(reasons: list[Reason], *calls: AmplitudeCall) -> Rewritten:
    """The calls stand for the Segment call, and a person should look why; safe without reasons."""
    return Rewritten(calls, tuple(reasons))


def manual(code: str, detail: str = "", suggestion: str | None = None) -> Refused:
    """The call stays, with a reason."""
    return Refused(Reason(code, detail, suggestion))
