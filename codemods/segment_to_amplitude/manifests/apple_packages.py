"""The manifests of Apple projects, after their code: Podfile, podspec, Cartfile and Package.swift follow its last use.

Source: sdk-facts/segment.md §7, §8; amplitude.md §6, §7: the pods, the repositories and their products.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.apple_uses import (
    Package,
    Plan,
    Use,
    manifest_finding,
    sdk_of_repository,
    use_of,
)
from segment_to_amplitude.manifests.swift_manifest import plan_swift_manifests
from segment_to_amplitude.manifests.xcode_project import plan_xcode_project
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

POD = re.compile(
    rb"^[ \t]*(?:pod|\w+(?:\.\w+)?\.dependency)[ \t(]+(?P<open>['\"])(?P<name>[\w-]+)(?:/[\w/-]+)?['\"]"
    rb"(?P<rest>[^\n#]*)",
    re.MULTILINE,
)
VERSIONS = re.compile(rb"\s*(?:,\s*['\"](?P<version>[^'\"]*)['\"]\s*)*\)?\s*")
CARTHAGE = re.compile(
    rb"^[ \t]*github[ \t]+\"segmentio/(?P<name>analytics-ios|analytics-swift)\"(?P<rest>[^\n#]*)", re.MULTILINE
)
LOCKED = re.compile(rb"^  - Analytics(?:/\w+)? \(|segmentio/analytics-(?:ios|swift)", re.MULTILINE)
LOCKS = {
    "Podfile.lock": "pod install",
    "Cartfile.resolved": "carthage update",
    "Package.resolved": "swift package resolve",
}


def migrate_apple_packages(
    manifests: Mapping[str, bytes], files: Iterable[FileResult], settings: Settings
) -> list[FileResult]:
    """Findings and edits for the manifests, by what the code uses afterwards; paths and bytes, code first."""
    code = list(files)
    uses = {sdk: use_of(code, sdk, settings) for sdk in SDKS}
    swift = {path: data for path, data in manifests.items() if path.endswith(".swift")}
    plans = {path: _plan(path, data, uses) for path, data in manifests.items() if path not in swift}
    plans |= plan_swift_manifests(swift, uses)
    is_changed = any(plan.edits for plan in plans.values())
    found = []
    for path, plan in plans.items():
        data = manifests[path]
        name = path[path.rfind("/") + 1 :]
        if name in LOCKS and is_changed and LOCKED.search(data):
            is_xcodes = name == "Package.resolved" and ".xc" in path
            command = f"run `{'xcodebuild -resolvePackageDependencies' if is_xcodes else LOCKS[name]}`"
            plan.findings.append(manifest_finding(path, "lock", "", "lock-file", Span(0, 0), command, command))
        if plan.findings:
            status = FileStatus.CHANGED if plan.edits else FileStatus.UNCHANGED
            findings = tuple(with_edits(plan.findings, plan.edits))
            edits = tuple(sorted(plan.edits, key=lambda one: one.start))
            found.append(FileResult(path, _language(path), status, None, data, edits, findings, line_starts(data)))
    return found


def _plan(path: str, data: bytes, uses: Mapping[str, Use]) -> Plan:
    plan = Plan()
    name = path[path.rfind("/") + 1 :]
    if name == "Podfile" or name.endswith(".podspec"):
        for match in POD.finditer(data):
            _pod(plan, path, match, uses[IOS])
    elif name in ("Cartfile", "Cartfile.private"):
        for match in CARTHAGE.finditer(data):
            _line(plan, path, match, uses)
    elif name == "project.pbxproj":
        plan_xcode_project(plan, path, data, uses)
    return plan


def _pod(plan: Plan, path: str, match: re.Match[bytes], use: Use) -> None:
    name, span = match["name"].decode(), Span(*match.span("name"))
    if name.startswith("Segment-") and name != "Segment-Amplitude":
        plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "device-mode", span, f"`{name}`"))
    if name not in ("Analytics", "Segment-Amplitude"):
        return
    versions = VERSIONS.fullmatch(match["rest"].rstrip())
    if versions is None or not use.moved or use.stays:
        detail = "" if versions is not None else "it is not asked for by a version alone"
        plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "dependency-stays", span, detail))
        if versions is not None and use.moved and name == "Analytics":
            plan.edits.append(Edit(match.end(), match.end(), b"\n" + _renamed(match, versions, use.package)))
        return
    if name == "Segment-Amplitude":
        end = match.string.find(b"\n", match.end())
        plan.edits.append(Edit(match.start(), end + 1 if end >= 0 else len(match.string), b""))
    else:
        plan.edits.append(Edit(match.start(), match.end(), _renamed(match, versions, use.package)))
    plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "dependency-replaced", span))


def _renamed(match: re.Match[bytes], versions: re.Match[bytes], package: Package) -> bytes:
    """The line with Amplitude's pod, and its version where Segment's had one."""
    begin = match.start()
    text, pod = match[0], package.product.encode()
    name = Span(match.start("name") - begin, match.end("name") - begin)
    if versions["version"] is None:
        return text[: name.start] + pod + text[name.end :]
    at = Span(*(match.start("rest") - begin + one for one in versions.span("version")))
    first = match.start("rest") - begin + match["rest"].index(b",")
    quote = match["open"]
    version = (
        quote
        + f"~> {package.version.rpartition('.')[0] if package.version.count('.') == 2 else package.version}".encode()
        + quote
    )
    gap = text[first : text.index(text[at.start - 1 : at.start], first)]
    return text[: name.start] + pod + quote + gap + version + text[at.end + 1 :]


def _line(plan: Plan, path: str, match: re.Match[bytes], uses: Mapping[str, Use]) -> None:
    sdk, span = sdk_of_repository(match["name"]), Span(*match.span("name"))
    use = uses[sdk]
    repository = f'github "amplitude/{use.package.repository}" ~> {use.package.version}'.encode()
    indent = match[0][: len(match[0]) - len(match[0].lstrip())]
    if not use.moved or use.stays:
        plan.findings.append(manifest_finding(path, "cartfile", SDKS[sdk], "dependency-stays", span))
        if use.moved:
            plan.edits.append(Edit(match.end(), match.end(), b"\n" + indent + repository))
        return
    kept = match[0].rstrip()
    plan.edits.append(Edit(match.start(), match.start() + len(kept), indent + repository))
    plan.findings.append(manifest_finding(path, "cartfile", SDKS[sdk], "dependency-replaced", span))


def _language(path: str) -> str:
    if path.endswith((".lock", ".resolved")):
        return "lock"
    if path.endswith((".swift", ".pbxproj")):
        return "swift" if path.endswith(".swift") else "xcode"
    return "cartfile" if "Cartfile" in path else "ruby"
