"""Write Amplitude calls in Objective-C, for Amplitude-iOS.

Source of the signatures: sdk-facts/amplitude.md §7.
"""

from __future__ import annotations

from collections.abc import Sequence

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import (
    AsText,
    Dictionary,
    Expression,
    Joined,
    Number,
    Operation,
    Operations,
    Text,
)
from segment_to_amplitude.languages.apple.call_site import CallSite
from segment_to_amplitude.languages.apple.invocations import Argument
from segment_to_amplitude.languages.apple.read import Read
from segment_to_amplitude.languages.apple.write_swift import (
    NO_FIELDS,
    REVENUE_SETTERS,
    Statement,
    Unwritable,
    escaped,
)
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind


class ObjCWriter:
    """Writes the messages that take the place of one."""

    def __init__(self, site: CallSite, read: Read) -> None:
        self.site = site
        self.read = read
        self.program = site.program
        self._is_only = True

    def write(self, made: Sequence[AmplitudeCall]) -> list[Statement]:
        """Write calls in their order."""
        self._is_only = len(made) == 1
        return [one for call in made for one in self._call(call)]

    def _call(self, call: AmplitudeCall) -> list[Statement]:
        match call:
            case calls.SetUserId(user_id, None):
                return [self._message([("setUserId", self._text(user_id))])]
            case calls.SetUserId(user_id, Value() as if_present):
                inner = self._message([("setUserId", self._text(user_id))]).parts
                return [Statement([b"if (", if_present.span, b" != nil)"], is_block=True, inner=inner)]
            case calls.Track(event, properties, options):
                self._refuse(options)
                parts = [("logEvent", self._text(event))]
                if properties is not None:
                    parts.append(("withEventProperties", self._properties(properties)))
                return [self._message(parts)]
            case calls.Identify(operations, options):
                self._refuse(options)
                if operations.whole is not None:
                    return [self._message([("setUserProperties", self._whole(operations.whole))])]
                return [self._message([("identify", self._chain(operations.steps))])]
            case calls.SetGroup(group_type, name, options):
                self._refuse(options)
                return [self._message([("setGroup", [quoted(group_type)]), ("groupName", self._text(name))])]
            case calls.GroupIdentify(group_type, name, operations, options):
                self._refuse(options)
                return [self._group_identify(group_type, name, operations)]
            case calls.Revenue(fields, options):
                self._refuse(options)
                return [self._message([("logRevenueV2", self._revenue(fields))])]
            case calls.Reset():
                return [self._message([("setUserId", [b"nil"])]), self._message([("regenerateDeviceId", None)])]
            case calls.Flush():
                return [self._message([("uploadEvents", None)])]
            case calls.SetOptOut(bool() as opt_out):
                return [self._message([("setOptOut", [b"YES" if opt_out else b"NO"])])]
            case calls.GetDeviceId():
                return [self._message([("getDeviceId", None)])]
            case _:
                raise Unwritable("no-counterpart", f"`{self.site.invocation.name}`")

    @staticmethod
    def _refuse(options: EventOptions) -> None:
        if dict(options).keys() & {"revenue", "price"}:
            raise Unwritable("revenue-not-readable", NO_FIELDS)
        if options:
            names = ", ".join(f"`{name}`" for name, _ in options)
            raise Unwritable("options-not-readable", f"{names}, which the call of Amplitude's SDK does not take")

    def _message(self, parts: Sequence[tuple[str, list[Part] | None]]) -> Statement:
        """A message; where it is the only one, the gaps between Segment's parts stay."""
        assert self.site.client is not None
        call = self.site.invocation
        arguments = list(call.arguments)
        made: list[Part] = [b"[", *self.site.client]
        previous: Argument | None = None
        for index, (selector, value) in enumerate(parts):
            argument = next((one for one in arguments if value is not None and _is_of(value, one)), None)
            if self._is_only and index == 0 and call.receiver is not None:
                made.append(Span(call.receiver.end_byte, call.name_node.start_byte))
            elif self._is_only and argument is not None and previous is not None and argument.label_node is not None:
                if arguments.index(argument) == arguments.index(previous) + 1:
                    gap = Span(previous.value.end_byte, argument.label_node.start_byte)
                    made += self._aligned(gap, argument, selector, parts[0][0])
                else:
                    made.append(b" ")
            else:
                made.append(b" ")
            made.append(selector.encode())
            if value is None:
                continue
            has_label = self._is_only and argument is not None and argument.label_node is not None
            if has_label and argument is not None and argument.label_node is not None:
                made.append(Span(argument.label_node.end_byte, argument.value.start_byte))
            else:
                made.append(b":")
            made += value
            previous = argument
        if self._is_only and previous is not None and previous is arguments[-1]:
            return Statement([*made, Span(previous.value.end_byte, call.node.end_byte)])
        return Statement([*made, b"]"])

    def _aligned(self, gap: Span, argument: Argument, selector: str, first: str) -> list[Part]:
        """The gap before a part of a message; where the colons stood in one column, they do again."""
        program, call = self.program, self.site.invocation
        text = program.data[gap.start : gap.end]
        label = argument.label_node
        assert label is not None and call.receiver is not None
        starts = program.document.line_start
        own = label.end_byte - starts(label.start_byte)
        indent = program.document.indent_at(call.node.start_byte)
        if b"\n" not in text or text.strip() or own != call.name_node.end_byte - starts(call.name_node.start_byte):
            return [gap]
        client = b"".join(one if isinstance(one, bytes) else b"" for one in self.site.client or ())
        if not client:
            client = program.data[call.receiver.start_byte : call.receiver.end_byte]
        before = call.node.start_byte - starts(call.node.start_byte) + len(b"[") + len(client)
        column = before + call.name_node.start_byte - call.receiver.end_byte + len(first)
        newline = text[: text.rindex(b"\n") + 1]
        return [newline, indent, b" " * max(column - len(selector) - len(indent), 0)]

    def _properties(self, value: Expression) -> list[Part]:
        if isinstance(value, Dictionary):
            if value.before or value.after or value.base is None or value.without:
                raise Unwritable("properties-not-readable")
            value = value.base
        assert isinstance(value, Value)
        return [value.span]

    def _whole(self, value: Value) -> list[Part]:
        if any(entry.value.kind is ValueKind.NULL for entry in value.entries):
            raise Unwritable("traits-not-readable", "a null among keys that only show at run time")
        return [value.span]

    def _chain(self, steps: Sequence[Operation]) -> list[Part]:
        parts: list[Part] = [b"[" * len(steps), b"[AMPIdentify identify]"]
        for one in steps:
            key: list[Part] = [one.entry.key_span] if one.entry.key_span is not None else [quoted(one.entry.key or "")]
            if one.value is None:
                parts += [b" unset:", *key, b"]"]
            else:
                parts += [f" {one.verb}:".encode(), *key, b" value:", one.value.span, b"]"]
        return parts

    def _revenue(self, fields: Sequence[tuple[str, Expression]]) -> list[Part]:
        """The setters of AMPRevenue; only numbers and texts that show are taken."""
        parts: list[Part] = [b"[" * len(fields), b"[AMPRevenue revenue]"]
        for name, value in fields:
            parts += [f" {REVENUE_SETTERS[name]}:".encode(), *self._revenue_value(name, value), b"]"]
        return parts

    def _revenue_value(self, name: str, value: Expression) -> list[Part]:
        if isinstance(value, Number):
            return [str(value.number).encode()]
        if isinstance(value, Text):
            return [quoted(value.text)]
        assert isinstance(value, Value)
        node = self.program.root.descendant_for_byte_range(value.span.start, value.span.end)
        kind = self.read.values.type_of(node) if node is not None else None
        known = kind.name if kind is not None else ""
        if name == "setPrice" and (value.kind is ValueKind.NUMBER or known == "NSNumber"):
            return [value.span]
        if name == "setQuantity" and (value.text or "").isdigit():
            return [(value.text or "").encode()]
        if name in ("setProductId", "setRevenueType") and (value.is_text or known == "NSString"):
            return [value.span]
        shown = name.removeprefix("set")
        raise Unwritable("revenue-not-readable", f"the type of `{shown[0].lower()}{shown[1:]}` does not show")

    def _group_identify(self, group_type: str, name: Expression, operations: Operations) -> Statement:
        if operations.whole is not None:
            raise Unwritable("traits-not-readable", "Amplitude-iOS takes group properties one by one")
        return self._message([
            ("groupIdentifyWithGroupType", [quoted(group_type)]),
            ("groupName", self._text(name)),
            ("groupIdentify", self._chain(operations.steps)),
        ])  # fmt: skip

    def _text(self, value: Expression) -> list[Part]:
        match value:
            case Text(text):
                return [quoted(text)]
            case AsText(inner):
                return [inner.span]
            case Value():
                return [value.span]
            case Joined(pieces):
                return self._joined(pieces)
            case _:
                raise Unwritable("no-counterpart", f"`{self.site.invocation.name}`")

    def _joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        pattern, values = "", []
        for piece in pieces:
            if isinstance(piece, str):
                pattern += escaped(piece).replace("%", "%%")
            elif piece.kind is ValueKind.STRING:
                pattern += escaped(piece.text or "").replace("%", "%%")
            else:
                pattern += "%@"
                values.append(piece.span)
        if not values:
            return [f'@"{pattern.replace("%%", "%")}"'.encode()]
        made: list[Part] = [f'[NSString stringWithFormat:@"{pattern}"'.encode()]
        for span in values:
            made += [b", ", span]
        return [*made, b"]"]


def quoted(text: str) -> bytes:
    """A string literal."""
    return f'@"{escaped(text)}"'.encode()


def _is_of(parts: Sequence[Part], argument: Argument) -> bool:
    if len(parts) != 1 or not isinstance(parts[0], Span):
        return False
    return parts[0].start == argument.value.start_byte and parts[0].end == argument.value.end_byte
