"""The baseline of ``check``: the references that are known, as a file that is committed and can only shrink.

A file that was moved, formatted or has more lines above keeps its references: they count by what they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.view import Entry, Report

VERSION = 1
_LONGEST = 80

Counts = Mapping[str, Mapping[str, int]]
"""How often each reference stands in each file."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A run beside a baseline."""

    new: tuple[Entry, ...]
    known: int
    gone: int
    """References of the baseline that are not there any more."""


def counts_of(report: Report) -> dict[str, dict[str, int]]:
    """Count a run's references."""
    found: dict[str, Counter[str]] = {}
    for entry in report.entries:
        found.setdefault(entry.finding.path, Counter())[identity(entry)] += 1
    return {path: dict(sorted(counts.items())) for path, counts in sorted(found.items())}


def compare(report: Report, baseline: Counts) -> Compared:
    """Tell a run's new references from those of the baseline; one that changed its file is not new."""
    left = {path: Counter(counts) for path, counts in baseline.items()}
    known = 0
    strangers: list[Entry] = []
    for entry in report.entries:
        counts = left.get(entry.finding.path)
        if counts is not None and counts[identity(entry)] > 0:
            counts[identity(entry)] -= 1
            known += 1
        else:
            strangers.append(entry)
    moved: Counter[str] = Counter()
    for counts in left.values():
        moved.update(counts)
    new = []
    for entry in strangers:
        if moved[identity(entry)] > 0:
            moved[identity(entry)] -= 1
            known += 1
        else:
            new.append(entry)
    return Compared(tuple(new), known, moved.total())


def identity(entry: Entry) -> str:
    """Name a reference by what it does: ``call track 'Signed Up'``, ``import @segment/analytics-next``.

    Equal references have equal names; lines and columns are no part of them, nor is the finding's code, which a later
    version of the tool may choose otherwise.
    """
    finding = entry.finding
    words = [str(finding.kind), finding.method or ""]
    if finding.event is not None:
        words.append(repr(_shortened(finding.event)))
    elif finding.method is None:
        words.append(_named(entry))
    return " ".join(word for word in words if word)


def _named(entry: Entry) -> str:
    """The text at a reference's place, unless it is a write key."""
    finding, data = entry.finding, entry.file.before
    if data is None or finding.write_key is not None:
        return ""
    return _shortened(" ".join(data[finding.span.start : finding.span.end].decode("utf-8", "replace").split()))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def read_baseline(path: Path) -> Counts:
    """Read a baseline, or raise with what is wrong and where."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        advice = "make it with `check --baseline FILE --update-baseline`"
        raise UserError(f"{path}: cannot be read ({error.strerror}); {advice}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}:1:1: is not UTF-8; make it anew") from error
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise UserError(f"{place}: not JSON: {error.msg}; mend it, or delete it and make it anew") from error
    references = data.get("references") if isinstance(data, dict) else None
    if not isinstance(references, dict) or data.get("version") != VERSION or not _is_counted(references):
        raise UserError(f"{path}:1:1: is not a baseline of version {VERSION}; delete it and make it anew")
    return references


def render_baseline(counts: Counts) -> str:
    """Write a baseline, one reference a line, so that changes of several branches merge."""
    return json.dumps({"version": VERSION, "references": counts}, indent=2, ensure_ascii=False) + "\n"


def _is_counted(references: Mapping[object, object]) -> bool:
    return all(
        isinstance(path, str)
        and isinstance(counts, dict)
        and all(isinstance(name, str) and type(count) is int and count > 0 for name, count in counts.items())
        for path, counts in references.items()
    )
