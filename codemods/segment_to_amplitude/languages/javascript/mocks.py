"""Test mocks of Segment's packages, and of own modules that export a client: ``jest.mock`` and ``vi.mock``.

A mock of a plain shape becomes one of the Amplitude package with the functions that took the place of the mocked ones;
anything else stays. Each call that names a module is one reference, whatever stands inside its factory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import Clients, Form, Group
from segment_to_amplitude.languages.javascript.meaning import Function, holds_client
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import Resolver, returns
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.site import Use, site_of
from segment_to_amplitude.languages.javascript.style import Style
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

SIGN = re.compile(rb"\b(?:jest|vi|vitest)\s*\.")
RUNNERS = frozenset({"jest", "vi", "vitest"})
MOCKING = frozenset({"mock", "doMock", "setMock"})
NAMING = MOCKING | {
    "unmock",
    "dontMock",
    "doUnmock",
    "requireMock",
    "requireActual",
    "importMock",
    "importActual",
    "createMockFromModule",
    "genMockFromModule",
    "unstable_mockModule",
}
"""Methods of the test runners whose first argument names a module."""
REPLACED = {
    "track": ("track",),
    "page": ("track",),
    "screen": ("track",),
    "identify": ("identify", "setUserId", "Identify"),
    "group": ("setGroup", "groupIdentify", "Identify"),
    "reset": ("reset",),
    "flush": ("flush",),
    "closeAndFlush": ("flush",),
    "setAnonymousId": ("setDeviceId",),
    "getAnonymousId": ("getDeviceId",),
    "user": ("getUserId", "getDeviceId"),
    "load": ("init",),
    "setup": ("init",),
    "alias": (),
    "ready": (),
    "on": (),
    "once": (),
    "off": (),
    "debug": (),
}
"""Segment's method, and what takes its place."""
ANSWERING = frozenset({"init", "track", "identify", "setGroup", "groupIdentify", "flush"})
FACTORIES = frozenset({"Analytics", "AnalyticsBrowser", "createClient", "useAnalytics", "default"})


