"""The package.json files of a project, after its code: dependencies follow their last use."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.json_spans import InvalidJson
from segment_to_amplitude.manifests.lock_files import LOCK_FILES, refresh_command
from segment_to_amplitude.manifests.package_json import (
    BROWSER_DEPENDENCIES,
    NODE_DEPENDENCIES,
    REACT_NATIVE_DEPENDENCIES,
    UNIFIED_DEPENDENCIES,
    Dependency,
    dependencies_of,
    plan_dependencies,
)
from segment_to_amplitude.manifests.segment_packages import PackageRole, role_of
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import apply_edits
from segment_to_amplitude.source.span import Span

FOLLOWING = frozenset({PackageRole.TYPES, PackageRole.INTERNAL, PackageRole.AMPLITUDE_BRIDGE})
"""Packages that go with the SDK they serve."""


ADDED: Mapping[str, Mapping[str, str]] = {
    "@amplitude/analytics-browser": BROWSER_DEPENDENCIES,
    "@amplitude/unified": UNIFIED_DEPENDENCIES,
    "@amplitude/analytics-node": NODE_DEPENDENCIES,
    "@amplitude/analytics-react-native": REACT_NATIVE_DEPENDENCIES,
}
"""What each Amplitude package needs to be installed."""
REPLACED: Mapping[str, tuple[str, ...]] = {
    "@amplitude/analytics-browser": ("@segment/analytics-next", "@segment/analytics.js-core"),
    "@amplitude/unified": ("@segment/analytics-next", "@segment/analytics.js-core"),
    "@amplitude/analytics-node": ("@segment/analytics-node", "analytics-node"),
    "@amplitude/analytics-react-native": ("@segment/analytics-react-native",),
}


@dataclass(slots=True)
class _Uses:
    """How the code of one package uses Segment's packages."""

    replaced: set[str] = field(default_factory=set)
    staying: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    """Amplitude's packages that the code imports now."""


def migrate_packages(
    package_jsons: Mapping[str, bytes],
    results: Sequence[FileResult],
    root: str,
) -> list[FileResult]:
    """Replace the dependencies whose last use is gone, and report those that stay."""
    found: list[FileResult] = []
    listed: dict[str, tuple[Dependency, ...]] = {}
    for path, data in package_jsons.items():
        if b"segment" not in data and b"analytics-node" not in data:
            continue
        dependencies = dependencies_of(data)
        if isinstance(dependencies, InvalidJson):
            found.append(FileResult(path, "json", FileStatus.FAILED, f"{dependencies}", data))
            continue
        ours = tuple(dependency for dependency in dependencies if role_of(dependency.name) is not None)
        if ours:
            listed[path] = ours
    uses: dict[str, _Uses] = {path: _Uses() for path in listed}
    for result in results:
        for finding in result.findings:
            if finding.code == "mock-left" and _names_package(result, finding):
                if (owner := _owner(result.path, finding.sdk, listed)) is not None:
                    uses[owner].staying.add(finding.sdk)
            if finding.kind is not Kind.IMPORT or role_of(finding.sdk) is None:
                continue
            owner = _owner(result.path, finding.sdk, listed)
            if owner is not None and finding.code in ("import-replaced", "segment-import-stays"):
                use = uses[owner]
                is_replaced = finding.code == "import-replaced" and result.status is FileStatus.CHANGED
                (use.replaced if is_replaced else use.staying).add(finding.sdk)
        for package in _imported(result):
            owner = _installing(result.path, package, listed, package_jsons)
            if owner is not None:
                uses.setdefault(owner, _Uses()).added.add(package)
    for path, use in uses.items():
        found += _migrate_package(path, package_jsons[path], listed.get(path, ()), use, root)
    return list({file.path: file for file in found}.values())


def _imported(result: FileResult) -> list[str]:
    """The Amplitude packages that a file imports after its edits, and did not before."""
    if not result.edits or result.before is None:
        return []
    after = apply_edits(result.before, result.edits)
    found = []
    for name in ADDED:
        forms = (f"'{name}'".encode(), f'"{name}"'.encode())
        if any(form in after and form not in result.before for form in forms):
            found.append(name)
    return found


