"""Read a call on a Segment client into the call of the specification that it is.

The parameters are those of sdk-facts/segment.md §12; they are the same in both packages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.python.kinds import TIMES, Kind
from segment_to_amplitude.languages.python.program import walk
from segment_to_amplitude.languages.python.values import ValueReader
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import Options, SegmentCall
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.value import Value, ValueKind

REST = ("context", "timestamp", "anonymous_id", "integrations", "message_id")
PARAMETERS = {
    "identify": ("user_id", "traits", *REST),
    "track": ("user_id", "event", "properties", *REST),
    "group": ("user_id", "group_id", "traits", *REST),
    "alias": ("previous_id", "user_id", "context", "timestamp", "integrations", "message_id"),
    "page": ("user_id", "category", "name", "properties", *REST),
    "screen": ("user_id", "category", "name", "properties", *REST),
    "flush": (),
    "join": (),
    "shutdown": (),
}
PAYLOADS = ("properties", "traits")
READ_THROUGH = ("context", "integrations")
ZONED = (Kind.AWARE, Kind.NOW)


@dataclass(slots=True)
class Read:
    """The call of the specification, or why there is none; with what the values need to mean the same."""

    call: SegmentCall | None = None
    refusal: Reason | None = None
    assumed: list[Reason] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    arguments: dict[str, cst.Arg] = field(default_factory=dict)
    appended: tuple[tuple[int, str], ...] = ()
    """What is written behind some arguments of a rule's call, by its place."""


class CallReader:
    """Reads the calls of one file."""

    def __init__(self, values: ValueReader) -> None:
        self.values = values

    def read(self, call: cst.Call, method: str) -> Read:
        """Read one call of a method."""
        if method not in PARAMETERS:
            return Read(calls.Other(method))
        if any(argument.star for argument in call.args):
            return Read(refusal=Reason("arguments-spread"))
        arguments = named(call, PARAMETERS[method])
        if arguments is None:
            return Read(refusal=Reason("argument-ambiguous", "arguments that the method does not take"))
        read = Read(arguments=arguments)
        if self._is_read_too_early(method, arguments):
            return Read(refusal=Reason("reference-unclear", "a name is read before it is bound"))
        given = {name: self._value(name, argument) for name, argument in arguments.items()}
        if method in ("flush", "join", "shutdown"):
            is_flush = method == "flush"
            read.call = calls.Flush(closes=not is_flush, blocks=is_flush, joins=method == "join")
            return read
        options = self._options(given, read)
        for name in PAYLOADS:
            if name in given and not given[name].is_nothing:
                self.payload(call, name, arguments[name].value, read)
        read.call = self._call(method, given, options)
        return read

    def _call(self, method: str, given: dict[str, Value], options: Options) -> SegmentCall:
        traits = given.get("traits")
        if traits is not None and traits.kind is ValueKind.OBJECT and not traits.entries:
            # Segment sends the call without traits.
            traits = None
        match method:
            case "identify":
                return calls.Identify(given.get("user_id"), traits, options=options)
            case "track":
                return calls.Track(given.get("event"), given.get("properties"), options=options)
            case "group":
                return calls.Group(given.get("group_id"), traits, options=options)
            case "alias":
                return calls.Alias(given.get("user_id"), given.get("previous_id"), options=options)
            case _:
                kind = calls.Page if method == "page" else calls.Screen
                category, name = given.get("category"), given.get("name")
                return kind(category, name, given.get("properties"), adds_names=False, options=options)

    def _is_read_too_early(self, method: str, arguments: dict[str, cst.Arg]) -> bool:
        """Tell whether an argument binds a name that another one reads, which will be evaluated before it."""
        order = [name for name in ("event", "name", *PARAMETERS[method]) if name in arguments]
        order.sort(key=lambda name: name not in ("event", "name"))
        if method in ("identify", "group"):
            order.sort(key=lambda name: name == "user_id")
        written = list(arguments)
        for binder in arguments:
            bound = {
                node.target.value
                for node in walk(arguments[binder])
                if isinstance(node, cst.NamedExpr) and isinstance(node.target, cst.Name)
            }
            for reader in order[: order.index(binder)] if bound else ():
                names = {node.value for node in walk(arguments[reader]) if isinstance(node, cst.Name)}
                if bound & names and written.index(binder) < written.index(reader):
                    return True
        return False

    def _value(self, name: str, argument: cst.Arg) -> Value:
        read = self.values.read_through if name in READ_THROUGH else self.values.read
        return read(argument.value)

    def _options(self, given: dict[str, Value], read: Read) -> Options:
        timestamp = given.get("timestamp")
        unreadable = None
        if timestamp is not None and not timestamp.is_nothing:
            kind = self.values.kinds.of(self.values.node(timestamp))
            if kind not in (Kind.UNKNOWN, *TIMES):
                unreadable = timestamp
            elif kind not in ZONED:
                read.assumed.append(Reason("timestamp-naive"))
        return Options(
            timestamp=timestamp,
            message_id=given.get("message_id"),
            user_id=given.get("user_id"),
            anonymous_id=given.get("anonymous_id"),
            context=given.get("context"),
            integrations=given.get("integrations"),
            unreadable=unreadable,
            takes_any_id=True,
        )

    def payload(self, call: cst.Call, name: str, node: cst.BaseExpression, read: Read) -> None:
        """Convert what Segment's library converted in a payload, and note what does not show."""
        converted = self.values.converter.payload(node, self.values.program.span(call).start)
        read.edits += converted.edits
        hidden = ", ".join(f"`{one}`" for one in dict.fromkeys(converted.hidden))
        if hidden:
            read.assumed.append(Reason("properties-unchecked", hidden))
        if converted.unsent:
            keys = ", ".join(f"`{one}`" for one in converted.unsent)
            read.assumed.append(Reason("properties-unchecked", f"{keys}: Segment's library left it out"))


def named(call: cst.Call, parameters: tuple[str, ...]) -> dict[str, cst.Arg] | None:
    """The arguments of a call by parameter; None where one has no parameter, or a parameter two."""
    found: dict[str, cst.Arg] = {}
    for position, argument in enumerate(call.args):
        if argument.keyword is not None:
            name = argument.keyword.value
        elif position < len(parameters):
            name = parameters[position]
        else:
            return None
        if name not in parameters or name in found:
            return None
        found[name] = argument
    return found
