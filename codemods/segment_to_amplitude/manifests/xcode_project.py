"""The Swift packages of an Xcode project: in ``project.pbxproj`` Amplitude's take the place of Segment's.

A package is four objects: the reference with its repository and requirement, the product that a target asks for, the
build file that links it, and the lists that name them by their ids. The ids stay; only names, addresses and versions
change, in the comments too. Where Segment stays, copies with new ids stand below its own.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from segment_to_amplitude.manifests.apple_uses import (
    Package,
    Plan,
    Use,
    manifest_finding,
    sdk_of_repository,
)
from segment_to_amplitude.manifests.openstep_plist import Plist, Value, parse_plist
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS, SWIFT
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.span import Span

REMOTE = re.compile(
    rb"(?:https://|ssh://git@|git@)github\.com[/:]segmentio/(?P<name>analytics-(?:ios|swift))(?:\.git)?/?"
)
AMPLITUDE = re.compile(rb"github\.com[/:]amplitude/(Amplitude-(?:iOS|Swift))(?:\.git)?/?$", re.IGNORECASE)
BRIDGE = re.compile(rb"[/:]segment-integrations/(?P<name>analytics-swift-amplitude)(?:\.git)?/?$")
DESTINATION = re.compile(
    rb"[/:](?P<name>[\w.-]*(?:analytics-(?:swift|ios)|\bsegment)-[\w.-]+?)(?:\.git)?/?$", re.IGNORECASE
)
LOCAL = re.compile(rb"(?:^|/)(?P<name>analytics-(?:ios|swift))/?$")
CARTHAGE = re.compile(rb"Carthage/(?:.*/)?(?P<name>Segment|Analytics)\.(?:xc)?framework$")
_ROUGH = re.compile(rb"segmentio/(?P<name>analytics-(?:ios|swift))(?:\.git)?\"")
_VERSION_KEYS = {
    b"upToNextMajorVersion": b"minimumVersion",
    b"upToNextMinorVersion": b"minimumVersion",
    b"exactVersion": b"version",
}
_MANY = 50
"""No project asks for Segment so often; each time, all objects are looked at."""
_PRODUCT_COMMENT = re.compile(rb"\s*(?P<name>Segment)(?: in [^*]*|\s*)$")


@dataclass(slots=True)
class _Package:
    """One of Segment's packages: its objects' ids, and what is renamed to make it Amplitude's."""

    sdk: str
    reference: bytes
    name: Span
    products: dict[bytes, Value] = field(default_factory=dict)
    build_files: set[bytes] = field(default_factory=set)
    renames: list[Edit] = field(default_factory=list)

    @property
    def ids(self) -> set[bytes]:
        return {self.reference, *self.products, *self.build_files}


def plan_xcode_project(plan: Plan, path: str, data: bytes, uses: Mapping[str, Use]) -> None:
    """Findings and edits for one ``project.pbxproj``."""
    if b"egment" not in data:
        return
    plist = parse_plist(data)
    objects = plist.root.value(b"objects") if plist is not None else None
    if plist is None or objects is None or objects.entries is None:
        for match in _ROUGH.finditer(data):
            _stays(
                plan,
                path,
                sdk_of_repository(match["name"]),
                Span(*match.span("name")),
                "the project file is not readable",
            )
        return
    addresses = [AMPLITUDE.search(url.text or b"") for url in _urls(objects)]
    has_amplitude = {one[1].lower() for one in addresses if one is not None}
    is_segments = False
    for key, entry in objects.entries.items():
        url = entry.value.value(b"repositoryURL")
        if entry.value.string(b"isa") != b"XCRemoteSwiftPackageReference" or url is None:
            continue
        remote = REMOTE.fullmatch(url.text or b"")
        if remote is None:
            continue
        if is_segments and len(plan.findings) > _MANY:
            break
        is_segments = True
        sdk = sdk_of_repository(remote["name"])
        package = _package(objects, sdk, key, url, remote)
        if not uses[sdk].moved:
            _stays(plan, path, sdk, package.name)
        elif uses[sdk].package.repository.lower().encode() in has_amplitude:
            _stays(plan, path, sdk, package.name, "Amplitude's package is there already; in Xcode, take Segment's out")
        elif not _rename(package, uses[sdk].package, plist, data, entry.value, url, remote):
            detail = f"its requirement is not read; in Xcode, replace it by `https://github.com/amplitude/{uses[sdk].package.repository}`"
            _stays(plan, path, sdk, package.name, detail)
        elif uses[sdk].stays:
            _stays(plan, path, sdk, package.name)
            plan.edits += _copies(package, plist, objects, data)
        else:
            plan.edits += package.renames
            spans = (package.name, *(Span(one.start, one.end) for one in package.products.values()))
            plan.findings += [manifest_finding(path, "xcode", SDKS[sdk], "dependency-replaced", span) for span in spans]
    _others(plan, path, plist, objects, data, uses, is_segments=is_segments)


