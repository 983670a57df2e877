"""How long the lines of a Kotlin or Java file may be.

Source: editorconfig.org ``max_line_length``; google-java-format breaks at 100 and indents by two, palantir's at 120.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.project.line_lengths import ini_length
from segment_to_amplitude.source.trivia import indent_unit

WIDTH = 120
GOOGLE = 100
"""The length of a Java file that is indented by two."""
SECTIONS = {"java": ("*.java", "*.{java,kt}", "*.{kt,java}", "*"), "kotlin": ("*.kt", "*.{kt,kts}", "*.{java,kt}", "*")}


class Widths:
    """Reads each ``.editorconfig`` once; ``read`` gives the bytes of a file, None for no file."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._known: dict[tuple[PurePosixPath, str], int | None] = {}

    def of(self, program: Program) -> int:
        """What the settings above a file say, or else what the file itself keeps to."""
        said = self._at(PurePosixPath(program.path).parent, program.language)
        if said is not None:
            return said
        if not program.is_kotlin and indent_unit(program.data) == b"  ":
            longest = max((len(line.decode("utf-8", "replace")) for line in program.data.splitlines()), default=0)
            return GOOGLE if longest <= GOOGLE else WIDTH
        return WIDTH

    def _at(self, directory: PurePosixPath, language: str) -> int | None:
        key = (directory, language)
        if key not in self._known:
            found = self._said_in(directory, language)
            if found is None and directory != directory.parent:
                found = self._at(directory.parent, language)
            self._known[key] = found
        return self._known[key]

    def _said_in(self, directory: PurePosixPath, language: str) -> int | None:
        data = self._read((directory / ".editorconfig").as_posix())
        return ini_length(data, SECTIONS[language]) if data is not None else None
