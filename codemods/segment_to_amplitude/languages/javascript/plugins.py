"""Plugins and source middleware that only change the properties of events, as Amplitude plugins.

Segment runs a hook for each sort of call, with the event at ``ctx.event`` or ``payload.obj``; Amplitude runs
``execute`` for every event, those of identify and of sessions included, which Segment's hooks never saw. A ``before``
plugin that throws cancels the event in Segment: a middleware that reads properties of an identify call, which has
none, dropped it.
Sources: sdk-facts/segment.md §2.8, amplitude.md §12; analytics-next core/src/queue/delivery.ts,
browser/src/plugins/middleware; analytics-core types/plugin.ts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import returns
from segment_to_amplitude.languages.javascript.style import Style
from segment_to_amplitude.languages.javascript.syntax import children, same, span_of, text_of, unwrap
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

KEPT = ("name", "type")
IDLE = frozenset({"version", "isLoaded", "load"})
VIEWS = frozenset({"page", "screen", "pageview", "pageView"})
WITHOUT_PROPERTIES = frozenset({"identify", "group", "alias"})
MONEY = frozenset({"revenue", "price", "quantity", "productId", "products", "revenueType", "currency"})
"""Properties that the revenue of an event is read from when the call is made, before any plugin runs."""
LOADED = re.compile(r"(?:\(\)|async \(\)|function \(\)) ?(?:=> )?(?:true|\{ return true;? \})$")
LOADING = re.compile(
    r"(?:async )?\([\w\s,]*\) => "
    r"(?:Promise\.resolve\([\w{}]*\)|\{\s*\}|undefined|\{ return Promise\.resolve\([\w{}]*\);? \})$"
    r"|\([\w\s,]*\) => \{\s*\}$"
)
IDENTITY_EVENTS = ("$identify", "$groupidentify")
SESSION_EVENTS = ("session_start", "session_end")


@dataclass(frozen=True, slots=True)
class Calls:
    """What else is called on the client in the project."""

    methods: frozenset[str]
    may_have_views: bool
    """A page or screen call may stand where it is not seen, such as in the page that loads the client."""

    @property
    def has_views(self) -> bool:
        """Tell whether pages or screens are sent, which become events like any other."""
        return self.may_have_views or bool(self.methods & VIEWS)


@dataclass(slots=True)
class Rewritten:
    """What takes the place of the arguments, and of things elsewhere that belong to the plugin."""

    rewrites: list[Rewrite] = field(default_factory=list)
    owned: list[Span] = field(default_factory=list)
    """Parts whose other references are accounted for by the call."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a function names things: its parameter, the properties there, the new event and what holds its properties."""

    name: str
    properties: str
    event: str
    target: str
    is_replaced: bool


class NotPlain(Exception):
    """The plugin does more than change properties, or does not show whole."""