def _urls(objects: Value) -> Iterator[Value]:
    for entry in (objects.entries or {}).values():
        if (url := entry.value.value(b"repositoryURL")) is not None:
            yield url


def _stays(plan: Plan, path: str, sdk: str, span: Span, detail: str = "") -> None:
    plan.findings.append(manifest_finding(path, "xcode", SDKS[sdk], "dependency-stays", span, detail))


def _package(objects: Value, sdk: str, key: bytes, url: Value, match: re.Match[bytes]) -> _Package:
    begin = url.start + 1
    package = _Package(sdk, key, Span(begin + match.start("name"), begin + match.end("name")))
    for other, entry in (objects.entries or {}).items():
        name = entry.value.value(b"productName")
        is_product = entry.value.string(b"isa") == b"XCSwiftPackageProductDependency"
        if is_product and entry.value.string(b"package") == key and name is not None and name.text == b"Segment":
            package.products[other] = name
    for other, entry in (objects.entries or {}).items():
        if entry.value.string(b"isa") == b"PBXBuildFile" and entry.value.string(b"productRef") in package.products:
            package.build_files.add(other)
    return package


def _rename(
    package: _Package, target: Package, plist: Plist, data: bytes, reference: Value, url: Value, match: re.Match[bytes]
) -> bool:
    """Note what is renamed; False when the requirement is none that is known."""
    requirement = reference.value(b"requirement")
    if requirement is None or requirement.entries is None:
        return False
    kind = requirement.string(b"kind")
    version = target.full_version
    entries = sorted(requirement.entries.values(), key=lambda one: one.key.start)
    if kind in _VERSION_KEYS and (old := requirement.value(_VERSION_KEYS[kind])) is not None and old.text is not None:
        package.renames.append(Edit(old.start, old.end, version))
    elif kind in (b"branch", b"revision") and set(requirement.entries) == {b"kind", kind}:
        # Xcode sorts the keys; no branch or commit of Segment's is one of Amplitude's.
        lines = (b"kind = upToNextMajorVersion", b"minimumVersion = " + version)
        spans = ((entry.key.start, entry.value.end) for entry in entries)
        package.renames += [Edit(*span, line) for span, line in zip(spans, lines, strict=True)]
    else:
        return False
    repository = target.repository.encode()
    address = b"https://github.com/amplitude/" + repository + (b".git" if match[0].endswith(b".git") else b"")
    package.renames.append(Edit(url.start, url.end, b'"' + address + b'"'))
    product = target.product.encode()
    package.renames += [Edit(name.start, name.end, product) for name in package.products.values()]
    linked = {*package.products, *package.build_files}
    for string in plist.strings:
        comment = plist.comments.get(string.end)
        if comment is None:
            continue
        text = data[comment.start : comment.end]
        if string.text == package.reference and (at := text.find(b'"' + match["name"] + b'"')) >= 0:
            start = comment.start + at + 1
            package.renames.append(Edit(start, start + len(match["name"]), repository))
        elif string.text in linked and (found := _PRODUCT_COMMENT.match(text)) is not None:
            package.renames.append(
                Edit(comment.start + found.start("name"), comment.start + found.end("name"), product)
            )
    return True


def _places(plist: Plist, objects: Value, ids: set[bytes]) -> Iterator[tuple[int, int, bool]]:
    """Where objects are defined and where lists name them: start, end, and whether a comma is missing."""
    for key, entry in (objects.entries or {}).items():
        if key in ids:
            yield entry.key.start, entry.end, False
    for item in plist.items:
        if item.value.text in ids:
            yield item.value.start, item.end, not item.has_comma


