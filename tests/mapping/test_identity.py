"""Ids that are read and stored."""

from __future__ import annotations

import pytest

from mapping.values import UNDEFINED, Code, Plain, maybe, told
from segment_to_amplitude.amplitude.calls import BROWSER, NODE, SetOptOut, Target
from segment_to_amplitude.amplitude.expressions import Not
from segment_to_amplitude.mapping.identity import map_enable, map_identity_read, map_identity_write
from segment_to_amplitude.mapping.outcome import safe
from segment_to_amplitude.segment.calls import Enable, IdentityRead, IdentityWrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind


@pytest.mark.parametrize(
    ("what", "target", "answer"),
    [
        ("id", NODE, "manual no-counterpart"),
        ("anonymousId", NODE, "manual no-counterpart"),
        ("traits", BROWSER, "manual traits-read"),
        ("id", BROWSER, "user-id-read: GetUserId()"),
        ("anonymousId", BROWSER, "anonymous-id-read: GetDeviceId()"),
    ],
)
def test_read(what: str, target: Target, answer: str) -> None:
    assert told(map_identity_read(IdentityRead(what), target)) == answer


@pytest.mark.parametrize(
    ("what", "given", "target", "answer"),
    [
        ("anonymousId", None, BROWSER, "manual id-cleared"),
        ("id", UNDEFINED, BROWSER, "manual id-cleared"),
        ("anonymousId", "a1", NODE, "manual id-cleared"),
        ("id", "u1", BROWSER, "user-id-stored: SetUserId('u1')"),
        ("id", 5, BROWSER, "user-id-stored: SetUserId(String(5))"),
        ("anonymousId", Code("id"), BROWSER, "SetDeviceId(id)"),
    ],
)
def test_write(what: str, given: Plain, target: Target, answer: str) -> None:
    assert told(map_identity_write(IdentityWrite(what, maybe(given)), target)) == answer


@pytest.mark.parametrize(("on", "answer"), [(True, "SetOptOut(False)"), (False, "SetOptOut(True)")])
def test_enable(on: bool, answer: str) -> None:
    assert told(map_enable(Enable(on))) == answer


def test_a_switch_that_shows_at_run_time() -> None:
    value = Value(ValueKind.EXPRESSION, Span(0, 1))
    assert map_enable(Enable(True, value)) == safe(SetOptOut(Not(value)))
    assert map_enable(Enable(False, value)) == safe(SetOptOut(value))
