"""Where each key of a valid TOML text stands, which tomllib does not say."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKENS = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>\"\"\"(?:\\.|[^\\])*?\"{3,5} | '''.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
  | (?P<bare>[A-Za-z0-9_+:-]+)
  | (?P<mark>[\[\]{}=,.\n])
  | (?P<space>[^\S\n]+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Place(NamedTuple):
    """Line and column, both from 1, of a key and of its value; for a table header both are the name's."""

    key: tuple[int, int]
    value: tuple[int, int]


def key_places(text: str) -> dict[tuple[str, ...], Place]:
    """Map each dotted key, also inside inline tables, to its place; of repeated keys the first counts."""
    return _Scan(text).places


class _Scan:
    def __init__(self, text: str) -> None:
        self.places: dict[tuple[str, ...], Place] = {}
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens = [
            (match.lastgroup or "", match.group(), match.start())
            for match in _TOKENS.finditer(text)
            if match.lastgroup not in ("comment", "space")
        ]
        self.at = 0
        table: tuple[str, ...] = ()
        while self.at < len(self.tokens):
            word = self.word()
            if word == "\n":
                self.at += 1
            elif word == "[":
                while self.word() == "[":
                    self.at += 1
                start = self.start()
                table = self.keys()
                self.add(table, start, start)
                while self.at < len(self.tokens) and self.word() != "\n":
                    self.at += 1
            else:
                self.assignment(table)

    def word(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def start(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else self.line_starts[-1]

    def keys(self) -> tuple[str, ...]:
        names = []
        while self.at < len(self.tokens) and self.tokens[self.at][0] in ("bare", "string"):
            kind, word, _ = self.tokens[self.at]
            names.append(word[1:-1] if kind == "string" else word)
            self.at += 1
            if self.word() != ".":
                break
            self.at += 1
        return tuple(names)

    def assignment(self, table: tuple[str, ...]) -> None:
        start, before = self.start(), self.at
        path = (*table, *self.keys())
        if self.word() == "=":
            self.at += 1
            self.add(path, start, self.start())
            self.value(path)
        elif self.at == before:
            self.at += 1

    def value(self, path: tuple[str, ...]) -> None:
        opening = self.word()
        if opening == "{":
            self.at += 1
            while self.word() not in ("}", ""):
                if self.word() in (",", "\n"):
                    self.at += 1
                else:
                    self.assignment(path)
            self.at += 1
        elif opening == "[":
            self.at += 1
            while self.word() not in ("]", ""):
                if self.word() in (",", "\n"):
                    self.at += 1
                else:
                    self.value(path)
            self.at += 1
        else:
            self.at += 1
            while self.word() not in (",", "]", "}", "\n", ""):
                self.at += 1

    def add(self, path: tuple[str, ...], key: int, value: int) -> None:
        for length in range(1, len(path) + 1):
            self.places.setdefault(path[:length], Place(self.position(key), self.position(value)))

    def position(self, offset: int) -> tuple[int, int]:
        line = sum(1 for start in self.line_starts if start <= offset)
        return line, offset - self.line_starts[line - 1] + 1
