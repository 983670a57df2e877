"""Read Groovy, Kotlin and Java as far as manifests need it: names, strings, comments and brackets, in bytes.

Nothing is run. What the three have in common is enough, with nested interpolation in strings and Groovy's slashy
strings beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span

_TOKEN = re.compile(
    rb"""
    (?P<space>(?:[ \t\f\r]|\\\r?\n|\xef\xbb\xbf)+)
  | (?P<newline>\n)
  | (?P<comment>//[^\n]*|\#![^\n]*)
  | (?P<block>/\*)
  | (?P<name>[A-Za-z_\x80-\xff`$][\w\x80-\xff`$]*)
  | (?P<number>\d[\w.]*)
  | (?P<quote>\"\"\"|'''|"|')
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SLASHY = re.compile(rb"/(?:\\.|[^/\\\n])+/")
_BEFORE_SLASHY = frozenset({b"(", b",", b"=", b"~", b"[", b":", b"return"})
_CLOSING = {b"(": b")", b"[": b"]", b"{": b"}"}


@dataclass(slots=True)
class Token:
    """A name, number, string, mark or newline; ``text`` is what stands between the quotes of a string."""

    kind: str
    span: Span
    text: bytes
    quotes: int = 0
    opener: int = -1
    """The index of the innermost bracket around it."""
    partner: int = -1
    """Of a bracket, the index of the other one."""

    @property
    def inner(self) -> Span:
        """The span of ``text``."""
        return Span(self.span.start + self.quotes, self.span.end - self.quotes)

    def is_mark(self, *texts: bytes) -> bool:
        """Tell whether it is one of some marks."""
        return self.kind == "mark" and self.text in texts

    def is_name(self, *texts: bytes) -> bool:
        """Tell whether it is one of some names."""
        return self.kind == "name" and self.text in texts


@dataclass
class Script:
    """A file as tokens; comments and white space are left out."""

    path: str
    data: bytes
    tokens: list[Token] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        nests = self.path.endswith((".kt", ".kts"))
        interpolates = not self.path.endswith(".java")
        for token in _lexed(self.data, interpolates=interpolates, nests=nests):
            if token.kind == "comment":
                self.comments.append(token.span)
            else:
                self.tokens.append(token)
        self._pair()

    @cached_property
    def document(self) -> Document:
        """The file with its lines."""
        return Document(self.path, self.data)

    @cached_property
    def code(self) -> bytes:
        """The file with its comments blanked, each byte where it was."""
        return _blanked(self.data, self.comments)

    @cached_property
    def bare(self) -> bytes:
        """The file without comments and strings, each byte where it was."""
        return _blanked(self.code, [token.span for token in self.tokens if token.kind == "string"])

    def __getitem__(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def before(self, index: int) -> int:
        """The index of the token before, without regard to line ends."""
        index -= 1
        while index >= 0 and self.tokens[index].kind == "newline":
            index -= 1
        return index

    def after(self, index: int) -> int:
        """The index of the token after, without regard to line ends; past the end where there is none."""
        index += 1
        while index < len(self.tokens) and self.tokens[index].kind == "newline":
            index += 1
        return index

    def name_ending_at(self, index: int) -> list[bytes]:
        """The parts of the dotted name that ends with a token."""
        parts: list[bytes] = []
        while index >= 0 and self.tokens[index].kind == "name":
            parts.insert(0, self.tokens[index].text)
            dot = self.tokens[index - 1] if index else None
            if dot is None or not dot.is_mark(b"."):
                break
            index -= 2
        return parts

    def block_name(self, brace: int) -> bytes:
        """What stands before an opening brace: ``dependencies {``, ``named("main") {``, ``a.dependencies {``."""
        before = self.tokens[brace - 1] if brace > 0 else None
        index = brace - 1
        if before is not None and before.is_mark(b")") and before.partner >= 0:
            index = before.partner - 1
        token = self[index]
        return token.text if token is not None and token.kind == "name" else b""

    def blocks_around(self, index: int) -> Iterator[tuple[int, bytes]]:
        """Yield the braces around a token, from the inside, with the names of their blocks."""
        at = self.tokens[index].opener
        while at >= 0:
            if self.tokens[at].is_mark(b"{"):
                yield at, self.block_name(at)
            at = self.tokens[at].opener

    def statement(self, index: int, brace: int) -> tuple[int, int]:
        """First and last token of the statement around a token, in the block of a brace; -1 is the file."""
        while self.tokens[index].opener != brace:
            index = self.tokens[index].opener
        first = last = index
        if self.tokens[last].partner > last:
            last = self.tokens[last].partner
        while (previous := self._previous(first)) >= 0:
            first = previous
        while (following := self._following(last)) >= 0:
            last = following
        return first, last

    def _previous(self, index: int) -> int:
        at = index - 1
        is_broken = at >= 0 and self.tokens[at].kind == "newline"
        at = self.before(index)
        if at < 0 or (self.tokens[at].opener != self.tokens[index].opener and self.tokens[at].partner < 0):
            return -1
        token = self.tokens[at]
        if token.is_mark(b";") or (token.partner > at):
            return -1
        if is_broken and not self._continues(at, index):
            return -1
        return token.partner if 0 <= token.partner < at else at

    def _following(self, index: int) -> int:
        at = self.after(index)
        if at >= len(self.tokens):
            return -1
        token = self.tokens[at]
        if token.is_mark(b";") or 0 <= token.partner < at:
            return -1
        if at != index + 1 and not self._continues(index, at):
            return -1
        return token.partner if token.partner > at else at

    def _continues(self, last: int, first: int) -> bool:
        """Tell whether a statement goes on over the end of a line."""
        return self.tokens[last].is_mark(b",", b"=", b"+", b".", b":") or self.tokens[first].is_mark(b".", b"+", b"?")

    def _pair(self) -> None:
        open_: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind == "mark" and token.text in (b")", b"]", b"}"):
                if open_ and _CLOSING[self.tokens[open_[-1]].text] == token.text:
                    partner = open_.pop()
                    token.partner, self.tokens[partner].partner = partner, index
            token.opener = open_[-1] if open_ else -1
            if token.kind == "mark" and token.text in _CLOSING:
                open_.append(index)


def without_comments_and_strings(path: str, data: bytes) -> bytes:
    """Return the code of a Kotlin or Java file, each byte where it was."""
    return Script(path, data).bare


def _blanked(data: bytes, spans: list[Span]) -> bytes:
    parts: list[bytes] = []
    at = 0
    for span in spans:
        parts += [data[at : span.start], re.sub(rb"[^\n]", b" ", data[span.start : span.end])]
        at = span.end
    return b"".join((*parts, data[at:]))


def _lexed(data: bytes, *, interpolates: bool, nests: bool) -> Iterator[Token]:
    at = 0
    previous = b""
    while at < len(data):
        match = _TOKEN.match(data, at)
        assert match is not None
        kind, start, at = match.lastgroup or "", match.start(), match.end()
        if kind == "space":
            continue
        if kind == "block":
            at = _comment_end(data, at, nests=nests)
            yield Token("comment", Span(start, at), b"")
            continue
        if kind == "comment":
            end = at - 1 if data[at - 1 : at] == b"\r" else at
            yield Token("comment", Span(start, end), b"")
            continue
        if kind == "quote":
            quote = match.group()
            at, is_closed = _string_end(data, at, quote, interpolates=interpolates)
            if is_closed:
                yield Token("string", Span(start, at), data[start + len(quote) : at - len(quote)], len(quote))
                previous = b'"'
                continue
            at = start + len(quote)
            kind = "mark"
        elif kind == "mark" and match.group() == b"/" and previous in _BEFORE_SLASHY:
            slashy = _SLASHY.match(data, start)
            if slashy is not None:
                at = slashy.end()
                kind = "number"
        previous = data[start:at]
        yield Token(kind, Span(start, at), previous)


def _comment_end(data: bytes, at: int, *, nests: bool) -> int:
    depth = 1
    for match in re.compile(rb"/\*|\*/").finditer(data, at):
        if match.group() == b"*/":
            depth -= 1
            if depth == 0:
                return match.end()
        elif nests:
            depth += 1
    return len(data)


def _string_end(data: bytes, at: int, quote: bytes, *, interpolates: bool) -> tuple[int, bool]:
    """Return where a string ends, and whether it does; one with one quote ends with its line."""
    is_long = len(quote) == 3
    while at < len(data):
        if data.startswith(quote, at):
            end = at + len(quote)
            # Kotlin's and Java's long strings may end in quotes of their own.
            while is_long and data[end : end + 1] == quote[:1]:
                end += 1
            return end, True
        byte = data[at : at + 1]
        if byte == b"\n" and not is_long:
            return at, False
        if byte == b"\\":
            at += 2
        elif interpolates and quote[:1] == b'"' and data.startswith(b"${", at):
            at = _interpolation_end(data, at + 2, is_long=is_long)
        else:
            at += 1
    return at, False


def _interpolation_end(data: bytes, start: int, *, is_long: bool) -> int:
    depth, at = 1, start
    while at < len(data):
        byte = data[at : at + 1]
        if byte == b"\n" and not is_long:
            break
        if byte in (b'"', b"'"):
            end, is_closed = _string_end(data, at + 1, byte, interpolates=True)
            at = end if is_closed else at + 1
            continue
        at += 1
        if byte == b"{":
            depth += 1
        elif byte == b"}":
            depth -= 1
            if depth == 0:
                return at
    return start
