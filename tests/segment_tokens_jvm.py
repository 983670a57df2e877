"""The part of the look for Segment's names that reads Kotlin and Java.

A name counts that an import of Segment's package binds, that a client is declared in, or that stands in full. Nothing
is known of scopes or of other files. Rows are the fields of `segment_tokens.Token`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Row = tuple[str, int, int, int]

_CLIENTS = frozenset({"com.segment.analytics.Analytics", "com.segment.analytics.kotlin.core.Analytics"})
_STARRED = ("Analytics", "Properties", "Traits", "Options", "TrackMessage", "IdentifyMessage", "GroupMessage")
_QUIET = re.compile(
    r"""
    (?P<line>//[^\n]*)
  | (?P<block>/\*.*?\*/)
  | (?P<raw>\"{3}.*?\"{3,})
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<char>'(?:\\.|[^'\\\n])*')
    """,
    re.DOTALL | re.VERBOSE,
)
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+(?:static[ \t]+)?(?P<name>com\.segment\.analytics[\w.]*?)(?P<star>\.\*)?"
    r"(?:[ \t]+as[ \t]+(?P<alias>\w+))?[ \t]*;?[ \t\r]*$",
    re.MULTILINE,
)
_CHAIN = re.compile(r"(?:\s*(?:!!)?\s*\??\.\s*[A-Za-z_]\w*|\(\s*\))+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_IN_FULL = re.compile(r"\bcom\.segment\.analytics(?:\.\w+)+")


def find_in_jvm(text: str) -> Iterator[Row]:
    """Yield what names Segment in a file, in order."""
    bare = _QUIET.sub(_blank, text)
    imports = list(_IMPORT.finditer(bare))
    bound: set[str] = set()
    clients: set[str] = set()
    for found in imports:
        name, local = found["name"], found["alias"] or found["name"].rpartition(".")[2]
        bound |= set(_STARRED) if found["star"] else {local}
        if name in _CLIENTS or found["star"]:
            clients |= {"Analytics"} if found["star"] else {local}
        yield name, found.start("name"), found.end("name"), found.end("name")
    code = bare
    for found in imports:
        code = code[: found.start()] + " " * len(found[0]) + code[found.end() :]
    end = 0
    variables = _variables(code, clients)
    for found in _IN_FULL.finditer(code):
        yield found[0], found.start(), found.end(), found.end()
    code = _IN_FULL.sub(lambda one: " " * len(one[0]), code)
    for found in _NAME.finditer(code):
        if found.start() < end:
            continue
        before = code[: found.start()].rstrip()
        chain = _CHAIN.match(code, found.end())
        is_member = before.endswith((".", "::"))
        is_named = re.match(r"\s*=[^=]", code[found.end() :]) is not None and before.endswith((",", "("))
        if (found[0] in bound and not is_member and not is_named) or (
            found[0] in variables and chain is not None and not is_member
        ):
            end = chain.end() if chain is not None else found.end()
            yield found[0], found.start(), found.end(), end


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _variables(code: str, clients: set[str]) -> set[str]:
    """Names that are declared with the class of a client."""
    if not clients:
        return set()
    one_of = "|".join(sorted(clients))
    kotlin = re.findall(rf"\b(\w+)\s*:\s*(?:{one_of})\b(?!\s*\.)", code)
    java = re.findall(rf"\b(?:{one_of})\s+(\w+)\s*[;=,)]", code)
    return {*kotlin, *java}
