"""Which names are Segment's clients in Kotlin and Java: look-alikes above, clients below.

Each row is one file; it counts whether its call gets a finding.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from segment_to_amplitude.findings.finding import Kind
from segment_to_amplitude.migration import migrate

KOTLIN = "import com.segment.analytics.kotlin.core.Analytics\n"
ANDROID = "import com.segment.analytics.Analytics\n"
OWN = "class Own { fun track(name: String) = name }\nclass Holder(val analytics: Analytics)\n"


def calls(root: Path, name: str, text: str) -> set[str | None]:
    (root / name).write_text(text, encoding="utf-8")
    found = [finding for file in migrate(root).files for finding in file.findings]
    return {finding.method for finding in found if finding.kind is Kind.CALL}


@pytest.mark.parametrize(
    "text",
    [
        'class Analytics { fun track(name: String) = name }\nfun a(analytics: Analytics) = analytics.track("A")\n',
        'import com.example.Analytics\nfun a(analytics: Analytics) = analytics.track("A")\n',
        f'{KOTLIN}fun a(analytics: com.example.Analytics) = analytics.track("A")\n',
        f'{KOTLIN}{OWN}fun a(analytics: Own) = analytics.track("A")\n',
        f'{KOTLIN}{OWN}fun a(analytics: Analytics, b: Own) {{ b.apply {{ track("A") }} }}\n',
        f'{KOTLIN}{OWN}fun a(analytics: Analytics) {{ Own().let {{ analytics -> analytics.track("A") }} }}\n',
        f'{KOTLIN}{OWN}fun a(analytics: Analytics) {{ val analytics = Own(); analytics.track("A") }}\n',
        f'{KOTLIN}{OWN}fun a(analytics: Analytics) {{ for (analytics in listOf(Own())) analytics.track("A") }}\n',
        f'{KOTLIN}{OWN}typealias Client = Own\nfun a(client: Client) = client.track("A")\n',
        f'{KOTLIN}{OWN}fun a(holder: Holder) = listOf(Own()).first().track("A")\n',
    ],
)
def test_kotlin_look_alikes(tmp_path: Path, text: str) -> None:
    assert calls(tmp_path, "a.kt", text) == set()


@pytest.mark.parametrize(
    "text",
    [
        f'{KOTLIN}fun a(analytics: Analytics) = analytics.track("A")\n',
        f'{KOTLIN}fun a(analytics: Analytics?) = analytics?.track("A")\n',
        f'{KOTLIN}fun a(analytics: Analytics?) = analytics!!.track("A")\n',
        'import com.segment.analytics.kotlin.core.Analytics as Segment\nfun a(s: Segment) = s.track("A")\n',
        'import com.segment.analytics.kotlin.core.*\nfun a(analytics: Analytics) = analytics.track("A")\n',
        'fun a(c: com.segment.analytics.kotlin.core.Analytics) = c.track("A")\n',
        f'{KOTLIN}{OWN}fun a(holder: Holder) = holder.analytics.track("A")\n',
        f'{KOTLIN}fun a(b: Analytics) {{ val c = b; c.track("A") }}\n',
        f'{KOTLIN}fun a(b: Analytics) {{ b.apply {{ track("A") }} }}\n',
        f'{KOTLIN}fun a(b: Analytics) {{ with(b) {{ track("A") }} }}\n',
        f'{KOTLIN}fun a(b: Analytics?) {{ b?.let {{ c -> c.track("A") }} }}\n',
        f'{KOTLIN}fun Analytics.a() = track("A")\n',
        f'{KOTLIN}typealias Client = Analytics\nfun a(client: Client) = client.track("A")\n',
        f'{KOTLIN}lateinit var client: Analytics\nfun a() = client.track("A")\n',
        f'{KOTLIN}fun given(b: Analytics): Analytics = b\nfun a(b: Analytics) = given(b).track("A")\n',
        f'{KOTLIN}class A {{\n  companion object {{\n lateinit var b: Analytics\n }}\n}}\nfun a() = A.b.track("A")\n',
        f'{ANDROID}fun a(context: android.content.Context) = Analytics.with(context).track("A")\n',
    ],
)
def test_kotlin_clients(tmp_path: Path, text: str) -> None:
    assert calls(tmp_path, "a.kt", text) == {"track"}


def in_class(body: str, head: str = "import com.segment.analytics.Analytics;") -> str:
    return f"{head}\nclass A {{\n  static class Own {{ void track(String name) {{}} }}\n  {body}\n}}\n"


@pytest.mark.parametrize(
    "text",
    [
        in_class('void a(Analytics analytics) { analytics.track("A"); }', "import com.example.Analytics;"),
        in_class('void a(Own analytics) { analytics.track("A"); }'),
        in_class('Analytics analytics; void a() { Own analytics = new Own(); analytics.track("A"); }'),
        in_class('Analytics analytics; void a(Own analytics) { analytics.track("A"); }'),
        in_class('Analytics analytics; void a() { new Own().track("A"); }'),
    ],
)
def test_java_look_alikes(tmp_path: Path, text: str) -> None:
    assert calls(tmp_path, "A.java", text) == set()


@pytest.mark.parametrize(
    "text",
    [
        in_class('void a(Analytics analytics) { analytics.track("A"); }'),
        in_class('void a(com.segment.analytics.Analytics b) { b.track("A"); }', ""),
        in_class('void a(Analytics b) { b.track("A"); }', "import com.segment.analytics.*;"),
        in_class('Analytics analytics; void a() { this.analytics.track("A"); }'),
        in_class('Analytics analytics; void a(A other) { other.analytics.track("A"); }'),
        in_class('static Analytics b; void a() { A.b.track("A"); }'),
        in_class('Analytics b; Analytics b() { return b; } void a() { b().track("A"); }'),
        in_class('void a(Analytics b) { Analytics c = b; c.track("A"); }'),
        in_class('void a(Analytics b) { var c = b; c.track("A"); }'),
        in_class('void a(Analytics b) { Runnable r = () -> b.track("A"); }'),
        in_class('void a(android.content.Context c) { Analytics.with(c).track("A"); }'),
    ],
)
def test_java_clients(tmp_path: Path, text: str) -> None:
    assert calls(tmp_path, "A.java", text) == {"track"}
