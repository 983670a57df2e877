"""The SDKs of Segment and Amplitude in Swift: a table of signatures, and stub modules that a compiler reads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import tree_sitter_swift
from tree_sitter import Language, Node, Parser

SWIFT = Path(__file__).parent / "swift"
TABLE = SWIFT / "signatures.toml"

_PARSER = Parser(Language(tree_sitter_swift.language()))
_DECLARATION = re.compile(r"(?:(static) )?(func|init|var|let|case)\b ?([\w`]*)(?:<[^(]*>)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its label, None where a call has none, and its type."""

    label: str | None
    type: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A declaration of the table: a method, an initialiser, a property or a case."""

    kind: str
    name: str
    is_static: bool
    parameters: tuple[Parameter, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Sdk:
    """One SDK: its module, and the members of each of its types."""

    name: str
    module: str
    stub: Path
    types: Mapping[str, tuple[Member, ...]]
    parents: Mapping[str, str]
    declarations: Mapping[str, tuple[str, ...]]
    """The table's lines, alternatives written out."""
    client: str = "Amplitude"
    """The type of the client."""

    def members(self, name: str) -> tuple[Member, ...]:
        """Return the members of a type, those of its superclass last."""
        parent = self.parents.get(name)
        return self.types[name] + (self.members(parent) if parent is not None else ())

    def is_a(self, name: str, wanted: str) -> bool:
        """Tell whether a type is another one, or below it."""
        return name == wanted or (name in self.parents and self.is_a(self.parents[name], wanted))


@cache
def sdks() -> Mapping[str, Sdk]:
    """Return the table, by the module's name."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    found = {}
    for row in table["sdk"]:
        alternatives: dict[str, list[str]] = row.get("alternatives", {})
        lines = {
            one["name"]: tuple(line for text in one["members"] for line in _written_out(text, alternatives))
            for one in row["type"]
        }
        types = {name: tuple(parse_declaration(line) for line in texts) for name, texts in lines.items()}
        found[row["module"]] = Sdk(
            row["name"],
            row["module"],
            SWIFT / row["stub"],
            types | {alias: types[one["name"]] for one in row["type"] for alias in one.get("aliases", ())},
            {one["name"]: one["extends"] for one in row["type"] if "extends" in one},
            lines,
        )
    return found


@cache
def segment_sdks() -> Mapping[str, Sdk]:
    """Return Segment's two SDKs by their names, as their stubs declare them; both are a module ``Segment``."""
    found = {}
    for name in ("analytics-ios", "analytics-swift"):
        stub = SWIFT / f"stubs/{name}/Segment.swift"
        lines = {owner: tuple(sorted(members)) for owner, members in stub_declarations(stub).items()}
        types = {owner: tuple(parse_declaration(line) for line in members) for owner, members in lines.items()}
        parents = _stub_parents(stub)
        if name == "analytics-ios":
            old = {f"SEG{owner}": owner for owner in ("Analytics", "AnalyticsConfiguration")}
            types |= {alias: types[owner] for alias, owner in old.items()}
            parents |= old
        found[name] = Sdk(name, "Segment", stub, types, parents, lines, "Analytics")
    return found


def _written_out(text: str, alternatives: Mapping[str, list[str]]) -> Iterator[str]:
    names = [name for name in alternatives if re.search(rf": {name}\b", text)]
    for types in product(*(alternatives[name] for name in names)):
        line = text
        for name, one in zip(names, types, strict=True):
            line = re.sub(rf": {name}\b", f": {one}", line)
        yield line


def parse_declaration(text: str) -> Member:
    """Read one line of the table."""
    match = _DECLARATION.fullmatch(text)
    if match is None:
        raise ValueError(f"no declaration: {text}")
    is_static, kind, name, rest = match[1] is not None, match[2], match[3].strip("`"), match[4].strip()
    if kind in ("func", "init"):
        inside = rest[1 : _closing(rest)]
        result = rest[_closing(rest) + 1 :].strip().removeprefix("->").strip()
        parameters = tuple(_parameter(one) for one in _split(inside))
        return Member(kind, name or "init", is_static or kind == "init", parameters, result)
    result = rest.removeprefix(":").strip()
    return Member(kind, name, is_static or kind == "case", (), result)


def _parameter(text: str) -> Parameter:
    names, _, rest = text.partition(":")
    kind, equals, _ = rest.partition(" = ")
    label = names.split()[0]
    return Parameter(None if label == "_" else label, kind.strip(), not equals)


def _closing(text: str) -> int:
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0:
            return index
    raise ValueError(f"no closing parenthesis: {text}")


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def stub_declarations(path: Path) -> dict[str, set[str]]:
    """Return the members that a stub declares for each type, written as the table writes them."""
    found: dict[str, set[str]] = {}
    root = parse(path.read_bytes())
    if root.has_error:
        raise ValueError(f"{path}: the grammar does not read it")
    for node in walk(root):
        if node.type != "class_declaration":
            continue
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None:
            continue
        members = found.setdefault(text_of(name), set())
        for child in body.named_children:
            if child.type == "enum_entry":
                members |= {f"case {text_of(one)}" for one in child.children_by_field_name("name")}
            elif child.type in ("function_declaration", "init_declaration", "property_declaration"):
                members.add(_declaration(child))
    return found


def _stub_parents(path: Path) -> dict[str, str]:
    """Return the superclass of each type of a stub that has one there."""
    found = {}
    own = stub_declarations(path)
    for node in walk(parse(path.read_bytes())):
        name = node.child_by_field_name("name") if node.type == "class_declaration" else None
        for child in node.named_children if name is not None else ():
            if name is not None and child.type == "inheritance_specifier" and text_of(child) in own:
                found[text_of(name)] = text_of(child)
    return found


def _declaration(node: Node) -> str:
    is_settable = True
    parts: list[str] = []
    for child in node.children:
        if child.type == "modifiers":
            words = text_of(child).split()
            parts += ["static"] if {"static", "class"} & set(words) else []
            is_settable = not any("(set)" in word for word in words)
        elif child.type in ("function_body", "computed_property"):
            if child.type == "computed_property":
                is_settable = is_settable and "set {" in text_of(child)
            break
        elif node.type == "property_declaration" and child.type == "=":
            if not any(one.type == "type_annotation" for one in node.children):
                value = text_of(node.children[-1])
                parts.append(": " + ("Bool" if value in ("true", "false") else value.partition("(")[0]))
            break
        else:
            parts.append(text_of(child))
    text = re.sub(r"\s+", " ", " ".join(parts))
    text = re.sub(r"\s*([(),:?!<])\s*", r"\1", text).replace(":", ": ").replace(",", ", ").replace("->", " -> ")
    text = text.replace("@escaping(", "@escaping (").replace("class ", "").replace("final ", "")
    text = re.sub(r"\s+", " ", re.sub(r" ?= ?", " = ", text)).strip()
    if node.type == "property_declaration" and not is_settable:
        text = re.sub(r"\bvar\b", "let", text, count=1)
    return text


def walk(node: Node) -> Iterator[Node]:
    """Return a node and all below it, in order."""
    yield node
    for child in node.children:
        yield from walk(child)


def text_of(node: Node) -> str:
    """Return what a node holds."""
    return (node.text or b"").decode()


def parse(data: bytes) -> Node:
    """Return the root of a Swift text."""
    return _PARSER.parse(data).root_node
