"""Which events still wait for their ids when a later call changes them.

Amplitude reads user and device id of an event a moment after the call, Segment at the call: an event in the same tick
as ``reset()`` or ``setUserId()`` goes out with the new ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.kinds import LEAVING
from segment_to_amplitude.languages.javascript.syntax import ancestors, children, field

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = syntax.FUNCTIONS | {"class_static_block", "program"}
BRANCHES = frozenset({"if_statement", "ternary_expression"})


def waits_for(event: Node, call: Node) -> bool:
    """Tell whether an event, whose result nobody awaits, may still wait when ``call`` runs in the same tick."""
    function = _function(event)
    if event.end_byte > call.start_byte or not syntax.same(function, _function(call)) or function is None:
        return False
    if any(
        event.end_byte <= awaited.end_byte <= call.start_byte and not _contains(awaited, call)
        for awaited in _awaits(function)
    ):
        return False
    inner = event
    for around in ancestors(event):
        if _contains(around, call):
            return not _excludes(around, inner, call)
        if around.type == "return_statement":
            return False
        if around.type == "statement_block" and children(around) and children(around)[-1].type in LEAVING:
            return False
        inner = around
    return False


def _excludes(around: Node, inner: Node, call: Node) -> bool:
    """Tell whether ``call`` only runs where ``inner`` does not."""
    if around.type in BRANCHES:
        return syntax.same(field(around, "consequence"), inner)
    return around.type == "switch_body"


def _function(node: Node) -> Node | None:
    return next((around for around in ancestors(node) if around.type in FUNCTIONS), None)


def _awaits(function: Node) -> Iterator[Node]:
    stack = list(function.named_children)
    while stack:
        node = stack.pop()
        if node.type == "await_expression":
            yield node
        if node.type not in FUNCTIONS:
            stack.extend(node.named_children)


def _contains(outer: Node, inner: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte
