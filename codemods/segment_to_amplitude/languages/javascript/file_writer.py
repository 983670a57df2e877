"""Rewrite the references of one file, each by its role."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls as amplitude_calls
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import Clients, Form, Group, free_name, provided_client
from segment_to_amplitude.languages.javascript.construct import Construction, constructor_in, settings_nodes
from segment_to_amplitude.languages.javascript.imports import (
    FileImports,
    import_insertion,
    quote_of,
    without_specifiers,
)
from segment_to_amplitude.languages.javascript.late_ids import waits_for
from segment_to_amplitude.languages.javascript.meaning import Client, Method, SdkMember, SdkModule
from segment_to_amplitude.languages.javascript.mocks import REPLACED, MockWriter
from segment_to_amplitude.languages.javascript.mocks import NotPlain as NotPlainMock
from segment_to_amplitude.languages.javascript.plugins import Calls, NotPlain, PluginWriter
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.read import CallReader
from segment_to_amplitude.languages.javascript.references import (
    defined_property,
    defined_value,
    instance_key,
    is_global_interface,
)
from segment_to_amplitude.languages.javascript.resolve import import_source, is_ambient, is_getter
from segment_to_amplitude.languages.javascript.roles import Item, Role, classify_argument
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.site import BLOCKS, Site, site_of
from segment_to_amplitude.languages.javascript.style import style_of
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.values import ValueReader
from segment_to_amplitude.languages.javascript.write import CallWriter, Unwritable
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.lifecycle import suggestion
from segment_to_amplitude.mapping.load import Init, Load, map_load
from segment_to_amplitude.mapping.outcome import Refused, Rewritten
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import calls, sdks
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.workspace import Workspace

EVENTS = frozenset({"track", "page", "screen"})
DESTRUCTURED = frozenset({"track", "identify", "reset", "flush"})
"""Methods that Amplitude's client has too, so that they may be taken from it."""
SAME_METHODS = frozenset({"track", "reset", "flush"})
"""Methods that both clients have, and that take the same first arguments."""
TESTED = {
    "track": "track",
    "reset": "reset",
    "flush": "flush",
    "identify": "identify",
    "page": "track",
    "screen": "track",
    "group": "setGroup",
    "user": "getUserId",
    "setAnonymousId": "setDeviceId",
}
"""Methods that a guard asks for before it calls them, and what it asks for afterwards."""
PAYLOAD_TYPES = frozenset({"JsonMap", "Traits", "UserTraits", "GroupTraits", "EventProperties", "JSONObject"})
CLIENT_TYPES = {
    "browser": "Types.BrowserClient",
    "node": "Types.NodeClient",
    "node-classic": "Types.NodeClient",
    "react-native": "Types.ReactNativeClient",
    "react-native-classic": "Types.ReactNativeClient",
}
PLACEHOLDER = "AMPLITUDE_API_KEY"
NAMED_KEY = re.compile(r"\w\(\s*['\"]([A-Z_]*SEGMENT[A-Z_]*KEY)['\"]\s*[,)]")
"""A variable of the environment that is asked for by name: ``config.get('SEGMENT_WRITE_KEY')``."""
ENVIRONMENT = re.compile(r"(?:process\.env|import\.meta\.env|Deno\.env|env)(?:\.|\[['\"])(\w+)")
KEY_NAME = re.compile(r"(?:SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?|ANALYTICS_)?(?:API_?WRITE_?KEY|WRITE_?KEY)$|SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?(?:API_?KEY|KEY|TOKEN|ID)$")


@dataclass(frozen=True, slots=True)
class Beside:
    """A finding of its own for a part of a reference: what is said of it, where, and what it accounts for."""

    reason: Reason
    span: Span
    cover: Span
    kind: Kind


@dataclass(slots=True)
class Outcome:
    """What becomes of one reference."""

    reasons: tuple[Reason, ...] = ()
    safe_code: str = "same-meaning"
    rewrites: tuple[Rewrite, ...] = ()
    covers: tuple[Span, ...] = ()
    absorbed: bool = False
    """Another reference's finding accounts for this one."""
    is_moved: bool = False
    """A call that is Amplitude's afterwards."""
    is_link: bool = False
    """A call in a chain, which the rewrite of the chain's first call covers."""
    event: str | None = None
    write_key: str | None = None
    integrations: tuple[str, ...] = ()
    kind: Kind | None = None
    beside: tuple[Beside, ...] = ()
    owned: tuple[Span, ...] = ()
    """Places whose references of the package itself this finding accounts for."""
    owner: int | None = None
    """The item whose finding accounts for this one, and with which it stays."""

    @property
    def is_stuck(self) -> bool:
        """Tell whether the reference stays as it is."""
        stuck = (Applicability.MANUAL, Applicability.IGNORED)
        return any(CODES[reason.code].applicability in stuck for reason in self.reasons)


class ClientNames:
    """How Amplitude's names are reached from one call."""

    def __init__(self, imports: FileImports, form: Form, local: str | None, *, is_named: bool) -> None:
        self.imports = imports
        self.form = form
        self.local = local
        self.is_named = is_named

    def method(self, name: str) -> str | None:
        """A method imported by itself, where the settings ask for named imports."""
        return self.imports.named(name) if self.is_named else None

    def has_method(self, name: str) -> bool:
        """Amplitude's script loader queues every method but ``setIdentity``."""
        return self.form is not Form.GLOBAL or name != "setIdentity"

    def exported(self, name: str) -> bytes | None:
        """Another export of the package."""
        if self.form is Form.GLOBAL:
            return None
        if self.is_named:
            return self.imports.named(name).encode()
        if self.form is Form.NAMESPACE and self.local is not None:
            return f"{self.local}.{name}".encode()
        return self.imports.exported(name).encode()


