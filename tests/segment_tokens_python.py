"""The part of the look for Segment's names that reads Python and its manifests.

A name counts that an import of Segment's package binds, that a client is kept in, or that is called as Segment's are
(`analytics.track`, `self.segment_client.flush`). Nothing is known of scopes or of other files. Rows are the fields of
`segment_tokens.Token`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

Row = tuple[str, int, int, int]

_MODULE = re.compile(r"(?:analytics|segment)(?:\.\w+)*$", re.ASCII)
_CLASS = "Client"
_CALLED_SO = re.compile(r"_*(?:analytics|segment(?:_\w+)?)$", re.ASCII)
_METHODS = {"identify", "track", "page", "screen", "group", "alias", "flush", "join", "shutdown"}
_MEMBERS = _METHODS | {"write_key", "default_client", _CLASS}
_KEY = re.compile(r"(?:[A-Z0-9]+_)*SEGMENT(?:_[A-Z0-9]+)*$")
_PATCHERS = {"patch", "setattr", "delattr"}
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str
    start: int
    end: int


_CHAIN = re.compile(r"(?:[\s\\]*\.[\s\\]*[A-Za-z_]\w*|\(\s*\))+", re.ASCII)


def find_in_python(text: str) -> Iterator[Row]:
    """Yield what names Segment in a module, in order."""
    lexemes = list(_lex(text, 0, len(text)))
    imports, modules, bound = _imports(lexemes)
    bound |= _subclasses(lexemes, bound)
    variables, attributes = _clients(lexemes, bound)
    in_imports = {index for first, last in imports for index in range(first, last)}
    chain_end = 0
    for index, lexeme in enumerate(lexemes):
        start, end = lexeme.start, lexeme.end
        if index in in_imports:
            if index in modules:
                yield modules[index]
        elif lexeme.kind == "string":
            if _is_patched(lexemes, index) or (_KEY.match(lexeme.text) and _is_write_key(lexemes, index, bound)):
                yield lexeme.text, start, end, end
        elif lexeme.kind == "name" and start >= chain_end:
            chain = _CHAIN.match(text, end)
            members = re.findall(r"\w+", chain[0]) if chain else []
            is_member = index > 0 and lexemes[index - 1].text == "."
            if (
                (not is_member and lexeme.text in bound and not _is_keyword(lexemes, index))
                or (members and lexeme.text in (attributes if is_member else variables))
                or (_CALLED_SO.match(lexeme.text) and not _MEMBERS.isdisjoint(members[:1]))
            ):
                chain_end = chain.end() if chain else end
                yield lexeme.text, start, end, chain_end
            elif is_member and _KEY.match(lexeme.text) and _is_write_key(lexemes, index, bound):
                yield lexeme.text, start, end, end


_LEXEME = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>(?P<prefix>[A-Za-z]{0,2})(?P<quote>'{3}|"{3}|'|"))
  | (?P<name>[A-Za-z_]\w*)
  | (?P<number>\d[\w.]*)
  | (?P<joint>\\\r?\n)
  | (?P<newline>\n|\r)
  | (?P<space>[^\S\r\n]+)
  | (?P<other>[=!<>:]=|\*\*|->|.)
    """,
    re.DOTALL | re.VERBOSE | re.ASCII,
)
_OPEN, _CLOSE = {"(", "[", "{"}, {")", "]", "}"}


def _lex(text: str, start: int, end: int) -> Iterator[_Lexeme]:
    """Yield names, strings, punctuation and the ends of logical lines."""
    at, depth = start, 0
    while at < end:
        match = _LEXEME.match(text, at, end)
        assert match is not None
        kind, lexeme, at = match.lastgroup or "", match[0], match.end()
        if match["quote"]:
            inner, at = at, _end_of_string(text, at, end, match["quote"])
            content = text[inner : at - len(match["quote"])]
            if {"f", "t"} & set(match["prefix"].lower()):
                yield from _interpolations(text, inner, inner + len(content))
            else:
                yield _Lexeme("string", content, inner, inner + len(content))
        elif kind in {"name", "other"} or (kind == "newline" and depth == 0):
            depth = max(depth + (lexeme in _OPEN) - (lexeme in _CLOSE), 0)
            yield _Lexeme(kind, lexeme, match.start(), at)


