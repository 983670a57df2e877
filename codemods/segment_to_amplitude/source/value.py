"""Values as the author wrote them: a kind, a span, and what can be read off it without running anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from segment_to_amplitude.source.span import Span


class ValueKind(StrEnum):
    """What sort of value a piece of source is."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    UNDEFINED = "undefined"
    OBJECT = "object"
    ARRAY = "array"
    FUNCTION = "function"
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an object: a key and a value, or a spread when ``key`` and ``key_span`` are both missing."""

    span: Span
    value: Value
    key: str | None = None
    """The key's text; None when it is computed or the entry is a spread."""
    key_span: Span | None = None
    """The key as written; inside the brackets when it is computed."""
    is_shorthand: bool = False
    key_prefix: str = ""
    """What a computed key certainly begins with."""
    is_conditional: bool = False
    """The entry is only there under some condition."""
    has_text_key: bool = True
    """The key is certainly a string when the program runs."""

    @property
    def is_spread(self) -> bool:
        """Tell whether the entry spreads another object."""
        return self.key is None and self.key_span is None


@dataclass(frozen=True, slots=True)
class Value:
    """One value. ``text`` is the value of a literal: a string's content, a number's digits, true or false."""

    kind: ValueKind
    span: Span
    text: str | None = None
    entries: tuple[Entry, ...] = ()
    is_text: bool = False
    """The value is certainly a string."""
    is_object: bool = False
    """The value is certainly an object, not a string."""
    is_number: bool = False
    """The value is certainly a number."""
    is_plain: bool = True
    """Reading the value twice, or not at all, changes nothing."""
    parameters: int | None = None
    """How many parameters a function takes; None for anything else or for a rest parameter."""
    is_empty_function: bool = False
    only_logs: bool = False
    """A function that writes to the console and does nothing else."""
    is_invalid_property: bool = False
    """An array or object in which Amplitude's Identify would drop something."""
    is_scalar: bool = False
    """The value is certainly a string, a number or nothing."""
    may_be_null: bool = False
    """It shows that the value can be null."""
    may_be_missing: bool = False
    """It shows that the value can be null or undefined."""
    is_present: bool = False
    """The value is certainly neither null nor undefined."""
    is_null_free: bool = False
    """The value is certainly an object without a null among its properties, or nothing."""
    fits_identify: bool = True
    """The types of Amplitude's Identify take the value."""
    elements: tuple[Value, ...] = ()
    """The elements of an array, where its reader tells them."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether the value is literally ``null`` or ``undefined``."""
        return self.kind in (ValueKind.NULL, ValueKind.UNDEFINED)

    def entry(self, key: str) -> Entry | None:
        """The last entry with a key, which is the one that counts."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)
