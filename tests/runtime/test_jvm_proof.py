"""The comparison of what both JVM SDKs send sees what differs, and only that."""

from __future__ import annotations

import pytest

from jvm_run import Run, capture, in_one_history
from runtime.sent import Sent, differences

IMPORTS = """\
import com.amplitude.Event
import com.amplitude.core.events.EventOptions
import com.amplitude.core.events.Identify
import com.segment.analytics.messages.*
import java.util.Date
import kotlinx.serialization.json.*

"""

SAME = {
    "an event": ('client.track("A", buildJsonObject { put("a", 1) })', 'client.track("A", mapOf("a" to 1))'),
    "a null among the properties": (
        'client.track("A", buildJsonObject { put("a", JsonNull) })',
        'client.track("A", mapOf("a" to null))',
    ),
    "a screen": ('client.screen("Home", buildJsonObject {}, "Top")', 'client.track("Viewed Home")'),
    "a user": (
        'client.track("A"); settle(); client.identify("user-1", buildJsonObject { put("a", 1) }); client.track("B")',
        'client.track("A"); client.setUserId("user-1"); client.identify(mapOf("a" to 1)); client.track("B")',
    ),
    "a trait that is taken away": (
        'client.identify(buildJsonObject { put("a", 1); put("b", JsonNull) })',
        'client.identify(Identify().set("a", 1).unset("b"))',
    ),
    "traits one by one": (
        'client.identify(buildJsonObject { put("a", 1) }); client.identify(buildJsonObject { put("b", 2) })',
        'client.identify(Identify().set("a", 1).set("b", 2))',
    ),
    "a group": (
        'client.group("acme", buildJsonObject { put("a", 1) })',
        'client.setGroup("company", "acme"); client.groupIdentify("company", "acme", mapOf("a" to 1))',
    ),
    "a reset": (
        'client.identify("user-1"); settle(); client.reset(); settle(); client.track("A")',
        'client.setUserId("user-1"); client.identify(Identify()); client.reset(); client.track("A")',
    ),
    "revenue": (
        'client.track("Order Completed", buildJsonObject { put("revenue", 3.5) })',
        'client.track("Order Completed", mapOf("revenue" to 3.5), '
        'EventOptions().apply { revenue = 3.5; revenueType = "Purchase" })',
    ),
    "java: an event with ids, time and a key": (
        'client.enqueue(TrackMessage.builder("A").userId("u").anonymousId("d").timestamp(Date(1)).messageId("m"))',
        'client.logEvent(Event("A", "u", "d").apply { timestamp = 1; insertId = "m" })',
    ),
    "java: traits": (
        'client.enqueue(IdentifyMessage.builder().userId("u").traits(mapOf("a" to 1)))',
        'client.logEvent(Event("\\$identify", "u").setUserProperties(mapOf("a" to 1)))',
    ),
    "java: an instant": (
        'client.enqueue(TrackMessage.builder("A").userId("u").properties(mapOf("a" to java.time.Instant.EPOCH)))',
        'client.logEvent(Event("A", "u").setEventProperties(mapOf("a" to java.time.Instant.EPOCH)))',
    ),
}

OTHER = {
    "another name": ('client.screen("Home")', 'client.track("Viewed Home Screen")'),
    "another value": ('client.track("A", buildJsonObject { put("a", 1) })', 'client.track("A", mapOf("a" to 2))'),
    "an element of JSON": (
        'client.track("A", buildJsonObject { put("a", "b") })',
        'client.track("A", buildJsonObject { put("a", "b") })',
    ),
    "an event too many": ('client.track("A")', 'client.track("A"); client.track("A")'),
    "an event that is lost": ('client.track("A"); client.track("B")', 'client.track("A")'),
    "no user": ('client.identify("user-1"); client.track("A")', 'client.identify(Identify()); client.track("A")'),
    "an identify that is lost": ('client.identify("user-1")', 'client.setUserId("user-1")'),
    "a trait that stays": (
        'client.identify(buildJsonObject { put("a", JsonNull) })',
        'client.identify(mapOf("a" to null))',
    ),
    "another type of group": ('client.group("acme")', 'client.setGroup("team", "acme")'),
    "no reset": (
        'client.track("A"); settle(); client.reset(); settle(); client.track("A")',
        'client.track("A"); client.track("A")',
    ),
    "revenue of another event": (
        'client.track("Tipped", buildJsonObject { put("revenue", 3) })',
        'client.track("Tipped", mapOf("revenue" to 3), EventOptions().apply { revenue = 3.0 })',
    ),
    "java: a date, which Segment's library writes as ISO 8601": (
        'client.enqueue(TrackMessage.builder("A").userId("u").properties(mapOf("a" to Date(0))))',
        'client.logEvent(Event("A", "u").setEventProperties(mapOf("a" to Date(0))))',
    ),
    "java: another device": (
        'client.enqueue(TrackMessage.builder("A").anonymousId("d"))',
        'client.logEvent(Event("A", "d"))',
    ),
    "java: another time": (
        'client.enqueue(TrackMessage.builder("A").userId("u").timestamp(Date(1)))',
        'client.logEvent(Event("A", "u"))',
    ),
}

ROWS = {**SAME, **OTHER}
FAILING = {
    "thrown": Run({}, 'fun run(client: Client): Unit = error("not so, " + client.userId())\n', "segment_kotlin"),
    "wrong": Run({}, "fun run(client: Client) = client.nothing()\n", "amplitude_java"),
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    runs = dict(FAILING)
    for number, (name, calls) in enumerate(ROWS.items()):
        language = "java" if name.startswith("java: ") else "kotlin"
        for side, sdk, text in zip(("before", "after"), ("segment", "amplitude"), calls, strict=True):
            script = f"{IMPORTS}fun run(client: Client) {{\n    {text}\n}}\n"
            runs[f"{number}/{side}"] = Run({}, script, f"{sdk}_{language}")
    return capture(runs, tmp_path_factory.mktemp("runtime"))


@pytest.mark.parametrize("name", ROWS)
def test_only_what_differs_is_seen(name: str, sent: dict[str, Sent]) -> None:
    number = list(ROWS).index(name)
    before, after = sent[f"{number}/before"], sent[f"{number}/after"]
    assert (before.code, after.code) == (0, 0), before.output + after.output
    assert before.messages
    found = differences(in_one_history(before), in_one_history(after), "company")
    assert bool(found) is (name in OTHER), found


def test_a_run_that_fails_says_so(sent: dict[str, Sent]) -> None:
    assert (sent["thrown"].code, sent["wrong"].code) == (1, 1)
    assert "not so, null" in sent["thrown"].output
    assert "nothing" in sent["wrong"].output
