"""Which files import some modules of the project, found by their bytes: nothing is parsed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

Find = Callable[[set[bytes], set[str]], Iterable[tuple[str, bytes]]]
"""Gives the files that hold one of some words; under some directories, also those that hold one of ``DOTS``."""

LONGEST_SPECIFIER = 200
QUOTES = (b"'", b'"', b"`")
STARTS = (*QUOTES, b"/")
DOTS = frozenset(
    [quote + whole + quote for whole in (b".", b"..", b"./") for quote in QUOTES]
    + [end + quote for end in (b"/..", b"../", b"/.") for quote in QUOTES]
)
"""Ends of specifiers that mean the index file of a directory around the importer."""


class Importers:
    """Asks for the importers of each module, and for the users of each name, once."""

    def __init__(
        self,
        find_files: Find,
        resolve_module: Callable[[str, str], str | None],
        specifiers_of: Callable[[str], set[str]],
    ) -> None:
        self._find_files = find_files
        self._resolve_module = resolve_module
        self._specifiers_of = specifiers_of
        self._asked: set[str] = set()

    def of(self, modules: AbstractSet[str], names: set[str], known: AbstractSet[str]) -> set[str]:
        """Files not ``known`` yet that import one of the modules, or hold one of the names."""
        new = modules - self._asked
        self._asked |= new
        words: set[bytes] = set()
        directories: set[str] = set()
        for path in new:
            words |= module_words(path)
            words |= {quote + specifier.encode() for specifier in self._specifiers_of(path) for quote in QUOTES}
            if is_index(path):
                directories.add(path.rpartition("/")[0])
        encoded = {name.encode() for name in names}
        if not words and not encoded:
            return set()
        exact = {word if word.startswith(STARTS) else start + word for word in words for start in STARTS}
        exact |= DOTS if directories else set()
        return {
            path
            for path, data in self._find_files(words | encoded, directories)
            if path not in known
            and (any(name in data for name in encoded) or self._is_importer(path, data, exact, new))
        }

    def _is_importer(self, path: str, data: bytes, words: set[bytes], modules: AbstractSet[str]) -> bool:
        specifiers = {specifier for word in words for specifier in specifiers_with(word, data)}
        return any(self._resolve_module(specifier, path) in modules for specifier in sorted(specifiers))


def specifiers_with(word: bytes, data: bytes) -> Iterator[str]:
    """The quoted texts around a word, on its line."""
    at = data.find(word)
    while at >= 0:
        low = max(at - LONGEST_SPECIFIER, data.rfind(b"\n", 0, at) + 1)
        start = max(data.rfind(quote, low, at + 1) for quote in QUOTES)
        if start >= 0:
            after = max(at + len(word) - 1, start + 1)
            ends = [data.find(quote, after, after + LONGEST_SPECIFIER) for quote in QUOTES]
            end = min((end for end in ends if end >= 0), default=-1)
            if end >= 0 and b"\n" not in data[start:end]:
                yield data[start + 1 : end].decode("utf-8", "replace")
        at = data.find(word, at + 1)


def is_index(path: str) -> bool:
    """Tell whether a module is imported by the name of its directory."""
    return path.rpartition("/")[2].startswith("index.")


def module_words(path: str) -> set[bytes]:
    """Words of which an importer of a module must hold one, unless it names an index file by dots alone."""
    parts = path.split("/")
    if not is_index(path):
        return {parts[-1].partition(".")[0].encode()}
    names = {*parts[-2:-1], *[part for part in parts[:-1] if part not in ("src", "lib", "dist")][-1:]}
    return {f"{name}{slash}".encode() + quote for name in names for slash in ("", "/") for quote in QUOTES} | {
        b"/index"
    }
