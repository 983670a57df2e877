"""The ratchet: what is new fails, what is gone does not come back, and the way is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from review.projects import SHOP, commit, git, write

BASELINE = "segment-to-amplitude.baseline.json"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = commit(write(tmp_path / "shop"))
    monkeypatch.chdir(root)
    return root


def test_the_first_update_makes_it_and_a_check_passes(shop: Path, run: Run) -> None:
    assert run("check").code == 1
    assert run("check", "--update-baseline", "-q").code == 0
    ended = run("check", "--baseline", BASELINE)
    assert (ended.code, ended.out) == (0, b"")
    assert "baseline: 0 new, 12 known, 0 gone\n" in ended.err
    assert run("check").code == 1


def test_a_new_reference_fails_and_is_not_taken_in(shop: Path, run: Run) -> None:
    run("check", "--update-baseline", "-q")
    (shop / "src/new.ts").write_text("import { analytics } from './analytics';\n\nanalytics.track('New');\n")
    ended = run("check", "--baseline", BASELINE)
    assert ended.code == 1
    assert {line.partition(":")[0] for line in ended.out.decode().splitlines()} == {"src/new.ts"}
    assert run("check", "--baseline", BASELINE, "--update-baseline", "-q").code == 1
    assert "src/new.ts" not in (shop / BASELINE).read_text()


def test_lines_that_move_are_no_news_and_what_is_gone_goes(shop: Path, run: Run) -> None:
    run("check", "--update-baseline", "-q")
    cart = shop / "src/cart.ts"
    cart.write_text("// on top\n\n" + SHOP["src/cart.ts"].replace("  analytics.group('acme');\n", ""))
    ended = run("check", "--baseline", BASELINE)
    assert ended.code == 0
    assert "0 new, 11 known, 1 gone" in ended.err
    run("check", "--update-baseline", "-q")
    assert "group" not in (shop / BASELINE).read_text()
    cart.write_text(SHOP["src/cart.ts"])
    assert run("check", "--baseline", BASELINE, "-q").code == 1


def test_a_line_that_is_formatted_anew_is_no_news(shop: Path, run: Run) -> None:
    run("check", "--update-baseline", "-q")
    cart = shop / "src/cart.ts"
    cart.write_text(SHOP["src/cart.ts"].replace("analytics.group('acme');", "analytics.group(\n    'acme',\n  );"))
    assert "0 new, 12 known, 0 gone" in run("check", "--baseline", BASELINE).err
    run("check", "--update-baseline", "-q")
    assert run("check", "--baseline", BASELINE).code == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "segment-to-amplitude baseline", "version": 9}'])
def test_another_file_is_no_baseline(shop: Path, run: Run, text: str) -> None:
    (shop / "b.json").write_text(text)
    assert run("check", "--baseline", "b.json").code == 2
    assert run("check", "--baseline", "missing.json").code == 2


def test_a_part_of_the_project_updates_nothing(shop: Path, run: Run) -> None:
    assert run("check", "--update-baseline", "src").code == 2
    assert not (shop / BASELINE).exists()


def test_the_trend_has_one_line_for_each_commit(shop: Path, run: Run) -> None:
    assert "12 → 12" in run("scan", "--trend", "trend.jsonl").err
    run("scan", "--trend", "trend.jsonl", "-q")
    (shop / "src/user.ts").unlink()
    git(shop, "commit", "-qam", "without")
    assert "12 → 10" in run("scan", "--trend", "trend.jsonl").err
    points = [json.loads(line) for line in (shop / "trend.jsonl").read_text().splitlines()]
    assert [point["safe"] + point["review"] for point in points] == [12, 10]
    assert len(points[0]["commit"]) == 40


def test_fingerprints_are_the_same_in_every_format(shop: Path, run: Run) -> None:
    found = [one["fingerprint"] for one in json.loads(run("scan", "--format", "json", "-q").out)["findings"]]
    sarif = json.loads(run("scan", "--format", "sarif", "-q").out)["runs"][0]["results"]
    assert [one["partialFingerprints"]["segmentToAmplitude/v1"] for one in sarif] == found
    assert len(set(found)) == len(found)


def test_reports_of_many_checkouts_merge(shop: Path, tmp_path: Path, run: Run) -> None:
    run("scan", "--format", "jsonl", "-q", "-o", "../one.jsonl")
    (shop / "src/user.ts").unlink()
    run("scan", "--format", "jsonl", "-q", "-o", "../two.jsonl")
    text = run("merge", "../one.jsonl", "second=../two.jsonl").out.decode()
    assert [line.split()[0] for line in text.splitlines()[:4]] == ["checkout", "one", "second", "total"]
    assert text.splitlines()[3].split()[-2] == "22"
    assert "@segment/analytics-next" in text
    lines = [json.loads(line) for line in run("merge", "../one.jsonl", "--format", "jsonl").out.splitlines()]
    assert {line["checkout"] for line in lines} == {"one"}
    assert "| checkout |" in run("merge", "../one.jsonl", "--format", "markdown").out.decode()
    assert run("merge", "../one.jsonl", "src/cart.ts").code == 2


def test_every_format_lists_only_what_is_new(shop: Path, run: Run) -> None:
    run("check", "--update-baseline", "-q")
    (shop / "src/new.ts").write_text("import { analytics } from './analytics';\n\nanalytics.track('New');\n")
    ended = run("check", "--update-baseline", "--format", "github", "-q")
    assert ended.code == 1
    assert ended.out.count(b"file=") == ended.out.count(b"file=src/new.ts")
