"""One file parsed by tree-sitter: its nodes, what each stands in, and the regions that did not parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node, Parser


class ParsedTree:
    """The tree of a file; what its grammar calls comments is kept apart.

    ``parsed`` are the bytes that the parser gets where they are not those of the file; offsets are the same in both.
    """

    def __init__(
        self, path: str, data: bytes, parser: Parser, comments: frozenset[str], parsed: bytes | None = None
    ) -> None:
        self.path = path
        self.data = data
        self.document = Document(path, data)
        self._tree = parser.parse(data if parsed is None else parsed)
        self.root = self._tree.root_node
        self._parents: dict[int, Node] = {}
        self.nodes: list[Node] = []
        """All named nodes but comments, in file order."""
        self.comments: list[Node] = []
        self._collect(comments)

    def _collect(self, comments: frozenset[str]) -> None:
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.type in comments:
                self.comments.append(node)
                continue
            if node.is_named:
                self.nodes.append(node)
            children = node.children
            for child in children:
                self._parents[child.id] = node
            stack.extend(reversed(children))

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
