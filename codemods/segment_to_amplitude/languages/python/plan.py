"""Settle what becomes of every reference: which clients move, which stay, and what each file gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import libcst as cst

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.findings.finding import Kind as FindingKind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.suppression import Suppressions
from segment_to_amplitude.languages.accounting import code_of, finding_of, message_of
from segment_to_amplitude.languages.outcome import STUCK, FilePlan, Outcome
from segment_to_amplitude.languages.python.clients import (
    TEST_PATH,
    Group,
    Groups,
    Home,
    Homes,
    by_path,
    find_homes,
    spelled,
)
from segment_to_amplitude.languages.python.creation import key_renames, options_of
from segment_to_amplitude.languages.python.file_names import CLIENT, Binding, FileNames
from segment_to_amplitude.languages.python.import_settlement import Settlement
from segment_to_amplitude.languages.python.meaning import Kind, Meaning
from segment_to_amplitude.languages.python.mock_strings import find_named
from segment_to_amplitude.languages.python.program import Program, literal_text
from segment_to_amplitude.languages.python.reference_rewrites import ENDINGS, ReferenceRewrites, doubled_name, made_in
from segment_to_amplitude.languages.python.references import Reference, Role
from segment_to_amplitude.languages.python.setting_keys import KeyUse, asked_of_project, behind, is_defined, uses_of
from segment_to_amplitude.languages.python.workspace import Workspace
from segment_to_amplitude.languages.requests import Requests
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

KINDS = {
    Role.CALL: FindingKind.CALL,
    Role.CONFIG: FindingKind.CONFIG,
    Role.SETTING_READ: FindingKind.CONFIG,
    Role.CONSTRUCTION: FindingKind.INIT,
    Role.TYPE: FindingKind.TYPE,
    Role.HANDED_ON: FindingKind.OTHER,
    Role.GUARD: FindingKind.GUARD,
    Role.ESCAPE: FindingKind.OTHER,
    Role.METHOD_REFERENCE: FindingKind.METHODREF,
    Role.MEMBER_ASSIGNED: FindingKind.OTHER,
    Role.MOCK: FindingKind.MOCK,
    Role.SDK_USE: FindingKind.OTHER,
    Role.OWN_IMPORT: FindingKind.IMPORT,
}
METHOD_KINDS = {"flush": FindingKind.LIFECYCLE, "join": FindingKind.LIFECYCLE, "shutdown": FindingKind.LIFECYCLE}
SAFE_CODES = {
    Role.TYPE: "type-follows",
    Role.HANDED_ON: "client-handed-on",
    Role.GUARD: "guard-follows",
    Role.SETTING_READ: "guard-follows",
    Role.OWN_IMPORT: "client-handed-on",
}
ROUNDS = 6
KEEPS_NOTHING = frozenset({Role.MOCK, Role.MEMBER_ASSIGNED})
"""What is left of these in a test goes on failing until it is done by hand; it keeps no client."""


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
        self.references = by_path(workspace.references)
        self.groups = Groups(self.references)
        self.outcomes: dict[int, Outcome] = {}
        self.names = {
            path: FileNames(program, workspace.resolver, settings)
            for path in self._paths()
            if (program := workspace.program(path)) is not None
        }
        module = self.groups.module
        self.homes = find_homes(module, workspace.resolver, workspace.sources) if module is not None else Homes()

    def _paths(self) -> list[str]:
        return sorted({*self.workspace.references, *self.workspace.importers})

    def plan(self) -> dict[str, FilePlan]:
        """Findings and rewrites by path."""
        self._freeze()
        for _ in range(ROUNDS):
            self._write()
            if not self._decide():
                break
        uses = self._key_uses()
        self._name_missing_keys(uses)
        if self._keep_constants():
            self._write()
        plans = {path: self._file_plan(path) for path in self.names}
        self._plan_strings(plans)
        for use, new in uses:
            self._plan_key(plans, use, new)
        self.requests.report_unused(plans, lambda _: "python")
        return plans

    # --- which clients move ------------------------------------------------------------------------------------

    def _freeze(self) -> None:
        module = self.groups.module
        if module is not None and not self.homes.all:
            key = next((one for one in module.references if key_value(one) is not None), None)
            if key is None:
                module.kept, module.kept_detail = "write-key-not-set", ""
            else:
                line, _ = key.program.document.position(key.program.span(key.leaf).start)
                detail = f"the key, which may be set for another copy of the module, at {key.program.path}:{line}"
                module.kept, module.kept_detail = "client-kept", detail
        for group in self.groups.all:
            paths = {one.program.path for one in group.references}
            if (path := min(paths & self.frozen.keys(), default=None)) is not None:
                group.kept, group.kept_detail = "client-kept", f"`{path}`, which cannot be rewritten"
            own = {self.workspace.modules.resolve(path, CLIENT) for path in paths} - {None}
            if own:
                detail = f"`{min(filter(None, own))}`, a module of the project by the name of Amplitude's package"
                group.kept, group.kept_detail = "client-kept", detail

    def _write(self) -> None:
        self.outcomes = {}
        for path, names in self.names.items():
            rewrites = self._rewrites_of(names)
            for one in self.workspace.references.get(path, ()):
                group = self.groups.of(one)
                outcome = self._guarded(rewrites, one)
                if group is not None and group.kept is not None and not (outcome.is_stuck and outcome.reasons):
                    outcome = self._kept(rewrites.covers(one), group)
                self.outcomes[id(one)] = self._asked(one, outcome)

    @staticmethod
    def _guarded(rewrites: ReferenceRewrites, one: Reference) -> Outcome:
        """What becomes of a reference; a defect of the tool leaves it as it is."""
        try:
            return rewrites.outcome(one)
        except Exception as problem:
            detail = f"internal error ({type(problem).__name__}: {problem}); please report this file"
            return Outcome((Reason("reference-unclear", detail),), covers=(one.program.span(one.node),))

    def _asked(self, one: Reference, outcome: Outcome) -> Outcome:
        """Leave alone what a comment asks for, and with ``only_safe`` whatever needs a look."""
        start = one.program.span(one.leaf).start
        return self.requests.answer(one.program.document, start, self._code_of(one, outcome), outcome)

    def _kept(self, covers: tuple[Span, ...], group: Group) -> Outcome:
        detail = f"because of {group.kept_detail}" if group.kept_detail else ""
        return Outcome((Reason(group.kept or "client-kept", detail),), covers=covers)

    def _decide(self) -> bool:
        """Keep or split the clients of which something is stuck; true when something has to be written again."""
        is_changed = False
        for group in self.groups.all:
            if group.kept is not None:
                continue
            stuck = [
                one
                for one in group.references
                if self.outcomes[id(one)].is_stuck
                and one.role not in KEEPS_NOTHING
                and not (one.role is Role.SDK_USE and TEST_PATH.search(one.program.path))
            ]
            if not stuck or group.is_split:
                continue
            first = stuck[0]
            program = first.program
            line, _ = program.document.position(program.span(first.leaf).start)
            detail = f"`{program.text(first.leaf)}` at {program.path}:{line}"
            if len(stuck) > 1:
                detail += f" and {len(stuck) - 1} more"
            moved = [
                one
                for one in group.references
                if one.role is Role.CALL and one not in stuck and one.meaning.name not in ENDINGS
            ]
            is_made = not any(one.role in (Role.CONFIG, Role.CONSTRUCTION) for one in stuck)
            if is_made and moved and (group.is_module or self._is_splittable(group)):
                group.is_split, group.kept_detail = True, detail
            else:
                group.kept, group.kept_detail = "client-kept", detail
            is_changed = True
        return is_changed

    def _is_splittable(self, group: Group) -> bool:
        """Tell whether a second variable can carry Amplitude's client: all is done where one variable is seen."""
        is_made_here = any(one.role is Role.CONSTRUCTION for one in group.references)
        if not is_made_here or any(place < 0 for _, place in group.origins):
            return False
        for one in group.references:
            receiver = one.receiver if one.role is not Role.CONSTRUCTION else made_in(one)
            if one.role not in (Role.CALL, Role.CONSTRUCTION, Role.METHOD_REFERENCE) or receiver is None:
                return False
            if doubled_name(self.names[one.program.path], receiver) is None:
                return False
        return True

    def _keeps_class(self, path: str | None = None, name: str = "") -> bool:
        """Tell whether Segment's class is still needed under a name of a module, or anywhere without one."""
        made = [
            self.groups.of(one)
            for one in self.workspace.references.get(path or "", ())
            if one.role is Role.CONSTRUCTION
            and (made_by := self._made_by(self.names[one.program.path], one)) is not None
            if made_by.name == name
        ]
        if made:
            return any(group is not None and (group.kept is not None or group.is_split) for group in made)
        return any(group.kept is not None or group.is_split for group in self.groups.all if not group.is_module)

    def _home_client(self, home: Home | None) -> str:
        """What the client is called in the module that makes it."""
        return self.names[home.path].client if home is not None else CLIENT

    @property
    def _has_config(self) -> bool:
        init = self.settings.init
        return init.server_zone != "US" or init.min_id_length is not None

    def _reach(self, program: Program) -> str | None:
        """How a file imports the client; empty in the module that makes it, None where it cannot."""
        home = self.homes.of(program.path) if self.homes.all else None
        if home is None:
            return None
        if program.path == home.path:
            return ""
        if program.path in home.reached:
            return None
        return spelled(self.workspace.modules, program, home.path)

    # --- findings ----------------------------------------------------------------------------------------------

    def _file_plan(self, path: str) -> FilePlan:
        names = self.names[path]
        plan = FilePlan()
        reach = self._reach(names.program)
        home = self.homes.of(path) if self.homes.all else None
        settlement = Settlement(names, reach or None, self._home_client(home))
        references = self.workspace.references.get(path, ())
        module = self.groups.module
        for one in references:
            outcome = self.outcomes[id(one)]
            binding = names.binding_of(one.node) if isinstance(one.node, cst.BaseExpression) else None
            if outcome.is_stuck:
                if binding is not None:
                    settlement.kept.add(id(binding))
            else:
                if outcome.keeps_import and binding is not None:
                    settlement.kept.add(id(binding))
                settlement.need(binding, outcome.imports, client=outcome.uses_client and bool(reach))
                group = self.groups.of(one)
                is_made = one.role in (Role.CONFIG, Role.CONSTRUCTION)
                if group is not None and group.is_split and is_made and (made := self._made_by(names, one)) is not None:
                    settlement.kept.add(id(made))
            plan.findings.append(self._finding(one, outcome))
            plan.rewrites += outcome.rewrites
        makes_client = home is not None and home.path == path and module is not None and module.kept is None
        if makes_client and home is not None and not home.is_direct:
            settlement.need(None, {"Amplitude", *({"Config"} if self._has_config else ())})
        self._plan_exports(names, plan)
        self._settle_bindings(names, settlement, plan)
        plan.findings += [self._starred(names.program, node, sdk) for node, sdk in names.starred]
        settlement.settle()
        plan.rewrites += settlement.rewrites
        if makes_client and home is not None:
            plan.rewrites += ReferenceRewrites.home_creation(names, self.settings, home)
        return plan

    def _plan_exports(self, names: FileNames, plan: FilePlan) -> None:
        """Names in ``__all__`` that are called otherwise afterwards."""
        program = names.program
        for node in exported_names(program):
            text = literal_text(node) or ""
            found = self.workspace.resolver.export(program.path, text)
            if not isinstance(found, Meaning):
                continue
            group = self.groups.at(found.origins)
            stays = self._keeps_class() if found.kind is Kind.CLASS else group is None or group.kept or group.is_split
            new = self._rewrites_of(names).exported_as(program.path, text)
            if stays or new is None or new == text:
                continue
            start = program.span(node).start + len(node.prefix) + len(node.quote)
            rewrite = Rewrite(Span(start, start + len(text.encode())), (new.encode(),))
            reference = Reference(program, node, found, Role.OWN_IMPORT)
            outcome = self._asked(reference, Outcome(rewrites=(rewrite,), covers=(program.span(node),)))
            plan.findings.append(self._finding(reference, outcome))
            plan.rewrites += outcome.rewrites

    def _plan_strings(self, plans: dict[str, FilePlan]) -> None:
        """Dotted names in strings, once it is settled which clients move."""
        for one in find_named(self.workspace):
            program = one.program
            names = self.names.get(program.path) or FileNames(program, self.workspace.resolver, self.settings)
            group = self.groups.at(one.meaning.origins)
            if group is not None and group.kept is not None:
                outcome = self._kept((program.span(one.node),), group)
            else:
                outcome = self._rewrites_of(names).named(one)
            if group is not None and group.is_split and self._still_called(group, one.meaning.name):
                # A test that stands in for Amplitude's method would let Segment's calls through.
                outcome = Outcome((Reason("mock-left", "Segment's method is still called"),), covers=outcome.covers)
            reference = Reference(program, one.node, one.meaning, Role.MOCK)
            outcome = self._asked(reference, outcome)
            plan = plans.setdefault(program.path, FilePlan())
            plan.findings.append(self._finding(reference, outcome))
            plan.rewrites += outcome.rewrites

    def _still_called(self, group: Group, method: str) -> bool:
        """Tell whether a call of a method stays Segment's."""
        return any(
            one.role is Role.CALL and one.meaning.name == method and self.outcomes[id(one)].is_stuck
            for one in group.references
        )

    def _keep_constants(self) -> bool:
        """Leave the name of a constant that holds the key where its definition cannot follow; true for any."""
        followed = {use.program.data[use.span.start : use.span.end].decode() for use, _ in self._key_uses()}
        kept = [
            (program, value.value)
            for one in self.references
            if isinstance(value := key_value(one), cst.Name) and value.value not in followed
            for program in (one.program,)
            if key_renames(program, value)
        ]
        for program, name in kept:
            program.kept_keys.add(name)
        return bool(kept)

    def _key_uses(self) -> list[tuple[KeyUse, str]]:
        """Where the settings that held the write key get other names, where no client is left that needs them."""
        if any(group.kept is not None or group.is_split for group in self.groups.all):
            return []
        values = [value for one in self.references if (value := key_value(one)) is not None]
        guards = [value for one in self.references if (value := sending_value(one)) is not None]
        renames: dict[str, str] = {}
        sources: list[cst.CSTNode] = []
        for one in self.references:
            value = key_value(one)
            if value is None or (source := behind(one.program, value, values)) is None:
                continue
            sources.append(source)
            for span, new in key_renames(one.program, source):
                renames[one.program.data[span.start : span.end].decode()] = new
        for one in self.references:
            value = key_value(one)
            if value is not None and not self.outcomes[id(one)].is_stuck:
                for span, new in key_renames(one.program, value):
                    renames[one.program.data[span.start : span.end].decode()] = new
        found: list[tuple[KeyUse, str]] = []
        for old, new in sorted(renames.items()):
            uses = [
                use
                for path, _ in sorted(self.workspace.sources.holding({old.encode()}))
                if (program := self.workspace.program(path)) is not None
                for use in uses_of(program, old, [*values, *sources, *guards])
            ]
            if not all(use.is_bound for use in uses):
                continue
            found += [(use, new) for use in uses if not any(_holds(use.program, value, use.span) for value in values)]
        return found

    def _name_missing_keys(self, uses: list[tuple[KeyUse, str]]) -> None:
        """Name the settings that clients ask for by a new name, and that nothing in the project defines by it."""
        defined = {new for use, new in uses if use.is_definition}
        for one in self.references:
            outcome, value = self.outcomes[id(one)], key_value(one)
            if value is None or outcome.is_stuck:
                continue
            program = one.program
            for span, new in key_renames(program, value):
                old = program.data[span.start : span.end].decode()
                asked = asked_of_project(program, value, old)
                if asked is None or new in defined or self._is_defined(new):
                    continue
                name = new.join(asked.rsplit(old, 1))
                detail = f"`{name}` has to be added, nothing in the project defines it"
                reasons = [replace(r, detail=detail) if r.code == "api-key" else r for r in outcome.reasons]
                self.outcomes[id(one)] = replace(outcome, reasons=tuple(reasons))

    def _is_defined(self, name: str) -> bool:
        """Tell whether the project defines a setting already."""
        return any(is_defined(name, data) for _, data in self.workspace.sources.holding({name.encode()}))

    def _plan_key(self, plans: dict[str, FilePlan], use: KeyUse, new: str) -> None:
        program = use.program
        reason = Reason("key-renamed", f"`{new}`")
        if self.requests.ignores(program.document, use.span.start, reason.code):
            reason = Reason("suppressed")
        elif self.requests.only_safe:
            reason = Reason("left-for-review", f"`{reason.code}`")
        code = CODES[reason.code]
        plan = plans.setdefault(program.path, FilePlan())
        if code.applicability not in STUCK:
            plan.rewrites.append(Rewrite(use.span, (new.encode(),)))
        plan.findings.append(
            Finding(
                code.name,
                code.applicability,
                program.path,
                program.language,
                self.references[0].meaning.sdk,
                FindingKind.CONFIG,
                use.span,
                message_of(reason),
                covers=(program.span(use.node),),
            )
        )

    def _rewrites_of(self, names: FileNames) -> ReferenceRewrites:
        home = self.homes.of(names.program.path) if self.homes.all else None
        return ReferenceRewrites(
            names,
            self.settings,
            home=home,
            home_client=self._home_client(home),
            reach=self._reach(names.program),
            groups=self.groups,
            keeps_class=self._keeps_class,
            renames=self.names.get,
        )

    @staticmethod
    def _made_by(names: FileNames, one: Reference) -> Binding | None:
        """The import of what makes or configures a client."""
        return names.binding_of(one.node.func if isinstance(one.node, cst.Call) else one.node)

    def _settle_bindings(self, names: FileNames, settlement: Settlement, plan: FilePlan) -> None:
        program = names.program
        users = {
            id(binding)
            for one in self.workspace.references.get(program.path, ())
            if (binding := names.binding_of(one.node)) is not None
        }
        module = self.groups.module
        for binding in names.bindings:
            is_client = binding.meaning.kind in (Kind.MODULE, Kind.NAMESPACE)
            is_exported = self.workspace.is_exported(program.path, binding.name)
            if id(binding) not in users:
                group_kept = (
                    module is None or module.kept is not None
                    if is_client
                    else self._keeps_class(program.path, binding.name)
                )
                if (
                    binding.meaning.kind not in (Kind.MODULE, Kind.NAMESPACE, Kind.CLASS)
                    or (group_kept and is_exported)
                    or (module is None and is_client)
                ):
                    settlement.kept.add(id(binding))
            if is_exported and id(binding) not in settlement.kept:
                if is_client:
                    settlement.need(binding, client=bool(settlement.home))
                elif binding.meaning.kind is Kind.CLASS:
                    settlement.need(binding, {"Amplitude"})
            is_kept = id(binding) in settlement.kept
            code = CODES["segment-import-stays" if is_kept else "import-replaced"]
            if self.requests.ignores(program.document, program.span(binding.statement).start, code.name):
                code = CODES["suppressed"]
                settlement.kept.add(id(binding))
                is_kept = True
            if not is_kept:
                for target in names.targets_of(binding):
                    if is_client:
                        plan.rewrites.append(Rewrite(program.span(target), (names.client.encode(),)))
            plan.findings.append(
                Finding(
                    code.name,
                    code.applicability,
                    program.path,
                    program.language,
                    binding.meaning.sdk,
                    FindingKind.IMPORT,
                    program.span(binding.alias.name),
                    code.title,
                    covers=(
                        self._cover(names, binding),
                        *(program.span(target) for target in names.targets_of(binding)),
                    ),
                )
            )

    @staticmethod
    def _cover(names: FileNames, binding: Binding) -> Span:
        """What one name of an import statement accounts for: the first of its names for the module as well."""
        span = names.program.span(binding.statement)
        own = [one for one in names.bindings if one.statement is binding.statement]
        if len(own) == 1:
            return span
        place = names.program.span(binding.alias)
        return place if binding is not own[0] else Span(span.start, place.end)

    def _finding(self, one: Reference, outcome: Outcome) -> Finding:
        program = one.program
        kind = KINDS[one.role]
        if one.role is Role.CALL:
            kind = METHOD_KINDS.get(one.meaning.name, FindingKind.CALL)
        name = program.text(one.node).partition("\n")[0]
        via = one.meaning.via
        return finding_of(
            outcome if outcome.covers else replace(outcome, covers=(program.span(one.node),)),
            self._code_of(one, outcome),
            path=program.path,
            language=program.language,
            sdk=one.meaning.sdk,
            kind=kind,
            span=program.span(one.leaf),
            method=one.meaning.name if one.role in (Role.CALL, Role.METHOD_REFERENCE) else None,
            evidence=(f"`{name[:60]}` ← {via[0]}", *via[1:]) if via and not via[0].startswith(f"`{name}`") else via,
        )

    @staticmethod
    def _code_of(one: Reference, outcome: Outcome) -> str:
        # Every client needs a key: what is particular to one says more.
        return code_of(outcome, SAFE_CODES.get(one.role, "same-meaning"), common="api-key")

    @staticmethod
    def _starred(program: Program, node: cst.ImportFrom, sdk: str) -> Finding:
        """An import of all names stays: which of them are used does not show."""
        code = CODES["segment-import-stays"]
        place = program.span(node.module if node.module is not None else node)
        return Finding(
            code.name,
            code.applicability,
            program.path,
            program.language,
            sdk,
            FindingKind.IMPORT,
            place,
            code.title,
            covers=(program.span(node),),
        )


def exported_names(program: Program) -> list[cst.SimpleString]:
    """The names that a module lists in ``__all__``."""
    found: list[cst.SimpleString] = []
    for assignment in program.top["__all__"]:
        node = getattr(assignment, "node", None)
        statement = program.within(node, cst.Assign, cst.AnnAssign, cst.AugAssign) if node is not None else None
        value = statement.value if isinstance(statement, (cst.Assign, cst.AnnAssign, cst.AugAssign)) else None
        if isinstance(value, (cst.List, cst.Tuple, cst.Set)):
            found += [one.value for one in value.elements if isinstance(one.value, cst.SimpleString)]
    return found


def key_value(one: Reference) -> cst.BaseExpression | None:
    """The write key that a reference gives to a client."""
    if one.role is Role.CONFIG and one.meaning.name == "write_key":
        statement = one.program.within(one.node, cst.Assign)
        return statement.value if statement is not None else None
    if one.role is Role.CONSTRUCTION and isinstance(one.node, cst.Call):
        return options_of(one.node).write_key
    return None


def sending_value(one: Reference) -> cst.BaseExpression | None:
    """What a reference says of whether anything is sent, which the key often does as well."""
    if one.role is Role.CONFIG and one.meaning.name == "send":
        statement = one.program.within(one.node, cst.Assign)
        return statement.value if statement is not None else None
    if one.role is Role.CONSTRUCTION and isinstance(one.node, cst.Call):
        return next((option.value for option in options_of(one.node).others if option.name == "send"), None)
    return None


def _holds(program: Program, value: cst.BaseExpression, span: Span) -> bool:
    try:
        return program.span(value).contains(span)
    except KeyError:
        return False
