"""How the Kotlin and Java of a project use Segment's SDKs and Amplitude's, before and after the run."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.android_resources import WRITE_KEY
from segment_to_amplitude.manifests.gradle_tokens import without_comments_and_strings
from segment_to_amplitude.manifests.jvm_artifacts import ANDROID, CORE, JAVA, Target
from segment_to_amplitude.source.edits import apply_edits

SUFFIXES = (".kt", ".java")
_SEGMENT = re.compile(rb"\bcom\s*\.\s*segment\s*\.\s*analytics\b(?:\s*\.\s*(kotlin|messages))?")
_AMPLITUDE = re.compile(rb"\bcom\.amplitude\.(?:(android)|(core)|[A-Z])")
_FAMILIES = {b"kotlin": ("kotlin",), b"messages": ("java",), b"": ("android", "java")}


@dataclass(slots=True)
class Uses:
    """By SDK: what is left of it in the code, and what is gone."""

    staying: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    targets: set[Target] = field(default_factory=set)
    """Amplitude's, as the code names them after the run."""
    reads_key: bool = False
    """The resource with Segment's write key is given to Amplitude's client."""

    def add(self, other: Uses) -> None:
        """Take what another file does."""
        self.staying |= other.staying
        self.replaced |= other.replaced
        self.targets |= other.targets
        self.reads_key |= other.reads_key


def uses_of(
    files: Sequence[FileResult], paths: Collection[str], read: Callable[[str], bytes | None]
) -> dict[str, Uses]:
    """What each file does; ``paths`` are those that may name Segment."""
    results = {file.path: file for file in files if file.language in ("kotlin", "java")}
    found: dict[str, Uses] = {}
    for path in sorted({*results, *paths}):
        result = results.get(path)
        data = (result.before if result is not None else None) or read(path)
        if result is not None and result.is_new:
            data = b""
        if data is not None:
            found[path] = _uses(path, data, result)
    return found


def _uses(path: str, data: bytes, result: FileResult | None) -> Uses:
    uses = Uses()
    edits = result.edits if result is not None else ()
    before = _families(path, data)
    after = _families(path, apply_edits(data, edits)) if edits else before
    uses.staying |= after
    uses.replaced |= before - after
    for finding in result.findings if result is not None else ():
        family = finding.sdk.removeprefix("analytics-")
        if family not in ("android", "kotlin", "java"):
            continue
        if finding.applicability in (Applicability.MANUAL, Applicability.IGNORED):
            uses.staying.add(family)
        elif result is not None and result.status is FileStatus.CHANGED:
            uses.replaced.add(family)
    if uses.replaced or b"com.amplitude" in data:
        text = without_comments_and_strings(path, apply_edits(data, edits))
        for one in _AMPLITUDE.finditer(text):
            uses.targets.add(ANDROID if one[1] else CORE if one[2] else JAVA)
        uses.reads_key = f"R.string.{WRITE_KEY}".encode() in text
    if ANDROID in uses.targets:
        # Amplitude's SDK for Android brings the core along.
        uses.targets.discard(CORE)
    return uses


def _families(path: str, data: bytes) -> set[str]:
    if _SEGMENT.search(data) is None:
        return set()
    code = without_comments_and_strings(path, data)
    return {family for one in _SEGMENT.finditer(code) for family in _FAMILIES[one[1] or b""]}


def by_directory(uses: Mapping[str, Uses], directories: Mapping[str, Collection[str]]) -> dict[str, Uses]:
    """Give each file's uses to the nearest directory above it that asks for the SDK; ``directories`` say for which.

    A file below none of them gets the SDK through another module, so that it counts for all.
    """
    found = {directory: Uses() for directory in directories}
    for path, one in uses.items():
        above = [directory for directory in _above(os.path.dirname(path)) if directory in directories]
        for family in one.staying | one.replaced:
            part = Uses(one.staying & {family}, one.replaced & {family}, one.targets)
            nearest = next((directory for directory in above if family in directories[directory]), None)
            for directory in (nearest,) if nearest is not None else directories:
                if family in directories[directory]:
                    found[directory].add(part)
        if one.targets and not one.staying | one.replaced and above:
            found[above[0]].targets |= one.targets
    return found


def _above(directory: str) -> Iterator[str]:
    while directory:
        yield directory
        directory = os.path.dirname(directory)
    yield ""
