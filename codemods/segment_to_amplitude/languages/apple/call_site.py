"""One call of Segment's, and all that its rewriting needs to know of the surroundings."""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.languages.apple.invocations import Invocation
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.resolve import Resolver
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call of a method of Segment's client.

    ``sdk`` is Segment's: ``ios`` (Analytics-iOS) or ``swift`` (analytics-swift).
    """

    program: Program
    invocation: Invocation
    sdk: str
    target: Target
    client: tuple[Part, ...] | None
    """How Amplitude's client is written in this place; None where it is an implicit ``self`` and stays unwritten."""
    settings: Settings
    resolver: Resolver
