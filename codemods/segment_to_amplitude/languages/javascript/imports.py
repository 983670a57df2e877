"""The Amplitude import of one file, and the end of Segment's when its last use is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import is_taken
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.style import Style
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

NAMESPACE = "amplitude"


class FileImports:
    """What one file takes from one Amplitude package; knows what it has already."""

    def __init__(self, program: Program, target: Target, style: Style, taken: set[str]) -> None:
        self.program = program
        self.target = target
        self.style = style
        self.taken = taken
        self._has_namespace: str | None = None
        self._has_named: dict[str, str] = {}
        self._read_existing()
        self.wants_namespace: str | None = None
        self.wants_named: dict[str, str] = {}
        self.wants_value = False
        """Something other than types is wanted."""

    def _read_existing(self) -> None:
        for statement in self.program.imports:
            if syntax.string_value(field(statement, "source")) != self.target.package:
                continue
            for clause in statement.named_children:
                for part in clause.named_children if clause.type == "import_clause" else ():
                    if part.type == "namespace_import":
                        self._has_namespace = text_of(children(part)[0])
                    for specifier in part.named_children if part.type == "named_imports" else ():
                        name = field(specifier, "name")
                        if name is not None:
                            self._has_named[text_of(name)] = text_of(field(specifier, "alias") or name)

    def namespace(self, wanted: str = NAMESPACE) -> str:
        """The local name of the whole package, importing it when needed."""
        self.wants_value = True
        return self._namespace(wanted)

    def _namespace(self, wanted: str = NAMESPACE) -> str:
        if self._has_namespace is not None:
            return self._has_namespace
        if self.wants_namespace is None:
            self.wants_namespace = f"{wanted}Sdk" if wanted in self.taken else wanted
        return self.wants_namespace

    def exported(self, name: str) -> str:
        """How to write an export such as ``Identify`` or ``Types.BrowserClient``."""
        head, dot, rest = name.partition(".")
        self.wants_value |= head != "Types"
        if head in self._has_named:
            return self._has_named[head] + dot + rest
        known = self._has_namespace or self.wants_namespace
        if known is not None:
            return f"{known}.{name}"
        if NAMESPACE not in self.taken and not is_taken(self.program, NAMESPACE):
            return f"{self._namespace()}.{name}"
        return self._named(head) + dot + rest

    def named(self, name: str) -> str:
        """The local name of one export, imported by itself."""
        self.wants_value = True
        return self._named(name)

    def _named(self, name: str) -> str:
        if name in self._has_named:
            return self._has_named[name]
        if name not in self.wants_named:
            is_free = not is_taken(self.program, name) and name not in self.taken
            self.wants_named[name] = name if is_free else f"amplitude{name[0].upper()}{name[1:]}"
        return self.wants_named[name]

    @property
    def is_wanted(self) -> bool:
        """Tell whether the file needs an import that it does not have."""
        return bool(self.wants_namespace or self.wants_named)

    def clause(self, *, is_require: bool) -> str:
        """What stands between ``import`` and ``from``, or left of ``= require``."""
        if self.wants_namespace:
            return self.wants_namespace if is_require else f"* as {self.wants_namespace}"
        names = sorted(self.wants_named.items())
        separator = ": " if is_require else " as "
        listed = ", ".join(name if name == local else f"{name}{separator}{local}" for name, local in names)
        return f"{{ {listed} }}"

    def merged(self) -> Rewrite | None:
        """The wanted names, added to a list that the file takes from the package already; None where there is none."""
        if self.wants_namespace or not self.wants_named:
            return None
        for statement in self.program.imports:
            if syntax.string_value(field(statement, "source")) != self.target.package:
                continue
            if self.wants_value and any(child.type == "type" for child in statement.children):
                continue
            lists = (part for clause in statement.named_children for part in clause.named_children)
            for part in lists:
                specifiers = children(part) if part.type == "named_imports" else []
                if specifiers:
                    end = specifiers[-1].end_byte
                    names = self.clause(is_require=False)[1:-1].strip()
                    return Rewrite(Span(end, end), (f", {names}".encode(),))
        return None

    def statements(
        self, quote: str, semicolon: str, *, is_require: bool, is_dynamic: bool = False, is_type: bool = False
    ) -> list[str]:
        """The import statements to write, one for the namespace and one for names."""
        package = f"{quote}{self.target.package}{quote}"
        if is_dynamic:
            return [f"const {self.clause(is_require=True)} = await import({package}){semicolon}"]
        if is_require:
            return [f"const {self.clause(is_require=True)} = require({package}){semicolon}"]
        found = []
        keyword = "import type" if is_type and not self.wants_value else "import"
        if self.wants_namespace:
            found.append(f"{keyword} * as {self.wants_namespace} from {package}{semicolon}")
        if self.wants_named:
            names = ", ".join(
                name if name == local else f"{name} as {local}" for name, local in sorted(self.wants_named.items())
            )
            found.append(f"{keyword} {{ {names} }} from {package}{semicolon}")
        return found


def quote_of(program: Program, source: Node | None, style: Style) -> str:
    """The quote that a file's imports use."""
    if source is not None:
        return text_of(source)[0]
    for statement in program.imports:
        node = field(statement, "source")
        if node is not None:
            return text_of(node)[0]
    return style.quote


