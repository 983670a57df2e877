"""The scan that the ledger trusts: what it must see, and what it must not."""

from __future__ import annotations

import pytest

from segment_tokens import find_tokens


def texts(path: str, source: str) -> list[str]:
    return [token.text for token in find_tokens(path, source.encode())]


@pytest.mark.parametrize(
    "source",
    [
        "// analytics.track('A')",
        "/* analytics\n.track('A') */",
        "log('analytics.track()')",
        'log("it\'s analytics")',
        "log(`analytics ${a} analytics`)",
        "a = /analytics['`]/g.test(b)",
        "track('A'); getAnalytics(); webAnalytics.track(); segments.map(f); segmented()",
        "import analytics_ from 'analytics'",
        "import { Analytics } from 'firebase'; new Analytics()",
        "log(`${`analytics`}`)",
    ],
)
def test_says_nothing_of(source: str) -> None:
    assert texts("a.tsx", source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("analytics.track('A')", ["analytics"]),
        ("window.analytics?.track('A')", ["analytics"]),
        ("this.#analytics.page(); this._analytics; $segment", ["#analytics", "_analytics", "$segment"]),
        ("log(`a ${analytics.user().id()} b`)", ["analytics"]),
        ("log(`a ${f({ b: `${analytics}` })} b`); analytics", ["analytics", "analytics"]),
        ("a = b / analytics / c", ["analytics"]),
        ("const a = <p>Don't {analytics.id} and isn't</p>", ["analytics"]),
        ("const a = <p>http://x.y {analytics.id}</p>", ["analytics"]),
        ("f(env.SEGMENT_KEY, segmentKey, SegmentClient)", ["SEGMENT_KEY", "segmentKey", "SegmentClient"]),
        ("import { AnalyticsBrowser as A, Context } from '@segment/analytics-next'", ["@segment/analytics-next"]),
        ("import { AnalyticsBrowser as A } from '@segment/analytics-next'\nA.load()", ["@segment/analytics-next", "A"]),
        ("import type { Context } from '@segment/analytics-next'\nlet a: Context", ["@segment/analytics-next"]),
        ("import * as S from '@segment/analytics-node'\nnew S.Analytics()", ["@segment/analytics-node", "S"]),
        ("const { Analytics: A } = require('@segment/analytics-node'); new A()", ["@segment/analytics-node", "A"]),
        ("const A = require('analytics-node'); const c = new A('k'); c.track()", ["analytics-node", "A", "c"]),
        ("const A = await import('@segment/analytics-next'); A.f()", ["@segment/analytics-next", "A"]),
        ("jest.mock('@segment/analytics-next')", ["@segment/analytics-next"]),
        ("s.src = 'https://cdn.segment.com/analytics.js/v1/x'", ["https://cdn.segment.com/analytics.js/v1/x"]),
        ("a = '\\'analytics'; analytics", ["analytics"]),
    ],
)
def test_sees(source: str, expected: list[str]) -> None:
    assert texts("a.tsx", source) == expected


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("a.html", "<p>analytics</p><!-- <script>analytics</script> --><style>.analytics{}</style>", []),
        ("a.html", '<script>analytics.page()</script><a onclick="analytics.reset()">', ["analytics", "analytics"]),
        ("a.html", '<script src="https://cdn.segment.com/a.js"></script>', ["https://cdn.segment.com/a.js"]),
        ("a.vue", '<template><a @click="analytics.page()">{{ analytics.id }}</a>', ["analytics", "analytics"]),
        ("a.vue", '<template><a>analytics</a></template><script lang="ts">analytics.page()</script>', ["analytics"]),
        ("a.svelte", "<a on:click={() => analytics.page()}>x</a>", ["analytics"]),
        ("package.json", '{"dependencies": {"analytics-node": "1", "analytics": "1"}}', ["analytics-node"]),
    ],
)
def test_reads_markup_and_manifests(path: str, source: str, expected: list[str]) -> None:
    assert texts(path, source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "# analytics.track('A')",
        'log(\'analytics.track()\'); log("""\nimport analytics\n""")',
        "from . import analytics\nanalytics.seen()",
        "from .analytics import track\ntrack()",
        "from shop.analytics import track\ntrack()",
        "import analytics_engine\nanalytics_engine.track()",
        "track(analytics=1); get_analytics(); segments.join()",
        "f'{{analytics}}'",
        "patch('shop.views.track'); log('shop.analytics.track')",
        "SEGMENT_KEY = 1",
        "if settings.SEGMENT_KEY: key = os.environ['SEGMENT_KEY']",
        "yield from analytics\nraise Oops from segment",
    ],
)
def test_says_nothing_of_python(source: str) -> None:
    assert texts("a.py", source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import analytics\nanalytics.track('A')", ["analytics", "analytics"]),
        ("import os, segment.analytics as seg, sys\nseg.flush()", ["segment.analytics", "seg"]),
        ("import segment.analytics\nsegment.analytics.track('A')", ["segment.analytics", "segment"]),
        ("from segment import analytics as a; a.track()", ["segment", "a"]),
        (
            "from segment.analytics import (\n  Client as C,  # analytics\n  track,\n)\ntrack()",
            ["segment.analytics", "track"],
        ),
        ("if x: import analytics\nf(analytics=analytics)", ["analytics", "analytics"]),
        ("from analytics import Client\nc = Client('k')\nc.page(); c", ["analytics", "Client", "c"]),
        ("from analytics import Client\nself.c = Client('k')\nself.c.page()", ["analytics", "Client", "c"]),
        ("import analytics\nc: analytics.Client = analytics.Client()\nc.f()", ["analytics"] * 3 + ["c"]),
        (
            "from analytics import Client\ndef f(c: 'Client', d: Client | None = None): d.x()",
            ["analytics", "Client", "d"],
        ),
        ("from analytics import Client\nclass A(Client): pass\na = A()\na.x()", ["analytics", "A", "Client", "A", "a"]),
        ("import analytics\nkept = analytics\nkept.x()", ["analytics", "analytics", "kept"]),
        ("import analytics\nmade = analytics.Tracker().run(1)\nmade.x()", ["analytics", "analytics", "made"]),
        ("self.segment_client.track(); events.analytics.flush()", ["segment_client", "analytics"]),
        ("import analytics\nlog(f'{analytics.host!r:>{width}} {{x}}')", ["analytics", "analytics"]),
        ("@mock.patch('shop.views.analytics.track')\ndef f(): pass", ["shop.views.analytics.track"]),
        ("patch(\n'segment.analytics.Client')", ["segment.analytics.Client"]),
        (
            "import analytics\nanalytics.write_key = settings.SEGMENT_KEY or env['SEGMENT']",
            ["analytics", "analytics", "SEGMENT_KEY", "SEGMENT"],
        ),
        ("a = 'it\\'s'; b = r'\\\\'; c = b'analytics'\nimport analytics", ["analytics"]),
        ("'never closed\nimport analytics", ["analytics"]),
        ("import analytics\nprint 'analytics'\nanalytics.x()", ["analytics", "analytics"]),
    ],
)
def test_sees_in_python(source: str, expected: list[str]) -> None:
    assert texts("a.py", source) == expected


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("requirements.txt", "# analytics-python\nsix\nanalytics-python==1.4  # Segment\n", ["analytics-python"]),
        ("requirements/dev.in", "analytics-python\n", ["analytics-python"]),
        ("dev-requirements.in", "Segment_Analytics.Python[x]>=2\n", ["Segment_Analytics.Python"]),
        ("constraints.txt", "my-analytics-python\nanalytics-python-extra\n", []),
        (
            "requirements.txt",
            "git+https://github.com/segmentio/analytics-python.git#egg=analytics-python",
            ["analytics-python"],
        ),
        (
            "pyproject.toml",
            "dependencies = [\n  'segment-analytics-python>=2',  # or analytics-python\n]",
            ["segment-analytics-python"],
        ),
        ("setup.cfg", "install_requires =\n    ; analytics-python\n    analytics-python\n", ["analytics-python"]),
        ("setup.py", "setup(install_requires=['analytics-python>=1'])  # analytics-python", ["analytics-python"]),
        ("Pipfile", "analytics-python = '*'\n", ["analytics-python"]),
        ("environment.yml", "  - pip:\n    - analytics-python\n", ["analytics-python"]),
        ("poetry.lock", 'name = "analytics-python"', []),
    ],
)
def test_reads_manifests_of_python(path: str, source: str, expected: list[str]) -> None:
    assert texts(path, source) == expected