class PluginWriter:
    """Rewrites the plugins of one file."""

    def __init__(self, program: Program, style: Style, calls: Calls, *, has_sessions: bool) -> None:
        self.program = program
        self.style = style
        self.calls = calls
        self.skipped = IDENTITY_EVENTS + (SESSION_EVENTS if has_sessions else ())

    def registered(self, call: Node, exported: Callable[[str], str]) -> Rewritten:
        """Rewrite the argument of ``register``; ``exported`` writes a name of the Amplitude package."""
        (argument,) = self._arguments(call)
        made = Rewritten()
        plugin, annotation = argument, None
        if argument.type == "identifier":
            plugin, annotation = self._declared(argument)
        if plugin.type != "object":
            raise NotPlain
        entries = {self._key(entry): entry for entry in children(plugin)}
        if None in entries or len(entries) != len(children(plugin)) or self._has_comments(plugin):
            raise NotPlain
        sort = syntax.string_value(unwrap(self._value(entries.get("type"))))
        if sort not in ("before", "enrichment"):
            raise NotPlain
        hooks = {key: entry for key, entry in entries.items() if key is not None and key not in (*KEPT, *IDLE)}
        self._check_idle(entries)
        hook = self._common_hook(hooks)
        is_typed = annotation is None and plugin is not argument and self._parameter_type(hook)
        typed = exported("Types.Event") if is_typed else ""
        body = self._hook(hook, made, has_views=bool(hooks.keys() & VIEWS), typed=typed)
        kept = [self._entry_parts(entries[key]) for key in KEPT if key in entries]
        first, last = children(plugin)[0], children(plugin)[-1]
        gap = self._gap(plugin)
        parts: list[Part] = [Span(plugin.start_byte, first.start_byte)]
        for index, group in enumerate([*kept, body]):
            parts += [gap, *group] if index else group
        made.rewrites.append(Rewrite(span_of(plugin), (*parts, Span(last.end_byte, plugin.end_byte))))
        if annotation is not None:
            name = "BeforePlugin" if sort == "before" else "EnrichmentPlugin"
            made.rewrites.append(Rewrite(span_of(annotation), (exported(f"Types.{name}").encode(),)))
            made.owned.append(span_of(annotation))
        made.owned.append(span_of(plugin))
        return made

    def middleware(self, call: Node) -> Rewritten:
        """Rewrite the argument of ``addSourceMiddleware``."""
        (function,) = self._arguments(call)
        if function.type not in ("arrow_function", "function_expression"):
            raise NotPlain
        names = self._destructured(function)
        body = syntax.field(function, "body")
        if body is None or body.type != "statement_block" or not children(body):
            raise NotPlain
        payload, last = names["payload"], children(body)[-1]
        ends = list(self._uses(body, names["next"]))
        if len(ends) != 1 or text_of(last).rstrip(";") not in (
            f"{names['next']}({payload})",
            f"return {names['next']}({payload})",
        ):
            raise NotPlain
        event = self._event_name(body)
        shape = self._shape(body, payload, f"{payload}.obj.properties", event)
        steps = self._steps(body, shape, {span_of(last).start: last})
        if self._may_throw(body, f"{payload}.obj.properties") and self.calls.methods & WITHOUT_PROPERTIES:
            raise NotPlain
        end = b";" if text_of(last).endswith(";") else b""
        steps.append(Rewrite(span_of(last), (f"return {event}".encode() + end,)))
        head = f"{{ type: {self.style.text('before')}, execute: async ({event}) => ".encode()
        made = Rewritten(owned=[span_of(function)])
        made.rewrites.append(Rewrite(span_of(function), (head, span_of(body), b" }")))
        made.rewrites += [*self._opening(body, shape), *steps]
        return made

    # --- the object ----------------------------------------------------------------------------------------------

    def _arguments(self, call: Node) -> list[Node]:
        arguments = syntax.field(call, "arguments")
        passed = [unwrap(child) for child in children(arguments)] if arguments is not None else []
        if len(passed) != 1:
            raise NotPlain
        return passed

    def _declared(self, name: Node) -> tuple[Node, Node | None]:
        """The object that a constant of this file holds, used here only, and its type."""
        binding = self.program.lookup(text_of(name), name.start_byte)
        if binding is None or binding.kind != "variable" or binding.key or binding.name in self.program.exports:
            raise NotPlain
        value, annotation = syntax.field(binding.node, "value"), syntax.field(binding.node, "type")
        uses = [
            token
            for token in self.program.tokens({binding.name})
            if token.type in ("identifier", "shorthand_property_identifier")
            and self.program.lookup(binding.name, token.start_byte) is binding
        ]
        if value is None or len(uses) != 2:
            raise NotPlain
        declared = children(annotation)[0] if annotation is not None else None
        if declared is not None and text_of(declared).rpartition(".")[2] != "Plugin":
            raise NotPlain
        return unwrap(value), declared

    @staticmethod
    def _key(entry: Node) -> str | None:
        if entry.type == "method_definition":
            return syntax.property_name(syntax.field(entry, "name"))
        if entry.type == "shorthand_property_identifier":
            return text_of(entry)
        return syntax.property_name(syntax.field(entry, "key")) if entry.type == "pair" else None

    @staticmethod
    def _value(entry: Node | None) -> Node:
        value = syntax.field(entry, "value") if entry is not None and entry.type == "pair" else None
        if value is None:
            raise NotPlain
        return value

    @staticmethod
    def _entry_parts(entry: Node) -> list[Part]:
        return [span_of(entry)]

    def _gap(self, plugin: Node) -> bytes:
        entries = children(plugin)
        text = self.program.data[entries[0].end_byte : entries[1].start_byte] if len(entries) > 1 else b", "
        return text if text.strip() == b"," else b", "

    @staticmethod
    def _has_comments(plugin: Node) -> bool:
        return any(child.type == "comment" for child in plugin.named_children)

    def _check_idle(self, entries: dict[str | None, Node]) -> None:
        """``isLoaded`` and ``load`` may do nothing."""
        loaded, load = entries.get("isLoaded"), entries.get("load")
        for entry, pattern in ((loaded, LOADED), (load, LOADING)):
            if entry is None:
                continue
            if entry.type != "pair" or not pattern.match(re.sub(r"\s+", " ", text_of(self._value(entry)))):
                raise NotPlain

    def _common_hook(self, hooks: dict[str, Node]) -> Node:
        """The function that all hooks share; hooks that only give the event back do not count."""
        working = {key: hook for key, hook in hooks.items() if not self._gives_back(hook)}
        if "track" not in working or not working.keys() <= {"track", "page", "screen"}:
            raise NotPlain
        texts = {text_of(self._function(hook)).partition("(")[2] for hook in working.values()}
        views = self.calls.methods & VIEWS
        if len(texts) != 1:
            raise NotPlain
        needed = {"screen"} if "screen" in views else set()
        if self.calls.may_have_views or views - {"screen"}:
            needed.add("page")
        if not needed <= working.keys():
            raise NotPlain
        return working["track"]

    def _function(self, hook: Node) -> Node:
        if hook.type == "method_definition":
            return hook
        function = unwrap(self._value(hook))
        if function.type not in ("arrow_function", "function_expression"):
            raise NotPlain
        return function

    def _gives_back(self, hook: Node) -> bool:
        function = self._function(hook)
        body = syntax.field(function, "body")
        name = self._parameter(function)
        text = text_of(body) if body is not None else ""
        return re.sub(r"[\s;{}]", "", text) in (name, f"return{name}")

    # --- the function --------------------------------------------------------------------------------------------

    @staticmethod
    def _parameter(function: Node) -> str:
        lone = syntax.field(function, "parameter")
        if lone is not None:
            return text_of(lone)
        parameters = syntax.field(function, "parameters")
        listed = children(parameters) if parameters is not None else []
        pattern = syntax.field(listed[0], "pattern") or listed[0] if listed else None
        if len(listed) != 1 or pattern is None or pattern.type != "identifier":
            raise NotPlain
        return text_of(pattern)

    def _parameter_type(self, hook: Node) -> bool:
        parameters = syntax.field(self._function(hook), "parameters")
        listed = children(parameters) if parameters is not None else []
        return bool(listed) and syntax.field(listed[0], "type") is not None

    @staticmethod
    def _destructured(function: Node) -> dict[str, str]:
        """Local names of ``payload`` and ``next``, and of nothing else."""
        parameters = syntax.field(function, "parameters")
        listed = children(parameters) if parameters is not None else []
        pattern = (syntax.field(listed[0], "pattern") or listed[0]) if len(listed) == 1 else None
        if pattern is None or pattern.type != "object_pattern":
            raise NotPlain
        found: dict[str, str] = {}
        for child in children(pattern):
            key = syntax.property_name(syntax.field(child, "key") or child)
            local = syntax.field(child, "value") or child
            if key is None or local.type not in ("identifier", "shorthand_property_identifier_pattern"):
                raise NotPlain
            found[key] = text_of(local)
        if found.keys() != {"payload", "next"}:
            raise NotPlain
        return found

    def _hook(self, hook: Node, made: Rewritten, *, has_views: bool, typed: str) -> list[Part]:
        function = self._function(hook)
        name = self._parameter(function)
        body = syntax.field(function, "body")
        if body is None or body.type != "statement_block" or any(child.type == "*" for child in function.children):
            raise NotPlain
        answers = list(returns(body))
        last = children(body)[-1] if children(body) else None
        if last is None or not answers or not same(answers[-1], last):
            raise NotPlain
        if any(re.fullmatch(rf"return {re.escape(name)};?", text_of(answer)) is None for answer in answers):
            raise NotPlain
        event = self._event_name(body)
        known = {children(answer)[0].start_byte: children(answer)[0] for answer in answers}
        reads_name = not has_views and not self.calls.has_views
        shape = self._shape(body, name, f"{name}.event.properties", event)
        made.rewrites += self._steps(body, shape, known, reads_name=reads_name)
        made.rewrites += [Rewrite(span_of(node), (event.encode(),)) for node in known.values()]
        made.rewrites += self._opening(body, shape)
        parameter = f"{event}: {typed}" if typed else event
        if hook.type == "method_definition":
            return [f"async execute({parameter}) ".encode(), span_of(body)]
        return [f"execute: async ({parameter}) => ".encode(), span_of(body)]

    def _uses(self, body: Node, name: str) -> Iterator[Node]:
        for token in self.program.tokens({name}):
            if not body.start_byte <= token.start_byte < body.end_byte:
                continue
            if token.type == "identifier":
                yield token
            elif token.type != "property_identifier":
                raise NotPlain

    def _event_name(self, body: Node) -> str:
        return self._free(body, "event", "amplitudeEvent")

    def _free(self, body: Node, *names: str) -> str:
        """The first name that the body does not use for something of its own."""
        taken = {
            text_of(token)
            for token in self.program.tokens(set(names))
            if body.start_byte <= token.start_byte < body.end_byte and token.type != "property_identifier"
        }
        free = next((name for name in names if name not in taken), None)
        if free is None:
            raise NotPlain
        return free

    def _shape(self, body: Node, name: str, properties: str, event: str) -> _Shape:
        """Where properties are replaced as a whole the event's own are used, else a copy that the types let be read."""
        chains = [self._chain(token, properties) for token in self._uses(body, name)]
        is_replaced = any(
            chain is not None
            and chain.parent is not None
            and chain.parent.type == "assignment_expression"
            and same(syntax.field(chain.parent, "left"), chain)
            for chain in chains
        )
        if is_replaced or not self.style.is_typed:
            return _Shape(name, properties, event, f"{event}.event_properties", is_replaced=is_replaced)
        return _Shape(name, properties, event, self._free(body, "properties", "eventProperties"), is_replaced=False)

    def _steps(self, body: Node, shape: _Shape, known: dict[int, Node], *, reads_name: bool = False) -> list[Rewrite]:
        """Rename what is read and written; anything but properties is refused."""
        name, event = shape.name, shape.event
        if re.search(r"(?<![\w$.])(?:this|arguments)(?![\w$])", text_of(body)):
            raise NotPlain
        found: list[Rewrite] = []
        for token in self._uses(body, name):
            if any(node.start_byte <= token.start_byte < node.end_byte for node in known.values()):
                continue
            chain = self._chain(token, shape.properties)
            if chain is not None:
                self._check_write(chain)
                around = chain.parent.type if chain.parent is not None else ""
                is_member = around in ("member_expression", "subscript_expression")
                if is_member and shape.is_replaced and self.style.is_typed:
                    raise NotPlain
                found.append(Rewrite(span_of(chain), (shape.target.encode(),)))
            elif (step := self._update(token, shape)) is not None:
                found.append(step)
            elif reads_name and (read := self._chain(token, f"{name}.event.event")) is not None:
                is_left = read.parent is not None and same(syntax.field(read.parent, "left"), read)
                if is_left and read.parent is not None and read.parent.type.endswith("assignment_expression"):
                    raise NotPlain
                found.append(Rewrite(span_of(read), (f"{event}.event_type".encode(),)))
            else:
                raise NotPlain
        if not found:
            raise NotPlain
        return found

    @staticmethod
    def _chain(token: Node, wanted: str) -> Node | None:
        """The member expression around a name that reads as ``wanted``, with a ``!`` behind it."""
        node = token
        while node.parent is not None and node.parent.type in ("member_expression", "non_null_expression"):
            if node.parent.type == "member_expression" and not same(syntax.field(node.parent, "object"), node):
                break
            node = node.parent
            if text_of(node).replace("!", "") == wanted:
                around = node.parent
                return around if around is not None and around.type == "non_null_expression" else node
        return None

    @staticmethod
    def _check_write(chain: Node) -> None:
        """Refuse to write what revenue is read from, or a name that does not show."""
        member = chain.parent
        if member is None or member.type not in ("member_expression", "subscript_expression"):
            return
        around = member.parent
        is_written = around is not None and (
            (around.type.endswith("assignment_expression") and same(syntax.field(around, "left"), member))
            or around.type == "update_expression"
            or (around.type == "unary_expression" and text_of(around).startswith("delete"))
        )
        parts = syntax.member_parts(member)
        if is_written and (parts is None or parts[2] in MONEY):
            raise NotPlain

    def _update(self, token: Node, shape: _Shape) -> Rewrite | None:
        """``ctx.updateEvent("properties.x", value)`` as a statement."""
        member = token.parent
        call = member.parent if member is not None else None
        if call is None or call.type != "call_expression" or text_of(member or token) != f"{shape.name}.updateEvent":
            return None
        (path, value) = (*self._two(call),)
        match = re.fullmatch(r"properties\.([A-Za-z_$][\w$]*)", syntax.string_value(path) or "")
        is_statement = call.parent is not None and call.parent.type == "expression_statement"
        if match is None or match[1] in MONEY or not is_statement:
            return None
        if shape.is_replaced:
            copy = f"{shape.target} = {{ ...{shape.target}, {match[1]}: ".encode()
            return Rewrite(span_of(call), (copy, span_of(value), b" }"))
        return Rewrite(span_of(call), (f"{shape.target}.{match[1]} = ".encode(), span_of(value)))

    @staticmethod
    def _two(call: Node) -> list[Node]:
        arguments = syntax.field(call, "arguments")
        passed = children(arguments) if arguments is not None else []
        if len(passed) != 2:
            raise NotPlain
        return passed

    def _opening(self, body: Node, shape: _Shape) -> list[Rewrite]:
        """Let pass what Segment never sent, and change a copy: the properties may be the caller's own object."""
        listed = ", ".join(self.style.text(name) for name in self.skipped)
        end, event = self.style.semicolon, shape.event
        lines = [f"if ([{listed}].includes({event}.event_type)) return {event}{end}"]
        first = children(body)[0]
        if shape.target != f"{event}.event_properties":
            lines.append(f"const {shape.target}: Record<string, any> = {{ ...{event}.event_properties }}{end}")
            lines.append(f"{event}.event_properties = {shape.target}{end}")
        elif not text_of(first).startswith(f"{shape.properties} = {{"):
            lines.append(f"{event}.event_properties = {{ ...{event}.event_properties }}{end}")
        gap = self.program.data[body.start_byte + 1 : first.start_byte]
        gap = gap if b"\n" in gap and not gap.strip() else b" "
        text = b"".join(gap + line.encode() + (b";" if gap == b" " and not end else b"") for line in lines)
        return [Rewrite(Span(body.start_byte + 1, body.start_byte + 1), (text,))]

    @staticmethod
    def _may_throw(body: Node, properties: str) -> bool:
        """Tell whether a call without properties would make the code throw."""
        first = text_of(children(body)[0])
        begin = f"{properties} = "
        if first.startswith((f"{begin}{{", f"{begin}{properties} ||", f"{begin}{properties} ??")):
            return False
        guarded = re.sub(rf"{re.escape(properties)}\?\.", "", text_of(body))
        is_guarded = first.startswith((f"if ({properties})", f"if (!{properties})"))
        return not is_guarded and re.search(rf"{re.escape(properties)}!?\s*[.\[]", guarded) is not None
