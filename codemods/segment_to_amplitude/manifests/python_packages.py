"""The Python manifests of a project, after its code: dependencies follow their last use."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.python_lock_files import PYTHON_LOCK_FILES, SERVED
from segment_to_amplitude.manifests.python_manifests import language_of, names_segment_package, read_manifest
from segment_to_amplitude.manifests.python_requirement import (
    AMPLITUDE,
    NAMES_SEGMENT,
    SEGMENT,
    PythonDependency,
    UnreadableManifest,
)
from segment_to_amplitude.manifests.python_requirements import compile_command
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.span import Span

__all__ = ["migrate_python_packages", "names_segment_package"]

REQUIREMENT_DIRECTORIES = frozenset({"requirements", "reqs"})
"""Directories of requirements files, which speak for the directory above."""

_IMPORTS_AMPLITUDE = re.compile(rb"^[ \t]*(?:from[ \t]+amplitude\b|import[ \t]+amplitude\b)", re.MULTILINE)
_IMPORTS_SEGMENT = re.compile(
    rb"^[ \t]*(?:import[ \t]+(?:segment\.)?analytics\b|from[ \t]+(?:segment\.)?analytics\b[.\w]*[ \t]+import"
    rb"|from[ \t]+segment[ \t]+import[^\n]*\banalytics\b)",
    re.MULTILINE,
)
_NOT_OURS = frozenset({".git", "node_modules", "site-packages", "__pycache__"})


@dataclass(slots=True)
class _Uses:
    """How the Python files of one directory use Segment's packages."""

    replaced: set[str] = field(default_factory=set)
    staying: set[str] = field(default_factory=set)
    has_moved: bool = False
    """Whether a file imports Amplitude now that did not before."""


@dataclass(slots=True)
class _Manifests:
    """The manifests that name Segment, by what can be done with them."""

    read: dict[str, list[PythonDependency]] = field(default_factory=dict)
    compiled: dict[str, tuple[list[PythonDependency], str]] = field(default_factory=dict)
    """Those that a tool writes, with its command."""
    directories: dict[str, str] = field(default_factory=dict)
    """Which directory's Python files each one speaks for."""

    def names_in(self, directory: str) -> set[str]:
        """Segment's packages that the manifests of a directory name."""
        return {
            dependency.name
            for path, place in self.directories.items()
            if place == directory
            for dependency in (self.read.get(path) or self.compiled[path][0])
            if dependency.name in SEGMENT
        }


def migrate_python_packages(manifests: Mapping[str, bytes], files: Sequence[FileResult], root: str) -> list[FileResult]:
    """Replace the dependencies whose last use is gone, and report those that stay and the files that tools write."""
    found: list[FileResult] = []
    ours = _Manifests()
    for path, data in manifests.items():
        if NAMES_SEGMENT.search(data) is None:
            continue
        dependencies = read_manifest(path, data)
        if isinstance(dependencies, UnreadableManifest):
            found.append(FileResult(path, language_of(path), FileStatus.FAILED, dependencies.message, data))
            continue
        if not any(dependency.name in SEGMENT for dependency in dependencies):
            continue
        command = _command(path, data, manifests, root)
        if command is None:
            ours.read[path] = dependencies
        else:
            ours.compiled[path] = (dependencies, command)
    ours.directories = _spoken_for((*ours.read, *ours.compiled), root)
    uses = _uses(ours, files, root)
    for path, dependencies in ours.read.items():
        found.append(_migrate(path, manifests[path], dependencies, uses[ours.directories[path]]))
    for path, (dependencies, command) in ours.compiled.items():
        if any(
            uses[above].replaced or uses[above].has_moved for above in _above(ours.directories[path]) if above in uses
        ):
            found.append(_compiled(path, manifests[path], dependencies, command))
    return found + _lock_files([file.path for file in found if file.edits], root)


def _command(path: str, data: bytes, manifests: Mapping[str, bytes], root: str) -> str | None:
    if language_of(path) != "text":
        return None
    source = path.rpartition(".")[0] + ".in"
    return compile_command(path, data, has_source=source in manifests or os.path.isfile(os.path.join(root, source)))


# --- which files a manifest speaks for ---


