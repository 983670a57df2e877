"""An independent look for Segment's names: regular expressions over text, nothing of the tool's own parsing.

JavaScript and markup are read here, Python and its manifests in `segment_tokens_python.py`. It finds what names Segment
and leaves it to a fixture to say which of it is not Segment's. Text is the file's bytes as Latin-1, so that offsets
count bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from segment_tokens_apple import find_in_apple, find_in_apple_manifest
from segment_tokens_jvm import find_in_jvm
from segment_tokens_jvm_manifests import find_in_jvm_manifest, is_jvm_manifest
from segment_tokens_python import find_in_manifest, find_in_python, is_manifest

_SCRIPT_SUFFIXES = {".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}
_JVM_SUFFIXES = {".kt", ".java"}
_APPLE_SUFFIXES = {".swift", ".m", ".mm", ".h", ".pch"}
_APPLE_MANIFESTS = {"Podfile", "Cartfile", "Package.swift"}
_PYTHON_SUFFIXES = {".py", ".pyi"}
_MARKUP_SUFFIXES = {".vue", ".svelte", ".html", ".htm"}
_UNREAD_SUFFIXES = {".resolved", ".pbxproj", ".md", ".css", ".svg", ".lock", ".lockfile", ".yaml", ".yml"}
_UNREAD_NAMES = {"package-lock.json", "Pipfile.lock", ".gitignore"}

_PACKAGE = re.compile(
    r"@segment/|analytics-node(?:/|$)|@types/(?:segment-analytics|analytics-node)$|.*cdn\.segment\.com"
)
_NAME = re.compile(r"[#_$]*(?:analytics|AnalyticsBrowser|[sS]egment(?:[A-Z0-9_$]\w*)?|SEGMENT(?:_\w*)?)$", re.ASCII)
_CLIENTS = {"AnalyticsBrowser", "Analytics", "NodeAnalytics", "createClient", "useAnalytics", "AnalyticsProvider"}


@dataclass(frozen=True, slots=True)
class Token:
    """A name or a package of Segment's; ``chain_end`` is past the members that are read from it, if any."""

    text: str
    start: int
    end: int
    chain_end: int

    @property
    def is_receiver(self) -> bool:
        """Tell whether a member is read from it."""
        return self.chain_end > self.end


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: str
    text: str
    start: int
    end: int


def find_tokens(path: str, data: bytes) -> list[Token]:
    """Return what names Segment in a file, in order; files of a kind that is not known are an error."""
    name, suffix, text = PurePosixPath(path).name, PurePosixPath(path).suffix, data.decode("latin-1")
    if suffix in _PYTHON_SUFFIXES:
        rows = [*find_in_python(text), *(find_in_manifest(text) if name == "setup.py" else ())]
        return sorted((Token(*row) for row in rows), key=lambda token: token.start)
    if suffix in _JVM_SUFFIXES:
        return sorted((Token(*row) for row in find_in_jvm(text)), key=lambda token: token.start)
    if name in _APPLE_MANIFESTS or suffix == ".podspec":
        return [Token(*row) for row in find_in_apple_manifest(text)]
    if suffix in _APPLE_SUFFIXES:
        text = text.removeprefix("\xef\xbb\xbf").rjust(len(text))
        return sorted((Token(*row) for row in find_in_apple(text)), key=lambda token: token.start)
    if is_manifest(name):
        return [Token(*row) for row in find_in_manifest(text, comments="#;" if suffix == ".cfg" else "#")]
    if is_jvm_manifest(name):
        return [Token(*row) for row in find_in_jvm_manifest(name, text)]
    if name in _UNREAD_NAMES or suffix in _UNREAD_SUFFIXES or name.startswith(".env"):
        return []
    if suffix == ".json":
        strings = (match for match in _JSON.finditer(text) if _PACKAGE.match(match[1]))
        return [Token(match[1], *match.span(1), match.end(1)) for match in strings]
    if suffix in _SCRIPT_SUFFIXES:
        return _find_in_script(text, 0, len(text))
    if suffix in _MARKUP_SUFFIXES:
        found = (token for start, end in _code_in_markup(text) for token in _find_in_script(text, start, end))
        return sorted([*found, *_sources_in_markup(text)], key=lambda token: token.start)
    raise ValueError(f"{path}: the token scan cannot read files of this kind; teach it")


