from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from segment_to_amplitude.project.writing import (
    ChangedSinceReadError,
    DirtyTreeError,
    Replacement,
    WriteError,
    checkout_root,
    ensure_clean_tree,
    write_file,
    write_files,
)


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "web").mkdir()
    (tmp_path / ".gitignore").write_text("ignored.ts\n")
    for name in ("a.ts", "web/b.ts"):
        (tmp_path / name).write_text("before")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_replaces_the_bytes_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.ts"
    path.write_bytes(b"before\r\n")
    path.chmod(0o754)
    write_file(path, b"before\r\n", b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o7777 == 0o754
    assert os.listdir(tmp_path) == ["a.ts"]


@pytest.mark.parametrize("now", [b"other", b"befor", b"before and more"])
def test_refuses_a_file_that_changed(tmp_path: Path, now: bytes) -> None:
    path = tmp_path / "a.ts"
    path.write_bytes(now)
    with pytest.raises(ChangedSinceReadError, match="changed since it was read; run again"):
        write_file(path, b"before", b"after")
    assert path.read_bytes() == now


def test_refuses_a_file_that_is_gone_or_a_link(tmp_path: Path) -> None:
    with pytest.raises(ChangedSinceReadError, match="removed since it was read"):
        write_file(tmp_path / "a.ts", b"before", b"after")
    (tmp_path / "real.ts").write_bytes(b"before")
    (tmp_path / "link.ts").symlink_to("real.ts")
    with pytest.raises(ChangedSinceReadError, match="a link is not written through"):
        write_file(tmp_path / "link.ts", b"before", b"after")
    assert (tmp_path / "link.ts").is_symlink()
    assert (tmp_path / "real.ts").read_bytes() == b"before"


def test_a_failure_leaves_the_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ts"
    path.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(WriteError, match="No space left on device"):
        write_file(path, b"before", b"after")
    assert os.listdir(tmp_path) == ["a.ts"]
    assert path.read_bytes() == b"before"


def test_makes_a_file_but_over_none(tmp_path: Path) -> None:
    def refusals(path: Path, data: bytes) -> list[str]:
        return [str(one) for one in write_files([Replacement(str(path), None, data)])]

    assert not refusals(tmp_path / "a.kt", b"made")
    assert (tmp_path / "a.kt").read_bytes() == b"made"
    assert "is there by now" in refusals(tmp_path / "a.kt", b"again")[0]
    assert "cannot be written" in refusals(tmp_path / "none/a.kt", b"made")[0]
    assert [path.name for path in tmp_path.iterdir()] == ["a.kt"]
    assert (tmp_path / "a.kt").read_bytes() == b"made"


def test_finds_the_checkout(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert checkout_root(checkout / "web") == checkout.resolve()
    assert checkout_root(tmp_path_factory.mktemp("plain")) is None


def test_a_clean_tree_is_let_through(checkout: Path) -> None:
    (checkout / "notes.txt").write_text("untracked, and not ours to write")
    ensure_clean_tree(checkout, ["a.ts"])
    ensure_clean_tree(checkout / "web", ["b.ts"])


@pytest.mark.parametrize("staged", [False, True])
def test_a_change_anywhere_in_the_checkout_is_refused(checkout: Path, staged: bool) -> None:
    (checkout / "a.ts").write_text("changed")
    if staged:
        git(checkout, "add", "-A")
    with pytest.raises(DirtyTreeError, match=r"\(a\.ts\); commit or stash them, or run again with --allow-dirty"):
        ensure_clean_tree(checkout / "web", ["b.ts"])
    ensure_clean_tree(checkout / "web", ["b.ts"], allow_dirty=True)


def test_a_renamed_file_is_named_once(checkout: Path) -> None:
    git(checkout, "mv", "a.ts", "c.ts")
    with pytest.raises(DirtyTreeError, match=r"\(c\.ts\)"):
        ensure_clean_tree(checkout)


@pytest.mark.parametrize("name", ["new.ts", "ignored.ts"])
def test_an_untracked_file_that_would_be_written_is_refused(checkout: Path, name: str) -> None:
    (checkout / "web" / name).write_text("x")
    ensure_clean_tree(checkout / "web", ["b.ts"])
    with pytest.raises(DirtyTreeError, match=rf"\(web/{name}\)"):
        ensure_clean_tree(checkout / "web", ["b.ts", name])


def test_outside_a_checkout_nothing_is_refused(tmp_path: Path) -> None:
    ensure_clean_tree(tmp_path, ["a.ts"])
