"""What an Amplitude call is given: the author's values, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.source.value import Entry, Value


@dataclass(frozen=True, slots=True)
class Text:
    """A string that the mapping made."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A string of fixed parts and the author's values."""

    parts: tuple[str | Value, ...]


@dataclass(frozen=True, slots=True)
class AsText:
    """A value turned into a string; nothing stays nothing where it ``is_optional``."""

    value: Value
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """A date or date text as milliseconds since 1970."""

    value: Value


@dataclass(frozen=True, slots=True)
class PageContext:
    """A fact about the page that Segment's library adds: path, referrer, search, title or url."""

    name: str


@dataclass(frozen=True, slots=True)
class Dictionary:
    """An object: ``before``, then the author's entries or value, then ``after``; later names win."""

    base: Value | None = None
    before: tuple[tuple[str, Expression], ...] = ()
    after: tuple[tuple[str, Expression], ...] = ()
    without: frozenset[str] = frozenset()
    """Keys of the author's entries that are left out because they would be overwritten."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """No value."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    on: bool


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number that the mapping made."""

    number: int


@dataclass(frozen=True, slots=True)
class Times:
    """A value in another unit: multiplied by ``factor``."""

    value: Value
    factor: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a true or false value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Exported:
    """A constant of the Amplitude package, such as ``Types.LogLevel.Debug``."""

    name: str


Expression = (
    Value
    | Text
    | Joined
    | AsText
    | Milliseconds
    | PageContext
    | Dictionary
    | Undefined
    | Flag
    | Number
    | Times
    | Not
    | Exported
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of an Identify: a verb of the SDK, a key, and a value unless the verb is ``unset``."""

    verb: str
    entry: Entry
    value: Value | None


@dataclass(frozen=True, slots=True)
class Operations:
    """The steps of an Identify: known ones, or all entries of a value that is only known when the program runs."""

    steps: tuple[Operation, ...] = ()
    whole: Value | None = None
    may_clear: bool = True
    """The value may hold a null when the program runs, which is to clear a property."""
