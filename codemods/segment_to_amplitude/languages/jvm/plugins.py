"""Plugins of analytics-kotlin that only change the properties of tracked events, or drop events, as Amplitude's.

Segment's hooks see the calls of the app; Amplitude's `track` sees its events of sessions as well, which pass unchanged.
Amplitude has no events of screens: they are tracked, so that a hook of `track` would see them, which Segment's did not.
A plugin that throws is skipped by Segment and is not by Amplitude, so that what throws on its own stays.
Sources: analytics-kotlin core/platform/Plugin.kt, Mediator.kt and Timeline.kt, utilities/JSON.kt; Amplitude-Kotlin
core/platform/Plugin.kt and Mediator.kt, core/events/BaseEvent.kt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.resolve import Resolver
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

PLATFORM = "com.amplitude.core.platform"
EVENT = "com.amplitude.core.events.BaseEvent"
CORE = "com.amplitude.core.Amplitude"
HOOKS = {"EventPlugin": "track", "Plugin": "execute"}
NOT_MOVED = {
    "identify": "its `identify`, as the user id and the traits go separate ways",
    "screen": "its `screen`, as screens become tracked events",
    "group": "its `group`, as a group becomes two calls",
    "alias": "its `alias`, which Amplitude has no event for",
    "reset": "its `reset`",
    "update": "its `update`, as there are no settings of Segment's any more",
    "shutdown": "its `shutdown`",
    "version": "its `version`",
}
"""Functions that have no counterpart, with what stands in the way."""
MONEY = frozenset({"revenue", "price", "quantity", "productId", "products", "revenueType", "currency"})
"""Properties that the revenue of an event is read from when the call is made, before any plugin runs."""
OF_LIFE = re.compile(r'"(?:Application |Deep Link |Install Attributed)')
"""Names of the library's own events, which Amplitude calls differently."""
PLAIN_VALUES = frozenset({"String", "Int", "Long", "Double", "Float", "Boolean"})
SESSIONS = 'setOf("session_start", "session_end")'
TYPED = re.compile(r"\bPlugin\.Type\.(?:Before|Enrichment)\b")


class NotPlain(Exception):
    """The plugin stays; the text says what stands in the way."""


@dataclass(slots=True)
class Moved:
    """What a plugin becomes."""

    rewrites: list[Rewrite] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)


def plugins_in(resolver: Resolver, program: Program) -> Iterator[tuple[Node, Node]]:
    """The classes and objects of a file that are plugins of analytics-kotlin, each with the type that says so."""
    for node in program.nodes:
        listed = next((one for one in node.named_children if one.type == "delegation_specifiers"), None)
        for one in listed.named_children if listed is not None and program.is_kotlin else ():
            inner = next((each for each in one.named_children if each.type == "user_type"), None)
            kind = resolver.resolve_type(program, inner) if inner is not None else None
            if inner is not None and kind is not None and kind.name in segment.PLUGINS:
                yield node, inner


