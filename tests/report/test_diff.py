from __future__ import annotations

import re
import subprocess
from pathlib import Path

from report.samples import APP, sample
from segment_to_amplitude.report.diff import colour, patches
from segment_to_amplitude.source.edits import apply_edits

_STYLE = re.compile(rb"\x1b\[\d*m")


def test_files_come_in_path_order() -> None:
    first, second = patches(sample())
    assert first.startswith(b"diff --git a/src/app.ts b/src/app.ts\n")
    assert b"a/src/user, list.ts" in second


def test_git_applies_the_patch(tmp_path: Path) -> None:
    result = sample(tmp_path)
    (tmp_path / "src").mkdir()
    for file in result.files:
        if file.before is not None:
            (tmp_path / file.path).write_bytes(file.before)
    subprocess.run(["git", "apply", "-"], input=b"".join(patches(result)), cwd=tmp_path, check=True)
    (app,) = (file for file in result.files if file.path == "src/app.ts")
    assert (tmp_path / "src/app.ts").read_bytes() == apply_edits(APP, app.edits)


def test_colour_changes_nothing_but_colour() -> None:
    for patch in patches(sample()):
        assert _STYLE.sub(b"", colour(patch)) == patch


def test_removed_dashes_are_no_header() -> None:
    patch = b"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n same\n"
    assert colour(patch) == (
        b"\x1b[1m--- a/x\x1b[0m\n\x1b[1m+++ b/x\x1b[0m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n"
        b"\x1b[31m--- old\x1b[0m\n\x1b[32m+++ new\x1b[0m\n same\n"
    )