def _end_of_string(text: str, at: int, end: int, quote: str) -> int:
    while at < end and not text.startswith(quote, at):
        if len(quote) == 1 and text[at] in "\r\n":
            return at  # never closed
        at += 2 if text[at] == "\\" else 1
    return min(at + len(quote), end)


def _interpolations(text: str, start: int, end: int) -> Iterator[_Lexeme]:
    at = start
    while (at := text.find("{", at, end)) >= 0:
        if text.startswith("{{", at):
            at += 2
            continue
        depth, close = 1, at + 1
        while close < end and depth:
            depth += (text[close] == "{") - (text[close] == "}")
            close += 1
        yield from _lex(text, at + 1, close - 1)
        at = close


def _imports(lexemes: list[_Lexeme]) -> tuple[list[tuple[int, int]], dict[int, Row], set[str]]:
    """Return imports of Segment's packages as ranges of indexes, the packages by index, and the names bound."""
    places: list[tuple[int, int]] = []
    modules: dict[int, Row] = {}
    bound: set[str] = set()
    for index, lexeme in enumerate(lexemes):
        if lexeme.text not in {"import", "from"} or lexeme.kind != "name" or not _starts_statement(lexemes, index):
            continue
        end = next(
            (at for at in range(index, len(lexemes)) if lexemes[at].kind == "newline" or lexemes[at].text == ";"),
            len(lexemes),
        )
        clauses = _clauses(lexemes, index + 1, end)
        if lexeme.text == "from" and lexemes[index + 1].text in {".", "..."}:
            continue
        if lexeme.text == "from":
            names, clauses = clauses[1:], clauses[:1]
        found = [clause for clause in clauses if _MODULE.match(clause.name)]
        for clause in found:
            modules[clause.index] = (clause.name, clause.start, clause.end, clause.end)
        if found:
            places.append((index, end))
            for clause in names if lexeme.text == "from" else found:
                bound.add(clause.alias or clause.name.split(".")[0])
    return places, modules, bound


def _starts_statement(lexemes: list[_Lexeme], index: int) -> bool:
    return index == 0 or lexemes[index - 1].kind == "newline" or lexemes[index - 1].text in {";", ":"}


@dataclass(slots=True)
class _Clause:
    """A dotted name of an import, and what it is called here."""

    index: int
    name: str
    start: int
    end: int
    alias: str | None = None


def _clauses(lexemes: list[_Lexeme], first: int, last: int) -> list[_Clause]:
    """Read `a.b as c, d`, and `a.b import c, d` alike."""
    found: list[_Clause] = []
    previous = ","
    for index in range(first, last):
        lexeme = lexemes[index]
        if lexeme.text in {"(", ")"}:
            continue
        if lexeme.kind == "name" and lexeme.text not in {"as", "import"}:
            if previous == "as" and found:
                found[-1].alias = lexeme.text
            elif previous == "." and found:
                found[-1].name, found[-1].end = f"{found[-1].name}.{lexeme.text}", lexeme.end
            else:
                found.append(_Clause(index, lexeme.text, lexeme.start, lexeme.end))
        previous = lexeme.text
    return found


def _subclasses(lexemes: list[_Lexeme], bound: set[str]) -> set[str]:
    """Return classes of the module whose first base is a name of Segment's."""
    words = [lexeme.text for lexeme in lexemes]
    return {
        words[index + 1]
        for index, word in enumerate(words[:-3])
        if word == "class" and words[index + 2] == "(" and words[index + 3] in bound
    }


