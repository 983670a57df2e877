"""What Segment ``alias`` becomes: mostly nothing.

Segment:   alias(newId, previousId) merges two ids; mobile SDKs also store the new id.
Amplitude: anonymous and known users merge by themselves; two known ones only by the User Mapping API of a server.
Source:    sdk-facts/semantics.md §1.1, §4
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import SetUserId, Target
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import as_id
from segment_to_amplitude.mapping.outcome import Mapped, manual, review
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Alias


def map_alias(call: Alias, settings: Settings, target: Target) -> Mapped:
    """Leave it, unless the SDK also changed the user or the project says to delete it."""
    if call.changes_user and call.new_id is not None and target.keeps_identity:
        return review([Reason("alias-sets-user")], SetUserId(as_id(call.new_id)))
    if settings.alias.policy == "delete":
        return review([Reason("alias-deleted")])
    if settings.alias.policy == "usermap":
        return manual("alias-usermap")
    return manual("alias-left")