class NotPlain(Exception):
    """The mock is not of a shape that shows what it stands for."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Mock:
    """One call that names a module to a test runner."""

    call: Node
    runner: str
    method: str
    specifier: Node
    module: str
    factory: Node | None


@dataclass(frozen=True, slots=True)
class Mocked:
    """What becomes of one mock: why, which package or module it is of, and the rewrites."""

    mock: Mock
    reason: Reason
    sdk: str
    rewrites: tuple[Rewrite, ...] = ()
    via: tuple[str, ...] = ()


def mocks_of(program: Program) -> Iterator[Mock]:
    """The calls of a test runner that name a module, outermost only."""
    if SIGN.search(program.data) is None:
        return
    end = 0
    for token in program.tokens(set(NAMING)):
        member = token.parent
        call = member.parent if member is not None else None
        if member is None or call is None or member.type != "member_expression" or call.type != "call_expression":
            continue
        owner, arguments = syntax.field(member, "object"), syntax.field(call, "arguments")
        passed = children(arguments) if arguments is not None else []
        if owner is None or text_of(owner) not in RUNNERS or not passed or call.start_byte < end:
            continue
        module = syntax.string_value(passed[0])
        if module is None:
            continue
        end = call.end_byte
        factory = unwrap(passed[1]) if len(passed) > 1 else None
        yield Mock(call, text_of(owner), text_of(token), passed[0], module, factory)


class MockWriter:
    """Rewrites the mocks of one file once it is settled what becomes of each client."""

    def __init__(self, program: Program, style: Style, clients: Clients, resolver: Resolver, items: list[Item]) -> None:
        self.program = program
        self.data = program.data
        self.style = style
        self.clients = clients
        self.resolver = resolver
        self.items = items

    def write(self) -> Iterator[Mocked]:
        """Say what becomes of each mock that is about Segment."""
        for mock in mocks_of(self.program):
            package = sdks.package_of(mock.module)
            path = self.resolver._resolve_module(mock.module, self.program.path)
            if path is not None:
                found = self._own(mock, path)
                if found is not None:
                    yield found
            elif sdks.is_segment_package(mock.module):
                try:
                    yield self._package(mock, package)
                except NotPlain as problem:
                    yield Mocked(mock, Reason("mock-left", problem.detail, self._suggestion(mock, package)), package)

    # --- a package -----------------------------------------------------------------------------------------------

    def _package(self, mock: Mock, package: str) -> Mocked:
        group = self._moved(package)
        if mock.method not in MOCKING or package != mock.module:
            raise NotPlain(f"`{mock.method}`")
        self._check_free(mock)
        name = Rewrite(
            Span(mock.specifier.start_byte + 1, mock.specifier.end_byte - 1), (group.target.package.encode(),)
        )
        reason = Reason("mock-rewritten", f"`{package}`")
        via = group.items[0].reference.meaning.via
        if mock.factory is None:
            if self._waits(group) or self._methods(group) & {"identify", "group"}:
                raise NotPlain("an automatic mock gives nothing back, and the Amplitude calls are chained")
            return Mocked(mock, reason, package, (name,), via)
        top = self._returned(mock.factory)
        if self._has_comments(top):
            raise NotPlain("a comment in it has no place")
        entries = self._package_entries(mock, group, top)
        return Mocked(mock, reason, package, (name, self._object(top, entries)), via)

    def _moved(self, package: str) -> Group:
        """The client that the mock stands for, moved as a whole."""
        uses = [item.reference.meaning for item in self.items if item.role is Role.SDK_USE]
        if any(getattr(meaning, "package", "") == package for meaning in uses):
            raise NotPlain(f"the test uses `{package}` too")
        groups = [group for group in self.clients.groups.values() if group.origin.sdk == package and group.items]
        if not groups:
            raise NotPlain("no client of this package was found")
        for group in groups:
            if group.kept is not None or group.is_split:
                raise NotPlain("Segment's client stays")
        if len({(group.form, group.target) for group in groups}) != 1:
            raise NotPlain("it stands for clients of more than one shape")
        return groups[0]

    def _package_entries(self, mock: Mock, group: Group, top: Node) -> list[list[Part]]:
        runner = mock.runner
        hoisted: dict[str, list[Part]] = {}
        instance: list[list[Part]] | None = None
        kept: list[list[Part]] = []
        is_plain_client = True
        for entry in children(top):
            key = self._key(entry)
            if key == "__esModule":
                kept.append([span_of(entry)])
            elif key == "AnalyticsProvider":
                is_plain_client = False
            elif key in FACTORIES:
                is_plain_client = False
                client = self._client(entry, key)
                made = self._client_entries(client, group, runner)
                if group.form is Form.INSTANCE and key != "useAnalytics":
                    inner = {name: parts for name, parts in made.items() if name != "Identify"}
                    instance = list({"init": self._stub(runner, group, "init"), **inner}.values())
                    hoisted |= {name: parts for name, parts in made.items() if name == "Identify"}
                else:
                    hoisted = {"init": self._stub(runner, group, "init"), **hoisted, **made}
            elif not is_plain_client:
                raise NotPlain(f"`{key or '…'}`")
        if is_plain_client:
            if group.flavor != "react-native-classic":
                raise NotPlain
            hoisted = self._client_entries(top, group, runner)
        if instance is not None:
            indent = self.program.document.indent_at(top.start_byte) + self.style.unit
            inner_text = self._listed(instance, indent, is_open=self._is_open(top))
            kept.append([f"createInstance: {runner}.fn(() => (".encode(), *inner_text, b"))"])
        return [*kept, *hoisted.values()]

    def _client(self, entry: Node, key: str) -> Node:
        """The object of methods that stands for the client."""
        value = self._value(entry)
        if key == "AnalyticsBrowser" and value.type == "object":
            loads = [child for child in children(value) if self._key(child) in ("load", "standalone")]
            if len(loads) != 1 or len(children(value)) != 1:
                raise NotPlain(f"`{key}`")
            value = self._value(loads[0])
        return value if value.type == "object" else self._returned(value)

    def _check_free(self, mock: Mock) -> None:
        """Refuse where something else of Segment's stands inside, which would get lost."""
        whole = span_of(mock.call)
        if any(whole.contains(span_of(item.reference.leaf)) for item in self.items):
            raise NotPlain("another reference stands inside")

    # --- an own module -------------------------------------------------------------------------------------------

    def _own(self, mock: Mock, path: str) -> Mocked | None:
        """A mock of a module that exports a client; None for any other module, and where nothing shows of it."""
        if mock.method not in MOCKING or mock.factory is None:
            return None
        try:
            top = self._returned(mock.factory)
        except NotPlain:
            return self._own_left(mock, path)
        target = self.resolver._load(path)
        rewrites: list[Rewrite] = []
        groups: list[Group] = []
        problem: str | None = None
        via: tuple[str, ...] = ()
        for entry in children(top):
            key = syntax.property_name(syntax.field(entry, "key") or syntax.field(entry, "name") or entry)
            meaning = self.resolver.exported(path, key) if key is not None else None
            is_function = isinstance(meaning, Function)
            client = holds_client(self.resolver.returned(meaning) if isinstance(meaning, Function) else meaning)
            if client is None or key is None or target is None:
                continue
            group = self.clients.group(client)
            groups.append(group)
            via = via or client.via
            try:
                rewrites += self._own_entry(mock, entry, key, target, group, is_function=is_function)
            except NotPlain as refused:
                problem = refused.detail or f"`{key}`"
        if not groups:
            return None
        sdk = groups[0].origin.sdk
        if any(group.kept is not None or group.is_split for group in groups):
            problem = "Segment's client stays"
        elif self.clients.settings.imports.style == "named" and groups[0].form is Form.NAMESPACE:
            problem = "the functions are imported from the package itself now"
        if problem is not None:
            return Mocked(mock, Reason("mock-left", problem, self._suggestion(mock, sdk)), sdk, (), via)
        return Mocked(mock, Reason("mock-rewritten", f"`{mock.module}`"), sdk, tuple(rewrites), via)

    def _own_left(self, mock: Mock, path: str) -> Mocked | None:
        program = self.resolver._load(path)
        for name in program.exports if program is not None else ():
            client = holds_client(self.resolver.exported(path, name))
            if client is not None:
                sdk = client.origin.sdk
                return Mocked(mock, Reason("mock-left", f"`{mock.module}`", self._suggestion(mock, sdk)), sdk)
        return None

    def _own_entry(
        self, mock: Mock, entry: Node, key: str, target: Program, group: Group, *, is_function: bool
    ) -> list[Rewrite]:
        value = self._value(entry)
        client = self._returned(value) if is_function else value
        if client.type != "object" or self._has_comments(client):
            raise NotPlain
        made = self._client_entries(client, group, mock.runner)
        if group.form is not Form.NAMESPACE:
            made.pop("Identify", None)
        rewrites = [self._object(client, list(made.values()))]
        new = key if is_function or key == "default" else self.clients.own_export_name(target, key) or key
        key_node = syntax.field(entry, "key")
        if new != key and key_node is not None:
            rewrites.append(Rewrite(span_of(key_node), (new.encode(),)))
        return rewrites

    # --- the methods ---------------------------------------------------------------------------------------------

    def stand_in(self, value: Node, group: Group) -> Rewrite:
        """The object that a test puts in the client's place."""
        match = re.search(r"\b(jest|vi)\.fn\(", text_of(value))
        if match is None or self._has_comments(value):
            raise NotPlain
        return self._object(value, list(self._client_entries(value, group, match[1]).values()))

    def _client_entries(self, client: Node, group: Group, runner: str) -> dict[str, list[Part]]:
        """The functions of the new mock by name, in the order of the old one."""
        made: dict[str, list[Part]] = {}
        for entry in children(client):
            key = self._key(entry)
            if key is None or key not in REPLACED:
                raise NotPlain(f"`{key or '…'}`")
            if key == "track" and not (self._waits(group) and not self._is_answering(entry)):
                made["track"] = [span_of(entry)]
                continue
            if not self._is_stub(entry):
                raise NotPlain(f"`{key}` is not a bare mock function")
            for name in REPLACED[key]:
                if name == key and name not in made and not (name in ANSWERING and self._waits(group)):
                    made[name] = [span_of(entry)]
                elif name not in made:
                    made[name] = self._identify() if name == "Identify" else self._stub(runner, group, name)
        if not group.target.keeps_identity:
            made.pop("setUserId", None)
        if "Identify" in made:
            made["Identify"] = made.pop("Identify")
        return made

    def _identify(self) -> list[Part]:
        traits = self.clients.settings.traits
        names = ["set", "unset", *(["add"] if traits.increment else []), *(["setOnce"] if traits.set_once else [])]
        return [("Identify: class { " + " ".join(f"{name}() {{ return this; }}" for name in names) + " }").encode()]

    def _stub(self, runner: str, group: Group, name: str) -> list[Part]:
        answers = name in ANSWERING and self._waits(group)
        body = "() => ({ promise: Promise.resolve() })" if answers else ""
        return [f"{name}: {runner}.fn({body})".encode()]

    def _is_stub(self, entry: Node) -> bool:
        if entry.type == "method_definition":
            body = syntax.field(entry, "body")
            return body is not None and not children(body)
        value = syntax.field(entry, "value") if entry.type == "pair" else None
        text = re.sub(r"\s+", "", text_of(value)) if value is not None else ""
        return (
            re.fullmatch(
                r"(?:jest|vi)\.fn\((?:(?:async)?\(\)=>(?:Promise\.resolve\((?:\{\})?\)|\{\}|undefined|null))?\)"
                r"(?:\.mock(?:ResolvedValue|ReturnValue|ReturnThis)\((?:\{\}|undefined|null|true|Promise\.resolve\(\))?\))*"
                r"|(?:async)?\(\)=>\{\}",
                text,
            )
            is not None
        )

    def _is_answering(self, entry: Node) -> bool:
        """Tell whether a mock function gives something with a promise already; names are not looked into."""
        return "promise:" in text_of(entry).replace(" ", "")

    @staticmethod
    def _methods(group: Group) -> set[str]:
        return {item.method for item in group.items if item.method is not None}

    @staticmethod
    def _waits(group: Group) -> bool:
        """Tell whether the code under test waits for a call, and so reads ``.promise`` from its result."""
        return any(
            item.call is not None and item.role is Role.CALL and site_of(item.call).use is not Use.DISCARDED
            for item in group.items
            if item.method in REPLACED and set(REPLACED[item.method]) & ANSWERING
        )

    # --- shapes --------------------------------------------------------------------------------------------------

    @staticmethod
    def _key(entry: Node) -> str | None:
        if entry.type == "pair":
            return syntax.property_name(syntax.field(entry, "key"))
        if entry.type == "method_definition":
            return syntax.property_name(syntax.field(entry, "name"))
        return text_of(entry) if entry.type == "shorthand_property_identifier" else None

    @staticmethod
    def _value(entry: Node) -> Node:
        value = syntax.field(entry, "value") if entry.type == "pair" else None
        if value is None:
            raise NotPlain
        return unwrap(value)

    def _returned(self, node: Node) -> Node:
        """The object that a function or a mock function gives: ``() => ({…})``, ``jest.fn(() => ({…}))``, …"""
        node = unwrap(node)
        if node.type == "call_expression":
            function, arguments = syntax.field(node, "function"), syntax.field(node, "arguments")
            passed = children(arguments) if arguments is not None else []
            name = text_of(function).rpartition(".")[2] if function is not None else ""
            if len(passed) == 1 and name in ("fn", "mockImplementation", "mockReturnValue"):
                value = unwrap(passed[0])
                return value if name == "mockReturnValue" and value.type == "object" else self._returned(value)
            raise NotPlain
        if node.type not in ("arrow_function", "function_expression"):
            raise NotPlain
        parameters = syntax.field(node, "parameters")
        if syntax.field(node, "parameter") is not None or (parameters is not None and children(parameters)):
            raise NotPlain
        body = syntax.field(node, "body")
        inner = unwrap(body) if body is not None else node
        if inner.type == "statement_block":
            given = list(returns(inner))
            if len(children(inner)) != 1 or len(given) != 1 or not children(given[0]):
                raise NotPlain
            inner = unwrap(children(given[0])[0])
        if inner.type != "object":
            raise NotPlain
        return inner

    @staticmethod
    def _has_comments(node: Node) -> bool:
        stack = [node]
        while stack:
            current = stack.pop()
            if current.type == "comment":
                return True
            stack.extend(current.named_children)
        return False

    def _is_open(self, node: Node) -> bool:
        return b"\n" in self.data[node.start_byte : node.end_byte]

    def _object(self, old: Node, entries: list[list[Part]]) -> Rewrite:
        indent = self.program.document.indent_at(old.start_byte)
        column = old.start_byte - self.program.document.line_start(old.start_byte)
        is_open = self._is_open(old) or column + self._width(entries) > self.style.width
        return Rewrite(span_of(old), tuple(self._listed(entries, indent, is_open=is_open)))

    def _listed(self, entries: list[list[Part]], indent: bytes, *, is_open: bool) -> list[Part]:
        if not entries:
            return [b"{}"]
        newline = self.program.document.newline_at(0)
        parts: list[Part] = [b"{" if is_open else b"{ "]
        for index, entry in enumerate(entries):
            if is_open:
                parts += [newline + indent + self.style.unit, *entry, b","]
            else:
                parts += [b", ", *entry] if index else entry
        return [*parts, newline + indent + b"}" if is_open else b" }"]

    @staticmethod
    def _width(entries: list[list[Part]]) -> int:
        lengths = (
            part.end - part.start if isinstance(part, Span) else len(part)
            for entry in entries
            for part in entry
            if not isinstance(part, Rewrite)
        )
        return sum(lengths) + 2 * len(entries) + 6

    # --- what to write instead -----------------------------------------------------------------------------------

    def _suggestion(self, mock: Mock, package: str) -> str:
        """A mock of the Amplitude package with the functions that the project's calls became."""
        groups = [group for group in self.clients.groups.values() if group.origin.sdk == package]
        target = groups[0].target.package if groups else "@amplitude/analytics-browser"
        called = {item.method for group in groups for item in group.items if item.method is not None}
        methods = {name for method in called for name in REPLACED.get(method, ())}
        plain = sorted({"init", "track", *methods} - {"Identify"})
        listed = [
            f"{name}: {mock.runner}.fn(() => ({{ promise: Promise.resolve() }}))"
            if name in ANSWERING
            else f"{name}: {mock.runner}.fn()"
            for name in plain
        ]
        if "Identify" in methods:
            listed.append("Identify: class { set() { return this; } unset() { return this; } }")
        return f"{mock.runner}.mock('{target}', () => ({{ {', '.join(listed)} }}));"


def plan_mocks(
    programs: Iterator[tuple[Program, list[Item]]],
    clients: Clients,
    resolver: Resolver,
    style_of: Callable[[Program], Style],
) -> Iterator[tuple[Program, Mocked]]:
    """What becomes of the mocks of all files."""
    for program, items in programs:
        if SIGN.search(program.data) is not None:
            for mocked in MockWriter(program, style_of(program), clients, resolver, items).write():
                yield program, mocked
