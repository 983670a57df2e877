"""Segment's snippet: where it stands, and Amplitude's script in its place.

Segment:   a stub list on ``window.analytics``, a script element made at run time, ``load(key, options)``, often ``page()``.
Amplitude: a script element that fills ``window.amplitude``, then ``amplitude.init(key, options)``.
Source:    npm @segment/snippet 5.2.1 dist/*.template.js and the forms 3.x and 4.x before it; sdk-facts/segment.md §2.1, §2.2
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls, script
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.blocks import InlineScript, inline_scripts, script_sources
from segment_to_amplitude.languages.javascript.clients import is_taken
from segment_to_amplitude.languages.javascript.file_writer import PLACEHOLDER, ClientNames, key_name
from segment_to_amplitude.languages.javascript.clients import Form
from segment_to_amplitude.languages.javascript.imports import FileImports
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.style import style_of
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.values import ValueReader
from segment_to_amplitude.languages.javascript.write import CallWriter
from segment_to_amplitude.mapping.load import Init, Load, map_load
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.resolve import Resolver

ADDRESS = re.compile(r"/analytics\.js/v1/(?:([^/\s\"'`+]+)/)?")
MARK = re.compile(rb"/analytics\.js/v1/|\.SNIPPET_VERSION\b")
FORKS = re.compile(
    rb"june-so|june\.so|customer\.io|customerio|freshpaint|hightouch|dreamdata|rudder|jitsu|mparticle|metarouter", re.I
)
"""Vendors whose snippets are written after Segment's."""
POLICY = re.compile(r"script-src|Content-Security-Policy", re.I)
TEST_PATH = re.compile(r"(?:^|/)(?:__tests__|__mocks__|tests?|cypress|e2e|playwright)/|[.-](?:test|spec|cy)\.\w+$")
TEMPLATE = re.compile(rb"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|<\?.*?\?>|\{#.*?#\}", re.S)
BUILD_VARIABLE = re.compile(r"%(\w+)%")
INTERNALS = frozenset(
    {"invoked", "methods", "factory", "load", "SNIPPET_VERSION", "_writeKey", "_loadOptions", "_cdn", "integrationOptions"}
)
VOCABULARY = INTERNALS | frozenset(
    "window analytics document location Array prototype slice call apply arguments unshift push createElement type async "
    "src getElementsByTagName parentNode insertBefore appendChild head setAttribute protocol initialized indexOf "
    "querySelector getAttribute href pathname search title referrer __t c p u s t r undefined length".split()
)
"""Names that occur in the functions of the snippet, beside their own parameters and variables."""
DROPPED_ATTRIBUTES = re.compile(r"""\s+(?:id|async|defer)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?(?=[\s>]|$)""", re.I)
DECLARING = frozenset({"return_statement", "variable_declaration", "lexical_declaration", "function_declaration"})


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
    is_page = program.path.endswith((".html", ".htm"))
    if not is_page and MARK.search(program.data) is None and sdks.SNIPPET_PACKAGE.encode() not in program.data:
        return []
    if is_page:
        return _in_page(program)
    return [*_in_code(program), *_made_by_package(program)]


def is_fork(data: bytes) -> bool:
    """Tell whether a file has another vendor's snippet that is written after Segment's."""
    return b"SNIPPET_VERSION" in data and not re.search(rb"/analytics\.js/v1/", data) and FORKS.search(data) is not None


# --- pages ---------------------------------------------------------------------------------------------------------


def _in_page(program: Program) -> list[Snippet]:
    found: list[Snippet] = []
    for source in script_sources(program.data):
        if (match := ADDRESS.search(source.src)) and match[1] and not FORKS.search(source.src.encode()):
            snippet = Snippet(
                program.path, source.src_span, source.tag_span, source.tag_span, "analytics", match[1], source_key=match[1]
            )
            found.append(snippet)
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
    reading = _Reading()
    consumed = reading.read(statements)
    whole = Span(statements[0].start_byte, statements[-1].end_byte) if statements else element.content
    at = _place(reading, whole)
    snippet = Snippet(
        program.path, at, element.span, whole, reading.global_name, reading.write_key, stub=reading.stub, element=element
    )
    is_whole = reading.is_pristine and reading.has_methods and reading.load is not None and consumed > 0
    if not is_whole or root.has_error or element.is_module or is_taken(program, script.GLOBAL):
        return snippet
    code = Span(statements[0].start_byte, statements[consumed - 1].end_byte)
    kept = Span(reading.kept[0].start_byte, reading.kept[-1].end_byte) if reading.kept else None
    return replace(snippet, code=code, kept=kept, load=reading.load)


def _place(reading: _Reading, whole: Span) -> Span:
    function = syntax.field(reading.load, "function") if reading.load is not None else None
    prop = syntax.field(function, "property") if function is not None else None
    return span_of(prop) if prop is not None else Span(whole.start, min(whole.end, whole.start + 1))


