"""The calls of Segment's specification, with their values by meaning and no syntax of any language.

Source: sdk-facts/segment.md §1.2, §1.5, §2.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from segment_to_amplitude.source.value import Value


@dataclass(frozen=True, slots=True)
class Options:
    """What may be said about one call beside its payload. ``unreadable`` is set when a part could not be read."""

    timestamp: Value | None = None
    message_id: Value | None = None
    user_id: Value | None = None
    anonymous_id: Value | None = None
    context: Value | None = None
    integrations: Value | None = None
    callback: Value | None = None
    unreadable: Value | None = None
    """A whole options value, or an entry of it, whose content does not show."""
    takes_any_id: bool = False
    """The SDK turns ids that are no strings into strings."""
    unknown: tuple[str, ...] = ()
    """Option names that Segment would have moved into the context."""


@dataclass(frozen=True, slots=True)
class SegmentCall:
    """Base of all calls."""

    options: Options = field(default_factory=Options, kw_only=True)


@dataclass(frozen=True, slots=True)
class Identify(SegmentCall):
    """Tie the user to an id and to traits."""

    user_id: Value | None
    traits: Value | None


@dataclass(frozen=True, slots=True)
class Track(SegmentCall):
    """Record an event."""

    event: Value | None
    properties: Value | None


@dataclass(frozen=True, slots=True)
class Page(SegmentCall):
    """Record the view of a page; ``adds_names`` where the library puts name and category into the properties."""

    category: Value | None
    name: Value | None
    properties: Value | None
    adds_names: bool = True


@dataclass(frozen=True, slots=True)
class Screen(SegmentCall):
    """Record the view of a screen; ``adds_names`` where the library puts name and category into the properties."""

    category: Value | None
    name: Value | None
    properties: Value | None
    adds_names: bool = True


@dataclass(frozen=True, slots=True)
class Group(SegmentCall):
    """Tie the user to a group with traits."""

    group_id: Value | None
    traits: Value | None


@dataclass(frozen=True, slots=True)
class Alias(SegmentCall):
    """Merge two ids; ``changes_user`` where the SDK also stores the new id as the user's."""

    new_id: Value | None
    previous_id: Value | None
    changes_user: bool = False


@dataclass(frozen=True, slots=True)
class Reset(SegmentCall):
    """Forget the user; ``resets_device`` is the argument that says whether the anonymous id goes too."""

    resets_device: Value | None = None


@dataclass(frozen=True, slots=True)
class Flush(SegmentCall):
    """Send what is queued; ``closes`` where the client ends with it."""

    closes: bool = False
    blocks: bool = False
    """The call returns when everything is sent."""
    joins: bool = False
    """The call ends the client's threads, and whether the queue is sent before is not said."""


@dataclass(frozen=True, slots=True)
class IdentityRead(SegmentCall):
    """Read an id: ``id`` or ``anonymousId``."""

    what: str


@dataclass(frozen=True, slots=True)
class IdentityWrite(SegmentCall):
    """Store an id without an event: ``id`` or ``anonymousId``."""

    what: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Enable(SegmentCall):
    """Switch sending on or off; where ``value`` only shows when the program runs, ``on`` is what its truth means."""

    on: bool
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Listen(SegmentCall):
    """Ask to be told of an event of the client."""

    event: Value | None
    listener: Value | None


@dataclass(frozen=True, slots=True)
class Other(SegmentCall):
    """A method without an Amplitude counterpart."""

    method: str
