"""How a file is written: its quotes, semicolons, indentation and width."""

from __future__ import annotations

import re
from dataclasses import dataclass

from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.source.trivia import indent_unit

MINIMUM_WIDTH = 80
MAXIMUM_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one file that new text follows."""

    quote: str
    semicolon: str
    unit: bytes
    width: int
    is_typed: bool

    def text(self, value: str) -> str:
        """Write a string literal."""
        escaped = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        other = '"' if self.quote == "'" else "'"
        quote = other if self.quote in escaped and other not in escaped else self.quote
        return quote + escaped.replace(quote, "\\" + quote) + quote


def style_of(program: Program) -> Style:
    """Read a file's habits; an attribute's code takes care of its own quotes elsewhere."""
    data = program.data
    single = len(re.findall(rb"(?<!\w)'[^'\"\n]*'", data))
    double = len(re.findall(rb"(?<!\w)\"[^'\"\n]*\"", data))
    if program.path.endswith((".vue", ".html", ".htm", ".svelte")) and program.roots:
        root = program.roots[0]
        script = data[root.start : root.end]
        single = len(re.findall(rb"(?<!\w)'[^'\"\n]*'", script))
        double = len(re.findall(rb"(?<!\w)\"[^'\"\n]*\"", script))
    lines = [line.rstrip() for line in data.splitlines()]
    ended = sum(line.endswith(b";") for line in lines)
    unended = sum(line.endswith((b")", b"'", b'"')) for line in lines)
    longest = max((len(line) for line in lines if len(line) <= MAXIMUM_WIDTH), default=MINIMUM_WIDTH)
    return Style(
        quote='"' if double > single else "'",
        semicolon=";" if ended * 3 >= unended else "",
        unit=indent_unit(data),
        width=max(MINIMUM_WIDTH, min(longest, MAXIMUM_WIDTH)),
        is_typed=program.is_typed,
    )
