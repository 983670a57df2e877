"""The packages that SwiftPM and Tuist manifests ask for: Package.swift, Project.swift and Dependencies.swift.

Calls are found by their names and brackets, with comments blanked; no Swift is run. Source: sdk-facts/amplitude.md §6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from segment_to_amplitude.manifests.apple_uses import (
    Plan,
    Use,
    manifest_finding,
    sdk_of_repository,
)
from segment_to_amplitude.segment.apple_sdks import SDKS
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.span import Span

URL = re.compile(rb"(?:https://|ssh://git@|git@)github\.com[/:]segmentio/(?P<name>analytics-(?:ios|swift))(?:\.git)?/?")
LOCAL = re.compile(rb"(?:.*/)?(?P<name>analytics-(?:ios|swift))/?")
_AMPLITUDE = re.compile(rb"github\.com[/:]amplitude/(Amplitude-(?:iOS|Swift))\b", re.IGNORECASE)
_QUIET = re.compile(rb"//[^\n]*|/\*|\"\"\"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"")
_BLOCK = re.compile(rb"/\*|\*/")
_MARKS = re.compile(rb"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|[()\[\]{},]")
_CALL = re.compile(rb"\.(package|remote|local|product|external|byName)\s*$")
_ARGUMENT = re.compile(rb"\s*(?:(?P<label>\w+)\s*:\s*)?(?P<value>\S.*?)\s*", re.DOTALL)
_STRING = re.compile(rb"\"([^\"\\\n]*)\"")
_VERSIONED = re.compile(rb"\.(?:upToNextMajor|upToNextMinor|exact)\(\s*(?:from:\s*)?\"(?P<version>[^\"\\\n]*)\"\s*\)")
_UNVERSIONED = re.compile(rb"\.(?:branch|revision)\(\s*\"[^\"\\\n]*\"\s*\)")
_RANGE = re.compile(rb"\"[^\"\\\n]*\"\s*\.\.[.<]\s*\"[^\"\\\n]*\"")
_LONGEST = 2000
"""Bytes of a call that is looked into; one of a package is short."""
_TUIST = re.compile(rb"\bimport\s+ProjectDescription\b")


@dataclass(frozen=True, slots=True)
class _Argument:
    label: bytes
    value: Span
    start: int

    def text(self, data: bytes) -> bytes:
        return data[self.value.start : self.value.end]


@dataclass(frozen=True, slots=True)
class _Call:
    """A call by its short name, from its dot to its bracket, or a bare string in a list of dependencies."""

    name: bytes
    start: int
    end: int
    arguments: tuple[_Argument, ...] = ()

    def get(self, label: bytes) -> _Argument | None:
        return next((one for one in self.arguments if one.label == label), None)


@dataclass(frozen=True, slots=True)
class _Package:
    call: _Call
    sdk: str
    name: Span
    edits: tuple[Edit, ...] | None
    """None where its requirement is not read."""


def plan_swift_manifests(manifests: Mapping[str, bytes], uses: Mapping[str, Use]) -> dict[str, Plan]:
    """Findings and edits for the manifests in Swift; products follow the packages of all of them."""
    read = {
        path: (_code(data), [*_calls(_code(data))])
        for path, data in manifests.items()
        if b"egment" in data and (path.endswith("Package.swift") or _TUIST.search(data))
    }
    packages = {path: [*_packages(code, calls, uses)] for path, (code, calls) in read.items()}
    found = [one for every in packages.values() for one in every]
    plans = {}
    stuck = {one.sdk for one in found if one.edits is None}
    has_amplitude = any(_AMPLITUDE.search(code) for code, _ in read.values())
    for path, (code, calls) in read.items():
        plan = plans[path] = Plan()
        for package in packages[path]:
            sdk, use = package.sdk, uses[package.sdk]
            if use.moved and package.edits is not None and not has_amplitude and sdk not in stuck:
                code_name = "dependency-stays" if use.stays else "dependency-replaced"
                plan.findings.append(manifest_finding(path, "swift", SDKS[sdk], code_name, package.name))
                if use.stays:
                    plan.edits += _beside(code, manifests[path], package.call, list(package.edits))
                else:
                    plan.edits += package.edits
                continue
            detail = ""
            if package.edits is None:
                detail = "it is not asked for by a version; replace it by hand"
            elif use.moved and has_amplitude:
                detail = "Amplitude's package is there already"
            plan.findings.append(manifest_finding(path, "swift", SDKS[sdk], "dependency-stays", package.name, detail))
        sdks = {one.sdk for one in found}
        for call in calls:
            known = _product(code, call, packages[path], sdks, uses)
            if known is None:
                continue
            sdk, span, edits = known
            is_changed = uses[sdk].moved and sdk not in stuck and not has_amplitude
            if is_changed and uses[sdk].goes:
                plan.edits += edits
                code_name = "dependency-replaced"
            else:
                plan.edits += _beside(code, manifests[path], call, edits) if is_changed else ()
                code_name = "dependency-stays"
            plan.findings.append(manifest_finding(path, "swift", SDKS[sdk], code_name, span))
    return plans


def _code(data: bytes) -> bytes:
    """The same bytes with comments as spaces; Swift's block comments nest."""
    kept, at = [], 0
    while (match := _QUIET.search(data, at)) is not None:
        start, end = match.span()
        kept.append(data[at:start])
        if match[0] == b'"""':
            close = data.find(b'"""', end)
            end = close + 3 if close >= 0 else len(data)
        elif match[0] == b"/*":
            depth = 1
            while depth and (mark := _BLOCK.search(data, end)) is not None:
                depth += 1 if mark[0] == b"/*" else -1
                end = mark.end()
            end = end if not depth else len(data)
        is_comment = match[0][:1] == b"/"
        text = data[start:end]
        kept.append(re.sub(rb"[^\r\n]", b" ", text) if is_comment or match[0] == b'"""' else text)
        at = end
    kept.append(data[at:])
    return b"".join(kept)


