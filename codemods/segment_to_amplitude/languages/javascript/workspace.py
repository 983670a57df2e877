"""The project's JavaScript: which files are parsed, and the references in them, to a fixed point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from segment_to_amplitude.languages.javascript.carriers import gives_client
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import Reference, Scanner
from segment_to_amplitude.languages.javascript.resolve import Resolver

SEEDS = re.compile(
    rb"@segment/|['\"]analytics-node|segment\.com|\$segment|SegmentAnalytics|AnalyticsSnippet"
    rb"|(?<![\w$@/.-])analytics(?![\w$/-])|[.\[]['\"]?analytics(?![\w$/-])"
)
"""What a file must hold to be parsed before anything is known; a client that comes by another name is found later."""
ROUNDS = 12
KEPT_IN_FILES = frozenset({"parameter", "prop", "context", "ref", "state", "member", "field", "variable"})
"""The facts whose key names the file that they are about."""


class Workspace:
    """Programs by path, the resolver over them, and the references found so far."""

    def __init__(
        self,
        read: Callable[[str], bytes | None],
        resolve_module: Callable[[str, str], str | None],
        global_names: frozenset[str],
        specifiers_of: Callable[[str], set[str]] = lambda path: set(),
    ) -> None:
        self._read = read
        self._resolve_module = resolve_module
        self._specifiers_of = specifiers_of
        self._programs: dict[str, Program | None] = {}
        self.resolver = Resolver(self.program, resolve_module, global_names)
        self.scanner = Scanner(self.resolver)
        self.scanned: set[str] = set()
        self.references: dict[str, list[Reference]] = {}
        self.failures: dict[str, str] = {}
        """Files that could not be worked on, and what went wrong."""

    @contextmanager
    def guarding(self, path: str) -> Iterator[None]:
        """Let nothing that goes wrong with one file stop the others."""
        try:
            yield
        except Exception as problem:
            name = type(problem).__name__
            self.failures.setdefault(path, f"internal error ({name}: {problem}); please report this file")

    def program(self, path: str) -> Program | None:
        """The parsed file; None where there is no such file or it is not to be read."""
        if path not in self._programs:
            data = self._read(path)
            self._programs[path] = None
            with self.guarding(path):
                self._programs[path] = Program(path, data) if data is not None else None
        return self._programs[path]

    def add_globals(self, names: set[str]) -> None:
        """Take these global properties for Segment's."""
        self.resolver.global_names |= names
        self.scanner.member_names |= names

    def add_stub(self, path: str, start: int, name: str) -> None:
        """Take the variable that is declared at ``start`` for the global that the snippet fills."""
        meaning = self.resolver.global_property(name)
        if meaning is not None:
            self.resolver.add_fact(("variable", path, start), meaning)

    def resolve(self, paths: Iterable[str], find_files: Callable[[set[bytes]], Iterable[str]]) -> None:
        """Find all references, starting from ``paths``; ``find_files`` gives files that hold one of some words."""
        self.scanned.update(paths)
        asked: set[bytes] = set()
        for _ in range(ROUNDS):
            is_new = self._round()
            words = self._words() - asked
            asked |= words
            added = {path for path in find_files(words) if path not in self.scanned} if words else set()
            reached = {str(key[1]) for key in self.resolver.facts if key[0] in KEPT_IN_FILES}
            added |= {path for path in reached - self.scanned if self.program(path) is not None}
            self.scanned |= added
            if not is_new and not added:
                return
            self.resolver.forget()

    def _round(self) -> bool:
        is_new = False
        for path in sorted(self.scanned):
            program = self.program(path)
            if program is None or path in self.failures:
                continue
            with self.guarding(path):
                is_new |= self._scan(path, program)
        return is_new

    def _scan(self, path: str, program: Program) -> bool:
        is_new = self.scanner.typed_members(program)
        is_new |= self.scanner.exported_members(program)
        is_new |= self.scanner.flows(program)
        found = self.scanner.references(program)
        self.references[path] = found
        for reference in found:
            is_new |= self.scanner.hand_on(reference)
        return is_new

    def _words(self) -> set[bytes]:
        """Words that a file must hold to import a client, or to reach one by its property."""
        words: set[bytes] = set()
        for path in self._carriers():
            words |= module_words(path)
            words |= {specifier.rpartition("/")[2].encode() for specifier in self._specifiers_of(path)}
        named = ("global", "instance", "provided")
        words |= {name.encode() for sort, name, _ in self.resolver.facts if sort in named}
        return words

    def _carriers(self) -> set[str]:
        """Modules from which others may get a client, by their own exports or by passing on another module's."""
        found: set[str] = set()
        sources: dict[str, set[str]] = {}
        for path in self.scanned:
            program = self.program(path)
            if program is None or not (program.exports or program.stars):
                continue
            if self.references.get(path) and gives_client(program, self.resolver):
                found.add(path)
            specifiers = {export.source for export in program.exports.values() if export.source is not None}
            resolved = (self._resolve_module(specifier, path) for specifier in {*program.stars, *specifiers})
            sources[path] = {source for source in resolved if source is not None}
        while passing := {path for path, taken in sources.items() if path not in found and taken & found}:
            found |= passing
        return found


def module_words(path: str) -> set[bytes]:
    """Words of which an importer of a module must hold one: its stem, or the directory of an index file."""
    parts = path.split("/")
    stem = parts[-1].partition(".")[0]
    if stem != "index":
        return {stem.encode()}
    words = {f"{start}{end}" for start in ("'", '"', "/") for end in ("./'", './"')}
    words |= {"'.'", '"."', ".'", '."', "/index"}
    for name in (parts[-2:-1], [part for part in parts[:-1] if part not in ("src", "lib", "dist")][-1:]):
        words |= {f"{word}{end}" for word in name for end in ("'", '"', "/'", '/"', "`")}
    return {word.encode() for word in words}
