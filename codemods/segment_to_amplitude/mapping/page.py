"""What Segment ``page`` becomes: an event named after the page.

Segment:   page(category, name, properties); its library adds path, referrer, search, title and url.
Amplitude: track("Viewed <name>", …) as Segment's destination named it; the SDK's own page views are another event.
Source:    sdk-facts/semantics.md §1.2
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import Target, Track
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Joined, PageContext, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import map_options, shared
from segment_to_amplitude.mapping.outcome import Mapped, Refused, manual, review
from segment_to_amplitude.project.settings import Page as PageSettings
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Page
from segment_to_amplitude.source.value import Value, ValueKind

CONTEXT = ("path", "referrer", "search", "title", "url")


def map_page(call: Page, settings: Settings, target: Target) -> Mapped:
    """Name the event by the template, and send the properties that Segment's library sent."""
    options = map_options(call.options, target)
    if options.refusal is not None:
        return Refused(options.refusal)
    reasons = list(options.reasons)
    properties = call.properties
    if properties is not None and properties.is_nothing:
        properties = None
    if properties is not None and properties.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
        return manual("properties-not-readable")
    if properties is not None and target.checks_properties and properties.is_invalid_property:
        return manual("properties-not-readable")
    named = view_properties(call.name, call.category, properties) if call.adds_names else ()
    if named is None:
        return manual("properties-not-readable")
    context = CONTEXT if target.has_page and settings.page.context else ()
    given = frozenset(entry.key for entry in properties.entries if entry.key is not None) if properties else frozenset()
    before = tuple((name, PageContext(name)) for name in context if name not in given)
    payload = payload_of(properties, before, named, given)
    events = page_events(call, settings)
    if call.name is None or call.name.is_nothing or call.name.text == "":
        reasons.append(Reason("page-unnamed", f"`{settings.page.unnamed}`"))
    if len(events) == 1:
        return review(reasons, Track(events[0], payload, options.fields))
    first = shared(options.fields)
    if first is None or (properties is not None and not properties.is_plain):
        return manual("options-run-twice")
    reasons.append(Reason("page-events", str(len(events))))
    calls = [Track(event, payload, first) for event in events[:-1]]
    return review(reasons, *calls, Track(events[-1], payload, options.fields))


def page_events(call: Page, settings: Settings) -> list[Expression]:
    """The events of one page call: one, or with the classic destination one for the category and one for the name."""
    is_classic = settings.segment.mode.startswith("classic") and settings.page.event == PageSettings().event
    name = None if call.name is None or call.name.is_nothing or call.name.text == "" else call.name
    category = None if call.category is None or call.category.is_nothing or call.category.text == "" else call.category
    if not is_classic:
        return [event_name(settings.page.event, name, category)] if name is not None else [Text(settings.page.unnamed)]
    events = []
    if category is not None:
        events.append(event_name("Viewed {category} Page", name, category))
    if name is not None:
        template = "Viewed {category} {name} Page" if category is not None else "Viewed {name} Page"
        events.append(event_name(template, name, category))
    return events or [Text(settings.page.unnamed)]


def event_name(template: str, name: Value | None, category: Value | None) -> Expression:
    """Fill a template such as ``Viewed {name}``; literal parts are written as one string."""
    parts: list[str | Value] = [""]
    rest = template
    while rest:
        before, brace, after = rest.partition("{")
        _append(parts, before)
        if not brace:
            break
        key, _, rest = after.partition("}")
        value = name if key == "name" else category
        if value is not None and value.kind is ValueKind.STRING and value.text is not None:
            _append(parts, value.text)
        elif value is not None:
            parts += [value, ""]
    parts = [part for part in parts if part != ""]
    if all(isinstance(part, str) for part in parts):
        return Text("".join(part for part in parts if isinstance(part, str)))
    return Joined(tuple(parts))


def _append(parts: list[str | Value], text: str) -> None:
    last = parts[-1]
    if isinstance(last, str):
        parts[-1] = last + text
    else:
        parts.append(text)


def view_properties(
    name: Value | None, category: Value | None, properties: Value | None
) -> tuple[tuple[str, Expression], ...] | None:
    """Name and category as properties, which Segment writes over the caller's; None when a value would run twice."""
    found: list[tuple[str, Expression]] = []
    for key, value in (("category", category), ("name", name)):
        if value is None or value.is_nothing:
            continue
        if not value.is_plain or (properties is not None and not can_overwrite(properties, key)):
            return None
        found.append((key, value))
    return tuple(found)


def can_overwrite(properties: Value, key: str) -> bool:
    """Tell whether the caller's own value of a key may be left out: it does nothing, and no spread follows it."""
    places = [index for index, entry in enumerate(properties.entries) if entry.key == key]
    if not places:
        return True
    if len(places) > 1 or any(entry.is_spread for entry in properties.entries[places[0] :]):
        return False
    entry = properties.entries[places[0]]
    return entry.value.is_plain and entry.value.kind is not ValueKind.FUNCTION


def payload_of(
    properties: Value | None,
    before: tuple[tuple[str, Expression], ...],
    named: tuple[tuple[str, Expression], ...],
    given: frozenset[str | None],
) -> Expression | None:
    """Context first, then the caller's properties, then name and category; nothing at all as None."""
    overwritten = frozenset(name for name, _ in named if name in given)
    if properties is None or (properties.kind is ValueKind.OBJECT and not properties.entries):
        made = (*named, *before)
        return Dictionary(None, before=made) if made else None
    if not before and not named:
        return properties
    return Dictionary(properties, before=before, after=named, without=overwritten)
