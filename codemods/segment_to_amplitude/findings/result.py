"""What a run found and would change, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.source.edits import Edit


class FileStatus(StrEnum):
    """How a run left one file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file that was looked at: ``before`` holds its bytes only where ``edits`` change them."""

    path: str
    language: str
    status: FileStatus
    reason: str | None = None
    before: bytes | None = None
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    lines: tuple[int, ...] = field(default=(), repr=False)
    """Byte offset of the start of each line, only where there are findings."""
    is_new: bool = False
    """The file is not there yet: ``before`` is empty, and the edits make all of it."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run: files in path order, and how many were read in all."""

    root: Path
    files: tuple[FileResult, ...]
    files_read: int = 0
    notes: tuple[str, ...] = ()
    """Sentences about the run as a whole, such as an unused suppression's place."""
    renamed: Mapping[str, str | None] = field(default_factory=dict)
    """The new names of events that rules renamed; None for those that they dropped."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in path and place order."""
        return tuple(finding for file in self.files for finding in file.findings)
