"""Write Amplitude calls in Kotlin: for the SDK of Android and its core for the JVM.

Source of the signatures: sdk-facts/amplitude.md §8; analytics-core 1.26.0 has ``optOut`` in its configuration only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Operations
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.expressions import (
    ABSENT,
    ARITHMETIC,
    FIELDS,
    ExpressionWriter,
)
from segment_to_amplitude.languages.jvm.invocations import Argument, invocation_of
from segment_to_amplitude.languages.jvm.layout import ArgumentWriter, Gap, Layout, Unwritable, Wanted, joined
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.payloads import lambda_of
from segment_to_amplitude.languages.jvm.read import Read
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

METHODS: dict[type, str] = {
    calls.SetUserId: "setUserId",
    calls.SetDeviceId: "setDeviceId",
    calls.Identify: "identify",
    calls.Track: "track",
    calls.Revenue: "revenue",
    calls.SetGroup: "setGroup",
    calls.GroupIdentify: "groupIdentify",
    calls.Reset: "reset",
    calls.Flush: "flush",
    calls.GetUserId: "getUserId",
    calls.GetDeviceId: "getDeviceId",
}
SETTERS = {
    "setPrice": "price",
    "setQuantity": "quantity",
    "setProductId": "productId",
    "setRevenueType": "revenueType",
}
NAMED = {
    "event": "eventType", "name": "eventType", "title": "eventType", "properties": "eventProperties",
    "options": "options",
}  # fmt: skip
"""Parameters of Amplitude's ``track`` by those of Segment's methods."""
LOOSE = frozenset({"infix_expression", "in_expression", "is_expression", "anonymous_function", "assignment"})
"""Expressions that need brackets behind ``to``, beside those with a sign that binds less."""


class KotlinExpressions(ExpressionWriter):
    """Writes expressions in Kotlin."""

    def text(self, text: str) -> bytes:
        """A string."""
        return f'"{escaped(text)}"'.encode()

    def joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        """A template."""
        parts: list[Part] = [b'"']
        for index, piece in enumerate(pieces):
            if isinstance(piece, str):
                parts.append(escaped(piece).encode())
                continue
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            parts += self._inside(piece, following if isinstance(following, str) else "$")
        return [*parts, b'"']

    def _inside(self, value: Value, following: str) -> list[Part]:
        node = self.node(value)
        text = self.program.text(node)
        if node.type == "string_literal" and text.startswith('"') and not text.startswith('"""'):
            return [Span(node.start_byte + 1, node.end_byte - 1)]
        span = self.program.span(node)
        if node.type == "identifier" and not (following[:1].isalnum() or following[:1] == "_"):
            return [b"$", span]
        return [b"${", span, b"}"]

    def as_text(self, value: Value) -> list[Part]:
        """A value turned into a string."""
        return [*self.operand(value), b".toString()"]

    def milliseconds(self, value: Value, kind: Type | None) -> list[Part]:
        """A date as milliseconds since 1970."""
        member = b".toEpochMilli()" if kind is not None and kind.simple == "Instant" else b".time"
        if not value.may_be_null:
            return [*self.operand(value), member]
        if self.site.sdk != "java":
            return [*self.operand(value), b"?" + member]
        # The event of the SDK for servers takes no null; neither did Segment's builder.
        return [*self.operand(value), (b"" if self._is_checked(value) else b"!!") + member]

    def _is_checked(self, value: Value) -> bool:
        """Tell whether a variable stands where it was found not to be null."""
        node = self.node(value)
        text, inner = self.program.text(node), node
        for around in self.program.ancestors(node):
            condition = around.child_by_field_name("condition")
            if around.type in ("function_declaration", "lambda_literal") or node.type != "identifier":
                return False
            if around.type == "if_expression" and condition is not None and condition.id != inner.id:
                parts = [one.strip() for one in self.program.text(condition).split("&&")]
                following = condition.next_named_sibling
                if f"{text} != null" in parts and following is not None and following.id == inner.id:
                    return True
            inner = around
        return False

    def converted(self, value: Value, number: str) -> list[Part]:
        """A number turned into another type."""
        return [*self.operand(value), f".to{number}()".encode()]

    def payload(self, value: Value, head: bytes = b"mapOf") -> list[Part]:
        """A value that is sent; ``head`` makes the map where it is written anew."""
        shape = self.shape(value)
        if shape.built is not None:
            self.built.append(shape.built)
            return [value.span]
        if shape.is_kept:
            return self.kept(value.span, shape.nested)
        if shape.inner is not None:
            return self.payload(shape.inner)
        if value.kind is ValueKind.NULL:
            return [b"null"]
        if value.kind is ValueKind.ARRAY:
            return self._list(value)
        return self._map(value, head)

    def map_type(self) -> bytes:
        """The type of a map that is filled over statements."""
        return b"MutableMap<String, Any?>"

    def empty_map(self) -> bytes:
        """A map that is filled over statements."""
        return b"mutableMapOf<String, Any?>()"

    def map_of(self, value: Value) -> list[Part]:
        """A map that may be filled further, with the entries of a container."""
        return self._map(value, b"mutableMapOf<String, Any?>") if value.entries else [self.empty_map()]

    def put(self, name: str, entry: Entry) -> list[Part]:
        """The statement that puts an entry into a map."""
        return [f"{name}[".encode(), *self.key(entry), b"] = ", *self.payload(entry.value)]

    def _list(self, value: Value) -> list[Part]:
        elements = {self._element_span(value, one): one for one in value.elements}
        entries = [Entry(span, one) for span, one in elements.items()]
        if not entries:
            return [b"emptyList<Any>()"]
        return [b"listOf(", *self._listed(value, entries, lambda entry: self.payload(elements[entry.span])), b")"]

    def _element_span(self, value: Value, element: Value) -> Span:
        """An element with the call that adds it."""
        owner = self.shape(value).node
        node = self.layout.node_at(element.span)
        owner = next((one for one in (lambda_of(call),) if one is not None), owner) if (
            call := invocation_of(self.program, owner)
        ) is not None else owner  # fmt: skip
        while node is not None and owner.type == "lambda_literal":
            parent = self.program.parent(node)
            if parent is None or parent.id == owner.id:
                return self.program.span(node)
            node = parent
        return element.span

    def _map(self, value: Value, head: bytes) -> list[Part]:
        if not value.entries:
            return [b"emptyMap<String, Any>()"]
        ordered = sorted(value.entries, key=lambda one: one.span)
        if any(one.is_spread for one in ordered):
            return self._sum(ordered)
        return [head + b"(", *self._listed(value, ordered, self._pair), b")"]

    def _sum(self, entries: Sequence[Entry]) -> list[Part]:
        """Entries between whole maps, of which the later ones count."""
        terms: list[list[Part]] = []
        pairs: list[list[Part]] = []
        for entry in (*entries, None):
            if pairs and (entry is None or entry.is_spread):
                terms.append([b"mapOf<String, Any?>(", *joined(b", ", pairs), b")"])
                pairs = []
            if entry is not None and entry.is_spread:
                terms.append(
                    self.operand(entry.value) if self.shape(entry.value).is_kept else self.payload(entry.value)
                )
            elif entry is not None:
                pairs.append(self._pair(entry))
        return joined(b" + ", terms)

    def _pair(self, entry: Entry) -> list[Part]:
        key = self.key(entry)
        if entry.key is None and entry.key_span is not None and self._is_loose(entry.key_span):
            key = [b"(", *key, b")"]
        return [*key, b" to ", *self.operand_of_to(entry.value)]

    def operand_of_to(self, value: Value) -> list[Part]:
        """A value behind ``to``, which binds more than most signs do."""
        parts = self.payload(value)
        shape = self.shape(value)
        inner = shape.inner if shape.inner is not None else value
        return [b"(", *parts, b")"] if self.shape(inner).is_kept and self._is_loose(inner.span) else parts

    def _is_loose(self, span: Span) -> bool:
        node = self.layout.node_at(span)
        if node is None:
            return False
        if node.type == "binary_expression":
            return not any(one.type in ARITHMETIC for one in node.children)
        return node.type in LOOSE

    def _listed(self, value: Value, entries: Sequence[Entry], write: Callable[[Entry], list[Part]]) -> list[Part]:
        """Entries with commas, in the lines that they stood on."""
        rows, tail = self.rows(value, entries)
        gaps = [gap for gap, _ in rows]
        has_comments = tail.has_comments or any(gap.has_comments for gap in gaps)
        base = self.base if self.base is not None else self.layout.newline + self.layout.indent(value.span.start)
        if not any(gap.has_newline for gap in gaps) and not tail.has_comments:
            if self.is_exploded and not has_comments:
                inner = base + self.layout.unit
                parts: list[Part] = []
                for index, entry in enumerate(entries):
                    parts += [b"," if index else b"", inner, *self.fitted(inner, partial(write, entry))]
                return [*parts, base]
            written = [write(one) for one in entries]
            return self._inline(gaps, written) if has_comments else joined(b", ", written)
        line = self.line_of(gaps, base)
        parts = []
        for index, (gap, one) in enumerate(zip(gaps, entries, strict=True)):
            parts += [b"," if index else b"", *(gap.parts if gap.has_newline else self.broken(gap, line)), *write(one)]
        for comment in tail.behind:
            parts += [b" ", comment]
        for comment in tail.above:
            parts += [line, comment]
        return [*parts, base]

    @staticmethod
    def _inline(gaps: Sequence[Gap], written: Sequence[list[Part]]) -> list[Part]:
        parts: list[Part] = []
        for index, (gap, one) in enumerate(zip(gaps, written, strict=True)):
            parts.append(b", " if index else b"")
            for comment in (*gap.behind, *gap.above):
                parts += [comment, b" "]
            parts += one
        return parts

    def filled(self, made: list[Part], fields: Sequence[tuple[str, Expression]]) -> list[Part]:
        """An object whose fields are set; ``also`` where a name could be taken for a field."""
        written = [(name, self.field(name, value)) for name, value in fields]
        mentioned = self._mentioned(written)
        lead, target = b".apply { ", b""
        if mentioned & {*(name for name, _ in written), *FIELDS.values(), "this", "revenue", "price", "currency"}:
            target = b"options." if "it" in mentioned else b"it."
            lead = b".also { options -> " if "it" in mentioned else b".also { "
        settings = [[target + f"{name} = ".encode(), *parts] for name, parts in written]
        if self.is_exploded:
            base = self.base
            if base is None:
                base = self.layout.newline + self.layout.indent(self.read.node.start_byte)
            inner = base + self.layout.unit
            body = [part for one in settings for part in (inner, *one)]
            return [*made, lead.rstrip(), *body, base + b"}"]
        return [*made, lead, *joined(b"; ", settings), b" }"]

    def _mentioned(self, written: Sequence[tuple[str, list[Part]]]) -> set[str]:
        """The names of the function around, and of what is written."""
        around = self.program.within(self.read.node, "function_declaration", "class_body", "source_file")
        names: set[str] = set()
        inside = [part for _, parts in written for part in parts if isinstance(part, Span)]
        declared = around.type == "function_declaration" if around is not None else False
        for node in self.program.nodes:
            if node.type not in ("identifier", "this_expression"):
                continue
            is_inside = any(span.start <= node.start_byte < span.end for span in inside)
            parent = self.program.parent(node)
            is_declared = parent is not None and parent.type in ("variable_declaration", "parameter", "class_parameter")
            in_function = declared and around is not None and around.start_byte <= node.start_byte < around.end_byte
            if is_inside or (is_declared and in_function):
                names.add(self.program.text(node))
        return names


