"""Carry a plan out, byte for byte, and take it back.

Before anything is written, a journal says of each file what it holds before and after and how to get back. A run that
was killed is finished by running it again, or taken back; either way a file is what it was or what it was to become.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.state import state_directory
from segment_to_amplitude.project.writing import Replacement, WriteError, remove_strays, write_files
from segment_to_amplitude.review.decisions import Choice
from segment_to_amplitude.review.plan import Change, Plan, PlannedEdit, PlannedFile, sha256
from segment_to_amplitude.source.edits import Edit, OverlapError, apply_edits


class NothingToUndoError(UserError):
    """No application of a plan is known."""


class JournalFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of an application: its hashes, and the edits that lead back."""

    path: str
    before: str
    after: str
    back: tuple[PlannedEdit, ...]
    raw_path: bytes = b""
    is_new: bool = False
    """The application made the file."""

    @property
    def name(self) -> str:
        """The path as the operating system takes it."""
        return os.fsdecode(self.raw_path) if self.raw_path else self.path


class Journal(msgspec.Struct, frozen=True):
    """One application of a plan."""

    plan: str
    token: str
    files: tuple[JournalFile, ...]
    is_complete: bool = False
    version: int = 1


@dataclass(slots=True)
class Applied:
    """What came of an application, or of taking it back; paths are relative to the root."""

    written: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    """Files that hold the new bytes already, as after an interruption."""
    refused: list[str] = field(default_factory=list)
    """Why files were left as they are, a sentence for each."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A file that is to be written."""

    file: PlannedFile
    replacement: Replacement
    back: tuple[Edit, ...]


def apply_plan(plan: Plan, choice: Choice, root: Path) -> Applied:
    """Write what is chosen of a plan under ``root``; a file that changed is refused with the files of its move."""
    directory = state_directory(root)
    resumed = _resumed(directory, plan)
    finished = {one.name: one for one in resumed.files} if resumed is not None else {}
    if resumed is not None:
        remove_strays((os.path.join(root, one.name) for one in resumed.files), resumed.token)
    applied = Applied()
    due: list[_Due] = []
    bad_moves: dict[int, str] = {}
    for file, changes in choice.files:
        found = _check(file, changes, root, finished.get(file.name))
        if isinstance(found, _Due):
            due.append(found)
        elif found is None:
            applied.already.append(file.name)
        else:
            applied.refused.append(found)
            bad_moves.setdefault(file.move, file.path)
    for one in [one for one in due if one.file.move in bad_moves]:
        due.remove(one)
        applied.refused.append(f"{one.file.path}: moves with {bad_moves[one.file.move]}, which is not written")
    if not due and resumed is None:
        return applied
    journal = _journal(plan, due, resumed)
    place = _open(directory, journal, resumed)
    names = {one.replacement.path: one.file.name for one in due}
    refusals = write_files(
        (one.replacement for one in due), journal.token, lambda path: applied.written.append(names[path])
    )
    applied.refused += [str(refusal) for refusal in refusals]
    if not applied.refused:
        _save(place, msgspec.structs.replace(journal, is_complete=True))
    elif applied.written:
        kept = {*applied.written, *applied.already}
        files = tuple(one for one in journal.files if one.name in kept)
        _save(place, msgspec.structs.replace(journal, is_complete=True, files=files))
    else:
        place.unlink(missing_ok=True)
    return applied


def undo(root: Path) -> Applied:
    """Take the last application back, byte for byte; when a file changed since, nothing is."""
    directory = state_directory(root)
    place = next(iter(sorted(_journals(directory), reverse=True)), None)
    if place is None:
        raise NothingToUndoError(f"{root}: nothing was applied here; there is nothing to undo")
    journal = _read(place)
    remove_strays((os.path.join(root, one.name) for one in journal.files), journal.token)
    applied = Applied()
    due: list[Replacement] = []
    for file in journal.files:
        path = os.path.join(root, file.name)
        data = _bytes(path)
        if data is None and file.is_new:
            applied.already.append(file.name)
        elif data is None or isinstance(data, str):
            applied.refused.append(data or f"{file.path}: removed since it was written")
        elif (digest := sha256(data)) == file.before:
            applied.already.append(file.name)
        elif digest == file.after:
            before = apply_edits(data, [one.edit for one in file.back]) if not file.is_new else None
            due.append(Replacement(path, data, before))
        else:
            applied.refused.append(f"{file.path}: changed since it was written; take it back with git")
    if applied.refused:
        return applied
    names = {os.path.join(root, file.name): file.name for file in journal.files}
    _save(place, msgspec.structs.replace(journal, is_complete=False))
    refusals = write_files(due, journal.token, lambda path: applied.written.append(names[path]))
    applied.refused += [str(refusal) for refusal in refusals]
    if not applied.refused:
        place.unlink(missing_ok=True)
    return applied


def is_interrupted(root: Path, plan: Plan) -> bool:
    """Tell whether an application of this plan did not come to its end, so that the tree is not clean."""
    return _resumed(state_directory(root), plan) is not None


