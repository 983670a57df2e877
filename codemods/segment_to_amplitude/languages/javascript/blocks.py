"""Find the JavaScript inside pages and components: scripts, attributes with code, template expressions.

A scanner of tags rather than the HTML grammar: that one fails on Vue's ``@click``, Svelte's ``{#if}``, Pug, and on the
templates of servers. Spans are offsets of the file, to be parsed as included ranges of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape
from itertools import pairwise

from segment_to_amplitude.source.span import Span


class Role(StrEnum):
    """What the code of a block is to its file."""

    SCRIPT = "script"
    HANDLER = "handler"
    EXPRESSION = "expression"


@dataclass(frozen=True, slots=True)
class Block:
    """Code that is one program: ``spans`` read as one text, in the order of the file."""

    spans: tuple[Span, ...]
    role: Role
    dialect: str
    has_entities: bool = False
    """The file writes characters of the code as entities, so its bytes are not the code."""
    is_module: bool = False
    """A module of a page, which shares no names with its other scripts."""


@dataclass(frozen=True, slots=True)
class ScriptSource:
    """A script that is loaded: its element from ``<script`` to ``</script>``, and the address in it."""

    tag_span: Span
    src_span: Span
    src: str


@dataclass(frozen=True, slots=True)
class InlineScript:
    """A script of a page: the whole element, its start tag, and the code between the tags."""

    span: Span
    tag: Span
    content: Span
    is_module: bool


@dataclass(frozen=True, slots=True)
class _Attribute:
    name: str
    value: Span


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    span: Span
    attributes: tuple[_Attribute, ...]
    is_self_closing: bool

    def attribute(self, data: bytes, name: str) -> str | None:
        for attribute in self.attributes:
            if attribute.name == name:
                return data[attribute.value.start : attribute.value.end].decode("utf-8", "replace")
        return None


@dataclass(frozen=True, slots=True)
class _Script:
    tag: _Tag
    content: Span
    end: int


@dataclass(slots=True)
class _Page:
    scripts: list[_Script] = field(default_factory=list)
    code: list[tuple[Span, Role]] = field(default_factory=list)


_JAVASCRIPT_TYPES = frozenset(
    {
        "module",
        "text/javascript",
        "application/javascript",
        "text/ecmascript",
        "application/ecmascript",
        "application/x-javascript",
        "text/x-javascript",
        "text/jsx",
        "text/babel",
        "text/typescript",
        "application/typescript",
        "text/partytown",
    }
)
_CONSENT_ATTRIBUTE = re.compile(r"class|data-")
_TYPED_LANGUAGES = {"ts": "typescript", "typescript": "typescript", "tsx": "tsx"}

_RAW_ELEMENTS = frozenset({"style", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_TEXT_ELEMENTS = frozenset({"textarea", "title"})
"""Elements without markup inside; in components they still hold expressions."""
_TAG = re.compile(rb"<(/?)([A-Za-z][^\s/>]*)")
_NAME = re.compile(rb"[^\s=>/\"'{][^\s=>/]*|/")
_SPACE = re.compile(rb"\s*")
_UNQUOTED = re.compile(rb"[^\s>]*")
_ENTITY = re.compile(rb"&(?:#\d+|#[xX][\da-fA-F]+|\w+);")
_SERVER_LINE = re.compile(
    rb"^[ \t]*(?:<\?(?:(?!\?>).)*\?>|<%(?:(?!%>).)*%>|\{%(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})[ \t]*\r?$", re.MULTILINE
)
_HANDLER_NAME = re.compile(r"on:?[a-z]")
_PAGE_HANDLER_NAME = re.compile(r"on[a-z]|@|v-on:|x-on:")
_JAVASCRIPT_ADDRESS = re.compile(rb"\s*javascript:", re.IGNORECASE)
_PUG_ATTRIBUTE = re.compile(rb"([@:#\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`)")
_MUSTACHE = re.compile(rb"\{\{(.*?)\}\}")
_BRACED = re.compile(
    rb"\s*(?:[#:](?P<block>else if|[a-z]+)\s|@(?P<tag>[a-z]+)\s|\.\.\."
    rb"|(?P<end>/(?:if|each|await|key|snippet)\s*$|[:#][a-z]+\s*$))?",
    re.DOTALL,
)
_CONTINUES = re.compile(rb"(?:\s|//[^\n]*\n|/\*.*?\*/)*+[(\[`+\-/]", re.DOTALL)
_CODE_TOKEN = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\"|[`{}]", re.DOTALL)
_TEXT_TOKEN = re.compile(rb"\\.|`|\$\{", re.DOTALL)

_SERVER_TEMPLATES = {b"<%": b"%>", b"<?": b"?>", b"{{": b"}}", b"{%": b"%}", b"{#": b"#}"}


def blocks_of(path: str, data: bytes, needles: tuple[bytes, ...] = ()) -> tuple[Block, ...]:
    """Return the code of a page or component: its scripts, then the attributes and expressions with one of ``needles``.

    Scripts that share their names are one block, modules of an HTML page each their own.
    """
    kind = path.rpartition(".")[2].lower()
    page = _Scanner(data, kind).scan()
    scripts = [script for script in page.scripts if _is_javascript(data, script.tag)]
    is_page = kind not in {"vue", "svelte"}
    blocks = _page_scripts(data, scripts) if is_page else _component_script(data, scripts)
    dialect = "javascript" if is_page or not blocks else blocks[0].dialect
    for span, role in sorted(page.code, key=lambda found: found[0]):
        code = data[span.start : span.end]
        if not needles or any(needle in code for needle in needles):
            has_entities = kind != "svelte" and _ENTITY.search(code) is not None
            blocks.append(Block((span,), role, dialect, has_entities))
    return tuple(blocks)


def script_sources(data: bytes) -> tuple[ScriptSource, ...]:
    """Return the scripts that a page loads by their address, in the order of the file."""
    sources = []
    for script in _Scanner(data, "html").scan().scripts:
        for attribute in script.tag.attributes:
            if attribute.name == "src":
                raw = data[attribute.value.start : attribute.value.end].decode("utf-8", "replace")
                tag_span = Span(script.tag.span.start, script.end)
                sources.append(ScriptSource(tag_span, attribute.value, unescape(raw.strip())))
                break
    return tuple(sources)


def inline_scripts(data: bytes) -> tuple[InlineScript, ...]:
    """Return the scripts whose code stands in the page, in the order of the file."""
    return tuple(
        InlineScript(
            Span(script.tag.span.start, script.end),
            script.tag.span,
            script.content,
            (script.tag.attribute(data, "type") or "").strip().lower() == "module",
        )
        for script in _Scanner(data, "html").scan().scripts
        if _is_javascript(data, script.tag)
    )


def _is_javascript(data: bytes, tag: _Tag) -> bool:
    if tag.attribute(data, "src"):
        return False
    kind = (tag.attribute(data, "type") or "").partition(";")[0].strip().lower()
    if kind == "text/plain":
        # Consent managers hold scripts back this way and name the category beside it.
        return any(_CONSENT_ATTRIBUTE.match(attribute.name) for attribute in tag.attributes)
    return not kind or kind in _JAVASCRIPT_TYPES


def _dialect(data: bytes, tag: _Tag) -> str:
    language = tag.attribute(data, "lang") or (tag.attribute(data, "type") or "").rpartition("/")[2]
    return _TYPED_LANGUAGES.get(language.strip().lower(), "javascript")


def _component_script(data: bytes, scripts: list[_Script]) -> list[Block]:
    spans = [script.content for script in scripts if _has_code(data, script.content)]
    if not spans:
        return []
    dialects = {_dialect(data, script.tag) for script in scripts}
    dialect = next(name for name in ("tsx", "typescript", "javascript") if name in dialects)
    return _joined(data, spans, dialect)


def _page_scripts(data: bytes, scripts: list[_Script]) -> list[Block]:
    """Put classic scripts, which share the global names, before modules."""
    classic: dict[str, list[Span]] = {}
    modules = []
    for script in scripts:
        spans = _without_server_lines(data, script.content)
        if not any(_has_code(data, span) for span in spans):
            continue
        dialect = _dialect(data, script.tag)
        if (script.tag.attribute(data, "type") or "").strip().lower() == "module":
            modules.append(Block(tuple(spans), Role.SCRIPT, dialect, is_module=True))
        else:
            classic.setdefault(dialect, []).extend(spans)
    return [block for dialect, spans in classic.items() for block in _joined(data, spans, dialect)] + modules


def _without_server_lines(data: bytes, content: Span) -> list[Span]:
    """Leave out lines that hold nothing but a tag of the server's template, such as ``<?php if ($live): ?>``."""
    spans = []
    start = content.start
    for line in _SERVER_LINE.finditer(data, content.start, content.end):
        spans.append(Span(start, line.start()))
        start = line.end()
    return [span for span in (*spans, Span(start, content.end)) if span.start < span.end]


