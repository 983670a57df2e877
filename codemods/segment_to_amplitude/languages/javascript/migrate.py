"""Run the stages over the JavaScript and TypeScript of a project, and over its package.json files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import suppressions_of, with_left
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.globals import foreign_globals
from segment_to_amplitude.languages.javascript.importers import DOTS
from segment_to_amplitude.languages.javascript.own_names import OwnNames
from segment_to_amplitude.languages.javascript.plan import FilePlan, Planner
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.snippet import Snippet, find_snippets, may_hold_snippet
from segment_to_amplitude.languages.javascript.snippet_plan import SnippetPlan
from segment_to_amplitude.languages.javascript.third_party import unknown_calls
from segment_to_amplitude.languages.javascript.workspace import Workspace, is_seed
from segment_to_amplitude.mapping.ruling import RuledSettings
from segment_to_amplitude.project.modules import ModuleIndex
from segment_to_amplitude.project.prefilter import LazyFiles
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.segment.sdks import METHODS
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import OverlapError, apply_edits
from segment_to_amplitude.source.rewrite import edits_of
from segment_to_amplitude.source.span import Span

SIGNS = re.compile(
    rb"cdn\.segment\.(?:com|io)|AnalyticsSnippet|SegmentAnalytics\b|@segment/snippet|getGlobalAnalytics"
    rb"|@types/segment-analytics|/analytics\.js/v1/"
)
"""What shows that the global is Segment's."""
PACKAGE = re.compile(rb"""['"](@segment/analytics-[\w.-]+|analytics-node)['"]""")
MANY_FAILURES = 50
"""After so many files that failed, what else fails is reported as it is."""
FILLED = rb"%s[?!]?['\"]?\]?\s*(?:(?:\|\||\?\?)?=(?!=)|:|,)"
"""What a file holds that fills or declares a global: its name, and an assignment or a type after it."""
CALLED = re.compile(rb"\.\s*(?:" + b"|".join(sorted(method.encode() for method in METHODS)) + rb")\b")
"""What a file holds that calls a client."""


