"""Write Amplitude calls in place of one Segment call, keeping the author's own text.

What stands around the call decides the form: one statement may become two, a body without braces gets them, an awaited
call waits for ``.promise``. Source of the signatures: sdk-facts/amplitude.md §2.2 to §2.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import ANSWERS, AmplitudeCall, EventOptions, Target
from segment_to_amplitude.amplitude.expressions import (
    AsText,
    Dictionary,
    Exported,
    Expression,
    Flag,
    Joined,
    Milliseconds,
    Not,
    Number,
    Operation,
    Operations,
    PageContext,
    Text,
    Times,
    Undefined,
)
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.messages import Layout, message_of
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.site import BLOCKS, Site, Use
from segment_to_amplitude.languages.javascript.style import Style
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

LOOSE = frozenset(
    {"binary_expression", "ternary_expression", "assignment_expression", "yield_expression", "arrow_function"}
)
"""Expressions that need parentheses before ``??``."""
PAGE = {
    "path": "location.pathname",
    "referrer": "document.referrer",
    "search": "location.search",
    "title": "document.title",
    "url": "location.href",
}
OPPOSITES = {"===": b"!==", "!==": b"===", "==": b"!=", "!=": b"=="}
NEW_DATE_TEXT = re.compile(rb"(new Date\([^()]*\))\.toISOString\(\)")
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
    calls.SetOptOut: "setOptOut",
    calls.GetUserId: "getUserId",
    calls.GetDeviceId: "getDeviceId",
}


class Names(Protocol):
    """How names of the Amplitude package are written in one file."""

    def method(self, name: str) -> str | None:
        """The name under which a method is imported by itself; None when it is reached through the client."""

    def has_method(self, name: str) -> bool:
        """Tell whether a client of this form always has a method, also while its script is still loading."""

    def exported(self, name: str) -> bytes | None:
        """Another export, such as ``Identify``; None when it is reached through the client."""


class Unwritable(Exception):
    """The calls do not fit the place; carries the reason for the finding."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.reason = Reason(code, detail)
        super().__init__(code)


@dataclass(slots=True)
class Written:
    """Rewrites that together replace one call, and reasons to look at them."""

    rewrites: list[Rewrite]
    reasons: list[Reason] = field(default_factory=list)


