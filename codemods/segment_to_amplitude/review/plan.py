"""The plan: what a migration would do, saved so that it can be read, decided on and carried out without analysis."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from segment_to_amplitude import __version__
from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.findings.result import FileResult, FileStatus, RunResult
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.fingerprints import fingerprints
from segment_to_amplitude.report.view import Entry, view
from segment_to_amplitude.review.coupling import moves
from segment_to_amplitude.source.edits import Edit, apply_edits

FORMAT = "segment-to-amplitude plan"
VERSION = 1
REST = "rest"
"""Ends the id of a change that no finding speaks for."""


class PlanError(UserError):
    """A file is no plan, or not one that this version reads."""


class PlannedEdit(msgspec.Struct, frozen=True, omit_defaults=True):
    """Replace the bytes ``start`` to ``end`` of the file as it was read."""

    start: int
    end: int
    text: str = ""
    raw: bytes = b""
    """Instead of ``text``, for bytes that are not UTF-8."""

    @property
    def edit(self) -> Edit:
        """The edit itself."""
        return Edit(self.start, self.end, self.raw or self.text.encode())


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding as it is shown, and what it changes; write keys in its texts are masked."""

    id: str
    """Stable from run to run, unique in the plan."""
    code: str
    applicability: str
    kind: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    sdk: str = ""
    language: str = ""
    method: str | None = None
    event: str | None = None
    suggestion: str | None = None
    evidence: tuple[str, ...] = ()
    integrations: tuple[str, ...] = ()
    edits: tuple[PlannedEdit, ...] = ()


class PlannedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file with its findings; files without edits have no hashes."""

    path: str
    raw_path: bytes = b""
    """The path's own bytes, where they are not UTF-8."""
    status: str = "unchanged"
    reason: str | None = None
    language: str = ""
    before: str = ""
    """SHA-256 of the file as it was read."""
    after: str = ""
    """SHA-256 of the file with all edits."""
    is_new: bool = False
    """The file is not there yet."""
    move: int = 0
    """Files of one number are left or written together: a client moves with everything that reaches it."""
    findings: tuple[Change, ...] = ()

    @property
    def name(self) -> str:
        """The path as the operating system takes it."""
        return os.fsdecode(self.raw_path) if self.raw_path else self.path

    @property
    def changes(self) -> tuple[Change, ...]:
        """The findings that change something."""
        return tuple(one for one in self.findings if one.edits)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits, in file order."""
        return tuple(sorted(each.edit for one in self.findings for each in one.edits))


class Plan(msgspec.Struct, frozen=True):
    """A whole run."""

    files: tuple[PlannedFile, ...]
    format: str = FORMAT
    version: int = VERSION
    tool: str = __version__
    settings: str = ""
    """SHA-256 of the settings that held."""
    only_safe: bool = False
    files_read: int = 0
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[PlannedFile, ...]:
        """The files that change."""
        return tuple(file for file in self.files if file.before)

    @property
    def digest(self) -> str:
        """What the plan is known by: equal plans change the same bytes of the same files."""
        found = hashlib.sha256()
        for file in self.changed:
            for part in (os.fsencode(file.name), file.before.encode(), file.after.encode()):
                found.update(part + b"\0")
        return found.hexdigest()


def make_plan(result: RunResult, *, settings: object = None, only_safe: bool = False) -> Plan:
    """Make the plan of a run; the same run gives the same plan."""
    entries: dict[str, dict[int, Entry]] = {}
    for entry in view(result).entries:
        entries.setdefault(entry.finding.path, {})[id(entry.finding)] = entry
    files = sorted(result.files, key=lambda file: file.path)
    groups = moves(files)
    return Plan(
        files=tuple(
            _file(file, entries.get(file.path, {}), groups.get(file.path, 0))
            for file in files
            if file.findings or file.edits or file.status in (FileStatus.FAILED, FileStatus.SKIPPED)
        ),
        settings=sha256(repr(settings).encode()) if settings is not None else "",
        only_safe=only_safe,
        files_read=max(result.files_read, len(files)),
        notes=result.notes,
    )


def sha256(data: bytes) -> str:
    """Return the hash that the plan knows a file by."""
    return hashlib.sha256(data).hexdigest()


def encode_plan(plan: Plan) -> bytes:
    """Write a plan, one line for each finding."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n"


