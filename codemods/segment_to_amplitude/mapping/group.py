"""What Segment ``group`` becomes: an association, and the group's properties.

Segment:   group(groupId, traits) ties the user to one untyped group.
Amplitude: setGroup(type, name) and groupIdentify(type, name, Identify); the type is the project's to name.
Source:    sdk-facts/semantics.md §1.3; amplitude.md §2.2, §13.2
"""

from __future__ import annotations

import re

from segment_to_amplitude.amplitude.calls import AmplitudeCall, GroupIdentify, SetGroup, Target
from segment_to_amplitude.amplitude.expressions import Expression, Text
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import as_id, map_options, shared
from segment_to_amplitude.mapping.outcome import Mapped, Refused, manual, review
from segment_to_amplitude.mapping.traits import operations_of
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Group
from segment_to_amplitude.source.value import Value, ValueKind

UNTYPED = "[Segment] Group"
"""The group type that Segment's classic destination wrote when none was configured."""


def map_group(call: Group, settings: Settings, target: Target) -> Mapped:
    """Without a configured type, use the one that Segment's own destination wrote, and ask for a look."""
    group_id = call.group_id
    if group_id is None or group_id.is_nothing or group_id.may_be_missing:
        return manual("group-id-missing")
    options = map_options(call.options, target)
    if options.refusal is not None:
        return Refused(options.refusal)
    reasons = list(options.reasons)
    group_type, name = split_group(group_id, call.traits, settings)
    if group_type is None:
        reasons.append(Reason("group-type-assumed", f"`{UNTYPED}`"))
        group_type = UNTYPED
    calls: list[AmplitudeCall] = [SetGroup(group_type, name, options.fields)]
    traits = call.traits
    if traits is not None and not traits.is_nothing:
        if not group_id.is_plain:
            return manual("group-id-runs-twice")
        operations = operations_of(traits)
        if operations is None:
            return manual("traits-not-readable")
        if operations.steps or operations.whole is not None:
            first = shared(options.fields)
            if first is None:
                return manual("options-run-twice")
            calls = [SetGroup(group_type, name, first), GroupIdentify(group_type, name, operations, options.fields)]
    return review(reasons, *calls)


def split_group(group_id: Value, traits: Value | None, settings: Settings) -> tuple[str | None, Expression]:
    """Group type and name: by the pattern on a literal id, by the configured traits, or by the configured type."""
    configured = settings.group
    if configured.pattern is not None and group_id.kind is ValueKind.STRING and group_id.text is not None:
        match = re.fullmatch(configured.pattern, group_id.text)
        if match is not None:
            return match["type"], Text(match["name"])
    group_type = configured.type
    name: Expression = as_id(group_id)
    if traits is not None:
        if configured.type_trait is not None and (entry := traits.entry(configured.type_trait)) is not None:
            group_type = entry.value.text if entry.value.kind is ValueKind.STRING else group_type
        if configured.value_trait is not None and (entry := traits.entry(configured.value_trait)) is not None:
            name = entry.value if entry.value.is_plain else name
    return group_type, name
