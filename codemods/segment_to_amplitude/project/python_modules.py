"""Which file of the project a Python import names, and how a file is named in an import.

Imports are resolved as Python does with every directory above the importer on ``sys.path`` that is no package itself,
and the ``src`` directories beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SOURCE_ROOTS = ("", "src/", "lib/", "python/")
IMPORTED = re.compile(
    rb"^(?:from[ \t]+(?P<source>[.\w]+)[ \t]+import[ \t]*(?P<names>\([^)]*\)|[^\n#]*)"
    rb"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)
"""The import statements that run when a module is loaded."""


class PythonModules:
    """The modules of a project, by their files: posix paths relative to its root."""

    def __init__(self, files: Iterable[str]) -> None:
        self._files = frozenset(files)
        self._packages = {path.rpartition("/")[0] for path in self._files if path.endswith(("/__init__.py",))}
        if "__init__.py" in self._files:
            self._packages.add("")
        self._directories = {path[:at] for path in self._files for at in range(len(path)) if path[at] == "/"}
        self._resolved: dict[tuple[str, str], str | None] = {}

    def is_package(self, path: str) -> bool:
        """Tell whether a file is the ``__init__`` of a package."""
        return path.rpartition("/")[2] in ("__init__.py", "__init__.pyi")

    def resolve(self, importer: str, name: str, level: int = 0) -> str | None:
        """The file that ``import name`` or ``from name import …`` loads in a file; None when it is not the project's.

        ``level`` counts the dots of a relative import.
        """
        if level:
            base = importer.rpartition("/")[0]
            for _ in range(level - 1):
                base = base.rpartition("/")[0]
            return self._below(base, name)
        directory = importer.rpartition("/")[0]
        if importer == f"{directory}/__init__.py" and name.partition(".")[0] == directory.rpartition("/")[2]:
            # A package that imports by its own name.
            candidates = (self._below(root, name) for root in self._roots(directory))
            return next((path for path in candidates if path is not None), None)
        key = (directory, name)
        if key not in self._resolved or importer.rpartition("/")[2].partition(".")[0] == name.partition(".")[0]:
            found = next(
                (
                    path
                    for root in self._roots(directory)
                    if (path := self._below(root, name)) is not None and path != importer
                ),
                None,
            )
            if importer.rpartition("/")[2].partition(".")[0] == name.partition(".")[0]:
                return found
            self._resolved[key] = found
        return self._resolved[key]

    def submodule(self, path: str, name: str) -> str | None:
        """The module of a name inside a package's ``__init__``."""
        return self._below(path.rpartition("/")[0], name) if self.is_package(path) else None

    def spelling(self, importer: str, path: str) -> str | None:
        """The dotted name by which an importer reaches a module of the project; None where there is none."""
        stem = re.sub(r"(/__init__)?\.pyi?$", "", path)
        parts = stem.split("/")
        top = len(parts) - 1
        while top > 0 and "/".join(parts[:top]) in self._packages:
            top -= 1
        for start in (top, *range(top - 1, -1, -1)):
            name = ".".join(parts[start:])
            if all(part.isidentifier() for part in parts[start:]) and self.resolve(importer, name) == path:
                return name
        return None

    def imports(self, path: str, data: bytes) -> set[str]:
        """The files of the project that a module loads when it is loaded itself."""
        found: set[str | None] = set()
        for match in IMPORTED.finditer(data):
            if match["modules"] is not None:
                for one in match["modules"].split(b","):
                    found.add(self.resolve(path, one.split()[0].decode("utf-8", "replace") if one.split() else ""))
                continue
            source = match["source"].decode("utf-8", "replace")
            name = source.lstrip(".")
            level = len(source) - len(name)
            module = self.resolve(path, name, level)
            found.add(module)
            for word in re.findall(rb"\w+", match["names"]):
                inner = f"{name}.{word.decode('utf-8', 'replace')}".lstrip(".")
                found.add(self.resolve(path, inner, level))
        return {one for one in found if one is not None}

    def _roots(self, directory: str) -> list[str]:
        roots: list[str] = []
        while True:
            if directory not in self._packages or not directory:
                prefix = f"{directory}/" if directory else ""
                roots += [f"{prefix}{root}".rstrip("/") for root in SOURCE_ROOTS]
            if not directory:
                return roots
            directory = directory.rpartition("/")[0]

    def _below(self, root: str, name: str) -> str | None:
        stem = "/".join((*([root] if root else []), *(name.split(".") if name else [])))
        prefix = f"{stem}/" if stem else ""
        for candidate in (f"{prefix}__init__.py", f"{stem}.py", f"{prefix}__init__.pyi", f"{stem}.pyi"):
            if candidate in self._files:
                return candidate
        return None
