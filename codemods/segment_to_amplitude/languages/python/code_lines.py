"""Tokens on one line, and where black would split the line."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from segment_to_amplitude.languages.python.code_tokens import KEYWORDS, Token

COMPREHENSION, COMMA, TERNARY, LOGIC, STRING, COMPARATOR = 20, 18, 16, 14, 12, 10
DOT = 1
OPERATORS = {
    "|": 9,
    "^": 8,
    "&": 7,
    "<<": 6,
    ">>": 6,
    "+": 5,
    "-": 5,
    "*": 4,
    "/": 4,
    "//": 4,
    "%": 4,
    "@": 4,
    "**": 1,
}
COMPARATORS = frozenset({"<", ">", "==", "!=", "<=", ">="})
COMMENT_SPACE = "  "


class Unsplittable(Exception):
    """A way to split a line does not fit it."""


@dataclass(eq=False)
class Line:
    """Tokens that stand on one line, and how deep it is indented."""

    tokens: list[Token]
    depth: int
    inside_brackets: bool = False
    splits_at_brackets: bool = False
    delimiters: dict[int, int] = field(default_factory=dict)
    """Priorities of the places behind tokens, by the token's number."""
    depths: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._measure()

    def _measure(self) -> None:
        depth = 0
        names: list[tuple[str, int]] = []
        """Open ``for`` and ``lambda``, whose commas split nothing, with the depth behind them."""
        comprehensions: list[bool] = [False]
        opened: set[Token] = set()
        previous: Token | None = None
        for index, one in enumerate(self.tokens):
            if one.is_comment:
                self.depths.append(depth)
                continue
            is_loop_in = names[-1:] == [("for", depth)] and one.kind == "name" and one.text == "in"
            if is_loop_in or (names[-1:] == [("lambda", depth)] and one.text == ":"):
                depth -= 1
                names.pop()
            if one.is_closing and one.partner in opened:
                depth -= 1
                comprehensions.pop()
            self.depths.append(depth)
            if depth == 0:
                follows = self.tokens[index + 1].text if index + 1 < len(self.tokens) else ""
                priority = 0 if is_loop_in else _priority(one, previous, follows, in_comprehension=comprehensions[-1])
                if priority and index:
                    self.delimiters[index - 1] = priority
                elif one.text == "," and one.kind == "op":
                    self.delimiters[index] = COMMA
            if one.is_opening:
                opened.add(one)
                depth += 1
                comprehensions.append(False)
            elif one.kind == "name" and one.text in ("for", "lambda"):
                depth += 1
                names.append((one.text, depth))
                comprehensions[-1] |= one.text == "for"
            if one.text or one.is_closing:
                previous = one

    @property
    def text(self) -> str:
        """The line as it is written, without its indentation, with its comments at the end."""
        parts = []
        for index, one in enumerate(self.tokens):
            parts.append((one.space if index else "") + one.text)
        comments = [comment.text for one in self.tokens for comment in one.comments]
        return COMMENT_SPACE.join(["".join(parts), *comments])

    @property
    def has_own_comments(self) -> bool:
        """Tell whether a comment stands on a line of its own."""
        return any(one.is_comment for one in self.tokens)

    @property
    def has_inner_comments(self) -> bool:
        """Tell whether a comment belongs to a token before the last one, which it is to stay with."""
        return any(one.comments for one in self.tokens[:-1])

    @property
    def magic_comma(self) -> bool:
        """Tell whether a comma before a closing bracket asks for one element a line."""
        return any(self.is_magic(index) for index, one in enumerate(self.tokens) if one.is_closing)

    def is_magic(self, index: int) -> bool:
        """Tell whether the closing bracket at a place asks for one element a line."""
        closing = self.tokens[index]
        before = self.tokens[index - 1] if index else None
        if before is None or before.text != "," or before.kind != "op":
            return False
        opening = next((i for i in range(index) if self.tokens[i] is closing.partner), None)
        if opening is None:
            return False
        if closing.text == "}":
            return True
        is_trailer = opening > 0 and may_be_called(self.tokens[opening - 1])
        if closing.text == "]":
            return not (is_trailer and self._commas(opening, index) == 1)
        return is_trailer or self._commas(opening, index) > 1

    def _commas(self, opening: int, closing: int) -> int:
        depth = count = 0
        for one in self.tokens[opening + 1 : closing]:
            depth += one.is_opening - one.is_closing
            count += depth == 0 and one.text == ","
        return count


def _priority(one: Token, previous: Token | None, follows: str, *, in_comprehension: bool) -> int:
    """How readily a line is split before a token; 0 where it is not."""
    text = one.text
    if one.kind == "op":
        if text == ".":
            return DOT if previous is None or previous.is_closing else 0
        if text in OPERATORS:
            return OPERATORS[text] if previous is not None and may_end_value(previous) else 0
        return COMPARATOR if text in COMPARATORS else 0
    if one.kind == "string":
        return STRING if previous is not None and previous.kind == "string" else 0
    if one.kind != "name":
        return 0
    match text:
        case "for":
            # Nothing stands before it in the header of a loop.
            return COMPREHENSION if previous is not None else 0
        case "if":
            return COMPREHENSION if in_comprehension else TERNARY
        case "else":
            return TERNARY
        case "is":
            return COMPARATOR
        case "in":
            return COMPARATOR if previous is None or previous.text != "not" else 0
        case "not":
            return COMPARATOR if follows == "in" else 0
        case "and" | "or":
            return LOGIC
    return 0


def may_end_value(token: Token) -> bool:
    """Tell whether an operator behind a token has two operands."""
    return may_be_called(token) or token.kind == "number"


def may_be_called(token: Token) -> bool:
    """Tell whether a bracket behind a token is that of a call or a subscript."""
    return token.is_closing or token.kind == "string" or (token.kind == "name" and token.text not in KEYWORDS)


def width_of_text(text: str) -> int:
    """How many columns a text takes; wide characters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
