"""Where the user's own rules come in: between the reading of a call and its mapping, once for all languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from segment_to_amplitude.amplitude.calls import AmplitudeCall
from segment_to_amplitude.amplitude.calls import Track as AmplitudeTrack
from segment_to_amplitude.amplitude.expressions import Dictionary, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped, Refused, Rewritten
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import SegmentCall
from segment_to_amplitude.segment.wrappers import NO_WRAPPERS, Wrappers, is_given_text
from segment_to_amplitude.source.value import Entry, Value


@dataclass(frozen=True, slots=True)
class TextChange:
    """A literal of the author's, or the key of an entry, that says something else afterwards."""

    text: str
    value: Value | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry that goes, and the object that it stands in."""

    owner: Value
    entry: Entry


@dataclass(frozen=True, slots=True)
class Adapted:
    """A call as the rules want it: without a call there is nothing to send."""

    call: SegmentCall | None
    changes: tuple[TextChange | Removal, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Ruling(Protocol):
    """What the rules say of calls."""

    def answer(self, call: SegmentCall, path: str) -> Mapped | None:
        """What a hook makes of a call; None when none has an opinion."""

    def adapt(self, call: SegmentCall, path: str) -> Adapted:
        """The call with other names."""


@dataclass(frozen=True, slots=True)
class RuledSettings(Settings):
    """The settings of a project that has rules."""

    ruling: Ruling | None = None
    wrappers: Wrappers = NO_WRAPPERS


def map_ruled(
    call: SegmentCall, settings: RuledSettings, path: str, map_plain: Callable[[SegmentCall], Mapped]
) -> Mapped:
    """Ask the hooks, then change names, then map as ever; a text that a rule gave is written as a new one."""
    mapped: Mapped | None = None
    adapted = Adapted(call)
    if settings.ruling is not None:
        mapped = settings.ruling.answer(call, path)
        if mapped is not None:
            return mapped
        adapted = settings.ruling.adapt(call, path)
    if adapted.call is None:
        return Rewritten((), adapted.reasons)
    mapped = map_plain(adapted.call)
    if isinstance(mapped, Refused):
        return mapped
    made = tuple(_with_given_texts(one) for one in mapped.calls)
    return replace(mapped, calls=made, reasons=(*mapped.reasons, *adapted.reasons), changes=adapted.changes)


def _with_given_texts(call: AmplitudeCall) -> AmplitudeCall:
    """Let the writer write what stands nowhere in the file."""
    if not isinstance(call, AmplitudeTrack):
        return call
    if isinstance(call.event, Value) and is_given_text(call.event):
        call = replace(call, event=Text(call.event.text or ""))
    if isinstance(call.properties, Dictionary):
        made = {
            name: tuple(
                (key, Text(value.text or "") if isinstance(value, Value) and is_given_text(value) else value)
                for key, value in getattr(call.properties, name)
            )
            for name in ("before", "after")
        }
        call = replace(call, properties=replace(call.properties, before=made["before"], after=made["after"]))
    return call
