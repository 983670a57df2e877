"""Lay a statement out as black and ruff do, as parts that keep the author's own bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from segment_to_amplitude.languages.python.code_lines import COMMENT_SPACE, Line
from segment_to_amplitude.languages.python.code_tokens import Token, read_tokens
from segment_to_amplitude.languages.python.split_lines import Splitter
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span

TAB_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Style:
    """How lines are written in one file."""

    width: int
    unit: bytes
    newline: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    text: str
    span: Span | None


def text_of(parts: Sequence[Part], data: bytes) -> str:
    """What parts come to, without rewrites in them."""
    return "".join(piece.text for piece in _pieces(parts, data))


def is_laid_out(text: str, indent: bytes, style: Style) -> bool:
    """Tell whether a statement stands as black would write it, as far as this is told by its line breaks."""
    lines = _lines(text, indent, style)
    if lines is None or _has_odd_spaces(text):
        return False
    newline = style.newline.decode()
    return newline.join(_written(line, indent.decode(), style) for line in lines).lstrip() == text.rstrip()


def lay_out(parts: Sequence[Part], indent: bytes, style: Style) -> list[Part] | None:
    """The parts of a statement with the line breaks that black gives it; None for what it does not know to lay out."""
    pieces = _pieces(parts, style.data)
    lines = _lines("".join(piece.text for piece in pieces), indent, style)
    if lines is None:
        return None
    made: list[Part] = []
    for number, line in enumerate(lines):
        if number:
            made.append(style.newline + indent + style.unit * line.depth)
        for index, one in enumerate(line.tokens):
            if index and one.space:
                made.append(one.space.encode())
            made += _slice(one, pieces)
        for one in line.tokens:
            for comment in one.comments:
                made += [COMMENT_SPACE.encode(), *_slice(comment, pieces)]
    return merged(made, style.data)


def width_of(indent: bytes) -> int:
    """How many columns an indentation takes."""
    return len(indent) + (TAB_WIDTH - 1) * indent.count(b"\t")


def merged(parts: Sequence[Part], data: bytes) -> list[Part]:
    """The same parts, kept spans that stand together as one, with the bytes between them where these are the file's."""
    found: list[Part] = []
    for part in parts:
        if part == b"":
            continue
        if isinstance(part, Span) and found:
            last = found[-1]
            if isinstance(last, Span) and last.end == part.start:
                found[-1] = Span(last.start, part.end)
                continue
            before = found[-2] if len(found) > 1 else None
            if isinstance(last, bytes) and isinstance(before, Span) and before.end <= part.start:
                if data[before.end : part.start] == last:
                    found[-2:] = [Span(before.start, part.end)]
                    continue
        if isinstance(part, bytes) and found and isinstance(found[-1], bytes):
            found[-1] += part
            continue
        found.append(part)
    return found


def _lines(text: str, indent: bytes, style: Style) -> list[Line] | None:
    tokens = read_tokens(text)
    if tokens is None:
        return None
    unit = width_of(style.unit)
    return Splitter(style.width, width_of(indent), unit).split(tokens)


def _written(line: Line, indent: str, style: Style) -> str:
    return indent + style.unit.decode() * line.depth + line.text


def _has_odd_spaces(text: str) -> bool:
    """Tell whether there is white space where black has none, or none where it has some."""
    tokens = read_tokens(text) or []
    for before, one in pairwise(tokens):
        if (before.is_opening or one.is_closing or one.text == ",") and one.space:
            return True
        if before.text == "," and before.kind == "op" and one.space != " " and not one.is_closing:
            return True
    return False


def _pieces(parts: Sequence[Part], data: bytes) -> list[_Piece]:
    found: list[_Piece] = []
    offset = 0
    for part in parts:
        if isinstance(part, bytes):
            text, span = part.decode("utf-8"), None
        elif isinstance(part, Span):
            text, span = data[part.start : part.end].decode("utf-8"), part
        else:
            raise TypeError("a statement is laid out before parts of it are rewritten")
        found.append(_Piece(offset, offset + len(text), text, span))
        offset += len(text)
    return found


def _slice(token: Token, pieces: Sequence[_Piece]) -> list[Part]:
    """What a token is made of: new text, and kept bytes."""
    if token.start < 0 or token.is_invisible:
        return [token.text.encode()]
    made: list[Part] = []
    for piece in pieces:
        start, end = max(token.start, piece.start), min(token.end, piece.end)
        if start >= end:
            continue
        text = piece.text[start - piece.start : end - piece.start]
        if piece.span is None:
            made.append(text.encode())
        else:
            before = len(piece.text[: start - piece.start].encode())
            begun = piece.span.start + before
            made.append(Span(begun, begun + len(text.encode())))
    return made
