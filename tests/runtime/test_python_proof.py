"""The proof itself: it says nothing of calls that mean the same, and sees each way in which Amplitude's SDK loses data.

The rows are also facts about `amplitude-analytics`: what it drops without an error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Tree
from python_sdks import segment_sdk
from runtime.sent import Sent, differences
from runtime.test_python import Run, capture

VALUES = """
import enum
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

Colour = enum.Enum("Colour", {"RED": "red"})
ORDER = UUID("6f1c8b1e-1111-4222-8333-444455556666")
UTC = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc)
"""
BEFORE = {
    "segment": "import segment.analytics as analytics\nanalytics.write_key = 'key'\n",
    "segment_classic": "import analytics\nanalytics.write_key = 'key'\n",
}
AFTER = "from amplitude import *\namplitude = Amplitude('key')\n"

SAME = {
    "ids": (
        "analytics.track(1234567, 'A', anonymous_id=7654321)",
        "amplitude.track(BaseEvent('A', user_id='1234567', device_id='7654321'))",
    ),
    "values as Segment's library wrote them": (
        "analytics.track('user-1', 'A', {'t': UTC, 'd': UTC.date(), 'n': Decimal('1.5'), 's': {1}, 'u': (1, 2)})",
        "amplitude.track(BaseEvent('A', user_id='user-1', event_properties={'t': UTC.isoformat(),"
        " 'd': UTC.date().isoformat(), 'n': float(Decimal('1.5')), 's': list({1}), 'u': list((1, 2))}))",
    ),
    "None": (
        "analytics.track('user-1', 'A', {'a': None, 'b': {'c': None}})",
        "amplitude.track(BaseEvent('A', user_id='user-1', event_properties={'a': None, 'b': {'c': None}}))",
    ),
    "values that Segment's library lost": (
        "analytics.track('user-1', 'A', {'id': ORDER, 'all': [ORDER], 'f': frozenset({1}), 't': timedelta(1)})",
        "amplitude.track(BaseEvent('A', user_id='user-1', event_properties={'id': str(ORDER), 'f': list({1})}))",
    ),
    "a time of its own": (
        "analytics.track('user-1', 'A', timestamp=UTC, message_id='m-1')",
        "amplitude.track(BaseEvent('A', user_id='user-1', time=int(UTC.timestamp() * 1000), insert_id='m-1'))",
    ),
    "a naive time of now": (
        "analytics.track('user-1', 'A', timestamp=datetime.now())",
        "amplitude.track(BaseEvent('A', user_id='user-1', time=int(datetime.now().timestamp() * 1000)))",
    ),
    "context": (
        "analytics.track('user-1', 'A', context={'ip': '203.0.113.7', 'userAgent': 'curl/8', 'locale': 'de-DE',"
        " 'app': {'version': '1.2'}, 'os': {'name': 'iOS', 'version': '17'}, 'location': {'latitude': 52.5},"
        " 'device': {'id': 'device-1', 'type': 'ios', 'model': 'X'}, 'page': {'path': '/'}}, anonymous_id='a')",
        "amplitude.track(BaseEvent('A', user_id='user-1', device_id='device-1', ip='203.0.113.7', user_agent='curl/8',"
        " language='de-DE', app_version='1.2', os_name='iOS', os_version='17', location_lat=52.5, platform='iOS',"
        " device_model='X'))",
    ),
    "page and screen": (
        "analytics.page('user-1', 'Docs', 'Index', {'n': 1}); analytics.screen('user-1', name='Home')",
        "amplitude.track(BaseEvent('Viewed Index', user_id='user-1', event_properties={'n': 1}));"
        "amplitude.track(BaseEvent('Viewed Home', user_id='user-1'))",
    ),
    "identify": (
        "analytics.identify('user-1', {'a': 1, 'b': None}); analytics.identify('user-2')",
        "amplitude.identify(Identify().set('a', 1).unset('b'), EventOptions(user_id='user-1'));"
        "amplitude.track(IdentifyEvent(user_id='user-2'))",
    ),
    "group": (
        "analytics.group('user-1', 7, {'plan': 'pro'})",
        "amplitude.set_group('[Segment] Group', '7', EventOptions(user_id='user-1'));"
        "amplitude.group_identify('[Segment] Group', '7', Identify().set('plan', 'pro'),"
        " EventOptions(user_id='user-1'))",
    ),
    "revenue": (
        "analytics.track('user-1', 'Order Completed', {'price': 3, 'quantity': 2.0, 'productId': 'p'})",
        "amplitude.track(BaseEvent('Order Completed', user_id='user-1', event_properties={'price': 3,"
        " 'quantity': 2.0, 'productId': 'p'}, price=3.0, quantity=2, product_id='p', revenue_type='Purchase'))",
    ),
    "what was left": (
        "analytics.alias('a', 'user-1'); analytics.track('user-1', 'A')",
        "import segment.analytics as analytics; analytics.write_key = 'key'; analytics.alias('a', 'user-1');"
        "amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
    "more than one client": (
        "analytics.Client('k', sync_mode=True).track('user-1', 'A'); analytics.Client('l', 'h', gzip=True)"
        ".track('user-1', 'B')",
        "Amplitude('k').track(BaseEvent('A', user_id='user-1')); Amplitude('l').track(BaseEvent('B', 'user-1'))",
    ),
    "a key that comes late": (
        "analytics.write_key = 'other'; analytics.track('user-1', 'A')",
        "amplitude = Amplitude(''); amplitude.configuration.api_key = 'other';"
        "amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
}

PROPERTIES = {
    "datetime": "UTC",
    "date": "UTC.date()",
    "Decimal": "Decimal('1.5')",
    "set": "{1, 2}",
    "tuple": "(1, 2)",
    "nested list": "[[1], [2]]",
    "list with None": "[1, None]",
    "list with a date": "[UTC.date()]",
    "bytes": "b'a'",
    "dict with a date": "{'c': {'d': UTC}}",
    "dict with a number for a key": "{1: 'c'}",
}
"""Values that arrive with Segment's library; handed on as they are they cost Amplitude's event all its properties."""

OTHER = {
    "an id that is a number": (
        "analytics.track(1234567, 'A')",
        "amplitude.track(BaseEvent('A', user_id=1234567))",
    ),
    "an empty identify": (
        "analytics.identify('user-1')",
        "amplitude.identify(Identify(), EventOptions(user_id='user-1'))",
    ),
    "a date as a user property": (
        "analytics.identify('user-1', {'since': UTC, 'a': 1})",
        "amplitude.identify(Identify().set('since', UTC).set('a', 1), EventOptions(user_id='user-1'))",
    ),
    "None as a user property": (
        "analytics.identify('user-1', {'a': None})",
        "amplitude.identify(Identify().set('a', None), EventOptions(user_id='user-1'))",
    ),
    "a key set twice": (
        "analytics.identify('user-1', {'a': 1, 'a': 2})",
        "amplitude.identify(Identify().set('a', 1).set('a', 2), EventOptions(user_id='user-1'))",
    ),
    "revenue that is an int": (
        "analytics.track('user-1', 'Order Completed', {'revenue': 3})",
        "amplitude.track(BaseEvent('Order Completed', user_id='user-1', event_properties={'revenue': 3}, revenue=3,"
        " revenue_type='Purchase'))",
    ),
    "a time that is a datetime": (
        "analytics.track('user-1', 'A', timestamp=UTC)",
        "amplitude.track(BaseEvent('A', user_id='user-1', time=UTC))",
    ),
    "a naive time, which Segment's library takes for UTC": (
        "analytics.track('user-1', 'A', timestamp=datetime(2026, 1, 2))",
        "amplitude.track(BaseEvent('A', user_id='user-1', time=int(datetime(2026, 1, 2).timestamp() * 1000)))",
    ),
    "a naive UTC of now": (
        "analytics.track('user-1', 'A', timestamp=datetime.utcnow())",
        "amplitude.track(BaseEvent('A', user_id='user-1', time=int(datetime.utcnow().timestamp() * 1000)))",
    ),
    "an Enum within a value, which loses the whole request": (
        "analytics.track('user-1', 'A', {'a': {'b': 'red'}})",
        "amplitude.track(BaseEvent('A', user_id='user-1', event_properties={'a': {'b': Colour.RED}}))",
    ),
    "an event after the shutdown": (
        "analytics.track('user-1', 'A')",
        "amplitude.shutdown(); amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
    "no API key": (
        "analytics.track('user-1', 'A')",
        "amplitude = Amplitude(''); amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
    "another name": (
        "analytics.page('user-1', name='Home')",
        "amplitude.track(BaseEvent('Viewed Home Page', user_id='user-1'))",
    ),
    "an event too many": (
        "analytics.track('user-1', 'A')",
        "amplitude.track(BaseEvent('A', user_id='user-1')); amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
    "another message to Segment": (
        "analytics.track('user-1', 'A')",
        "import segment.analytics as analytics; analytics.write_key = 'key'; analytics.track('user-1', 'B');"
        "amplitude.track(BaseEvent('A', user_id='user-1'))",
    ),
    "revenue of another event": (
        "analytics.track('user-1', 'Tipped', {'revenue': 3})",
        "amplitude.track(BaseEvent('Tipped', user_id='user-1', event_properties={'revenue': 3}, revenue=3.0))",
    ),
}

LOST = {
    f"{name} as a property": (
        f"analytics.track('user-1', 'A', {{'a': 1, 'b': {value}}})",
        f"amplitude.track(BaseEvent('A', user_id='user-1', event_properties={{'a': 1, 'b': {value}}}))",
    )
    for name, value in PROPERTIES.items()
}

ROWS = {**SAME, **LOST, **OTHER}
TURNS = [(name, "segment") for name in ROWS] + [
    (name, "segment_classic") for name, (_, after) in SAME.items() if "segment." not in after
]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    runs: list[Run] = []
    for name, sdk in TURNS:
        before, after = ROWS[name]
        key = f"{list(ROWS).index(name)}/{sdk}"
        runs.append((f"{key}/before", (sdk,), {}, VALUES + BEFORE[sdk] + before))
        runs.append((f"{key}/after", ("amplitude", sdk), {}, VALUES + AFTER + after))
    return capture(runs, tmp_path_factory.mktemp("runtime"))


@pytest.mark.parametrize(("name", "sdk"), TURNS)
def test_only_what_differs_is_seen(name: str, sdk: str, sent: dict[str, Sent]) -> None:
    key = f"{list(ROWS).index(name)}/{sdk}"
    before, after = sent[f"{key}/before"], sent[f"{key}/after"]
    assert (before.code, after.code) == (0, 0), before.output + after.output
    assert before.messages
    found = differences(before, after, "[Segment] Group")
    assert bool(found) is (name not in SAME), found


def test_a_run_that_fails_says_so(tmp_path: Path) -> None:
    sent = capture([("a", ("amplitude",), {}, "print('before')\nraise SystemExit('no')")], tmp_path)
    assert sent["a"].code == 1
    assert "before" in sent["a"].output and "SystemExit: no" in sent["a"].output


def test_nothing_else_can_be_imported(tmp_path: Path) -> None:
    sent = capture([("a", ("amplitude",), {}, "import pytest")], tmp_path)
    assert "No module named 'pytest'" in sent["a"].output


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"a.py": b"import analytics\n"}, "segment_classic"),
        ({"a.py": b"import os\n\ndef f():\n    from analytics import Client\n"}, "segment_classic"),
        ({"a.py": b"import segment.analytics as analytics\n"}, "segment"),
        ({"a.py": b"from segment import analytics\n"}, "segment"),
        ({"a.py": b"try:\n    import segment.analytics\nexcept ImportError:\n    import analytics\n"}, "segment"),
        ({"a.py": b"import analytics\n", "analytics/__init__.py": b"from segment.analytics import *\n"}, "segment"),
        ({"a.py": b"import analytics\n", "segment/shapes.py": b""}, "segment_classic"),
    ],
)
def test_each_project_has_the_sdk_that_it_imports(tree: Tree, expected: str) -> None:
    assert segment_sdk(tree) == expected
