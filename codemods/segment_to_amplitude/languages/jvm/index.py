"""The project's own classes, functions and properties, found when a name asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.project.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node

PACKAGED = re.compile(rb"^[ \t]*package[ \t]+([\w.` \t]+)", re.MULTILINE)
KOTLIN_CLASSES = frozenset({"class_declaration", "object_declaration", "companion_object"})
JAVA_CLASSES = frozenset({
    "class_declaration", "interface_declaration", "enum_declaration", "record_declaration",
    "annotation_type_declaration",
})  # fmt: skip
CLASS_TYPES = KOTLIN_CLASSES | JAVA_CLASSES
BODIES = frozenset({"class_body", "enum_class_body", "interface_body", "enum_body", "enum_body_declarations"})
KOTLIN_TYPES = frozenset({"user_type", "nullable_type", "function_type", "parenthesized_type"})


@dataclass(eq=False, slots=True)
class Declaration:
    """A variable, a property, a parameter or a function: where it is named, and what shows its type."""

    program: Program
    node: Node
    """The name."""
    kind: str
    """``variable``, ``member``, ``parameter``, ``function`` or ``constructor``."""
    type_node: Node | None = None
    value: Node | None = None
    """What it begins with; of a delegated property its delegate; of a function its body when that is an expression."""
    whole: Node | None = None
    """The declaration with all its parts."""
    owner: ClassInfo | None = None
    is_delegated: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.program.text(self.node).strip("`")

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.program.path, self.node.start_byte

    @property
    def is_private(self) -> bool:
        """Tell whether only its own file can name it."""
        if self.kind in ("variable", "parameter"):
            return True
        modifiers = _modifiers(self.program, self.whole) if self.whole is not None else ""
        return bool(re.search(r"\bprivate\b", modifiers))


@dataclass(eq=False, slots=True)
class ClassInfo:
    """A class, an object, an interface or an enum."""

    program: Program
    node: Node
    name: str
    """The qualified name."""
    outer: ClassInfo | None = None
    members: dict[str, list[Declaration]] = field(default_factory=dict)
    constructors: list[Declaration] = field(default_factory=list)
    supertypes: list[Node] = field(default_factory=list)
    companion: ClassInfo | None = None

    @property
    def is_object(self) -> bool:
        """Tell whether the class is its own only instance."""
        return self.node.type in ("object_declaration", "companion_object")


@dataclass(eq=False, slots=True)
class FileInfo:
    """What one file declares."""

    program: Program
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    """By qualified name."""
    top: dict[str, list[Declaration]] = field(default_factory=dict)
    by_node: dict[int, ClassInfo] = field(default_factory=dict)
    aliases: dict[str, Node] = field(default_factory=dict)
    """Kotlin's type aliases."""


class Index:
    """The files of the project that were asked for, parsed once."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.programs: dict[str, Program] = {}
        self.files: dict[str, FileInfo] = {}
        self._by_stem: dict[str, list[str]] | None = None
        self._classes: dict[str, ClassInfo | None] = {}

    def program(self, path: str) -> Program | None:
        """Parse a file, or give it as it was parsed before; None where it cannot be read."""
        if path not in self.programs:
            data = self.sources.read(path)
            if data is None:
                return None
            program = Program(path, data)
            self.programs[path] = program
            info = FileInfo(program)
            self.files[path] = info
            _collect(program, info)
            for name, one in info.classes.items():
                self._classes[name] = one
        return self.programs[path]

    def file(self, program: Program) -> FileInfo:
        """What a file declares."""
        return self.files[program.path]

    def class_named(self, qualified: str) -> ClassInfo | None:
        """The project's class of a qualified name; its file is found by its own or an outer class's name."""
        if qualified in self._classes:
            return self._classes[qualified]
        self._classes[qualified] = None
        parts = qualified.split(".")
        for count in range(len(parts), 0, -1):
            package, stem = ".".join(parts[: count - 1]), parts[count - 1]
            for path in self._stems().get(stem, ()):
                data = self.sources.read(path)
                if data is not None and _package(data) == package:
                    self.program(path)
                    if (found := self._classes.get(qualified)) is not None:
                        return found
        return self._classes[qualified]

    def _stems(self) -> dict[str, list[str]]:
        if self._by_stem is None:
            self._by_stem = {}
            for path in self.sources.files:
                stem = path.rpartition("/")[2].partition(".")[0]
                self._by_stem.setdefault(stem, []).append(path)
        return self._by_stem

    def top_level(self, qualified: str) -> list[Declaration]:
        """Kotlin's functions and properties of the top level, among the files read so far."""
        package, _, name = qualified.rpartition(".")
        return [
            one
            for info in list(self.files.values())
            if info.program.package == package
            for one in info.top.get(name, ())
        ]

    def class_around(self, program: Program, node: Node) -> ClassInfo | None:
        """The class that a node stands in."""
        by_node = self.files[program.path].by_node
        for around in program.ancestors(node):
            if around.id in by_node:
                return by_node[around.id]
        return None