def _installing(
    path: str, package: str, listed: Mapping[str, tuple[Dependency, ...]], package_jsons: Mapping[str, bytes]
) -> str | None:
    """The package.json that installs a new package: where the SDK stood that it replaces, else the nearest one."""
    for sdk in REPLACED[package]:
        owner = _owner(path, sdk, listed)
        if owner is not None:
            return owner
    directory = os.path.dirname(path)
    while True:
        manifest = f"{directory}/package.json" if directory else "package.json"
        if manifest in package_jsons:
            return manifest
        if not directory:
            return None
        directory = os.path.dirname(directory)


def _names_package(result: FileResult, finding: Finding) -> bool:
    """Tell whether a mock is of the package itself, which has to be there to be mocked."""
    specifier = (result.before or b"")[finding.span.start : finding.span.end].strip(b"'\"`").decode("utf-8", "replace")
    return specifier == finding.sdk or specifier.startswith(f"{finding.sdk}/")


def _owner(path: str, package: str, listed: Mapping[str, tuple[Dependency, ...]]) -> str | None:
    """The nearest package.json above a file that lists a package."""
    directory = os.path.dirname(path)
    while True:
        manifest = f"{directory}/package.json" if directory else "package.json"
        if any(dependency.name == package for dependency in listed.get(manifest, ())):
            return manifest
        if not directory:
            return None
        directory = os.path.dirname(directory)


def _migrate_package(
    path: str, data: bytes, dependencies: tuple[Dependency, ...], uses: _Uses, root: str
) -> list[FileResult]:
    gone = uses.replaced - uses.staying
    sdks_left = {
        dependency.name
        for dependency in dependencies
        if role_of(dependency.name) is PackageRole.SDK and dependency.name not in gone
    }
    removed: set[str] = set()
    findings: list[Finding] = []
    for dependency in dependencies:
        role = role_of(dependency.name)
        follows = role in FOLLOWING and bool(gone) and not sdks_left
        if dependency.name in gone or follows:
            removed.add(dependency.name)
            findings.append(_finding(path, dependency, "dependency-replaced", ""))
        else:
            findings.append(_finding(path, dependency, "dependency-stays", _why(role, dependency.name, uses)))
    added: dict[str, str] = {}
    for package in sorted(uses.added):
        added |= ADDED[package]
    edits = plan_dependencies(data, remove=removed, add=added) if removed or added else ()
    if isinstance(edits, InvalidJson):
        return [FileResult(path, "json", FileStatus.FAILED, f"{edits}", data, (), tuple(findings), line_starts(data))]
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    found = [
        FileResult(
            path, "json", status, None, data, tuple(edits), tuple(with_edits(findings, edits)), line_starts(data)
        )
    ]
    return found + (_lock_files(path, root) if edits else [])


def _why(role: PackageRole | None, name: str, uses: _Uses) -> str:
    if name in uses.staying:
        return f"`{name}` is still imported"
    if role is PackageRole.VENDOR_BRIDGE:
        return f"`{name}` feeds its vendor through Segment; without Segment that vendor gets nothing"
    if role is PackageRole.SDK or role is PackageRole.TYPES:
        return f"nothing that was read imports `{name}`; delete it if nothing else does"
    return f"`{name}` has no counterpart"


def _finding(path: str, dependency: Dependency, code: str, detail: str) -> Finding:
    entry = CODES[code]
    return Finding(
        code,
        entry.applicability,
        path,
        "json",
        dependency.name,
        Kind.MANIFEST,
        dependency.key_span,
        f"{entry.title}: {detail}" if detail else entry.title,
        covers=(dependency.span,),
    )


def _lock_files(path: str, root: str) -> list[FileResult]:
    """A report for each lock file beside a changed package.json, or above it in a monorepo."""
    found: list[FileResult] = []
    entry = CODES["lock-file"]
    directory = os.path.dirname(path)
    while True:
        for name in sorted(LOCK_FILES):
            place = f"{directory}/{name}" if directory else name
            full = os.path.join(root, place)
            if not os.path.isfile(full):
                continue
            with open(full, "rb") as file:
                data = file.read(4096)
            command = refresh_command(name, data)
            finding = Finding(
                entry.name,
                entry.applicability,
                place,
                "lock",
                "",
                Kind.MANIFEST,
                Span(0, 0),
                f"{entry.title}: run `{command}`",
                suggestion=f"run `{command}`",
            )
            found.append(FileResult(place, "lock", FileStatus.UNCHANGED, None, b"", (), (finding,), (0,)))
        if found or not directory:
            return found
        directory = os.path.dirname(directory)
