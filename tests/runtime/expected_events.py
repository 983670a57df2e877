"""What Segment's own destination made of the messages that its Python library sent: Amplitude (Actions), presets.

Source: sdk-facts/semantics.md §1 and §3; nothing of the tool's own mapping stands here. Three things differ on purpose:
identify and group carry the time, as Amplitude's SDK gives one to each event; a group has the type that the classic
destination wrote, as Actions has none; `context.campaign` is left out, as it was no part of the call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Event = dict[str, Any]

CONTEXT = {
    "ip": "ip",
    "locale": "language",
    "userAgent": "user_agent",
    "app.version": "app_version",
    "device.advertisingId": "adid",
    "device.brand": "device_brand",
    "device.manufacturer": "device_manufacturer",
    "device.model": "device_model",
    "location.city": "city",
    "location.country": "country",
    "location.latitude": "location_lat",
    "location.longitude": "location_lng",
    "location.region": "region",
    "network.carrier": "carrier",
    "os.name": "os_name",
    "os.version": "os_version",
}
PLATFORMS = {"ios": "iOS", "android": "Android"}
UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
"""What SDKs write for themselves as the id of a message."""
WRITTEN_BY_SDK = ("library", "plan", "event_id")


def expected_events(message: dict[str, Any], group_type: str) -> Iterator[Event]:
    """Yield the events for one message of Segment's batch; an alias became none."""
    common = common_fields(message)
    properties = message.get("properties") or {}
    if message["type"] == "track":
        revenue = purchase(properties) if message["event"] == "Order Completed" else {}
        yield {**common, **revenue, "event_type": message["event"], "event_properties": properties}
    elif message["type"] in ("page", "screen"):
        name = message.get("name")
        event = f"Viewed {name}" if name else f"Loaded a {message['type'].capitalize()}"
        yield {**common, "event_type": event, "event_properties": properties}
    elif message["type"] == "identify":
        yield {**common, "event_type": "$identify", "user_properties": operations(message.get("traits") or {})}
    elif message["type"] == "group":
        group = {group_type: message["groupId"] if isinstance(message["groupId"], str) else str(message["groupId"])}
        association = {**common, "event_type": "$identify", "user_properties": {"$set": group}, "groups": group}
        if not message.get("traits"):
            yield association
        else:
            # The second event with an id of its own would be taken for the first one.
            yield {**association, "insert_id": None}
            changed = {"groups": group, "group_properties": operations(message["traits"])}
            yield {**common, "event_type": "$groupidentify", **changed}


def common_fields(message: dict[str, Any]) -> Event:
    """Ids, time and context."""
    context = message.get("context") or {}
    options = amplitude_options(message.get("integrations") or {})
    time = datetime.fromisoformat(message["timestamp"])
    return {
        "user_id": message.get("userId"),
        "device_id": read(context, "device.id") or message.get("anonymousId"),
        "insert_id": message.get("messageId"),
        "time": round(time.timestamp() * 1_000_000) // 1000,
        "session_id": options.get("session_id"),
        "groups": options.get("groups"),
        "platform": PLATFORMS.get(str(read(context, "device.type")).lower()),
        **{field: read(context, path) for path, field in CONTEXT.items()},
    }


def amplitude_options(integrations: dict[str, Any]) -> dict[str, Any]:
    """Return what a call said to Amplitude alone."""
    for name in ("Actions Amplitude", "Amplitude (Actions)", "Amplitude"):
        if isinstance(integrations.get(name), dict):
            options: dict[str, Any] = integrations[name]
            return options
    return {}


def read(value: Any, path: str) -> Any:
    """Follow dotted keys; None where one is missing."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def purchase(properties: dict[str, Any]) -> Event:
    """The fields of Log Purchase."""
    price, quantity, revenue = (number(properties.get(name)) for name in ("price", "quantity", "revenue"))
    if price is not None and quantity is not None:
        revenue = price * quantity
    if not revenue:
        return {}
    return {
        "revenue": revenue,
        "price": price,
        "quantity": quantity if quantity is None else round(quantity),
        "productId": properties.get("productId"),
        "revenueType": properties.get("revenueType") or "Purchase",
    }


def number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def operations(traits: dict[str, Any]) -> dict[str, Any]:
    """Operations of an identify: a trait without a value is taken away."""
    kept = {key: value for key, value in traits.items() if value is not None}
    gone = {key: "-" for key, value in traits.items() if value is None}
    return {verb: found for verb, found in (("$set", kept), ("$unset", gone)) if found}


def plain(event: Event) -> Event:
    """Return an event without what is nothing and what SDKs write for themselves."""
    made = {key: value for key, value in event.items() if value is not None and key not in WRITTEN_BY_SDK}
    if UUID.fullmatch(str(made.get("insert_id"))):
        del made["insert_id"]
    for kind in ("event_properties", "user_properties"):
        if kind in made:
            nothing: tuple[Any, ...] = (None, {}) if kind == "user_properties" else (None,)
            made[kind] = {key: value for key, value in made[kind].items() if value not in nothing}
            if not made[kind]:
                del made[kind]
    if "price" in made and "quantity" in made:
        # Amplitude takes their product when all three are sent.
        made["revenue"] = made["price"] * made["quantity"]
    return {key: whole(value) for key, value in made.items()}


def whole(value: Any) -> Any:
    """Write numbers alike: JSON has one kind of them."""
    if isinstance(value, dict):
        return {key: whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
