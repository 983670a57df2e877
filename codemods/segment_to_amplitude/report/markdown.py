"""The run as Markdown for a pull request: tables on top, findings folded below, within GitHub's length of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from segment_to_amplitude.findings.finding import Applicability, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.report.text import plural, printable, shown_event
from segment_to_amplitude.report.view import Entry, Event, Inventory, Item, Report, WriteKey

_COMMENT_LIMIT = 60_000
"""GitHub takes 65,536 characters; the rest is left to whoever posts the comment."""

_PLACES = 5
_EVENTS = 50

_CODE = re.compile(r"`[^`\n]+`")
_MENTION = re.compile(r"@[\w-]+(?:/[\w.-]+)?")
_FOLDED = (Applicability.MANUAL, Applicability.REVIEW, Applicability.SAFE)


def render_markdown(report: Report) -> str:
    """Write the tables, then as many findings as fit: manual ones first."""
    head = "".join(_head(report)) + "".join(_to_do(report))
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


def _to_do(report: Report) -> Iterator[str]:
    """Say what a reviewer looks at first, what is left to do by hand, and where the migration stands."""
    if not report.entries:
        return
    yield from _most_frequent("Look at first", report, Applicability.REVIEW)
    yield from _most_frequent("Left to do by hand", report, Applicability.MANUAL)
    yield from _checklist(report)


def _most_frequent(title: str, report: Report, applicability: Applicability) -> Iterator[str]:
    """List codes, those of the fewest findings first: what is rare is decided one by one."""
    codes: dict[str, list[Entry]] = {}
    for entry in report.entries:
        if entry.finding.applicability is applicability:
            codes.setdefault(entry.finding.code, []).append(entry)
    if not codes:
        return
    yield f"\n### {title}\n\n"
    for code, entries in sorted(codes.items(), key=lambda item: (len(item[1]), item[0])):
        places = [_inline(f"{entry.finding.path}:{entry.place.line}") for entry in entries]
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        advice = _advice(code)
        yield f"- [ ] {_inline(code)} ({len(entries)}): {', '.join(places[:_PLACES])}{more}.{advice}\n"


def _advice(name: str) -> str:
    from segment_to_amplitude.findings.codes import CODES

    code = CODES.get(name)
    return f" {_prose(code.advice)}" if code is not None and code.advice else ""


def _checklist(report: Report) -> Iterator[str]:
    """Go through sources, destinations, keys and events, as a migration's plan does; done is what the code shows."""
    inventory = report.inventory
    left = {entry.finding.sdk for entry in report.entries if entry.finding.applicability is Applicability.MANUAL}
    yield "\n### Checklist\n\n"
    for sdk in inventory.sdks:
        mark, state = (" ", "some of it stays, see above") if sdk.name in left else ("x", "moved")
        yield f"- [{mark}] Source {_inline(sdk.name)}, {plural(sdk.references, 'reference')}: {state}.\n"
    for key in inventory.write_keys:
        yield f"- [ ] Key {_inline(key.name)}: the API key of the Amplitude project takes its place.\n"
    for integration in inventory.integrations:
        yield f"- [ ] Destination {_inline(integration.name)}: calls name it; feed it from Amplitude, or let it go.\n"
    if inventory.events:
        shown = ", ".join(_inline(item.name) for item in inventory.events[:_EVENTS])
        more = f" and {len(inventory.events) - _EVENTS} more" if len(inventory.events) > _EVENTS else ""
        yield f"- [ ] Events, {len(inventory.events)} by name: compare with the tracking plan. {shown}{more}\n"
    if any(entry.finding.kind is Kind.MANIFEST and entry.finding.edits for entry in report.entries):
        yield "- [ ] Dependencies: install, so that the lock files follow.\n"
    yield "- [ ] Run it once: the first events of each source arrive in Amplitude.\n\n"


def _counts_table(report: Report) -> str:
    rows = [
        [str(kind), *(str(report.total(value, kind)) for value in Applicability), str(report.total(kind=kind))]
        for kind in Kind
        if report.total(kind=kind)
    ]
    total = ["**total**", *(str(report.total(value)) for value in Applicability), str(len(report.entries))]
    return _table(["references", *Applicability, "total"], [*rows, total])


def _inventory(inventory: Inventory) -> Iterator[str]:
    parts: tuple[tuple[str, Sequence[Item | Event | WriteKey]], ...] = (
        ("SDK", inventory.sdks),
        ("write key", inventory.write_keys),
        ("integration", inventory.integrations),
        ("event", inventory.events),
    )
    for noun, items in parts:
        if items:
            names = [shown_event(item) if isinstance(item, Event) else item.name for item in items]
            counts = [[str(item.references), str(len(item.files))] for item in items]
            rows = [[_inline(name), *count] for name, count in zip(names, counts, strict=True)]
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
