"""Amplitude's script in the place of Segment's snippet, or before it.

Source: npm @amplitude/analytics-browser 2.46.0 lib/scripts; sdk-facts/amplitude.md §2.7
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls, script
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.client_names import ClientNames
from segment_to_amplitude.languages.javascript.clients import Form
from segment_to_amplitude.languages.javascript.imports import FileImports
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.snippet import TEMPLATE, Snippet
from segment_to_amplitude.languages.javascript.style import style_of
from segment_to_amplitude.languages.javascript.syntax import children, span_of
from segment_to_amplitude.languages.javascript.values import ValueReader
from segment_to_amplitude.languages.javascript.write import CallWriter
from segment_to_amplitude.mapping.keys import PLACEHOLDER, key_name
from segment_to_amplitude.mapping.load import Init, Load, map_load
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.resolve import Resolver

DROPPED_ATTRIBUTES = re.compile(r"""\s+(?:id|async|defer)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?(?=[\s>]|$)""", re.I)
BUILD_VARIABLE = re.compile(r"%(\w+)%")


def replace_snippet(
    program: Program, snippet: Snippet, settings: Settings, resolver: Resolver, alias: str | None, *, stays: bool
) -> tuple[tuple[Rewrite, ...], tuple[Reason, ...]]:
    """Put Amplitude's script there, or before it where Segment's ``stays``.

    ``alias`` is the name that the page's code goes on using, if it is not Amplitude's.
    """
    style = style_of(program)
    writer = CallWriter(
        program,
        style,
        ClientNames(FileImports(program, calls.BROWSER, style, set()), Form.GLOBAL, script.GLOBAL, is_named=False),
        calls.BROWSER,
    )
    init = init_of(program, snippet, settings, resolver)
    if isinstance(init, Reason):
        return (), (init,)
    reasons = (Reason("segment-stays" if stays else "snippet-replaced"), *init.reasons)
    document = program.document
    start = snippet.span.start
    newline = document.newline_at(start)
    if snippet.element is None:
        indent = document.indent_at(start)
        inner = indent + style.unit
        lines = _init(program, snippet, init, settings, writer, inner, alias)
        parts: list[Part] = [
            script.script_element().encode(),
            newline + indent + b"<script>",
            newline + inner,
            *_joined(newline + inner, lines),
            newline + indent + b"</script>",
        ]
        if stays:
            return (Rewrite(Span(start, start), (*parts, newline + indent)),), reasons
        return (Rewrite(snippet.span, tuple(parts)),), reasons
    tag = snippet.element.tag
    attributes = program.data[tag.start + len("<script") : tag.end - 1].decode("utf-8", "replace").rstrip("/ \t\r\n")
    attributes = DROPPED_ATTRIBUTES.sub("", attributes)
    indent = document.indent_at(start)
    element = script.script_element(attributes).encode() + newline + indent
    base = document.indent_at(snippet.code.start)
    lines = _init(program, snippet, init, settings, writer, base, alias)
    gap = newline + base
    if stays:
        added = Rewrite(Span(snippet.code.start, snippet.code.start), (*_joined(gap, lines), gap))
        return (Rewrite(Span(start, start), (element,)), added), reasons
    if snippet.kept is not None:
        ending = b"" if program.data[snippet.kept.end - 1 : snippet.kept.end] in (b";", b"}") else b";"
        lines.append([snippet.kept, ending])
    code = Rewrite(snippet.code, tuple(_joined(gap, lines)))
    return (Rewrite(Span(start, start), (element,)), code), reasons


def init_of(program: Program, snippet: Snippet, settings: Settings, resolver: Resolver) -> Init | Reason:
    """What the load call becomes, or why it cannot be moved."""
    values = ValueReader(program, resolver)
    passed = [values.read(node) for node in _arguments(program, snippet)]
    load = Load("browser", passed[0] if passed else None, None, passed[1] if len(passed) > 1 else None)
    return map_load(load, settings, calls.BROWSER)


def reindented(rewrites: list[Rewrite], program: Program, snippet: Snippet) -> list[Rewrite]:
    """Rewrites of the statements that stay, with new lines indented as their place in the page is."""
    document = program.document
    kept = snippet.kept
    base = document.indent_at(snippet.code.start)
    if kept is None or (own := document.indent_at(kept.start)) == base:
        return rewrites
    newline = document.newline_at(kept.start)
    # Further lines of the author's keep their place, and what is written on them goes with them.
    line_end = program.data.find(b"\n", kept.start) % (len(program.data) + 1)
    return [
        replace(
            rewrite,
            parts=tuple(
                part.replace(newline + own, newline + base) if isinstance(part, bytes) else part
                for part in rewrite.parts
            ),
        )
        if kept.contains(rewrite.span) and rewrite.span.start < line_end
        else rewrite
        for rewrite in rewrites
    ]


def _arguments(program: Program, snippet: Snippet) -> list[Node]:
    """The arguments of the load call, as nodes of the file's own tree."""
    arguments = syntax.field(snippet.load, "arguments") if snippet.load is not None else None
    found = []
    for node in children(arguments) if arguments is not None else []:
        own = program.node_at(node.start_byte, node.end_byte)
        found.append(own if own is not None and span_of(own) == span_of(node) else node)
    return found


