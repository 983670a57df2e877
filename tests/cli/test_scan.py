from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cli.conftest import Pipeline, Run
from report.samples import WRITE_KEY
from segment_to_amplitude.findings.result import FileStatus
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.report import FORMATS


@pytest.fixture(autouse=True)
def nothing_failed(pipeline: Pipeline) -> None:
    files = tuple(file for file in pipeline.result.files if file.status is not FileStatus.FAILED)
    pipeline.result = replace(pipeline.result, files=files)


def test_the_ledger_is_on_standard_output_and_the_summary_on_standard_error(run: Run) -> None:
    ended = run("scan")
    assert ended.code == 0
    assert ended.out.startswith(b"SDKs\n  @segment/analytics-next  5")
    assert ended.err.startswith("5 references: 2 safe, 1 review, 1 manual, 1 ignored\n")


def test_quiet_says_nothing(run: Run) -> None:
    assert run("scan", "-q").err == ""


def test_verbose_lists_findings_with_evidence(run: Run) -> None:
    assert "    evidence: `analytics` ← `AnalyticsBrowser.load` at src/app.ts:2\n" in run("scan", "-v").err


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_a_file(run: Run, project: Path, form: str) -> None:
    shown = run("scan", "--format", form)
    written = run("scan", "--format", form, "-o", "report.out", "-q")
    assert (shown.code, written.code, written.out) == (0, 0, b"")
    assert (project / "report.out").read_bytes() == shown.out
    assert WRITE_KEY.encode() not in shown.out


def test_a_file_that_cannot_be_written_is_said_plainly(run: Run) -> None:
    ended = run("scan", "-o", "no/such/place.json")
    assert ended.code == 2
    assert ended.err == "error: no/such/place.json: cannot be written: No such file or directory\n"


def test_the_options_reach_the_pipeline(run: Run, pipeline: Pipeline, project: Path) -> None:
    (project / "segment-to-amplitude.toml").write_text('include = ["app/**"]\nexclude = ["*.gen.ts"]\n')
    run("scan", "-j", "3", "--include", "src/**", "--exclude", "*.test.ts", "src")
    settings = pipeline.asked["settings"]
    assert isinstance(settings, Settings)
    assert (settings.include, settings.exclude) == (("src/**",), ("*.gen.ts", "*.test.ts"))
    assert pipeline.asked["root"] == project
    assert pipeline.asked["paths"] == (Path("src"),)
    assert pipeline.asked["jobs"] == 3
    assert pipeline.asked["only_safe"] is False


def test_no_terminal_no_bar_and_no_rich(run: Run, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    assert run("scan").code == 0
    assert pipeline.asked["progress"] is None


def test_a_file_that_failed_is_no_success(run: Run, pipeline: Pipeline) -> None:
    failed = replace(pipeline.result.files[0], status=FileStatus.FAILED, reason="cannot be read")
    pipeline.result = replace(pipeline.result, files=(failed,))
    ended = run("scan", "--format", "json")
    assert ended.code == 2
    assert json.loads(ended.out)["files"][0]["reason"] == "cannot be read"


def test_the_root_is_where_the_settings_are(run: Run, pipeline: Pipeline, project: Path) -> None:
    (project / "src/segment-to-amplitude.toml").write_text("")
    run("scan", "src")
    assert pipeline.asked["root"] == project / "src"


def test_the_root_is_the_checkout(run: Run, pipeline: Pipeline, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".git").mkdir()
    monkeypatch.chdir(project / "src")
    run("scan", "app.ts")
    assert pipeline.asked["root"] == project


def test_the_root_can_be_given(run: Run, pipeline: Pipeline, project: Path) -> None:
    run("scan", "--root", "src")
    assert pipeline.asked["root"] == project / "src"


def test_a_folder_elsewhere_is_its_own_root(run: Run, pipeline: Pipeline, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("scan", elsewhere)
    assert pipeline.asked["root"] == elsewhere
