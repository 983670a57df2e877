"""One parsed Kotlin or Java file: its tree, its package, its imports, and the regions that did not parse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.parsed_tree import ParsedTree

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


class Program(ParsedTree):
    """One file as the resolver sees it; ``language`` is ``kotlin`` or ``java``."""

    def __init__(self, path: str, data: bytes) -> None:
        self.language = language_of(path)
        super().__init__(path, data, _parser(self.language), COMMENTS)

    @property
    def is_kotlin(self) -> bool:
        """Tell whether the file is Kotlin's."""
        return self.language == "kotlin"

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
