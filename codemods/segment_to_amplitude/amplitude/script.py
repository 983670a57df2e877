"""Amplitude's script for pages: where it is, and the hash that a browser holds it against.

Source: npm @amplitude/analytics-browser 2.46.0, lib/scripts/amplitude-snippet-min.js; sdk-facts/amplitude.md §2.7
"""

from __future__ import annotations

VERSION = "2.46.0"
ADDRESS = f"https://cdn.amplitude.com/libs/analytics-browser-{VERSION}-min.js.gz"
INTEGRITY = "sha384-5CFSmGmmCyudYhiRUA3sg3JK9ZSa8Ps0EnnzH1p2Q/oM7/YNKazcXDkLsCyzuo3Y"
GLOBAL = "amplitude"
"""The property of ``window`` that the script fills."""


def script_element(attributes: str = "") -> str:
    """Write the element that loads the script; ``attributes`` come first in it, each with a space before."""
    return f'<script{attributes} src="{ADDRESS}" integrity="{INTEGRITY}" crossorigin="anonymous"></script>'
