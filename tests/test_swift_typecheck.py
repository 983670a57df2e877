"""``swift/typecheck.sh`` goes through every fixture with Swift, and says when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fixture_cases import FIXTURES, discover, write_tree
from swift_sdks import SWIFT

SCRIPT = SWIFT / "typecheck.sh"
COMPILER = """#!/bin/bash
# Writes down what is type-checked, and fails where a file says so.
[[ " $* " == *" -typecheck "* ]] || exit 0
for argument; do
  if [[ $argument == *.swift && $argument != *probe.swift ]]; then
    echo "$argument" >> "$SEEN"
    grep -q "fail here" "$argument" && echo "$argument:1:1: error: as asked" && exit 1
  fi
done
exit 0
"""


def run(folder: Path, *arguments: str, compiler: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the script with a compiler of the test's own, or with none."""
    environment = os.environ | {"SWIFTC": str(folder / "no-swiftc"), "SEEN": str(folder / "seen.txt")}
    if compiler is not None:
        path = folder / "swiftc"
        path.write_text(compiler, encoding="utf-8")
        path.chmod(0o755)
        environment["SWIFTC"] = str(path)
    return subprocess.run(
        ["bash", str(SCRIPT), *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_without_a_compiler(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 2
    assert "no " in result.stderr
    assert "on the PATH" in result.stderr


def test_every_fixture_is_seen(tmp_path: Path) -> None:
    result = run(tmp_path, compiler=COMPILER)
    assert result.returncode == 0, result.stdout + result.stderr
    seen = tmp_path / "seen.txt"
    paths = set(seen.read_text(encoding="utf-8").splitlines()) if seen.is_file() else set()
    sources = {
        str(FIXTURES / case.name / (path if case.source is not None else f"before/{path}"))
        for case in discover()
        for path in case.before
        if path.endswith(".swift") and not path.rpartition("/")[2].startswith("Package")
    }
    skipped = {str(FIXTURES / line) for line in (SWIFT / "no-programs.txt").read_text(encoding="utf-8").splitlines()}
    sources = {path for path in sources if not any(path.startswith(f"{folder}/") for folder in skipped)}
    assert sources == {path for path in paths if "/before" in path.removeprefix(str(FIXTURES))}


def test_failures_are_told(tmp_path: Path) -> None:
    write_tree(
        tmp_path / "cases",
        {
            "one/before.swift": b"let a = 1\n",
            "one/after.swift": b"// fail here\n",
            "two/before/A.swift": b"let a = 1\n",
            "two/before/B.swift": b"let b = 1\n",
            "two/after/B.swift": b"let b = 2\n",
        },
    )
    result = run(tmp_path, str(tmp_path / "cases"), compiler=COMPILER)
    assert result.returncode == 1
    assert "one/after" in result.stdout
    assert result.stdout.endswith("4 checked, 1 failed, 0 skipped\n")


@pytest.mark.skipif(shutil.which("swiftc") is None, reason="there is no Swift compiler")
def test_fixtures_type_check() -> None:
    result = subprocess.run(["bash", str(SCRIPT)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
