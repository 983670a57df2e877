"""The project's JavaScript: which files are parsed, and the references in them, to a fixed point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import Reference, Scanner, client_of
from segment_to_amplitude.languages.javascript.resolve import Resolver

SEEDS = re.compile(
    rb"@segment/|['\"]analytics-node|segment\.com|\$segment|SegmentAnalytics|AnalyticsSnippet"
    rb"|(?<![\w$@/.-])analytics(?![\w$/-])|[.\[]['\"]?analytics(?![\w$/-])"
)
"""What a file must hold to be parsed before anything is known; a client that comes by another name is found later."""
ROUNDS = 12


class Workspace:
    """Programs by path, the resolver over them, and the references found so far."""

    def __init__(
        self,
        read: Callable[[str], bytes | None],
        resolve_module: Callable[[str, str], str | None],
        global_names: frozenset[str],
    ) -> None:
        self._read = read
        self._programs: dict[str, Program | None] = {}
        self.resolver = Resolver(self.program, resolve_module, global_names)
        self.scanner = Scanner(self.resolver)
        self.scanned: set[str] = set()
        self.references: dict[str, list[Reference]] = {}

    def program(self, path: str) -> Program | None:
        """The parsed file; None where there is no such file or it is not to be read."""
        if path not in self._programs:
            data = self._read(path)
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
            self.scanned |= added
            if not is_new and not added:
                return
            self.resolver.forget()

    def _round(self) -> bool:
        is_new = False
        for path in sorted(self.scanned):
            program = self.program(path)
            if program is None:
                continue
            is_new |= self.scanner.typed_members(program)
            found = self.scanner.references(program)
            self.references[path] = found
            for reference in found:
                is_new |= self.scanner.hand_on(reference)
        return is_new

    def _words(self) -> set[bytes]:
        """Words that a file must hold to import a client, or to reach one by its property."""
        words: set[bytes] = set()
        for path, found in self.references.items():
            program = self.program(path)
            if program is None or not any(client_of(reference) is not None for reference in found):
                continue
            if program.exports or program.stars:
                words.add(module_word(path))
        words |= {name.encode() for sort, name, _ in self.resolver.facts if sort in ("global", "instance")}
        return words


def module_word(path: str) -> bytes:
    """The word by which importers name a module: its stem, or its directory for an index file."""
    parts = path.split("/")
    stem = parts[-1].partition(".")[0]
    if stem == "index":
        parts = [part for part in parts[:-1] if part not in ("src", "lib", "dist")]
        stem = parts[-1] if parts else "index"
    return stem.encode()
