"""Read a call on a Segment client into the call of the specification that it is.

The overloads are those of sdk-facts/segment.md §9 (analytics-android), §10 (analytics-kotlin) and §11 (analytics-java).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.invocations import Argument, Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.messages import Message, MessageReader
from segment_to_amplitude.languages.jvm.payloads import MAP_CLASSES, MAPS, Family, is_spread, lambda_of
from segment_to_amplitude.languages.jvm.program import COMMENTS
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.languages.jvm.values import MAP_TYPES, ValueReader
from segment_to_amplitude.languages.jvm.variables import Local
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.segment.calls import Options, SegmentCall
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

LOOKS_LIKE_ID = re.compile(r"(?:^|[a-z_.$])(?:[iI][dD]|ID|uuid|UUID|uid|email|username)(?:\(\))?(?:!!)?$")
LOOKS_LIKE_TRAITS = re.compile(r"(?i)traits(?:\(\))?(?:!!)?$")
IDENTITIES = {"userId": "id", "currentId": "id", "anonymousId": "anonymousId", "traits": "traits"}
"""Methods and properties that read who the user is."""


@dataclass(frozen=True, slots=True)
class Read:
    """The call of the specification, or why there is none; with what its writing needs to know of the source."""

    node: Node
    """All of the expression that the call stands for."""
    values: ValueReader
    call: SegmentCall | None = None
    refusal: Reason | None = None
    assumed: tuple[Reason, ...] = ()
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    """The arguments by the parameters' names in Segment's SDK; those of a message by the builder's methods."""
    locals: tuple[Local, ...] = ()
    """Variables whose statements are there for this call alone, and whose values are in it."""
    edits: tuple[Rewrite, ...] = ()
    """Changes at the declarations of variables that the call goes on naming."""


