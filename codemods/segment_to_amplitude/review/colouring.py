"""Source text as tokens: short classes of pygments, and characters that would steer the reader made visible."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

Token = tuple[str, str]
"""A class, empty for plain text, and the text."""

HIDDEN = "x"
"""The class of what stands for a character that does not show."""
LEXERS = {
    ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "typescript", ".js": "javascript",
    ".jsx": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".vue": "html", ".svelte": "html",
    ".html": "html", ".htm": "html", ".py": "python", ".pyi": "python", ".kt": "kotlin", ".kts": "kotlin",
    ".java": "java", ".gradle": "groovy", ".xml": "xml", ".toml": "toml", ".json": "json", ".swift": "swift",
    ".m": "objective-c", ".mm": "objective-c", ".h": "objective-c",
}  # fmt: skip


def lines(path: str, text: str) -> list[list[Token]]:
    """Return the tokens of each line of a text that belongs to a file; tabs stay, line ends do not."""
    found: list[list[Token]] = [[]]
    for kind, value in _tokens(os.path.splitext(path)[1].lower(), text):
        for number, part in enumerate(value.split("\n")):
            if number:
                found.append([])
            if part:
                found[-1] += _visible(kind, part)
    return found


def visible(text: str) -> str:
    """Return a text with what does not show as an escape, so that nothing in it turns or hides the rest."""
    if text.isprintable():
        return text
    return "".join(value for _, value in _visible("", text))


def _visible(kind: str, text: str) -> Iterator[Token]:
    if text.isprintable():
        yield kind, text
        return
    plain = ""
    for char in text:
        if char.isprintable() or char == "\t":
            plain += char
            continue
        if plain:
            yield kind, plain
            plain = ""
        yield HIDDEN, char.encode("unicode_escape", "surrogatepass").decode()
    if plain:
        yield kind, plain


@lru_cache(maxsize=20_000)
def _tokens(suffix: str, text: str) -> tuple[Token, ...]:
    lexer = _lexer(suffix)
    if lexer is None:
        return (("", text),)
    joined: list[Token] = []
    for _, token, value in lexer.get_tokens_unprocessed(text):
        kind = _kind(token)
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + value)
        else:
            joined.append((kind, value))
    return tuple(joined)


@cache
def _lexer(suffix: str) -> Any:
    name = LEXERS.get(suffix)
    if name is None:
        return None
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(name)
    except ClassNotFound:
        return None


@cache
def _kind(token: Any) -> str:
    from pygments.token import Comment, Keyword, Literal, Name, Number, String

    for kind, group in (("c", Comment), ("k", Keyword), ("m", Number), ("s", String), ("s", Literal)):
        if token in group:
            return kind
    return "n" if token in (Name.Function, Name.Class, Name.Decorator, Name.Tag, Name.Attribute) else ""
