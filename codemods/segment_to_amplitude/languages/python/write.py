"""Write Amplitude calls: which class and which arguments each one takes in Amplitude's Python SDK.

Source of the signatures: sdk-facts/amplitude.md §11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import AmplitudeCall, EventOptions
from segment_to_amplitude.amplitude.expressions import Expression, Operation, Operations, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.python.arguments import Item, Listed, listed
from segment_to_amplitude.languages.python.conversions import CALLED
from segment_to_amplitude.languages.python.expressions import FIELDS, ExpressionWriter
from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.languages.python.values import ValueReader
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value

VERBS = {"set": "set", "add": "add", "setOnce": "set_once", "unset": "unset"}
SETTERS = {
    "setPrice": "price",
    "setQuantity": "quantity",
    "setProductId": "product_id",
    "setRevenueType": "revenue_type",
}
FIRST = ("user_id", "device_id")
THEN = ("time", "insert_id")
ORIGINS = {"time": "timestamp", "insert_id": "message_id", "device_id": "anonymous_id"}
"""Parameters of Segment's that fields come from, where they are called otherwise."""


class Unwritable(Exception):
    """The calls do not fit the place; carries the reason for the finding."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.reason = Reason(code, detail)
        super().__init__(code)


@dataclass(slots=True)
class Made:
    """One call on the client: ``inner`` is the class whose object is its only argument."""

    method: str
    items: list[Item]
    inner: str | None = None
    loop: Loop | Filled | None = None
    keeps_shape: bool = False
    """The arguments are those of the old call, one for one."""


@dataclass(slots=True)
class Loop:
    """Traits that only show at run time: what gives them, and the class that collects them."""

    traits: list[Part]
    collector: str
    variable: str


@dataclass(slots=True)
class Filled:
    """Traits with comments, which are set one by one: black and ruff do not agree how a chain with comments is broken.

    Each step has the comments above it and those behind it; ``below`` are the comments after the last one.
    """

    steps: Sequence[tuple[Sequence[Span], list[Part], Sequence[Span]]]
    below: list[Span]
    collector: str
    variable: str


@dataclass(slots=True)
class CallWriter:
    """Writes the calls that take the place of one."""

    program: Program
    values: ValueReader
    expressions: ExpressionWriter
    local: Mapping[str, str]
    arguments: Mapping[str, cst.Arg]
    around: Listed
    variable: str
    """The name that an Identify gets where it is filled in statements of their own."""
    has_statement: bool = False
    """The call is a statement, which others may be put before."""
    imports: set[str] = field(default_factory=set)
    reasons: list[Reason] = field(default_factory=list)
    _told: set[str] = field(default_factory=set)

    def write(self, made: Sequence[AmplitudeCall]) -> list[Made]:
        """Write calls in their order; comments of the arguments go with the last one."""
        found: list[Made] = []
        for index, call in enumerate(made):
            self._told = set() if index == len(made) - 1 else set(self.arguments)
            found.append(self._call(call))
        return found

    def _call(self, call: AmplitudeCall) -> Made:
        match call:
            case calls.Track(event, properties, options):
                return self._track(event, properties, options)
            case calls.Identify(operations, options):
                if not operations.steps and operations.whole is None:
                    name = self._imported("IdentifyEvent")
                    return Made("track", self._fields(options), name, keeps_shape=True)
                chain, below, loop = self._operations(operations)
                return Made("identify", [chain, self._options(options, below)], loop=loop)
            case calls.SetGroup(group_type, name, options):
                return Made("set_group", [*self._group(group_type, name), self._options(options)])
            case calls.GroupIdentify(group_type, name, operations, options):
                chain, below, loop = self._operations(operations)
                items = [*self._group(group_type, name), chain, self._options(options, below)]
                return Made("group_identify", items, loop=loop)
            case calls.Revenue(fields, options):
                name = self._imported("Revenue")
                given = [self._field(SETTERS[setter], value) for setter, value in fields]
                return Made("revenue", [Item([f"{name}(".encode()], inner=given), self._options(options)])
            case calls.Flush():
                return Made("flush", [])
            case calls.Shutdown():
                return Made("shutdown", [])
        raise TypeError(f"no form for {type(call).__name__}")

    def _track(self, event: Expression, properties: Expression | None, options: EventOptions) -> Made:
        items = [self._argument("event" if "event" in self.arguments else "name", self.expressions.write(event))]
        fields = dict(options)
        items += [self._field(name, fields.pop(name)) for name in FIRST if name in fields]
        if properties is not None:
            parts: list[Part] = [b"event_properties=", *self.expressions.payload(properties)]
            items.append(self._argument("properties", parts))
        items += self._fields(tuple(fields.items()))
        return Made("track", items, self._imported("BaseEvent"), keeps_shape=True)

    def _group(self, group_type: str, name: Expression) -> list[Item]:
        written = self.expressions.field("user_id", name)
        return [Item(self.expressions.write(Text(group_type))), self._argument("group_id", written)]

    # --- event options -----------------------------------------------------------------------------------------

    def _options(self, options: EventOptions, above: Sequence[Span] = ()) -> Item:
        fields = tuple((name, value) for name, value in options if name != "groups")
        if len(fields) < len(options):
            self.reasons.append(Reason("integrations-dropped", "`groups`"))
        return Item([f"{self._imported('EventOptions')}(".encode()], list(above), inner=self._fields(fields))

    def _fields(self, options: EventOptions) -> list[Item]:
        given = dict(options)
        names = [name for name in (*FIRST, *THEN) if name in given]
        names += [name for name in given if name not in names]
        return [self._field(name, given[name]) for name in names]

    def _field(self, name: str, value: Expression) -> Item:
        keyword = FIELDS.get(name, name)
        parts: list[Part] = [f"{keyword}=".encode(), *self.expressions.field(keyword, value)]
        return self._argument(ORIGINS.get(name, name), parts)

    # --- traits ------------------------------------------------------------------------------------------------

    def _operations(self, operations: Operations) -> tuple[Item, list[Span], Loop | Filled | None]:
        """The Identify, comments that stand below its last step, and the statements that fill it."""
        if operations.whole is not None:
            loop = self._loop(operations.whole)
            return self._argument("traits", [loop.variable.encode()]), [], loop
        owner = self.arguments["traits"].value
        comments, below = self._entry_comments(owner)
        if self.has_statement and (below or any(above or behind for above, behind in comments.values())):
            steps = [
                (above, self._step(step), behind)
                for step in operations.steps
                for above, behind in [comments.get(step.entry.span, ((), ()))]
            ]
            filled = Filled(steps, below, self._imported("Identify"), self.variable)
            return self._argument("traits", [self.variable.encode()]), [], filled
        parts: list[Part] = [f"{self._imported('Identify')}()".encode()]
        item = self._argument("traits", parts)
        for step in operations.steps:
            above, behind = comments.get(step.entry.span, ((), ()))
            for comment in above:
                parts += [b"\n", comment, b"\n"]
            parts += self._step(step)
            for comment in behind:
                parts += [b"  ", comment, b"\n"]
        return item, below, None

    def _step(self, step: Operation) -> list[Part]:
        parts: list[Part] = [f".{VERBS[step.verb]}(".encode(), *self._key(step)]
        if step.value is not None:
            parts += [b", ", *self.expressions.payload(step.value)]
        return [*parts, b")"]

    def _key(self, step: Operation) -> list[Part]:
        key = step.entry.key_span
        assert key is not None
        is_keyword = step.entry.key is not None and self.program.data[key.start : key.end] == step.entry.key.encode()
        return [self.expressions.text(step.entry.key or "")] if is_keyword else [key]

    def _entry_comments(
        self, owner: cst.BaseExpression
    ) -> tuple[dict[Span, tuple[list[Span], list[Span]]], list[Span]]:
        """The comments of the entries of a dict, by the entry's place, and those below the last one."""
        span = self.program.span(owner)
        if isinstance(owner, cst.Dict):
            spans = [self._element_span(one) for one in owner.elements]
            start = span.start + 1
        elif isinstance(owner, cst.Call):
            spans = [self.program.span(one) for one in owner.args]
            start = self.program.data.find(b"(", self.program.outer_span(owner.func).end) + 1
        else:
            return {}, []
        found = listed(self.program.data, start, spans, span.end - 1)
        return {one: (found.above[i], found.behind[i]) for i, one in enumerate(spans)}, found.below

    def _element_span(self, element: cst.BaseDictElement) -> Span:
        if isinstance(element, cst.DictElement):
            key, value = self.program.outer_span(element.key), self.program.outer_span(element.value)
            return Span(key.start, value.end)
        return self.program.span(element)

    def _loop(self, traits: Value) -> Loop:
        node = self.values.node(traits)
        parts = self.expressions.payload(traits)
        if isinstance(node, cst.Name) and traits.may_be_missing:
            parts = [b"(", *parts, b" or {})"]
        elif not (isinstance(node, (*CALLED, cst.Dict, cst.DictComp)) or node.lpar):
            parts = [b"(", *parts, b")"]
        return Loop(parts, self._imported("Identify"), self.variable)

    # --- both --------------------------------------------------------------------------------------------------

    def _argument(self, origin: str, parts: list[Part]) -> Item:
        """An item with the comments of the argument that it comes from, which are told once."""
        argument = self.arguments.get(origin)
        if argument is None or origin in self._told:
            return Item(parts)
        self._told.add(origin)
        index = [id(one) for one in self.arguments.values()].index(id(argument))
        return Item(parts, list(self.around.above[index]), list(self.around.behind[index]))

    def _imported(self, name: str) -> str:
        self.imports.add(name)
        return self.local.get(name, name)
