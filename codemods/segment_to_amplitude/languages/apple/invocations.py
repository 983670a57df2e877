"""Calls of both languages in one shape: ``a.name(label: value) { … }`` and ``[a name:value label:value]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.program import COMMENTS, Program

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument with its label; in Objective-C the first one's is empty."""

    value: Node
    label: str = ""
    label_node: Node | None = None
    node: Node | None = None
    """Swift's argument with its label."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call or a message; the receiver may be missing."""

    node: Node
    name: str
    name_node: Node
    receiver: Node | None
    arguments: tuple[Argument, ...]
    list_node: Node | None
    """Swift's brackets with the arguments, which may be left out before a closure."""
    trailing: tuple[Node, ...] = ()
    """Swift's closures behind the brackets; they are not among the arguments."""
    is_optional: bool = False
    """Swift's ``?.`` right before the name."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in their order."""
        return tuple(one.label for one in self.arguments)

    def argument(self, label: str) -> Argument | None:
        """The argument with a label."""
        return next((one for one in self.arguments if one.label == label), None)


def invocation_of(program: Program, node: Node) -> Invocation | None:
    """Read a node as a call; None for anything else."""
    if program.is_swift:
        return _swift(program, node) if node.type == "call_expression" else None
    return _message(program, node) if node.type == "message_expression" else None


def real(node: Node) -> list[Node]:
    """The named children that are no comments."""
    return [one for one in node.named_children if one.type not in COMMENTS]


def unwrapped(node: Node) -> Node:
    """The expression inside of brackets, of ``!``, ``try`` and ``await``."""
    while True:
        if node.type in ("try_expression", "await_expression"):
            node = real(node)[-1]
        elif (node.type == "postfix_expression" and node.children[-1].type in ("bang", "!")) or (
            node.type in ("tuple_expression", "parenthesized_expression") and len(real(node)) == 1
        ):
            node = real(node)[0]
        else:
            return node


def _swift(program: Program, node: Node) -> Invocation | None:
    children = real(node)
    suffix = children[-1]
    if len(children) < 2 or suffix.type != "call_suffix":
        return None
    callee = children[0]
    parts = real(suffix)
    values = next((one for one in parts if one.type == "value_arguments"), None)
    if values is not None and program.data[values.start_byte : values.start_byte + 1] == b"[":
        return None
    trailing = tuple(one for one in parts if one.type == "lambda_literal")
    arguments = tuple(_swift_argument(program, one) for one in real(values)) if values is not None else ()
    if callee.type == "simple_identifier":
        return Invocation(node, program.text(callee), callee, None, arguments, values, trailing)
    if callee.type == "navigation_expression":
        target, last = callee.child_by_field_name("target"), callee.child_by_field_name("suffix")
        name = last.child_by_field_name("suffix") if last is not None else None
        if target is None or name is None or name.type != "simple_identifier" or last is None:
            return None
        before = program.data[target.end_byte : last.start_byte]
        is_optional = b"?" in before or program.text(target).endswith("?")
        return Invocation(node, program.text(name), name, target, arguments, values, trailing, is_optional)
    if callee.type in ("postfix_expression", "optional_chaining_expression"):
        return None
    return None


def _swift_argument(program: Program, node: Node) -> Argument:
    label = node.child_by_field_name("name")
    value = node.child_by_field_name("value")
    return Argument(
        value if value is not None else real(node)[-1] if real(node) else node,
        program.text(label) if label is not None else "",
        label,
        node,
    )


def _message(program: Program, node: Node) -> Invocation | None:
    receiver = node.child_by_field_name("receiver")
    names: list[Node] = []
    values: list[Node] = []
    for index, child in enumerate(node.children):
        if not child.is_named or child.type in COMMENTS:
            continue
        field = node.field_name_for_child(index)
        if field == "method":
            names.append(child)
        elif field != "receiver":
            values.append(child)
    if receiver is None or not names or (values and len(values) != len(names)):
        return None
    arguments = tuple(
        Argument(value, "" if index == 0 else program.text(name), name)
        for index, (name, value) in enumerate(zip(names, values, strict=False))
    )
    return Invocation(node, program.text(names[0]), names[0], receiver, arguments, None)
