"""Split a logical line as black and ruff do.

A line that is too long, or holds a comma before a closing bracket, is split at its last bracket pair; what stands in
the brackets goes on at its delimiters of the highest priority. After black/linegen.py, black/brackets.py and
black/lines.py of black 26, for simple statements and ``for`` headers, without its experimental styles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segment_to_amplitude.languages.python.code_lines import (
    COMMA,
    COMMENT_SPACE,
    DOT,
    Line,
    may_be_called,
    width_of_text,
)
from segment_to_amplitude.languages.python.code_tokens import Token


class Unsplittable(Exception):
    """A way to split a line does not fit it."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A line split at a bracket pair."""

    head: Line
    body: Line
    tail: Line
    opening: Token
    closing: Token


class Splitter:
    """Splits the lines of one statement that starts at ``indent`` columns."""

    def __init__(self, width: int, indent: int, unit: int) -> None:
        self.width = width
        self.indent = indent
        self.unit = unit

    def split(self, tokens: Sequence[Token], *, in_brackets: bool = False) -> list[Line]:
        """The lines that take the place of one."""
        return list(self._lines(Line(list(tokens), 0, in_brackets)))

    def column(self, line: Line) -> int:
        """Where a line begins."""
        return self.indent + self.unit * line.depth

    def fits(self, line: Line, spare: int = 0) -> bool:
        """Tell whether a line can be written as it is."""
        return not line.has_own_comments and self.column(line) + width_of_text(line.text) <= self.width - spare

    def _lines(self, line: Line, *, force: bool = False) -> Iterator[Line]:
        if len(line.tokens) == 1 and line.tokens[0].is_comment:
            yield line
            return
        is_whole = (
            not line.splits_at_brackets and not line.magic_comma and self.fits(line) and not line.has_inner_comments
        )
        if not is_whole:
            ways = [self._at_delimiters, self._at_comments] if line.inside_brackets else []
            for way in ways:
                try:
                    parts = way(line)
                    if len(parts) == 1 and parts[0].text == line.text:
                        continue
                    for part in parts:
                        yield from self._lines(part)
                except Unsplittable:
                    continue
                else:
                    return
            try:
                yield from self._at_brackets(line, force=force)
            except Unsplittable:
                pass
            else:
                return
        yield line

    # --- at delimiters -----------------------------------------------------------------------------------------

    def _at_delimiters(self, line: Line) -> list[Line]:
        last = len(line.tokens) - 1
        priorities = [priority for index, priority in line.delimiters.items() if index != last]
        if not priorities:
            raise Unsplittable
        priority = max(priorities)
        has_comments = line.has_own_comments or line.has_inner_comments
        if priority == DOT and not has_comments and sum(one == DOT for one in line.delimiters.values()) == 1:
            raise Unsplittable
        lines: list[list[Token]] = [[]]
        for index, one in enumerate(line.tokens):
            follows = next((token.text for token in line.tokens[index:] if not token.is_comment), "")
            # A comment in a chain of methods stays with it, as ruff has it; black would tear the chain apart.
            self._append(lines, one, line.depths[index] + (priority > DOT and follows == "."))
            if line.delimiters.get(index) == priority and lines[-1]:
                lines.append([])
        lines = [tokens for tokens in lines if tokens]
        if priority == COMMA:
            content = [tokens for tokens in lines if not tokens[0].is_comment]
            if content and content[-1][-1].text != ",":
                content[-1].append(_comma_after(content[-1][-1]))
        return [Line(tokens, line.depth, line.inside_brackets) for tokens in lines]

    def _at_comments(self, line: Line) -> list[Line]:
        if not line.has_own_comments:
            raise Unsplittable
        lines: list[list[Token]] = [[]]
        for index, one in enumerate(line.tokens):
            self._append(lines, one, line.depths[index])
        return [Line(tokens, line.depth, line.inside_brackets) for tokens in lines if tokens]

    @staticmethod
    def _append(lines: list[list[Token]], one: Token, depth: int) -> None:
        """Add a token; a comment outside of brackets gets a line of its own."""
        alone = one.is_comment and depth == 0
        if alone and lines[-1]:
            lines.append([])
        lines[-1].append(one)
        if alone:
            lines.append([])

    # --- at brackets -------------------------------------------------------------------------------------------

    def _at_brackets(self, line: Line, *, force: bool) -> list[Line]:
        result = self._run(line, self._with_omits(line, force=force))
        invisible = [one for one in line.tokens if one.is_invisible and not one.text]
        shown = [one for one in line.tokens if one.is_invisible and one.text]
        if force or not invisible or shown or self.fits(result[0]):
            return result
        shown_before = [(one, one.text) for one in line.tokens if one.is_invisible]
        try:
            second = self._run(line, self._with_omits(line, force=True), force=True)
        except Unsplittable:
            second = []
        if second and all(self.fits(one) for one in second):
            return second
        for one, text in shown_before:
            one.text = text
        return self._run(line, self._with_omits(line, force=False))

    def _run(self, line: Line, parts: list[Line], *, force: bool = False) -> list[Line]:
        if any(part.text == line.text for part in parts):
            raise Unsplittable
        return [one for part in parts for one in self._lines(part, force=force)]

    def _with_omits(self, line: Line, *, force: bool) -> list[Line]:
        first: list[Line] | None = None
        for omit in self._omits(line):
            shown = [(one, one.text) for one in line.tokens if one.is_invisible]
            lines = self._right_hand(line, omit, force=force)
            if first is None and not omit:
                first = lines
            if self.fits(lines[0]):
                return lines
            for one, text in shown:
                one.text = text
        return self._right_hand(line, frozenset(), force=force)

    def _right_hand(self, line: Line, omit: frozenset[Token], *, force: bool) -> list[Line]:
        return self._choose(self._halves(line, omit), line, omit, force=force)

    def _halves(self, line: Line, omit: frozenset[Token]) -> Halves:
        tail: list[Token] = []
        body: list[Token] = []
        head: list[Token] = []
        current = tail
        opening: Token | None = None
        closing: Token | None = None
        for one in reversed(line.tokens):
            if current is body and one is opening:
                current = head if body else tail
            current.append(one)
            if current is tail and one.is_closing and one not in omit:
                opening, closing = one.partner, one
                current = body
        if opening is None or closing is None or not head:
            raise Unsplittable
        head.reverse()
        body.reverse()
        tail.reverse()
        halves = Halves(
            Line(head, line.depth),
            Line(body, line.depth + 1, inside_brackets=True),
            Line(tail, line.depth),
            opening,
            closing,
        )
        if not body:
            raise Unsplittable
        is_trailer = len(head) > 1 and opening.text != "{" and may_be_called(head[-2])
        halves.body.splits_at_brackets = _should_explode(halves.body, is_trailer=is_trailer)
        return halves

    def _choose(self, halves: Halves, line: Line, omit: frozenset[Token], *, force: bool) -> list[Line]:
        if not force and halves.opening.is_invisible and not halves.opening.text and self._can_omit(halves):
            without = omit | {halves.closing}
            try:
                other = self._halves(line, without)
                if self._prefers(other, halves):
                    return self._choose(other, line, without, force=force)
            except Unsplittable as problem:
                if not _can_be_split(halves.body) and not self.fits(halves.body):
                    raise Unsplittable from problem
        for one in (halves.opening, halves.closing):
            if one.is_invisible:
                one.text = "(" if one is halves.opening else ")"
        return [one for one in (halves.head, halves.body, halves.tail) if one.tokens]

    def _prefers(self, other: Halves, halves: Halves) -> bool:
        """Tell whether a split inside a value is better than parentheses around the value."""
        head = halves.head.tokens
        if not (len(head) >= 2 and head[-2].text == "="):
            return True
        if not any(one.is_opening or one.is_closing for one in head[:-1]):
            return True
        if not self.fits(halves.head, 1) or halves.head.magic_comma:
            return True
        closes = False
        for one in reversed(other.head.tokens):
            if one.text == "=":
                break
            if one.is_closing:
                closes = True
                break
        return closes or (any(one.text == "=" for one in other.head.tokens) and self.fits(other.head))

    def _can_omit(self, halves: Halves) -> bool:
        line = halves.body
        depth = 0
        for one in line.tokens:
            depth += one.is_opening - one.is_closing
            if one.is_comment and depth == 0:
                return False
        if not line.delimiters:
            return True
        priority = max(line.delimiters.values())
        if sum(one == priority for one in line.delimiters.values()) > 1:
            return False
        if priority == DOT:
            return True
        first, second, last, before = line.tokens[0], line.tokens[1], line.tokens[-1], line.tokens[-2]
        if first.is_opening and not second.is_closing and self._fits_after(line, first):
            return True
        if last.text in (")", "}") or (last.text == "]" and not _is_subscript(line, last)) or last.kind == "closing":
            if before.is_opening:
                return False
            return self._fits_before(line, last)
        return False

    def _fits_after(self, line: Line, first: Token) -> bool:
        length = self.column(line)
        is_rest = False
        for one in line.tokens:
            if one.partner is first and one.is_closing:
                is_rest = True
            if is_rest:
                length += _token_width(one)
                if length > self.width:
                    return False
                if one.is_opening:
                    is_rest = False
        return True

    def _fits_before(self, line: Line, last: Token) -> bool:
        length = self.column(line)
        has_others = False
        for one in line.tokens:
            length += _token_width(one)
            if one is last.partner:
                if has_others or length <= self.width:
                    return True
            elif one.is_opening:
                has_others = True
        return False

    def _omits(self, line: Line) -> Iterator[frozenset[Token]]:
        """Closing brackets to leave whole, ever more of them, as long as what follows fits on a line."""
        omit: set[Token] = set()
        if not line.magic_comma:
            yield frozenset()
        length = self.column(line)
        opening: Token | None = None
        closing: Token | None = None
        inner: set[Token] = set()
        for index in range(len(line.tokens) - 1, -1, -1):
            one = line.tokens[index]
            length += _token_width(one) + sum(len(COMMENT_SPACE) + len(comment.text) for comment in one.comments)
            if length > self.width or one.is_comment or one.comments:
                break
            before = line.tokens[index - 1] if index else None
            if opening is not None:
                if one is opening:
                    opening = None
                elif one.is_closing:
                    if line.is_magic(index):
                        break
                    inner.add(one)
            elif one.is_closing:
                if before is not None and before.is_opening:
                    inner.add(one)
                    continue
                if closing is not None:
                    omit |= {closing, *inner}
                    inner.clear()
                    yield frozenset(omit)
                if line.is_magic(index):
                    break
                if one.text:
                    opening, closing = one.partner, one


def _comma_after(last: Token) -> Token:
    comma = Token(",")
    comma.comments, last.comments = last.comments, []
    return comma


def _should_explode(line: Line, *, is_trailer: bool) -> bool:
    """Tell whether a body has one element a line though it fits: in a display, and after the author's last comma."""
    last = len(line.tokens) - 1
    has_comma = line.tokens[last].text == "," and line.tokens[last].kind == "op"
    priorities = [priority for index, priority in line.delimiters.items() if not (has_comma and index == last)]
    return bool(priorities) and max(priorities) == COMMA and (has_comma or not is_trailer)


def _can_be_split(line: Line) -> bool:
    tokens = line.tokens
    return len(tokens) >= 2 and (tokens[0].kind != "string" or tokens[1].text != "." or len(tokens) > 6)


def _is_subscript(line: Line, closing: Token) -> bool:
    index = next((i for i, one in enumerate(line.tokens) if one is closing.partner), 0)
    return index > 0 and may_be_called(line.tokens[index - 1])


def _token_width(token: Token) -> int:
    return width_of_text(token.space + token.text)
