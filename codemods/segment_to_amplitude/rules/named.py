"""Rules about names, as the resolvers of the languages take them."""

from __future__ import annotations

from segment_to_amplitude.rules.loading import RuleSet
from segment_to_amplitude.rules.model import Rule
from segment_to_amplitude.rules.signatures import read_call, read_means, read_steps
from segment_to_amplitude.segment.wrappers import Named, Wrapper, Wrappers


def wrappers_of(rules: RuleSet) -> Wrappers:
    """What the rules say of names; rules that only report leave the names alone."""
    wrappers = tuple(_wrapper(own.rule) for own in rules.of_kind("wrapper"))
    clients = tuple(_named(own.rule, own.rule.is_segment or "") for own in rules.of_kind("is_segment"))
    others = tuple(_named(own.rule, own.rule.not_segment or "") for own in rules.of_kind("not_segment"))
    return Wrappers(wrappers, clients, others)


def _wrapper(rule: Rule) -> Wrapper:
    steps, parameters = read_call(rule.call or "")
    method, meaning = read_means(rule.means or "", parameters)
    return Wrapper(
        rule.id,
        frozenset(rule.languages),
        rule.from_,
        steps,
        rule.sdk,
        rule.applicability,
        rule.message,
        parameters,
        method,
        rule.client,
        meaning,
    )


def _named(rule: Rule, text: str) -> Named:
    return Named(
        rule.id,
        frozenset(rule.languages),
        rule.from_,
        read_steps(text),
        rule.sdk,
        rule.applicability,
        rule.message,
    )
