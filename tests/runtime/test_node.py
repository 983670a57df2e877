"""What the Node fixtures send: Amplitude's SDK sends what Segment's own destination made of Segment's calls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fixture_cases import FIXTURES, Case

SDK = Path(__file__).parents[1] / "sdk"
CAPTURE = Path(__file__).with_name("capture.cjs")

RUNS = {
    "node/messages_on_one_line": """
        exports.signedUp({ id: 'user-1', email: 'g@example.com' }, 'pro', new Date('2026-01-02T03:04:05Z'));""",
    "node/message_over_lines_becomes_call_over_lines": """
        exports.record(
          { id: 'o-1', buyer: 'user-1', total: 12.5, placedAt: new Date('2026-02-03T04:05:06Z') },
          { queue: 'mail', size: 3, old: null },
        );""",
    "node/context_and_ids": """
        const hit = { userId: 'user-1', anonymousId: 'visitor-1', at: '2026-03-04T05:06:07Z' };
        exports.seen({ ...hit, ip: '203.0.113.7', agent: 'Mozilla/5.0' });""",
    "node/init_is_awaited_before_flush": "await exports.handler({ user: 'user-1' });",
    "node/client_in_a_class": """
        const tracker = new exports.Tracker('key');
        await tracker.track('user-1', 'Opened', { a: 1 });
        await new Promise((resolve) => setTimeout(resolve, 10));
        new exports.Reporter('cron').report('user-2');""",
    "node_classic/numeric_ids": "exports.bought({ id: 1234567, name: 'Ida' }, 'user-1', 7654321);",
    "node_classic/chained_calls": "await exports.welcome({ id: 7654321, email: 'g@example.com', isNew: true });",
    "node_classic/either_id_may_be_missing": """
        exports({ session: { userId: 1234567 }, cookies: {} }, 'Seen');
        exports({ session: {}, cookies: { aid: 'visitor-1' } }, 'Seen');""",
}
"""Fixtures, and what is done with what they export."""

CONTEXT = {"ip": "ip", "userAgent": "user_agent", "locale": "language"}


def capture(side: str) -> dict[str, list[Any]]:
    node = shutil.which("node")
    if node is None or not (SDK / "node_modules/typescript").is_dir():
        raise FileNotFoundError("this needs Node 20 and `npm ci --prefix tests/sdk`")
    cases = []
    for name, run in RUNS.items():
        case = Case(FIXTURES / "javascript" / name)
        tree = case.before if side == "before" else case.after
        assert case.source is not None
        source = tree[case.source].decode()
        cases.append({"name": name, "file": case.source, "source": source, "run": run})
    done = subprocess.run(
        [node, str(CAPTURE)],
        input=json.dumps(cases),
        env={**os.environ, "SEGMENT_WRITE_KEY": "key", "AMPLITUDE_API_KEY": "key"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return found


def test_the_same_is_sent() -> None:
    """One test, because a second process would run all of it again."""
    before, after = capture("before"), capture("after")
    for name in RUNS:
        messages = [message for body in before[name] for message in body["batch"]]
        expected = [made for message in messages for made in mapped(message)]
        events = [shown(event) for body in after[name] for event in body["events"]]
        assert expected, name
        assert list(map(times_aside, events)) == list(map(times_aside, expected)), name
        for event, wanted in zip(events, expected, strict=True):
            assert event["time"] == pytest.approx(wanted["time"], abs=60_000), (name, event["event_type"])


def mapped(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What Segment's destination made of a message: sdk-facts/semantics.md §1.1."""
    context = message.get("context", {})
    common = {
        "user_id": message.get("userId"),
        "device_id": context.get("device", {}).get("id") or message.get("anonymousId"),
        "time": datetime.fromisoformat(message["timestamp"]).timestamp() * 1000,
        **{field: context.get(name) for name, field in CONTEXT.items()},
        "app_version": context.get("app", {}).get("version"),
        "device_model": context.get("device", {}).get("model"),
        "os_name": context.get("os", {}).get("name"),
        "os_version": context.get("os", {}).get("version"),
        "platform": {"ios": "iOS", "android": "Android"}.get(context.get("device", {}).get("type")),
    }
    if message["type"] == "track":
        yield due(common, message["event"], message.get("properties"))
    elif message["type"] in ("page", "screen"):
        named = {key: message[key] for key in ("category", "name") if message.get(key)}
        yield due(common, f"Viewed {message['name']}", {**message.get("properties", {}), **named})
    elif message["type"] == "identify":
        yield {**due(common, "$identify", None), "user_properties": operations(message.get("traits") or {})}
    elif message["type"] == "group":
        group = {"[Segment] Group": message["groupId"]}
        yield {**due(common, "$identify", None), "user_properties": {"$set": group}, "groups": group}
        if message.get("traits"):
            made = {**due(common, "$groupidentify", None), "groups": group}
            yield {**made, "group_properties": operations(message["traits"])}


def due(common: dict[str, Any], event: str, properties: dict[str, Any] | None) -> dict[str, Any]:
    made = {"event_type": event, "event_properties": properties or None, **common}
    return {key: value for key, value in made.items() if value is not None}


def operations(traits: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in traits.items() if value is not None}
    gone = {key: "-" for key, value in traits.items() if value is None}
    return {verb: found for verb, found in (("$set", kept), ("$unset", gone)) if found}


def shown(event: dict[str, Any]) -> dict[str, Any]:
    """An Amplitude event without what every SDK writes for itself."""
    made = {"insert_id", "event_id", "library", "session_id", "plan"}
    kept = {key: value for key, value in event.items() if key not in made and value is not None}
    return {key: value for key, value in kept.items() if key != "event_properties" or value}


def times_aside(event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key != "time"}
