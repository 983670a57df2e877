"""Reports of many checkouts as one: JSON Lines in, a table of the checkouts out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.text import plural, printable


class MergeError(UserError):
    """A file is no report in JSON Lines."""


class Checkout(NamedTuple):
    """One report: its name and its lines."""

    name: str
    lines: tuple[dict[str, Any], ...]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the lines of one type."""
        return [line for line in self.lines if line["type"] == kind]

    @property
    def counts(self) -> Counter[str]:
        """Findings by applicability."""
        return Counter(line["applicability"] for line in self.of("finding"))


def read_report(name: str, path: Path) -> Checkout:
    """Read what `scan --format jsonl` wrote."""
    try:
        lines = tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    except OSError as error:
        raise MergeError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise MergeError(f"{path}: no JSON Lines ({error}); `scan --format jsonl` writes them") from error
    is_report = lines and all(isinstance(line, dict) and "type" in line for line in lines)
    if not is_report or lines[0]["type"] != "run" or lines[0].get("schema_version") != 1:
        raise MergeError(f"{path}: no report of version 1; `scan --format jsonl` writes one")
    return Checkout(name, lines)


def merged_jsonl(checkouts: Iterable[Checkout]) -> Iterator[str]:
    """Yield all lines, each with the name of its checkout."""
    for checkout in checkouts:
        for line in checkout.lines:
            yield json.dumps({"checkout": checkout.name, **line}, ensure_ascii=False) + "\n"


def merged_table(checkouts: Sequence[Checkout], *, markdown: bool = False) -> Iterator[str]:
    """Yield the checkouts with their counts, the most work first, then what they have in common."""
    head = ["checkout", *Applicability, "total", "failed"]
    rows = [_row(checkout) for checkout in checkouts]
    rows.sort(key=lambda row: (-int(row[-2]), row[0]))
    total = ["total", *(str(sum(int(row[column]) for row in rows)) for column in range(1, len(head)))]
    yield from _table([head, *rows, total], markdown=markdown)
    for noun, key in (("SDK", "sdks"), ("event", "events"), ("integration", "integrations")):
        found: dict[str, list[tuple[str, int]]] = {}
        for checkout in checkouts:
            for inventory in checkout.of("inventory"):
                for item in inventory[key]:
                    found.setdefault(item["name"], []).append((checkout.name, item["references"]))
        listed = [
            [printable(name), str(sum(count for _, count in uses)), plural(len(uses), "checkout")]
            for name, uses in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ]
        if listed:
            yield "\n"
            yield from _table([[noun, "references", "in"], *listed], markdown=markdown)


def _row(checkout: Checkout) -> list[str]:
    counts = checkout.counts
    failed = sum(line["status"] == "failed" for line in checkout.of("file"))
    numbers = [*(counts[value] for value in Applicability), counts.total(), failed]
    return [printable(checkout.name), *map(str, numbers)]


def _table(rows: Sequence[Sequence[str]], *, markdown: bool) -> Iterator[str]:
    if markdown:
        cells = [[cell.replace("|", "\\|").replace("<", "&lt;") for cell in row] for row in rows]
        rule = ["---", *("---:" for _ in rows[0][1:])]
        yield from ("| " + " | ".join(row) + " |\n" for row in (cells[0], rule, *cells[1:]))
        return
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *others = zip(row, widths, strict=True)
        yield "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + "\n"
