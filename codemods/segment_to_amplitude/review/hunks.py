"""What a person looks at: the changes of a plan as hunks, in unified form and side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from segment_to_amplitude.review.plan import Change, PlannedFile
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.patch import Hunk, hunks

Read = Callable[[PlannedFile], bytes]


@dataclass(frozen=True, slots=True)
class Item:
    """Changes of one file that share lines, or one of them where a person split them."""

    file: PlannedFile
    changes: tuple[Change, ...]

    @property
    def id(self) -> str:
        """The id of its first change."""
        return self.changes[0].id

    @property
    def line(self) -> int:
        """Where it starts."""
        return min(change.line for change in self.changes)

    @property
    def edits(self) -> list[Edit]:
        """All edits, in file order."""
        return sorted(each.edit for change in self.changes for each in change.edits)

    def split(self) -> list[Item]:
        """Return one item for each change."""
        return [Item(self.file, (change,)) for change in self.changes]


class Row(NamedTuple):
    """One row of a diff side by side; a side without a line has the number 0."""

    old_number: int
    old: bytes
    new_number: int
    new: bytes

    @property
    def is_changed(self) -> bool:
        """Tell whether the sides differ."""
        return not (self.old_number and self.new_number and self.old == self.new)


def items_of(file: PlannedFile, before: bytes) -> list[Item]:
    """Put the changes of a file together that share a line, in order of place."""
    starts = line_starts(before)
    parents = list(range(len(file.changes)))

    def top(number: int) -> int:
        while parents[number] != number:
            number = parents[number]
        return number

    lines: dict[int, int] = {}
    for number, change in enumerate(file.changes):
        for each in change.edits:
            for line in range(
                bisect_right(starts, each.start), bisect_right(starts, max(each.start, each.end - 1)) + 1
            ):
                parents[top(lines.setdefault(line, number))] = top(number)
    groups: dict[int, list[Change]] = {}
    for number, change in enumerate(file.changes):
        groups.setdefault(top(number), []).append(change)
    found = [Item(file, tuple(changes)) for changes in groups.values()]
    return sorted(found, key=lambda item: (item.edits[0], item.id))


def hunks_of(before: bytes, edits: Iterable[Edit], context: int = 3) -> list[Hunk]:
    """Return the hunks of some edits of a file, as if nothing else changed."""
    return hunks(before, sorted(edits), context)


def side_by_side(hunk: Hunk) -> Iterator[Row]:
    """Pair the removed lines of a hunk with the added ones that follow them; line ends are left out."""
    old_number, new_number = hunk.old_start, hunk.new_start
    removed: list[tuple[int, bytes]] = []
    added: list[tuple[int, bytes]] = []
    for tag, line in hunk.lines:
        text = line.rstrip(b"\r\n")
        if tag == " ":
            yield from _paired(removed, added)
            removed, added = [], []
            yield Row(old_number, text, new_number, text)
            old_number, new_number = old_number + 1, new_number + 1
        elif tag == "-":
            removed.append((old_number, text))
            old_number += 1
        else:
            added.append((new_number, text))
            new_number += 1
    yield from _paired(removed, added)


def _paired(removed: Sequence[tuple[int, bytes]], added: Sequence[tuple[int, bytes]]) -> Iterator[Row]:
    for index in range(max(len(removed), len(added))):
        old_number, old = removed[index] if index < len(removed) else (0, b"")
        new_number, new = added[index] if index < len(added) else (0, b"")
        yield Row(old_number, old, new_number, new)