class PluginWriter:
    """Rewrites the plugins of one file; ``local`` gives the name of a class in it."""

    def __init__(
        self, resolver: Resolver, program: Program, local: Callable[[str], str], *, has_views: bool, has_sessions: bool
    ) -> None:
        self.resolver = resolver
        self.program = program
        self.local = local
        self.has_views = has_views
        self.has_sessions = has_sessions
        self._made = Moved()
        self._is_event_plugin = False

    def moved(self, whole: Node, kind: Node) -> Moved:
        """What a plugin becomes; raises NotPlain where the same is not said by Amplitude's."""
        program, self._made, self._is_event_plugin = self.program, Moved(), False
        name = program.text(kind)
        body = next((one for one in whole.named_children if one.type == "class_body"), None)
        if name not in HOOKS or body is None or len(_children(kind)) != 1:
            raise NotPlain(f"`{name}`")
        if re.search(r"\bamplitude\b", program.text(whole)):
            raise NotPlain("a name `amplitude` in it")
        listed = next(one for one in whole.named_children if one.type == "delegation_specifiers")
        if len(_children(listed)) != 1:
            raise NotPlain("what else it extends")
        hooks = 0
        for member in _children(body):
            if member.type == "property_declaration":
                self._property(member)
            elif member.type == "function_declaration":
                hooks += self._function(member, name)
            elif "Segment" in program.text(member) or member.type not in ("companion_object", "anonymous_initializer"):
                raise NotPlain(f"`{_short(program.text(member))}`")
        if not hooks:
            raise NotPlain("no function that changes events")
        new = "EventPlugin" if self._is_event_plugin else name
        self._class(kind, f"{PLATFORM}.{new}")
        return self._made

    # --- members ---------------------------------------------------------------------------------------------------

    def _property(self, member: Node) -> None:
        text = self.program.text(member)
        name = self.program.text(next(_descend(member, "identifier")))
        if name == "type" and "override" in text:
            found = [one for one in _descend(member, "identifier") if self.program.text(one) == "Plugin"]
            if TYPED.search(text) is None or len(re.findall(r"Type\.\w+", text)) != 1:
                raise NotPlain(f"`{_short(text)}`")
            for one in found:
                self._class(one, f"{PLATFORM}.Plugin")
        elif name == "analytics" and "override" in text:
            if not text.startswith("override lateinit var analytics"):
                raise NotPlain(f"`{_short(text)}`")
            variable = next(one for one in member.named_children if one.type == "variable_declaration")
            named, kind = _children(variable)
            self._put(named, b"amplitude")
            self._class(kind, CORE)
        elif re.search(r"\banalytics\b", text):
            raise NotPlain(f"`{_short(text)}`")

    def _function(self, member: Node, plugin: str) -> int:
        """Rewrite a function; 1 for one that gets the events."""
        program = self.program
        named = member.child_by_field_name("name")
        name = program.text(named) if named is not None else ""
        text = program.text(member)
        if "override" not in text.partition("fun ")[0]:
            if re.search(r"\banalytics\b|\bTrackEvent\b|\bBaseEvent\b|\bJson\w+", text):
                raise NotPlain(f"its function `{name}`")
            return 0
        if name == "setup":
            self._setup(member)
            return 0
        if name == "flush":
            return 0
        if name != HOOKS[plugin]:
            raise NotPlain(NOT_MOVED.get(name, f"its function `{name}`"))
        assert named is not None
        self._hook(member, named, name)
        return 1

    def _setup(self, member: Node) -> None:
        parameter, kind = self._parameter(member)
        name = self.program.text(parameter)
        uses = [one for one in _descend(_body(member), "identifier") if self.program.text(one) in (name, "analytics")]
        if len(uses) != 1 or f"super.setup({name})" not in self.program.text(member):
            raise NotPlain("what its `setup` does with the client")
        self._put(parameter, b"amplitude")
        self._put(uses[0], b"amplitude")
        self._class(kind, CORE)

    def _parameter(self, member: Node) -> tuple[Node, Node]:
        listed = next(one for one in member.named_children if one.type == "function_value_parameters")
        parts = _children(_children(listed)[0]) if len(_children(listed)) == 1 else []
        if len(parts) != 2 or parts[1].type != "user_type":
            raise NotPlain("its parameters")
        return parts[0], parts[1]

    # --- the events ------------------------------------------------------------------------------------------------

    def _hook(self, member: Node, named: Node, hook: str) -> None:
        program = self.program
        parameter, kind = self._parameter(member)
        result = next((one for one in member.named_children if one.type in ("nullable_type", "user_type")), None)
        body = _body(member)
        block = next((one for one in body.named_children if one.type == "block"), None)
        text, name = program.text(body), program.text(parameter)
        if re.search(r"\banalytics\b|!!|\bthrow\b|\bsuper\b|\bas\b(?!\?)|\bthis\b", text):
            raise NotPlain("what it does besides changing properties")
        if OF_LIFE.search(text):
            raise NotPlain("the name of one of the library's own events")
        uses = [one for one in _descend(body, "identifier") if program.text(one) == name]
        if hook == "execute" and all(self._is_given_back(one) for one in uses):
            # It looks at no event, so that it may keep or drop all of them.
            self._types(result, kind)
            return
        if block is None:
            raise NotPlain("a body without braces")
        if self.has_views:
            raise NotPlain("the project's screens, which become tracked events")
        if hook == "execute":
            self._is_event_plugin = True
            self._put(named, b"track")
            self._condition(block, name)
        elif self.has_sessions:
            first = _children(block)[0]
            comment = next((one for one in block.named_children if one.type in COMMENTS), None)
            at = min(first.start_byte, comment.start_byte if comment is not None else first.start_byte)
            gap = program.data[block.start_byte + 1 : at]
            if b"\n" not in gap:
                raise NotPlain("a body of one line")
            line = f"if ({name}.eventType in {SESSIONS}) return {name}".encode()
            self._made.rewrites.append(Rewrite(Span(at, at), (line, gap)))
        self._types(result, kind)
        changed: list[Span] = []
        for one in uses:
            span = program.span(one)
            if self._is_given_back(one) or any(each.contains(span) for each in changed) or self._is_condition(one):
                continue
            changed.append(self._change(one, name))

    def _types(self, result: Node | None, kind: Node) -> None:
        if result is not None:
            inner = _children(result)[0] if result.type == "nullable_type" else result
            self._class(inner, EVENT)
        self._class(kind, EVENT)

    def _is_given_back(self, use: Node) -> bool:
        """Tell whether an event is only returned."""
        node = use
        while (parent := self.program.parent(node)) is not None:
            if parent.type == "return_expression":
                return True
            if parent.type == "function_body":
                return True
            last = _children(parent)[-1:]
            is_result = parent.type in ("if_expression", "when_entry", "when_expression", "parenthesized_expression")
            is_condition = parent.child_by_field_name("condition")
            if is_condition is not None and is_condition.id == node.id:
                return False
            if not is_result and not (parent.type == "block" and last and last[0].id == node.id):
                return False
            node = parent
        return False

    def _is_condition(self, use: Node) -> bool:
        parent = self.program.parent(use)
        return self._is_event_plugin and parent is not None and parent.type == "is_expression"

    def _condition(self, block: Node, name: str) -> None:
        """``if (event is TrackEvent) { … }`` around all that happens, and the event given back below."""
        program, children = self.program, _children(block)
        first = children[0]
        condition = first.child_by_field_name("condition") if first.type == "if_expression" else None
        if len(children) != 2 or condition is None or program.text(condition) != f"{name} is TrackEvent":
            raise NotPlain("what it does with events that are not tracked ones")
        if program.text(children[1]) != f"return {name}" or len(_children(first)) != 2:
            raise NotPlain("what it does with events that are not tracked ones")
        self._put(condition, f"{name}.eventType !in {SESSIONS}".encode())

    def _change(self, use: Node, name: str) -> Span:
        """Rewrite one step of what is done with an event; the range that is accounted for."""
        program = self.program
        chain = program.parent(use)
        text = program.text(chain) if chain is not None else ""
        if chain is None or chain.type != "navigation_expression" or _children(chain)[0].id != use.id:
            raise NotPlain(f"`{name}` as a whole")
        around = program.parent(chain)
        if text == f"{name}.event":
            self._put(_children(chain)[1], b"eventType")
            return program.span(chain)
        left = around.child_by_field_name("left") if around is not None and around.type == "assignment" else None
        right = around.child_by_field_name("right") if around is not None else None
        if text != f"{name}.properties" or left is None or left.id != chain.id or right is None or around is None:
            raise NotPlain(f"`{_short(text)}`")
        if not any(one.type == "=" for one in around.children):
            raise NotPlain(f"`{_short(program.text(around))}`")
        self._put(chain, f"{name}.eventProperties".encode())
        self._properties(right, name)
        return program.span(around)

    def _properties(self, right: Node, name: str) -> None:
        """The new properties, in one of the shapes in which Segment's JSON is written."""
        program = self.program
        old, new = f"{name}.properties", f"{name}.eventProperties.orEmpty()"
        call = invocation_of(program, right)
        if call is None or call.receiver is not None:
            raise NotPlain(f"`{_short(program.text(right))}`")
        given = [program.text(one.value) for one in call.arguments]
        literal = next(_descend(call.trailing, "lambda_literal"), None) if call.trailing is not None else None
        if call.name == "updateJsonObject" and given == [old] and literal is not None:
            assert call.trailing is not None
            head = Span(right.start_byte, call.trailing.start_byte)
            self._made.rewrites.append(Rewrite(head, (f"{new}.toMutableMap().also ".encode(),)))
            self._lambda(literal)
            return
        if call.name == "JsonObject" and len(call.arguments) == 1 and literal is None:
            inner = call.arguments[0].value
            left, pair = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            operator = inner.child_by_field_name("operator")
            is_sum = operator is not None and program.text(operator) == "+"
            if is_sum and left is not None and pair is not None and program.text(left) == old:
                key, value = self._pair(pair)
                parts: list[Part] = [f"({new} + (".encode(), program.span(key), b" to ", *value, b")).toMutableMap()"]
                self._made.rewrites.append(Rewrite(program.span(right), tuple(parts)))
                return
        raise NotPlain(f"`{_short(program.text(right))}`")

    def _pair(self, node: Node) -> tuple[Node, tuple[Part, ...]]:
        inner = node
        while inner.type == "parenthesized_expression":
            inner = _children(inner)[0]
        parts = _children(inner)
        if inner.type != "infix_expression" or len(parts) != 3 or self.program.text(parts[1]) != "to":
            raise NotPlain(f"`{_short(self.program.text(node))}`")
        call = invocation_of(self.program, parts[2])
        if call is None or call.name != "JsonPrimitive" or len(call.arguments) != 1:
            raise NotPlain(f"`{_short(self.program.text(parts[2]))}`")
        self._check_key(parts[0])
        return parts[0], self._value(call.arguments[0].value)

    def _lambda(self, literal: Node) -> None:
        """``it["k"] = v`` and ``it.remove("k")``, a statement each."""
        program, children = self.program, _children(literal)
        name = "it"
        if children and children[0].type == "lambda_parameters":
            name, children = program.text(children[0]), children[1:]
        for one in children:
            left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
            call = invocation_of(program, one)
            if one.type == "assignment" and left is not None and right is not None and any(
                each.type == "=" for each in one.children
            ):  # fmt: skip
                parts = _children(left)
                if left.type != "index_expression" or len(parts) != 2 or program.text(parts[0]) != name:
                    raise NotPlain(f"`{_short(program.text(one))}`")
                self._check_key(parts[1])
                self._unwrap(right)
            elif call is not None and call.receiver is not None and program.text(call.receiver) == name:
                self._method(one, call)
            else:
                raise NotPlain(f"`{_short(program.text(one))}`")

    def _method(self, one: Node, call: Invocation) -> None:
        values = [each.value for each in call.arguments]
        is_known = (call.name, len(values)) in (("put", 2), ("remove", 1))
        if not is_known or call.trailing is not None:
            raise NotPlain(f"`{_short(self.program.text(one))}`")
        self._check_key(values[0])
        if call.name == "put":
            self._unwrap(values[1])

    def _unwrap(self, node: Node) -> None:
        """``JsonPrimitive(v)`` becomes ``v``; what Segment's own operator wraps is there already."""
        call = invocation_of(self.program, node)
        if call is not None and call.receiver is None and call.name == "JsonPrimitive" and len(call.arguments) == 1:
            self._made.rewrites.append(Rewrite(self.program.span(node), self._value(call.arguments[0].value)))
        else:
            self._value(node)

    def _value(self, node: Node) -> tuple[Part, ...]:
        """A value that is certainly there, and plain."""
        kind = self.resolver.type_of(self.program, node)
        if kind is None or kind.name not in PLAIN_VALUES or kind.is_nullable:
            raise NotPlain(f"the value `{_short(self.program.text(node))}`, which may be null or JSON")
        return (self.program.span(node),)

    def _check_key(self, node: Node) -> None:
        text = self.program.text(node)
        if re.fullmatch(r'"[^"$\\]+"', text) is None or text[1:-1] in MONEY:
            raise NotPlain(f"the property {text}")

    # --- text ------------------------------------------------------------------------------------------------------

    def _put(self, node: Node, text: bytes) -> None:
        self._made.rewrites.append(Rewrite(self.program.span(node), (text,)))

    def _class(self, node: Node, qualified: str) -> None:
        text = self.local(qualified)
        if text != qualified:
            self._made.imports.add(qualified)
        self._put(node, text.encode())


def _body(member: Node) -> Node:
    found = next((one for one in member.named_children if one.type == "function_body"), None)
    if found is None:
        raise NotPlain("a function without a body")
    return found


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _descend(node: Node, kind: str) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == kind:
            yield child
        yield from _descend(child, kind)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"
