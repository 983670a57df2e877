"""The names of keys: what Segment's write key is called, and Amplitude's API key after it."""

from __future__ import annotations

import re

PLACEHOLDER = "AMPLITUDE_API_KEY"
KEY_NAME = re.compile(
    r"(?:SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?|ANALYTICS_)?(?:API_?WRITE_?KEY|WRITE_?KEY)$|SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?(?:API_?KEY|KEY|TOKEN|ID)$"
)


def key_name(name: str) -> str:
    """The name of a variable that held Segment's write key, for Amplitude's API key."""
    if KEY_NAME.search(name):
        return KEY_NAME.sub("AMPLITUDE_API_KEY", name)
    lower = re.sub(r"(?i)segment_?(?:write)?_?key", "amplitudeApiKey", name)
    if lower != name:
        return lower
    if name == "writeKey":
        return "apiKey"
    return name.replace("SEGMENT", "AMPLITUDE")
