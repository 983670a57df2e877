"""Events: track, page and screen, with their options."""

from __future__ import annotations

import pytest

from mapping.values import SPREAD, UNDEFINED, Code, Plain, maybe, told, value
from segment_to_amplitude.amplitude.calls import BROWSER, NODE, REACT_NATIVE
from segment_to_amplitude.mapping.page import map_page
from segment_to_amplitude.mapping.screen import map_screen
from segment_to_amplitude.mapping.track import map_track
from segment_to_amplitude.project.settings import Page as PageSettings
from segment_to_amplitude.project.settings import Revenue, Segment, Settings
from segment_to_amplitude.segment.calls import Page, Screen, Track

P = Code("props")
RUNS = Code("next()", is_plain=False)
FUNCTION = Code("() => 1", parameters=0)


@pytest.mark.parametrize(
    ("event", "properties", "answer"),
    [
        (None, P, "manual event-name-missing"),
        ("", P, "manual event-name-missing"),
        (" ", P, "manual event-name-missing"),
        (UNDEFINED, P, "manual event-name-missing"),
        (5, P, "manual event-name-missing"),
        ("A", "text", "manual properties-not-readable"),
        ("A", ["x"], "manual properties-not-readable"),
        ("A", FUNCTION, "manual properties-not-readable"),
        ("Order Completed", P, "manual revenue-not-readable"),
        ("Order Completed", {SPREAD: P}, "manual revenue-not-readable"),
        ("Order Completed", {"revenue": RUNS}, "manual revenue-not-readable"),
        ("A", None, "Track('A')"),
        ("A", UNDEFINED, "Track('A')"),
        ("A", P, "Track('A', props)"),
        (Code("name"), {"revenue": 5}, "Track(name, {'revenue': 5})"),
        ("A", {"revenue": 5}, "Track('A', {'revenue': 5})"),
        ("Order Completed", {"total": 5}, "Track('Order Completed', {'total': 5})"),
        (
            "Order Completed",
            {"revenue": 5},
            "revenue-on-event: Track('Order Completed', {'revenue': 5}, {revenue: 5, revenueType: +'Purchase'})",
        ),
    ],
)
def test_track(event: Plain, properties: Plain, answer: str) -> None:
    assert told(map_track(Track(maybe(event), maybe(properties)), Settings(), BROWSER)) == answer


def test_products_are_not_split() -> None:
    call = Track(value("Order Completed"), value({"revenue": 5, "products": []}))
    answer = told(map_track(call, Settings(), BROWSER))
    assert answer.startswith("revenue-on-event, products-not-split: ")


@pytest.mark.parametrize(
    ("properties", "answer"),
    [
        ({"plan": 5}, "Track('A', {'plan': 5})"),
        ({"revenue": 5}, "revenue-call: Track('A', {'revenue': 5}); Revenue({setPrice: 5, setQuantity: 1})"),
        (
            {"revenue": 6, "price": 3, "quantity": 2},
            "revenue-call: Track('A', {'revenue': 6, 'price': 3, 'quantity': 2}); "
            "Revenue({setPrice: 3, setQuantity: 2})",
        ),
    ],
)
def test_the_classic_destination_sent_revenue_as_an_event_of_its_own(properties: Plain, answer: str) -> None:
    settings = Settings(revenue=Revenue(style="revenue-call"))
    assert told(map_track(Track(value("A"), value(properties)), settings, BROWSER)) == answer


NO_CONTEXT = Settings(page=PageSettings(context=False))


@pytest.mark.parametrize(
    ("category", "name", "properties", "answer"),
    [
        (None, "Home", "text", "manual properties-not-readable"),
        (None, RUNS, None, "manual properties-not-readable"),
        (None, "Home", None, "Track(+'Viewed Home', {name: 'Home'})"),
        (None, Code("name"), None, "Track(+`Viewed ${name}`, {name: name})"),
        (None, "Home", P, "Track(+'Viewed Home', {...props, name: 'Home'})"),
        (None, "Home", {"name": "x"}, "Track(+'Viewed Home', {...{'name': 'x'}, -name, name: 'Home'})"),
        ("Docs", "Home", None, "Track(+'Viewed Home', {category: 'Docs', name: 'Home'})"),
        (None, None, None, "page-unnamed: Track(+'Loaded a Page')"),
        (None, "", None, "page-unnamed: Track(+'Loaded a Page', {name: ''})"),
    ],
)
def test_page(category: Plain, name: Plain, properties: Plain, answer: str) -> None:
    call = Page(maybe(category), maybe(name), maybe(properties))
    assert told(map_page(call, NO_CONTEXT, BROWSER)) == answer


def test_page_context_is_added_in_a_page_and_only_where_it_is_not_given() -> None:
    call = Page(None, value("Home"), value({"url": "x"}))
    assert "url: page.url" not in told(map_page(call, Settings(), BROWSER))
    assert "path: page.path" in told(map_page(call, Settings(), BROWSER))
    assert "page." not in told(map_page(call, Settings(), NODE))


def test_the_classic_destination_sent_more_than_one_page_event() -> None:
    settings = Settings(segment=Segment(mode="classic-device"), page=PageSettings(context=False))
    answer = told(map_page(Page(value("Docs"), value("Home"), None), settings, BROWSER))
    assert [part.split(",")[0] for part in answer.removeprefix("page-events: ").split("; ")] == [
        "Track(+'Viewed Docs Page'",
        "Track(+'Viewed Docs Home Page'",
    ]


@pytest.mark.parametrize(
    ("name", "properties", "answer"),
    [
        (None, None, "manual screen-unnamed"),
        (UNDEFINED, P, "manual screen-unnamed"),
        ("Home", 5, "manual properties-not-readable"),
        (RUNS, None, "manual properties-not-readable"),
        ("Home", None, "Track(+'Viewed Home', {name: 'Home'})"),
        ("Home", P, "Track(+'Viewed Home', {...props, name: 'Home'})"),
        (Code("name"), {"a": 1}, "Track(+`Viewed ${name}`, {...{'a': 1}, name: name})"),
    ],
)
def test_screen(name: Plain, properties: Plain, answer: str) -> None:
    assert told(map_screen(Screen(None, maybe(name), maybe(properties)), Settings(), REACT_NATIVE)) == answer
