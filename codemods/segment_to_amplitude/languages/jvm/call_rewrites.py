"""What becomes of a call: read it, map it, and write the Amplitude calls in its place."""

from __future__ import annotations

from collections.abc import Callable

from segment_to_amplitude.amplitude.calls import ANDROID, JAVA, KOTLIN_CORE, Target
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.inventory import event_of, integrations_of
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.expressions import ExpressionWriter
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.local_rewrites import LocalWriter
from segment_to_amplitude.languages.jvm.place import place_of
from segment_to_amplitude.languages.jvm.read import Read, read_call
from segment_to_amplitude.languages.jvm.statements import StatementWriter
from segment_to_amplitude.languages.jvm.write_events import EventWriter
from segment_to_amplitude.languages.jvm.write_java import JavaExpressions, JavaWriter
from segment_to_amplitude.languages.jvm.write_kotlin import KotlinExpressions, KotlinWriter
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.languages.ruled_texts import changed_texts, looks_first
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.outcome import Refused, Rewritten

__all__ = ["CallSite", "rewrite_call"]


def target_of(site: CallSite) -> Target:
    """The SDK that takes the place of Segment's."""
    if site.sdk == "java":
        return JAVA
    return ANDROID if site.is_android else KOTLIN_CORE


def rewrite_call(site: CallSite) -> Outcome:
    """Replace one call, or say why it stays."""
    return rewrite_read(site, read_call(site))


def rewrite_read(site: CallSite, read: Read) -> Outcome:
    """Replace what was read, or say why it stays."""
    event, integrations = event_of(read.call), integrations_of(read.call)
    if read.call is None:
        reason = read.refusal or Reason("reference-unclear")
        return Outcome((reason,), event=event, integrations=integrations)
    mapped = map_call(read.call, site.settings, target_of(site), site.program.path)
    if isinstance(mapped, Refused):
        return Outcome((mapped.reason,), event=event, integrations=integrations)
    try:
        return _written(site, read, mapped)
    except Unwritable as problem:
        return Outcome((Reason(problem.code, problem.detail),), event=event, integrations=integrations)


def _written(site: CallSite, read: Read, mapped: Rewritten) -> Outcome:
    program = site.program
    layout = Layout(program, read.node.start_byte, site.width)
    imports: set[str] = set()

    def local(qualified: str) -> str:
        imports.add(qualified)
        return site.local(qualified)

    place = place_of(program, read.node)
    writer, lines = _lines(site, read, mapped, layout, local)
    statements = StatementWriter(program, layout, read.node, place)
    rewrites = statements.write(lines)
    rewrites += LocalWriter(writer, layout).write()
    rewrites += read.edits
    reasons = [*mapped.reasons, *read.assumed, *statements.reasons]
    if len(mapped.calls) > 1 and not site.is_pure and b"(" in layout.text(site.client or ()):
        reasons.append(Reason("receiver-runs-twice"))
    changed, lost = changed_texts(program.data, mapped.changes, rewrites)
    return Outcome(
        looks_first([*reasons, *lost]),
        (*rewrites, *changed),
        tuple(one.span for one in rewrites),
        frozenset(imports),
        event=event_of(read.call),
        integrations=integrations_of(read.call),
    )


def _lines(
    site: CallSite, read: Read, mapped: Rewritten, layout: Layout, local: Callable[[str], str]
) -> tuple[ExpressionWriter, list[Line]]:
    """The statements that take the place of a call, and what wrote them."""
    is_kotlin = site.program.is_kotlin
    if target_of(site) is JAVA:
        kind = KotlinExpressions if is_kotlin else JavaExpressions
        expressions = kind(site, read, layout, local)
        return expressions, EventWriter(expressions).write_calls(mapped.calls)
    writer = KotlinWriter(site, read, layout, local) if is_kotlin else JavaWriter(site, read, layout, local)
    return writer, writer.write_calls(mapped.calls)


def names_made(site: CallSite) -> tuple[str, ...]:
    """The variables that take the place of a call's arguments, for the calls after it."""
    read = read_call(site)
    path = site.program.path
    mapped = map_call(read.call, site.settings, target_of(site), path) if read.call is not None else None
    if not isinstance(mapped, Rewritten):
        return ()
    layout = Layout(site.program, read.node.start_byte, site.width)
    try:
        writer, _ = _lines(site, read, mapped, layout, lambda qualified: qualified.rpartition(".")[2])
    except Unwritable:
        return ()
    return tuple(writer.names) if isinstance(writer, JavaExpressions) else ()
