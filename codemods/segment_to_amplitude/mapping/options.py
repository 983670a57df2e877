"""What Segment's per-call options become: fields of the Amplitude event.

Segment:   timestamp, messageId, anonymousId, userId, context and integrations of one call.
Amplitude: time (ms), insert_id, device_id, user_id, ip, app_version, … in the event options.
Source:    sdk-facts/semantics.md §2.6, §3, §4; amplitude.md §2.4
"""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.amplitude.calls import EventOptions, Target
from segment_to_amplitude.amplitude.expressions import AsText, Expression, Milliseconds, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.segment.calls import Options
from segment_to_amplitude.source.value import Value, ValueKind

AMPLITUDE_NAMES = frozenset({"amplitude", "actions amplitude", "amplitude (actions)"})
CONTEXT_FIELDS = {
    "ip": "ip",
    "locale": "language",
    "userAgent": "user_agent",
    "app.version": "app_version",
    "device.manufacturer": "device_manufacturer",
    "device.model": "device_model",
    "device.brand": "device_brand",
    "device.advertisingId": "adid",
    "os.name": "os_name",
    "os.version": "os_version",
    "network.carrier": "carrier",
    "location.country": "country",
    "location.region": "region",
    "location.city": "city",
    "location.latitude": "location_lat",
    "location.longitude": "location_lng",
}
"""Fields of ``context`` that Segment's own destination copied into fields of the Amplitude event."""
CARRIED_CONTEXT = frozenset({name.partition(".")[0] for name in CONTEXT_FIELDS})
"""Parts of ``context`` of which something reached Amplitude."""
PLATFORMS = {"ios": "iOS", "android": "Android"}
"""Types of devices that Segment's own destination gave as the platform."""
DROPPED_CONTEXT = frozenset({"timezone", "screen", "groupId", "traits", "library", "page", "campaign", "referrer"})
"""Parts of ``context`` that reached Amplitude nowhere, or that the SDK collects by itself."""


@dataclass(frozen=True, slots=True)
class MappedOptions:
    """Event options, or the reason why the whole call has to stay."""

    fields: EventOptions = ()
    reasons: tuple[Reason, ...] = ()
    refusal: Reason | None = None


def map_options(options: Options, target: Target) -> MappedOptions:
    """Turn Segment's options into event options; refuse what was not for Amplitude and what cannot be read."""
    if options.unreadable is not None:
        return MappedOptions(refusal=Reason("options-not-readable"))
    fields: dict[str, Expression] = {}
    reasons: list[Reason] = []
    if options.integrations is not None:
        excluded = read_integrations(options.integrations, fields, reasons)
        if excluded is not None:
            return MappedOptions(refusal=excluded)
    if options.user_id is not None and not options.user_id.is_nothing:
        fields["user_id"] = id_of(options.user_id, options, options.anonymous_id)
        if target.keeps_identity:
            reasons.append(Reason("user-id-per-call"))
    if options.anonymous_id is not None and not options.anonymous_id.is_nothing:
        fields["device_id"] = id_of(options.anonymous_id, options, options.user_id)
        if target.keeps_identity:
            reasons.append(Reason("anonymous-id-per-call"))
    if options.timestamp is not None and not options.timestamp.is_nothing:
        fields["time"] = Milliseconds(options.timestamp)
    if options.message_id is not None and not options.message_id.is_nothing:
        fields["insert_id"] = options.message_id
    if options.context is not None and not options.context.is_nothing:
        refusal = read_context(options.context, fields, reasons)
        if refusal is not None:
            return MappedOptions(refusal=refusal)
    if options.unknown:
        reasons.append(Reason("context-dropped", ", ".join(f"`{name}`" for name in options.unknown)))
    return MappedOptions(tuple(fields.items()), tuple(reasons))


