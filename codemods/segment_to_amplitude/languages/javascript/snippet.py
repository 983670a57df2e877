"""Segment's snippet: where it stands, and whether it is as Segment gives it out.

A stub list on ``window.analytics``, a script element made at run time, ``load(key, options)``, often ``page()``.
Source: npm @segment/snippet 5.2.1 dist/*.template.js and the forms 3.x and 4.x before it; sdk-facts/segment.md §2.1
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import script
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.blocks import InlineScript, inline_scripts, script_sources
from segment_to_amplitude.languages.javascript.clients import is_taken
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.snippet_reading import Reading, immediate_body
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


ADDRESS = re.compile(r"/analytics\.js/v1/(?:([^/\s\"'`+]+)/)?")
MARK = re.compile(rb"/analytics\.js/v1/|\.SNIPPET_VERSION\b")
FORKS = re.compile(
    rb"june-so|june\.so|customer\.io|customerio|freshpaint|hightouch|dreamdata|rudder|jitsu|mparticle|metarouter", re.I
)
"""Vendors whose snippets are written after Segment's."""
POLICY = re.compile(r"script-src|Content-Security-Policy", re.I)
TEST_PATH = re.compile(r"(?:^|/)(?:__tests__|__mocks__|tests?|cypress|e2e|playwright)/|[.-](?:test|spec|cy)\.\w+$")
GLOBAL_NAME = re.compile(
    r"""\b(?:window|global|globalThis|self)\.(\w+)\s*=|\b(?:i|globalAnalyticsKey)\s*=\s*["'](\w+)["']"""
)
TEMPLATE = re.compile(rb"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|<\?.*?\?>|\{#.*?#\}", re.S)


@dataclass(frozen=True, slots=True, eq=False)
class Snippet:
    """One snippet of a project."""

    path: str
    at: Span
    """Where its finding stands: the ``load`` of its call, else its first bytes."""
    span: Span
    """All that its finding accounts for."""
    code: Span
    """The code, without the elements around it."""
    global_name: str
    write_key: str | None = None
    kept: Span | None = None
    """Statements after ``load`` that stay."""
    load: Node | None = None
    """The call, where the whole is as Segment gives it out."""
    element: InlineScript | None = None
    source_key: str | None = None
    """The write key in the address of a script element that loads the library by itself."""
    stub: int = -1
    """Where the local name of the global is declared."""

    @property
    def is_replaceable(self) -> bool:
        """Tell whether it can be replaced."""
        return self.load is not None or self.source_key is not None

    def owns(self, span: Span) -> bool:
        """Tell whether the snippet accounts for a place."""
        return self.code.contains(span) and not (self.kept is not None and self.kept.contains(span))


def find_snippets(program: Program) -> list[Snippet]:
    """All snippets of one file."""
    if not may_hold_snippet(program.path, program.data):
        return []
    if _is_page(program.path):
        return _in_page(program)
    return [*_in_code(program), *_made_by_package(program)]


def may_hold_snippet(path: str, data: bytes) -> bool:
    """Tell from the bytes of a file whether it is worth parsing for a snippet."""
    return _is_page(path) or MARK.search(data) is not None or sdks.SNIPPET_PACKAGE.encode() in data


def _is_page(path: str) -> bool:
    return path.endswith((".html", ".htm"))


def is_fork(data: bytes) -> bool:
    """Tell whether a file has another vendor's snippet that is written after Segment's."""
    return b"SNIPPET_VERSION" in data and not re.search(rb"/analytics\.js/v1/", data) and FORKS.search(data) is not None


# --- pages ---------------------------------------------------------------------------------------------------------


def _in_page(program: Program) -> list[Snippet]:
    found: list[Snippet] = []
    for source in script_sources(program.data):
        if (match := ADDRESS.search(source.src)) and match[1] and not FORKS.search(source.src.encode()):
            tag, key = source.tag_span, match[1]
            found.append(Snippet(program.path, source.src_span, tag, tag, "analytics", key, source_key=key))
    for element in inline_scripts(program.data):
        content = program.data[element.content.start : element.content.end]
        if not MARK.search(content) or not re.search(rb"\.methods\b|\.factory\b|/analytics\.js/v1/", content):
            continue
        if is_fork(content):
            continue
        found.append(_in_element(program, element))
    if len(found) > 1:
        # Two of them on one page: which one is meant does not show.
        found = [replace(snippet, load=None, source_key=None, kept=None) for snippet in found]
    return sorted(found, key=lambda snippet: snippet.span)


def _in_element(program: Program, element: InlineScript) -> Snippet:
    masked = TEMPLATE.sub(lambda match: b"_" * len(match[0]), program.data)
    root = syntax.parse(masked, "javascript", (element.content,)).root_node
    statements = [node for node in children(root) if node.type != "empty_statement"]
    reading = Reading()
    consumed = reading.read(statements)
    whole = Span(statements[0].start_byte, statements[-1].end_byte) if statements else element.content
    at = _place(reading, whole)
    snippet = Snippet(
        program.path,
        at,
        element.span,
        whole,
        reading.global_name,
        reading.write_key,
        stub=reading.stub,
        element=element,
    )
    is_whole = reading.is_pristine and reading.has_methods and reading.load is not None and consumed > 0
    if not is_whole or root.has_error or element.is_module or is_taken(program, script.GLOBAL):
        return snippet
    code = Span(statements[0].start_byte, statements[consumed - 1].end_byte)
    kept = Span(reading.kept[0].start_byte, reading.kept[-1].end_byte) if reading.kept else None
    return replace(snippet, code=code, kept=kept, load=reading.load)


