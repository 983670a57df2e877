"""The string resource with Segment's write key, which ``Analytics.with(context)`` reads by its name.

Source: segmentio/analytics-android com.segment.analytics.Analytics (WRITE_KEY_RESOURCE_IDENTIFIER).
"""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.manifests.xml_spans import InvalidXml, read_xml, text_span
from segment_to_amplitude.source.span import Span

WRITE_KEY = "analytics_write_key"


@dataclass(frozen=True, slots=True)
class KeyResource:
    """A resource that holds the key: where it is named, and its value."""

    path: str
    name: str
    name_span: Span
    value_span: Span
    span: Span


def key_resources(path: str, data: bytes, name: str = WRITE_KEY) -> list[KeyResource]:
    """Return the string resources of a name in a file of ``res/values``."""
    if name.encode() not in data:
        return []
    root = read_xml(data)
    if isinstance(root, InvalidXml):
        return []
    found: list[KeyResource] = []
    for element in root.all("string"):
        span = element.attributes.get("name")
        if span is not None and data[span.start : span.end] == name.encode():
            found.append(KeyResource(path, name, span, text_span(data, element), element.span))
    return found


def class_names(data: bytes) -> list[Span]:
    """Where an ``AndroidManifest.xml`` names a class of Segment's."""
    root = read_xml(data)
    if isinstance(root, InvalidXml):
        return []
    return [
        span
        for element in root.every()
        for span in element.attributes.values()
        if data[span.start : span.end].startswith(b"com.segment.analytics")
    ]
