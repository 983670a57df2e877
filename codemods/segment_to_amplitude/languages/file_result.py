"""What one file's plan comes to: its findings and edits, or why it is left alone."""

from __future__ import annotations

from collections.abc import Callable

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.languages.outcome import FilePlan
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import OverlapError, apply_edits
from segment_to_amplitude.source.rewrite import edits_of

WORSE = "the result would parse worse than before; please report this file"


def file_result(
    path: str,
    language: str,
    data: bytes,
    plan: FilePlan,
    *,
    frozen: str | None = None,
    broken: Callable[[bytes], str | None] | None = None,
) -> FileResult:
    """Carry a plan out in memory; ``broken`` says what is wrong with the result, and is left out where nobody asks.

    A file that is ``frozen``, on which rewrites overlap or that would parse worse has failed, and keeps its bytes.
    """
    findings = sorted(plan.findings, key=lambda finding: (finding.span, finding.code))
    starts = line_starts(data)

    def failed(reason: str) -> FileResult:
        return FileResult(path, language, FileStatus.FAILED, reason, data, (), tuple(findings), starts, plan.is_new)

    if frozen is not None:
        return failed(frozen)
    try:
        edits = tuple(edits_of(plan.rewrites, data))
        after = apply_edits(data, edits)
    except OverlapError as problem:
        return failed(f"two rewrites claim the same bytes ({problem}); please report this file")
    if edits and broken is not None and (reason := broken(after)) is not None:
        return failed(reason)
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    own = tuple(with_edits(findings, edits))
    return FileResult(path, language, status, None, data, edits, own, starts, plan.is_new)
