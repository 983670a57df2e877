"""Write the expressions that an Amplitude call is given."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from segment_to_amplitude.amplitude.expressions import (
    AsText,
    Dictionary,
    Expression,
    Flag,
    Joined,
    Milliseconds,
    Number,
    Text,
    Undefined,
)
from segment_to_amplitude.languages.python.conversions import CALLED
from segment_to_amplitude.languages.python.kinds import Kind
from segment_to_amplitude.languages.python.values import ValueReader
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

FIELDS = {"productId": "product_id", "revenueType": "revenue_type"}
FLOATS = frozenset({"price", "revenue", "location_lat", "location_lng"})
INTEGERS = frozenset({"quantity", "session_id"})
IDS = frozenset({"user_id", "device_id", "insert_id"})
DICTS = frozenset({"groups"})
DIGITS = re.compile(r"-?\d+")
LOOSE = (cst.IfExp, cst.Lambda, cst.NamedExpr, cst.Yield)


class ExpressionWriter:
    """Writes the expressions of one call; ``edits`` are what values of its payload need."""

    def __init__(self, values: ValueReader, edits: Sequence[Edit], quote: str) -> None:
        self.values = values
        self.data = values.program.data
        self.edits = sorted(edits)
        self.quote = quote

    def write(self, value: Expression) -> list[Part]:
        """Write a value as it stands, or what the mapping made of one."""
        match value:
            case Value():
                return self._bare(value)
            case Text(text):
                return [self.text(text)]
            case Joined(pieces):
                return self._joined(pieces)
            case AsText(inner, is_optional):
                return self._as_text(inner, is_optional=is_optional)
            case Milliseconds(inner):
                return self._milliseconds(inner)
            case Number(number):
                return [str(number).encode()]
            case Flag(on):
                return [b"True" if on else b"False"]
            case Undefined():
                return [b"None"]
            case Dictionary(base=Value() as base, before=(), after=()):
                return self.payload(base)
        raise TypeError(f"no form for {type(value).__name__}")

    def payload(self, value: Expression) -> list[Part]:
        """Write properties, or a value of them, with the conversions that they need."""
        if not isinstance(value, Value):
            return self.write(value)
        parts: list[Part] = []
        position = value.span.start
        for edit in self.edits:
            if value.span.start <= edit.start and edit.end <= value.span.end:
                parts += [Span(position, edit.start), edit.replacement]
                position = edit.end
        return [*parts, Span(position, value.span.end)]

    def field(self, name: str, value: Expression) -> list[Part]:
        """Write the value of a field of an event in the type that the field has."""
        if not isinstance(value, Value):
            if isinstance(value, Number) and name in FLOATS:
                return [f"{value.number}.0".encode()]
            return self.write(value)
        kind = self.values.kinds.of(self.values.node(value))
        if name in FLOATS:
            if value.kind is ValueKind.NUMBER and DIGITS.fullmatch(value.text or ""):
                return [value.span, b".0"]
            return self._bare(value) if kind is Kind.FLOAT else self._called(b"float", value)
        if name in INTEGERS:
            return self._bare(value) if kind is Kind.INT else self._called(b"int", value)
        if name in IDS:
            return self._bare(value) if value.is_text else self._as_text(value, is_optional=value.may_be_missing)
        if name not in DICTS and (value.kind is ValueKind.NUMBER or value.is_number):
            return self._as_text(value, is_optional=False)
        return self._bare(value)

    def text(self, text: str) -> bytes:
        """A string in the quotes of the file."""
        escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
        quote = self.quote
        if quote in escaped:
            other = "'" if quote == '"' else '"'
            if other not in escaped:
                quote = other
            else:
                escaped = escaped.replace(quote, "\\" + quote)
        return f"{quote}{escaped}{quote}".encode()

    def _bare(self, value: Value) -> list[Part]:
        node = self.values.node(value)
        if isinstance(node, (cst.NamedExpr, cst.Yield, cst.GeneratorExp)) and not node.lpar:
            return [b"(", value.span, b")"]
        return [value.span]

    def _called(self, function: bytes, value: Value) -> list[Part]:
        return [*self._either([function + b"(", value.span, b")"], value, is_optional=value.may_be_missing)]

    def _either(self, made: list[Part], value: Value, *, is_optional: bool) -> list[Part]:
        """What is made of a value, or None where there is none."""
        if not is_optional or not value.is_plain:
            return made
        return [*made, b" if ", *self._operand(value), b" is not None else None"]

    def _operand(self, value: Value) -> list[Part]:
        node = self.values.node(value)
        is_closed = isinstance(node, CALLED) or bool(node.lpar)
        return [value.span] if is_closed else [b"(", value.span, b")"]

    def _as_text(self, value: Value, *, is_optional: bool) -> list[Part]:
        if value.kind is ValueKind.NUMBER and DIGITS.fullmatch(value.text or ""):
            return [self.quote.encode(), value.span, self.quote.encode()]
        if value.is_text:
            return self._bare(value)
        return self._either([b"str(", value.span, b")"], value, is_optional=is_optional)

    def _milliseconds(self, value: Value) -> list[Part]:
        made: list[Part] = [b"int(", *self._operand(value), b".timestamp() * 1000)"]
        return self._either(made, value, is_optional=value.may_be_missing)

    def _joined(self, pieces: Sequence[str | Value]) -> list[Part]:
        """An f-string of fixed parts and values; ``format`` where a value cannot stand in one."""
        quote = self.quote
        parts: list[Part] = [b"f" + quote.encode()]
        for piece in pieces:
            if isinstance(piece, str):
                text = self.text(piece)[1:-1].decode().replace("{", "{{").replace("}", "}}")
                parts.append(text.replace(quote, "\\" + quote).encode() if quote in text else text.encode())
                continue
            inside = self._inside(piece, quote)
            if inside is None:
                return self._formatted(pieces)
            parts += inside
        return [*parts, quote.encode()]

    def _inside(self, value: Value, quote: str) -> list[Part] | None:
        """A value as it stands in an f-string of some quotes; None where it cannot."""
        text = self.data[value.span.start : value.span.end].decode("utf-8")
        node = self.values.node(value)
        if isinstance(node, cst.FormattedString) and node.start in ("f'", 'f"') and "\\" not in text:
            inside = text[2:-1]
            if quote == node.quote:
                return [Span(value.span.start + 2, value.span.end - 1)]
            return [inside.encode()] if quote not in inside else None
        if "\\" in text or "\n" in text or "#" in text or isinstance(node, (cst.Lambda, cst.NamedExpr)):
            return None
        opening = b"{ " if text.startswith("{") else b"{"
        if quote not in text:
            return [opening, value.span, b"}"]
        other = "'" if quote == '"' else '"'
        if other in text:
            return None
        return [opening + text.replace(quote, other).encode() + b"}"]

    def _formatted(self, pieces: Sequence[str | Value]) -> list[Part]:
        template = "".join(
            piece.replace("{", "{{").replace("}", "}}") if isinstance(piece, str) else "{}" for piece in pieces
        )
        parts: list[Part] = [self.text(template), b".format("]
        for index, piece in enumerate(one for one in pieces if isinstance(one, Value)):
            parts += [b", " if index else b"", *self._bare(piece)]
        return [*parts, b")"]
