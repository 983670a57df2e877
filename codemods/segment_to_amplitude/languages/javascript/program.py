"""One parsed file: its scopes, what it exports, where its assignments are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.blocks import Role, blocks_of
from segment_to_amplitude.languages.javascript.scopes import Binding, Scopes
from segment_to_amplitude.languages.javascript.syntax import children, text_of
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

TEMPLATE_NEEDLES = (b"nalytics", b"egment")


@dataclass(frozen=True, slots=True)
class Export:
    """What an exported name stands for: a local expression or name, or another module's name."""

    node: Node | None = None
    """An expression, a class or a function of this file."""
    name: str | None = None
    """A name of this file's top scope, or of the module ``source``."""
    source: str | None = None
    """The specifier of the module that a re-export takes it from."""


@dataclass(eq=False)
class Root:
    """One tree of a file: the file itself, the scripts of a page, or the code of one attribute."""

    tree: Tree
    dialect: str
    role: Role
    start: int
    end: int
    is_module: bool = False
    """A module of a page, whose names nothing else sees."""

    @cached_property
    def captures(self) -> dict[str, list[Node]]:
        """The nodes that the queries are about, by the names of the captures."""
        return syntax.captures(self.tree.root_node, self.dialect)

    @cached_property
    def scopes(self) -> Scopes:
        """What names stand for in this tree."""
        return Scopes(self.tree.root_node, self.captures)


