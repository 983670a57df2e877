"""One person's way through a plan: what is shown, what is decided, and how to go back; kept as it is made.

Nothing here knows a screen: the terminal, the line mode and the tests drive the same session.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.review.decisions import (
    Decision,
    Decisions,
    Verdict,
    edited,
    read_decisions,
    save_decisions,
)
from segment_to_amplitude.review.hunks import Item, Read, hunks_of, items_of
from segment_to_amplitude.review.parsing import problem
from segment_to_amplitude.review.plan import Change, Plan, PlannedEdit, PlannedFile
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit, OverlapError, apply_edits
from segment_to_amplitude.source.patch import Hunk


class EditError(UserError):
    """What a person wrote cannot take a hunk's place."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is shown; empty values stand for anything."""

    text: str = ""
    applicability: str = ""
    language: str = ""
    method: str = ""
    code: str = ""
    owner: str = ""
    path: str = ""
    verdict: str = ""
    """``accepted``, ``rejected`` or ``undecided``."""

    @classmethod
    def of(cls, text: str) -> Filters:
        """Read filters as a person writes them: ``method:track path:src/ owner:@web words``."""
        found: dict[str, str] = {}
        words = []
        for word in text.split():
            name, colon, value = word.partition(":")
            if colon and name in cls.__slots__ and name != "text":
                found[name] = value
            else:
                words.append(word)
        return cls(text=" ".join(words), **found)


