"""What becomes of every reference of a project: which clients move, and what each file gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.suppression import Suppressions
from segment_to_amplitude.languages.accounting import code_of, finding_of
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.clients import (
    Group,
    Groups,
    find_application,
    find_homes,
    is_found_anywhere,
)
from segment_to_amplitude.languages.jvm.doubling import BOTH, CannotDouble, Doubler
from segment_to_amplitude.languages.jvm.holder import Holder, find_holder
from segment_to_amplitude.languages.jvm.imports import FileNames, Settlement
from segment_to_amplitude.languages.jvm.key_settings import KeySettings, ResourceKey, resource_key, with_detail
from segment_to_amplitude.languages.jvm.modules import Modules, module_of
from segment_to_amplitude.languages.jvm.program import Import, Program, language_of
from segment_to_amplitude.languages.jvm.reach import Reach
from segment_to_amplitude.languages.jvm.reference_rewrites import ReferenceRewrites
from segment_to_amplitude.languages.jvm.references import Reference, Role
from segment_to_amplitude.languages.jvm.widths import WIDTH, Widths
from segment_to_amplitude.languages.jvm.workspace import Workspace
from segment_to_amplitude.languages.outcome import FilePlan, Outcome
from segment_to_amplitude.languages.requests import Requests
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

KINDS = {
    Role.IMPORT: Kind.IMPORT,
    Role.CALL: Kind.CALL,
    Role.CONSTRUCTION: Kind.INIT,
    Role.SINGLETON: Kind.INIT,
    Role.TYPE: Kind.TYPE,
    Role.CLIENT: Kind.OTHER,
    Role.MEMBER: Kind.CONFIG,
    Role.METHOD: Kind.METHODREF,
    Role.PAYLOAD: Kind.TYPE,
    Role.PUTTER: Kind.TYPE,
    Role.MESSAGE: Kind.TYPE,
    Role.BRIDGE: Kind.PLUGIN,
    Role.PLUGIN: Kind.PLUGIN,
    Role.OTHER: Kind.PLUGIN,
    Role.BROKEN: Kind.OTHER,
}
SAFE_CODES = {
    Role.PAYLOAD: "type-follows",
    Role.PUTTER: "type-follows",
    Role.MESSAGE: "type-follows",
    Role.IMPORT: "import-replaced",
    Role.TYPE: "type-follows",
    Role.CLIENT: "client-handed-on",
}
MESSAGES = (Role.MESSAGE, Role.PAYLOAD)
NAMED = (Role.CALL, Role.MEMBER, Role.METHOD, Role.SINGLETON, Role.MESSAGE)
"""Roles of which the name is that of a method."""
LIFECYCLE = frozenset({"flush", "reset", "shutdown", "optOut", "logout"})
SHAPING = frozenset({
    "add", "remove", "find", "findAll", "applyClosureToPlugins", "process", "getEdgeFunctionMiddleware",
    "edgeFunctionMiddleware",
})  # fmt: skip
"""Methods that change what becomes of all that is sent."""
IDENTITY = frozenset({"userId", "anonymousId", "traits", "getAnalyticsContext"})
SDKS = {"android": "analytics-android", "kotlin": "analytics-kotlin", "java": "analytics-java"}
ANDROID_CODE = re.compile(rb"\bsegment\.analytics\.kotlin\.android\b|^import android\.", re.MULTILINE)
JSON_PACKAGE = "kotlinx.serialization.json."
OPERATORS = frozenset({"set", "get", "plus", "contains"})
"""Functions that code calls without their names."""
ROUNDS = 6


class Planner:
    """Plans all files of a workspace."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        *,
        suppressions: Mapping[str, Suppressions],
        only_safe: bool = False,
        frozen: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace = workspace
        self.settings = settings
        self.requests = Requests(suppressions, only_safe)
        self.frozen = frozen or {}
        self.groups = Groups(workspace)
        self.outcomes: dict[int, Outcome] = {}
        self._first: dict[int, tuple[Span, ...]] = {}
        self.payloads = Group()
        """All containers of the project, which become maps together or stay."""
        place = self._place()
        self.reach = place if isinstance(place, Reach) else None
        self.holder = place if isinstance(place, Holder) else None
        if self.reach is not None:
            workspace.programs.setdefault(self.reach.home.program.path, self.reach.home.program)
        self.is_android = any(ANDROID_CODE.search(one.data) for one in workspace.programs.values())
        self.names = {path: FileNames(one, workspace.index) for path, one in workspace.programs.items()}
        keys = KeySettings(workspace.resolver, workspace.sources)
        modules = Modules(workspace.sources)
        widths = Widths(workspace.sources.read)
        self.rewrites = {
            path: ReferenceRewrites(
                workspace.programs[path],
                self.groups,
                settings,
                names,
                place,
                self._instance,
                keys,
                modules,
                is_android=self.is_android,
                width=widths.of(workspace.programs[path]),
            )
            for path, names in self.names.items()
        }

    def plan(self) -> dict[str, FilePlan]:
        """Findings and rewrites by path."""
        self._freeze()
        for _ in range(ROUNDS):
            self._write()
            if not self._decide():
                break
        plans = {path: self._file_plan(path) for path in sorted(self._paths())}
        if self.holder is not None and not self.holder.is_there and self._makes_client():
            plans[self.holder.path] = self._holder_plan(self.holder)
        self.requests.report_unused(plans, language_of)
        return plans

    def _place(self) -> Reach | Holder | str:
        """Where the client is kept that ``Analytics.with(…)`` finds; else why there is no place for it."""
        homes = find_homes(self.workspace)
        if len(homes) == 1:
            return Reach(homes[0])
        if homes:
            return "`Analytics.setSingletonInstance` is called in several places"
        if not any(group.is_singleton for group in self.groups.all):
            return ""
        if self.requests.only_safe:
            return "its place would be a new one, which a person should look at"
        found = find_application(self.workspace)
        return Reach(found) if found is not None else find_holder(self.workspace, self.frozen.__contains__)

    def _paths(self) -> set[str]:
        paths = set(self.workspace.references) | self._doubled_paths()
        return paths | {self.reach.home.program.path} if self.reach is not None and self._makes_client() else paths

    def _doubled_paths(self) -> set[str]:
        groups = [group for group in self.groups.all if group.doubled is not None and group.is_split]
        return {path for group in groups if group.doubled is not None for path in group.doubled.rewrites}

    def _makes_client(self) -> bool:
        """Tell whether a new place gets Amplitude's client: something has moved that takes it from there."""
        is_new = self.holder is not None if self.reach is None else self.reach.home.is_new
        return is_new and any(not self.outcomes[id(one)].is_stuck for one in self._found_anywhere())

    def _found_anywhere(self) -> Iterator[Reference]:
        for references in self.workspace.references.values():
            yield from (one for one in references if is_found_anywhere(one))

    def _resource(self, module: str) -> ResourceKey | None:
        """The resource with the key, where Segment does not read it any more."""
        if any(self.outcomes[id(one)].is_stuck for one in self._found_anywhere()):
            return None
        return resource_key(self.workspace.sources, module)

    def _holder_plan(self, holder: Holder) -> FilePlan:
        """The class that keeps the client, and the finding that speaks for it."""
        resource = self._resource(holder.module)
        text, reasons = holder.written(self.workspace, self.settings, resource, WIDTH)
        program, start = Program(holder.path, b""), Span(0, 0)
        detail = f"`{holder.shown}`, in a new class, as there is not one Application class that could keep it"
        if self.settings.init.api_key is None:
            reasons = with_detail(reasons, resource)
        one = Reference(program, program.root, Role.CONSTRUCTION, start, start)
        finding = self._finding(one, Outcome((Reason("client-reach", detail), *reasons), covers=(start,)))
        return FilePlan([finding], [Rewrite(start, (text,))], is_new=True)

    def _instance(self, one: Reference) -> str | None:
        """The name of one of several clients of the Java SDK, which are told apart by name."""
        made = [
            each
            for references in self.workspace.references.values()
            for each in references
            if each.role is Role.CONSTRUCTION and each.sdk == "java"
        ]
        if one.sdk != "java" or len(made) < 2 or one is made[0]:
            return None
        around = one.program.within(one.node, "variable_declarator", "property_declaration", "assignment_expression")
        name = around.child_by_field_name("name") or around.child_by_field_name("left") if around is not None else None
        number = next(index for index, each in enumerate(made, 1) if each is one)
        return one.program.text(name).rpartition(".")[2] if name is not None else f"client{number}"

    # --- which clients move ------------------------------------------------------------------------------------------

    def _freeze(self) -> None:
        for group in self.groups.all:
            paths = {one.program.path for one in group.references}
            if (path := min(paths & self.frozen.keys(), default=None)) is not None:
                group.kept, group.kept_detail = "client-kept", f"`{path}`, which cannot be rewritten"

    def _write(self) -> None:
        self.outcomes = {}
        self._absorb()
        for path, references in self.workspace.references.items():
            rewrites = self.rewrites[path]
            for one in references:
                group = self.payloads if rewrites.payloads.takes(one) else self.groups.of(one)
                is_split = group is not None and group.is_split
                outcome = self._guarded(rewrites, one, group if is_split else None)
                if group is not None and group.kept is not None and not (outcome.is_stuck and outcome.reasons):
                    outcome = self._kept(one, group)
                elif group is None and one.role is Role.TYPE and not outcome.is_stuck:
                    kept = next((each for each in self.groups.all if each.kept is not None), None)
                    if kept is not None:
                        outcome = self._kept(one, kept)
                    elif any(each.doubled is not None for each in self.groups.all):
                        outcome = Outcome(covers=(one.covers,))
                self.outcomes[id(one)] = self._asked(one, outcome)

    def _absorb(self) -> None:
        """Leave out the containers that a call which is read whole takes up."""
        self.payloads.references = []
        for path, references in self.workspace.references.items():
            rewrites = self.rewrites[path]
            taken = [
                span
                for one in references
                if one.role in (Role.CALL, Role.CONSTRUCTION)
                for span in self._covers_of(rewrites, one)
            ]
            for one in references:
                if rewrites.payloads.takes(one) and not any(span.contains(one.span) for span in taken):
                    self.payloads.references.append(one)

    def _covers_of(self, rewrites: ReferenceRewrites, one: Reference) -> tuple[Span, ...]:
        if id(one) not in self._first:
            self._first[id(one)] = self._guarded(rewrites, one, None).covers
        return self._first[id(one)]

    @staticmethod
    def _guarded(rewrites: ReferenceRewrites, one: Reference, split: Group | None) -> Outcome:
        """What becomes of a reference; a defect of the tool leaves it as it is."""
        try:
            return rewrites.outcome(one) if split is None else rewrites.beside(one, split)
        except Exception as problem:
            detail = f"internal error ({type(problem).__name__}: {problem}); please report this file"
            return Outcome((Reason("reference-unclear", detail),), covers=(one.covers,))

    @staticmethod
    def _kept(one: Reference, group: Group) -> Outcome:
        detail = f"because of {group.kept_detail}" if group.kept_detail else ""
        return Outcome((Reason(group.kept or "client-kept", detail),), covers=(one.covers,))

    def _asked(self, one: Reference, outcome: Outcome) -> Outcome:
        """Leave alone what a comment asks for, and with ``only_safe`` whatever needs a look."""
        return self.requests.answer(one.program.document, one.span.start, self._code(one, outcome), outcome)

    def _decide(self) -> bool:
        """Keep the clients of which something is stuck; true when something has to be written again."""
        is_changed = False
        for group in (*self.groups.all, self.payloads):
            if group.kept is not None:
                continue
            stuck = [one for one in group.references if self.outcomes[id(one)].is_stuck]
            if not stuck or group.is_split:
                continue
            first = stuck[0]
            program = first.program
            line, _ = program.document.position(first.span.start)
            shown = program.data[first.span.start : first.span.end].decode("utf-8", "replace")
            group.kept_detail = f"`{shown}` at {program.path}:{line}"
            if len(stuck) > 1:
                group.kept_detail += f" and {len(stuck) - 1} more"
            self._split(group, stuck)
            is_changed = True
        is_changed = self._keep_neighbours() or is_changed
        is_changed = self._keep_messages() or is_changed
        kept = next((one for one in self.groups.all if one.kept is not None or one.is_split), None)
        if kept is not None and self.payloads.kept is None and self._takes_payloads():
            # What Segment's client still sends is still Segment's to carry.
            self.payloads.kept, self.payloads.kept_detail = "client-kept", kept.kept_detail
            is_changed = True
        return is_changed

    def _split(self, group: Group, stuck: list[Reference]) -> None:
        """Let Amplitude's client stand beside Segment's where that can be, else keep all of the client."""
        if self._is_splittable(group, stuck):
            group.is_split = True
            return
        moved = [one for one in group.references if one.role is Role.CALL and one not in stuck]
        if not all(self._may_stay_beside(one) for one in stuck) or not self._moved(group, stuck):
            group.kept = "client-kept"
            return
        try:
            group.doubled = Doubler(self.groups, self.rewrites).double(group, moved)
            group.is_split = True
        except CannotDouble as problem:
            group.kept = "client-kept"
            group.kept_detail += f" (Amplitude's client cannot stand beside it: {problem.why})"

    @staticmethod
    def _moved(group: Group, stuck: list[Reference]) -> list[Reference]:
        """The calls for which a second client is worth it: a run of its own output finds none."""
        calls = [one for one in group.references if one.role is Role.CALL and one not in stuck]
        return [one for one in calls if one.name not in BOTH]

    def _may_stay_beside(self, one: Reference) -> bool:
        """Tell whether what is stuck says nothing of the other calls."""
        if one.role not in (Role.CALL, Role.MEMBER) or one.name in SHAPING:
            return False
        return self._code(one, self.outcomes[id(one)]) not in ("device-mode", "plugin-left")

    def _keep_neighbours(self) -> bool:
        """Keep the clients that share a file with one that is kept: what goes between them may not show."""
        is_changed = False
        for kept in self.groups.all:
            if kept.kept is None:
                continue
            kinds = {(one.program.path, one.sdk) for one in kept.references}
            for group in self.groups.all:
                if group.kept is None and any((one.program.path, one.sdk) in kinds for one in group.references):
                    group.kept, group.kept_detail, group.is_split = kept.kept, kept.kept_detail, False
                    is_changed = True
        return is_changed

    def _keep_messages(self) -> bool:
        """Keep the messages of which it does not show who sends them, where a client that may do so is kept.

        All are kept where a builder's class is named in a way that cannot move, and that is no declaration's type.
        """
        groups = [group for group in self.groups.all if any(one.sdk == "java" for one in group.references)]
        clients = [group for group in groups if any(one.role not in MESSAGES for one in group.references)]
        kept = next((group for group in clients if group.kept is not None), None)
        named = self._message_class()
        if named is None and kept is None and clients:
            return False
        detail = kept.kept_detail if kept is not None else "the client, which is not in the project"
        is_changed = False
        for group in groups:
            if group.kept is None and (named is not None or group not in clients):
                group.kept, group.kept_detail, group.is_split = "client-kept", named or detail, False
                is_changed = True
        return is_changed

    def _message_class(self) -> str | None:
        """A mention of a builder's class that stays."""
        for references in self.workspace.references.values():
            for one in references:
                is_class = one.role is Role.PAYLOAD and segment.is_message_builder(one.name)
                if is_class and self.groups.of(one) is None and self.outcomes[id(one)].is_stuck:
                    line, _ = one.program.document.position(one.span.start)
                    shown = one.program.data[one.span.start : one.span.end].decode("utf-8", "replace")
                    return f"`{shown}` at {one.program.path}:{line}"
        return None

    def _takes_payloads(self) -> bool:
        return any(
            one.sdk == "android" and one.role is Role.CALL and self.outcomes[id(one)].is_stuck
            for references in self.workspace.references.values()
            for one in references
        )

    def _is_splittable(self, group: Group, stuck: list[Reference]) -> bool:
        """Tell whether Amplitude's client can stand beside Segment's: all calls find it by ``Analytics.with(…)``."""
        if (self.reach is None and self.holder is None) or not group.is_singleton:
            return False
        if any(one.role is not Role.CALL or not self._may_stay_beside(one) for one in stuck):
            return False
        made = [one for one in group.references if one.role is Role.CONSTRUCTION]
        setting = next((one for one in group.references if one.role is Role.SINGLETON), None)
        moved = self._moved(group, stuck)
        for one in group.references:
            is_direct = one.meant is not None and one.meant.is_singleton and one.role is Role.CALL
            is_given = one.role is Role.CLIENT and setting is not None and setting.covers.contains(one.covers)
            is_own = setting is not None and self._is_variable_of(setting, one)
            if not (is_direct or is_given or is_own or one.role in (Role.CONSTRUCTION, Role.SINGLETON)):
                return False
        return len(made) == (setting is not None) and bool(moved)

    def _is_variable_of(self, setting: Reference, one: Reference) -> bool:
        """Tell whether a reference is about the variable whose client is set as the one of the app, and comes after."""
        slot = self.groups.slot(one)
        declaration = self.groups.declarations.get(slot) if slot is not None else None
        if declaration is None or declaration.kind != "variable" or one.program is not setting.program:
            return False
        return one.role is Role.TYPE or (one.role is Role.CALL and one.node.start_byte >= setting.node.end_byte)

    # --- findings ----------------------------------------------------------------------------------------------------

    def _file_plan(self, path: str) -> FilePlan:
        program = self.workspace.index.programs[path]
        references = self.workspace.references.get(path, [])
        plan = FilePlan()
        names = self.names[path] if path in self.names else FileNames(program, self.workspace.index)
        settlement = Settlement(program)
        if self.reach is not None and self.reach.home.program.path == path and self._makes_client():
            made = self.rewrites[path].application(self._resource(module_of(path)))
            plan.rewrites += made.rewrites
            plan.findings.append(self._application(made))
            settlement.added |= {name for name in made.imports if names.needs_import(name)}
        moved: list[Span] = []
        accounted = [
            span
            for one in references
            if one.role in (Role.CALL, Role.CONSTRUCTION)
            for span in (one.covers, *self.outcomes[id(one)].covers)
        ]
        plugins = [one.covers for one in references if one.role is Role.PLUGIN]
        for one in references:
            if one.role is Role.IMPORT:
                continue
            outcome = self.outcomes[id(one)]
            if one.role in (Role.PAYLOAD, Role.PUTTER, Role.BRIDGE, Role.OTHER) and any(
                span.contains(one.span) for span in accounted
            ):
                continue
            is_around = any(span.contains(one.span) for span in plugins)
            if one.role in (Role.TYPE, Role.CLIENT, Role.OTHER, Role.PAYLOAD) and is_around:
                continue
            accounted += outcome.covers
            if not outcome.is_stuck:
                moved += [rewrite.span for rewrite in outcome.rewrites]
                settlement.added |= {name for name in outcome.imports if names.needs_import(name)}
                plan.rewrites += outcome.rewrites
            plan.findings.append(self._finding(one, outcome))
        for one in references:
            if one.role is Role.IMPORT and one.imported is not None:
                is_used = self._is_used(program, one, moved)
                outcome = self._asked(one, Outcome((Reason("segment-import-stays"),) if is_used else ()))
                if not outcome.is_stuck:
                    settlement.gone.append(one.imported)
                plan.findings.append(self._finding(one, Outcome(outcome.reasons, covers=(one.covers,))))
        for group in self.groups.all:
            if group.doubled is not None and group.is_split:
                plan.rewrites += group.doubled.rewrites.get(path, ())
                added = group.doubled.imports.get(path, set())
                settlement.added |= {name for name in added if names.needs_import(name)}
        settlement.gone += [one for one in program.imports if self._fell_out_of_use(program, one, moved)]
        plan.rewrites += settlement.rewrites()
        return plan

    @staticmethod
    def _fell_out_of_use(program: Program, imported: Import, moved: list[Span]) -> bool:
        """Tell whether JSON that only Segment's calls took is gone; its library came with Segment's."""
        is_for_segment = imported.name.startswith(JSON_PACKAGE) or imported.name == "kotlin.Unit"
        if not is_for_segment or imported.is_star:
            return False
        own = program.span(imported.node)
        used = [
            program.span(node)
            for node in program.nodes
            if node.type in ("identifier", "type_identifier") and program.text(node) == imported.local
        ]
        used = [span for span in used if not own.contains(span)]
        return bool(used) and all(any(place.contains(span) for place in moved) for span in used)

    def _is_used(self, program: Program, one: Reference, moved: list[Span]) -> bool:
        """Tell whether a name that an import brings stands anywhere in what stays."""
        imported = one.imported
        assert imported is not None
        if imported.is_star or imported.local in OPERATORS:
            return any(
                each.role is not Role.IMPORT and self.outcomes[id(each)].is_stuck
                for each in self.workspace.references[program.path]
            )
        whole = re.compile(rb"\b" + re.escape(imported.local.encode()) + rb"\b")
        own = program.span(imported.node)
        if any(
            not own.contains(Span(found.start(), found.end()))
            for region in program.broken
            for found in whole.finditer(program.data, region.start, region.end)
        ):
            return True
        for node in program.nodes:
            if node.type not in ("identifier", "type_identifier") or program.text(node) != imported.local:
                continue
            span = program.span(node)
            if any(
                around.type in ("import", "import_declaration", "package_header") for around in program.ancestors(node)
            ):
                continue
            if any(place.contains(span) for place in moved):
                continue
            # A function that extends a class is called like a member.
            if imported.local[:1].isupper() and self._is_other(program, one, span):
                continue
            return True
        return False

    def _is_other(self, program: Program, one: Reference, span: Span) -> bool:
        """A name that means something else there, such as a member of another class."""
        for node in program.nodes:
            if program.span(node) == span and node.type == "identifier":
                parent = program.parent(node)
                if parent is not None and parent.type in ("navigation_expression", "field_access"):
                    first = next(child for child in parent.named_children)
                    return first.id != node.id
        return False

    def _code(self, one: Reference, outcome: Outcome) -> str:
        if one.role is Role.CLIENT and self.rewrites[one.program.path].is_guard(one):
            return code_of(outcome, "guard-follows")
        if one.role is Role.MESSAGE and one.name:
            return code_of(outcome, "same-meaning")
        return code_of(outcome, SAFE_CODES.get(one.role, "same-meaning"))

    def _finding(self, one: Reference, outcome: Outcome) -> Finding:
        return finding_of(
            outcome,
            self._code(one, outcome),
            path=one.program.path,
            language=one.program.language,
            sdk=SDKS[one.sdk],
            kind=self._kind(one),
            span=one.span,
            method=one.name or None
            if one.role in (Role.CALL, Role.MEMBER, Role.METHOD, Role.SINGLETON, Role.MESSAGE)
            else None,
            evidence=self._evidence(one),
        )

    def _application(self, made: Outcome) -> Finding:
        """The finding that speaks for the client's new place, at the Application class's name."""
        assert self.reach is not None
        home = self.reach.home
        assert home.owner is not None
        name = home.owner.node.child_by_field_name("name") or home.owner.node
        span = home.program.span(name)
        one = Reference(home.program, name, Role.CONSTRUCTION, span, span)
        return self._finding(one, Outcome(made.reasons, covers=(span,)))

    @staticmethod
    def _kind(one: Reference) -> Kind:
        if one.role is Role.CALL and one.name in LIFECYCLE:
            return Kind.LIFECYCLE
        if one.role is Role.CALL and one.name in IDENTITY:
            return Kind.IDENTITY
        return KINDS[one.role]

    def _evidence(self, one: Reference) -> tuple[str, ...]:
        """Why a name is Segment's, from the use back to the import."""
        found: list[str] = []
        declaration = one.meant.declaration if one.meant is not None else None
        if declaration is not None:
            line, _ = declaration.program.document.position(declaration.node.start_byte)
            found.append(f"`{declaration.name}` is declared at {declaration.program.path}:{line}")
        if one.meant is not None and one.meant.type is not None:
            found.append(f"its type is {one.meant.type.name}")
        for each in one.program.imports:
            if segment.is_segment(each.name):
                line, _ = one.program.document.position(each.node.start_byte)
                found.append(f"{each.name} is imported at {one.program.path}:{line}")
                break
        return tuple(found)
