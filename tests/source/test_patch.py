from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.patch import Hunk, file_patch, hunks
from source.strategies import edited

PATHS = ["plain.ts", "with space/a b.ts", 'quo"te.ts', "back\\slash.ts", "é/語 😀.ts", "tab\t.ts", "dir/deep/x.js"]


def git_apply(root: Path, patch: bytes) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_DIR": os.devnull}
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    done = subprocess.run(command, cwd=root, input=patch, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr.decode() + patch.decode(errors="replace")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edited(), min_size=1, max_size=len(PATHS)), st.sampled_from([1, 3]))
def test_applied_patch_is_the_written_tree(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[bytes, list[Edit]]], context: int
) -> None:
    root = tmp_path_factory.mktemp("tree")
    patch = b""
    for name, (before, edits) in zip(PATHS, files, strict=False):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(before)
        patch += file_patch(name, before, edits, context)
    if patch:
        git_apply(root, patch)
    for name, (before, edits) in zip(PATHS, files, strict=False):
        assert (root / name).read_bytes() == apply_edits(before, edits)


@given(edited(), st.integers(0, 4))
def test_hunks_carry_out_the_edits(case: tuple[bytes, list[Edit]], context: int) -> None:
    before, edits = case
    old_lines = before.split(b"\n")
    old_lines = [line + b"\n" for line in old_lines[:-1]] + old_lines[-1:]
    out: list[bytes] = []
    cursor = 0
    for hunk in hunks(before, edits, context):
        start = hunk.old_start - (hunk.old_count > 0)
        out += old_lines[cursor:start]
        assert hunk.new_start == len(out) + (hunk.new_count > 0)
        old = [line for tag, line in hunk.lines if tag != "+"]
        new = [line for tag, line in hunk.lines if tag != "-"]
        assert old == old_lines[start : start + hunk.old_count]
        assert (len(old), len(new)) == (hunk.old_count, hunk.new_count)
        assert old != new
        out += new
        cursor = start + hunk.old_count
    assert b"".join(out + old_lines[cursor:]) == apply_edits(before, edits)


def test_patch_reads_as_git_writes_it() -> None:
    before = b"one\ntwo\nthree\r\nfour"
    patch = file_patch("src/a b.ts", before, [Edit(4, 7, b"2"), Edit(19, 19, b"!")], 1)
    assert patch == (
        b"diff --git a/src/a b.ts b/src/a b.ts\n"
        b"--- a/src/a b.ts\t\n"
        b"+++ b/src/a b.ts\t\n"
        b"@@ -1,4 +1,4 @@\n"
        b" one\n"
        b"-two\n"
        b"+2\n"
        b" three\r\n"
        b"-four\n\\ No newline at end of file\n"
        b"+four!\n\\ No newline at end of file\n"
    )


def test_a_new_file_is_made_by_its_patch(tmp_path: Path) -> None:
    patch = file_patch("a b.kt", b"", [Edit(0, 0, b"one\ntwo")], is_new=True)
    assert patch == (
        b"diff --git a/a b.kt b/a b.kt\nnew file mode 100644\n--- /dev/null\n+++ b/a b.kt\t\n"
        b"@@ -0,0 +1,2 @@\n+one\n+two\n\\ No newline at end of file\n"
    )
    git_apply(tmp_path, patch)
    assert (tmp_path / "a b.kt").read_bytes() == b"one\ntwo"


def test_path_is_quoted_as_git_does() -> None:
    patch = file_patch('é"\t.ts', b"a\n", [Edit(0, 1, b"b")])
    assert b'--- "a/\\303\\251\\"\\t.ts"\n' in patch


def test_equal_lines_inside_a_change_are_context() -> None:
    before = b"a\nb\nc\nd\ne\n"
    edits = [Edit(0, len(before), b"A\nb\nc\nnew\nd\nE\n")]
    assert hunks(before, edits, 0) == [
        Hunk(1, 1, 1, 1, (("-", b"a\n"), ("+", b"A\n"))),
        Hunk(3, 0, 4, 1, (("+", b"new\n"),)),
        Hunk(5, 1, 6, 1, (("-", b"e\n"), ("+", b"E\n"))),
    ]


def test_far_changes_stand_in_hunks_of_their_own() -> None:
    before = b"".join(b"line %d\n" % number for number in range(30))
    first, second = hunks(before, [Edit(0, 4, b"LINE"), Edit(len(before), len(before), b"end\n")])
    assert (first.header, second.header) == ("@@ -1,4 +1,4 @@", "@@ -28,3 +28,4 @@")


def test_edits_that_change_nothing_give_no_patch() -> None:
    assert file_patch("a.ts", b"a\nb\n", [Edit(0, 2, b"a\n")]) == b""
