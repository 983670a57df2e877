from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from cli.conftest import Run
from segment_to_amplitude import __version__
from segment_to_amplitude.cli.commands import COMMANDS

HEAVY = ("asyncio", "dataclasses", "json", "jsonschema", "msgspec", "multiprocessing", "pathlib", "rich", "tree_sitter")


@pytest.mark.parametrize("name", COMMANDS)
def test_short_helps_say_what_the_commands_say(name: str) -> None:
    command = import_module(f"segment_to_amplitude.cli.{name}").command
    assert command.name == name
    assert command.help.splitlines()[0] == COMMANDS[name]


def test_help_of_the_root(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert all(f"  {name} " in ended.out.decode() for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(run: Run, name: str) -> None:
    ended = run(name, "-h")
    assert ended.code == 0
    assert COMMANDS[name].encode() in ended.out


def test_version(run: Run) -> None:
    assert run("--version").out.decode() == f"segment-to-amplitude, version {__version__}\n"


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    ended = run("migarte")
    assert ended.code == 2
    assert "No such command 'migarte'. Did you mean 'migrate'?" in ended.err


def test_the_root_imports_click_and_little_else() -> None:
    program = (
        "import sys, click; before = set(sys.modules); from segment_to_amplitude.cli import main; "
        "main(['--help']); print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = ended.stderr.split()
    assert [name for name in imported if name.startswith("segment_to_amplitude")] == [
        "segment_to_amplitude",
        "segment_to_amplitude.cli",
        "segment_to_amplitude.cli.commands",
        "segment_to_amplitude.cli.exit_codes",
    ]
    assert not [name for name in imported if name.partition(".")[0] in HEAVY]


def test_the_module_runs() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "segment_to_amplitude", "--version"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0
    assert __version__ in ended.stdout
