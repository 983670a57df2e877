"""Text for a terminal: the ledger, the list of findings and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.view import Entry, Event, Item, Report, WriteKey

_COLOURS = {
    Applicability.SAFE: "32",
    Applicability.REVIEW: "33",
    Applicability.MANUAL: "31",
    Applicability.IGNORED: "2",
}
_LISTED = (Applicability.MANUAL, Applicability.REVIEW)
_PATHS_SHOWN = 3


def render_ledger(report: Report) -> str:
    """Write the ledger: SDKs, references by kind, applicability and file, write keys, integrations and events."""
    if not report.entries:
        return "No reference to Segment found.\n"
    inventory = report.inventory
    sections = (
        _section("SDKs", _items(inventory.sdks)),
        _section("References", _by_kind(report)),
        _section("Files", _by_file(report)),
        _section("Write keys", _items(inventory.write_keys)),
        _section("Integrations", _items(inventory.integrations)),
        _section("Events", _events(inventory.events)),
    )
    return "\n".join(section for section in sections if section)


def render_findings(report: Report, *, verbose: bool = False, colour: bool = False, everything: bool = False) -> str:
    """List findings file by file: manual and review ones, or all of them, and with ``verbose`` their evidence."""
    shown = [entry for entry in report.entries if verbose or everything or entry.finding.applicability in _LISTED]
    blocks = (
        "".join(line for entry in entries for line in _finding(entry, verbose=verbose, colour=colour))
        for _, entries in groupby(shown, key=lambda entry: entry.finding.path)
    )
    return "\n".join(blocks)


def render_summary(report: Report, *, verbose: bool = False) -> str:
    """Count references and files, and give the reason of each file that was skipped or failed."""
    lines = [_references(report), _files(report)]
    failed = [file for file in report.files if file.status is FileStatus.FAILED]
    lines += [f"failed: {printable(file.path)}: {printable(file.reason or 'no cause given')}" for file in failed]
    lines += _skipped(report.files, verbose=verbose)
    lines += [f"note: {printable(note)}" for note in report.notes]
    return "".join(f"{line}\n" for line in lines)


def printable(text: str) -> str:
    """Show control characters as escapes: no name in a repository may steer the reader's terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def plural(count: int, noun: str) -> str:
    """Return ``count`` and its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _finding(entry: Entry, *, verbose: bool, colour: bool) -> Iterator[str]:
    finding, at = entry.finding, entry.place
    applicability = str(finding.applicability)
    if colour:
        applicability = f"\x1b[{_COLOURS[finding.applicability]}m{applicability}\x1b[0m"
    message, *more = entry.message.splitlines() or [""]
    path = printable(finding.path)
    yield f"{path}:{at.line}:{at.column}  {applicability}  {finding.code}  {printable(message)}\n"
    yield from _indented("", more)
    if entry.suggestion:
        yield from _indented("suggestion: ", entry.suggestion.splitlines())
    if verbose and entry.evidence:
        yield from _indented("evidence: ", [" ← ".join(entry.evidence)])


def _indented(label: str, lines: Sequence[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        lead = label if index == 0 else " " * len(label)
        yield f"    {lead}{_source(line)}\n"


def _source(line: str) -> str:
    return "\t".join(printable(part) for part in line.split("\t"))


def _references(report: Report) -> str:
    counts = ", ".join(f"{report.total(applicability)} {applicability}" for applicability in Applicability)
    return f"{plural(len(report.entries), 'reference')}: {counts}"


def _files(report: Report) -> str:
    counts = ", ".join(f"{report.total_files(status)} {status}" for status in FileStatus)
    return f"{plural(report.files_read, 'file')} read: {counts}"


def _skipped(files: Iterable[FileResult], *, verbose: bool) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for file in files:
        if file.status is FileStatus.SKIPPED:
            reasons.setdefault(file.reason or "no reason given", []).append(printable(file.path))
    for reason, paths in sorted(reasons.items()):
        shown = paths if verbose else paths[:_PATHS_SHOWN]
        more = "" if len(shown) == len(paths) else f" and {len(paths) - len(shown)} more"
        yield f"skipped: {printable(reason)}: {', '.join(shown)}{more}"


def _section(title: str, rows: Sequence[Sequence[str]]) -> str:
    return f"{title}\n{_table(rows)}" if rows else ""


def _items(items: Iterable[Item | WriteKey]) -> list[list[str]]:
    return [[printable(item.name), str(item.references), _paths(item.files)] for item in items]


def _events(events: Sequence[Event]) -> list[list[str]]:
    return [[printable(shown_event(event)), str(event.references), _paths(event.files)] for event in events]


def shown_event(event: Event) -> str:
    """Show an event with what a rule makes of it."""
    if event.is_dropped:
        return f"{event.name} (dropped)"
    return event.name if event.becomes == event.name else f"{event.name} → {event.becomes}"


def _paths(paths: Sequence[str]) -> str:
    more = "" if len(paths) <= _PATHS_SHOWN else f" and {len(paths) - _PATHS_SHOWN} more"
    return ", ".join(printable(path) for path in paths[:_PATHS_SHOWN]) + more


def _by_kind(report: Report) -> list[list[str]]:
    rows = [_counts(str(kind), (entry for entry in report.entries if entry.finding.kind is kind)) for kind in Kind]
    return [_HEAD, *(row for row in rows if row[-1] != "0"), _counts("total", report.entries)]


def _by_file(report: Report) -> list[list[str]]:
    files = groupby(report.entries, key=lambda entry: entry.finding.path)
    return [_HEAD, *(_counts(printable(path), entries) for path, entries in files)]


_HEAD = ["", *Applicability, "total"]


def _counts(name: str, entries: Iterable[Entry]) -> list[str]:
    found = [entry.finding.applicability for entry in entries]
    return [name, *(str(found.count(applicability)) for applicability in Applicability), str(len(found))]


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "".join("  " + "  ".join(_cells(row, widths)).rstrip() + "\n" for row in rows)


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
        is_number = index > 0 and (cell.isdecimal() or cell in {*Applicability, "total"})
        yield cell.rjust(width) if is_number else cell.ljust(width)
