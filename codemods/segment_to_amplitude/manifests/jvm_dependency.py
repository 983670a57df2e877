"""One dependency of a project for the JVM: where its coordinates are written, and what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segment_to_amplitude.manifests.element_edits import (
    after_element,
    whole_line,
    without_element,
)
from segment_to_amplitude.manifests.jvm_artifacts import Artifact, Target
from segment_to_amplitude.manifests.python_requirement import rewritten
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

MANAGED = "managed"
"""The configuration of entries that only say which version is meant."""


@dataclass(frozen=True, slots=True)
class VersionPlace:
    """Where a version is written, or would be; ``reference`` is the variable, property or entry that holds it."""

    span: Span
    text: str = ""
    reference: str = ""
    qualifier: str = ""
    prefix: bytes = b""
    suffix: bytes = b""

    def edit(self, version: str) -> Edit:
        """Write a version of its own."""
        return Edit(self.span.start, self.span.end, self.prefix + version.encode() + self.suffix)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """An artifact as it is written: ``both`` holds group and name with a colon, else each stands for itself."""

    artifact: Artifact
    version: VersionPlace | None
    both: Span | None = None
    group: Span | None = None
    name: Span | None = None
    dropped: tuple[Span, ...] = ()
    """A classifier or type, which Amplitude's artifacts have not."""

    def become(self, target: Artifact, version: str | None) -> tuple[Edit, ...]:
        """Name another artifact; without a version the reference to it stays."""
        edits = [Edit(span.start, span.end, b"") for span in self.dropped]
        if self.both is not None:
            edits.append(Edit(self.both.start, self.both.end, str(target).encode()))
        if self.group is not None and self.artifact.group != target.group:
            edits.append(Edit(self.group.start, self.group.end, target.group.encode()))
        if self.name is not None and self.artifact.name != target.name:
            edits.append(Edit(self.name.start, self.name.end, target.name.encode()))
        if version is not None and self.version is not None:
            edits.append(self.version.edit(version))
        return tuple(sorted(edits))


@dataclass(frozen=True, slots=True)
class Place:
    """A statement, element or entry that can be taken out, or have others put after it."""

    document: Document
    span: Span
    """What is copied for another one: without a closure behind it."""
    whole: Span
    is_element: bool = False
    """Whether it is one of a list with commas."""

    def beside(self, texts: Sequence[bytes]) -> tuple[Edit, ...]:
        """Put others after it."""
        data = self.document.data
        newline = self.document.newline_at(self.whole.start)
        if self.is_element:
            start, edits = self.whole, list[Edit]()
            for text in texts:
                edits += after_element(data, start, text, newline)
            return tuple(_joined(edits))
        if not self.is_alone:
            return (Edit(self.whole.end, self.whole.end, b"".join(b"; " + text for text in texts)),)
        line = whole_line(data, self.whole)
        indent = data[line.start : self.whole.start]
        text = b"".join(indent + text + newline for text in texts)
        if not data[line.start : line.end].endswith((b"\n", b"\r")):
            text = newline + text.removesuffix(newline)
        return (Edit(line.end, line.end, text),)

    def removed(self) -> tuple[Edit, ...]:
        """Take it out, with its line where it stands alone."""
        data = self.document.data
        if self.is_element:
            return without_element(data, self.whole)
        if self.is_alone:
            line = whole_line(data, self.whole)
            return (Edit(line.start, line.end, b""),)
        end = self.whole.end
        if data[end : end + 1] == b";":
            end += 1
            end += len(data[end:]) - len(data[end:].lstrip(b" \t"))
        return (Edit(self.whole.start, end, b""),)

    def text(self, edits: Sequence[Edit]) -> bytes:
        """What it says after some edits."""
        inside = [edit for edit in edits if self.span.start <= edit.start and edit.end <= self.span.end]
        return rewritten(self.document.data, self.span, inside)

    @property
    def is_alone(self) -> bool:
        """Whether nothing but a comment stands beside it on its lines."""
        data = self.document.data
        line = whole_line(data, self.whole)
        after = data[self.whole.end : line.end].strip().removeprefix(b";").lstrip()
        is_comment = after.startswith((b"//", b"#", b"<!--")) or (after.startswith(b"/*") and after.endswith(b"*/"))
        return not data[line.start : self.whole.start].strip() and (not after or is_comment)


@dataclass(frozen=True, slots=True)
class Site:
    """A dependency that a build file asks for: ``names`` is the accessor that stands for it where it is no literal."""

    path: str
    directory: str
    """The sources below it are those that it is for."""
    configuration: str
    place: Place
    argument: Span
    names: tuple[str, ...] = ()
    quote: bytes = b'"'

    def text_of(self, target: Target) -> bytes:
        """The same for another artifact."""
        text = self.quote + target.coordinates.encode() + self.quote
        return self.place.text([Edit(self.argument.start, self.argument.end, text)])


@dataclass(frozen=True, slots=True)
class JvmDependency:
    """Coordinates of one artifact: asked for at a site, or defined under a name for others to ask for."""

    path: str
    language: str
    coordinates: Coordinates
    key_span: Span
    span: Span
    site: Site | None = None
    name: tuple[str, ...] = ()
    """What a definition is called, with what it stands in."""
    catalog: str = ""
    """The accessor of the catalog that it is defined in."""
    place: Place | None = None
    """The whole definition."""
    why_left: str = ""

    @property
    def artifact(self) -> Artifact:
        """The artifact itself."""
        return self.coordinates.artifact


@dataclass(frozen=True, slots=True)
class VersionDefinition:
    """A name that holds a version."""

    path: str
    language: str
    name: str
    qualifiers: tuple[str, ...]
    span: Span
    text: str
    name_span: Span


def _joined(edits: list[Edit]) -> list[Edit]:
    """Insertions at one point become one, in their order."""
    found: dict[tuple[int, int], bytes] = {}
    for edit in edits:
        at = (edit.start, edit.end)
        if edit.replacement == b"," and found.get(at) == b",":
            continue
        found[at] = found.get(at, b"") + edit.replacement
    return [Edit(start, end, text) for (start, end), text in found.items()]