def _package(data: bytes) -> str:
    match = PACKAGED.search(data)
    return "".join(match[1].decode().split()) if match else ""


def _modifiers(program: Program, node: Node) -> str:
    found = next((one for one in node.children if one.type == "modifiers"), None)
    return program.text(found) if found is not None else ""


def modifiers_of(program: Program, node: Node) -> str:
    """The modifiers and annotations of a declaration, as written."""
    return _modifiers(program, node)


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _collect(program: Program, info: FileInfo) -> None:
    for node in program.root.named_children:
        _declare(program, info, node, None)


def _declare(program: Program, info: FileInfo, node: Node, owner: ClassInfo | None) -> None:
    into = owner.members if owner is not None else info.top
    if node.type in CLASS_TYPES:
        _declare_class(program, info, node, owner)
    elif node.type == "property_declaration":
        for one in property_names(program, node, owner):
            into.setdefault(one.name, []).append(one)
    elif node.type == "function_declaration":
        function = _function(program, node, owner)
        if function is not None:
            into.setdefault(function.name, []).append(function)
    elif node.type == "secondary_constructor" and owner is not None:
        owner.constructors.append(Declaration(program, node, "constructor", whole=node, owner=owner))
    elif node.type == "type_alias":
        names = _children(node)
        named = node.child_by_field_name("type") or next((one for one in names if one.type == "identifier"), None)
        if named is not None and names:
            info.aliases[program.text(named)] = names[-1]
    elif node.type in ("field_declaration", "constant_declaration"):
        for one in java_variables(program, node, "member", owner):
            into.setdefault(one.name, []).append(one)
    elif node.type == "method_declaration":
        name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is not None:
            one = Declaration(program, name, "function", kind, None, node, owner)
            into.setdefault(one.name, []).append(one)
    elif node.type == "constructor_declaration" and owner is not None:
        owner.constructors.append(Declaration(program, node, "constructor", whole=node, owner=owner))
    elif node.type == "enum_body_declarations":
        for child in _children(node):
            _declare(program, info, child, owner)


def _declare_class(program: Program, info: FileInfo, node: Node, owner: ClassInfo | None) -> None:
    named = node.child_by_field_name("name")
    if named is None and node.type != "companion_object":
        named = next((one for one in node.named_children if one.type == "identifier"), None)
        if named is None:
            return
    if node.type == "companion_object":
        named = next((one for one in node.named_children if one.type == "identifier"), None)
    simple = program.text(named) if named is not None else "Companion"
    prefix = owner.name if owner is not None else program.package
    one = ClassInfo(program, node, f"{prefix}.{simple}" if prefix else simple, owner)
    info.classes[one.name] = one
    info.by_node[node.id] = one
    if node.type == "companion_object" and owner is not None:
        owner.companion = one
    for child in _children(node):
        if child.type == "primary_constructor":
            one.constructors.append(Declaration(program, child, "constructor", whole=child, owner=one))
            for parameter in parameters_of(program, child, one):
                if parameter.kind == "member":
                    one.members.setdefault(parameter.name, []).append(parameter)
        elif child.type == "delegation_specifiers":
            one.supertypes += [
                found
                for found in _inside(child, "user_type")
                if not _is_inside(program, found, child, "type_arguments")
            ]
        elif child.type in ("superclass", "super_interfaces", "extends_interfaces"):
            types = child.named_children if child.type == "superclass" else child.named_children[0].named_children
            one.supertypes += [found for found in types if found.type not in COMMENTS]
        elif child.type == "formal_parameters":
            for parameter in parameters_of(program, node, one):
                parameter.kind = "member"
                one.members.setdefault(parameter.name, []).append(parameter)
        elif child.type in BODIES:
            for inner in _children(child):
                _declare(program, info, inner, one)


def types_above(node: Node) -> list[Node]:
    """The types that an object of Kotlin's without a name extends."""
    return [
        found
        for child in node.named_children
        if child.type == "delegation_specifiers"
        for found in _inside(child, "user_type")
    ]


