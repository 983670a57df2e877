"""Literals of Kotlin and Java: what a string says, which digits a number has."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|\r\n|.)", re.DOTALL)
_TEMPLATE = re.compile(r"\$(?:\{|`|[^\W\d])")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", "s": " "}
_NUMBER = re.compile(r"[+-]?\s*(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9_]*\.?[0-9_]+(?:[eE][+-]?[0-9_]+)?)")
_SUFFIX = re.compile(r"[uU]?[lL]?$")
_FRACTION_SUFFIX = re.compile(r"[fFdD]$")
QUOTES = '"""'
STRINGS = frozenset({"string_literal", "multiline_string_literal"})
NUMBERS = frozenset({
    "number_literal", "float_literal", "decimal_integer_literal", "hex_integer_literal", "octal_integer_literal",
    "binary_integer_literal", "decimal_floating_point_literal", "hex_floating_point_literal",
})  # fmt: skip
TRUTHS = frozenset({"true", "false"})
NULLS = frozenset({"null", "null_literal"})


def kotlin_string(written: str) -> str | None:
    """What a Kotlin string says; None for a template."""
    is_raw = written.startswith(QUOTES)
    inner = written[3:-3] if is_raw else written[1:-1]
    bare = inner if is_raw else _ESCAPE.sub("", inner)
    if _TEMPLATE.search(bare):
        return None
    return inner if is_raw else _unescaped(inner)


def kotlin_start(written: str) -> str:
    """The text that a Kotlin string certainly begins with."""
    if written.startswith(QUOTES):
        return _TEMPLATE.split(written[3:-3], maxsplit=1)[0]
    inner = written[1:-1]
    return "" if "\\" in inner else _TEMPLATE.split(inner, maxsplit=1)[0]


def java_string(written: str) -> str:
    """What a Java string or text block says."""
    if not written.startswith(QUOTES):
        return _unescaped(written[1:-1])
    lines = re.split(r"\r\n|\r|\n", written[3:-3])[1:]
    counted = [line for line in lines[:-1] if line.strip()] + lines[-1:]
    margin = min((len(line) - len(line.lstrip()) for line in counted), default=0)
    return _unescaped("\n".join(line[margin:].rstrip() for line in lines))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = match[1]
    if code.startswith("u") and len(code) > 1:
        return chr(int(code.lstrip("u"), 16))
    if code.isdigit():
        return chr(int(code, 8))
    if code in ("\n", "\r\n"):
        return ""
    return _LETTERS.get(code, code)


def number_digits(written: str) -> str:
    """The digits of a number without what says its type."""
    text = written.replace("_", "").replace(" ", "")
    if text[-1:] in "fFdD" and not re.match(r"[+-]?0[xX]", text):
        return _FRACTION_SUFFIX.sub("", text)
    return _SUFFIX.sub("", text)


def is_number(written: str) -> bool:
    """Tell whether a text is one number and nothing else."""
    return _NUMBER.fullmatch(number_digits(written)) is not None