def _copies(package: _Package, plist: Plist, objects: Value, data: bytes) -> Iterator[Edit]:
    """Insert Amplitude's objects below Segment's, with ids of their own."""
    taken = {string.text for string in plist.strings}
    new = {old: _new_id(old, taken) for old in sorted(package.ids)}
    ids = [Edit(one.start, one.end, new[one.text]) for one in plist.strings if one.text in new]
    renames = sorted([*package.renames, *ids])
    starts = [edit.start for edit in renames]
    for start, end, needs_comma in _places(plist, objects, package.ids):
        inside = renames[bisect_left(starts, start) : bisect_left(starts, end)]
        copy = apply_edits(
            data[start:end], [Edit(one.start - start, one.end - start, one.replacement) for one in inside]
        )
        # The comment of a list's last item stands before the comma that it has not.
        comment = plist.comments.get(end) if needs_comma else None
        at = comment.end + 2 if comment is not None else end
        yield Edit(at, at, (b"," if needs_comma else b"") + _line_start(data, start) + copy)


def _line_start(data: bytes, start: int) -> bytes:
    """What stands before a place on its line, with the line break, or a space where other code stands there."""
    begin = data.rfind(b"\n", 0, start) + 1
    indent = data[begin:start]
    if begin == 0 or indent.strip():
        return b" "
    return (b"\r\n" if data[:begin].endswith(b"\r\n") else b"\n") + indent


def _new_id(old: bytes, taken: set[bytes | None]) -> bytes:
    """Return 24 hexadecimal digits that the project does not have; the same ones on each run."""
    for count in range(1 << 16):
        new = hashlib.sha256(b"amplitude %d " % count + old).hexdigest()[:24].upper().encode()
        if new not in taken:
            taken.add(new)
            return new
    raise AssertionError


def _others(
    plan: Plan, path: str, plist: Plist, objects: Value, data: bytes, uses: Mapping[str, Use], *, is_segments: bool
) -> None:
    """Packages that work on top of Segment's, local copies, and frameworks that Carthage builds."""
    for key, entry in (objects.entries or {}).items():
        isa = entry.value.string(b"isa")
        if isa == b"XCLocalSwiftPackageReference":
            place = entry.value.value(b"relativePath")
            if place is not None and (match := LOCAL.search(place.text or b"")) is not None:
                sdk = sdk_of_repository(match["name"])
                _stays(plan, path, sdk, Span(place.start, place.end), "it is a package on disk; in Xcode, take it out")
        url = entry.value.value(b"repositoryURL")
        if isa != b"XCRemoteSwiftPackageReference" or url is None or url.text is None or not is_segments:
            continue
        if REMOTE.fullmatch(url.text) or (match := DESTINATION.search(url.text)) is None:
            continue
        sdk = SWIFT if b"ios" not in match["name"] else IOS
        begin = url.start + 1
        span = Span(begin + match.start("name"), begin + match.end("name"))
        if BRIDGE.search(url.text) is None:
            detail = f"`{match['name'].decode('utf-8', 'replace')}`"
            plan.findings.append(manifest_finding(path, "xcode", SDKS[sdk], "device-mode", span, detail))
        elif not uses[SWIFT].goes:
            _stays(plan, path, sdk, span)
        else:
            plan.findings.append(manifest_finding(path, "xcode", SDKS[sdk], "dependency-replaced", span))
            plan.edits += _removals(plist, objects, data, key)
    for string in plist.strings:
        if (match := CARTHAGE.search(string.text or b"")) is not None:
            sdk = SWIFT if match["name"] == b"Segment" and uses[SWIFT].moved else IOS
            begin = string.end - len(string.text or b"") - (data[string.start : string.start + 1] in (b'"', b"'"))
            span = Span(begin + match.start("name"), begin + match.end("name"))
            _stays(plan, path, sdk, span, "a framework that Carthage built; in Xcode, put Amplitude's in its place")


def _removals(plist: Plist, objects: Value, data: bytes, reference: bytes) -> Iterator[Edit]:
    """Take a package out, with its products and what links them, by whole lines where they have some."""
    entries = objects.entries or {}
    ids = {reference}
    ids |= {key for key, entry in entries.items() if entry.value.string(b"package") == reference}
    ids |= {key for key, entry in entries.items() if entry.value.string(b"productRef") in ids}
    last = 0
    for start, end, _ in sorted(_places(plist, objects, ids)):
        if start < last:
            continue
        last = end
        begin = data.rfind(b"\n", 0, start) + 1
        stop = data.find(b"\n", end) + 1
        is_line = not data[begin:start].strip() and stop > 0 and not data[end:stop].strip()
        yield Edit(begin, stop, b"") if is_line else Edit(start, end, b"")
