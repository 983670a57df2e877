"""The pipeline, top to bottom: discover, resolve, read, map, write, verify. Nothing is written to disk here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.result import FileResult, FileStatus, RunResult
from segment_to_amplitude.project.settings import Settings, load_settings

if TYPE_CHECKING:
    from segment_to_amplitude.project.discovery import Discovery
    from segment_to_amplitude.project.sources import Sources
    from segment_to_amplitude.rules.active import ActiveRules
    from segment_to_amplitude.rules.loading import RuleSet

Progress = Callable[[str, int, int], None]

PYTHON_PACKAGES = re.compile(rb"analytics[-_.]+python", re.IGNORECASE)
"""What a Python manifest holds that may name one of Segment's packages."""

JVM_PACKAGES = (b"com.segment", b"segmentio", b"analytics_write_key")
"""What a manifest of Gradle, Maven or Android holds that may name one of Segment's packages or its write key."""

JVM_CONSTANT = re.compile(rb"[\"'](?:com\.segment\.|com\.github\.segmentio)")
"""The same in the code of a build."""

AMPLITUDE_IOS_NOTE = (
    "the calls move to Amplitude-iOS, as in Amplitude's migration guide; that SDK is in maintenance, and "
    'Amplitude-Swift is the one that is developed further: `swift.target = "amplitude-swift"` chooses it'
)
NEEDLES = ("nalytics", "egment")
"""Every reference to Segment starts from a file with one of these; clients by other names are followed from there."""


def migrate(
    root: Path,
    paths: Sequence[Path] = (),
    settings: Settings | None = None,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    only_safe: bool = False,
    is_verified: bool = True,
    use_prefilter: bool = True,
    left: Mapping[str, Mapping[int, frozenset[str]]] | None = None,
    rules: RuleSet | None = None,
    hooks: Sequence[Path] = (),
) -> RunResult:
    """Find every reference to Segment under ``paths``, and work out what becomes of it.

    Without ``settings`` those of ``root`` are read, without ``rules`` those that the settings name; ``hooks`` are
    Python files that are run. The whole of ``root`` is read to resolve names; only files under ``paths`` get findings
    and edits. What is ``left``, codes by path and line, stays as if a comment asked for it.
    """
    from segment_to_amplitude.project.discovery import discover
    from segment_to_amplitude.project.prefilter import narrowest, read_candidates

    settings = settings if settings is not None else load_settings(root)
    own = _own_rules(root, settings, rules, hooks)
    settings = own.settings if own is not None else settings
    everything = discover(root, (), settings.include, settings.exclude)
    wanted = set(discover(root, paths, settings.include, settings.exclude).sources) if paths else None
    names = (name.rpartition(".")[2] for name in (*settings.segment.globals, *settings.segment.clients))
    sought: Iterable[str] | None = own.needles if own is not None else ()
    is_narrow = use_prefilter and sought is not None
    needles = narrowest((*NEEDLES, *names, *(sought or ()))) if is_narrow else [b""]
    reading = read_candidates(everything.root, everything.sources, needles, settings.max_file_bytes, jobs)
    if progress is not None:
        progress("read", len(everything.sources), len(everything.sources))
    skipped = dict(reading.skipped)
    files: list[FileResult] = []
    notes: tuple[str, ...] = ()
    python_manifests = _declaring(everything.root, everything.python_manifests)
    is_jvm = _holds_any(everything.root, everything.jvm_manifests, JVM_PACKAGES)
    if reading.matching or python_manifests or is_jvm or _names_segment(everything.root, everything.package_jsons):
        languages = _by_language(
            everything,
            reading.matching,
            python_manifests,
            skipped,
            settings.max_file_bytes,
            is_jvm=is_jvm,
            left=left or {},
        )
        files, notes = _run(
            languages,
            settings,
            only_safe=only_safe,
            progress=progress,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
        )
        if is_verified:
            files = _checked(files, languages, settings, only_safe=only_safe)
    if own is not None:
        files, notes = own.finish(files, notes, reading.matching, settings.max_file_bytes, only_safe=only_safe)
    files += [FileResult(path, "", FileStatus.SKIPPED, reason) for path, reason in skipped.items()]
    if wanted is not None:
        manifests = (
            *everything.package_jsons,
            *everything.python_manifests,
            *everything.jvm_manifests,
            *everything.apple_manifests,
        )
        named = {path for path in manifests if any(_is_under(path, given, root) for given in paths)}
        files = [file for file in files if file.path in wanted or file.path in named or file.is_new]
    files.sort(key=lambda file: file.path)
    renamed = own.taxonomy.events if own is not None else {}
    return RunResult(Path(everything.root), tuple(files), len(everything.sources), notes, renamed)


