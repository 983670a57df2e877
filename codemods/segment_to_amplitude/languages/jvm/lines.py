"""The statements that take the place of a call, before they are put there."""

from __future__ import annotations

from dataclasses import dataclass, field

from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span


@dataclass(slots=True)
class Line:
    """One statement without its end, with the comments above it and those behind it."""

    parts: list[Part]
    above: list[Span] = field(default_factory=list)
    behind: list[Span] = field(default_factory=list)
    gives: bool = False
    """It is an expression that gives something, where Segment's call gave nothing."""
    is_read: bool = False
    """It gives what Segment's call gave."""
    is_assignment: bool = False
    """It is no expression."""
    is_block: bool = False
    """It is a statement that has no end."""
    is_alone: bool = False
    """It stands on a line of its own, between braces where it is all of a branch."""
