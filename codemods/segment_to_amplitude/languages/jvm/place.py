"""Where a call stands: what becomes of its result, and where other statements may be put beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program

if TYPE_CHECKING:
    from tree_sitter import Node

BLOCKS = frozenset({
    "block", "source_file", "program", "class_body", "constructor_body", "switch_block_statement_group",
    "lambda_literal",
})  # fmt: skip
"""Nodes whose children are statements."""
LOOPS = frozenset({"for_statement", "while_statement", "do_while_statement"})
JAVA_BODIES = frozenset({
    "if_statement", "for_statement", "enhanced_for_statement", "while_statement", "do_statement", "labeled_statement",
    "switch_rule",
})  # fmt: skip
RESULTS = frozenset({"let", "run", "with", "runCatching"})
"""Functions that give what their lambda gives."""
GIVING = frozenset({"if_expression", "when_entry", "try_expression", "catch_block"})
"""What gives what its blocks give."""
CARRIERS = frozenset({"parenthesized_expression", "labeled_expression", "annotated_expression"})


class Spot(Enum):
    """Where a call stands."""

    BLOCK = auto()
    """It is a statement among others."""
    BODY = auto()
    """It is all of a branch or of a loop, without braces."""
    ELVIS = auto()
    """It stands behind Kotlin's ``?:``."""
    FUNCTION = auto()
    """It is the body of a function, behind ``=``."""
    LAMBDA = auto()
    """It is the body of a Java lambda."""
    VALUE = auto()


class Use(Enum):
    """What becomes of the result."""

    DISCARDED = auto()
    LAMBDA = auto()
    """It is what a lambda gives to a function that is not known."""
    FUNCTION = auto()
    """It is what a function gives."""
    VALUE = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a call."""

    spot: Spot
    use: Use
    node: Node
    """The call with brackets and the ``return`` around it: what is replaced by several statements."""
    owner: Node | None
    """The block, branch, function or lambda that it stands in."""
    returns: Node | None = None
    """The ``return`` before it."""
    function: Node | None = None
    """The function that gives the result."""


def place_of(program: Program, node: Node) -> Place:
    """Look at what stands around a call."""
    return _kotlin(program, node) if program.is_kotlin else _java(program, node)


def _java(program: Program, node: Node) -> Place:
    parent = program.parent(node)
    if parent is None:
        return Place(Spot.VALUE, Use.VALUE, node, None)
    if parent.type == "expression_statement":
        around = program.parent(parent)
        if around is not None and around.type in JAVA_BODIES:
            return Place(Spot.BODY, Use.DISCARDED, parent, around)
        if around is not None and around.type in BLOCKS:
            return Place(Spot.BLOCK, Use.DISCARDED, parent, around)
        return Place(Spot.VALUE, Use.DISCARDED, parent, around)
    if parent.type == "lambda_expression":
        body = parent.child_by_field_name("body")
        if body is not None and body.id == node.id:
            return Place(Spot.LAMBDA, Use.LAMBDA, node, parent)
    return Place(Spot.VALUE, Use.VALUE, node, parent)


def _kotlin(program: Program, call: Node) -> Place:
    node = call
    parent = program.parent(node)
    while parent is not None and parent.type in CARRIERS:
        node, parent = parent, program.parent(parent)
    returns: Node | None = None
    if parent is not None and parent.type == "return_expression":
        returns = node = parent
        parent = program.parent(parent)
    spot = _spot(program, node, parent)
    if returns is not None:
        return Place(spot, Use.FUNCTION, node, parent, returns, _function(program, node))
    use, function = _use(program, node)
    return Place(spot, use, node, parent, None, function)


def _spot(program: Program, node: Node, parent: Node | None) -> Spot:
    if parent is None:
        return Spot.VALUE
    match parent.type:
        case "if_expression" | "when_entry":
            condition = parent.child_by_field_name("condition")
            return Spot.VALUE if condition is not None and condition.id == node.id else Spot.BODY
        case "control_structure_body":
            return Spot.BODY
        case "binary_expression":
            right = parent.child_by_field_name("right")
            is_elvis = any(one.type == "?:" for one in parent.children)
            return Spot.ELVIS if is_elvis and right is not None and right.id == node.id else Spot.VALUE
        case "function_body":
            return Spot.FUNCTION
    if parent.type in LOOPS:
        return Spot.BODY if _is_loop_body(parent, node) else Spot.VALUE
    return Spot.BLOCK if parent.type in BLOCKS else Spot.VALUE


def _is_loop_body(loop: Node, node: Node) -> bool:
    condition = loop.child_by_field_name("condition")
    if loop.type == "do_while_statement":
        return condition is None or condition.id != node.id
    return _real(loop)[-1].id == node.id


def _function(program: Program, node: Node) -> Node | None:
    return program.within(node, "function_declaration", "anonymous_function", "getter", "setter")


def _use(program: Program, node: Node) -> tuple[Use, Node | None]:
    """Follow a value to where it ends."""
    inner = node
    for parent in program.ancestors(node):
        match parent.type:
            case "block":
                around = program.parent(parent)
                if around is None or around.type not in GIVING:
                    return Use.DISCARDED, None
                if _real(parent)[-1].id != inner.id:
                    return Use.DISCARDED, None
            case "lambda_literal":
                if _real(parent)[-1].id != inner.id:
                    return Use.DISCARDED, None
                outer = _lambda_call(program, parent)
                call = invocation_of(program, outer) if outer is not None else None
                if outer is None or call is None or call.name not in RESULTS:
                    return (Use.LAMBDA if outer is not None else _stored(program, parent)), None
                inner = outer
                if program.parent(outer) is None:
                    return Use.DISCARDED, None
                return _use(program, outer)
            case "if_expression":
                condition = parent.child_by_field_name("condition")
                if condition is not None and condition.id == inner.id:
                    return Use.VALUE, None
                if not any(one.type == "else" for one in parent.children):
                    return Use.DISCARDED, None
            case "function_body":
                return Use.FUNCTION, _function(program, inner)
            case "binary_expression":
                if not any(one.type == "?:" for one in parent.children):
                    return Use.VALUE, None
            case "when_entry" | "when_expression" | "try_expression" | "catch_block" | "control_structure_body":
                pass
            case "return_expression":
                return Use.FUNCTION, _function(program, inner)
            case "source_file" | "class_body" | "finally_block":
                return Use.DISCARDED, None
            case kind if kind in LOOPS:
                return (Use.DISCARDED if _is_loop_body(parent, inner) else Use.VALUE), None
            case kind if kind in CARRIERS:
                pass
            case _:
                return Use.VALUE, None
        inner = parent
    return Use.DISCARDED, None


def _stored(program: Program, node: Node) -> Use:
    """What becomes of the result of a lambda that is not given to a call."""
    parent = program.parent(node)
    if parent is not None and parent.type == "property_declaration":
        declared = next((one for one in parent.named_children if one.type == "variable_declaration"), None)
        is_typed = declared is not None and len(_real(declared)) > 1
        return Use.LAMBDA if is_typed else Use.VALUE
    return Use.LAMBDA


def _lambda_call(program: Program, node: Node) -> Node | None:
    """The call that a lambda is given to."""
    inner, parent = node, program.parent(node)
    while parent is not None and parent.type in ("annotated_lambda", "value_argument", "value_arguments"):
        inner, parent = parent, program.parent(parent)
    del inner
    if parent is None or parent.type != "call_expression":
        return None
    outer = program.parent(parent)
    if outer is not None and outer.type == "call_expression" and _real(outer)[0].id == parent.id:
        return outer
    return parent


def _real(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]
