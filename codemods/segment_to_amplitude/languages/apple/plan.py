"""What becomes of every reference of a project: which clients move, and what each file gets.

The client of analytics-swift moves with all its calls or stays. Analytics-iOS has one client for the app, as
Amplitude-iOS has, so that calls which reach it by ``Analytics.shared()`` move one by one, and both are set up where
some stay; a client that is kept in a variable moves with all its uses or stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.calls import AMPLITUDE_IOS, AMPLITUDE_SWIFT
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.suppression import Suppressions
from segment_to_amplitude.languages.accounting import code_of, finding_of
from segment_to_amplitude.languages.apple.call_rewrites import rewrite_call
from segment_to_amplitude.languages.apple.call_site import CallSite
from segment_to_amplitude.languages.apple.creation_ios import INSTANCE, OBJC_INSTANCE, CreationIos
from segment_to_amplitude.languages.apple.creation_swift import SHARED, CreationSwift
from segment_to_amplitude.languages.apple.doubling import CARRIERS, USES, Doubling, doubled
from segment_to_amplitude.languages.apple.index import is_extension
from segment_to_amplitude.languages.apple.program import Program, language_of
from segment_to_amplitude.languages.apple.references import Reference, Role
from segment_to_amplitude.languages.apple.seeds import BRIDGING
from segment_to_amplitude.languages.apple.setup_reading import NotReadable, Setup, SetupReader, read_chain
from segment_to_amplitude.languages.apple.statements import whole_line
from segment_to_amplitude.languages.apple.workspace import Workspace
from segment_to_amplitude.languages.outcome import FilePlan, Outcome
from segment_to_amplitude.languages.requests import Requests
from segment_to_amplitude.mapping.apple_targets import target_of
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import apple_sdks as sdk
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

KINDS = {
    Role.IMPORT: Kind.IMPORT,
    Role.CALL: Kind.CALL,
    Role.SETUP: Kind.INIT,
    Role.STATIC: Kind.OTHER,
    Role.CONSTRUCTION: Kind.INIT,
    Role.CONFIGURATION: Kind.INIT,
    Role.SETTING: Kind.CONFIG,
    Role.TYPE: Kind.TYPE,
    Role.CLIENT: Kind.OTHER,
    Role.MEMBER: Kind.CONFIG,
    Role.OTHER: Kind.PLUGIN,
    Role.BRIDGE: Kind.PLUGIN,
    Role.BROKEN: Kind.OTHER,
}
SAFE_CODES = {
    Role.IMPORT: "import-replaced",
    Role.TYPE: "type-follows",
    Role.CLIENT: "client-handed-on",
    Role.CONSTRUCTION: "type-follows",
    Role.CONFIGURATION: "client-handed-on",
}
LIFECYCLE = frozenset({"flush", "reset", "enable", "disable"})
SET_UP = frozenset({Role.CONFIGURATION, Role.SETTING, Role.TYPE, Role.BRIDGE})
"""Roles for which the set-up that they are a part of speaks."""
SWIFT_PLUGIN = """final class Enriching: EnrichmentPlugin {
    override func execute(event: BaseEvent) -> BaseEvent? {
        event.eventProperties?["source"] = "app"
        return event
    }
}
amplitude.add(plugin: Enriching())"""
"""What a plugin or an enrichment is in Amplitude-Swift."""
IOS_MIDDLEWARE = """Amplitude.instance().addEventMiddleware(AMPBlockMiddleware { payload, next in
    var properties = payload.event["event_properties"] as? [String: Any] ?? [:]
    properties["source"] = "app"
    payload.event["event_properties"] = properties
    next(payload)
})"""
"""What middleware is in Amplitude-iOS."""
ASKS_FOR_NIL = frozenset({
    "guard_statement", "if_statement", "while_statement", "equality_expression", "nil_coalescing_expression",
})  # fmt: skip
"""What only an Optional can be given to."""
DEVICE_MODE = ("use", "add")
NO_OBJC = "Amplitude-Swift keeps no client for the app, and none is made where Objective-C would see it"
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
        self.sdk = workspace.sdk
        self.target = target_of(self.sdk, settings)
        self.outcomes: dict[int, Outcome] = {}
        self.kept: str | None = None
        """Why a client that is kept in variables stays, or of analytics-swift the client."""
        self.keeps_all = False
        """No call moves: other vendors get what is tracked by way of Segment, or the set-up does not show."""
        self.split: str | None = None
        """Why Segment's client stays beside Amplitude's."""
        self.doubling: Doubling | None = None
        """Of analytics-swift: what holds the client that is Amplitude's then."""
        self.setups: dict[int, Setup | Reason] = {}

    @property
    def references(self) -> list[Reference]:
        """All references of the project."""
        return [one for path in sorted(self.workspace.references) for one in self.workspace.references[path]]

    def plan(self) -> dict[str, FilePlan]:
        """Findings and rewrites by path."""
        self._read_setups()
        for _ in range(ROUNDS):
            self.outcomes = {id(one): self._asked(one, self._outcome(one)) for one in self.references}
            if not self._decide():
                break
        plans = {path: self._file_plan(path) for path in sorted(self.workspace.references)}
        self.requests.report_unused(plans, language_of)
        return plans

    # --- what moves --------------------------------------------------------------------------------------------------

    def _read_setups(self) -> None:
        for one in self.references:
            if one.role is Role.SETUP:
                own = self.workspace.references[one.program.path]
                if one.program.path in self.frozen:
                    self.setups[id(one)] = Reason("client-kept", "the file cannot be rewritten")
                    continue
                try:
                    self.setups[id(one)] = SetupReader(self.workspace.resolver, one.program, own).read(one)
                except NotReadable as problem:
                    self.setups[id(one)] = problem.reason
        for setup in self.setups.values():
            if isinstance(setup, Setup) and setup.blockers:
                self.kept, self.keeps_all = self._shown(setup.blockers[0]), True
        made = [one for one in self.references if one.role is Role.SETUP]
        if made and not self._has_setup:
            self.kept, self.keeps_all = self._shown(made[0]), True

    def _belongs(self, one: Reference) -> bool:
        """Tell whether a reference moves with others or not at all."""
        if one.role in (Role.IMPORT, Role.OTHER, Role.BROKEN, Role.STATIC, Role.BRIDGE):
            return False
        if self.sdk == sdk.SWIFT:
            return True
        return one.role in (Role.TYPE, Role.CLIENT, Role.CONSTRUCTION) or (
            one.role in (Role.CALL, Role.MEMBER) and not one.is_direct
        )

    def _decide(self) -> bool:
        """Keep what cannot move; true when something has to be written again."""
        stuck = [one for one in self.references if one.role is not Role.IMPORT and self.outcomes[id(one)].is_stuck]
        if not stuck:
            return False
        fed = next((one for one in stuck if self._feeds(one)), None)
        if fed is not None and not self.keeps_all:
            # What is tracked by Amplitude alone would be missing at the other vendor's.
            self.kept, self.keeps_all = self._shown(fed), True
            return True
        blocking = [one for one in stuck if self.sdk == sdk.SWIFT or self._belongs(one)]
        if blocking and self.kept is None and self.sdk == sdk.SWIFT and self.doubling is None:
            if self._is_doubled(blocking):
                self.split = self._shown(blocking[0])
                return True
        if blocking and self.kept is None and (self.doubling is None or any(one.role in CARRIERS for one in blocking)):
            self.kept, self.split, self.doubling = self._shown(blocking[0]), None, None
            return True
        if self.sdk == sdk.IOS and self.split is None:
            self.split = self._shown(stuck[0])
            return True
        return False

    def _feeds(self, one: Reference) -> bool:
        """Tell whether what all calls send goes on to another vendor, or through code of the project's."""
        code = self._code(one, self.outcomes[id(one)])
        return code == "device-mode" or (one.name == "add" and code in ("plugin-left", "enrichment"))

    def _is_doubled(self, blocking: list[Reference]) -> bool:
        """Double the clients of analytics-swift where that leaves some calls to move."""
        moving = [one for one in self.references if one.role in USES and not self.outcomes[id(one)].is_stuck]
        is_possible = self.target is AMPLITUDE_SWIFT and all(one.role not in CARRIERS for one in blocking)
        if moving and is_possible and not self.frozen:
            self.doubling = doubled(self.workspace, self.settings)
        return self.doubling is not None

    def _shown(self, one: Reference) -> str:
        line, _ = one.program.document.position(one.span.start)
        text = one.program.data[one.span.start : one.span.end].decode("utf-8", "replace")
        return f"`{text}` at {one.program.path}:{line}"

    def _outcome(self, one: Reference) -> Outcome:
        if one.program.path in self.frozen:
            return self._stuck(one, "client-kept", f"because of `{one.program.path}`, which cannot be rewritten")
        try:
            outcome = self._written(one)
        except NotReadable as problem:
            return Outcome((problem.reason,), covers=(one.covers,))
        except Exception as problem:
            detail = f"internal error ({type(problem).__name__}: {problem}); please report this file"
            return self._stuck(one, "reference-unclear", detail)
        if self.kept is not None and not outcome.is_stuck and one.role is not Role.IMPORT:
            if self.keeps_all or self.sdk == sdk.SWIFT or self._belongs(one):
                return Outcome(
                    (Reason("client-kept", f"because of {self.kept}"),), covers=outcome.covers, event=outcome.event
                )
        return outcome

    def _is_set_up(self, one: Reference) -> bool:
        """Tell whether a reference is a part of a set-up, which speaks for it."""
        return any(
            isinstance(setup, Setup) and any(span.contains(one.span) for span in setup.covers)
            for path_one in self.workspace.references[one.program.path]
            if (setup := self.setups.get(id(path_one))) is not None
        )

    @property
    def _has_setup(self) -> bool:
        return any(isinstance(one, Setup) for one in self.setups.values())

    def _written(self, one: Reference) -> Outcome:
        """What becomes of a reference, if its client moves."""
        if one.role is Role.BROKEN or (one.program.is_broken(one.node) and one.role is not Role.IMPORT):
            return self._stuck(one, "reference-unclear", "the code around it does not parse")
        if one.role is Role.IMPORT:
            return Outcome(covers=(one.covers,))
        if not one.program.is_swift and (self.sdk == sdk.SWIFT or one.role in (Role.OTHER, Role.MEMBER, Role.STATIC)):
            is_bridge = one.role is Role.OTHER and ("Integration" in one.name or one.imported is not None)
            return self._stuck(one, "device-mode" if is_bridge else "sdk-use", f"`{one.name}`")
        if self.sdk == sdk.IOS and one.role in SET_UP and self._is_set_up(one):
            return Outcome(covers=(one.covers,))
        if one.role is Role.BRIDGE:
            return self._bridge(one)
        if self.doubling is not None and one.role in CARRIERS:
            return self.doubling.outcome(one, self.split or "")
        if self.sdk == sdk.IOS and self.target is AMPLITUDE_SWIFT and not one.program.is_swift:
            return self._stuck(one, "client-out-of-reach", NO_OBJC)
        match one.role:
            case Role.CALL:
                return self._call(one)
            case Role.SETUP:
                return self._setup(one)
            case Role.CONSTRUCTION if self.sdk == sdk.SWIFT:
                return self._construction(one)
            case Role.CONFIGURATION if self.sdk == sdk.SWIFT:
                return self._configuration(one)
            case Role.CONSTRUCTION:
                return self._stuck(one, "init-left", "a client of its own beside the one of the app")
            case Role.TYPE:
                return self._type(one)
            case Role.CLIENT:
                return self._client(one)
            case Role.MEMBER:
                return self._member(one)
            case Role.SETTING if one.name in sdk.MIDDLEWARE:
                suggestion = (
                    SWIFT_PLUGIN if self.target is AMPLITUDE_SWIFT else IOS_MIDDLEWARE if one.program.is_swift else None
                )
                return Outcome((Reason("plugin-left", f"`{one.name}`", suggestion),), covers=(one.covers,))
            case Role.SETTING if one.name in DEVICE_MODE:
                return self._stuck(one, "device-mode", f"`{one.program.text(one.node)}`")
            case Role.STATIC:
                return self._static(one)
            case Role.OTHER:
                return self._stuck(one, "device-mode" if one.imported is not None else "sdk-use", f"`{one.name}`")
            case _:
                return self._stuck(one, "init-left", "the configuration is not made where it is used")

    def _call(self, one: Reference) -> Outcome:
        assert one.invocation is not None
        if self.sdk == sdk.SWIFT and one.name == "add" and self._is_bridge(one):
            line = whole_line(one.program, one.node)
            if line is not None:
                return Outcome((Reason("bridge-removed"),), (Rewrite(line, ()),), (line,))
        if self.sdk == sdk.SWIFT and one.name == "add" and (code := self._own_plugin(one)) is not None:
            shown = f"`{one.program.text(one.node).splitlines()[0]}`"
            return Outcome((Reason(code, shown, SWIFT_PLUGIN),), covers=(one.covers,))
        if self.sdk == sdk.SWIFT and one.name in ("add", "manuallyEnableDestination"):
            return self._stuck(one, "device-mode", f"`{one.program.text(one.node).splitlines()[0]}`")
        client = self._receiver(one)
        if client is None:
            return self._stuck(one, "client-out-of-reach", "`Analytics.shared()`, the first client that is made")
        site = CallSite(
            one.program, one.invocation, one.sdk, self.target, client, self.settings, self.workspace.resolver
        )
        return rewrite_call(site)

    def _own_plugin(self, one: Reference) -> str | None:
        """The code of a plugin of the project's own, or of a closure, which changes what all calls send."""
        assert one.invocation is not None
        if one.invocation.trailing or one.invocation.argument("enrichment") is not None:
            return "enrichment"
        argument = one.invocation.argument("plugin")
        meant = self.workspace.resolver.type_of(one.program, argument.value) if argument is not None else None
        info = self.workspace.index.type_named(meant.name) if meant is not None else None
        above = set(info.supertypes) if info is not None else set()
        return "plugin-left" if above & sdk.PLUGINS and "DestinationPlugin" not in above else None

    @staticmethod
    def _is_bridge(one: Reference) -> bool:
        """Tell whether a client is given Segment's plugin for Amplitude's sessions."""
        argument = one.invocation.argument("plugin") if one.invocation is not None else None
        return argument is not None and one.program.text(argument.value).replace(" ", "") == "AmplitudeSession()"

    def _bridge(self, one: Reference) -> Outcome:
        """The import of a bridge goes where all of the client moves."""
        program = one.program
        if one.imported is None:
            return self._stuck(one, "device-mode", f"`{one.name}`")
        if self.split is not None or self.kept is not None:
            return self._stuck(one, "client-kept", f"because of {self.split or self.kept}")
        start, end = program.document.line_start(one.covers.start), program.data.find(b"\n", one.covers.end)
        is_alone = not program.data[start : one.covers.start].strip() and not program.data[one.covers.end : end].strip()
        if end < 0 or not is_alone:
            return self._stuck(one, "device-mode", f"`{one.name}`")
        return Outcome((Reason("bridge-removed"),), (Rewrite(Span(start, end + 1), ()),), (one.covers,))

    def _receiver(self, one: Reference) -> tuple[Part, ...] | None:
        assert one.invocation is not None and one.invocation.receiver is not None
        if not one.is_direct:
            receiver = one.invocation.receiver
            if self.doubling is not None:
                new = self.doubling.receiver(one, receiver)
                if new is None or one.meant is None or one.meant.declaration is None:
                    return None
                is_renamed = self.doubling.names[one.meant.declaration.key] != one.meant.declaration.name
                return new if is_renamed else self._renamed(one.program, receiver)
            return self._renamed(one.program, receiver)
        instance = self._instance(one)
        return (instance,) if instance is not None else None

    def _instance(self, one: Reference) -> bytes | None:
        """How the client of the app is reached, where there is one."""
        if self.sdk == sdk.SWIFT:
            return None
        if self.target is AMPLITUDE_SWIFT:
            return SHARED if one.program.is_swift and self._keeper is not None else None
        return INSTANCE if one.program.is_swift else OBJC_INSTANCE

    @property
    def _keeper(self) -> Reference | None:
        """The first set-up in Swift; the client that Amplitude-Swift does not keep itself is declared in its file."""
        return next((one for one in self.references if isinstance(self.setups.get(id(one)), Setup)), None)

    def _renamed(self, program: Program, receiver: Node) -> tuple[Part, ...]:
        """The receiver as it stands; ``Analytics.main`` is a member of Amplitude's type then."""
        parts: list[Part] = []
        span = program.span(receiver)
        position = span.start
        for node in program.nodes:
            if node.type != "simple_identifier" or not span.contains(program.span(node)):
                continue
            meant = self.workspace.resolver.evaluate(program, node)
            if meant is not None and meant.type_name == sdk.CLIENT:
                parts += [Span(position, node.start_byte), b"Amplitude"]
                position = node.end_byte
        return (*parts, Span(position, span.end))

    def _setup(self, one: Reference) -> Outcome:
        setup = self.setups[id(one)]
        if isinstance(setup, Reason):
            return Outcome((setup,), covers=(one.covers,))
        if self.keeps_all:
            return Outcome((), covers=tuple(setup.covers))
        because = self.split or self.kept
        if because is not None and (b"initializeApiKey" in one.program.data or SHARED in one.program.data):
            return self._stuck(one, "client-kept", f"because of {because}")
        if self.target is AMPLITUDE_IOS:
            made = CreationIos(one.program, self.settings)
            return made.beside(one, setup, because) if because is not None else made.replaced(one, setup)
        client = CreationSwift(one.program, self.settings)
        is_keeper = one is self._keeper
        if because is not None:
            return client.beside(one, setup, because, keeps_client=is_keeper)
        return client.replaced(one, setup, keeps_client=is_keeper)

    def _construction(self, one: Reference) -> Outcome:
        """``Analytics(configuration:)`` of analytics-swift."""
        if self.target is AMPLITUDE_SWIFT:
            return self._named(one, one.span)
        if sum(each.role is Role.CONSTRUCTION for each in self.references) > 1:
            return self._stuck(one, "init-left", "the project makes several clients, and Amplitude-iOS has one")
        inside = self._made_inside(one)
        chain = read_chain(one.program, inside) if inside is not None else None
        return CreationIos(one.program, self.settings).construction(one, chain)

    def _made_inside(self, one: Reference) -> Reference | None:
        """The configuration that is made in the brackets of a client's construction."""
        references = self.workspace.references[one.program.path]
        return next(
            (
                each
                for each in references
                if each.role is Role.CONFIGURATION and each.invocation is not None and one.covers.contains(each.covers)
            ),
            None,
        )

    def _configuration(self, one: Reference) -> Outcome:
        """``Configuration(writeKey:)`` of analytics-swift, or a variable that holds one."""
        if self.target is AMPLITUDE_SWIFT:
            if one.invocation is None:
                return Outcome(covers=(one.covers,))
            return CreationSwift(one.program, self.settings).configuration(one)
        around = [
            each
            for each in self.workspace.references[one.program.path]
            if each.role is Role.CONSTRUCTION and each.covers.contains(one.covers)
        ]
        if one.invocation is None:
            return (
                Outcome(covers=(one.covers,)) if around else self._stuck(one, "init-left", "the configuration is used")
            )
        return CreationIos(one.program, self.settings).configuration(one, is_inside=bool(around))

    def _type(self, one: Reference) -> Outcome:
        if one.name not in ("Analytics", "SEGAnalytics"):
            is_there = self.sdk == sdk.SWIFT and self.target is AMPLITUDE_SWIFT
            return Outcome(covers=(one.covers,)) if is_there else self._stuck(one, "sdk-use", f"`{one.name}`")
        if self._is_conformance(one):
            return self._stuck(one, "sdk-use", "a protocol that the client is made to have")
        return self._named(one, one.span)

    @staticmethod
    def _is_conformance(one: Reference) -> bool:
        """Tell whether an extension makes the client conform to a protocol, whose members have Segment's labels."""
        around = one.program.parent(one.node)
        while around is not None and around.type == "user_type":
            around = one.program.parent(around)
        return (
            around is not None
            and around.type == "class_declaration"
            and is_extension(around)
            and any(child.type == "inheritance_specifier" for child in around.named_children)
        )

    def _named(self, one: Reference, span: Span) -> Outcome:
        qualified = one.program.data[: span.start]
        if qualified.rstrip().endswith(b"Segment.") and not qualified.endswith(b"Segment."):
            return self._stuck(one, "sdk-use", "a type behind the module's name")
        if qualified.endswith(b"Segment."):
            span = Span(span.start - len(b"Segment."), span.end)
        return Outcome(rewrites=(Rewrite(span, (b"Amplitude",)),), covers=(span,))

    def _client(self, one: Reference) -> Outcome:
        if not one.is_direct:
            return Outcome(covers=(one.covers,))
        around = one.program.parent(one.node)
        if around is not None and around.type in ASKS_FOR_NIL:
            return self._stuck(one, "value-used", "Segment's client may be nil here, Amplitude's never is")
        if (instance := self._instance(one)) is not None:
            # What is read of an implicitly unwrapped property without more is an Optional.
            shown = instance + b"!" if instance == SHARED else instance
            return Outcome(rewrites=(Rewrite(one.covers, (shown,)),), covers=(one.covers,))
        return self._stuck(one, "client-out-of-reach", "`Analytics.shared()`, the first client that is made")

    def _member(self, one: Reference) -> Outcome:
        """``enabled``, ``userId`` and ``anonymousId`` of analytics-swift."""
        program, node = one.program, one.node
        target = node.child_by_field_name("target")
        parent = program.parent(node)
        assert target is not None
        link = Span(target.end_byte, one.span.start)
        is_target = parent is not None and parent.type == "directly_assignable_expression"
        if self.sdk == sdk.SWIFT and one.name == "userId":
            name = b"userId" if self.target is AMPLITUDE_IOS else b"getUserId()"
            new: tuple[Part, ...] = (program.span(target), link, name)
            return Outcome((Reason("user-id-read"),), (Rewrite(one.covers, new),), (one.covers,))
        if self.sdk == sdk.SWIFT and one.name == "anonymousId" and not is_target:
            new = (b"(", program.span(target), link, b'getDeviceId() ?? "")')
            if self.target is AMPLITUDE_IOS:
                new = (program.span(target), link, b"getDeviceId()")
            return Outcome((Reason("anonymous-id-read"),), (Rewrite(one.covers, new),), (one.covers,))
        if self.sdk == sdk.SWIFT and one.name == "enabled" and is_target and parent is not None:
            return self._switch(one, parent)
        return self._stuck(one, "no-counterpart", f"`{one.name}`")

    def _switch(self, one: Reference, parent: Node) -> Outcome:
        """``analytics.enabled = x`` becomes ``amplitude.optOut = !x``."""
        program = one.program
        assignment = program.parent(parent)
        value = assignment.child_by_field_name("result") if assignment is not None else None
        if assignment is None or value is None:
            return self._stuck(one, "no-counterpart", f"`{one.name}`")
        text = program.text(value)
        span = program.span(value)
        simple = value.type in ("simple_identifier", "navigation_expression", "call_expression", "tuple_expression")
        new: tuple[Part, ...] = (b"!", span) if simple else (b"!(", span, b")")
        if text in ("true", "false"):
            new = (b"false" if text == "true" else b"true",)
        elif text.startswith("!") and value.type == "prefix_expression":
            new = (Span(span.start + 1, span.end),)
        rewrites = (Rewrite(one.span, (b"optOut",)), Rewrite(span, new))
        return Outcome((), rewrites, (program.span(assignment),))

    def _static(self, one: Reference) -> Outcome:
        """``Analytics.debug(true)``: Amplitude has no such switch; the line goes."""
        is_debug = one.name in ("debug", "debugLogsEnabled") or one.program.text(one.node).endswith(".debugLogsEnabled")
        statement: Node | None = one.node
        parent = one.program.parent(one.node)
        if parent is not None and parent.type == "directly_assignable_expression":
            statement = one.program.parent(parent)
        line = whole_line(one.program, statement) if is_debug and statement is not None else None
        if line is None:
            return self._stuck(one, "sdk-use", f"`{one.name}`")
        return Outcome((Reason("init-options-dropped", f"`{one.name}`"),), (Rewrite(line, ()),), (line,))

    @staticmethod
    def _stuck(one: Reference, code: str, detail: str = "") -> Outcome:
        return Outcome((Reason(code, detail),), covers=(one.covers,))

    def _asked(self, one: Reference, outcome: Outcome) -> Outcome:
        """Leave alone what a comment asks for, and with ``only_safe`` whatever needs a look."""
        return self.requests.answer(one.program.document, one.span.start, self._code(one, outcome), outcome)

    # --- findings ----------------------------------------------------------------------------------------------------

    def _file_plan(self, path: str) -> FilePlan:
        plan = FilePlan()
        references = self.workspace.references[path]
        accounted = [span for one in references if one.role is Role.SETUP for span in self.outcomes[id(one)].covers]
        stays = moves = False
        for one in references:
            if one.role is Role.IMPORT:
                continue
            outcome = self.outcomes[id(one)]
            is_inside = any(span.contains(one.span) for span in accounted)
            if is_inside and self.sdk == sdk.IOS and one.role in SET_UP:
                continue
            if outcome.is_stuck:
                stays = True
            else:
                moves = moves or bool(outcome.rewrites)
                stays = stays or outcome.keeps_import
                plan.rewrites += outcome.rewrites
            plan.findings.append(self._finding(one, outcome))
        for one in references:
            if one.role is Role.IMPORT:
                outcome = self._import(one, stays=stays, moves=moves)
                plan.rewrites += outcome.rewrites
                plan.findings.append(self._finding(one, outcome))
        return plan

    def _import(self, one: Reference, *, stays: bool, moves: bool) -> Outcome:
        """Amplitude's import in the place of Segment's, or below it where something of Segment's stays."""
        program = one.program
        is_alone = all(each.role is Role.IMPORT for each in self.workspace.references[program.path])
        anything_stays = any(
            self.outcomes[id(each)].is_stuck or self.outcomes[id(each)].keeps_import
            for each in self.references
            if each.role is not Role.IMPORT
        )
        is_for_others = is_alone and program.path.endswith((".h", ".pch"))
        if is_for_others or BRIDGING.search(program.path):
            is_alone, stays, moves = False, anything_stays, self._anything_moves
        new = self._import_text(one)
        if new is None or (stays and not moves) or (is_alone and anything_stays):
            return self._asked(one, Outcome((Reason("segment-import-stays"),), covers=(one.covers,)))
        outcome = self._asked(one, Outcome(covers=(one.covers,)))
        if outcome.is_stuck:
            return outcome
        assert one.imported is not None
        if stays and one.node.type == "simple_identifier":
            # `#if canImport(Segment)` goes on being true.
            return Outcome((Reason("segment-import-stays"),), covers=(one.covers,))
        if stays:
            newline = program.document.newline_at(one.covers.start)
            indent = program.document.indent_at(one.covers.start)
            below = Rewrite(Span(one.covers.end, one.covers.end), (newline, indent, *new))
            return Outcome((Reason("segment-import-stays"),), (below,), (one.covers,))
        reasons: tuple[Reason, ...] = ()
        if self.target is AMPLITUDE_IOS and not self.setups and self.sdk == sdk.IOS and one is self._first_import:
            reasons = (Reason("init-elsewhere"),)
        return Outcome(reasons, (Rewrite(one.covers, new),), (one.covers,))

    @property
    def _anything_moves(self) -> bool:
        return any(self.outcomes[id(one)].rewrites for one in self.references if one.role is not Role.IMPORT)

    @property
    def _first_import(self) -> Reference | None:
        imports = [one for one in self.references if one.role is Role.IMPORT]
        return next((one for one in imports if one.node.type != "simple_identifier"), next(iter(imports), None))

    def _import_text(self, one: Reference) -> tuple[Part, ...] | None:
        program, imported = one.program, one.imported
        assert imported is not None
        module = self.target.package.encode()
        if imported.is_header:
            return (b"#import <Amplitude/Amplitude.h>",) if self.target is AMPLITUDE_IOS else None
        text = program.text(one.node)
        if not program.is_swift:
            return (b"@import " + module + b";",)
        if "." in text or any(kind in text.split() for kind in ("class", "struct", "func", "enum", "var", "protocol")):
            return None
        start = one.covers.start + len(text[: text.rindex(imported.name)].encode())
        return Span(one.covers.start, start), module

    def _code(self, one: Reference, outcome: Outcome) -> str:
        return code_of(outcome, SAFE_CODES.get(one.role, "same-meaning"))

    def _finding(self, one: Reference, outcome: Outcome) -> Finding:
        kind = KINDS[one.role]
        if one.role is Role.CALL and one.name in LIFECYCLE:
            kind = Kind.LIFECYCLE
        elif one.name in ("getAnonymousId", "anonymousId", "userId"):
            kind = Kind.IDENTITY
        return finding_of(
            outcome,
            self._code(one, outcome),
            path=one.program.path,
            language=one.program.language,
            sdk=sdk.SDKS[one.sdk],
            kind=kind,
            span=one.span,
            method=one.name if one.role in (Role.CALL, Role.MEMBER, Role.SETUP) else None,
            evidence=self._evidence(one),
        )

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
            if each.module in sdk.MODULES:
                line, _ = one.program.document.position(each.node.start_byte)
                found.append(f"{each.name} is imported at {one.program.path}:{line}")
                break
        return tuple(found)
