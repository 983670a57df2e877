"""The name under which a project keeps the write key in its settings: it follows where it only guards or defines.

Where the value goes anywhere else than into Segment's client, such as into a page, the old name stays there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from segment_to_amplitude.languages.python.program import Program, dotted, literal_text, walk
from segment_to_amplitude.source.span import Span

READERS = frozenset({"getattr", "hasattr", "setattr", "delattr", "getenv", "get", "env", "config", "str", "object"})
"""Functions that are given the name of a setting as a string."""
HOLDERS = frozenset({"settings", "config", "conf", "environ", "django_settings", "app_settings", "env", "Config"})
"""What settings are attributes or entries of."""
OVERRIDES = frozenset({"override_settings", "settings", "modify_settings", "dict", "update", "from_mapping"})
"""Functions that are given settings as keywords."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One place that names the setting; ``is_bound`` where it only defines, guards or gives the key to the client."""

    program: Program
    node: cst.CSTNode
    span: Span
    is_bound: bool

    @property
    def is_definition(self) -> bool:
        """Tell whether the setting gets its value here."""
        parent = self.program.parent(self.node)
        match parent:
            case cst.AssignTarget():
                return True
            case cst.AnnAssign():
                return parent.target is self.node and parent.value is not None
            case cst.DictElement():
                return parent.key is self.node
        return False


def uses_of(program: Program, name: str, keys: Iterable[cst.CSTNode]) -> Iterator[KeyUse]:
    """The places in a file that name a setting; ``keys`` are the values that clients get as their write key."""
    given = set(keys)
    for node in program.nodes:
        if isinstance(node, cst.SimpleString):
            if literal_text(node) == name and (bound := _is_bound_string(program, node, given)) is not None:
                start = program.span(node).start + len(node.prefix) + len(node.quote)
                yield KeyUse(program, node, Span(start, start + len(name.encode())), bound)
        elif isinstance(node, cst.Name) and node.value == name:
            yield KeyUse(program, node, program.span(node), _is_bound_name(program, node, given))


def is_defined(name: str, data: bytes) -> bool:
    """Tell whether a file gives a setting its value, as far as its text shows."""
    pattern = rb"(?m)(?:^|[\s,({.\[])[\"']?" + re.escape(name.encode()) + rb"[\"']?\]?[ \t]*(?::[^=\n]*)?=(?!=)"
    return re.search(pattern, data) is not None


def asked_of_project(program: Program, node: cst.BaseExpression, name: str) -> str | None:
    """How an expression asks the project's own settings or constants for a name; None where it asks something else."""
    for inner in walk(node):
        if isinstance(inner, cst.Attribute) and inner.attr.value == name:
            return program.text(inner)
        if isinstance(inner, cst.Name) and inner.value == name:
            return name
        if isinstance(inner, cst.Call) and (dotted(inner.func) or "") == "getattr" and len(inner.args) > 1:
            if literal_text(inner.args[1].value) == name:
                return f"{program.text(inner.args[0].value)}.{name}"
        if isinstance(inner, cst.Subscript) and (dotted(inner.value) or "").rpartition(".")[2] != "environ":
            if any(isinstance(one, cst.SimpleString) and literal_text(one) == name for one in walk(inner)):
                return program.text(inner)
    return None


def is_holder(node: cst.BaseExpression) -> bool:
    """Tell whether settings are attributes or entries of an object, by its name or that of the function it is from."""
    name = (dotted(node.func if isinstance(node, cst.Call) else node) or "").rpartition(".")[2]
    return name in HOLDERS or any(word in name.lower() for word in ("settings", "config"))


def is_settings(node: cst.BaseExpression) -> bool:
    """Tell whether an object is called settings, by its name or that of the function it is from."""
    name = (dotted(node.func if isinstance(node, cst.Call) else node) or "").rpartition(".")[2]
    return "settings" in name.lower()


def behind(program: Program, node: cst.BaseExpression, keys: Iterable[cst.CSTNode]) -> cst.BaseExpression | None:
    """What a variable is given that holds a client's key and is used for nothing else."""
    scope = program.scope(node)
    if not isinstance(node, cst.Name) or scope is None:
        return None
    assignments = list(scope[node.value])
    place = getattr(assignments[0], "node", None) if len(assignments) == 1 else None
    target = program.parent(place) if isinstance(place, cst.Name) else None
    statement = program.parent(target) if isinstance(target, cst.AssignTarget) else None
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return None
    given = set(keys)
    uses = (access.node for access in assignments[0].references)
    return statement.value if all(_goes_nowhere_else(program, use, given) for use in uses) else None


def _is_bound_string(program: Program, node: cst.SimpleString, given: set[cst.CSTNode]) -> bool | None:
    """None for a text that names no setting."""
    parent = program.parent(node)
    if isinstance(parent, cst.Arg):
        call = program.parent(parent)
        if not isinstance(call, cst.Call):
            return None
        function = (dotted(call.func) or "").rpartition(".")[2]
        if function not in READERS:
            return None
        return function in ("hasattr", "setattr", "delattr", "object") or _goes_nowhere_else(program, call, given)
    if isinstance(parent, cst.Index):
        subscript = program.within(node, cst.Subscript)
        if subscript is None or not is_holder(subscript.value):
            return None
        return _goes_nowhere_else(program, subscript, given)
    if isinstance(parent, cst.DictElement) and parent.key is node:
        return True
    return None


def _is_bound_name(program: Program, node: cst.Name, given: set[cst.CSTNode]) -> bool:
    parent = program.parent(node)
    match parent:
        case cst.Attribute():
            if parent.attr is not node:
                return False
            return is_holder(parent.value) and _goes_nowhere_else(program, parent, given)
        case cst.AssignTarget() | cst.AnnAssign() | cst.ImportAlias():
            return not (isinstance(parent, cst.AnnAssign) and parent.target is not node)
        case cst.Arg():
            call = program.parent(parent)
            if parent.keyword is node:
                name = dotted(call.func) if isinstance(call, cst.Call) else None
                return (name or "").rpartition(".")[2] in OVERRIDES
    return _goes_nowhere_else(program, node, given)


def _goes_nowhere_else(program: Program, node: cst.CSTNode, given: set[cst.CSTNode]) -> bool:
    """Tell whether a value is only looked at, given to a client, or kept under the same name."""
    inner = node
    for around in (node, *program.ancestors(node)):
        if around in given:
            return True
        match around:
            case cst.If() | cst.While() | cst.Assert() | cst.Comparison() | cst.UnaryOperation():
                return True
            case cst.IfExp() if around.test is inner:
                return True
            case cst.Assign():
                names = [one.target.value for one in around.targets if isinstance(one.target, cst.Name)]
                return bool(names) and all(re.search(r"SEGMENT|WRITE_KEY", name) for name in names)
            case cst.AnnAssign():
                return isinstance(around.target, cst.Name) and "SEGMENT" in around.target.value
            case cst.Attribute() if around.value is inner:
                # A variable of the environment is stripped or the like.
                pass
            case cst.BaseExpression() | cst.Arg() | cst.BooleanOperation() | cst.Index() | cst.SubscriptElement():
                if isinstance(around, (cst.Lambda, cst.Dict, cst.List)):
                    return False
            case cst.Expr():
                return around.value is inner
            case _:
                return False
        inner = around
    return False
