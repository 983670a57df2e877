"""The fixtures: where they are, what each one says, and what the tool makes of it.

One file:    fixtures/<language>/<method>/<fact>/before.<suffix>, with after.<suffix> where it changes
A project:   fixtures/<language>/<method>/<fact>/before/…, with after/… holding only the files that change or are new
Beside them: findings.txt    one line for each finding; no file means no finding
             settings.toml   the project's settings
             rules.yml       the project's own rules
             package.json    (one file only) the project's manifest; package.after.json where it changes
             requirements.txt (one file only) the same for Python; requirements.after.txt where it changes
             build.gradle, build.gradle.kts, pom.xml (one file only) the same for Kotlin and Java
             runtime.py      what is done with a Python project to compare what both SDKs send
             runtime.kt      the same for Kotlin and Java
             not_segment.txt what looks like Segment and is not, for the ledger

The name after ``before`` may have more than one dot, as in ``before.test.tsx``.
"""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

import tree_sitter_html
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_kotlin
import tree_sitter_objc
import tree_sitter_swift
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from segment_to_amplitude.findings.finding import Finding
from segment_to_amplitude.findings.result import RunResult
from segment_to_amplitude.source.edits import apply_edits

FIXTURES = Path(__file__).parents[1] / "fixtures"
SETTINGS = "segment-to-amplitude.toml"
RULES = ".segment-to-amplitude/rules/rules.yml"
MANIFESTS = ("package.json", "requirements.txt", "build.gradle", "build.gradle.kts", "pom.xml")

Tree = Mapping[str, bytes]
"""A project as its files: path, with ``/``, and bytes."""

Migrate = Callable[[Path], RunResult]


@dataclass(frozen=True)
class Case:
    """One fixture folder; everything is read when it is asked for."""

    directory: Path
    root: Path = FIXTURES

    @property
    def name(self) -> str:
        """The folder's path below ``fixtures/``."""
        return self.directory.relative_to(self.root).as_posix()

    @cached_property
    def source(self) -> str | None:
        """The name of the one file, or None for a project."""
        if (self.directory / "before").is_dir():
            return None
        names = sorted(path.name for path in self.directory.glob("before.*"))
        if len(names) != 1:
            raise ValueError(f"{self.name}: one before.* or a folder before/ is due, there are {len(names)}")
        return names[0]

    @property
    def before(self) -> dict[str, bytes]:
        """The project that the tool is run on."""
        if self.source is None:
            tree = read_tree(self.directory / "before")
        else:
            tree = {self.source: (self.directory / self.source).read_bytes()}
            for name in MANIFESTS:
                if (manifest := self.directory / name).is_file():
                    tree[name] = manifest.read_bytes()
        if (settings := self.directory / "settings.toml").is_file():
            tree[SETTINGS] = settings.read_bytes()
        if (rules := self.directory / "rules.yml").is_file():
            tree[RULES] = rules.read_bytes()
        return tree

    @property
    def after(self) -> dict[str, bytes]:
        """The project that is due; without an ``after``, the one that was there."""
        tree = self.before
        for path in tree:
            if self.source is not None and (changed := self._beside(path)).is_file():
                tree[path] = changed.read_bytes()
        if self.source is None and (self.directory / "after").is_dir():
            tree |= read_tree(self.directory / "after")
        return tree

    @property
    def findings(self) -> str:
        """The text of ``findings.txt``; empty where there is none."""
        path = self.directory / "findings.txt"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    @property
    def not_segment(self) -> str:
        """The text of ``not_segment.txt``; empty where there is none."""
        path = self.directory / "not_segment.txt"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def update(self, after: Tree, findings: str) -> None:
        """Write ``after`` and ``findings.txt`` from what the tool made; files that say nothing go."""
        before = self.before
        for path in after:
            expected = self._beside(path)
            if after[path] != before.get(path):
                expected.parent.mkdir(parents=True, exist_ok=True)
                expected.write_bytes(after[path])
            else:
                expected.unlink(missing_ok=True)
        if self.source is None and (folder := self.directory / "after").is_dir():
            for path in read_tree(folder).keys() - after.keys():
                (folder / path).unlink()
            for empty in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
                if not any(empty.iterdir()):
                    empty.rmdir()
            if not any(folder.iterdir()):
                folder.rmdir()
        ledger = self.directory / "findings.txt"
        if findings:
            ledger.write_text(findings, encoding="utf-8", newline="\n")
        else:
            ledger.unlink(missing_ok=True)

    def _beside(self, path: str) -> Path:
        if self.source is None:
            return self.directory / "after" / path
        if path == self.source:
            return self.directory / ("after" + path.removeprefix("before"))
        stem, dot, suffix = path.rpartition(".")
        return self.directory / f"{stem}.after{dot}{suffix}"


