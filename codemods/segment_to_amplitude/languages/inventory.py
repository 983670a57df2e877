"""What the ledger counts of a call beside its finding: its event, and the destinations that it names."""

from __future__ import annotations

from segment_to_amplitude.segment import calls
from segment_to_amplitude.source.value import ValueKind


def event_of(call: calls.SegmentCall | None) -> str | None:
    """The literal event name of a track call, for the inventory."""
    if isinstance(call, calls.Track) and call.event is not None and call.event.kind is ValueKind.STRING:
        return call.event.text
    return None


def integrations_of(call: calls.SegmentCall | None) -> tuple[str, ...]:
    """The destinations that a call names."""
    value = call.options.integrations if call is not None else None
    return tuple(entry.key for entry in value.entries if entry.key is not None) if value is not None else ()
