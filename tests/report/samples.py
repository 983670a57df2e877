"""A run made by hand: two changed files, one with CRLF and characters beyond ASCII, one skipped, one failed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus, RunResult
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

WRITE_KEY = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6"

APP = (
    "import { AnalyticsBrowser } from '@segment/analytics-next'\r\n"
    f"const analytics = AnalyticsBrowser.load({{ writeKey: '{WRITE_KEY}' }})\r\n"
    "/* žluť */ analytics.track('Signed Up')\r\n"
    "analytics.alias('new')\r\n"
).encode()
USER = b"analytics.track('Signed Up')\nanalytics.page()\n"


@dataclass(frozen=True, slots=True)
class SampleCode:
    """As an entry of the catalogue looks."""

    name: str
    applicability: str
    title: str
    explanation: str
    advice: str


CODES = {
    code.name: code
    for code in (
        SampleCode("track", "safe", "A track call", "The event keeps its name.", ""),
        SampleCode("write-key", "review", "A write key", "Amplitude has keys of its own.", "Set AMPLITUDE_API_KEY."),
        SampleCode("alias", "manual", "An alias call", "Amplitude has no alias.", "See `alias.policy`."),
    )
}


def at(data: bytes, text: str, occurrence: int = 0) -> Span:
    """Return where ``text`` stands in ``data``."""
    sought = text.encode()
    start = -1
    for _ in range(occurrence + 1):
        start = data.index(sought, start + 1)
    return Span(start, start + len(sought))


def finding(data: bytes, path: str, place: str, code: str, applicability: Applicability, **more: object) -> Finding:
    """Return a finding of a track call, but for what ``more`` says."""
    values: dict[str, object] = {
        "language": "typescript",
        "sdk": "@segment/analytics-next",
        "kind": Kind.CALL,
        "message": f"{code} of {path}",
        "client": path,
        **more,
    }
    return Finding(code=code, applicability=applicability, path=path, span=at(data, place), **values)  # type: ignore[arg-type]


def changed(path: str, data: bytes, *findings: Finding) -> FileResult:
    """Return a file with all edits of its findings."""
    edits = tuple(sorted(edit for found in findings for edit in found.edits))
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    return FileResult(path, "typescript", status, None, data, edits, findings, line_starts(data))


def replaced(data: bytes, text: str, replacement: str) -> tuple[Edit, ...]:
    """Return the edit that replaces ``text``."""
    span = at(data, text)
    return (Edit(span.start, span.end, replacement.encode()),)


def sample(root: Path = Path("/nowhere")) -> RunResult:
    """Return the run; its files are not on disk."""
    app = changed(
        "src/app.ts",
        APP,
        finding(
            APP,
            "src/app.ts",
            "load",
            "write-key",
            Applicability.REVIEW,
            kind=Kind.INIT,
            method="load",
            message=f"The write key '{WRITE_KEY}' becomes an API key; check it: 100%, really",
            write_key=WRITE_KEY,
            evidence=("`AnalyticsBrowser.load` at src/app.ts:2",),
            edits=replaced(APP, f"AnalyticsBrowser.load({{ writeKey: '{WRITE_KEY}' }})", "amplitude.init(KEY)"),
        ),
        finding(
            APP,
            "src/app.ts",
            "track",
            "track",
            Applicability.SAFE,
            method="track",
            event="Signed Up",
            evidence=("`analytics`", "`AnalyticsBrowser.load` at src/app.ts:2"),
            edits=replaced(APP, "analytics.track", "amplitude.track"),
        ),
        finding(
            APP,
            "src/app.ts",
            "alias",
            "alias",
            Applicability.MANUAL,
            method="alias",
            message="@segment/analytics-next has alias, Amplitude <has> no alias",
            suggestion="await fetch(\n\t'/usermap',\n)",
        ),
    )
    user = changed(
        "src/user, list.ts",
        USER,
        finding(
            USER,
            "src/user, list.ts",
            "track",
            "track",
            Applicability.SAFE,
            method="track",
            event="Signed Up",
            integrations=("Mixpanel",),
            edits=replaced(USER, "analytics.track", "amplitude.track"),
        ),
        finding(USER, "src/user, list.ts", "page", "track", Applicability.IGNORED, method="page"),
    )
    return RunResult(
        root=root,
        files=(
            user,
            FileResult("dist/app.min.js", "javascript", FileStatus.SKIPPED, "minified"),
            FileResult("src/broken.ts", "typescript", FileStatus.FAILED, "cannot be read"),
            app,
        ),
        files_read=12,
        notes=("one suppression is not used: src/app.ts:9",),
    )
