"""What Segment ``identify`` becomes: the user's id, and the user's properties.

Segment:   identify(userId, traits) stores the id and sends traits; without an id the stored one is used.
Amplitude: setUserId(id) and identify(Identify); SDKs without memory take the id in the event options.
Source:    sdk-facts/semantics.md §1.1, §1.4; amplitude.md §2.2, §4
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions, SetDeviceId, SetUserId, Target
from segment_to_amplitude.amplitude.calls import Identify as AmplitudeIdentify
from segment_to_amplitude.amplitude.expressions import Operations
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import as_id, id_of, map_options
from segment_to_amplitude.mapping.outcome import Mapped, Refused, manual, review
from segment_to_amplitude.mapping.traits import operations_of
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Identify
from segment_to_amplitude.source.value import Value


def map_identify(call: Identify, settings: Settings, target: Target) -> Mapped:
    """Set the id where there is one, then the traits where there are any."""
    options = map_options(call.options, target)
    if options.refusal is not None:
        return Refused(options.refusal)
    reasons = list(options.reasons)
    fields = dict(options.fields)
    calls: list[AmplitudeCall] = []
    if target.keeps_identity and (device_id := fields.pop("device_id", None)) is not None:
        calls.append(SetDeviceId(device_id))
        reasons = [reason for reason in reasons if reason.code != "anonymous-id-per-call"]
    user_id = call.user_id
    if user_id is not None and not user_id.is_nothing:
        if target.keeps_identity:
            calls.append(set_user(user_id, reasons))
        else:
            fields = {"user_id": id_of(user_id, call.options, call.options.anonymous_id), **fields}
    event_options: EventOptions = tuple(fields.items())
    traits = call.traits
    if traits is not None and not traits.is_nothing:
        operations = operations_of(traits, settings.traits)
        if operations is None:
            return manual("traits-not-readable")
        if operations.steps or operations.whole is not None:
            calls.append(AmplitudeIdentify(operations, event_options))
    elif not target.keeps_identity and event_options:
        calls.append(AmplitudeIdentify(Operations(), event_options))
    if not calls:
        return manual("nothing-to-send")
    return review(reasons, *calls)


def set_user(user_id: Value, reasons: list[Reason]) -> SetUserId:
    """Leave the stored id alone where the given one may be missing, as Segment's library does."""
    if user_id.may_be_missing and user_id.is_plain:
        return SetUserId(as_id(user_id), if_present=user_id)
    if user_id.may_be_missing:
        reasons.append(Reason("user-id-may-be-missing"))
    return SetUserId(as_id(user_id))
