from __future__ import annotations

from pathlib import Path

import pytest

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.python_packages import migrate_python_packages
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.span import Span

NEW, OLD = "segment-analytics-python", "analytics-python"


def code(path: str, kind: str, sdk: str = OLD) -> FileResult:
    """A Python file whose import of Segment was replaced, stays, or stays beside Amplitude's (``split``)."""
    before = b"import analytics\n"
    finding_code = "import-replaced" if kind == "replaced" else "segment-import-stays"
    edits = {
        "replaced": (Edit(0, 16, b"from amplitude import Amplitude"),),
        "split": (Edit(17, 17, b"from amplitude import Amplitude\n"),),
        "stays": (),
    }[kind]
    finding = Finding(
        finding_code, CODES[finding_code].applicability, path, "python", sdk, Kind.IMPORT, Span(7, 16), "import"
    )
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    return FileResult(path, "python", status, None, before, edits, (finding,), (0,))


class Project:
    """A project on disk: manifests as text, and the Python files as the reader left them."""

    def __init__(self, root: Path, manifests: dict[str, str], *files: FileResult) -> None:
        self.manifests = {path: text.encode() for path, text in manifests.items()}
        for path, data in self.manifests.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        for file in files:
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
            (root / file.path).write_bytes(file.before or b"")
        self.results = {file.path: file for file in migrate_python_packages(self.manifests, files, str(root))}

    def after(self, path: str) -> str:
        return apply_edits(self.manifests[path], self.results[path].edits).decode()

    def findings(self, path: str) -> list[tuple[str, str]]:
        return [(finding.code, finding.message) for finding in self.results[path].findings]

    def codes(self, path: str) -> list[str]:
        return [finding.code for finding in self.results[path].findings]


def test_replaces_what_nothing_uses(tmp_path: Path) -> None:
    project = Project(
        tmp_path,
        {
            "requirements.txt": "six\nanalytics-python==1.4\n",
            "setup.py": 'setup(install_requires=["analytics-python"])',
        },
        code("shop/events.py", "replaced"),
        code("shop/cart.py", "replaced"),
    )
    assert project.after("requirements.txt") == "six\namplitude-analytics==1.3.0\n"
    assert project.after("setup.py") == 'setup(install_requires=["amplitude-analytics"])'
    result = project.results["requirements.txt"]
    assert (result.status, result.language, result.lines) == (FileStatus.CHANGED, "text", (0, 4, 26))
    (finding,) = result.findings
    assert (finding.code, finding.sdk, finding.kind) == ("dependency-replaced", OLD, Kind.MANIFEST)
    assert finding.edits == result.edits


def test_keeps_segment_beside_where_an_import_stays(tmp_path: Path) -> None:
    project = Project(
        tmp_path,
        {"requirements.txt": "analytics-python\nsix\n"},
        code("a.py", "replaced"),
        code("b.py", "stays"),
    )
    assert project.after("requirements.txt") == "analytics-python\namplitude-analytics\nsix\n"
    assert project.findings("requirements.txt") == [
        ("dependency-stays", "a dependency stays: `analytics-python` is still imported")
    ]


def test_keeps_segment_beside_in_a_file_with_both(tmp_path: Path) -> None:
    project = Project(tmp_path, {"Pipfile": '[packages]\nanalytics-python = "*"\n'}, code("a.py", "split"))
    assert project.after("Pipfile") == '[packages]\nanalytics-python = "*"\namplitude-analytics = "*"\n'


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ((), "nothing that was read imports `analytics-python`; delete it if nothing else does"),
        ((code("a.py", "stays"),), "`analytics-python` is still imported"),
    ],
)
def test_leaves_alone_where_nothing_moved(tmp_path: Path, files: tuple[FileResult, ...], why: str) -> None:
    project = Project(tmp_path, {"requirements.txt": "analytics-python\n"}, *files)
    assert project.results["requirements.txt"].status is FileStatus.UNCHANGED
    assert project.findings("requirements.txt") == [("dependency-stays", f"a dependency stays: {why}")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("amplitude-analytics\nanalytics-python\nsix\n", "amplitude-analytics\nsix\n"),
        ("analytics-python\nsegment-analytics-python\n", "amplitude-analytics\n"),
        (
            "analytics-python;python_version<'3'\nsegment-analytics-python;python_version>='3'\n",
            "amplitude-analytics;python_version<'3'\namplitude-analytics;python_version>='3'\n",
        ),
    ],
)
def test_does_not_add_amplitude_twice(tmp_path: Path, before: str, after: str) -> None:
    files = (code("a.py", "replaced"), code("b.py", "replaced", NEW))
    assert Project(tmp_path, {"requirements.txt": before}, *files).after("requirements.txt") == after


