"""Read JSON with the span of every value: comments, a BOM and trailing commas are let through, nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from segment_to_amplitude.source.document import BOM
from segment_to_amplitude.source.span import Span

_TRIVIA = re.compile(rb"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*+", re.DOTALL)
_SCALAR = re.compile(
    rb'"(?:[^"\\\x00-\x1f]|\\.)*+"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null', re.DOTALL
)
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class InvalidJson:
    """Why a file cannot be read, and at which byte."""

    message: str
    offset: int


@dataclass(frozen=True, slots=True)
class Json:
    """One value: an object has ``members``, an array ``elements``, a string ``text``; others have none of them."""

    span: Span
    text: str | None = None
    members: tuple[Member, ...] | None = None
    elements: tuple[Json, ...] | None = None

    def member(self, key: str) -> Json | None:
        """Return the value of the last member with this key, the one that readers take."""
        return next((member.value for member in reversed(self.members or ()) if member.key == key), None)


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of an object; ``key_span`` has the quotes in it."""

    key: str
    key_span: Span
    value: Json

    @property
    def span(self) -> Span:
        """The entry from its key to its value, without a comma."""
        return Span(self.key_span.start, self.value.span.end)


def read_json(data: bytes) -> Json | InvalidJson:
    """Read a whole file."""
    reader = _Reader(data)
    try:
        data.decode("utf-8")
        value = reader.value(len(BOM) if data.startswith(BOM) else 0, 0)
        end = reader.past_trivia(value.span.end)
        if end < len(data):
            raise _InvalidJsonError("Something follows the end of the JSON value", end)
    except UnicodeDecodeError as error:
        return InvalidJson("Not UTF-8", error.start)
    except _InvalidJsonError as error:
        return InvalidJson(error.message, error.offset)
    return value


class _InvalidJsonError(Exception):
    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def past_trivia(self, position: int) -> int:
        trivia = _TRIVIA.match(self.data, position)
        return trivia.end() if trivia else position

    def value(self, position: int, depth: int) -> Json:
        position = self.past_trivia(position)
        opening = self.data[position : position + 1]
        if opening in {b"{", b"["} and depth >= _MAX_DEPTH:
            raise _InvalidJsonError("Nested too deeply", position)
        if opening == b"{":
            return self._object(position, depth)
        if opening == b"[":
            return self._array(position, depth)
        found = _SCALAR.match(self.data, position)
        if found is None:
            raise _InvalidJsonError("A JSON value is missing" if position < len(self.data) else "Ends early", position)
        return Json(Span(*found.span()), self._text(found[0], position) if opening == b'"' else None)

    def _object(self, start: int, depth: int) -> Json:
        members: list[Member] = []
        position = self.past_trivia(start + 1)
        while not self.data.startswith(b"}", position):
            key = self.value(position, depth)
            if key.text is None:
                raise _InvalidJsonError("A key is not a string", position)
            colon = self._past(b":", key.span.end)
            value = self.value(colon, depth + 1)
            members.append(Member(key.text, key.span, value))
            position = self._separator(value.span.end, b"}")
        return Json(Span(start, position + 1), members=tuple(members))

    def _array(self, start: int, depth: int) -> Json:
        elements: list[Json] = []
        position = self.past_trivia(start + 1)
        while not self.data.startswith(b"]", position):
            elements.append(self.value(position, depth + 1))
            position = self._separator(elements[-1].span.end, b"]")
        return Json(Span(start, position + 1), elements=tuple(elements))

    def _past(self, token: bytes, position: int) -> int:
        position = self.past_trivia(position)
        if not self.data.startswith(token, position):
            raise _InvalidJsonError(f"'{token.decode()}' is missing", position)
        return position + len(token)

    def _separator(self, position: int, closing: bytes) -> int:
        position = self.past_trivia(position)
        return position if self.data.startswith(closing, position) else self.past_trivia(self._past(b",", position))

    def _text(self, token: bytes, position: int) -> str:
        try:
            return str(json.loads(token))
        except json.JSONDecodeError:
            raise _InvalidJsonError("A string has an escape that JSON does not know", position) from None
