"""The dependencies in a pyproject.toml and in a Pipfile.

Sources: packaging.python.org pyproject-toml and dependency-groups (PEP 621, PEP 735); python-poetry.org
dependency-specification and pyproject; pdm-project.org; docs.astral.sh/uv concepts/projects/dependencies; hatch.pypa.io
environment; rye.astral.sh; pipenv.pypa.io pipfile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from segment_to_amplitude.manifests.element_edits import (
    after_element,
    is_alone_on_its_lines,
    whole_line,
    without_element,
)
from segment_to_amplitude.manifests.python_requirement import (
    AMPLITUDE,
    MINOR,
    PythonDependency,
    UnreadableManifest,
    changing,
    constraint_like,
    is_ours,
    normalise,
    read_requirement,
    rewritten,
)
from segment_to_amplitude.manifests.toml_spans import InvalidToml, TomlEntry, TomlValue, read_toml
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

_Pattern = tuple[str, ...]

LISTS: tuple[_Pattern, ...] = (
    ("project", "dependencies"),
    ("project", "optional-dependencies", "*"),
    ("build-system", "requires"),
    ("dependency-groups", "*"),
    ("tool", "pdm", "dev-dependencies", "*"),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "constraint-dependencies"),
    ("tool", "uv", "override-dependencies"),
    ("tool", "rye", "dev-dependencies"),
    ("tool", "poetry", "extras", "*"),
    ("tool", "hatch", "envs", "*", "dependencies"),
    ("tool", "hatch", "envs", "*", "extra-dependencies"),
    ("tool", "flit", "metadata", "requires"),
    ("tool", "flit", "metadata", "requires-extra", "*"),
)
"""Arrays of requirements in a pyproject.toml."""

TABLES: tuple[_Pattern, ...] = (
    ("tool", "poetry", "dependencies"),
    ("tool", "poetry", "dev-dependencies"),
    ("tool", "poetry", "group", "*", "dependencies"),
    ("tool", "pdm", "overrides"),
    ("tool", "pdm", "resolution", "overrides"),
    ("tool", "pixi", "pypi-dependencies"),
)
"""Tables with a package for each key."""

SOURCES: tuple[_Pattern, ...] = (("tool", "uv", "sources"),)
"""Tables that say where a package comes from, and do not ask for it."""

NO_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile"})
"""Tables of a Pipfile that hold no packages; all others do."""


def read_pyproject(path: str, data: bytes) -> list[PythonDependency] | UnreadableManifest:
    """Return what a pyproject.toml asks for of Segment's packages and of Amplitude's."""
    entries = read_toml(data)
    if isinstance(entries, InvalidToml):
        return UnreadableManifest(entries.message)
    document = Document(path, data)
    found = list(_listed(document, entries))
    for table in _tables(entries, TABLES):
        found += _tabled(document, entries, table, f'"^{MINOR}"')
    for table in _tables(entries, SOURCES):
        for entry in entries:
            if entry.path[:-1] == table and is_ours(entry.path[-1]) and normalise(entry.path[-1]) != AMPLITUDE:
                found.append(_named(entry.path[-1], entry.keys[-1], ".".join(table)))
    return sorted(found, key=lambda dependency: dependency.key_span)


def read_pipfile(path: str, data: bytes) -> list[PythonDependency] | UnreadableManifest:
    """Return what a Pipfile asks for of Segment's packages and of Amplitude's."""
    entries = read_toml(data)
    if isinstance(entries, InvalidToml):
        return UnreadableManifest(entries.message)
    tables = {entry.path[:1]: None for entry in entries if entry.path[0] not in NO_PACKAGES}
    document = Document(path, data)
    found = [one for table in tables for one in _tabled(document, entries, table, '"*"')]
    return sorted(found, key=lambda dependency: dependency.key_span)


def _listed(document: Document, entries: Iterable[TomlEntry]) -> Iterator[PythonDependency]:
    data = document.data
    for entry in entries:
        if entry.value is None or entry.value.elements is None:
            continue
        is_list = any(_fits(entry.path, pattern) for pattern in LISTS)
        for element in entry.value.elements:
            if element.text is None:
                continue
            requirement = read_requirement(data, element.text.start, element.text.end)
            if requirement is None:
                continue
            if not is_list:
                if entry.path[0] == "tool" and requirement.name != AMPLITUDE:
                    yield _named(requirement.name, requirement.key_span, ".".join(entry.path))
                continue
            text = rewritten(data, element.span, requirement.replaced)
            yield PythonDependency(
                requirement.name,
                ".".join(entry.path),
                requirement.key_span,
                element.span,
                requirement.replaced,
                after_element(data, element.span, text, document.newline_at(element.span.start)),
                without_element(data, element.span),
                requirement.marker,
            )


def _tabled(
    document: Document, entries: tuple[TomlEntry, ...], table: tuple[str, ...], anywhere: str
) -> Iterator[PythonDependency]:
    """Yield the packages of a table; ``anywhere`` is the value for one that came from a place of its own."""
    depth = len(table)
    inside = [entry for entry in entries if entry.path[:depth] == table and len(entry.path) > depth]
    for name in dict.fromkeys(entry.path[depth] for entry in inside if is_ours(entry.path[depth])):
        of_name = [entry for entry in inside if entry.path[depth] == name]
        keys = [span for entry in of_name if (span := entry.key_span(depth)) is not None]
        versions = _versions(of_name, (*table, name), document.data, anywhere)
        place = (normalise(name), ".".join(table))
        if versions is None or not keys:
            first = keys[0] if keys else of_name[0].keys[0]
            yield PythonDependency(*place, first, first, why_left="it is written in a form that is not read")
            continue
        # A dotted or inline entry inside the value has the key that its holder has.
        edits = changing(document.data, [*(_renamed(document.data, key) for key in dict.fromkeys(keys)), *versions])
        yield _entry_of(document, of_name, place, keys[0], edits)


def _entry_of(
    document: Document, of_name: list[TomlEntry], place: tuple[str, str], key: Span, edits: tuple[Edit, ...]
) -> PythonDependency:
    data = document.data
    first = of_name[0]
    newline = document.newline_at(first.keys[0].start)
    own = [entry for entry in of_name if not entry.is_inline or entry is first]
    span = Span(first.span.start, max(entry.span.end for entry in own))
    is_plain = len(own) == 1 and first.value is not None and len(first.keys) == 1
    if is_plain and first.is_inline:
        beside: tuple[Edit, ...] = after_element(data, span, rewritten(data, span, edits), newline)
        removed = without_element(data, span)
    elif is_plain and is_alone_on_its_lines(data, span):
        line = whole_line(data, span)
        end = line.end - len(newline) if data[line.start : line.end].endswith(newline) else line.end
        indent = data[line.start : span.start]
        beside = (Edit(end, end, newline + indent + rewritten(data, span, edits)),)
        removed = (Edit(line.start, line.end, b""),)
    elif first.value is None and all(entry.value is not None for entry in own[1:]) and len(own) > 1:
        block = whole_line(data, span)
        text = rewritten(data, block, edits)
        gap = newline if text.endswith(newline) else newline * 2
        beside = (Edit(block.end, block.end, gap + text),)
        removed = (Edit(block.start, block.end, b""),)
        span = block
    else:
        beside = removed = ()
    return PythonDependency(*place, key, span, edits, beside, removed)


def _versions(of_name: Iterable[TomlEntry], path: tuple[str, ...], data: bytes, anywhere: str) -> list[Edit] | None:
    """Return the edits of all versions of a package; None where none is to be seen."""
    edits: list[Edit] = []
    for entry in of_name:
        if entry.value is None:
            continue
        if entry.path == (*path, "version") or entry.path == path:
            found = _versions_in(entry.value, data)
            if not found and entry.path == path and entry.value.members is not None:
                found = [Edit(entry.value.span.start, entry.value.span.end, anywhere.encode())]
            edits += found
    return list(dict.fromkeys(edits)) or None


def _versions_in(value: TomlValue, data: bytes) -> list[Edit]:
    if value.text is not None:
        old = data[value.text.start : value.text.end].decode()
        return [Edit(value.text.start, value.text.end, constraint_like(old).encode())]
    if value.elements is not None:
        found = [_versions_in(element, data) for element in value.elements]
        return [edit for edits in found for edit in edits] if all(found) else []
    members = [member for member in value.members or () if member.path[-1] == "version" and member.value is not None]
    return [edit for member in members if member.value is not None for edit in _versions_in(member.value, data)]


def _renamed(data: bytes, key: Span) -> Edit:
    quote = data[key.start : key.start + 1] if data[key.start : key.start + 1] in (b'"', b"'") else b""
    return Edit(key.start, key.end, quote + AMPLITUDE.encode() + quote)


def _named(name: str, span: Span, where: str) -> PythonDependency:
    return PythonDependency(normalise(name), where, span, span, why_left=f"`{where}` names it")


def _tables(entries: Iterable[TomlEntry], patterns: Iterable[_Pattern]) -> list[tuple[str, ...]]:
    """Return the tables of the file that fit a pattern."""
    patterns = tuple(patterns)
    return list(
        dict.fromkeys(
            entry.path[: len(pattern)]
            for entry in entries
            for pattern in patterns
            if _fits(entry.path[: len(pattern)], pattern)
        )
    )


def _fits(path: tuple[str, ...], pattern: _Pattern) -> bool:
    return len(path) == len(pattern) and all(wanted in ("*", part) for part, wanted in zip(path, pattern, strict=True))
