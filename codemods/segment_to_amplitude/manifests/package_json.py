"""Change the dependencies in package.json and nothing else of its text.

Sources: docs.npmjs.com cli/configuring-npm/package-json; yarnpkg.com configuration/manifest (resolutions);
pnpm.io package_json (pnpm.overrides); sdk-facts/amplitude.md §1 for Amplitude's packages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from segment_to_amplitude.manifests.json_spans import InvalidJson, Json, Member, read_json
from segment_to_amplitude.manifests.segment_packages import PackageRole, role_of
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.trivia import indent_unit

BROWSER_DEPENDENCIES = {"@amplitude/analytics-browser": "^2.46.0"}
UNIFIED_DEPENDENCIES = {"@amplitude/unified": "^1.1.35"}
NODE_DEPENDENCIES = {"@amplitude/analytics-node": "^1.5.73"}
# The version of async-storage is the one that the SDK asks for: two of them cannot both be linked into an app.
REACT_NATIVE_DEPENDENCIES = {
    "@amplitude/analytics-react-native": "^1.10.0",
    "@react-native-async-storage/async-storage": "^1.17.11",
}

INSTALLED_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
"""Sections that an added package may go to, the first one by default."""

PINNING_SECTIONS = (("resolutions",), ("overrides",), ("pnpm", "overrides"))
"""Sections that choose versions for packages named by a pattern."""

BUNDLING_SECTIONS = ("bundledDependencies", "bundleDependencies")

_PATTERN_NAME = re.compile(r"(?:^|[/>])((?:@[^@/>]+/)?[^@/>*]+)(?:@[^/>]*|@npm:.*)?$")
_LOCALE_ORDER = {character: chr(rank) for rank, character in enumerate("_-.@/", start=1)}


@dataclass(frozen=True, slots=True)
class Dependency:
    """One entry of a section; ``key_span`` is what stands between the quotes of its key."""

    name: str
    version: str
    """Empty where the entry has none: an element of an array, or an object with overrides inside."""
    section: str
    key_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    key_span: Span
    span: Span
    value: Json | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    span: Span
    entries: tuple[_Entry, ...]


def dependencies_of(data: bytes) -> tuple[Dependency, ...] | InvalidJson:
    """Return every dependency that a package.json names, section by section."""
    root = read_json(data)
    if isinstance(root, InvalidJson):
        return root
    return tuple(
        Dependency(
            entry.name,
            (entry.value.text or "") if entry.value is not None else "",
            section.name,
            Span(entry.key_span.start + 1, entry.key_span.end - 1),
            entry.span,
        )
        for section in _sections(root)
        for entry in section.entries
    )


def plan_dependencies(
    data: bytes, *, remove: Collection[str], add: Mapping[str, str]
) -> tuple[Edit, ...] | InvalidJson:
    """Return the edits that take packages out of all sections and put ``add`` where the removed SDKs stood.

    A package that the file already installs is not added. Sorted sections stay sorted; in others an added package
    takes the place of a removed one.
    """
    root = read_json(data)
    if isinstance(root, InvalidJson):
        return root
    if root.members is None:
        return InvalidJson("package.json is not an object", root.span.start)
    sections = list(_sections(root))
    installed = [section for section in sections if section.name in INSTALLED_SECTIONS]
    gone = [entry.span for section in sections for entry in section.entries if entry.name in remove]
    present = {entry.name for section in installed for entry in section.entries} - set(remove)
    new = {name: version for name, version in add.items() if name not in present}
    targets = _targets(installed, remove)
    edits = [
        edit
        for section in sections
        if not any(span.contains(section.span) for span in gone)
        for edit in _change(data, section, remove, new if section.name in targets else {})
    ]
    if new and not targets:
        if (value := root.member(INSTALLED_SECTIONS[0])) is not None:
            return InvalidJson(f"'{INSTALLED_SECTIONS[0]}' is not an object", value.span.start)
        edits.append(_add_section(data, root, root.members, new))
    return tuple(sorted(edits))


def _targets(installed: Sequence[_Section], remove: Collection[str]) -> set[str]:
    """Name the sections that new packages go to: those of the removed SDKs, of any removed package, or the first."""
    removed = [(section.name, entry.name) for section in installed for entry in section.entries if entry.name in remove]
    if sdks := {section for section, name in removed if role_of(name) is PackageRole.SDK}:
        return sdks
    if removed:
        return {removed[0][0]}
    return {section.name for section in installed if section.name == INSTALLED_SECTIONS[0]}


def _sections(root: Json) -> Iterator[_Section]:
    for name in INSTALLED_SECTIONS:
        if (value := root.member(name)) is not None and value.members is not None:
            yield _Section(name, value.span, tuple(_entry(member.key, member) for member in value.members))
    for path in PINNING_SECTIONS:
        pins: Json | None = root
        for key in path:
            pins = pins.member(key) if pins is not None else None
        if pins is not None:
            yield from _pins(".".join(path), pins)
    for name in BUNDLING_SECTIONS:
        if (value := root.member(name)) is not None and value.elements is not None:
            entries = [_Entry(item.text, item.span, item.span) for item in value.elements if item.text is not None]
            # With other things among the names, edits between the entries would touch them.
            if len(entries) == len(value.elements):
                yield _Section(name, value.span, tuple(entries))


def _pins(name: str, value: Json) -> Iterator[_Section]:
    if value.members is None:
        return
    yield _Section(name, value.span, tuple(_entry(_pinned_name(member.key), member) for member in value.members))
    for member in value.members:
        yield from _pins(name, member.value)


def _pinned_name(pattern: str) -> str:
    """Return the package that a pattern such as ``**/@scope/name`` or ``parent@1>name@^2`` ends in."""
    found = _PATTERN_NAME.search(pattern)
    return found[1] if found else pattern


def _entry(name: str, member: Member) -> _Entry:
    return _Entry(name, member.key_span, member.span, member.value)


def _change(data: bytes, section: _Section, remove: Collection[str], add: Mapping[str, str]) -> Iterator[Edit]:
    """Pair what goes and what comes between two entries that stay; the rest of either is taken out or put in."""
    entries = section.entries
    gaps = _gaps(section, remove)
    arrivals = _arrivals(section, gaps, add)
    leaving: list[int] = []
    inserted: dict[int, list[str]] = {}
    following = -1
    for gap, names in zip(gaps, arrivals, strict=True):
        following += len(gap) + 1
        for index, name in zip(gap, names, strict=False):
            yield from _replace(entries[index], name, add[name])
        leaving.extend(gap[len(names) :])
        if extra := names[len(gap) :]:
            inserted[following] = extra
    yield from _insertions(data, section, set(leaving), inserted, add)
    yield from _removals(section, set(leaving))


def _gaps(section: _Section, remove: Collection[str]) -> list[list[int]]:
    """Return the indexes of the entries that go, grouped by the entries that stay: one group before each, one last."""
    gaps: list[list[int]] = [[]]
    for index, entry in enumerate(section.entries):
        if entry.name in remove:
            gaps[-1].append(index)
        else:
            gaps.append([])
    return gaps


def _arrivals(section: _Section, gaps: list[list[int]], add: Mapping[str, str]) -> list[list[str]]:
    """Share the new names out to the groups."""
    arrivals: list[list[str]] = [[] for _ in gaps]
    going = {index for gap in gaps for index in gap}
    staying = [entry.name for index, entry in enumerate(section.entries) if index not in going]
    names = [entry.name for entry in section.entries]
    for order in (str, _locale_key):
        if all(order(first) <= order(second) for first, second in pairwise(names)):
            for name in sorted(add, key=order):
                arrivals[sum(order(other) < order(name) for other in staying)].append(name)
            return arrivals
    place = next((number for number, gap in enumerate(gaps) if gap), len(gaps) - 1)
    arrivals[place].extend(add)
    return arrivals


def _locale_key(name: str) -> str:
    """Sort as npm does, by the rules of a locale: punctuation in its own order before letters of either case."""
    return "".join(_LOCALE_ORDER.get(character, character) for character in name.lower())


def _replace(entry: _Entry, name: str, version: str) -> Iterator[Edit]:
    yield Edit(entry.key_span.start + 1, entry.key_span.end - 1, _quoted(name)[1:-1])
    if entry.value is None:
        return
    span = entry.value.span
    if entry.value.text is None:
        yield Edit(span.start, span.end, _quoted(version))
    elif entry.value.text != version:
        yield Edit(span.start + 1, span.end - 1, _quoted(version)[1:-1])


def _insertions(
    data: bytes, section: _Section, leaving: set[int], inserted: Mapping[int, list[str]], add: Mapping[str, str]
) -> Iterator[Edit]:
    entries = section.entries
    if not inserted:
        return
    if not entries:
        inside, last = _layout_of_empty(data, section.span)
        text = b",".join(inside + _written(name, add[name]) for names in inserted.values() for name in names)
        yield Edit(section.span.start + 1, section.span.end - 1, text + last)
        return
    separator = _separator(data, section)
    for index, names in inserted.items():
        texts = [_written(name, add[name]) for name in names]
        if index < len(entries):
            start = entries[index].span.start
            yield Edit(start, start, b"".join(text + b"," + separator for text in texts))
        else:
            last_kept = max(number for number in range(len(entries)) if number not in leaving)
            end = entries[last_kept].span.end
            yield Edit(end, end, b"".join(b"," + separator + text for text in texts))


def _removals(section: _Section, leaving: set[int]) -> Iterator[Edit]:
    entries = section.entries
    if entries and len(leaving) == len(entries):
        yield Edit(section.span.start + 1, section.span.end - 1, b"")
        return
    for index in sorted(leaving):
        if any(after not in leaving for after in range(index + 1, len(entries))):
            yield Edit(entries[index].span.start, entries[index + 1].span.start, b"")
        else:
            yield Edit(entries[index - 1].span.end, entries[index].span.end, b"")


def _separator(data: bytes, section: _Section) -> bytes:
    """Return the white space in front of an entry as the section lays them out."""
    first = section.entries[0].span.start
    space = data[section.span.start + 1 : first]
    if not space.strip():
        return space or b" "
    document = Document("", data)
    return document.newline_at(first) + document.indent_at(first)


def _layout_of_empty(data: bytes, span: Span) -> tuple[bytes, bytes]:
    """Return the white space in front of the first entry, and that before the closing brace, of an empty object."""
    document = Document("", data)
    if b"\n" not in data and b"\r" not in data:
        return b"", b""
    newline = document.newline_at(span.start)
    indent = document.indent_at(span.start)
    return newline + indent + indent_unit(data), newline + indent


def _add_section(data: bytes, root: Json, members: tuple[Member, ...], add: Mapping[str, str]) -> Edit:
    """Return the edit that writes a first section of dependencies at the end of the file's object."""
    names = sorted(add)
    if not members or b"\n" not in data[root.span.start : members[0].span.start]:
        inside = outside = closing = b""
    else:
        document = Document("", data)
        outside = data[root.span.start + 1 : members[0].span.start]
        if outside.strip():
            outside = document.newline_at(root.span.start) + document.indent_at(members[0].span.start)
        inside = outside + indent_unit(data)
        closing = outside
    body = b",".join(inside + _written(name, add[name]) for name in names)
    text = outside + _quoted(INSTALLED_SECTIONS[0]) + b": {" + body + closing + b"}"
    if not members:
        return Edit(root.span.start + 1, root.span.start + 1, text)
    end = members[-1].span.end
    return Edit(end, end, b"," + text)


def _written(name: str, version: str) -> bytes:
    return _quoted(name) + b": " + _quoted(version)


def _quoted(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()