def import_insertion(program: Program, statements: list[str]) -> Rewrite | None:
    """Put new imports after the last one, or at the top after comments and directives."""
    root = program.roots[0] if program.roots else None
    if root is None or not statements:
        return None
    newline = program.document.newline_at(root.start)
    nodes = [node for node in program.imports if node.parent is not None and node.parent.type == "program"]
    text = "".join(statements) if len(statements) == 1 else newline.decode().join(statements)
    if nodes:
        last = nodes[-1]
        indent = program.document.indent_at(last.start_byte)
        body = newline.decode() + indent.decode() + text.replace(newline.decode(), newline.decode() + indent.decode())
        return Rewrite(Span(last.end_byte, last.end_byte), (body.encode(),))
    top = root.tree.root_node
    requires = [
        node
        for node in top.named_children
        if "= require(" in text_of(node).partition("\n")[0] and "_declaration" in node.type
    ]
    if requires:
        last = requires[-1]
        return Rewrite(Span(last.end_byte, last.end_byte), (newline + text.encode(),))
    first: Node | None = None
    for node in top.named_children:
        if node.type in ("comment", "hash_bang_line"):
            continue
        if node.type == "expression_statement" and node.named_children and node.named_children[0].type == "string":
            continue
        first = node
        break
    start = first.start_byte if first is not None else root.end
    indent = program.document.indent_at(start)
    return Rewrite(Span(start, start), (text.encode() + newline + newline + indent,))


def without_specifiers(program: Program, clause: Node, gone: set[int]) -> Rewrite:
    """A named-imports list without some of its specifiers, by their nodes' ids."""
    listed = [child for child in clause.named_children if child.type != "comment"]
    kept = [child for child in listed if child.id not in gone]
    if not kept:
        return Rewrite(Span(clause.start_byte, clause.end_byte), (b"{}",))
    parts: list[Part] = []
    position = clause.start_byte
    for index, child in enumerate(listed):
        if child.id not in gone:
            continue
        following = listed[index + 1] if index + 1 < len(listed) else None
        if following is not None:
            parts.append(Span(position, child.start_byte))
            position = following.start_byte
        else:
            last = max((node for node in kept if node.end_byte < child.start_byte), key=lambda node: node.end_byte)
            if position < last.end_byte:
                parts.append(Span(position, last.end_byte))
            position = child.end_byte
    parts.append(Span(position, clause.end_byte))
    return Rewrite(Span(clause.start_byte, clause.end_byte), tuple(parts))