def migrate_javascript(
    sources: Sources,
    settings: Settings,
    *,
    only_safe: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
    use_prefilter: bool = True,
    is_verified: bool = True,
    frozen: Mapping[str, str] | None = None,
) -> tuple[list[FileResult], tuple[str, ...]]:
    """Findings and edits for all files of a project; those ``frozen`` failed before, and stay with their clients."""
    frozen = frozen or {}
    discovery = sources.discovery
    package_jsons = {path: sources.manifest(path) for path in discovery.package_jsons}
    index = ModuleIndex(
        discovery.root, frozenset(sources.files), package_jsons, LazyFiles(discovery.root, discovery.tsconfigs)
    )
    clients = {client.rpartition(".")[2] for client in settings.segment.clients}
    own = OwnNames(index.resolve, settings.wrappers) if isinstance(settings, RuledSettings) else None
    named = own.wrappers.names if own is not None else set()
    names_sought = [name.encode() for name in {"analytics", *settings.segment.globals, *clients, *named}]
    seeds = [path for path, data in sources.matching.items() if not use_prefilter or is_seed(data, names_sought)]
    seeds = [path for path in seeds if sources.read(path) is not None]
    workspace = Workspace(sources.read, index.resolve, frozenset(clients), index.specifiers_of)
    if own is not None:
        workspace.resolver.own = own
        workspace.scanner.member_names |= own.members
    snippets = [
        snippet
        for path in seeds
        if may_hold_snippet(path, sources.read(path) or b"") and (program := workspace.program(path)) is not None
        for snippet in find_snippets(program)
    ]
    is_segment_project = (
        bool(snippets)
        or any(SIGNS.search(data) for data in package_jsons.values())
        or any(
            has_sign(program)
            for path in seeds
            if SIGNS.search(sources.read(path) or b"") and (program := workspace.program(path)) is not None
        )
    )
    if is_segment_project:
        filled = {snippet.global_name for snippet in snippets}
        is_named = settings.segment.globals != Settings().segment.globals
        names = filled | set(settings.segment.globals) if is_named or not filled else filled
        foreign = set() if is_named else foreign_globals(workspace, seeds, names) - filled
        workspace.add_globals(names - foreign)
    for snippet in snippets:
        if snippet.stub >= 0:
            workspace.add_stub(snippet.path, snippet.stub, snippet.global_name)
    globals_sought = [name.encode() for name in {*workspace.resolver.global_names, *named}]
    starts = [path for path in seeds if not use_prefilter or is_seed(sources.read(path) or b"", globals_sought)]
    workspace.resolve(starts, partial(sources.holding, nearby=DOTS), progress)
    suppressions = {
        path: with_left(suppressions_of(program.document), sources.left.get(path))
        for path in workspace.references
        if (program := workspace.program(path)) is not None
    }
    programs = {
        snippet.path: program for snippet in snippets if (program := workspace.program(snippet.path)) is not None
    }
    page = SnippetPlan(snippets, suppressions, programs, settings, workspace.resolver, only_safe=only_safe)
    planner = Planner(
        workspace,
        settings,
        index.package_of,
        globals_reason=page.globals_reason or _frozen_snippet(snippets, frozen),
        is_loader_here=page.is_replaced,
        only_safe=only_safe,
        suppressions=suppressions,
        frozen=frozen,
    )
    planner.used_suppressions |= page.used_suppressions
    plans = planner.plan(page.owns)
    for path, finding, rewrites in page.plans(workspace, settings, *planner.global_state):
        plan = plans.setdefault(path, FilePlan())
        if finding.code == "snippet-replaced":
            plan.rewrites = page.reindent(path, plan.rewrites, programs[path])
        plan.findings.append(finding)
        plan.rewrites += rewrites
    called = [path for path in seeds if CALLED.search(sources.read(path) or b"")]
    if not is_segment_project:
        filling = [re.compile(FILLED % re.escape(name.encode())) for name in settings.segment.globals]
        filled_by_others = foreign_globals(
            workspace,
            [path for path in seeds if any(fills.search(sources.read(path) or b"") for fills in filling)],
            set(settings.segment.globals),
        )
        _report_unproven(workspace, set(settings.segment.globals) - filled_by_others, plans, called)
    _report_third_party(workspace, plans, index.resolve, called)
    _report_unparsed(workspace, plans)
    results = [
        _result(program, plan, is_verified=is_verified)
        if path not in frozen
        else _failed(program, plan.findings, frozen[path])
        for path, plan in plans.items()
        if (program := workspace.program(path)) is not None and (plan.findings or path in frozen)
    ]
    failed = {file.path: file.reason or "" for file in results if file.status is FileStatus.FAILED}
    if (failed | workspace.failures).keys() - frozen.keys() and len(frozen) < MANY_FAILURES:
        return migrate_javascript(
            sources,
            settings,
            only_safe=only_safe,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            frozen={**frozen, **failed, **workspace.failures},
        )
    results += [
        FileResult(path, "", FileStatus.FAILED, reason, sources.read(path), (), (), (0,))
        for path, reason in frozen.items()
        if path not in failed and sources.owns(path)
    ]
    return results, ()


def _frozen_snippet(snippets: Iterable[Snippet], frozen: Mapping[str, str]) -> Reason | None:
    path = next((snippet.path for snippet in snippets if snippet.path in frozen), None)
    return Reason("client-kept", f"`{path}`, which cannot be rewritten") if path is not None else None


def has_sign(program: Program) -> bool:
    """Tell whether a file shows, outside its comments, that the global is Segment's."""
    for match in SIGNS.finditer(program.data):
        node = program.node_at(match.start(), match.end())
        if node is not None and node.type not in ("comment", "html_comment"):
            return True
    return False


def _report_third_party(
    workspace: Workspace,
    plans: dict[str, FilePlan],
    resolve: Callable[[str, str], str | None],
    called: Iterable[str],
) -> None:
    """Report calls on a client that has Segment's name and comes from a package that is not known."""
    code = CODES["not-proven"]
    for path in sorted({*workspace.scanned, *called}):
        program = workspace.program(path)
        if program is None:
            continue
        for prop in unknown_calls(program, workspace.resolver, resolve):
            member = prop.parent
            plans.setdefault(path, FilePlan()).findings.append(
                Finding(
                    code.name,
                    code.applicability,
                    path,
                    program.language,
                    "unknown",
                    Kind.CALL,
                    syntax.span_of(prop),
                    code.title,
                    method=syntax.text_of(prop),
                    covers=(syntax.span_of(member),) if member is not None else (),
                )
            )


