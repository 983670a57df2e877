"""Names by text or by regular expression, and their case conventions.

Expressions are RE2's: their time is linear in the text, so that none can run away, and no clock decides what a run
finds. It is the dialect of ast-grep's own ``regex`` too: no look-around, no references back in the expression.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

MEMORY = 1 << 22
"""Bytes that one expression may take."""


class Expression(Protocol):
    """A compiled regular expression."""

    groups: int

    def search(self, text: str) -> object | None:
        """Find the expression anywhere in a text."""

    def sub(self, repl: str, text: str) -> str:
        """Replace each place of the text where the expression is found."""


class ExpressionError(ValueError):
    """A text is no regular expression of RE2's."""


@cache
def compiled(pattern: str) -> Expression:
    """Compile an expression once."""
    import re2  # type: ignore[import-untyped]

    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    try:
        found: Expression = re2.compile(pattern, options)
    except re2.error as error:
        text = error.args[0] if error.args else "unknown"
        raise ExpressionError(text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)) from error
    return found


def check_replacement(pattern: str, replacement: str) -> None:
    """Raise where a replacement speaks of a group that an expression has not."""
    try:
        compiled(pattern).sub(replacement, "")
    except ExpressionError:
        raise
    except Exception as error:
        raise ExpressionError(str(error)) from error
    for group in re.findall(r"\\(\d)", replacement):
        if int(group) > compiled(pattern).groups:
            raise ExpressionError(f"there is no group {group} in `{pattern}`")


def words_of_name(name: str) -> list[str]:
    """The words of a name in any convention: ``HTTPServer`` has two, ``order_id2`` three."""
    words: list[str] = []
    for index, char in enumerate(name):
        if not char.isalnum():
            words.append("")
            continue
        before = name[index - 1] if index else ""
        after = name[index + 1] if index + 1 < len(name) else ""
        is_hump = char.isupper() and (before.islower() or (before.isupper() and after.islower()))
        if not words or is_hump or before.isdigit() is not char.isdigit():
            words.append("")
        words[-1] += char
    return [word for word in words if word]


def in_case(name: str, case: str) -> str:
    """Write a name in a case convention; what is no word, such as a leading ``$``, goes."""
    words = words_of_name(name)
    if not words:
        return name
    lower = [word.lower() for word in words]
    match case:
        case "title":
            return " ".join(word if word.isupper() and len(word) > 1 else word.capitalize() for word in words)
        case "sentence":
            return " ".join([lower[0].capitalize(), *lower[1:]])
        case "snake":
            return "_".join(lower)
        case "kebab":
            return "-".join(lower)
        case "camel":
            return f"{lower[0]}" + "".join(word.capitalize() for word in lower[1:])
        case "pascal":
            return "".join(word.capitalize() for word in lower)
        case "lower":
            return name.lower()
        case "upper":
            return name.upper()
    raise ValueError(f"no case convention {case}")
