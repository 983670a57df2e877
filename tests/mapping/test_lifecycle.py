"""Resetting, flushing, listening, and what has no counterpart: the code that is suggested instead compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapping.values import Code, Plain, maybe, told, value
from segment_to_amplitude.amplitude.calls import BROWSER, NODE, PYTHON, REACT_NATIVE, Target
from segment_to_amplitude.mapping.lifecycle import (
    PLUGIN_METHODS,
    SAME_AS,
    SUGGESTIONS,
    map_flush,
    map_listen,
    map_other,
    map_reset,
    suggestion,
)
from segment_to_amplitude.mapping.outcome import Refused
from segment_to_amplitude.segment.calls import Flush, Listen, Other, Reset
from typecheck import typecheck

GIVEN = """\
import * as amplitude from '@amplitude/analytics-browser';
declare const apiKey: string;
declare const link: HTMLAnchorElement;
declare const form: HTMLFormElement;
declare function callback(...given: unknown[]): void;
"""
LISTENER = Code("listen", parameters=1)


@pytest.mark.parametrize(
    ("target", "argument", "answer"),
    [
        (NODE, None, "manual no-counterpart"),
        (REACT_NATIVE, Code("keeps"), "manual reset-not-readable"),
        (REACT_NATIVE, False, "SetUserId(undefined)"),
        (REACT_NATIVE, True, "Reset()"),
        (BROWSER, None, "Reset()"),
    ],
)
def test_reset(target: Target, argument: Plain, answer: str) -> None:
    assert told(map_reset(Reset(maybe(argument)), target)) == answer


@pytest.mark.parametrize(
    ("call", "target", "answer"),
    [
        (Flush(), NODE, "Flush()"),
        (Flush(closes=True), NODE, "close-is-flush: Flush()"),
        (Flush(blocks=True), PYTHON, "flush-not-awaited: Flush()"),
        (Flush(closes=True), PYTHON, "Shutdown()"),
        (Flush(closes=True, joins=True), PYTHON, "join-is-shutdown: Shutdown()"),
    ],
)
def test_flush(call: Flush, target: Target, answer: str) -> None:
    assert told(map_flush(call, target)) == answer


@pytest.mark.parametrize(
    ("event", "listener", "answer"),
    [
        ("track", LISTENER, "manual listener"),
        ("error", LISTENER, "manual listener"),
        ("error", None, "manual listener"),
        (Code("name"), Code("() => {}", parameters=0, is_empty=True), "manual listener"),
        ("error", Code("() => {}", parameters=0, is_empty=True), "empty-listener-removed: "),
    ],
)
def test_listen(event: Plain, listener: Plain, answer: str) -> None:
    assert told(map_listen(Listen(value(event), maybe(listener)), BROWSER)) == answer


@pytest.mark.parametrize("method", ["emit", "push", "queryString", "noConflict"])
def test_left_alone_without_a_suggestion(method: str) -> None:
    refused = map_other(Other(method))
    assert isinstance(refused, Refused)
    assert (refused.reason.code, refused.reason.suggestion) == ("no-counterpart", None)


@pytest.mark.parametrize("method", sorted({*SUGGESTIONS, *SAME_AS}))
def test_left_alone_with_a_suggestion(method: str) -> None:
    refused = map_other(Other(method))
    assert isinstance(refused, Refused)
    assert refused.reason.code == ("plugin-left" if method in PLUGIN_METHODS else "no-counterpart")
    assert refused.reason.suggestion == suggestion(method) != ""


def test_suggestions_compile_with_the_real_sdk(tmp_path: Path) -> None:
    trees = {name: {"a.ts": f"{GIVEN}{code}\nexport {{}};\n".encode()} for name, code in SUGGESTIONS.items()}
    trees["wrong"] = {"a.ts": f"{GIVEN}amplitude.ready(callback);\n".encode()}
    diagnostics = typecheck(trees, tmp_path)
    assert diagnostics.pop("wrong")
    assert not {name: found for name, found in diagnostics.items() if found}