def _report_unparsed(workspace: Workspace, plans: dict[str, FilePlan]) -> None:
    """Report names of Segment's packages that stand where a file does not parse."""
    for path in sorted(workspace.scanned):
        program = workspace.program(path)
        if program is None or not program.errors:
            continue
        findings = plans[path].findings if path in plans else []
        known = [span for finding in findings for span in (finding.span, *finding.covers)]
        for match in PACKAGE.finditer(program.data):
            span = Span(match.start(), match.end())
            node = program.node_at(span.start, span.end)
            if node is None or node.type == "comment" or any(other.contains(span) for other in known):
                continue
            if not any(around.is_error for around in (node, *syntax.ancestors(node))):
                continue
            code = CODES["reference-unclear"]
            message = f"{code.title}: the code around it does not parse"
            sdk = match[1].decode()
            plans.setdefault(path, FilePlan()).findings.append(
                Finding(code.name, code.applicability, path, program.language, sdk, Kind.IMPORT, span, message)
            )


def _report_unproven(workspace: Workspace, names: set[str], plans: dict[str, FilePlan], seeds: Iterable[str]) -> None:
    """Report uses of a global that has Segment's name and methods in a project without a sign of Segment."""
    for path in seeds:
        program = workspace.program(path)
        if program is None:
            continue
        known = {finding.span for finding in plans[path].findings} if path in plans else set()
        for node in program.tokens(names):
            owner = node.parent
            if owner is None or owner.type != "member_expression":
                continue
            is_bare = node.type == "identifier" and program.lookup(syntax.text_of(node), node.start_byte) is None
            is_bare = is_bare and syntax.same(syntax.field(owner, "object"), node)
            member = owner if is_bare else owner.parent
            if node.type == "property_identifier":
                target = syntax.field(owner, "object")
                if target is None or syntax.text_of(syntax.unwrap(target)) not in syntax.GLOBAL_OBJECTS:
                    continue
                if workspace.resolver.global_property(syntax.text_of(node)) is not None:
                    continue
            elif not is_bare or workspace.resolver.global_property(syntax.text_of(node)) is not None:
                continue
            prop = (
                syntax.field(member, "property") if member is not None and member.type == "member_expression" else None
            )
            if prop is None or syntax.text_of(prop) not in METHODS or syntax.span_of(prop) in known:
                continue
            code = CODES["not-proven"]
            plans.setdefault(path, FilePlan()).findings.append(
                Finding(
                    code.name,
                    code.applicability,
                    path,
                    program.language,
                    "unknown",
                    Kind.CALL,
                    syntax.span_of(prop),
                    code.title,
                    method=syntax.text_of(prop),
                    covers=(syntax.span_of(member),) if member is not None else (),
                )
            )


def _result(program: Program, plan: FilePlan, *, is_verified: bool) -> FileResult:
    findings = sorted(plan.findings, key=lambda finding: (finding.span, finding.code))
    data = program.data
    try:
        edits = tuple(edits_of(plan.rewrites, data))
        after = apply_edits(data, edits)
    except OverlapError as problem:
        return _failed(program, findings, f"two rewrites claim the same bytes ({problem}); please report this file")
    if edits and is_verified:
        errors = Program(program.path, after).errors
        if errors > program.errors or syntax.page_errors(program.path, after) > syntax.page_errors(program.path, data):
            return _failed(program, findings, "the result would not parse; please report this file")
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    return FileResult(
        program.path,
        program.language,
        status,
        None,
        data,
        edits,
        tuple(with_edits(findings, edits)),
        line_starts(data),
    )


def _failed(program: Program, findings: list[Finding], reason: str) -> FileResult:
    return FileResult(
        program.path,
        program.language,
        FileStatus.FAILED,
        reason,
        program.data,
        (),
        tuple(findings),
        line_starts(program.data),
    )
