"""Calls of the project's own functions that rules say are Segment calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import libcst as cst
from libcst.metadata import ImportAssignment

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import suppressions_in
from segment_to_amplitude.languages.file_result import file_result
from segment_to_amplitude.languages.outcome import FilePlan, Outcome
from segment_to_amplitude.languages.python.call_rewrites import rewrite_read
from segment_to_amplitude.languages.python.call_site import CallSite
from segment_to_amplitude.languages.python.file_names import FileNames
from segment_to_amplitude.languages.python.import_settlement import Settlement, removal
from segment_to_amplitude.languages.python.program import ParseError, Program, dotted
from segment_to_amplitude.languages.python.read import PAYLOADS, CallReader, Read
from segment_to_amplitude.languages.python.values import ValueReader
from segment_to_amplitude.languages.python.workspace import Workspace
from segment_to_amplitude.mapping.ruling import RuledSettings
from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.segment.wrappers import Wrapper, Wrappers, read_wrapped
from segment_to_amplitude.source.edits import OverlapError, apply_edits, check_edits
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a wrapper, and the import that gives its name."""

    wrapper: Wrapper
    node: cst.Call
    statement: cst.Import | cst.ImportFrom
    alias: cst.ImportAlias


def with_own_calls(
    results: list[FileResult],
    sources: Sources,
    settings: RuledSettings,
    frozen: Mapping[str, str],
    *,
    only_safe: bool,
    is_verified: bool,
) -> list[FileResult]:
    """The results of files, with the calls of wrappers in them and in files that do not use Segment otherwise."""
    wrappers = settings.wrappers.of(("python",))
    words = [name.encode() for name in wrappers.names]
    modules = PythonModules(sources.files)
    workspace = Workspace(sources, modules, lambda _path, _module: False)
    found = {file.path: file for file in results}
    for path, data in sorted(sources.matching.items()):
        if not any(word in data for word in words) or (program := workspace.program(path)) is None:
            continue
        calls = list(_calls(program, wrappers, modules))
        if not calls:
            continue
        broken = partial(_broken, path) if is_verified else None
        before = found.get(path)
        if before is not None and before.status is FileStatus.FAILED:
            continue
        plan = _plan(program, calls, workspace, settings, before, only_safe=only_safe)
        made = file_result(path, "python", data, plan, frozen=frozen.get(path), broken=broken)
        found[path] = _joined(before, made, plan, broken) if before is not None else made
    return list(found.values())


def _joined(
    before: FileResult, made: FileResult, plan: FilePlan, broken: Callable[[bytes], str | None] | None
) -> FileResult:
    """Two results of one file; where their edits meet, the calls of wrappers are left to a person."""
    findings = sorted([*before.findings, *made.findings], key=lambda finding: (finding.span, finding.code))
    try:
        edits = check_edits([*before.edits, *made.edits])
        is_right = made.status is not FileStatus.FAILED
        if is_right and edits and broken is not None:
            is_right = broken(apply_edits(made.before or b"", edits)) is None
    except OverlapError:
        is_right = False
    if not is_right:
        code = CODES["wrapper-unread"]
        message = f"{code.title}: other changes of the file stand in the way"
        left = [
            replace(one, code=code.name, applicability=code.applicability, message=message, edits=())
            for one in plan.findings
            if one.kind is Kind.CALL
        ]
        findings = sorted([*before.findings, *left], key=lambda finding: (finding.span, finding.code))
        return replace(before, findings=tuple(findings), lines=before.lines or made.lines)
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    return replace(made, status=status, edits=tuple(edits), findings=tuple(findings))


def _broken(path: str, after: bytes) -> str | None:
    """What is wrong with a result that does not parse."""
    try:
        Program(path, after)
    except ParseError:
        return "the result would not parse; please report this file"
    return None


def _calls(program: Program, wrappers: Wrappers, modules: PythonModules) -> Iterator[_Call]:
    """The calls whose name an import gives that a rule speaks of."""
    for node in program.nodes:
        if not isinstance(node, cst.Call) or (name := dotted(node.func)) is None:
            continue
        root = name.partition(".")[0]
        scope = program.scope(node.func)
        assignments = list(scope[root]) if scope is not None else []
        if len(assignments) != 1 or not isinstance(assignments[0], ImportAssignment):
            continue
        statement = assignments[0].node
        if not isinstance(statement, (cst.Import, cst.ImportFrom)) or isinstance(statement.names, cst.ImportStar):
            continue
        for alias in statement.names:
            bound = dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)
            if bound is None or (name != bound and not name.startswith(f"{bound}.")):
                continue
            steps = tuple(name[len(bound) :].lstrip(".").split(".")) if name != bound else ()
            for wrapper in wrappers.wrappers:
                if _is_meant(wrapper, program, statement, alias, steps, modules):
                    wrappers.used.add(wrapper.rule)
                    yield _Call(wrapper, node, statement, alias)
                    break


