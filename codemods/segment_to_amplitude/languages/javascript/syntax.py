"""Parse one file, and look at its nodes."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from segment_to_amplitude.resources import grammar_text
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query, Tree

LANGUAGE = tomllib.loads(grammar_text("javascript/language.toml"))
SUFFIXES: frozenset[str] = frozenset(LANGUAGE["suffixes"])
GLOBAL_OBJECTS: frozenset[str] = frozenset(LANGUAGE["global-objects"])
EMBEDDING_SUFFIXES = (".vue", ".svelte", ".html", ".htm")

WRAPPERS = frozenset(
    {
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "type_assertion",
    }
)
FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "arrow_function",
        "method_definition",
    }
)
CLASSES = frozenset({"class_declaration", "abstract_class_declaration", "class"})


def dialect_of(path: str) -> str | None:
    """Name the grammar of a file by its suffix; None where the file embeds scripts."""
    suffix = "." + path.rpartition(".")[2]
    for name, dialect in LANGUAGE["dialects"].items():
        if suffix in dialect["suffixes"]:
            return str(name)
    return None


@cache
def grammar(dialect: str) -> Language:
    """Load a grammar; the parsers' packages are imported only here."""
    from tree_sitter import Language

    entry = LANGUAGE["dialects"][dialect]
    module = importlib.import_module(entry["package"])
    return Language(getattr(module, entry["function"])())


@cache
def query(dialect: str) -> Query:
    """Compile the queries of grammars/javascript as one: a tree is walked once for all of them."""
    from tree_sitter import Query

    names = ["bindings.scm", "imports.scm", "calls.scm"]
    if dialect != "javascript":
        names += ["bindings.typescript.scm", "members.typescript.scm"]
    return Query(grammar(dialect), "\n".join(grammar_text(f"javascript/{name}") for name in names))


def parse(data: bytes, dialect: str, spans: tuple[Span, ...] = ()) -> Tree:
    """Parse a file, or only ``spans`` of it; offsets are the file's either way."""
    from tree_sitter import Parser, Point, Range

    parser = Parser(grammar(dialect))
    if spans:
        parser.included_ranges = [
            Range(Point(*_point(data, span.start)), Point(*_point(data, span.end)), span.start, span.end)
            for span in spans
        ]
    return parser.parse(data)


def _point(data: bytes, offset: int) -> tuple[int, int]:
    row = data.count(b"\n", 0, offset)
    return (row, offset - (data.rfind(b"\n", 0, offset) + 1))


def captures(node: Node, dialect: str) -> dict[str, list[Node]]:
    """Run the queries over a node."""
    from tree_sitter import QueryCursor

    return QueryCursor(query(dialect)).captures(node)


def span_of(node: Node) -> Span:
    """The bytes of a node."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def children(node: Node) -> list[Node]:
    """The named children without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def unwrap(node: Node) -> Node:
    """Take off parentheses, ``as``, ``satisfies``, ``!`` and type assertions."""
    while node.type in WRAPPERS:
        inner = children(node)
        if not inner:
            return node
        node = inner[-1] if node.type == "type_assertion" else inner[0]
    return node


def ancestors(node: Node) -> Iterator[Node]:
    """The nodes around a node, innermost first."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def outermost(node: Node) -> Node:
    """Widen a node over the parentheses, ``as`` and ``!`` around it."""
    parent = node.parent
    while parent is not None and parent.type in WRAPPERS:
        node, parent = parent, parent.parent
    return node


def field(node: Node, name: str) -> Node | None:
    """A child by its field name."""
    return node.child_by_field_name(name)


def same(left: Node | None, right: Node | None) -> bool:
    """Tell whether two handles are the same node."""
    return left is not None and right is not None and left.id == right.id


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.|\n)", re.S)


def string_value(node: Node | None) -> str | None:
    """The value of a string literal or of a template without substitutions; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if node.type == "template_string" and any(child.type == "template_substitution" for child in node.children):
        return None
    return ESCAPE.sub(_unescape, text_of(node)[1:-1])


def _unescape(match: re.Match[str]) -> str:
    body = match[1]
    if body[0] in "ux" and len(body) > 1:
        return chr(int(body.strip("ux{}"), 16))
    if body in ("\n", "\r\n"):
        return ""
    return ESCAPES.get(body, body)


def property_name(node: Node | None) -> str | None:
    """The name of a property key: identifier, private name, string or number; None when it is computed."""
    if node is None:
        return None
    if node.type == "number":
        return number_text(text_of(node))
    if node.type in ("property_identifier", "shorthand_property_identifier", "private_property_identifier"):
        return text_of(node)
    if node.type in ("shorthand_property_identifier_pattern", "identifier"):
        return text_of(node)
    if node.type == "computed_property_name":
        inner = children(node)
        if inner and inner[0].type == "number":
            return number_text(text_of(inner[0]))
        return string_value(inner[0]) if inner else None
    return string_value(node)


def number_text(literal: str) -> str | None:
    """What a number literal is as a string; None for forms whose digits are not the value's."""
    digits = literal.replace("_", "").replace(" ", "").lower().removesuffix("n")
    sign, digits = ("-", digits[1:]) if digits[:1] == "-" else ("", digits)
    if re.match(r"0\d", digits):
        return None
    if re.fullmatch(r"0x[\da-f]+|0o[0-7]+|0b[01]+", digits):
        number = int(digits, 0)
        return f"{sign}{number}" if number < 2**53 else None
    if re.fullmatch(r"\d*\.?\d*(?:e\+?\d+)?", digits) and digits[:1] != "e" and digits.strip("."):
        number_value = float(digits)
        if number_value.is_integer() and abs(number_value) < 2**53:
            return f"{sign}{int(number_value)}" if number_value else "0"
        text = repr(number_value)
        return sign + text if "e" not in text and "inf" not in text else None
    return None


def member_parts(node: Node) -> tuple[Node, Node, str] | None:
    """Object, property node and property name of ``a.b`` or ``a["b"]``; None for ``a[b]``."""
    if node.type == "member_expression":
        target, prop = field(node, "object"), field(node, "property")
        return (target, prop, text_of(prop)) if target is not None and prop is not None else None
    if node.type == "subscript_expression":
        target, index = field(node, "object"), field(node, "index")
        name = string_value(index)
        return (target, index, name) if target is not None and index is not None and name is not None else None
    return None


def has_error(node: Node) -> bool:
    """Tell whether a tree has a place that did not parse."""
    return node.has_error


def page_errors(path: str, data: bytes) -> int:
    """Count the places of a page's markup that do not parse; none in files of other kinds."""
    if not path.endswith(EMBEDDING_SUFFIXES):
        return 0
    from tree_sitter import Language, Parser
    from tree_sitter_html import language

    return count_errors(Parser(Language(language())).parse(data).root_node)


def count_errors(node: Node) -> int:
    """Count the places of a tree that did not parse."""
    count = 0
    stack = [node] if node.has_error else []
    while stack:
        current = stack.pop()
        count += current.is_error or current.is_missing
        stack += [child for child in current.children if child.has_error]
    return count
