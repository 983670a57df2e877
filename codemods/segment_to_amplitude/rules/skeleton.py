"""A commented rule to begin with, also from a call that is there."""

from __future__ import annotations

import re

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.rules.languages import languages_of

CALLEE = re.compile(r"(?:new\s+)?([A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*)\s*\(")
KEYWORDS = frozenset(("if", "for", "while", "switch", "catch", "return", "function", "def", "class", "await", "import"))
NAMES = ("EVENT", "PROPERTIES", "OPTIONS", "FOURTH", "FIFTH")

SKELETON = """\
# A rule of segment-to-amplitude: `segment-to-amplitude rules test` runs its examples.
# One document is one rule; `---` on a line of its own begins the next.
id: {id}
language: {language}

# The call, with a capture for each argument, and where the function comes from: a package, or a path from the root.
call: '{call}'
{source}
# The Segment call that it stands for; it is then migrated like any other.
means: '{means}'
{client}
# safe (the default), review or manual: how far a person has to look.
applicability: safe

examples:
  - before: |
{before}
    # `rules test --update` writes what comes out.
    after: ''
  # Code that looks alike and must stay.
  - left_alone: |
      other({sample})
"""


def skeleton(path: str | None, text: str | None, line: int) -> str:
    """Write a skeleton, from the call on a line (from 1) of a file where one is given."""
    if path is None or text is None:
        return _filled("my-wrapper", "typescript", "trackEvent", ["'Signed Up'", "{ plan }"], "@acme/telemetry")
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        raise UserError(f"{path}:{line}: the file has {len(lines)} lines; name one of them")
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1])
    for match in CALLEE.finditer(text, start):
        if match.start() >= start + len(lines[line - 1]):
            break
        name = match[1].replace("?.", ".")
        if name.rpartition(".")[2] in KEYWORDS:
            continue
        arguments = _arguments(text, match.end())
        root = name.partition(".")[0]
        languages = languages_of(path)
        language = next((one for one in ("typescript", "javascript", "python") if one in languages), "")
        if not language:
            raise UserError(f"{path}:{line}: wrappers are read in JavaScript, TypeScript and Python; name a call there")
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()).strip("-")
        return _filled(slug or "my-wrapper", language, name, arguments, _source(text, root, language))
    raise UserError(f"{path}:{line}: there is no call on this line; name the line on which the call begins")


def _filled(slug: str, language: str, name: str, arguments: list[str], source: str | None) -> str:
    names = NAMES[: len(arguments)]
    captures = [f"${one}" for one in names]
    given = [f"{field}: {capture}" for field, capture in zip(("event", "properties"), captures, strict=False)]
    sample = ", ".join(arguments)
    root = name.partition(".")[0]
    before: list[str] = []
    if source is not None:
        statement = f"from {source} import {root}" if language == "python" else f"import {{ {root} }} from '{source}';"
        before += [statement, ""]
    before.append(f"{name}({sample})" + ("" if language == "python" else ";"))
    body = "\n".join(f"      {one}".rstrip() for one in "\n".join(before).split("\n"))
    quoted = f"'{source}'" if source is not None else "''"
    return SKELETON.format(
        id=slug,
        language=language,
        call=f"{name}({', '.join(captures)})",
        source=f"from: {quoted}" if source is not None else "# from: '@acme/telemetry'",
        client="# Where the Amplitude client is.\nclient: shop.analytics.amplitude\n" if language == "python" else "",
        means=f"track({', '.join(given)})",
        before=body,
        sample=sample.split("\n")[0],
    )


def _arguments(text: str, start: int) -> list[str]:
    """The arguments of a call by their brackets and quotes, from the character after its opening one."""
    found: list[str] = []
    depth, quote, begin = 0, "", start
    for at in range(start, len(text)):
        char = text[at]
        if quote:
            if char == quote and text[at - 1] != "\\":
                quote = ""
        elif char in "'\"`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}" and depth:
            depth -= 1
        elif char == ")" or (char == "," and not depth):
            if one := text[begin:at].strip():
                found.append(one)
            begin = at + 1
            if char == ")":
                break
    return found


def _source(text: str, root: str, language: str) -> str | None:
    """The module that a name is imported from, as it is written."""
    name = re.escape(root)
    if language == "python":
        match = re.search(rf"^\s*from\s+([\w.]+)\s+import\s[^\n]*\b{name}\b", text, re.MULTILINE)
        return match[1] if match is not None else None
    match = re.search(rf"import\s[^;'\"]*\b{name}\b[^;'\"]*['\"]([^'\"]+)['\"]", text)
    return match[1] if match is not None else None
