from __future__ import annotations

from dataclasses import replace

from cli.conftest import Pipeline, Run
from report.samples import USER, changed, finding
from segment_to_amplitude.findings.finding import Applicability


def test_segment_is_left(run: Run, pipeline: Pipeline) -> None:
    ended = run("check")
    assert ended.code == 1
    assert ended.out.decode().splitlines()[:2] == [
        "src/app.ts:2:36  review  write-key  The write key 'A1b2…' becomes an API key; check it: 100%, really",
        "src/app.ts:3:22  safe  track  track of src/app.ts",
    ]
    assert b"ignored" not in ended.out


def test_only_ignored_references_are_left(run: Run, pipeline: Pipeline) -> None:
    ignored = finding(USER, "a.ts", "page", "track", Applicability.IGNORED)
    pipeline.result = replace(pipeline.result, files=(changed("a.ts", USER, ignored),))
    ended = run("check")
    assert (ended.code, ended.out) == (0, b"")
    assert ended.err.startswith("1 reference: 0 safe, 0 review, 0 manual, 1 ignored\n")


def test_a_file_that_failed_may_hide_segment(run: Run, pipeline: Pipeline) -> None:
    failed = tuple(file for file in pipeline.result.files if file.path == "src/broken.ts")
    pipeline.result = replace(pipeline.result, files=failed)
    assert run("check", "-q").code == 2


def test_reports_have_the_same_exit_code(run: Run, pipeline: Pipeline) -> None:
    assert run("check", "--format", "github").code == 1
