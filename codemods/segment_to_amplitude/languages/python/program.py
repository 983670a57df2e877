"""One parsed Python file: its tree, where nodes stand, what surrounds them, and the scopes of its names.

LibCST is imported only here and in the modules that a candidate file needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeVar

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper, ScopeProvider

from segment_to_amplitude.source.document import BOM, Document
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libcst.metadata import Scope

N = TypeVar("N", bound=cst.CSTNode)

FUNCTIONS = (cst.FunctionDef, cst.Lambda)
STATEMENTS = (cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.BaseCompoundStatement)


class ParseError(Exception):
    """A file that is no Python that LibCST reads; the message says where and why."""


class Program:
    """One file as the resolver sees it; raises ParseError for a file that does not parse."""

    language = "python"
    line_length: int | None = None
    """How long lines may be, where the project tells its formatter."""
    line_limit: int | None = None
    """How long lines may be, where the project tells a linter."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.kept_keys: set[str] = set()
        """Constants that hold Segment's write key and keep their name."""
        self.data = data
        self.document = Document(path, data)
        self._offset = len(BOM) if data.startswith(BOM) else 0
        try:
            module = cst.parse_module(data[self._offset :].decode("utf-8"))
        except cst.ParserSyntaxError as problem:
            raise ParseError(
                f"does not parse as Python 3 (line {problem.raw_line}, column {problem.raw_column + 1})"
            ) from problem
        except (RecursionError, UnicodeDecodeError) as problem:
            raise ParseError(f"does not parse ({type(problem).__name__})") from problem
        self._wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.module = self._wrapper.module
        self._quoted: dict[cst.CSTNode, cst.BaseExpression | None] = {}
        self._quoted_spans: dict[cst.CSTNode, Span] = {}
        self._members: dict[cst.ClassDef, dict[str, list[tuple[cst.CSTNode, cst.CSTNode | None]]]] = {}
        self._returns: dict[cst.FunctionDef, list[cst.BaseExpression | None]] = {}

    @cached_property
    def _spans(self) -> Mapping[cst.CSTNode, object]:
        # Both at once: LibCST walks the whole tree one time more for places that are resolved alone.
        self._wrapper.resolve_many([ByteSpanPositionProvider, ScopeProvider])
        return self._wrapper.resolve(ByteSpanPositionProvider)

    @cached_property
    def _scopes(self) -> Mapping[cst.CSTNode, Scope | None]:
        self._wrapper.resolve_many([ByteSpanPositionProvider, ScopeProvider])
        return self._wrapper.resolve(ScopeProvider)

    @cached_property
    def _parents(self) -> dict[cst.CSTNode, cst.CSTNode]:
        parents: dict[cst.CSTNode, cst.CSTNode] = {}
        stack: list[cst.CSTNode] = [self.module]
        while stack:
            node = stack.pop()
            for child in children(node):
                parents[child] = node
                stack.append(child)
        return parents

    # --- places ------------------------------------------------------------------------------------------------

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands, in bytes of the file; the parentheses around an expression are left out."""
        if (quoted := self._quoted_spans.get(node)) is not None:
            return quoted
        place = self._spans[node]
        start = self._offset + place.start  # type: ignore[attr-defined]
        return Span(start, start + place.length)  # type: ignore[attr-defined]

    def outer_span(self, node: cst.BaseExpression) -> Span:
        """Where an expression stands with the parentheses around it."""
        span = self.span(node)
        before = sum(len(self.module.code_for_node(paren).encode()) for paren in getattr(node, "lpar", ()))
        after = sum(len(self.module.code_for_node(paren).encode()) for paren in getattr(node, "rpar", ()))
        return Span(span.start - before, span.end + after)

    def text(self, node: cst.CSTNode) -> str:
        """The source of a node."""
        span = self.span(node)
        return self.data[span.start : span.end].decode("utf-8")

    # --- surroundings ------------------------------------------------------------------------------------------

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds a node."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around a node, the innermost first."""
        around = self._parents.get(node)
        while around is not None:
            yield around
            around = self._parents.get(around)

    def within(self, node: cst.CSTNode, *kinds: type[N]) -> N | None:
        """The innermost node of some kinds around a node."""
        return next((around for around in self.ancestors(node) if isinstance(around, kinds)), None)

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Lambda | None:
        """The function that a node is run in; defaults, decorators and annotations are run outside of it."""
        inner = node
        for around in self.ancestors(node):
            if isinstance(around, cst.FunctionDef) and inner is around.body:
                return around
            if isinstance(around, cst.Lambda) and inner is around.body:
                return around
            inner = around
        return None

    def scope(self, node: cst.CSTNode) -> Scope | None:
        """The scope that the names of a node are looked up in."""
        for around in (node, *self.ancestors(node)):
            scope = self._scopes.get(around)
            if scope is not None:
                return scope
        return None

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that stand in the file, for finding one that is free."""
        return frozenset(node.value for node in self.nodes if isinstance(node, cst.Name))

    @cached_property
    def top(self) -> Scope:
        """The scope of the module."""
        scope = self._scopes.get(self.module.body[0]) if self.module.body else None
        found = scope if scope is not None else self._scopes[self.module]
        assert found is not None
        return found.globals

    @cached_property
    def star_imports(self) -> tuple[cst.ImportFrom, ...]:
        """The imports of all names of a module."""
        return tuple(
            node for node in self.nodes if isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar)
        )

    def members(self, owner: cst.ClassDef) -> dict[str, list[tuple[cst.CSTNode, cst.CSTNode | None]]]:
        """The attributes that a class or its methods give a value, each with target and value.

        The value is a function for a method, and an annotation where there is nothing else.
        """
        if owner not in self._members:
            self._members[owner] = _members_of(owner)
        return self._members[owner]

    def returns(self, function: cst.FunctionDef) -> list[cst.BaseExpression | None]:
        """The values that a function returns; those of functions inside it are left out."""
        if function not in self._returns:
            found = [
                node.value
                for node in walk_own(function.body)
                if isinstance(node, (cst.Return, cst.Yield)) and not isinstance(node.value, cst.From)
            ]
            self._returns[function] = found
        return self._returns[function]

    @cached_property
    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """All nodes, in the order of the file."""
        found: list[cst.CSTNode] = []
        for node in walk(self.module):
            found.append(node)
            if isinstance(node, cst.SimpleString) and self._is_type(node):
                quoted = self.quoted_type(node)
                found += walk(quoted) if quoted is not None else ()
        return tuple(found)

    # --- types in quotes ---------------------------------------------------------------------------------------

    def quoted_type(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The expression in a string that stands for a type; its nodes have places and surroundings as all others."""
        if not isinstance(node, cst.SimpleString):
            return None
        if node not in self._quoted:
            self._quoted[node] = self._read_type(node)
        return self._quoted[node]

    def _is_type(self, node: cst.SimpleString) -> bool:
        inner: cst.CSTNode = node
        for around in self.ancestors(node):
            if isinstance(around, cst.Annotation):
                return True
            if isinstance(around, cst.Subscript) and around.value is not inner:
                if (dotted(around.value) or "").rpartition(".")[2] == "Literal":
                    return False
            elif not isinstance(around, (cst.BaseExpression, cst.SubscriptElement, cst.Index, cst.Element)):
                return False
            inner = around
        return False

    def _read_type(self, node: cst.SimpleString) -> cst.BaseExpression | None:
        text = node.evaluated_value
        if not isinstance(text, str) or text != node.raw_value or "\n" in text:
            return None
        try:
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        except cst.ParserSyntaxError:
            return None
        line = wrapper.module.body[0] if len(wrapper.module.body) == 1 else None
        statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
        if not isinstance(statement, cst.Expr):
            return None
        start = self.span(node).start + len(node.prefix) + len(node.quote)
        places = wrapper.resolve(ByteSpanPositionProvider)
        parents = self._parents
        parents[statement.value] = node
        for one in walk(statement.value):
            place = places[one]
            self._quoted_spans[one] = Span(start + place.start, start + place.start + place.length)
            for child in children(one):
                parents[child] = one
        return statement.value


