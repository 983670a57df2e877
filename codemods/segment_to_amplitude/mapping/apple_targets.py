"""Which of Amplitude's SDKs for Apple platforms the calls of one of Segment's become.

Source: the migration guide, whose rows for iOS are Amplitude-iOS'; sdk-facts/amplitude.md §6, §7
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import AMPLITUDE_IOS, AMPLITUDE_SWIFT, Target
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.apple_sdks import IOS


def target_of(source: str, settings: Settings) -> Target:
    """The SDK that the settings choose for all, or else the one that each of Segment's has."""
    chosen = {"amplitude-ios": AMPLITUDE_IOS, "amplitude-swift": AMPLITUDE_SWIFT}
    return chosen.get(settings.swift.target, AMPLITUDE_IOS if source == IOS else AMPLITUDE_SWIFT)
