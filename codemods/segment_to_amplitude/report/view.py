"""A run as every format shows it: findings with their places, totals and the inventory, with write keys masked.

Named tuples instead of dataclasses: a run that finds nothing is as long as what it imports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus, RunResult
from segment_to_amplitude.report.places import Place, place


class Entry(NamedTuple):
    """One finding as it is shown; ``finding`` keeps what needs no masking."""

    finding: Finding
    file: FileResult
    place: Place
    message: str
    suggestion: str | None
    evidence: tuple[str, ...]


class Item(NamedTuple):
    """One line of the inventory: a name, how often it is referred to, and in which files."""

    name: str
    references: int
    files: tuple[str, ...]


class Event(NamedTuple):
    """An item that is an event; ``becomes`` is the name that a rule gives it, None for one that it drops."""

    name: str
    references: int
    files: tuple[str, ...]
    becomes: str | None
    is_dropped: bool


class WriteKey(NamedTuple):
    """An item that is a write key, masked where it is a literal."""

    name: str
    references: int
    files: tuple[str, ...]
    literal: bool


class Inventory(NamedTuple):
    """What the references tell about the project's sources and destinations, by name."""

    sdks: tuple[Item, ...]
    events: tuple[Event, ...]
    write_keys: tuple[WriteKey, ...]
    integrations: tuple[Item, ...]


class Report(NamedTuple):
    """A run, ready to be written: entries in path and place order."""

    entries: tuple[Entry, ...]
    files: tuple[FileResult, ...]
    files_read: int
    inventory: Inventory
    notes: tuple[str, ...]

    def total(self, applicability: Applicability | None = None, kind: Kind | None = None) -> int:
        """Count the findings of an applicability and a kind; None stands for any."""
        return sum(
            1
            for entry in self.entries
            if applicability in (None, entry.finding.applicability) and kind in (None, entry.finding.kind)
        )

    def total_files(self, status: FileStatus) -> int:
        """Count the files that a run left in ``status``."""
        return sum(1 for file in self.files if file.status is status)


def is_left(finding: Finding) -> bool:
    """Tell whether Segment is still there: a finding without an SDK, such as an unused suppression, is not Segment."""
    return finding.applicability is not Applicability.IGNORED and bool(finding.sdk)


def view(result: RunResult) -> Report:
    """Sort, place and mask what a run found."""
    files = tuple(sorted(result.files, key=lambda file: file.path))
    mask = _mask({finding.write_key for file in files for finding in file.findings if finding.write_key})
    entries = tuple(entry for file in files for entry in sorted(_entries(file, mask), key=_order))
    return Report(
        entries=entries,
        files=files,
        files_read=max(result.files_read, len(files)),
        inventory=_inventory((entry.finding for entry in entries), result.renamed),
        notes=tuple(mask(note) for note in result.notes),
    )


def left_only(report: Report) -> Report:
    """Keep only the findings for which Segment is still there."""
    return report._replace(entries=tuple(entry for entry in report.entries if is_left(entry.finding)))


def _mask(keys: set[str]) -> Callable[[str], str]:
    if not keys:
        return str
    from segment_to_amplitude.report.masking import Mask

    return Mask.of(keys).text


def _entries(file: FileResult, mask: Callable[[str], str]) -> Iterable[Entry]:
    for finding in file.findings:
        yield Entry(
            finding=finding,
            file=file,
            place=place(file, finding.span),
            message=mask(finding.message),
            suggestion=None if finding.suggestion is None else mask(finding.suggestion),
            evidence=tuple(mask(step) for step in finding.evidence),
        )


def _order(entry: Entry) -> tuple[int, int, str, str]:
    finding = entry.finding
    return finding.span.start, finding.span.end, finding.code, finding.message


def _inventory(findings: Iterable[Finding], renamed: Mapping[str, str | None]) -> Inventory:
    found = tuple(findings)
    keys = _items((finding.write_key, finding.path) for finding in found if finding.write_key)
    return Inventory(
        sdks=_items((finding.sdk, finding.path) for finding in found if finding.sdk),
        events=tuple(
            Event(*item, renamed.get(item.name, item.name), renamed.get(item.name, "") is None)
            for item in _items((finding.event, finding.path) for finding in found if finding.event)
        ),
        write_keys=tuple(_write_key(item) for item in keys),
        integrations=_items((name, finding.path) for finding in found for name in finding.integrations),
    )


def _write_key(item: Item) -> WriteKey:
    from segment_to_amplitude.report.masking import is_literal_key, mask_key

    return WriteKey(mask_key(item.name), item.references, item.files, is_literal_key(item.name))


def _items(references: Iterable[tuple[str, str]]) -> tuple[Item, ...]:
    paths: dict[str, list[str]] = {}
    for name, path in references:
        paths.setdefault(name, []).append(path)
    return tuple(Item(name, len(found), tuple(sorted(set(found)))) for name, found in sorted(paths.items()))