def _own_rules(root: Path, settings: Settings, rules: RuleSet | None, hooks: Sequence[Path]) -> ActiveRules | None:
    """The project's own rules; where there are none, nothing of them is imported."""
    if rules is None and not hooks and not (root / settings.rules.path).is_dir():
        return None
    from segment_to_amplitude.rules.active import activate

    return activate(root, settings, rules, hooks)


@dataclass(frozen=True, slots=True)
class _Languages:
    """The sources of a project, by language."""

    javascript: Sources
    python: Sources
    jvm: Sources
    """Kotlin and Java."""
    apple: Sources
    """Swift and Objective-C."""
    python_manifests: tuple[str, ...]
    """Those that name one of Segment's packages."""
    is_jvm: bool
    """Whether a manifest may name one of Segment's packages for the JVM."""

    def with_edits(self, changed: Mapping[str, FileResult]) -> _Languages:
        """The same project after the edits of some files."""
        from segment_to_amplitude.findings.suppression import moved_lines
        from segment_to_amplitude.source.edits import apply_edits

        asked = self.javascript.left
        changes = {path: apply_edits(file.before or b"", file.edits) for path, file in changed.items()}
        left = {path: moved_lines(asked[path], file) for path, file in changed.items() if path in asked}
        # Only Kotlin and Java ever get new files.
        added = [path for path, file in changed.items() if file.is_new]
        return replace(
            self,
            javascript=self.javascript.with_changes(changes, left),
            python=self.python.with_changes(changes, left),
            jvm=self.jvm.with_changes(changes, left, added),
            apple=self.apple.with_changes(changes, left),
        )


def _by_language(
    everything: Discovery,
    matching: Mapping[str, bytes],
    python_manifests: tuple[str, ...],
    skipped: dict[str, str],
    max_file_bytes: int,
    *,
    is_jvm: bool,
    left: Mapping[str, Mapping[int, frozenset[str]]],
) -> _Languages:
    from segment_to_amplitude.project.discovery import APPLE_SUFFIXES, JVM_SUFFIXES, PYTHON_SUFFIXES
    from segment_to_amplitude.project.sources import Sources

    def sources(files: list[str]) -> Sources:
        own = {path: matching[path] for path in files if path in matching}
        return Sources(everything, files, own, skipped, max_file_bytes, left=left)

    python = [path for path in everything.sources if path.endswith(PYTHON_SUFFIXES)]
    jvm = [path for path in everything.sources if path.endswith(JVM_SUFFIXES)]
    apple = [path for path in everything.sources if path.endswith(APPLE_SUFFIXES)]
    rest = everything.sources
    if python or jvm or apple:
        rest = [path for path in rest if not path.endswith((*PYTHON_SUFFIXES, *JVM_SUFFIXES, *APPLE_SUFFIXES))]
    is_jvm = is_jvm or any(JVM_CONSTANT.search(matching[path]) for path in jvm if path in matching)
    return _Languages(sources(rest), sources(python), sources(jvm), sources(apple), python_manifests, is_jvm)


