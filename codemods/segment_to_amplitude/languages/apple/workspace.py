"""The files that matter: those that name Segment, and those that use what these declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segment_to_amplitude.languages.apple import objc_names
from segment_to_amplitude.languages.apple.index import Declaration, Index
from segment_to_amplitude.languages.apple.program import Program
from segment_to_amplitude.languages.apple.references import Reference, ReferenceReader
from segment_to_amplitude.languages.apple.resolve import Resolver, is_client
from segment_to_amplitude.languages.apple.seeds import sdk_of, seeds_of, sees_all
from segment_to_amplitude.languages.apple.vendored import Vendored
from segment_to_amplitude.project.sources import Sources

ROUNDS = 5


class Workspace:
    """The programs of a project in which something of Segment's may stand, with their references."""

    def __init__(self, sources: Sources, vendored: Vendored) -> None:
        self.sources = sources
        self.vendored = vendored
        self.index = Index(sources, vendored)
        self.resolver = Resolver(self.index, sees_all=sees_all(sources))
        self.programs: dict[str, Program] = {}
        self.references: dict[str, list[Reference]] = {}
        self.sdk = "ios"

    def resolve(self) -> None:
        """Load the files that name Segment, and again those that use their clients, until no more come."""
        waiting = seeds_of(self.sources, self.vendored)
        self.sdk = sdk_of(self.sources, waiting)
        for _ in range(ROUNDS):
            for path in waiting:
                program = self.index.program(path)
                if program is not None:
                    self.programs[path] = program
            self.resolver.forget()
            waiting = [path for path in self._users() if path not in self.programs]
            if not waiting:
                break
        for path, program in sorted(self.programs.items()):
            found = ReferenceReader(self.resolver, program, self.sdk).read()
            if found:
                self.references[path] = found

    def carriers(self) -> Iterator[Declaration]:
        """The declarations that other files can name and that hold, make or give a client."""
        listed = [
            *self.index.top.values(),
            *(one for info in self.index.types.values() for one in info.members.values()),
        ]
        for declarations in listed:
            for one in declarations:
                if one.program.path in self.programs and is_client(self.resolver.declared_type(one)):
                    yield one

    def _members(self) -> Iterator[Declaration]:
        """The properties of Objective-C classes that hold a client."""
        for program in list(self.programs.values()):
            for one in objc_names.declarations(self.index, program) if not program.is_swift else ():
                if one.kind == "member" and is_client(self.resolver.declared_type(one)):
                    yield one

    def _users(self) -> list[str]:
        words = {one.name.encode() for one in (*self.carriers(), *self._members())}
        if not words:
            return []
        named = b"|".join(re.escape(word) for word in sorted(words))
        swift = re.compile(rb"\.(?:" + named + rb")\b")
        objc = re.compile(rb"(?:\.|\w[ \t]+)(?:" + named + rb")\b")
        return sorted({
            path
            for path, data in self.sources.holding(words)
            if (swift if path.endswith(".swift") else objc).search(data) and path not in self.vendored
        })  # fmt: skip