def discover(root: Path = FIXTURES) -> list[Case]:
    """Return all cases, by name; ``projects`` holds applications, which are no cases."""
    folders = {
        path.parent
        for path in root.rglob("before*")
        if path.name == "before" or path.name.startswith("before.")
        if path.relative_to(root).parts[0] != "projects"
    }
    # A project may itself have a file or folder called before.
    return [Case(folder, root) for folder in sorted(folders) if not folders & set(folder.parents)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tool made of one project."""

    result: RunResult
    tree: dict[str, bytes]
    """The whole project, with the edits applied."""


def run_tool(tree: Tree, directory: Path, migrate: Migrate) -> Outcome:
    """Run the tool over ``tree``, written to ``directory``, and apply its edits in memory."""
    write_tree(directory, tree)
    result = migrate(directory)
    if unexpected := {path: data for path, data in read_tree(directory).items() if tree.get(path) != data}:
        raise AssertionError(f"migrate wrote to the project by itself: {sorted(unexpected)}")
    made = dict(tree)
    for file in result.files:
        if file.edits:
            if file.before != tree.get(file.path, b"") or file.is_new != (file.path not in tree):
                raise AssertionError(f"{file.path}: a file with edits carries the bytes that they apply to")
            made[file.path] = apply_edits(file.before, file.edits)
    return Outcome(result, made)


def findings_text(result: RunResult, tree: Tree, source: str | None) -> str:
    """Return one line for each finding, in order of place; those in ``source`` do without the path."""
    rows = sorted(
        (
            "" if file.path == source else file.path + ":",
            *position(tree.get(file.path, b""), finding.span.start),
            _say(finding),
        )
        for file in result.files
        for finding in file.findings
    )
    return "".join(f"{path}{line}:{column} {text}\n" for path, line, column, text in rows)


def position(data: bytes, offset: int) -> tuple[int, int]:
    """Return line and column of a byte, both from 1; columns count characters, and a BOM is none."""
    lines = data[:offset].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return len(lines), len(lines[-1].decode("utf-8", "replace")) + 1


def _say(finding: Finding) -> str:
    return f"{finding.applicability} {finding.code} {finding.kind} {finding.method or '-'}"


def read_tree(directory: Path) -> dict[str, bytes]:
    """Return all files below ``directory``."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def write_tree(directory: Path, tree: Tree) -> None:
    """Write all files below ``directory``, which need not be there yet."""
    directory.mkdir(parents=True, exist_ok=True)
    for path, data in tree.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def count_errors(path: str, data: bytes) -> int:
    """Return how many error and missing nodes a parse of the file has; files of other kinds have none."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".json":
        return _count_json_errors(data)
    if suffix in {".py", ".pyi"}:
        return _count_python_errors(data)
    if suffix in {".vue", ".svelte", ".html", ".htm"}:
        tree = _parser("html").parse(data)
        return _count(tree.root_node) + sum(_count_script_errors(node) for node in _scripts(tree.root_node))
    return _count(_parser(_DIALECTS[suffix]).parse(data).root_node) if suffix in _DIALECTS else 0


_DIALECTS = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".kt": "kotlin",
    ".java": "java",
    ".swift": "swift",
    ".m": "objc",
    ".h": "objc",
}


@cache
def _parser(dialect: str) -> Parser:
    pointer = {
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
        "javascript": tree_sitter_javascript.language,
        "html": tree_sitter_html.language,
        "java": tree_sitter_java.language,
        "kotlin": tree_sitter_kotlin.language,
        "swift": tree_sitter_swift.language,
        "objc": tree_sitter_objc.language,
    }[dialect]
    return Parser(Language(pointer()))


def _count(root: Node) -> int:
    if not root.has_error:
        return 0
    return int(root.is_error or root.is_missing) + sum(map(_count, root.children))


def _count_json_errors(data: bytes) -> int:
    try:
        json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return 1
    return 0


def _count_python_errors(data: bytes) -> int:
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(data)
    except (SyntaxError, ValueError):
        return 1
    return 0


def _scripts(node: Node) -> Iterator[Node]:
    if node.type == "script_element":
        yield node
    for child in node.children:
        yield from _scripts(child)


def _count_script_errors(script: Node) -> int:
    tag, *content = (child.text or b"" for child in script.children if child.type in {"start_tag", "raw_text"})
    if b"json" in tag:
        return 0
    dialect = "tsx" if b"tsx" in tag else "typescript" if b'"ts"' in tag or b"'ts'" in tag else "javascript"
    return sum(_count(_parser(dialect).parse(text).root_node) for text in content)
