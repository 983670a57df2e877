"""Read XML with the span of every element, in bytes.

Entities are never expanded, and a document type is stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from segment_to_amplitude.source.span import Span

_MARKUP = re.compile(
    rb"""
    (?P<comment><!--.*?-->)
  | (?P<cdata><!\[CDATA\[.*?\]\]>)
  | (?P<instruction><\?.*?\?>)
  | (?P<type><!DOCTYPE(?:"[^"]*"|'[^']*'|[^\[\]<>"'])*(?:\[(?:<!--.*?-->|"[^"]*"|'[^']*'|[^\]"'])*\]\s*)?>)
  | </(?P<closing>[^\s>]+)\s*>
  | <(?P<opening>[A-Za-z_][^\s/>]*)(?P<attributes>(?:"[^"]*"|'[^']*'|[^"'<>])*?)(?P<empty>/?)>
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(slots=True)
class XmlElement:
    """An element; ``inner`` is all between its tags."""

    name: str
    span: Span
    inner: Span
    attributes: dict[str, Span] = field(default_factory=dict)
    children: list[XmlElement] = field(default_factory=list)

    def child(self, name: str) -> XmlElement | None:
        """The first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def all(self, *names: str) -> Iterator[XmlElement]:
        """Yield the elements at the end of a path."""
        for one in self.children:
            if one.name == names[0]:
                if len(names) == 1:
                    yield one
                else:
                    yield from one.all(*names[1:])

    def every(self) -> Iterator[XmlElement]:
        """Yield all elements inside, and this one."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)


@dataclass(frozen=True, slots=True)
class InvalidXml:
    """Why a file cannot be read."""

    message: str


def read_xml(data: bytes) -> XmlElement | InvalidXml:
    """Return the root of a document in UTF-8."""
    holder = XmlElement("", Span(0, len(data)), Span(0, len(data)))
    open_ = [holder]
    at = 0
    while (start := data.find(b"<", at)) >= 0:
        found = _MARKUP.match(data, start)
        if found is None:
            return InvalidXml(f"not XML: markup at byte {start} does not end")
        at = found.end()
        if found["opening"] is not None:
            element = XmlElement(_name(found["opening"]), Span(start, at), Span(at, at))
            for one in _ATTRIBUTE.finditer(data, found.start("attributes"), found.end("attributes")):
                group = 2 if one[2] is not None else 3
                element.attributes[_name(one[1])] = Span(*one.span(group))
            open_[-1].children.append(element)
            if not found["empty"]:
                open_.append(element)
        elif found["closing"] is not None:
            if len(open_) < 2 or open_[-1].name != _name(found["closing"]):
                return InvalidXml(f"not XML: `{found.group().decode('utf-8', 'replace')}` closes nothing")
            element = open_.pop()
            element.inner = Span(element.span.end, start)
            element.span = Span(element.span.start, at)
    if len(open_) > 1 or not holder.children:
        return InvalidXml(f"not XML: `<{open_[-1].name}>` is not closed")
    return holder.children[0]


def text_span(data: bytes, element: XmlElement) -> Span:
    """The text of an element without children, less the white space around it."""
    text = data[element.inner.start : element.inner.end]
    start = element.inner.start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
