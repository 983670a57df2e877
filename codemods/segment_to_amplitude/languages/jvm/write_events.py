"""Write the events of Amplitude's SDK for servers, in Java and in Kotlin.

The SDK has nothing but events: identify and group are events with names of their own, to whose constructor the ids
are given. Source: sdk-facts/amplitude.md §10; java-sdk 1.13.0.
"""

from __future__ import annotations

from collections.abc import Sequence

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Operations, Text
from segment_to_amplitude.languages.jvm.expressions import FIELDS
from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.layout import Unwritable, joined
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.languages.jvm.write_java import HASH_MAP, JavaExpressions
from segment_to_amplitude.languages.jvm.write_kotlin import KotlinExpressions
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

EVENT = "com.amplitude.Event"
POLY = ("of", "singletonMap", "emptyMap", "ofEntries", "copyOf")
"""Static methods whose map takes the type that is wanted of it."""
LACKING = frozenset({"user_agent"})


class EventWriter:
    """Writes the calls that take the place of one message."""

    def __init__(self, writer: JavaExpressions | KotlinExpressions) -> None:
        self.writer = writer
        self.read = writer.read
        self.site = writer.site
        self.program = writer.program
        self.layout = writer.layout
        self._is_only = True
        self.lead: bytes | None = None
        """What stands before the event on its line, where that is not the call that logs it."""
        self.tail = b""
        """What stands behind it there."""

    @property
    def built(self) -> list[object]:
        """Variables that stay."""
        return list(self.writer.built)

    def write_calls(self, made: Sequence[AmplitudeCall]) -> list[Line]:
        """Write calls in their order, each after what it needs."""
        self._is_only = len(made) == 1
        lines: list[Line] = []
        for call in made:
            line = self._call(call)
            if isinstance(self.writer, JavaExpressions):
                lines += self.writer.lines
                self.writer.lines = []
            lines.append(line)
        return lines

    def _call(self, call: AmplitudeCall) -> Line:
        match call:
            case calls.Flush():
                return Line([*self.callee("flushEvents"), *self._brackets()])
            case calls.Shutdown():
                line = Line([*self.callee("shutdown"), *self._brackets()])
                return line if self.program.is_kotlin or self._may_be_interrupted() else self._caught(line)
            case calls.Track() | calls.Identify() | calls.SetGroup() | calls.GroupIdentify():
                return self._logged(*self.event(call))
        raise Unwritable("no-counterpart", f"`{self.site.invocation.name}`")

    def event(self, call: AmplitudeCall) -> tuple[list[Part], list[tuple[str, Expression]]]:
        """The event of a call as an expression, and the fields that are set on it afterwards."""
        match call:
            case calls.Track(event, properties, options):
                return self._made(event, [("setEventProperties", self._properties(properties))], options)
            case calls.Identify(operations, options):
                return self._made(Text("$identify"), [("setUserProperties", self._set_traits(operations))], options)
            case calls.SetGroup(group_type, name, options):
                pair = [self.writer.text(group_type), b", ", *self.writer.write(name)]
                return self._made(Text("$identify"), [("addGroup", pair), ("addUserProperty", pair)], options)
            case calls.GroupIdentify(group_type, name, operations, options):
                pair = [self.writer.text(group_type), b", ", *self.writer.write(name)]
                members = [("addGroup", pair), ("setGroupProperties", self._set_traits(operations))]
                return self._made(Text("$groupidentify"), members, options)
        raise Unwritable("message-not-readable", "it takes several events")

    def said(self, call: AmplitudeCall) -> tuple[str, list[Part], list[tuple[str, Expression]]]:
        """What a call says about an event that is there: a method with what it is given, and fields."""
        match call:
            case calls.Track(_, properties, options):
                return "setEventProperties", self._properties(properties), self._fields(dict(options))
            case calls.Identify(operations, options):
                return "setUserProperties", self._set_traits(operations), self._fields(dict(options))
        raise Unwritable("message-not-readable", "it takes several events")

    def _set_traits(self, operations: Operations) -> list[Part]:
        if any(step.verb != "set" for step in operations.steps):
            raise Unwritable("traits-not-readable", "a null, or a trait that is counted up")
        return self._traits()

    # --- the client --------------------------------------------------------------------------------------------------

    def callee(self, method: str) -> list[Part]:
        """The client with a method's name."""
        call = self.site.invocation
        client = self.site.client
        if client is None:
            return [method.encode()]
        if call.receiver is None or not self._is_only:
            return [*client, b"?." if call.is_safe else b".", method.encode()]
        link = Span(call.receiver.end_byte, call.name_node.start_byte)
        name = self.program.span(call.name_node)
        return [*client, link, name if call.name == method else method.encode()]

    def _brackets(self) -> list[Part]:
        node = self.site.invocation.list_node
        return [self.program.span(node)] if node is not None else [b"()"]

    # --- one event ---------------------------------------------------------------------------------------------------

    def _made(
        self, event: Expression, members: Sequence[tuple[str, list[Part]]], options: EventOptions
    ) -> tuple[list[Part], list[tuple[str, Expression]]]:
        fields = dict(options)
        user_id, device_id = fields.pop("user_id", None), fields.pop("device_id", None)
        if user_id is None and device_id is None:
            raise Unwritable("user-id-missing")
        ids = [self.writer.write(user_id) if user_id is not None else [b"null"]]
        if device_id is not None:
            ids.append(self.writer.write(device_id))
        groups = fields.pop("groups", None)
        new = b"" if self.program.is_kotlin else b"new "
        head = new + self.writer.local(EVENT) + b"("
        made: list[Part] = [head, *joined(b", ", [self.writer.write(event), *ids]), b")"]
        chained = [(member, [member.encode() + b"(", *parts, b")"]) for member, parts in members if parts]
        inline = [*made, *(part for member, parts in chained for part in (*self._before(member), *parts))]
        is_short = len(chained) == 1 and self.lead is None and not self.exceeds([2 * self.layout.unit, *inline, b")"])
        if chained and self._outgrows(inline) and not is_short:
            made += [part for _, parts in chained for part in (self._deeper(2) + b".", *parts)]
        else:
            made = inline
        if groups is not None:
            if not isinstance(groups, Value) or groups.is_nothing:
                raise Unwritable("options-not-readable", "`groups`")
            made += [b".setGroups(", *self._map(groups, "groups"), b")"]
        return made, self._fields(fields)

    @staticmethod
    def _fields(fields: dict[str, Expression]) -> list[tuple[str, Expression]]:
        if any(name in LACKING for name in fields):
            raise Unwritable("options-not-readable", "`userAgent`")
        if "groups" in fields:
            raise Unwritable("options-not-readable", "`groups`")
        return [(FIELDS.get(name, name), value) for name, value in fields.items()]

    def _outgrows(self, parts: list[Part]) -> bool:
        lead: list[Part] = [*self.callee("logEvent"), b"("] if self.lead is None else [self.lead]
        return self.exceeds([*lead, *parts, b")" if self.lead is None else self.tail])

    def exceeds(self, parts: Sequence[Part]) -> bool:
        """Tell whether a statement of one line is too long for the file."""
        indent = self.layout.indent(self.read.node.start_byte)
        behind = 0 if self.program.is_kotlin else 1
        return not self.layout.is_multiline(parts) and not self.layout.fits(indent, parts, behind)

    def _deeper(self, steps: int) -> bytes:
        """The start of a line that goes on with a statement; Kotlin's are one step deeper, Java's two."""
        count = 1 if self.program.is_kotlin else steps
        return self.layout.newline + self.layout.indent(self.read.node.start_byte) + count * self.layout.unit

    def wrapped(self, before: Sequence[Part], parts: list[Part]) -> list[Part]:
        """An argument in brackets, on a line of its own where the statement is too long with it."""
        if not self.exceeds([*before, b"(", *parts, b")"]):
            return [b"(", *parts, b")"]
        end = self.layout.newline + self.layout.indent(self.read.node.start_byte) if self.program.is_kotlin else b""
        return [b"(" + self._deeper(2), *parts, end + b")"]

    def _logged(self, made: list[Part], settings: Sequence[tuple[str, Expression]]) -> Line:
        if not settings:
            return Line([*self.callee("logEvent"), *self._argument(made)])
        if isinstance(self.writer, KotlinExpressions):
            return Line([*self.callee("logEvent"), *self._argument(self.writer.filled(made, settings))])
        name = self.writer.free("event")
        kind = self.writer.local(EVENT)
        self.writer.lines.append(Line([kind + f" {name} = ".encode(), *made]))
        for field, value in settings:
            line = Line([f"{name}.{field} = ".encode(), *self.writer.field(field, value)])
            self.writer.lines.append(line)
        return Line([*self.callee("logEvent"), b"(", name.encode(), b")"])

    def _argument(self, made: list[Part]) -> list[Part]:
        """The argument in the brackets of the message, with the line breaks around it."""
        node, arguments = self.site.invocation.list_node, self.site.invocation.arguments
        if node is None or not self._is_only or self.read.locals or len(arguments) != 1:
            return self.wrapped(self.callee("logEvent"), made)
        inner = arguments[0].value
        gap = self.layout.text([Span(node.start_byte, inner.start_byte), Span(inner.end_byte, node.end_byte)])
        if gap == b"()":
            return self.wrapped(self.callee("logEvent"), made)
        return [Span(node.start_byte, inner.start_byte), *made, Span(inner.end_byte, node.end_byte)]

    def _before(self, member: str) -> list[Part]:
        """The dot, on a line of its own where the builder's method had one."""
        origin = {"setEventProperties": "properties", "setUserProperties": "traits", "setGroupProperties": "traits"}
        argument = self.read.arguments.get(origin.get(member, ""))
        if argument is None or not self._is_only or self.read.locals:
            return [b"."]
        for around in self.program.ancestors(argument.value):
            call = invocation_of(self.program, around)
            if call is not None and call.receiver is not None and call.name == origin[member]:
                return [Span(call.receiver.end_byte, call.name_node.start_byte)]
        return [b"."]

    def _caught(self, line: Line) -> Line:
        """Shut down as Segment's client does: one that is interrupted meanwhile says so to its thread."""
        assert isinstance(self.writer, JavaExpressions)
        base = self.layout.newline + self.layout.indent(self.read.node.start_byte)
        inner = base + self.layout.unit
        name = self.writer.free("e").encode()
        head = base + b"} catch (InterruptedException " + name + b") {"
        tail = inner + b"Thread.currentThread().interrupt();" + base + b"}"
        return Line([b"try {" + inner, *line.parts, b";" + head + tail], is_block=True)

    def _may_be_interrupted(self) -> bool:
        """Tell whether an InterruptedException is caught or declared where a call stands."""
        inner = self.read.node
        for around in self.program.ancestors(self.read.node):
            if around.type in ("try_statement", "try_with_resources_statement"):
                body = around.child_by_field_name("body")
                if body is not None and body.id == inner.id:
                    for clause in around.named_children:
                        if clause.type == "catch_clause" and self._names_exception(self.program.text(clause)):
                            return True
            elif around.type in ("method_declaration", "constructor_declaration"):
                thrown = next((one for one in around.named_children if one.type == "throws"), None)
                return thrown is not None and self._names_exception(self.program.text(thrown) + ")")
            elif around.type in ("lambda_expression", "class_body"):
                return False
            inner = around
        return False

    @staticmethod
    def _names_exception(text: str) -> bool:
        words = text.partition(")")[0].replace("(", " ").replace(",", " ").replace("|", " ").split()
        return bool({"InterruptedException", "Exception", "Throwable"} & {one.rpartition(".")[2] for one in words})

    # --- what is sent ------------------------------------------------------------------------------------------------

    def _properties(self, properties: Expression | None) -> list[Part]:
        if properties is None:
            return []
        if isinstance(properties, Dictionary):
            if properties.before or properties.after or properties.base is None:
                raise Unwritable("properties-not-readable")
            properties = properties.base
        assert isinstance(properties, Value)
        return self._map(properties, "properties")

    def _traits(self) -> list[Part]:
        traits = getattr(self.read.call, "traits", None)
        return self._map(traits, "traits") if isinstance(traits, Value) else []

    def _map(self, value: Value, name: str) -> list[Part]:
        """A map in the type that the SDK wants: one of another type is copied."""
        if isinstance(self.writer, KotlinExpressions):
            return self.writer.payload(value)
        parts = self.writer.payload(value, name)
        if not self.writer.shape(value).is_kept or self._is_map_of_objects(value):
            return parts
        return [b"new " + self.writer.local(HASH_MAP) + b"<>(", *parts, b")"]

    def _is_map_of_objects(self, value: Value) -> bool:
        node = self.writer.node(value)
        call = invocation_of(self.program, node)
        if call is not None and call.name in POLY and call.type_arguments is None:
            return True
        if call is not None and call.is_new and b"<>" in self.writer.data[node.start_byte : call.node.end_byte]:
            return not any(one.type == "class_body" for one in node.named_children)
        text = self.program.text(node).replace(" ", "")
        if value.kind is ValueKind.OBJECT and "<String,Object>" in text:
            return True
        kind = self.writer.type_of(value)
        return kind is not None and kind.simple in ("Map", "MutableMap") and _names(kind) == ["String", "Any"]


def _names(kind: Type) -> list[str]:
    return [one.name for one in kind.arguments]
