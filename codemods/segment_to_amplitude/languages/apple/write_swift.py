"""Write Amplitude calls in Swift: for Amplitude-iOS, whose client is one for the app, and for Amplitude-Swift.

Source of the signatures: sdk-facts/amplitude.md §6, §7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import (
    AsText,
    Dictionary,
    Expression,
    Flag,
    Joined,
    Number,
    Operation,
    Operations,
    Text,
)
from segment_to_amplitude.languages.apple.call_site import CallSite
from segment_to_amplitude.languages.apple.invocations import Argument, unwrapped
from segment_to_amplitude.languages.apple.read import Read
from segment_to_amplitude.languages.apple.resolve import NUMBERS
from segment_to_amplitude.languages.apple.values import cast_away
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

FIELDS = (
    ("user_id", "userId"), ("device_id", "deviceId"), ("time", "timestamp"), ("insert_id", "insertId"),
    ("app_version", "appVersion"), ("platform", "platform"), ("os_name", "osName"), ("os_version", "osVersion"),
    ("device_brand", "deviceBrand"), ("device_manufacturer", "deviceManufacturer"), ("device_model", "deviceModel"),
    ("carrier", "carrier"), ("country", "country"), ("region", "region"), ("city", "city"), ("language", "language"),
    ("library", "library"), ("ip", "ip"), ("revenue", "revenue"), ("price", "price"), ("quantity", "quantity"),
    ("productId", "productId"), ("product_id", "productId"), ("revenueType", "revenueType"),
    ("revenue_type", "revenueType"), ("currency", "currency"),
)  # fmt: skip
"""Amplitude-Swift's options, in the order that its initializer wants."""
REVENUE_SETTERS = {
    "setPrice": "setPrice", "setQuantity": "setQuantity", "setProductId": "setProductIdentifier",
    "setRevenueType": "setRevenueType",
}  # fmt: skip
"""Setters of AMPRevenue by those of the model."""
NO_FIELDS = (
    'events of Amplitude-iOS have no revenue; `revenue.style = "revenue-call"` sends it as an event of its own, '
    "as Segment's integration for iOS did"
)
REVENUE_PROPERTIES = {
    "setPrice": "price",
    "setQuantity": "quantity",
    "setProductId": "productId",
    "setRevenueType": "revenueType",
}
"""Properties of Amplitude-Swift's ``Revenue``."""
LINE_LENGTH = 120
"""SwiftLint's limit."""
FIRST = frozenset({"", "name", "userId", "title", "groupId", "newId"})
"""Labels of the first argument of Segment's methods."""


