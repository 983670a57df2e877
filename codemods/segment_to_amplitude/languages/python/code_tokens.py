"""The tokens of one logical line, for laying it out anew."""

from __future__ import annotations

import ast
import io
import token as types
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = frozenset(OPENING.values())
KEYWORDS = frozenset(
    [
        "return",
        "and",
        "or",
        "not",
        "if",
        "else",
        "in",
        "is",
        "lambda",
        "for",
        "yield",
        "await",
        "assert",
        "del",
        "async",
    ]
)
_SKIPPED = frozenset({types.NEWLINE, types.NL, types.INDENT, types.DEDENT, types.ENDMARKER})
_FSTRINGS = tuple(getattr(types, name, -1) for name in ("FSTRING_START", "FSTRING_END"))


@dataclass(eq=False, slots=True)
class Token:
    """One token: its text, where it stands in the line's text, and the comments that follow it on its line.

    ``is_comment`` is a comment on a line of its own. A token that is put in has no place, and one without text is a
    parenthesis that is written only where the line is split at it.
    """

    text: str
    start: int = -1
    end: int = -1
    space: str = ""
    """The white space before it, where both stand on one line."""
    kind: str = "op"
    comments: list[Token] = field(default_factory=list)
    partner: Token | None = None
    """The opening bracket of a closing one."""
    is_invisible: bool = False

    @property
    def is_opening(self) -> bool:
        """Tell whether the token opens a bracket."""
        return (self.kind == "op" and self.text in OPENING) or self.kind == "opening"

    @property
    def is_closing(self) -> bool:
        """Tell whether the token closes a bracket."""
        return (self.kind == "op" and self.text in CLOSING) or self.kind == "closing"

    @property
    def is_comment(self) -> bool:
        """Tell whether the token is a comment."""
        return self.kind == "comment"


def read_tokens(text: str) -> list[Token] | None:
    """The tokens of a logical line; None for one with a backslash at a line's end, or a string over several lines."""
    # The white space that takes the place of CR keeps all offsets.
    text = text.replace("\r\n", " \n")
    found = list(_found(text))
    if not found:
        return None
    previous: Token | None = None
    read: list[Token] = []
    for one in found:
        gap = text[previous.end if previous is not None else 0 : one.start]
        if "\\" in gap or (one.kind != "comment" and "\n" in one.text):
            return None
        if one.kind == "comment" and previous is not None and "\n" not in gap:
            last = read[-1]
            if last.is_comment:
                return None
            last.comments.append(one)
        else:
            one.space = _space(read[-1] if read else None, one, gap)
            if one.text == "," and read:
                # The comment stands behind the comma on the line.
                one.comments, read[-1].comments = read[-1].comments, []
            read.append(one)
        previous = one
    if not _match(read):
        return None
    return _with_invisible(read, text)


def _found(text: str) -> Iterator[Token]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    depth = 0
    begun = 0
    try:
        for one in tokenize.generate_tokens(io.StringIO(text + "\n").readline):
            start = starts[one.start[0] - 1] + one.start[1] if one.start[0] <= len(starts) else len(text)
            end = starts[one.end[0] - 1] + one.end[1] if one.end[0] <= len(starts) else len(text)
            if one.type == _FSTRINGS[0]:
                begun = start if not depth else begun
                depth += 1
                continue
            if one.type == _FSTRINGS[1]:
                depth -= 1
                if not depth:
                    yield Token(text[begun:end], begun, end, kind="string")
                continue
            if depth or one.type in _SKIPPED or not one.string.strip():
                continue
            kind = {
                types.NAME: "name",
                types.STRING: "string",
                types.NUMBER: "number",
                types.COMMENT: "comment",
            }.get(one.type, "op")
            string = one.string.rstrip() if kind == "comment" else one.string
            yield Token(string, start, start + len(string), kind=kind)
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return


def _space(previous: Token | None, one: Token, gap: str) -> str:
    """The white space before a token when it stands on the line of the one before."""
    if previous is None:
        return ""
    if "\n" not in gap and "#" not in gap:
        return gap
    if previous.is_opening or one.is_closing or one.text in (".", ",", ":") or previous.text == ".":
        return ""
    return " "


def _match(tokens: list[Token]) -> bool:
    open_brackets: list[Token] = []
    for one in tokens:
        if one.is_opening:
            open_brackets.append(one)
        elif one.is_closing:
            if not open_brackets:
                return False
            one.partner = open_brackets.pop()
            if OPENING[one.partner.text] != one.text:
                return False
    return not open_brackets


def _with_invisible(tokens: list[Token], text: str) -> list[Token] | None:
    """Put parentheses without text around what may be given some: conditions, and the values of statements."""
    places = _places(text)
    if places is None:
        return None
    for start, end in sorted(places, key=lambda place: place[1] - place[0]):
        first = next((i for i, one in enumerate(tokens) if one.start >= start and not one.is_comment), None)
        last = next((i for i in range(len(tokens) - 1, -1, -1) if 0 <= tokens[i].end <= end), None)
        if first is None or last is None or last < first:
            continue
        while first and tokens[first - 1].kind == "opening" and tokens[first - 1].start == start:
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].kind == "closing" and tokens[last + 1].end == end:
            last += 1
        if first and tokens[first - 1].text == "(" and last + 1 < len(tokens):
            if tokens[last + 1].partner is tokens[first - 1]:
                continue
        left = Token("", start, start, tokens[first].space, "opening", is_invisible=True)
        right = Token("", end, end, "", "closing", partner=left, is_invisible=True)
        right.comments, tokens[last].comments = tokens[last].comments, []
        tokens[first].space = ""
        tokens[last + 1 : last + 1] = [right]
        tokens[first:first] = [left]
    return tokens


def _places(text: str) -> list[tuple[int, int]] | None:
    """Where parentheses may be put: around conditional expressions, and what is returned, assigned or looped over."""
    is_loop = text.rstrip().endswith(":")
    try:
        tree = ast.parse(text + (" pass" if is_loop else ""))
    except (SyntaxError, ValueError):
        try:
            tree = ast.parse(f"def f():\n {text}")
        except (SyntaxError, ValueError):
            return None
        return _extents(tree, text, lines_before=1, columns_before=1)
    return _extents(tree, text, lines_before=0, columns_before=0)


def _extents(tree: ast.Module, text: str, *, lines_before: int, columns_before: int) -> list[tuple[int, int]]:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(row: int, column: int) -> int:
        row -= 1 + lines_before
        column -= columns_before if row == 0 else 0
        return starts[row] + len(lines[row].encode()[:column].decode("utf-8", "ignore"))

    found: list[tuple[int, int]] = []
    for node in ast.walk(tree):
        inner: ast.expr | None = None
        if isinstance(node, ast.IfExp):
            inner = node
        elif isinstance(node, (ast.Return, ast.Assign, ast.AnnAssign)):
            inner = node.value
        elif isinstance(node, ast.For):
            inner = node.iter
        if inner is not None:
            place = (
                offset(inner.lineno, inner.col_offset),
                offset(inner.end_lineno or 0, inner.end_col_offset or 0),
            )
            if place not in found:
                found.append(place)
    return found
