"""Read a call on a Segment client into the call of the specification that it is.

The overloads are those of sdk-facts/segment.md §2.5 (browser), §3 and §4 (Node), §5 and §6 (React Native).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript.syntax import children, text_of, unwrap
from segment_to_amplitude.languages.javascript.values import ValueReader
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import Options, SegmentCall
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

LOOKS_LIKE_ID = re.compile(r"(?:^|[a-z_.$])(?:[iI][dD]|ID|uuid|UUID|uid|sub|email|username)(?:\(\))?!?$")
LOOKS_LIKE_NAME = re.compile(r"(?i)(?:name|title|page|path|pathname|route|screen|label|url)!?$")
LOOKS_LIKE_CALLBACK = re.compile(
    r"(?:[\w$]+\.)*(?:cb|callback|done|next|resolve|reject|on[A-Z]\w*|\w+(?:Callback|Cb))!?"
)
OPTION_NAMES = frozenset({"timestamp", "messageId", "userId", "anonymousId", "context", "integrations"})
MESSAGE_NAMES = OPTION_NAMES | {"event", "properties", "traits", "groupId", "previousId", "category", "name", "type"}


@dataclass(frozen=True, slots=True)
class Read:
    """A call that was read, with what had to be assumed; or the reason why it could not be."""

    call: SegmentCall | None
    refusal: Reason | None = None
    assumed: tuple[Reason, ...] = ()
    appended: tuple[tuple[int, str], ...] = ()
    """What is written behind some arguments of a rule's call, by its place."""


def refused(code: str, detail: str = "") -> Read:
    """The call could not be read."""
    return Read(None, Reason(code, detail))


class CallReader:
    """Reads calls of one file."""

    def __init__(self, values: ValueReader) -> None:
        self.values = values

    def read(self, flavor: str, method: str, arguments: Node | None) -> Read:
        """Read one call by the flavor of its client."""
        nodes = children(arguments) if arguments is not None else []
        if any(node.type == "spread_element" for node in nodes):
            return refused("arguments-spread")
        passed = [self.values.read(node) for node in nodes]
        texts = [text_of(unwrap(node)) for node in nodes]
        if flavor in ("node", "node-classic"):
            return self._read_message(flavor, method, passed)
        reader = READERS.get((flavor, method))
        if reader is None and flavor != "react-native" and (flavor, method) != ("react-native-classic", "page"):
            reader = READERS.get(("browser", method))
        if reader is None:
            return Read(calls.Other(method))
        return reader(passed, texts)

    def _read_message(self, flavor: str, method: str, passed: list[Value]) -> Read:
        if method in ("flush", "closeAndFlush"):
            first = passed[0] if passed else None
            if first is not None and first.kind is ValueKind.FUNCTION:
                is_told = first.parameters == 0
                return Read(calls.Flush(options=Options(callback=first))) if is_told else refused("flush-callback")
            closing = first.entry("close") if first is not None else None
            closes = method == "closeAndFlush" or (closing is not None and closing.value.text != "false")
            return Read(calls.Flush(closes))
        if method in ("on", "once"):
            return Read(calls.Listen(_at(passed, 0), _at(passed, 1)))
        if method not in ("track", "identify", "page", "screen", "group", "alias"):
            return Read(calls.Other(method))
        if not passed or passed[0].kind is not ValueKind.OBJECT:
            return refused("message-not-readable")
        message = passed[0]
        if any(entry.key is None or entry.value.parameters is not None for entry in message.entries):
            return refused("message-not-readable")
        unknown = tuple(entry.key for entry in message.entries if entry.key not in MESSAGE_NAMES and entry.key)
        get = _getter(message)
        options = Options(
            timestamp=get("timestamp"),
            message_id=get("messageId"),
            user_id=get("userId") if method != "identify" else None,
            anonymous_id=get("anonymousId"),
            context=get("context"),
            integrations=get("integrations"),
            callback=passed[1] if len(passed) > 1 and not passed[1].is_nothing else None,
            takes_any_id=flavor == "node-classic",
            unknown=unknown,
        )
        if options.callback is not None and options.callback.parameters != 0:
            return refused("node-callback")
        if method == "track":
            return Read(calls.Track(get("event"), get("properties"), options=options))
        if method == "identify":
            return Read(calls.Identify(get("userId"), get("traits"), options=options))
        if method == "page":
            return Read(calls.Page(get("category"), get("name"), get("properties"), options=options))
        if method == "screen":
            return Read(calls.Screen(get("category"), get("name"), get("properties"), options=options))
        if method == "group":
            return Read(calls.Group(get("groupId"), get("traits"), options=options))
        return Read(calls.Alias(get("userId"), get("previousId"), options=options))


def _getter(message: Value) -> Callable[[str], Value | None]:
    def get(name: str) -> Value | None:
        entry = message.entry(name)
        return entry.value if entry is not None else None

    return get