class _Refused(Exception):
    """The call cannot be read."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)


def read_call(site: CallSite) -> Read:
    """Read one call by the SDK of its client."""
    values = ValueReader(site.program, site.type_of, site.sdk)
    reader = _CallReader(site, values)
    try:
        call = reader.read()
    except _Refused as refused:
        return Read(reader.node, values, refusal=refused.reason, arguments=reader.arguments)
    return Read(
        reader.node, values, call, None, tuple(reader.assumed), reader.arguments, tuple(reader.locals), reader.edits
    )  # fmt: skip


def read_message(site: CallSite, values: ValueReader, node: Node, message: Message) -> Read:
    """Read what is said about a message, where it is made or filled; ``node`` is the chain."""
    reader = _CallReader(site, values)
    reader.node = node
    try:
        call = reader.call_of(message)
    except _Refused as refused:
        return Read(node, values, refusal=refused.reason, arguments=reader.arguments)
    return Read(
        node, values, call, None, tuple(reader.assumed), reader.arguments, tuple(reader.locals), reader.edits
    )  # fmt: skip


def _switch(value: Value, on: bool) -> calls.Enable:
    """Switch sending; ``on`` is what a true value means."""
    if value.kind is ValueKind.BOOLEAN:
        return calls.Enable((value.text == "true") == on)
    return calls.Enable(on, value)


class _CallReader:
    def __init__(self, site: CallSite, values: ValueReader) -> None:
        self.site = site
        self.program = site.program
        self.values = values
        self.node = site.invocation.node
        self.arguments: dict[str, Argument] = {}
        self.assumed: list[Reason] = []
        self.locals: list[Local] = []
        self.edits: tuple[Rewrite, ...] = ()

    def read(self) -> SegmentCall:
        call = self.site.invocation
        if any(is_spread(one) for one in call.arguments):
            raise _Refused("arguments-spread")
        readers: dict[str, dict[str, Callable[[Invocation], SegmentCall]]] = {
            "android": {"identify": self._android_identify, "screen": self._android_screen},
            "kotlin": {"identify": self._kotlin_identify},
            "java": {"enqueue": self._message, "offer": self._message},
        }
        if (reader := readers[self.site.sdk].get(call.name)) is not None:
            return reader(call)
        if call.name in ("getAnalyticsContext", *IDENTITIES):
            return self._identity(call)
        if self.site.sdk == "java":
            return self._java_rest(call)
        is_android = self.site.sdk == "android"
        parameters = (sdk.ANDROID_PARAMETERS if is_android else sdk.KOTLIN_PARAMETERS).get(call.name)
        if parameters is None:
            return calls.Other(call.name)
        given = self._named(call, parameters)
        match call.name:
            case "track":
                return self._track(given)
            case "screen":
                name, category = self._value(given, "title"), self._value(given, "category")
                return self._screen(name, category, given)
            case "group":
                options = self._per_call(given)
                traits = self._payload(given.get("traits"), "traits")
                return calls.Group(self._value(given, "groupId"), traits, options=options)
            case "alias":
                options = self._per_call(given)
                return calls.Alias(self._value(given, "newId"), None, changes_user=True, options=options)
            case _:
                return self._rest(call.name, given)

    # --- parameters ------------------------------------------------------------------------------------------------

    def _named(self, call: Invocation, parameters: tuple[str, ...]) -> dict[str, Argument]:
        """The arguments by parameter; a lambda behind the brackets is the last one."""
        found: dict[str, Argument] = {}
        for position, argument in enumerate(call.arguments):
            name = argument.name or (parameters[position] if position < len(parameters) else None)
            if self.site.sdk == "kotlin" and (name == sdk.STRATEGY or self._is_strategy(argument)):
                code = "traits-not-readable" if "traits" in parameters else "properties-not-readable"
                raise _Refused(code, "a serialized class")
            if self.site.sdk == "kotlin" and argument.name is None and "enrichment" in parameters:
                # The other parameters before it may be left out for Java.
                name = "enrichment" if self._is_function(argument.value) else name
            if name is None or name not in parameters or name in found:
                raise _Refused("argument-ambiguous", "arguments that the method does not take")
            found[name] = argument
        if call.trailing is not None:
            literal = lambda_of(call)
            if literal is None or "enrichment" not in parameters or "enrichment" in found:
                raise _Refused("argument-ambiguous", "arguments that the method does not take")
            found["enrichment"] = Argument(literal)
        if (enrichment := found.get("enrichment")) is not None and not self._is_idle(enrichment.value):
            raise _Refused("enrichment")
        self.arguments = found
        return found

    def _is_strategy(self, argument: Argument) -> bool:
        call = invocation_of(self.program, unwrapped(argument.value))
        return call is not None and call.name == "serializer"

    def _is_function(self, node: Node) -> bool:
        node = unwrapped(node)
        if node.type == "labeled_expression":
            return True
        kind = self.values.type_of(node)
        is_function = kind is not None and (kind.name.startswith("Function") or kind.simple == "EnrichmentClosure")
        return is_function or self.values.read(node).kind is ValueKind.FUNCTION

    def _is_idle(self, node: Node) -> bool:
        """Tell whether an enrichment gives its event back as it is."""
        node = unwrapped(node)
        if self.values.read(node).is_nothing:
            return True
        children = [one for one in node.named_children if one.type not in COMMENTS]
        if node.type == "lambda_literal":
            parameters = children[0] if children and children[0].type == "lambda_parameters" else None
            body = children[1:] if parameters is not None else children
            name = self.program.text(parameters) if parameters is not None else "it"
            return len(body) == 1 and self.program.text(body[0]) == name.partition(":")[0].strip()
        if node.type == "lambda_expression" and len(children) == 2:
            return self.program.text(children[0]).strip("()") == self.program.text(children[1])
        return False

    def _value(self, given: Mapping[str, Argument], name: str) -> Value | None:
        return self.values.read(given[name].value) if name in given else None

    # --- payloads --------------------------------------------------------------------------------------------------

    def _payload(self, argument: Argument | None, what: str, *, drops_null: bool = False) -> Value | None:
        """Properties or traits; nothing where they are empty."""
        return self._taken(argument.value, what, drops_null=drops_null) if argument is not None else None

    def _taken(self, node: Node, what: str, *, drops_null: bool = False) -> Value | None:
        value = self.values.read_payload(node, shows_entries=what == "properties")
        if value.is_nothing:
            return None
        code = "properties-not-readable" if what == "properties" else "traits-not-readable"
        shape = self.values.shape(value)
        if shape.is_unreadable or value.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
            raise _Refused(code)
        if shape.unsure:
            keys = ", ".join(f"`{key}`" for key in dict.fromkeys(shape.unsure))
            self.assumed.append(Reason("json-value-unchecked", keys))
        self.edits += shape.edits
        if value.kind is ValueKind.EXPRESSION:
            self._check_whole(node, value, code)
            return value
        if (date := next(_dates(value, ""), None)) is not None:
            raise _Refused(code, f"`{date}` is a date, which Segment's library sends in ISO 8601")
        if (element := next(self._elements(value), None)) is not None:
            raise _Refused(code, f"`{element}` is a JSON element, which is no plain value")
        if drops_null:
            # Segment's library keeps the traits in a map that takes no null.
            kept = tuple(one for one in value.entries if one.value.kind is not ValueKind.NULL)
            value = replace(value, entries=kept)
        if shape.built is not None:
            self.locals.append(shape.built.local)
        return value if value.entries else None

    def _elements(self, value: Value) -> Iterator[str]:
        """JSON elements in a value whose content does not show, as they are written."""
        for one in (*(entry.value for entry in value.entries), *value.elements):
            if self.values.shape(one).is_element:
                yield self.program.data[one.span.start : one.span.end].decode()
            yield from self._elements(one)

    def _check_whole(self, node: Node, value: Value, code: str) -> None:
        """Refuse a whole value that is not certainly a map of plain values."""
        kind = self.values.type_of(node) or self.values.type_of(unwrapped(node))
        text = f"`{self.program.text(node)}`" if len(self.program.text(node)) <= 40 else "it"
        if self.values.shape(value).is_element:
            raise _Refused(code, f"{text} is a JSON object, whose values are no plain ones")
        if self.site.sdk != "kotlin" or self.values.shape(value).is_map:
            return
        if kind is None and not self._is_map(node):
            raise _Refused(code, f"what {text} is does not show: it may be a JSON object or a serialized class")
        if kind is not None and not is_map(kind):
            raise _Refused(code, f"{text} is a serialized `{kind.simple}`")

    def _is_map(self, node: Node) -> bool:
        """Tell whether an expression makes a map by its own form."""
        call = invocation_of(self.program, unwrapped(node))
        if call is not None and call.receiver is None and call.name in (*MAPS, *MAP_CLASSES):
            return True
        made = self.values.payloads.read(node)
        return made is not None and made.family in (Family.OWN, Family.SEGMENT)

    # --- options -----------------------------------------------------------------------------------------------------

    def _per_call(self, given: Mapping[str, Argument]) -> Options:
        return self._options(given["options"].value) if "options" in given else Options()

    def _options(self, node: Node) -> Options:
        """analytics-android's ``Options``, in a chain or filled over statements."""
        value = self.values.read(node)
        if value.is_nothing:
            return Options()
        inner = unwrapped(node)
        built = self.values.variables.built(inner) if inner.type == "identifier" else None
        made = built.made if built is not None else self.values.payloads.read(node)
        if made is None or made.family is not Family.OPTIONS:
            return Options(unreadable=value)
        if built is not None:
            self.locals.append(built.local)
        span = self.program.span(node)
        context = Value(ValueKind.OBJECT, span, entries=tuple(made.entries), is_object=True)
        integrations = Value(ValueKind.OBJECT, span, entries=tuple(made.integrations), is_object=True)
        return Options(
            context=context if made.entries else None, integrations=integrations if made.integrations else None
        )

    # --- the methods -------------------------------------------------------------------------------------------------

    def _track(self, given: Mapping[str, Argument]) -> SegmentCall:
        event = self._value(given, "event") or self._value(given, "name")
        options = self._per_call(given)
        return calls.Track(event, self._payload(given.get("properties"), "properties"), options=options)

    def _screen(self, name: Value | None, category: Value | None, given: Mapping[str, Argument]) -> SegmentCall:
        if category is not None and category.text == "":
            category = None
        options = self._per_call(given)
        properties = self._payload(given.get("properties"), "properties")
        return calls.Screen(category, name, properties, adds_names=False, options=options)

    def _android_screen(self, call: Invocation) -> SegmentCall:
        """``(name)``, ``(name, properties)``, ``(category, name)`` and on."""
        count = len(call.arguments)
        parameters: tuple[str, ...] = ("category", "name", "properties", "options")
        if count == 1 or (count == 2 and self._is_properties(call.arguments[1].value)):
            parameters = ("name", "properties")
        given = self._named(call, parameters)
        return self._screen(self._value(given, "name"), self._value(given, "category"), given)

    def _is_properties(self, node: Node) -> bool:
        value = self.values.read(node)
        if value.kind is ValueKind.STRING or value.is_text:
            return False
        kind = self.values.type_of(node)
        if value.is_object or value.kind is ValueKind.OBJECT or (kind is not None and is_map(kind)):
            return True
        if kind is not None and kind.name == "String":
            return False
        raise _Refused("argument-ambiguous", f"`{self.program.text(node)}` may be a name or properties")

    def _android_identify(self, call: Invocation) -> SegmentCall:
        """``(userId)``, ``(traits)`` and ``(userId, traits, options)``."""
        parameters: tuple[str, ...] = ("userId", "traits", "options")
        if len(call.arguments) == 1 and self._is_traits(call.arguments[0].value):
            parameters = ("traits",)
        given = self._named(call, parameters)
        return self._identify(given, drops_null=True)

    def _kotlin_identify(self, call: Invocation) -> SegmentCall:
        """``(userId, traits, enrichment)`` and ``(traits, enrichment)``."""
        parameters: tuple[str, ...] = ("userId", "traits", "enrichment")
        first = call.arguments[0] if call.arguments else None
        others = [one for one in call.arguments[1:] if not self._is_function(one.value)]
        if first is None or (first.name is None and not others and self._is_traits(first.value)):
            parameters = ("traits", "enrichment")
        given = self._named(call, parameters)
        return self._identify(given, drops_null=False)

    def _identify(self, given: Mapping[str, Argument], *, drops_null: bool) -> SegmentCall:
        options = self._per_call(given)
        traits = self._payload(given.get("traits"), "traits", drops_null=drops_null)
        return calls.Identify(self._value(given, "userId"), traits, options=options)

    def _is_traits(self, node: Node) -> bool:
        """Tell whether the only argument of ``identify`` is traits, and not an id."""
        value = self.values.read_payload(node)
        if value.kind is ValueKind.STRING or value.is_text:
            return False
        if value.is_object or value.kind is ValueKind.OBJECT or self.values.shape(value).is_element:
            return True
        kind = self.values.type_of(node)
        if kind is not None:
            return kind.name != "String"
        text = self.program.text(node)
        if value.kind is ValueKind.NULL or LOOKS_LIKE_ID.search(text):
            return False
        if LOOKS_LIKE_TRAITS.search(text):
            return True
        raise _Refused("argument-ambiguous", f"`{text}` may be an id or traits")

    def _rest(self, name: str, given: Mapping[str, Argument]) -> SegmentCall:
        match name:
            case "reset" | "logout":
                return calls.Reset()
            case "flush":
                return calls.Flush()
            case "shutdown":
                return calls.Flush(closes=True)
            case _:
                # ``optOut`` of one SDK and ``setEnabled`` of the other are each other's opposite.
                parameter = "optOut" if name == "optOut" else "enabled"
                value = self._value(given, parameter)
                if value is None:
                    raise _Refused("argument-ambiguous", "arguments that the method does not take")
                return _switch(value, name == "setEnabled")

    def _identity(self, call: Invocation) -> SegmentCall:
        """``getAnalyticsContext().traits().anonymousId()``, or the getters of analytics-kotlin."""
        node, name = call.node, call.name
        while name not in IDENTITIES or (name == "traits" and self.site.sdk == "android"):
            outer = self._outer(node)
            if outer is None:
                return calls.IdentityRead("traits") if name == "traits" else calls.Other("getAnalyticsContext")
            if outer.name not in IDENTITIES:
                return calls.IdentityRead("traits") if name == "traits" else calls.Other("getAnalyticsContext")
            node, name = outer.node, outer.name
        self.node = node
        return calls.IdentityRead(IDENTITIES[name])

    def _outer(self, node: Node) -> Invocation | None:
        """The call that is made on an expression."""
        parent = self.program.parent(node)
        while parent is not None and parent.type in ("parenthesized_expression", "unary_expression"):
            node, parent = parent, self.program.parent(parent)
        if parent is not None and parent.type == "navigation_expression":
            parent = self.program.parent(parent)
        call = invocation_of(self.program, parent) if parent is not None else None
        return call if call is not None and call.receiver is not None and call.receiver.id == node.id else None

    # --- analytics-java ----------------------------------------------------------------------------------------------

    def _java_rest(self, call: Invocation) -> SegmentCall:
        if call.name == "flush":
            return calls.Flush()
        return calls.Flush(closes=True) if call.name == "shutdown" else calls.Other(call.name)

    def _message(self, call: Invocation) -> SegmentCall:
        if len(call.arguments) != 1 or call.trailing is not None:
            raise _Refused("message-not-readable")
        node = call.arguments[0].value
        message = MessageReader(self.values, self.program).read(node)
        if message is None:
            text = " ".join(self.program.text(node).split())
            raise _Refused("message-not-readable", f"`{text}`" if len(text) <= 60 else "")
        return self.call_of(message)

    def call_of(self, message: Message) -> SegmentCall:
        """The call that a message is."""
        if any(one.key is None for one in message.switches):
            raise _Refused("integrations-not-readable")
        self.arguments = message.arguments
        if message.local is not None:
            self.locals.append(message.local)
        for name in ("messageId", "anonymousId"):
            self._check_id(message, name)
        get = message.fields.get
        is_identify = message.type == "IdentifyMessage"
        options = Options(
            timestamp=get("timestamp"),
            message_id=get("messageId"),
            user_id=None if is_identify or message.type == "AliasMessage" else get("userId"),
            anonymous_id=get("anonymousId"),
            context=self._context(message),
            integrations=message.integrations(),
            unknown=("sentAt",) if "sentAt" in message.fields else (),
        )
        match message.type:
            case "TrackMessage":
                return calls.Track(get("event"), self._sent(message, "properties"), options=options)
            case "IdentifyMessage":
                return calls.Identify(get("userId"), self._sent(message, "traits"), options=options)
            case "GroupMessage":
                return calls.Group(get("groupId"), self._sent(message, "traits"), options=options)
            case "AliasMessage":
                return calls.Alias(get("userId"), get("previousId"), options=options)
            case _:
                kind = calls.Page if message.type == "PageMessage" else calls.Screen
                properties = self._sent(message, "properties")
                return kind(get("category"), get("name"), properties, adds_names=False, options=options)

    def _sent(self, message: Message, what: str) -> Value | None:
        return self._payload(message.arguments.get(what), what)

    def _context(self, message: Message) -> Value | None:
        """The context of a message; a map that a variable holds shows its entries where nothing else reads it."""
        value, argument = message.fields.get("context"), message.arguments.get("context")
        inner = unwrapped(argument.value) if argument is not None else None
        if value is None or inner is None or inner.type != "identifier":
            return value
        built = self.values.variables.built(inner)
        if built is None or built.made.kind is not ValueKind.OBJECT:
            return value
        self.locals.append(built.local)
        return replace(value, kind=ValueKind.OBJECT, entries=tuple(built.made.entries))

    def _check_id(self, message: Message, name: str) -> None:
        """Refuse an id that is a UUID, which is no string."""
        argument = message.arguments.get(name)
        kind = self.values.type_of(argument.value) if argument is not None else None
        if kind is not None and kind.simple == "UUID":
            raise _Refused("message-not-readable", f"`{name}` is a UUID")


def is_map(kind: Type) -> bool:
    """Tell whether a type is a map of plain values: one of the language's, or a container of analytics-android's."""
    return kind.simple in MAP_TYPES or kind.name in sdk.PUTTERS


def _dates(value: Value, path: str) -> Iterator[str]:
    """The keys of dates in a value."""
    for entry in value.entries:
        key = f"{path}{entry.key or '…'}"
        if entry.value.kind is ValueKind.EXPRESSION and entry.value.is_invalid_property:
            yield key
        yield from _dates(entry.value, f"{key}.")
    for element in value.elements:
        yield from _dates(element, path)
