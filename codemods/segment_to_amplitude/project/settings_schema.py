"""The JSON Schema of the settings file, from the dataclasses and their descriptions."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import msgspec

from segment_to_amplitude.project.settings import Settings

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, object]:
    """Describe the file as users write it: dashes in keys, nothing unknown, each key with title and description."""
    _, components = msgspec.json.schema_components((Settings,), ref_template="#/$defs/{name}")
    return {"$schema": SCHEMA_DIALECT, **_section(Settings, components, "segment-to-amplitude settings")}


def _section(section: type, components: dict[str, dict[str, object]], title: str) -> dict[str, object]:
    generated = components[section.__name__]["properties"]
    assert isinstance(generated, dict)
    assert is_dataclass(section)
    properties: dict[str, object] = {}
    for field in fields(section):
        if is_dataclass(field.default):
            properties[_key(field.name)] = _section(type(field.default), components, _title(field.name))
        else:
            properties[_key(field.name)] = {
                "title": _title(field.name),
                "description": field.metadata["description"],
                **generated[field.name],
            }
    return {
        "title": title,
        "description": section.__doc__ or title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _key(name: str) -> str:
    return name.replace("_", "-")


def _title(name: str) -> str:
    words = name.replace("_", " ")
    return (words[0].upper() + words[1:]).replace("Api", "API")
