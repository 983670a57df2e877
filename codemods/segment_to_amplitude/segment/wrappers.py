"""The project's own functions that are Segment calls, its own clients, and names that are neither: as rules say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import Options, SegmentCall
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

OPTION_FIELDS = ("timestamp", "message_id", "user_id", "anonymous_id", "context", "integrations")
MEANINGS: dict[str, tuple[str, ...]] = {
    "track": ("event", "properties", *OPTION_FIELDS),
    "identify": ("user_id", "traits", *(name for name in OPTION_FIELDS if name != "user_id")),
    "page": ("category", "name", "properties", *OPTION_FIELDS),
    "screen": ("category", "name", "properties", *OPTION_FIELDS),
    "group": ("group_id", "traits", *OPTION_FIELDS),
    "alias": ("new_id", "previous_id"),
    "reset": (),
    "flush": (),
}
"""What a wrapper may mean: the method of Segment's specification, and the names of what it is given."""
TEXTS = frozenset({"event", "name", "category"})
"""What may be given as a text in the rule."""


SIMPLE = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\(\))*")
"""An expression that a property can be asked of without parentheses."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a wrapper. ``keys`` are the captures of an object; a rest takes all that is left."""

    capture: str | None = None
    name: str | None = None
    """The parameter's own name, for languages that call by name."""
    default: str | None = None
    """The text that stands for an argument that is left out."""
    is_rest: bool = False
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What a rule says of a name: where it comes from, and the steps to it, a step with ``()`` being a call."""

    rule: str
    languages: frozenset[str]
    module: str | None
    """A package, or a module of the project; None for a global."""
    steps: tuple[str, ...]
    sdk: str = "browser"
    applicability: str = "safe"
    message: str | None = None

    @property
    def root(self) -> str:
        """The name that is imported, or that is the global."""
        return self.steps[0].removesuffix("()")


@dataclass(frozen=True, slots=True)
class Wrapper(Named):
    """A function that is a Segment call."""

    parameters: tuple[Parameter, ...] = ()
    method: str = "track"
    client: str | None = None
    """Python: the dotted name of the Amplitude client that the calls go to."""
    meaning: tuple[tuple[str, str], ...] = ()
    """What the call is given, by the names of ``MEANINGS``: a capture with its ``$``, or a text after a ``'``."""


@dataclass(frozen=True, slots=True)
class Wrappers:
    """What the rules say of names, by sort."""

    wrappers: tuple[Wrapper, ...] = ()
    clients: tuple[Named, ...] = ()
    others: tuple[Named, ...] = ()
    """Names that are not Segment's."""
    used: set[str] = field(default_factory=set, compare=False)
    """The rules that said something of a name in this run."""

    def of(self, languages: Iterable[str]) -> Wrappers:
        """What holds for some languages."""
        sought = frozenset(languages)

        def kept(one: Named) -> bool:
            return bool(one.languages & sought)

        return Wrappers(
            tuple(filter(kept, self.wrappers)),
            tuple(filter(kept, self.clients)),
            tuple(filter(kept, self.others)),
            self.used,
        )

    def __bool__(self) -> bool:
        return bool(self.wrappers or self.clients or self.others)

    @property
    def names(self) -> set[str]:
        """Names of which each file that uses a wrapper or a client holds one."""
        return {one.root for one in (*self.wrappers, *self.clients)}


