"""The names of keys: what Segment's write key is called, and Amplitude's API key after it."""

from __future__ import annotations

import re

PLACEHOLDER = "AMPLITUDE_API_KEY"
KEY_NAME = re.compile(
    r"(?:SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?|ANALYTICS_)?(?:API_?WRITE_?KEY|WRITE_?KEY)$|SEGMENT(?:_?IO)?_?(?:ANALYTICS_?)?(?:API_?KEY|KEY|TOKEN|ID)$"
)


AROUND = re.compile(
    r"SEGMENT_(?!(?:IO|ANALYTICS|API|WRITE)_)(?P<inner>\w+?)_(?:API_?)?(?:WRITE_?)?KEY$"
    r"|SEGMENT_(?:ANALYTICS_)?(?:API_?)?(?:WRITE_?)?KEY(?P<outer>_\w+)$"
)
"""Names of the key of one of several clients: which one is said within or after it."""


def key_name(name: str) -> str:
    """The name of a variable that held Segment's write key, for Amplitude's API key."""
    if "_" in name and name.islower() and (new := key_name(name.upper())) != name.upper():
        return new.lower()
    if match := AROUND.search(name):
        inner, outer = match["inner"], match["outer"]
        return name[: match.start()] + (f"AMPLITUDE_{inner}_API_KEY" if inner else f"AMPLITUDE_API_KEY{outer}")
    if KEY_NAME.search(name):
        return KEY_NAME.sub("AMPLITUDE_API_KEY", name)
    lower = re.sub(r"(?i)segment_?(?:write)?_?key", "amplitudeApiKey", name)
    if lower != name:
        return lower
    if name == "writeKey":
        return "apiKey"
    return name.replace("SEGMENT", "AMPLITUDE")