def walk(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all nodes in it, in the order of the file."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def walk_own(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all nodes in it that run with it: functions and classes inside it are left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(children(node)) if not isinstance(child, (*FUNCTIONS, cst.ClassDef)))


def _members_of(owner: cst.ClassDef) -> dict[str, list[tuple[cst.CSTNode, cst.CSTNode | None]]]:
    found: dict[str, list[tuple[cst.CSTNode, cst.CSTNode | None]]] = {}
    for node in walk_own(owner.body):
        _add_assigned(found, node, lambda target: target.value if isinstance(target, cst.Name) else None)
    for function in _functions_of(owner.body):
        found.setdefault(function.name.value, []).append((function.name, function))
        parameters = (*function.params.posonly_params, *function.params.params)
        first = parameters[0].name.value if parameters else ""
        name_of = _attribute_of(first)
        for node in walk(function.body):
            _add_assigned(found, node, name_of)
    return found


def _attribute_of(owner: str) -> Callable[[cst.CSTNode], str | None]:
    def name_of(target: cst.CSTNode) -> str | None:
        is_own = (
            isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name) and target.value.value == owner
        )
        return target.attr.value if is_own and isinstance(target, cst.Attribute) else None

    return name_of


def _add_assigned(
    found: dict[str, list[tuple[cst.CSTNode, cst.CSTNode | None]]],
    node: cst.CSTNode,
    name_of: Callable[[cst.CSTNode], str | None],
) -> None:
    if isinstance(node, cst.Assign):
        for target in node.targets:
            if (name := name_of(target.target)) is not None:
                found.setdefault(name, []).append((target.target, node.value))
    elif isinstance(node, cst.AnnAssign) and (name := name_of(node.target)) is not None:
        found.setdefault(name, []).append((node.target, node.value if node.value is not None else node.annotation))


def _functions_of(body: cst.CSTNode) -> Iterator[cst.FunctionDef]:
    stack = [body]
    while stack:
        for child in reversed(children(stack.pop())):
            if isinstance(child, cst.FunctionDef):
                yield child
            elif not isinstance(child, cst.ClassDef):
                stack.append(child)


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The nodes that a node holds, without white space and parentheses."""
    found: list[cst.CSTNode] = []
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif isinstance(value, (tuple, list)):
            found.extend(item for item in value if isinstance(item, cst.CSTNode))
    return found


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    skipped = ("lpar", "rpar", "header", "footer", "leading_lines", "lines_after_decorators")
    order = {"decorators": -1, "func": 0, "args": 1, "target": 0, "targets": 0}
    names = [one.name for one in fields(kind) if not one.name.startswith("whitespace") and one.name not in skipped]
    if kind in (cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.DictComp, cst.IfExp):
        return tuple(names)
    return tuple(sorted(names, key=lambda name: order.get(name, 0))) if kind is cst.FunctionDef else tuple(names)


def dotted(node: cst.CSTNode | None) -> str | None:
    """The text of a name or of names joined by dots; None for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr.value}" if before is not None else None
    return None


def literal_text(node: cst.CSTNode | None) -> str | None:
    """The value of a string literal, adjacent ones joined; None for bytes, f-strings and anything else."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None
