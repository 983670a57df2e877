from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cli.conftest import Pipeline, Run
from segment_to_amplitude.project.errors import SettingsError


def test_a_defect_is_one_line_and_no_traceback(run: Run, pipeline: Pipeline) -> None:
    pipeline.error = RuntimeError("two edits\nclaim the same bytes")
    ended = run("scan")
    assert ended.code == 2
    assert ended.out == b""
    assert ended.err.startswith("internal error: RuntimeError: two edits claim the same bytes. Please report it")
    assert "SEGMENT_TO_AMPLITUDE_DEBUG=1" in ended.err
    assert ended.err.count("\n") == 1


def test_the_traceback_comes_when_asked_for(run: Run, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENT_TO_AMPLITUDE_DEBUG", "1")
    pipeline.error = RuntimeError("broken")
    assert "Traceback (most recent call last)" in run("scan").err


def test_wrong_settings_are_said_plainly(run: Run, pipeline: Pipeline) -> None:
    pipeline.error = SettingsError("segment-to-amplitude.toml:1:1: no such key; remove it")
    ended = run("check")
    assert ended.code == 2
    assert ended.err == "error: segment-to-amplitude.toml:1:1: no such key; remove it\n"


def test_an_interrupt_ends_quietly(run: Run, pipeline: Pipeline) -> None:
    pipeline.error = KeyboardInterrupt()
    ended = run("scan")
    assert ended.code == 130
    assert ended.err.strip() == ""


@pytest.mark.parametrize("arguments", [["scan", "nowhere"], ["scan", "--format", "xml"], ["check", "-j", "-1"]])
def test_wrong_usage(run: Run, pipeline: Pipeline, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Error: " in ended.err


def test_a_closed_pipe_ends_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "segment_to_amplitude", "schema", "findings"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (141, b"")
