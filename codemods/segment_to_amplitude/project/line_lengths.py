"""How long the lines of Python files may be, where the project tells black or ruff, or else a linter."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

DEFAULT = 88
"""What both formatters take where they are set up without a length."""
LINTERS = (
    (".flake8", ("flake8",)),
    ("setup.cfg", ("flake8", "pycodestyle")),
    ("tox.ini", ("flake8", "pycodestyle")),
    (".pylintrc", ("FORMAT", "MASTER")),
    ("pylintrc", ("FORMAT", "MASTER")),
    (".editorconfig", ("*.py", "*.{py,pyi}", "*")),
)
"""Files that tell linters and editors how long lines may be, with the sections that do."""


def ini_length(data: bytes, sections: Sequence[str]) -> int | None:
    """What the first of some sections of an ``.editorconfig`` or another ini file says of the length of lines."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        # The first lines of an .editorconfig belong to no section.
        parser.read_string("[top]\n" + data.decode("utf-8", "replace"))
    except configparser.Error:
        return None
    for section in sections:
        for option in ("max-line-length", "max_line_length"):
            said = parser.get(section, option, fallback=None) or ""
            if said.strip().isdecimal() and 20 <= int(said) <= 400:
                return int(said)
    return None


class LineLengths:
    """Reads the settings of the formatters, each file once; ``read`` gives the bytes of a file, None for no file."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._known: dict[PurePosixPath, int | None] = {}
        self._limits: dict[PurePosixPath, int | None] = {}

    def of(self, path: str) -> int | None:
        """The length for one file: what the nearest settings above it say."""
        return self._at(PurePosixPath(path).parent, self._known, self._said_in)

    def limit_of(self, path: str) -> int | None:
        """How long a linter lets the lines of one file be, as the nearest settings above it say."""
        return self._at(PurePosixPath(path).parent, self._limits, self._allowed_in)

    def _at(
        self,
        directory: PurePosixPath,
        known: dict[PurePosixPath, int | None],
        said_in: Callable[[PurePosixPath], int | None],
    ) -> int | None:
        if directory not in known:
            found = said_in(directory)
            if found is None and directory != directory.parent:
                found = self._at(directory.parent, known, said_in)
            known[directory] = found
        return known[directory]

    def _allowed_in(self, directory: PurePosixPath) -> int | None:
        for name, sections in LINTERS:
            data = self._read((directory / name).as_posix())
            if data is not None and (said := ini_length(data, sections)) is not None:
                return said
        return None

    def _said_in(self, directory: PurePosixPath) -> int | None:
        for name in (".ruff.toml", "ruff.toml"):
            if (own := self._table(directory / name)) is not None:
                return _length(own)
        tools = (self._table(directory / "pyproject.toml") or {}).get("tool")
        if not isinstance(tools, dict):
            return None
        return next((_length(tools[name]) for name in ("black", "ruff") if isinstance(tools.get(name), dict)), None)

    def _table(self, path: PurePosixPath) -> dict[str, object] | None:
        data = self._read(path.as_posix())
        if data is None:
            return None
        import tomllib

        try:
            return tomllib.loads(data.decode("utf-8", "replace"))
        except tomllib.TOMLDecodeError:
            return None


def _length(table: dict[str, object]) -> int:
    said = table.get("line-length", DEFAULT)
    return said if isinstance(said, int) and 20 <= said <= 400 else DEFAULT
