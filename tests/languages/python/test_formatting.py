"""What was formatted stays formatted, and no fixture gets a name that nobody defines or an import that nobody uses.

Black and Ruff are the real ones. A file that they would change before is no longer theirs to judge; the length of a
line is the one of the fixture's own `pyproject.toml`, as with both tools.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tomllib
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tokenize import detect_encoding

import black
import pytest
from black.parsing import InvalidInput
from black.report import NothingChanged

from fixture_cases import Case, Tree, discover, write_tree

SUFFIXES = (".py", ".pyi")
LINE_LENGTH = 88
NAMES = "F401,F811,F821,F822,F823"
"""Imports and names that are unused, defined again or not defined."""


@dataclass(frozen=True)
class Ruff:
    """What Ruff says of all fixtures, by side, case and path."""

    unformatted: set[tuple[str, str, str]]
    names: dict[tuple[str, str, str], Counter[str]]


def modules(tree: Tree) -> dict[str, bytes]:
    return {path: data for path, data in tree.items() if path.endswith(SUFFIXES)}


CASES = [case for case in discover() if any(path.endswith(SUFFIXES) for path in case.before)]


def line_length(tree: Tree) -> int:
    tools = tomllib.loads(tree.get("pyproject.toml", b"").decode()).get("tool", {})
    length: int = tools.get("black", tools.get("ruff", {})).get("line-length", LINE_LENGTH)
    return length


def is_black(path: str, data: bytes, length: int) -> bool:
    """Tell whether Black leaves a file alone; one that it cannot read it would not."""
    try:
        text = io.TextIOWrapper(io.BytesIO(data), detect_encoding(io.BytesIO(data).readline)[0]).read()
        black.format_file_contents(text, fast=True, mode=black.Mode(line_length=length, is_pyi=path.endswith(".pyi")))
    except NothingChanged:
        return True
    except (InvalidInput, SyntaxError, ValueError):
        return False
    return not data.strip()


def run_ruff(root: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "--no-cache", "--isolated", "."],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1, 2), run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def ruff(tmp_path_factory: pytest.TempPathFactory) -> Ruff:
    """Run Ruff over both sides of all fixtures at once."""
    work = tmp_path_factory.mktemp("ruff")
    lengths: set[int] = set()
    for number, case in enumerate(CASES):
        length = line_length(case.before)
        lengths.add(length)
        for side, tree in (("before", case.before), ("after", case.after)):
            write_tree(work / str(length) / side / str(number), modules(tree))

    def place(text: str) -> tuple[str, str, str]:
        side, number, path = Path(text).as_posix().split("/", 2)
        return side, CASES[int(number)].name, path

    unformatted: set[tuple[str, str, str]] = set()
    names: dict[tuple[str, str, str], Counter[str]] = {}
    for length in lengths:
        root = work / str(length)
        for row in run_ruff(root, "format", "--check", f"--line-length={length}").splitlines():
            if row.startswith("Would reformat: "):
                unformatted.add(place(row.removeprefix("Would reformat: ")))
        for found in json.loads(run_ruff(root, "check", "--output-format=json", f"--select={NAMES}")):
            at = place(str(Path(found["filename"]).relative_to(root)))
            # The name of an unused import may well be another one.
            what = found["code"] if found["code"] == "F401" else f"{found['code']} {found['message']}"
            names.setdefault(at, Counter())[what] += 1
            if found["code"] in (None, "invalid-syntax"):
                unformatted.add(at)
    return Ruff(unformatted, names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_black_leaves_alone_what_it_left_alone(case: Case) -> None:
    before, after, length = modules(case.before), modules(case.after), line_length(case.before)
    changed = [path for path in before if after[path] != before[path]]
    stable = [path for path in changed if is_black(path, before[path], length)]
    assert not [path for path in stable if not is_black(path, after[path], length)]


@pytest.mark.xdist_group("ruff")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ruff_leaves_alone_what_it_left_alone(case: Case, ruff: Ruff) -> None:
    paths = modules(case.before)
    worse = [path for path in paths if ("after", case.name, path) in ruff.unformatted]
    assert not [path for path in worse if ("before", case.name, path) not in ruff.unformatted]


@pytest.mark.xdist_group("ruff")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_names_are_as_defined_and_as_used_as_before(case: Case, ruff: Ruff) -> None:
    for path in modules(case.before):
        before, after = (ruff.names.get((side, case.name, path), Counter()) for side in ("before", "after"))
        assert not after - before, path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_modules_compile(case: Case) -> None:
    before, after = modules(case.before), modules(case.after)
    assert not [path for path in before if compiles(before[path]) and not compiles(after[path])]


def compiles(data: bytes) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(data, "fixture.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def test_most_fixtures_are_formatted() -> None:
    """Else the tests above would say little."""
    stable = [case for case in CASES if all(is_black(path, data, 88) for path, data in modules(case.before).items())]
    assert len(stable) * 2 > len(CASES)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"f(1, 2)\n", True),
        (b"f(1,2)\n", False),
        (b"", True),
        (b"print 'a'\n", False),
        (b"f(1)\r\n", True),
        (b"\xef\xbb\xbff(1)\n", True),
    ],
)
def test_what_black_leaves_alone(source: bytes, expected: bool) -> None:
    assert is_black("a.py", source, LINE_LENGTH) is expected
