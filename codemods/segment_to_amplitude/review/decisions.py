"""Decisions on the changes of a plan, the file they are kept in, and what of the plan they leave to write."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.review.plan import Change, Plan, PlannedEdit, PlannedFile

FORMAT = "segment-to-amplitude decisions"
VERSION = 1
ALONE = frozenset({"call", "identity", "lifecycle", "methodref", "plugin", "mock"})
"""Kinds of references that stay Segment's while the others of the file go."""
SUFFIX = ".decisions.json"
"""What the file beside a plan is called, after the plan's own name."""


class Verdict(StrEnum):
    """What is decided on a change."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class DecisionsError(UserError):
    """A file holds no decisions, or decisions on another plan."""


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody said of one change."""

    id: str
    verdict: Verdict | None = None
    note: str = ""
    edits: tuple[PlannedEdit, ...] | None = None
    """What to write instead of what the plan proposes."""


class Decisions(msgspec.Struct, frozen=True):
    """All decisions on one plan."""

    decisions: tuple[Decision, ...] = ()
    plan: str = ""
    """The plan's digest; decisions go with a later plan too, by the ids of its changes."""
    format: str = FORMAT
    version: int = VERSION

    @property
    def by_id(self) -> dict[str, Decision]:
        """The decisions by the change that they are on."""
        return {one.id: one for one in self.decisions}


@dataclass(frozen=True, slots=True)
class Left:
    """A change that is not written, and why."""

    path: str
    change: Change
    reason: str


@dataclass(slots=True)
class Choice:
    """What of a plan is to be written."""

    files: list[tuple[PlannedFile, tuple[Change, ...]]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether all of the plan is written as it is."""
        return not self.left and all(changes == file.changes for file, changes in self.files)


def beside(plan: Path) -> Path:
    """Return where the decisions on a plan are kept."""
    return plan.with_name(plan.name + SUFFIX)


def read_decisions(path: Path) -> Decisions:
    """Read decisions, as a review or the page writes them."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Decisions)
    except OSError as error:
        raise DecisionsError(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise DecisionsError(f"{path}: holds no decisions ({error}); a review or the HTML page writes them") from error
    if found.format != FORMAT or found.version != VERSION:
        raise DecisionsError(f"{path}: holds no decisions of version {VERSION}")
    return found


def encode_decisions(decisions: Decisions) -> bytes:
    """Write decisions, one line for each."""
    return msgspec.json.format(msgspec.json.encode(decisions), indent=1) + b"\n"


def save_decisions(path: Path, decisions: Decisions) -> None:
    """Put decisions in the place of those that a file holds, in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(encode_decisions(decisions))
        os.replace(temporary, path)
    except OSError as error:
        raise DecisionsError(f"{path}: cannot be written: {error.strerror}") from error


def choose(plan: Plan, decisions: Decisions | None, *, alone: bool = False) -> Choice:
    """Return what is written: without decisions everything, with them what is accepted and can stand.

    The files of a move are written when every change in them is accepted, for one that is missing would leave code
    that does not compile or calls that reach no client. ``alone`` writes what is accepted regardless.
    """
    choice = Choice()
    if decisions is None:
        choice.files = [(file, file.changes) for file in plan.changed]
        return choice
    made = decisions.by_id
    check_known(plan, decisions)
    blocked = {} if alone else _blocked(plan, made)
    for file in plan.changed:
        written = []
        for change in file.changes:
            reason = _reason(made.get(change.id)) or blocked.get(file.move)
            if reason is None:
                written.append(edited(change, made.get(change.id)))
            else:
                choice.left.append(Left(file.path, change, reason))
        if written:
            choice.files.append((file, tuple(written)))
    return choice


def check_known(plan: Plan, decisions: Decisions) -> None:
    """Refuse decisions of which none is on this plan: they belong to another one."""
    known = {change.id for file in plan.files for change in file.findings}
    if decisions.decisions and not any(one.id in known for one in decisions.decisions):
        raise DecisionsError("the decisions are on another plan: none of their changes is in this one")


def edited(change: Change, decision: Decision | None) -> Change:
    """Return a change with what a person wrote instead."""
    if decision is None or decision.edits is None:
        return change
    return msgspec.structs.replace(change, edits=decision.edits)


def blocking(plan: Plan, made: Mapping[str, Decision]) -> dict[int, tuple[PlannedFile, Change]]:
    """Return the moves that are not written, each with the first change that is not accepted; none is all rejected."""
    found: dict[int, tuple[PlannedFile, Change]] = {}
    for file in plan.changed:
        for change in file.changes:
            if file.move not in found and _reason(made.get(change.id)) is not None:
                found[file.move] = (file, change)
    return found


def left_alone(plan: Plan, decisions: Decisions) -> dict[str, dict[int, frozenset[str]]]:
    """Return what is rejected as ``migrate`` takes it: codes by path and line, none for all.

    A call can stay by itself. An import, a type or what makes a client cannot stay while the calls of the file go, so
    that the whole file stays; a dependency stays with all the code that it is there for.
    """
    made = decisions.by_id
    found: dict[str, dict[int, frozenset[str]]] = {}
    for file in plan.files:
        for change in file.findings:
            decision = made.get(change.id)
            if decision is None or decision.verdict is not Verdict.REJECTED:
                continue
            if change.kind in ALONE:
                lines = found.setdefault(file.name, {})
                codes = lines.get(change.line, frozenset((change.code,)))
                lines[change.line] = codes | {change.code} if codes else codes
                continue
            is_manifest = change.kind == "manifest"
            for other in (each for each in plan.changed if each.move == file.move) if is_manifest else (file,):
                found.setdefault(other.name, {}).update({one.line: frozenset[str]() for one in other.findings})
    return found


def accepting(ids: Iterable[str], rejected: Collection[str] = ()) -> Decisions:
    """Return decisions that accept some changes and reject others."""
    return Decisions(
        tuple(Decision(one, Verdict.REJECTED if one in rejected else Verdict.ACCEPTED) for one in (*ids, *rejected))
    )


def _reason(decision: Decision | None) -> str | None:
    if decision is None or decision.verdict is None:
        return "not decided"
    return "rejected" if decision.verdict is Verdict.REJECTED else None


def _blocked(plan: Plan, made: Mapping[str, Decision]) -> dict[int, str]:
    return {
        move: f"moves with {file.path}:{change.line}, which is {_reason(made.get(change.id))}"
        for move, (file, change) in blocking(plan, made).items()
    }