def _inside(node: Node, kind: str) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == kind:
            yield child
        elif child.type not in ("value_arguments", "class_body"):
            yield from _inside(child, kind)


def _is_inside(program: Program, node: Node, limit: Node, kind: str) -> bool:
    for around in program.ancestors(node):
        if around.id == limit.id:
            return False
        if around.type == kind:
            return True
    return False


def property_names(program: Program, node: Node, owner: ClassInfo | None = None) -> Iterator[Declaration]:
    """What a Kotlin ``val`` or ``var`` declares."""
    kind = (
        "member"
        if program.within(node, "block", "lambda_literal") is None or _is_in_class(program, node)
        else "variable"
    )
    children = _children(node)
    equals = next((one for one in node.children if one.type == "="), None)
    value = next((one for one in children if equals is not None and one.start_byte >= equals.end_byte), None)
    if value is not None and value.type in ("getter", "setter"):
        value = None
    delegate = next((one for one in children if one.type == "property_delegate"), None)
    getter = next((one for one in children if one.type == "getter"), None)
    if delegate is not None:
        value = _children(delegate)[0]
    elif value is None and getter is not None:
        body = next((one for one in getter.named_children if one.type == "function_body"), None)
        value = expression_body(body) if body is not None else None
    for child in children:
        if child.type == "variable_declaration":
            parts = _children(child)
            types = [one for one in parts if one.type in KOTLIN_TYPES]
            named = next((one for one in parts if one.type == "identifier"), parts[0])
            yield Declaration(
                program, named, kind, types[0] if types else None, value, node, owner, delegate is not None
            )
        elif child.type == "multi_variable_declaration":
            for one in _children(child):
                yield Declaration(program, _children(one)[0], kind, None, None, node, owner)


def _is_in_class(program: Program, node: Node) -> bool:
    parent = program.parent(node)
    return parent is None or parent.type in BODIES or parent.type == "source_file"


def expression_body(body: Node) -> Node | None:
    """The expression of a function body that is one; None for a block."""
    children = _children(body)
    return children[0] if children and children[0].type != "block" else None


def _function(program: Program, node: Node, owner: ClassInfo | None) -> Declaration | None:
    named = node.child_by_field_name("name")
    if named is None:
        return None
    after = False
    kind = None
    for child in _children(node):
        if child.type == "function_value_parameters":
            after = True
        elif after and child.type in KOTLIN_TYPES:
            kind = child
    body = next((one for one in node.named_children if one.type == "function_body"), None)
    value = expression_body(body) if body is not None else None
    return Declaration(program, named, "function", kind, value, node, owner)


def receiver_type(node: Node) -> Node | None:
    """The type that a Kotlin extension function extends."""
    for child in node.named_children:
        if child.type in KOTLIN_TYPES:
            return child
        if child.type in ("identifier", "function_value_parameters"):
            return None
    return None


def parameters_of(program: Program, node: Node, owner: ClassInfo | None = None) -> list[Declaration]:
    """The parameters of a function, a constructor, or a lambda."""
    found: list[Declaration] = []
    lists = ("class_parameters", "function_value_parameters", "formal_parameters")
    listed = node if node.type in lists else next((one for one in node.named_children if one.type in lists), None)
    if listed is None:
        return found
    for child in _children(listed):
        if child.type in ("class_parameter", "parameter"):
            parts = _children(child)
            named = next((one for one in parts if one.type == "identifier"), None)
            kinds = [one for one in parts if one.type in KOTLIN_TYPES]
            is_member = any(one.type in ("val", "var") for one in child.children)
            if named is not None:
                kind = "member" if is_member else "parameter"
                found.append(Declaration(program, named, kind, kinds[0] if kinds else None, None, child, owner))
        elif child.type in ("formal_parameter", "spread_parameter"):
            name, of_type = child.child_by_field_name("name"), child.child_by_field_name("type")
            if name is not None:
                found.append(Declaration(program, name, "parameter", of_type, None, child, owner))
    return found


def java_variables(
    program: Program, node: Node, kind: str = "variable", owner: ClassInfo | None = None
) -> Iterator[Declaration]:
    """What a Java field or local variable declaration declares."""
    of_type = node.child_by_field_name("type")
    for child in node.named_children:
        if child.type == "variable_declarator":
            name = child.child_by_field_name("name")
            if name is not None:
                is_var = of_type is not None and program.text(of_type) == "var"
                value = child.child_by_field_name("value")
                yield Declaration(program, name, kind, None if is_var else of_type, value, node, owner)
