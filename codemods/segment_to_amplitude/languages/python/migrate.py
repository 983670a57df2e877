"""Run the stages over the Python of a project."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import suppressions_in
from segment_to_amplitude.languages.file_result import file_result
from segment_to_amplitude.mapping.ruling import RuledSettings
from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.span import Span

MANY_FAILURES = 50
USED = re.compile(
    rb"\banalytics\.(?:write_key|default_client|on_error|Client|track|identify|page|screen|group|alias|flush)\b"
    rb"|\bfrom[ \t]+analytics[ \t]+import\b|\bsegment\.analytics\b"
    rb"|\bimport[ \t]+analytics[ \t]+as[ \t]+(?P<name>\w+)\b(?s:.)*\b(?P=name)\.(?:write_key|track|identify|Client)\b"
)
"""What shows that a module ``analytics`` that is none of the project's is Segment's."""


def migrate_python(
    sources: Sources,
    settings: Settings,
    *,
    only_safe: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    use_prefilter: bool = True,
    is_verified: bool = True,
    is_declared: bool = False,
    frozen: Mapping[str, str] | None = None,
) -> list[FileResult]:
    """Findings and edits for all Python files, those that only call what rules say is Segment included."""
    results = _migrate_sdk(
        sources,
        settings,
        only_safe=only_safe,
        progress=progress,
        use_prefilter=use_prefilter,
        is_verified=is_verified,
        is_declared=is_declared,
        frozen=frozen,
    )
    if isinstance(settings, RuledSettings) and settings.wrappers.of(("python",)):
        from segment_to_amplitude.languages.python.own_calls import with_own_calls

        return with_own_calls(results, sources, settings, frozen or {}, only_safe=only_safe, is_verified=is_verified)
    return results


def _migrate_sdk(
    sources: Sources,
    settings: Settings,
    *,
    only_safe: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    use_prefilter: bool = True,
    is_verified: bool = True,
    is_declared: bool = False,
    frozen: Mapping[str, str] | None = None,
) -> list[FileResult]:
    """Findings and edits for all Python files; those ``frozen`` failed before, and stay with their clients.

    ``is_declared`` says that a manifest of the project names one of Segment's packages.
    """
    from segment_to_amplitude.languages.python.seeds import seeds_of

    frozen = {path: reason for path, reason in (frozen or {}).items() if sources.owns(path)}
    modules = PythonModules(sources.files)
    seeds = seeds_of(sources, modules, use_prefilter=use_prefilter)
    if not seeds:
        return []
    # LibCST is only loaded for files that import Segment.
    from segment_to_amplitude.languages.python.plan import Planner
    from segment_to_amplitude.languages.python.workspace import Workspace

    is_proven = is_declared or any(USED.search(data) for data in sources.matching.values())
    workspace = Workspace(sources, modules, lambda _path, module: is_proven or module != "analytics")
    workspace.resolve(seeds, progress)
    suppressions = suppressions_in({*workspace.references, *workspace.importers}, sources.read, sources.left)
    planner = Planner(workspace, settings, suppressions=suppressions, only_safe=only_safe, frozen=frozen)
    plans = planner.plan()
    results = [
        file_result(
            path,
            "python",
            sources.read(path) or b"",
            plan,
            frozen=frozen.get(path),
            broken=partial(_broken, path) if is_verified else None,
        )
        for path, plan in plans.items()
        if plan.findings or path in frozen
    ]
    failed = {file.path: file.reason or "" for file in results if file.status is FileStatus.FAILED}
    if failed.keys() - frozen.keys() and len(frozen) < MANY_FAILURES:
        return _migrate_sdk(
            sources,
            settings,
            only_safe=only_safe,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            is_declared=is_declared,
            frozen={**frozen, **failed},
        )
    if not is_proven:
        known = {file.path for file in results}
        results += [_unproven(path, sources) for path in seeds if path not in known and path not in workspace.failures]
    results += [
        _unparsed(path, reason, sources)
        for path, reason in sorted(workspace.failures.items())
        if path in seeds and path not in failed
    ]
    return results


def _broken(path: str, after: bytes) -> str | None:
    """What is wrong with a result that does not parse."""
    from segment_to_amplitude.languages.python.program import ParseError, Program

    try:
        Program(path, after)
    except ParseError:
        return "the result would not parse; please report this file"
    return None


def _unproven(path: str, sources: Sources) -> FileResult:
    """A file that imports a module ``analytics`` of which nothing shows that it is Segment's."""
    from segment_to_amplitude.languages.python.seeds import import_spans

    data = sources.read(path) or b""
    code = CODES["not-proven"]
    findings = tuple(
        Finding(code.name, code.applicability, path, "python", "unknown", Kind.IMPORT, span, code.title)
        for span, _ in import_spans(data)
    )
    return FileResult(path, "python", FileStatus.UNCHANGED, None, data, (), findings, line_starts(data))


def _unparsed(path: str, reason: str, sources: Sources) -> FileResult:
    """A file that names Segment and does not parse: each import of Segment in it is for a person."""
    from segment_to_amplitude.languages.python.seeds import import_spans

    data = sources.read(path) or b""
    code = CODES["reference-unclear"]
    findings = tuple(
        Finding(
            code.name,
            code.applicability,
            path,
            "python",
            sdk,
            Kind.IMPORT,
            span,
            f"{code.title}: the file {reason}",
            covers=(Span(0, len(data)),),
        )
        for span, sdk in import_spans(data)[:1]
    )
    return FileResult(path, "python", FileStatus.UNCHANGED, None, data, (), findings, line_starts(data))
