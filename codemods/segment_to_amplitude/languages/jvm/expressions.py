"""Write what an Amplitude call is given, as far as Kotlin and Java do it alike."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.expressions import (
    AsText,
    Expression,
    Flag,
    Joined,
    Milliseconds,
    Not,
    Number,
    Operation,
    Operations,
    Text,
    Times,
    Undefined,
)
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.invocations import unwrapped
from segment_to_amplitude.languages.jvm.layout import Gap, Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.read import Read
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.languages.jvm.values import Shape
from segment_to_amplitude.languages.jvm.variables import Built
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

FIELDS = {
    "user_id": "userId",
    "device_id": "deviceId",
    "time": "timestamp",
    "insert_id": "insertId",
    "session_id": "sessionId",
    "location_lat": "locationLat",
    "location_lng": "locationLng",
    "app_version": "appVersion",
    "os_name": "osName",
    "os_version": "osVersion",
    "device_brand": "deviceBrand",
    "device_manufacturer": "deviceManufacturer",
    "device_model": "deviceModel",
}
"""Fields of an event by their names of the HTTP API, where the SDKs for the JVM call them otherwise."""
ABSENT = frozenset({"groups", "user_agent"})
"""Fields that the event options of Amplitude's SDKs for the JVM lack."""
DOUBLES = frozenset({"price", "revenue", "locationLat", "locationLng"})
INTEGERS = frozenset({"quantity"})
LONGS = frozenset({"timestamp", "sessionId"})
NUMERIC = frozenset({"Int", "Long", "Double", "Float", "Short", "Byte", "Number"})
WHOLE = re.compile(r"[+-]?\d+")
CLOSED = frozenset({
    "identifier", "navigation_expression", "field_access", "call_expression", "method_invocation",
    "parenthesized_expression", "index_expression", "array_access", "this_expression", "this", "string_literal",
    "multiline_string_literal",
})  # fmt: skip
"""Expressions behind which a member may be written."""
ARITHMETIC = frozenset({"+", "-", "*", "/", "%"})


