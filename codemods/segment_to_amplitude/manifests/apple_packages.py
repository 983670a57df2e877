"""The manifests of Apple projects, after their code: Podfile, podspec, Cartfile and Package.swift follow its last use.

Source: sdk-facts/segment.md §7, §8; amplitude.md §6, §7: the pods, the repositories and their products.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS, SWIFT
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

IOS_VERSION = "8.22"
SWIFT_VERSION = "1.18.6"
POD = re.compile(
    rb"^[ \t]*(?:pod|\w+(?:\.\w+)?\.dependency)[ \t(]+(?P<open>['\"])(?P<name>[\w-]+)(?:/[\w/-]+)?['\"]"
    rb"(?P<rest>[^\n#]*)",
    re.MULTILINE,
)
VERSIONS = re.compile(rb"\s*(?:,\s*['\"](?P<version>[^'\"]*)['\"]\s*)*\)?\s*")
CARTHAGE = re.compile(
    rb"^[ \t]*github[ \t]+\"segmentio/(?P<name>analytics-ios|analytics-swift)\"(?P<rest>[^\n#]*)", re.MULTILINE
)
PACKAGE = re.compile(
    rb"\burl:\s*\"(?P<url>(?:https://github\.com/|git@github\.com:)segmentio/(?P<name>analytics-(?:ios|swift))"
    rb"(?:\.git)?)\"\s*,\s*(?P<rest>[^\n]*)"
)
FROM = re.compile(rb"(?:from:\s*|\.upToNextMajor\(\s*from:\s*)\"(?P<version>[\d.]+)\"\s*\)?\s*\)?\s*,?\s*")
PRODUCT = re.compile(
    rb"\.product\(\s*name:\s*\"(?P<product>Segment)\"\s*,\s*package:\s*\"(?P<package>analytics-(?:ios|swift)|Segment)\""
)
REMOTE = re.compile(rb"\brepositoryURL = \"[^\"]*segmentio/(?P<name>analytics-(?:ios|swift))(?:\.git)?\"")
LOCKED = re.compile(rb"^  - Analytics(?:/\w+)? \(|segmentio/analytics-(?:ios|swift)", re.MULTILINE)
LOCKS = {
    "Podfile.lock": "pod install",
    "Cartfile.resolved": "carthage update",
    "Package.resolved": "swift package resolve",
}
REPOSITORIES = {IOS: "Amplitude-iOS", SWIFT: "Amplitude-Swift"}
PRODUCTS = {IOS: "Amplitude", SWIFT: "AmplitudeSwift"}


@dataclass(frozen=True, slots=True)
class _Use:
    """What the code makes of one of Segment's SDKs."""

    moved: bool
    stays: bool


@dataclass(slots=True)
class _Plan:
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def migrate_apple_packages(manifests: Mapping[str, bytes], files: Iterable[FileResult]) -> list[FileResult]:
    """Findings and edits for the manifests, by what the code uses afterwards; paths and bytes, code first."""
    code = list(files)
    uses = {sdk: _use(code, name) for sdk, name in SDKS.items()}
    plans = {path: _plan(path, data, uses) for path, data in manifests.items()}
    is_changed = any(plan.edits for plan in plans.values())
    found = []
    for path, plan in plans.items():
        data = manifests[path]
        name = path[path.rfind("/") + 1 :]
        if name in LOCKS and is_changed and LOCKED.search(data):
            command = f"run `{LOCKS[name]}`"
            plan.findings.append(_finding(path, "lock", "", "lock-file", Span(0, 0), command, command))
        if plan.findings:
            status = FileStatus.CHANGED if plan.edits else FileStatus.UNCHANGED
            findings = tuple(with_edits(plan.findings, plan.edits))
            edits = tuple(sorted(plan.edits, key=lambda one: one.start))
            found.append(FileResult(path, _language(path), status, None, data, edits, findings, line_starts(data)))
    return found


def _use(files: list[FileResult], sdk: str) -> _Use:
    own = [(file, finding) for file in files for finding in file.findings if finding.sdk == sdk]
    stuck = (Applicability.MANUAL, Applicability.IGNORED)
    return _Use(
        any(file.edits and finding.applicability not in stuck for file, finding in own),
        any(finding.applicability in stuck for _, finding in own),
    )


def _plan(path: str, data: bytes, uses: Mapping[str, _Use]) -> _Plan:
    plan = _Plan()
    name = path[path.rfind("/") + 1 :]
    if name == "Podfile" or name.endswith(".podspec"):
        for match in POD.finditer(data):
            _pod(plan, path, match, uses[IOS])
    elif name == "Cartfile":
        for match in CARTHAGE.finditer(data):
            _line(plan, path, match, uses)
    elif name == "Package.swift":
        _package(plan, path, data, uses)
    elif name == "project.pbxproj":
        for match in REMOTE.finditer(data):
            sdk = _sdk(match["name"])
            detail = f"in Xcode, replace the package by `https://github.com/amplitude/{REPOSITORIES[sdk]}`"
            plan.findings.append(
                _finding(path, "xcode", SDKS[sdk], "dependency-stays", Span(*match.span("name")), detail)
            )
    return plan


def _pod(plan: _Plan, path: str, match: re.Match[bytes], use: _Use) -> None:
    name, span = match["name"].decode(), Span(*match.span("name"))
    if name.startswith("Segment-") and name != "Segment-Amplitude":
        plan.findings.append(_finding(path, "ruby", SDKS[IOS], "device-mode", span, f"`{name}`"))
    if name not in ("Analytics", "Segment-Amplitude"):
        return
    versions = VERSIONS.fullmatch(match["rest"].rstrip())
    if versions is None or not use.moved or use.stays:
        detail = "" if versions is not None else "it is not asked for by a version alone"
        plan.findings.append(_finding(path, "ruby", SDKS[IOS], "dependency-stays", span, detail))
        if versions is not None and use.moved and name == "Analytics":
            plan.edits.append(Edit(match.end(), match.end(), b"\n" + _renamed(match, versions)))
        return
    if name == "Segment-Amplitude":
        end = match.string.find(b"\n", match.end())
        plan.edits.append(Edit(match.start(), end + 1 if end >= 0 else len(match.string), b""))
    else:
        plan.edits.append(Edit(match.start(), match.end(), _renamed(match, versions)))
    plan.findings.append(_finding(path, "ruby", SDKS[IOS], "dependency-replaced", span))


def _renamed(match: re.Match[bytes], versions: re.Match[bytes]) -> bytes:
    """The line with Amplitude's pod, and its version where Segment's had one."""
    begin = match.start()
    text = match[0]
    name = Span(match.start("name") - begin, match.end("name") - begin)
    if versions["version"] is None:
        return text[: name.start] + b"Amplitude" + text[name.end :]
    at = Span(*(match.start("rest") - begin + one for one in versions.span("version")))
    first = match.start("rest") - begin + match["rest"].index(b",")
    quote = match["open"]
    version = quote + f"~> {IOS_VERSION}".encode() + quote
    gap = text[first : text.index(text[at.start - 1 : at.start], first)]
    return text[: name.start] + b"Amplitude" + quote + gap + version + text[at.end + 1 :]


def _line(plan: _Plan, path: str, match: re.Match[bytes], uses: Mapping[str, _Use]) -> None:
    sdk, span = _sdk(match["name"]), Span(*match.span("name"))
    use = uses[sdk]
    repository = f'github "amplitude/{REPOSITORIES[sdk]}" ~> {IOS_VERSION if sdk == IOS else SWIFT_VERSION}'.encode()
    indent = match[0][: len(match[0]) - len(match[0].lstrip())]
    if not use.moved or use.stays:
        plan.findings.append(_finding(path, "cartfile", SDKS[sdk], "dependency-stays", span))
        if use.moved:
            plan.edits.append(Edit(match.end(), match.end(), b"\n" + indent + repository))
        return
    kept = match[0].rstrip()
    plan.edits.append(Edit(match.start(), match.start() + len(kept), indent + repository))
    plan.findings.append(_finding(path, "cartfile", SDKS[sdk], "dependency-replaced", span))


def _package(plan: _Plan, path: str, data: bytes, uses: Mapping[str, _Use]) -> None:
    names: dict[bytes, str] = {}
    is_replaced = False
    for match in PACKAGE.finditer(data):
        sdk, span = _sdk(match["name"]), Span(*match.span("name"))
        names[match["name"]] = sdk
        requirement = FROM.match(match["rest"])
        if not uses[sdk].moved or uses[sdk].stays or requirement is None:
            detail = "" if requirement is not None else "it is not asked for from a version on"
            plan.findings.append(_finding(path, "swift", SDKS[sdk], "dependency-stays", span, detail))
            continue
        is_replaced = True
        url = f"https://github.com/amplitude/{REPOSITORIES[sdk]}".encode()
        url += b".git" if match["url"].endswith(b".git") else b""
        plan.edits.append(Edit(*match.span("url"), url))
        start = match.start("rest")
        version = (IOS_VERSION + ".0" if sdk == IOS else SWIFT_VERSION).encode()
        plan.edits.append(Edit(start + requirement.start("version"), start + requirement.end("version"), version))
        plan.findings.append(_finding(path, "swift", SDKS[sdk], "dependency-replaced", span))
    for match in PRODUCT.finditer(data) if is_replaced else ():
        known: str | None = names.get(match["package"])
        if known is not None and uses[known].moved and not uses[known].stays:
            plan.edits.append(Edit(*match.span("product"), PRODUCTS[known].encode()))
            plan.edits.append(Edit(*match.span("package"), REPOSITORIES[known].encode()))
            span = Span(*match.span("product"))
            plan.findings.append(_finding(path, "swift", SDKS[known], "dependency-replaced", span))


def _sdk(name: bytes) -> str:
    return SWIFT if name == b"analytics-swift" else IOS


def _finding(
    path: str, language: str, sdk: str, code: str, span: Span, detail: str = "", suggestion: str | None = None
) -> Finding:
    entry = CODES[code]
    message = f"{entry.title}: {detail}" if detail else entry.title
    return Finding(
        entry.name,
        entry.applicability,
        path,
        language,
        sdk,
        Kind.MANIFEST,
        span,
        message,
        covers=(span,),
        suggestion=suggestion,
    )


def _language(path: str) -> str:
    if path.endswith((".lock", ".resolved")):
        return "lock"
    if path.endswith((".swift", ".pbxproj")):
        return "swift" if path.endswith(".swift") else "xcode"
    return "cartfile" if path.endswith("Cartfile") else "ruby"