def test_does_not_add_amplitude_beside_twice(tmp_path: Path) -> None:
    text = "analytics-python\namplitude-analytics>=1.2\n"
    project = Project(tmp_path, {"requirements.txt": text}, code("a.py", "split"))
    assert project.after("requirements.txt") == text


def test_each_list_of_a_manifest_is_one_of_its_own(tmp_path: Path) -> None:
    text = '[project]\ndependencies = ["analytics-python"]\n[dependency-groups]\ndev = ["analytics-python"]\n'
    project = Project(tmp_path, {"pyproject.toml": text}, code("a.py", "replaced"))
    assert project.after("pyproject.toml") == text.replace("analytics-python", "amplitude-analytics")


def test_takes_the_package_that_is_named_where_the_other_is_imported(tmp_path: Path) -> None:
    project = Project(tmp_path, {"requirements.txt": "analytics-python\n"}, code("a.py", "replaced", NEW))
    assert project.after("requirements.txt") == "amplitude-analytics\n"


def test_tells_the_two_packages_apart_where_both_are_named(tmp_path: Path) -> None:
    text = "analytics-python\nsegment-analytics-python\n"
    project = Project(tmp_path, {"requirements.txt": text}, code("a.py", "replaced", NEW))
    assert project.after("requirements.txt") == "analytics-python\namplitude-analytics\n"
    assert project.codes("requirements.txt") == ["dependency-stays", "dependency-replaced"]


def test_a_manifest_speaks_for_the_files_below_it(tmp_path: Path) -> None:
    project = Project(
        tmp_path,
        {
            "requirements.txt": "analytics-python\n",
            "services/api/pyproject.toml": '[project]\ndependencies = ["analytics-python"]\n',
            "services/jobs/requirements.txt": "analytics-python\n",
        },
        code("services/api/src/events.py", "replaced"),
        code("services/jobs/run.py", "stays"),
        code("tools/report.py", "replaced"),
    )
    assert project.after("requirements.txt") == "amplitude-analytics\n"
    assert "amplitude-analytics" in project.after("services/api/pyproject.toml")
    assert project.after("services/jobs/requirements.txt") == "analytics-python\n"


@pytest.mark.parametrize("path", ["requirements/edx/base.in", "reqs/base.txt", "deploy/docker/requirements.txt"])
def test_a_directory_of_requirements_speaks_for_the_one_above(tmp_path: Path, path: str) -> None:
    project = Project(
        tmp_path,
        {path: "analytics-python\n"},
        code("shop/events.py", "replaced"),
        code("requirements/check.py", "stays"),
    )
    if path.startswith("requirements"):
        assert project.after(path) == "analytics-python\namplitude-analytics\n"
    assert "amplitude-analytics" in project.after(path)


def test_a_manifest_apart_from_code_speaks_with_the_one_above(tmp_path: Path) -> None:
    text = "analytics-python\n"
    project = Project(
        tmp_path,
        {"requirements.txt": text, "tests/images/requirements.txt": text},
        code("shop/events.py", "replaced"),
        code("tests/test_events.py", "stays"),
    )
    assert project.after("requirements.txt") == "analytics-python\namplitude-analytics\n"
    assert project.after("tests/images/requirements.txt") == "analytics-python\namplitude-analytics\n"


