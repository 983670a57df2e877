from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cli.conftest import Pipeline, Run
from report.samples import APP, USER, sample
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.diff import patches
from segment_to_amplitude.source.edits import Edit

DIFF = b"".join(patches(sample()))


@pytest.fixture(autouse=True)
def nothing_failed(pipeline: Pipeline) -> None:
    files = tuple(file for file in pipeline.result.files if file.status is not FileStatus.FAILED)
    pipeline.result = replace(pipeline.result, files=files)


@pytest.fixture
def checkout(project: Path) -> Path:
    """The project, committed."""
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "before"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True)
    return project


def test_the_diff_is_shown_byte_for_byte(run: Run, project: Path) -> None:
    ended = run("migrate")
    assert (ended.code, ended.out) == (0, DIFF)
    assert b"\r\n" in ended.out
    assert (project / "src/app.ts").read_bytes() == APP


def test_what_needs_a_person_is_on_standard_error(run: Run) -> None:
    ended = run("migrate")
    assert "src/app.ts:4:11  manual  alias  " in ended.err
    assert "5 references: 2 safe, 1 review, 1 manual, 1 ignored\n" in ended.err
    assert "  safe  " not in ended.err


def test_colour_only_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert b"\x1b[32m+" in run("migrate", "-q").out
    assert b"\x1b[" not in run("migrate", "-q", "-o", "-", "--format", "json").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert run("migrate", "-q").out == DIFF


def test_the_patch_goes_to_a_file(run: Run, project: Path) -> None:
    assert run("migrate", "--patch", "all.patch", "-q").out == b""
    assert (project / "all.patch").read_bytes() == DIFF


def test_the_patch_and_a_report_at_once(run: Run, project: Path) -> None:
    assert run("migrate", "--patch", "-", "--format", "json", "-o", "report.json", "-q").out == DIFF
    assert json.loads((project / "report.json").read_bytes())["totals"]["findings"] == 5


def test_other_formats_report(run: Run) -> None:
    assert len(json.loads(run("migrate", "--format", "json").out)["findings"]) == 5


def test_only_safe_reaches_the_pipeline(run: Run, pipeline: Pipeline) -> None:
    run("migrate", "--only-safe")
    assert pipeline.asked["only_safe"] is True


def test_write(run: Run, checkout: Path) -> None:
    ended = run("migrate", "--write")
    assert (ended.code, ended.out) == (0, b"")
    assert "written: src/app.ts\nwritten: src/user, list.ts\n" in ended.err
    assert b"analytics.track" not in (checkout / "src/app.ts").read_bytes()
    assert (checkout / "src/user, list.ts").read_bytes() == USER.replace(b"analytics.track", b"amplitude.track")


def test_a_new_file_is_made(run: Run, pipeline: Pipeline, checkout: Path) -> None:
    made = FileResult(
        "src/amplitude.kt", "kotlin", FileStatus.CHANGED, None, b"", (Edit(0, 0, b"made\n"),), (), (0,), is_new=True
    )
    pipeline.result = replace(pipeline.result, files=(*pipeline.result.files, made))
    assert b"new file mode 100644\n--- /dev/null\n+++ b/src/amplitude.kt\n" in run("migrate").out
    ended = run("migrate", "--write")
    assert ended.code == 0
    assert (checkout / "src/amplitude.kt").read_bytes() == b"made\n"
    assert run("undo").code == 0
    assert not (checkout / "src/amplitude.kt").exists()
    (checkout / "src/amplitude.kt").write_bytes(b"mine\n")
    assert "is there by now" in run("migrate", "--write", "--allow-dirty").err
    assert (checkout / "src/amplitude.kt").read_bytes() == b"mine\n"


def test_a_dirty_tree_is_refused_before_anything_is_read(run: Run, pipeline: Pipeline, checkout: Path) -> None:
    (checkout / "src/user, list.ts").write_bytes(USER + b"// more\n")
    ended = run("migrate", "--write")
    assert ended.code == 2
    assert ended.err.startswith("error: ")
    assert "--allow-dirty" in ended.err
    assert pipeline.asked == {}


def test_a_file_that_git_cannot_bring_back_is_refused(run: Run, checkout: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run([*git, "rm", "-q", "--cached", "src/app.ts"], cwd=checkout, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "untracked"], cwd=checkout, check=True)
    ended = run("migrate", "--write")
    assert ended.code == 2
    assert "src/app.ts" in ended.err
    assert (checkout / "src/app.ts").read_bytes() == APP


def test_a_file_that_changed_since_is_refused_and_the_others_written(run: Run, checkout: Path) -> None:
    changed = USER + b"// more\n"
    (checkout / "src/user, list.ts").write_bytes(changed)
    ended = run("migrate", "--write", "--allow-dirty", "-q")
    assert ended.code == 2
    assert ended.err.startswith("error: not written: ")
    assert "src/user, list.ts" in ended.err
    assert (checkout / "src/user, list.ts").read_bytes() == changed
    assert b"amplitude.track" in (checkout / "src/app.ts").read_bytes()