def _init(
    program: Program,
    snippet: Snippet,
    init: Init,
    settings: Settings,
    writer: CallWriter,
    indent: bytes,
    alias: str | None,
) -> list[list[Part]]:
    newline = program.document.newline_at(snippet.span.start)
    style = writer.style
    writer.begin_line(newline + indent + style.unit)
    entries: list[list[Part]] = [[f"{name}: ".encode(), *writer.expression(value)] for name, value in init.options]
    key = _api_key(program, init, settings, writer)
    head: list[Part] = [f"{script.GLOBAL}.init(".encode(), *key]
    call: list[Part] = [*head, b", { ", *_joined(b", ", entries), b" })"]
    sizes = (part.end - part.start if isinstance(part, Span) else len(part) for part in _flat(call))
    width = len(indent) + sum(sizes) + 1
    if width > style.width:
        call = [*head, b", {"]
        for entry in entries:
            call += [newline + indent + style.unit, *entry, b","]
        call += [newline + indent + b"})"]
    lines = [[*call, b";"]]
    for first in init.calls:
        assert isinstance(first, calls.Track)
        writer.begin_line(newline + indent)
        rest: list[Part] = [b", ", *writer.expression(first.properties)] if first.properties is not None else []
        lines.append([f"{script.GLOBAL}.track(".encode(), *writer.expression(first.event), *rest, b");"])
    if alias is not None:
        lines.append([f"window.{alias} = window.{script.GLOBAL};".encode()])
    return lines


def _api_key(program: Program, init: Init, settings: Settings, writer: CallWriter) -> list[Part]:
    value = init.api_key
    written = settings.init.api_key or PLACEHOLDER
    if value is None:
        return [writer.style.text(written).encode()]
    data = program.data[value.span.start : value.span.end]
    if settings.init.api_key is None and TEMPLATE.search(data):
        return [value.span]
    if value.kind is ValueKind.STRING:
        if settings.init.api_key is None and (match := BUILD_VARIABLE.search(value.text or "")):
            text = data.decode("utf-8", "replace")
            return [text.replace(match[1], key_name(match[1])).encode()]
        return [writer.style.text(written).encode()]
    return [value.span]


def _flat(parts: list[Part]) -> list[bytes | Span]:
    return [part for part in parts if not isinstance(part, Rewrite)]


def _joined(separator: bytes, groups: list[list[Part]]) -> list[Part]:
    parts: list[Part] = []
    for index, group in enumerate(groups):
        parts += [separator, *group] if index else group
    return parts