def shared(fields: EventOptions) -> EventOptions | None:
    """Options for the first of two calls: the insert id is the last one's; None when a value would run twice."""
    for _, value in fields:
        inner = value.value if isinstance(value, (AsText, Milliseconds)) else value
        if isinstance(inner, Value) and not inner.is_plain:
            return None
    return tuple((name, value) for name, value in fields if name != "insert_id")


def as_id(value: Value) -> Expression:
    """Ids are strings; a number is turned into one, as Segment's library does."""
    return AsText(value) if value.kind is ValueKind.NUMBER or value.is_number else value


def id_of(value: Value, options: Options, other: Value | None) -> Expression:
    """An id that one call carries; ``other`` is the id that makes it optional."""
    if not options.takes_any_id or value.kind is not ValueKind.EXPRESSION or value.is_text:
        return as_id(value)
    return AsText(value, is_optional=other is not None and not other.is_nothing and not value.is_number)


def read_integrations(value: Value, fields: dict[str, Expression], reasons: list[Reason]) -> Reason | None:
    """Say why a call was never sent to Amplitude; None when it was."""
    if value.is_nothing:
        return None
    if value.kind is not ValueKind.OBJECT or any(entry.key is None or entry.is_conditional for entry in value.entries):
        return Reason("integrations-not-readable")
    switches = {entry.key.lower(): entry.value for entry in value.entries if entry.key is not None}
    amplitude = next((switches[name] for name in switches if name in AMPLITUDE_NAMES), None)
    everything = switches.get("all")
    for name, switch in switches.items():
        if name in ("all", *AMPLITUDE_NAMES) and switch.kind not in (ValueKind.BOOLEAN, ValueKind.OBJECT):
            return Reason("integrations-not-readable")
    if amplitude is not None and amplitude.text == "false":
        return Reason("not-sent-to-amplitude")
    if amplitude is None and everything is not None and everything.text == "false":
        return Reason("not-sent-to-amplitude")
    if amplitude is not None and amplitude.kind is ValueKind.OBJECT:
        for entry in amplitude.entries:
            if entry.key in ("session_id", "sessionId"):
                fields["session_id"] = entry.value
            elif entry.key == "groups":
                fields["groups"] = entry.value
            else:
                reasons.append(Reason("integrations-dropped", f"`{entry.key or '…'}`"))
    others = sorted(
        entry.key
        for entry in value.entries
        if entry.key is not None and entry.key.lower() not in ("all", "segment.io", *AMPLITUDE_NAMES)
    )
    if others:
        reasons.append(Reason("integrations-dropped", ", ".join(f"`{name}`" for name in others)))
    return None


def read_context(value: Value, fields: dict[str, Expression], reasons: list[Reason]) -> Reason | None:
    """Copy the context fields that reached Amplitude; name the ones that are left out."""
    if value.kind is not ValueKind.OBJECT:
        return Reason("context-not-readable")
    dropped: list[str] = []
    for entry in value.entries:
        if entry.key is None or (entry.is_conditional and entry.key in CARRIED_CONTEXT):
            return Reason("context-not-readable")
        if (name := CONTEXT_FIELDS.get(entry.key)) is not None:
            fields.setdefault(name, entry.value)
        elif entry.value.kind is ValueKind.OBJECT:
            for inner in entry.value.entries:
                path = f"{entry.key}.{inner.key}"
                if inner.key is not None and (name := CONTEXT_FIELDS.get(path)) is not None:
                    fields.setdefault(name, inner.value)
                elif path == "device.id" and not inner.value.is_nothing:
                    # Segment's destination preferred it to the anonymous id.
                    fields["device_id"] = inner.value
                elif path == "device.type" and inner.value.text in PLATFORMS:
                    fields.setdefault("platform", Text(PLATFORMS[inner.value.text]))
                else:
                    dropped.append(path if inner.key is not None else f"{entry.key}.…")
        else:
            dropped.append(entry.key)
    if dropped:
        reasons.append(Reason("context-dropped", ", ".join(f"`{name}`" for name in dropped)))
    return None
