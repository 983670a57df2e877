"""The recipes for many repositories, run as their pages have them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from review.projects import SHOP, commit, git, read, write

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "fleet.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A PATH with this checkout's program, and with stand-ins for what would reach a network."""
    programs = tmp_path / "bin"
    programs.mkdir()
    tool = f'#!/bin/sh\nPYTHONPATH="{ROOT / "codemods"}" exec "{sys.executable}" -m segment_to_amplitude "$@"\n'
    (programs / "segment-to-amplitude").write_text(tool)
    each = '#!/bin/sh\nshift\nfor one in "$CHECKOUTS"/*/; do (cd "$one" && "$@") || exit 1; done\n'
    (programs / "each").write_text(each)
    for program in programs.iterdir():
        program.chmod(0o755)
    names = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ann"), ("EMAIL", "ann@example.com"))
    }
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return os.environ | names | {"PATH": path, "CHECKOUTS": str(tmp_path / "checkouts")}


@pytest.fixture
def checkouts(tmp_path: Path) -> Path:
    folder = tmp_path / "checkouts"
    commit(write(folder / "shop"))
    commit(write(folder / "plain", {"src/a.ts": "export const a = 1;\n"}))
    (tmp_path / "reports").mkdir()
    return folder


def run(script: str, directory: Path, environment: dict[str, str]) -> str:
    told = subprocess.run(
        ["sh", "-e", "-c", script], cwd=directory, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    return told.stdout


def test_reports_of_all_checkouts_merge(checkouts: Path, environment: dict[str, str]) -> None:
    (script,) = (block for block in SHELL if "merge reports" in block)
    told = run(script, checkouts.parent, environment)
    assert [line.split()[0] for line in told.splitlines()[:4]] == ["checkout", "shop", "plain", "total"]


def test_the_script_of_multi_gitter_is_quiet_and_changes_what_it_has_to(
    checkouts: Path, environment: dict[str, str]
) -> None:
    (script,) = (block for block in SHELL if "multi-gitter" in block)
    made = script.partition("multi-gitter run")[0]
    for name in ("shop", "plain"):
        assert run(f"{made}mv migrate.sh ..; ../migrate.sh", checkouts / name, environment) == ""
    assert git(checkouts / "plain", "status", "--porcelain") == b""
    assert b"amplitude.track" in (checkouts / "shop/src/cart.ts").read_bytes()


def test_the_command_of_turbolift_runs_in_each(checkouts: Path, environment: dict[str, str]) -> None:
    (command,) = re.findall(r"^turbolift foreach (.*)$", PAGE, re.MULTILINE)
    assert run(f"each foreach {command}", checkouts, environment) == ""
    assert b"amplitude.track" in (checkouts / "shop/src/cart.ts").read_bytes()
    (command,) = re.findall(r"`turbolift foreach ([^`]*)`", PAGE)
    git(checkouts / "shop", "checkout", "-q", ".")
    assert run(f"each foreach {command}", checkouts, environment) == ""
    assert git(checkouts / "shop", "status", "--porcelain") == b""
    assert b"Segment to Amplitude" in git(checkouts / "shop", "log", "-1", "--format=%s")


def test_the_step_of_batch_changes_needs_no_checkout(tmp_path: Path, environment: dict[str, str]) -> None:
    (command,) = re.findall(r"^      (segment-to-amplitude .*)$", PAGE, re.MULTILINE)
    root = write(tmp_path / "copy", SHOP)
    before = read(root)
    assert run(command, root, environment) == ""
    assert read(root)["src/cart.ts"] != before["src/cart.ts"]
