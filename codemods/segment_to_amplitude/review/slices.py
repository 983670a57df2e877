"""A migration in parts that can be read and merged one after the other; together they are the whole, byte for byte.

What others need comes first: the dependency, the client's creation, the imports. A part that needs another says so.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from segment_to_amplitude import __version__
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.text import plural, printable
from segment_to_amplitude.review.plan import Change, PlannedFile, sha256
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.patch import file_patch

MANIFESTS = frozenset({
    "package.json", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt", "build.gradle",
    "build.gradle.kts", "pom.xml", "Package.swift", "Podfile", "Cartfile",
})  # fmt: skip
"""Files that make their directory a package."""
RANKS = {"manifest": 0, "snippet": 1, "init": 1, "import": 2, "config": 2, "type": 2, "other": 2, "plugin": 2}
"""What comes before calls, by kind: what is installed, what is made, what is named."""
CALLS = 3
SHOWN = 20
FIRST = "dependencies, imports and initialisation"


class SplitBy(StrEnum):
    """What the parts of a migration are told apart by."""

    FINDING = "finding"
    METHOD = "method"
    PACKAGE = "package"
    DIRECTORY = "directory"
    OWNER = "owner"
    APPLICABILITY = "applicability"


class SliceError(UserError):
    """The parts cannot be made."""


@dataclass(slots=True)
class Step:
    """What one part does to one file."""

    file: PlannedFile
    before: bytes
    """The file after the parts that come earlier."""
    edits: tuple[Edit, ...]
    """In offsets of ``before``."""
    is_new: bool = False
    """This part makes the file."""

    @property
    def after(self) -> bytes:
        """The file after this part."""
        return apply_edits(self.before, self.edits)


@dataclass
class Slice:
    """One part."""

    number: int
    title: str
    """What it does, for the subject of a message."""
    changes: list[tuple[PlannedFile, Change]]
    steps: list[Step] = field(default_factory=list)
    needs: tuple[int, ...] = ()
    """Numbers of the parts without which this one does not compile."""
    completes: tuple[int, ...] = ()
    """Numbers of the parts, besides this one, that have to be there for a client to have moved as a whole."""

    @property
    def patch(self) -> bytes:
        """The part as a unified diff, in path order."""
        return b"".join(file_patch(step.file.name, step.before, step.edits, is_new=step.is_new) for step in self.steps)

    @cached_property
    def subject(self) -> str:
        """The first line of the message."""
        return f"Segment to Amplitude: {printable(self.title)}"

    @cached_property
    def body(self) -> str:
        """What it does, why that is right, and what to look at; no line of it reads as a part of a patch."""
        return "".join(f"{line}\n" for line in _body(self)).strip("\n") + "\n"


def cut(
    files: Iterable[tuple[PlannedFile, tuple[Change, ...]]],
    by: SplitBy,
    read: Callable[[PlannedFile], bytes],
    root: Path,
) -> list[Slice]:
    """Cut what is chosen of a plan into parts, in the order in which they apply."""
    chosen = [(file, changes) for file, changes in files]
    key_of = _keys(by, root)
    groups: dict[tuple[int, str], list[tuple[PlannedFile, Change]]] = {}
    ranks: dict[str, int] = {}
    for file, changes in chosen:
        for change in changes:
            key = key_of(file, change)
            rank = rank_of(change)
            ranks[key] = min(rank, ranks.get(key, CALLS))
            groups.setdefault((0, key), []).append((file, change))
    order = sorted(groups, key=lambda key: (ranks[key[1]], key[1]))
    slices = [Slice(number, _title(by, key[1], groups[key]), groups[key]) for number, key in enumerate(order, 1)]
    _carry_out(slices, {file.name: (file, read(file)) for file, _ in chosen})
    for one in slices:
        one.needs, one.completes = _needs(one, slices)
    for file, changes in chosen:
        last = next(step for one in reversed(slices) for step in one.steps if step.file.name == file.name)
        if changes == file.changes and sha256(last.after) != file.after:
            raise SliceError(f"{file.path}: the parts do not add up to the whole; please report this file")
    return slices


def rank_of(change: Change) -> int:
    """Return how early a change has to come."""
    return RANKS.get(change.kind, CALLS)


def slug_of(one: Slice) -> str:
    """Return a slice's title as the name of a file."""
    letters = "".join(char if char.isascii() and char.isalnum() else "-" for char in one.title.lower())
    return "-".join(part for part in letters.split("-") if part)[:52].rstrip("-") or "part"