def ensure_finished(root: Path) -> None:
    """Refuse to analyse what an interrupted application left half done."""
    if any(not _read(place).is_complete for place in _journals(state_directory(root))):
        raise UserError(f"{root}: writing was interrupted; `undo` takes it back, `apply` with the same plan ends it")


def reverse(data: bytes, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that turn the result of ``edits`` back into ``data``."""
    shift = 0
    back = []
    for edit in sorted(edits):
        start = edit.start + shift
        back.append(Edit(start, start + len(edit.replacement), data[edit.start : edit.end]))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return _joined(back)


def _joined(edits: list[Edit]) -> tuple[Edit, ...]:
    """Join edits that touch: of what was deleted side by side, two points would fall together."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            last = found.pop()
            found.append(Edit(last.start, edit.end, last.replacement + edit.replacement))
        else:
            found.append(edit)
    return tuple(found)


def _check(
    file: PlannedFile, changes: tuple[Change, ...], root: Path, finished: JournalFile | None
) -> _Due | str | None:
    """Return what is to be written, None where it is already, or why it cannot be."""
    path = os.path.join(root, file.name)
    data = _bytes(path)
    if isinstance(data, str):
        return data
    if data is None and file.is_new:
        data = b""
    elif data is None:
        return f"{file.path}: removed since the plan was made; plan again"
    elif file.is_new and sha256(data) not in (file.after, finished.after if finished is not None else ""):
        return f"{file.path}: is there by now; plan again"
    digest = sha256(data)
    if digest != file.before:
        is_whole = changes == file.changes
        if (is_whole and digest == file.after) or (finished is not None and digest == finished.after):
            return None
        return f"{file.path}: changed since the plan was made; plan again"
    edits = [each.edit for change in changes for each in change.edits]
    try:
        after = apply_edits(data, edits)
    except OverlapError as error:
        return f"{file.path}: two changes claim the same bytes ({error})"
    if changes == file.changes and sha256(after) != file.after:
        return f"{file.path}: the plan does not lead to what it promises; plan again"
    return _Due(file, Replacement(path, None if file.is_new else data, after), reverse(data, edits))


def _bytes(path: str) -> bytes | str | None:
    """Read a file; None when it is gone, and a sentence when it cannot be read or is a link."""
    try:
        if os.path.islink(path):
            return f"{path}: a link is not written through"
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})"


# --- the journal ---------------------------------------------------------------------------------------------------


def _journal(plan: Plan, due: list[_Due], resumed: Journal | None) -> Journal:
    files = [
        JournalFile(
            path=one.file.path,
            raw_path=one.file.raw_path,
            before=one.file.before,
            after=sha256(one.replacement.after or b""),
            back=tuple(map(_planned, one.back)),
            is_new=one.file.is_new,
        )
        for one in due
    ]
    if resumed is None:
        return Journal(plan.digest, secrets.token_hex(6), tuple(files))
    names = {one.name for one in files}
    return msgspec.structs.replace(resumed, files=(*(one for one in resumed.files if one.name not in names), *files))


def _planned(edit: Edit) -> PlannedEdit:
    try:
        return PlannedEdit(edit.start, edit.end, edit.replacement.decode())
    except UnicodeDecodeError:
        return PlannedEdit(edit.start, edit.end, "", edit.replacement)


def _resumed(directory: Path, plan: Plan) -> Journal | None:
    """Return the journal of an application of this plan that did not come to its end."""
    for place in _journals(directory):
        journal = _read(place)
        if not journal.is_complete and journal.plan == plan.digest:
            return journal
    return None


def _journals(directory: Path) -> Iterator[Path]:
    if directory.is_dir():
        yield from (path for path in directory.iterdir() if path.suffix == ".json" and path.stem.isdecimal())


def _open(directory: Path, journal: Journal, resumed: Journal | None) -> Path:
    """Write the journal before the first file is."""
    numbers = {int(path.stem): path for path in _journals(directory)}
    for place in numbers.values():
        if resumed is not None and _read(place).token == resumed.token:
            _save(place, journal)
            return place
    place = directory / f"{max(numbers, default=0) + 1:06}.json"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if directory.name.startswith("."):
            (directory / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise WriteError(
            f"{directory}: cannot be made ({error.strerror}); without a journal nothing is written"
        ) from error
    _save(place, journal)
    return place


def _read(place: Path) -> Journal:
    try:
        return msgspec.json.decode(place.read_bytes(), type=Journal)
    except (OSError, msgspec.MsgspecError) as error:
        raise UserError(f"{place}: the journal cannot be read ({error}); remove it to go on without undo") from error


def _save(place: Path, journal: Journal) -> None:
    temporary = place.with_suffix(".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(msgspec.json.encode(journal))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, place)
    except OSError as error:
        raise WriteError(
            f"{place}: cannot be written ({error.strerror}); without a journal nothing is written"
        ) from error
