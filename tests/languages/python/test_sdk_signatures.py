"""Every call that a fixture's `after` makes of Amplitude's SDK is one that the SDK takes.

A name is Amplitude's when it is imported from `amplitude`, or when something made by `Amplitude(…)` is kept in it; a
member that only Amplitude's client has is checked on whatever it is called. Types are checked where a literal shows.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest

from fixture_cases import Case, discover
from python_sdks import load_amplitude

SDK = load_amplitude()
CLIENT = SDK.Amplitude
IDENTIFY = SDK.Identify
ONLY_AMPLITUDE = {"set_group", "group_identify"}
"""Methods of the client that Segment's has not."""
TAKES = {"track": "BaseEvent", "revenue": "Revenue"}
"""Methods of the client, and what their first argument is made by."""

CASES = [
    case
    for case in discover()
    if any(path.endswith(".py") and b"amplitude" in data for path, data in case.after.items())
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_calls_are_ones_that_the_sdk_takes(case: Case) -> None:
    before, after = case.before, case.after
    changed = [path for path in after if path.endswith(".py") and after[path] != before[path]]
    names = {name for path in changed for name in clients(ast.parse(after[path]))}
    assert not {path: found for path in changed if (found := errors(ast.parse(after[path]), names))}


def clients(module: ast.Module) -> set[str]:
    """Return names and attributes that a client is assigned to."""
    made = {name for name, kind in imported(module).items() if kind == "Amplitude"}
    return {
        target.attr if isinstance(target, ast.Attribute) else target.id
        for node in ast.walk(module)
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Name) and node.value.func.id in made
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, (ast.Name, ast.Attribute))
    }


def imported(module: ast.Module) -> dict[str, str]:
    """Return names by which this module knows members of the SDK."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "amplitude" and node.level == 0
        for alias in node.names
    }


def errors(module: ast.Module, clients: set[str]) -> list[str]:
    """Return the calls that the SDK would not take, each with its line and why."""
    names = imported(module)
    found = [f"amplitude has no {name}" for name in names.values() if not hasattr(SDK, name)]
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            found += [f"{node.lineno}: {ast.unparse(node)}: {why}" for why in errors_of_call(node, names, clients)]
    return found


def errors_of_call(call: ast.Call, names: dict[str, str], clients: set[str]) -> Iterator[str]:
    """Yield what is wrong with one call, if it is one of the SDK's."""
    function = call.func
    if isinstance(function, ast.Name) and function.id in names:
        yield from errors_of_binding(getattr(SDK, names[function.id]), call)
    elif isinstance(function, ast.Attribute):
        if is_identify(function.value, names):
            yield from errors_of_member(IDENTIFY, function.attr, call)
        elif function.attr in ONLY_AMPLITUDE or name_of(function.value) in clients:
            yield from errors_of_member(CLIENT, function.attr, call)
            yield from errors_of_first_argument(function.attr, call, names)


def name_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None


