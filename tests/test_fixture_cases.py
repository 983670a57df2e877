"""The harness itself, with a stub in the tool's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Case, count_errors, discover, findings_text, position, read_tree, run_tool, write_tree
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus, RunResult
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span


def stub(root: Path) -> RunResult:
    """Turn every `old` into `new`, and say so."""
    files = []
    for path, data in read_tree(root).items():
        places = [at for at in range(len(data)) if data.startswith(b"old", at)]
        edits = tuple(Edit(at, at + 3, b"new") for at in places)
        findings = tuple(
            Finding(
                code="OLD", applicability=Applicability.SAFE, path=path, language="javascript", sdk="browser",
                kind=Kind.CALL, span=Span(at, at + 3), message="", edits=(edit,),
            )
            for at, edit in zip(places, edits, strict=True)
        )  # fmt: skip
        status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
        files.append(FileResult(path, "javascript", status, None, data if edits else None, edits, findings))
    return RunResult(root, tuple(files), len(files))


FIXTURES = {
    "javascript/track/one_file/before.test.ts": b"\xef\xbb\xbfold;\r\n/* \xc3\xa9 */ old;\r\n",
    "javascript/track/one_file/package.json": b'{"old": 1}',
    "javascript/track/no_op/before.js": b"same;\n",
    "python/track/one_file/before.py": b"old\n",
    "python/track/one_file/requirements.txt": b"old\n",
    "javascript/track/project/before/src/a.ts": b"old;\n",
    "javascript/track/project/before/src/b.ts": b"same;\n",
    "javascript/track/project/before/before/c.ts": b"same;\n",
    "javascript/track/project/settings.toml": b"max-file-bytes = 1\n",
    "projects/app/before.ts": b"old;\n",
}


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    write_tree(tmp_path / "fixtures", FIXTURES)
    return tmp_path / "fixtures"


def update(case: Case, work: Path) -> None:
    before = case.before
    outcome = run_tool(before, work, stub)
    case.update(outcome.tree, findings_text(outcome.result, before, case.source))


def test_discovery_finds_files_and_projects(fixtures: Path) -> None:
    cases = {case.name: case for case in discover(fixtures)}
    assert list(cases) == [
        "javascript/track/no_op",
        "javascript/track/one_file",
        "javascript/track/project",
        "python/track/one_file",
    ]
    assert cases["javascript/track/one_file"].before.keys() == {"before.test.ts", "package.json"}
    assert cases["python/track/one_file"].before.keys() == {"before.py", "requirements.txt"}
    assert cases["javascript/track/project"].before.keys() == {
        "src/a.ts",
        "src/b.ts",
        "before/c.ts",
        "segment-to-amplitude.toml",
    }


def test_without_an_after_nothing_changes(fixtures: Path) -> None:
    for case in discover(fixtures):
        assert case.after == case.before
        assert case.findings == ""


def test_updating_writes_what_the_tool_made_and_only_that(fixtures: Path, tmp_path: Path) -> None:
    for case in discover(fixtures):
        update(case, tmp_path / "work" / case.name)
    written = {path: data for path, data in read_tree(fixtures).items() if path not in FIXTURES}
    assert written == {
        "javascript/track/one_file/after.test.ts": b"\xef\xbb\xbfnew;\r\n/* \xc3\xa9 */ new;\r\n",
        "javascript/track/one_file/package.after.json": b'{"new": 1}',
        "javascript/track/one_file/findings.txt": (
            b"1:1 safe OLD call -\n2:9 safe OLD call -\npackage.json:1:3 safe OLD call -\n"
        ),
        "javascript/track/project/after/src/a.ts": b"new;\n",
        "javascript/track/project/findings.txt": b"src/a.ts:1:1 safe OLD call -\n",
        "python/track/one_file/after.py": b"new\n",
        "python/track/one_file/requirements.after.txt": b"new\n",
        "python/track/one_file/findings.txt": b"1:1 safe OLD call -\nrequirements.txt:1:1 safe OLD call -\n",
    }
    for case in discover(fixtures):
        outcome = run_tool(case.before, tmp_path / "again" / case.name, stub)
        assert outcome.tree == case.after
        assert findings_text(outcome.result, case.before, case.source) == case.findings


def test_updating_removes_what_the_tool_no_longer_makes(fixtures: Path, tmp_path: Path) -> None:
    changing = {"before.test.ts", "package.json", "a.ts", "before.py", "requirements.txt"}
    for case in discover(fixtures):
        update(case, tmp_path / "work" / case.name)
        for path in case.directory.rglob("*"):
            if path.is_file() and path.name in changing and "after" not in path.parts:
                path.write_bytes(path.read_bytes().replace(b"old", b"new"))
        update(case, tmp_path / "again" / case.name)
    assert read_tree(fixtures).keys() == FIXTURES.keys()
    assert not (fixtures / "javascript/track/project/after").exists()


def test_an_after_without_a_before_is_a_new_file(fixtures: Path) -> None:
    write_tree(fixtures, {"javascript/track/project/after/src/c.ts": b"new;\n"})
    case = Case(fixtures / "javascript/track/project", fixtures)
    assert case.after["src/c.ts"] == b"new;\n"
    case.update(case.before, "")
    assert "src/c.ts" not in case.after


def test_a_tool_that_writes_by_itself_is_caught(tmp_path: Path) -> None:
    def write(root: Path) -> RunResult:
        (root / "a.ts").write_bytes(b"new")
        return RunResult(root, ())

    with pytest.raises(AssertionError, match=r"a\.ts"):
        run_tool({"a.ts": b"old"}, tmp_path, write)


@pytest.mark.parametrize(
    ("data", "offset", "expected"),
    [
        (b"a", 0, (1, 1)),
        (b"\xef\xbb\xbfa", 3, (1, 1)),
        (b"a\nb\r\nc\rd", 7, (4, 1)),
        ("é x".encode(), 3, (1, 3)),
        ("\n😀x".encode(), 5, (2, 2)),
    ],
)
def test_position_counts_characters(data: bytes, offset: int, expected: tuple[int, int]) -> None:
    assert position(data, offset) == expected


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        ("a.ts", b"let a: number = <number>b;", b"let a: = ;"),
        ("a.tsx", b"let a = <b />;", b"let a = <number>b;"),
        ("a.mjs", b"f();", b"f(;"),
        ("a.json", b"{}", b"{,}"),
        ("a.html", b"<p><script>f();</script></p>", b"<p><script>f(;</script></p>"),
        ("a.py", b"\xef\xbb\xbfx = '\\d'\r\n", b"print 'a'"),
        ("a.pyi", "# coding: latin-1\nx: str = 'ö'".encode("latin-1"), b"def f(: ..."),
        ("a.vue", b'<script lang="ts">let a: b;</script>', b"<script>let a: b;</script>"),
    ],
)
def test_errors_of_each_kind_of_file_are_counted(path: str, right: bytes, wrong: bytes) -> None:
    assert count_errors(path, right) == 0
    assert count_errors(path, wrong) > 0
