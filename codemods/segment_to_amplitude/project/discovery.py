"""Which files of the user's repository are looked at: git's own listing in a checkout, a walk elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.git import listing

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    _Rules = tuple[tuple[str, GitIgnoreSpec], ...]

SOURCE_SUFFIXES = (
    ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte", ".html", ".htm", ".py", ".pyi",
    ".kt", ".java", ".swift", ".m", ".mm", ".h", ".pch",
)  # fmt: skip
PYTHON_SUFFIXES = (".py", ".pyi")
JVM_SUFFIXES = (".kt", ".java")
APPLE_SUFFIXES = (".swift", ".m", ".mm", ".h", ".pch", ".pch")
PYTHON_MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "Pipfile"})
JVM_XML = frozenset({"pom.xml", "AndroidManifest.xml", "verification-metadata.xml"})
APPLE_MANIFESTS = frozenset({
    "Podfile", "Podfile.lock", "Cartfile", "Cartfile.resolved", "Package.swift", "Package.resolved", "project.pbxproj",
    "Project.swift", "Dependencies.swift", "Cartfile.private",
})  # fmt: skip
_JVM_ENDINGS = (
    ".gradle", ".gradle.kts", ".groovy", ".versions.toml", ".pro", ".pgcfg", ".lockfile", ".xml", ".properties",
    ".txt", ".cfg",
)  # fmt: skip
SKIPPED_DIRECTORIES = frozenset({".git", "node_modules", "bower_components", "jspm_packages", "vendor"})
"""Other people's code, also where it is committed; a path that is named on the command line is read all the same."""


class PathError(UserError):
    """A path to look at is not there, or lies outside the project."""


class Discovery(NamedTuple):
    """The files of interest, each list sorted, as posix paths relative to ``root``, which holds no link."""

    root: str
    sources: list[str]
    package_jsons: list[str]
    tsconfigs: list[str]
    python_manifests: list[str]
    """A setup.py is a source too."""
    jvm_manifests: list[str]
    """Of Gradle, Maven, R8 and Android's resources."""
    apple_manifests: list[str]
    """Of CocoaPods, Carthage, SwiftPM, Tuist and Xcode; those in Swift are sources too."""

    def absolute(self, path: str) -> str:
        """Give the place on disk of one of the paths."""
        return f"{self.root}/{path}"