def test_offsets_count_bytes() -> None:
    (token,) = find_tokens("a.ts", "\ufeff/* é */ analytics.user().id()".encode())
    assert (token.start, token.end, token.chain_end) == (12, 21, 33)


def test_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match=r"main\.rs"):
        find_tokens("main.rs", b"")


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("a.swift", "import Segment\nAnalytics.shared().flush() // Analytics\n", ["Segment", "Analytics"]),
        ("a.swift", "import Segment\nlet a: Analytics? = nil\na?.flush()\n", ["Segment", "Analytics", "a"]),
        ("a.swift", "import Own\nAnalytics.track(.event)\n", []),
        ("a.m", '#import <Segment/SEGAnalytics.h>\n[SEGAnalytics f];', ["Segment/SEGAnalytics.h", "SEGAnalytics"]),
        ("a.h", "@class SEGAnalytics;\n", ["SEGAnalytics"]),
        ("a.m", "[[OEXAnalytics sharedAnalytics] track];\n", []),
    ],
)  # fmt: skip
def test_reads_swift_and_objective_c(path: str, source: str, expected: list[str]) -> None:
    assert texts(path, source) == expected


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("Podfile", "# pod 'Analytics'\npod 'Analytics', '~> 4.1' # Segment-A\n", ["Analytics"]),
        ("Cartfile", 'github "segmentio/analytics-ios" ~> 4.0\n', ["analytics-ios"]),
        ("Package.swift", '.product(name: "Segment", package: "analytics-swift")', ["Segment"]),
    ],
)
def test_reads_manifests_of_apple_platforms(path: str, source: str, expected: list[str]) -> None:
    assert texts(path, source) == expected
