"""Which Swift and Objective-C files name Segment, told from their bytes: no grammar is loaded for the others."""

from __future__ import annotations

import re

from segment_to_amplitude.languages.apple.vendored import Vendored
from segment_to_amplitude.project.sources import Sources

SEED = re.compile(
    rb"\bimport\s+(?:\w+\s+)?(?:Segment|Analytics)\b|\bcanImport\(Segment\)|\bSEGA?[A-Z]\w+|<(?:Segment|Analytics)/|\bAnalytics\.shared\(\)"
)
PROOF = re.compile(
    rb"\bimport\s+Segment\b|\bSEGAnalytics|<(?:Segment|Analytics)/SEG|\bAnalyticsConfiguration\s*\(\s*writeKey\s*:"
)
"""What no other vendor's code has."""
BRIDGING = re.compile(r"-Bridging-Header\.h$")
BRIDGED = re.compile(
    rb'(?:#import\s+[<"](?:Segment|Analytics)/|@import\s+(?:Segment|Analytics)\b|#import\s+[<"]SEGAnalytics)'
)
OWN = re.compile(rb"@interface\s+SEGAnalytics\b|\bclass\s+SEGAnalytics\b")
SWIFT_SDK = re.compile(
    rb"\bConfiguration\(\s*writeKey:|\.(?:track\(\s*name|identify\(\s*userId|screen\(\s*title|group\(\s*groupId|alias\(\s*newId):"
    rb"|\bEventPlugin\b|\bDestinationPlugin\b|\badd\(plugin:"
)
IOS_SDK = re.compile(
    rb"\bAnalyticsConfiguration\b|\bSEGAnalytics\b|\bAnalytics\.setup\(|\bAnalytics\.shared\(\)"
    rb"|\.(?:track|identify|screen|group|alias)\(\s*[\"nA-Za-z_][^:()]*,\s*(?:properties|traits|category|options):"
)


def seeds_of(sources: Sources, vendored: Vendored) -> list[str]:
    """The files that may name Segment; none where nothing in the project proves that they do."""
    found = [path for path, data in sources.matching.items() if SEED.search(data) and path not in vendored]
    if not any(PROOF.search(sources.matching[path]) for path in found):
        return []
    return found


def sees_all(sources: Sources) -> bool:
    """Tell whether a bridging header shows Segment's names to all Swift files."""
    return any(BRIDGING.search(path) and BRIDGED.search(data) for path, data in sources.matching.items())


def sdk_of(sources: Sources, seeds: list[str]) -> str:
    """``ios`` or ``swift``: the SDK that the project's calls fit.

    Source: sdk-facts/segment.md §1.1.
    """
    swift = sum(len(SWIFT_SDK.findall(sources.matching[path])) for path in seeds)
    ios = sum(len(IOS_SDK.findall(sources.matching[path])) for path in seeds)
    return "swift" if swift > ios else "ios"
