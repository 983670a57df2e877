"""What the names of one file stand for: the imports behind them, the parameter or the one assignment that they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import Assignment, QualifiedNameSource

from segment_to_amplitude.languages.python.program import Program, dotted

OPTIONAL = frozenset({"Optional", "typing.Optional", "t.Optional"})
CHANGERS = frozenset({"update", "pop", "popitem", "setdefault", "clear", "append", "extend", "insert", "remove"})
"""Methods that change a dict or a list in place."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function: the text of its annotation without ``None``, and whether None may come in."""

    annotation: cst.BaseExpression | None
    may_be_none: bool


class Names:
    """Looks names of one file up."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def qualified(self, node: cst.CSTNode) -> str | None:
        """The dotted name of an imported or built-in thing, whatever the file calls it; None for anything else."""
        if dotted(node.func if isinstance(node, cst.Call) else node) is None:
            return None
        scope = self.program.scope(node)
        found = scope.get_qualified_names_for(node) if scope is not None else set()
        known = {one.name for one in found if one.source is not QualifiedNameSource.LOCAL}
        if len(known) != 1 or len(found) != 1:
            return None
        return known.pop().removeprefix("builtins.")

    def assignment(self, name: cst.Name) -> Assignment | None:
        """The only binding of a name in the scope that it is looked up in."""
        scope = self.program.scope(name)
        found = scope[name.value] if scope is not None else set()
        only = next(iter(found)) if len(found) == 1 else None
        return only if isinstance(only, Assignment) else None

    def value(self, name: cst.Name) -> cst.BaseExpression | None:
        """The value of a name that is assigned once, in a statement above the place where it is read."""
        assignment = self.assignment(name)
        target = assignment.node if assignment is not None else None
        if target is None or self.program.span(target).start >= self.program.span(name).start:
            return None
        parent = self.program.parent(target)
        if isinstance(parent, cst.AssignTarget):
            statement = self.program.parent(parent)
            return statement.value if isinstance(statement, cst.Assign) else None
        if isinstance(parent, (cst.AnnAssign, cst.NamedExpr)) and parent.target is target:
            return parent.value
        return None

    def annotation(self, name: cst.Name) -> Parameter | None:
        """What is said of a name that is a parameter, or a variable with an annotation, and is not assigned again."""
        assignment = self.assignment(name)
        node = assignment.node if assignment is not None else None
        parent = self.program.parent(node) if node is not None else None
        if isinstance(node, cst.Name) and isinstance(parent, cst.Param):
            node = parent
        if isinstance(node, cst.Param):
            if node.star:
                return None
            annotation, is_optional = without_none(node.annotation)
            return Parameter(annotation, is_optional or is_none(node.default))
        if isinstance(parent, cst.AnnAssign) and parent.target is node:
            annotation, is_optional = without_none(parent.annotation)
            return Parameter(annotation, is_optional)
        return None

    def is_stable(self, node: cst.BaseExpression) -> bool:
        """Tell whether an expression of literals and of names that are bound once says the same at another place."""
        if isinstance(node, cst.Name):
            return node.value in ("None", "True", "False") or self.assignment(node) is not None
        if isinstance(node, cst.Attribute):
            return self.is_stable(node.value)
        if isinstance(node, cst.Subscript):
            return self.is_stable(node.value) and all(
                isinstance(element.slice, cst.Index) and self.is_stable(element.slice.value) for element in node.slice
            )
        if isinstance(node, cst.UnaryOperation):
            return self.is_stable(node.expression)
        return isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float))

    def readings(self, name: cst.Name) -> Iterator[cst.CSTNode]:
        """All places where the variable behind a name is read."""
        assignment = self.assignment(name)
        for access in assignment.references if assignment is not None else ():
            yield access.node

    def entries(self, name: cst.Name, before: int) -> list[tuple[cst.BaseExpression, cst.BaseExpression, bool]] | None:
        """Key and value of what a dict in a variable holds at an offset; None where this does not show.

        The dict is written as a literal, is filled by ``name[key] = value``, and is not changed in any other way.
        The third tells whether that is done in a block of its own, under a condition.
        """
        literal = self.value(name)
        if not isinstance(literal, cst.Dict) or self._function(name) != self._function(literal):
            return None
        found: list[tuple[cst.BaseExpression, cst.BaseExpression, bool]] = []
        for element in literal.elements:
            if not isinstance(element, cst.DictElement):
                return None
            found.append((element.key, element.value, False))
        block = self._block(literal)
        for reading in sorted(self.readings(name), key=lambda node: self.program.span(node).start):
            use = self._use(reading)
            if use is None:
                return None
            if isinstance(use, tuple):
                if self.program.span(reading).start < before:
                    found.append((*use, self._block(use[1]) is not block))
        return found

    def _use(self, reading: cst.CSTNode) -> tuple[cst.BaseExpression, cst.BaseExpression] | str | None:
        """Key and value that a use of a dict puts in; text for a use that changes nothing; None for all others."""
        parent = self.program.parent(reading)
        if isinstance(parent, cst.Attribute) and parent.value is reading:
            return None if parent.attr.value in CHANGERS else "read"
        if isinstance(parent, cst.Subscript) and parent.value is reading:
            around = self.program.parent(parent)
            if isinstance(around, cst.AssignTarget):
                statement = self.program.parent(around)
                index = parent.slice[0].slice
                if isinstance(statement, cst.Assign) and len(statement.targets) == 1 and isinstance(index, cst.Index):
                    return index.value, statement.value
                return None
            return None if isinstance(around, (cst.AugAssign, cst.Del)) else "read"
        return None if isinstance(parent, (cst.AugAssign, cst.Del)) else "read"

    def _function(self, node: cst.CSTNode) -> cst.CSTNode | None:
        function = self.program.function(node)
        while isinstance(function, cst.Lambda):
            function = self.program.function(function)
        return function

    def _block(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self.program.within(node, cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module)


def without_none(annotation: cst.Annotation | None) -> tuple[cst.BaseExpression | None, bool]:
    """The type of an annotation, and whether None is one of its values."""
    node = annotation.annotation if annotation is not None else None
    if isinstance(node, cst.Subscript) and dotted(node.value) in OPTIONAL and len(node.slice) == 1:
        index = node.slice[0].slice
        return (index.value if isinstance(index, cst.Index) else None), True
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        if is_none(node.right):
            return node.left, True
        if is_none(node.left):
            return node.right, True
    return node, False


def is_none(node: cst.CSTNode | None) -> bool:
    """Tell whether an expression is ``None``."""
    return isinstance(node, cst.Name) and node.value == "None"
