"""How long the lines of Python files may be, where the project tells black or ruff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

DEFAULT = 88
"""What both formatters take where they are set up without a length."""


class LineLengths:
    """Reads the settings of the formatters, each file once; ``read`` gives the bytes of a file, None for no file."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._known: dict[PurePosixPath, int | None] = {}

    def of(self, path: str) -> int | None:
        """The length for one file: what the nearest settings above it say."""
        return self._at(PurePosixPath(path).parent)

    def _at(self, directory: PurePosixPath) -> int | None:
        if directory not in self._known:
            found = self._said_in(directory)
            if found is None and directory != directory.parent:
                found = self._at(directory.parent)
            self._known[directory] = found
        return self._known[directory]

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
