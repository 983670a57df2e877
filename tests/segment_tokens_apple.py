"""The part of the look for Segment's names that reads Swift and Objective-C.

A name counts where the file imports Segment, where it begins with Segment's prefix, or where a variable is declared
with the client's type. Nothing is known of scopes or of other files. Rows are the fields of `segment_tokens.Token`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Row = tuple[str, int, int, int]

_QUIET = re.compile(
    r"""
    (?P<line>//[^\n]*)
  | (?P<block>/\*.*?\*/)
  | (?P<raw>\"{3}.*?\"{3})
    """,
    re.DOTALL | re.VERBOSE,
)
_IMPORT = re.compile(
    r"^(?:\xef\xbb\xbf)?[ \t]*(?:@testable[ \t]+)?(?:@?import[ \t]+(?P<module>Segment|Analytics)\b;?"
    r"|\#import[ \t]+[<\"](?P<header>(?:(?:Segment|Analytics)/[\w.]+|SEGAnalytics\.h))[>\"])",
    re.MULTILINE,
)
_TYPES = ("Analytics", "AnalyticsConfiguration", "SEGAnalytics", "SEGAnalyticsConfiguration")
_PREFIXED = re.compile(r"\bSEG[A-Z]\w+")
_CHAIN = re.compile(r"(?:\s*[?!]?\s*\.\s*[A-Za-z_]\w*|\(\s*\))+")
_ASKED = re.compile(
    r"""['"](?P<pod>Analytics|Segment-[\w-]+)['"]|segmentio/(?P<repository>analytics-(?:ios|swift))"""
    r"""|\.product\(name:\s*"(?P<product>Segment)\""""
)
_NAME = re.compile(r"[A-Za-z_]\w*")


def find_in_apple(text: str) -> Iterator[Row]:
    """Yield what names Segment in a file, in order."""
    code = _QUIET.sub(_blank, text)
    imports = list(_IMPORT.finditer(code))
    for found in imports:
        kind = "module" if found["module"] else "header"
        yield found[kind], found.start(kind), found.end(kind), found.end(kind)
        code = code[: found.start()] + " " * len(found[0]) + code[found.end() :]
    names = set(_TYPES) if any(found["module"] == "Segment" or found["header"] for found in imports) else set()
    names |= set(_PREFIXED.findall(code))
    variables = set(re.findall(r"\b(\w+)\s*:\s*(?:Analytics|SEGAnalytics)\b(?!\s*\.)", code)) if names else set()
    end = 0
    for found in _NAME.finditer(code):
        before = code[: found.start()].rstrip()
        if found.start() < end or before.endswith((".", "@")):
            continue
        chain = _CHAIN.match(code, found.end())
        if found[0] in names or (found[0] in variables and chain is not None):
            end = chain.end() if chain is not None else found.end()
            yield found[0], found.start(), found.end(), end


def find_in_apple_manifest(text: str) -> Iterator[Row]:
    """Yield what names one of Segment's packages in a Podfile, a Cartfile or a Package.swift, in order."""
    code = re.sub(r"(?m)(?:^|\s)(?:#|//)[^\n]*", _blank, text)
    for found in _ASKED.finditer(code):
        name = next(key for key in ("pod", "repository", "product") if found[key] is not None)
        yield found[name], found.start(name), found.end(name), found.end(name)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
