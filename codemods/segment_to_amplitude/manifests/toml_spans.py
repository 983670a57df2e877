"""Read TOML with the span of every key and value, in bytes; that the text is valid is for tomllib to say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from segment_to_amplitude.source.document import BOM
from segment_to_amplitude.source.span import Span

_TOKENS = re.compile(
    rb"""
    (?P<trivia>\#[^\n]*|[ \t\r]+)
  | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5} | '''.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
  | (?P<mark>[\[\]{}=,.\n])
  | (?P<bare>[^\s\[\]{}=,."'\#]+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class InvalidToml:
    """Why a file cannot be read."""

    message: str


@dataclass(frozen=True, slots=True)
class TomlValue:
    """A string has ``text``, what stands between its quotes; an array ``elements``, an inline table ``members``."""

    span: Span
    text: Span | None = None
    elements: tuple[TomlValue, ...] | None = None
    members: tuple[TomlEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class TomlEntry:
    """A key and its value, or the header of a table, which has none.

    ``path`` starts at the root; ``keys`` are the spans of those of its parts that are written here, with their quotes.
    """

    path: tuple[str, ...]
    keys: tuple[Span, ...]
    value: TomlValue | None
    is_inline: bool = False

    def key_span(self, depth: int) -> Span | None:
        """Where the part of the path at ``depth`` is written, if it is written here."""
        index = depth - len(self.path) + len(self.keys)
        return self.keys[index] if 0 <= index < len(self.keys) else None

    @property
    def span(self) -> Span:
        """The entry from its key to its value."""
        return Span(self.keys[0].start, self.value.span.end if self.value is not None else self.keys[-1].end)


def read_toml(data: bytes) -> tuple[TomlEntry, ...] | InvalidToml:
    """Return the entries of a whole file in order, those of inline tables after the entry that holds them."""
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        tomllib.loads(data[start:].decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return InvalidToml(f"not TOML: {error}")
    return tuple(_Reader(data, start).entries())


class _Reader:
    def __init__(self, data: bytes, start: int) -> None:
        self.data = data
        self.tokens = [
            (match.lastgroup or "", match.group(), Span(*match.span()))
            for match in _TOKENS.finditer(data, start)
            if match.lastgroup != "trivia"
        ]
        self.at = 0

    def entries(self) -> Iterator[TomlEntry]:
        table: tuple[str, ...] = ()
        while self.at < len(self.tokens):
            if self.word() == b"\n":
                self.at += 1
            elif self.word() == b"[":
                while self.word() == b"[":
                    self.at += 1
                table, keys = self.keys()
                yield TomlEntry(table, keys, None)
                while self.word() == b"]":
                    self.at += 1
            else:
                entry = self.entry(table, is_inline=False)
                yield entry
                if entry.value is not None:
                    yield from _inside(entry.value)

    def word(self) -> bytes:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else b""

    def keys(self) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        names: list[str] = []
        spans: list[Span] = []
        while self.at < len(self.tokens) and self.tokens[self.at][0] in ("bare", "string"):
            kind, word, span = self.tokens[self.at]
            names.append((word[1:-1] if kind == "string" else word).decode("utf-8"))
            spans.append(span)
            self.at += 1
            if self.word() != b".":
                break
            self.at += 1
        return tuple(names), tuple(spans)

    def entry(self, table: tuple[str, ...], *, is_inline: bool) -> TomlEntry:
        names, keys = self.keys()
        self.at += 1
        path = (*table, *names)
        return TomlEntry(path, keys, self.value(path), is_inline)

    def value(self, path: tuple[str, ...]) -> TomlValue:
        kind, word, span = self.tokens[self.at]
        self.at += 1
        if word == b"{":
            members: list[TomlEntry] = []
            while self.word() != b"}":
                if self.word() in (b",", b"\n"):
                    self.at += 1
                else:
                    members.append(self.entry(path, is_inline=True))
            return TomlValue(self._to(span), members=tuple(members))
        if word == b"[":
            elements: list[TomlValue] = []
            while self.word() != b"]":
                if self.word() in (b",", b"\n"):
                    self.at += 1
                else:
                    elements.append(self.value(path))
            return TomlValue(self._to(span), elements=tuple(elements))
        if kind == "string":
            quotes = 3 if word[:3] in (b'"""', b"'''") else 1
            return TomlValue(span, Span(span.start + quotes, span.end - quotes))
        while self.word() not in (b",", b"]", b"}", b"\n", b""):
            span = Span(span.start, self.tokens[self.at][2].end)
            self.at += 1
        return TomlValue(span)

    def _to(self, opening: Span) -> Span:
        end = self.tokens[self.at][2].end
        self.at += 1
        return Span(opening.start, end)


def _inside(value: TomlValue) -> Iterator[TomlEntry]:
    for member in value.members or ():
        yield member
        if member.value is not None:
            yield from _inside(member.value)
