"""What is known of one file while it is rewritten, and how its names change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.client_names import ClientNames
from segment_to_amplitude.languages.javascript.clients import Clients, Form, Group
from segment_to_amplitude.languages.javascript.imports import (
    FileImports,
)
from segment_to_amplitude.languages.javascript.meaning import Client, Method
from segment_to_amplitude.languages.javascript.outcome import Outcome
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.read import CallReader
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.shapes import (
    is_private_member,
)
from segment_to_amplitude.languages.javascript.style import style_of
from segment_to_amplitude.languages.javascript.syntax import span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.values import ValueReader
from segment_to_amplitude.languages.javascript.write import Unwritable
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.workspace import Workspace


class FileState:
    """One file: its references, what becomes of them, and the names it uses."""

    def __init__(
        self, program: Program, workspace: Workspace, clients: Clients, settings: Settings, items: list[Item]
    ) -> None:
        self.program = program
        self.workspace = workspace
        self.clients = clients
        self.settings = settings
        self.items = items
        self.style = style_of(program)
        self.values = ValueReader(program, workspace.resolver)
        self.reader = CallReader(self.values)
        self.outcomes: dict[int, Outcome] = {}
        self.imports: dict[str, FileImports] = {}
        self.rewrites: list[Rewrite] = []
        self.import_findings: list[Finding] = []
        self.asked: Callable[[Item, Outcome], Outcome] = lambda _, outcome: outcome
        """What becomes of a reference once a comment or the settings had their say."""
        self.is_loader_here = False
        """The page that loads the global is the project's, and loads Amplitude afterwards."""

    def file_imports(self, group: Group) -> FileImports:
        """The imports from the package that a client moves to."""
        package = group.target.package
        if package not in self.imports:
            taken = set()
            for item in self.items:
                binding = item.reference.binding
                if binding is not None and isinstance(self.workspace.resolver.binding(self.program, binding), Client):
                    owner = self._group(item)
                    if owner is not None and not (
                        owner.form is Form.NAMESPACE and self._is_namespace_here(owner, binding)
                    ):
                        taken.add(self.clients.binding_name(self.program, binding))
            self.imports[package] = FileImports(self.program, group.target, self.style, taken)
        return self.imports[package]

    def _is_namespace_here(self, group: Group, binding: Binding) -> bool:
        """Tell whether a name will be the package's namespace in this very file."""
        if group.flavor == "react-native-classic":
            return True
        return any(made.binding is binding for made in group.constructions)

    def _group(self, item: Item) -> Group | None:
        meaning = item.reference.meaning
        if isinstance(meaning, Client):
            return self.clients.group(meaning)
        if isinstance(meaning, Method):
            return self.clients.group(meaning.client)
        return None

    def _names(self, item: Item, group: Group) -> ClientNames:
        local: str | None = None
        binding = item.reference.binding
        if group.form is Form.NAMESPACE:
            if binding is not None and isinstance(item.reference.meaning, Client):
                if self.clients.is_namespace(self.program, binding):
                    local = self.clients.binding_name(self.program, binding)
            elif binding is not None and (source := self._destructured(binding)) is not None:
                local = source
            if group.flavor == "react-native-classic" and local is not None:
                local = self.file_imports(group).namespace(local)
        is_named = self.settings.imports.style == "named" and group.form is Form.NAMESPACE
        if group.is_own:
            local = None
        return ClientNames(self.file_imports(group), group.form, local, is_named=is_named, is_own=group.is_own)

    def _destructured(self, binding: Binding) -> str | None:
        """The new name of the client that a method was destructured from."""
        value = syntax.field(binding.node, "value")
        if value is None or unwrap(value).type != "identifier":
            return None
        source = self.program.lookup(text_of(unwrap(value)), value.start_byte)
        return self.clients.binding_name(self.program, source) if source is not None else None

    def _receiver_renames(self, item: Item, group: Group, rewrites: list[Rewrite]) -> tuple[Rewrite, ...]:
        """The rename of the receiver, where the rewritten call still has it."""
        found = []
        for rename in self._renames(item, group):
            for rewrite in rewrites:
                if any(isinstance(part, Span) and part.contains(rename.span) for part in rewrite.parts):
                    found.append(rename)
                    break
        return tuple(found)

    def _renames(self, item: Item, group: Group) -> tuple[Rewrite, ...]:
        """The edit that renames one token, if its name changes."""
        reference = item.reference
        leaf = reference.leaf
        old = text_of(leaf)
        new = self._new_name(item, group)
        if new == old:
            return ()
        if leaf.type == "shorthand_property_identifier":
            return (Rewrite(span_of(leaf), (f"{old}: {new}".encode(),)),)
        return (Rewrite(span_of(leaf), (new.encode(),)),)

    def _new_name(self, item: Item, group: Group) -> str:
        reference = item.reference
        leaf, binding = reference.leaf, reference.binding
        name = text_of(leaf)
        if group.is_own:
            return name
        if binding is not None:
            if isinstance(reference.meaning, Method):
                return name
            if group.form is Form.NAMESPACE and group.flavor == "react-native-classic":
                return self.file_imports(group).namespace(self.clients.binding_name(self.program, binding))
            return self.clients.binding_name(self.program, binding)
        if leaf.type in ("identifier", "shorthand_property_identifier"):
            return self.clients.renamed(name)
        if leaf.type in ("property_identifier", "private_property_identifier", "string_fragment"):
            parts = syntax.member_parts(reference.expression)
            owner = self.workspace.resolver.evaluate(self.program, parts[0]) if parts is not None else None
            if (exported := self.clients.member_name(owner, name)) is not None:
                return exported
            if group.is_split and group.form is not Form.GLOBAL:
                return self.clients.second_name(name)
            if name.startswith("$") or group.form is Form.GLOBAL or self._is_private_field(reference.expression, name):
                return self.clients.property_name(name)
        return name

    def _is_private_field(self, expression: Node, name: str) -> bool:
        """Tell whether ``this.name`` is a private field of the class around it."""
        parts = syntax.member_parts(expression)
        if parts is None or parts[0].type != "this":
            return False
        if name.startswith("#"):
            return True
        for around in syntax.ancestors(expression):
            if around.type in syntax.CLASSES:
                return is_private_member(around, name)
        return False

    @staticmethod
    def _statement_of(node: Node) -> Node | None:
        for around in syntax.ancestors(node):
            if around.type.endswith(("_statement", "_declaration", "_parameter")) and around.type != "statement_block":
                return around
        return None

    def _is_used_by_stuck(self, binding: Binding) -> bool:
        for other in self.items:
            outcome = self.outcomes.get(id(other))
            if other.reference.binding is binding and other.role is not Role.OWN_IMPORT:
                if outcome is None:
                    outcome = self._try(other)
                if outcome.is_stuck:
                    return True
        return False

    def _try(self, item: Item) -> Outcome:
        group = self._group(item)
        try:
            return self.asked(item, self._write(item, group))
        except Unwritable as problem:
            return Outcome((problem.reason,))

    def _bindings_of(self, statement: Node) -> list[Binding]:
        return [
            binding
            for binding in self.program.bindings()
            if statement.start_byte <= binding.name_node.start_byte < statement.end_byte
            and binding.kind in ("import", "variable")
        ]

    def _write(self, item: Item, group: Group | None) -> Outcome:
        """What becomes of one reference; the class that knows all roles says it."""
        raise NotImplementedError
