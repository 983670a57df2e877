"""The files that matter: those that name Segment's packages, and those that use what these declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import Declaration, Index, parameters_of
from segment_to_amplitude.languages.jvm.message_uses import MessageUse, UseReader
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.references import Reference, ReferenceReader, SdkOf
from segment_to_amplitude.languages.jvm.resolve import Resolver
from segment_to_amplitude.languages.jvm.seeds import SERVER, seeds_of
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.project.sources import Sources

ROUNDS = 5


class Workspace:
    """The programs of a project in which something of Segment's may stand, with their references."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.index = Index(sources)
        self.resolver = Resolver(self.index)
        self.programs: dict[str, Program] = {}
        self.references: dict[str, list[Reference]] = {}
        self.uses: dict[str, list[MessageUse]] = {}
        """The uses of analytics-java's messages."""
        self.sdk_of = SdkOf(is_server=False)

    def resolve(self) -> None:
        """Load the files that name Segment, and again those that use their clients, until no more come."""
        seeds = seeds_of(self.sources)
        self.sdk_of = SdkOf(is_server=any(SERVER.search(self.sources.matching[path]) for path in seeds))
        waiting = seeds
        for _ in range(ROUNDS):
            for path in waiting:
                program = self.index.program(path)
                if program is not None:
                    self.programs[path] = program
            self.resolver.forget()
            waiting = [path for path in self._users() if path not in self.programs]
            if not waiting:
                break
        makers = self._makers() if self.sdk_of.is_server else {}
        for path, program in sorted(self.programs.items()):
            self.uses[path] = list(UseReader(self.resolver, program, makers).read()) if self.sdk_of.is_server else []
            found = ReferenceReader(self.resolver, program, self.sdk_of, self.uses[path]).read()
            if found:
                self.references[path] = found

    def carriers(self) -> Iterator[Declaration]:
        """The declarations that other files can name and that hold, make or give a client."""
        for path in list(self.programs):
            info = self.index.files[path]
            listed = [info.top, *(one.members for one in info.classes.values())]
            for declarations in listed:
                for found in list(declarations.values()):
                    for one in found:
                        if not one.is_private and self._carries(self.resolver.declared_type(one)):
                            yield one

    def _makers(self) -> dict[str, int]:
        """The functions that give a builder of a message: their names, and how many arguments they take."""
        found: dict[str, int] = {}
        for path in self.programs:
            info = self.index.files[path]
            for listed in (info.top, *(one.members for one in info.classes.values())):
                for one in (one for members in listed.values() for one in members):
                    if one.kind == "function" and one.whole is not None and self._gives_message(one):
                        found[one.name] = len(parameters_of(one.program, one.whole))
        return found

    def _gives_message(self, function: Declaration) -> bool:
        kind = self.resolver.declared_type(function)
        return kind is not None and segment.is_message_builder(kind.name)

    def _carries(self, kind: Type | None) -> bool:
        if kind is None:
            return False
        if kind.name in segment.CLIENTS or segment.is_message_builder(kind.name):
            return True
        return any(self._carries(one) for one in kind.arguments)

    def _users(self) -> list[str]:
        words: set[bytes] = set()
        for one in self.carriers():
            words.add(one.name.encode())
            upper = one.name[:1].upper() + one.name[1:]
            if one.kind == "function" and one.name.startswith("get") and len(one.name) > 3:
                words.add((one.name[3].lower() + one.name[4:]).encode())
            elif one.kind != "function":
                words.add(f"get{upper}".encode())
        if not words:
            return []
        whole = re.compile(rb"\b(?:" + b"|".join(re.escape(word) for word in sorted(words)) + rb")\b")
        return sorted({path for path, data in self.sources.holding(words) if whole.search(data)})
