"""Where a call stands, and what becomes of its result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.resolve import text_of_operator
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

BLOCKS = frozenset({"program", "statement_block", "switch_case", "switch_default", "class_static_block"})
DISCARDING = frozenset(
    [
        "setTimeout",
        "setInterval",
        "setImmediate",
        "requestAnimationFrame",
        "requestIdleCallback",
        "queueMicrotask",
        "addEventListener",
        "forEach",
        "useEffect",
        "useLayoutEffect",
        "onMounted",
        "onUnmounted",
        "watch",
        "watchEffect",
        "nextTick",
        "$nextTick",
        "describe",
        "it",
        "test",
        "beforeEach",
        "afterEach",
        "beforeAll",
        "afterAll",
        "startTransition",
        "act",
    ]
)
"""Functions that do not look at what their callback returns, or must not get anything."""
LEADING = re.compile(r"(?:(?:const|let|var)\s+[\w$]+\s*=\s*|return\s+|[\w$.]+\s*=\s*)?(?:await\s+|void\s+)?\(*\Z")


class Use(StrEnum):
    """What becomes of a call's result."""

    DISCARDED = "discarded"
    AWAITED = "awaited"
    RETURNED = "returned"
    CHAINED = "chained"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Site:
    """The surroundings of one call. ``outer`` is the call with the parentheses around it."""

    call: Node
    outer: Node
    use: Use
    statement: Node | None
    """The expression statement or return statement whose whole value the call (awaited, chained) is."""
    awaited: Node | None
    arrow: Node | None
    """The arrow function whose body the call is."""
    chain: str | None = None
    """then, catch or finally."""
    chained_parameters: int | None = None
    is_conditional: bool = False
    """The call is one side of ``&&``, ``||``, ``?:`` or ``,`` in a statement."""
    and_expression: Node | None = None
    """``x && call`` as a whole statement."""
    is_leading: bool = False
    """Nothing of the statement is evaluated before the call."""


def site_of(call: Node) -> Site:
    """Look at the parents of a call."""
    outer = syntax.outermost(call)
    parent = outer.parent
    awaited: Node | None = None
    chain: str | None = None
    parameters: int | None = None
    top = outer
    while parent is not None:
        if parent.type == "await_expression":
            awaited, top = parent, syntax.outermost(parent)
            parent = top.parent
            continue
        if parent.type == "member_expression" and awaited is None and syntax.same(field(parent, "object"), top):
            name = text_of(field(parent, "property") or parent)
            invocation = parent.parent
            if name in ("then", "catch", "finally") and invocation is not None and invocation.type == "call_expression":
                if chain is None:
                    chain, parameters = name, _callback_parameters(invocation)
                top = syntax.outermost(invocation)
                parent = top.parent
                continue
        break
    if chain is not None:
        statement = _statement(top)
        return Site(call, outer, Use.CHAINED, statement, awaited, None, chain, parameters, is_leading=_leads(call))
    if parent is None:
        return Site(call, outer, Use.VALUE, None, awaited, None)
    if parent.type == "expression_statement":
        use = Use.AWAITED if awaited is not None else Use.DISCARDED
        return Site(call, outer, use, parent, awaited, None, is_leading=True)
    if parent.type == "unary_expression" and text_of_operator(parent) == "void":
        return Site(call, outer, Use.DISCARDED, None, None, None, is_conditional=True)
    if parent.type == "return_statement":
        use = Use.RETURNED
        return Site(call, outer, use, parent, awaited, None, is_leading=True)
    if parent.type == "arrow_function" and syntax.same(field(parent, "body"), top):
        if is_discarding(parent):
            return Site(call, outer, Use.AWAITED if awaited is not None else Use.DISCARDED, None, awaited, parent)
        return Site(call, outer, Use.RETURNED, None, awaited, parent)
    if parent.type in ("binary_expression", "ternary_expression", "sequence_expression") and awaited is None:
        return _conditional(call, outer, parent)
    if awaited is not None:
        return Site(call, outer, Use.VALUE, _statement(top), awaited, None, is_leading=_leads(call))
    return Site(call, outer, Use.VALUE, _statement(top), None, None, is_leading=_leads(call))


def _conditional(call: Node, outer: Node, parent: Node) -> Site:
    whole = syntax.outermost(parent)
    while whole.parent is not None and whole.parent.type in (
        "binary_expression",
        "ternary_expression",
        "sequence_expression",
    ):
        whole = syntax.outermost(whole.parent)
    around = whole.parent
    if parent.type == "sequence_expression" and not syntax.same(children(parent)[-1], outer):
        statement = around if around is not None and around.type == "expression_statement" else None
        return Site(call, outer, Use.DISCARDED, statement, None, None, is_conditional=True)
    is_last = parent.type != "binary_expression" or syntax.same(field(parent, "right"), outer)
    if parent.type == "ternary_expression" and syntax.same(field(parent, "condition"), outer):
        is_last = False
    if around is not None and around.type == "expression_statement" and is_last:
        is_and = parent.type == "binary_expression" and text_of_operator(parent) == "&&" and syntax.same(whole, parent)
        return Site(
            call,
            outer,
            Use.DISCARDED,
            around,
            None,
            None,
            is_conditional=True,
            and_expression=parent if is_and else None,
        )
    if around is not None and around.type == "arrow_function" and is_last and is_discarding(around):
        return Site(call, outer, Use.DISCARDED, None, None, None, is_conditional=True)
    if around is not None and around.type == "return_statement" and is_last:
        return Site(call, outer, Use.RETURNED, None, None, None, is_conditional=True)
    if around is not None and around.type == "arrow_function" and is_last:
        return Site(call, outer, Use.RETURNED, None, None, None, is_conditional=True)
    return Site(call, outer, Use.VALUE, None, None, None)


def _statement(top: Node) -> Node | None:
    for around in (top, *syntax.ancestors(top)):
        if around.type.endswith(("_statement", "_declaration")) and around.type != "statement_block":
            return around
        if around.type in syntax.FUNCTIONS:
            return None
    return None


def _leads(call: Node) -> bool:
    statement = _statement(call)
    if statement is None or statement.type not in (
        "expression_statement",
        "return_statement",
        "lexical_declaration",
        "variable_declaration",
    ):
        return False
    before = (statement.text or b"")[: call.start_byte - statement.start_byte].decode("utf-8", "replace")
    return LEADING.fullmatch(before) is not None


def _callback_parameters(invocation: Node) -> int | None:
    """How many parameters the callback of ``.then(cb)`` takes; None when it does not show."""
    arguments = field(invocation, "arguments")
    passed = children(arguments) if arguments is not None else []
    if not passed or passed[0].type not in syntax.FUNCTIONS:
        return None
    if field(passed[0], "parameter") is not None:
        return 1
    parameters = field(passed[0], "parameters")
    return len(children(parameters)) if parameters is not None else 0


def is_discarding(function: Node) -> bool:
    """Tell whether nobody looks at what a function returns."""
    outer = syntax.outermost(function)
    parent = outer.parent
    if parent is None:
        return False
    if parent.type == "jsx_expression":
        attribute = parent.parent
        name = text_of(children(attribute)[0]) if attribute is not None and children(attribute) else ""
        return re.match(r"on[A-Z]", name) is not None
    if parent.type == "arguments" and parent.parent is not None:
        callee = field(parent.parent, "function")
        name = text_of(callee).rpartition(".")[2] if callee is not None else ""
        return name in DISCARDING
    if parent.type == "pair":
        name = syntax.property_name(field(parent, "key")) or ""
        return re.match(r"on[A-Z]", name) is not None
    return parent.type == "program"
