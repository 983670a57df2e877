"""Names of what stands beside Segment's client, and what keeps it from standing there."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import run_tool
from segment_to_amplitude.languages.jvm.doubling import other_name
from segment_to_amplitude.migration import migrate


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("analytics", "amplitude"),
        ("segment", "amplitude"),
        ("segmentAnalytics", "amplitude"),
        ("mAnalytics", "mAmplitude"),
        ("_analytics", "_amplitude"),
        ("ANALYTICS", "AMPLITUDE"),
        ("provideAnalytics", "provideAmplitude"),
        ("getSegmentAnalytics", "getAmplitude"),
        ("analyticsClient", "amplitudeClient"),
        ("client", "amplitudeClient"),
        ("mClient", "mAmplitudeClient"),
        ("_client", "_amplitudeClient"),
        ("getClient", "getAmplitudeClient"),
        ("get", "getAmplitude"),
        ("getter", "amplitudeGetter"),
    ],
)
def test_the_other_name(name: str, expected: str) -> None:
    assert other_name(name) == expected


HEAD = "package com.example\n\nimport android.content.Context\nimport com.segment.analytics.Analytics\n\n"
MADE = 'Analytics.Builder(context, "8Zk2v1").build()'
STUCK = 'analytics.onIntegrationReady<Any>("B") { }'
FIELD = f"    private val analytics = {MADE}\n"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            f"class A(context: Context) {{\n{FIELD}    val amplitude = 1\n"
            f'    fun a() {{\n        analytics.track("A")\n        {STUCK}\n    }}\n}}\n',
            "the name `amplitude` is taken in src/A.kt",
        ),
        (
            f"class A(context: Context) {{\n{FIELD}    fun a() = with(analytics) {{\n"
            '        track("A")\n        onIntegrationReady<Any>("B") { }\n    }\n}\n',
            "calls of both kinds stand in the block at src/A.kt:8",
        ),
        (
            f"class A(context: Context) {{\n{FIELD}"
            f"    fun a() {{\n        analytics.seen()\n        {STUCK}\n    }}\n}}\n\n"
            'fun Analytics.seen() = track("A")\n',
            "`seen` at src/A.kt:14 extends the client",
        ),
        (
            "class A(private val context: Context) {\n    private fun make(): Analytics {\n        println(1)\n"
            f"        return {MADE}\n    }}\n\n    private val analytics = make()\n\n"
            f'    fun a() {{\n        analytics.track("A")\n        {STUCK}\n    }}\n}}\n',
            "`make` at src/A.kt:7 does more than give the client",
        ),
        (
            "class A(private val analytics: Analytics) {\n"
            f'    fun a() {{\n        analytics.track("A")\n        {STUCK}\n    }}\n}}\n',
            "nothing shows where the client is made",
        ),
        (
            "open class A(private val analytics: Analytics) {\n"
            f'    fun a() {{\n        analytics.track("A")\n        {STUCK}\n    }}\n}}\n\n'
            f"class B(context: Context) : A({MADE})\n\nfun b(context: Context) = A({MADE})\n",
            "another class extends `A` at src/A.kt:13",
        ),
    ],
)
def test_why_nothing_moves(tmp_path: Path, code: str, why: str) -> None:
    result = run_tool({"src/A.kt": f"{HEAD}{code}".encode()}, tmp_path, migrate).result
    assert not [file.path for file in result.files if file.edits]
    messages = {one.message for file in result.files for one in file.findings if one.code == "client-kept"}
    assert [message for message in messages if message.endswith(f"(Amplitude's client cannot stand beside it: {why})")]


@pytest.mark.parametrize("stuck", ["analytics.add(plugin)", "analytics.remove(plugin)", "register(analytics)"])
def test_what_may_change_all_events_keeps_all_calls(tmp_path: Path, stuck: str) -> None:
    code = (
        "package com.example\n\nimport com.segment.analytics.kotlin.core.Analytics\n\n"
        f'class A(context: Any) {{\n    private val analytics = Analytics("k", context)\n\n'
        f'    fun a(plugin: Any) {{\n        analytics.track("A")\n        {stuck}\n    }}\n}}\n'
    )
    result = run_tool({"src/A.kt": code.encode()}, tmp_path, migrate).result
    assert not [file.path for file in result.files if file.edits]