def _joined(data: bytes, spans: list[Span], dialect: str) -> list[Block]:
    """Make one block of scripts, with a line end of the page between two where neither brings its own.

    A parser reads the spans as one text, where the last statement of a script may run on into the next script: without
    a line end between them, or without a semicolon before a bracket. Then the next script starts a block of its own.
    """
    groups = [[spans[0]]]
    for before, after in pairwise(spans):
        ending = data[before.start : before.end].rstrip(b" \t")
        beginning = data[after.start : after.end]
        gap = data.find(b"\n", before.end, after.start)
        has_line_end = ending.endswith((b"\n", b"\r")) or beginning.lstrip(b" \t").startswith((b"\n", b"\r"))
        if not (has_line_end or gap >= 0) or (_CONTINUES.match(beginning) and not ending.rstrip().endswith(b";")):
            groups.append([after])
        elif has_line_end:
            groups[-1].append(after)
        else:
            groups[-1].extend((Span(gap, gap + 1), after))
    return [Block(tuple(group), Role.SCRIPT, dialect) for group in groups]


def _has_code(data: bytes, span: Span) -> bool:
    return bool(data[span.start : span.end].strip())


class _Scanner:
    """Walk a file tag by tag; what does not look like markup is text, never an error."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.data = data
        self.kind = kind
        self.page = _Page()
        self._is_component = kind in {"vue", "svelte"}
        self.templates = {} if self._is_component else _SERVER_TEMPLATES
        markers = {"vue": rb"<!--|\{\{|<", "svelte": rb"<!--|\{|<"}
        self.marker = re.compile(markers.get(kind, rb"<!--|<%|<\?|<"))
        self.template_depth = 0
        self.unclosed: set[bytes] = set()

    def scan(self) -> _Page:
        position = 0
        while marker := self.marker.search(self.data, position):
            position = self._after(marker.start(), marker[0])
        return self.page

    def _after(self, start: int, marker: bytes) -> int:
        if marker == b"<!--":
            return self._past(b"-->", start + 4)
        if marker == b"{{":
            if self.template_depth == 0:
                return start + 2
            end = self._find(b"}}", start + 2)
            if end < 0:
                return start + 2
            self._add(start + 2, end, Role.EXPRESSION)
            return end + 2
        if marker == b"{":
            return self._braced(start, Role.EXPRESSION)
        if marker in self.templates:
            return self._past(self.templates[marker], start + 2)
        return self._tag(start)

    def _tag(self, start: int) -> int:
        opening = _TAG.match(self.data, start)
        if opening is None:
            return start + 1
        name = opening[2].decode("utf-8", "replace").lower()
        if opening[1]:
            self.template_depth -= name == "template" and self.template_depth > 0
            return opening.end()
        tag = self._read_tag(name, opening)
        if name == "script":
            return self._script(tag)
        is_closed = tag.is_self_closing and self._is_component
        if self.kind == "vue" and self.template_depth == 0 and name != "template":
            # A block of its own, such as <style> or <i18n>.
            return tag.span.end if is_closed else self._end_tag(name, tag.span.end)[1]
        if not is_closed and (name in _RAW_ELEMENTS or (name in _TEXT_ELEMENTS and not self._is_component)):
            self._attributes_code(tag)
            return self._end_tag(name, tag.span.end)[1]
        if self.kind == "vue" and name == "template" and not is_closed:
            if self.template_depth == 0 and (tag.attribute(self.data, "lang") or "").lower() in {"pug", "jade"}:
                end, after = self._end_tag(name, tag.span.end)
                self._pug(tag.span.end, end)
                return after
            self.template_depth += 1
        self._attributes_code(tag)
        return tag.span.end

    def _script(self, tag: _Tag) -> int:
        if tag.is_self_closing and self._is_component:
            content_end = after = tag.span.end
        else:
            content_end, after = self._end_tag("script", tag.span.end)
        self.page.scripts.append(_Script(tag, Span(tag.span.end, content_end), after))
        return after

    def _read_tag(self, name: str, opening: re.Match[bytes]) -> _Tag:
        data = self.data
        position = opening.end()
        attributes: list[_Attribute] = []
        is_self_closing = False
        while (position := _after_space(data, position)) < len(data):
            if data.startswith(b">", position):
                position += 1
                break
            if (marker := data[position : position + 2]) in self.templates:
                position = self._past(self.templates[marker], position + 2)
                continue
            if self.kind == "svelte" and data.startswith(b"{", position):
                position = self._braced(position, Role.EXPRESSION)
                continue
            found = _NAME.match(data, position)
            if found is None:
                position += 1
                continue
            position = found.end()
            is_self_closing = found[0] == b"/"
            if is_self_closing:
                continue
            value_start = _after_space(data, position)
            value = Span(position, position)
            if data.startswith(b"=", value_start):
                value, position = self._value(_after_space(data, value_start + 1))
            attributes.append(_Attribute(found[0].decode("utf-8", "replace").lower(), value))
        return _Tag(name, Span(opening.start(), position), tuple(attributes), is_self_closing)

    def _value(self, start: int) -> tuple[Span, int]:
        """Return the span of an attribute's value without its quotes, and where the attribute ends."""
        data = self.data
        quote = data[start : start + 1]
        if quote in {b'"', b"'"}:
            end = self._quoted_end(quote, start + 1)
            return Span(start + 1, end), min(end + 1, len(data))
        if self.kind == "svelte" and quote == b"{":
            end = min(self._brace_end(start + 1) + 1, len(data))
            return Span(start, end), end
        position = start
        while (marker := data[position : position + 2]) in self.templates:
            position = self._past(self.templates[marker], position + 2)
        found = _UNQUOTED.match(data, position)
        end = found.end() if found else position
        return Span(start, end), end

    def _quoted_end(self, quote: bytes, position: int) -> int:
        data = self.data
        if not self.templates and self.kind != "svelte":
            end = self._find(quote, position)
            return end if end >= 0 else len(data)
        opening = re.compile(quote + (rb"|\{" if self.kind == "svelte" else rb"|<%|<\?|\{[{%#]"))
        while found := opening.search(data, position):
            if found[0] == quote:
                return found.start()
            if self.kind == "svelte":
                position = self._brace_end(found.end()) + 1
            else:
                position = self._past(self.templates[found[0]], found.end())
        return len(data)

    def _attributes_code(self, tag: _Tag) -> None:
        for attribute in tag.attributes:
            self._attribute_code(attribute.name, attribute.value.start, attribute.value.end)

    def _attribute_code(self, name: str, start: int, end: int) -> None:
        if self.kind == "svelte":
            self._svelte_attribute(name, start, end)
        elif self.kind == "vue":
            self._vue_attribute(name, start, end)
        elif _PAGE_HANDLER_NAME.match(name):
            self._add(start, end, Role.HANDLER)
        elif name == "href" and (address := _JAVASCRIPT_ADDRESS.match(self.data, start, end)):
            self._add(address.end(), end, Role.HANDLER)

    def _vue_attribute(self, name: str, start: int, end: int) -> None:
        if name.startswith(("@", "v-on:")) or _HANDLER_NAME.match(name):
            self._add(start, end, Role.HANDLER)
        elif name == "v-for":
            source = re.compile(rb"\s(?:in|of)\s").search(self.data, start, end)
            self._add(source.end() if source else start, end, Role.EXPRESSION)
        elif name.startswith((":", ".", "v-")) and not name.startswith("v-slot"):
            self._add(start, end, Role.EXPRESSION)

    def _svelte_attribute(self, name: str, start: int, end: int) -> None:
        role = Role.HANDLER if _HANDLER_NAME.match(name) else Role.EXPRESSION
        opening = self.data.find(b"{", start, end)
        if opening < 0 and role is Role.HANDLER:
            self._add(start, end, role)
        while 0 <= opening < end and not name.startswith("let:"):
            opening = self.data.find(b"{", self._braced(opening, role), end)

    def _pug(self, start: int, end: int) -> None:
        for attribute in _PUG_ATTRIBUTE.finditer(self.data, start, end):
            self._vue_attribute(attribute[1].decode("utf-8", "replace"), *attribute.span(attribute.lastindex or 2))
        for expression in _MUSTACHE.finditer(self.data, start, end):
            self._add(*expression.span(1), Role.EXPRESSION)

    def _braced(self, start: int, role: Role) -> int:
        """Take the code of Svelte's ``{…}`` at ``start``; return where it ends."""
        data = self.data
        end = self._brace_end(start + 1)
        if end == len(data):
            return start + 1
        head = _BRACED.match(data[start + 1 : end])
        if head is None or head["end"] is not None or head["block"] in {b"then", b"catch", b"snippet"}:
            return end + 1
        code_start, code_end = start + 1 + head.end(), end
        cut = {b"each": rb"\sas\s", b"await": rb"\s(?:then|catch)\s"}.get(head["block"] or b"")
        if cut is not None and (cuts := list(re.finditer(cut, data[code_start:code_end]))):
            code_end = code_start + cuts[-1].start()
        if head["tag"] == b"const" and (assigned := data.find(b"=", code_start, code_end)) >= 0:
            code_start = assigned + 1
        self._add(code_start, code_end, role)
        return end + 1

    def _brace_end(self, position: int) -> int:
        """Return where the brace before ``position`` closes, or the end of the file.

        A regular expression with a quote in it can hide the end; the nearest brace is then the better guess.
        """
        end = _closing_brace(self.data, position) if b"{" not in self.unclosed else len(self.data)
        if end == len(self.data):
            self.unclosed.add(b"{")
            nearest = self._find(b"}", position)
            return nearest if nearest >= 0 else end
        return end

    def _add(self, start: int, end: int, role: Role) -> None:
        code = self.data[start:end]
        if stripped := code.strip():
            start += len(code) - len(code.lstrip())
            self.page.code.append((Span(start, start + len(stripped)), role))

    def _end_tag(self, name: str, start: int) -> tuple[int, int]:
        """Return where ``</name`` starts and where its tag ends; both the end of the file without one."""
        closing = re.compile(rb"</" + re.escape(name.encode()) + rb"(?=[\s/>])[^>]*>?", re.IGNORECASE)
        found = closing.search(self.data, start)
        return found.span() if found else (len(self.data), len(self.data))

    def _past(self, closing: bytes, start: int) -> int:
        end = self._find(closing, start)
        return end + len(closing) if end >= 0 else start

    def _find(self, text: bytes, start: int) -> int:
        if text in self.unclosed:
            return -1
        end = self.data.find(text, start)
        if end < 0:
            self.unclosed.add(text)
        return end


def _after_space(data: bytes, position: int) -> int:
    space = _SPACE.match(data, position)
    return space.end() if space else position


def _closing_brace(data: bytes, position: int) -> int:
    """Return where the brace that opened before ``position`` closes: past strings, templates and comments."""
    open_tokens = [b"{"]
    while found := (_TEXT_TOKEN if open_tokens[-1] == b"`" else _CODE_TOKEN).search(data, position):
        token = found[0]
        position = found.end()
        if token in {b"{", b"${"}:
            open_tokens.append(b"{")
        elif token == b"}" or (token == b"`" and open_tokens[-1] == b"`"):
            open_tokens.pop()
            if not open_tokens:
                return found.start()
        elif token == b"`":
            open_tokens.append(token)
    return len(data)
