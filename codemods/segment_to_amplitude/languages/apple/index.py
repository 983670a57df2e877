"""The project's own types, functions and properties, found when a name asks for them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.invocations import real
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.project.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node

DECLARED = re.compile(rb"(?<![@\w])(class|struct|enum|protocol|actor|extension|typealias|@interface)\s+([A-Za-z_]\w*)")
TYPE_NODES = frozenset({
    "user_type", "optional_type", "dictionary_type", "array_type", "function_type", "tuple_type", "opaque_type",
    "existential_type", "protocol_composition_type", "implicitly_unwrapped_type", "metatype", "type_identifier",
})  # fmt: skip
TYPE_DECLARATIONS = frozenset({"class_declaration", "protocol_declaration"})
FUNCTIONS = frozenset({"function_declaration", "init_declaration", "protocol_function_declaration"})


@dataclass(eq=False, slots=True)
class Declaration:
    """A variable, a property, a parameter or a function: where it is named, and what shows its type."""

    program: Program
    node: Node
    """The name."""
    kind: str
    """``variable``, ``member``, ``parameter``, ``function`` or ``binding``, which unwraps."""
    type_node: Node | None = None
    value: Node | None = None
    whole: Node | None = None
    owner: str = ""
    """The type that it is a member of."""
    is_static: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.program.text(self.node).strip("`")

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.program.path, self.node.start_byte


@dataclass(eq=False, slots=True)
class TypeInfo:
    """A type of the project with all its extensions among the files read so far."""

    name: str
    nodes: list[tuple[Program, Node]] = field(default_factory=list)
    members: dict[str, list[Declaration]] = field(default_factory=dict)
    supertypes: list[str] = field(default_factory=list)
    is_declared: bool = False
    """The project declares it, and not only extends it."""


class Index:
    """The files of the project that were asked for, parsed once."""

    def __init__(self, sources: Sources, vendored: Container[str] = ()) -> None:
        self.sources = sources
        self.vendored = vendored
        """Files that are not the project's own."""
        self.programs: dict[str, Program] = {}
        self.types: dict[str, TypeInfo] = {}
        self.top: dict[str, list[Declaration]] = {}
        """Global variables and functions."""
        self.objc: dict[str, tuple[Declaration, ...]] = {}
        """What an Objective-C file declares, by path."""

    @cached_property
    def _places(self) -> tuple[dict[str, list[str]], frozenset[str]]:
        """The files that declare or extend a type, by its name, and the names that are declared."""
        found: dict[str, list[str]] = {}
        declared: set[str] = set()
        for path, data in self.sources.holding(
            {b"class ", b"struct ", b"enum ", b"protocol ", b"actor ", b"extension ", b"@interface "}
        ):
            for match in DECLARED.finditer(data) if path not in self.vendored else ():
                name = match[2].decode()
                if match[1] != b"extension":
                    declared.add(name)
                found.setdefault(name, []).append(path)
        return found, frozenset(declared)

    def declares(self, name: str) -> bool:
        """Tell whether the project declares a type of a name."""
        return name in self._places[1]

    def program(self, path: str) -> Program | None:
        """Parse a file, or give it as it was parsed before; None where it cannot be read."""
        if path not in self.programs:
            data = self.sources.read(path)
            if data is None:
                return None
            program = Program(path, data)
            self.programs[path] = program
            if program.is_swift:
                self._collect(program)
        return self.programs[path]

    def type_named(self, name: str) -> TypeInfo | None:
        """The project's type of a simple name, with the extensions that any file gives it."""
        for path in self._places[0].get(name, ()):
            self.program(path)
        return self.types.get(name)

    def _collect(self, program: Program) -> None:
        for node in program.nodes:
            if node.type in TYPE_DECLARATIONS:
                self._type(program, node)
        for node in program.root.named_children:
            for one in declarations_of(program, node, "variable"):
                self.top.setdefault(one.name, []).append(one)

    def _type(self, program: Program, node: Node) -> None:
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return
        name = simple_name(program.text(name_node))
        info = self.types.setdefault(name, TypeInfo(name))
        info.nodes.append((program, node))
        info.is_declared = info.is_declared or not is_extension(node)
        for child in node.named_children:
            if child.type == "inheritance_specifier":
                info.supertypes.append(simple_name(program.text(child)))
        body = node.child_by_field_name("body")
        for child in body.named_children if body is not None else ():
            for one in declarations_of(program, child, "member"):
                one.owner = name
                info.members.setdefault(one.name, []).append(one)

    def type_around(self, program: Program, node: Node) -> str | None:
        """The name of the type in which a node stands."""
        around = program.within(node, *TYPE_DECLARATIONS)
        name = around.child_by_field_name("name") if around is not None else None
        return simple_name(program.text(name)) if name is not None else None


