"""Run the stages over the Swift and Objective-C of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import suppressions_in
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.rewrite import Rewrite, edits_of

MANY_FAILURES = 50


def migrate_apple(
    sources: Sources,
    settings: Settings,
    *,
    only_safe: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    use_prefilter: bool = True,
    is_verified: bool = True,
    frozen: Mapping[str, str] | None = None,
) -> list[FileResult]:
    """Findings and edits of Swift and Objective-C; files ``frozen`` failed before, and stay with their clients."""
    from segment_to_amplitude.languages.apple.seeds import seeds_of

    frozen = {path: reason for path, reason in (frozen or {}).items() if sources.owns(path)}
    if not seeds_of(sources):
        return []
    # The grammars are only loaded for projects that name Segment.
    from segment_to_amplitude.languages.apple.plan import Planner
    from segment_to_amplitude.languages.apple.workspace import Workspace

    workspace = Workspace(sources)
    workspace.resolve()
    if progress is not None:
        progress("resolve", len(workspace.programs), len(workspace.programs))
    suppressions = suppressions_in(set(workspace.references), sources.read)
    planner = Planner(workspace, settings, suppressions=suppressions, only_safe=only_safe, frozen=frozen)
    results = [
        _result(
            path, sources.read(path) or b"", plan.findings, plan.rewrites, frozen, workspace, is_verified=is_verified
        )
        for path, plan in planner.plan().items()
        if plan.findings or path in frozen
    ]
    failed = {file.path: file.reason or "" for file in results if file.status is FileStatus.FAILED}
    if failed.keys() - frozen.keys() and len(frozen) < MANY_FAILURES:
        return migrate_apple(
            sources,
            settings,
            only_safe=only_safe,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            frozen={**frozen, **failed},
        )
    return results


def _result(
    path: str,
    data: bytes,
    findings: list[Finding],
    rewrites: list[Rewrite],
    frozen: Mapping[str, str],
    workspace: object,
    *,
    is_verified: bool,
) -> FileResult:
    from segment_to_amplitude.languages.apple.program import Program, language_of
    from segment_to_amplitude.languages.apple.workspace import Workspace
    from segment_to_amplitude.source.edits import OverlapError, apply_edits

    assert isinstance(workspace, Workspace)
    findings = sorted(findings, key=lambda finding: (finding.span, finding.code))
    starts = line_starts(data)
    language = language_of(path)

    def failed(reason: str) -> FileResult:
        return FileResult(path, language, FileStatus.FAILED, reason, data, (), tuple(findings), starts)

    if path in frozen:
        return failed(frozen[path])
    try:
        edits = tuple(edits_of(rewrites, data))
        after = apply_edits(data, edits)
    except OverlapError as problem:
        return failed(f"two rewrites claim the same bytes ({problem}); please report this file")
    if edits and is_verified and len(Program(path, after).broken) > len(workspace.programs[path].broken):
        return failed("the result would parse worse than before; please report this file")
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    return FileResult(path, language, status, None, data, edits, tuple(with_edits(findings, edits)), starts)
