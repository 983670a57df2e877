"""One parsed Kotlin or Java file: its tree, its package, its imports, and the regions that did not parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

COMMENTS = frozenset({"line_comment", "block_comment", "multiline_comment", "shebang"})


@dataclass(frozen=True, slots=True)
class Import:
    """One import: what it names, as what, and whether it takes every name below it or a class's own members."""

    node: Node
    name: str
    """The qualified name, without the star."""
    alias: str | None = None
    is_star: bool = False
    is_static: bool = False

    @property
    def local(self) -> str:
        """The name that the file calls it by."""
        return self.alias or self.name.rpartition(".")[2]


class Program:
    """One file as the resolver sees it; ``language`` is ``kotlin`` or ``java``."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.document = Document(path, data)
        self.language = language_of(path)
        self._tree = _parser(self.language).parse(data)
        self.root = self._tree.root_node
        self._parents: dict[int, Node] = {}
        self.nodes: list[Node] = []
        """All named nodes but comments, in file order."""
        self.comments: list[Node] = []
        self._collect()

    def _collect(self) -> None:
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.type in COMMENTS:
                self.comments.append(node)
                continue
            if node.is_named:
                self.nodes.append(node)
            children = node.children
            for child in children:
                self._parents[child.id] = node
            stack.extend(reversed(children))

    @property
    def is_kotlin(self) -> bool:
        """Tell whether the file is Kotlin's."""
        return self.language == "kotlin"

    def parent(self, node: Node) -> Node | None:
        """The node that a node stands in."""
        return self._parents.get(node.id)

    def ancestors(self, node: Node) -> Iterator[Node]:
        """The nodes around a node, the nearest first."""
        parent = self.parent(node)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def within(self, node: Node, *types: str) -> Node | None:
        """The nearest node of some types around a node."""
        return next((one for one in self.ancestors(node) if one.type in types), None)

    def text(self, node: Node) -> str:
        """The source of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    @staticmethod
    def span(node: Node) -> Span:
        """Where a node stands."""
        return Span(node.start_byte, node.end_byte)

    @cached_property
    def broken(self) -> tuple[Span, ...]:
        """The regions that the parser could not read."""
        if not self.root.has_error:
            return ()
        found = []
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                found.append(Span(node.start_byte, node.end_byte))
            elif node.has_error:
                stack.extend(node.children)
        return tuple(sorted(found))

    def is_broken(self, node: Node) -> bool:
        """Tell whether a node holds, or lies in, a region that the parser could not read."""
        return node.has_error or any(one.is_error for one in self.ancestors(node))

    @cached_property
    def package(self) -> str:
        """The package of the file; empty where none is named."""
        for node in self.root.named_children:
            if node.type in ("package_header", "package_declaration"):
                named = [one for one in node.named_children if one.type in NAMES]
                return "".join(self.text(named[0]).split()) if named else ""
        return ""

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """The imports of the file, in order."""
        return tuple(self._import(node) for node in self.root.named_children if node.type in IMPORTS)

    def _import(self, node: Node) -> Import:
        names = [one for one in node.named_children if one.type in NAMES]
        name = "".join(self.text(names[0]).split()) if names else ""
        alias = self.text(names[1]) if len(names) > 1 else None
        tokens = {one.type for one in node.children}
        return Import(node, name, alias, bool(tokens & {"*", "asterisk"}), "static" in tokens)


NAMES = frozenset({"qualified_identifier", "scoped_identifier", "identifier"})
IMPORTS = frozenset({"import", "import_declaration"})


def language_of(path: str) -> str:
    """Name the language of a file by its suffix."""
    return "java" if path.endswith(".java") else "kotlin"


@cache
def _parser(language: str) -> Parser:
    from tree_sitter import Language, Parser

    if language == "java":
        import tree_sitter_java

        return Parser(Language(tree_sitter_java.language()))
    import tree_sitter_kotlin

    return Parser(Language(tree_sitter_kotlin.language()))
