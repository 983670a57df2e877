"""The manifests of Apple projects, after their code: Podfile, podspec, Cartfile and Package.swift follow its last use.

Source: sdk-facts/segment.md §7, §8; amplitude.md §6, §7: the pods, the repositories and their products.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.apple_uses import (
    Plan,
    Use,
    manifest_finding,
    sdk_of_repository,
    use_of,
)
from segment_to_amplitude.manifests.podfile import line_below, plan_podfile
from segment_to_amplitude.manifests.swift_manifest import plan_swift_manifests
from segment_to_amplitude.manifests.xcode_project import plan_xcode_project
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

CARTHAGE = re.compile(
    rb"^[ \t]*(?:github[ \t]+\"segmentio/|(?P<address>git[ \t]+\"[^\"\n]*[/:]segmentio/))"
    rb"(?P<name>analytics-ios|analytics-swift)(?(address)[^\"\n]*)\"(?P<rest>[^\n#]*)",
    re.MULTILINE,
)
AMPLITUDE = re.compile(
    rb"^[ \t]*git(?:hub)?[ \t]+\"[^\"\n]*\bamplitude/(Amplitude-(?:iOS|Swift))\b", re.MULTILINE | re.IGNORECASE
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
        plan_podfile(plan, path, data, uses[IOS])
    elif name in ("Cartfile", "Cartfile.private"):
        there = {match[1].lower() for match in AMPLITUDE.finditer(data)}
        for match in CARTHAGE.finditer(data):
            _line(plan, path, match, uses, there)
    elif name == "project.pbxproj":
        plan_xcode_project(plan, path, data, uses)
    return plan


def _line(plan: Plan, path: str, match: re.Match[bytes], uses: Mapping[str, Use], there: set[bytes]) -> None:
    sdk, span = sdk_of_repository(match["name"]), Span(*match.span("name"))
    use = uses[sdk]
    repository = f'github "amplitude/{use.package.repository}" ~> {use.package.version}'.encode()
    indent = match[0][: len(match[0]) - len(match[0].lstrip())]
    detail = ""
    if use.moved and use.package.repository.lower().encode() in there:
        detail = "Amplitude's repository is there already"
    elif match["address"] is not None:
        detail = "it is asked for by its address"
    if detail or not use.goes:
        plan.findings.append(manifest_finding(path, "cartfile", SDKS[sdk], "dependency-stays", span, detail))
        if use.moved and not detail:
            plan.edits.append(line_below(match.string, match.end(), indent + repository))
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
