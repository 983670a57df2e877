"""Calls and constructions of both languages in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.program import COMMENTS, Program

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its value, and the name it is given by, in Kotlin only."""

    value: Node
    name: str | None = None
    name_node: Node | None = None
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """``receiver.name(arguments) { trailing }``; the receiver may be missing or implicit."""

    node: Node
    name: str
    name_node: Node
    receiver: Node | None
    arguments: tuple[Argument, ...]
    list_node: Node | None
    """The brackets with the arguments; Kotlin may leave them out before a lambda."""
    trailing: Node | None = None
    """Kotlin's lambda behind the brackets; it is not among the arguments."""
    is_safe: bool = False
    """Kotlin's ``?.``."""
    is_new: bool = False
    """Java's ``new``."""
    type_arguments: Node | None = None

    def argument(self, position: int, *names: str) -> Argument | None:
        """The argument at a position or, in Kotlin, by one of its names."""
        for one in self.arguments:
            if one.name is not None and one.name in names:
                return one
        positional = [one for one in self.arguments if one.name is None]
        return positional[position] if position < len(positional) else None


def invocation_of(program: Program, node: Node) -> Invocation | None:
    """Read a node as a call; None for anything else."""
    if program.is_kotlin:
        return _kotlin(program, node) if node.type == "call_expression" else None
    if node.type == "method_invocation":
        return _java_method(program, node)
    return _java_new(program, node) if node.type == "object_creation_expression" else None


def unwrapped(node: Node) -> Node:
    """The expression inside of brackets and of Kotlin's ``!!``."""
    while True:
        inner = [one for one in node.named_children if one.type not in COMMENTS]
        is_assertion = node.type == "unary_expression" and node.children[-1].type == "!!"
        if node.type == "parenthesized_expression" or is_assertion:
            node = inner[0]
        else:
            return node


def _kotlin(program: Program, node: Node) -> Invocation | None:
    children = [one for one in node.named_children if one.type not in COMMENTS]
    callee = children[0]
    values = next((one for one in children[1:] if one.type == "value_arguments"), None)
    types = next((one for one in children[1:] if one.type == "type_arguments"), None)
    trailing = next((one for one in children[1:] if one.type == "annotated_lambda"), None)
    if callee.type == "call_expression" and values is None and trailing is not None:
        # ``f(a) { … }``: the lambda's call holds the call with the brackets.
        inner = _kotlin(program, callee)
        if inner is None or inner.trailing is not None:
            return None
        return Invocation(
            node, inner.name, inner.name_node, inner.receiver, inner.arguments, inner.list_node,
            trailing, inner.is_safe, False, inner.type_arguments,
        )  # fmt: skip
    if values is None and trailing is None:
        return None
    arguments = tuple(_kotlin_argument(program, one) for one in _real(values)) if values is not None else ()
    if callee.type == "identifier":
        return Invocation(node, program.text(callee), callee, None, arguments, values, trailing, type_arguments=types)
    if callee.type == "navigation_expression":
        named = [one for one in callee.named_children if one.type not in COMMENTS]
        if len(named) != 2 or named[1].type != "identifier":
            return None
        is_safe = any(one.type == "?." for one in callee.children)
        return Invocation(
            node, program.text(named[1]), named[1], named[0], arguments, values, trailing, is_safe,
            type_arguments=types,
        )  # fmt: skip
    return None


def _kotlin_argument(program: Program, node: Node) -> Argument:
    children = [one for one in node.named_children if one.type not in COMMENTS]
    is_named = any(one.type == "=" for one in node.children) and len(children) == 2
    is_spread = any(one.type == "*" for one in node.children)
    if is_named:
        return Argument(children[1], program.text(children[0]), children[0], is_spread)
    return Argument(children[-1], is_spread=is_spread) if children else Argument(node)


def _real(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _java_method(program: Program, node: Node) -> Invocation | None:
    name = node.child_by_field_name("name")
    values = node.child_by_field_name("arguments")
    if name is None or values is None:
        return None
    arguments = tuple(Argument(one) for one in _real(values))
    receiver = node.child_by_field_name("object")
    types = node.child_by_field_name("type_arguments")
    return Invocation(node, program.text(name), name, receiver, arguments, values, type_arguments=types)


def _java_new(program: Program, node: Node) -> Invocation | None:
    kind = node.child_by_field_name("type")
    values = node.child_by_field_name("arguments")
    if kind is None or values is None:
        return None
    named = (
        next((one for one in kind.named_children if one.type != "type_arguments"), kind)
        if (kind.type == "generic_type")
        else kind
    )
    arguments = tuple(Argument(one) for one in _real(values))
    name = program.text(named).rpartition(".")[2]
    return Invocation(node, name, named, None, arguments, values, is_new=True)