def _run(
    languages: _Languages,
    settings: Settings,
    *,
    only_safe: bool = False,
    progress: Progress | None = None,
    use_prefilter: bool = True,
    is_verified: bool = True,
    frozen: Mapping[str, str] | None = None,
) -> tuple[list[FileResult], tuple[str, ...]]:
    """Migrate every language, then the manifests by what the code uses afterwards."""
    from segment_to_amplitude.manifests.project_packages import migrate_packages

    sources = languages.javascript
    discovery = sources.discovery
    package_jsons = {path: sources.manifest(path) for path in discovery.package_jsons}
    files: list[FileResult] = []
    notes: tuple[str, ...] = ()
    if sources.matching or package_jsons:
        from segment_to_amplitude.languages.javascript.migrate import migrate_javascript

        files, notes = migrate_javascript(
            sources,
            settings,
            only_safe=only_safe,
            progress=progress,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            frozen=frozen,
        )
    if languages.python.matching:
        from segment_to_amplitude.languages.python.migrate import migrate_python

        files += migrate_python(
            languages.python,
            settings,
            only_safe=only_safe,
            progress=progress,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            is_declared=bool(languages.python_manifests),
            frozen=frozen,
        )
    if languages.jvm.matching:
        from segment_to_amplitude.languages.jvm.migrate import migrate_jvm

        files += migrate_jvm(
            languages.jvm,
            settings,
            only_safe=only_safe,
            progress=progress,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            frozen=frozen,
        )
    if languages.apple.matching:
        from segment_to_amplitude.languages.apple.migrate import migrate_apple

        files += migrate_apple(
            languages.apple,
            settings,
            only_safe=only_safe,
            progress=progress,
            use_prefilter=use_prefilter,
            is_verified=is_verified,
            frozen=frozen,
        )
        if _uses_amplitude_ios(files, settings):
            notes = (*notes, AMPLITUDE_IOS_NOTE)
    found = files + migrate_packages(package_jsons, files, discovery.root)
    if languages.python_manifests:
        from segment_to_amplitude.manifests.python_packages import migrate_python_packages

        python_manifests = {path: sources.manifest(path) for path in languages.python_manifests}
        found += migrate_python_packages(python_manifests, files, discovery.root)
    if languages.apple.matching and discovery.apple_manifests:
        from segment_to_amplitude.manifests.apple_packages import migrate_apple_packages

        apple_manifests = {path: sources.manifest(path) for path in discovery.apple_manifests}
        found += migrate_apple_packages(apple_manifests, files, settings)
    if languages.is_jvm:
        from segment_to_amplitude.manifests.jvm_packages import migrate_jvm_packages

        jvm_manifests = {path: sources.manifest(path) for path in discovery.jvm_manifests}
        jvm = languages.jvm
        packages = migrate_jvm_packages(jvm_manifests, files, jvm.matching, jvm.read)
        changed = {file.path for file in packages}
        found = [file for file in found if file.path not in changed or file.findings] + packages
    return found, notes


def _uses_amplitude_ios(files: Iterable[FileResult], settings: Settings) -> bool:
    """Tell whether a file changes to Amplitude-iOS."""
    from segment_to_amplitude.amplitude.calls import AMPLITUDE_IOS
    from segment_to_amplitude.mapping.apple_targets import target_of
    from segment_to_amplitude.segment.apple_sdks import SDKS

    moving = {name for sdk, name in SDKS.items() if target_of(sdk, settings) is AMPLITUDE_IOS}
    return any(file.edits and any(finding.sdk in moving for finding in file.findings) for file in files)


def _holds_any(root: str, paths: Sequence[str], words: Sequence[bytes]) -> bool:
    from segment_to_amplitude.project.prefilter import read_candidates

    return bool(read_candidates(root, paths, words).matching)


def _is_under(path: str, given: Path, root: Path) -> bool:
    try:
        (root / path).resolve().relative_to(given.resolve())
    except ValueError:
        return False
    return True


def _declaring(root: str, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the Python manifests that name one of Segment's packages; most are left by a look at their bytes."""
    from segment_to_amplitude.project.prefilter import LazyFiles

    files = LazyFiles(root, paths)
    candidates = [path for path in paths if PYTHON_PACKAGES.search(files[path])]
    if not candidates:
        return ()
    from segment_to_amplitude.manifests.python_manifests import names_segment_package

    return tuple(path for path in candidates if names_segment_package(files[path], path))


def _names_segment(root: str, package_jsons: Sequence[str]) -> bool:
    for path in package_jsons:
        try:
            with open(f"{root}/{path}", "rb") as file:
                data = file.read()
        except OSError:
            continue
        if b"segment" in data or b"analytics-node" in data:
            return True
    return False


def _checked(
    files: list[FileResult], languages: _Languages, settings: Settings, *, only_safe: bool
) -> list[FileResult]:
    """Run again over the output in memory: a file that would change a second time is a defect and is left alone."""

    frozen = {file.path: file.reason or "" for file in files if file.status is FileStatus.FAILED}
    unstable: set[str] = set()
    for _ in range(3):
        changed = {file.path: file for file in files if file.edits and file.before is not None}
        if not changed:
            return files
        again, _ = _run(languages.with_edits(changed), settings, only_safe=only_safe)
        unstable = {file.path for file in again if file.edits}
        if not unstable:
            return files
        # The clients of such a file stay, in the other files too.
        frozen |= dict.fromkeys(unstable, "a second run would change it again; please report this file")
        files, _ = _run(languages, settings, only_safe=only_safe, frozen=frozen)
    return [
        replace(
            file,
            status=FileStatus.FAILED,
            reason="a second run would change it again; please report this file",
            edits=(),
        )
        if file.path in unstable and file.path in changed
        else file
        for file in files
    ]