class Program:
    """One file as the resolver sees it."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.document = Document(path, data)
        dialect = syntax.dialect_of(path)
        self.roots: list[Root] = []
        self._members: dict[int, dict[str, list[Node]]] = {}
        if dialect is not None:
            self.dialect = dialect
            self._add_root(dialect, Role.SCRIPT, ())
        else:
            blocks = blocks_of(path, data)
            scripts = [block for block in blocks if block.role is Role.SCRIPT]
            self.dialect = scripts[0].dialect if scripts else "javascript"
            for block in scripts:
                self._add_root(block.dialect, block.role, block.spans, is_module=block.is_module)
            needles = [*TEMPLATE_NEEDLES, *self._shown_names()]
            for block in blocks:
                if block.role is not Role.SCRIPT:
                    code = b"".join(data[span.start : span.end] for span in block.spans)
                    if any(needle in code for needle in needles):
                        self._add_root(block.dialect, block.role, block.spans, has_entities=block.has_entities)
        self.errors = sum(syntax.count_errors(root.tree.root_node) for root in self.roots)

    def _add_root(
        self,
        dialect: str,
        role: Role,
        spans: tuple[Span, ...],
        *,
        is_module: bool = False,
        has_entities: bool = False,
    ) -> None:
        data = without_entities(self.data, spans) if has_entities else self.data
        tree = syntax.parse(data, dialect, spans)
        if dialect == "javascript" and role is Role.SCRIPT and tree.root_node.has_error:
            typed = syntax.parse(self.data, "tsx", spans)
            if syntax.count_errors(typed.root_node) < syntax.count_errors(tree.root_node):
                tree, dialect = typed, "tsx"
                self.dialect = "tsx"
        start = spans[0].start if spans else 0
        end = spans[-1].end if spans else len(self.data)
        self.roots.append(Root(tree, dialect, role, start, end, is_module))

    def _shown_names(self) -> set[bytes]:
        """Names of the scripts that the page's own code may use for a client."""
        return {
            name.encode()
            for root in self.roots
            if not root.is_module
            for name, binding in root.scopes.top.names.items()
            if binding.kind in ("import", "variable")
        }

    @property
    def language(self) -> str:
        """Name the language of the file for people."""
        suffix = self.path.rpartition(".")[2]
        names = {"vue": "vue", "svelte": "svelte", "html": "html", "htm": "html"}
        if suffix in names:
            return names[suffix]
        return "typescript" if self.dialect == "typescript" or suffix == "tsx" else "javascript"

    @property
    def is_typed(self) -> bool:
        """Tell whether types may be written in this file."""
        return self.path.endswith((".ts", ".tsx", ".mts", ".cts")) or (
            self.path.endswith((".vue", ".svelte")) and self.dialect != "javascript"
        )

    def root_at(self, offset: int) -> Root | None:
        """The tree that an offset belongs to; attributes of a page win over the scripts around them."""
        for root in reversed(self.roots):
            if root.start <= offset < root.end:
                return root
        return None

    def lookup(self, name: str, offset: int) -> Binding | None:
        """Find what a name means at an offset; handlers of a page see the names of its scripts."""
        root = self.root_at(offset)
        if root is None:
            return None
        binding = root.scopes.lookup(name, offset)
        if binding is None and len(self.roots) > 1 and not root.is_module:
            binding = self.top(name)
        return binding

    def top(self, name: str) -> Binding | None:
        """A name that the file itself declares; the classic scripts of a page share theirs, its modules do not."""
        for root in self.roots:
            if root.role is not Role.SCRIPT or root.is_module:
                continue
            if (found := root.scopes.top.names.get(name)) is not None:
                return found
        return None

    def bindings(self) -> Iterator[Binding]:
        """Every name that the file declares."""
        for root in self.roots:
            yield from root.scopes.bindings

    def node_at(self, start: int, end: int) -> Node | None:
        """The smallest node over a range of bytes."""
        root = self.root_at(start)
        return root.tree.root_node.named_descendant_for_byte_range(start, end) if root is not None else None

    def tokens(self, names: set[str]) -> Iterator[Node]:
        """The identifier-like nodes with one of these names, in order."""
        if not names:
            return
        pattern = b"|".join(re.escape(name.encode()) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rb"(?<![\w$])(?:" + pattern + rb")(?![\w$])", self.data):
            node = self.node_at(match.start(), match.end())
            if node is None or node.end_byte != match.end():
                continue
            if node.start_byte == match.start() or node.type == "private_property_identifier":
                yield node

    @cached_property
    def is_module(self) -> bool:
        """Tell whether the file has names of its own rather than adding to the global ones."""
        if self.path.endswith((".html", ".htm")):
            return False
        return bool(self.imports or self.export_statements or self.requires or b"module.exports" in self.data)

    def _captures(self, name: str) -> list[Node]:
        found = [node for root in self.roots for node in root.captures.get(name, ())]
        return sorted(found, key=lambda node: node.start_byte)

    @cached_property
    def imports(self) -> list[Node]:
        """The import statements."""
        return self._captures("import")

    @cached_property
    def requires(self) -> list[Node]:
        """The calls of ``require`` with a literal, and of ``import()``."""
        return [
            node for node in self._captures("import.require") if text_of(children(node)[0]) in ("require", "import")
        ]

    @cached_property
    def export_statements(self) -> list[Node]:
        """The export statements."""
        return self._captures("export")

    @cached_property
    def calls(self) -> list[Node]:
        """The calls and the constructions with ``new``."""
        return self._captures("call")

    @cached_property
    def typed_members(self) -> list[Node]:
        """The fields, properties and parameters with a type."""
        return self._captures("member")

    @cached_property
    def assigned_members(self) -> dict[str, list[tuple[Node, Node]]]:
        """The assignments to a property by its name, each with the object that has it."""
        found: dict[str, list[tuple[Node, Node]]] = {}
        for assignment in self.assignments:
            left = syntax.field(assignment, "left")
            if left is not None and (parts := syntax.member_parts(left)) is not None:
                found.setdefault(parts[2], []).append((assignment, parts[0]))
        return found

    def members_of(self, owner: Node) -> dict[str, list[Node]]:
        """The members of a class by name; a constructor stands under the names of its parameters too."""
        if owner.id not in self._members:
            found: dict[str, list[Node]] = {}
            body = syntax.field(owner, "body")
            for member in children(body) if body is not None else ():
                name = syntax.property_name(syntax.field(member, "name") or syntax.field(member, "property"))
                names = {name} if name is not None else set()
                if name == "constructor":
                    parameters = children(syntax.field(member, "parameters") or member)
                    patterns = (syntax.field(parameter, "pattern") for parameter in parameters)
                    names |= {text_of(pattern) for pattern in patterns if pattern is not None}
                for name in names:
                    found.setdefault(name, []).append(member)
            self._members[owner.id] = found
        return self._members[owner.id]

    @cached_property
    def assignments(self) -> list[Node]:
        """The assignment expressions."""
        return self._captures("assignment")

    @cached_property
    def exports(self) -> dict[str, Export]:
        """The names that the module gives to others; ``*`` is not among them, see ``stars``."""
        found: dict[str, Export] = {}
        for statement in self.export_statements:
            source = syntax.string_value(syntax.field(statement, "source"))
            declaration = syntax.field(statement, "declaration")
            value = syntax.field(statement, "value")
            is_default = any(child.type == "default" for child in statement.children)
            if value is not None:
                found["default"] = Export(node=value)
            if declaration is not None:
                if is_default:
                    found["default"] = Export(node=declaration)
                else:
                    for name in declared_names(declaration):
                        found[name] = Export(name=name)
            for child in statement.named_children:
                if child.type == "namespace_export":
                    inner = children(child)
                    if inner:
                        found[text_of(inner[0]).strip("'\"")] = Export(name="*", source=source)
                if child.type != "export_clause":
                    continue
                for specifier in children(child):
                    name_node = syntax.field(specifier, "name")
                    alias = syntax.field(specifier, "alias") or name_node
                    if name_node is not None and alias is not None:
                        found[text_of(alias).strip("'\"")] = Export(name=text_of(name_node), source=source)
        for assignment in self.assignments:
            left, right = syntax.field(assignment, "left"), syntax.field(assignment, "right")
            if left is None or right is None:
                continue
            target = text_of(left)
            if target == "module.exports":
                found["module.exports"] = Export(node=right)
                if syntax.unwrap(right).type == "object":
                    for name, value in object_members(syntax.unwrap(right)):
                        found.setdefault(name, Export(node=value))
            elif match := re.fullmatch(r"(?:module\.)?exports\.([\w$]+)", target):
                found[match[1]] = Export(node=right)
        return found

    @cached_property
    def specifiers(self) -> set[str]:
        """What the file imports, requires and passes on, as written."""
        found: set[str] = set()
        for node in (*self.imports, *self.export_statements, *self.requires):
            found |= {value for value in map(syntax.string_value, strings_of(node)) if value is not None}
        return found

    @cached_property
    def stars(self) -> list[str]:
        """Specifiers of ``export * from``."""
        found = []
        for statement in self.export_statements:
            source = syntax.string_value(syntax.field(statement, "source"))
            if source is not None and any(child.type == "*" for child in statement.children):
                found.append(source)
        return found