class Unwritable(Exception):
    """The calls do not fit the place; carries what the finding says of it."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


@dataclass(slots=True)
class Statement:
    """One statement; a block stands on lines of its own."""

    parts: list[Part]
    is_block: bool = False
    inner: list[Part] = field(default_factory=list)
    """What stands between the braces of a block."""


class SwiftWriter:
    """Writes the calls that take the place of one."""

    def __init__(self, site: CallSite, read: Read) -> None:
        self.site = site
        self.read = read
        self.program = site.program
        self.is_ios = site.target is calls.AMPLITUDE_IOS
        self._is_only = True

    def write(self, made: Sequence[AmplitudeCall]) -> list[Statement]:
        """Write calls in their order."""
        self._is_only = len(made) == 1
        return [one for call in made for one in self._call(call)]

    def _call(self, call: AmplitudeCall) -> list[Statement]:
        match call:
            case calls.SetUserId(user_id, if_present):
                return [self._set_user(user_id, if_present)]
            case calls.Track(event, properties, options):
                return [self._track(event, properties, options)]
            case calls.Identify(operations, options):
                return [self._identify(operations, options)]
            case calls.SetGroup(group_type, name, options):
                self._refuse(options)
                labels = ("", "groupName") if self.is_ios else ("groupType", "groupName")
                return [self._plain("setGroup", labels, [[quoted(group_type)], self._group_name(name)])]
            case calls.GroupIdentify(group_type, name, operations, options):
                self._refuse(options)
                return [self._group_identify(group_type, name, operations)]
            case calls.Revenue(fields, options) if self.is_ios:
                self._refuse(options)
                return [self._plain("logRevenueV2", ("",), [self._revenue(fields)])]
            case calls.Revenue(fields, options):
                return [self._revenue_block(fields, options)]
            case calls.Reset():
                if not self.is_ios:
                    return [self._plain("reset")]
                return [self._plain("setUserId", ("",), [[b"nil"]]), self._plain("regenerateDeviceId")]
            case calls.Flush():
                return [self._plain("uploadEvents" if self.is_ios else "flush")]
            case calls.SetOptOut(bool() as opt_out):
                value = b"true" if opt_out else b"false"
                return [Statement([*self._client(), b"optOut = ", value])]
            case calls.GetDeviceId() if self.is_ios:
                return [self._plain("getDeviceId")]
            case _:
                raise Unwritable("no-counterpart", f"`{self.site.invocation.name}`")

    # --- the client ------------------------------------------------------------------------------------------------

    def _client(self) -> list[Part]:
        if self.site.client is None:
            return []
        return [*self.site.client, b"?." if self._is_optional else b"."]

    @property
    def _is_optional(self) -> bool:
        """Tell whether the client may be nil; Segment's SDK of 3.x gave an Optional, Amplitude's instance is none."""
        call = self.site.invocation
        if not call.is_optional or call.receiver is None:
            return False
        kind = self.site.resolver.type_of(self.program, call.receiver)
        return kind is None or kind.is_optional

    def _callee(self, method: str) -> list[Part]:
        call = self.site.invocation
        if self.site.client is None or call.receiver is None or not self._is_only:
            return [*self._client(), method.encode()]
        link: Part = Span(call.receiver.end_byte, call.name_node.start_byte)
        if call.is_optional and not self._is_optional:
            link = self.program.data[call.receiver.end_byte : call.name_node.start_byte].replace(b"?", b"", 1)
        return [*self.site.client, link, method.encode()]

    def _plain(self, method: str, labels: Sequence[str] = (), values: Sequence[list[Part]] = ()) -> Statement:
        parts = [*self._callee(method), b"("]
        for index, (label, value) in enumerate(zip(labels, values, strict=True)):
            parts += [b", " if index else b"", f"{label}: ".encode() if label else b"", *value]
        return Statement([*parts, b")"])

    # --- calls -----------------------------------------------------------------------------------------------------

    def _set_user(self, user_id: Expression, if_present: Value | None) -> Statement:
        label = "" if self.is_ios else "userId"
        if if_present is None:
            if self._is_only:
                return self._kept("setUserId", [(label, self.text_of(user_id), user_id)])
            return self._plain("setUserId", (label,), [self.text_of(user_id)])
        shown = self.program.data[if_present.span.start : if_present.span.end]
        name = shown if shown.decode("utf-8", "replace").isidentifier() else b"userId"
        call = self._plain("setUserId", (label,), [[name]])
        return Statement([b"if let ", name, b" = ", if_present.span], is_block=True, inner=call.parts)

    def _track(self, event: Expression, properties: Expression | None, options: EventOptions) -> Statement:
        if self.is_ios:
            self._refuse(options)
            wanted = [("", self.text_of(event), event)]
            if properties is not None:
                wanted.append(("withEventProperties", self._properties(properties), properties))
            return self._kept("logEvent", wanted)
        wanted = [("eventType", self.text_of(event), event)]
        if properties is not None:
            wanted.append(("eventProperties", self._properties(properties), properties))
        if options:
            wanted.append(("options", self._event_options(options), Text("")))
        return self._kept("track", wanted)

    def _properties(self, value: Expression) -> list[Part]:
        if isinstance(value, Dictionary):
            if value.before or value.after or value.base is None or value.without:
                raise Unwritable("properties-not-readable")
            value = value.base
        assert isinstance(value, Value)
        return [value.span]

    def _event_options(self, options: EventOptions) -> list[Part]:
        known = dict(FIELDS)
        given = dict(options)
        if given.keys() - known.keys():
            raise Unwritable(
                "options-not-readable", ", ".join(f"`{one}`" for one in sorted(given.keys() - known.keys()))
            )
        parts: list[Part] = [b"EventOptions("]
        listed = [(name, given[key]) for key, name in FIELDS if key in given]
        for index, (name, value) in enumerate(listed):
            parts += [b", " if index else b"", f"{name}: ".encode(), *self._field(name, value)]
        return [*parts, b")"]

    def _field(self, name: str, value: Expression) -> list[Part]:
        if isinstance(value, Number):
            return [str(value.number).encode()]
        if isinstance(value, Flag):
            return [b"true" if value.on else b"false"]
        if isinstance(value, Value) and name in ("revenue", "price", "quantity"):
            wanted = "Int" if name == "quantity" else "Double"
            kind = self.read.values.type_of(self.node(value))
            if value.kind is not ValueKind.NUMBER and (kind is None or kind.name != wanted or kind.is_optional):
                raise Unwritable("revenue-not-readable", f"`{name}` is not certainly a {wanted}")
            if value.kind is ValueKind.NUMBER and wanted == "Int" and not (value.text or "").isdigit():
                raise Unwritable("revenue-not-readable", f"`{name}` is not certainly a {wanted}")
        return self.text_of(value)

    @staticmethod
    def _refuse(options: EventOptions) -> None:
        if dict(options).keys() & {"revenue", "price"}:
            raise Unwritable("revenue-not-readable", NO_FIELDS)
        if options:
            names = ", ".join(f"`{name}`" for name, _ in options)
            raise Unwritable("options-not-readable", f"{names}, which the call of Amplitude's SDK does not take")

    def _revenue(self, fields: Sequence[tuple[str, Expression]]) -> list[Part]:
        """The setters of AMPRevenue: a price that is an NSNumber, a whole number, and texts."""
        parts: list[Part] = [b"AMPRevenue()"]
        for name, value in fields:
            setter = f".{REVENUE_SETTERS[name]}(".encode()
            if isinstance(value, Number):
                parts += [setter, str(value.number).encode(), b")"]
                continue
            if isinstance(value, Text):
                parts += [setter, quoted(value.text), b")"]
                continue
            assert isinstance(value, Value)
            parts += [setter, *self._revenue_value(name, value), b")"]
        return parts

    def _revenue_value(self, name: str, value: Value) -> list[Part]:
        kind = self.read.values.type_of(self.node(value))
        known = kind.name if kind is not None and not kind.is_optional else ""
        if name == "setPrice" and (value.kind is ValueKind.NUMBER or known in NUMBERS):
            return [b"NSNumber(value: ", self.bare(value), b")"]
        if name == "setPrice" and known == "NSNumber":
            return [self.bare(value)]
        if name == "setQuantity" and (known == "Int" or (value.text or "").isdigit()):
            return [self.bare(value)]
        if name in ("setProductId", "setRevenueType") and (value.kind is ValueKind.STRING or known == "String"):
            return [self.bare(value)]
        shown = name.removeprefix("set")
        raise Unwritable("revenue-not-readable", f"the type of `{shown[0].lower()}{shown[1:]}` does not show")

    def _revenue_block(self, fields: Sequence[tuple[str, Expression]], options: EventOptions) -> Statement:
        """Amplitude-Swift's ``Revenue`` has properties; the variable that holds it is seen by its block alone."""
        lines: list[list[Part]] = [[b"let revenue = Revenue()"]]
        for setter, value in fields:
            kind = {"setQuantity": "quantity", "setPrice": "price"}.get(setter, "")
            lines.append([f"revenue.{REVENUE_PROPERTIES[setter]} = ".encode(), *self._field(kind, value)])
        values: list[tuple[str, list[Part]]] = [("revenue", [b"revenue"])]
        if options:
            values.append(("options", self._event_options(options)))
        lines.append(self._plain("revenue", [label for label, _ in values], [one for _, one in values]).parts)
        start = self.site.invocation.node.start_byte
        document = self.program.document
        gap = document.newline_at(start) + document.indent_at(start) + (indent_unit(self.program.data) or b"    ")
        inner = [part for index, line in enumerate(lines) for part in ([gap] if index else []) + line]
        return Statement([b"do"], is_block=True, inner=inner)

    # --- identify ----------------------------------------------------------------------------------------------------

    def _identify(self, operations: Operations, options: EventOptions) -> Statement:
        self._refuse(options)
        whole = self._whole(operations)
        if whole is not None and whole.may_be_missing:
            label = "" if self.is_ios else "userProperties"
            call = self._plain("setUserProperties" if self.is_ios else "identify", (label,), [[whole.span]])
            return Statement([b"if let ", whole.span, b" = ", whole.span], is_block=True, inner=call.parts)
        if self.is_ios:
            if whole is not None:
                return self._kept("setUserProperties", [("", [whole.span], whole)])
            return self._plain("identify", ("",), [self._chain(operations.steps)])
        if whole is not None:
            return self._kept("identify", [("userProperties", [whole.span], whole)])
        return self._plain("identify", ("identify",), [self._chain(operations.steps)])

    def _whole(self, operations: Operations) -> Value | None:
        """The dictionary as it stands, where it says the same as single steps, or where only it can be written."""
        if operations.whole is not None:
            if any(entry.value.kind is ValueKind.NULL for entry in operations.whole.entries):
                raise Unwritable("traits-not-readable", "a null among keys that only show at run time")
            return operations.whole
        traits = self.read.arguments.get("traits")
        if traits is None or any(one.verb != "set" for one in operations.steps):
            return None
        value = self.read.values.read(traits.value)
        if len(value.entries) != len(operations.steps):
            return None
        if self.is_ios and all(self._is_object(one.value) for one in operations.steps):
            return None
        return value

    def _is_object(self, value: Value | None) -> bool:
        """Tell whether it shows how a value becomes an ``NSObject``."""
        return value is not None and self._wrapped(value) is not None

    def _wrapped(self, value: Value) -> list[Part] | None:
        kind = self.read.values.type_of(self.node(value))
        if value.kind is ValueKind.STRING or value.is_text:
            return [b"NSString(string: ", self.bare(value), b")"]
        if value.kind in (ValueKind.NUMBER, ValueKind.BOOLEAN) or value.is_number:
            return [b"NSNumber(value: ", self.bare(value), b")"]
        if kind is not None and not kind.is_optional and kind.name in ("Bool", *NUMBERS):
            return [b"NSNumber(value: ", self.bare(value), b")"]
        return None

    def _chain(self, steps: Sequence[Operation]) -> list[Part]:
        parts: list[Part] = [b"AMPIdentify()" if self.is_ios else b"Identify()"]
        for one in steps:
            key: list[Part] = [one.entry.key_span] if one.entry.key_span is not None else [quoted(one.entry.key or "")]
            verb = f".{one.verb}(".encode()
            name = b"" if self.is_ios else b"property: "
            if one.value is None:
                parts += [verb, name, *key, b")"]
                continue
            value = self._wrapped(one.value) if self.is_ios else [self.bare(one.value)]
            if value is None:
                raise Unwritable("traits-not-readable", "the type of a value does not show")
            parts += [verb, name, *key, b", value: ", *value, b")"]
        return parts

    def _group_name(self, name: Expression) -> list[Part]:
        if not self.is_ios:
            return self.text_of(name)
        return [b"NSString(string: ", *self.text_of(name), b")"]

    def _group_identify(self, group_type: str, name: Expression, operations: Operations) -> Statement:
        whole = self._whole(operations)
        group: list[list[Part]] = [[quoted(group_type)], self._group_name(name)]
        if self.is_ios:
            if whole is not None:
                raise Unwritable(
                    "traits-not-readable", "Amplitude-iOS takes group properties one by one, of known types"
                )
            labels = ("withGroupType", "groupName", "groupIdentify")
            return self._plain("groupIdentify", labels, [*group, self._chain(operations.steps)])
        if whole is not None:
            return self._plain("groupIdentify", ("groupType", "groupName", "groupProperties"), [*group, [whole.span]])
        labels = ("groupType", "groupName", "identify")
        return self._plain("groupIdentify", labels, [*group, self._chain(operations.steps)])

    # --- expressions -------------------------------------------------------------------------------------------------

    def node(self, value: Value) -> Node:
        """The expression that a value was read from."""
        found = self.program.root.descendant_for_byte_range(value.span.start, value.span.end)
        assert found is not None
        return found

    def bare(self, value: Value) -> Span:
        """A value without an ``as Any`` around it."""
        return self.program.span(cast_away(self.program, self.node(value)))

    def text_of(self, value: Expression) -> list[Part]:
        """A text: an event's name, an id."""
        match value:
            case Text(text):
                return [quoted(text)]
            case Joined(pieces):
                return self._joined(pieces)
            case AsText(inner):
                kind = self.read.values.type_of(self.node(inner))
                if inner.is_text or inner.kind is ValueKind.STRING or (kind is not None and kind.name == "String"):
                    return [inner.span]
                # Both of Segment's SDKs take nothing but strings here.
                return [inner.span]
            case Value():
                return [value.span]
            case _:
                raise Unwritable("no-counterpart", f"`{self.site.invocation.name}`")

    def _joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        parts: list[Part] = [b'"']
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(escaped(piece).encode())
                continue
            node = unwrapped(self.node(piece))
            text = self.program.text(node)
            if node.type == "line_string_literal":
                parts.append(Span(node.start_byte + 1, node.end_byte - 1))
            elif b"\n" in text.encode() or node.type.endswith("string_literal"):
                raise Unwritable("properties-not-readable", "a name over several lines")
            else:
                parts += [b"\\(", self.program.span(node), b")"]
        return [*parts, b'"']

    def _kept(self, method: str, wanted: Sequence[tuple[str, list[Part], Expression]]) -> Statement:
        """The call with its own brackets, gaps and comments, where the arguments stay in their order."""
        call = self.site.invocation
        if not self._is_only or call.list_node is None:
            return self._plain(method, [label for label, _, _ in wanted], [parts for _, parts, _ in wanted])
        if wanted[-1][0] == "options" and self._is_long(method, wanted):
            return self._on_lines(method, wanted)
        listed = list(call.arguments)
        kept: list[tuple[str, list[Part], Argument | None]] = []
        for index, (label, parts, _) in enumerate(wanted):
            at = next((one for one in listed if _is_of(parts, one)), None)
            if at is None and index == 0 and listed and listed[0].label in FIRST:
                at = listed[0]
            kept.append((label, parts, at))
        parts_out: list[Part] = [*self._callee(method)]
        position = call.list_node.start_byte
        previous: Argument | None = None
        for index, (label, parts, argument) in enumerate(kept):
            new_label = f"{label}: ".encode() if label else b""
            if argument is None or argument.node is None:
                parts_out += [b", " if index else b"(", new_label, *parts]
                continue
            if previous is not None and listed.index(argument) != listed.index(previous) + 1:
                # What is left out stood between: its gap goes with it.
                before = listed[listed.index(argument) - 1].node
                assert before is not None
                position = before.end_byte
            first = listed[0].node
            if previous is None and argument is not listed[0] and first is not None:
                self._check_comments(position, argument.node.start_byte)
                parts_out.append(Span(position, first.start_byte))
            else:
                parts_out.append(Span(position, argument.node.start_byte))
            if label and argument.label_node is not None:
                parts_out += [label.encode(), Span(argument.label_node.end_byte, argument.value.start_byte), *parts]
            else:
                parts_out += [new_label, *parts]
            position = argument.node.end_byte
            previous = argument
        last = listed[-1].node if listed else None
        end = call.list_node.end_byte
        tail = Span(last.end_byte if last is not None else position, end)
        if previous is not None and previous is not listed[-1]:
            self._check_comments(position, tail.start)
        parts_out.append(tail)
        return Statement(parts_out)

    def _is_long(self, method: str, wanted: Sequence[tuple[str, list[Part], Expression]]) -> bool:
        """Tell whether a call of one line would be longer than a line may be."""
        node = self.site.invocation.node
        start = self.program.document.line_start(node.start_byte)
        if b"\n" in self.program.data[node.start_byte : node.end_byte]:
            return False
        parts = [*self._callee(method), *(part for _, value, _ in wanted for part in value)]
        width = sum(len(one) for one in parts if isinstance(one, bytes))
        width += sum(one.end - one.start for one in parts if isinstance(one, Span))
        width += sum(len(label) + 4 for label, _, _ in wanted)
        return node.start_byte - start + width > LINE_LENGTH

    def _on_lines(self, method: str, wanted: Sequence[tuple[str, list[Part], Expression]]) -> Statement:
        """The call with one argument a line."""
        document, start = self.program.document, self.site.invocation.node.start_byte
        gap = document.newline_at(start) + document.indent_at(start)
        inner = gap + (indent_unit(self.program.data) or b"    ")
        parts = [*self._callee(method), b"("]
        for index, (label, value, _) in enumerate(wanted):
            parts += [b"," if index else b"", inner, f"{label}: ".encode(), *value]
        return Statement([*parts, gap, b")"])

    def _check_comments(self, start: int, end: int) -> None:
        if any(start <= one.start_byte < end for one in self.program.comments):
            raise Unwritable("comment-would-be-lost")


def _is_of(parts: Sequence[Part], argument: Argument) -> bool:
    """Tell whether what is written is an argument as it stands."""
    if len(parts) != 1 or not isinstance(parts[0], Span):
        return False
    return parts[0].start == argument.value.start_byte and parts[0].end == argument.value.end_byte


def quoted(text: str) -> bytes:
    """A string literal."""
    return f'"{escaped(text)}"'.encode()


def escaped(text: str) -> str:
    """What a string says, as it is written between quotes."""
    made = text.replace("\\", "\\\\").replace('"', '\\"')
    return made.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