class FileWriter:
    """Writes one file."""

    def __init__(
        self, program: Program, workspace: Workspace, clients: Clients, settings: Settings, items: list[Item]
    ) -> None:
        self.program = program
        self.workspace = workspace
        self.clients = clients
        self.settings = settings
        self.items = items
        self.style = style_of(program)
        self.values = ValueReader(program, workspace.resolver)
        self.reader = CallReader(self.values)
        self.outcomes: dict[int, Outcome] = {}
        self.imports: dict[str, FileImports] = {}
        self.rewrites: list[Rewrite] = []
        self.import_findings: list[Finding] = []
        self._extra: list[tuple[Item, Rewrite]] = []

    # --- names -------------------------------------------------------------------------------------------------

    def file_imports(self, group: Group) -> FileImports:
        """The imports from the package that a client moves to."""
        package = group.target.package
        if package not in self.imports:
            taken = set()
            for item in self.items:
                binding = item.reference.binding
                if binding is not None and isinstance(self.workspace.resolver.binding(self.program, binding), Client):
                    owner = self._group(item)
                    if owner is not None and not (owner.form is Form.NAMESPACE and self._is_namespace_here(owner, binding)):
                        taken.add(self.clients.binding_name(self.program, binding))
            self.imports[package] = FileImports(self.program, group.target, self.style, taken)
        return self.imports[package]

    def _is_namespace_here(self, group: Group, binding: Binding) -> bool:
        """Tell whether a name will be the package's namespace in this very file."""
        if group.flavor == "react-native-classic":
            return True
        return any(made.binding is binding for made in group.constructions)

    def _group(self, item: Item) -> Group | None:
        meaning = item.reference.meaning
        if isinstance(meaning, Client):
            return self.clients.group(meaning)
        if isinstance(meaning, Method):
            return self.clients.group(meaning.client)
        return None

    def _names(self, item: Item, group: Group) -> ClientNames:
        local: str | None = None
        binding = item.reference.binding
        if group.form is Form.NAMESPACE:
            if binding is not None and isinstance(item.reference.meaning, Client):
                if self.clients.is_namespace(self.program, binding):
                    local = self.clients.binding_name(self.program, binding)
            elif binding is not None and (source := self._destructured(binding)) is not None:
                local = source
            if group.flavor == "react-native-classic" and local is not None:
                local = self.file_imports(group).namespace(local)
        is_named = self.settings.imports.style == "named" and group.form is Form.NAMESPACE
        return ClientNames(self.file_imports(group), group.form, local, is_named=is_named)

    def _destructured(self, binding: Binding) -> str | None:
        """The new name of the client that a method was destructured from."""
        value = syntax.field(binding.node, "value")
        if value is None or unwrap(value).type != "identifier":
            return None
        source = self.program.lookup(text_of(unwrap(value)), value.start_byte)
        return self.clients.binding_name(self.program, source) if source is not None else None

    # --- the references ----------------------------------------------------------------------------------------

    def write(self, group_of: Callable[[Item], Group | None], *, is_loader_here: bool) -> None:
        """Work out what becomes of every reference."""
        self.is_loader_here = is_loader_here
        for item in self.items:
            group = group_of(item)
            try:
                outcome = self._write(item, group)
            except Unwritable as problem:
                outcome = Outcome((problem.reason,))
            except RecursionError:
                outcome = Outcome((Reason("reference-unclear", "nested too deeply"),))
            if self.program.errors and not outcome.absorbed and is_broken(item.call or item.reference.leaf):
                outcome = Outcome((Reason("reference-unclear", "the code around it does not parse"),))
            if not outcome.covers:
                outcome.covers = (self._cover(item),)
            self.outcomes[id(item)] = outcome
        self._cover_declarations()
        self._absorb_owned()
        self._refuse_lost_references()

    def _write(self, item: Item, group: Group | None) -> Outcome:
        match item.role:
            case Role.SDK_IMPORT:
                return self._sdk_import(item, group)
            case Role.SDK_USE:
                return self._sdk_use(item, group)
            case Role.TYPE:
                return self._type(item, group)
        if group is None:
            return Outcome((Reason("reference-unclear"),))
        match item.role:
            case Role.CONSTRUCTION:
                return self._construction(item, group)
            case Role.CALL:
                return self._call(item, group)
            case Role.IDENTITY:
                return self._identity(item, group)
            case Role.METHOD_REFERENCE:
                return self._method_reference(item, group)
            case Role.DECLARATION:
                return self._declaration(item, group)
            case Role.OWN_IMPORT:
                return self._own_import(item, group)
            case Role.EXPORT:
                return self._export(item, group)
            case Role.GUARD:
                if group.form is Form.GLOBAL and group.is_split and self._guards_stuck(item):
                    return Outcome((Reason("segment-stays"),))
                return Outcome(safe_code="guard-follows", rewrites=self._renames(item, group))
            case Role.HANDED_ON:
                return self._handed_on(item, group)
            case Role.ASSIGNED:
                return self._assigned(item, group)
            case Role.MEMBER_ASSIGNED:
                return self._member_assigned(item, group)
            case Role.ESCAPE:
                return self._escape(item, group)
            case _:
                return Outcome((Reason("reference-unclear"),))

    def _cover(self, item: Item) -> Span:
        if item.call is not None:
            return span_of(item.call)
        if item.role in (Role.CONSTRUCTION, Role.MEMBER_ASSIGNED) and item.node is not None:
            return span_of(item.node)
        return span_of(item.reference.expression)

    def _refuse_lost_references(self) -> None:
        """A rewrite that would leave out another reference is refused."""
        for item in self.items:
            outcome = self.outcomes[id(item)]
            if item.role not in (Role.CALL, Role.IDENTITY, Role.CONSTRUCTION):
                continue
            for rewrite in outcome.rewrites:
                for other in self.items:
                    span = span_of(other.reference.leaf)
                    if other is item or not rewrite.span.contains(span) or self.outcomes[id(other)].absorbed:
                        continue
                    if self.outcomes[id(other)].is_link:
                        continue
                    if not any(isinstance(part, Span) and part.contains(span) for part in rewrite.parts):
                        self.outcomes[id(item)] = Outcome((Reason("nested-reference"),), covers=outcome.covers)

    # --- calls -------------------------------------------------------------------------------------------------

    def _call(self, item: Item, group: Group) -> Outcome:
        assert item.call is not None and item.method is not None
        if item.method in ("load", "setup"):
            return self._load(item, group)
        if (plugin := self._plugin(item, group)) is not None:
            return plugin
        arguments = syntax.field(item.call, "arguments")
        client = item.reference.meaning.client if isinstance(item.reference.meaning, Method) else item.reference.meaning
        flavor = client.origin.flavor if isinstance(client, Client) else group.flavor
        if flavor == "node-classic" and len(links := chain_of(item.call)) > 1:
            return self._chain(item, group, links)
        read = self.reader.read(flavor, item.method, arguments)
        event = event_of(read.call)
        integrations = integrations_of(read.call)
        if read.call is None:
            reason = read.refusal or Reason("reference-unclear")
            return Outcome((reason,), event=event, integrations=integrations)
        mapped = map_call(read.call, self.settings, group.target)
        if isinstance(mapped, Refused):
            return Outcome((mapped.reason,), event=event, integrations=integrations)
        if not mapped.calls and unwrap(item.reference.expression).type == "new_expression":
            return Outcome(absorbed=True)
        site = site_of(item.call)
        writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
        answered = flavor not in ("node", "node-classic") or isinstance(read.call, calls.Flush)
        try:
            written = writer.write(site, mapped.calls, read.call.options.callback, answered)
        except Unwritable as problem:
            return Outcome((problem.reason,), event=event, integrations=integrations)
        reasons = [*mapped.reasons, *read.assumed, *written.reasons]
        if group.form is Form.GLOBAL and not self.is_loader_here and mapped.calls:
            reasons.append(Reason("loader-elsewhere"))
        if isinstance(read.call, calls.Reset) and self._follows_event(item.call, EVENTS | {"identify", "group"}):
            reasons.append(Reason("reset-after-events"))
        sets_id = any(isinstance(made, (amplitude_calls.SetUserId, amplitude_calls.SetDeviceId)) for made in mapped.calls)
        if sets_id and not isinstance(read.call, calls.Reset) and self._follows_event(item.call, EVENTS):
            reasons.append(Reason("id-after-events"))
        if flavor == "react-native-classic" and not any(other.method == "setup" for other in group.items):
            reasons.append(Reason("init-elsewhere"))
        if isinstance(read.call, calls.Flush) and group.target is amplitude_calls.NODE and self._runs_at_once(item, group):
            reasons.insert(0, Reason("flush-after-init"))
        return Outcome(
            tuple(reasons),
            rewrites=(*written.rewrites, *self._receiver_renames(item, group, written.rewrites)),
            is_moved=True,
            event=event,
            integrations=integrations,
        )

    def _chain(self, item: Item, group: Group, links: list[Node]) -> Outcome:
        """``analytics.identify(…).track(…)``: a statement for each call; the first one's rewrite holds all of them."""
        made = []
        own: Outcome | None = None
        for link in links:
            method = text_of(syntax.field(unwrap(syntax.field(link, "function") or link), "property") or link)
            read = self.reader.read("node-classic", method, syntax.field(link, "arguments"))
            mapped = map_call(read.call, self.settings, group.target) if read.call is not None else None
            event, integrations = event_of(read.call), integrations_of(read.call)
            refusal = mapped.reason if isinstance(mapped, Refused) else read.refusal
            if read.call is not None and read.call.options.callback is not None:
                refusal = refusal or Reason("value-used")
            if refusal is not None or not isinstance(mapped, Rewritten) or not mapped.calls:
                return Outcome((refusal or Reason("value-used"),), event=event, integrations=integrations)
            if syntax.same(link, item.call):
                own = Outcome(mapped.reasons, is_moved=True, event=event, integrations=integrations)
            made.append((link, mapped.calls))
        site = site_of(links[-1])
        writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
        written = writer.write_chain(site, made, isinstance(made[-1][1][-1], amplitude_calls.Flush))
        assert own is not None
        if not syntax.same(item.call, links[0]):
            own.covers = (span_of(item.method_node),) if item.method_node is not None else ()
            own.is_link = True
            return own
        own.reasons = (*own.reasons, *written.reasons)
        own.rewrites = (*written.rewrites, *self._receiver_renames(item, group, written.rewrites))
        own.covers = (span_of(site.statement if site.statement is not None else links[-1]),)
        return own

    def _runs_at_once(self, item: Item, group: Group) -> bool:
        """Tell whether a flush runs while its module is loaded, which also starts the client and does not wait for it."""
        if not any(made.program is self.program and not made.in_async for made in group.constructions):
            return False
        if group.constructions[0].awaited is not None:
            return False
        functions = [around for around in syntax.ancestors(item.reference.leaf) if around.type in syntax.FUNCTIONS]
        if not functions:
            return not self._flushes_at_top_level(group)
        outermost = syntax.outermost(functions[-1])
        parent = outermost.parent
        if parent is not None and parent.type == "call_expression":
            return True
        name = syntax.field(functions[-1], "name")
        if name is None and parent is not None and parent.type == "variable_declarator":
            name = syntax.field(parent, "name")
        return name is not None and any(self._is_called_at_once(token) for token in self.program.tokens({text_of(name)}))

    @staticmethod
    def _is_called_at_once(token: Node) -> bool:
        call = token.parent
        if call is None or call.type != "call_expression" or not syntax.same(syntax.field(call, "function"), token):
            return False
        return not any(around.type in syntax.FUNCTIONS for around in syntax.ancestors(token))

    def _receiver_renames(self, item: Item, group: Group, rewrites: list[Rewrite]) -> tuple[Rewrite, ...]:
        """The rename of the receiver, where the rewritten call still has it."""
        found = []
        for rename in self._renames(item, group):
            for rewrite in rewrites:
                if any(isinstance(part, Span) and part.contains(rename.span) for part in rewrite.parts):
                    found.append(rename)
                    break
        return tuple(found)

    def _plugin(self, item: Item, group: Group) -> Outcome | None:
        """A plugin or a middleware of a plain shape; None for anything else."""
        callee = syntax.field(item.call, "function") if item.call is not None else None
        function = unwrap(callee) if callee is not None else None
        is_browser = group.flavor in ("browser", "global")
        methods = ("register", "addSourceMiddleware") if is_browser else ("register",)
        if item.method not in methods or not (is_browser or group.flavor == "node") or function is None:
            return None
        if group.is_split:
            return None
        assert item.call is not None
        names = self._names(item, group)
        alone = names.method("add")
        prop = syntax.field(function, "property")
        if alone is None and prop is None:
            return None
        called = Calls(
            frozenset(other.method for other in group.items if other.method is not None),
            group.form is Form.GLOBAL or any(b"initialPageview" in (made.node.text or b"") for made in group.constructions),
        )
        writer = PluginWriter(self.program, self.style, called, has_sessions=is_browser)
        reasons: list[Reason] = [Reason("plugin-rewritten", f"`{item.method}`")]
        calling = CallWriter(self.program, self.style, names, group.target)
        try:
            if item.method == "register":
                made = writer.registered(item.call, self.file_imports(group).exported)
            else:
                made = writer.middleware(item.call)
            answer = calling.answer(site_of(item.call), reasons)
        except (NotPlain, Unwritable):
            return None
        if alone is not None:
            made.rewrites.append(Rewrite(span_of(function), (alone.encode(),)))
        else:
            assert prop is not None
            made.rewrites.append(Rewrite(span_of(prop), (b"add",)))
            made.rewrites += self._renames(item, group)
        if answer:
            made.rewrites.append(Rewrite(Span(item.call.end_byte, item.call.end_byte), tuple(answer)))
        if group.form is Form.GLOBAL and not self.is_loader_here:
            reasons.append(Reason("loader-elsewhere"))
        covers = (span_of(item.call), *made.owned)
        return Outcome(
            tuple(reasons), rewrites=tuple(made.rewrites), covers=covers, owned=tuple(made.owned), is_moved=True
        )

    def _absorb_owned(self) -> None:
        """References inside a plugin that is rewritten are accounted for by its call."""
        for item in self.items:
            outcome = self.outcomes[id(item)]
            for other in self.items if outcome.owned else ():
                leaf = span_of(other.reference.leaf)
                is_type = isinstance(other.reference.meaning, (SdkMember, SdkModule))
                if other is not item and is_type and any(span.contains(leaf) for span in outcome.owned):
                    self.outcomes[id(other)] = Outcome(absorbed=True, owner=id(item))

    def _follows_event(self, call: Node, methods: frozenset[str]) -> bool:
        """Tell whether a call on a client stands earlier in the same tick and gets its ids only afterwards."""
        return any(
            other.role is Role.CALL
            and other.call is not None
            and other.method in methods
            and site_of(other.call).awaited is None
            and waits_for(other.call, call)
            for other in self.items
        )

    def _identity(self, item: Item, group: Group) -> Outcome:
        assert item.call is not None
        arguments = syntax.field(item.call, "arguments")
        passed = [self.values.read(node) for node in children(arguments)] if arguments is not None else []
        if item.method == "group" or item.what not in ("id", "anonymousId"):
            return Outcome((Reason("traits-read", f"`{item.method}().{item.what}`"),))
        call: calls.SegmentCall
        call = calls.IdentityWrite(item.what, passed[0]) if passed else calls.IdentityRead(item.what)
        mapped = map_call(call, self.settings, group.target)
        if isinstance(mapped, Refused):
            return Outcome((mapped.reason,))
        inner = self._client_span(item)
        made = mapped.calls[0]
        method = {
            amplitude_calls.GetUserId: "getUserId",
            amplitude_calls.GetDeviceId: "getDeviceId",
            amplitude_calls.SetUserId: "setUserId",
            amplitude_calls.SetDeviceId: "setDeviceId",
        }[type(made)]
        names = self._names(item, group)
        alone = names.method(method)
        parts: list[Part] = [alone.encode()] if alone is not None else [inner, b"." + method.encode()]
        parts += [b"(", *([passed[0].span] if passed else []), b")"]
        rewrite = Rewrite(span_of(item.call), tuple(parts))
        reasons = mapped.reasons
        if group.form is Form.GLOBAL and not self.is_loader_here:
            reasons = (*reasons, Reason("loader-elsewhere"))
        return Outcome(
            reasons, rewrites=(rewrite, *self._receiver_renames(item, group, [rewrite])), is_moved=True
        )

    @staticmethod
    def _client_span(item: Item) -> Span:
        return span_of(item.reference.expression)

    def _method_reference(self, item: Item, group: Group) -> Outcome:
        assert item.node is not None
        name = item.method or ""
        if (new := TESTED.get(name)) is not None and is_tested(item.node):
            rewrites = self._renames(item, group)
            if new != name and item.method_node is not None and not isinstance(item.reference.meaning, Method):
                inner = item.method_node
                quoted = inner.type == "string"
                span = Span(inner.start_byte + 1, inner.end_byte - 1) if quoted else span_of(inner)
                rewrites = (*rewrites, Rewrite(span, (new.encode(),)))
            return Outcome(safe_code="guard-follows", rewrites=rewrites, kind=Kind.GUARD)
        if (array := hook_dependencies(item.node)) is not None and isinstance(item.reference.meaning, Method):
            return self._dependency(item, group, array)
        if is_of_a_test(item.node):
            return self._stand_in(item, group, name)
        if name in SAME_METHODS:
            return Outcome((Reason("method-reference", f"`{name}`"),), rewrites=self._renames(item, group), is_moved=True)
        return Outcome((Reason("method-left", f"`{name}`"),))

    def _dependency(self, item: Item, group: Group, array: Node) -> Outcome:
        """A method among the dependencies of a hook stays there only if it is still taken from the client."""
        if item.method in DESTRUCTURED:
            return Outcome(safe_code="guard-follows", rewrites=self._renames(item, group), kind=Kind.GUARD)
        gone = {
            other.node.id
            for other in self.items
            if other.node is not None and other.role is Role.METHOD_REFERENCE and other.method not in DESTRUCTURED
            and syntax.same(other.node.parent, array)
        }
        rewrite = Rewrite(span_of(array), (b"[]",))
        if len(gone) < len(children(array)):
            rewrite = without_specifiers(self.program, array, gone)
        return Outcome(safe_code="guard-follows", rewrites=(rewrite,), kind=Kind.GUARD)

    def _stand_in(self, item: Item, group: Group, method: str | None, detail: str = "") -> Outcome:
        """What a test says of a mocked method: its name follows the client, and its arguments may have changed."""
        rewrites = self._renames(item, group)
        if method is None or method in SAME_METHODS:
            reason = Reason("mock-rewritten", detail or (f"`{method}`" if method else ""))
            return Outcome((reason,), rewrites=rewrites, kind=Kind.MOCK)
        become = ", ".join(f"`{name}`" for name in REPLACED.get(method, ()))
        detail = f"`{method}` became {become}" if become else f"`{method}` has no counterpart"
        return Outcome((Reason("mock-follows", detail),), rewrites=rewrites, kind=Kind.MOCK)

    def _escape(self, item: Item, group: Group) -> Outcome:
        """A client that is given to a function which is not followed; what a test runner gets is a mock."""
        call = item.node
        passed = children(syntax.field(call, "arguments") or call) if call is not None else []
        if item.what == "spyOn" and len(passed) > 1 and (method := syntax.string_value(passed[1])) is not None:
            detail = f"`{method}`, which cannot be spied on in a native module" if group.form is Form.NAMESPACE else ""
            return self._stand_in(item, group, method, detail)
        if item.what in ("mocked", "expect"):
            return self._stand_in(item, group, None)
        return Outcome((Reason("client-escapes", f"`{item.what}`"),))

    def _member_assigned(self, item: Item, group: Group) -> Outcome:
        right = syntax.field(item.node, "right") if item.node is not None else None
        if right is None or not text_of(right).startswith(("jest.fn(", "vi.fn(")):
            return Outcome((Reason("member-assigned", f"`{item.method}`"),))
        outcome = self._stand_in(item, group, item.method)
        if group.form is Form.NAMESPACE and not outcome.is_stuck:
            reason = Reason("mock-follows", f"`{item.method}`: a module's functions cannot be assigned")
            return Outcome((reason,), rewrites=outcome.rewrites, kind=Kind.MOCK)
        return outcome

    # --- carriers ----------------------------------------------------------------------------------------------

    def _renames(self, item: Item, group: Group) -> tuple[Rewrite, ...]:
        """The edit that renames one token, if its name changes."""
        reference = item.reference
        leaf = reference.leaf
        old = text_of(leaf)
        new = self._new_name(item, group)
        if new == old:
            return ()
        if leaf.type == "shorthand_property_identifier":
            return (Rewrite(span_of(leaf), (f"{old}: {new}".encode(),)),)
        return (Rewrite(span_of(leaf), (new.encode(),)),)

    def _new_name(self, item: Item, group: Group) -> str:
        reference = item.reference
        leaf, binding = reference.leaf, reference.binding
        name = text_of(leaf)
        if binding is not None:
            if isinstance(reference.meaning, Method):
                return name
            if group.form is Form.NAMESPACE and group.flavor == "react-native-classic":
                return self.file_imports(group).namespace(self.clients.binding_name(self.program, binding))
            return self.clients.binding_name(self.program, binding)
        if leaf.type in ("identifier", "shorthand_property_identifier"):
            return self.clients.renamed(name)
        if leaf.type in ("property_identifier", "private_property_identifier", "string_fragment"):
            parts = syntax.member_parts(reference.expression)
            owner = self.workspace.resolver.evaluate(self.program, parts[0]) if parts is not None else None
            if (exported := self.clients.member_name(owner, name)) is not None:
                return exported
            if group.is_split and group.form is not Form.GLOBAL:
                return self.clients.second_name(name)
            if name.startswith("$") or group.form is Form.GLOBAL or self._is_private_field(reference.expression, name):
                return self.clients.property_name(name)
        return name

    def _is_private_field(self, expression: Node, name: str) -> bool:
        """Tell whether ``this.name`` is a private field of the class around it."""
        parts = syntax.member_parts(expression)
        if parts is None or parts[0].type != "this":
            return False
        if name.startswith("#"):
            return True
        for around in syntax.ancestors(expression):
            if around.type in syntax.CLASSES:
                return is_private_member(around, name)
        return False

    def _declaration(self, item: Item, group: Group) -> Outcome:
        binding = item.reference.binding
        assert binding is not None
        declared = self._statement_of(item.reference.leaf)
        covers = (span_of(declared),) if declared is not None else ()
        if isinstance(item.reference.meaning, Method):
            return Outcome(safe_code="client-handed-on", absorbed=self._has_other_item(binding.node, item))
        if any(made.binding is binding for made in group.constructions):
            return Outcome(absorbed=True)
        if binding.name_node.type == "shorthand_property_identifier_pattern":
            new = self.clients.binding_name(self.program, binding)
            rewrites: tuple[Rewrite, ...] = ()
            if new != binding.name:
                source = syntax.field(binding.node, "value")
                is_global = source is not None and text_of(unwrap(source)) in syntax.GLOBAL_OBJECTS
                taken = self.clients.taken_name(self.program, binding)
                key = taken or (new if binding.name[0] == "$" else binding.name)
                text = new if is_global or key == new else f"{key}: {new}"
                rewrites = (Rewrite(span_of(item.reference.leaf), (text.encode(),)),)
            return Outcome(
                safe_code="client-handed-on",
                rewrites=rewrites,
                covers=covers,
                absorbed=self._has_other_item(binding.node, item),
            )
        if group.is_split and group.form is Form.GLOBAL and declared is not None and is_ambient(binding.node):
            return self._doubled_ambient(item, group, declared, covers)
        rewrites = (*self._renames(item, group), *self._taken_key(binding))
        return Outcome(
            safe_code="client-renamed" if rewrites else "client-handed-on",
            rewrites=rewrites,
            covers=covers,
            absorbed=self._has_other_item(binding.node, item),
        )

    def _taken_key(self, binding: Binding) -> tuple[Rewrite, ...]:
        """The key of ``{ analytics: client }`` where the pattern takes a module's export, which has a new name."""
        pair = binding.name_node.parent
        key = syntax.field(pair, "key") if pair is not None and pair.type == "pair_pattern" else None
        new = self.clients.taken_name(self.program, binding) if key is not None else None
        if key is None or new is None or new == text_of(key):
            return ()
        return (Rewrite(span_of(key), (new.encode(),)),)

    def _doubled_ambient(self, item: Item, group: Group, declared: Node, covers: tuple[Span, ...]) -> Outcome:
        """``declare const analytics: any`` twice, once for each client."""
        absorbed = self._has_other_item(declared, item)
        renames = self._renames(item, group)
        data, span = self.program.data, span_of(declared)
        if not renames:
            return Outcome((Reason("segment-stays"),), covers=covers, absorbed=absorbed)
        copy = data[span.start : renames[0].span.start] + b"".join(p for p in renames[0].parts if isinstance(p, bytes))
        copy += data[renames[0].span.end : span.end]
        gap = self.program.document.newline_at(span.end) + self.program.document.indent_at(span.start)
        rewrite = Rewrite(Span(span.end, span.end), (gap, copy))
        return Outcome((Reason("segment-stays"),), rewrites=(rewrite,), covers=covers, absorbed=absorbed)

    def _has_other_item(self, node: Node, item: Item) -> bool:
        """Tell whether a declaration holds another reference, whose finding then speaks for both."""
        return any(
            other is not item
            and node.start_byte <= other.reference.leaf.start_byte < node.end_byte
            and other.role in (Role.HANDED_ON, Role.TYPE, Role.CONSTRUCTION, Role.SDK_IMPORT)
            for other in self.items
        )

    @staticmethod
    def _statement_of(node: Node) -> Node | None:
        for around in syntax.ancestors(node):
            if around.type.endswith(("_statement", "_declaration", "_parameter")) and around.type != "statement_block":
                return around
        return None

    def _own_import(self, item: Item, group: Group) -> Outcome:
        leaf = item.reference.leaf
        binding = item.reference.binding
        assert binding is not None
        specifier = leaf.parent
        if not group.is_split and (started := self._without_import(item, binding)) is not None:
            return started
        new = self.clients.binding_name(self.program, binding)
        if specifier is None or specifier.type != "import_specifier":
            renames = self._renames(item, group)
            return Outcome(safe_code="client-renamed" if renames else "client-handed-on", rewrites=renames)
        name_node = syntax.field(specifier, "name")
        assert name_node is not None
        exported = self.clients.imported_name(self.program, binding) or text_of(name_node)
        text = exported if exported == new else f"{exported} as {new}"
        if group.is_split and self._is_used_by_stuck(binding):
            if text == text_of(specifier) or not self._is_used_by_moved(binding):
                return Outcome((Reason("segment-stays"),))
            rewrite = Rewrite(span_of(specifier), (f"{text}, ".encode(), span_of(specifier)))
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if text == text_of(specifier):
            return Outcome(safe_code="client-handed-on")
        return Outcome(safe_code="client-renamed", rewrites=(Rewrite(span_of(specifier), (text.encode(),)),))

    def _without_import(self, item: Item, binding: Binding) -> Outcome | None:
        """A client that only a provider was given: its module is still imported, because it starts the client."""
        uses = [other for other in self.items if other.reference.binding is binding and other is not item]
        if not uses or not all(self._is_provided(other.reference.leaf) for other in uses):
            return None
        statement, specifier = item.node, item.reference.leaf.parent
        source = syntax.field(statement, "source") if statement is not None else None
        if statement is None or source is None or specifier is None:
            return None
        start = statement.children[0].end_byte
        clause = specifier.parent
        if specifier.type == "import_specifier" and clause is not None and len(children(clause)) > 1:
            rewrite = without_specifiers(self.program, clause, {specifier.id})
        elif len(self._bindings_of(statement)) == 1:
            rewrite = Rewrite(Span(start, source.start_byte), (b" ",))
        else:
            return None
        return Outcome(safe_code="client-handed-on", rewrites=(rewrite,), covers=(span_of(statement),))

    def _is_used_by_stuck(self, binding: Binding) -> bool:
        for other in self.items:
            outcome = self.outcomes.get(id(other))
            if other.reference.binding is binding and other.role is not Role.OWN_IMPORT:
                if outcome is None:
                    outcome = self._try(other)
                if outcome.is_stuck:
                    return True
        return False

    def _is_used_by_moved(self, binding: Binding) -> bool:
        return any(
            other.reference.binding is binding
            and other.role not in (Role.OWN_IMPORT, Role.EXPORT)
            and not (self.outcomes.get(id(other)) or self._try(other)).is_stuck
            for other in self.items
        )

    def _try(self, item: Item) -> Outcome:
        group = self._group(item)
        try:
            return self._write(item, group)
        except Unwritable as problem:
            return Outcome((problem.reason,))

    def _export(self, item: Item, group: Group) -> Outcome:
        specifier = item.node
        binding = item.reference.binding
        assert specifier is not None
        name_node, alias = syntax.field(specifier, "name"), syntax.field(specifier, "alias")
        assert name_node is not None
        local = self.clients.binding_name(self.program, binding) if binding is not None else text_of(name_node)
        exported = text_of(alias or name_node)
        new = self.clients.own_export_name(self.program, exported) or exported
        text = local if local == new else f"{local} as {new}"
        if group.is_split:
            rewrite = Rewrite(span_of(specifier), (span_of(specifier), f", {text}".encode()))
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if text == text_of(specifier):
            return Outcome(safe_code="client-handed-on")
        return Outcome(safe_code="client-renamed", rewrites=(Rewrite(span_of(specifier), (text.encode(),)),))

    def _handed_on(self, item: Item, group: Group) -> Outcome:
        node = item.node
        if node is not None and node.type == "variable_declarator":
            name = syntax.field(node, "name")
            if name is not None and name.type == "object_pattern":
                return self._destructuring(item, group, name)
        if node is not None and node.type == "string" and (value := defined_value(node)) is not None:
            return self._assigned_mock(item, group, value)
        if not group.is_split and self._is_provided(item.reference.leaf):
            return Outcome(safe_code="client-handed-on")
        if group.is_split and (rewrite := self._doubled(item, group)) is not None:
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if node is not None and node.type == "variable_declarator" and self._becomes_itself(item, node):
            statement = self._statement_of(node)
            if statement is not None:
                writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
                return Outcome(
                    safe_code="client-handed-on",
                    rewrites=(Rewrite(writer.whole_lines(span_of(statement)), ()),),
                    covers=(span_of(statement),),
                )
        covers: tuple[Span, ...] = ()
        if node is not None and node.type == "variable_declarator":
            covers = (span_of(node),)
        rewrites = self._renames(item, group)
        if node is not None and (key := instance_key(node)) is not None:
            new = self.clients.property_name(text_of(key))
            if key.id == item.reference.leaf.id:
                local = self._new_name(item, group)
                text = new if new == local else f"{new}: {local}"
                rewrites = (Rewrite(span_of(key), (text.encode(),)),) if text != text_of(key) else ()
            elif new != text_of(key):
                rewrites = (*rewrites, Rewrite(span_of(key), (new.encode(),)))
        return Outcome(safe_code="client-handed-on", rewrites=rewrites, covers=covers)

    def _becomes_itself(self, item: Item, declarator: Node) -> bool:
        """Tell whether ``const a = b`` would become ``const x = x``."""
        name = syntax.field(declarator, "name")
        binding = self.program.lookup(text_of(name), name.start_byte) if name is not None else None
        source = item.reference.binding
        if binding is None or source is None or name is None or name.type != "identifier":
            return False
        return self.clients.binding_name(self.program, binding) == self.clients.binding_name(self.program, source)

    def _destructuring(self, item: Item, group: Group, pattern: Node) -> Outcome:
        """``const { track, page } = analytics``: methods that Amplitude lacks go when nothing uses them any more."""
        gone: set[int] = set()
        for child in children(pattern):
            name = syntax.property_name(syntax.field(child, "key") or child)
            if child.type == "rest_pattern" or name is None:
                return Outcome((Reason("reference-unclear"),))
            if name in DESTRUCTURED:
                continue
            local = self.program.lookup(text_of(syntax.field(child, "value") or child), child.start_byte)
            users = [
                other
                for other in self.items
                if other.reference.binding is local and not other.reference.is_declaration and local is not None
            ]
            if any(self._try(other).is_stuck for other in users):
                return Outcome((Reason("method-left", f"`{name}`"),))
            gone.add(child.id)
        rewrites = list(self._renames(item, group))
        if gone:
            if len(gone) == len(children(pattern)):
                statement = self._statement_of(pattern)
                writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
                if statement is not None:
                    return Outcome(
                        safe_code="client-handed-on",
                        rewrites=(Rewrite(writer.whole_lines(span_of(statement)), ()),),
                        covers=(span_of(statement),),
                    )
            rewrites.append(without_specifiers(self.program, pattern, gone))
        declarator = item.node
        covers = (span_of(declarator),) if declarator is not None else ()
        return Outcome(safe_code="client-handed-on", rewrites=tuple(rewrites), covers=covers)

    def _assigned(self, item: Item, group: Group) -> Outcome:
        node = item.node
        right = syntax.field(node, "right") if node is not None else None
        if any(made.statement is not None and node is not None and syntax.same(node.parent, made.statement)
               for made in group.constructions):
            return Outcome(absorbed=True, rewrites=() if group.is_split else self._renames(item, group))
        if right is not None and unwrap(right).type == "object":
            return self._assigned_mock(item, group, unwrap(right))
        if group.is_split and (rewrite := self._doubled(item, group)) is not None:
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        return Outcome(safe_code="client-handed-on", rewrites=self._renames(item, group))

    def _assigned_mock(self, item: Item, group: Group, value: Node) -> Outcome:
        """``window.analytics = { track: jest.fn() }``: a stand-in whose methods are all Amplitude's too."""
        renames = self._renames(item, group)
        names = {syntax.property_name(syntax.field(child, "key") or syntax.field(child, "name") or child) for child in children(value)}
        if names and names <= SAME_METHODS:
            return Outcome((Reason("mock-rewritten"),), rewrites=renames, kind=Kind.MOCK)
        try:
            made = MockWriter(self.program, self.style, self.clients, self.workspace.resolver, []).stand_in(value, group)
        except NotPlainMock:
            return Outcome((Reason("mock-left"),), kind=Kind.MOCK)
        return Outcome((Reason("mock-rewritten"),), rewrites=(*renames, made), kind=Kind.MOCK)

    # --- doubling ----------------------------------------------------------------------------------------------

    def can_double(self, item: Item) -> bool:
        """Tell whether what carries the client here can stand twice, once for each client."""
        if isinstance(item.reference.meaning, Client) and item.reference.meaning.origin.flavor == "global":
            if item.role in (Role.HANDED_ON, Role.DECLARATION) and (binding := self._local_name(item)) is not None:
                return is_ambient(binding.node) or not self._is_used_by_stuck(binding)
        if item.role is Role.DECLARATION:
            binding = item.reference.binding
            group = self._group(item)
            is_made = group is not None and any(made.binding is binding for made in group.constructions)
            return is_made or self._is_typed_elsewhere(item)
        if item.role is Role.TYPE:
            return self._double_member(item) is not None
        if item.node is not None and item.node.type == "variable_declarator":
            return False
        return self._double_statement(item) is not None or self._is_only_tested(item)

    def _local_name(self, item: Item) -> Binding | None:
        """The local name that a declaration gives to the global."""
        if item.role is Role.DECLARATION:
            return item.reference.binding
        name = syntax.field(item.node, "name") if item.node is not None and item.node.type == "variable_declarator" else None
        if name is None or name.type != "identifier":
            return None
        return self.program.lookup(text_of(name), name.start_byte)

    def _guards_stuck(self, item: Item) -> bool:
        """Tell whether a guard stands before calls that stay, and before no other."""
        for around in syntax.ancestors(item.reference.leaf):
            if not around.type.endswith(("_statement", "_declaration")) and around.type not in ("statement_block", "program"):
                continue
            guarded = [
                other
                for other in self.items
                if other.role in (Role.CALL, Role.IDENTITY)
                and around.start_byte <= other.reference.leaf.start_byte < around.end_byte
            ]
            if guarded:
                return all((self.outcomes.get(id(other)) or self._try(other)).is_stuck for other in guarded)
            if around.parent is not None and around.parent.type in syntax.FUNCTIONS:
                return False
        return False

    def _is_only_tested(self, item: Item) -> bool:
        """Tell whether a getter gives the client only for others to ask whether it is there."""
        getter = next(
            (around for around in syntax.ancestors(item.reference.leaf) if around.type in syntax.FUNCTIONS), None
        )
        name = syntax.property_name(syntax.field(getter, "name")) if getter is not None else None
        if getter is None or name is None or not is_getter(getter):
            return False
        for token in self.program.tokens({name}):
            member = token.parent
            if token.type != "property_identifier" or member is None or member.type != "member_expression":
                continue
            outer = syntax.outermost(member)
            around = outer.parent
            if around is None or not (
                (around.type == "unary_expression" and text_of(around).startswith("!"))
                or (around.type in ("if_statement", "ternary_expression") and is_condition(around, outer))
            ):
                return False
        return True

    @staticmethod
    def _is_typed_elsewhere(item: Item) -> bool:
        """Tell whether a variable is only declared with a type, so that its statement is doubled for the type."""
        binding = item.reference.binding
        return binding is not None and is_plain_declaration(binding.node)

    def _double_member(self, item: Item) -> Node | None:
        """The field, interface member or declaration without a client that a type belongs to."""
        for around in syntax.ancestors(item.reference.leaf):
            if around.type == "property_signature":
                name = syntax.property_name(syntax.field(around, "name"))
                return around if name is not None and (name.startswith("$") or is_global_interface(around)) else None
            if around.type == "public_field_definition":
                return around if syntax.field(around, "value") is None or is_empty_value(around) else None
            if around.type == "variable_declarator":
                return around.parent if is_plain_declaration(around) else None
            if around.type.endswith(("_statement", "_declaration", "_parameter")):
                return None
        return None

    def _double_statement(self, item: Item) -> Node | None:
        """The statement that puts the client on a global or on every instance."""
        leaf = item.reference.leaf
        for around in syntax.ancestors(leaf):
            if around.type != "expression_statement":
                continue
            inner = children(around)[0] if children(around) else around
            if inner.type == "assignment_expression":
                left = syntax.field(inner, "left")
                parts = syntax.member_parts(left) if left is not None else None
                if left is not None and left.type == "identifier":
                    return around
                if parts is not None and (
                    parts[2].startswith("$") or parts[0].type == "this" or text_of(parts[0]) in syntax.GLOBAL_OBJECTS
                ):
                    return around
                return None
            if inner.type == "call_expression" and text_of(inner).startswith("Object.defineProperty("):
                return around if item.node is not None and defined_property(item.node) is not None else None
        return None

    def _doubled(self, item: Item, group: Group) -> Rewrite | None:
        statement = self._double_statement(item)
        if statement is None:
            return None
        renames: list[Rewrite] = []
        for other in self.items:
            leaf = other.reference.leaf
            if statement.start_byte <= leaf.start_byte < statement.end_byte:
                renames += self._renames(other, group)
        copied = {rename.span.start: rename for rename in renames}
        if item is not next(
            other
            for other in self.items
            if statement.start_byte <= other.reference.leaf.start_byte < statement.end_byte
            and other.role in (Role.HANDED_ON, Role.ASSIGNED)
        ):
            return Rewrite(Span(statement.end_byte, statement.end_byte), ())
        copy = b""
        position = statement.start_byte
        for start in sorted(copied):
            rename = copied[start]
            copy += self.program.data[position : rename.span.start] + b"".join(
                part for part in rename.parts if isinstance(part, bytes)
            )
            position = rename.span.end
        copy += self.program.data[position : statement.end_byte]
        newline = self.program.document.newline_at(statement.end_byte)
        indent = self.program.document.indent_at(statement.start_byte)
        return Rewrite(Span(statement.end_byte, statement.end_byte), (newline + indent + copy,))

    # --- types and the package itself --------------------------------------------------------------------------

    def _type(self, item: Item, group: Group | None) -> Outcome:
        leaf = item.reference.leaf
        meaning = item.reference.meaning
        if isinstance(meaning, Client):
            if group is None:
                return Outcome((Reason("reference-unclear"),))
            return self._global_type(item, group)
        whole = leaf
        if leaf.parent is not None and leaf.parent.type == "nested_type_identifier":
            whole = leaf.parent
        name = text_of(whole).rpartition(".")[2]
        if not isinstance(meaning, (SdkMember, SdkModule)):
            return Outcome((Reason("reference-unclear"),))
        if isinstance(meaning, SdkMember):
            name = meaning.name
        if group is not None and is_injected_by_class(whole):
            return Outcome((Reason("injected-by-class", f"`{name}`"),))
        if group is not None:
            keys = self._renamed_keys(whole, group)
            text = self._client_type(group)
            if text is None:
                return Outcome((Reason("sdk-use", f"`{name}`"),))
            if group.is_split and (member := self._double_member(item)) is not None:
                return Outcome((Reason("segment-stays"),), rewrites=(self._doubled_member(member, whole, text, keys),))
            rewrites = (Rewrite(span_of(whole), (text.encode(),)), *keys)
            return Outcome(safe_code="type-follows", rewrites=rewrites, covers=(span_of(whole),))
        if name in PAYLOAD_TYPES and any(
            other.role is Role.CALL and self._try(other).is_stuck for other in self.items
        ):
            return Outcome((Reason("sdk-use", f"`{name}`"),))
        if name in PAYLOAD_TYPES:
            rewrite = Rewrite(span_of(whole), (b"Record<string, unknown>",))
            return Outcome((Reason("type-assumed", f"`{name}`"),), rewrites=(rewrite,))
        return Outcome((Reason("sdk-use", f"`{name}`"),))

    def _global_type(self, item: Item, group: Group) -> Outcome:
        """The global's declaration follows it; a type that lists Segment's methods gives way to Amplitude's."""
        renames = self._renames(item, group)
        annotation = syntax.field(item.node, "type") if item.node is not None else None
        inner = children(annotation) if annotation is not None else []
        text = self._client_type(group) if group.form is Form.GLOBAL else None
        if group.is_split and item.node is not None and (member := self._double_member(item)) is not None:
            written = Rewrite(span_of(inner[0]), (text.encode(),)) if inner and text is not None else None
            if inner and inner[0].type == "predefined_type":
                written = None
            changes = (*renames, written) if written is not None else renames
            return Outcome((Reason("segment-stays"),), rewrites=(self._doubled_with(member, changes),))
        if not inner or inner[0].type == "predefined_type" or text is None:
            return Outcome(safe_code="type-follows", rewrites=renames)
        rewrite = Rewrite(span_of(inner[0]), (text.encode(),))
        covers = (span_of(item.node),) if item.node is not None else ()
        return Outcome((Reason("type-assumed", f"`{text}`"),), rewrites=(*renames, rewrite), covers=covers)

    def _doubled_member(self, member: Node, whole: Node, text: str, keys: tuple[Rewrite, ...]) -> Rewrite:
        changes = [Rewrite(span_of(whole), (text.encode(),)), *keys]
        for other in self.items:
            leaf = other.reference.leaf
            if other.role is Role.DECLARATION and member.start_byte <= leaf.start_byte < member.end_byte:
                owner = self._group(other)
                changes += self._renames(other, owner) if owner is not None else ()
        return self._doubled_with(member, tuple(changes))

    def _doubled_with(self, member: Node, changes: tuple[Rewrite, ...]) -> Rewrite:
        """A member of a type a second time, with some of it changed."""
        data = self.program.data
        copy = b""
        position = member.start_byte
        for change in sorted(changes, key=lambda change: change.span):
            copy += data[position : change.span.start] + b"".join(p for p in change.parts if isinstance(p, bytes))
            position = change.span.end
        copy += data[position : member.end_byte]
        end = member.end_byte
        separator = data[end : end + 1] if data[end : end + 1] in (b";", b",") else b";"
        if data[end - 1 : end] == b";" or (member.type == "public_field_definition" and not self.style.semicolon):
            separator = b""
        newline = self.program.document.newline_at(end)
        indent = self.program.document.indent_at(member.start_byte)
        return Rewrite(Span(end, end), (separator + newline + indent + copy,))

    def _client_type(self, group: Group) -> str | None:
        if group.form is Form.GLOBAL:
            return f"typeof import({self.style.quote}{group.target.package}{self.style.quote})"
        name = CLIENT_TYPES.get(group.flavor)
        return self.file_imports(group).exported(name) if name is not None else None

    def _renamed_keys(self, whole: Node, group: Group) -> tuple[Rewrite, ...]:
        """The key of the interface member or field that a type belongs to, where it is renamed."""
        for around in syntax.ancestors(whole):
            if around.type in ("property_signature", "public_field_definition"):
                key = syntax.field(around, "name")
                name = syntax.property_name(key)
                if key is None or name is None:
                    return ()
                is_ours = (
                    name.startswith("$")
                    or (group.form is Form.GLOBAL and around.type == "property_signature")
                    or (around.type == "public_field_definition" and is_private_field(around))
                )
                new = self.clients.property_name(name) if is_ours else name
                if group.is_split and group.form is not Form.GLOBAL:
                    new = self.clients.second_name(name)
                return (Rewrite(span_of(key), (new.encode(),)),) if new != name else ()
            if around.type.endswith(("_statement", "_declaration", "_parameter")):
                return ()
        return ()

    def _sdk_import(self, item: Item, group: Group | None) -> Outcome:
        """Imports of the package are settled when everything else is."""
        return Outcome(absorbed=True)

    def _sdk_use(self, item: Item, group: Group | None) -> Outcome:
        if text_of(item.reference.leaf) == "AnalyticsProvider":
            return self._provider(item, group)
        return Outcome((Reason("sdk-use", f"`{item.what}`"),))

    def _provider(self, item: Item, group: Group | None) -> Outcome:
        """``<AnalyticsProvider client={…}>`` goes; its children stand alone, or in a fragment where they must."""
        tag = item.reference.leaf.parent
        assert tag is not None
        if group is None or group.is_split or self.clients.constructed(group.origin.sdk) > 1:
            return Outcome((Reason("sdk-use", f"`{item.what}`"),))
        reasons = (Reason("provider-removed"),)
        covers = (span_of(tag),)
        element = tag.parent
        if tag.type == "jsx_self_closing_element" or element is None:
            return Outcome(reasons, rewrites=(Rewrite(span_of(tag), (b"<></>",)),), covers=covers)
        is_opening = tag.type == "jsx_opening_element"
        inside = self._unwrapped(element)
        if inside is None:
            text = b"<>" if is_opening else b"</>"
            return Outcome(reasons, rewrites=(Rewrite(span_of(tag), (text,)),), covers=covers)
        if not is_opening:
            return Outcome(reasons, rewrites=(Rewrite(Span(inside.end, element.end_byte), ()),), covers=covers)
        opened = Rewrite(Span(element.start_byte, inside.start), ())
        return Outcome(reasons, rewrites=(opened, *self._dedented(element, inside)), covers=covers)

    def _unwrapped(self, element: Node) -> Span | None:
        """The children of an element that may stand in its place; None where they need a fragment."""
        tags = ("jsx_opening_element", "jsx_closing_element")
        listed = [child for child in children(element) if child.type not in tags]
        found = [child for child in listed if child.type != "jsx_text" or text_of(child).strip()]
        parent = element.parent
        is_nested = parent is not None and parent.type == "jsx_element"
        is_one = len(found) == 1 and found[0].type in ("jsx_element", "jsx_self_closing_element")
        if not found or not (is_nested or is_one) or any(child.type == "jsx_text" for child in found):
            return None
        lines = text_of(element).count("\n")
        if lines and any(token.count("\n") for token in re.findall(r"`[^`]*`", text_of(element))):
            return None
        if any(
            other.call is not None and other.call.start_point[0] != other.call.end_point[0]
            and element.start_byte <= other.call.start_byte < element.end_byte
            for other in self.items
        ):
            return None
        return Span(found[0].start_byte, found[-1].end_byte)

    def _dedented(self, element: Node, inside: Span) -> list[Rewrite]:
        """Move lines of children to where their parent stood."""
        document = self.program.document
        outer = document.indent_at(element.start_byte)
        indent = document.indent_at(inside.start)
        starts_line = document.line_start(inside.start) != document.line_start(element.start_byte)
        if not starts_line or not indent.startswith(outer) or indent == outer:
            return []
        surplus = indent[len(outer) :]
        found: list[Rewrite] = []
        position = self.program.data.find(b"\n", inside.start, inside.end)
        while position >= 0:
            start = position + 1
            if self.program.data.startswith(outer + surplus, start):
                found.append(Rewrite(Span(start, start + len(surplus)), ()))
            position = self.program.data.find(b"\n", start, inside.end)
        return found

    def _is_provided(self, leaf: Node) -> bool:
        """Tell whether a client stands in the attribute of a provider that goes."""
        for around in syntax.ancestors(leaf):
            if around.type in ("jsx_opening_element", "jsx_self_closing_element"):
                tag = syntax.field(around, "name")
                value = provided_client(tag) if tag is not None and text_of(tag) == "AnalyticsProvider" else None
                return value is not None and span_of(value).contains(span_of(leaf))
            if around.type.endswith(("_statement", "_declaration")):
                return False
        return False

    # --- creating the client -----------------------------------------------------------------------------------

    def _construction(self, item: Item, group: Group) -> Outcome:
        node = item.node
        assert node is not None
        made = next((made for made in group.constructions if syntax.same(made.node, node)), None)
        if group.origin.name == "useAnalytics" or (made is None and text_of(node).startswith("useAnalytics(")):
            return self._hook(item, group, node)
        if made is None:
            inner = next((made for made in group.constructions if made.node.start_byte == node.start_byte), None)
            if inner is None:
                return Outcome((Reason("init-left"),))
            made = inner
        if made.shape == "other" or not self._is_reachable(item, made):
            return Outcome((Reason("init-left"),))
        init = self._init(made, group)
        covers = (span_of(made.statement if made.statement is not None else node),)
        if self._is_flushed_at_once(made, group):
            return Outcome((Reason("init-not-awaited"),), covers=covers)
        statement_parts = self._init_parts(made, group, init)
        if isinstance(init, Reason):
            return Outcome((init,), covers=covers)
        if statement_parts is None:
            return Outcome((Reason("init-left"),), covers=covers)
        reasons = (*init.reasons, *self._listeners(item, group, node))
        if made.is_bare and group.form is Form.INSTANCE:
            reasons = ()
        if group.is_split:
            reasons = (*reasons, Reason("segment-stays"))
        if len(self._siblings(group)) > 1 and group.target.keeps_identity:
            reasons = (*reasons, Reason("instance-name"))
        write_key = self._write_key(init.api_key)
        key_rewrites = () if group.is_split else self._key_constant(init.api_key)
        return Outcome(
            reasons,
            safe_code="client-handed-on",
            rewrites=(*statement_parts, *key_rewrites),
            covers=covers,
            write_key=write_key,
            beside=self._given_plugins(init),
        )

    def _is_flushed_at_once(self, made: Construction, group: Group) -> bool:
        """Tell whether a function makes a server's client and flushes it, and cannot wait in between."""
        if group.target is not amplitude_calls.NODE or made.in_async or made.is_module_level:
            return False
        function = next((around for around in syntax.ancestors(made.node) if around.type in syntax.FUNCTIONS), None)
        return function is not None and made.shape == "declaration" and any(
            other.method in ("flush", "closeAndFlush") and self._group(other) is group
            and function.start_byte <= other.reference.leaf.start_byte < function.end_byte
            for other in self.items
        )

    def _listeners(self, item: Item, group: Group, node: Node) -> tuple[Reason, ...]:
        """Why listeners that were chained to the construction are removed with it."""
        found: list[Reason] = []
        for other in self.items:
            if other is item or other.call is None or other.method not in ("on", "once"):
                continue
            if other.call.start_byte != node.start_byte:
                continue
            read = self.reader.read(group.flavor, other.method, syntax.field(other.call, "arguments"))
            mapped = map_call(read.call, self.settings, group.target) if read.call is not None else None
            found += mapped.reasons if isinstance(mapped, Rewritten) else ()
        return tuple(found)

    def _is_reachable(self, item: Item, made: Construction) -> bool:
        """Tell whether the package has a name here, and what is made goes where it can be followed."""
        binding = item.reference.binding
        if binding is None or binding.kind == "parameter":
            return False
        outer = syntax.outermost(made.node)
        if made.shape != "hoisted" or outer.parent is None or outer.parent.type != "arguments":
            return True
        role = classify_argument(item.reference, outer.parent, outer, self.workspace.resolver).role
        return role is not Role.ESCAPE

    def _given_plugins(self, init: Init) -> tuple[Beside, ...]:
        """A finding for each option that gives the client plugins."""
        reason = Reason("plugin-left", "given to the client when it is made", suggestion("register"))
        return tuple(
            Beside(reason, entry.key_span or entry.span, entry.span, Kind.PLUGIN) for entry in init.plugins
        )

    def _siblings(self, group: Group) -> list[Group]:
        package = self.clients.package_of(group.origin.path)
        return [
            other
            for other in self.clients.groups.values()
            if other.target is group.target
            and other.constructions
            and other.form is not Form.GLOBAL
            and self.clients.package_of(other.origin.path) == package
        ]

    def _hook(self, item: Item, group: Group, node: Node) -> Outcome:
        """React Native's ``useAnalytics()``: the package itself takes the hook's place."""
        made = self.clients.constructed(group.origin.sdk)
        if group.is_split or group.form is not Form.NAMESPACE or made > 1:
            return Outcome((Reason("init-left", "`useAnalytics`"),))
        reasons = () if made else (Reason("init-elsewhere"),)
        outer = syntax.outermost(node)
        declarator = outer.parent
        name = syntax.field(declarator, "name") if declarator is not None else None
        statement = self._statement_of(outer)
        namespace = self.file_imports(group).namespace()
        writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
        if name is not None and name.type == "identifier" and statement is not None:
            binding = self.program.lookup(text_of(name), name.start_byte)
            if binding is not None and self.clients.binding_name(self.program, binding) == namespace:
                whole = writer.whole_lines(span_of(statement))
                return Outcome(reasons, "client-handed-on", (Rewrite(self._with_blank_line(whole), ()),), (span_of(statement),))
        rewrites: tuple[Rewrite, ...] = (Rewrite(span_of(node), (namespace.encode(),)),)
        if name is not None and name.type == "object_pattern":
            taken = self._destructuring(item, group, name)
            if taken.is_stuck:
                return taken
            if any(rewrite.span.contains(span_of(node)) for rewrite in taken.rewrites):
                whole = taken.rewrites[-1].span
                return Outcome(reasons, "client-handed-on", (Rewrite(self._with_blank_line(whole), ()),), taken.covers)
            pattern = span_of(name)
            rewrites = (*rewrites, *(rewrite for rewrite in taken.rewrites if pattern.contains(rewrite.span)))
        return Outcome(reasons, "client-handed-on", rewrites)

    def _with_blank_line(self, lines: Span) -> Span:
        """Lines at the start of a block, with the blank line behind them."""
        before = self.program.data[: lines.start].rstrip(b" \t\r\n")
        blank = re.compile(rb"[ \t]*\r?\n").match(self.program.data, lines.end)
        return Span(lines.start, blank.end()) if before.endswith(b"{") and blank is not None else lines

    def _init(self, made: Construction, group: Group) -> Init | Reason:
        nodes = settings_nodes(made.node)
        return self._map_load(group, nodes)

    def _map_load(self, group: Group, nodes: list[Node]) -> Init | Reason:
        passed = [self.values.read(node) for node in nodes]
        first = passed[0] if passed else None
        if first is not None and first.kind is ValueKind.OBJECT:
            key = first.entry("writeKey")
            load = Load(group.flavor, key.value if key is not None else None, first, passed[1] if len(passed) > 1 else None)
        else:
            load = Load(group.flavor, first, None, passed[1] if len(passed) > 1 else None)
        return map_load(load, self.settings, group.target)

    def _init_arguments(self, group: Group, init: Init, writer: CallWriter, column: int, indent: bytes) -> list[Part]:
        parts: list[Part] = [b"(", *self._api_key(init.api_key, is_split=group.is_split)]
        if not init.options:
            return [*parts, b")"]
        if group.target is amplitude_calls.REACT_NATIVE:
            parts.append(b", undefined")
        newline = self.program.document.newline_at(0)
        inline: list[Part] = [b", ", *self._init_options(group, init, writer, None), b")"]
        if column + _width([*parts, *inline]) + 1 <= self.style.width:
            return [*parts, *inline]
        parts.append(b", ")
        return [*parts, *self._init_options(group, init, writer, newline + indent), b")"]

    def _init_options(self, group: Group, init: Init, writer: CallWriter, gap: bytes | None) -> list[Part]:
        """The options of init, on one line, or with ``gap`` one entry a line."""
        is_unified = group.target is amplitude_calls.UNIFIED
        inner = gap + self.style.unit if gap is not None else None
        entries: list[list[Part]] = []
        for name, value in init.options:
            writer.begin_line(inner + (self.style.unit if is_unified else b"") if inner is not None else None)
            entries.append([f"{name}: ".encode(), *writer.expression(value)])
        if is_unified:
            entries = [[b"analytics: ", *self._braced(entries, inner)]]
        return self._braced(entries, gap)

    def _braced(self, entries: list[list[Part]], gap: bytes | None) -> list[Part]:
        if gap is None:
            return [b"{ ", *_join(b", ", entries), b" }"]
        parts: list[Part] = [b"{"]
        for entry in entries:
            parts += [gap + self.style.unit, *entry, b","]
        return [*parts, gap + b"}"]

    def _init_parts(self, made: Construction, group: Group, init: Init | Reason) -> tuple[Rewrite, ...] | None:
        if isinstance(init, Reason):
            return None
        imports = self.file_imports(group)
        semicolon = self.style.semicolon.encode()
        method = b"initAll" if group.target is amplitude_calls.UNIFIED and group.form is Form.NAMESPACE else b"init"
        place = made.statement if made.statement is not None else made.node
        indent = self.program.document.indent_at(place.start_byte)
        newline = self.program.document.newline_at(place.start_byte)
        writer = CallWriter(self.program, self.style, ClientNames(imports, group.form, None, is_named=False), group.target)
        gap = newline + indent
        waits = made.awaited is not None or (made.in_async and not group.target.keeps_identity)
        if made.is_module_level and group.target is amplitude_calls.NODE and self._flushes_at_top_level(group):
            waits = True
        end = b".promise" if waits and method == b"init" else b""

        def call(receiver: list[Part], line: bytes = gap) -> list[Part]:
            lead = [b"await "] if waits else []
            base = line.lstrip(b"\r\n")
            column = len(base) + _width(receiver) + 6
            arguments = self._init_arguments(group, init, writer, column, base)
            start: list[Part] = [*receiver, b"." + method] if receiver else [imports.named(method.decode()).encode()]
            first = self._first_calls(receiver, imports, init, writer, line)
            return [*lead, *start, *arguments, end, *(part for parts in first for part in (semicolon, line, *parts))]

        if made.shape == "statement":
            name = imports.namespace()
            assert made.statement is not None
            return (Rewrite(span_of(made.statement), (*call([name.encode()]), semicolon)),)
        if group.form is Form.NAMESPACE and made.shape == "declaration":
            return self._namespace_init(made, group, imports, call, gap, semicolon)
        create = imports.exported("createInstance").encode() + b"()"
        if made.shape == "declaration":
            return self._instance_declaration(made, group, create, call, gap, semicolon)
        if made.shape == "assignment":
            return self._assigned_init(made, group, create, call, gap, semicolon)
        if made.shape == "memo":
            return self._memo_init(made, create, call, gap, semicolon)
        if made.shape == "field":
            return self._field_init(made, create, call, gap, semicolon)
        if made.shape == "hoisted":
            return self._hoisted_init(made, group, create, call, gap, semicolon)
        if made.shape in ("return", "arrow") and not made.is_bare:
            name = free_name(self.program, "client")
            lines: list[list[Part]] = [
                [f"const {name} = ".encode(), create, semicolon],
                [*call([name.encode()]), semicolon],
                [f"return {name}".encode(), semicolon],
            ]
            if made.statement is not None and made.shape == "return":
                if made.statement.parent is None or made.statement.parent.type != "statement_block":
                    return None
                return (Rewrite(span_of(made.statement), tuple(_join(gap, lines))),)
            if made.arrow is not None:
                body = syntax.field(made.arrow, "body")
                assert body is not None
                base = self.program.document.indent_at(body.start_byte)
                inner = newline + base + self.style.unit
                lines[1] = [*call([name.encode()], inner), semicolon]
                block: list[Part] = [b"{"]
                for line in lines:
                    block += [inner, *line]
                return (Rewrite(span_of(body), (*block, newline + base + b"}")),)
        return None

    def _flushes_at_top_level(self, group: Group) -> bool:
        """Tell whether a module that makes the client awaits its flush outside of all functions."""
        return any(
            other.method in ("flush", "closeAndFlush") and other.call is not None and self._group(other) is group
            and site_of(other.call).awaited is not None
            and not any(around.type in syntax.FUNCTIONS for around in syntax.ancestors(other.call))
            for other in self.items
        )

    def _assigned_init(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[..., list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...] | None:
        """``x = <it>``: made and started, in braces where only one statement may stand."""
        assert made.statement is not None and made.target is not None
        target: Part = span_of(made.target)
        around = made.statement.parent
        is_alone = around is not None and around.type not in BLOCKS
        parts: list[Part] = [target, b" = ", create]
        if group.is_split:
            if is_alone:
                return None
            target = self._second_target(made.target)
            parts = [span_of(made.statement), gap, target, b" = ", create]
        if made.is_bare:
            return (Rewrite(span_of(made.statement), (*parts, semicolon)),)
        if not is_alone or around is None:
            return (Rewrite(span_of(made.statement), (*parts, semicolon, gap, *call([target]), semicolon)),)
        outer = self.program.document.newline_at(around.start_byte) + self.program.document.indent_at(around.start_byte)
        inner = outer + self.style.unit
        block: list[Part] = [b"{", inner, *parts, semicolon, inner, *call([target], inner), semicolon, outer, b"}"]
        return (Rewrite(span_of(made.statement), tuple(block)),)

    def _memo_init(
        self, made: Construction, create: bytes, call: Callable[..., list[Part]], gap: bytes, semicolon: bytes
    ) -> tuple[Rewrite, ...]:
        """``x ??= <it>``: a condition around what makes it."""
        assert made.statement is not None and made.target is not None
        target = span_of(made.target)
        inner = gap + self.style.unit
        parts: list[Part] = [b"if (!", target, b") {", inner, target, b" = ", create, semicolon]
        if not made.is_bare:
            parts += [inner, *call([target], inner), semicolon]
        parts += [gap, b"}"]
        if made.statement.type == "return_statement":
            parts += [gap, b"return ", target, semicolon]
        return (Rewrite(span_of(made.statement), tuple(parts)),)

    def _field_init(
        self, made: Construction, create: bytes, call: Callable[..., list[Part]], gap: bytes, semicolon: bytes
    ) -> tuple[Rewrite, ...] | None:
        """A field is made where it is declared, and started by the constructor."""
        assert made.statement is not None and made.statement.parent is not None
        key = syntax.field(made.statement, "name") or syntax.field(made.statement, "property")
        name = syntax.property_name(key)
        if key is None or name is None:
            return None
        new = self.clients.property_name(name) if is_private_field(made.statement) else name
        rewrites = [Rewrite(span_of(made.node), (create,))]
        if new != name:
            rewrites.append(Rewrite(span_of(key), (new.encode(),)))
        if made.is_bare:
            return tuple(rewrites)
        receiver: list[Part] = [f"this.{new}".encode()]
        body = made.statement.parent
        newline = gap[: len(gap) - len(gap.lstrip(b"\r\n"))]
        constructor = constructor_in(body)
        if constructor is None:
            kinds = ("public_field_definition", "field_definition")
            end = [child for child in children(body) if child.type in kinds][-1].end_byte
            end += self.program.data[end : end + 1] == b";"
            inner = gap + self.style.unit
            parts: list[Part] = [newline, gap, b"constructor() {", inner, *call(receiver, inner), semicolon, gap, b"}"]
            return (*rewrites, Rewrite(Span(end, end), tuple(parts)))
        block = syntax.field(constructor, "body")
        if block is None:
            return None
        inner = newline + self.program.document.indent_at(constructor.start_byte) + self.style.unit
        at = block.start_byte + 1
        for statement in children(block):
            if text_of(statement).startswith("super("):
                at = statement.end_byte
        is_last = self.program.data[at : at + 1] in (b"\n", b"\r")
        after = b"" if is_last else inner[: -len(self.style.unit)]
        return (*rewrites, Rewrite(Span(at, at), (inner, *call(receiver, inner), semicolon, after)))

    def _hoisted_init(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[..., list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        """Made in statements before the one that uses it."""
        assert made.statement is not None
        if made.is_bare and group.form is Form.INSTANCE:
            return (Rewrite(span_of(made.node), (create,)),)
        before: list[Part] = []
        if group.form is Form.NAMESPACE:
            name = self.file_imports(group).namespace()
        else:
            name = free_name(self.program, "client")
            before += [f"const {name} = ".encode(), create, semicolon, gap]
        if not made.is_bare:
            before += [*call([name.encode()]), semicolon, gap]
        start = made.statement.start_byte
        return (Rewrite(Span(start, start), tuple(before)), Rewrite(span_of(made.node), (name.encode(),)))

    @staticmethod
    def _first_calls(
        receiver: list[Part], imports: FileImports, init: Init, writer: CallWriter, line: bytes
    ) -> list[list[Part]]:
        """What the client did by itself when it was loaded, each as a call on a line of its own."""
        found: list[list[Part]] = []
        for made in init.calls:
            assert isinstance(made, amplitude_calls.Track)
            writer.begin_line(line)
            start: list[Part] = [*receiver, b".track("] if receiver else [imports.named("track").encode(), b"("]
            rest: list[Part] = [b", ", *writer.expression(made.properties)] if made.properties is not None else []
            found.append([*start, *writer.expression(made.event), *rest, b")"])
        return found

    def _second_target(self, target: Node) -> bytes:
        """The left side of an assignment, for the client that stands beside Segment's."""
        parts = syntax.member_parts(target)
        data = self.program.data
        if parts is not None:
            new = self.clients.second_name(parts[2])
            return data[target.start_byte : parts[1].start_byte] + new.encode() + data[parts[1].end_byte : target.end_byte]
        binding = self.program.lookup(text_of(target), target.start_byte)
        name = self.clients.binding_name(self.program, binding) if binding is not None else text_of(target)
        return name.encode()

    def _namespace_init(
        self,
        made: Construction,
        group: Group,
        imports: FileImports,
        call: Callable[[list[Part]], list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        assert made.binding is not None and made.statement is not None
        is_named = self._needs_no_name(made, group)
        name = "" if is_named else imports.namespace(self.clients.binding_name(self.program, made.binding))
        parts: list[Part] = []
        if group.is_split:
            parts += [span_of(made.statement), gap]
        if not made.is_bare:
            parts += [*call([name.encode()] if name else []), semicolon]
        if made.is_exported:
            exported = self.clients.own_export_name(self.program, made.binding.name) or name
            text = name if exported == name else f"{name} as {exported}"
            parts += [*([gap] if not made.is_bare else []), f"export {{ {text} }}".encode(), semicolon]
        if not parts:
            writer = CallWriter(
                self.program, self.style, ClientNames(imports, group.form, None, is_named=is_named), group.target
            )
            return (Rewrite(writer.whole_lines(span_of(made.statement)), ()),)
        return (Rewrite(span_of(made.statement), tuple(parts)),)

    def _needs_no_name(self, made: Construction, group: Group) -> bool:
        """With named imports, tell whether only calls use the client, so that nothing needs it as a value."""
        if self.settings.imports.style != "named" or made.is_exported or group.is_split:
            return False
        called = (Role.CALL, Role.IDENTITY, Role.CONSTRUCTION)
        return all(item.role in called or item.reference.is_declaration for item in group.items)

    def _instance_declaration(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[[list[Part]], list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        assert made.binding is not None and made.statement is not None
        name = self.clients.binding_name(self.program, made.binding)
        pattern = made.binding.node.child_by_field_name("name")
        value = made.binding.node.child_by_field_name("value")
        assert pattern is not None and value is not None
        parts: list[Part] = []
        if group.is_split:
            export = b"export " if made.is_exported else b""
            parts += [span_of(made.statement), gap, export + b"const " + name.encode() + b" = " + create]
        else:
            parts += [
                Span(made.statement.start_byte, pattern.start_byte),
                name.encode(),
                Span(pattern.end_byte, value.start_byte),
                create,
            ]
        if not made.is_bare:
            parts += [semicolon, gap, *call([name.encode()])]
        return (Rewrite(span_of(made.statement), (*parts, semicolon)),)

    def _load(self, item: Item, group: Group) -> Outcome:
        """``analytics.load(…)`` and ``analytics.setup(…)`` on a client that was made before."""
        assert item.call is not None
        if group.form is Form.GLOBAL:
            return Outcome((Reason("snippet-left"),))
        arguments = syntax.field(item.call, "arguments")
        init = self._map_load(group, children(arguments) if arguments is not None else [])
        if isinstance(init, Reason):
            return Outcome((init,))
        site = site_of(item.call)
        names = self._names(item, group)
        writer = CallWriter(self.program, self.style, names, group.target)
        function = syntax.field(item.call, "function")
        if function is None or function.type != "member_expression":
            return Outcome((Reason("init-left"),))
        prop = syntax.field(function, "property")
        assert prop is not None
        indent = self.program.document.indent_at(prop.start_byte)
        column = prop.start_byte - self.program.document.line_start(prop.start_byte) + 10
        made = self._init_arguments(group, init, writer, column, indent)
        reasons: list[Reason] = list(init.reasons)
        try:
            parts = [Span(item.call.start_byte, prop.start_byte), b"init", *made, *writer.answer(site, reasons)]
        except Unwritable as problem:
            return Outcome((problem.reason,))
        parts, moved = writer.chained(site, parts)
        if group.is_split:
            return self._load_beside(item, group, site, [*made, *parts[len(made) + 2 :]], moved, init)
        rewrite = Rewrite(span_of(item.call), tuple(parts))
        rewrites = [rewrite, *moved, *self._receiver_renames(item, group, [rewrite]), *self._key_constant(init.api_key)]
        if init.calls:
            statement = site.statement
            if statement is None or statement.parent is None or statement.parent.type not in BLOCKS:
                return Outcome((Reason("init-left", "`initialPageview`"),))
            line = self.program.document.newline_at(statement.end_byte) + indent
            end = self.style.semicolon.encode()
            receiver: list[Part] = [Span(item.call.start_byte, prop.start_byte - 1)]
            first = self._first_calls(receiver, self.file_imports(group), init, writer, line)
            after = tuple(part for call in first for part in (line, *call, end))
            rewrites.append(Rewrite(Span(statement.end_byte, statement.end_byte), after))
        return Outcome(
            tuple(reasons),
            rewrites=tuple(rewrites),
            write_key=self._write_key(init.api_key),
            kind=Kind.INIT,
            beside=self._given_plugins(init),
        )

    def _load_beside(
        self, item: Item, group: Group, site: Site, made: list[Part], moved: tuple[Rewrite, ...], init: Init
    ) -> Outcome:
        """A statement that starts Amplitude's client after the one that sets Segment's up, which stays."""
        statement, call = site.statement, item.call
        if statement is None or call is None or statement.type != "expression_statement" or not site.is_leading:
            return Outcome((Reason("init-left"),))
        function = unwrap(syntax.field(call, "function") or call)
        prop = syntax.field(function, "property")
        if statement.parent is None or statement.parent.type not in BLOCKS or prop is None:
            return Outcome((Reason("init-left"),))
        leaf = item.reference.leaf
        gap = self.program.document.newline_at(statement.end_byte) + self.program.document.indent_at(statement.start_byte)
        rest: list[Part] = [Span(call.end_byte, statement.end_byte)]
        for rewrite in moved:
            place = rewrite.span.start
            rest = [Span(call.end_byte, place), *rewrite.parts, Span(place, statement.end_byte)]
        end = statement.end_byte
        following = statement.next_sibling
        if following is not None and following.type == "comment" and following.start_point[0] == statement.end_point[0]:
            end = following.end_byte
        parts: list[Part] = [
            Span(statement.start_byte, end),
            gap,
            Span(statement.start_byte, leaf.start_byte),
            self._new_name(item, group).encode(),
            Span(leaf.end_byte, prop.start_byte),
            b"init",
            *made,
            *rest,
        ]
        reasons = (Reason("segment-stays"), *init.reasons)
        return Outcome(
            reasons,
            rewrites=(Rewrite(Span(statement.start_byte, end), tuple(parts)),),
            covers=(span_of(statement),),
            write_key=self._write_key(init.api_key),
            kind=Kind.INIT,
        )

    def _api_key(self, value: Value | None, *, is_split: bool) -> list[Part]:
        """The key of ``init``; where Segment's client stays, what holds its key still does."""
        if value is None:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        text = self.program.data[value.span.start : value.span.end].decode("utf-8", "replace")
        if value.kind is ValueKind.STRING:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        if ENVIRONMENT.search(text):
            return [ENVIRONMENT.sub(lambda match: match[0].replace(match[1], key_name(match[1])), text).encode()]
        if (named := NAMED_KEY.search(text)) is not None:
            return [text.replace(named[1], key_name(named[1])).encode()]
        if is_split:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        if (constant := self._constant(value)) is not None:
            return [key_name(constant.name).encode()]
        return [value.span]

    def _constant(self, value: Value) -> Binding | None:
        """The constant of this file that holds the write key as a literal, used for nothing else."""
        node = self.program.node_at(value.span.start, value.span.end)
        if node is None or node.type not in ("identifier", "shorthand_property_identifier"):
            return None
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.kind != "variable" or binding.key:
            return None
        literal = syntax.field(binding.node, "value")
        if literal is None or syntax.string_value(literal) is None:
            if literal is None or not ENVIRONMENT.search(text_of(literal)):
                return None
        uses = [
            token
            for token in self.program.tokens({binding.name})
            if token.type in ("identifier", "shorthand_property_identifier")
            and self.program.lookup(binding.name, token.start_byte) is binding
        ]
        is_exported = any(name == binding.name for name in self.program.exports)
        return binding if len(uses) == 2 and not is_exported else None

    def _key_constant(self, value: Value | None) -> tuple[Rewrite, ...]:
        """Rename the constant that held the write key, and put the API key or a placeholder in it."""
        constant = self._constant(value) if value is not None else None
        if constant is None:
            return ()
        literal = syntax.field(constant.node, "value")
        assert literal is not None
        text = self.style.text(self.settings.init.api_key or PLACEHOLDER)
        if syntax.string_value(literal) is None:
            text = ENVIRONMENT.sub(lambda match: match[0].replace(match[1], key_name(match[1])), text_of(literal))
        found = [Rewrite(span_of(literal), (text.encode(),))]
        new = key_name(constant.name)
        if new != constant.name:
            found.append(Rewrite(span_of(constant.name_node), (new.encode(),)))
        return tuple(found)

    def _write_key(self, value: Value | None) -> str | None:
        if value is None:
            return None
        return value.text or self.program.data[value.span.start : value.span.end].decode("utf-8", "replace")

    # --- the end -----------------------------------------------------------------------------------------------

    def finish(self, is_kept: Callable[[Item], bool]) -> None:
        """Collect the rewrites of what is not kept, and settle the imports."""
        self.rewrites = []
        kept: set[int] = set()
        for item in self.items:
            outcome = self.outcomes[id(item)]
            if is_kept(item) or outcome.is_stuck:
                kept.add(id(item))
                continue
            self.rewrites += outcome.rewrites
            self.rewrites += self._private_key(item)
        kept |= {id(item) for item in self.items if self.outcomes[id(item)].owner in kept}
        self._exports_from()
        self._settle_imports(kept)
        unique = {(rewrite.span, rewrite.parts): rewrite for rewrite in self.rewrites}
        self.rewrites = list(unique.values())

    def _cover_declarations(self) -> None:
        """The declaration of a private field without a type goes with the first use of the field."""
        known: set[int] = set()
        for item in self.items:
            outcome = self.outcomes[id(item)]
            key = self._private_declaration(item) if not outcome.absorbed else None
            if key is not None and key.id not in known and key.parent is not None:
                known.add(key.id)
                if syntax.field(key.parent, "type") is None and syntax.field(key.parent, "value") is None:
                    outcome.covers = (*outcome.covers, span_of(key))

    def _private_key(self, item: Item) -> tuple[Rewrite, ...]:
        """The declaration of a private field that is renamed where it is used."""
        group = self._group(item)
        key = self._private_declaration(item)
        if group is None or group.is_split or key is None:
            return ()
        new = self._new_name(item, group)
        return (Rewrite(span_of(key), (new.encode(),)),) if new != text_of(key) else ()

    def _private_declaration(self, item: Item) -> Node | None:
        leaf = item.reference.leaf
        if leaf.type not in ("property_identifier", "private_property_identifier"):
            return None
        name = text_of(leaf)
        if not self._is_private_field(item.reference.expression, name):
            return None
        owner = next((around for around in syntax.ancestors(leaf) if around.type in syntax.CLASSES), None)
        body = syntax.field(owner, "body") if owner is not None else None
        for member in children(body) if body is not None else ():
            if member.type in ("public_field_definition", "field_definition"):
                key = syntax.field(member, "name") or syntax.field(member, "property")
                if key is not None and syntax.property_name(key) == name:
                    return key
        return None

    def _exports_from(self) -> None:
        """Rename clients in ``export { analytics } from``."""
        for statement in self.program.export_statements:
            source = syntax.string_value(syntax.field(statement, "source"))
            if source is None:
                continue
            for clause in statement.named_children:
                if clause.type != "export_clause":
                    continue
                for specifier in children(clause):
                    name, alias = syntax.field(specifier, "name"), syntax.field(specifier, "alias")
                    if name is None:
                        continue
                    meaning = self.workspace.resolver._from_module(self.program, source, text_of(name))
                    if not isinstance(meaning, Client):
                        continue
                    group = self.clients.group(meaning)
                    new = self.clients.exported_name(self.program, source, text_of(name)) or text_of(name)
                    exported = self.clients.own_export_name(self.program, text_of(alias or name)) or text_of(alias or name)
                    text = new if new == exported else f"{new} as {exported}"
                    code = CODES["client-renamed"]
                    if group.kept is None and text != text_of(specifier):
                        parts: tuple[Part, ...] = (text.encode(),)
                        if group.is_split:
                            parts = (span_of(specifier), b", ", text.encode())
                            code = CODES["segment-stays"]
                        self.rewrites.append(Rewrite(span_of(specifier), parts))
                    elif group.kept is not None:
                        code = CODES["client-kept"]
                    self.import_findings.append(
                        Finding(
                            code.name,
                            code.applicability,
                            self.program.path,
                            self.program.language,
                            group.origin.sdk,
                            Kind.IMPORT,
                            span_of(name),
                            code.title,
                            evidence=meaning.via,
                            covers=(span_of(specifier),),
                        )
                    )

    def _settle_imports(self, kept: set[int]) -> None:
        uses: dict[int, list[Item]] = {}
        for item in self.items:
            if item.reference.binding is not None:
                uses.setdefault(id(item.reference.binding), []).append(item)
        pending = {package: imports for package, imports in self.imports.items() if imports.is_wanted}
        needed = any(id(item) not in kept and self.outcomes[id(item)].rewrites for item in self.items)
        if not needed:
            pending = {}
        written = b" ".join(part for rewrite in self.rewrites for part in rewrite.parts if isinstance(part, bytes))
        for package, imports in list(pending.items()):
            imports.wants_named = {
                name: local
                for name, local in imports.wants_named.items()
                if re.search(rb"(?<![\w$])" + re.escape(local.encode()) + rb"(?![\w$])", written)
            }
            if imports.wants_namespace is not None and imports.wants_namespace.removesuffix("Sdk") in imports.taken:
                if imports.wants_namespace.encode() not in written:
                    imports.wants_namespace = None
            if not imports.is_wanted:
                del pending[package]
        for package, imports in list(pending.items()):
            if (merged := imports.merged()) is not None:
                self.rewrites.append(merged)
                del pending[package]
        for statement, is_require in self._segment_statements():
            self._settle_statement(statement, is_require, uses, kept, pending)
        for imports in pending.values():
            quote = quote_of(self.program, None, self.style)
            is_require = not self.program.imports and bool(self.program.requires) and not self.program.path.endswith(
                (".ts", ".tsx", ".mjs", ".vue", ".svelte")
            )
            insertion = import_insertion(
                self.program, imports.statements(quote, self.style.semicolon, is_require=is_require)
            )
            if insertion is not None:
                self.rewrites.append(insertion)

    def _segment_statements(self) -> list[tuple[Node, bool]]:
        found: list[tuple[Node, bool]] = []
        for statement in self.program.imports:
            specifier = syntax.string_value(import_source(statement))
            if specifier is not None and sdks.is_segment_package(specifier):
                if self.workspace.resolver._resolve_module(specifier, self.program.path) is None:
                    found.append((statement, False))
        for call in self.program.requires:
            arguments = syntax.field(call, "arguments")
            passed = children(arguments) if arguments is not None else []
            specifier = syntax.string_value(passed[0]) if passed else None
            if specifier is not None and sdks.is_segment_package(specifier):
                if self.workspace.resolver._resolve_module(specifier, self.program.path) is None:
                    found.append((call, True))
        return found

    def _settle_statement(
        self,
        node: Node,
        is_require: bool,
        uses: dict[int, list[Item]],
        kept: set[int],
        pending: dict[str, FileImports],
    ) -> None:
        statement, bindings, clause = node, self._bindings_of(node), None
        if is_require:
            holder = required_statement(node)
            statement = holder if holder is not None else node
            bindings = self._bindings_of(statement) if holder is not None else []
        left = [binding for binding in bindings if self._is_still_used(binding, uses, kept)]
        specifier_node = import_source(node) if not is_require else children(syntax.field(node, "arguments") or node)[0]
        package = sdks.package_of(syntax.string_value(specifier_node) or "") if specifier_node is not None else ""
        anchor = span_of(specifier_node) if specifier_node is not None else span_of(node)
        is_known = package in sdks.FLAVORS and not is_broken(statement)
        is_side_effect = not bindings
        code = "import-replaced"
        rewrites: list[Rewrite] = []
        unused_before = all(
            not [item for item in uses.get(id(binding), ()) if not item.reference.is_declaration and item.role is not Role.SDK_IMPORT]
            for binding in bindings
        )
        if not is_known or (is_side_effect and not is_require) or (is_require and statement is node) or left or unused_before:
            gone = [binding for binding in bindings if binding not in left]
            code = "segment-import-stays"
            if left and gone and is_known and not is_require and not unused_before:
                clause = self._named_clause(statement)
                specifiers = {binding.name_node.parent.id for binding in gone if binding.name_node.parent is not None}
                if clause is not None and len(specifiers) < len(children(clause)):
                    if all(b.name_node.parent is not None and b.name_node.parent.type == "import_specifier" for b in gone):
                        rewrites.append(without_specifiers(self.program, clause, specifiers))
        elif is_require and not self._holds_what_moves(statement, kept):
            rewrites.append(self._replacement(statement, is_require, {}))
        else:
            is_dynamic = is_require and text_of(syntax.field(node, "function") or node) == "import"
            rewrites.append(self._replacement(statement, is_require, pending, is_dynamic=is_dynamic))
        detail = ", ".join(f"`{binding.name}`" for binding in left)
        entry = CODES[code]
        self.rewrites += rewrites
        self.import_findings.append(
            Finding(
                code,
                entry.applicability,
                self.program.path,
                self.program.language,
                package,
                Kind.IMPORT,
                anchor,
                f"{entry.title}: {detail}" if detail else entry.title,
                covers=(span_of(statement),),
            )
        )

    def _named_clause(self, statement: Node) -> Node | None:
        for child in statement.named_children:
            if child.type == "import_clause":
                for part in child.named_children:
                    if part.type == "named_imports":
                        return part
        return None

    def _holds_what_moves(self, statement: Node, kept: set[int]) -> bool:
        """Tell whether names that stand in a statement's block reach everything that is rewritten."""
        block = statement.parent
        if block is None or block.type == "program":
            return True
        moved = (item for item in self.items if id(item) not in kept and self.outcomes[id(item)].rewrites)
        return all(span_of(block).contains(span_of(item.reference.leaf)) for item in moved)

    def _replacement(
        self, statement: Node, is_require: bool, pending: dict[str, FileImports], *, is_dynamic: bool = False
    ) -> Rewrite:
        """Amplitude's import in the place of Segment's, or nothing where it is written already."""
        writer_span = span_of(statement)
        if not pending:
            imports = FileImports(self.program, amplitude_calls.BROWSER, self.style, set())
            writer = CallWriter(
                self.program, self.style, ClientNames(imports, Form.NAMESPACE, None, is_named=False), imports.target
            )
            if self._makes_the_module(statement):
                return Rewrite(writer_span, (f"export {{}}{';' if text_of(statement).endswith(';') else ''}".encode(),))
            return Rewrite(self._with_blank_lines(writer.whole_lines(writer_span)), ())
        package, imports = next(iter(pending.items()))
        del pending[package]
        quote = quote_of(self.program, syntax.field(statement, "source"), self.style)
        semicolon = ";" if text_of(statement).endswith(";") else ""
        is_equals = any(child.type == "import_require_clause" for child in statement.named_children)
        if is_equals and imports.wants_namespace and not imports.wants_named:
            package = f"{quote}{imports.target.package}{quote}"
            line = f"import {imports.wants_namespace} = require({package}){semicolon}"
            return Rewrite(writer_span, (line.encode(),))
        lines = imports.statements(
            quote, semicolon, is_require=is_require, is_dynamic=is_dynamic, is_type=is_type_import(statement)
        )
        if is_require and text_of(statement).startswith(("var ", "let ")):
            lines = [re.sub(r"^const", text_of(statement)[:3], line) for line in lines]
        newline = self.program.document.newline_at(statement.start_byte)
        indent = self.program.document.indent_at(statement.start_byte)
        return Rewrite(writer_span, ((newline + indent).join(line.encode() for line in lines),))

    def _makes_the_module(self, statement: Node) -> bool:
        """Tell whether only this import makes a file a module, which ``declare global`` needs."""
        if b"declare global" not in self.program.data or self.program.export_statements:
            return False
        return all(syntax.same(other, statement) for other in self.program.imports)

    def _with_blank_lines(self, lines: Span) -> Span:
        """The lines of what starts a file, with the empty ones below, which would start it otherwise."""
        data = self.program.data
        if data[: lines.start].strip(b"\xef\xbb\xbf \t\r\n"):
            return lines
        blank = re.compile(rb"(?:[ \t]*(?:\r\n|\n|\r))*").match(data, lines.end)
        return Span(lines.start, blank.end()) if blank is not None else lines

    def _bindings_of(self, statement: Node) -> list[Binding]:
        return [
            binding
            for binding in self.program.bindings()
            if statement.start_byte <= binding.name_node.start_byte < statement.end_byte
            and binding.kind in ("import", "variable")
        ]

    def _is_still_used(self, binding: Binding, uses: dict[int, list[Item]], kept: set[int]) -> bool:
        for item in uses.get(id(binding), ()):
            if item.reference.is_declaration or item.role is Role.SDK_IMPORT:
                continue
            outcome = self.outcomes[id(item)]
            if id(item) in kept:
                return True
            if item.role is Role.CONSTRUCTION and self._stays(item):
                return True
            if item.role is Role.TYPE and any(reason.code == "segment-stays" for reason in outcome.reasons):
                return True
        known = {item.reference.leaf.start_byte for item in uses.get(id(binding), ())}
        for token in self.program.tokens({binding.name}):
            if token.start_byte in known or token.start_byte == binding.name_node.start_byte:
                continue
            if token.type in ("identifier", "type_identifier", "shorthand_property_identifier"):
                parent = token.parent
                if parent is not None and parent.type in ("import_specifier",):
                    continue
                if self.program.lookup(binding.name, token.start_byte) is binding:
                    return True
        return False

    def _stays(self, item: Item) -> bool:
        return any(reason.code == "segment-stays" for reason in self.outcomes[id(item)].reasons)


def is_condition(node: Node, part: Node) -> bool:
    """Tell whether a part is the condition of an ``if`` or ``?:``."""
    return syntax.same(syntax.field(node, "condition"), part)


def is_empty_value(node: Node) -> bool:
    """Tell whether a field or declarator starts without a client: no value, null or undefined."""
    value = syntax.field(node, "value")
    return value is None or text_of(unwrap(value)) in ("null", "undefined")


def is_plain_declaration(node: Node) -> bool:
    """Tell whether a declarator stands alone in its statement, is not exported, and starts without a client."""
    parent = node.parent
    if node.type != "variable_declarator" or parent is None or not is_empty_value(node):
        return False
    declarators = [child for child in parent.named_children if child.type == "variable_declarator"]
    return len(declarators) == 1 and parent.parent is not None and parent.parent.type != "export_statement"


def is_tested(node: Node) -> bool:
    """Tell whether a value is only asked for: in a condition, after ``typeof`` or ``!``, on the left of ``&&``."""
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "binary_expression"):
        if parent.type == "binary_expression":
            operator = syntax.field(parent, "operator")
            is_logical = operator is not None and text_of(operator) in ("&&", "||")
            if not is_logical or (text_of(operator or parent) == "&&" and syntax.same(syntax.field(parent, "left"), node)):
                return operator is not None and text_of(operator) not in ("??", "||")
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type == "unary_expression":
        return True
    is_condition = syntax.same(syntax.field(parent, "condition"), node)
    return is_condition and parent.type in ("if_statement", "while_statement", "ternary_expression", "do_statement")


def is_broken(node: Node) -> bool:
    """Tell whether a node stands in, or in one statement with, something that does not parse."""
    if node.has_error:
        return True
    for around in syntax.ancestors(node):
        if around.is_error:
            return True
        is_whole = around.type in BLOCKS or around.type == "class_body" or around.type in syntax.FUNCTIONS
        if around.has_error and not is_whole and around.parent is not None and around.parent.type in BLOCKS:
            return all(child.type != "statement_block" or child.has_error for child in around.children)
    return False


def required_statement(call: Node) -> Node | None:
    """The declaration that does nothing but name what ``require`` or ``await import`` gives, or a part of it."""
    node = syntax.outermost(call)
    while (parent := node.parent) is not None and parent.type in ("await_expression", "member_expression"):
        if parent.type == "member_expression" and not syntax.same(syntax.field(parent, "object"), node):
            return None
        node = syntax.outermost(parent)
    declaration = parent.parent if parent is not None and parent.type == "variable_declarator" else None
    if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
        return None
    return declaration if len(children(declaration)) == 1 else None


def is_type_import(statement: Node) -> bool:
    """Tell whether an import statement takes only types, and says so."""
    if any(child.type == "type" for child in statement.children):
        return True
    specifiers = [
        specifier
        for clause in statement.named_children
        for part in clause.named_children
        for specifier in (part.named_children if part.type == "named_imports" else [part])
        if specifier.type != "comment"
    ]
    return bool(specifiers) and all(any(child.type == "type" for child in node.children) for node in specifiers)


def key_name(name: str) -> str:
    """The name of a variable that held Segment's write key, for Amplitude's API key."""
    if KEY_NAME.search(name):
        return KEY_NAME.sub("AMPLITUDE_API_KEY", name)
    lower = re.sub(r"(?i)segment_?(?:write)?_?key", "amplitudeApiKey", name)
    if lower != name:
        return lower
    if name == "writeKey":
        return "apiKey"
    return name.replace("SEGMENT", "AMPLITUDE")


def is_private_field(node: Node) -> bool:
    """Tell whether a field is private by keyword or by ``#``."""
    name = syntax.field(node, "name") or syntax.field(node, "property")
    if name is not None and name.type == "private_property_identifier":
        return True
    return any(child.type == "accessibility_modifier" and text_of(child) == "private" for child in node.children)


def is_private_member(owner: Node, name: str) -> bool:
    """Tell whether a class declares a private field or parameter property of a name."""
    body = syntax.field(owner, "body")
    for member in children(body) if body is not None else ():
        if member.type in ("public_field_definition", "field_definition"):
            if syntax.property_name(syntax.field(member, "name") or syntax.field(member, "property")) == name:
                return is_private_field(member)
        if member.type == "method_definition" and text_of(syntax.field(member, "name") or member) == "constructor":
            parameters = syntax.field(member, "parameters")
            for parameter in children(parameters) if parameters is not None else ():
                pattern = syntax.field(parameter, "pattern")
                if pattern is not None and text_of(pattern) == name and is_private_field(parameter):
                    return True
    return False


def hook_dependencies(node: Node) -> Node | None:
    """The list of dependencies that a node is an element of: the last argument of ``useEffect`` and the like."""
    array = node.parent
    arguments = array.parent if array is not None and array.type == "array" else None
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    callee = syntax.field(call, "function") if call is not None else None
    if array is None or arguments is None or callee is None or not syntax.same(children(arguments)[-1], array):
        return None
    return array if re.search(r"(?:^|\.)use[A-Z]\w*$", text_of(callee)) else None


def chain_of(call: Node) -> list[Node]:
    """The calls of a chain such as ``x.identify(…).track(…)`` that a call belongs to, in the order in which they run."""
    links = [call]
    while (function := unwrap(syntax.field(links[0], "function") or links[0])).type == "member_expression":
        before = syntax.field(function, "object")
        if before is None or unwrap(before).type != "call_expression" or not _is_link(unwrap(before)):
            break
        links.insert(0, unwrap(before))
    while (member := syntax.outermost(links[-1]).parent) is not None and member.type == "member_expression":
        after = member.parent
        is_callee = after is not None and after.type == "call_expression" and syntax.same(syntax.field(after, "function"), member)
        if after is None or not is_callee or not _is_link(after):
            break
        links.append(after)
    return links


def _is_link(call: Node) -> bool:
    function = syntax.field(call, "function")
    parts = syntax.member_parts(unwrap(function)) if function is not None else None
    return parts is not None and parts[2] in ("identify", "track", "page", "screen", "group", "alias", "flush")


def is_of_a_test(node: Node) -> bool:
    """Tell whether a test asks after a mocked method, or sets it up: ``expect(x)``, ``x.mockClear()``, ``mocked(x)``."""
    outer = syntax.outermost(node)
    parent = outer.parent
    if parent is not None and parent.type == "member_expression" and syntax.same(syntax.field(parent, "object"), outer):
        return text_of(syntax.field(parent, "property") or parent).startswith("mock")
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    callee = syntax.field(call, "function") if call is not None else None
    return callee is not None and text_of(callee) in ("expect", "jest.mocked", "vi.mocked", "mocked")


def event_of(call: calls.SegmentCall | None) -> str | None:
    """The literal event name of a track call, for the inventory."""
    if isinstance(call, calls.Track) and call.event is not None:
        return call.event.text if call.event.kind is ValueKind.STRING else None
    return None


def integrations_of(call: calls.SegmentCall | None) -> tuple[str, ...]:
    """The destinations that a call names."""
    value = call.options.integrations if call is not None else None
    return tuple(entry.key for entry in value.entries if entry.key is not None) if value is not None else ()


def _join(separator: bytes, groups: list[list[Part]]) -> list[Part]:
    parts: list[Part] = []
    for index, group in enumerate(groups):
        parts += [separator, *group] if index else group
    return parts


def _width(parts: list[Part]) -> int:
    return sum(part.end - part.start if isinstance(part, Span) else len(part) for part in parts if not isinstance(part, Rewrite))


def is_injected_by_class(node: Node) -> bool:
    """Tell whether a type is that of a constructor's parameter that a framework injects by its class."""
    parameter = next((around for around in syntax.ancestors(node) if around.type.endswith("_parameter")), None)
    if parameter is None or any(child.type == "decorator" for child in parameter.children):
        return False
    method = next((around for around in syntax.ancestors(parameter) if around.type in syntax.FUNCTIONS), None)
    if method is None or text_of(syntax.field(method, "name") or method) != "constructor":
        return False
    owner = next((around for around in syntax.ancestors(method) if around.type in syntax.CLASSES), None)
    statement = owner.parent if owner is not None and owner.parent is not None else owner
    decorated = [*(owner.children if owner is not None else []), *(statement.children if statement is not None else [])]
    return any(child.type == "decorator" for child in decorated if owner is not None and child.end_byte <= owner.end_byte)
