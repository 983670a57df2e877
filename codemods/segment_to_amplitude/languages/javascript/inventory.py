"""What the ledger counts of a call beside its finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.segment import calls
from segment_to_amplitude.source.value import ValueKind

if TYPE_CHECKING:
    pass


def event_of(call: calls.SegmentCall | None) -> str | None:
    """The literal event name of a track call, for the inventory."""
    if isinstance(call, calls.Track) and call.event is not None:
        return call.event.text if call.event.kind is ValueKind.STRING else None
    return None


def integrations_of(call: calls.SegmentCall | None) -> tuple[str, ...]:
    """The destinations that a call names."""
    value = call.options.integrations if call is not None else None
    return tuple(entry.key for entry in value.entries if entry.key is not None) if value is not None else ()
