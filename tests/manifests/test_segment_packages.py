from __future__ import annotations

import pytest

from segment_to_amplitude.manifests.segment_packages import PackageRole, role_of


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("@customerio/cdp-analytics-browser", None),
        ("@june-so/analytics-next", None),
        ("analytics", None),
        ("@rudderstack/analytics-js", None),
        ("@segment/a1-notation", None),
        ("@amplitude/analytics-browser", None),
        ("@segment/analytics-next", PackageRole.SDK),
        ("@types/analytics-node", PackageRole.TYPES),
        ("@segment/sovran-react-native", PackageRole.INTERNAL),
        ("@segment/analytics-react-native-plugin-amplitude-session", PackageRole.AMPLITUDE_BRIDGE),
        ("@segment/analytics-react-native-plugin-firebase", PackageRole.VENDOR_BRIDGE),
        ("@segment/analytics-react-native-branch", PackageRole.VENDOR_BRIDGE),
        ("@segment/analytics.js-integration-mixpanel", PackageRole.VENDOR_BRIDGE),
        ("@segment/analytics.js-integration-amplitude", PackageRole.AMPLITUDE_BRIDGE),
        ("@segment/analytics-react-native-plugin-idfa", PackageRole.PLUGIN),
        ("@segment/analytics-consent-wrapper-onetrust", PackageRole.CONSENT),
    ],
)
def test_names_the_role_of_a_package(name: str, role: PackageRole | None) -> None:
    assert role_of(name) is role
