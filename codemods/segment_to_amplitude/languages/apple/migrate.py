"""Run the stages over the Swift and Objective-C of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import suppressions_in
from segment_to_amplitude.languages.file_result import WORSE, file_result
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.project.sources import Sources

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
    from segment_to_amplitude.languages.apple.vendored import Vendored

    vendored = Vendored(sources)
    frozen = {path: reason for path, reason in (frozen or {}).items() if sources.owns(path)}
    if not seeds_of(sources, vendored):
        return vendored.results(sources)
    # The grammars are only loaded for projects that name Segment.
    from segment_to_amplitude.languages.apple.plan import Planner
    from segment_to_amplitude.languages.apple.program import Program, language_of
    from segment_to_amplitude.languages.apple.workspace import Workspace

    workspace = Workspace(sources, vendored)
    workspace.resolve()
    if progress is not None:
        progress("resolve", len(workspace.programs), len(workspace.programs))
    suppressions = suppressions_in(set(workspace.references), sources.read, sources.left)
    planner = Planner(workspace, settings, suppressions=suppressions, only_safe=only_safe, frozen=frozen)

    def worse(path: str) -> Callable[[bytes], str | None]:
        known = len(workspace.programs[path].broken)
        return lambda after: WORSE if len(Program(path, after).broken) > known else None

    results = [
        file_result(
            path,
            language_of(path),
            sources.read(path) or b"",
            plan,
            frozen=frozen.get(path),
            broken=worse(path) if is_verified else None,
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
    return [*results, *vendored.results(sources)]
