"""What reading and storing ids becomes.

Segment:   user().id(), user().anonymousId(), setAnonymousId(id), enable(), disable().
Amplitude: getUserId(), getDeviceId(), setDeviceId(id), setOptOut(bool).
Source:    sdk-facts/semantics.md §2.2, §4; amplitude.md §2.2
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import GetDeviceId, GetUserId, SetDeviceId, SetOptOut, SetUserId, Target
from segment_to_amplitude.amplitude.expressions import Not
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import as_id
from segment_to_amplitude.mapping.outcome import Mapped, manual, review, safe
from segment_to_amplitude.segment.calls import Enable, IdentityRead, IdentityWrite


def map_identity_read(call: IdentityRead, target: Target) -> Mapped:
    """The device id takes the anonymous id's place."""
    if not target.keeps_identity:
        return manual("no-counterpart", f"`{call.what}`")
    if call.what == "id":
        return review([Reason("user-id-read")], GetUserId())
    if call.what == "anonymousId":
        return review([Reason("anonymous-id-read")], GetDeviceId())
    return manual("traits-read")


def map_identity_write(call: IdentityWrite, target: Target) -> Mapped:
    """A stored id stays a stored id."""
    if call.value is None or call.value.is_nothing or not target.keeps_identity:
        return manual("id-cleared")
    if call.what == "id":
        return review([Reason("user-id-stored")], SetUserId(as_id(call.value)))
    return safe(SetDeviceId(as_id(call.value)))


def map_enable(call: Enable) -> Mapped:
    """Enabled is the opposite of opted out."""
    if call.value is not None:
        return safe(SetOptOut(Not(call.value) if call.on else call.value))
    return safe(SetOptOut(not call.on))
