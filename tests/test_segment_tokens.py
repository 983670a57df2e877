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


def test_offsets_count_bytes() -> None:
    (token,) = find_tokens("a.ts", "\ufeff/* é */ analytics.user().id()".encode())
    assert (token.start, token.end, token.chain_end) == (12, 21, 33)


def test_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match=r"Main\.kt"):
        find_tokens("Main.kt", b"")