def _calls(code: bytes) -> Iterator[_Call]:
    """Calls that may name packages or products, and bare strings in lists of dependencies, by their ends."""
    stack: list[tuple[bytes, int, bytes, int]] = []
    for match in _MARKS.finditer(code):
        mark, at = match[0], match.start()
        if mark in b"([{":
            before = code[max(0, at - 40) : at]
            name, start = b"", at
            if mark == b"(" and (call := _CALL.search(before)) is not None:
                name, start = call[1], at - len(before) + call.start()
            elif mark == b"[" and re.search(rb"\bdependencies\s*:\s*$", before):
                name = b"dependencies"
            stack.append((mark, at, name, start))
        elif mark in b")]}":
            if not stack:
                return
            mark, opened, name, start = stack.pop()
            if mark == b"(" and name and match.end() - start <= _LONGEST:
                yield _Call(name, start, match.end(), tuple(_arguments(code, opened + 1, at)))
        elif mark == b'"Segment"' and stack and stack[-1][2] == b"dependencies":
            yield _Call(b"", at, match.end())


def _arguments(code: bytes, start: int, end: int) -> Iterator[_Argument]:
    depth, begin = 0, start
    for match in _MARKS.finditer(code, start, end):
        if match[0] in b"([{":
            depth += 1
        elif match[0] in b")]}":
            depth -= 1
        elif match[0] == b"," and not depth:
            yield from _argument(code, begin, match.start())
            begin = match.end()
    yield from _argument(code, begin, end)


def _argument(code: bytes, start: int, end: int) -> Iterator[_Argument]:
    if (match := _ARGUMENT.fullmatch(code, start, end)) is not None:
        begin = match.start("label") if match["label"] is not None else match.start("value")
        yield _Argument(match["label"] or b"", Span(*match.span("value")), begin)


def _packages(code: bytes, calls: list[_Call], uses: Mapping[str, Use]) -> Iterator[_Package]:
    for call in calls:
        url, path = call.get(b"url"), call.get(b"path")
        if call.name in (b"package", b"local") and path is not None:
            text = _STRING.fullmatch(path.text(code))
            if text is not None and (match := LOCAL.fullmatch(text[1])) is not None:
                yield _Package(call, sdk_of_repository(match["name"]), path.value, None)
        if call.name not in (b"package", b"remote") or url is None:
            continue
        text = _STRING.fullmatch(url.text(code))
        if text is None or (match := URL.fullmatch(text[1])) is None:
            continue
        begin = url.value.start + 1
        sdk = sdk_of_repository(match["name"])
        span = Span(begin + match.start("name"), begin + match.end("name"))
        edits = _requirement(code, call, uses[sdk].package.full_version)
        if edits is not None:
            address = b"https://github.com/amplitude/" + uses[sdk].package.repository.encode()
            end = begin + len(match[0])
            edits = [Edit(begin, end, address + (b".git" if match[0].endswith(b".git") else b"")), *edits]
            if call.get(b"name") is not None:
                # Without a name the package goes by its repository's.
                edits.append(Edit(call.arguments[0].start, call.arguments[1].start, b""))
        yield _Package(call, sdk, span, tuple(edits) if edits is not None else None)


