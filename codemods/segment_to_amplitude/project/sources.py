"""The files of one language of a project: those read already, and how to get at the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from segment_to_amplitude.project.discovery import Discovery
from segment_to_amplitude.project.prefilter import LazyFiles, read_matching
from segment_to_amplitude.source.document import skip_reason


@dataclass(slots=True)
class Sources:
    """The files of a project: those read already, and how to get at the others."""

    discovery: Discovery
    files: Sequence[str]
    """The source files of one language."""
    matching: Mapping[str, bytes]
    skipped: dict[str, str]
    max_file_bytes: int
    changes: Mapping[str, bytes] = field(default_factory=dict)
    left: Mapping[str, Mapping[int, frozenset[str]]] = field(default_factory=dict)
    """Codes of the findings that a review asked to leave alone, by path and line."""
    _read: dict[str, bytes | None] = field(default_factory=dict)
    _known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._known = frozenset(self.files)

    def with_changes(
        self,
        changes: Mapping[str, bytes],
        left: Mapping[str, Mapping[int, frozenset[str]]],
        added: Sequence[str] = (),
    ) -> Sources:
        """The same project with other bytes for some files, what is left alone there, and files ``added``."""
        own = {path: data for path, data in changes.items() if path in self._known or path in added}
        return replace(
            self,
            files=[*self.files, *added],
            matching={**self.matching, **own},
            skipped=dict(self.skipped),
            changes=changes,
            left={**self.left, **left},
            _read={},
        )

    def owns(self, path: str) -> bool:
        """Tell whether a file is one of these."""
        return path in self._known

    def read(self, path: str) -> bytes | None:
        """The bytes of a source file; None when it is none of the project's, or not to be read."""
        if path in self.changes:
            return self.changes[path]
        if path not in self._read:
            data = self.matching.get(path)
            if data is None:
                data = LazyFiles(self.discovery.root, [path])[path] if path in self._known else None
            if data is not None and (reason := skip_reason(path, data, self.max_file_bytes)) is not None:
                if path in self.matching:
                    self.skipped[path] = reason
                data = None
            self._read[path] = data
        return self._read[path]

    def manifest(self, path: str) -> bytes:
        """The bytes of a manifest."""
        if path in self.changes:
            return self.changes[path]
        return LazyFiles(self.discovery.root, [path])[path]

    def setting(self, path: str) -> bytes | None:
        """The bytes of a file with settings of another tool; None when there is none."""
        return self.manifest(path) or None

    def holding(
        self, words: set[bytes], directories: Collection[str] = (), nearby: AbstractSet[bytes] = frozenset()
    ) -> Iterator[tuple[str, bytes]]:
        """Paths and bytes of the files that hold one of some words; ``nearby`` ones count under the directories."""
        outside: list[str] = []
        inside: list[str] = []
        starts = tuple(f"{directory}/" if directory else "" for directory in directories)
        for path in self.files:
            is_inside = path.startswith(starts)
            if (data := self.matching.get(path)) is not None:
                if any(word in data for word in (words | nearby if is_inside else words)):
                    yield path, data
            elif path not in self.skipped:
                (inside if is_inside else outside).append(path)
        for paths, sought in ((outside, words), (inside, words | nearby)):
            names = [word.decode() for word in sought]
            yield from read_matching(self.discovery.root, paths, names, self.max_file_bytes).matching.items()
