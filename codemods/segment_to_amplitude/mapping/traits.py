"""What traits become: operations of an Identify.

Segment:   traits are one object; null clears a trait, the last of two equal keys counts.
Amplitude: Identify takes each property once, drops null without a word, and clears by unset.
Source:    sdk-facts/semantics.md §1.4; amplitude.md §0 silent traps, §2.3
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.expressions import Operation, Operations
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.value import Value, ValueKind


def operations_of(traits: Value, settings: Settings) -> Operations | None:
    """Read traits entry by entry, or whole when an entry only shows at run time; None when they are no object."""
    if traits.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
        return None
    if traits.kind is ValueKind.EXPRESSION or any(entry.is_spread for entry in traits.entries):
        return Operations(whole=traits)
    if any(entry.value.is_invalid_property for entry in traits.entries):
        return None
    last = {entry.key: index for index, entry in enumerate(traits.entries) if entry.key is not None}
    steps: list[Operation] = []
    for index, entry in enumerate(traits.entries):
        if entry.key is not None and last[entry.key] != index:
            if not entry.value.is_plain:
                return None
            continue
        if entry.value.kind is ValueKind.UNDEFINED:
            continue
        if entry.value.kind is ValueKind.NULL:
            steps.append(Operation("unset", entry, None))
        else:
            steps.append(Operation(_verb(entry.key, settings), entry, entry.value))
    return Operations(steps=tuple(steps))


def _verb(key: str | None, settings: Settings) -> str:
    if key in settings.traits.increment:
        return "add"
    return "setOnce" if key in settings.traits.set_once else "set"
