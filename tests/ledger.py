"""Hold the tool's findings against an independent scan for Segment's names.

``not_segment.txt`` beside a fixture lists what the scan sees and what is not Segment's, one a line:
``[path:][line:]token reason``. The line may be left out only where the tool has no finding in that file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fixture_cases import position
from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.source.span import Span
from segment_tokens import Token, find_tokens


@dataclass(frozen=True, slots=True)
class Exemption:
    """One line of ``not_segment.txt``."""

    path: str
    line: int | None
    token: str
    reason: str


def read_exemptions(text: str, source: str | None) -> list[Exemption]:
    """Read ``not_segment.txt``; ``source`` is the path meant where a line names none."""
    exemptions = []
    for row in text.splitlines():
        where, _, reason = row.strip().partition(" ")
        *place, token = where.split(":")
        line = int(place.pop()) if place and place[-1].isdecimal() else None
        path = ":".join(place) or source
        if not reason.strip() or path is None:
            raise ValueError(f"not_segment.txt: {row!r} is not `[path:][line:]token reason`")
        exemptions.append(Exemption(path, line, token, reason.strip()))
    return exemptions


def audit(path: str, data: bytes, findings: Sequence[Finding], exemptions: Sequence[Exemption]) -> list[str]:
    """Return what does not add up in one file, each as `path:line:column what`."""
    complaints = [
        f"{_at(path, data, span.start)} {count} findings stand here"
        for span, count in Counter(finding.span for finding in findings).items()
        if count > 1
    ]
    own = [exemption for exemption in exemptions if exemption.path == path]
    used: set[Exemption] = set()
    for token in find_tokens(path, data):
        owners = _owners(token, findings)
        if len(owners) > 1:
            complaints.append(f"{_at(path, data, token.start)} {token.text}: {len(owners)} findings cover it")
        elif not owners and not _on_line_of_one(token, data, findings):
            line, _ = position(data, token.start)
            fitting = {one for one in own if one.token == token.text and one.line in {None, line}}
            used |= fitting
            if not fitting:
                complaints.append(f"{_at(path, data, token.start)} {token.text}: no finding covers it")
    complaints += [f"{path} not_segment.txt: {one.token} is not needed" for one in own if one not in used]
    if findings:
        complaints += [
            f"{path} not_segment.txt: {one.token} needs its line, as the file has findings"
            for one in own
            if one.line is None
        ]
    return complaints


def _owners(token: Token, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that account for a token: the tightest span around it, or the method that it receives."""
    here = Span(token.start, token.end)
    around = [
        (span.end - span.start, index)
        for index, finding in enumerate(findings)
        for span in {finding.span, *finding.covers}
        if span.contains(here)
    ]
    if around:
        tightest = min(around)[0]
        return [findings[index] for index in sorted({index for length, index in around if length == tightest})]
    return [finding for finding in findings if token.end <= finding.span.start < token.chain_end][:1]


def _on_line_of_one(token: Token, data: bytes, findings: Sequence[Finding]) -> bool:
    """Tell whether a finding stands on the token's line; a receiver needs a finding of its own."""
    if token.is_receiver:
        return False
    line, _ = position(data, token.start)
    return any(
        position(data, span.start)[0] <= line <= position(data, span.end)[0]
        for finding in findings
        for span in (finding.span, *finding.covers)
    )


def _at(path: str, data: bytes, offset: int) -> str:
    line, column = position(data, offset)
    return f"{path}:{line}:{column}"
