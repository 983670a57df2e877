from __future__ import annotations

import os
from pathlib import Path

import pytest

from segment_to_amplitude.project import prefilter
from segment_to_amplitude.project.prefilter import LazyFiles, narrowest, read_candidates, read_matching

NEEDLES = (b"nalytics", b"egment")


def files(root: Path, **contents: bytes) -> list[str]:
    for name, data in contents.items():
        (root / name).write_bytes(data)
    return sorted(contents)


def test_keeps_the_bytes_of_files_with_a_needle_only(tmp_path: Path) -> None:
    names = files(tmp_path, a=b"window.analytics", b=b"nothing", c=b"", d=b"\xff\x00Segment\r\n")
    reading = read_candidates(str(tmp_path), names, NEEDLES)
    assert reading.matching == {"a": b"window.analytics", "d": b"\xff\x00Segment\r\n"}
    assert reading.skipped == {}


def test_a_long_file_leaves_nothing_behind_for_a_short_one(tmp_path: Path) -> None:
    names = files(tmp_path, a=b"x" * 50 + b"analytics", b=b"y" * 55)
    assert list(read_candidates(str(tmp_path), names, NEEDLES).matching) == ["a"]


def test_skips_large_files_with_a_reason(tmp_path: Path) -> None:
    names = files(tmp_path, a=b"analytics" + b"x" * 91, b=b"analytics" + b"x" * 92)
    reading = read_candidates(str(tmp_path), names, NEEDLES, max_file_bytes=100)
    assert list(reading.matching) == ["a"]
    assert reading.skipped == {"b": "larger than 100 bytes"}


def test_leaves_out_links_directories_pipes_and_missing_files(tmp_path: Path) -> None:
    files(tmp_path, real=b"analytics")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    reading = read_candidates(str(tmp_path), ["directory", "gone", "link", "pipe"], NEEDLES)
    assert reading == ({}, {})


def test_reads_on_when_a_read_comes_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = files(tmp_path, a=b"x" * 20 + b"analytics")
    readv = os.readv
    monkeypatch.setattr(os, "readv", lambda descriptor, buffers: readv(descriptor, [memoryview(buffers[0])[:7]]))
    assert read_candidates(str(tmp_path), names, NEEDLES).matching == {"a": b"x" * 20 + b"analytics"}


def test_without_readv_the_result_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = files(tmp_path, a=b"analytics", b=b"")
    monkeypatch.delattr(os, "readv")
    assert read_candidates(str(tmp_path), names, NEEDLES).matching == {"a": b"analytics"}


def test_forked_reading_gives_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = files(tmp_path, **{f"f{i:02}": b"analytics" if i % 3 == 0 else b"x" * i * 9 for i in range(40)})
    alone = read_candidates(str(tmp_path), names, NEEDLES, max_file_bytes=300)
    monkeypatch.setattr(prefilter, "WORTH_FORKING", 10)
    shared = read_candidates(str(tmp_path), names, NEEDLES, max_file_bytes=300, jobs=3)
    assert shared == alone
    assert list(shared.matching) == list(alone.matching)
    assert list(shared.skipped) == list(alone.skipped)


def test_second_reading_looks_for_names(tmp_path: Path) -> None:
    names = files(tmp_path, a=b"import x from './tracker'", b=b"import { useTracking }", c=b"none")
    assert list(read_matching(str(tmp_path), names, {"tracker", "useTracking"}).matching) == ["a", "b"]
    assert read_matching(str(tmp_path), names, ()).matching == {}


def test_a_name_within_another_is_enough() -> None:
    assert narrowest(["tracker", "useTracker", "track", "", "Tracker"]) == [b"track", b"Tracker"]


def test_lazy_files_are_read_when_asked_for(tmp_path: Path) -> None:
    lazy = LazyFiles(str(tmp_path), ["a", "missing"])
    files(tmp_path, a=b"1")
    assert (len(lazy), list(lazy), "a" in lazy, "b" in lazy) == (2, ["a", "missing"], True, False)
    assert (lazy["a"], lazy["missing"]) == (b"1", b"")
