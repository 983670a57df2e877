"""What the statements of a snippet say, and whether they are all as Segment gives them out.

Source: npm @segment/snippet 5.2.1 dist/*.template.js and the forms 3.x and 4.x before it
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.syntax import children, text_of, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

INTERNALS = frozenset(
    "invoked methods factory load SNIPPET_VERSION _writeKey _loadOptions _cdn integrationOptions".split()  # noqa: SIM905
)
VOCABULARY = INTERNALS | frozenset(
    "window analytics document location Array prototype slice call apply arguments unshift push createElement type "  # noqa: SIM905
    "async src getElementsByTagName parentNode insertBefore appendChild head setAttribute protocol initialized indexOf "
    "querySelector getAttribute href pathname search title referrer __t c p u s t r undefined length".split()
)
"""Names that occur in the functions of the snippet, beside their own parameters and variables."""
DECLARING = frozenset({"return_statement", "variable_declaration", "lexical_declaration", "function_declaration"})


@dataclass(slots=True)
class Reading:
    """What the statements of a snippet say, in their order."""

    is_pristine: bool = True
    has_methods: bool = False
    global_name: str = "analytics"
    stub: int = -1
    load: Node | None = None
    write_key: str | None = None
    kept: list[Node] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _keys: dict[str, str] = field(default_factory=dict)

    def read(self, statements: list[Node]) -> int:
        """Read top-level statements; gives how many of them are the snippet's."""
        for index, statement in enumerate(statements):
            body = immediate_body(statement)
            self._walk(children(body) if body is not None else [statement], is_top=body is None)
            if self.load is not None:
                return index + 1
            if not self.is_pristine:
                return index
        return len(statements)

    def _walk(self, statements: list[Node], *, is_top: bool = False) -> None:
        ended = self.load is not None
        for statement in statements:
            if statement.type == "empty_statement":
                continue
            if ended:
                # Something follows outside the block that holds the load call.
                self.is_pristine = False
            elif self.load is not None:
                if is_top:
                    return
                self._keep(statement)
            else:
                ended = self._ends_with(statement)

    def _ends_with(self, statement: Node) -> bool:
        """Read a statement; true when the load call is in a block of its own inside it."""
        self._statement(statement)
        return self.load is not None and bool(self.kept or statement.type == "if_statement")

    def _keep(self, statement: Node) -> None:
        if statement.type not in ("expression_statement", "if_statement") or _declares(statement):
            self.is_pristine = False
        self.kept.append(statement)

    def _statement(self, statement: Node) -> None:
        match statement.type:
            case "variable_declaration" | "lexical_declaration":
                for declarator in children(statement):
                    self._declarator(declarator)
            case "if_statement":
                self._if(statement)
            case "for_statement":
                text = text_of(statement)
                self.is_pristine &= ".methods" in text and ".factory(" in text and _is_known(statement, self._known())
            case "return_statement":
                self.is_pristine &= not children(statement)
            case "statement_block":
                self._walk(children(statement))
            case "expression_statement":
                inner = children(statement)
                self._expression(inner[0] if inner else statement)
            case _:
                self.is_pristine = False

    def _declarator(self, declarator: Node) -> None:
        name, value = syntax.field(declarator, "name"), syntax.field(declarator, "value")
        if name is None or value is None or name.type != "identifier":
            self.is_pristine = False
            return
        value = unwrap(value)
        if (text := syntax.string_value(value)) is not None:
            self._keys[text_of(name)] = text
            return
        if value.type == "assignment_expression":
            left, value = syntax.field(value, "left"), unwrap(syntax.field(value, "right") or value)
            if left is None or self._global(left) is None:
                self.is_pristine = False
        left = syntax.field(value, "left") if value.type == "binary_expression" else None
        found = self._global(left) if left is not None else None
        if found is None or not text_of(value).replace(" ", "").endswith("||[]"):
            self.is_pristine = False
            return
        self.global_name = found
        self.stub = name.start_byte
        self._names.add(text_of(name))

    def _global(self, node: Node) -> str | None:
        """``window.analytics`` or ``window[key]``: the name of the property."""
        node = unwrap(node)
        if (parts := syntax.member_parts(node)) is not None:
            return parts[2] if text_of(parts[0]) in syntax.GLOBAL_OBJECTS else None
        if node.type == "subscript_expression":
            target, index = syntax.field(node, "object"), syntax.field(node, "index")
            if target is not None and index is not None and text_of(target) in syntax.GLOBAL_OBJECTS:
                return self._keys.get(text_of(index))
        return None

    def _if(self, statement: Node) -> None:
        condition = re.sub(r"[\s()!]", "", text_of(syntax.field(statement, "condition") or statement))
        consequence = syntax.field(statement, "consequence")
        alternative = syntax.field(statement, "alternative")
        receiver, _, member = condition.rpartition(".")
        if condition.startswith(("window.console&&console.error", "console")):
            return
        if receiver not in self._names and receiver not in syntax.GLOBAL_OBJECTS:
            self.is_pristine &= receiver.rpartition(".")[2] == self.global_name
        if member not in ("initialize", "invoked"):
            self.is_pristine = False
            return
        if consequence is not None:
            self._walk(children(consequence) if consequence.type == "statement_block" else [consequence])
        if alternative is not None:
            inner = children(alternative)
            self._walk(children(inner[0]) if inner and inner[0].type == "statement_block" else inner)

    def _expression(self, node: Node) -> None:
        node = unwrap(node)
        if node.type == "sequence_expression":
            for child in children(node):
                self._expression(child)
            return
        if node.type == "binary_expression" and "console" in text_of(node):
            return
        if node.type == "assignment_expression":
            self._assignment(node)
            return
        function = syntax.field(node, "function") if node.type == "call_expression" else None
        parts = syntax.member_parts(function) if function is not None else None
        if parts is not None and text_of(parts[0]) == "console":
            return
        if parts is None or text_of(parts[0]) not in self._names or parts[2] != "load":
            self.is_pristine = False
            return
        arguments = children(syntax.field(node, "arguments") or node)
        self.is_pristine &= self.has_methods and 1 <= len(arguments) <= 2
        self.load = node
        self.write_key = syntax.string_value(arguments[0]) if arguments else None

    def _assignment(self, node: Node) -> None:
        left, right = syntax.field(node, "left"), syntax.field(node, "right")
        parts = syntax.member_parts(left) if left is not None else None
        if parts is None or right is None or text_of(parts[0]) not in self._names or parts[2] not in INTERNALS:
            self.is_pristine = False
            return
        if parts[2] == "methods":
            self.has_methods = True
        if unwrap(right).type in syntax.FUNCTIONS:
            self.is_pristine &= _is_known(right, self._known())

    def _known(self) -> frozenset[str]:
        return VOCABULARY | self._names | self._keys.keys() | {self.global_name}