@dataclass(slots=True)
class _Reading:
    """What the statements of a snippet say, in their order."""

    is_pristine: bool = True
    has_methods: bool = False
    global_name: str = "analytics"
    stub: int = -1
    load: Node | None = None
    write_key: str | None = None
    kept: list[Node] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _keys: dict[str, str] = field(default_factory=dict)

    def read(self, statements: list[Node]) -> int:
        """Read top-level statements; gives how many of them are the snippet's."""
        for index, statement in enumerate(statements):
            body = immediate_body(statement)
            self._walk(children(body) if body is not None else [statement], is_top=body is None)
            if self.load is not None:
                return index + 1
            if not self.is_pristine:
                return index
        return len(statements)

    def _walk(self, statements: list[Node], *, is_top: bool = False) -> None:
        ended = self.load is not None
        for statement in statements:
            if statement.type == "empty_statement":
                continue
            if ended:
                # Something follows outside the block that holds the load call.
                self.is_pristine = False
            elif self.load is not None:
                if is_top:
                    return
                self._keep(statement)
            else:
                self._statement(statement)
                ended = self.load is not None and bool(self.kept or statement.type == "if_statement")

    def _keep(self, statement: Node) -> None:
        if statement.type not in ("expression_statement", "if_statement") or _declares(statement):
            self.is_pristine = False
        self.kept.append(statement)

    def _statement(self, statement: Node) -> None:
        match statement.type:
            case "variable_declaration" | "lexical_declaration":
                for declarator in children(statement):
                    self._declarator(declarator)
            case "if_statement":
                self._if(statement)
            case "for_statement":
                text = text_of(statement)
                self.is_pristine &= ".methods" in text and ".factory(" in text and _is_known(statement, self._known())
            case "return_statement":
                self.is_pristine &= not children(statement)
            case "statement_block":
                self._walk(children(statement))
            case "expression_statement":
                inner = children(statement)
                self._expression(inner[0] if inner else statement)
            case _:
                self.is_pristine = False

    def _declarator(self, declarator: Node) -> None:
        name, value = syntax.field(declarator, "name"), syntax.field(declarator, "value")
        if name is None or value is None or name.type != "identifier":
            self.is_pristine = False
            return
        value = unwrap(value)
        if (text := syntax.string_value(value)) is not None:
            self._keys[text_of(name)] = text
            return
        if value.type == "assignment_expression":
            left, value = syntax.field(value, "left"), unwrap(syntax.field(value, "right") or value)
            if left is None or self._global(left) is None:
                self.is_pristine = False
        if value.type == "binary_expression" and (left := syntax.field(value, "left")) is not None:
            if (found := self._global(left)) is not None and text_of(value).replace(" ", "").endswith("||[]"):
                self.global_name = found
                self.stub = name.start_byte
                self._names.add(text_of(name))
                return
        self.is_pristine = False

    def _global(self, node: Node) -> str | None:
        """``window.analytics`` or ``window[key]``: the name of the property."""
        node = unwrap(node)
        if (parts := syntax.member_parts(node)) is not None:
            return parts[2] if text_of(parts[0]) in syntax.GLOBAL_OBJECTS else None
        if node.type == "subscript_expression":
            target, index = syntax.field(node, "object"), syntax.field(node, "index")
            if target is not None and index is not None and text_of(target) in syntax.GLOBAL_OBJECTS:
                return self._keys.get(text_of(index))
        return None

    def _if(self, statement: Node) -> None:
        condition = re.sub(r"[\s()!]", "", text_of(syntax.field(statement, "condition") or statement))
        consequence = syntax.field(statement, "consequence")
        alternative = syntax.field(statement, "alternative")
        receiver, _, member = condition.rpartition(".")
        is_console = condition.startswith("window.console&&console.error") or condition.startswith("console")
        if is_console:
            return
        if receiver not in self._names and receiver not in syntax.GLOBAL_OBJECTS:
            self.is_pristine &= receiver.rpartition(".")[2] == self.global_name
        if member not in ("initialize", "invoked"):
            self.is_pristine = False
            return
        if consequence is not None:
            self._walk(children(consequence) if consequence.type == "statement_block" else [consequence])
        if alternative is not None:
            inner = children(alternative)
            self._walk(children(inner[0]) if inner and inner[0].type == "statement_block" else inner)

    def _expression(self, node: Node) -> None:
        node = unwrap(node)
        if node.type == "sequence_expression":
            for child in children(node):
                self._expression(child)
            return
        if node.type == "binary_expression" and "console" in text_of(node):
            return
        if node.type == "assignment_expression":
            self._assignment(node)
            return
        function = syntax.field(node, "function") if node.type == "call_expression" else None
        parts = syntax.member_parts(function) if function is not None else None
        if parts is not None and text_of(parts[0]) == "console":
            return
        if parts is None or text_of(parts[0]) not in self._names or parts[2] != "load":
            self.is_pristine = False
            return
        arguments = children(syntax.field(node, "arguments") or node)
        self.is_pristine &= self.has_methods and 1 <= len(arguments) <= 2
        self.load = node
        self.write_key = syntax.string_value(arguments[0]) if arguments else None

    def _assignment(self, node: Node) -> None:
        left, right = syntax.field(node, "left"), syntax.field(node, "right")
        parts = syntax.member_parts(left) if left is not None else None
        if parts is None or right is None or text_of(parts[0]) not in self._names or parts[2] not in INTERNALS:
            self.is_pristine = False
            return
        if parts[2] == "methods":
            self.has_methods = True
        if unwrap(right).type in syntax.FUNCTIONS:
            self.is_pristine &= _is_known(right, self._known())

    def _known(self) -> frozenset[str]:
        return VOCABULARY | self._names | self._keys.keys() | {self.global_name}