def _requirement(code: bytes, call: _Call, version: bytes) -> list[Edit] | None:
    rest = [one for one in call.arguments if one.label not in (b"url", b"name")]
    is_named_first = call.arguments[0].label == b"name" or call.get(b"name") is None
    if len(rest) != 1 or not is_named_first:
        return None
    (asked,) = rest
    text, start, end = asked.text(code), asked.value.start, asked.value.end
    if asked.label in (b"from", b"exact") and _STRING.fullmatch(text):
        return [Edit(start + 1, end - 1, version)]
    if asked.label in (b"branch", b"revision") and _STRING.fullmatch(text):
        # No branch or commit of Segment's is one of Amplitude's.
        return [Edit(asked.start, end, b'from: "' + version + b'"')]
    if asked.label not in (b"", b"requirement"):
        return None
    if (match := _VERSIONED.fullmatch(text)) is not None:
        return [Edit(start + match.start("version"), start + match.end("version"), version)]
    if _UNVERSIONED.fullmatch(text):
        return [Edit(start, end, b'.upToNextMajor(from: "' + version + b'")')]
    if _RANGE.fullmatch(text) and not asked.label:
        return [Edit(start, end, b'from: "' + version + b'"')]
    return None


def _product(
    code: bytes, call: _Call, packages: list[_Package], sdks: set[str], uses: Mapping[str, Use]
) -> tuple[str, Span, list[Edit]] | None:
    """What a target asks for: the SDK, where its name stands, and what makes it Amplitude's."""
    if call.name in (b"package", b"product", b"external", b"byName"):
        name = call.get(b"product" if call.name == b"package" else b"name")
        if name is None or name.text(code) != b'"Segment"' or call.get(b"url") or call.get(b"path"):
            return None
        span = Span(name.value.start + 1, name.value.end - 1)
    elif call.name == b"":
        span = Span(call.start + 1, call.end - 1)
    else:
        return None
    package = call.get(b"package") if call.name == b"product" else None
    if package is not None:
        quoted = package.text(code)[1:-1]
        if quoted in (b"analytics-ios", b"analytics-swift"):
            sdk = sdk_of_repository(quoted)
        elif quoted in _names(code, packages) and len(sdks) == 1:
            (sdk,) = sdks
        else:
            return None
        product = Edit(span.start, span.end, uses[sdk].package.product.encode())
        return (
            sdk,
            span,
            [product, Edit(package.value.start + 1, package.value.end - 1, uses[sdk].package.repository.encode())],
        )
    if len(sdks) != 1 or (call.name in (b"", b"byName") and not packages):
        return None
    (sdk,) = sdks
    if call.name in (b"", b"byName"):
        # A target that is the package's own comes before a product of that name.
        if re.search(rb"\.(?:target|binaryTarget)\(\s*name:\s*\"Segment\"", code):
            return None
        text = f'.product(name: "{uses[sdk].package.product}", package: "{uses[sdk].package.repository}")'
        return sdk, span, [Edit(call.start, call.end, text.encode())]
    return sdk, span, [Edit(span.start, span.end, uses[sdk].package.product.encode())]


def _names(code: bytes, packages: list[_Package]) -> set[bytes]:
    named = (package.call.get(b"name") for package in packages)
    return {name.text(code)[1:-1] for name in named if name is not None} | {b"Segment"}


def _beside(code: bytes, data: bytes, call: _Call, edits: list[Edit]) -> Iterator[Edit]:
    """Put a copy of the call below it, as an element of the same list, behind a comment on its line."""
    start, end = call.start, call.end
    copy = apply_edits(data[start:end], [Edit(one.start - start, one.end - start, one.replacement) for one in edits])
    comma = re.compile(rb"[ \t]*,").match(code, end)
    begin = code.rfind(b"\n", 0, start) + 1
    behind = comma.end() if comma is not None else end
    stop = code.find(b"\n", behind)
    stop = stop if stop >= 0 else len(code)
    if data[begin:start].strip() or code[behind:stop].strip():
        yield Edit(behind, behind, b" " + copy + b"," if comma is not None else b", " + copy)
        return
    stop -= code[stop - 1 : stop] == b"\r"
    line = (b"\r\n" if code[stop : stop + 2] == b"\r\n" else b"\n") + data[begin:start] + copy
    if comma is not None:
        yield Edit(stop, stop, line + b",")
    elif stop == end:
        yield Edit(stop, stop, b"," + line)
    else:
        yield Edit(end, end, b",")
        yield Edit(stop, stop, line)
