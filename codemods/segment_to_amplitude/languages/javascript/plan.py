"""From references to findings and rewrites: decide client by client, then write file by file.

A client moves as a whole. Where some of its calls cannot move, Segment's client stays beside Amplitude's if the code
that carries it can be doubled; otherwise nothing of that client is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.suppression import is_unused
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import Clients, Form, Group, provided_client
from segment_to_amplitude.languages.javascript.file_writer import FileWriter
from segment_to_amplitude.languages.javascript.meaning import holds_client
from segment_to_amplitude.languages.javascript.mocks import plan_mocks
from segment_to_amplitude.languages.javascript.outcome import Beside, Outcome
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import client_of
from segment_to_amplitude.languages.javascript.roles import Item, Role, classify
from segment_to_amplitude.languages.javascript.snippet import TEST_PATH
from segment_to_amplitude.languages.javascript.style import style_of
from segment_to_amplitude.languages.javascript.workspace import Workspace
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

STUCK_ROLES = frozenset(
    {
        Role.CALL,
        Role.IDENTITY,
        Role.METHOD_REFERENCE,
        Role.MEMBER_ASSIGNED,
        Role.ESCAPE,
        Role.UNCLEAR,
        Role.HANDED_ON,
        Role.ASSIGNED,
        Role.GUARD,
        Role.CONSTRUCTION,
        Role.SDK_USE,
        Role.TYPE,
    }
)
KINDS = {
    Role.SDK_IMPORT: Kind.IMPORT,
    Role.OWN_IMPORT: Kind.IMPORT,
    Role.EXPORT: Kind.IMPORT,
    Role.DECLARATION: Kind.OTHER,
    Role.CONSTRUCTION: Kind.INIT,
    Role.SDK_USE: Kind.OTHER,
    Role.TYPE: Kind.TYPE,
    Role.CALL: Kind.CALL,
    Role.IDENTITY: Kind.IDENTITY,
    Role.METHOD_REFERENCE: Kind.METHODREF,
    Role.GUARD: Kind.GUARD,
    Role.HANDED_ON: Kind.OTHER,
    Role.ESCAPE: Kind.OTHER,
    Role.ASSIGNED: Kind.OTHER,
    Role.MEMBER_ASSIGNED: Kind.OTHER,
    Role.UNCLEAR: Kind.OTHER,
}
METHOD_KINDS = {
    "setAnonymousId": Kind.IDENTITY,
    "user": Kind.IDENTITY,
    "getAnonymousId": Kind.IDENTITY,
    "reset": Kind.LIFECYCLE,
    "flush": Kind.LIFECYCLE,
    "closeAndFlush": Kind.LIFECYCLE,
    "ready": Kind.LIFECYCLE,
    "load": Kind.INIT,
    "setup": Kind.INIT,
    "register": Kind.PLUGIN,
    "deregister": Kind.PLUGIN,
    "add": Kind.PLUGIN,
    "remove": Kind.PLUGIN,
    "addSourceMiddleware": Kind.PLUGIN,
    "addDestinationMiddleware": Kind.PLUGIN,
    "middleware": Kind.PLUGIN,
    "debug": Kind.CONFIG,
    "timeout": Kind.CONFIG,
    "enable": Kind.CONFIG,
    "disable": Kind.CONFIG,
    "on": Kind.LIFECYCLE,
    "once": Kind.LIFECYCLE,
    "off": Kind.LIFECYCLE,
}


@dataclass(slots=True)
class FilePlan:
    """What one file gets."""

    findings: list[Finding] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)


class Planner:
    """Plans all files of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        package_of: Callable[[str], str],
        *,
        globals_reason: Reason | None,
        is_loader_here: bool,
        only_safe: bool = False,
        suppressions: dict[str, dict[int, tuple[frozenset[str], Span]]] | None = None,
        frozen: Mapping[str, str] | None = None,
    ) -> None:
        self.frozen = frozen or {}
        """Files that must stay as they are, and why: every client that reaches into one stays."""
        self.workspace = workspace
        self.settings = settings
        self.clients = Clients(workspace, settings, package_of)
        self.globals_reason = globals_reason
        """Why calls on the snippet's global stay, when they do."""
        self.is_loader_here = is_loader_here
        self.only_safe = only_safe
        self.suppressions = suppressions or {}
        self.used_suppressions: set[tuple[str, Span]] = set()
        self.items: dict[str, list[Item]] = {}
        self.writers: dict[str, FileWriter] = {}

    def plan(self, skip: Callable[[str, Span], bool]) -> dict[str, FilePlan]:
        """Findings and rewrites by path; ``skip`` names spans that somebody else accounts for, such as a snippet."""
        for path, references in sorted(self.workspace.references.items()):
            if self.frozen.get(path, "").startswith("internal error"):
                continue
            with self.workspace.guarding(path):
                self.items[path] = [
                    classify(reference, self.workspace.resolver)
                    for reference in references
                    if not skip(path, syntax.span_of(reference.leaf))
                ]
        everything = [item for items in self.items.values() for item in items]
        self.clients.collect(everything)
        self._write_all()
        if self._decide():
            self._write_all()
            self._decide()
        plans: dict[str, FilePlan] = {}
        for path, items in self.items.items():
            with self.workspace.guarding(path):
                plans[path] = self._file_plan(path, items)
        self._plan_mocks(plans)
        for path, lines in self.suppressions.items():
            for _, span in dict.fromkeys(lines.values()):
                if is_unused(path, span, self.used_suppressions):
                    plans.setdefault(path, FilePlan()).findings.append(self._unused(path, span))
        return plans

    def _plan_mocks(self, plans: dict[str, FilePlan]) -> None:
        """Mocks of modules, once it is settled which clients move."""
        programs = ((program, items) for path, items in self.items.items() if (program := self.workspace.program(path)))
        for program, mocked in plan_mocks(programs, self.clients, self.workspace.resolver, style_of):
            plan = plans.setdefault(program.path, FilePlan())
            reason, rewrites = mocked.reason, mocked.rewrites
            codes, span = self.suppressions.get(program.path, {}).get(
                program.document.position(mocked.mock.specifier.start_byte)[0], (None, None)
            )
            if codes is not None and span is not None and (not codes or reason.code in codes):
                self.used_suppressions.add((program.path, span))
                reason, rewrites = Reason("suppressed"), ()
            elif self.only_safe and rewrites:
                reason, rewrites = Reason("left-for-review", f"`{reason.code}`"), ()
            code = CODES[reason.code]
            plan.rewrites += rewrites
            plan.findings.append(
                Finding(
                    code.name,
                    code.applicability,
                    program.path,
                    program.language,
                    mocked.sdk,
                    Kind.MOCK,
                    syntax.span_of(mocked.mock.specifier),
                    message_of(reason),
                    method=mocked.mock.method,
                    evidence=mocked.via,
                    suggestion=reason.suggestion,
                    covers=(syntax.span_of(mocked.mock.call),),
                )
            )

    def _unused(self, path: str, span: Span) -> Finding:
        code = CODES["suppression-unused"]
        program = self.workspace.program(path)
        language = program.language if program is not None else ""
        return Finding(code.name, code.applicability, path, language, "", Kind.OTHER, span, code.title)

    def group_of(self, item: Item) -> Group | None:
        """The client group of an item."""
        client = client_of(item.reference)
        if client is None and item.role is Role.CONSTRUCTION and item.node is not None:
            client = holds_client(self.workspace.resolver.evaluate(item.reference.program, item.node))
        if client is None and item.role is Role.TYPE:
            leaf = item.reference.leaf
            whole = leaf.parent if leaf.parent is not None and leaf.parent.type == "nested_type_identifier" else leaf
            client = holds_client(self.workspace.resolver.type(item.reference.program, whole))
        if client is None and item.what == "AnalyticsProvider":
            value = provided_client(item.reference.leaf)
            client = holds_client(self.workspace.resolver.evaluate(item.reference.program, value))
        return self.clients.group(client) if client is not None else None

    def _write_all(self) -> None:
        self.clients.forget_names()
        for path, items in self.items.items():
            program = self.workspace.program(path)
            if program is not None and (items or passes_on(program)):
                with self.workspace.guarding(path):
                    writer = FileWriter(program, self.workspace, self.clients, self.settings, items)
                    writer.asked = partial(self._asked, program)
                    self.writers[path] = writer
        for path, writer in self.writers.items():
            with self.workspace.guarding(path):
                writer.write(self.group_of, is_loader_here=self.is_loader_here)
                self._suppress(writer)

    def _suppress(self, writer: FileWriter) -> None:
        """Note which comments are heeded; what was absorbed speaks for nothing of its own."""
        for item in writer.items:
            outcome = writer.outcomes[id(item)]
            if outcome.absorbed:
                continue
            writer.outcomes[id(item)] = outcome = self._asked(writer.program, item, outcome)
            entry = self._suppression(writer.program, item)
            if entry is not None and any(reason.code == "suppressed" for reason in outcome.reasons):
                self.used_suppressions.add((writer.program.path, entry[1]))

    def _suppression(self, program: Program, item: Item) -> tuple[frozenset[str], Span] | None:
        node = item.method_node if item.method_node is not None else item.reference.leaf
        return self.suppressions.get(program.path, {}).get(program.document.position(node.start_byte)[0])

    def _asked(self, program: Program, item: Item, outcome: Outcome) -> Outcome:
        """Leave alone what a comment asks for, and with ``only_safe`` whatever needs a look."""
        entry = self._suppression(program, item)
        if entry is not None and (not entry[0] or self._code_of(outcome) in entry[0]):
            return Outcome((Reason("suppressed"),), covers=outcome.covers, event=outcome.event)
        if self.only_safe and not outcome.absorbed and outcome.needs_look and not outcome.is_stuck:
            code = outcome.reasons[0].code
            return Outcome((Reason("left-for-review", f"`{code}`"),), covers=outcome.covers, event=outcome.event)
        return outcome

    @staticmethod
    def _code_of(outcome: Outcome) -> str:
        for reason in outcome.reasons:
            if CODES[reason.code].applicability is Applicability.MANUAL:
                return reason.code
        # Every client needs a key: what is particular to one says more.
        codes = [reason.code for reason in outcome.reasons]
        return next((code for code in codes if code != "api-key"), codes[0] if codes else outcome.safe_code)

    def _decide(self) -> bool:
        """Keep or split the clients of which something is stuck; true when something has to be written again."""
        is_changed = False
        for group in self.clients.groups.values():
            if group.is_own:
                continue
            outcomes = [(item, self._outcome(item)) for item in group.items if item.role in STUCK_ROLES]
            stuck = [(item, outcome) for item, outcome in outcomes if outcome is not None and outcome.is_stuck]
            moved = [item for item, outcome in outcomes if outcome is not None and outcome.is_moved]
            if group.form is Form.GLOBAL and self.globals_reason is not None:
                group.kept, group.kept_detail = self.globals_reason.code, self.globals_reason.detail
                continue
            if (path := self._frozen_in(group)) is not None:
                group.kept, group.kept_detail = "client-kept", f"`{path}`, which cannot be rewritten"
                continue
            if group.form is Form.GLOBAL:
                # A test that is left goes on failing until it is done by hand; it keeps no client.
                stuck = [pair for pair in stuck if not TEST_PATH.search(pair[0].reference.program.path)]
                if not stuck and not moved and not self.is_loader_here:
                    group.kept, group.kept_detail = "client-kept", "the lack of calls on it"
                    continue
            if not stuck:
                continue
            first, _ = stuck[0]
            reason = f"`{first.method or syntax.text_of(first.reference.leaf)}` at {self._place(first)}"
            if len(stuck) > 1:
                reason += f" and {len(stuck) - 1} more"
            constructions = [item for item, _ in stuck if item.role is Role.CONSTRUCTION]
            if constructions or not moved:
                group.kept, group.kept_detail = "client-kept", reason
                continue
            if not self._is_splittable(group):
                group.kept, group.kept_detail = "client-kept", reason
                continue
            if not group.is_split:
                group.is_split = True
                group.kept_detail = reason
                is_changed = True
        return is_changed

    def _frozen_in(self, group: Group) -> str | None:
        """A file that must stay as it is and that a client reaches into, or may reach into."""
        if self.workspace.failures:
            return next(iter(self.workspace.failures))
        paths = {item.reference.program.path for item in group.items}
        return min(paths & self.frozen.keys(), default=None)

    def _is_splittable(self, group: Group) -> bool:
        """Tell whether everything that carries the client can be doubled."""
        if any(made.shape not in ("declaration", "assignment") for made in group.constructions):
            return False
        for item in group.items:
            if group.form is Form.GLOBAL and TEST_PATH.search(item.reference.program.path):
                continue
            if item.role in (Role.HANDED_ON, Role.ASSIGNED, Role.DECLARATION, Role.TYPE):
                writer = self.writers.get(item.reference.program.path)
                if writer is None or not writer.can_double(item):
                    return False
        return True

    def _outcome(self, item: Item) -> Outcome | None:
        writer = self.writers.get(item.reference.program.path)
        return writer.outcomes.get(id(item)) if writer is not None else None

    def _place(self, item: Item) -> str:
        program = item.reference.program
        return f"{program.path}:{program.document.position(item.reference.leaf.start_byte)[0]}"

    @property
    def global_state(self) -> tuple[Reason | None, bool]:
        """Why the snippet's global stays Segment's, if it does, and whether it stays beside Amplitude's."""
        groups = [group for group in self.clients.groups.values() if group.form is Form.GLOBAL]
        kept = next((group for group in groups if group.kept is not None), None)
        if kept is None:
            return None, any(group.is_split for group in groups)
        return Reason(kept.kept or "client-kept", f"because of {kept.kept_detail}" if kept.kept_detail else ""), False

    # --- findings ----------------------------------------------------------------------------------------------

    def _file_plan(self, path: str, items: list[Item]) -> FilePlan:
        plan = FilePlan()
        writer = self.writers.get(path)
        if writer is None:
            return plan
        for item in items:
            outcome = writer.outcomes.get(id(item))
            if outcome is None or outcome.absorbed:
                continue
            group = self.group_of(item)
            if group is not None and group.kept is not None:
                outcome = self._kept(item, outcome, group)
            plan.findings.append(self._finding(writer.program, item, outcome))
            plan.findings += [self._beside(plan.findings[-1], beside) for beside in outcome.beside]
        writer.finish(self._is_kept)
        plan.findings += writer.import_findings
        plan.rewrites = writer.rewrites
        return plan

    def _is_kept(self, item: Item) -> bool:
        group = self.group_of(item)
        return group is not None and group.kept is not None

    def _kept(self, item: Item, outcome: Outcome, group: Group) -> Outcome:
        if outcome.is_stuck and outcome.reasons:
            return Outcome(reasons=outcome.reasons, covers=outcome.covers, event=outcome.event)
        reason = Reason(group.kept or "client-kept", f"because of {group.kept_detail}" if group.kept_detail else "")
        return Outcome(reasons=(reason,), covers=outcome.covers, event=outcome.event)

    def _finding(self, program: Program, item: Item, outcome: Outcome) -> Finding:
        code = CODES[self._code_of(outcome)]
        node = item.method_node if item.method_node is not None else item.reference.leaf
        meaning = item.reference.meaning
        client = client_of(item.reference)
        sdk = client.origin.sdk if client is not None else getattr(meaning, "package", sdks.SNIPPET)
        kind = KINDS[item.role]
        if item.role is Role.CALL and item.method is not None:
            kind = METHOD_KINDS.get(item.method, Kind.CALL)
        if outcome.kind is not None:
            kind = outcome.kind
        message = code.title
        details = "; ".join(message_of(reason) for reason in outcome.reasons)
        suggestion = next((reason.suggestion for reason in outcome.reasons if reason.suggestion), None)
        group = self.group_of(item)
        evidence = evidence_of(syntax.text_of(item.reference.leaf), meaning.via)
        return Finding(
            code=code.name,
            applicability=code.applicability,
            path=program.path,
            language=program.language,
            sdk=sdk,
            kind=kind,
            span=syntax.span_of(node),
            message=details or message,
            method=item.method if item.role in (Role.CALL, Role.IDENTITY, Role.METHOD_REFERENCE) else None,
            evidence=evidence,
            suggestion=suggestion,
            event=outcome.event,
            write_key=outcome.write_key,
            integrations=outcome.integrations,
            covers=outcome.covers,
            client=" ".join(map(str, group.key)) if group is not None else "",
        )

    @staticmethod
    def _beside(finding: Finding, beside: Beside) -> Finding:
        code = CODES[beside.reason.code]
        return replace(
            finding,
            code=code.name,
            applicability=code.applicability,
            kind=beside.kind,
            span=beside.span,
            message=message_of(beside.reason),
            method=None,
            suggestion=beside.reason.suggestion,
            event=None,
            write_key=None,
            integrations=(),
            covers=(beside.cover,),
        )


def evidence_of(name: str, via: tuple[str, ...]) -> tuple[str, ...]:
    """The chain from a name to what proves it, to be joined by arrows."""
    if not via:
        return ()
    name = name.partition("\n")[0]
    name = name if len(name) <= 60 else f"{name[:59]}…"
    return via if via[0].startswith(f"`{name}`") else (f"`{name}` ← {via[0]}", *via[1:])


def passes_on(program: Program) -> bool:
    """Tell whether a module exports names of another module by name."""
    return any(export.source is not None for export in program.exports.values())


def message_of(reason: Reason) -> str:
    """A reason as a sentence for people."""
    title = CODES[reason.code].title
    return f"{title}: {reason.detail}" if reason.detail else title


def spans_of(nodes: Iterable[Node]) -> tuple[Span, ...]:
    """The spans of nodes."""
    return tuple(syntax.span_of(node) for node in nodes)
