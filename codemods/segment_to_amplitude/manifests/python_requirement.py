"""One dependency on a Python package: how it is written, and what Segment's becomes.

Sources: packaging.python.org, "Dependency specifiers" (PEP 508), "Version specifiers" (PEP 440) and "Names and
normalization" (PEP 503); PyPI analytics-python, segment-analytics-python, amplitude-analytics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.span import Span

SEGMENT = frozenset({"segment-analytics-python", "analytics-python"})
AMPLITUDE = "amplitude-analytics"

EXACT = "1.3.0"
MINOR = "1.3"
MAJOR = "1"
RANGE = ">=1.3.0,<2"

NAMES_SEGMENT = re.compile(rb"(?<![\w.-])(?:segment[-_.]+)?analytics[-_.]+python(?![\w-])", re.IGNORECASE)
"""What a manifest holds that names one of Segment's packages; ``google-analytics-python`` does not."""

_NAME = rb"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_VERSION = rb"(?:===?|~=|!=|<=|>=|<|>)[ \t]*[\w.*+!-]+"
_VERSIONS = _VERSION + rb"(?:[ \t]*,[ \t]*" + _VERSION + rb")*"
_REQUIREMENT = re.compile(
    rb"(?P<name>" + _NAME + rb")(?P<extras>[ \t]*\[[^\]\r\n]*\])?"
    rb"(?:[ \t]*\(?(?P<versions>" + _VERSIONS + rb")(?:[ \t]*,)?(?:[ \t]*\))?|[ \t]*(?P<url>@[ \t]*\S+))?"
    rb"(?P<marker>[ \t]*;(?:(?![ \t]+(?:#|--|\\?$)).)*)?"
    rb"(?=[ \t]*(?:$|[\r\n\\]|[ \t]#|[ \t]--))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class PythonDependency:
    """An entry that names one of Segment's packages or Amplitude's, with the edits for all that may become of it.

    ``beside`` adds Amplitude's after the entry; where it is empty there is no room for that.
    """

    name: str
    """As PEP 503 normalises it."""
    group: str
    """The list or table that it stands in, where each package is wanted once."""
    key_span: Span
    span: Span
    replaced: tuple[Edit, ...] = ()
    beside: tuple[Edit, ...] = ()
    removed: tuple[Edit, ...] = ()
    marker: str = ""
    """For which environments it is installed, as it is written."""
    why_left: str = ""
    """Why the entry is for a person to change."""


@dataclass(frozen=True, slots=True)
class UnreadableManifest:
    """Why a file cannot be read."""

    message: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A dependency in the form of PEP 508; ``span`` ends before a comment or an option."""

    name: str
    span: Span
    key_span: Span
    replaced: tuple[Edit, ...]
    marker: str

    def amplitude(self, data: bytes) -> bytes:
        """The same requirement of Amplitude's package."""
        return rewritten(data, self.span, self.replaced)


def normalise(name: str) -> str:
    """Return the one form of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_ours(name: str) -> bool:
    """Tell whether a package is one of Segment's, or Amplitude's."""
    return normalise(name) in SEGMENT or normalise(name) == AMPLITUDE


def read_requirement(data: bytes, start: int, end: int) -> Requirement | None:
    """Read the requirement that starts at ``start``; None where there is another text, or another package's."""
    found = _REQUIREMENT.match(data, start, end)
    if found is None or not is_ours(name := found["name"].decode()):
        return None
    edits = [Edit(*found.span("name"), AMPLITUDE.encode())]
    if found["extras"]:
        # Amplitude's package has no extras.
        edits.append(Edit(*found.span("extras"), b""))
    if found["versions"]:
        edits.append(Edit(*found.span("versions"), versions_like(found["versions"].decode()).encode()))
    elif found["url"]:
        between = data[found.end("name") : found.start("url")]
        edits.append(Edit(found.end("name") + len(between.rstrip()), found.end("url"), RANGE.encode()))
    marker = (found["marker"] or b"").decode("utf-8", "replace")
    return Requirement(
        normalise(name), Span(*found.span()), Span(*found.span("name")), changing(data, edits), marker.strip("; \t")
    )


def versions_like(old: str) -> str:
    """Return the versions of Amplitude's package, pinned as tightly as the old ones and spaced alike."""
    old = old.strip()
    operator = (re.match(r"[=<>!~]*", old) or [""])[0]
    space = " " if old[len(operator) : len(operator) + 1] == " " else ""
    if not old or old == "*":
        return old
    if "," not in old and operator in ("==", "===", "~="):
        version = f"{MAJOR}.*" if old.endswith("*") else MINOR if operator == "~=" else EXACT
        return f"{operator}{space}{version}"
    lower, upper = RANGE.split(",")
    written = [f"{bound.rstrip('.0123456789')}{space}{bound.lstrip('<>=')}" for bound in (lower, upper)]
    return (", " if ", " in old else ",").join(written)


def constraint_like(old: str) -> str:
    """Return the versions of Amplitude's package in the form of Poetry's and Pipenv's tables."""
    old = old.strip()
    if old.startswith("^"):
        return f"^{MINOR}"
    if re.match(r"~(?!=)", old):
        return f"~{MINOR}"
    if re.fullmatch(r"v?\d[\w.+!-]*", old):
        return EXACT
    if re.fullmatch(r"\d+(\.\d+)*\.\*", old):
        return f"{MAJOR}.*"
    return versions_like(old)


def changing(data: bytes, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Leave out edits that write what is there."""
    return tuple(edit for edit in edits if data[edit.start : edit.end] != edit.replacement)


def rewritten(data: bytes, span: Span, edits: Iterable[Edit]) -> bytes:
    """Return a part of the file as the edits inside of it make it."""
    moved = [Edit(edit.start - span.start, edit.end - span.start, edit.replacement) for edit in edits]
    return apply_edits(data[span.start : span.end], moved)
