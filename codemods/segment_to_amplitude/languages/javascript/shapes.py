"""Questions about nodes that decide how a reference is rewritten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.site import BLOCKS
from segment_to_amplitude.languages.javascript.syntax import children, text_of, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.clients import Group


def is_condition(node: Node, part: Node) -> bool:
    """Tell whether a part is the condition of an ``if`` or ``?:``."""
    return syntax.same(syntax.field(node, "condition"), part)


def is_empty_value(node: Node) -> bool:
    """Tell whether a field or declarator starts without a client: no value, null or undefined."""
    value = syntax.field(node, "value")
    return value is None or text_of(unwrap(value)) in ("null", "undefined")


def is_plain_declaration(node: Node) -> bool:
    """Tell whether a declarator stands alone in its statement, is not exported, and starts without a client."""
    parent = node.parent
    if node.type != "variable_declarator" or parent is None or not is_empty_value(node):
        return False
    declarators = [child for child in parent.named_children if child.type == "variable_declarator"]
    return len(declarators) == 1 and parent.parent is not None and parent.parent.type != "export_statement"


def is_tested(node: Node) -> bool:
    """Tell whether a value is only asked for: in a condition, after ``typeof`` or ``!``, on the left of ``&&``."""
    parent = node.parent
    while parent is not None and parent.type in ("parenthesized_expression", "binary_expression"):
        if parent.type == "binary_expression":
            operator = syntax.field(parent, "operator")
            is_logical = operator is not None and text_of(operator) in ("&&", "||")
            if not is_logical or (
                text_of(operator or parent) == "&&" and syntax.same(syntax.field(parent, "left"), node)
            ):
                return operator is not None and text_of(operator) not in ("??", "||")
        node, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type == "unary_expression":
        return True
    is_condition = syntax.same(syntax.field(parent, "condition"), node)
    return is_condition and parent.type in ("if_statement", "while_statement", "ternary_expression", "do_statement")


def is_broken(node: Node) -> bool:
    """Tell whether a node stands in, or in one statement with, something that does not parse."""
    if node.has_error:
        return True
    for around in syntax.ancestors(node):
        if around.is_error:
            return True
        is_whole = around.type in BLOCKS or around.type == "class_body" or around.type in syntax.FUNCTIONS
        if around.has_error and not is_whole and around.parent is not None and around.parent.type in BLOCKS:
            return all(child.type != "statement_block" or child.has_error for child in around.children)
    return False


def required_statement(call: Node) -> Node | None:
    """The declaration that does nothing but name what ``require`` or ``await import`` gives, or a part of it."""
    node = syntax.outermost(call)
    while (parent := node.parent) is not None and parent.type in ("await_expression", "member_expression"):
        if parent.type == "member_expression" and not syntax.same(syntax.field(parent, "object"), node):
            return None
        node = syntax.outermost(parent)
    declaration = parent.parent if parent is not None and parent.type == "variable_declarator" else None
    if declaration is None or declaration.type not in ("lexical_declaration", "variable_declaration"):
        return None
    return declaration if len(children(declaration)) == 1 else None


def is_type_import(statement: Node) -> bool:
    """Tell whether an import statement takes only types, and says so."""
    if any(child.type == "type" for child in statement.children):
        return True
    specifiers = [
        specifier
        for clause in statement.named_children
        for part in clause.named_children
        for specifier in (part.named_children if part.type == "named_imports" else [part])
        if specifier.type != "comment"
    ]
    return bool(specifiers) and all(any(child.type == "type" for child in node.children) for node in specifiers)


def is_private_field(node: Node) -> bool:
    """Tell whether a field is private by keyword or by ``#``."""
    name = syntax.field(node, "name") or syntax.field(node, "property")
    if name is not None and name.type == "private_property_identifier":
        return True
    return any(child.type == "accessibility_modifier" and text_of(child) == "private" for child in node.children)


