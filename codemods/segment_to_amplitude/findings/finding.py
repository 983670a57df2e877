"""A finding: one reference to Segment, what is done with it, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span


class Applicability(StrEnum):
    """How far a person has to look at a finding."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"
    IGNORED = "ignored"


class Kind(StrEnum):
    """What sort of reference a finding speaks of."""

    CALL = "call"
    IMPORT = "import"
    INIT = "init"
    TYPE = "type"
    CONFIG = "config"
    PLUGIN = "plugin"
    IDENTITY = "identity"
    LIFECYCLE = "lifecycle"
    METHODREF = "methodref"
    SNIPPET = "snippet"
    MOCK = "mock"
    MANIFEST = "manifest"
    GUARD = "guard"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Finding:
    """One reference to Segment.

    ``span`` is where it stands: the method's name for a call, the module's name for an import.
    ``covers`` are the spans of the file that this finding accounts for, ``edits`` what it changes there.
    """

    code: str
    applicability: Applicability
    path: str
    language: str
    sdk: str
    kind: Kind
    span: Span
    message: str
    method: str | None = None
    evidence: tuple[str, ...] = ()
    suggestion: str | None = None
    event: str | None = None
    write_key: str | None = None
    integrations: tuple[str, ...] = ()
    covers: tuple[Span, ...] = ()
    edits: tuple[Edit, ...] = field(default=())
    client: str = ""
    """Tells the clients of a project apart: references with the same one move together."""
