"""Builders of analytics-java's messages become events of Amplitude's SDK for servers, statement for statement.

Segment:   TrackMessage.Builder m = TrackMessage.builder("A").userId(id); m.properties(map); analytics.enqueue(m)
Amplitude: Event m = new Event("A", id); m.setEventProperties(map); analytics.logEvent(m)
Source:    sdk-facts/segment.md §11, amplitude.md §10; java-sdk 1.13.0 Event.java: its fields are public
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.calls import JAVA, AmplitudeCall
from segment_to_amplitude.amplitude.expressions import Expression
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.local_rewrites import LocalWriter, whole_lines
from segment_to_amplitude.languages.jvm.message_flow import Branches, Ids, MessageFlow
from segment_to_amplitude.languages.jvm.message_uses import FIELDS, IDS, End, MessageUse, last_name, short
from segment_to_amplitude.languages.jvm.messages import Message, MessageReader
from segment_to_amplitude.languages.jvm.place import Use, place_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.read import Read, read_call, read_message
from segment_to_amplitude.languages.jvm.references import Reference
from segment_to_amplitude.languages.jvm.statements import StatementWriter
from segment_to_amplitude.languages.jvm.values import ValueReader
from segment_to_amplitude.languages.jvm.variable_names import free_name
from segment_to_amplitude.languages.jvm.write_events import EVENT, EventWriter
from segment_to_amplitude.languages.jvm.write_java import JavaExpressions
from segment_to_amplitude.languages.jvm.write_kotlin import KotlinExpressions
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

SEVERAL = frozenset({"GroupMessage"})
TWO = "a group with traits takes two events"
BLOCKS = frozenset({"block", "constructor_body", "switch_block_statement_group"})
TYPED = frozenset({
    "local_variable_declaration", "field_declaration", "formal_parameter", "method_declaration", "resource",
    "variable_declaration", "parameter", "class_parameter", "function_declaration",
})  # fmt: skip
"""What gives its own type in a type that stands right in it."""


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


class _Stuck(Exception):
    """The use stays as it is."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class MessageRewrites:
    """Rewrites the uses of messages of one file."""

    def __init__(
        self, program: Program, flow: MessageFlow, settings: Settings, names: FileNames, width: int
    ) -> None:  # fmt: skip
        self.program = program
        self.flow = flow
        self.resolver = flow.resolver
        self.settings = settings
        self.names = names
        self.width = width
        self.imports: set[str] = set()
        self._inlined: dict[tuple[str, int], bool] = {}

    def takes(self, one: Reference) -> bool:
        """Tell whether a reference is to the class of a builder, where a type is due."""
        return segment.is_message_builder(one.name) and self._declared_by(one.node) is not None

    # --- types -------------------------------------------------------------------------------------------------------

    def type(self, one: Reference) -> Outcome:
        """What becomes of a builder's class as the type of a variable, a parameter or a function."""
        kind, owner = segment.message_of(one.name), self._declared_by(one.node)
        whole = self._whole_type(one.node)
        if owner is None:
            around = self.program.parent(whole) or whole
            if around.type == "type_arguments":
                around = self.program.parent(around) or around
            return self._stuck(one, Reason("sdk-use", f"`{short(self.program.text(around))}`"))
        if (declaration := self._declaration(owner)) is not None and self._is_inlined(declaration):
            return Outcome(covers=(one.covers,))
        if kind == "AliasMessage":
            return self._stuck(one, Reason("alias-left"))
        if (above := self.flow.foreign(self.program, owner)) is not None:
            return self._stuck(one, Reason("message-not-readable", f"`{above}` says what the function takes and gives"))
        if owner.type in ("formal_parameter", "parameter", "class_parameter"):
            parameter = self._parameter(owner)
            if parameter is not None and (reason := self.flow.clash(parameter)) is not None:
                return self._stuck(one, reason)
        rewrites = [Rewrite(self.program.span(whole), (self.names.local(EVENT).encode(),))]
        if owner.type in ("formal_parameter", "parameter", "class_parameter"):
            rewrites += self._renamed_parameter(owner)
        elif owner.type == "local_variable_declaration":
            for each in owner.children_by_field_name("declarator"):
                if each.child_by_field_name("value") is None or not self._begins_with_message(each):
                    rewrites += self._renamed(each.child_by_field_name("name"))
        elif owner.type == "variable_declaration" and not self._begins_with_message(self.program.parent(owner)):
            rewrites += self._renamed(owner.named_children[0])
        return Outcome((), tuple(rewrites), (one.covers,), frozenset({EVENT}))

    def _whole_type(self, node: Node) -> Node:
        """A type with its arguments."""
        parent = self.program.parent(node)
        return parent if parent is not None and parent.type == "generic_type" else node

    def _declared_by(self, node: Node) -> Node | None:
        """What a type is the type of."""
        inner = self._whole_type(node)
        parent = self.program.parent(inner)
        while parent is not None and parent.type == "nullable_type":
            inner, parent = parent, self.program.parent(parent)
        if parent is None or parent.type not in TYPED:
            return None
        if parent.type == "function_declaration":
            listed = [one.type for one in parent.named_children]
            place = next(index for index, one in enumerate(parent.named_children) if one.id == inner.id)
            return parent if "function_value_parameters" in listed[:place] else None
        return parent

    def _declaration(self, owner: Node) -> Declaration | None:
        """The variable that a declaration of one declares."""
        named: Node | None = None
        if owner.type == "local_variable_declaration":
            declarators = owner.children_by_field_name("declarator")
            named = declarators[0].child_by_field_name("name") if len(declarators) == 1 else None
        elif owner.type == "variable_declaration":
            named = owner.named_children[0]
        return Declaration(self.program, named, "variable") if named is not None else None

    def _parameter(self, owner: Node) -> Declaration | None:
        named = owner.child_by_field_name("name") or next(
            (one for one in owner.named_children if one.type == "identifier"), None
        )
        kind = owner.child_by_field_name("type")
        return Declaration(self.program, named, "parameter", kind, None, owner) if named is not None else None

    def _renamed_parameter(self, owner: Node) -> list[Rewrite]:
        parameter = self._parameter(owner)
        return self._renamed(parameter.node, "parameter") if parameter is not None else []

    def _begins_with_message(self, owner: Node | None) -> bool:
        """Tell whether a variable begins with a message, so that its making names it."""
        return any(one.end is End.DECLARED and one.around is not None and owner is not None
                   and one.around.id == owner.id for one in self.flow.uses if one.program is self.program)  # fmt: skip

    def _renamed(self, node: Node | None, kind: str = "variable") -> list[Rewrite]:
        if node is None:
            return []
        name = self.flow.name(Declaration(self.program, node, kind))
        return [Rewrite(self.program.span(node), (name,))] if name != node.text else []

    # --- uses --------------------------------------------------------------------------------------------------------

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of a use."""
        use = one.use
        assert use is not None
        self.imports = set()
        declared = self.flow.declared(use) if use.end is End.DECLARED else use.declaration
        if declared is not None and self._is_inlined(declared):
            return Outcome(covers=(one.covers,))
        try:
            return self._rewritten(use)
        except _Stuck as stuck:
            return self._stuck(one, stuck.reason)
        except Unwritable as problem:
            return self._stuck(one, Reason(problem.code, problem.detail))

    @staticmethod
    def _stuck(one: Reference, reason: Reason) -> Outcome:
        return Outcome((reason,), covers=(one.covers,))

    def _check(self, use: MessageUse) -> list[Reason]:
        reason = self.flow.problem(use)
        if reason is not None:
            raise _Stuck(reason)
        again = self.flow.sent_again(use)
        if again is None:
            return []
        if again.code != "message-kept":
            raise _Stuck(again)
        return [again]

    def _rewritten(self, use: MessageUse) -> Outcome:
        reasons = self._check(use)
        if use.end is End.TARGET:
            return self._target(use)
        if isinstance(self.flow.ids(use), Branches):
            return self._only_declared(use)
        if (made := self.flow.made_in(use)) is not None:
            return self._made_later(use, made, reasons)
        self_fill = use.end is End.ASSIGNED and use.root is not None and self._assigns_itself(use)
        if use.end is End.REFERRED:
            return self._referred(use)
        if use.root is not None and not use.steps:
            return self._finish(use, Written([]), [*self._mention(use), *self._named(use)], reasons)
        if use.root is not None and (use.end is End.STATEMENT or self_fill):
            return self._filled(use, reasons)
        written = self.expression(use)
        if written.second is not None:
            return self._sent_on(use, written, reasons)
        return self._finish(use, written, self._placed(use, written), reasons)

    def _sent_on(self, use: MessageUse, written: Written, reasons: list[Reason]) -> Outcome:
        """Call the function that sends a message once for each of its two events."""
        assert use.around is not None
        call = use.around
        before, after = Span(call.start_byte, use.node.start_byte), Span(use.node.end_byte, call.end_byte)
        lines = [Line([before, *one, after]) for one in (written.parts, written.second_parts)]
        layout = Layout(self.program, call.start_byte, self.width)
        statements = StatementWriter(self.program, layout, call, place_of(self.program, call))
        return self._finish(use, written, statements.write(lines), [*reasons, *statements.reasons])

    def _finish(self, use: MessageUse, written: Written, rewrites: list[Rewrite], reasons: list[Reason]) -> Outcome:
        every = [*rewrites, *written.rewrites]
        return Outcome(
            (*reasons, *written.reasons),
            tuple(every),
            (use.span,),
            frozenset(self.imports),
            event=written.event,
            integrations=written.integrations,
        )

    def _target(self, use: MessageUse) -> Outcome:
        """The variable on the left; where it is only filled, what is on the right writes the whole assignment."""
        right = use.around.child_by_field_name("right") if use.around is not None else None
        other = next(
            (one for one in self.flow.uses if one.program is self.program and one.end is End.ASSIGNED
             and one.around is not None and use.around is not None and one.around.id == use.around.id
             and not one.is_branch and right is not None), None,
        )  # fmt: skip
        if other is not None and self._assigns_itself(other):
            return Outcome(covers=(use.span,))
        return Outcome((), tuple(self._mention(use)), (use.span,))

    def _referred(self, use: MessageUse) -> Outcome:
        """``ifPresent(builder::userId)`` becomes a lambda that sets the field."""
        assert use.around is not None
        target: list[Part] = [*self._root(use), b"." + FIELDS[use.name].encode() + b" = "]
        span = self.program.span(use.around)
        if self.program.is_kotlin:
            listed = self.program.within(use.around, "value_arguments")
            span = self.program.span(listed) if listed is not None else span
            return self._finish(use, Written([]), [Rewrite(span, (b" { ", *target, b"it }"))], [])
        call = self.program.within(use.around, "method_invocation")
        assert call is not None
        invocation = invocation_of(self.program, call)
        assert invocation is not None
        name = free_name(self._site_of(invocation), use.around, "id", ()).encode()
        return self._finish(use, Written([]), [Rewrite(span, (name + b" -> ", *target, name))], [])

    def _assigns_itself(self, use: MessageUse) -> bool:
        return not use.is_branch and any(one.key == use.key for one in self.flow.targets(use))

    def _mention(self, use: MessageUse) -> list[Rewrite]:
        """Give a variable that is only named its new name."""
        if use.root is None or not use.is_variable("variable", "parameter"):
            return []
        assert use.declaration is not None
        node, name = last_name(use.root), self.flow.name(use.declaration)
        return [Rewrite(self.program.span(node), (name,))] if name != node.text else []

    def _root(self, use: MessageUse) -> list[Part]:
        """The variable or the call that a chain begins with."""
        assert use.root is not None
        if use.is_variable("variable", "parameter") and use.declaration is not None:
            return [self.flow.name(use.declaration)]
        return [self.program.span(use.root)]

    # --- reading -----------------------------------------------------------------------------------------------------

    def _site(self, use: MessageUse) -> CallSite:
        return self._site_of(use.steps[-1])

    def _site_of(self, call: Invocation) -> CallSite:
        return CallSite(
            self.program, call, "java", None, self.settings,
            lambda node: self.resolver.type_of(self.program, node), self._local, False, self.width,
            renamed=self.flow.names_in,
        )  # fmt: skip

    def _local(self, qualified: str) -> str:
        self.imports.add(qualified)
        return self.names.local(qualified)

    def expression(self, use: MessageUse) -> Written:
        """The event that a use stands for."""
        return self._made(use) if use.root is None else self._said(use)

    def _made(self, use: MessageUse) -> Written:
        """The making of a message, with the ids that it gets only later."""
        site = self._site(use)
        values = ValueReader(self.program, site.type_of, "java")
        reader = MessageReader(values, self.program)
        message = reader.chain(use.node)
        if message is None:
            raise _Stuck(Reason("message-not-readable"))
        if message.type == "AliasMessage":
            raise _Stuck(Reason("alias-left"))
        written = Written([])
        ids = self.flow.ids(use)
        if isinstance(ids, Reason) and not any(name in message.fields for name in IDS):
            raise _Stuck(ids)
        if isinstance(ids, Ids):
            for one in ids.given:
                reader.add(message, one.name, one.argument)
                if one.is_review:
                    line, _ = self.program.document.position(one.use.node.start_byte)
                    written.reasons.append(Reason("id-read-earlier", f"it stood at line {line}"))
        given = [value for name, value in message.fields.items() if name in IDS]
        if not any(one.is_present for one in given) and (other := self.flow.other_id(use)) is not None:
            line, _ = other.program.document.position(other.node.start_byte)
            written.reasons.append(Reason("id-when-made", f"another one comes at line {line}"))
        if self._lacks_revenue(use, message):
            raise _Stuck(Reason("revenue-not-readable", "the properties are given elsewhere"))
        read, call = self._mapped(site, use, values, message, written)
        writer = self._writer(site, use, read)
        writer.lead, writer.tail = self._lead(use), self._tail(use)
        written.parts, fields = writer.event(call)
        if written.second is not None:
            second, more = writer.event(written.second)
            if fields or more or (isinstance(writer.writer, JavaExpressions) and writer.writer.lines):
                raise _Stuck(Reason("message-not-readable", TWO))
            written.second_parts = second
        return self._kept(read, writer, written, fields)

    def _said(self, use: MessageUse, *, is_statement: bool = False) -> Written:
        """What is said about a message that is there."""
        assert use.root is not None
        written = Written(self._root(use))
        taken = self.flow.taken_from(use)
        steps = [one for one in use.steps if one.name not in taken]
        if not steps:
            return written
        kind = self.resolver.type_of(self.program, use.root)
        name = segment.message_of(kind.name) if kind is not None else None
        if name in SEVERAL and any(one.name == "traits" for one in steps):
            raise _Stuck(Reason("message-not-readable", TWO))
        site = self._site(use)
        values = ValueReader(self.program, site.type_of, "java")
        message = MessageReader(values, self.program).fill(name or "TrackMessage", steps)
        if message is None:
            raise _Stuck(Reason("message-not-readable"))
        if name != "IdentifyMessage" or "traits" not in message.fields:
            # What is said beside the traits is the same for all messages.
            message.type = "TrackMessage"
            message.fields["event"] = self._event_of(use, values) or Value(ValueKind.STRING, Span(0, 0), "message")
        read, call = self._mapped(site, use, values, message, written)
        writer = self._writer(site, use, read)
        method, payload, fields = writer.said(call)
        if payload:
            step = next(one for one in reversed(steps) if one.name in ("properties", "traits"))
            written.methods.append(self._method(use, step, method, payload, writer))
            written.leads = step.node.id == steps[0].node.id
        self._kept(read, writer, written, fields, is_statement=is_statement)
        written.event = None
        return written

    def _lead(self, use: MessageUse) -> bytes:
        """What will stand before an event on its line."""
        program = self.program
        line = program.data[program.document.line_start(use.node.start_byte) : use.node.start_byte].lstrip()
        declared = self.flow.declared(use) if use.end is End.DECLARED else None
        if declared is None or declared.kind != "variable":
            return line
        name = self.flow.name(declared)
        if program.is_kotlin or line.startswith((b"var ", b"final var ")):
            return b"val " + name + b" = "
        return (b"final " if line.startswith(b"final ") else b"") + self._local(EVENT).encode() + b" " + name + b" = "

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
            return [*parts, method.encode(), *writer.wrapped([*self._root(use), *parts, method.encode()], payload)]
        return [*parts, method.encode(), before, *payload, after]

    def _mapped(
        self, site: CallSite, use: MessageUse, values: ValueReader, message: Message, written: Written
    ) -> tuple[Read, AmplitudeCall]:
        read = read_message(site, values, use.node, message)
        if read.call is None:
            raise _Stuck(read.refusal or Reason("message-not-readable"))
        mapped = map_call(read.call, self.settings, JAVA)
        if isinstance(mapped, Refused):
            raise _Stuck(mapped.reason)
        if len(mapped.calls) != 1 and not (use.root is None and len(mapped.calls) == 2 and self._is_sent_on(use)):
            raise _Stuck(Reason("message-not-readable", TWO if message.type in SEVERAL else "it takes several events"))
        written.reasons += [*mapped.reasons, *read.assumed]
        written.event, written.integrations = event_of(read.call), integrations_of(read.call)
        written.second = mapped.calls[1] if len(mapped.calls) == 2 else None
        return read, mapped.calls[0]

    def _is_sent_on(self, use: MessageUse) -> bool:
        """Tell whether a message goes right into a function that sends it, and does nothing else there."""
        call = invocation_of(self.program, use.around) if use.end is End.PASSED and use.around is not None else None
        if call is None or use.is_branch or not self.flow.is_sent(use):
            return False
        values = ValueReader(self.program, self._site(use).type_of, "java")
        others = [
            one.value for one in call.arguments if not one.value.start_byte <= use.node.start_byte < one.value.end_byte
        ]
        is_plain = all(values.read(one).is_plain for one in others)
        return is_plain and place_of(self.program, call.node).use is Use.DISCARDED

    def _writer(self, site: CallSite, use: MessageUse, read: Read) -> EventWriter:
        layout = Layout(self.program, use.node.start_byte, self.width)
        kind = KotlinExpressions if self.program.is_kotlin else JavaExpressions
        return EventWriter(kind(site, read, layout, self._local))

    def _kept(
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

    def _made_at(self, use: MessageUse) -> MessageUse | None:
        """Where the variable of a use begins with a message."""
        return next(
            (one for one in self.flow.uses if one.root is None and one.end is End.DECLARED
             and (declared := self.flow.declared(one)) is not None and declared.key == use.key), None,
        )  # fmt: skip

    def _event_of(self, use: MessageUse, values: ValueReader) -> Value | None:
        """The name of the event that a variable holds."""
        made = self._made_at(use)
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

    def _only_declared(self, use: MessageUse) -> Outcome:
        """A variable that gets its event in the branches that know the id."""
        declared = self.flow.declared(use)
        assert declared is not None and declared.whole is not None
        name, kind = declared.node, self._local(EVENT).encode()
        rewrites = self._named(use)
        typed = self._type_of(declared)
        if self.program.is_kotlin:
            end = typed.end_byte if typed is not None else name.end_byte
            text = () if typed is not None else (b": " + kind,)
            rewrites.append(Rewrite(Span(end, use.node.end_byte), text))
        else:
            rewrites.append(Rewrite(Span(name.end_byte, use.node.end_byte), ()))
            if typed is not None and self.program.text(typed) == "var":
                rewrites.append(Rewrite(self.program.span(typed), (kind,)))
        return self._finish(use, Written([]), rewrites, [])

    def _type_of(self, declared: Declaration) -> Node | None:
        """The type that a variable is declared with."""
        whole = declared.whole
        if whole is None or not self.program.is_kotlin:
            return whole.child_by_field_name("type") if whole is not None else None
        inner = next((one for one in whole.named_children if one.type == "variable_declaration"), whole)
        return next((one for one in inner.named_children if one.type in ("user_type", "nullable_type")), None)

    def _made_later(self, use: MessageUse, made: MessageUse, reasons: list[Reason]) -> Outcome:
        """Make an event where its first id is known."""
        site = self._site(use)
        values = ValueReader(self.program, site.type_of, "java")
        reader = MessageReader(values, self.program)
        message = reader.chain(made.node)
        if message is None or not reader.goes_on(message, use.steps):
            raise _Stuck(Reason("message-not-readable"))
        written = Written([])
        read, call = self._mapped(site, use, values, message, written)
        writer = self._writer(site, use, read)
        root = self._root(use)
        writer.lead = writer.layout.text([*root, b" = "])
        parts, fields = writer.event(call)
        self._kept(read, writer, written, fields, is_statement=True)
        lines = [*written.before, Line([*root, b" = ", *parts], is_assignment=True, is_alone=True)]
        lines += [Line([*root, *one], is_assignment=True) for one in written.fields]
        statements = StatementWriter(
            self.program, writer.layout, use.node, place_of(self.program, use.node)
        )  # fmt: skip
        return self._finish(use, written, statements.write(lines), [*reasons, *statements.reasons])

    # --- places ------------------------------------------------------------------------------------------------------

    def _filled(self, use: MessageUse, reasons: list[Reason]) -> Outcome:
        """A statement that says something about a message."""
        written = self._said(use, is_statement=True)
        guard = self.flow.guard_of(use)
        if guard is not None:
            layout = Layout(self.program, guard.start_byte, self.width)
            if layout.comments(self.program.span(guard)):
                raise Unwritable("comment-would-be-lost")
            gone = Rewrite(whole_lines(layout, self.program.span(guard)), ())
            return self._finish(use, written, [gone], reasons)
        node = use.around if use.end is End.ASSIGNED and use.around is not None else use.node
        statements = StatementWriter(
            self.program, Layout(self.program, node.start_byte, self.width), node, place_of(self.program, node)
        )
        rewrites = statements.write(self._lines(use, written))
        return self._finish(use, written, rewrites, [*reasons, *statements.reasons])

    def _lines(self, use: MessageUse, written: Written) -> list[Line]:
        """The statements that say what a use says."""
        lines, root = list(written.before), written.parts
        if use.declaration is not None and use.declaration.kind == "function" and written.fields:
            name, line = self._held(use, written.parts)
            lines.append(line)
            root = [name]
        fields = [Line([*root, *one], is_assignment=True) for one in written.fields]
        methods = [Line([*root, *one], gives=True) for one in written.methods]
        return [*lines, *(methods if written.leads else ()), *fields, *(() if written.leads else methods)]

    def _held(self, use: MessageUse, parts: list[Part]) -> tuple[bytes, Line]:
        """A variable for an event that has none."""
        name = free_name(self._site(use), use.node, "event", ()).encode()
        lead = b"val " if self.program.is_kotlin else self._local(EVENT).encode() + b" "
        return name, Line([lead + name + b" = ", *parts])

    def _named(self, use: MessageUse) -> list[Rewrite]:
        """Give the variable that begins with a message its new name; of several that it may be, with the first."""
        if use.end is not End.DECLARED or use.around is None:
            return []
        first = next(one for one in self.flow.uses if one.program is self.program and one.end is End.DECLARED
                     and one.around is not None and one.around.id == use.around.id)  # fmt: skip
        declared = self.flow.declared(use)
        return self._renamed(declared.node, declared.kind) if declared is not None and first is use else []

    def _placed(self, use: MessageUse, written: Written) -> list[Rewrite]:
        """Put an event where the message stood, and the statements that it needs beside it."""
        named = self._named(use)
        declared = self.flow.declared(use) if use.end is End.DECLARED else None
        methods = [part for one in written.methods for part in one]
        span = self.program.span(use.node)
        if not written.fields and not written.before:
            return [*named, Rewrite(span, (*written.parts, *methods))]
        statement = self._statement(use)
        if statement is None or use.is_branch:
            raise Unwritable("value-used")
        layout = Layout(self.program, statement.start_byte, self.width)
        gap = layout.newline + layout.indent(statement.start_byte)
        if not layout.starts_line(statement.start_byte):
            raise Unwritable("value-used")
        above, below = list(written.before), []
        expression: list[Part] = [*written.parts, *methods]
        target = self._target_name(use, declared)
        if use.is_variable() and use.root is not None:
            if written.leads:
                above += [Line([*written.parts, *one]) for one in written.methods]
                expression = written.parts
            above += [Line([*written.parts, *one]) for one in written.fields]
        elif target is not None:
            below = [Line([*target, *one]) for one in written.fields]
        elif written.fields:
            name, line = self._held(use, expression)
            above += [line, *(Line([name, *one]) for one in written.fields)]
            expression = [name]
        rewrites = [*named, Rewrite(span, tuple(expression))]
        if above:
            if any(one.above or one.behind for one in above):
                raise Unwritable("comment-would-be-lost")
            parts = [part for one in above for part in (*one.parts, b";" + gap)]
            rewrites.append(Rewrite(Span(statement.start_byte, statement.start_byte), tuple(parts)))
        if below:
            parts = [part for one in below for part in (gap, *one.parts, b";")]
            rewrites.append(Rewrite(Span(statement.end_byte, statement.end_byte), tuple(parts)))
        return rewrites

    def _target_name(self, use: MessageUse, declared: Declaration | None) -> list[Part] | None:
        if declared is not None:
            return [self.flow.name(declared)]
        if use.end is not End.ASSIGNED or use.around is None:
            return None
        left = use.around.child_by_field_name("left")
        found = self.flow.targets(use)
        if left is None or not found:
            return None
        return [self.flow.name(found[0])] if found[0].kind in ("variable", "parameter") else [self.program.span(left)]

    def _statement(self, use: MessageUse) -> Node | None:
        """The Java statement around a use, where others may stand beside it."""
        around = use.around
        if self.program.is_kotlin or around is None:
            return None
        statement = around if use.end is End.RETURNED else self.program.parent(around)
        if use.end is End.PASSED:
            call = invocation_of(self.program, around)
            others = [one.value for one in call.arguments] if call is not None else []
            values = ValueReader(self.program, self._site(use).type_of, "java")
            before = [one for one in others if one.end_byte <= use.node.start_byte]
            if not all(values.read(one).is_plain for one in before):
                return None
        kinds = ("local_variable_declaration", "expression_statement", "return_statement")
        if statement is None or statement.type not in kinds:
            return None
        parent = self.program.parent(statement)
        return statement if parent is not None and parent.type in BLOCKS else None

    # --- messages that are sent --------------------------------------------------------------------------------------

    def sent(self, one: Reference, client: tuple[Part, ...] | None) -> Outcome | None:
        """What becomes of the call that sends a message which was made before; None for any other call."""
        call = one.invocation
        if call is None or len(call.arguments) != 1 or call.trailing is not None:
            return None
        found = [each for each in self.flow.uses if each.end is End.SENT and each.program is self.program
                 and each.around is not None and each.around.id == call.node.id]  # fmt: skip
        if not found:
            return None
        use = found[0]
        is_whole = not use.is_branch
        if is_whole and (use.root is None or (use.declaration is not None and self._is_inlined(use.declaration))):
            return None
        self.imports = set()
        try:
            reasons = self._check(use) if is_whole else []
            argument = call.arguments[0].value
            written = self._said(use) if is_whole else Written([self.program.span(argument)])
            callee: list[Part] = [b"logEvent"]
            if call.receiver is not None and client is not None:
                callee = [*client, Span(call.receiver.end_byte, call.name_node.start_byte), b"logEvent"]
            lines = list(written.before)
            parts = [*written.parts, *(part for each in written.methods for part in each)]
            target = written.parts
            if written.fields and not use.is_variable():
                name, line = self._held(use, parts)
                lines.append(line)
                parts = target = [name]
            elif written.fields and written.leads:
                lines += [Line([*target, *each]) for each in written.methods]
                parts = target
            lines += [Line([*target, *each]) for each in written.fields]
            assert call.list_node is not None
            before = Span(call.list_node.start_byte, argument.start_byte)
            after = Span(argument.end_byte, call.list_node.end_byte)
            line = Line([*callee, before, *parts, after])
            statements = StatementWriter(
                self.program,
                Layout(self.program, call.node.start_byte, self.width),
                call.node,
                place_of(self.program, call.node),
            )
            rewrites = statements.write([*lines, line])
        except _Stuck as stuck:
            return self._stuck(one, stuck.reason)
        except Unwritable as problem:
            return self._stuck(one, Reason(problem.code, problem.detail))
        return self._finish(use, written, rewrites, [*reasons, *statements.reasons])

    def _is_inlined(self, declaration: Declaration) -> bool:
        """Tell whether a variable goes, and the call that sends its message says it all: a group takes two events."""
        if declaration.kind != "variable" or declaration.program is not self.program:
            return False
        if declaration.key not in self._inlined:
            self._inlined[declaration.key] = self._may_be_inlined(declaration)
        return self._inlined[declaration.key]

    def _may_be_inlined(self, declaration: Declaration) -> bool:
        uses = self.flow.by_key.get(declaration.key, [])
        sent = next((one for one in uses if one.end is End.SENT and not one.is_branch), None)
        call = invocation_of(self.program, sent.around) if sent is not None and sent.around is not None else None
        made = self._made_at(sent) if sent is not None else None
        if sent is None or call is None or made is None or sent.steps:
            return False
        kind = self.resolver.type_of(self.program, made.node)
        if kind is None or segment.message_of(kind.name) not in SEVERAL:
            return False
        site = replace(self._site(made), invocation=call)
        return read_call(site).call is not None
