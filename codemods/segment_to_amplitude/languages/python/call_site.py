"""Where a call stands: what becomes of its result, and which statement is its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import libcst as cst

from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.languages.python.read import PARAMETERS
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part


@dataclass(frozen=True, slots=True)
class CallSite:
    """One call of Segment's, and how Amplitude's client is written there."""

    program: Program
    call: cst.Call
    method: str
    client: tuple[Part, ...]
    settings: Settings
    local: Mapping[str, str]
    """Names of the package ``amplitude`` that the file calls otherwise."""


class Use(Enum):
    """What becomes of the result."""

    DISCARDED = auto()
    RETURNED = auto()
    LAMBDA = auto()
    """It is what a lambda gives."""
    VALUE = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """The surroundings of a call."""

    use: Use
    line: cst.SimpleStatementLine | cst.SimpleStatementSuite | None
    """The statements of which one holds the call; None in a header such as that of ``with``."""
    small: cst.BaseSmallStatement | None
    is_whole: bool
    """The call is a whole expression statement."""
    has_company: bool
    """Another call on the same client stands in the statement, outside of this one."""

    @property
    def is_alone(self) -> bool:
        """Tell whether the statement has its lines for itself."""
        return isinstance(self.line, cst.SimpleStatementLine) and len(self.line.body) == 1


def place_of(program: Program, call: cst.Call) -> Place:
    """Look at what stands around a call."""
    use, is_whole = _use(program, call)
    line: cst.SimpleStatementLine | cst.SimpleStatementSuite | None = None
    small: cst.BaseSmallStatement | None = None
    for around in program.ancestors(call):
        if isinstance(around, cst.BaseSmallStatement):
            small = around
        elif isinstance(around, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
            line = around
            break
        elif isinstance(around, cst.BaseCompoundStatement):
            break
    return Place(use, line, small, is_whole, line is not None and _has_company(program, line, call))


def _use(program: Program, call: cst.Call) -> tuple[Use, bool]:
    inner: cst.CSTNode = call
    for parent in program.ancestors(call):
        match parent:
            case cst.Expr():
                return Use.DISCARDED, inner is call
            case cst.Return():
                return Use.RETURNED, False
            case cst.Lambda() if parent.body is inner:
                return Use.LAMBDA, False
            case cst.IfExp() if parent.test is not inner:
                inner = parent
            case cst.BooleanOperation() if parent.right is inner:
                inner = parent
            case cst.ListComp() if parent.elt is inner and isinstance(program.parent(parent), cst.Expr):
                return Use.DISCARDED, False
            case cst.Assign() if _is_thrown_away(parent):
                return Use.DISCARDED, False
            case _:
                return Use.VALUE, False
    return Use.VALUE, False


def _is_thrown_away(statement: cst.Assign) -> bool:
    return all(isinstance(one.target, cst.Name) and one.target.value == "_" for one in statement.targets)


def _has_company(program: Program, line: cst.CSTNode, call: cst.Call) -> bool:
    span, whole, client = program.span(call), program.span(line), _client(program, call)
    for node in program.nodes:
        if isinstance(node, cst.Call) and node is not call and _client(program, node) == client:
            place = program.span(node)
            if whole.contains(place) and not span.contains(place):
                return True
    return False


def _client(program: Program, call: cst.Call) -> str | None:
    """The text of what a method is called on; nothing for a function, None for a method that is not Segment's."""
    func = call.func
    if isinstance(func, cst.Attribute):
        return program.text(func.value) if func.attr.value in PARAMETERS else None
    return "" if isinstance(func, cst.Name) and func.value in PARAMETERS else None
