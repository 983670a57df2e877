"""The libraries of one of Gradle's version catalogs, with the accessors by which build files ask for them.

Source: docs.gradle.org "Version catalogs" (the TOML file format, aliases and accessors, bundles).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.manifests.jvm_artifacts import Artifact, role_of
from segment_to_amplitude.manifests.jvm_dependency import (
    Coordinates,
    JvmDependency,
    Place,
    VersionDefinition,
    VersionPlace,
)
from segment_to_amplitude.manifests.toml_spans import InvalidToml, TomlEntry, read_toml
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span

_STRING = re.compile(rb"(?P<both>(?P<group>[\w.-]+):(?P<name>[\w.-]+))(?::(?P<version>[^:]*))?")
_SEPARATORS = re.compile(r"[-_.]")


@dataclass(slots=True)
class CatalogReading:
    """What a catalog says."""

    document: Document
    accessor: str
    dependencies: list[JvmDependency] = field(default_factory=list)
    versions: list[VersionDefinition] = field(default_factory=list)
    artifacts: dict[tuple[str, ...], Artifact] = field(default_factory=dict)
    """All libraries, by their accessors."""
    bundles: dict[tuple[str, ...], list[tuple[tuple[str, ...], Span]]] = field(default_factory=dict)
    references: list[tuple[str, Span]] = field(default_factory=list)
    """Where an entry of ``[versions]`` is named."""
    aliases: set[str] = field(default_factory=set)


def parts_of(alias: str) -> tuple[str, ...]:
    """An alias as the parts of its accessor."""
    return tuple(_SEPARATORS.split(alias))


def accessor_of(path: str) -> str:
    """The name that build files call a catalog by."""
    return path.rpartition("/")[2].removesuffix(".versions.toml")


def read_catalog(path: str, data: bytes) -> CatalogReading | InvalidToml:
    """Return the libraries of a catalog."""
    entries = read_toml(data)
    if isinstance(entries, InvalidToml):
        return entries
    reading = CatalogReading(Document(path, data), accessor_of(path))
    for entry in entries:
        if entry.path[:1] == ("versions",) and len(entry.path) == 2 and entry.value is not None:
            if (text := entry.value.text) is not None:
                reading.versions.append(
                    VersionDefinition(path, "toml", entry.path[1], (), text, _text(data, text), entry.keys[-1])
                )
        if entry.path[-2:] == ("version", "ref") and entry.value is not None and entry.value.text is not None:
            reading.references.append((_text(data, entry.value.text), entry.value.text))
        if entry.path[:1] == ("bundles",) and entry.value is not None and entry.value.elements is not None:
            reading.bundles[parts_of(entry.path[1])] = [
                (parts_of(_text(data, one.text)), one.span) for one in entry.value.elements if one.text is not None
            ]
    libraries = [entry for entry in entries if entry.path[:1] == ("libraries",) and len(entry.path) > 1]
    for alias in dict.fromkeys(entry.path[1] for entry in libraries):
        reading.aliases.add(alias)
        _library(reading, alias, [entry for entry in libraries if entry.path[1] == alias])
    return reading


def _library(reading: CatalogReading, alias: str, entries: Sequence[TomlEntry]) -> None:
    coordinates = _coordinates(reading.document.data, entries)
    if coordinates is None:
        return
    reading.artifacts[parts_of(alias)] = coordinates.artifact
    if role_of(coordinates.artifact) is None:
        return
    own = [entry for entry in entries if not entry.is_inline]
    span = Span(own[0].span.start, max(entry.span.end for entry in own))
    key = coordinates.both or coordinates.group or span
    reading.dependencies.append(
        JvmDependency(
            reading.document.path,
            "toml",
            coordinates,
            key,
            span,
            name=parts_of(alias),
            catalog=reading.accessor,
            place=Place(reading.document, span, span),
        )
    )


def _coordinates(data: bytes, entries: Sequence[TomlEntry]) -> Coordinates | None:
    texts = {entry.path[2:]: entry.value.text for entry in entries if entry.value is not None and entry.value.text}
    if () in texts:
        start = texts[()].start
        found = _STRING.fullmatch(data, start, texts[()].end)
        if found is None:
            return None
        both = Span(*found.span("both"))
        artifact = Artifact(found["group"].decode(), found["name"].decode())
        if found["version"] is None:
            return Coordinates(artifact, VersionPlace(Span(both.end, both.end), prefix=b":"), both=both)
        return Coordinates(artifact, VersionPlace(Span(*found.span("version")), found["version"].decode()), both=both)
    version = _version(data, entries)
    if ("module",) in texts:
        group, _, name = _text(data, texts["module",]).partition(":")
        return Coordinates(Artifact(group, name), version, both=texts["module",]) if name else None
    if ("group",) in texts and ("name",) in texts:
        artifact = Artifact(_text(data, texts["group",]), _text(data, texts["name",]))
        return Coordinates(artifact, version, group=texts["group",], name=texts["name",])
    return None


def _version(data: bytes, entries: Sequence[TomlEntry]) -> VersionPlace | None:
    for entry in entries:
        if entry.value is None or entry.path[2:3] != ("version",):
            continue
        if entry.path[3:] == ("ref",) and entry.value.text is not None:
            first, last = entry.keys[0], entry.value.span
            if len(entry.keys) == 1:
                # ``version = { ref = "…" }``
                outer = next((one for one in entries if one.path[2:] == ("version",)), None)
                if outer is None or outer.value is None:
                    continue
                first, last = outer.keys[-1], outer.value.span
            else:
                first = entry.keys[-2]
            span = Span(first.start, last.end)
            return VersionPlace(span, reference=_text(data, entry.value.text), prefix=b'version = "', suffix=b'"')
        if entry.value.text is not None and entry.path[3:] in ((), ("strictly",), ("require",), ("prefer",)):
            return VersionPlace(entry.value.text, _text(data, entry.value.text))
    final = next((one for one in reversed(entries) if one.is_inline), None)
    if final is None:
        return None
    return VersionPlace(Span(final.span.end, final.span.end), prefix=b', version = "', suffix=b'"')


def _text(data: bytes, span: Span) -> str:
    return data[span.start : span.end].decode("utf-8", "replace")
