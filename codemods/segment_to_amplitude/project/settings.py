"""The project's settings, from segment-to-amplitude.toml or [tool.segment-to-amplitude].

Reading a file and publishing the schema live in modules of their own, so that a project without settings
pays for neither TOML nor msgspec.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

FILE_NAME = "segment-to-amplitude.toml"
TABLE_NAME = "segment-to-amplitude"

T = TypeVar("T")


def described(default: T, description: str) -> T:
    """Declare a key with its default and the sentence that the JSON Schema shows for it."""
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, slots=True)
class Segment:
    """What the project used Segment for."""

    mode: Literal["actions", "classic-device", "classic-cloud", "none"] = described(
        "actions", "The Segment destination that fed Amplitude; it decides page names, revenue and device ids."
    )
    globals: tuple[str, ...] = described(("analytics",), "Names of the global that the snippet fills.")
    clients: tuple[str, ...] = described(
        (), "Global properties that are known to hold a Segment client though nothing in the project shows it."
    )


@dataclass(frozen=True, slots=True)
class Names:
    """How the project's own names change."""

    client: Literal["rename", "keep"] = described(
        "rename", "Whether a variable that is named after Segment's client takes Amplitude's name."
    )


@dataclass(frozen=True, slots=True)
class Imports:
    """How the Amplitude SDK is imported."""

    style: Literal["namespace", "named"] = described(
        "namespace", "Import the whole module under one name, or each function by its own."
    )
    browser: Literal["@amplitude/analytics-browser", "@amplitude/unified"] = described(
        "@amplitude/analytics-browser", "The package that browser code imports."
    )


@dataclass(frozen=True, slots=True)
class Page:
    """What a page call becomes."""

    event: str = described("Viewed {name}", "Name of the event; {name} and {category} stand for the call's own.")
    unnamed: str = described("Loaded a Page", "Name of the event when the call has no name.")
    context: bool = described(
        True, "Whether to write the page properties that Segment added: path, referrer, search, title and url."
    )


@dataclass(frozen=True, slots=True)
class Screen:
    """What a screen call becomes."""

    event: str = described("Viewed {name}", "Name of the event; {name} and {category} stand for the call's own.")


@dataclass(frozen=True, slots=True)
class Group:
    """How a group id becomes Amplitude's group type and group name."""

    type: str | None = described(None, "The group type; without one it is '[Segment] Group', for review.")
    type_trait: str | None = described(None, "The trait that holds the group type.")
    value_trait: str | None = described(None, "The trait that holds the group name; without one it is the group id.")
    pattern: str | None = described(
        None, "Regular expression with the groups ``type`` and ``name`` that splits a literal group id."
    )


@dataclass(frozen=True, slots=True)
class Traits:
    """Traits that are not simply set."""

    increment: tuple[str, ...] = described((), "Traits whose value is added to the user property.")
    set_once: tuple[str, ...] = described((), "Traits that are written only while the user property is empty.")


@dataclass(frozen=True, slots=True)
class Revenue:
    """Which events carry revenue, and how it is sent."""

    events: tuple[str, ...] = described(("Order Completed",), "Names of the events that carry revenue.")
    style: Literal["event-fields", "revenue-call"] | None = described(
        None, "Revenue as fields of the event or as a call of its own; without a value it follows segment.mode."
    )


@dataclass(frozen=True, slots=True)
class Init:
    """How the Amplitude client is initialised."""

    api_key: str | None = described(
        None,
        "The literal API key to write; without one, environment variables are renamed "
        "and a literal write key becomes a placeholder.",
    )
    server_zone: Literal["US", "EU"] = described("US", "Where the Amplitude project keeps its data.")
    min_id_length: int | None = described(None, "Shortest user or device id; Amplitude refuses ids under 5 otherwise.")


@dataclass(frozen=True, slots=True)
class Swift:
    """What becomes of Swift and Objective-C."""

    target: Literal["auto", "amplitude-ios", "amplitude-swift"] = described(
        "auto",
        "The SDK that calls move to; without a choice Analytics-iOS becomes Amplitude-iOS, as in the migration guide, "
        "and analytics-swift becomes Amplitude-Swift.",
    )


@dataclass(frozen=True, slots=True)
class Alias:
    """What becomes of alias calls, which Amplitude does not have."""

    policy: Literal["todo", "delete", "usermap"] = described(
        "todo", "Leave the call with a note, delete it, or map the ids with Amplitude's usermap."
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """Where the project's own rules are."""

    path: str = described(".segment-to-amplitude/rules", "The directory of the rule files, from the root.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; section and key names are those of the file, with dashes for underscores."""

    include: tuple[str, ...] = described((), "Only files that match one of these gitignore-style patterns.")
    exclude: tuple[str, ...] = described((), "No files that match one of these gitignore-style patterns.")
    max_file_bytes: int = described(1_000_000, "Files with more bytes than this are skipped.")
    segment: Segment = Segment()
    names: Names = Names()
    imports: Imports = Imports()
    page: Page = Page()
    screen: Screen = Screen()
    group: Group = Group()
    traits: Traits = Traits()
    revenue: Revenue = Revenue()
    init: Init = Init()
    alias: Alias = Alias()
    swift: Swift = Swift()
    rules: Rules = Rules()


def load_settings(root: Path, explicit: Path | None = None) -> Settings:
    """Read ``explicit``, or the nearest settings from ``root`` up to its checkout's root; else give the defaults."""
    source = explicit if explicit is not None else find_settings(root)
    if source is None:
        return Settings()
    from segment_to_amplitude.project.settings_reading import read_settings

    return read_settings(source)


def find_settings(root: Path) -> Path | None:
    """Find the nearest file with settings; beside a segment-to-amplitude.toml, a pyproject.toml is not looked at."""
    from segment_to_amplitude.project.writing import checkout_root

    top = checkout_root(root) or root.resolve()
    for directory in (start := root.resolve(), *start.parents):
        if (dedicated := directory / FILE_NAME).is_file():
            return dedicated
        if (shared := directory / "pyproject.toml").is_file() and _has_table(shared):
            return shared
        if directory == top:
            break
    return None


def settings_schema() -> dict[str, object]:
    """Give the JSON Schema of the settings file."""
    from segment_to_amplitude.project.settings_schema import schema

    return schema()


def _has_table(pyproject: Path) -> bool:
    try:
        text = pyproject.read_bytes()
    except OSError:
        return False
    if TABLE_NAME.encode() not in text:
        return False
    import tomllib

    try:
        tool = tomllib.loads(text.decode("utf-8", "replace")).get("tool")
    except tomllib.TOMLDecodeError:
        return f"[tool.{TABLE_NAME}".encode() in text
    return isinstance(tool, dict) and TABLE_NAME in tool
