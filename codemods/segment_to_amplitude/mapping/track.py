"""What Segment ``track`` becomes: the same event with the same properties.

Segment:   track(event, properties, options).
Amplitude: track(event, properties, event options); revenue only where Segment's destination made some.
Source:    sdk-facts/semantics.md §1.1, §1.5
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import EventOptions, Revenue, Target
from segment_to_amplitude.amplitude.calls import Track as AmplitudeTrack
from segment_to_amplitude.amplitude.expressions import Expression, Number, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import map_options
from segment_to_amplitude.mapping.outcome import Mapped, Refused, manual, review
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Track
from segment_to_amplitude.source.value import Value, ValueKind

REVENUE_FIELDS = ("price", "quantity", "revenue", "productId")
PURCHASES = frozenset({"Order Completed", "Completed Order", "Product Purchased"})
"""Events whose revenue type is a purchase without saying so."""


def map_track(call: Track, settings: Settings, target: Target) -> Mapped:
    """Keep name and properties; add revenue fields to the events that had them."""
    event = call.event
    if event is None or event.is_nothing or (event.kind is ValueKind.STRING and not (event.text or "").strip()):
        return manual("event-name-missing")
    if event.kind not in (ValueKind.STRING, ValueKind.EXPRESSION):
        return manual("event-name-missing")
    options = map_options(call.options, target)
    if options.refusal is not None:
        return Refused(options.refusal)
    reasons = list(options.reasons)
    properties = call.properties
    if properties is not None and properties.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
        properties = None if properties.is_nothing else properties
        if properties is not None:
            return manual("properties-not-readable")
    if properties is not None and target.checks_properties and properties.is_invalid_property:
        return manual("properties-not-readable")
    fields = options.fields
    style = settings.revenue.style or ("revenue-call" if settings.segment.mode == "classic-device" else "event-fields")
    if style == "event-fields":
        if event.kind is ValueKind.STRING and event.text in settings.revenue.events:
            revenue = revenue_fields(properties)
            if revenue is None:
                return manual("revenue-not-readable")
            if revenue:
                reasons.append(Reason("revenue-on-event"))
            if properties is not None and properties.entry("products") is not None:
                reasons.append(Reason("products-not-split"))
            fields = (*fields, *revenue)
        return review(reasons, AmplitudeTrack(event, properties, fields))
    revenue = revenue_fields(properties)
    if revenue is None and (event.text in settings.revenue.events or properties_entry(properties, "revenue")):
        return manual("revenue-not-readable")
    if revenue and properties_entry(properties, "revenue"):
        reasons.append(Reason("revenue-call"))
        amount = Revenue(revenue_setters(event, revenue), fields)
        return review(reasons, AmplitudeTrack(event, properties, fields), amount)
    return review(reasons, AmplitudeTrack(event, properties, fields))


def properties_entry(properties: Value | None, key: str) -> bool:
    """Tell whether properties are written with a key."""
    return properties is not None and properties.entry(key) is not None


def revenue_setters(event: Value, fields: EventOptions) -> tuple[tuple[str, Expression], ...]:
    """The revenue event of the classic destination: price and quantity, or the whole revenue as the price of one."""
    given = dict(fields)
    kind = given.get("revenueType")
    made = {"setPrice": given.get("price") or given["revenue"], "setQuantity": given.get("quantity") or Number(1)}
    if "price" not in given:
        made["setQuantity"] = Number(1)
    if "productId" in given:
        made["setProductId"] = given["productId"]
    if isinstance(kind, Value) or (kind is not None and event.text in PURCHASES):
        made["setRevenueType"] = kind
    return tuple(made.items())


def revenue_fields(properties: Value | None) -> EventOptions | None:
    """The revenue fields that Segment's Log Purchase put on the event; None when they do not show."""
    if properties is None:
        return ()
    if properties.kind is not ValueKind.OBJECT or any(entry.is_spread for entry in properties.entries):
        return None
    found: list[tuple[str, Expression]] = []
    for name in REVENUE_FIELDS:
        entry = properties.entry(name)
        if entry is not None and not entry.value.is_nothing:
            if not entry.value.is_plain:
                return None
            found.append((name, entry.value))
    names = [name for name, _ in found]
    if "revenue" not in names and not {"price", "quantity"} <= set(names):
        return ()
    kind = properties.entry("revenueType")
    found.append(("revenueType", kind.value if kind is not None else Text("Purchase")))
    return tuple(found)
