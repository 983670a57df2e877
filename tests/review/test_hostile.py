"""A repository that means harm, by its names and its source, harms neither reader nor tool."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from review.projects import SHOP, commit, git, plan_of, read, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.report.json_report import render_json
from segment_to_amplitude.report.markdown import render_markdown
from segment_to_amplitude.report.sarif import render_sarif
from segment_to_amplitude.report.text import render_findings
from segment_to_amplitude.report.view import view
from segment_to_amplitude.review.application import apply_plan, undo
from segment_to_amplitude.review.decisions import choose
from segment_to_amplitude.review.mail import write_patches
from segment_to_amplitude.review.plan import encode_plan, read_plan
from segment_to_amplitude.review.slices import SplitBy, cut
from segment_to_amplitude.source.edits import apply_edits

NAMES = (
    "<img src=x onerror=alert(1)>.ts",
    "a\nb.ts",
    "\x1b]0;taken\x07.ts",
    "\u202egnp.ts",
    "$(touch taken) `touch taken`;.ts",
    "-rf.ts",
    " --- a.ts",
    'quote".ts',
    "tab\tback\\slash.ts",
    "@everyone.ts",
    "%0a::error::.ts",
)
TEXT = (
    "import { analytics } from './analytics';\n\n"
    "analytics.track('\x1b[2J\u202e</script><img src=x>');\n"
    "// ---\n// From nobody Mon Sep 17 00:00:00 2001\n// diff --git a/x b/x\n"
    "analytics.track('::error::taken\u2028');\n"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "project", {**SHOP, **{f"src/{name}": TEXT for name in NAMES}}))


def due(root: Path) -> dict[str, bytes]:
    return read(root) | {
        file.path: apply_edits(file.before or b"", file.edits) for file in migrate(root).files if file.edits
    }


def test_every_file_is_planned_written_and_taken_back(hostile: Path, tmp_path: Path) -> None:
    before, after = read(hostile), due(hostile)
    assert sum(before[path] != after[path] for path in before) == len(NAMES) + 5
    place = tmp_path / "plan.json"
    place.write_bytes(encode_plan(plan_of(hostile)))
    plan = read_plan(place)
    assert not apply_plan(plan, choose(plan, None), hostile).refused
    assert read(hostile) == after
    undo(hostile)
    assert read(hostile) == before


@pytest.mark.parametrize("by", [SplitBy.METHOD, SplitBy.DIRECTORY, SplitBy.FINDING])
def test_patches_of_such_names_apply(hostile: Path, tmp_path: Path, by: SplitBy) -> None:
    after = due(hostile)
    result = migrate(hostile)
    sources = {file.path: file.before or b"" for file in result.files if file.edits}
    files = [(file, file.changes) for file in plan_of(hostile).changed]
    places = write_patches(cut(files, by, lambda file: sources[file.name], hostile), tmp_path / "p", "A <a@b.example>")
    git(hostile, "am", "-q", *map(str, places))
    assert read(hostile) == after
    assert not list(tmp_path.rglob("taken"))


def test_no_report_steers_a_reader(hostile: Path) -> None:
    report = view(migrate(hostile))
    for text in (render_markdown(report), render_findings(report, everything=True, verbose=True)):
        assert not [char for char in text if not char.isprintable() and char not in "\n\t"]
    assert "<img" not in re.sub("`[^`]*`", "", render_markdown(report))
    for text in (render_sarif(report), render_json(report)):
        assert "\x1b" not in text


def test_no_command_says_it_raw(
    hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(hostile)
    for arguments in (["migrate", "--plan", "../p.json"], ["apply", "../p.json"], ["undo"]):
        assert main(arguments) == 0
        told = capsys.readouterr().err
        assert not [char for char in told if not char.isprintable() and char not in "\n\t"]
        assert not [line for line in told.splitlines() if line.startswith("::")]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    root = write(tmp_path / "project")
    name = b"src/caf\xe9.ts"
    try:
        (root.joinpath("src") / "x").touch()
        with open(bytes(root) + b"/" + name, "wb") as file:
            file.write(b"import { analytics } from './analytics';\n\nanalytics.track('Seen');\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    commit(root)
    place = tmp_path / "plan.json"
    place.write_bytes(encode_plan(plan_of(root)))
    plan = read_plan(place)
    applied = apply_plan(plan, choose(plan, None), root)
    assert not applied.refused
    told = subprocess.run(["git", "-C", root, "diff", "--name-only", "-z"], capture_output=True, check=True).stdout
    assert name in told.split(b"\0")