class KotlinWriter(KotlinExpressions):
    """Writes the calls that take the place of one."""

    def __init__(self, site: CallSite, read: Read, layout: Layout, local: Callable[[str], str]) -> None:
        super().__init__(site, read, layout, local)
        call = site.invocation
        self.events = "com.amplitude.android.events" if site.is_android else "com.amplitude.core.events"
        self.arguments = ArgumentWriter(
            layout,
            call.list_node,
            [
                (site.program.span(one.value), site.program.span(one.name_node) if one.name_node is not None else None)
                for one in call.arguments
            ],
        )  # fmt: skip
        self._origins = {id(one.value): index for index, one in enumerate(call.arguments)}
        self._is_only = True

    def write_calls(self, made: Sequence[AmplitudeCall]) -> list[Line]:
        """Write calls in their order."""
        lines = self._lines(made)
        if any(self._outgrows(line) for line in lines):
            self.is_exploded = True
            self.built.clear()
            lines = self._lines(made)
        return lines

    def _outgrows(self, line: Line) -> bool:
        start = self.read.node.start_byte
        column = self.layout.column(start) if self._is_only else len(self.layout.indent(start).expandtabs(4))
        text = self.layout.text(line.parts)
        if b"\n" in text:
            return False
        old = self.data[self.program.document.line_start(start) : self.read.node.end_byte]
        length = max(len(one.decode("utf-8", "replace")) for one in old.splitlines() or [b""])
        return column + len(text.decode("utf-8", "replace")) > max(self.layout.width, length)

    def _lines(self, made: Sequence[AmplitudeCall]) -> list[Line]:
        self._is_only = len(made) == 1
        return [self._call(call) for call in made]

    def _call(self, call: AmplitudeCall) -> Line:
        is_read = isinstance(call, (calls.GetUserId, calls.GetDeviceId))
        gives = not is_read and not isinstance(call, calls.Flush)
        match call:
            case calls.SetOptOut(opt_out):
                value = self.write(opt_out) if not isinstance(opt_out, bool) else [b"true" if opt_out else b"false"]
                parts = [*self._client(), b"configuration", *self._dot(), b"optOut = ", *value]
                return Line(parts, is_assignment=True)
            case calls.SetUserId(if_present=Value() as if_present):
                name = b"it" if not self._mentions_it(self._client()) else b"userId"
                bound = b"" if name == b"it" else b"userId -> "
                inner = [*self._callee("setUserId"), b"(", name, b")"]
                return Line([*self.operand(if_present), b"?.let { " + bound, *inner, b" }"], gives=True)
            case calls.Track(event, properties, options) if self.is_exploded and options:
                parts = [*self._callee("track"), *self._spread_track(event, properties, options)]
                return Line(parts, gives=True)
            case calls.Track(event, properties, options):
                return Line([*self._callee("track"), *self._track(event, properties, options)], gives=True)
            case calls.Revenue(fields, options):
                settings = [(SETTERS[name], value) for name, value in fields]
                revenue = self.filled([self.local(f"{self.events}.Revenue") + b"()"], settings)
                arguments = [revenue, *self._options(options)]
                return Line([*self._callee("revenue"), b"(", *joined(b", ", arguments), b")"], gives=True)
        return Line([*self._callee(METHODS[type(call)]), *self._rest(call)], gives=gives, is_read=is_read)

    def _rest(self, call: AmplitudeCall) -> list[Part]:
        wanted: list[Wanted] = []
        match call:
            case calls.SetUserId(user_id):
                wanted = [self._wanted(self.write(user_id), "userId", "newId")]
            case calls.SetDeviceId(device_id):
                wanted = [Wanted(self.write(device_id))]
            case calls.Identify(operations, options):
                wanted = [self._operations(operations), *map(Wanted, self._options(options))]
            case calls.SetGroup(group_type, name, options):
                group = [Wanted([self.text(group_type)]), Wanted(self.write(name))]
                wanted = [*group, *map(Wanted, self._options(options))]
            case calls.GroupIdentify(group_type, name, operations, options):
                group = [Wanted([self.text(group_type)]), Wanted(self.write(name))]
                wanted = [*group, self._operations(operations), *map(Wanted, self._options(options))]
        if self._is_only:
            return self.arguments.write(wanted, keeps_names=False)
        return self._list_of(wanted)

    def _list_of(self, wanted: Sequence[Wanted]) -> list[Part]:
        """Arguments in brackets of their own; a trailing comma and line breaks of the old list go."""
        return [b"(", *joined(b", ", [one.parts for one in wanted]), b")"]

    # --- the client --------------------------------------------------------------------------------------------------

    def _dot(self) -> list[Part]:
        return [b"?." if self.site.invocation.is_safe and self.site.client is not None else b"."]

    def _client(self) -> list[Part]:
        if self.site.client is None:
            return []
        return [*self.site.client, *self._dot()]

    def _callee(self, method: str) -> list[Part]:
        call = self.site.invocation
        if self.site.client is None:
            return [method.encode()]
        if call.receiver is None or not self._is_only:
            return [*self._client(), method.encode()]
        link = Span(call.receiver.end_byte, call.name_node.start_byte)
        name = self.program.span(call.name_node)
        return [*self.site.client, link, name if call.name == method else method.encode()]

    def _mentions_it(self, parts: Sequence[Part]) -> bool:
        return b"it" in self.layout.text(parts).replace(b".", b" ").split()

    # --- arguments ---------------------------------------------------------------------------------------------------

    def _wanted(self, parts: list[Part], *parameters: str) -> Wanted:
        """An argument that comes from one of Segment's parameters."""
        for parameter in parameters:
            argument: Argument | None = self.read.arguments.get(parameter)
            if argument is not None and id(argument.value) in self._origins:
                return Wanted(parts, self._origins[id(argument.value)], NAMED.get(parameter, ""))
        return Wanted(parts, None, NAMED.get(parameters[0], ""))

    def _track(self, event: Expression, properties: Expression | None, options: EventOptions) -> list[Part]:
        wanted = [self._wanted(self.write(event), "event", "name", "title")]
        if properties is not None:
            wanted.append(self._wanted(self.properties(properties), "properties"))
        for parts in self._options(options):
            is_named = properties is None and not self.arguments.has_names
            wanted.append(Wanted([b"options = ", *parts] if is_named else parts, None, "options"))
        if not self._is_only:
            return self._list_of(wanted)
        return self.arguments.write(wanted, keeps_names=True)

    def _spread_track(self, event: Expression, properties: Expression | None, options: EventOptions) -> list[Part]:
        """An argument a line, for an event with options that outgrows its line."""
        base = self.layout.newline + self.layout.indent(self.read.node.start_byte)
        inner = base + self.layout.unit
        written = [self.fitted(inner, lambda: self.write(event))]
        if properties is not None:
            written.append(self.fitted(inner, lambda: self.properties(properties)))
        written += [self.fitted(inner, lambda: self._options(options)[0])]
        if properties is None:
            written[-1].insert(0, b"options = ")
        return [b"(", *joined(b",", [[inner, *one] for one in written]), base + b")"]

    def properties(self, value: Expression) -> list[Part]:
        """The properties of an event."""
        if isinstance(value, Dictionary):
            if value.before or value.after or value.base is None:
                raise Unwritable("properties-not-readable")
            value = value.base
        assert isinstance(value, Value)
        return self.payload(value, b"mutableMapOf<String, Any?>")

    def _options(self, options: EventOptions) -> list[list[Part]]:
        """The event options, if there are any."""
        fields = [(FIELDS.get(name, name), value) for name, value in options if name not in ABSENT]
        if len(fields) < len(options):
            raise Unwritable("options-not-readable", "`groups`, which Amplitude's options lack")
        return [self.filled([self.local(f"{self.events}.EventOptions") + b"()"], fields)] if fields else []

    # --- identify ----------------------------------------------------------------------------------------------------

    def _operations(self, operations: Operations) -> Wanted:
        whole, steps = self.operations(operations)
        if whole is not None:
            return self._wanted(self.payload(whole), "traits")
        traits = self.traits()
        assert traits is not None
        head = self.local(f"{self.events}.Identify") + b"()"
        return self._wanted(self.chain(head, traits, steps), "traits")


def escaped(text: str) -> str:
    """What a string says, as it is written between quotes."""
    made = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
