"""The Maven artifacts that belong to Segment, and what becomes of each when Segment goes.

Sources: sdk-facts/segment.md §9 to §11; sdk-facts/amplitude.md §1; Maven Central com.amplitude, org.json, okhttp;
segment-integrations/analytics-android-integration-* and analytics-kotlin-*; the vendors' own bridges: braze-inc,
appsflyer, clevertap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segment_to_amplitude.manifests.segment_packages import PackageRole


@dataclass(frozen=True, slots=True)
class Artifact:
    """An artifact without its version."""

    group: str
    name: str

    def __str__(self) -> str:
        return f"{self.group}:{self.name}"


@dataclass(frozen=True, slots=True)
class Target:
    """An artifact of Amplitude's, or one that it needs; ``needs`` are those that it does not bring along."""

    artifact: Artifact
    version: str
    needs: tuple[Target, ...] = ()

    @property
    def coordinates(self) -> str:
        """As Gradle writes it in one string."""
        return f"{self.artifact}:{self.version}"


JSON = Target(Artifact("org.json", "json"), "20260814")
OKHTTP = Target(Artifact("com.squareup.okhttp3", "okhttp"), "4.12.0")
ANDROID = Target(Artifact("com.amplitude", "analytics-android"), "1.26.0")
CORE = Target(Artifact("com.amplitude", "analytics-core"), "1.26.0", (OKHTTP, JSON))
JAVA = Target(Artifact("com.amplitude", "java-sdk"), "1.13.0", (JSON,))
TARGETS = (ANDROID, CORE, JAVA)

FAMILIES = {"android": ANDROID, "kotlin": CORE, "java": JAVA}
"""What each of Segment's SDKs becomes; on Android analytics-kotlin becomes what analytics-android becomes."""

SDKS = {
    Artifact("com.segment.analytics.android", "analytics"): ("android", ANDROID),
    Artifact("com.segment.analytics.android", "analytics-core"): ("android", ANDROID),
    Artifact("com.segment.analytics.android", "core"): ("android", ANDROID),
    Artifact("com.segment.analytics.kotlin", "android"): ("kotlin", ANDROID),
    Artifact("com.segment.analytics.kotlin", "core"): ("kotlin", CORE),
    Artifact("com.github.segmentio.analytics-kotlin", "android"): ("kotlin", ANDROID),
    Artifact("com.github.segmentio.analytics-kotlin", "core"): ("kotlin", CORE),
    Artifact("com.github.segmentio", "analytics-kotlin"): ("kotlin", ANDROID),
    Artifact("com.github.segmentio", "analytics-android"): ("android", ANDROID),
    Artifact("com.segment.analytics.java", "analytics"): ("java", JAVA),
    Artifact("com.github.segmentio", "analytics-java"): ("java", JAVA),
}
BRINGS_INTERNET = frozenset(
    {
        Artifact("com.segment.analytics.android", "analytics"),
        Artifact("com.segment.analytics.android", "core"),
        Artifact("com.github.segmentio", "analytics-android"),
    }
)
"""Those whose own manifest asks for the permission INTERNET; neither analytics-kotlin's does nor Amplitude's."""
INTERNAL = {
    Artifact("com.segment.analytics.java", "analytics-core"): "java",
    Artifact("com.segment.backo", "backo"): "java",
    Artifact("com.segment", "sovran-kotlin"): "kotlin",
    Artifact("com.github.segmentio", "sovran-kotlin"): "kotlin",
    Artifact("com.segment.analytics.android", "analytics-test-kit"): "android",
}
"""What serves an SDK and goes with it."""
BRIDGES = {
    Artifact("com.segment.analytics.android.integrations", "amplitude"): "android",
    Artifact("com.segment.analytics.kotlin.destinations", "amplitude"): "kotlin",
    Artifact("com.github.segment-integrations", "analytics-kotlin-amplitude"): "kotlin",
    Artifact("com.github.segment-integrations", "analytics-android-integration-amplitude"): "android",
}
"""What feeds Amplitude from Segment, and goes with it."""
VENDORS = {
    Artifact("com.appboy", "appboy-segment-integration"): "android",
    Artifact("com.braze", "braze-segment-integration"): "android",
    Artifact("com.braze", "braze-segment-kotlin"): "kotlin",
    Artifact("com.appsflyer", "segment-android-integration"): "android",
    Artifact("com.clevertap.android", "clevertap-segment-android"): "android",
}
"""What other vendors publish themselves to be fed by Segment."""
_VENDOR_GROUPS = {
    "com.segment.analytics.android.integrations": "android",
    "com.segment.analytics.kotlin.destinations": "kotlin",
    "com.github.segment-integrations": "",
}

NAMES_SEGMENT = re.compile(
    rb"com\.segment\b|com\.github\.segment(?:io|-integrations)\b|[\w-]+-segment-(?:integration|kotlin|android)\b"
    rb"|\bsegment-android-integration\b"
)
"""What a manifest holds that names one of Segment's artifacts or classes."""


def role_of(artifact: Artifact) -> PackageRole | None:
    """Say what an artifact does for Segment; None where it is not one of Segment's."""
    if artifact in SDKS:
        return PackageRole.SDK
    if artifact in INTERNAL:
        return PackageRole.INTERNAL
    if artifact in BRIDGES:
        return PackageRole.AMPLITUDE_BRIDGE
    if artifact in VENDORS or artifact.group in _VENDOR_GROUPS:
        return PackageRole.VENDOR_BRIDGE
    if is_segment_group(artifact.group):
        return PackageRole.PLUGIN
    return None


def is_segment_group(group: str) -> bool:
    """Tell whether a group of artifacts is one of Segment's."""
    owners = ("com.segment", "com.github.segmentio")
    return group in _VENDOR_GROUPS or any(group == one or group.startswith(f"{one}.") for one in owners)


def family_of(artifact: Artifact) -> str:
    """Name the SDK that an artifact belongs to; empty where that may be any."""
    if artifact in SDKS:
        return SDKS[artifact][0]
    for table in (INTERNAL, BRIDGES, VENDORS):
        if artifact in table:
            return table[artifact]
    if _VENDOR_GROUPS.get(artifact.group):
        return _VENDOR_GROUPS[artifact.group]
    words = f"{artifact.group}.{artifact.name}".replace("-", ".").split(".")
    return next((family for family in ("kotlin", "android", "java") if family in words), "")


def version_like(old: str, version: str) -> str:
    """Return a version of another artifact, pinned as tightly as the old one."""
    old = old.strip()
    major, minor, *_ = [*version.split("."), ""]
    if old in ("+", "latest.release", "latest.integration", "LATEST", "RELEASE"):
        return old
    if old.endswith(".+"):
        depth = old.count(".")
        return f"{major}.+" if depth == 1 or not minor else f"{major}.{minor}.+"
    if old.startswith(("[", "(", "]")) and "," in old:
        return f"[{version},{int(major) + 1})"
    if old.endswith("!!"):
        return f"{version}!!"
    return version