def _spoken_for(paths: Iterable[str], root: str) -> dict[str, str]:
    """Return for each manifest the directory whose Python files it speaks for.

    One that stands apart from all Python code, as in ``docker/``, speaks with the nearest of the others above it.
    """
    own = {path: _own_directory(path) for path in paths}
    settled = {directory for directory in own.values() if not directory or _holds_python(directory, root)}
    found: dict[str, str] = {}
    for directory in {*own.values()} - settled:
        above = list(_above(directory))
        nearest = next((one for one in above if one in settled), None)
        if nearest is None:
            nearest = next(one for one in above if not one or _holds_python(one, root))
        found[directory] = nearest
    return {path: found.get(directory, directory) for path, directory in own.items()}


def _own_directory(path: str) -> str:
    parts = path.split("/")[:-1]
    if language_of(path) == "text":
        last = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] in REQUIREMENT_DIRECTORIES), len(parts))
        parts = parts[:last]
    return "/".join(parts)


def _holds_python(directory: str, root: str) -> bool:
    """Tell whether a directory holds Python code; a setup.py alone is none."""
    for _, directories, names in os.walk(os.path.join(root, directory)):
        if any(name.endswith(".py") and name != "setup.py" for name in names):
            return True
        directories[:] = [name for name in directories if name not in _NOT_OURS]
    return False


def _above(directory: str) -> Iterator[str]:
    """Yield a directory and all those above it."""
    while directory:
        yield directory
        directory = os.path.dirname(directory)
    yield ""


# --- what the code uses ---


def _uses(ours: _Manifests, files: Iterable[FileResult], root: str) -> dict[str, _Uses]:
    uses = {directory: _Uses() for directory in ours.directories.values()}
    named = {directory: ours.names_in(directory) for directory in uses}
    for result in files:
        if result.language != "python":
            continue
        for finding in result.findings:
            if (is_staying := _keeps_package(result, finding)) is None:
                continue
            owner, names = _owner(result.path, finding.sdk, named)
            if owner is not None:
                (uses[owner].staying if is_staying else uses[owner].replaced).update(names)
        owner, names = _owner(result.path, "", named)
        if owner is None:
            continue
        if _starts_importing_amplitude(result):
            uses[owner].has_moved = True
        if result.status is FileStatus.FAILED and not result.findings and _IMPORTS_SEGMENT.search(_bytes(result, root)):
            uses[owner].staying.update(names)
    return uses


def _keeps_package(result: FileResult, finding: Finding) -> bool | None:
    """Tell whether a finding says that the package is still used, or not any more; None where it says nothing."""
    if finding.sdk not in SEGMENT:
        return None
    if finding.code == "import-replaced":
        return result.status is not FileStatus.CHANGED
    is_left = finding.applicability in (Applicability.MANUAL, Applicability.IGNORED)
    if finding.kind is Kind.IMPORT and is_left:
        return True
    if finding.code == "mock-left" and _names_module(result, finding):
        return True
    return None


def _names_module(result: FileResult, finding: Finding) -> bool:
    """Tell whether a mock is of the package itself, which has to be there to be mocked."""
    text = (result.before or b"")[finding.span.start : finding.span.end].strip(b"'\"")
    return re.match(rb"(?:segment\.)?analytics(?:\.|\Z)", text) is not None


def _owner(path: str, sdk: str, named: Mapping[str, Collection[str]]) -> tuple[str | None, Collection[str]]:
    """Return the nearest directory above a file whose manifests name the package, and the packages meant there.

    Both packages have held both modules, so where the one is not named, the other is meant.
    """
    above = list(_above(os.path.dirname(path)))
    exact = next((directory for directory in above if sdk in named.get(directory, ())), None)
    if exact is not None:
        return exact, (sdk,)
    nearest = next((directory for directory in above if named.get(directory)), None)
    return nearest, named[nearest] if nearest is not None else ()


def _starts_importing_amplitude(result: FileResult) -> bool:
    if not result.edits or result.before is None:
        return False
    if _IMPORTS_AMPLITUDE.search(result.before) is not None:
        return False
    return _IMPORTS_AMPLITUDE.search(apply_edits(result.before, result.edits)) is not None