def _keys(by: SplitBy, root: Path) -> Callable[[PlannedFile, Change], str]:
    match by:
        case SplitBy.FINDING:
            return lambda _, change: change.code
        case SplitBy.METHOD:
            return lambda _, change: change.method or change.kind if rank_of(change) == CALLS else FIRST
        case SplitBy.APPLICABILITY:
            return lambda _, change: f"{change.applicability}{'' if rank_of(change) == CALLS else f' {FIRST}'}"
        case SplitBy.DIRECTORY:
            return lambda file, _: os.path.dirname(file.path) or "."
        case SplitBy.PACKAGE:
            return lambda file, _: _package(root, file.name)
        case SplitBy.OWNER:
            from segment_to_amplitude.project.owners import owners_of

            owners = owners_of(root)
            return lambda file, _: owners.of(file.path) or "nobody"


def _package(root: Path, path: str) -> str:
    directory = os.path.dirname(path)
    while directory:
        if any(os.path.exists(os.path.join(root, directory, name)) for name in MANIFESTS):
            return directory
        directory = os.path.dirname(directory)
    return "."


def _title(by: SplitBy, key: str, changes: Sequence[tuple[PlannedFile, Change]]) -> str:
    match by:
        case SplitBy.FINDING:
            code = CODES.get(key)
            return f"{key}: {code.title}" if code is not None else key
        case SplitBy.METHOD:
            return FIRST if key == FIRST else f"`{key}`"
        case SplitBy.APPLICABILITY:
            what = {"safe": "what means the same", "review": "what needs a look"}.get(key.partition(" ")[0], key)
            return f"{what}: {FIRST if FIRST in key else 'calls'}"
        case SplitBy.OWNER:
            return "files that nobody owns" if key == "nobody" else f"files of {key}"
        case _:
            return "the project's root" if key == "." else f"{key}/"


def _carry_out(slices: Sequence[Slice], sources: Mapping[str, tuple[PlannedFile, bytes]]) -> None:
    """Give each part its steps, with offsets in what the earlier ones left."""
    done: dict[str, list[Edit]] = {path: [] for path in sources}
    data = {path: before for path, (_, before) in sources.items()}
    for one in slices:
        own: dict[str, list[Edit]] = {}
        for file, change in one.changes:
            own.setdefault(file.name, []).extend(each.edit for each in change.edits)
        for path in sorted(own, key=os.fsencode):
            edits = sorted(own[path])
            file = sources[path][0]
            is_new = file.is_new and not done[path]
            step = Step(file, data[path], tuple(_shifted(edits, done[path])), is_new)
            one.steps.append(step)
            done[path] = sorted([*done[path], *edits])
            data[path] = step.after


def _shifted(edits: Iterable[Edit], done: Iterable[Edit]) -> Iterator[Edit]:
    """Move edits by what was written before them; of two at one point, the insertion comes first."""
    earlier = iter(done)
    waiting = next(earlier, None)
    shift = 0
    for edit in edits:
        while waiting is not None and waiting < edit:
            shift += len(waiting.replacement) - (waiting.end - waiting.start)
            waiting = next(earlier, None)
        yield Edit(edit.start + shift, edit.end + shift, edit.replacement)


def _needs(one: Slice, slices: Sequence[Slice]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    moves = {file.move for file, _ in one.changes}
    files = {file.name for file, _ in one.changes}
    needs = []
    completes = []
    for other in slices:
        if other is one or not any(file.move in moves for file, _ in other.changes):
            continue
        completes.append(other.number)
        if other.number < one.number and any(
            file.move in moves and (rank_of(change) < CALLS or file.name in files) for file, change in other.changes
        ):
            needs.append(other.number)
    return tuple(needs), tuple(completes)


def _body(one: Slice) -> Iterator[str]:
    paths = {file.path for file, _ in one.changes}
    yield f"{plural(len(one.changes), 'change')} in {plural(len(paths), 'file')}:"
    yield ""
    counts = Counter(change.code for _, change in one.changes)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        code = CODES.get(name)
        yield f"* {name} ({count}): {code.title if code is not None else 'what goes with them'}"
        if code is not None:
            yield from _wrapped(code.explanation, "  ")
    looks = [(file, change) for file, change in one.changes if change.applicability == "review"]
    if looks:
        yield ""
        yield "Look at:"
        yield ""
        for file, change in looks[:SHOWN]:
            yield from _wrapped(f"{printable(file.path)}:{change.line} {printable(change.message)}", "  ", "* ")
        if len(looks) > SHOWN:
            yield f"* and {len(looks) - SHOWN} more"
    if one.needs:
        yield ""
        yield f"Needs {_numbers(one.needs)}, without which it does not compile."
    others = [number for number in one.completes if number not in one.needs]
    if others:
        yield ""
        yield from _wrapped(f"A client moves as a whole: it has moved when {_numbers(others)} is there as well.", "")
    yield ""
    yield f"Made by segment-to-amplitude {__version__}."


def _numbers(numbers: Sequence[int]) -> str:
    """Name parts by number, with ranges for those that follow each other."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first:04}" if first == last else f"{first:04} to {last:04}" for first, last in runs)


def _wrapped(text: str, indent: str, bullet: str = "") -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(
        text,
        72,
        initial_indent=bullet or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
