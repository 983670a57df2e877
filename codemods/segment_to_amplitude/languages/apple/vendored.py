"""Copies of Segment's SDKs that a project keeps among its own files: counted, and left alone.

What package managers fetch is never the project's. Other folders for other people's code may hold the project's own
too, so that only a folder with Segment's own classes in it is a copy.
"""

from __future__ import annotations

import re

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS, SWIFT
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.span import Span

FETCHED = re.compile(r"(?:^|.*/)(?:Pods|Carthage|SourcePackages|\.build)/")
KEPT = re.compile(
    r"(?:^|.*/)(?:Libraries|Library|Vendor|Vendors|ThirdParty|Third-Party|third_party|External|Externals)/"
)
OBJC_SDK = re.compile(rb"^@(?:interface|implementation)\s+SEG[A-Z]\w+\b(?!\s*\()", re.MULTILINE)
"""A class itself; categories on Segment's classes are the project's own."""
SWIFT_SDK = re.compile(rb"^public (?:final )?class Analytics\b", re.MULTILINE)
SWIFT_CLIENT = re.compile(rb"\bimport\s+(?:\w+\s+)?Segment\b")
"""What the SDK itself never has: a wrapper of the project's may be called ``Analytics`` too."""
SWIFT_PARTS = re.compile(rb"\b(?:Sovran|RawEvent|DestinationPlugin)\b")


class Vendored:
    """Knows which files are other people's."""

    def __init__(self, sources: Sources) -> None:
        self.copies: dict[str, tuple[str, str]] = {}
        """The SDK and the first file of each copy, by its folder."""
        for path, data in sorted(sources.matching.items()):
            folder = folder_of(path)
            sdk = _sdk_in(path, data) if folder is not None else None
            if folder is not None and sdk is not None:
                self.copies.setdefault(folder, (sdk, path))

    def __contains__(self, path: object) -> bool:
        """Tell whether a file is none of the project's own."""
        return isinstance(path, str) and (FETCHED.match(path) is not None or folder_of(path) in self.copies)

    def results(self, sources: Sources) -> list[FileResult]:
        """One finding for each copy, in its first file."""
        code = CODES["vendored-sdk"]
        found = []
        for folder, (sdk, path) in sorted(self.copies.items()):
            data = sources.read(path) or b""
            files = sum(1 for one in sources.files if folder_of(one) == folder)
            count = "1 file" if files == 1 else f"{files} files"
            language = "swift" if path.endswith(".swift") else "objc"
            finding = Finding(
                code.name,
                code.applicability,
                path,
                language,
                SDKS[sdk],
                Kind.OTHER,
                Span(0, 0),
                f"{code.title}: `{folder}`, {count}",
                covers=(Span(0, len(data)),),
            )
            starts = line_starts(data)
            found.append(FileResult(path, language, FileStatus.UNCHANGED, None, data, (), (finding,), starts))
        return found


def folder_of(path: str) -> str | None:
    """The folder that a copy is told by: the one below ``Pods/`` or ``Libraries/``."""
    match = FETCHED.match(path) or KEPT.match(path)
    if match is None:
        return None
    name, slash, _ = path[match.end() :].partition("/")
    return path[: match.end()] + (name if slash else "")


def _sdk_in(path: str, data: bytes) -> str | None:
    if path.endswith(".swift"):
        is_sdk = SWIFT_SDK.search(data) and SWIFT_PARTS.search(data) and not SWIFT_CLIENT.search(data)
        return SWIFT if is_sdk else None
    return IOS if OBJC_SDK.search(data) else None
