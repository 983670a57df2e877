from __future__ import annotations

import json
import tomllib
from pathlib import Path

from cli.conftest import Run

WRITTEN = """\
exclude = ["a\\"b.ts"]

[group]
type = "company"

[revenue]
events = []
"""


def test_show_prints_a_settings_file(run: Run, project: Path) -> None:
    (project / "segment-to-amplitude.toml").write_text(WRITTEN)
    shown = run("settings", "show")
    assert shown.code == 0
    values = tomllib.loads(shown.out.decode())
    assert values["exclude"] == ['a"b.ts']
    assert values["group"] == {"type": "company"}
    assert values["revenue"]["events"] == []
    assert values["page"]["context"] is True
    assert values["max-file-bytes"] == 1_000_000
    assert b"# type-trait is not set\n" in shown.out


def test_what_is_shown_can_be_read_again(run: Run, project: Path) -> None:
    (project / "segment-to-amplitude.toml").write_text(WRITTEN)
    shown = run("settings", "show").out
    (project / "segment-to-amplitude.toml").write_bytes(shown)
    assert run("settings", "show").out == shown


def test_schema(run: Run) -> None:
    printed = run("settings", "schema")
    assert printed.code == 0
    assert "max-file-bytes" in json.dumps(json.loads(printed.out))
    assert run("schema", "settings").out == printed.out
