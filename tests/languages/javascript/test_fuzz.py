"""Sources that are cut off or damaged: no exception, no file that an internal error stops, no parse that gets worse."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixture_cases import count_errors, discover, run_tool
from segment_to_amplitude.migration import migrate

CASES = [case for case in discover() if case.name.startswith("javascript/")]
SUFFIXES = (".ts", ".tsx", ".js", ".jsx", ".vue", ".html")
SOURCES = [(case, path) for case in CASES for path in sorted(case.before) if path.endswith(SUFFIXES)]
SEED = 20240501
PIECES = (b"{", b"}", b"(", b")", b"`", b"'", b";", b"=>", b"...", b"\xff", b"\x00", b"/*", b"<", b"?.", b"\\")
DEPTH = 400
DEEP = {
    "arrays": b"analytics.track('A', " + b"[\n" * DEPTH + b"]" * DEPTH + b");\n",
    "parentheses": b"analytics.track('A', { a: " + b"(\n" * DEPTH + b"1" + b")" * DEPTH + b" });\n",
    "sums": b"const sum = " + b" +\n".join([b"analytics"] * DEPTH) + b";\n",
    "conditions": b"const one = " + b" ||\n".join([b"analytics"] * DEPTH) + b";\n",
    "branches": b"if (a) {}\n" + b"else if (b) { analytics.track('A'); }\n" * DEPTH,
    "members": b"analytics" + b"\n.a" * DEPTH + b".track('A');\n",
    "calls": b"x" + b"(analytics)\n" * DEPTH + b";\n",
    "functions": b"const f = " + b"() =>\n" * DEPTH + b"analytics.track('A');\n",
    "blocks": b"{\n" * DEPTH + b"analytics.track('A');" + b" }" * DEPTH + b"\n",
    "objects": b"export const all = " + b"{ a:\n" * DEPTH + b"analytics" + b" }" * DEPTH + b";\n",
    "patterns": b"const " + b"{ a:\n" * DEPTH + b"b" + b" }" * DEPTH + b" = analytics;\n",
    "types": b"let a: " + b"Array<\n" * DEPTH + b"AnalyticsBrowser" + b">" * DEPTH + b";\n",
}


def damaged(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """Cut a source off, take a piece out, put a piece in, and put two pieces in each other's place."""
    size = max(len(data), 2)
    at = chance.randrange(size)
    yield data[:at]
    length = chance.randrange(1, 12)
    yield data[:at] + data[at + length :]
    yield data[:at] + chance.choice(PIECES) + data[at:]
    low, high = sorted(chance.sample(range(size), 2))
    yield data[:low] + data[high : high + 8] + data[low + 8 : high] + data[low : low + 8] + data[high + 8 :]


def check(tree: dict[str, bytes], directory: Path) -> None:
    outcome = run_tool(tree, directory, migrate)
    broken = [f"{file.path}: {file.reason}" for file in outcome.result.files if "internal error" in (file.reason or "")]
    assert not broken
    worse = {path for path in tree if count_errors(path, outcome.tree[path]) > count_errors(path, tree[path])}
    assert not worse


@pytest.mark.parametrize("number", range(40))
def test_damaged_sources_are_survived(number: int, tmp_path: Path) -> None:
    chance = random.Random(SEED + number)
    case, path = chance.choice(SOURCES)
    for index, data in enumerate(damaged(case.before[path], chance)):
        check({**case.before, path: data}, tmp_path / str(index))


@pytest.mark.parametrize("what", DEEP)
def test_deep_nesting_is_survived(what: str, tmp_path: Path) -> None:
    head = b"import { AnalyticsBrowser } from '@segment/analytics-next';\n"
    made = b"export const analytics = AnalyticsBrowser.load({ writeKey: 'k' });\n"
    outcome = run_tool({"a.ts": head + made + DEEP[what]}, tmp_path, migrate)
    assert [file.path for file in outcome.result.files] == ["a.ts"]
