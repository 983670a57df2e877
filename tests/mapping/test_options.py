"""Options of one call as fields of the event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mapping.values import SPREAD, UNDEFINED, Code, Plain, maybe, text, value
from segment_to_amplitude.amplitude.calls import BROWSER, NODE
from segment_to_amplitude.mapping.options import MappedOptions, map_options
from segment_to_amplitude.segment.calls import Options


def mapped(**given: Plain) -> MappedOptions:
    options = Options()
    for name, plain in given.items():
        options = replace(options, **{name: maybe(plain)})  # type: ignore[arg-type]
    return map_options(options, BROWSER)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"unreadable": Code("options")}, "options-not-readable"),
        ({"context": Code("context")}, "context-not-readable"),
        ({"context": {SPREAD: Code("context")}}, "context-not-readable"),
        ({"integrations": Code("choice")}, "integrations-not-readable"),
        ({"integrations": {SPREAD: Code("choice")}}, "integrations-not-readable"),
        ({"integrations": {"All": Code("isOn")}}, "integrations-not-readable"),
        ({"integrations": {"All": False}}, "not-sent-to-amplitude"),
        ({"integrations": {"All": False, "Braze": True}}, "not-sent-to-amplitude"),
        ({"integrations": {"amplitude": False}}, "not-sent-to-amplitude"),
        ({"integrations": {"Actions Amplitude": False}}, "not-sent-to-amplitude"),
    ],
)
def test_refused(given: dict[str, Plain], code: str) -> None:
    refusal = mapped(**given).refusal
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(
    ("given", "fields", "codes"),
    [
        ({}, "{}", []),
        ({"timestamp": UNDEFINED, "integrations": {"All": True}}, "{}", []),
        ({"integrations": {"All": False, "Amplitude": True}}, "{}", []),
        ({"timestamp": Code("t")}, "{time: ms(t)}", []),
        ({"message_id": "m"}, "{insert_id: 'm'}", []),
        ({"user_id": 5}, "{user_id: String(5)}", ["user-id-per-call"]),
        ({"context": {"ip": "1.1.1.1", "app": {"version": "2"}}}, "{ip: '1.1.1.1', app_version: '2'}", []),
        ({"integrations": {"Amplitude": {"session_id": 7}}}, "{session_id: 7}", []),
        ({"anonymous_id": "a"}, "{device_id: 'a'}", ["anonymous-id-per-call"]),
        ({"context": {"timezone": "UTC"}}, "{}", ["context-dropped"]),
        ({"integrations": {"Braze": False}}, "{}", ["integrations-dropped"]),
    ],
)
def test_carried_over(given: dict[str, Plain], fields: str, codes: list[str]) -> None:
    made = mapped(**given)
    assert (text(made.fields), [reason.code for reason in made.reasons]) == (fields, codes)


def test_an_sdk_without_memory_keeps_the_device_of_one_event() -> None:
    made = map_options(Options(anonymous_id=value("a")), NODE)
    assert (text(made.fields), made.reasons) == ("{device_id: 'a'}", ())
