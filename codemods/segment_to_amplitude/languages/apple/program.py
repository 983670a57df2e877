"""One parsed Swift or Objective-C file: its tree, its imports, and the regions that did not parse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.parsed_tree import ParsedTree

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

COMMENTS = frozenset({"comment", "multiline_comment", "shebang_line"})
MACROS = re.compile(rb"\b(?:NS_ASSUME_NONNULL_(?:BEGIN|END)|NS_HEADER_AUDIT_(?:BEGIN|END)\([^)\n]*\)|IB_DESIGNABLE)")
SWIFT_SUFFIXES = (".swift",)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: the module, or the header's path, that it names."""

    node: Node
    name: str
    """``Segment``, ``Analytics/SEGAnalytics.h``, ``App-Bridging-Header.h``."""
    is_header: bool = False

    @property
    def module(self) -> str:
        """The module that it names, or that a header is one of; empty for a header of the project."""
        return self.name.partition("/")[0] if "/" in self.name or not self.is_header else ""


class Program(ParsedTree):
    """One file as the resolver sees it; ``language`` is ``swift`` or ``objc``."""

    def __init__(self, path: str, data: bytes) -> None:
        self.language = language_of(path)
        parsed = None if self.language == "swift" else without_macros(data)
        super().__init__(path, data, _parser(self.language), COMMENTS, parsed)

    @property
    def is_swift(self) -> bool:
        """Tell whether the file is Swift's."""
        return self.language == "swift"

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """The imports of the file, in order, those under ``#if`` among them."""
        return tuple(one for node in self.nodes if (one := self._import(node)) is not None)

    def _import(self, node: Node) -> Import | None:
        if node.type in ("import_declaration", "module_import"):
            named = [one for one in node.named_children if one.type == "identifier"]
            return Import(node, self.text(named[-1])) if named else None
        if node.type == "preproc_include":
            path = node.child_by_field_name("path")
            return Import(node, self.text(path).strip('<>"'), is_header=True) if path is not None else None
        return None


def without_macros(data: bytes) -> bytes:
    """Objective-C with blanks for the macros that its grammar takes for code; all offsets stay."""
    return MACROS.sub(lambda match: b" " * len(match[0]), data)


def language_of(path: str) -> str:
    """Name the language of a file by its suffix."""
    return "swift" if path.endswith(SWIFT_SUFFIXES) else "objc"


@cache
def _parser(language: str) -> Parser:
    from tree_sitter import Language, Parser

    if language == "swift":
        import tree_sitter_swift

        return Parser(Language(tree_sitter_swift.language()))
    import tree_sitter_objc

    return Parser(Language(tree_sitter_objc.language()))
