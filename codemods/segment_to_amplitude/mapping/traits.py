"""What traits become: operations of an Identify.

Segment:   traits are one object; null clears a trait, the last of two equal keys counts.
Amplitude: Identify takes each property once, drops null without a word, and clears by unset.
Source:    sdk-facts/semantics.md §1.4; amplitude.md §0 silent traps, §2.3
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.expressions import Operation, Operations
from segment_to_amplitude.project.settings import Traits
from segment_to_amplitude.source.value import Entry, Value, ValueKind

NO_VERBS = Traits()
"""No trait is incremented or set once."""


def operations_of(traits: Value, verbs: Traits = NO_VERBS) -> Operations | None:
    """Read traits entry by entry, or whole when an entry only shows at run time; None when they are no object."""
    if traits.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
        return None
    if any(entry.value.is_invalid_property or is_prototype(entry) for entry in traits.entries):
        return None
    if traits.kind is ValueKind.EXPRESSION or needs_running(traits.entries):
        listed = {*verbs.increment, *verbs.set_once}
        is_open = traits.kind is ValueKind.EXPRESSION or any(entry.key is None for entry in traits.entries)
        if listed and (is_open or listed & {entry.key for entry in traits.entries}):
            return None
        return Operations(whole=traits, may_clear=not traits.is_null_free)
    last = {entry.key: index for index, entry in enumerate(traits.entries) if entry.key is not None}
    steps: list[Operation] = []
    for index, entry in enumerate(traits.entries):
        if entry.key is not None and last[entry.key] != index:
            if not entry.value.is_plain:
                return Operations(whole=traits, may_clear=not traits.is_null_free)
            continue
        if entry.value.kind is ValueKind.UNDEFINED:
            continue
        if entry.value.kind is ValueKind.NULL:
            steps.append(Operation("unset", entry, None))
        else:
            steps.append(Operation(_verb(entry.key, verbs), entry, entry.value))
    return Operations(steps=tuple(steps))


def needs_running(entries: tuple[Entry, ...]) -> bool:
    """Tell whether only a run shows what entries say: spreads, possible nulls, keys that may be equal or no strings."""
    if any(entry.is_spread or entry.value.may_be_null or not entry.value.fits_identify for entry in entries):
        return True
    if not all(entry.has_text_key for entry in entries):
        return True
    computed = [entry for entry in entries if entry.key is None]
    if len(computed) > 1:
        return True
    return any(
        entry.key is not None and (one.key_prefix == "" or entry.key.startswith(one.key_prefix))
        for one in computed
        for entry in entries
    )


def is_prototype(entry: Entry) -> bool:
    """Tell whether an entry is called ``__proto__``, which is no property like others in either SDK."""
    return entry.key == "__proto__"


def _verb(key: str | None, verbs: Traits) -> str:
    if key in verbs.increment:
        return "add"
    return "setOnce" if key in verbs.set_once else "set"