def is_private_member(owner: Node, name: str) -> bool:
    """Tell whether a class declares a private field or parameter property of a name."""
    body = syntax.field(owner, "body")
    for member in children(body) if body is not None else ():
        if member.type in ("public_field_definition", "field_definition"):
            if syntax.property_name(syntax.field(member, "name") or syntax.field(member, "property")) == name:
                return is_private_field(member)
        if member.type == "method_definition" and text_of(syntax.field(member, "name") or member) == "constructor":
            parameters = syntax.field(member, "parameters")
            for parameter in children(parameters) if parameters is not None else ():
                pattern = syntax.field(parameter, "pattern")
                if pattern is not None and text_of(pattern) == name and is_private_field(parameter):
                    return True
    return False


def hook_dependencies(node: Node) -> Node | None:
    """The list of dependencies that a node is an element of: the last argument of ``useEffect`` and the like."""
    array = node.parent
    arguments = array.parent if array is not None and array.type == "array" else None
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    callee = syntax.field(call, "function") if call is not None else None
    if array is None or arguments is None or callee is None or not syntax.same(children(arguments)[-1], array):
        return None
    return array if re.search(r"(?:^|\.)use[A-Z]\w*$", text_of(callee)) else None


def chain_of(call: Node) -> list[Node]:
    """The calls of a chain such as ``x.identify(…).track(…)`` that a call belongs to, in running order."""
    links = [call]
    while (function := unwrap(syntax.field(links[0], "function") or links[0])).type == "member_expression":
        before = syntax.field(function, "object")
        if before is None or unwrap(before).type != "call_expression" or not _is_link(unwrap(before)):
            break
        links.insert(0, unwrap(before))
    while (member := syntax.outermost(links[-1]).parent) is not None and member.type == "member_expression":
        after = member.parent
        is_callee = (
            after is not None
            and after.type == "call_expression"
            and syntax.same(syntax.field(after, "function"), member)
        )
        if after is None or not is_callee or not _is_link(after):
            break
        links.append(after)
    return links


def _is_link(call: Node) -> bool:
    function = syntax.field(call, "function")
    parts = syntax.member_parts(unwrap(function)) if function is not None else None
    return parts is not None and parts[2] in ("identify", "track", "page", "screen", "group", "alias", "flush")


def is_of_a_test(node: Node) -> bool:
    """Tell whether a test asks after a mock, or sets it up: ``expect(x)``, ``x.mockClear()``, ``mocked(x)``."""
    outer = syntax.outermost(node)
    parent = outer.parent
    if parent is not None and parent.type == "member_expression" and syntax.same(syntax.field(parent, "object"), outer):
        return text_of(syntax.field(parent, "property") or parent).startswith("mock")
    call = parent.parent if parent is not None and parent.type == "arguments" else None
    callee = syntax.field(call, "function") if call is not None else None
    return callee is not None and text_of(callee) in ("expect", "jest.mocked", "vi.mocked", "mocked")


def is_injected_by_class(node: Node) -> bool:
    """Tell whether a type is that of a constructor's parameter that a framework injects by its class."""
    parameter = next((around for around in syntax.ancestors(node) if around.type.endswith("_parameter")), None)
    if parameter is None or any(child.type == "decorator" for child in parameter.children):
        return False
    method = next((around for around in syntax.ancestors(parameter) if around.type in syntax.FUNCTIONS), None)
    if method is None or text_of(syntax.field(method, "name") or method) != "constructor":
        return False
    owner = next((around for around in syntax.ancestors(method) if around.type in syntax.CLASSES), None)
    statement = owner.parent if owner is not None and owner.parent is not None else owner
    decorated = [*(owner.children if owner is not None else []), *(statement.children if statement is not None else [])]
    return any(
        child.type == "decorator" for child in decorated if owner is not None and child.end_byte <= owner.end_byte
    )


def replaced_methods(group: Group) -> frozenset[str]:
    """The methods of a client that the project puts a function of its own, other than a test's, in the place of."""
    if group.replaced is None:
        group.replaced = frozenset(
            item.method for item in group.items if item.method is not None and replaces_method(item)
        )
    return group.replaced


def replaces_method(item: Item) -> bool:
    """Tell whether the project puts a function of its own, other than a test's, in the place of a method."""
    if item.role is not Role.MEMBER_ASSIGNED or item.node is None:
        return False
    right = syntax.field(item.node, "right")
    return right is not None and not text_of(right).startswith(("jest.fn(", "vi.fn("))