def read_plan(path: Path) -> Plan:
    """Read a plan; a file that is none says so."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise PlanError(f"{path}: not a plan; `migrate --plan FILE` writes one")
        if head.version != VERSION:
            raise PlanError(f"{path}: a plan of version {head.version}; version {VERSION} is read here, plan again")
        plan = msgspec.json.decode(data, type=Plan)
    except msgspec.MsgspecError as error:
        raise PlanError(f"{path}: not a plan ({error}); `migrate --plan FILE` writes one") from error
    for file in plan.changed:
        if not _is_below(file.name):
            raise PlanError(f"{path}: names {file.path!r}, which is not below the project's root; plan again")
    return plan


def ensure_is_here(plan: Plan, root: Path) -> None:
    """Refuse a root under which none of a plan's files is: it is another project's."""
    if plan.changed and not any(os.path.lexists(os.path.join(root, file.name)) for file in plan.changed):
        raise PlanError(f"{root}: none of the plan's files is here; name the project that it was made for with --root")


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


def _is_below(path: str) -> bool:
    return (
        bool(path) and "\0" not in path and not os.path.isabs(path) and ".." not in path.replace("\\", "/").split("/")
    )


def _file(file: FileResult, entries: dict[int, Entry], move: int) -> PlannedFile:
    is_changed = file.status is FileStatus.CHANGED and file.before is not None and bool(file.edits)
    before = file.before if is_changed else None
    path, raw = _texts(os.fsencode(file.path))
    return PlannedFile(
        path=path,
        raw_path=raw,
        status=str(file.status),
        reason=file.reason,
        language=file.language,
        before=sha256(before) if before is not None else "",
        after=sha256(apply_edits(before, file.edits)) if before is not None else "",
        is_new=file.is_new,
        move=move if is_changed else 0,
        findings=tuple(_changes(file, entries, is_changed=is_changed)),
    )


def _changes(file: FileResult, entries: dict[int, Entry], *, is_changed: bool) -> Iterator[Change]:
    given: set[Edit] = set()
    for finding, name in fingerprints(file):
        own = [edit for edit in sorted(finding.edits) if is_changed and edit not in given]
        given.update(own)
        yield _change(finding, name, entries[id(finding)], own)
    rest = [edit for edit in file.edits if is_changed and edit not in given]
    if rest:
        yield Change(
            id=f"{sha256(os.fsencode(file.path))[:16]}-{REST}",
            code="rest",
            applicability="safe",
            kind="other",
            line=1,
            column=1,
            end_line=1,
            end_column=1,
            message="what goes with the changes of this file",
            edits=tuple(map(_edit, rest)),
        )


def _change(finding: Finding, name: str, entry: Entry, edits: list[Edit]) -> Change:
    at = entry.place
    return Change(
        id=name,
        code=finding.code,
        applicability=str(finding.applicability),
        kind=str(finding.kind),
        line=at.line,
        column=at.column,
        end_line=at.end_line,
        end_column=at.end_column,
        message=_clean(entry.message),
        sdk=finding.sdk,
        language=finding.language,
        method=finding.method,
        event=None if finding.event is None else _clean(finding.event),
        suggestion=None if entry.suggestion is None else _clean(entry.suggestion),
        evidence=tuple(map(_clean, entry.evidence)),
        integrations=tuple(map(_clean, finding.integrations)),
        edits=tuple(map(_edit, edits)),
    )


def _edit(edit: Edit) -> PlannedEdit:
    text, raw = _texts(edit.replacement)
    return PlannedEdit(edit.start, edit.end, "" if raw else text, raw)


def _texts(data: bytes) -> tuple[str, bytes]:
    """Return bytes as a text, and once more as they are where they are not UTF-8."""
    try:
        return data.decode(), b""
    except UnicodeDecodeError:
        return data.decode("utf-8", "backslashreplace"), data


def _clean(text: str) -> str:
    """Return a text without the lone surrogates that stand for bytes of file names, which JSON cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode()
