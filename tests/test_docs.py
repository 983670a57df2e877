"""The docs say what the code says: findings as the catalogue, settings as the declarations, commands as the help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from segment_to_amplitude.cli.commands import COMMANDS
from segment_to_amplitude.cli.settings import _value
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.report import FORMATS

DOCS = Path(__file__).parents[1] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def catalogue() -> str:
    """Return the part of the findings page that lists the codes."""
    parts = []
    for applicability in Applicability:
        parts.append(f"## {str(applicability).capitalize()}\n")
        for code in CODES.values():
            if code.applicability is applicability:
                title = code.title[0].upper() + code.title[1:]
                parts.append(f"### `{code.name}`\n\n{title}. {code.explanation}\n\nWhat to do: {code.advice}\n")
    return "\n".join(parts)


def setting_rows() -> Iterator[str]:
    """Yield a row for each key: name, default and sentence."""
    for field in fields(Settings):
        default = field.default
        if is_dataclass(default):
            for inner in fields(default):
                yield _row(f"{field.name}.{inner.name}", inner.default, inner.metadata["description"])
        else:
            yield _row(field.name, default, field.metadata["description"])


def _row(name: str, default: object, description: str) -> str:
    shown = "not set" if default is None else f"`{_value(default)}`"
    return f"| `{name.replace('_', '-')}` | {shown} | {description} |"


def test_findings_page_says_what_the_catalogue_says() -> None:
    assert page("findings.md").endswith(catalogue())


@pytest.mark.parametrize("row", list(setting_rows()))
def test_setting_stands_on_its_page(row: str) -> None:
    assert row in page("settings.md").splitlines()


@pytest.mark.parametrize("command", COMMANDS)
def test_command_has_a_heading(command: str) -> None:
    assert f"## `{command}`" in page("commands.md").splitlines()


@pytest.mark.parametrize("form", FORMATS)
def test_format_stands_on_the_page(form: str) -> None:
    assert f"| `{form}` |" in page("commands.md")
