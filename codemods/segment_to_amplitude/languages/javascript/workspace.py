"""The project's JavaScript: which files are parsed, and the references in them, to a fixed point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from segment_to_amplitude.languages.javascript.carriers import is_carrier
from segment_to_amplitude.languages.javascript.importers import Find, Importers
from segment_to_amplitude.languages.javascript.meaning import Class, Function, Instance, Meaning, Members, Type
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import Reference, Scanner
from segment_to_amplitude.languages.javascript.resolve import Resolver
from segment_to_amplitude.segment import sdks

Progress = Callable[[str, int, int], None]

SIGNS = (
    b"@segment/", b"'analytics-node", b'"analytics-node', b"segment.com", b"$segment", b"SegmentAnalytics",
    b"AnalyticsSnippet", b"segment-to-amplitude",
)  # fmt: skip
BEFORE_NAMES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$@/-")
DIRECT = re.compile(rb"@segment/|analytics-node|SegmentAnalytics")
"""What a file that takes a client from a package holds."""
BY_NAME = frozenset({"global", "instance", "provided"})
"""The facts whose key is a name that files without an import use."""
KEPT_IN_FILES = frozenset({"parameter", "prop", "context", "ref", "state", "member", "field", "variable"})
"""The facts whose key names the file that they are about."""


def is_seed(data: bytes, names: Iterable[bytes]) -> bool:
    """Tell whether a file is parsed before anything is known: it names a package, or one of the global's ``names``.

    A client that comes by another name is found later, from the module that gives it.
    """
    if any(sign in data for sign in SIGNS):
        return True
    for name in names:
        # A pattern that starts with a plain word is searched for at the speed of a plain search.
        for match in _whole(name).finditer(data) if name in data else ():
            if match.start() == 0 or data[match.start() - 1] not in BEFORE_NAMES:
                return True
    return False


@cache
def _whole(name: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(name) + rb"(?![\w$/-])")


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
        self.resolver = Resolver(self.program, resolve_module, global_names, read)
        self.scanner = Scanner(self.resolver)
        self.scanned: set[str] = set()
        self._carriers: set[str] = set()
        self._imported: dict[str, set[str]] = {}
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

    def resolve(self, paths: Iterable[str], find_files: Find, progress: Progress | None = None) -> None:
        """Find all references, starting from ``paths``; ``find_files`` gives files that hold one of some words."""
        importers = Importers(find_files, self._resolve_module, self._specifiers_of)
        stale, named = set(paths), set[str]()
        with self.resolver.within(self.scanned):
            while stale or named:
                stale, named = self._round(stale, named, importers, progress)

    def _round(
        self, stale: set[str], named: set[str], importers: Importers, progress: Progress | None
    ) -> tuple[set[str], set[str]]:
        """Look at some files, those ``stale`` as if for the first time, and give both sorts for the next round."""
        self.scanned |= stale
        self.resolver.forget(stale)
        facts, names = set(self.resolver.facts), set(self.scanner.member_names)
        done = len(self.scanned) - len(stale | named)
        for path in sorted(stale | named):
            self._scan_guarded(path)
            done += 1
            if progress is not None:
                progress("resolve", done, len(self.scanned))
        self._find_carriers(stale)
        learned = self.resolver.facts.keys() ^ facts
        names_of_facts = {name for sort, name, _ in learned if sort in BY_NAME}
        added = importers.of(self._carriers, names_of_facts, self.scanned)
        touched = {str(path) for sort, path, _ in learned if sort in KEPT_IN_FILES}
        added |= {path for path in touched - self.scanned if self.program(path) is not None}
        next_stale = self._reached_by(added | touched | self._holding(names_of_facts))
        return next_stale, self._holding(self.scanner.member_names - names) - next_stale

    def _holding(self, names: set[str]) -> set[str]:
        """The files looked at that hold one of some names."""
        words = [name.encode() for name in names]
        programs = [program for path in self.scanned if (program := self.program(path)) is not None]
        return {program.path for program in programs if any(word in program.data for word in words)}

    def _scan_guarded(self, path: str) -> None:
        program = self.program(path)
        if program is not None and path not in self.failures:
            with self.guarding(path):
                self._scan(path, program)

    def _reached_by(self, changed: set[str]) -> set[str]:
        """The files to look at again: those changed, and whatever takes something from them."""
        self.scanned |= changed
        stale = set(changed)
        takers: dict[str, set[str]] = {}
        for path in self.scanned:
            program = self.program(path)
            if program is None:
                continue
            for source in self._sources(program):
                takers.setdefault(source, set()).add(path)
        for (sort, path, _), meaning in self.resolver.facts.items():
            if sort in KEPT_IN_FILES and (place := place_of(meaning)) is not None:
                takers.setdefault(place, set()).add(str(path))
        pending = list(stale)
        while pending:
            for path in takers.get(pending.pop(), set()) - stale:
                stale.add(path)
                pending.append(path)
        return stale

    def _sources(self, program: Program) -> set[str]:
        """The project's modules that a file imports, requires or passes on."""
        if program.path not in self._imported:
            resolved = {self._resolve_module(specifier, program.path) for specifier in program.specifiers}
            self._imported[program.path] = {path for path in resolved if path is not None}
        return self._imported[program.path]

    def _scan(self, path: str, program: Program) -> bool:
        is_new = self.scanner.typed_members(program)
        is_new |= self.scanner.exported_members(program)
        is_new |= self.scanner.flows(program)
        found = self.scanner.references(program)
        self.references[path] = found
        for reference in found:
            is_new |= self.scanner.hand_on(reference)
        return is_new

    def _find_carriers(self, stale: set[str]) -> None:
        """Keep which modules others may get a client from, by their own exports or by passing on another module's."""
        self._carriers |= {str(path) for sort, path, _ in self.resolver.facts if sort in KEPT_IN_FILES}
        stars: dict[str, set[str]] = {}
        for path in self.scanned - self._carriers:
            program = self.program(path)
            if program is None or path in self.failures:
                continue
            is_package = any(sdks.is_segment_package(star) for star in program.stars)
            if is_package or (path in stale and self._may_carry(program) and is_carrier(self.resolver, program)):
                self._carriers.add(path)
            elif program.stars:
                resolved = (self._resolve_module(specifier, path) for specifier in program.stars)
                stars[path] = {source for source in resolved if source is not None}
        while passing := {
            path for path, taken in stars.items() if path not in self._carriers and taken & self._carriers
        }:
            self._carriers |= passing

    def _may_carry(self, program: Program) -> bool:
        """Tell whether Segment is in a module at all, by its own doing or by an import."""
        return bool(
            self.references.get(program.path) or DIRECT.search(program.data) or self._sources(program) & self._carriers
        )


def place_of(meaning: Meaning) -> str | None:
    """The file that something of the project stands in."""
    if isinstance(meaning, Instance):
        meaning = meaning.of
    return meaning.program.path if isinstance(meaning, (Function, Class, Members, Type)) else None
