"""Write Amplitude calls in Java, for the SDK of Android.

Java has no literal for a map: what a call sends is filled in statements before it. Source of the signatures:
sdk-facts/amplitude.md §8; ``Identify.set`` checks as Kotlin does that it is given no null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Operations
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.expressions import ABSENT, CLOSED, FIELDS, ExpressionWriter
from segment_to_amplitude.languages.jvm.layout import ArgumentWriter, Layout, Unwritable, Wanted, joined
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.read import Read
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.languages.jvm.variable_names import free_name
from segment_to_amplitude.languages.jvm.write_kotlin import METHODS, SETTERS
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

MAP = "java.util.Map"
HASH_MAP = "java.util.HashMap"
ARRAYS = "java.util.Arrays"
BEHIND = CLOSED | {"object_creation_expression"}


class JavaExpressions(ExpressionWriter):
    """Writes expressions in Java; what must be filled first is put into ``lines``."""

    def __init__(self, site: CallSite, read: Read, layout: Layout, local: Callable[[str], str]) -> None:
        super().__init__(site, read, layout, local)
        self.names: list[str] = []
        """The variables that were made."""

    def text(self, text: str) -> bytes:
        """A string."""
        return f'"{escaped(text)}"'.encode()

    def joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        """A sum of fixed parts and values, which begins with a string."""
        parts = [[self.text(one)] if isinstance(one, str) else self.operand(one) for one in pieces]
        if not isinstance(pieces[0], str) and not pieces[0].is_text:
            parts.insert(0, [b'""'])
        return joined(b" + ", parts)

    def operand(self, value: Value) -> list[Part]:
        """A value behind which a member may be written."""
        node = self.node(value)
        is_bare = value.span == self.program.span(node)
        return [value.span] if not is_bare or node.type in BEHIND else [b"(", value.span, b")"]

    def as_text(self, value: Value) -> list[Part]:
        """A value turned into a string."""
        return [b"String.valueOf(", value.span, b")"]

    def milliseconds(self, value: Value, kind: Type | None) -> list[Part]:
        """A date as milliseconds since 1970."""
        is_instant = kind is not None and kind.simple == "Instant"
        return [*self.operand(value), b".toEpochMilli()" if is_instant else b".getTime()"]

    def converted(self, value: Value, number: str) -> list[Part]:
        """A number turned into another type."""
        return [f"({number.lower()}) ".encode(), *self.operand(value)]

    def map_type(self) -> bytes:
        """The type of a map that is filled over statements."""
        return self.local(MAP) + b"<String, Object>"

    def empty_map(self) -> bytes:
        """A map that is filled over statements."""
        return b"new " + self.local(HASH_MAP) + b"<>()"

    def map_of(self, value: Value) -> list[Part]:
        """A map that may be filled further."""
        raise TypeError("Java fills a map in statements")

    def put(self, name: str, entry: Entry) -> list[Part]:
        """The statement that puts an entry into a map."""
        if entry.is_spread:
            return [f"{name}.putAll(".encode(), *self.payload(entry.value), b")"]
        return [f"{name}.put(".encode(), *self.key(entry), b", ", *self.payload(entry.value, entry.key), b")"]

    def payload(self, value: Value, name: str | None = None) -> list[Part]:
        """A value that is sent; ``name`` is what a map is called that has to be filled first."""
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
            elements = [self.payload(one, singular(name)) for one in value.elements]
            return [self.local(ARRAYS) + b".asList(", *joined(b", ", elements), b")"]
        return [self._filled_map(value, name or "properties").encode()]

    def nested(self, value: Value, name: str | None) -> list[Part]:
        """A value inside of others; ``name`` is its key."""
        return self.payload(value, name)

    def _filled_map(self, value: Value, wanted: str) -> str:
        """Declare a map and fill it; a comment goes with the entry that it stood by."""
        name = self.free(wanted)
        lines = [Line([self.map_type(), f" {name} = ".encode(), self.empty_map()])]
        rows, tail = self.rows(value, value.entries)
        for gap, entry in rows:
            lines[-1].behind += gap.behind
            before, self.lines = self.lines, []
            put = Line(self.put(name, entry), above=list(gap.above))
            nested, self.lines = self.lines, before
            # A map inside is filled before it is put, and before the line that follows.
            lines += [*nested, put]
        lines[-1].behind += [*tail.behind, *tail.above]
        self.lines += lines
        return name

    def free(self, wanted: str) -> str:
        """A name that no variable in reach has."""
        name = free_name(self.site, self.read.node, wanted, self.names)
        self.names.append(name)
        return name


class JavaWriter(JavaExpressions):
    """Writes the calls that take the place of one."""

    def __init__(self, site: CallSite, read: Read, layout: Layout, local: Callable[[str], str]) -> None:
        super().__init__(site, read, layout, local)
        call = site.invocation
        self.events = "com.amplitude.android.events" if site.is_android else "com.amplitude.core.events"
        self.arguments = ArgumentWriter(
            layout, call.list_node, [(site.program.span(one.value), None) for one in call.arguments]
        )
        self._origins = {id(one.value): index for index, one in enumerate(call.arguments)}
        self._is_only = True

    def write_calls(self, made: Sequence[AmplitudeCall]) -> list[Line]:
        """Write calls in their order, each after what it needs."""
        self._is_only = len(made) == 1
        self._write(made)
        if self._outgrow():
            self.is_exploded = True
            self.lines, self.names, self.built = [], [], []
            self._write(made)
        return self.lines

    def _write(self, made: Sequence[AmplitudeCall]) -> None:
        for call in made:
            line = self._call(call)
            self.lines.append(line)

    def _outgrow(self) -> bool:
        start = self.read.node.start_byte
        old = self.data[self.program.document.line_start(start) : self.read.node.end_byte]
        limit = max(self.layout.width, *(len(one.decode("utf-8", "replace")) for one in old.splitlines()))
        column = len(self.layout.indent(start).expandtabs(4))
        return any(
            column + self.layout.length(line.parts) + 1 > limit and not self.layout.is_multiline(line.parts)
            for line in self.lines
        )

    def _call(self, call: AmplitudeCall) -> Line:
        is_read = isinstance(call, (calls.GetUserId, calls.GetDeviceId))
        match call:
            case calls.SetOptOut(opt_out):
                value = self.write(opt_out) if not isinstance(opt_out, bool) else [b"true" if opt_out else b"false"]
                return Line([*self._client(), b"getConfiguration().setOptOut(", *value, b")"])
            case calls.SetUserId(user_id, if_present) if if_present is not None:
                base = self.layout.newline + self.layout.indent(self.read.node.start_byte)
                condition = [b"if (", *self.operand(if_present), b" != null) {" + base + self.layout.unit]
                body = [*self._client(), b"setUserId(", *self.write(user_id), b");" + base + b"}"]
                return Line([*condition, *body], is_block=True)
        wanted = self._wanted_of(call)
        has_lines = bool(self.lines)
        gives = not is_read and not isinstance(call, calls.Flush)
        parts = [*self._callee(METHODS[type(call)]), *self._listed(wanted, has_lines)]
        return Line(parts, gives=gives, is_read=is_read)

    def _listed(self, wanted: Sequence[Wanted], has_lines: bool) -> list[Part]:
        if self._is_only and not has_lines:
            return self.arguments.write(wanted, keeps_names=False)
        return [b"(", *joined(b", ", [one.parts for one in wanted]), b")"]

    def _wanted_of(self, call: AmplitudeCall) -> list[Wanted]:
        match call:
            case calls.SetUserId(user_id):
                return [self._wanted(self.write(user_id), "userId", "newId")]
            case calls.SetDeviceId(device_id):
                return [Wanted(self.write(device_id))]
            case calls.Track(event, properties, options):
                return self._track(event, properties, options)
            case calls.Identify(operations, options):
                return [self._operations(operations), *self._options(options)]
            case calls.SetGroup(group_type, name, options):
                return [Wanted([self.text(group_type)]), Wanted(self.write(name)), *self._options(options)]
            case calls.GroupIdentify(group_type, name, operations, options):
                group = [Wanted([self.text(group_type)]), Wanted(self.write(name))]
                return [*group, self._operations(operations), *self._options(options)]
            case calls.Revenue(fields, options):
                settings = [(SETTERS[name], value) for name, value in fields]
                return [Wanted(self._object("Revenue", "revenue", settings)), *self._options(options)]
        return []

    # --- the client --------------------------------------------------------------------------------------------------

    def _client(self) -> list[Part]:
        return [*self.site.client, b"."] if self.site.client is not None else []

    def _callee(self, method: str) -> list[Part]:
        call = self.site.invocation
        if self.site.client is None or call.receiver is None or not self._is_only:
            return [*self._client(), method.encode()]
        link = Span(call.receiver.end_byte, call.name_node.start_byte)
        name = self.program.span(call.name_node)
        return [*self.site.client, link, name if call.name == method else method.encode()]

    # --- arguments ---------------------------------------------------------------------------------------------------

    def _wanted(self, parts: list[Part], *parameters: str) -> Wanted:
        for parameter in parameters:
            argument = self.read.arguments.get(parameter)
            if argument is not None and id(argument.value) in self._origins:
                return Wanted(parts, self._origins[id(argument.value)])
        return Wanted(parts)

    def _track(self, event: Expression, properties: Expression | None, options: EventOptions) -> list[Wanted]:
        wanted = [self._wanted(self.write(event), "event", "name", "title")]
        if isinstance(properties, Dictionary):
            if properties.before or properties.after:
                raise Unwritable("properties-not-readable")
            properties = properties.base
        if properties is not None:
            assert isinstance(properties, Value)
            wanted.append(self._wanted(self.payload(properties, "properties"), "properties"))
        elif options:
            wanted.append(Wanted([b"null"]))
        return [*wanted, *self._options(options)]

    def _options(self, options: EventOptions) -> list[Wanted]:
        fields = [(FIELDS.get(name, name), value) for name, value in options if name not in ABSENT]
        if len(fields) < len(options):
            raise Unwritable("options-not-readable", "`groups`, which Amplitude's options lack")
        return [Wanted(self._object("EventOptions", "options", fields))] if fields else []

    def _object(self, kind: str, wanted: str, fields: Sequence[tuple[str, Expression]]) -> list[Part]:
        """Make an object and set its fields, in statements."""
        name = self.free(wanted)
        made = self.local(f"{self.events}.{kind}")
        lines = [Line([made + f" {name} = new ".encode() + made + b"()"])]
        for field, value in fields:
            setter = f"{name}.set{field[:1].upper()}{field[1:]}(".encode()
            lines.append(Line([setter, *self.field(field, value), b")"]))
        self.lines += lines
        return [name.encode()]

    def _operations(self, operations: Operations) -> Wanted:
        whole, steps = self.operations(operations)
        if whole is not None:
            return self._wanted(self.payload(whole, "traits"), "traits")
        traits = self.traits()
        assert traits is not None
        head = b"new " + self.local(f"{self.events}.Identify") + b"()"
        return self._wanted(self.chain(head, traits, steps), "traits")


def singular(name: str | None) -> str:
    """What one of several is called."""
    if name is None or not name.isidentifier():
        return "item"
    return name[:-1] if name.endswith("s") and len(name) > 2 else f"{name}Item"


def escaped(text: str) -> str:
    """What a string says, as it is written between quotes."""
    made = text.replace("\\", "\\\\").replace('"', '\\"')
    return made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
