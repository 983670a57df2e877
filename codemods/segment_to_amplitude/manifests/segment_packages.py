"""The npm packages that belong to Segment, and what becomes of each when Segment goes.

Sources: npm registry; sdk-facts/segment.md §0-§6, §13; sdk-facts/semantics.md §5.3;
segmentio/analytics-next packages/*; segmentio/analytics-react-native packages/plugins/*;
segmentio/analytics.js-integrations integrations/*.
Forks with Segment's class names (``@customerio/cdp-analytics-browser``, ``@june-so/analytics-next``) are not Segment.
"""

from __future__ import annotations

from enum import StrEnum


class PackageRole(StrEnum):
    """What a package does for an application that uses Segment."""

    SDK = "sdk"
    """Holds a client; goes with its last use."""
    TYPES = "types"
    """Only declares types."""
    INTERNAL = "internal"
    """Serves an SDK; goes with it."""
    SNIPPET = "snippet"
    """Writes the script that loads Segment."""
    AMPLITUDE_BRIDGE = "amplitude-bridge"
    """Feeds Amplitude from Segment; goes with Segment."""
    VENDOR_BRIDGE = "vendor-bridge"
    """Feeds another vendor from Segment: without Segment that vendor gets nothing."""
    PLUGIN = "plugin"
    """Changes or filters events, or collects identifiers."""
    CONSENT = "consent"
    """Asks for consent and gates Segment by it."""
    TYPEWRITER = "typewriter"
    """Generates functions that call Segment."""
    WRAPPER = "wrapper"
    """Another author's wrapper around Segment, with calls of its own."""


SEGMENT_PACKAGES: dict[str, PackageRole] = {
    "@segment/analytics-next": PackageRole.SDK,
    "@segment/analytics-node": PackageRole.SDK,
    "@segment/analytics-react-native": PackageRole.SDK,
    "@segment/analytics.js-core": PackageRole.SDK,
    "analytics-node": PackageRole.SDK,
    "@types/analytics-node": PackageRole.TYPES,
    "@types/segment-analytics": PackageRole.TYPES,
    "@segment/analytics-core": PackageRole.INTERNAL,
    "@segment/analytics-generic-utils": PackageRole.INTERNAL,
    "@segment/analytics-page-tools": PackageRole.INTERNAL,
    "@segment/analytics.js-integration": PackageRole.INTERNAL,
    "@segment/analytics.js-integration-segmentio": PackageRole.INTERNAL,
    "@segment/analytics.js-video-plugins": PackageRole.INTERNAL,
    "@segment/facade": PackageRole.INTERNAL,
    "@segment/loosely-validate-event": PackageRole.INTERNAL,
    "@segment/sovran-react-native": PackageRole.INTERNAL,
    "@segment/tsub": PackageRole.INTERNAL,
    "@segment/snippet": PackageRole.SNIPPET,
    "@amplitude/segment-session-replay-plugin": PackageRole.AMPLITUDE_BRIDGE,
    "@amplitude/segment-session-replay-wrapper": PackageRole.AMPLITUDE_BRIDGE,
    "@segment/analytics-react-native-amplitude": PackageRole.AMPLITUDE_BRIDGE,
    "@segment/analytics-react-native-plugin-amplitude-session": PackageRole.AMPLITUDE_BRIDGE,
    "@segment/analytics.js-integration-amplitude": PackageRole.AMPLITUDE_BRIDGE,
    "@fullstory/segment-react-native-plugin-fullstory": PackageRole.VENDOR_BRIDGE,
    "@segment/browser-destinations": PackageRole.VENDOR_BRIDGE,
    "@segment/analytics-react-native-plugin-advertising-id": PackageRole.PLUGIN,
    "@segment/analytics-react-native-plugin-destination-filters": PackageRole.PLUGIN,
    "@segment/analytics-react-native-plugin-device-token": PackageRole.PLUGIN,
    "@segment/analytics-react-native-plugin-idfa": PackageRole.PLUGIN,
    "@segment/analytics-signals": PackageRole.PLUGIN,
    "@segment/analytics-consent-tools": PackageRole.CONSENT,
    "@segment/analytics-consent-wrapper-onetrust": PackageRole.CONSENT,
    "@segment/analytics-react-native-plugin-onetrust": PackageRole.CONSENT,
    "@segment/consent-manager": PackageRole.CONSENT,
    "typewriter": PackageRole.TYPEWRITER,
    "@analytics/segment": PackageRole.WRAPPER,
    "@redux-beacon/segment": PackageRole.WRAPPER,
    "angular-segment-analytics": PackageRole.WRAPPER,
    "gatsby-plugin-segment-js": PackageRole.WRAPPER,
    "ngx-segment-analytics": PackageRole.WRAPPER,
    "react-segment": PackageRole.WRAPPER,
    "react-segment-analytics": PackageRole.WRAPPER,
    "vue-segment-analytics": PackageRole.WRAPPER,
}

_FAMILIES = {
    "@segment/analytics.js-integration-": PackageRole.VENDOR_BRIDGE,
    "@segment/analytics-browser-actions-": PackageRole.VENDOR_BRIDGE,
    "@segment/analytics-consent-wrapper-": PackageRole.CONSENT,
    "@segment/analytics-react-native-": PackageRole.VENDOR_BRIDGE,
}
"""What a package is whose name starts so and is not in the table: one package for each vendor."""


def role_of(name: str) -> PackageRole | None:
    """Say what an npm package does for Segment; None where it is not one of Segment's."""
    if name in SEGMENT_PACKAGES:
        return SEGMENT_PACKAGES[name]
    return next((role for prefix, role in _FAMILIES.items() if name.startswith(prefix)), None)
