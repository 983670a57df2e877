from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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


def test_a_baseline_is_made_and_then_known(run: Run, pipeline: Pipeline, project: Path) -> None:
    pipeline.result = replace(pipeline.result, files=tuple(one for one in pipeline.result.files if one.findings))
    assert run("check", "--baseline", "known.json").code == 2
    made = run("check", "--baseline", "known.json", "--update-baseline")
    assert (made.code, made.out) == (0, b"")
    assert "known.json made with 4 references" in made.err
    again = run("check", "--baseline", "known.json")
    assert (again.code, again.out) == (0, b"")
    assert "baseline: 4 known references, 0 new, 0 gone" in again.err


def test_a_new_reference_fails_and_only_it_is_listed(run: Run, pipeline: Pipeline, project: Path) -> None:
    known = changed("a.ts", USER, finding(USER, "a.ts", "page", "track", Applicability.SAFE))
    pipeline.result = replace(pipeline.result, files=(known,))
    assert run("check", "--update-baseline").code == 0
    baseline = (project / "segment-to-amplitude.baseline.json").read_bytes()
    pipeline.result = replace(
        pipeline.result,
        files=(known, changed("b.ts", USER, finding(USER, "b.ts", "track", "track", Applicability.MANUAL))),
    )
    ended = run("check", "--update-baseline")
    assert ended.code == 1
    assert ended.out.decode().splitlines() == ["b.ts:1:11  manual  track  track of b.ts"]
    assert "1 known reference, 1 new, 0 gone" in ended.err
    assert (project / "segment-to-amplitude.baseline.json").read_bytes() == baseline
    annotated = run("check", "--baseline", "segment-to-amplitude.baseline.json", "--format", "github").out
    assert annotated.startswith(b"::error file=b.ts") and b"a.ts" not in annotated.splitlines()[0]
    assert annotated.count(b"file=") == 1


def test_the_baseline_only_shrinks(run: Run, pipeline: Pipeline, project: Path) -> None:
    both = changed(
        "a.ts",
        USER,
        finding(USER, "a.ts", "page", "track", Applicability.SAFE),
        finding(USER, "a.ts", "track", "track", Applicability.SAFE),
    )
    pipeline.result = replace(pipeline.result, files=(both,))
    run("check", "--update-baseline")
    pipeline.result = replace(pipeline.result, files=(replace(both, findings=both.findings[:1]),))
    plain = run("check", "--baseline", "segment-to-amplitude.baseline.json")
    assert (plain.code, "--update-baseline` takes out what is gone" in plain.err) == (0, True)
    run("check", "--update-baseline")
    pipeline.result = replace(pipeline.result, files=(both,))
    assert run("check", "--baseline", "segment-to-amplitude.baseline.json").code == 1


def test_a_baseline_is_of_the_whole_project(run: Run, pipeline: Pipeline) -> None:
    ended = run("check", "--update-baseline", "src")
    assert (ended.code, "leave the paths out" in ended.err) == (2, True)


def test_a_file_that_failed_makes_no_baseline(run: Run, pipeline: Pipeline, project: Path) -> None:
    assert run("check", "--update-baseline").code == 2
    assert not (project / "segment-to-amplitude.baseline.json").exists()