_JSON = re.compile(r'"((?:\\.|[^"\\])*)"')

_CHAIN = re.compile(
    r"""
    (?: \s*!?\s*(?:\?\.|\.)\s*\#?[A-Za-z_$][\w$]*
      | \s*!?\s*(?:\?\.)?\[\s*['"][\w$]+['"]\s*\]
      | \(\s*\)
    )+
    """,
    re.ASCII | re.VERBOSE,
)


def _find_in_script(text: str, start: int, end: int) -> list[Token]:
    lexemes = list(_lex(text, start, end))
    imports, bound = _imports_of_segment(lexemes)
    clients = _clients_made_by(lexemes, bound)
    found: list[Token] = []
    for index, lexeme in enumerate(lexemes):
        chain = _CHAIN.match(text, lexeme.end, end)
        token = Token(lexeme.text, lexeme.start, lexeme.end, chain.end() if chain else lexeme.end)
        if lexeme.kind == "string":
            if _PACKAGE.match(lexeme.text):
                found.append(Token(lexeme.text, lexeme.start, lexeme.end, lexeme.end))
        elif lexeme.kind == "name" and not any(first <= index <= last for first, last in imports):
            is_member = index > 0 and lexemes[index - 1].text in {".", "?."}
            is_own = lexeme.text in bound or (lexeme.text in clients and token.is_receiver)
            if _NAME.match(lexeme.text) or (is_own and not is_member):
                found.append(token)
    return found


_LEXEME = re.compile(
    r"""
    (?P<comment>(?<!:)//[^\r\n]*|/\*.*?\*/)
  | (?P<string>'(?:\\.|[^'\\\r\n])*'|"(?:\\.|[^"\\\r\n])*")
  | (?P<template>`)
  | (?P<name>\#?[A-Za-z_$][\w$]*)
  | (?P<number>\d[\w.]*)
  | (?P<space>\s+)
  | (?P<other>\?\.(?!\d)|.)
    """,
    re.DOTALL | re.VERBOSE | re.ASCII,
)
_REGEX = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^/\\\r\n\[])+/[a-z]*", re.ASCII)
_REGEX_MAY_FOLLOW = {*"(,=:[!&|?{;+-*%~^", "return", "typeof", "case", "in", "of", "throw", "await", "yield", ""}
_TEMPLATE_TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)


def _lex(text: str, start: int, end: int) -> Iterator[_Lexeme]:
    """Yield names, strings and punctuation; comments, numbers, template text and regular expressions go."""
    at, previous = start, ""
    depths: list[int] = []  # of braces, one for each template whose expression is being read
    while at < end:
        if text[at] == "/" and previous in _REGEX_MAY_FOLLOW and (regex := _REGEX.match(text, at, end)):
            at, previous = regex.end(), "/"
            continue
        match = _LEXEME.match(text, at, end)
        assert match is not None
        kind, lexeme = match.lastgroup or "", match[0]
        if kind == "string" and lexeme[0] == "'" and _is_apostrophe(text, at):
            kind, lexeme = "space", "'"
        at += len(lexeme)
        if kind in {"comment", "space"}:
            continue
        if kind == "template" or (lexeme == "}" and depths and depths[-1] == 0):
            if kind != "template":
                depths.pop()
            at = _TEMPLATE_TEXT.match(text, at, end).end()  # type: ignore[union-attr]
            if text.startswith("${", at):
                depths.append(0)
                at, previous = at + 2, "("
            else:
                at, previous = at + 1, "`"
            continue
        if depths and lexeme in {"{", "}"}:
            depths[-1] += 1 if lexeme == "{" else -1
        previous = lexeme
        if kind == "string":
            yield _Lexeme(kind, lexeme[1:-1], match.start() + 1, at - 1)
        elif kind != "number":
            yield _Lexeme(kind, lexeme, match.start(), at)