def _place(reading: Reading, whole: Span) -> Span:
    function = syntax.field(reading.load, "function") if reading.load is not None else None
    prop = syntax.field(function, "property") if function is not None else None
    return span_of(prop) if prop is not None else Span(whole.start, min(whole.end, whole.start + 1))


# --- code ----------------------------------------------------------------------------------------------------------


def _in_code(program: Program) -> list[Snippet]:
    found: list[Snippet] = []
    for match in MARK.finditer(program.data):
        place = Span(match.start() + (match[0][:1] == b"."), match.end())
        if any(snippet.span.contains(place) for snippet in found):
            continue
        node = program.node_at(place.start, place.end)
        text = _text_around(node)
        if text is not None:
            code = text_of(text)
            is_address = "SNIPPET_VERSION" not in code and ".methods" not in code
            if is_address and (POLICY.search(code) or TEST_PATH.search(program.path)):
                continue
            around = _pasted(text) if is_address else [text]
            span = around[0].start_byte, around[-1].end_byte
            if is_fork(program.data[slice(*span)]):
                continue
            found.append(_left(program, Span(*span), _key_in(code)))
        elif node is not None and node.type != "comment" and match[0].endswith(b"VERSION"):
            pasted = _pasted(node)
            span = pasted[0].start_byte, pasted[-1].end_byte
            if not is_fork(program.data[slice(*span)]):
                found = [snippet for snippet in found if not Span(*span).contains(snippet.span)]
                found.append(_left(program, Span(*span), None))
    return sorted(found, key=lambda snippet: snippet.span)


def _left(program: Program, span: Span, key: str | None) -> Snippet:
    at = Span(span.start, min(span.end, span.start + 1))
    text = program.data[span.start : span.end].decode("utf-8", "replace")
    named = GLOBAL_NAME.search(text)
    name = (named[1] or named[2]) if named else "analytics"
    return Snippet(program.path, at, span, span, name, key)


def _text_around(node: Node | None) -> Node | None:
    """The string or template that a node is part of, or the text of an element."""
    found = None
    for current in [node, *(syntax.ancestors(node) if node is not None else ())]:
        if current is None:
            continue
        if current.type in ("string", "template_string", "jsx_text"):
            found = current
        elif found is not None and current.type not in ("template_substitution", "string_fragment"):
            break
    return found


def _key_in(code: str) -> str | None:
    found = re.search(r"""\.load\(\s*["']([\w-]+)["']""", code) or ADDRESS.search(code)
    return found[1] if found is not None and found[1] and "$" not in found[1] else None


def _pasted(node: Node) -> list[Node]:
    """The statements of a snippet that is pasted into a module; only ``node`` itself where it is not."""
    block = node
    while block.parent is not None and not (block.type == "statement_block" and _is_body(block)):
        block = block.parent
    owner = block.parent
    if owner is not None:
        statement = _statement_of(owner)
        if statement is not None and immediate_body(statement) is not None and ".methods" in text_of(statement):
            return [statement]
    statements = children(block)
    internals = re.compile(r"\.(?:methods|factory|invoked)\b")
    marks = [index for index, child in enumerate(statements) if internals.search(text_of(child))]
    if not marks or not any(".methods" in text_of(child) for child in statements):
        return [node]
    first, last = marks[0], marks[-1]
    for index, child in enumerate(statements):
        text = text_of(child)
        if re.search(r"\b(?:window|global|globalThis|self)\.\w+\s*=[^=].*\|\|\s*\[\]", text):
            first = min(first, index)
        if re.search(r"\.SNIPPET_VERSION\b|\.load\s*[=(]|\._writeKey\b", text):
            last = max(last, index)
    return statements[first : last + 1]


def _is_body(block: Node) -> bool:
    return block.parent is not None and block.parent.type in syntax.FUNCTIONS


def _statement_of(node: Node) -> Node | None:
    for around in syntax.ancestors(node):
        if around.type == "expression_statement":
            return around
        if around.type.endswith(("_declaration", "statement_block")):
            return None
    return None


def _made_by_package(program: Program) -> Iterator[Snippet]:
    """``snippet.min({ apiKey })`` of @segment/snippet."""
    if sdks.SNIPPET_PACKAGE.encode() not in program.data:
        return
    for name in ("min", "max"):
        for node in program.tokens({name}):
            call = node
            while call.parent is not None and call.type in ("identifier", "property_identifier", "member_expression"):
                call = call.parent
            if call.type != "call_expression":
                continue
            root = syntax.field(call, "function")
            while root is not None and root.type == "member_expression":
                root = syntax.field(root, "object")
            if root is None or not _is_of_package(program, root):
                continue
            span = span_of(call)
            key = re.search(r"""apiKey\s*:\s*["']([^"']+)["']""", text_of(call))
            code = Span(span.start, span.start)
            yield Snippet(program.path, span_of(node), span, code, "analytics", key[1] if key else None)


def _is_of_package(program: Program, node: Node) -> bool:
    if node.type == "call_expression":
        return text_of(node).startswith("require(") and sdks.SNIPPET_PACKAGE in text_of(node)
    binding = program.lookup(text_of(node), node.start_byte) if node.type == "identifier" else None
    return binding is not None and sdks.SNIPPET_PACKAGE in text_of(binding.node)
