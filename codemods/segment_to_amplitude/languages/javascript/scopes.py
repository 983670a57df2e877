"""Which declaration a name stands for: lexical scopes of one program."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.syntax import children, text_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(slots=True, eq=False)
class Binding:
    """One name of one scope. ``name_node`` is where it is declared, ``node`` the declaration around it."""

    name: str
    kind: str
    """import, variable, parameter, function, class, type, catch or loop."""
    name_node: Node
    node: Node
    scope: Scope
    key: tuple[str | int, ...] = ()
    """Way from the declared value to this name through patterns: property names, element indexes, "..." for a rest."""


@dataclass(slots=True, eq=False)
class Scope:
    """A range of bytes with names of its own."""

    start: int
    end: int
    is_function: bool
    parent: Scope | None
    node: Node
    names: dict[str, Binding] = field(default_factory=dict)
    inner: list[Scope] = field(default_factory=list)

    def innermost(self, offset: int) -> Scope:
        """Find the smallest scope around an offset."""
        scope = self
        while True:
            index = bisect_right(scope.inner, offset, key=lambda inner: inner.start) - 1
            if index < 0 or scope.inner[index].end <= offset:
                return scope
            scope = scope.inner[index]


class Scopes:
    """All scopes of one program (a file, or the scripts of one)."""

    def __init__(self, root: Node, found: Mapping[str, Sequence[Node]]) -> None:
        self.top = Scope(root.start_byte, max(root.end_byte, root.start_byte + 1), True, None, root)
        functions = {node.id for node in found.get("scope.function", ())}
        nodes = {node.id: node for name in ("scope", "scope.function") for node in found.get(name, ())}
        stack = [self.top]
        for node in sorted(nodes.values(), key=lambda node: (node.start_byte, -node.end_byte)):
            while stack[-1].end < node.end_byte or (stack[-1].end <= node.start_byte and len(stack) > 1):
                stack.pop()
            scope = Scope(node.start_byte, node.end_byte, node.id in functions, stack[-1], node)
            stack[-1].inner.append(scope)
            stack.append(scope)
        self.bindings: list[Binding] = []
        for node in found.get("import", ()):
            for name_node in import_names(node):
                self._bind(self.top, "import", name_node, node)
        for node in found.get("binding.variable", ()):
            self._bind_variable(node)
        for node in found.get("binding.parameters", ()):
            self._bind_parameters(node)
        for node in found.get("scope.function", ()):
            self._bind_function_expression(node)
        for kind in ("function", "class", "type"):
            for node in found.get(f"binding.{kind}", ()):
                declared = syntax.field(node, "name")
                if declared is not None:
                    self._bind(self._around(node), kind, declared, node)
        for node in found.get("binding.catch", ()):
            parameter = syntax.field(node, "parameter")
            if parameter is not None:
                self._bind_pattern(self._inside(node), "catch", parameter, node)
        for node in found.get("binding.loop", ()):
            left = syntax.field(node, "left")
            if left is not None and syntax.field(node, "kind") is not None:
                self._bind_pattern(self._inside(node), "loop", left, node)

    def lookup(self, name: str, offset: int) -> Binding | None:
        """Find what a name means at an offset; None when nothing in the program declares it."""
        scope: Scope | None = self.top.innermost(offset)
        while scope is not None:
            if (binding := scope.names.get(name)) is not None:
                return binding
            scope = scope.parent
        return None

    def _inside(self, node: Node) -> Scope:
        scope = self.top.innermost(node.start_byte)
        while scope.node.id != node.id and scope.parent is not None:
            scope = scope.parent
        return scope

    def _around(self, node: Node) -> Scope:
        """The scope that a declaration's own name belongs to."""
        scope = self.top.innermost(node.start_byte)
        while scope.parent is not None and scope.start >= node.start_byte and scope.end <= node.end_byte:
            scope = scope.parent
        return scope

    def _bind(self, scope: Scope, kind: str, name_node: Node, node: Node, key: tuple[str | int, ...] = ()) -> None:
        name = text_of(name_node)
        binding = Binding(name, kind, name_node, node, scope, key)
        known = scope.names.get(name)
        if known is None or (known.kind == "type" and kind != "type"):
            scope.names[name] = binding
        self.bindings.append(binding)

    def _bind_variable(self, node: Node) -> None:
        name = syntax.field(node, "name")
        if name is None:
            return
        scope = self.top.innermost(node.start_byte)
        parent = node.parent
        if parent is not None and parent.type == "variable_declaration":
            while not scope.is_function and scope.parent is not None:
                scope = scope.parent
        self._bind_pattern(scope, "variable", name, node)

    def _bind_parameters(self, node: Node) -> None:
        function = node.parent
        if function is None:
            return
        scope = self._inside(function) if function.type in syntax.FUNCTIONS else None
        if scope is None or scope.node.id != function.id:
            return
        for parameter in children(node):
            pattern = syntax.field(parameter, "pattern") if parameter.type.endswith("_parameter") else parameter
            if pattern is not None:
                self._bind_pattern(scope, "parameter", pattern, parameter)

    def _bind_function_expression(self, node: Node) -> None:
        lone = syntax.field(node, "parameter") if node.type == "arrow_function" else None
        if lone is not None:
            self._bind(self._inside(node), "parameter", lone, lone)
        name = syntax.field(node, "name") if node.type in ("function_expression", "generator_function") else None
        if name is not None:
            self._bind(self._inside(node), "function", name, node)

    def _bind_pattern(self, scope: Scope, kind: str, pattern: Node, node: Node) -> None:
        for name_node, key in pattern_names(pattern):
            self._bind(scope, kind, name_node, node, key)


def import_names(node: Node) -> Iterator[Node]:
    """The local names that an import statement binds."""
    for child in node.named_children:
        if child.type == "import_require_clause":
            yield from (inner for inner in child.named_children if inner.type == "identifier")
        if child.type != "import_clause":
            continue
        for part in child.named_children:
            if part.type == "identifier":
                yield part
            elif part.type == "namespace_import":
                yield from (inner for inner in part.named_children if inner.type == "identifier")
            elif part.type == "named_imports":
                for specifier in part.named_children:
                    if specifier.type == "import_specifier":
                        local = syntax.field(specifier, "alias") or syntax.field(specifier, "name")
                        if local is not None:
                            yield local


def pattern_names(pattern: Node, key: tuple[str | int, ...] = ()) -> Iterator[tuple[Node, tuple[str | int, ...]]]:
    """The names of a binding pattern, each with the way from the whole value to it."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield pattern, (*key, text_of(pattern)) if pattern.type != "identifier" else key
    elif pattern.type == "object_pattern":
        for child in children(pattern):
            if child.type == "pair_pattern":
                name = syntax.property_name(syntax.field(child, "key"))
                value = syntax.field(child, "value")
                if value is not None:
                    yield from pattern_names(value, (*key, name if name is not None else "?"))
            elif child.type == "object_assignment_pattern":
                left = syntax.field(child, "left")
                if left is not None:
                    yield from pattern_names(left, key)
            else:
                yield from pattern_names(child, key)
    elif pattern.type == "array_pattern":
        index = 0
        for child in pattern.children:
            if child.type == ",":
                index += 1
            elif child.is_named and child.type != "comment":
                yield from pattern_names(child, (*key, index))
    elif pattern.type == "assignment_pattern":
        left = syntax.field(pattern, "left")
        if left is not None:
            yield from pattern_names(left, key)
    elif pattern.type == "rest_pattern":
        for child in children(pattern):
            yield from pattern_names(child, (*key, "..."))
