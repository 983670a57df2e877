"""What one side of a fixture sent, and how the two sides differ."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fixture_cases import Case
from runtime.expected_events import UUID, Event, expected_events, plain

MOMENT = 60_000
"""How far apart two runs are, in milliseconds."""


@dataclass(frozen=True)
class Sent:
    """What one side of a fixture sent, and how its run ended."""

    code: int
    output: str
    bodies: list[dict[str, Any]]
    lost: list[tuple[str, Any]]
    """Keys and values that Segment's library left out of its messages."""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What went to Segment; each message knows when it left."""
        return [message | {"sentAt": body["sentAt"]} for body in self.bodies for message in body.get("batch", ())]

    @property
    def events(self) -> list[Event]:
        """What went to Amplitude."""
        return [event for body in self.bodies for event in body.get("events", ())]


def group_type(case: Case) -> str:
    settings = tomllib.loads((case.before.get("segment-to-amplitude.toml") or b"").decode())
    configured: str | None = settings.get("group", {}).get("type")
    return configured or "[Segment] Group"


def differences(before: Sent, after: Sent, group_type: str) -> list[str]:
    """Return what Amplitude should have got and has not, and the other way round."""
    left = Counter(map(unstamped, after.messages))
    due: list[tuple[Event, float]] = []
    for message in before.messages:
        if left[unstamped(message)]:
            left[unstamped(message)] -= 1
        else:
            age = abs(milliseconds(message["sentAt"]) - milliseconds(message["timestamp"]))
            due += [(plain(event), age) for event in expected_events(message, group_type)]
    found = [plain(event) for event in after.events]
    complaints = [f"Segment gets what it did not get: {text}" for text, count in left.items() if count]
    complaints += [f"no API key: {body}" for body in after.bodies if "events" in body and not body["api_key"]]
    for event, age in due:
        same = [other for other in found if untimed(other) == untimed(event)]
        same = same or [other for other in found if untimed(without(other, before.lost)) == untimed(event)]
        if not same:
            complaints.append(f"Amplitude does not get: {json.dumps(event, sort_keys=True)}")
            continue
        nearest = min(same, key=lambda other: abs(other["time"] - event["time"]))
        found.remove(nearest)
        # A time that the call gave is the same; otherwise it is the time of the run.
        if abs(nearest["time"] - event["time"]) > (MOMENT if age < MOMENT else 0):
            complaints.append(f"another time, {nearest['time']}: {json.dumps(event, sort_keys=True)}")
    return complaints + [f"Amplitude gets: {json.dumps(event, sort_keys=True)}" for event in found]


def unstamped(message: dict[str, Any]) -> str:
    """Return a message as text without what differs from run to run."""
    given = {key: value for key, value in message.items() if key not in ("sentAt", "timestamp")}
    if UUID.fullmatch(str(given.get("messageId"))):
        del given["messageId"]
    return json.dumps(given, sort_keys=True)


def untimed(event: Event) -> str:
    return json.dumps({key: value for key, value in event.items() if key != "time"}, sort_keys=True)


def milliseconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() * 1000


def without(event: Event, lost: list[tuple[str, Any]]) -> Event:
    """Return an event without properties that Segment's library lost and that are there now, as text."""
    known = dict(lost)

    def is_regained(key: str, value: Any) -> bool:
        if key not in known:
            return False
        return value == known[key] or all(UUID.fullmatch(str(other)) for other in (value, known[key]))

    def kept(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: kept(inner) for key, inner in value.items() if not is_regained(key, inner)}

    return plain({key: kept(value) for key, value in event.items()})