def immediate_body(statement: Node) -> Node | None:
    """The body of a function that is called where it is written."""
    inner = children(statement)
    if statement.type != "expression_statement" or not inner:
        return None
    node = unwrap(inner[0])
    while node.type == "unary_expression":
        node = unwrap(syntax.field(node, "argument") or children(node)[0])
    function = syntax.field(node, "function") if node.type == "call_expression" else None
    if function is None or children(syntax.field(node, "arguments") or node):
        return None
    function = unwrap(function)
    body = syntax.field(function, "body") if function.type in syntax.FUNCTIONS else None
    return body if body is not None and body.type == "statement_block" else None


def _is_known(node: Node, known: frozenset[str]) -> bool:
    """Tell whether a piece of the snippet uses no name but its own and those that Segment's snippet uses."""
    names, own = set(), set()
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in ("identifier", "property_identifier"):
            names.add(text_of(current))
            parent = current.parent
            if parent is not None and (
                parent.type == "formal_parameters"
                or (parent.type == "variable_declarator" and syntax.same(syntax.field(parent, "name"), current))
            ):
                own.add(text_of(current))
        stack.extend(current.named_children)
    return names <= known | own


def _declares(statement: Node) -> bool:
    stack = [statement]
    while stack:
        current = stack.pop()
        if current.type in DECLARING:
            return True
        if current.type not in syntax.FUNCTIONS:
            stack.extend(current.named_children)
    return False