def discover(
    root: Path | str,
    paths: Sequence[Path | str] = (),
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Discovery:
    """List the files under ``paths`` (all of ``root`` when empty) that are not ignored; never follow a link.

    ``paths`` count from the working directory, ``include`` and ``exclude`` are gitignore patterns from ``root``.
    """
    real_root = os.path.realpath(root)
    if not os.path.isdir(real_root):
        raise PathError(f"{root}: no such directory; name a directory of the project")
    directories, files = _split_paths(real_root, paths)
    found = set(files)
    if directories or not paths:
        listed = _listed_by_git(real_root, directories)
        if listed is None:
            listed = _walked(real_root, directories or [""])
        found.update(_own(real_root, listed, directories))
    sources: list[str] = []
    package_jsons: list[str] = []
    tsconfigs: list[str] = []
    python_manifests: list[str] = []
    jvm_manifests: list[str] = []
    apple_manifests: list[str] = []
    for path in _selected(sorted(found), include, exclude):
        if path.endswith(SOURCE_SUFFIXES):
            sources.append(path)
            if path.endswith("setup.py") and is_python_manifest(path):
                python_manifests.append(path)
            elif path.endswith(".swift") and is_apple_manifest(path):
                apple_manifests.append(path)
        elif is_apple_manifest(path):
            apple_manifests.append(path)
        elif is_jvm_manifest(path):
            jvm_manifests.append(path)
        elif not path.endswith(".json"):
            python_manifests.append(path)
        elif path.endswith("package.json"):
            package_jsons.append(path)
        else:
            tsconfigs.append(path)
    return Discovery(real_root, sources, package_jsons, tsconfigs, python_manifests, jvm_manifests, apple_manifests)


def is_wanted(path: str) -> bool:
    """Tell whether the name is one of a source file, a manifest or a TypeScript project file."""
    if path.endswith(SOURCE_SUFFIXES):
        return True
    if not path.endswith(".json"):
        return is_jvm_manifest(path) or is_python_manifest(path) or is_apple_manifest(path)
    name = path[path.rfind("/") + 1 :]
    return name == "package.json" or name.startswith(("tsconfig", "jsconfig"))


def is_apple_manifest(path: str) -> bool:
    """Tell whether the name is one of a file that asks for packages of Apple platforms, or of their lock file."""
    return path.endswith(".podspec") or path[path.rfind("/") + 1 :] in APPLE_MANIFESTS


def is_python_manifest(path: str) -> bool:
    """Tell whether the name is one of a file that asks for Python packages."""
    if not path.endswith((".txt", ".in", ".toml", ".cfg", ".py", ".yml", ".yaml", "Pipfile")):
        return False
    directory, _, name = path.rpartition("/")
    if name.endswith((".txt", ".in")):
        is_named = "requirements" in name or "constraints" in name or name.startswith("reqs")
        return is_named or not {"requirements", "reqs"}.isdisjoint(directory.split("/"))
    return name in PYTHON_MANIFESTS or (name.endswith((".yml", ".yaml")) and name.startswith(("environment", "conda")))


def is_jvm_manifest(path: str) -> bool:
    """Tell whether the name is one of a build file, a catalog, rules for R8, a lock file or a resource with values."""
    if not path.endswith(_JVM_ENDINGS):
        return False
    if path.endswith((".gradle", ".gradle.kts", ".groovy", ".versions.toml", ".pro", ".pgcfg", ".lockfile")):
        return True
    directory, _, name = path.rpartition("/")
    if name.endswith(".xml"):
        folder = directory[directory.rfind("/") + 1 :]
        return name in JVM_XML or folder == "values" or folder.startswith("values-")
    return name == "gradle.properties" or name.startswith(("proguard", "consumer-rules", "r8"))


def _split_paths(root: str, paths: Sequence[Path | str]) -> tuple[list[str], list[str]]:
    directories: list[str] = []
    files: list[str] = []
    for path in paths:
        real = os.path.realpath(path)
        if not os.path.exists(real):
            raise PathError(f"{path}: no such file or directory; name one that exists")
        if real != root and not real.startswith(root.rstrip(os.sep) + os.sep):
            raise PathError(f"{path}: outside the project {root}; run again from the project that holds it")
        relative = "" if real == root else os.path.relpath(real, root).replace(os.sep, "/")
        if os.path.isdir(real):
            directories.append(relative)
        elif is_wanted(relative):
            files.append(relative)
    return ([""] if "" in directories else directories), files


def _listed_by_git(root: str, directories: list[str]) -> list[str] | None:
    from segment_to_amplitude.project.writing import checkout_root

    if checkout_root(root) is None:
        return None
    # Beside its "H" entry a tracked file that is gone has an "R" entry.
    flags = ("-z", "-t", "--cached", "--deleted", "--others", "--exclude-standard")
    output = listing(root, "ls-files", *flags, "--", *(directory for directory in directories if directory))
    if output is None:
        return None
    entries = os.fsdecode(output).split("\0")
    gone = {entry[2:] for entry in entries if entry.startswith("R ")}
    return [path for entry in entries if is_wanted(path := entry[2:]) and path not in gone]


def _own(root: str, paths: Iterable[str], named: Sequence[str]) -> Iterator[str]:
    """Leave out other people's directories, and what is reached only through a link."""
    known = dict.fromkeys(named, True)
    known[""] = True

    def is_own(directory: str) -> bool:
        if (answer := known.get(directory)) is None:
            parent, _, name = directory.rpartition("/")
            answer = name not in SKIPPED_DIRECTORIES and is_own(parent) and not os.path.islink(f"{root}/{directory}")
            known[directory] = answer
        return answer

    return (path for path in paths if is_own(path[: path.rfind("/")] if "/" in path else ""))


def _selected(paths: list[str], include: Sequence[str], exclude: Sequence[str]) -> list[str]:
    if not include and not exclude:
        return paths
    from pathspec import GitIgnoreSpec

    if include:
        included = GitIgnoreSpec.from_lines(include)
        paths = [path for path in paths if included.match_file(path)]
    if exclude:
        excluded = GitIgnoreSpec.from_lines(exclude)
        paths = [path for path in paths if not excluded.match_file(path)]
    return paths


def _walked(root: str, directories: Sequence[str]) -> list[str]:
    found: list[str] = []
    for directory in directories:
        rules: _Rules = ()
        parts = directory.split("/") if directory else []
        for depth in range(len(parts)):
            rules = _with_rules_of(root, "/".join(parts[:depth]), rules)
        pending = [(directory, rules)]
        while pending:
            here, rules = pending.pop()
            rules = _with_rules_of(root, here, rules)
            prefix = f"{here}/" if here else ""
            for entry in _entries(f"{root}/{here}"):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in SKIPPED_DIRECTORIES and not _is_ignored(path + "/", rules):
                        pending.append((path, rules))
                elif is_wanted(path) and entry.is_file(follow_symlinks=False) and not _is_ignored(path, rules):
                    found.append(path)
    return found


def _entries(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return list(entries)
    except PermissionError:
        return []


def _with_rules_of(root: str, directory: str, rules: _Rules) -> _Rules:
    prefix = f"{directory}/" if directory else ""
    try:
        with open(f"{root}/{prefix}.gitignore", encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return rules
    from pathspec import GitIgnoreSpec

    return ((prefix, GitIgnoreSpec.from_lines(lines)), *rules)


def _is_ignored(path: str, rules: _Rules) -> bool:
    """The nearest .gitignore with a say decides."""
    for prefix, spec in rules:
        include = spec.check_file(path[len(prefix) :]).include
        if include is not None:
            return include
    return False
