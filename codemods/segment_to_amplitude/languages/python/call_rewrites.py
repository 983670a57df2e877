"""What becomes of a call: read it, map it, and write the Amplitude calls in its place."""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import PYTHON
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.languages.python.arguments import listed
from segment_to_amplitude.languages.python.call_site import CallSite, Place, Use, place_of
from segment_to_amplitude.languages.python.expressions import ExpressionWriter
from segment_to_amplitude.languages.python.file_style import style_of
from segment_to_amplitude.languages.python.read import CallReader, Read
from segment_to_amplitude.languages.python.statements import StatementWriter, free_name
from segment_to_amplitude.languages.python.values import ValueReader
from segment_to_amplitude.languages.python.write import CallWriter, Unwritable
from segment_to_amplitude.languages.ruled_texts import appended_texts, changed_texts, looks_first
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused, Rewritten

__all__ = ["CallSite", "rewrite_call", "rewrite_read"]

ANSWERLESS = frozenset({"flush", "join", "shutdown"})
"""Methods that give nothing back."""


def rewrite_call(site: CallSite) -> Outcome:
    """Replace one call, or say why it stays."""
    values = ValueReader(site.program)
    return rewrite_read(site, values, CallReader(values).read(site.call, site.method))


def rewrite_read(site: CallSite, values: ValueReader, read: Read) -> Outcome:
    """Replace what was read, or say why it stays."""
    event, integrations = event_of(read.call), integrations_of(read.call)
    if read.call is None:
        reason = read.refusal or Reason("reference-unclear")
        return Outcome((reason,), event=event, integrations=integrations)
    mapped = map_call(read.call, site.settings, PYTHON, site.program.path)
    if isinstance(mapped, Refused):
        return Outcome((mapped.reason,), event=event, integrations=integrations)
    try:
        return _written(site, values, read, mapped)
    except Unwritable as problem:
        return Outcome((problem.reason,), event=event, integrations=integrations)


def _written(site: CallSite, values: ValueReader, read: Read, mapped: Rewritten) -> Outcome:
    place = place_of(site.program, site.call)
    reasons = [*mapped.reasons, *read.assumed, *_result(site, place)]
    event, integrations = event_of(read.call), integrations_of(read.call)
    statements = StatementWriter(site, place)
    if not mapped.calls:
        rewrite = statements.removed()
        return Outcome(tuple(reasons), (rewrite,), (rewrite.span,), event=event, integrations=integrations)
    program = site.program
    span = program.span(site.call)
    opening = program.data.find(b"(", program.outer_span(site.call.func).end) + 1
    around = listed(program.data, opening, [program.span(one) for one in site.call.args], span.end - 1)
    writer = CallWriter(
        program,
        values,
        ExpressionWriter(values, read.edits, style_of(program).quote),
        site.local,
        read.arguments,
        around,
        free_name(program, site.call, "identify"),
        place.use is Use.DISCARDED and place.is_whole,
    )
    made = writer.write(mapped.calls)
    rewrites = statements.write(made, around, opening - 1)
    changed, lost = changed_texts(program.data, mapped.changes, rewrites)
    behind = appended_texts(read.appended, rewrites)
    if len(behind) < len(read.appended):
        raise Unwritable("wrapper-unread", "an argument that is asked for a property is not kept")
    return Outcome(
        looks_first([*reasons, *writer.reasons, *lost]),
        (*rewrites, *changed, *behind),
        tuple(one.span for one in rewrites),
        frozenset(writer.imports),
        event=event,
        integrations=integrations,
    )


def _result(site: CallSite, place: Place) -> list[Reason]:
    """A reason to look at what becomes of the result; raises Unwritable where its use cannot be kept."""
    if place.use is Use.VALUE:
        raise Unwritable("value-used")
    return [Reason("result-type")] if place.use is Use.RETURNED and site.method not in ANSWERLESS else []