def read_options(value: Value | None, callback: Value | None) -> Options:
    """Read the options argument of a browser or classic call."""
    if value is None or value.is_nothing:
        return Options(callback=callback)
    if value.kind is not ValueKind.OBJECT or any(entry.key is None for entry in value.entries):
        return Options(callback=callback, unreadable=value)
    get = _getter(value)
    return Options(
        timestamp=get("timestamp"),
        message_id=get("messageId"),
        user_id=get("userId"),
        anonymous_id=get("anonymousId"),
        context=get("context"),
        integrations=get("integrations"),
        callback=callback,
        unknown=tuple(entry.key for entry in value.entries if entry.key is not None and entry.key not in OPTION_NAMES),
    )


def _take_callback(passed: list[Value], place: int = 3) -> tuple[list[Value], Value | None]:
    """Split off the callback: the first function, which ends the arguments, or whatever stands in its place."""
    for index, value in enumerate(passed):
        if value.kind is ValueKind.FUNCTION or (index == place and not value.is_nothing):
            return passed[:index], value
    return passed, None


def _misread(passed: list[Value], texts: list[str]) -> Read | None:
    """Refuse a payload that is called like a callback."""
    for value, text in zip(passed, texts, strict=False):
        if value.kind is ValueKind.EXPRESSION and not value.is_object and LOOKS_LIKE_CALLBACK.fullmatch(text):
            return refused("argument-ambiguous", f"`{text}`")
    return None


def _present(value: Value | None) -> Value | None:
    return None if value is None or value.is_nothing else value


def _at(passed: list[Value], index: int) -> Value | None:
    return passed[index] if index < len(passed) else None


def _read_track(passed: list[Value], texts: list[str]) -> Read:
    first = _at(passed, 0)
    passed, callback = _take_callback(passed, 2 if first is not None and first.is_object else 3)
    if (problem := _misread(passed[1:], texts[1:])) is not None:
        return problem
    if first is not None and first.kind is ValueKind.OBJECT:
        if any(entry.key is None for entry in first.entries):
            return refused("message-not-readable")
        get = _getter(first)
        options = read_options(_at(passed, 1), callback)
        return Read(calls.Track(get("event"), get("properties"), options=options))
    if first is not None and first.is_object:
        return refused("message-not-readable")
    options = read_options(_at(passed, 2), callback)
    return Read(calls.Track(first, _present(_at(passed, 1)), options=options))


def _read_user(passed: list[Value], texts: list[str]) -> tuple[Value | None, Value | None, Options, Read | None]:
    """Read ``(id?, traits?, options?, callback?)``; the last item says that it could not be told apart."""
    first = _at(passed, 0)
    passed, callback = _take_callback(passed, 2 if first is not None and first.is_object else 3)
    first = _at(passed, 0)
    if (problem := _misread(passed, texts)) is not None:
        return None, None, Options(), problem
    if first is None or first.is_nothing:
        return None, _present(_at(passed, 1)), read_options(_at(passed, 2), callback), None
    if first.kind is ValueKind.OBJECT or first.is_object:
        return None, first, read_options(_at(passed, 1), callback), None
    known = first.kind in (ValueKind.STRING, ValueKind.NUMBER) or first.is_text or first.is_number or first.is_scalar
    assumed: Read | None = None
    if not known and len(passed) == 1 and not LOOKS_LIKE_ID.search(texts[0]):
        assumed = refused("argument-ambiguous", f"`{texts[0]}`")
    return first, _present(_at(passed, 1)), read_options(_at(passed, 2), callback), assumed


def _read_identify(passed: list[Value], texts: list[str]) -> Read:
    user_id, traits, options, problem = _read_user(passed, texts)
    return problem or Read(calls.Identify(user_id, traits, options=options))


def _read_group(passed: list[Value], texts: list[str]) -> Read:
    if not passed:
        return Read(calls.Other("group"))
    group_id, traits, options, problem = _read_user(passed, texts)
    if problem is not None and LOOKS_LIKE_CALLBACK.search(texts[len(texts) - 1]):
        return problem
    return Read(calls.Group(group_id, traits, options=options))


