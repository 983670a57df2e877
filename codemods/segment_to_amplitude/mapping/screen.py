"""What Segment ``screen`` becomes: an event named after the screen.

Segment:   screen(name, properties), in the browser screen(category, name, properties).
Amplitude: track("Viewed <name>", properties with the name); the SDK's own screen views are another event.
Source:    sdk-facts/semantics.md §1.2
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import Target, Track
from segment_to_amplitude.mapping.options import map_options
from segment_to_amplitude.mapping.outcome import Mapped, Refused, manual, review
from segment_to_amplitude.mapping.page import event_name, payload_of, view_properties
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Screen
from segment_to_amplitude.source.value import ValueKind


def map_screen(call: Screen, settings: Settings, target: Target) -> Mapped:
    """Name the event by the template, and add the screen's name to the properties."""
    options = map_options(call.options, target)
    if options.refusal is not None:
        return Refused(options.refusal)
    properties = call.properties
    if properties is not None and properties.is_nothing:
        properties = None
    if properties is not None and properties.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
        return manual("properties-not-readable")
    if properties is not None and target.checks_properties and properties.is_invalid_property:
        return manual("properties-not-readable")
    if call.name is None or call.name.is_nothing:
        return manual("screen-unnamed")
    named = view_properties(call.name, call.category, properties) if call.adds_names else ()
    if named is None:
        return manual("properties-not-readable")
    given = frozenset(entry.key for entry in properties.entries if entry.key is not None) if properties else frozenset()
    event = event_name(settings.screen.event, call.name, call.category)
    return review(list(options.reasons), Track(event, payload_of(properties, (), named, given), options.fields))