def immediate_body(statement: Node) -> Node | None:
    """The body of a function that is called where it is written."""
    inner = children(statement)
    if statement.type != "expression_statement" or not inner:
        return None
    node = unwrap(inner[0])
    while node.type == "unary_expression":
        node = unwrap(syntax.field(node, "argument") or children(node)[0])
    function = syntax.field(node, "function") if node.type == "call_expression" else None
    if function is None or children(syntax.field(node, "arguments") or node):
        return None
    function = unwrap(function)
    body = syntax.field(function, "body") if function.type in syntax.FUNCTIONS else None
    return body if body is not None and body.type == "statement_block" else None


def _is_known(node: Node, known: frozenset[str]) -> bool:
    """Tell whether a piece of the snippet uses no name but its own and those that Segment's snippet uses."""
    names, own = set(), set()
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in ("identifier", "property_identifier"):
            names.add(text_of(current))
            parent = current.parent
            if parent is not None and (
                parent.type == "formal_parameters"
                or (parent.type == "variable_declarator" and syntax.same(syntax.field(parent, "name"), current))
            ):
                own.add(text_of(current))
        stack.extend(current.named_children)
    return names <= known | own


def _declares(statement: Node) -> bool:
    stack = [statement]
    while stack:
        current = stack.pop()
        if current.type in DECLARING:
            return True
        if current.type not in syntax.FUNCTIONS:
            stack.extend(current.named_children)
    return False


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
    named = re.search(r"""\b(?:window|global|globalThis|self)\.(\w+)\s*=|\b(?:i|globalAnalyticsKey)\s*=\s*["'](\w+)["']""", text)
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
    marks = [index for index, child in enumerate(statements) if re.search(r"\.(?:methods|factory|invoked)\b", text_of(child))]
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
            yield Snippet(program.path, span_of(node), span, Span(span.start, span.start), "analytics", key[1] if key else None)


def _is_of_package(program: Program, node: Node) -> bool:
    if node.type == "call_expression":
        return text_of(node).startswith("require(") and sdks.SNIPPET_PACKAGE in text_of(node)
    binding = program.lookup(text_of(node), node.start_byte) if node.type == "identifier" else None
    return binding is not None and sdks.SNIPPET_PACKAGE in text_of(binding.node)


# --- in its place --------------------------------------------------------------------------------------------------


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
    values = ValueReader(program, resolver)
    passed = [values.read(node) for node in _arguments(program, snippet)]
    load = Load("browser", passed[0] if passed else None, None, passed[1] if len(passed) > 1 else None)
    init = map_load(load, settings, calls.BROWSER)
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


def _arguments(program: Program, snippet: Snippet) -> list[Node]:
    """The arguments of the load call, as nodes of the file's own tree."""
    arguments = syntax.field(snippet.load, "arguments") if snippet.load is not None else None
    found = []
    for node in children(arguments) if arguments is not None else []:
        own = program.node_at(node.start_byte, node.end_byte)
        found.append(own if own is not None and span_of(own) == span_of(node) else node)
    return found


def _init(
    program: Program, snippet: Snippet, init: Init, settings: Settings, writer: CallWriter, indent: bytes, alias: str | None
) -> list[list[Part]]:
    newline = program.document.newline_at(snippet.span.start)
    style = writer.style
    writer.begin_line(newline + indent + style.unit)
    entries: list[list[Part]] = [[f"{name}: ".encode(), *writer.expression(value)] for name, value in init.options]
    key = _api_key(program, init, settings, writer)
    head: list[Part] = [f"{script.GLOBAL}.init(".encode(), *key]
    call: list[Part] = [*head, b", { ", *_joined(b", ", entries), b" })"]
    width = len(indent) + sum(part.end - part.start if isinstance(part, Span) else len(part) for part in _flat(call)) + 1
    if width > style.width:
        call = [*head, b", {"]
        for entry in entries:
            call += [newline + indent + style.unit, *entry, b","]
        call += [newline + indent + b"})"]
    lines = [[*call, b";"]]
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