def _clients(lexemes: list[_Lexeme], bound: set[str]) -> tuple[set[str], set[str]]:
    """Return variables and attributes that a client or Segment's module is kept in, and parameters of its class."""
    variables: set[str] = set()
    attributes: set[str] = set()
    words = [lexeme.text for lexeme in lexemes]
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind != "name" or words[index + 1 : index + 2] not in (["="], [":"]):
            continue
        value = index + 2
        if words[index + 1] == ":":
            stop = _end_of_annotation(words, lexemes, value)
            is_annotated = any(word.strip("'\"") in bound for word in words[value:stop])
            value = stop + 1 if words[stop : stop + 1] == ["="] else -1
        else:
            is_annotated = False
        if is_annotated or (value > 0 and _makes_client(words, value, bound)):
            (attributes if index > 0 and words[index - 1] == "." else variables).add(lexeme.text)
    return variables, attributes


def _end_of_annotation(words: list[str], lexemes: list[_Lexeme], start: int) -> int:
    depth = 0
    for at in range(start, len(words)):
        if depth == 0 and (words[at] in {",", ")", "=", "}", "]"} or lexemes[at].kind == "newline"):
            return at
        depth += (words[at] in _OPEN) - (words[at] in _CLOSE)
    return len(words)


def _makes_client(words: list[str], at: int, bound: set[str]) -> bool:
    """Tell whether a value is a construction, or the module itself: a function's result is neither."""
    if words[at : at + 1] == [] or words[at] not in bound:
        return False
    while words[at + 1 : at + 2] == ["."]:
        at += 2
    after = words[at + 1 : at + 2]
    return after in ([], ["\n"], ["\r"]) or (after == ["("] and words[at][:1].isupper())


def _is_keyword(lexemes: list[_Lexeme], index: int) -> bool:
    """Tell whether a name is one of `f(name=…)`, or of a parameter with a default."""
    before = lexemes[index - 1].text if index else ""
    after = lexemes[index + 1].text if index + 1 < len(lexemes) else ""
    return after == "=" and before in {"(", ","}


def _is_write_key(lexemes: list[_Lexeme], index: int, bound: set[str]) -> bool:
    """Tell whether the logical line of a name sets a key or makes a client."""
    while index and lexemes[index - 1].kind != "newline":
        index -= 1
    line = itertools.takewhile(lambda lexeme: lexeme.kind != "newline", lexemes[index:])
    return any(word.text == "write_key" or (word.text in bound and word.text[:1].isupper()) for word in line)


def _is_patched(lexemes: list[_Lexeme], index: int) -> bool:
    """Tell whether a string is the dotted name that a test puts a stand-in for."""
    text = lexemes[index].text
    if not _PATH.match(text) or not {"analytics", "segment"} & set(text.split(".")):
        return False
    return index > 1 and lexemes[index - 1].text == "(" and lexemes[index - 2].text in _PATCHERS


_MANIFEST = re.compile(r".*\.(?:toml|cfg|in|txt)$|Pipfile$|environment.*\.ya?ml$")
_DEPENDENCY = re.compile(
    r"(?<![\w./-])(?:segment[-_.]+)?analytics[-_.]+python(?![\w-]|\.\w|/|\.git)", re.IGNORECASE | re.ASCII
)


def is_manifest(name: str) -> bool:
    """Tell whether a file of this name may list dependencies of Python."""
    return _MANIFEST.match(name) is not None


def find_in_manifest(text: str, comments: str = "#") -> Iterator[Row]:
    """Yield the names of Segment's packages; a comment starts a line or follows a blank."""
    hidden = [match.span() for match in re.finditer(rf"(?:^|(?<=\s))[{comments}][^\r\n]*", text, re.MULTILINE)]
    for match in _DEPENDENCY.finditer(text):
        if not any(start <= match.start() < end for start, end in hidden):
            yield match[0], *match.span(), match.end()
