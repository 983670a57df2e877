"""``settings``: which settings hold here, and what may be set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from segment_to_amplitude.project.settings import Settings


@click.group("settings")
def command() -> None:
    """Show the settings or their JSON Schema."""


@command.command("show")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The project's root.")
@click.option("--settings", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Read this file.")
def show(root: Path | None, settings: Path | None) -> int:
    """Print the settings that hold here, as a settings file."""
    from segment_to_amplitude.cli.options import Options
    from segment_to_amplitude.cli.run import project_root, project_settings

    options = Options(root=root, settings=settings)
    for line in _toml(project_settings(options, project_root(options))):
        click.echo(line)
    return 0


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of the settings file."""
    import json

    from segment_to_amplitude.project.settings import settings_schema

    click.echo(json.dumps(settings_schema(), indent=2, ensure_ascii=False))
    return 0


def _toml(settings: Settings) -> Iterator[str]:
    """Write keys before tables; a key without a value stands as a comment, for TOML has no null."""
    from dataclasses import fields, is_dataclass

    tables = []
    for field in fields(settings):
        value = getattr(settings, field.name)
        if is_dataclass(value):
            tables.append((field.name, value))
        else:
            yield _line(field.name, value)
    for name, table in tables:
        yield f"\n[{_key(name)}]"
        for field in fields(table):
            yield _line(field.name, getattr(table, field.name))


def _line(name: str, value: object) -> str:
    return f"# {_key(name)} is not set" if value is None else f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name.replace("_", "-")


def _value(value: object) -> str:
    import json

    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple() | list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case dict():
            return f"{{ {', '.join(f'{json.dumps(key)} = {_value(item)}' for key, item in value.items())} }}"
    raise TypeError(f"no TOML for {type(value).__name__}")