_WORD_BEFORE = re.compile(r"[A-Za-z]+$")
_KEYWORDS = {"return", "case", "from", "import", "typeof", "in", "of", "else", "default", "throw", "await", "yield"}


def _is_apostrophe(text: str, at: int) -> bool:
    """Tell whether a quote stands within a word, as it does in the text of JSX."""
    word = _WORD_BEFORE.search(text[max(at - 10, 0) : at])
    return word is not None and word[0] not in _KEYWORDS and text[at + 1 : at + 2].isalpha()


def _imports_of_segment(lexemes: list[_Lexeme]) -> tuple[list[tuple[int, int]], set[str]]:
    """Return where imports of Segment's packages stand, as indexes, and the names of clients that they bind."""
    places: list[tuple[int, int]] = []
    bound: set[str] = set()
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind != "string" or not _PACKAGE.match(lexeme.text):
            continue
        before = [lexeme.text for lexeme in lexemes[max(index - 3, 0) : index]]
        if before[-1:] != ["from"] and before[-2:] != ["require", "("] and before[-2:] != ["import", "("]:
            continue
        first = index - 3 if before[-2:] == ["import", "("] else index
        while first > 0 and lexemes[first].text not in {"import", "export", "const", "let", "var", ";"}:
            first -= 1
        if lexemes[first].text == ";":
            continue
        places.append((first, index))
        if lexemes[first].text != "export":
            bound |= _bound_names([lexeme.text for lexeme in lexemes[first + 1 : index]])
    return places, bound


def _bound_names(clause: list[str]) -> set[str]:
    """Return the names that a clause binds to clients; of what stands in braces only what makes clients counts."""
    bound: set[str] = set()
    depth = 0
    for index, word in enumerate(clause):
        if word in {"from", "="}:
            break
        depth += (word == "{") - (word == "}")
        if word in {"type", "as", "*", ",", "{", "}", ":", "default", "await"} or not word.isidentifier():
            continue
        renamed = clause[index + 1 : index + 2] in (["as"], [":"])
        imported = clause[index - 2] if index > 1 and clause[index - 1] in {"as", ":"} else word
        if not renamed and (depth == 0 or imported in _CLIENTS | {"default"}):
            bound.add(word)
    return bound


def _clients_made_by(lexemes: list[_Lexeme], bound: set[str]) -> set[str]:
    """Return names of variables whose value starts with one of ``bound``: `const client = new Analytics(…)`."""
    clients: set[str] = set()
    words = [lexeme.text for lexeme in lexemes]
    for index, word in enumerate(words):
        if word in {"const", "let", "var"} and words[index + 2 : index + 3] == ["="]:
            value = next((word for word in words[index + 3 :] if word not in {"await", "new", "("}), "")
            if value in bound:
                clients.add(words[index + 1])
    return clients


_MARKUP_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']([^"']*cdn\.segment\.com[^"']*)["']""")
_CODE_IN_MARKUP = re.compile(
    r"""(?:\bon[a-z]+|on:[\w|]+|bind:\w+|@[\w.:-]+|v-[\w:.-]+|:[\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
    r"""|\{\{(.*?)\}\}|\{([^{}]*)\}""",
    re.DOTALL,
)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _code_in_markup(text: str) -> Iterator[tuple[int, int]]:
    text = _MARKUP_COMMENT.sub(_blank, text)
    for script in _SCRIPT.finditer(text):
        yield script.span(1)
    rest = _STYLE.sub(_blank, _SCRIPT.sub(_blank, text))
    for code in _CODE_IN_MARKUP.finditer(rest):
        yield code.span(code.lastindex or 0)


def _sources_in_markup(text: str) -> Iterator[Token]:
    rest = _SCRIPT.sub(lambda script: text[script.start() : script.start(1)].ljust(len(script[0])), text)
    for source in _SOURCE.finditer(_MARKUP_COMMENT.sub(_blank, rest)):
        yield Token(source[1], *source.span(1), source.end(1))
