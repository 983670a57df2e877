"""The dependencies in a conda environment file: those of conda, and those of its ``pip:`` section.

Amplitude's package is on PyPI; no conda channel is known to have it, so it always goes to the ``pip:`` section.
Sources: docs.conda.io user-guide/tasks/manage-environments; conda-forge/analytics-python-feedstock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from segment_to_amplitude.manifests.element_edits import lines, whole_line
from segment_to_amplitude.manifests.python_requirement import (
    AMPLITUDE,
    EXACT,
    PythonDependency,
    is_ours,
    normalise,
    read_requirement,
    rewritten,
    versions_like,
)
from segment_to_amplitude.source.document import BOM, Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

_ITEM = re.compile(rb"([ \t]*)-([ \t]+)(?:\"([^\"]*)\"|'([^']*)'|([^\s#'\"{\[](?:(?![ \t]#).)*?))[ \t]*(?:#.*)?$")
_CONDA = re.compile(rb"(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)[ \t]*(.*)")
_GROUP = "dependencies"


@dataclass(frozen=True, slots=True)
class _Item:
    line: Span
    prefix: bytes
    """What stands before the item's text, without quotes."""
    quoted: Span
    text: Span
    is_pip: bool


def read_environment(path: str, data: bytes) -> list[PythonDependency]:
    """Return the dependencies on Segment's packages and on Amplitude's, those of pip first."""
    document = Document(path, data)
    items = list(_items(data))
    pip = [dependency for item in items if item.is_pip for dependency in _pip(document, item)]
    last = next((item for item in reversed(items) if item.is_pip), None)
    is_pip_named = any(re.match(rb"pip(?![\w-])", data[item.text.start : item.text.end]) for item in items)
    conda = [
        dependency
        for item in items
        if not item.is_pip
        for dependency in _conda(document, item, last, is_pip_named=is_pip_named)
    ]
    return pip + conda


def _items(data: bytes) -> Iterator[_Item]:
    """Yield the items of the block list ``dependencies``; flow lists are not read."""
    is_inside = False
    base: int | None = None
    pip_at: int | None = None
    for line in lines(data, len(BOM) if data.startswith(BOM) else 0):
        text = data[line.start : line.end]
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        if not text.startswith((b" ", b"\t", b"-")):
            is_inside, base, pip_at = re.match(rb"dependencies[ \t]*:[ \t]*(?:#|$)", text) is not None, None, None
            continue
        if not is_inside or (found := _ITEM.match(data, line.start, line.end)) is None:
            continue
        depth = len(found[1])
        base = depth if base is None else base
        if pip_at is not None and depth <= pip_at:
            pip_at = None
        index = next(index for index in (3, 4, 5) if found[index] is not None)
        span = Span(*found.span(index))
        if depth == base and re.fullmatch(rb"pip[ \t]*:", data[span.start : span.end]):
            pip_at = depth
            continue
        if depth == base or pip_at is not None:
            quotes = 0 if index == 5 else 1
            quoted = Span(span.start - quotes, span.end + quotes)
            yield _Item(line, data[line.start : quoted.start], quoted, span, pip_at is not None)


def _pip(document: Document, item: _Item) -> Iterator[PythonDependency]:
    data = document.data
    requirement = read_requirement(data, item.text.start, item.text.end)
    if requirement is None:
        return
    text = item.prefix + rewritten(data, item.quoted, requirement.replaced)
    whole = whole_line(data, item.line)
    yield PythonDependency(
        requirement.name,
        _GROUP,
        requirement.key_span,
        item.quoted,
        requirement.replaced,
        (Edit(item.line.end, item.line.end, document.newline_at(item.line.start) + text),),
        (Edit(whole.start, whole.end, b""),),
        requirement.marker,
    )


def _conda(document: Document, item: _Item, last: _Item | None, *, is_pip_named: bool) -> Iterator[PythonDependency]:
    data = document.data
    found = _CONDA.fullmatch(data, item.text.start, item.text.end)
    if found is None or not is_ours(found[1].decode("ascii", "replace")):
        return
    newline = document.newline_at(item.line.start)
    name = AMPLITUDE.encode() + _versions(found[2].decode("utf-8", "replace")).encode()
    name = b'"' + name + b'"' if b">" in name or b"<" in name else name
    removed = whole_line(data, item.line)
    if last is not None:
        added = Edit(last.line.end, last.line.end, newline + last.prefix + name)
        replaced: tuple[Edit, ...] = (Edit(removed.start, removed.end, b""), added)
        beside = (added,)
    else:
        indent, dash = item.prefix, item.prefix.replace(b"-", b" ")
        section = indent + b"pip:" + newline + dash + b"- " + name
        section = section if is_pip_named else indent + b"pip" + newline + section
        replaced = (Edit(item.line.start, item.quoted.end, section),)
        beside = (Edit(item.line.end, item.line.end, newline + section),)
    yield PythonDependency(
        normalise(found[1].decode()),
        _GROUP,
        Span(*found.span(1)),
        removed,
        replaced,
        beside,
        (Edit(removed.start, removed.end, b""),),
    )


def _versions(old: str) -> str:
    """Turn the versions of conda's form, which may end in a build, into those of pip's."""
    old = old.strip()
    if re.match(r"=?=?\d", old):
        return f"=={EXACT}"
    return versions_like(old.split(" ")[0]) if old else ""
