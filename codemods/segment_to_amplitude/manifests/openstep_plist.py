"""OpenStep property lists, as Xcode writes ``project.pbxproj``: values with their places, comments kept beside them.

Every byte is looked at once, and nothing recurses: a hostile file costs no more than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from segment_to_amplitude.source.span import Span

_TOKEN = re.compile(
    rb"(?P<blank>\s+|//[^\n]*)|/\*(?P<comment>.*?)\*/"
    rb"|(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\"|'[^'\\]*(?:\\.[^'\\]*)*'|[\w$./:+@~-]+)|(?P<mark>[{}()=;,])",
    re.DOTALL,
)


@dataclass(slots=True)
class Value:
    """A string, a dictionary or an array; ``text`` is what stands inside a string's quotes, escapes as written."""

    start: int
    end: int
    text: bytes | None = None
    entries: dict[bytes, Entry] | None = None
    items: list[Item] | None = None

    def string(self, key: bytes) -> bytes:
        """The string at a key of a dictionary; empty when there is none."""
        value = self.value(key)
        return value.text or b"" if value is not None else b""

    def value(self, key: bytes) -> Value | None:
        """The value at a key of a dictionary."""
        entry = (self.entries or {}).get(key)
        return entry.value if entry is not None else None


@dataclass(slots=True)
class Entry:
    """``key = value;`` of a dictionary, with its semicolon."""

    key: Value
    value: Value
    end: int


@dataclass(slots=True)
class Item:
    """A value of an array; ``end`` is behind its comma, where it has one."""

    value: Value
    end: int
    has_comma: bool = False


@dataclass(slots=True)
class Plist:
    """The outermost value, all strings and arrays' items in order, and the comments behind strings, by their ends."""

    root: Value
    strings: list[Value] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    comments: dict[int, Span] = field(default_factory=dict)
    """Without the marks around it."""


def parse_plist(data: bytes) -> Plist | None:
    """Read a property list; None when it is none."""
    plist = Plist(Value(0, 0))
    outer: list[tuple[Value, Value | None]] = []
    here, key, done = None, None, None
    wants_equals = is_root_read = False
    last, at = -1, 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:
            return None
        start, at = at, match.end()
        if match["blank"] is not None:
            continue
        if match["comment"] is not None:
            if last >= 0:
                plist.comments.setdefault(last, Span(*match.span("comment")))
            continue
        mark = match["mark"]
        last = -1
        if mark is None:
            text = match["string"]
            value = Value(start, at, text[1:-1] if text[:1] in b"\"'" else text)
            plist.strings.append(value)
            last = at
            if here is not None and here.entries is not None and key is None:
                key, wants_equals = value, True
                continue
        elif mark in b"{(":
            if (here is not None and here.entries is not None and (key is None or wants_equals)) or done is not None:
                return None
            value = Value(start, at, entries={}) if mark == b"{" else Value(start, at, items=[])
            if here is not None:
                outer.append((here, key))
            elif is_root_read:
                return None
            is_root_read = True
            here, key = value, None
            continue
        elif mark == b"=":
            if not wants_equals:
                return None
            wants_equals = False
            continue
        elif mark == b";":
            if here is None or here.entries is None or key is None or done is None:
                return None
            if key.text in here.entries:
                return None
            here.entries[key.text or b""] = Entry(key, done, at)
            key = done = None
            continue
        elif mark == b",":
            if here is None or not here.items or here.items[-1].has_comma:
                return None
            here.items[-1].has_comma, here.items[-1].end = True, at
            continue
        else:
            if here is None or done is not None or key is not None or (here.entries is None) != (mark == b")"):
                return None
            value = here
            value.end = at
            if not outer:
                if data[at:].strip():
                    return None
                plist.root = value
                return plist if value.entries is not None else None
            here, key = outer.pop()
        if here is None or wants_equals or done is not None:
            return None
        if here.items is not None:
            if here.items and not here.items[-1].has_comma:
                return None
            item = Item(value, at)
            here.items.append(item)
            plist.items.append(item)
        else:
            done = value
    return None
