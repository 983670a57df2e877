from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cli.conftest import Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script(run: Run, shell: str) -> None:
    ended = run("completion", shell)
    assert ended.code == 0
    assert b"_SEGMENT_TO_AMPLITUDE_COMPLETE" in ended.out


def test_the_script_finds_the_commands() -> None:
    asked = {
        "_SEGMENT_TO_AMPLITUDE_COMPLETE": "bash_complete",
        "COMP_WORDS": "segment-to-amplitude sc",
        "COMP_CWORD": "1",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "segment_to_amplitude"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == ["plain,scan", "plain,schema"]
