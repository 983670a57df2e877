"""The events that messages become, and what is said about one that is there.

Segment:   TrackMessage.builder("A").userId(id).properties(map).timestamp(date)
Amplitude: new Event("A", id).setEventProperties(map), and fields that are set: timestamp, insertId, ip, …
Source:    sdk-facts/segment.md §11, amplitude.md §10; java-sdk 1.13.0 Event.java: its fields are public
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.amplitude.calls import JAVA, AmplitudeCall
from segment_to_amplitude.amplitude.expressions import Expression
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.layout import Layout
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.local_rewrites import LocalWriter
from segment_to_amplitude.languages.jvm.message_flow import MessageFlow
from segment_to_amplitude.languages.jvm.message_ids import Ids
from segment_to_amplitude.languages.jvm.message_uses import IDS, End, MessageUse
from segment_to_amplitude.languages.jvm.messages import Message, MessageReader
from segment_to_amplitude.languages.jvm.place import Use, place_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.read import Read, read_message
from segment_to_amplitude.languages.jvm.values import ValueReader
from segment_to_amplitude.languages.jvm.write_events import EVENT, EventWriter
from segment_to_amplitude.languages.jvm.write_java import JavaExpressions
from segment_to_amplitude.languages.jvm.write_kotlin import KotlinExpressions
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

SEVERAL = frozenset({"GroupMessage"})
"""Messages that may take more than one event."""
TWO = "a group with traits takes two events"


@dataclass(slots=True)
class Written:
    """What is written for a use: an expression, and in Java the statements that need one of their own."""

    parts: list[Part]
    fields: list[list[Part]] = field(default_factory=list)
    """``.timestamp = …``, without the variable."""
    methods: list[list[Part]] = field(default_factory=list)
    """``.setEventProperties(…)``, without the variable."""
    leads: bool = False
    """The methods were called before the fields were set."""
    before: list[Line] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    event: str | None = None
    integrations: tuple[str, ...] = ()
    second: AmplitudeCall | None = None
    """One more event, of a group with traits."""
    second_parts: list[Part] = field(default_factory=list)


class Stuck(Exception):
    """The use stays as it is."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class MessageEvents:
    """Reads the messages of one file, and writes their events."""

    def __init__(self, program: Program, flow: MessageFlow, settings: Settings, names: FileNames, width: int) -> None:
        self.program = program
        self.flow = flow
        self.resolver = flow.resolver
        self.settings = settings
        self.names = names
        self.width = width
        self.imports: set[str] = set()
        """What was written since it was emptied."""

    def site(self, use: MessageUse) -> CallSite:
        """The last call of a chain as the writers of calls know it; no client is written."""
        return self.site_of(use.steps[-1])

    def site_of(self, call: Invocation) -> CallSite:
        """A call that stands beside a message."""
        return CallSite(
            self.program, call, "java", None, self.settings,
            lambda node: self.resolver.type_of(self.program, node), self.local, False, self.width,
            renamed=self.flow.names.within,
        )  # fmt: skip

    def local(self, qualified: str) -> str:
        """The name by which the file calls a class, which is imported."""
        self.imports.add(qualified)
        return self.names.local(qualified)

    def expression(self, use: MessageUse) -> Written:
        """The event that a use stands for."""
        return self._made(use) if use.root is None else self.said(use)

    def _made(self, use: MessageUse) -> Written:
        """The making of a message, with the ids that it gets only later."""
        site = self.site(use)
        values = ValueReader(self.program, site.type_of, "java")
        reader = MessageReader(values, self.program)
        message = reader.chain(use.node)
        if message is None:
            raise Stuck(Reason("message-not-readable"))
        if message.type == "AliasMessage":
            raise Stuck(Reason("alias-left"))
        written = Written([])
        ids = self.flow.ids.of(use)
        if isinstance(ids, Reason) and not any(name in message.fields for name in IDS):
            raise Stuck(ids)
        if isinstance(ids, Ids):
            for one in ids.given:
                reader.add(message, one.name, one.argument)
                if one.is_review:
                    line, _ = self.program.document.position(one.use.node.start_byte)
                    written.reasons.append(Reason("id-read-earlier", f"it stood at line {line}"))
        given = [value for name, value in message.fields.items() if name in IDS]
        if not any(one.is_present for one in given) and (other := self.flow.ids.other_id(use)) is not None:
            line, _ = other.program.document.position(other.node.start_byte)
            written.reasons.append(Reason("id-when-made", f"another one comes at line {line}"))
        if self._lacks_revenue(use, message):
            raise Stuck(Reason("revenue-not-readable", "the properties are given elsewhere"))
        read, call = self.mapped(site, use, values, message, written)
        writer = self.writer_of(site, use, read)
        writer.lead, writer.tail = self._lead(use), self._tail(use)
        written.parts, fields = writer.event(call)
        if written.second is not None:
            second, more = writer.event(written.second)
            if fields or more or (isinstance(writer.writer, JavaExpressions) and writer.writer.lines):
                raise Stuck(Reason("message-not-readable", TWO))
            written.second_parts = second
        return self.kept(read, writer, written, fields)

    def said(self, use: MessageUse, *, is_statement: bool = False) -> Written:
        """What is said about a message that is there."""
        assert use.root is not None
        written = Written(self.root(use))
        taken = self.flow.ids.taken_from(use)
        steps = [one for one in use.steps if one.name not in taken]
        if not steps:
            return written
        kind = self.resolver.type_of(self.program, use.root)
        name = segment.message_of(kind.name) if kind is not None else None
        if name in SEVERAL and any(one.name == "traits" for one in steps):
            raise Stuck(Reason("message-not-readable", TWO))
        site = self.site(use)
        values = ValueReader(self.program, site.type_of, "java")
        message = MessageReader(values, self.program).fill(name or "TrackMessage", steps)
        if message is None:
            raise Stuck(Reason("message-not-readable"))
        if name != "IdentifyMessage" or "traits" not in message.fields:
            # What is said beside the traits is the same for all messages.
            message.type = "TrackMessage"
            message.fields["event"] = self._event_of(use, values) or Value(ValueKind.STRING, Span(0, 0), "message")
        read, call = self.mapped(site, use, values, message, written)
        writer = self.writer_of(site, use, read)
        method, payload, fields = writer.said(call)
        if payload:
            step = next(one for one in reversed(steps) if one.name in ("properties", "traits"))
            written.methods.append(self._method(use, step, method, payload, writer))
            written.leads = step.node.id == steps[0].node.id
        self.kept(read, writer, written, fields, is_statement=is_statement)
        written.event = None
        return written

    def _lead(self, use: MessageUse) -> bytes:
        """What will stand before an event on its line."""
        program = self.program
        line = program.data[program.document.line_start(use.node.start_byte) : use.node.start_byte].lstrip()
        declared = self.flow.declared(use) if use.end is End.DECLARED else None
        if declared is None or declared.kind != "variable":
            return line
        name = self.flow.names.of(declared)
        if program.is_kotlin or line.startswith((b"var ", b"final var ")):
            return b"val " + name + b" = "
        return (b"final " if line.startswith(b"final ") else b"") + self.local(EVENT).encode() + b" " + name + b" = "

    def _tail(self, use: MessageUse) -> bytes:
        """What stands behind an event on its line, without the end of the statement."""
        data = self.program.data
        end = data.find(b"\n", use.node.end_byte)
        return data[use.node.end_byte : end if end >= 0 else len(data)].rstrip().removesuffix(b";")

    def _method(
        self, use: MessageUse, step: Invocation, method: str, payload: list[Part], writer: EventWriter
    ) -> list[Part]:
        """A method's name and what it is given, with the line breaks around the old ones."""
        parts: list[Part] = [b"."]
        if len(use.steps) == 1 and step.receiver is not None:
            parts = [Span(step.receiver.end_byte, step.name_node.start_byte)]
        listed, value = step.list_node, step.arguments[0].value
        if listed is None:
            return [*parts, method.encode(), b"(", *payload, b")"]
        before, after = Span(listed.start_byte, value.start_byte), Span(value.end_byte, listed.end_byte)
        if use.end in (End.STATEMENT, End.ASSIGNED) and writer.layout.text([before, after]) == b"()":
            return [*parts, method.encode(), *writer.wrapped([*self.root(use), *parts, method.encode()], payload)]
        return [*parts, method.encode(), before, *payload, after]

    def mapped(
        self, site: CallSite, use: MessageUse, values: ValueReader, message: Message, written: Written
    ) -> tuple[Read, AmplitudeCall]:
        """The call that a message is, and what it becomes; what there is to say of it goes to ``written``."""
        read = read_message(site, values, use.node, message)
        if read.call is None:
            raise Stuck(read.refusal or Reason("message-not-readable"))
        mapped = map_call(read.call, self.settings, JAVA)
        if isinstance(mapped, Refused):
            raise Stuck(mapped.reason)
        if len(mapped.calls) != 1 and not (use.root is None and len(mapped.calls) == 2 and self._is_sent_on(use)):
            raise Stuck(Reason("message-not-readable", TWO if message.type in SEVERAL else "it takes several events"))
        written.reasons += [*mapped.reasons, *read.assumed]
        written.event, written.integrations = event_of(read.call), integrations_of(read.call)
        written.second = mapped.calls[1] if len(mapped.calls) == 2 else None
        return read, mapped.calls[0]

    def _is_sent_on(self, use: MessageUse) -> bool:
        """Tell whether a message goes right into a function that sends it, and does nothing else there."""
        call = invocation_of(self.program, use.around) if use.end is End.PASSED and use.around is not None else None
        if call is None or use.is_branch or not self.flow.is_sent(use):
            return False
        values = ValueReader(self.program, self.site(use).type_of, "java")
        others = [
            one.value for one in call.arguments if not one.value.start_byte <= use.node.start_byte < one.value.end_byte
        ]
        is_plain = all(values.read(one).is_plain for one in others)
        return is_plain and place_of(self.program, call.node).use is Use.DISCARDED

    def writer_of(self, site: CallSite, use: MessageUse, read: Read) -> EventWriter:
        """What writes the events of a use."""
        layout = Layout(self.program, use.node.start_byte, self.width)
        kind = KotlinExpressions if self.program.is_kotlin else JavaExpressions
        return EventWriter(kind(site, read, layout, self.local))

    def kept(
        self,
        read: Read,
        writer: EventWriter,
        written: Written,
        fields: Sequence[tuple[str, Expression]],
        *,
        is_statement: bool = False,
    ) -> Written:
        """Write the fields, and take up what writing needed."""
        inner = writer.writer
        if isinstance(inner, KotlinExpressions) and not is_statement:
            written.parts = inner.filled(written.parts, fields) if fields else written.parts
        else:
            written.fields = [[f".{name} = ".encode(), *inner.field(name, value)] for name, value in fields]
        written.before = list(inner.lines)
        written.rewrites += [*LocalWriter(inner, inner.layout).write(), *read.edits]
        return written

    def made_at(self, use: MessageUse) -> MessageUse | None:
        """Where the variable of a use begins with a message."""
        return next(
            (one for one in self.flow.uses if one.root is None and one.end is End.DECLARED
             and (declared := self.flow.declared(one)) is not None and declared.key == use.key), None,
        )  # fmt: skip

    def _event_of(self, use: MessageUse, values: ValueReader) -> Value | None:
        """The name of the event that a variable holds."""
        made = self.made_at(use)
        arguments = made.steps[0].arguments if made is not None else ()
        if len(arguments) != 1 or made is None or made.program is not self.program:
            return None
        value = values.read(arguments[0].value)
        return value if value.kind is ValueKind.STRING else None

    def _lacks_revenue(self, use: MessageUse, message: Message) -> bool:
        """Tell whether an event had revenue, and its properties may come from where its name does not show."""
        event = message.fields.get("event")
        if event is None or event.text not in self.settings.revenue.events or "properties" in message.fields:
            return False
        declared = self.flow.declared(use) if use.end is End.DECLARED else None
        if declared is None:
            return True
        goes_on = (End.PASSED, End.RETURNED, End.DECLARED)
        return any(one.end in goes_on for one in self.flow.by_key.get(declared.key, ()))

    def root(self, use: MessageUse) -> list[Part]:
        """The variable or the call that a chain begins with."""
        assert use.root is not None
        if not use.is_alias and use.is_variable("variable", "parameter") and use.declaration is not None:
            return [self.flow.names.of(use.declaration)]
        return [self.program.span(use.root)]