class CallWriter:
    """Writes the calls of one file."""

    def __init__(self, program: Program, style: Style, names: Names, target: Target) -> None:
        self.program = program
        self.data = program.data
        self.style = style
        self.names = names
        self.target = target
        self._indent = b""
        """Indentation of the line that the calls will stand on."""
        self._is_inline = False
        self._closing = ""
        """The quote that ends the attribute in which the calls stand."""
        self._is_spread_out = False
        """Each argument of the call stands on a line of its own."""
        self._is_split = False
        """One call becomes several."""
        self._receiver: Span | None = None
        """The client, where a call stands on what another call gave."""
        self._told: set[int] = set()
        """Comments of a message that are written already."""

    # --- the whole ---------------------------------------------------------------------------------------------

    def write(self, site: Site, made: Sequence[AmplitudeCall], callback: Value | None, answered: bool) -> Written:
        """Replace the call of ``site``; ``answered`` tells whether Segment's call gave a promise."""
        reasons: list[Reason] = []
        if not made:
            return Written([self._removal(site)])
        self._closing = self._attribute_quote(site.call.start_byte)
        self._indent = self._line_indent(site, len(made))
        self._is_split = len(made) > 1
        self._told.clear()
        last = self._call(site, made[-1], is_last=True, waits=self._waits(site, callback))
        last += self._result(site, made[-1], callback, answered, reasons)
        if len(made) == 1:
            last, moved = self.chained(site, last)
            rewrites = [self._single(site, made[-1], last, callback), *moved]
        else:
            if not self._receiver_is_plain(site.call):
                reasons.append(Reason("receiver-runs-twice"))
            is_joined = site.arrow is None and site.and_expression is None and site.is_conditional
            first = [
                self._if_present(call, self._call(site, call, is_last=False, waits=False), is_statement=not is_joined)
                for call in made[:-1]
            ]
            rewrites = self._several(site, first, last, made[-1], callback, reasons)
        self._keep_comments(site, rewrites)
        return Written(rewrites, reasons)

    def _if_present(self, call: AmplitudeCall, parts: list[Part], *, is_statement: bool) -> list[Part]:
        """Call only where the value is there, if the call asks for that."""
        if not isinstance(call, calls.SetUserId) or call.if_present is None:
            return parts
        span = call.if_present.span
        node = self.program.node_at(span.start, span.end)
        if node is not None:
            node = unwrap(node)
            span = span_of(node)
        condition: list[Part] = [span, b" != null"]
        if node is not None and node.type in LOOSE:
            condition = [b"(", span, b") != null"]
        return [b"if (", *condition, b") ", *parts] if is_statement else [*condition, b" && ", *parts]

    def write_chain(self, site: Site, links: Sequence[tuple[Node, Sequence[AmplitudeCall]]], answered: bool) -> Written:
        """Replace a chain of calls on one client; ``site`` is that of the last one."""
        reasons: list[Reason] = []
        made = [(call, amplitude_call) for call, calls_made in links for amplitude_call in calls_made]
        self._closing = self._attribute_quote(site.call.start_byte)
        self._is_split = True
        self._indent = self._line_indent(site, len(made))
        self._told.clear()
        head = unwrap(syntax.field(links[0][0], "function") or links[0][0])
        receiver = syntax.field(head, "object")
        if receiver is None or not self._receiver_is_plain(links[0][0]):
            raise Unwritable("value-used")
        self._receiver = span_of(receiver)
        waits = self._waits(site, None)
        lines = [
            self._call(replace(site, call=call), amplitude_call, is_last=index == len(made) - 1, waits=waits)
            for index, (call, amplitude_call) in enumerate(made)
        ]
        self._receiver = None
        lines[-1] += self._result(site, made[-1][1], None, answered, reasons)
        rewrites = self._several(site, lines[:-1], lines[-1], made[-1][1], None, reasons)
        self._keep_comments(site, rewrites)
        return Written(rewrites, reasons)

    def begin_line(self, gap: bytes | None) -> None:
        """Write what follows as part of a line that ``gap`` starts; None keeps everything on one line."""
        self._is_inline = gap is None
        self._indent = gap.lstrip(b"\r\n") if gap is not None else b""

    def answer(self, site: Site, reasons: list[Reason]) -> list[Part]:
        """What follows a call that answers with a promise, by what becomes of its result."""
        return self._result(site, calls.Flush(), None, True, reasons)

    def chained(self, site: Site, parts: list[Part]) -> tuple[list[Part], tuple[Rewrite, ...]]:
        """Move ``.promise`` to the next line, where the chain goes on there."""
        member = site.outer.parent
        if site.use is not Use.CHAINED or member is None or parts[-1:] != [b".promise"]:
            return parts, ()
        gap = self.data[site.outer.end_byte : member.end_byte]
        dot = gap.find(b".")
        if dot < 0 or b"\n" not in gap[:dot] or gap[:dot].strip() or site.outer.id != site.call.id:
            return parts, ()
        place = site.outer.end_byte + dot
        return parts[:-1], (Rewrite(Span(place, place), (b".promise",)),)

    def _waits(self, site: Site, callback: Value | None) -> bool:
        return callback is not None or site.use not in (Use.DISCARDED,)

    def _result(
        self, site: Site, call: AmplitudeCall, callback: Value | None, answered: bool, reasons: list[Reason]
    ) -> list[Part]:
        answers = isinstance(call, ANSWERS)
        if callback is not None:
            if not answers:
                raise Unwritable("callback-without-promise")
            if callback.parameters != 0:
                reasons.append(Reason("callback-argument"))
            if site.use in (Use.RETURNED, Use.VALUE, Use.CHAINED):
                reasons.append(Reason("result-type"))
            return [b".promise.then(", callback.span, b")"]
        if site.use is Use.DISCARDED:
            return []
        is_getter = isinstance(call, (calls.GetUserId, calls.GetDeviceId))
        if site.use is Use.AWAITED:
            return [b".promise"] if answers else []
        if self._is_wrapped(site, call, answered):
            return []
        if is_getter:
            if site.use is Use.CHAINED:
                raise Unwritable("value-used")
            return []
        if not answers:
            if site.use is Use.RETURNED:
                reasons.append(Reason("result-type"))
                return []
            raise Unwritable("value-used")
        if site.use is Use.CHAINED:
            if site.chain == "then" and site.chained_parameters != 0 and not isinstance(call, calls.Flush):
                reasons.append(Reason("result-type"))
            return [b".promise"]
        if isinstance(call, calls.Flush):
            return [b".promise"] if answered else []
        if self.target is calls.REACT_NATIVE and site.use is Use.RETURNED and self._returns_nothing(site):
            return [b".promise.then(() => undefined)"]
        reasons.append(Reason("result-type"))
        return [b".promise"] if answered else []

    @staticmethod
    def _returns_nothing(site: Site) -> bool:
        """Tell whether the function around says that it gives a promise of nothing, as Segment's mobile client did."""
        function = next((around for around in syntax.ancestors(site.call) if around.type in syntax.FUNCTIONS), None)
        annotation = syntax.field(function, "return_type") if function is not None else None
        return annotation is not None and text_of(annotation).lstrip(": ") == "Promise<void>"

    def _is_wrapped(self, site: Site, call: AmplitudeCall, answered: bool) -> bool:
        """Tell whether a promise must be made of what Amplitude's mobile SDK gives at once."""
        if not answered or isinstance(call, ANSWERS) or self.target is not calls.REACT_NATIVE or self._is_split:
            return False
        if site.use in (Use.RETURNED, Use.VALUE) and site.awaited is None:
            around = (node for node in syntax.ancestors(site.call) if node.type in syntax.FUNCTIONS)
            function = next(around, None)
            is_async = function is not None and any(child.type == "async" for child in function.children)
            return site.use is Use.VALUE or not is_async
        return site.use is Use.CHAINED

    def _single(self, site: Site, call: AmplitudeCall, parts: list[Part], callback: Value | None) -> Rewrite:
        answers = isinstance(call, ANSWERS)
        if isinstance(call, calls.GetDeviceId) and self.target is calls.REACT_NATIVE and self.style.is_typed:
            # Segment's types promise a string.
            parts = [*parts, b"!"]
        if self._is_wrapped(site, call, callback is None):
            parts = [b"Promise.resolve(", *parts, b")"]
        if isinstance(call, calls.SetUserId) and call.if_present is not None:
            statement = site.statement
            is_statement = (
                statement is not None
                and statement.type == "expression_statement"
                and not site.is_conditional
                and statement.parent is not None
                and statement.parent.type in BLOCKS
            )
            parts = self._if_present(call, parts, is_statement=is_statement)
            if site.is_conditional or (site.use is Use.AWAITED and not is_statement):
                parts = [b"(", *parts, b")"]
        if site.awaited is not None and not answers and callback is None and site.use is not Use.CHAINED:
            return Rewrite(span_of(site.awaited), tuple(parts))
        return Rewrite(span_of(site.call), tuple(parts))

    def _several(
        self,
        site: Site,
        first: list[list[Part]],
        last: list[Part],
        call: AmplitudeCall,
        callback: Value | None,
        reasons: list[Reason],
    ) -> list[Rewrite]:
        keeps_await = site.awaited is not None and isinstance(call, ANSWERS)
        if site.arrow is not None:
            return [self._arrow(site, first, last, keeps_await)]
        if site.and_expression is not None and site.statement is not None:
            return [self._if(site.statement, site.and_expression, first, last)]
        if site.use is Use.DISCARDED and site.is_conditional:
            return [Rewrite(span_of(site.call), (b"(", *joined(b", ", [*first, last]), b")"))]
        statement = site.statement
        if statement is None or site.is_conditional or not site.is_leading:
            raise Unwritable("value-used")
        if site.use in (Use.DISCARDED, Use.AWAITED, Use.RETURNED):
            lead: list[Part] = [b"await "] if keeps_await else []
            if site.use is Use.RETURNED:
                lead.insert(0, b"return ")
            return [self._statements(statement, first, [*lead, *last])]
        before = Span(statement.start_byte, site.call.start_byte)
        after = Span(site.call.end_byte, statement.end_byte)
        return [self._statements(statement, first, [before, *last, after], ends=False)]

    def _statements(self, statement: Node, first: list[list[Part]], last: list[Part], *, ends: bool = True) -> Rewrite:
        """Several statements in the place of one, in braces where only one may stand."""
        end = self._end(statement) if ends else b""
        separator = self.style.semicolon.encode()
        parent = statement.parent
        starts_line = self._starts_line(statement.start_byte)
        if parent is not None and (parent.type in BLOCKS or statement.type.endswith("_declaration")):
            newline = self._newline(statement.start_byte)
            indent = self.program.document.indent_at(statement.start_byte)
            gap = newline + indent if starts_line else b" "
            semicolon = separator if starts_line else b";"
            lines = [*self._ended(first, last, semicolon), [*last, end]]
            return Rewrite(span_of(statement), tuple(joined(gap, lines)))
        start, opening, base = self._brace(statement.start_byte, statement.prev_sibling, parent)
        lines = [*self._ended(first, last, separator), [*last, end]]
        return Rewrite(
            Span(start, statement.end_byte), (opening, *self._block(lines, base, statement.start_byte), b"}")
        )

    def _ended(self, first: list[list[Part]], last: list[Part], separator: bytes) -> list[list[Part]]:
        """End statements; without semicolons in the file, one stays before a line that would run on."""
        ended = []
        for line, following in zip(first, [*first[1:], last], strict=True):
            beginning = following[0]
            text = beginning if isinstance(beginning, bytes) else b""
            if isinstance(beginning, Span):
                text = self._bytes(beginning)
            ended.append([*line, b";" if text[:1] in (b"(", b"[", b"`", b"+", b"-", b"/") else separator])
        return ended

    def _brace(self, start: int, previous: Node | None, parent: Node | None) -> tuple[int, bytes, bytes]:
        """Where a block opens, what opens it, and the indentation of the line that it belongs to."""
        base = self.program.document.indent_at(parent.start_byte if parent is not None else start)
        if previous is not None and not self.data[previous.end_byte : start].strip():
            base = self.program.document.indent_at(previous.end_byte - 1)
            return previous.end_byte, b" {", base
        return start, b"{", base

    def _block(self, lines: list[list[Part]], base: bytes, offset: int) -> list[Part]:
        newline = self._newline(offset)
        parts: list[Part] = []
        for line in lines:
            parts += [newline + base + self.style.unit, *line]
        return [*parts, newline + base]

    def _arrow(self, site: Site, first: list[list[Part]], last: list[Part], keeps_await: bool) -> Rewrite:
        assert site.arrow is not None
        body = syntax.field(site.arrow, "body")
        assert body is not None
        separator = self.style.semicolon.encode()
        lead: list[Part] = []
        if site.use is Use.RETURNED:
            lead.append(b"return ")
        if keeps_await:
            lead.append(b"await ")
        lines = [*self._ended(first, [*lead, *last], separator), [*lead, *last, separator]]
        start, opening, base = self._brace(body.start_byte, body.prev_sibling, site.arrow)
        if self._in_attribute(body.start_byte):
            inline = joined(b"; ", [line[:-1] for line in lines])
            return Rewrite(Span(start, body.end_byte), (opening, b" ", *inline, b" }"))
        end = body.end_byte
        around = site.arrow.parent
        if around is not None and around.type == "jsx_expression" and not self.data[end : around.end_byte - 1].strip():
            end = around.end_byte - 1
        return Rewrite(Span(start, end), (opening, *self._block(lines, base, body.start_byte), b"}"))

    def _if(self, statement: Node, condition: Node, first: list[list[Part]], last: list[Part]) -> Rewrite:
        left = syntax.field(condition, "left")
        assert left is not None
        left = unwrap(left) if left.type == "parenthesized_expression" else left
        base = self.program.document.indent_at(statement.start_byte)
        separator = self.style.semicolon.encode()
        lines = [*self._ended(first, last, separator), [*last, separator]]
        if statement.parent is not None and statement.parent.type not in BLOCKS:
            raise Unwritable("value-used")
        return Rewrite(
            span_of(statement),
            (b"if (", span_of(left), b") {", *self._block(lines, base, statement.start_byte), b"}"),
        )

    def _removal(self, site: Site) -> Rewrite:
        statement = site.statement
        if statement is None or site.use not in (Use.DISCARDED, Use.AWAITED) or site.is_conditional:
            raise Unwritable("value-used")
        if statement.parent is None or statement.parent.type not in BLOCKS:
            return Rewrite(span_of(statement), (b"{}",))
        return Rewrite(self.whole_lines(span_of(statement)), ())

    def whole_lines(self, span: Span) -> Span:
        """Widen a span to its lines where nothing else stands on them."""
        start = self.program.document.line_start(span.start)
        end = span.end
        while end < len(self.data) and self.data[end : end + 1] in (b" ", b"\t"):
            end += 1
        if self.data[start : span.start].strip() or self.data[end : end + 1] not in (b"\n", b"\r", b""):
            return span
        if self.data[end : end + 2] == b"\r\n":
            return Span(start, end + 2)
        return Span(start, min(end + 1, len(self.data)))

    def _keep_comments(self, site: Site, rewrites: list[Rewrite]) -> None:
        """Move comments that a rewrite would drop to lines above the statement; refuse where that cannot be."""
        lost: list[Node] = []
        for rewrite in rewrites:
            kept = [part for part in rewrite.parts if isinstance(part, Span)]
            told = b" ".join(b" ".join(part.split()) for part in rewrite.parts if isinstance(part, bytes))
            for comment in comments_in(site.call):
                span = span_of(comment)
                if rewrite.span.contains(span) and not any(part.contains(span) for part in kept):
                    text = b" ".join((comment.text or b"").split())
                    if text in told:
                        told = told.replace(text, b"", 1)
                    else:
                        lost.append(comment)
        if not lost:
            return
        statement = site.statement
        if statement is None or not self._starts_line(statement.start_byte):
            raise Unwritable("comment-would-be-lost")
        if statement.parent is None or statement.parent.type not in BLOCKS:
            raise Unwritable("comment-would-be-lost")
        newline = self._newline(statement.start_byte)
        gap = newline + self.program.document.indent_at(statement.start_byte)
        above = b"".join((comment.text or b"") + gap for comment in lost)
        first = rewrites[0]
        if first.span.start == statement.start_byte:
            rewrites[0] = Rewrite(first.span, (above, *first.parts))
        else:
            rewrites.append(Rewrite(Span(statement.start_byte, statement.start_byte), (above,)))

    # --- one call ----------------------------------------------------------------------------------------------

    def _call(self, site: Site, call: AmplitudeCall, *, is_last: bool, waits: bool) -> list[Part]:
        message = self._message(site.call)
        indent = self._indent
        self._is_spread_out = message is not None or self._outgrows(site, call, waits)
        if self._is_spread_out:
            self._indent += self.style.unit
        method, arguments, options = self._parts(site, call, waits)
        self._indent = indent
        callee = self._callee(site.call, method)
        if message is not None:
            layout = Layout(self.program, message, indent, self.style.unit, self.style.width, self._told)
            return [*callee, *layout.written(len(indent) + width_of(callee), arguments, self._option_entries(options))]
        if options:
            arguments.append(self._options(options))
        return [*callee, *self._arguments(site.call, arguments)]

    def _message(self, call: Node) -> Node | None:
        """The message that a call on a server's client was given, where it stands on several lines."""
        if self.target.keeps_identity or self._in_attribute(call.start_byte):
            return None
        return message_of(call)

    def _outgrows(self, site: Site, call: AmplitudeCall, waits: bool) -> bool:
        """Tell whether traits that are read one by one at run time do not fit on the call's line."""
        if not isinstance(call, (calls.Identify, calls.GroupIdentify)):
            return False
        if call.operations.whole is None:
            steps = call.operations.steps
            return bool(steps and call.options) and b"\n" in self._bytes(self._owner(steps[0].entry))
        if self._in_attribute(site.call.start_byte):
            return False
        if isinstance(call, calls.Identify) and self._can_set_identity(waits, call):
            return False
        inside = self._reduced(site, call.operations.whole)
        return len(self._indent) + self._receiver_width(site) // 2 + 12 + width_of(inside) > self.style.width

    def _parts(self, site: Site, call: AmplitudeCall, waits: bool) -> tuple[str, list[list[Part]], EventOptions]:
        """Method, arguments and event options of one call."""
        method = METHODS[type(call)]
        arguments: list[list[Part]]
        options: EventOptions = getattr(call, "options", ())
        match call:
            case calls.SetUserId(user_id=user_id):
                arguments = [self.expression(user_id)]
            case calls.SetDeviceId(device_id):
                arguments = [self.expression(device_id)]
            case calls.Track(event, properties):
                arguments = [self.expression(event)]
                if properties is not None:
                    arguments.append(self.expression(properties))
                elif options:
                    arguments.append([b"undefined"])
            case calls.Identify(operations):
                if operations.whole is not None and self._can_set_identity(waits, call):
                    method = "setIdentity"
                    arguments = [[b"{ ", *self._entry("userProperties", operations.whole), b" }"]]
                else:
                    arguments = [self._operations(site, operations)]
            case calls.SetGroup(group_type, name):
                arguments = [[self._text(group_type)], self.expression(name)]
            case calls.GroupIdentify(group_type, name, operations):
                arguments = [[self._text(group_type)], self.expression(name), self._operations(site, operations)]
            case calls.Revenue(fields):
                chain: list[Part] = [b"new ", *self._exported(site, "Revenue"), b"()"]
                for setter, value in fields:
                    chain += [f".{setter}(".encode(), *self.expression(value), b")"]
                arguments = [chain]
            case calls.SetOptOut(opt_out):
                arguments = [[b"true" if opt_out else b"false"]]
            case _:
                arguments = []
        return method, arguments, options

    def _can_set_identity(self, waits: bool, call: calls.Identify) -> bool:
        """Tell whether setIdentity does the same: it gives no promise, clears nothing, and takes no options."""
        is_there = self.target.has_page and self.names.has_method("setIdentity")
        return is_there and not waits and not call.options and not call.operations.may_clear

    def _callee(self, call: Node, method: str) -> list[Part]:
        function = syntax.field(call, "function")
        assert function is not None
        function = unwrap(function)
        alone = self.names.method(method)
        if self._receiver is not None:
            return [alone.encode()] if alone is not None else [self._receiver, b"." + method.encode()]
        if function.type == "member_expression":
            parent, prop = syntax.field(function, "object"), syntax.field(function, "property")
            assert parent is not None and prop is not None
            link = Span(prop.end_byte, self._arguments_start(call))
            if alone is not None:
                return [alone.encode(), link]
            if text_of(prop) == method:
                return [Span(call.start_byte, link.end)]
            return [Span(call.start_byte, prop.start_byte), method.encode(), link]
        if function.type == "subscript_expression":
            parent = syntax.field(function, "object")
            assert parent is not None
            return [span_of(parent), b"?." if "?." in text_of(function) else b".", method.encode()]
        if alone is not None:
            return [alone.encode()]
        if text_of(function) == method or self._is_taken_from(function, method):
            return [span_of(function)]
        client = self.names.exported(method)
        if client is None:
            raise Unwritable("method-not-at-hand", f"`{method}`")
        return [client]

    def _is_taken_from(self, function: Node, method: str) -> bool:
        """Tell whether a name is another one for a method: ``const { track: send } = analytics``."""
        binding = self.program.lookup(text_of(function), function.start_byte) if function.type == "identifier" else None
        return binding is not None and binding.kind == "variable" and binding.key == (method,)

    def _arguments_start(self, call: Node) -> int:
        arguments = syntax.field(call, "arguments")
        assert arguments is not None
        return arguments.start_byte

    def _arguments(self, call: Node, wanted: list[list[Part]]) -> list[Part]:
        """The argument list, in the shape of the old one where the arguments keep their order."""
        parts: list[Part]
        node = syntax.field(call, "arguments")
        assert node is not None
        old = children(node)
        if self._is_spread_out or (len(wanted) > max(1, len(old) - 1) and self._is_too_long(call, wanted)):
            gap = self._newline(call.start_byte) + self._indent
            parts = [b"("]
            for argument in wanted:
                parts += [gap + self.style.unit, *argument, b","]
            return [*parts, gap + b")"]
        if self._is_split and len(wanted) < len(old):
            return [b"(", *joined(b", ", wanted), b")"]
        if old and wanted and self._lies_in(wanted[0], old[0]) and unwrap(old[0]).type != "object":
            parts = [Span(node.start_byte, old[0].start_byte), *wanted[0]]
            last = 0
            for index, argument in enumerate(wanted[1:], 1):
                if index < len(old):
                    parts += [Span(old[index - 1].end_byte, old[index].start_byte), *argument]
                    last = index
                else:
                    parts += [self._separator(node, old), *argument]
            if len(wanted) < len(old):
                last = len(wanted) - 1
                is_spread_out = self.data[old[-1].end_byte : node.end_byte].strip(b" \t,)") != b""
                tail = Span(old[-1].end_byte, node.end_byte) if is_spread_out else None
                return [*parts, tail if tail is not None else b")"]
            return [*parts, Span(old[last].end_byte, node.end_byte)]
        return [b"(", *joined(b", ", wanted), b")"]

    def _is_too_long(self, call: Node, wanted: list[list[Part]]) -> bool:
        """Tell whether a call of one line, with arguments that it did not have, outgrows the file's width."""
        node = syntax.field(call, "arguments")
        inside = joined(b", ", wanted)
        if node is None or b"\n" in self.data[node.start_byte : node.end_byte] or self._in_attribute(call.start_byte):
            return False
        if len(wanted) < 2 or any(
            b"\n" in (self._bytes(part) if isinstance(part, Span) else part)
            for part in inside
            if not isinstance(part, Rewrite)
        ):
            return False
        function = syntax.field(call, "function")
        width = function.end_byte - function.start_byte if function is not None else 0
        if self._receiver is not None:
            width = self._receiver.end - self._receiver.start + 6
        return len(self._indent) + width + width_of(inside) + 3 > self.style.width

    def _separator(self, node: Node, old: list[Node]) -> bytes:
        before = self.data[node.start_byte + 1 : old[0].start_byte]
        if b"\n" in before:
            return b"," + self._newline(node.start_byte) + self.program.document.indent_at(old[0].start_byte)
        return b", "

    @staticmethod
    def _lies_in(parts: list[Part], node: Node) -> bool:
        return any(isinstance(part, Span) and span_of(node).contains(part) for part in parts)

    def _receiver_is_plain(self, call: Node) -> bool:
        from segment_to_amplitude.languages.javascript.values import is_plain

        function = syntax.field(call, "function")
        receiver = syntax.field(function, "object") if function is not None else None
        return receiver is None or is_plain(receiver)

    def _exported(self, site: Site, name: str) -> list[Part]:
        text = self.names.exported(name)
        if text is not None:
            if self._is_hidden(site.call.start_byte):
                raise Unwritable("method-not-at-hand", f"`{name}`")
            return [text]
        function = syntax.field(site.call, "function")
        receiver = syntax.field(unwrap(function), "object") if function is not None else None
        if receiver is None:
            raise Unwritable("method-not-at-hand", f"`{name}`")
        receiver = unwrap(receiver) if receiver.type == "non_null_expression" else receiver
        return [span_of(receiver), b"." + name.encode()]

    # --- arguments ---------------------------------------------------------------------------------------------

    def expression(self, value: Expression) -> list[Part]:
        """Write one value."""
        match value:
            case Value(span=span):
                return [span]
            case Text(text):
                return [self._text(text)]
            case AsText(inner, is_optional):
                if inner.kind is ValueKind.NUMBER and inner.text is not None:
                    return [self._text(inner.text)]
                if is_optional and self._may_be_followed(inner):
                    return [inner.span, b"?.toString()"]
                return [b"String(", inner.span, b")"]
            case Milliseconds(inner):
                return self._milliseconds(inner)
            case Joined(pieces):
                return self._template(pieces)
            case PageContext(name):
                return [PAGE[name].encode()]
            case Undefined():
                return [b"undefined"]
            case Flag(on):
                return [b"true" if on else b"false"]
            case Number(number):
                return [str(number).encode()]
            case Not(inner):
                return self._not(inner)
            case Exported(name):
                exported = self.names.exported(name)
                return [exported if exported is not None else f"amplitude.{name}".encode()]
            case Times(inner, factor):
                if inner.kind is ValueKind.NUMBER and inner.text is not None and inner.text.isdigit():
                    return [str(int(inner.text) * factor).encode()]
                return [inner.span, f" * {factor}".encode()]
            case Dictionary():
                return self._dictionary(value)

    def _not(self, value: Value) -> list[Part]:
        """The opposite; a comparison is only turned around, a negation taken off."""
        node = self.program.node_at(value.span.start, value.span.end)
        if node is not None and node.type == "unary_expression" and text_of(node).startswith("!"):
            return [Span(node.start_byte + 1, node.end_byte)]
        operator = syntax.field(node, "operator") if node is not None and node.type == "binary_expression" else None
        if operator is not None and (turned := OPPOSITES.get(text_of(operator))) is not None:
            return [Span(value.span.start, operator.start_byte), turned, Span(operator.end_byte, value.span.end)]
        if node is not None and node.type in ("identifier", "member_expression", "call_expression"):
            return [b"!", value.span]
        return [b"!(", value.span, b")"]

    def _text(self, text: str) -> bytes:
        if self._closing:
            # Inside an attribute only the other quote can be written.
            quote = "'" if self._closing == '"' else '"'
            escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace(quote, "\\" + quote)
            return (quote + escaped.replace(self._closing, f"\\x{ord(self._closing):02x}") + quote).encode()
        return self.style.text(text).encode()

    def _template(self, pieces: Sequence[str | Value]) -> list[Part]:
        parts: list[Part] = [b"`"]
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(piece.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").encode())
            elif self._bytes(piece.span).startswith(b"`"):
                parts.append(Span(piece.span.start + 1, piece.span.end - 1))
            else:
                parts += [b"${", piece.span, b"}"]
        return [*parts, b"`"]

    def _may_be_followed(self, value: Value) -> bool:
        """Tell whether a member of an expression may be written right behind it."""
        node = self.program.node_at(value.span.start, value.span.end)
        return node is not None and node.type in (
            "identifier",
            "member_expression",
            "subscript_expression",
            "call_expression",
        )

    def _milliseconds(self, value: Value) -> list[Part]:
        node = self.program.node_at(value.span.start, value.span.end)
        text = self.data[value.span.start : value.span.end]
        made = NEW_DATE_TEXT.fullmatch(text)
        if made is not None and node is not None and node.type == "call_expression":
            return [Span(value.span.start, value.span.start + made.end(1)), b".getTime()"]
        if value.is_number or value.kind is ValueKind.NUMBER:
            return [value.span]
        if node is not None and unwrap(node).type == "new_expression" and text.startswith((b"new Date(", b"new Date")):
            return [value.span, b".getTime()"]
        if value.may_be_missing:
            return [value.span, b" ? new Date(", value.span, b").getTime() : undefined"]
        return [b"new Date(", value.span, b").getTime()"]

    def _options(self, options: EventOptions) -> list[Part]:
        return [b"{ ", *joined(b", ", self._option_entries(options)), b" }"]

    def _option_entries(self, options: EventOptions) -> list[list[Part]]:
        entries: list[list[Part]] = []
        for name, value in options:
            parts = self.expression(value)
            is_shorthand = len(parts) == 1 and isinstance(parts[0], Span) and self._bytes(parts[0]) == name.encode()
            entries.append(parts if is_shorthand else [f"{name}: ".encode(), *parts])
        return entries

    def _bytes(self, span: Span) -> bytes:
        return self.data[span.start : span.end]

    def _dictionary(self, value: Dictionary) -> list[Part]:
        after = [self._entry(name, inner) for name, inner in value.after if name not in value.without]
        before = [self._entry(name, inner) for name, inner in value.before]
        base = value.base
        if base is None:
            return self._object([*before, *after])
        if base.kind is not ValueKind.OBJECT:
            return self._object([*before, [b"...", base.span], *after])
        new = {name: self._entry(name, inner) for name, inner in value.after if name in value.without}
        return self._extended(base, before, after, new)

    def _object(self, entries: list[list[Part]]) -> list[Part]:
        """An object on one line where it fits, else with one entry a line."""
        inline: list[Part] = [b"{ ", *joined(b", ", entries), b" }"]
        if self._is_inline or len(entries) < 3 or len(self._indent) + 20 + width_of(inline) <= self.style.width:
            return inline
        newline = self._newline(0) + self._indent
        parts: list[Part] = [b"{"]
        for entry in entries:
            parts += [newline + self.style.unit, *entry, b","]
        return [*parts, newline + b"}"]

    def _entry(self, name: str, value: Expression) -> list[Part]:
        parts = self.expression(value)
        if len(parts) == 1 and isinstance(parts[0], Span) and self._bytes(parts[0]) == name.encode():
            return parts
        return [f"{name}: ".encode(), *parts]

    def _extended(
        self, base: Value, before: list[list[Part]], after: list[list[Part]], new: dict[str, list[Part]]
    ) -> list[Part]:
        """The author's object with entries put in at its start and end, and the entries of ``new`` in their places."""
        entries = base.entries
        inner = self._inner(base)
        own: list[list[Part]] = [new.get(entry.key or "", [entry.span]) for entry in entries]
        is_open = b"\n" in self._bytes(Span(inner.start, entries[0].span.start))
        if not is_open and b"\n" not in self._bytes(inner) and b"/*" not in self._bytes(inner) and (before or after):
            return self._object([*before, *own, *after])
        gap = b" "
        if is_open:
            gap = self._newline(inner.start) + self.program.document.indent_at(entries[0].span.start)
        parts: list[Part] = [Span(base.span.start, inner.start)]
        for added in before:
            parts += [gap, *added, b","]
        position = inner.start
        for entry, written in zip(entries, own, strict=True):
            if entry.key in new:
                parts += [Span(position, entry.span.start), *written]
                position = entry.span.end
        if position < entries[-1].span.end:
            parts.append(Span(position, entries[-1].span.end))
            position = entries[-1].span.end
        for added in after:
            parts += [b",", gap, *added]
        return [*parts, Span(position, base.span.end)]

    def _inner(self, base: Value) -> Span:
        node = self.program.node_at(base.span.start, base.span.end)
        assert node is not None
        node = unwrap(node)
        return Span(node.start_byte + 1, node.end_byte - 1)

    # --- identify ----------------------------------------------------------------------------------------------

    def _operations(self, site: Site, operations: Operations) -> list[Part]:
        if operations.whole is not None:
            return self._reduced(site, operations.whole)
        made: list[Part] = [b"new ", *self._exported(site, "Identify"), b"()"]
        if not operations.steps:
            return made
        return [*made, *self._chain(site, operations.steps)]

    def _reduced(self, site: Site, value: Value) -> list[Part]:
        """Set or unset every entry of a value at run time; on lines of its own in a call that is spread out."""
        typed = b"<any>" if self.style.is_typed else b""
        node = self.program.node_at(value.span.start, value.span.end)
        is_joined = node is not None and node.type in LOOSE
        opening, closing = (b"(", b")") if is_joined and not value.is_present else (b"", b"")
        default = b"" if value.is_present else closing + b" ?? {}"
        initial: list[Part] = [b"new ", *self._exported(site, "Identify"), b"()"]
        entries: list[Part] = [b"Object.entries" + typed + b"(" + opening, value.span, default + b").reduce("]
        step = b"value === null ? identify.unset(key) : identify.set(key, value)"
        inline = [*entries, b"(identify, [key, value]) => " + step + b", ", *initial, b")"]
        if not self._is_spread_out or len(self._indent) + width_of(inline) + 1 <= self.style.width:
            return inline
        gap = self._newline(value.span.start) + self._indent
        inner = gap + self.style.unit
        step = b"(identify, [key, value]) => (" + step + b"),"
        return [*entries, inner + step, inner, *initial, b"," + gap + b")"]

    def _chain(self, site: Site, steps: Sequence[Operation]) -> list[Part]:
        owner = self._owner(steps[0].entry)
        node = self.program.node_at(owner.start, owner.end)
        assert node is not None
        links = {step.entry.span.start: self._step(step) for step in steps}
        if b"\n" not in self._bytes(owner) or self._in_attribute(owner.start):
            inline = [part for link in links.values() for part in link]
            column = len(self._indent) + self._receiver_width(site) + len(".identify(new .Identify());")
            if column + width_of(inline) <= self.style.width or self._in_attribute(owner.start):
                return inline
            gap = self._newline(owner.start) + self._indent
            end = [] if self._is_spread_out else [gap]
            return [*(part for link in links.values() for part in (gap + self.style.unit, *link)), *end]
        parts: list[Part] = []
        position = owner.start + 1
        shift = self._shift(owner, site)
        for child in children(node):
            link = links.get(child.start_byte)
            parts += self._gap(position, child.start_byte, shift)
            if link is not None:
                parts += link
            position = child.end_byte
        if self._is_spread_out and not self.data[position : owner.end - 1].strip(b" \t\r\n,"):
            return parts
        return [*parts, *self._gap(position, owner.end - 1, shift)]

    def _shift(self, owner: Span, site: Site) -> bytes:
        """Indentation that the object's lines have more than the statement's."""
        closing = self.program.document.indent_at(owner.end - 1)
        return closing[len(self._indent) :] if closing.startswith(self._indent) else b""

    def _gap(self, start: int, end: int, shift: bytes) -> list[Part]:
        """What stood between two entries, without the comma."""
        text = self.data[start:end]
        comma = _comma(text)
        text = text[:comma] + text[comma + 1 :] if comma >= 0 else text
        if b"\n" not in text and b"/*" not in text:
            return []
        if shift:
            lines = text.split(b"\n")
            text = b"\n".join(
                [lines[0], *(line.replace(shift, b"", 1) if line.startswith(shift) else line for line in lines[1:])]
            )
            return [text]
        if comma < 0:
            return [Span(start, end)]
        return [Span(start, start + comma), Span(start + comma + 1, end)]

    def _step(self, step: Operation) -> list[Part]:
        entry = step.entry
        parts: list[Part] = [f".{step.verb}(".encode(), *self._key(entry)]
        if step.value is not None:
            parts += [b", ", step.value.span]
        return [*parts, b")"]

    def _key(self, entry: Entry) -> list[Part]:
        assert entry.key_span is not None
        text = self._bytes(entry.key_span)
        if entry.key is None or text[:1] in (b"'", b'"', b"`"):
            return [entry.key_span]
        return [self._text(entry.key)]

    def _owner(self, entry: Entry) -> Span:
        node = self.program.node_at(entry.span.start, entry.span.end)
        assert node is not None
        for around in (node, *syntax.ancestors(node)):
            if around.type == "object" and around.start_byte < entry.span.start:
                return span_of(around)
        raise AssertionError("an entry stands in an object")

    def _line_indent(self, site: Site, count: int) -> bytes:
        """Where the new lines will be indented to."""
        here = self.program.document.indent_at(site.call.start_byte)
        if count == 1:
            return here
        if site.arrow is not None:
            body = syntax.field(site.arrow, "body")
            previous = body.prev_sibling if body is not None else None
            base = self.program.document.indent_at(
                previous.start_byte if previous is not None else site.arrow.start_byte
            )
            return base + self.style.unit
        if site.and_expression is not None:
            return here + self.style.unit
        statement = site.statement
        if statement is not None and statement.parent is not None and statement.parent.type not in BLOCKS:
            if not statement.type.endswith("_declaration"):
                return self.program.document.indent_at(statement.parent.start_byte) + self.style.unit
        return here

    # --- places ------------------------------------------------------------------------------------------------

    def _receiver_width(self, site: Site) -> int:
        function = syntax.field(site.call, "function")
        receiver = syntax.field(function, "object") if function is not None else None
        return 2 * (receiver.end_byte - receiver.start_byte) if receiver is not None else 0

    def _starts_line(self, offset: int) -> bool:
        return not self.data[self.program.document.line_start(offset) : offset].strip()

    def _newline(self, offset: int) -> bytes:
        return self.program.document.newline_at(offset)

    def _end(self, statement: Node) -> bytes:
        return b";" if text_of(statement).endswith(";") else b""

    def _is_hidden(self, offset: int) -> bool:
        """Tell whether a place cannot see the imports of its file: the template of a component without setup."""
        if not self.program.path.endswith(".vue") or not self._in_attribute(offset):
            return False
        return re.search(rb"<script\b[^>]*\ssetup\b", self.data) is None

    def _attribute_quote(self, offset: int) -> str:
        """The quote around the attribute that an offset is in; nothing elsewhere, and in Svelte's braces."""
        root = self.program.root_at(offset)
        if root is None or root.role == "script":
            return ""
        before = self.data[max(0, root.start - 16) : root.start]
        if (match := re.search(rb"=\s*([\"'])\s*(?:javascript:)?\s*$", before, re.I)) is not None:
            return match[1].decode()
        return ""

    def _in_attribute(self, offset: int) -> bool:
        root = self.program.root_at(offset)
        return root is not None and root.role != "script"


def joined(separator: bytes, groups: Sequence[Sequence[Part]]) -> list[Part]:
    """Parts of several groups, with a separator between them."""
    parts: list[Part] = []
    for index, group in enumerate(groups):
        if index:
            parts.append(separator)
        parts += group
    return parts


def width_of(parts: Sequence[Part]) -> int:
    """How many bytes parts take, without those of rewrites in them."""
    return sum(
        part.end - part.start if isinstance(part, Span) else len(part) if isinstance(part, bytes) else 0
        for part in parts
    )


def _comma(text: bytes) -> int:
    """Offset of the comma outside comments; -1 without one."""
    position = 0
    while position < len(text):
        if text[position : position + 2] == b"//":
            position = text.find(b"\n", position)
            if position < 0:
                return -1
        elif text[position : position + 2] == b"/*":
            position = text.find(b"*/", position) + 1
            if position <= 0:
                return -1
        elif text[position : position + 1] == b",":
            return position
        position += 1
    return -1


def comments_in(node: Node) -> list[Node]:
    """All comments inside a node."""
    found: list[Node] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == "comment":
            found.append(current)
        else:
            stack.extend(current.named_children)
    return sorted(found, key=lambda comment: comment.start_byte)