def test_reports_what_tools_write(tmp_path: Path) -> None:
    header = "#\n# This file is autogenerated by pip-compile with Python 3.12\n# by the following command:\n#\n"
    header += "#    make up\n#\n"
    project = Project(
        tmp_path,
        {
            "requirements/base.in": "analytics-python\n",
            "requirements/base.txt": f"{header}analytics-python==1.4\n    # via -r requirements/base.in\n",
            "pyproject.toml": '[tool.poetry.dependencies]\nanalytics-python = "^1.4"\n',
            "web/poetry.lock": "",
            "poetry.lock": '[[package]]\nname = "analytics-python"\n',
            "Pipfile.lock": "{}",
        },
        code("a.py", "replaced"),
    )
    assert project.after("requirements/base.in") == "amplitude-analytics\n"
    (finding,) = project.results["requirements/base.txt"].findings
    assert (finding.code, finding.suggestion) == ("lock-file", "run `make up`")
    assert not project.results["requirements/base.txt"].edits
    (finding,) = project.results["poetry.lock"].findings
    assert finding.suggestion == "run `poetry lock`"
    assert set(project.results) == {"requirements/base.in", "requirements/base.txt", "pyproject.toml", "poetry.lock"}


def test_a_file_beside_its_source_is_written_by_a_tool(tmp_path: Path) -> None:
    (tmp_path / "dev.in").write_text("-r base.in\n")
    project = Project(tmp_path, {"dev.txt": "analytics-python==1.4    # via -r dev.in\n"}, code("a.py", "replaced"))
    assert project.codes("dev.txt") == ["lock-file"]
    assert not Project(tmp_path, {"dev.txt": "analytics-python==1.4  # via -r dev.in\n"}).results


def test_finds_the_lock_file_of_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").touch()
    project = Project(
        tmp_path, {"packages/api/pyproject.toml": '[project]\ndependencies = ["analytics-python"]\n'},
        code("packages/api/a.py", "replaced"),
    )  # fmt: skip
    assert project.codes("uv.lock") == ["lock-file"]


def test_a_file_that_failed_keeps_its_package(tmp_path: Path) -> None:
    failed = FileResult("old.py", "python", FileStatus.FAILED, "does not parse", b"import analytics\nprint 'x'\n")
    other = FileResult("other.py", "python", FileStatus.FAILED, "does not parse", b"print 'analytics'\n")
    manifests = {"requirements.txt": "analytics-python\n"}
    kept = Project(tmp_path, manifests, code("a.py", "replaced"), failed)
    assert kept.after("requirements.txt") == "analytics-python\namplitude-analytics\n"
    assert Project(tmp_path, manifests, code("a.py", "replaced"), other).after("requirements.txt") == (
        "amplitude-analytics\n"
    )


def test_what_is_suppressed_keeps_its_package(tmp_path: Path) -> None:
    finding = Finding(
        "suppressed", CODES["suppressed"].applicability, "b.py", "python", OLD, Kind.IMPORT, Span(7, 16), "import"
    )
    suppressed = FileResult("b.py", "python", FileStatus.UNCHANGED, None, b"import analytics\n", (), (finding,), (0,))
    project = Project(tmp_path, {"requirements.txt": "analytics-python\n"}, code("a.py", "replaced"), suppressed)
    assert project.after("requirements.txt") == "analytics-python\namplitude-analytics\n"


def test_says_what_to_do_where_it_cannot_write(tmp_path: Path) -> None:
    hashed = "analytics-python==1.4 --hash=sha256:00\n"
    project = Project(tmp_path, {"requirements.txt": hashed}, code("a.py", "replaced"))
    ((name, message),) = project.findings("requirements.txt")
    assert name == "dependency-stays"
    assert "has hashes" in message and "put `amplitude-analytics` in its place" in message


def test_fails_on_what_it_cannot_read_and_goes_on(tmp_path: Path) -> None:
    manifests = {"pyproject.toml": 'x = "analytics-python"]\n', "requirements.txt": "analytics-python\n"}
    project = Project(tmp_path, manifests, code("a.py", "replaced"))
    assert project.results["pyproject.toml"].status is FileStatus.FAILED
    assert project.results["requirements.txt"].status is FileStatus.CHANGED


def test_says_nothing_of_other_packages(tmp_path: Path) -> None:
    manifests = {"requirements.txt": "google-analytics-python\n", "setup.cfg": "[metadata]\nname = analytics-python\n"}
    assert not Project(tmp_path, manifests, code("a.py", "replaced")).results