def _bytes(result: FileResult, root: str) -> bytes:
    if result.before is not None:
        return result.before
    try:
        with open(os.path.join(root, result.path), "rb") as file:
            return file.read()
    except OSError:
        return b""


# --- what becomes of a manifest ---


def _migrate(path: str, data: bytes, dependencies: Sequence[PythonDependency], uses: _Uses) -> FileResult:
    gone = uses.replaced - uses.staying
    present = {(one.group, one.marker) for one in dependencies if one.name == AMPLITUDE}
    findings: list[Finding] = []
    edits: list[Edit] = []
    for dependency in dependencies:
        if dependency.name not in SEGMENT:
            continue
        is_present = not present.isdisjoint({(dependency.group, ""), (dependency.group, dependency.marker)})
        change = dependency.removed if is_present else dependency.replaced
        if dependency.name in gone and change and not dependency.why_left:
            code, detail = "dependency-replaced", ""
        else:
            code, detail = "dependency-stays", _why(dependency, uses, is_present=is_present)
            is_wanted = dependency.name in uses.staying and uses.has_moved and not dependency.why_left
            change = dependency.beside if is_wanted and not is_present else ()
        if change:
            edits += change
            present.add((dependency.group, dependency.marker))
        findings.append(_finding(path, dependency, code, detail))
    findings.sort(key=lambda finding: finding.span)
    edits.sort()
    return FileResult(
        path,
        language_of(path),
        FileStatus.CHANGED if edits else FileStatus.UNCHANGED,
        None,
        data,
        tuple(edits),
        tuple(with_edits(findings, edits)),
        line_starts(data),
    )


def _why(dependency: PythonDependency, uses: _Uses, *, is_present: bool) -> str:
    name = dependency.name
    if name in uses.staying:
        needs_hand = uses.has_moved and not is_present and (dependency.why_left or not dependency.beside)
        also = f"; add `{AMPLITUDE}` by hand" if needs_hand else ""
        return f"`{name}` is still imported{also}"
    if name in uses.replaced:
        why = dependency.why_left or "it is written in a form that is not changed"
        return f"nothing imports `{name}` any more, but {why}; put `{AMPLITUDE}` in its place"
    return f"nothing that was read imports `{name}`; delete it if nothing else does"


def _finding(path: str, dependency: PythonDependency, code: str, detail: str) -> Finding:
    entry = CODES[code]
    return Finding(
        code,
        entry.applicability,
        path,
        language_of(path),
        dependency.name,
        Kind.MANIFEST,
        dependency.key_span,
        f"{entry.title}: {detail}" if detail else entry.title,
        covers=(dependency.span,),
    )


# --- what tools write ---


def _compiled(path: str, data: bytes, dependencies: Iterable[PythonDependency], command: str) -> FileResult:
    entry = CODES["lock-file"]
    findings = [
        Finding(
            entry.name,
            entry.applicability,
            path,
            "lock",
            dependency.name,
            Kind.MANIFEST,
            dependency.key_span,
            f"{entry.title}: run `{command}`",
            suggestion=f"run `{command}`",
            covers=(dependency.span,),
        )
        for dependency in dependencies
        if dependency.name in SEGMENT
    ]
    return FileResult(path, "lock", FileStatus.UNCHANGED, None, data, (), tuple(findings), line_starts(data))


def _lock_files(changed: Iterable[str], root: str) -> list[FileResult]:
    """A report for each lock file that is written from a changed manifest, beside it or above it in a workspace."""
    found: dict[str, FileResult] = {}
    entry = CODES["lock-file"]
    for path in changed:
        directory, name = os.path.split(path)
        locks = {
            place: command
            for above in _above(directory)
            for lock, command in PYTHON_LOCK_FILES.items()
            if name.startswith(SERVED[lock]) and os.path.isfile(os.path.join(root, place := os.path.join(above, lock)))
        }
        nearest = max((os.path.dirname(place) for place in locks), key=len, default="")
        for place, command in sorted(locks.items()):
            if os.path.dirname(place) != nearest:
                continue
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
            found[place] = FileResult(place, "lock", FileStatus.UNCHANGED, None, b"", (), (finding,), (0,))
    return [found[place] for place in sorted(found)]
