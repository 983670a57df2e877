"""Users and groups: identify, group, alias and their traits."""

from __future__ import annotations

import pytest

from mapping.values import SPREAD, UNDEFINED, Code, Plain, maybe, told, value
from segment_to_amplitude.amplitude.calls import BROWSER, NODE, REACT_NATIVE
from segment_to_amplitude.mapping.alias import map_alias
from segment_to_amplitude.mapping.group import map_group
from segment_to_amplitude.mapping.identify import map_identify
from segment_to_amplitude.project.settings import Alias as AliasSettings
from segment_to_amplitude.project.settings import Group as GroupSettings
from segment_to_amplitude.project.settings import Settings, Traits
from segment_to_amplitude.segment.calls import Alias, Group, Identify

RUNS = Code("next()", is_plain=False)
NAMED = Settings(group=GroupSettings(type="account"))


@pytest.mark.parametrize(
    ("user_id", "traits", "answer"),
    [
        (None, None, "manual nothing-to-send"),
        (UNDEFINED, {}, "manual nothing-to-send"),
        ("u1", "text", "manual traits-not-readable"),
        ("u1", {"tags": [None]}, "manual traits-not-readable"),
        ("u1", {"flags": [True]}, "manual traits-not-readable"),
        ("u1", {"nested": {"a": None}}, "manual traits-not-readable"),
        ("u1", None, "SetUserId('u1')"),
        (5, None, "SetUserId(String(5))"),
        (None, {"plan": "pro"}, "Identify(.set(plan, 'pro'))"),
        ("u1", {"plan": Code("plan"), "n": 1}, "SetUserId('u1'); Identify(.set(plan, plan) .set(n, 1))"),
        ("u1", {"phone": None, "x": UNDEFINED}, "SetUserId('u1'); Identify(.unset(phone))"),
        ("u1", Code("traits"), "SetUserId('u1'); Identify(each traits)"),
        ("u1", {SPREAD: Code("rest"), "a": 1}, "SetUserId('u1'); Identify(each {'...': Code(text='rest'"),
    ],
)
def test_identify(user_id: Plain, traits: Plain, answer: str) -> None:
    given = told(map_identify(Identify(maybe(user_id), maybe(traits)), Settings(), BROWSER))
    assert given.startswith(answer)


def test_an_sdk_without_memory_gets_the_id_with_the_event() -> None:
    made = map_identify(Identify(value("u1"), value({"plan": "pro"})), Settings(), NODE)
    assert told(made) == "Identify(.set(plan, 'pro'), {user_id: 'u1'})"


def test_traits_follow_the_settings() -> None:
    settings = Settings(traits=Traits(increment=("visits",), set_once=("first",)))
    made = map_identify(Identify(None, value({"visits": 1, "first": "x"})), settings, BROWSER)
    assert told(made) == "Identify(.add(visits, 1) .setOnce(first, 'x'))"


@pytest.mark.parametrize(
    ("settings", "group_id", "traits", "answer"),
    [
        (NAMED, None, {"plan": "x"}, "manual group-id-missing"),
        (NAMED, UNDEFINED, None, "manual group-id-missing"),
        (NAMED, RUNS, {"plan": "x"}, "manual group-id-runs-twice"),
        (NAMED, "acme", "text", "manual traits-not-readable"),
        (NAMED, "acme", None, "SetGroup(account, 'acme')"),
        (NAMED, 7, None, "SetGroup(account, String(7))"),
        (NAMED, "acme", {}, "SetGroup(account, 'acme')"),
        (
            NAMED,
            "acme",
            {"plan": "x"},
            "SetGroup(account, 'acme'); GroupIdentify(account, 'acme', .set(plan, 'x'))",
        ),
        (Settings(), "acme", None, "group-type-assumed: SetGroup([Segment] Group, 'acme')"),
        (
            Settings(group=GroupSettings(pattern=r"(?P<name>\w+) (?P<type>\w+)")),
            "UNIVAC Team",
            None,
            "SetGroup(Team, +'UNIVAC')",
        ),
    ],
)
def test_group(settings: Settings, group_id: Plain, traits: Plain, answer: str) -> None:
    assert told(map_group(Group(maybe(group_id), maybe(traits)), settings, BROWSER)) == answer


@pytest.mark.parametrize(
    ("policy", "changes_user", "answer"),
    [
        ("todo", False, "manual alias-left"),
        ("usermap", False, "manual alias-usermap"),
        ("delete", False, "alias-deleted: "),
        ("todo", True, "alias-sets-user: SetUserId('u2')"),
    ],
)
def test_alias(policy: str, changes_user: bool, answer: str) -> None:
    settings = Settings(alias=AliasSettings(policy=policy))  # type: ignore[arg-type]
    call = Alias(value("u2"), value("u1"), changes_user=changes_user)
    assert told(map_alias(call, settings, REACT_NATIVE)) == answer