def _read_page(passed: list[Value], texts: list[str]) -> Read:
    """``(category?, name?, properties?, options?, callback?)``: one string is the name, two are category and name."""
    passed, callback = _take_callback(passed, 4)
    strings: list[Value | None] = []
    assumed: list[Reason] = []
    rest = list(passed)
    while rest and len(strings) < 2:
        value = rest[0]
        if value.kind is ValueKind.OBJECT or value.is_object:
            break
        if value.is_nothing:
            strings.append(None)
        elif (
            value.kind is ValueKind.STRING
            or value.is_text
            or (len(rest) > 1 and any(later.kind is ValueKind.STRING or later.is_text for later in rest[1:2]))
        ):
            strings.append(value)
        elif any(later.kind is ValueKind.OBJECT for later in rest[1:3]):
            assumed.append(Reason("page-name-assumed", f"`{texts[len(strings)]}`"))
            strings.append(value)
        elif len(strings) == 0 and LOOKS_LIKE_NAME.search(texts[0]):
            assumed.append(Reason("page-name-assumed", f"`{texts[0]}`"))
            strings.append(value)
        elif len(strings) == 1 and len(rest) > 1 and rest[1].is_object:
            strings.append(value)
        elif len(strings) == 1 and LOOKS_LIKE_NAME.search(texts[1]):
            assumed.append(Reason("page-name-assumed", f"`{texts[1]}`"))
            strings.append(value)
        else:
            return refused("argument-ambiguous", f"`{texts[len(strings)]}`")
        rest.pop(0)
    category, name = None, None
    if len(strings) == 1:
        name = strings[0]
    elif len(strings) == 2:
        category, name = strings
        if name is None:
            category, name = None, category
    if rest and (rest[0].kind is ValueKind.STRING or rest[0].is_text):
        return refused("argument-ambiguous", f"`{texts[len(strings)]}`")
    options = read_options(_at(rest, 1), callback)
    return Read(calls.Page(category, name, _present(_at(rest, 0)), options=options), assumed=tuple(assumed))


def _read_screen(passed: list[Value], texts: list[str]) -> Read:
    page = _read_page(passed, texts)
    if not isinstance(page.call, calls.Page):
        return page
    screen = calls.Screen(page.call.category, page.call.name, page.call.properties, options=page.call.options)
    return Read(screen, assumed=page.assumed)


def _read_alias(passed: list[Value], texts: list[str]) -> Read:
    passed, callback = _take_callback(passed)
    return Read(calls.Alias(_at(passed, 0), _at(passed, 1), options=Options(callback=callback)))


def _read_reset(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Reset())


def _read_flush(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Flush())


def _read_anonymous(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.IdentityWrite("anonymousId", _at(passed, 0)))


def _read_listen(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Listen(_at(passed, 0), _at(passed, 1)))


def _native_track(passed: list[Value], texts: list[str]) -> Read:
    if len(passed) > 2 and not passed[2].is_nothing:
        return refused("enrichment")
    return Read(calls.Track(_at(passed, 0), _present(_at(passed, 1))))


def _native_screen(passed: list[Value], texts: list[str]) -> Read:
    if len(passed) > 2 and not passed[2].is_nothing:
        return refused("enrichment")
    return Read(calls.Screen(None, _at(passed, 0), _present(_at(passed, 1))))


def _native_identify(passed: list[Value], texts: list[str]) -> Read:
    if len(passed) > 2 and not passed[2].is_nothing:
        return refused("enrichment")
    return Read(calls.Identify(_present(_at(passed, 0)), _present(_at(passed, 1))))


def _native_group(passed: list[Value], texts: list[str]) -> Read:
    if len(passed) > 2 and not passed[2].is_nothing:
        return refused("enrichment")
    return Read(calls.Group(_at(passed, 0), _present(_at(passed, 1))))


def _native_alias(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Alias(_at(passed, 0), None, changes_user=True))


def _native_reset(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Reset(_at(passed, 0)))


def _classic_native_screen(passed: list[Value], texts: list[str]) -> Read:
    options = read_options(_at(passed, 2), None)
    return Read(calls.Screen(None, _at(passed, 0), _present(_at(passed, 1)), options=options))


def _classic_native_identify(passed: list[Value], texts: list[str]) -> Read:
    options = read_options(_at(passed, 2), None)
    return Read(calls.Identify(_present(_at(passed, 0)), _present(_at(passed, 1)), options=options))


def _enable(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Enable(True))


def _disable(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.Enable(False))


def _anonymous_id(passed: list[Value], texts: list[str]) -> Read:
    return Read(calls.IdentityRead("anonymousId"))


READERS: dict[tuple[str, str], Callable[[list[Value], list[str]], Read]] = {
    ("browser", "track"): _read_track,
    ("browser", "identify"): _read_identify,
    ("browser", "page"): _read_page,
    ("browser", "screen"): _read_screen,
    ("browser", "group"): _read_group,
    ("browser", "alias"): _read_alias,
    ("browser", "reset"): _read_reset,
    ("browser", "setAnonymousId"): _read_anonymous,
    ("browser", "on"): _read_listen,
    ("browser", "once"): _read_listen,
    ("react-native", "track"): _native_track,
    ("react-native", "screen"): _native_screen,
    ("react-native", "identify"): _native_identify,
    ("react-native", "group"): _native_group,
    ("react-native", "alias"): _native_alias,
    ("react-native", "reset"): _native_reset,
    ("react-native", "flush"): _read_flush,
    ("react-native-classic", "screen"): _classic_native_screen,
    ("react-native-classic", "identify"): _classic_native_identify,
    ("react-native-classic", "alias"): _native_alias,
    ("react-native-classic", "flush"): _read_flush,
    ("react-native-classic", "enable"): _enable,
    ("react-native-classic", "disable"): _disable,
    ("react-native-classic", "getAnonymousId"): _anonymous_id,
}
"""By flavor and method; a flavor without a row of its own reads like the browser."""
