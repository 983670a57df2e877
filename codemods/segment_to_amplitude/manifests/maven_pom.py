"""The dependencies of a Maven project, with those that it only manages, and the properties that hold versions.

Source: maven.apache.org "POM Reference" and "Introduction to the Dependency Mechanism".
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from segment_to_amplitude.manifests.element_edits import whole_line
from segment_to_amplitude.manifests.jvm_artifacts import Artifact, Target, role_of
from segment_to_amplitude.manifests.jvm_dependency import (
    MANAGED,
    Coordinates,
    JvmDependency,
    Place,
    Site,
    VersionDefinition,
    VersionPlace,
)
from segment_to_amplitude.manifests.xml_spans import InvalidXml, XmlElement, read_xml, text_span
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

_PROPERTY = re.compile(rb"\$\{\s*([\w.-]+)\s*\}")


@dataclass(slots=True)
class PomReading:
    """What a project asks for."""

    document: Document
    directory: str
    dependencies: list[JvmDependency] = field(default_factory=list)
    named: set[tuple[str, Artifact]] = field(default_factory=set)
    versions: list[VersionDefinition] = field(default_factory=list)
    references: list[tuple[str, Span]] = field(default_factory=list)
    """Where a property is named."""


def read_pom(path: str, data: bytes) -> PomReading | InvalidXml:
    """Read one ``pom.xml``."""
    root = read_xml(data)
    if isinstance(root, InvalidXml):
        return root
    reading = PomReading(Document(path, data), os.path.dirname(path))
    for holder in (root, *root.all("profiles", "profile")):
        for properties in holder.all("properties"):
            for element in properties.children:
                span = text_span(data, element)
                reading.versions.append(
                    VersionDefinition(path, "xml", element.name, (), span, _text(data, span), element.span)
                )
    comments = [Span(*found.span()) for found in re.finditer(rb"<!--.*?-->", data, re.DOTALL)]
    for found in _PROPERTY.finditer(data):
        if not any(span.start <= found.start() < span.end for span in comments):
            reading.references.append((found[1].decode(), Span(*found.span(1))))
    for element, is_managed in _dependencies(root):
        _dependency(reading, element, is_managed=is_managed)
    return reading


def _dependencies(root: XmlElement) -> Iterator[tuple[XmlElement, bool]]:
    for holder in (root, *root.all("profiles", "profile")):
        for one in holder.all("dependencies", "dependency"):
            yield one, False
        for one in holder.all("dependencyManagement", "dependencies", "dependency"):
            yield one, True
        for one in holder.all("build", "plugins", "plugin", "dependencies", "dependency"):
            yield one, False


def _dependency(reading: PomReading, element: XmlElement, *, is_managed: bool) -> None:
    data = reading.document.data
    group, name = element.child("groupId"), element.child("artifactId")
    if group is None or name is None:
        return
    group_span, name_span = text_span(data, group), text_span(data, name)
    artifact = Artifact(_text(data, group_span), _text(data, name_span))
    scope = element.child("scope")
    configuration = MANAGED if is_managed else _text(data, text_span(data, scope)) if scope is not None else "compile"
    reading.named.add((configuration, artifact))
    if role_of(artifact) is None:
        return
    dropped = [whole_line(data, one.span) for key in ("classifier", "type") if (one := element.child(key)) is not None]
    coordinates = Coordinates(
        artifact, _version(data, element, name), group=group_span, name=name_span, dropped=tuple(dropped)
    )
    place = Place(reading.document, element.span, element.span)
    reading.dependencies.append(
        JvmDependency(
            reading.document.path,
            "xml",
            coordinates,
            group_span,
            element.span,
            Site(reading.document.path, reading.directory, configuration, place, element.span),
        )
    )


def _version(data: bytes, element: XmlElement, name: XmlElement) -> VersionPlace:
    version = element.child("version")
    if version is None:
        line = whole_line(data, name.span)
        indent = data[line.start : name.span.start]
        end = data[name.span.end : line.end]
        at = Span(name.span.end, name.span.end)
        before = (end if not end.strip() else b"\n") + indent if not indent.strip() else b""
        return VersionPlace(at, prefix=before + b"<version>", suffix=b"</version>")
    span = text_span(data, version)
    text = data[span.start : span.end]
    found = _PROPERTY.fullmatch(text)
    if found is not None:
        return VersionPlace(span, reference=found[1].decode())
    return VersionPlace(span, "" if b"${" in text else text.decode("utf-8", "replace"))


def beside_text(dependency: JvmDependency, target: Target) -> bytes:
    """Another ``<dependency>``, laid out as one that is there; its exclusions stay with it."""
    place = dependency.place or (dependency.site.place if dependency.site is not None else None)
    assert place is not None
    data = place.document.data
    edits = list(dependency.coordinates.become(target.artifact, target.version))
    element = read_xml(data[dependency.span.start : dependency.span.end])
    if not isinstance(element, InvalidXml):
        for one in element.children:
            if one.name in ("exclusions", "optional"):
                start = dependency.span.start
                span = Span(one.span.start + start, one.span.end + start)
                line = whole_line(data, span)
                edits.append(Edit(line.start, line.end, b""))
    return place.text(sorted(edits))


def _text(data: bytes, span: Span) -> str:
    return data[span.start : span.end].decode("utf-8", "replace")
