"""From what becomes of a reference to the finding that accounts for it."""

from __future__ import annotations

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.outcome import STUCK, Outcome
from segment_to_amplitude.source.span import Span


def code_of(outcome: Outcome, safe: str, *, common: str | None = None) -> str:
    """The code that speaks for an outcome: what keeps it, else what it says first, else ``safe``.

    A code that is ``common`` to all of a kind says less than any other.
    """
    codes = [reason.code for reason in outcome.reasons]
    stuck = next((code for code in codes if CODES[code].applicability in STUCK), None)
    return stuck or next((code for code in codes if code != common), codes[0] if codes else safe)


def message_of(reason: Reason) -> str:
    """A reason as a sentence for people."""
    title = CODES[reason.code].title
    return f"{title}: {reason.detail}" if reason.detail else title


def finding_of(
    outcome: Outcome,
    code: str,
    *,
    path: str,
    language: str,
    sdk: str,
    kind: Kind,
    span: Span,
    method: str | None = None,
    evidence: tuple[str, ...] = (),
) -> Finding:
    """The finding of one reference, with what its code stands for first."""
    first = [reason for reason in outcome.reasons if reason.code == code][:1]
    others = [reason for reason in outcome.reasons if reason.code != code]
    return Finding(
        code,
        CODES[code].applicability,
        path,
        language,
        sdk,
        kind,
        span,
        "; ".join(message_of(reason) for reason in (*first, *others)) or CODES[code].title,
        method=method,
        evidence=evidence,
        suggestion=next((reason.suggestion for reason in outcome.reasons if reason.suggestion), None),
        event=outcome.event,
        write_key=outcome.write_key,
        integrations=outcome.integrations,
        covers=outcome.covers,
    )
