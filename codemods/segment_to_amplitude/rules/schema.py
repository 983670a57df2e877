"""The JSON Schema of a rule, for editors, and the reference that is made of it."""

from __future__ import annotations

import msgspec

from segment_to_amplitude.rules.model import BELONGS, COMMON, Rule

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HEADINGS = {
    "wrapper": "Wrappers",
    "is_segment": "Clients that cannot be proven",
    "not_segment": "Names to leave alone",
    "taxonomy": "Taxonomy",
    "pattern": "Patterns",
}
PARTS = ("Example", "Selector", "Requirement", "ImportChanges")


def rule_schema() -> dict[str, object]:
    """Give the JSON Schema of one document of a rule file."""
    (reference,), components = msgspec.json.schema_components((Rule,), ref_template="#/$defs/{name}")
    rule = dict(components.pop("Rule"))
    assert reference["$ref"] == "#/$defs/Rule"
    rule["title"] = "segment-to-amplitude rule"
    return {"$schema": DIALECT, **rule, "$defs": components}


def reference() -> str:
    """Write the reference of all keys as Markdown, sort by sort."""
    schema = rule_schema()
    properties, definitions = schema["properties"], schema["$defs"]
    assert isinstance(properties, dict)
    assert isinstance(definitions, dict)
    parts = [_table("Keys of every rule", {name: properties[name] for name in COMMON})]
    for kind, title in HEADINGS.items():
        parts.append(_table(title, {name: properties[name] for name in BELONGS[kind]}))
    parts += [_table(f"`{_part_name(name)}`", definitions[name]["properties"]) for name in PARTS]
    return "\n".join(parts)


def _part_name(name: str) -> str:
    return {
        "Example": "examples",
        "Selector": "event, property, trait, of",
        "Requirement": "requires",
        "ImportChanges": "imports",
    }[name]


def _table(title: str, properties: dict[str, dict[str, object]]) -> str:
    rows = [
        f"| `{name}` | {_type(entry)} | {_default(entry)} | {_cell(str(entry['description']))} |\n"
        for name, entry in properties.items()
    ]
    return f"### {title}\n\n| key | value | default | what it says |\n|---|---|---|---|\n{''.join(rows)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _type(entry: dict[str, object]) -> str:
    if isinstance(choices := entry.get("anyOf"), list):
        found = [_type(one) for one in choices if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(found))
    if isinstance(values := entry.get("enum"), list):
        return ", ".join(f"`{value}`" for value in values if value is not None)
    if "$ref" in entry:
        return "keys below"
    if entry.get("type") == "array":
        items = entry.get("items")
        return f"list of {_type(items)}" if isinstance(items, dict) else "list"
    return {"string": "text", "boolean": "true or false", "object": "keys"}.get(str(entry.get("type")), "any")


def _default(entry: dict[str, object]) -> str:
    value = entry.get("default")
    if value in (None, [], {}):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