NO_WRAPPERS = Wrappers()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What a call of a wrapper means, and what is written behind some of its arguments: ``.id`` at an offset."""

    call: SegmentCall
    appended: tuple[tuple[int, str], ...] = ()


def read_wrapped(
    wrapper: Wrapper, passed: Sequence[Value], named: Mapping[str, Value], at: int, text_of: Callable[[Span], str]
) -> Wrapped | Reason:
    """Read a call of a wrapper by its parameters; ``at`` is where a text of the rule would stand.

    The reason says why the call is none that the rule speaks of.
    """
    captured: dict[str, Value] = {}
    positional = list(passed)
    left = dict(named)
    dropped: list[Value] = []
    for parameter in wrapper.parameters:
        if parameter.is_rest:
            dropped += positional
            positional = []
            continue
        value = left.pop(parameter.name, None) if parameter.name is not None else None
        if value is None and positional:
            value = positional.pop(0)
        if value is None:
            if parameter.default is not None and parameter.capture is not None:
                captured[parameter.capture] = text_value(parameter.default, at)
            continue
        if parameter.keys:
            if (reason := _take_keys(wrapper, parameter, value, captured)) is not None:
                return reason
        elif parameter.capture is not None:
            captured[parameter.capture] = value
        else:
            dropped.append(value)
    if positional or left:
        return Reason("wrapper-unread", f"`{wrapper.rule}` does not say what all arguments are")
    if any(not value.is_plain for value in dropped):
        return Reason("wrapper-unread", f"an argument that `{wrapper.rule}` leaves out does something")
    return _meant(wrapper, captured, at, text_of)


def _take_keys(wrapper: Wrapper, parameter: Parameter, value: Value, captured: dict[str, Value]) -> Reason | None:
    """Take the entries of an object that is given as an argument."""
    if value.kind is not ValueKind.OBJECT or any(entry.key is None for entry in value.entries):
        return Reason(
            "wrapper-unread", f"the object that `{wrapper.rule}` takes apart only shows when the program runs"
        )
    known = dict(parameter.keys)
    for entry in value.entries:
        if entry.key not in known:
            return Reason("wrapper-unread", f"`{wrapper.rule}` does not say what `{entry.key}` is")
        captured[known[entry.key]] = entry.value
    return None


def _meant(
    wrapper: Wrapper, captured: Mapping[str, Value], at: int, text_of: Callable[[Span], str]
) -> Wrapped | Reason:
    given: dict[str, Value] = {}
    appended: list[tuple[int, str]] = []
    for name, source in wrapper.meaning:
        capture, dot, rest = source.partition(".") if source.startswith("$") else (source, "", "")
        if source.startswith("'"):
            given[name] = text_value(source[1:], at)
        elif dot and capture in captured:
            value = captured[capture]
            if SIMPLE.fullmatch(text_of(value.span)) is None:
                return Reason("wrapper-unread", f"`.{rest}` cannot be asked of `{text_of(value.span)}`")
            given[name] = Value(ValueKind.EXPRESSION, value.span, is_plain=value.is_plain)
            appended.append((value.span.end, f".{rest}"))
        elif source in captured:
            given[name] = captured[source]
    used = {source.partition(".")[0] for _, source in wrapper.meaning}
    if len({place for place, _ in appended}) < len(appended):
        return Reason("wrapper-unread", f"`{wrapper.rule}` asks one argument for several things")
    if any(not value.is_plain for capture, value in captured.items() if capture not in used):
        return Reason("wrapper-unread", f"an argument that `{wrapper.rule}` leaves out does something")
    get = given.get
    options = Options(
        timestamp=get("timestamp"),
        message_id=get("message_id"),
        user_id=get("user_id") if wrapper.method != "identify" else None,
        anonymous_id=get("anonymous_id"),
        context=get("context"),
        integrations=get("integrations"),
    )
    made: dict[str, Callable[[], SegmentCall]] = {
        "track": lambda: calls.Track(get("event"), _present(get("properties")), options=options),
        "identify": lambda: calls.Identify(get("user_id"), _present(get("traits")), options=options),
        "page": lambda: calls.Page(get("category"), get("name"), _present(get("properties")), options=options),
        "screen": lambda: calls.Screen(get("category"), get("name"), _present(get("properties")), options=options),
        "group": lambda: calls.Group(get("group_id"), _present(get("traits")), options=options),
        "alias": lambda: calls.Alias(get("new_id"), get("previous_id"), options=options),
        "reset": calls.Reset,
        "flush": calls.Flush,
    }
    return Wrapped(made[wrapper.method](), tuple(appended))


def text_value(text: str, at: int) -> Value:
    """A text that a rule gives: a string that stands nowhere in the file."""
    return Value(ValueKind.STRING, Span(at, at), text, is_text=True, is_present=True)


def is_given_text(value: object) -> bool:
    """Tell whether a value is a text that a rule gave, which has no place in the file."""
    return isinstance(value, Value) and value.kind is ValueKind.STRING and value.span.start == value.span.end


def _present(value: Value | None) -> Value | None:
    return None if value is None or value.is_nothing else value
