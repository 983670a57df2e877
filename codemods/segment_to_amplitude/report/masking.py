"""Keep write keys out of reports: a literal shows its first four characters, a name or an expression stays.

Segment does not publish what a write key looks like, so a text is a literal unless it reads as code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN = 4
_SHORTEST_HIDDEN_IN_TEXT = 8
_QUOTED = re.compile(r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""", re.DOTALL)
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_WORD = re.compile(r"[A-Za-z_$]{1,24}\Z")
_EXPRESSION = re.compile(r"[A-Za-z_$][\w$]*\s*[.?!(\[:]")


@dataclass(frozen=True, slots=True)
class Mask:
    """Hides the literal write keys of a run wherever a text of its report quotes them."""

    literals: tuple[str, ...] = ()

    @classmethod
    def of(cls, keys: Iterable[str]) -> Mask:
        """Collect the literals of ``keys``, longest first, so that no key hides a part of another."""
        found = {literal for key in keys for literal in _literals(key) if len(literal) >= _SHORTEST_HIDDEN_IN_TEXT}
        return cls(tuple(sorted(found, key=lambda literal: (-len(literal), literal))))

    def text(self, text: str) -> str:
        """Return ``text`` with each literal shortened."""
        for literal in self.literals:
            text = text.replace(literal, _shorten(literal))
        return text


def mask_key(key: str) -> str:
    """Return a write key as a report may show it."""
    if _QUOTED.search(key):
        return _QUOTED.sub(_mask_quoted, key)
    return key if _reads_as_code(key) else _shorten(key)


def is_literal_key(key: str) -> bool:
    """Tell whether the key itself stands in the source, at least as a fallback of an expression."""
    return bool(_literals(key))


def _literals(key: str) -> tuple[str, ...]:
    quoted = [match["text"] for match in _QUOTED.finditer(key)]
    if quoted:
        return tuple(text for text in quoted if text and not _CONSTANT.match(text))
    return () if _reads_as_code(key) else (key,)


def _mask_quoted(match: re.Match[str]) -> str:
    text = match["text"]
    shown = text if not text or _CONSTANT.match(text) else _shorten(text)
    return f"{match['quote']}{shown}{match['quote']}"


def _reads_as_code(key: str) -> bool:
    return not key or bool(_CONSTANT.match(key) or _WORD.match(key) or _EXPRESSION.match(key))


def _shorten(literal: str) -> str:
    return f"{literal[:_SHOWN]}…" if len(literal) > 2 * _SHOWN else "…"
