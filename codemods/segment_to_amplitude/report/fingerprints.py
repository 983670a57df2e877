"""What a finding is known by from one run to the next: its text and its file, not its line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.findings.result import FileResult

LENGTH = 16


def fingerprints(file: FileResult) -> Iterator[tuple[Finding, str]]:
    """Give each finding of a file with its fingerprint, in file order.

    It is made of the path, the kind, the method and the line that the reference stands on. Lines above and below may
    come and go, and so may a new version's codes. Equal references are counted.
    """
    seen: dict[str, int] = {}
    for finding in sorted(file.findings, key=lambda one: (one.span, one.code, one.message)):
        parts = (
            os.fsencode(file.path),
            str(finding.kind).encode(),
            (finding.method or "").encode(),
            _line(file, finding),
        )
        digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:LENGTH]
        seen[digest] = number = seen.get(digest, 0) + 1
        yield finding, digest if number == 1 else f"{digest}-{number}"


def _line(file: FileResult, finding: Finding) -> bytes:
    if file.before is None:
        return b""
    start = file.before.rfind(b"\n", 0, finding.span.start) + 1
    end = file.before.find(b"\n", finding.span.end)
    return b" ".join(file.before[start : end if end >= 0 else len(file.before)].split())
