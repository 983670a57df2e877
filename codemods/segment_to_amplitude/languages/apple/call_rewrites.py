"""What becomes of a call: read it, map it, and write the Amplitude calls in its place."""

from __future__ import annotations

from collections.abc import Sequence

from segment_to_amplitude.amplitude.calls import SetOptOut
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.call_site import CallSite
from segment_to_amplitude.languages.apple.read import read_call
from segment_to_amplitude.languages.apple.statements import placed
from segment_to_amplitude.languages.apple.write_objc import ObjCWriter
from segment_to_amplitude.languages.apple.write_swift import Statement, SwiftWriter, Unwritable
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.languages.ruled_texts import changed_texts, looks_first, removed_line
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused
from segment_to_amplitude.source.span import Span


def rewrite_call(site: CallSite) -> Outcome:
    """Replace one call, or say why it stays."""
    read = read_call(site)
    span = site.program.span(site.invocation.node)
    event, integrations = event_of(read.call), integrations_of(read.call)
    if read.call is None:
        return Outcome((read.refusal or Reason("reference-unclear"),), covers=(span,))
    mapped = map_call(read.call, site.settings, site.target, site.program.path)
    if isinstance(mapped, Refused):
        return Outcome((mapped.reason,), covers=(span,), event=event, integrations=integrations)
    if not mapped.calls:
        gone = removed_line(site.program.data, span)
        reasons = mapped.reasons if gone is not None else (Reason("value-used"),)
        rewrites = (gone,) if gone is not None else ()
        covers = (span, *(one.span for one in rewrites))
        return Outcome(reasons, rewrites, covers, event=event, integrations=integrations)
    try:
        writer = SwiftWriter if site.program.is_swift else ObjCWriter
        made = writer(site, read).write(mapped.calls)
        _check_comments(site, made)
        is_assignment = any(isinstance(one, SetOptOut) for one in mapped.calls)
        is_assignment = is_assignment and site.program.is_swift
        rewrite = placed(site.program, site.invocation.node, made, is_assignment=is_assignment)
    except Unwritable as problem:
        reason = Reason(problem.code, problem.detail)
        return Outcome((reason,), covers=(span,), event=event, integrations=integrations)
    changed, lost = changed_texts(site.program.data, mapped.changes, (rewrite,))
    return Outcome(
        looks_first([*mapped.reasons, *lost]),
        (rewrite, *changed),
        (span, rewrite.span),
        event=event,
        integrations=integrations,
    )


def _check_comments(site: CallSite, made: Sequence[Statement]) -> None:
    """Refuse what would throw a comment away."""
    node = site.invocation.node
    kept = [part for one in made for part in (*one.parts, *one.inner) if isinstance(part, Span)]
    for comment in site.program.comments:
        if node.start_byte <= comment.start_byte < node.end_byte:
            span = site.program.span(comment)
            if not any(one.contains(span) for one in kept):
                raise Unwritable("comment-would-be-lost")
