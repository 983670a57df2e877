"""The README's diff is what the tool prints, and its two set-up commands are the ones that are there."""

from __future__ import annotations

import re
from pathlib import Path

from segment_to_amplitude.migration import migrate
from segment_to_amplitude.source.patch import file_patch

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_first_diff_is_printed_by_the_tool() -> None:
    shown = re.search(r"```diff\n(.*?)\n```", README, re.S)
    assert shown is not None
    result = migrate(ROOT / "fixtures/projects/storefront")
    printed = b"".join(file_patch(file.path, file.before or b"", file.edits) for file in result.files).decode()
    assert shown[1] in printed


def test_set_up_is_two_commands() -> None:
    part = README.partition("## Set up")[2].partition("\n## ")[0]
    commands = re.findall(r"```sh\n(.*?)```", part, re.S)
    assert [command.count("\n") for command in commands] == [1, 1]
    assert commands[1].strip() == "bash tests/run"
    assert "bash tests/run" in (ROOT / ".ci/run").read_text(encoding="utf-8")
