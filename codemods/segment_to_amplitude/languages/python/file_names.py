"""What Amplitude's names are called in one file, and which names of the file give way to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import libcst as cst
from libcst.metadata import ImportAssignment

from segment_to_amplitude.languages.python.meaning import Kind, Meaning, OwnModule
from segment_to_amplitude.languages.python.program import Program, dotted
from segment_to_amplitude.languages.python.resolve import Resolver
from segment_to_amplitude.project.settings import Settings

EXPORTS = (
    "Amplitude",
    "BaseEvent",
    "Config",
    "EventOptions",
    "GroupIdentifyEvent",
    "Identify",
    "IdentifyEvent",
    "Revenue",
)
"""The names of the package ``amplitude`` that may be written."""
CLIENT = "amplitude"


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A name that an import statement of Segment's SDK binds."""

    statement: cst.Import | cst.ImportFrom
    alias: cst.ImportAlias
    name: str
    meaning: Meaning


@dataclass(eq=False)
class FileNames:
    """The names of one file."""

    program: Program
    resolver: Resolver
    settings: Settings
    bindings: list[Binding] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in self.program.nodes:
            if isinstance(node, (cst.Import, cst.ImportFrom)):
                self.bindings += self._bindings_of(node)

    def _bindings_of(self, node: cst.Import | cst.ImportFrom) -> list[Binding]:
        if isinstance(node.names, cst.ImportStar):
            return []
        if isinstance(node, cst.ImportFrom) and not self._is_of_sdk(node):
            return []
        found: list[Binding] = []
        for alias in node.names:
            full = dotted(alias.name) or ""
            name = dotted(alias.asname.name) if alias.asname is not None else full.partition(".")[0]
            if isinstance(node, cst.ImportFrom) and alias.asname is None:
                name = full
            meaning = self.resolver.imported(self.program, node, name or "")
            if isinstance(meaning, Meaning) and name is not None:
                found.append(Binding(node, alias, name, meaning))
        return found

    def _is_of_sdk(self, node: cst.ImportFrom) -> bool:
        if node.relative:
            return False
        module = dotted(node.module) or ""
        if module == "segment":
            return not isinstance(self.resolver.module(self.program, module), OwnModule)
        return isinstance(self.resolver.module(self.program, module), Meaning)

    @property
    def starred(self) -> list[tuple[cst.ImportFrom, str]]:
        """The imports of all names of Segment's module, each with the package."""
        return [
            (node, meaning.sdk)
            for node in self.program.star_imports
            if not node.relative
            and isinstance(meaning := self.resolver.module(self.program, dotted(node.module) or ""), Meaning)
        ]

    @cached_property
    def local(self) -> dict[str, str]:
        """What the names of the package ``amplitude`` are called here: their own names, unless these are taken."""
        given = self._given
        return {
            name: given.get(name) or (f"Amplitude{name}" if name in self.program.names else name) for name in EXPORTS
        }

    @cached_property
    def _given(self) -> dict[str, str]:
        """Names of the package that the file imports already."""
        found: dict[str, str] = {}
        for assignment in self.program.top.assignments:
            node = assignment.node if isinstance(assignment, ImportAssignment) else None
            if not isinstance(node, cst.ImportFrom) or node.relative or dotted(node.module) != "amplitude":
                continue
            for alias in node.names if not isinstance(node.names, cst.ImportStar) else ():
                bound = dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)
                found[dotted(alias.name) or ""] = bound or ""
        return found

    @property
    def present(self) -> frozenset[str]:
        """Names of the package that need no import."""
        return frozenset(self._given)

    @cached_property
    def client(self) -> str:
        """What the client in the place of Segment's module is called here."""
        if self.settings.names.client == "keep":
            kept = next((one.name for one in self.bindings if one.meaning.kind is Kind.MODULE), None)
            if kept is not None:
                return kept
        taken = self.program.names
        return next(name for name in (CLIENT, f"{CLIENT}_client", f"{CLIENT}_analytics") if name not in taken)

    def binding_of(self, node: cst.CSTNode) -> Binding | None:
        """The import of Segment's SDK that an expression starts from; None for a name of the project's own."""
        while isinstance(node, (cst.Attribute, cst.Call, cst.Subscript)):
            node = node.func if isinstance(node, cst.Call) else node.value
        if not isinstance(node, cst.Name):
            return None
        for assignment in self.resolver.assignments(self.program, node):
            if isinstance(assignment, ImportAssignment):
                for binding in self.bindings:
                    if binding.statement is assignment.node and binding.name == node.value:
                        return binding
        return None

    def targets_of(self, binding: Binding) -> list[cst.Name]:
        """Other places that give a value to a name that an import binds, such as in ``except ImportError``."""
        scope = self.program.scope(binding.statement)
        if scope is None:
            return []
        return [
            node
            for assignment in scope[binding.name]
            if not isinstance(assignment, ImportAssignment)
            and isinstance(node := getattr(assignment, "node", None), cst.Name)
            and isinstance(self.program.parent(node), cst.AssignTarget)
        ]
