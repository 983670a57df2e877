"""Patches of every split apply in order, by mail and by themselves, and add up to the whole."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from fixture_cases import Case, discover, write_tree
from review.projects import SHOP, commit, git, plan_of, read, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.project.owners import Owners
from segment_to_amplitude.review.mail import mail, write_patches
from segment_to_amplitude.review.plan import make_plan
from segment_to_amplitude.review.slices import Slice, SplitBy, cut
from segment_to_amplitude.source.edits import apply_edits

CRLF = {"src/crlf.ts": "import { analytics } from './analytics';\r\n\r\nanalytics.track('Seen');\r\n"}
OWNERS = {".github/CODEOWNERS": "* @all\n/src/ @web @shop # the shop\ntools/*.py @data\n"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "shop", {**SHOP, **OWNERS}))


def slices_of(root: Path, by: SplitBy) -> list[Slice]:
    result = migrate(root)
    sources = {file.path: file.before or b"" for file in result.files if file.edits}
    plan = make_plan(result)
    return cut([(file, file.changes) for file in plan.changed], by, lambda file: sources[file.name], root)


def migrated(root: Path) -> dict[str, bytes]:
    return read(root) | {
        file.path: apply_edits(file.before or b"", file.edits) for file in migrate(root).files if file.edits
    }


@pytest.mark.parametrize("by", SplitBy)
def test_patches_apply_in_order_and_add_up(shop: Path, tmp_path: Path, by: SplitBy) -> None:
    due = migrated(shop)
    places = write_patches(slices_of(shop, by), tmp_path / "patches", "Ann <ann@example.com>")
    assert [place.name[:5] for place in places] == [f"{number:04}-" for number in range(1, len(places) + 1)]
    for place in places:
        git(shop, "apply", "--check", str(place))
        git(shop, "apply", str(place))
    assert read(shop) == due
    git(shop, "checkout", "-q", ".")
    git(shop, "am", "-q", *map(str, places))
    assert read(shop) == due
    log = git(shop, "log", "--format=%an <%ae> %s", f"-{len(places)}").decode().splitlines()
    assert all(line.startswith("Ann <ann@example.com> Segment to Amplitude: ") for line in log)


@pytest.mark.parametrize("by", SplitBy)
def test_carriage_returns_are_kept(tmp_path: Path, by: SplitBy) -> None:
    root = commit(write(tmp_path / "shop", {**SHOP, **CRLF}))
    git(root, "config", "core.autocrlf", "false")
    due = migrated(root)
    assert due["src/crlf.ts"].count(b"\r\n") == 3
    places = write_patches(slices_of(root, by), tmp_path / "patches", "Ann <ann@example.com>")
    git(root, "am", "-q", "--keep-cr", *map(str, places))
    assert read(root) == due


def test_what_others_need_comes_first(shop: Path) -> None:
    first, *others = slices_of(shop, SplitBy.METHOD)
    assert first.title == "dependencies, imports and initialisation"
    assert {change.kind for _, change in first.changes} >= {"manifest", "init", "import"}
    assert all(1 in one.needs for one in others)
    codes = [one.changes[0][1].code for one in slices_of(shop, SplitBy.FINDING)]
    assert codes.index("dependency-replaced") < codes.index("api-key") < codes.index("same-meaning")


def test_by_owner(shop: Path) -> None:
    titles = {one.title: {file.path for file, _ in one.changes} for one in slices_of(shop, SplitBy.OWNER)}
    assert titles == {
        "files of @all": {"package.json"},
        "files of @shop @web": {"src/analytics.ts", "src/cart.ts", "src/user.ts"},
        "files of @data": {"tools/report.py"},
    }


@pytest.mark.parametrize(
    ("text", "path", "owner"),
    [
        ("* @a", "x/y.ts", "@a"),
        ("* @a\n/src/ @b", "src/x/y.ts", "@b"),
        ("* @a\n/src/ @b", "lib/src/y.ts", "@a"),
        ("docs/* @d", "docs/a.md", "@d"),
        ("docs/* @d", "docs/a/b.md", ""),
        ("*.ts @t\n# x\n[Section]\n*.js @j", "a.js", "@j"),
        ("/a\\ b/ @s", "a b/c.ts", "@s"),
        ("src/ @a\nsrc/gen/", "src/gen/x.ts", ""),
    ],
)
def test_the_last_rule_that_fits_counts(text: str, path: str, owner: str) -> None:
    assert Owners(text).of(path) == owner


def test_a_message_says_what_and_why(shop: Path) -> None:
    one = next(one for one in slices_of(shop, SplitBy.METHOD) if one.title == "`group`")
    text = mail(one, 5, "Žluť <z@example.com>").decode()
    assert "Subject: [PATCH " in text
    assert "src/cart.ts:9 " in text
    assert "Needs 0001" in text
    assert "=?utf-8?" in text.splitlines()[1]


def test_no_line_of_a_message_begins_the_patch(shop: Path) -> None:
    one = slices_of(shop, SplitBy.METHOD)[0]
    one.body = "--- a\ndiff --git x\nFrom nobody\nIndex: x\n"
    place = shop.parent / "one.patch"
    place.write_bytes(mail(one, 1, "Ann <ann@example.com>"))
    git(shop, "am", "-q", str(place))
    assert b"diff --git x" in git(shop, "log", "-1", "--format=%B")


def test_commits(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    due = migrated(shop)
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Ann")
        monkeypatch.setenv(f"{name}_EMAIL", "ann@example.com")
    monkeypatch.chdir(shop)
    assert main(["migrate", "--commit", "--split-by", "directory"]) == 0
    assert read(shop) == due
    assert git(shop, "status", "--porcelain") == b""
    assert len(git(shop, "log", "--format=%s").splitlines()) == 4
    assert "committed: Segment to Amplitude: src/\n" in capsys.readouterr().err


def test_a_commit_that_a_hook_refuses_is_taken_back(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = shop / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ngit diff --cached --name-only | grep -q cart && { echo no carts; exit 1; }\nexit 0\n")
    hook.chmod(0o755)
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Ann")
        monkeypatch.setenv(f"{name}_EMAIL", "ann@example.com")
    monkeypatch.chdir(shop)
    assert main(["migrate", "--commit", "--split-by", "directory", "-q"]) == 2
    assert "no carts" in capsys.readouterr().err
    assert git(shop, "status", "--porcelain") == b""
    assert (shop / "src/cart.ts").read_bytes() == SHOP["src/cart.ts"].encode()


def test_patches_are_written_to_an_empty_directory(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    assert main(["migrate", "--patch-dir", "../patches", "-q"]) == 0
    assert main(["migrate", "--patch-dir", "../patches", "-q"]) == 2
    assert main(["migrate", "--split-by", "owner", "-q"]) == 2


CASES = [case for case in discover() if case.name.startswith(("manifests/", "kotlin/", "swift/", "python/"))][::9]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_patches_of_fixtures_add_up(case: Case, tmp_path: Path) -> None:
    root = tmp_path / "project"
    write_tree(root, case.before)
    result = migrate(root)
    if not any(file.edits for file in result.files):
        pytest.skip("nothing changes")
    due = migrated(root)
    plan = plan_of(root)
    sources = {file.path: file.before or b"" for file in result.files if file.edits}
    for by in (SplitBy.FINDING, SplitBy.METHOD):
        for file in plan.changed:
            if file.is_new:
                (root / file.path).unlink(missing_ok=True)
            else:
                (root / file.path).write_bytes(sources[file.name])
        for one in cut([(file, file.changes) for file in plan.changed], by, lambda file: sources[file.name], root):
            subprocess.run(
                ["git", "apply", "-"], input=one.patch, cwd=root, check=True, env=os.environ | {"GIT_DIR": "/none"}
            )
        assert read(root) == due