def is_extension(node: Node) -> bool:
    """Tell whether a declaration extends a type that stands elsewhere."""
    return any(one.type == "extension" for one in node.children)


def simple_name(text: str) -> str:
    """The last part of a type's name, without what is in ``<…>``."""
    return text.partition("<")[0].strip().rpartition(".")[2].strip("`")


def declarations_of(program: Program, node: Node, kind: str) -> Iterator[Declaration]:
    """What a declaration declares: the variables of a property, or a function."""
    if node.type in ("property_declaration", "protocol_property_declaration"):
        yield from _variables(program, node, kind)
    elif node.type in FUNCTIONS:
        name = node.child_by_field_name("name")
        if name is not None and name.type == "simple_identifier":
            static = _is_static(program, node)
            yield Declaration(program, name, "function", result_type(node), None, node, is_static=static)


def _variables(program: Program, node: Node, kind: str) -> Iterator[Declaration]:
    static = _is_static(program, node)
    current: Declaration | None = None
    for index, child in enumerate(node.children):
        field_name = node.field_name_for_child(index)
        if child.type == "pattern" and field_name == "name":
            if current is not None:
                yield current
            bound = child.child_by_field_name("bound_identifier")
            current = (
                Declaration(program, bound, kind, None, None, node, is_static=static) if bound is not None else None
            )
        elif current is not None and child.type == "type_annotation":
            current.type_node = next((one for one in real(child)), None)
        elif current is not None and field_name == "value":
            current.value = child
        elif current is not None and field_name == "computed_value" and current.type_node is None:
            current.value = None
    if current is not None:
        yield current


def parameters_of(program: Program, node: Node) -> Iterator[Declaration]:
    """The parameters of a function, an initializer or a closure."""
    for child in node.named_children:
        if child.type == "parameter":
            names = [one for one in real(child) if one.type == "simple_identifier"]
            kinds = [one for one in real(child) if one.type in TYPE_NODES]
            if names:
                yield Declaration(program, names[-1], "parameter", kinds[-1] if kinds else None, None, child)
        elif child.type in ("lambda_function_type", "lambda_function_type_parameters"):
            yield from parameters_of(program, child)
        elif child.type == "lambda_parameter":
            names = [one for one in real(child) if one.type == "simple_identifier"]
            kinds = [one for one in real(child) if one.type in TYPE_NODES]
            if names:
                yield Declaration(program, names[-1], "parameter", kinds[-1] if kinds else None, None, child)


def result_type(node: Node) -> Node | None:
    """The type that a function gives; None where it gives nothing."""
    is_behind = False
    for child in node.children:
        if child.type == "->":
            is_behind = True
        elif is_behind and child.type in TYPE_NODES:
            return child
        elif child.type == "function_body":
            return None
    return None


def _is_static(program: Program, node: Node) -> bool:
    modifiers = next((one for one in node.named_children if one.type == "modifiers"), None)
    return modifiers is not None and bool(re.search(r"\b(?:static|class)\b", program.text(modifiers)))