class ExpressionWriter(ABC):
    """Writes the expressions of one call."""

    def __init__(self, site: CallSite, read: Read, layout: Layout, local: Callable[[str], str]) -> None:
        self.site = site
        self.program = site.program
        self.data = site.program.data
        self.read = read
        self.layout = layout
        self._local = local
        self.built: list[Built] = []
        """Variables that stay, and whose statements are written anew."""
        self.lines: list[Line] = []
        """Statements that must come before what is written."""
        self.is_exploded = False
        """The call outgrows the file's width on one line."""
        self.base: bytes | None = None
        """The end of a line and the indentation of the next one, where what is written stands deeper than it stood."""

    # --- what the languages do differently ---------------------------------------------------------------------------

    @abstractmethod
    def text(self, text: str) -> bytes:
        """A string."""

    @abstractmethod
    def joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        """A string of fixed parts and values."""

    @abstractmethod
    def as_text(self, value: Value) -> list[Part]:
        """A value turned into a string."""

    @abstractmethod
    def milliseconds(self, value: Value, kind: Type | None) -> list[Part]:
        """A date as milliseconds since 1970."""

    @abstractmethod
    def converted(self, value: Value, number: str) -> list[Part]:
        """A number turned into another type of number: Double, Long or Int."""

    @abstractmethod
    def payload(self, value: Value) -> list[Part]:
        """A value that is sent."""

    @abstractmethod
    def map_type(self) -> bytes:
        """The type of a map that is filled over statements."""

    @abstractmethod
    def empty_map(self) -> bytes:
        """A map that is filled over statements."""

    @abstractmethod
    def map_of(self, value: Value) -> list[Part]:
        """A map that may be filled further, with the entries of a container."""

    @abstractmethod
    def put(self, name: str, entry: Entry) -> list[Part]:
        """The statement that puts an entry into a map, without its end."""

    def put_all(self, name: str, entries: Sequence[Entry]) -> list[list[Part]]:
        """The statements that put entries into a map, each after those that it needs."""
        made: list[list[Part]] = []
        for entry in entries:
            before, self.lines = self.lines, []
            put = self.put(name, entry)
            if any(line.above or line.behind for line in self.lines):
                raise Unwritable("comment-would-be-lost")
            made += [*(line.parts for line in self.lines), put]
            self.lines = before
        return made

    def alone(self, value: Value) -> list[Part]:
        """A value where no statement may be put before it."""
        before, self.lines = self.lines, []
        parts = self.payload(value)
        if self.lines:
            raise Unwritable("properties-not-readable")
        self.lines = before
        return parts

    def nested(self, value: Value, name: str | None) -> list[Part]:
        """A value inside of others; ``name`` is its key."""
        del name
        return self.payload(value)

    # --- both --------------------------------------------------------------------------------------------------------

    def local(self, qualified: str) -> bytes:
        """The name by which the file calls a class."""
        return self._local(qualified).encode()

    def write(self, value: Expression) -> list[Part]:
        """Write a value as it stands, or what the mapping made of one."""
        match value:
            case Value():
                return self.payload(value)
            case Text(text):
                return [self.text(text)]
            case Joined(pieces):
                return self.joined(pieces)
            case AsText(inner):
                if inner.kind is ValueKind.NUMBER and inner.text is not None and WHOLE.fullmatch(inner.text):
                    return [self.text(inner.text)]
                return [inner.span] if inner.is_text else self.as_text(inner)
            case Milliseconds(inner):
                return self.milliseconds(inner, self.type_of(inner))
            case Number(number):
                return [str(number).encode()]
            case Flag(on):
                return [b"true" if on else b"false"]
            case Undefined():
                return [b"null"]
            case Times(inner, factor):
                return [*self.operand(inner), f" * {factor}".encode()]
            case Not(inner):
                return self._not(inner)
        raise TypeError(f"no form for {type(value).__name__}")

    def _not(self, value: Value) -> list[Part]:
        node = self.node(value)
        if node.type == "unary_expression" and self.program.text(node).startswith("!"):
            return [Span(node.start_byte + 1, node.end_byte)]
        return [b"!", *self.operand(value)]

    def field(self, name: str, value: Expression) -> list[Part]:
        """Write the value of an event's field, in the type that the field has."""
        number = "Double" if name in DOUBLES else "Int" if name in INTEGERS else "Long" if name in LONGS else None
        if number is None:
            return self.write(value)
        if not isinstance(value, Value):
            is_double = isinstance(value, Number) and number == "Double"
            return [*self.write(value), b".0"] if is_double else self.write(value)
        shape = self.shape(value)
        if shape.inner is not None:
            return self.field(name, shape.inner)
        if value.kind is ValueKind.NUMBER and value.text is not None:
            return self._literal(value, number)
        kind = self.type_of(value)
        if kind is None or kind.is_nullable or kind.name not in NUMERIC:
            if number == "Double" and value.is_number and value.is_present:
                # Segment's own putter takes a double and nothing else.
                return [value.span]
            raise Unwritable("revenue-not-readable" if name not in LONGS else "options-not-readable", f"`{name}`")
        return [value.span] if kind.name == number else self.converted(value, number)

    def _literal(self, value: Value, number: str) -> list[Part]:
        written = self.data[value.span.start : value.span.end].decode()
        is_whole = WHOLE.fullmatch(written) is not None
        if number == "Double":
            return (
                [value.span, b".0"]
                if is_whole
                else [value.span]
                if written[-1:] not in "fFlL"
                else self.converted(value, number)
            )
        if number == "Int":
            if not is_whole:
                raise Unwritable("revenue-not-readable", "`quantity` is no whole number")
            return [value.span]
        return [value.span, b"L"] if is_whole else [value.span]

    def node(self, value: Value) -> Node:
        """The expression of a value, without brackets around it."""
        return self.shape(value).node

    def shape(self, value: Value) -> Shape:
        """How a value stands in the file."""
        return self.read.values.shape(value)

    def type_of(self, value: Value) -> Type | None:
        """The static type of a value."""
        return self.read.values.type_of(self.node(value))

    def operand(self, value: Value) -> list[Part]:
        """A value behind which a member, or a sign that binds, may be written."""
        node = self.node(value)
        is_bare = value.span == self.program.span(node)
        return [value.span] if not is_bare or node.type in CLOSED else [b"(", value.span, b")"]

    def kept(self, span: Span, nested: Sequence[Value | Rewrite]) -> list[Part]:
        """A piece of the file with some values and other pieces in it written anew."""
        parts: list[Part] = []
        position = span.start
        for one in sorted(nested, key=lambda one: one.span):
            parts += [Span(position, one.span.start), *(one.parts if isinstance(one, Rewrite) else self.payload(one))]
            position = one.span.end
        return [*parts, Span(position, span.end)]

    def key(self, entry: Entry) -> list[Part]:
        """The key of an entry, as it stands or as Segment's putter writes it."""
        if entry.key_span is not None:
            return [entry.key_span]
        if entry.key is None:
            raise Unwritable("properties-not-readable")
        return [self.text(entry.key)]

    def rows(self, value: Value, entries: Sequence[Entry]) -> tuple[list[tuple[Gap, Entry]], Gap]:
        """The entries of a container in file order, each with the gap before it, and the gap behind the last one."""
        ordered = sorted(entries, key=lambda one: one.span)
        found: list[tuple[Gap, Entry]] = []
        position = value.span.start
        for entry in ordered:
            if entry.span.start < position:
                raise Unwritable("properties-not-readable")
            found.append((self._gap(position, entry.span.start), entry))
            position = entry.span.end
        node = unwrapped(self.shape(value).node)
        return found, self.layout.gap(position, max(position, node.end_byte))

    def _gap(self, start: int, end: int) -> Gap:
        """The gap right before an entry; white space further off is part of how the container began."""
        gap = self.layout.gap(start, end)
        if not gap.parts:
            return gap
        kept: list[Span] = []
        position = end
        comments = {*gap.behind, *gap.above}
        for span in reversed(gap.parts):
            between = self.data[span.end : position]
            if span in comments or not between.strip(b".,;?"):
                kept.append(span)
                position = span.start
        kept.reverse()
        has_newline = any(b"\n" in self.data[one.start : one.end] for one in kept if one not in comments)
        return Gap(tuple(kept), gap.behind, gap.above, has_newline)

    # --- lines -------------------------------------------------------------------------------------------------------

    def line_of(self, gaps: Sequence[Gap], base: bytes) -> bytes:
        """The end of a line, and the indentation of the next entry."""
        for gap in gaps:
            if gap.has_newline:
                text = self.data[gap.parts[0].start : gap.parts[-1].end]
                return self.layout.newline + text.rpartition(b"\n")[2]
        return base + self.layout.unit

    @staticmethod
    def broken(gap: Gap, line: bytes) -> list[Part]:
        """A gap that was on one line, with the end of a line in its place."""
        parts: list[Part] = []
        for comment in (*gap.behind, *gap.above):
            parts += [b" ", comment]
        return [*parts, line]

    def fitted(self, base: bytes, write: Callable[[], list[Part]]) -> list[Part]:
        """Write something on a line that is indented so, spread over lines only where it is too long for one."""
        before = self.is_exploded, self.base
        count = len(self.built)
        self.is_exploded, self.base = False, base
        parts = write()
        indent = base.rpartition(b"\n")[2]
        if not self.layout.is_multiline(parts) and not self.layout.fits(indent, parts, 1):
            del self.built[count:]
            self.is_exploded = True
            parts = write()
        self.is_exploded, self.base = before
        return parts

    # --- identify ----------------------------------------------------------------------------------------------------

    def operations(self, operations: Operations) -> tuple[Value | None, Sequence[Operation]]:
        """The steps of an Identify, or a value that is sent whole."""
        whole = operations.whole
        traits = self.traits()
        if whole is None and traits is not None and self.is_elsewhere(traits):
            if any(step.verb != "set" for step in operations.steps):
                raise Unwritable("traits-not-readable", "a null, or a trait that is counted up, in a variable")
            whole = traits
        steps = operations.steps
        if whole is not None and any(one.value.kind is ValueKind.NULL for one in whole.entries):
            # A map's null would be skipped.
            if self.is_elsewhere(whole) or not all(
                one.value.kind is ValueKind.NULL or one.value.fits_identify for one in whole.entries
            ):
                raise Unwritable("traits-not-readable", "a null beside values that may be null themselves")
            made = [(one, one.value) for one in whole.entries]
            steps = tuple(
                Operation("unset" if value.kind is ValueKind.NULL else "set", one, value) for one, value in made
            )
            whole = None
        return whole, steps

    def is_elsewhere(self, value: Value) -> bool:
        """Tell whether a container was put together before it is named."""
        return self.shape(value).built is not None or not all(value.span.contains(one.span) for one in value.entries)

    def traits(self) -> Value | None:
        """The traits of the call that is read."""
        traits = getattr(self.read.call, "traits", None)
        return traits if isinstance(traits, Value) else None

    def chain(self, head: bytes, traits: Value, steps: Sequence[Operation]) -> list[Part]:
        """``Identify().set("k", v)``, a step a line where the entries had lines of their own."""
        rows, tail = self.rows(traits, traits.entries)
        by_entry = {step.entry.span: step for step in steps}
        base = self.layout.newline + self.layout.indent(traits.span.start)
        parts: list[Part] = [head]
        is_open = self.is_exploded or any(gap.has_newline for gap, _ in rows)
        line = self.line_of([gap for gap, _ in rows], base)
        for gap, entry in rows:
            self.base = line if is_open else None
            if gap.has_newline:
                parts += gap.parts
            elif is_open:
                parts += self.broken(gap, line)
            elif gap.has_comments:
                parts += [part for comment in (*gap.behind, *gap.above) for part in (b" ", comment, b" ")]
            step = by_entry.get(entry.span)
            if step is not None and self.is_exploded:
                parts += self.fitted(line, partial(self.step, step))
            elif step is not None:
                parts += self.step(step)
        self.base = None
        for comment in tail.behind:
            parts += [b" ", comment]
        for comment in tail.above:
            parts += [line, comment]
        return [*parts, base] if tail.has_comments else parts

    def step(self, step: Operation) -> list[Part]:
        """One step of an Identify."""
        parts: list[Part] = [f".{step.verb}(".encode(), *self.key(step.entry)]
        if step.value is None or step.verb == "unset":
            return [*parts, b")"]
        if step.verb == "add" and step.value.kind is not ValueKind.NUMBER:
            kind = self.type_of(step.value)
            if kind is None or kind.is_nullable or kind.name not in NUMERIC:
                raise Unwritable("traits-not-readable", f"`{step.entry.key}` is not certainly a number")
        return [*parts, b", ", *self.nested(step.value, step.entry.key), b")"]
