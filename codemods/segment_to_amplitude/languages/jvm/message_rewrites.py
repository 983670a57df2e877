"""Builders of analytics-java's messages become events of Amplitude's SDK for servers, statement for statement.

Segment:   TrackMessage.Builder m = TrackMessage.builder("A").userId(id); m.properties(map); analytics.enqueue(m)
Amplitude: Event m = new Event("A", id); m.setEventProperties(map); analytics.logEvent(m)
Source:    sdk-facts/segment.md §11, amplitude.md §10; java-sdk 1.13.0 Event.java: its fields are public
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.local_rewrites import whole_lines
from segment_to_amplitude.languages.jvm.message_events import SEVERAL, MessageEvents, Stuck, Written
from segment_to_amplitude.languages.jvm.message_flow import MessageFlow
from segment_to_amplitude.languages.jvm.message_ids import Branches
from segment_to_amplitude.languages.jvm.message_types import MessageTypes
from segment_to_amplitude.languages.jvm.message_uses import FIELDS, End, MessageUse, last_name
from segment_to_amplitude.languages.jvm.messages import MessageReader
from segment_to_amplitude.languages.jvm.place import place_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.read import read_call
from segment_to_amplitude.languages.jvm.references import Reference
from segment_to_amplitude.languages.jvm.statements import StatementWriter
from segment_to_amplitude.languages.jvm.values import ValueReader
from segment_to_amplitude.languages.jvm.variable_names import free_name
from segment_to_amplitude.languages.jvm.write_events import EVENT
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

EMPTIED = frozenset({"if_statement", "if_expression", "enhanced_for_statement", "for_statement"})
BLOCKS = frozenset({"block", "constructor_body", "switch_block_statement_group"})


class MessageRewrites:
    """Rewrites the uses of messages of one file."""

    def __init__(self, program: Program, flow: MessageFlow, settings: Settings, names: FileNames, width: int) -> None:
        self.program = program
        self.flow = flow
        self.resolver = flow.resolver
        self.settings = settings
        self.names = names
        self.width = width
        self.events = MessageEvents(program, flow, settings, names, width)
        self._inlined: dict[tuple[str, int], bool] = {}
        self.types = MessageTypes(program, flow, names, self._is_inlined)

    # --- uses --------------------------------------------------------------------------------------------------------

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of a use."""
        use = one.use
        assert use is not None
        self.events.imports = set()
        declared = self.flow.declared(use) if use.end is End.DECLARED else use.declaration
        if declared is not None and self._is_inlined(declared):
            return Outcome(covers=(one.covers,))
        try:
            return self._rewritten(use)
        except Stuck as stuck:
            return self._stuck(one, stuck.reason)
        except Unwritable as problem:
            return self._stuck(one, Reason(problem.code, problem.detail))

    @staticmethod
    def _stuck(one: Reference, reason: Reason) -> Outcome:
        return Outcome((reason,), covers=(one.covers,))

    def _check(self, use: MessageUse) -> list[Reason]:
        reason = self.flow.problem(use)
        if reason is not None:
            raise Stuck(reason)
        again = self.flow.sent_again(use)
        if again is None:
            return []
        if again.code != "message-kept":
            raise Stuck(again)
        return [again]

    def _rewritten(self, use: MessageUse) -> Outcome:
        reasons = self._check(use)
        if use.end is End.TARGET:
            return self._target(use)
        if isinstance(self.flow.ids.of(use), Branches):
            return self._only_declared(use)
        if (made := self.flow.ids.made_in(use)) is not None:
            return self._made_later(use, made, reasons)
        self_fill = use.end is End.ASSIGNED and use.root is not None and self._assigns_itself(use)
        if use.end is End.REFERRED:
            return self._referred(use)
        if use.root is not None and not use.steps:
            return self._finish(use, Written([]), [*self._mention(use), *self._named(use)], reasons)
        if use.root is not None and (use.end is End.STATEMENT or self_fill):
            return self._filled(use, reasons)
        written = self.events.expression(use)
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
            frozenset(self.events.imports),
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
        target: list[Part] = [*self.events.root(use), b"." + FIELDS[use.name].encode() + b" = "]
        span = self.program.span(use.around)
        if self.program.is_kotlin:
            listed = self.program.within(use.around, "value_arguments")
            span = self.program.span(listed) if listed is not None else span
            return self._finish(use, Written([]), [Rewrite(span, (b" { ", *target, b"it }"))], [])
        call = self.program.within(use.around, "method_invocation")
        assert call is not None
        invocation = invocation_of(self.program, call)
        assert invocation is not None
        name = free_name(self.events.site_of(invocation), use.around, "id", ()).encode()
        return self._finish(use, Written([]), [Rewrite(span, (name + b" -> ", *target, name))], [])

    def _assigns_itself(self, use: MessageUse) -> bool:
        return not use.is_branch and any(one.key == use.key for one in self.flow.targets(use))

    def _mention(self, use: MessageUse) -> list[Rewrite]:
        """Give a variable that is only named its new name."""
        if use.root is None or use.is_alias or not use.is_variable("variable", "parameter"):
            return []
        assert use.declaration is not None
        node, name = last_name(use.root), self.flow.names.of(use.declaration)
        return [Rewrite(self.program.span(node), (name,))] if name != node.text else []

    # --- events that are made in branches -----------------------------------------------------------------------------

    def _only_declared(self, use: MessageUse) -> Outcome:
        """A variable that gets its event in the branches that know the id."""
        declared = self.flow.declared(use)
        assert declared is not None and declared.whole is not None
        name, kind = declared.node, self.events.local(EVENT).encode()
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
        site = self.events.site(use)
        values = ValueReader(self.program, site.type_of, "java")
        reader = MessageReader(values, self.program)
        message = reader.chain(made.node)
        if message is None or not reader.goes_on(message, use.steps):
            raise Stuck(Reason("message-not-readable"))
        written = Written([])
        read, call = self.events.mapped(site, use, values, message, written)
        writer = self.events.writer_of(site, use, read)
        root = self.events.root(use)
        writer.lead = writer.layout.text([*root, b" = "])
        parts, fields = writer.event(call)
        self.events.kept(read, writer, written, fields, is_statement=True)
        lines = [*written.before, Line([*root, b" = ", *parts], is_assignment=True, is_alone=True)]
        lines += [Line([*root, *one], is_assignment=True) for one in written.fields]
        statements = StatementWriter(
            self.program, writer.layout, use.node, place_of(self.program, use.node)
        )  # fmt: skip
        return self._finish(use, written, statements.write(lines), [*reasons, *statements.reasons])

    # --- places ------------------------------------------------------------------------------------------------------

    def _filled(self, use: MessageUse, reasons: list[Reason]) -> Outcome:
        """A statement that says something about a message."""
        written = self.events.said(use, is_statement=True)
        guard = self.flow.ids.guard_of(use)
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
        lines = self._lines(use, written)
        emptied = self._emptied(use) if not lines else None
        if emptied is not None:
            layout = Layout(self.program, emptied.start_byte, self.width)
            gone = Rewrite(whole_lines(layout, self.program.span(emptied)), ())
            return self._finish(use, written, [gone], reasons)
        rewrites = statements.write(lines)
        return self._finish(use, written, rewrites, [*reasons, *statements.reasons])

    def _emptied(self, use: MessageUse) -> Node | None:
        """The loop or the ``if`` that does nothing any more."""
        program = self.program
        statement = use.node if program.is_kotlin else use.around
        block = program.parent(statement) if statement is not None else None
        owner = program.parent(block) if block is not None else None
        around = program.parent(owner) if owner is not None else None
        if block is None or owner is None or around is None or block.type != "block" or len(block.named_children) != 1:
            return None
        has_more = any(one.type == "else" for one in owner.children) or around.type not in (*BLOCKS, "lambda_literal")
        header = Span(owner.start_byte, block.start_byte)
        runs = any(
            header.contains(program.span(one)) and invocation_of(program, one) is not None for one in program.nodes
        )
        comments = Layout(program, owner.start_byte, self.width).comments(program.span(owner))
        return owner if owner.type in EMPTIED and not has_more and not runs and not comments else None

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
        site = self.events.site(use)
        start = use.node.start_byte
        name = self.flow.names.made(self.program, start, lambda: free_name(site, use.node, "event", ()))
        lead = b"val " if self.program.is_kotlin else self.events.local(EVENT).encode() + b" "
        return name, Line([lead + name + b" = ", *parts])

    def _named(self, use: MessageUse) -> list[Rewrite]:
        """Give the variable that begins with a message its new name; of several that it may be, with the first."""
        if use.end is not End.DECLARED or use.around is None:
            return []
        first = next(one for one in self.flow.uses if one.program is self.program and one.end is End.DECLARED
                     and one.around is not None and one.around.id == use.around.id)  # fmt: skip
        declared = self.flow.declared(use)
        return (
            self.flow.names.renamed(self.program, declared.node, declared.kind)
            if declared is not None and first is use
            else []
        )

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
            gap = b" "
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
            return [self.flow.names.of(declared)]
        if use.end is not End.ASSIGNED or use.around is None:
            return None
        left = use.around.child_by_field_name("left")
        found = self.flow.targets(use)
        if left is None or not found:
            return None
        return (
            [self.flow.names.of(found[0])] if found[0].kind in ("variable", "parameter") else [self.program.span(left)]
        )

    def _statement(self, use: MessageUse) -> Node | None:
        """The Java statement around a use, where others may stand beside it."""
        around = use.around
        if self.program.is_kotlin or around is None:
            return None
        statement = around if use.end is End.RETURNED else self.program.parent(around)
        if use.end is End.PASSED:
            call = invocation_of(self.program, around)
            others = [one.value for one in call.arguments] if call is not None else []
            values = ValueReader(self.program, self.events.site(use).type_of, "java")
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
        self.events.imports = set()
        try:
            reasons = self._check(use) if is_whole else []
            argument = call.arguments[0].value
            written = self.events.said(use) if is_whole else Written([self.program.span(argument)])
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
        except Stuck as stuck:
            return self._stuck(one, stuck.reason)
        except Unwritable as problem:
            return self._stuck(one, Reason(problem.code, problem.detail))
        made = self._finish(use, written, rewrites, [*reasons, *statements.reasons])
        return replace(made, covers=(one.covers,))

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
        made = self.events.made_at(sent) if sent is not None else None
        if sent is None or call is None or made is None or sent.steps:
            return False
        kind = self.resolver.type_of(self.program, made.node)
        if kind is None or segment.message_of(kind.name) not in SEVERAL:
            return False
        site = replace(self.events.site(made), invocation=call)
        return read_call(site).call is not None