def _is_meant(
    wrapper: Wrapper,
    program: Program,
    statement: cst.Import | cst.ImportFrom,
    alias: cst.ImportAlias,
    steps: tuple[str, ...],
    modules: PythonModules,
) -> bool:
    taken = dotted(alias.name) or ""
    if isinstance(statement, cst.Import):
        return steps == wrapper.steps and _is_module(wrapper.module, program, taken, 0, modules)
    module, level = dotted(statement.module) or "", len(statement.relative)
    if (taken, *steps) == wrapper.steps:
        return _is_module(wrapper.module, program, module, level, modules)
    inner = f"{module}.{taken}".lstrip(".")
    return steps == wrapper.steps and _is_module(wrapper.module, program, inner, level, modules)


def _is_module(wanted: str | None, program: Program, name: str, level: int, modules: PythonModules) -> bool:
    if wanted is None:
        return False
    if not level and name == wanted:
        return True
    path = modules.resolve(program.path, name, level)
    stem = wanted.replace(".", "/")
    return path is not None and path in (f"{stem}.py", f"{stem}/__init__.py", wanted)


def _plan(
    program: Program,
    found: list[_Call],
    workspace: Workspace,
    settings: RuledSettings,
    before: FileResult | None,
    *,
    only_safe: bool,
) -> FilePlan:
    plan = FilePlan()
    lines = suppressions_in([program.path], workspace.sources.read)[program.path]
    names = FileNames(program, workspace.resolver, settings)
    clients: dict[str, set[str]] = {}
    gone: list[_Call] = []
    for one in found:
        outcome = _outcome(program, one, settings, names)
        line, _ = program.document.position(program.span(one.node.func).start)
        entry = lines.get(line)
        code = outcome.reasons[0].code if outcome.reasons else "same-meaning"
        if entry is not None and (not entry[0] or code in entry[0]):
            outcome = Outcome((Reason("suppressed"),), covers=outcome.covers, event=outcome.event)
        elif only_safe and outcome.needs_look and not outcome.is_stuck:
            outcome = Outcome((Reason("left-for-review", f"`{code}`"),), covers=outcome.covers, event=outcome.event)
        if not outcome.is_stuck:
            gone.append(one)
            plan.rewrites += outcome.rewrites
            if outcome.rewrites and one.wrapper.client is not None:
                clients.setdefault(one.wrapper.client, set()).update(outcome.imports)
        plan.findings.append(_finding(program, one, outcome))
    for client, imports in clients.items():
        module, _, name = client.rpartition(".")
        settlement = Settlement(names, module, name)
        written = b"\n".join(edit.replacement for edit in before.edits) if before is not None else b""
        imported = {one for one in imports if re.search(rb"import\b.*\b%s\b" % one.encode(), written)}
        is_there = re.search(rb"\bfrom\s+%s\s+import\b.*\b%s\b" % (re.escape(module.encode()), name.encode()), written)
        settlement.need(None, imports - imported, client=is_there is None)
        settlement.settle()
        plan.rewrites += settlement.rewrites
    _settle(program, gone, plan)
    return plan


def _outcome(program: Program, one: _Call, settings: RuledSettings, names: FileNames) -> Outcome:
    wrapper = one.wrapper
    span = program.span(one.node)
    detail = f"rule `{wrapper.rule}`" + (f": {wrapper.message}" if wrapper.message else "")
    if wrapper.applicability == "manual":
        return Outcome((Reason("wrapper-manual", detail),), covers=(span,))
    values = ValueReader(program)
    read = _read(program, one, values)
    client = (wrapper.client or "").rpartition(".")[2].encode()
    site = CallSite(program, one.node, wrapper.method, (client,), settings, names.local)
    outcome = rewrite_read(site, values, read)
    if outcome.is_stuck or wrapper.applicability == "safe":
        return outcome
    return replace(outcome, reasons=(*outcome.reasons, Reason("wrapper-review", detail)))


