"""Which edit belongs to which finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from segment_to_amplitude.findings.finding import Applicability, Finding
from segment_to_amplitude.source.edits import Edit


def with_edits(findings: list[Finding], edits: Iterable[Edit]) -> list[Finding]:
    """Give each edit to the finding that covers it most closely."""
    given: dict[int, list[Edit]] = {}
    for edit in edits:
        best, size = -1, 1 << 62
        for index, finding in enumerate(findings):
            if finding.applicability in (Applicability.MANUAL, Applicability.IGNORED):
                continue
            for span in (*finding.covers, finding.span):
                if span.start <= edit.start and edit.end <= span.end and span.end - span.start < size:
                    best, size = index, span.end - span.start
        if best < 0:
            distances = [
                (abs(finding.span.start - edit.start), index)
                for index, finding in enumerate(findings)
                if finding.applicability in (Applicability.SAFE, Applicability.REVIEW)
            ]
            best = min(distances, default=(0, -1))[1]
        if best >= 0:
            given.setdefault(best, []).append(edit)
    return [
        replace(finding, edits=tuple(given[index])) if index in given else finding
        for index, finding in enumerate(findings)
    ]
