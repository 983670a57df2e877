"""The run as Markdown for a pull request: tables on top, findings folded below, within GitHub's length of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.text import plural, printable
from segment_to_amplitude.report.view import Entry, Inventory, Item, Report, WriteKey

_COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters; the rest is left to whoever posts the comment."""

_CODE = re.compile(r"`[^`\n]+`")
_MENTION = re.compile(r"@[\w-]+(?:/[\w.-]+)?")
_FOLDED = (Applicability.MANUAL, Applicability.REVIEW, Applicability.SAFE)


def render_markdown(report: Report) -> str:
    """Write the tables, then as many findings as fit: manual ones first."""
    head = "".join(_head(report))
    room = _COMMENT_LIMIT - len(head)
    return head + "".join(_findings(report, room))


def _head(report: Report) -> Iterator[str]:
    yield "## Segment to Amplitude\n\n"
    if not report.entries:
        yield "No reference to Segment found.\n\n"
    else:
        yield _counts_table(report)
        yield from _inventory(report.inventory)
    yield ", ".join(f"{report.total_files(status)} {status}" for status in FileStatus)
    yield f" of {plural(report.files_read, 'file')} read.\n"
    yield from _files(file for file in report.files if file.status is FileStatus.FAILED)
    yield from (f"- {_prose(note)}\n" for note in report.notes)


def _counts_table(report: Report) -> str:
    rows = [
        [str(kind), *(str(report.total(value, kind)) for value in Applicability), str(report.total(kind=kind))]
        for kind in Kind
        if report.total(kind=kind)
    ]
    total = ["**total**", *(str(report.total(value)) for value in Applicability), str(len(report.entries))]
    return _table(["references", *Applicability, "total"], [*rows, total])


def _inventory(inventory: Inventory) -> Iterator[str]:
    parts: tuple[tuple[str, Sequence[Item | WriteKey]], ...] = (
        ("SDK", inventory.sdks),
        ("write key", inventory.write_keys),
        ("integration", inventory.integrations),
        ("event", inventory.events),
    )
    for noun, items in parts:
        if items:
            rows = [[_inline(item.name), str(item.references), str(len(item.files))] for item in items]
            yield _folded(plural(len(items), noun), _table([noun, "references", "files"], rows))


def _files(files: Iterable[FileResult]) -> Iterator[str]:
    for file in files:
        yield f"- {_inline(file.path)} {file.status}: {_prose(file.reason or 'no cause given')}\n"


def _findings(report: Report, room: int) -> Iterator[str]:
    left_out = 0
    for applicability in _FOLDED:
        entries = [entry for entry in report.entries if entry.finding.applicability is applicability]
        lines: list[str] = []
        shown = 0
        for path, group in groupby(entries, key=lambda entry: entry.finding.path):
            for number, entry in enumerate(group):
                line = (f"\n**{_inline(path)}**\n\n" if number == 0 else "") + _finding(entry)
                if len(line) > room:
                    room = 0
                    break
                lines.append(line)
                room -= len(line)
                shown += 1
        left_out += len(entries) - shown
        if lines:
            yield "\n" + _folded(f"{len(entries)} {applicability}", "".join(lines).lstrip("\n"))
    if left_out:
        yield f"\n{plural(left_out, 'finding')} more: see the JSON report.\n"


def _finding(entry: Entry) -> str:
    at = entry.place
    text = f"- {at.line}:{at.column} {_inline(entry.finding.code)} {_prose(entry.message)}\n"
    if not entry.suggestion:
        return text
    if "\n" not in entry.suggestion:
        return f"{text}  - Suggestion: {_prose(entry.suggestion)}\n"
    fence = "`" * max(3, _longest_run(entry.suggestion) + 1)
    block = "".join(f"    {line}\n" for line in (fence, *entry.suggestion.splitlines(), fence))
    return f"{text}  - Suggestion:\n{block}"


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body.rstrip()}\n\n</details>\n\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in (head, rule, *rows))
    return "".join(lines) + "\n"


def _inline(text: str) -> str:
    """Return ``text`` as a code span, which neither mentions people nor starts a tag."""
    text = printable(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _prose(text: str) -> str:
    """Return ``text`` on one line, its code spans kept, with tags shown as text and package names as code."""
    text = " ".join(text.split())
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(text):
        parts += [_plain(text[end : code.start()]), code.group()]
        end = code.end()
    return "".join([*parts, _plain(text[end:])])


def _plain(text: str) -> str:
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")
    return _MENTION.sub(lambda mention: _inline(mention.group().replace("\\_", "_")), text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
