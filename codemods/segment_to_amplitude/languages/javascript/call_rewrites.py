"""Calls on a client, its methods without a call, and what tests say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls as amplitude_calls
from segment_to_amplitude.findings.finding import Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.client_names import DESTRUCTURED, SAME_METHODS
from segment_to_amplitude.languages.javascript.clients import Form, Group
from segment_to_amplitude.languages.javascript.creation import Creation
from segment_to_amplitude.languages.javascript.imports import (
    without_specifiers,
)
from segment_to_amplitude.languages.javascript.late_ids import waits_for
from segment_to_amplitude.languages.javascript.meaning import Client, Method, SdkMember, SdkModule
from segment_to_amplitude.languages.javascript.mocks import REPLACED
from segment_to_amplitude.languages.javascript.outcome import Outcome
from segment_to_amplitude.languages.javascript.plugins import Calls, NotPlain, PluginWriter
from segment_to_amplitude.languages.javascript.read import Read
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.shapes import (
    chain_of,
    hook_dependencies,
    is_of_a_test,
    is_tested,
    replaced_methods,
)
from segment_to_amplitude.languages.javascript.site import site_of
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.write import CallWriter, Unwritable
from segment_to_amplitude.languages.ruled_texts import appended_texts, changed_texts, looks_first
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused, Rewritten
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.wrappers import Named, read_wrapped
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


EVENTS = frozenset({"track", "page", "screen"})
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


class CallRewrites(Creation):
    """Rewrites calls."""

    def _call(self, item: Item, group: Group) -> Outcome:
        assert item.call is not None and item.method is not None
        if item.method in ("load", "setup"):
            return self._load(item, group)
        if (plugin := self._plugin(item, group)) is not None:
            return plugin
        arguments = syntax.field(item.call, "arguments")
        client = item.reference.meaning.client if isinstance(item.reference.meaning, Method) else item.reference.meaning
        flavor = client.origin.flavor if isinstance(client, Client) else group.flavor
        if flavor == "node-classic" and not group.is_own and len(links := chain_of(item.call)) > 1:
            return self._chain(item, group, links)
        if item.method in replaced_methods(group):
            return Outcome((Reason("member-assigned", f"`{item.method}`"),))
        rule = client.origin.rule if isinstance(client, Client) else ""
        read = self._read_own(rule, item, flavor) if rule else self.reader.read(flavor, item.method, arguments)
        event = event_of(read.call)
        integrations = integrations_of(read.call)
        if read.call is None:
            reason = read.refusal or Reason("reference-unclear")
            return Outcome((reason,), event=event, integrations=integrations)
        mapped = map_call(read.call, self.settings, group.target, self.program.path)
        if isinstance(mapped, Refused):
            return Outcome((mapped.reason,), event=event, integrations=integrations)
        if not mapped.calls and unwrap(item.reference.expression).type == "new_expression":
            return Outcome(absorbed=True)
        site = site_of(item.call)
        writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
        answered = (not group.is_own and flavor not in ("node", "node-classic")) or isinstance(read.call, calls.Flush)
        try:
            written = writer.write(site, mapped.calls, read.call.options.callback, answered)
        except Unwritable as problem:
            return Outcome((problem.reason,), event=event, integrations=integrations)
        reasons = [*mapped.reasons, *read.assumed, *written.reasons]
        if group.form is Form.GLOBAL and not self.is_loader_here and mapped.calls:
            reasons.append(Reason("loader-elsewhere"))
        if isinstance(read.call, calls.Reset) and self._follows_event(item.call, EVENTS | {"identify", "group"}):
            reasons.append(Reason("reset-after-events"))
        sets_id = any(
            isinstance(made, (amplitude_calls.SetUserId, amplitude_calls.SetDeviceId)) for made in mapped.calls
        )
        if sets_id and not isinstance(read.call, calls.Reset) and self._follows_event(item.call, EVENTS):
            reasons.append(Reason("id-after-events"))
        if group.is_own and (left := self._own_reason(item, rule)) is not None:
            reasons.append(left)
        if flavor == "react-native-classic" and not any(other.method == "setup" for other in group.items):
            reasons.append(Reason("init-elsewhere"))
        if (
            isinstance(read.call, calls.Flush)
            and group.target is amplitude_calls.NODE
            and self._runs_at_once(item, group)
        ):
            reasons.insert(0, Reason("flush-after-init"))
        changed, lost = changed_texts(self.program.data, mapped.changes, written.rewrites, keys_may_be_bare=True)
        behind = appended_texts(read.appended, written.rewrites)
        if len(behind) < len(read.appended):
            return Outcome((Reason("wrapper-unread", "an argument that is asked for a property is not kept"),))
        return Outcome(
            looks_first([*reasons, *lost]),
            rewrites=(*written.rewrites, *self._receiver_renames(item, group, written.rewrites), *changed, *behind),
            is_moved=True,
            event=event,
            integrations=integrations,
        )

    def _read_own(self, rule: str, item: Item, flavor: str) -> Read:
        """Read a call that a rule speaks of: a wrapper by its parameters, a client as ever."""
        assert item.call is not None and item.method is not None
        own = self.workspace.resolver.own.wrappers
        own.used.add(rule)
        arguments = syntax.field(item.call, "arguments")
        wrapper = next((one for one in own.wrappers if one.rule == rule), None)
        if wrapper is None:
            return self.reader.read(flavor, item.method, arguments)
        if wrapper.applicability == "manual":
            return Read(None, Reason("wrapper-manual", own_text(wrapper)))
        nodes = children(arguments) if arguments is not None else []
        if any(node.type == "spread_element" for node in nodes):
            return Read(None, Reason("arguments-spread"))
        values = [self.values.read(node) for node in nodes]
        data = self.program.data
        found = read_wrapped(
            wrapper, values, {}, item.call.start_byte, lambda span: data[span.start : span.end].decode()
        )
        return Read(None, found) if isinstance(found, Reason) else Read(found.call, appended=found.appended)

    def _own_reason(self, item: Item, rule: str) -> Reason | None:
        own = self.workspace.resolver.own.wrappers
        named = next((one for one in (*own.wrappers, *own.clients) if one.rule == rule), None)
        if named is None or named.applicability == "safe":
            return None
        return Reason("wrapper-review", own_text(named))

    def _own_name(self, item: Item) -> Outcome:
        """A name that a rule speaks of where it is not called: what declares it needs no finding, other uses do."""
        if item.role in (Role.OWN_IMPORT, Role.EXPORT, Role.DECLARATION, Role.TYPE, Role.SDK_IMPORT):
            return Outcome(absorbed=True)
        if isinstance(item.reference.meaning, Method):
            if item.node is not None and hook_dependencies(item.node) is not None:
                return Outcome(absorbed=True)
            return Outcome((Reason("wrapper-handed-on", f"`{text_of(item.reference.leaf)}`"),))
        return Outcome((Reason("wrapper-name-left", f"`{text_of(item.reference.leaf)}`"),))

    def _chain(self, item: Item, group: Group, links: list[Node]) -> Outcome:
        """``analytics.identify(…).track(…)``: a statement for each call; the first one's rewrite holds all of them."""
        made = []
        own: Outcome | None = None
        for link in links:
            method = text_of(syntax.field(unwrap(syntax.field(link, "function") or link), "property") or link)
            read = self.reader.read("node-classic", method, syntax.field(link, "arguments"))
            path = self.program.path
            mapped = map_call(read.call, self.settings, group.target, path) if read.call is not None else None
            event, integrations = event_of(read.call), integrations_of(read.call)
            refusal = mapped.reason if isinstance(mapped, Refused) else read.refusal
            if read.call is not None and read.call.options.callback is not None:
                refusal = refusal or Reason("value-used")
            if isinstance(mapped, Rewritten) and mapped.changes:
                refusal = refusal or Reason("rule-not-applied", "one call of a chain")
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
        """Tell whether a flush runs while its module is loaded, which also starts the client without waiting."""
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
        return name is not None and any(
            self._is_called_at_once(token) for token in self.program.tokens({text_of(name)})
        )

    @staticmethod
    def _is_called_at_once(token: Node) -> bool:
        call = token.parent
        if call is None or call.type != "call_expression" or not syntax.same(syntax.field(call, "function"), token):
            return False
        return not any(around.type in syntax.FUNCTIONS for around in syntax.ancestors(token))

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
            group.form is Form.GLOBAL
            or any(b"initialPageview" in (made.node.text or b"") for made in group.constructions),
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
        return Outcome(reasons, rewrites=(rewrite, *self._receiver_renames(item, group, [rewrite])), is_moved=True)

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
            return Outcome(
                (Reason("method-reference", f"`{name}`"),), rewrites=self._renames(item, group), is_moved=True
            )
        return Outcome((Reason("method-left", f"`{name}`"),))

    def _dependency(self, item: Item, group: Group, array: Node) -> Outcome:
        """A method among the dependencies of a hook stays there only if it is still taken from the client."""
        if item.method in DESTRUCTURED:
            return Outcome(safe_code="guard-follows", rewrites=self._renames(item, group), kind=Kind.GUARD)
        gone = {
            other.node.id
            for other in self.items
            if other.node is not None
            and other.role is Role.METHOD_REFERENCE
            and other.method not in DESTRUCTURED
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


def own_text(named: Named) -> str:
    """What a finding says of a rule about a name."""
    return f"rule `{named.rule}`" + (f": {named.message}" if named.message else "")
