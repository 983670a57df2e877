"""Taxonomy rules: other names for events, properties and traits, or none at all, in every language the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped
from segment_to_amplitude.mapping.ruling import Adapted, Removal, TextChange
from segment_to_amplitude.rules.hooks import Hooks
from segment_to_amplitude.rules.languages import languages_of
from segment_to_amplitude.rules.model import Rule, Selector
from segment_to_amplitude.rules.names import compiled, in_case
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import SegmentCall
from segment_to_amplitude.source.value import Entry, Value, ValueKind

REVENUE = frozenset({"price", "quantity", "revenue", "productId", "revenueType", "products"})
"""Properties that Segment's destination read; by other names they would no longer count."""
PAYLOADS = {
    calls.Track: ("properties", "property_"),
    calls.Page: ("properties", "property_"),
    calls.Screen: ("properties", "property_"),
    calls.Identify: ("traits", "trait"),
    calls.Group: ("traits", "trait"),
}
"""The field of each call that holds names, and the sort of the names."""


@dataclass(slots=True)
class Taxonomy:
    """The rules about names, in their order: the first that speaks of a name decides."""

    rules: tuple[Rule, ...] = ()
    hooks: Hooks | None = None
    used: set[str] = field(default_factory=set)
    """The rules that changed a name, or found one that they could concern."""
    events: dict[str, str | None] = field(default_factory=dict)
    """The events that rules renamed, and None for those that they dropped."""

    def answer(self, call: SegmentCall, path: str) -> Mapped | None:
        """What a hook makes of a call."""
        return self.hooks.answer(call, path) if self.hooks is not None else None

    def adapt(self, call: SegmentCall, path: str) -> Adapted:
        """The call with the names that the rules give, and what a person should know of it."""
        rules = [rule for rule in self.rules if not rule.language or languages_of(path) & set(rule.languages)]
        if not rules or type(call) not in PAYLOADS:
            return Adapted(call)
        reasons: list[Reason] = []
        changes: list[TextChange | Removal] = []
        event = call.event if isinstance(call, calls.Track) else None
        name = event.text if event is not None and event.kind is ValueKind.STRING else None
        if event is not None and (rule := self._event_rule(rules, event)) is not None:
            self.used.add(rule.id)
            if name is None:
                reasons.append(Reason("event-not-literal", f"`{rule.id}` may speak of it"))
            elif rule.drop:
                if (left := _acts(call)) is not None:
                    reasons.append(Reason("rule-not-applied", f"`{rule.id}`: {left}"))
                else:
                    self.events[name] = None
                    return Adapted(None, reasons=(_reason("event-dropped", rule, f"`{name}`"),))
            elif (new := new_name(rule, rule.event, name)) is not None and new != name:
                self.events[name] = new
                changes.append(TextChange(new, value=event))
                reasons.append(_reason("event-renamed", rule, f"`{name}` is `{new}`"))
        payload, sort = PAYLOADS[type(call)]
        values: Value | None = getattr(call, payload)
        own = [rule for rule in rules if getattr(rule, sort) is not None and _is_of(rule, name)]
        if values is not None and own and not values.is_nothing:
            values = self._payload(own, sort, values, changes, reasons, is_track=event is not None)
            call = _with_payload(call, values)
        return Adapted(call, tuple(changes), tuple(reasons))

    @staticmethod
    def _event_rule(rules: Sequence[Rule], event: Value) -> Rule | None:
        name = event.text if event.kind is ValueKind.STRING else None
        for rule in rules:
            if rule.event is not None and rule.property_ is None:
                if name is None and not event.is_nothing:
                    return rule
                if name is not None and is_meant(rule.event, name):
                    return rule
        return None

    def _payload(
        self,
        rules: Sequence[Rule],
        sort: str,
        values: Value,
        changes: list[TextChange | Removal],
        reasons: list[Reason],
        *,
        is_track: bool,
    ) -> Value:
        """The object with its new keys; what only shows when the program runs is left and reported."""
        entries: list[Entry] = []
        taken = {entry.key for entry in values.entries}
        hidden = values.kind is not ValueKind.OBJECT or any(entry.key is None for entry in values.entries)
        if hidden:
            self.used.update(rule.id for rule in rules)
            reasons.append(Reason("names-not-literal", f"`{rules[0].id}` may speak of them"))
        for entry in values.entries:
            rule = next(
                (one for one in rules if entry.key is not None and is_meant(getattr(one, sort), entry.key)), None
            )
            if rule is None or entry.key is None:
                entries.append(entry)
                continue
            new = None if rule.drop else new_name(rule, getattr(rule, sort), entry.key)
            if new == entry.key:
                entries.append(entry)
                continue
            self.used.add(rule.id)
            if (left := _stays(entry, new, taken, is_track=is_track)) is not None:
                reasons.append(Reason("rule-not-applied", f"`{rule.id}`: `{entry.key}` {left}"))
                entries.append(entry)
            elif new is None:
                changes.append(Removal(values, entry))
                reasons.append(_reason("property-dropped", rule, f"`{entry.key}`"))
            else:
                taken.add(new)
                changes.append(TextChange(new, entry=entry))
                reasons.append(_reason("property-renamed", rule, f"`{entry.key}` is `{new}`"))
                entries.append(replace(entry, key=new))
        return replace(values, entries=tuple(entries))


def _with_payload(call: SegmentCall, values: Value) -> SegmentCall:
    match call:
        case calls.Identify() | calls.Group():
            return replace(call, traits=values)
        case calls.Track() | calls.Page() | calls.Screen():
            return replace(call, properties=values)
    return call


def is_meant(selector: str | Selector | None, name: str) -> bool:
    """Tell whether a rule speaks of a name."""
    if isinstance(selector, Selector):
        return bool(compiled(selector.regex).search(name))
    return selector == name


def new_name(rule: Rule, selector: str | Selector | None, name: str) -> str | None:
    """What a name is called afterwards; None for what the rule drops."""
    if rule.drop:
        return None
    if rule.case is not None:
        return in_case(name, rule.case)
    assert rule.rename is not None
    if isinstance(selector, Selector):
        return compiled(selector.regex).sub(rule.rename, name)
    return rule.rename


def _is_of(rule: Rule, event: str | None) -> bool:
    if rule.of is None:
        return True
    return event is not None and is_meant(rule.of, event)


def _stays(entry: Entry, new: str | None, taken: set[str | None], *, is_track: bool) -> str | None:
    """Why an entry keeps its name, if it must."""
    if is_track and entry.key in REVENUE:
        return "is read as revenue by this name"
    if new is None and not entry.value.is_plain:
        return "does something when it is read"
    if new in taken:
        return f"would be `{new}`, which is there already"
    return "would have no name" if new is not None and not new.strip() else None


def _acts(call: SegmentCall) -> str | None:
    """What of a call does something beside sending it, for which it must stay."""
    values = [getattr(call, name, None) for name in ("event", "properties")]
    if call.options.callback is not None:
        return "the call has a callback"
    if any(isinstance(value, Value) and not value.is_plain for value in values):
        return "the arguments do something when they are read"
    return None


def _reason(code: str, rule: Rule, what: str) -> Reason:
    text = f"{what} by rule `{rule.id}`"
    if rule.applicability == "review":
        code = f"{code}-review"
    return Reason(code, f"{text}: {rule.message}" if rule.message else text)