def is_identify(node: ast.expr, names: dict[str, str]) -> bool:
    """Tell whether an expression is a chain that starts with `Identify()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) == "Identify"


def errors_of_member(owner: Any, name: str, call: ast.Call) -> Iterator[str]:
    member = getattr(owner, name, None)
    if member is None:
        yield f"{owner.__name__} has no {name}"
    else:
        yield from errors_of_binding(member, call, is_method=True)


def errors_of_binding(function: Any, call: ast.Call, is_method: bool = False) -> Iterator[str]:
    """Yield why arguments do not fit a signature; a class is bound as its construction."""
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        yield "arguments are spread"
        return
    if len({one.arg for one in call.keywords}) < len(call.keywords):
        yield "a keyword is repeated"
        return
    given: list[Any] = [None] * is_method + list(call.args)
    try:
        bound = inspect.signature(function).bind(*given, **{str(one.arg): one.value for one in call.keywords})
    except TypeError as error:
        yield str(error)
        return
    hints = get_type_hints(function.__init__ if inspect.isclass(function) else function)
    for name, value in bound.arguments.items():
        if isinstance(value, ast.Constant) and name in hints and not is_of_type(value.value, hints[name]):
            yield f"{name} is {hints[name]}"


def is_of_type(value: object, hint: Any) -> bool:
    """Tell whether a literal is what a parameter asks for; the SDK takes no int for a float."""
    kinds = [kind for kind in (get_args(hint) or (hint,)) if inspect.isclass(kind)]
    return value is None or not kinds or type(value) in kinds


def errors_of_first_argument(method: str, call: ast.Call, names: dict[str, str]) -> Iterator[str]:
    """Yield why an event cannot be what the method takes: it is made by another class, or it is a literal."""
    if method not in TAKES or not call.args:
        return
    value = call.args[0]
    if isinstance(value, (ast.Constant, ast.Dict, ast.JoinedStr)):
        yield f"{method} takes a {TAKES[method]}"
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in names:
        made = getattr(SDK, names[value.func.id], None)
        if not (inspect.isclass(made) and issubclass(made, getattr(SDK, TAKES[method]))):
            yield f"{method} takes a {TAKES[method]}"


GOOD = """
from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify, IdentifyEvent, Revenue as Income
amplitude = Amplitude("k", configuration=Config(flush_queue_size=10, server_zone="EU"))
amplitude.track(BaseEvent("A", user_id=str(1), event_properties={}, time=int(1), price=1.0, groups={"a": "b"}))
amplitude.track(IdentifyEvent(user_id="u"))
amplitude.identify(Identify().set("a", 1).unset("b"), EventOptions(user_id="u", insert_id="m"))
amplitude.set_group("g", "acme", EventOptions(user_id="u"))
amplitude.group_identify("g", "acme", Identify().set_once("a", None), EventOptions(user_id="u"))
amplitude.revenue(Income(1.0, quantity=2), EventOptions(user_id="u"))
amplitude.flush(); amplitude.shutdown()
other.track("A", {}); other.identify("u")
"""
BAD = [
    "amplitude.track('A')",
    "amplitude.track('A', {})",
    "amplitude.track(EventOptions(user_id='u'))",
    "amplitude.track(event_type='A')",
    "amplitude.identify(Identify().set('a', 1))",
    "amplitude.identify(Identify().set('a'), EventOptions(user_id='u'))",
    "amplitude.identify(Identify().put('a', 1), EventOptions(user_id='u'))",
    "amplitude.set_group('g', 'acme')",
    "self.client.set_group('g', 'acme')",
    "self.client.group_identify('g', 'acme')",
    "self.tracker.reset()",
    "amplitude.page('Home')",
    "amplitude.join()",
    "amplitude.flush(1)",
    "BaseEvent(user_id='u')",
    "BaseEvent('A', userid='u')",
    "BaseEvent('A', user_id=1234567)",
    "BaseEvent('A', price=1)",
    "BaseEvent('A', time=1.5)",
    "BaseEvent('A', 'u', user_id='u')",
    "BaseEvent('A', **options)",
    "EventOptions(event_properties={})",
    "EventOptions(groups={})",
    "Config(opt_out=True)",
    "Config(flush_interval_millis=0.5)",
    "Amplitude()",
    "Amplitude('k', debug=True)",
    "Identify('a', 1)",
]
HEAD = """
from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify, Revenue
amplitude = Amplitude("k")
class A:
    def __init__(self): self.tracker = Amplitude("k")
"""


def errors_in(source: str) -> list[str]:
    module = ast.parse(source)
    return errors(module, clients(module))


def test_nothing_is_said_of_what_the_sdk_takes() -> None:
    assert errors_in(GOOD) == []
    assert errors_in(HEAD) == []


@pytest.mark.parametrize("source", BAD)
def test_what_the_sdk_does_not_take_is_seen(source: str) -> None:
    assert errors_in(HEAD + source)


def test_what_the_sdk_has_not_cannot_be_imported() -> None:
    assert errors_in("from amplitude import Client")