def _read(program: Program, one: _Call, values: ValueReader) -> Read:
    """Read a call by the parameters of its rule; positional arguments first, then those by name."""
    if any(argument.star for argument in one.node.args):
        return Read(refusal=Reason("arguments-spread"))
    known = {program.outer_span(argument.value): argument for argument in one.node.args}
    passed = [values.read(argument.value) for argument in one.node.args if argument.keyword is None]
    named = {
        argument.keyword.value: values.read(argument.value)
        for argument in one.node.args
        if argument.keyword is not None
    }
    wrapped = read_wrapped(
        one.wrapper,
        passed,
        named,
        program.span(one.node).start,
        lambda span: program.data[span.start : span.end].decode(),
    )
    if isinstance(wrapped, Reason):
        return Read(refusal=wrapped)
    made = replace(wrapped.call, options=replace(wrapped.call.options, takes_any_id=True))
    read = Read(made, appended=wrapped.appended)
    roles: dict[Span, str] = {}
    for name in (*PAYLOADS, "event", "name", "group_id", "user_id"):
        value = getattr(made, name, None)
        if value is not None and value.span in known:
            roles[value.span] = name
            if name in PAYLOADS:
                CallReader(values).payload(one.node, name, known[value.span].value, read)
    read.arguments = {roles.get(span, f"_{index}"): known[span] for index, span in enumerate(known)}
    return read


def _settle(program: Program, gone: list[_Call], plan: FilePlan) -> None:
    """Take away imports whose names are left in nothing but calls that are rewritten."""
    by_statement: dict[int, list[_Call]] = {}
    for one in gone:
        by_statement.setdefault(id(one.statement), []).append(one)
    for calls in by_statement.values():
        statement = calls[0].statement
        assert not isinstance(statement.names, cst.ImportStar)
        free = {id(one.alias): one.alias for one in calls if _is_free(program, one, gone)}
        if not free:
            continue
        aliases = list(statement.names)
        if len(free) == len(aliases):
            plan.rewrites = _replaced(program, removal(program, statement), plan.rewrites)
        else:
            plan.rewrites += _without(program, aliases, free)
        code = CODES["wrapper-import-gone"]
        first = next(iter(free.values()))
        names = ", ".join(f"`{program.text(alias)}`" for alias in free.values())
        plan.findings.append(
            Finding(
                code.name,
                code.applicability,
                program.path,
                program.language,
                "own rule",
                Kind.IMPORT,
                program.span(first),
                f"{code.title}: {names}",
                covers=(program.span(statement),),
            )
        )


def _replaced(program: Program, gone: Rewrite, others: list[Rewrite]) -> list[Rewrite]:
    """Take an import away; what is inserted after it takes its place."""
    inside = [
        one for one in others if one.span.start == one.span.end and gone.span.start < one.span.start <= gone.span.end
    ]
    kept = [one for one in others if one not in inside]
    if not inside:
        return [*kept, gone]
    text = b"".join(part for one in inside for part in one.parts if isinstance(part, bytes)).strip(b"\r\n")
    is_line = program.data[gone.span.start : gone.span.end].endswith(b"\n")
    newline = program.document.newline_at(gone.span.start) if is_line else b""
    return [*kept, Rewrite(gone.span, (text + newline,))]


def _is_free(program: Program, one: _Call, gone: list[_Call]) -> bool:
    """Tell whether a name stands nowhere but in calls that are rewritten."""
    bound = one.alias.asname.name if one.alias.asname is not None else one.alias.name
    root = (dotted(bound) or "").partition(".")[0]
    spans = [program.span(call.node.func) for call in gone]
    inside = program.span(one.statement)
    for node in program.nodes:
        if isinstance(node, cst.Name) and node.value == root:
            span = program.span(node)
            if isinstance(parent := program.parent(node), cst.Attribute) and parent.attr is node:
                continue
            if not inside.contains(span) and not any(other.contains(span) for other in spans):
                return False
    return True


def _without(program: Program, aliases: list[cst.ImportAlias], free: Mapping[int, cst.ImportAlias]) -> list[Rewrite]:
    """Take some names out of an import: each with the comma after it, those at the end with the one before them."""
    last = max(index for index, alias in enumerate(aliases) if id(alias) not in free)
    found = [
        Rewrite(Span(program.span(alias).start, program.span(aliases[index + 1]).start), ())
        for index, alias in enumerate(aliases[:last])
        if id(alias) in free
    ]
    if last + 1 < len(aliases):
        found.append(Rewrite(Span(program.span(aliases[last].name).end, program.span(aliases[-1].name).end), ()))
    return found


def _finding(program: Program, one: _Call, outcome: Outcome) -> Finding:
    reasons = outcome.reasons
    code = CODES[reasons[0].code if reasons else "same-meaning"]
    leaf = one.node.func.attr if isinstance(one.node.func, cst.Attribute) else one.node.func
    texts = [
        f"{CODES[reason.code].title}: {reason.detail}" if reason.detail else CODES[reason.code].title
        for reason in reasons
    ]
    return Finding(
        code.name,
        code.applicability,
        program.path,
        program.language,
        "own rule",
        Kind.CALL,
        program.span(leaf),
        "; ".join(texts) or code.title,
        method=one.wrapper.method,
        evidence=(f"rule `{one.wrapper.rule}`",),
        event=outcome.event,
        covers=outcome.covers or (program.span(one.node),),
    )
