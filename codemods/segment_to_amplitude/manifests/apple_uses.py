"""What manifests of Apple projects go by: what the code uses of Segment's SDKs afterwards, and Amplitude's packages.

Source: sdk-facts/segment.md §7, §8; amplitude.md §6, §7: the pods, the repositories and their products.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from segment_to_amplitude.amplitude.calls import AMPLITUDE_IOS, AMPLITUDE_SWIFT
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult
from segment_to_amplitude.mapping.apple_targets import target_of
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS, SWIFT
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span


@dataclass(frozen=True, slots=True)
class Package:
    """One of Amplitude's SDKs, as manifests ask for it."""

    repository: str
    product: str
    """The module, which is also the name of the pod."""
    version: str

    @property
    def full_version(self) -> bytes:
        """The version with the three numbers that SwiftPM wants."""
        return (self.version if self.version.count(".") == 2 else f"{self.version}.0").encode()

    @property
    def minor_version(self) -> str:
        """The first two numbers, for CocoaPods' ``~>``."""
        return ".".join(self.version.split(".")[:2])


PACKAGES = {
    AMPLITUDE_IOS.package: Package("Amplitude-iOS", "Amplitude", "8.22"),
    AMPLITUDE_SWIFT.package: Package("Amplitude-Swift", "AmplitudeSwift", "1.18.6"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """What the code makes of one of Segment's SDKs."""

    moved: bool
    stays: bool
    package: Package
    """What it becomes."""

    @property
    def goes(self) -> bool:
        """Whether nothing uses the SDK any more."""
        return self.moved and not self.stays


@dataclass(slots=True)
class Plan:
    """What becomes of one manifest."""

    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def use_of(files: Iterable[FileResult], sdk: str, settings: Settings) -> Use:
    """Tell what the code, as it comes out, makes of an SDK: ``ios`` or ``swift``."""
    own = [
        (file, finding)
        for file in files
        for finding in file.findings
        if finding.sdk == SDKS[sdk] and finding.code != "vendored-sdk"
    ]
    stuck = (Applicability.MANUAL, Applicability.IGNORED)
    return Use(
        any(file.edits and finding.applicability not in stuck for file, finding in own),
        any(finding.applicability in stuck for _, finding in own),
        PACKAGES[target_of(sdk, settings).package],
    )


def sdk_of_repository(name: bytes) -> str:
    """Which SDK is in one of Segment's repositories."""
    return SWIFT if name == b"analytics-swift" else IOS


def manifest_finding(
    path: str, language: str, sdk: str, code: str, span: Span, detail: str = "", suggestion: str | None = None
) -> Finding:
    """Make a finding in a manifest; the detail follows the code's title."""
    entry = CODES[code]
    message = f"{entry.title}: {detail}" if detail else entry.title
    return Finding(
        entry.name,
        entry.applicability,
        path,
        language,
        sdk,
        Kind.MANIFEST,
        span,
        message,
        covers=(span,),
        suggestion=suggestion,
    )