@dataclass(slots=True)
class Session:
    """The items of a plan, the decisions on them, and the place of the person who makes them."""

    plan: Plan
    read: Read
    place: Path | None = None
    """Where decisions are kept; None keeps nothing."""
    owner_of: Callable[[str], str] = lambda path: ""
    items: list[Item] = field(default_factory=list)
    shown: list[Item] = field(default_factory=list)
    at: int = 0
    """Index of the current item in what is shown."""
    made: dict[str, Decision] = field(default_factory=dict)
    _past: list[tuple[int, dict[str, Decision | None]]] = field(default_factory=list)
    _moves: dict[int, list[Change]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file in self.plan.changed:
            self.items += items_of(file, self.read(file))
            self._moves.setdefault(file.move, []).extend(file.changes)
        self.shown = list(self.items)
        if self.place is not None and self.place.exists():
            self.made = read_decisions(self.place).by_id

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def current(self) -> Item | None:
        """The item that is looked at."""
        return self.shown[self.at] if 0 <= self.at < len(self.shown) else None

    def filter(self, filters: Filters) -> None:
        """Show what fits, and stay at the current item where it does."""
        current = self.current
        self.shown = [item for item in self.items if self._fits(item, filters)]
        self.at = self.shown.index(current) if current in self.shown else 0

    def _fits(self, item: Item, filters: Filters) -> bool:
        def one_of(value: str, found: Iterable[str | None]) -> bool:
            return not value or value in found

        words = filters.text.lower().split()
        text = ""
        if words:
            texts = [item.file.path, *(f"{one.code} {one.method} {one.event} {one.message}" for one in item.changes)]
            text = "\n".join(texts).lower()
        return (
            all(word in text for word in words)
            and one_of(filters.applicability, (one.applicability for one in item.changes))
            and one_of(filters.language, (item.file.language,))
            and one_of(filters.method, (one.method for one in item.changes))
            and one_of(filters.code, (one.code for one in item.changes))
            and (not filters.owner or filters.owner in self.owner_of(item.file.path).split())
            and filters.path in item.file.path
            and one_of(filters.verdict, (str(self.verdict(item) or "undecided"),))
        )

    def go(self, by: int) -> bool:
        """Move on or back; tell whether there was somewhere to go."""
        to = self.at + by
        if not 0 <= to < len(self.shown):
            return False
        self.at = to
        return True

    def go_to_next_undecided(self) -> bool:
        """Move to the next item without a decision, else the first one; tell whether there is any."""
        order = [*range(self.at, len(self.shown)), *range(self.at)]
        for index in order:
            if self.verdict(self.shown[index]) is None:
                self.at = index
                return True
        return False

    def hunks(self, item: Item) -> list[Hunk]:
        """Return an item's diff, with what a person wrote instead."""
        return _hunks(self.read, item.file, tuple(self._edits(item)))

    def _edits(self, item: Item) -> list[Edit]:
        return sorted(each.edit for change in item.changes for each in edited(change, self.made.get(change.id)).edits)

    # --- decisions ------------------------------------------------------------------------------------------------

    def verdict(self, item: Item) -> Verdict | None:
        """What is decided on an item; None where its changes do not agree."""
        verdicts = {self._verdict(change) for change in item.changes}
        return verdicts.pop() if len(verdicts) == 1 else None

    def _verdict(self, change: Change) -> Verdict | None:
        decision = self.made.get(change.id)
        return decision.verdict if decision is not None else None

    def note(self, item: Item) -> str:
        """What was noted on an item."""
        return next((own.note for one in item.changes if (own := self.made.get(one.id)) and own.note), "")

    def waits(self, item: Item) -> int:
        """Count the changes that are not accepted and move with an item."""
        moving = self._moves.get(item.file.move, [])
        return sum(self._verdict(change) is not Verdict.ACCEPTED for change in moving)

    def moves_with(self, item: Item) -> list[Item]:
        """Return all items that move with one, itself among them."""
        return [other for other in self.items if other.file.move == item.file.move]

    def decide(self, items: Sequence[Item], verdict: Verdict | None) -> None:
        """Accept, reject or clear items; one step back undoes them all."""
        self._put({one.id: {"verdict": verdict} for item in items for one in item.changes})

    def put_note(self, item: Item, note: str) -> None:
        """Keep a note on an item."""
        self._put({item.changes[0].id: {"note": note}})

    def split(self, item: Item) -> bool:
        """Put one item for each change in the place of one with several; tell whether it has several."""
        if len(item.changes) < 2:
            return False
        for items in (self.items, self.shown):
            if item in items:
                index = items.index(item)
                items[index : index + 1] = item.split()
        return True

    def undo(self) -> bool:
        """Take the last decision back and go where it was made; tell whether there was one."""
        if not self._past:
            return False
        self.at, before = self._past.pop()
        self.at = min(self.at, max(0, len(self.shown) - 1))
        for name, decision in before.items():
            if decision is None:
                self.made.pop(name, None)
            else:
                self.made[name] = decision
        self.save()
        return True

    def counts(self) -> dict[str, int]:
        """Count changes by what is decided, and those that would be written."""
        found = {"accepted": 0, "rejected": 0, "undecided": 0, "written": 0}
        for changes in self._moves.values():
            accepted = sum(self._verdict(one) is Verdict.ACCEPTED for one in changes)
            rejected = sum(self._verdict(one) is Verdict.REJECTED for one in changes)
            found["accepted"] += accepted
            found["rejected"] += rejected
            found["undecided"] += len(changes) - accepted - rejected
            found["written"] += accepted if accepted == len(changes) else 0
        return found

    def decisions(self) -> Decisions:
        """All decisions, as they are kept."""
        kept = (one for one in self.made.values() if one.verdict or one.note or one.edits is not None)
        return Decisions(tuple(sorted(kept, key=lambda one: one.id)), self.plan.digest)

    def save(self) -> None:
        """Keep the decisions."""
        if self.place is not None:
            save_decisions(self.place, self.decisions())

    def _put(self, values: dict[str, dict[str, object]]) -> None:
        self._past.append((self.at, {name: self.made.get(name) for name in values}))
        for name, fields in values.items():
            old = self.made.get(name) or Decision(name)
            kept = {"verdict": old.verdict, "note": old.note, "edits": old.edits} | fields
            self.made[name] = Decision(name, **kept)  # type: ignore[arg-type]
        self.save()

    # --- a person's own text ---------------------------------------------------------------------------------------

    def editable(self, item: Item) -> str:
        """Return the lines that an item changes, as they become; refuse where they are not its own."""
        before, start, end, edits = self._region(item)
        inside = [Edit(one.start - start, one.end - start, one.replacement) for one in edits]
        return apply_edits(before[start:end], inside).decode()

    def replace_text(self, item: Item, text: str) -> None:
        """Write something else in the place of an item's lines and accept it; refuse what does not parse."""
        before, start, end, _ = self._region(item)
        own = PlannedEdit(start, end, text)
        others = [each for one in self.items if one.file is item.file and one != item for each in self._edits(one)]
        planned, written = apply_edits(before, [*others, *item.edits]), apply_edits(before, [*others, own.edit])
        if wrong := problem(item.file.name, planned, written):
            raise EditError(f"{item.file.path} {wrong}")
        first, *rest = item.changes
        values: dict[str, dict[str, object]] = {first.id: {"edits": (own,), "verdict": Verdict.ACCEPTED}}
        values |= {one.id: {"edits": (), "verdict": Verdict.ACCEPTED} for one in rest}
        self._put(values)

    def _region(self, item: Item) -> tuple[bytes, int, int, list[Edit]]:
        before = self.read(item.file)
        edits = self._edits(item)
        starts = (*line_starts(before), len(before))
        start = starts[max(0, bisect_right(starts[:-1], edits[0].start) - 1)]
        end = next((at for at in starts if at >= max(edits[-1].end, start + 1)), len(before))
        for other in self.items:
            if other.file is not item.file or other == item:
                continue
            for one in self._edits(other):
                if (one.start < end and one.end > start) or start <= one.start == one.end < end:
                    raise EditError(f"{item.file.path}:{other.line} is changed in between; decide on it as it is")
        try:
            before[start:end].decode()
        except UnicodeDecodeError as error:
            raise EditError(f"{item.file.path} is not UTF-8") from error
        return before, start, end, edits

    def planned_again(self, plan: Plan) -> Session:
        """Go on with another plan; decisions go with the ids of the changes."""
        return replace(self, plan=plan, items=[], shown=[], at=0, _past=[], _moves={})


@lru_cache(maxsize=64)
def _hunks(read: Read, file: PlannedFile, edits: tuple[Edit, ...]) -> list[Hunk]:
    try:
        return hunks_of(read(file), edits)
    except OverlapError:
        return []
