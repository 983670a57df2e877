"""The migration as one page for a browser: no network, no markup from the project, decisions to carry away.

All source text is data: it reaches the page as JSON, and the script writes it as text, never as markup. The policy
allows the page's own script and style, by hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.report.text import plural
from segment_to_amplitude.review.colouring import Token, lines, visible
from segment_to_amplitude.review.decisions import FORMAT, VERSION, Decisions
from segment_to_amplitude.review.hunks import Read, hunks_of, side_by_side
from segment_to_amplitude.review.plan import Change, Plan, PlannedFile
from segment_to_amplitude.source.patch import Hunk

APPLICABILITIES = ("safe", "review", "manual", "ignored")


def render_page(
    plan: Plan,
    read: Read,
    *,
    owners: Callable[[str], str] = lambda path: "",
    mask: Callable[[str], str] = str,
    decisions: Decisions | None = None,
    saves_to: str = "",
) -> str:
    """Write the page; ``saves_to`` is where it sends decisions to, empty for a page that stands alone."""
    from jinja2 import Environment, StrictUndefined

    script, style, template = _resource("page.js"), _resource("page.css"), _resource("page.html")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    findings = [change for file in plan.files for change in file.findings]
    return environment.from_string(template).render(
        policy=_policy(script, style, is_served=bool(saves_to)),
        script=_Literal(script),
        style=_Literal(style),
        data=_Literal(_data(plan, read, owners, mask, decisions, saves_to)),
        totals=[(name, sum(one.applicability == name for one in findings)) for name in APPLICABILITIES],
        total=len(findings),
        changes=sum(bool(one.edits) for one in findings),
        tables=list(_tables(plan)),
        failed=[(visible(file.path), file.reason or "") for file in plan.files if file.status == "failed"],
        skipped=sum(file.status == "skipped" for file in plan.files),
        notes=[visible(note) for note in plan.notes],
        files_changed=plural(len(plan.changed), "file"),
        version=plan.tool,
    )


class _Literal(str):
    """Text that is put into the page as it is: the page's own script, style, and JSON without a ``<``."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _resource(name: str) -> str:
    return files("segment_to_amplitude.review").joinpath("page_files", name).read_text(encoding="utf-8")


def _policy(script: str, style: str, *, is_served: bool) -> str:
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (script, style)
    ]
    connect = "'self'" if is_served else "'none'"
    return (
        f"default-src 'none'; script-src {hashes[0]}; style-src {hashes[1]}; connect-src {connect}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _tables(plan: Plan) -> Iterator[tuple[str, str, list[tuple[str, list[int]]]]]:
    """Give the dashboard's tables: a caption, what the rows are, and the rows with their counts."""
    everything = [(file, change) for file in plan.files for change in file.findings]
    columns: tuple[tuple[str, str, Callable[[PlannedFile, Change], str | None]], ...] = (
        ("SDKs", "SDK", lambda _, change: change.sdk),
        ("Kinds", "kind", lambda _, change: change.kind),
        ("Methods", "method", lambda _, change: change.method),
        ("Findings", "code", lambda _, change: change.code),
        ("Events", "event", lambda _, change: change.event),
        ("Files", "file", lambda file, _: file.path),
    )
    for caption, noun, key in columns:
        counts: dict[str, Counter[str]] = {}
        for file, change in everything:
            if name := key(file, change):
                counts.setdefault(name, Counter())[change.applicability] += 1
        rows = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
        if rows:
            yield caption, noun, [(visible(name), [count[one] for one in APPLICABILITIES]) for name, count in rows]


def _data(
    plan: Plan,
    read: Read,
    owners: Callable[[str], str],
    mask: Callable[[str], str],
    decisions: Decisions | None,
    saves_to: str,
) -> str:
    """Return all that the script shows, as JSON that cannot end the element it stands in."""
    codes = sorted({change.code for file in plan.files for change in file.findings})
    data = {
        "format": FORMAT,
        "version": VERSION,
        "plan": plan.digest,
        "saves_to": saves_to,
        "decisions": _decided(decisions),
        "codes": {name: _code(name) for name in codes},
        "files": [[visible(file.path), file.language, file.move, visible(owners(file.path))] for file in plan.files],
        "findings": [
            finding
            for number, file in enumerate(plan.files)
            for finding in _findings(number, file, read(file) if file.before else b"", mask)
        ],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _decided(decisions: Decisions | None) -> Mapping[str, object]:
    made = decisions.decisions if decisions is not None else ()
    return {
        one.id: [
            one.verdict,
            one.note,
            [[e.start, e.end, e.text] for e in one.edits] if one.edits is not None else None,
        ]
        for one in made
    }


def _code(name: str) -> list[str]:
    code = CODES.get(name)
    return [code.title, code.explanation, code.advice] if code is not None else ["", "", ""]


def _findings(number: int, file: PlannedFile, before: bytes, mask: Callable[[str], str]) -> Iterator[list[object]]:
    for change in file.findings:
        edits = [each.edit for each in change.edits]
        yield [
            change.id,
            number,
            change.line,
            change.column,
            change.code,
            change.applicability,
            change.kind,
            change.method or "",
            change.sdk,
            visible(change.event or ""),
            _text(change.message),
            _text(change.suggestion or ""),
            [_text(step) for step in change.evidence],
            [_rows(file.path, hunk, mask) for hunk in hunks_of(before, edits)] if edits else [],
        ]


def _text(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


def _rows(path: str, hunk: Hunk, mask: Callable[[str], str]) -> list[object]:
    """Return the rows of a hunk side by side: numbers and tokens, without those of a side that has no line."""
    rows = list(side_by_side(hunk))
    old = iter(_coloured(path, [row.old for row in rows if row.old_number], mask))
    new = iter(_coloured(path, [row.new for row in rows if row.new_number], mask))
    found: list[object] = []
    for row in rows:
        left = next(old) if row.old_number else None
        right = next(new) if row.new_number else None
        found.append(
            [row.old_number, left, row.new_number, right] if row.is_changed else [row.old_number, left, row.new_number]
        )
    return found


def _coloured(path: str, texts: list[bytes], mask: Callable[[str], str]) -> Iterator[list[str]]:
    text = mask("\n".join(line.decode("utf-8", "backslashreplace") for line in texts))
    found = lines(path, text) if texts else []
    for tokens in found:
        yield _flat(tokens)


def _flat(tokens: list[Token]) -> list[str]:
    return [part for token in tokens for part in token]


def sources_below(root: Path) -> Read:
    """Return what reads the files of a plan from the disk."""
    return lambda file: (root / file.name).read_bytes()