ENTITY = re.compile(rb"&(?:quot|apos|amp|lt|gt|#34|#39|#x22|#x27);", re.I)
CHARACTERS = {
    "quot": b'"',
    "#34": b'"',
    "#x22": b'"',
    "apos": b"'",
    "#39": b"'",
    "#x27": b"'",
    "amp": b"&",
    "lt": b"<",
    "gt": b">",
}


def without_entities(data: bytes, spans: tuple[Span, ...]) -> bytes:
    """The code that an attribute stands for, every byte at its place.

    Blanks fill up between tokens, continued lines inside strings, so that a string reaches over its whole entities.
    """
    pieces, position = [], 0
    for span in spans:
        pieces.append(data[position : span.start])
        at, is_open = span.start, False
        for match in ENTITY.finditer(data, span.start, span.end):
            character = CHARACTERS[match[0][1:-1].decode().lower()]
            size = len(match[0]) - 1
            before = data[at : match.start()]
            pieces.append(before)
            if character in b"\"'":
                filler = b"\\\r\n" * (size % 2) + b"\\\n" * ((size - 3 * (size % 2)) // 2)
                pieces.append(filler + character if is_open else character + filler)
                is_open = not is_open
            else:
                is_second = not before or before.endswith(b"=")
                pieces.append(character + b" " * size if is_second else b" " * size + character)
            at = match.end()
        pieces.append(data[at : span.end])
        position = span.end
    return b"".join([*pieces, data[position:]])


def strings_of(node: Node) -> Iterator[Node]:
    """The strings that may name the module of an import, an export or a call of ``require``."""
    source = syntax.field(node, "source")
    if source is not None:
        yield source
    arguments = syntax.field(node, "arguments")
    if arguments is not None:
        yield from children(arguments)
    for child in node.named_children:
        if child.type == "import_require_clause" and (inner := syntax.field(child, "source")) is not None:
            yield inner


def declared_names(declaration: Node) -> Iterator[str]:
    """The names that an exported declaration declares."""
    from segment_to_amplitude.languages.javascript.scopes import pattern_names

    name = syntax.field(declaration, "name")
    if name is not None:
        yield text_of(name)
    for child in declaration.named_children:
        if child.type == "variable_declarator" and (pattern := syntax.field(child, "name")) is not None:
            for name_node, _ in pattern_names(pattern):
                yield text_of(name_node)


def object_members(node: Node) -> Iterator[tuple[str, Node]]:
    """Name and value of the plain members of an object literal; a shorthand's value is itself."""
    for child in children(node):
        if child.type == "pair":
            name = syntax.property_name(syntax.field(child, "key"))
            value = syntax.field(child, "value")
            if name is not None and value is not None:
                yield name, value
        elif child.type == "shorthand_property_identifier":
            yield text_of(child), child
        elif child.type == "method_definition":
            name = syntax.property_name(syntax.field(child, "name"))
            if name is not None:
                yield name, child
