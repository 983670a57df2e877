"""The part of the look for Segment's names that reads the manifests of Kotlin and Java projects.

What is named by Segment's groups counts, and the resource with the write key; a version or an accessor is seen by
nobody who does not know what it is for. Rows are the fields of `segment_tokens.Token`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

Row = tuple[str, int, int, int]

_SUFFIXES = (".gradle", ".kts", ".groovy", ".toml", ".xml", ".pro", ".properties")
_NAMES = re.compile(r"com\.segment\b[\w.]*|com\.github\.segmentio\b[\w.-]*|analytics_write_key")
_COMMENTS = {
    ".xml": re.compile(r"<!--.*?-->", re.DOTALL),
    ".toml": re.compile(r"#[^\n]*"),
    ".pro": re.compile(r"#[^\n]*"),
    ".properties": re.compile(r"^\s*#[^\n]*", re.MULTILINE),
}
_SLASHES = re.compile(r"(?<![:\"'])//[^\n]*|/\*.*?\*/", re.DOTALL)


def is_jvm_manifest(name: str) -> bool:
    """Tell whether a file is one of Gradle, Maven, R8 or Android; a lock file is not looked into."""
    return name.endswith(_SUFFIXES) and name not in {"pyproject.toml", "verification-metadata.xml"}


def find_in_jvm_manifest(name: str, text: str) -> Iterator[Row]:
    """Yield what names Segment, outside comments."""
    pattern = _COMMENTS.get(PurePosixPath(name).suffix, _SLASHES)
    bare = pattern.sub(lambda match: " " * len(match.group()), text)
    for found in _NAMES.finditer(bare):
        yield found.group(), found.start(), found.end(), found.end()
