"""Which file of the project an import means: JavaScript module resolution on the project's own files.

Nothing outside the project is looked at, so a package from a registry resolves to nothing. Where Node, TypeScript and
bundlers disagree, the source file that a person would open is meant, not the built one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from posixpath import dirname, join, normpath

EXTENSIONS = (
    ".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".vue", ".svelte",
    ".native.ts", ".native.tsx", ".native.js", ".ios.ts", ".ios.tsx", ".ios.js",
    ".android.ts", ".android.tsx", ".android.js", ".web.ts", ".web.tsx", ".web.js", ".d.ts",
)  # fmt: skip
_SOURCES_OF = {".js": (".ts", ".tsx", ".jsx", ".d.ts"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_BUILT = frozenset({"dist", "build", "lib", "out", "output", "es", "esm", "cjs", "types", "umd", "module", "commonjs"})
_CONDITIONS = ("source", "development", "import", "module", "require", "node", "browser", "default", "types")
_CONVENTIONS = ("@/", "~/", "~~/", "@@/")
_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_JSON_TOKENS = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_JSON_COMMAS = re.compile(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])')


class ModuleIndex:
    """Resolve imports among ``files``; package and project files are parsed only when an import asks for them.

    All paths are posix paths relative to the project's root; the root package's directory is the empty string.
    """

    def __init__(
        self,
        root: Path | str,
        files: AbstractSet[str],
        package_jsons: Mapping[str, bytes],
        tsconfigs: Mapping[str, bytes],
    ) -> None:
        self.root = root
        self._files = files
        self._package_jsons = package_jsons
        self._tsconfigs = tsconfigs
        self._parsed: dict[str, dict[str, object]] = {}
        self._entered: set[str] = set()
        self._resolved: dict[tuple[str, str], str | None] = {}
        self._aliases: dict[str, _Aliases] = {}
        self._packages_by_name: dict[str, list[str]] | None = None
        self._configs_by_directory: dict[str, list[str]] | None = None

    def resolve(self, specifier: str, importer: str) -> str | None:
        """Find the project's file that ``specifier`` means in ``importer``, or None when there is none."""
        directory = dirname(importer)
        key = (specifier, directory)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(specifier, directory)
        return self._resolved[key]

    def package_of(self, path: str) -> str:
        """Give the directory of the nearest package.json at or above the file."""
        return next(self._packages_above(dirname(path)), "")

    def dependency_names(self, path: str) -> set[str]:
        """Name the packages that the file may import: those of every package.json at or above it."""
        names: set[str] = set()
        for directory in self._packages_above(dirname(path)):
            manifest = self._manifest(directory)
            for key in _DEPENDENCIES:
                if isinstance(group := manifest.get(key), dict):
                    names.update(group)
        return names

    def specifiers_of(self, path: str) -> set[str]:
        """Give what may import a file without its name: its package, and aliases without a wildcard."""
        package = self.package_of(path)
        manifest = self._manifest(package)
        found = {name} if package and isinstance(name := manifest.get("name"), str) else set()
        if isinstance(imports := manifest.get("imports"), dict):
            found |= {key for key in imports if isinstance(key, str) and "*" not in key}
        for config in self._tsconfigs:
            aliases = self._aliases_of(config)
            for pattern in aliases.paths or ():
                if "*" not in pattern and path in map(self._file, aliases.candidates(pattern)):
                    found.add(pattern)
        return found

    def _resolve(self, specifier: str, directory: str) -> str | None:
        specifier = specifier.partition("?")[0]
        if not specifier or "://" in specifier or specifier.startswith(("//", "node:", "data:")):
            return None
        if specifier.startswith("."):
            return self._relative(specifier, directory)
        package = next(self._packages_above(directory), "")
        if specifier.startswith("/"):
            return self._file(_joined(package, specifier[1:]))
        return (
            self._by_tsconfig(specifier, directory)
            or (self._by_imports(specifier, package) if specifier.startswith("#") else None)
            or self._by_convention(specifier, package)
            or self._by_package(specifier, directory)
        )

    def _relative(self, specifier: str, directory: str) -> str | None:
        path = _joined(directory, specifier)
        if path is None:
            return None
        if specifier.endswith(("/", ".")) and specifier.rstrip("./") == "":
            return self._directory(path)
        return self._directory(path) if specifier.endswith("/") else self._file(path)

    def _file(self, path: str | None) -> str | None:
        """Find the file at a path that may lack its extension, carry the compiled one, or be a directory."""
        if path is None:
            return None
        if path in self._files:
            return path
        stem, dot, extension = path.rpartition(".")
        for source in _SOURCES_OF.get(dot + extension, ()):
            if stem + source in self._files:
                return stem + source
        for extension in EXTENSIONS:
            if path + extension in self._files:
                return path + extension
        return self._directory(path)

    def _directory(self, path: str) -> str | None:
        if path and path not in self._entered and f"{path}/package.json" in self._package_jsons:
            # A "main" may name a directory whose own package.json leads back.
            self._entered.add(path)
            try:
                if (entry := self._entry(path)) is not None:
                    return entry
            finally:
                self._entered.discard(path)
        prefix = f"{path}/" if path else ""
        for extension in EXTENSIONS:
            if f"{prefix}index{extension}" in self._files:
                return f"{prefix}index{extension}"
        return None

    # -- package.json

    def _packages_above(self, directory: str) -> Iterator[str]:
        for above in _upwards(directory):
            if _in(above, "package.json") in self._package_jsons:
                yield above

    def _manifest(self, directory: str) -> dict[str, object]:
        return self._json(_in(directory, "package.json"), self._package_jsons)

    def _by_package(self, specifier: str, directory: str) -> str | None:
        parts = specifier.split("/")
        length = 2 if specifier.startswith("@") else 1
        name, rest = "/".join(parts[:length]), "/".join(parts[length:])
        for package in self._packages_named(name, directory):
            found = self._subpath(package, rest) if rest else self._entry(package) or self._directory_index(package)
            if found is not None:
                return found
        return None

    def _packages_named(self, name: str, directory: str) -> list[str]:
        """List the workspace packages of that name, the one nearest to the importer first."""
        if self._packages_by_name is None:
            self._packages_by_name = {}
            for path in sorted(self._package_jsons):
                own = self._manifest(dirname(path)).get("name")
                if isinstance(own, str):
                    self._packages_by_name.setdefault(own, []).append(dirname(path))
        found = self._packages_by_name.get(name, [])
        return found if len(found) < 2 else sorted(found, key=lambda at: (-_shared(at, directory), len(at), at))

    def _entry(self, package: str) -> str | None:
        manifest = self._manifest(package)
        targets: list[str] = []
        if isinstance(source := manifest.get("source"), str):
            targets.append(source)
        targets += _exported(manifest.get("exports"), ".")
        for key in ("module", "main", "browser", "react-native", "types", "typings"):
            if isinstance(value := manifest.get(key), str):
                targets.append(value)
        return self._first(package, targets)

    def _directory_index(self, package: str) -> str | None:
        for directory in (_in(package, "src"), package):
            for stem in ("index", "main") if directory != package else ("index",):
                for extension in EXTENSIONS:
                    if (path := _in(directory, stem + extension)) in self._files:
                        return path
        return None

    def _subpath(self, package: str, rest: str) -> str | None:
        targets = _exported(self._manifest(package).get("exports"), f"./{rest}")
        return self._first(package, [*targets, rest, f"src/{rest}"])

    def _by_imports(self, specifier: str, package: str) -> str | None:
        return self._first(package, _exported(self._manifest(package).get("imports"), specifier))

    def _first(self, package: str, targets: Iterable[str]) -> str | None:
        """Find the first target that is in the tree, as it stands or as the source it was built from."""
        targets = list(dict.fromkeys(targets))
        for target in targets:
            path = _joined(package, target)
            if path is not None and path != package and (found := self._file(path)) is not None:
                return found
        for target in targets:
            for source in _sources_of_built(target):
                if (found := self._file(_joined(package, source))) is not None:
                    return found
        return None

    # -- aliases

    def _by_convention(self, specifier: str, package: str) -> str | None:
        for alias in _CONVENTIONS:
            if specifier.startswith(alias):
                rest = specifier[len(alias) :]
                return self._file(_joined(package, f"src/{rest}")) or self._file(_joined(package, rest))
        return self._file(_joined(package, specifier)) if specifier.startswith("src/") else None

    def _by_tsconfig(self, specifier: str, directory: str) -> str | None:
        for above in _upwards(directory):
            for config in self._configs_in(above):
                for path in self._aliases_of(config).candidates(specifier):
                    if (found := self._file(path)) is not None:
                        return found
        return None

    def _configs_in(self, directory: str) -> list[str]:
        """List the directory's project files, tsconfig.json first: Vite and Nx keep ``paths`` in one beside it."""
        if self._configs_by_directory is None:
            self._configs_by_directory = {}
            plain = ("tsconfig.json", "jsconfig.json")
            for path in sorted(self._tsconfigs, key=lambda path: (path.rpartition("/")[2] not in plain, path)):
                self._configs_by_directory.setdefault(dirname(path), []).append(path)
        return self._configs_by_directory.get(directory, [])

    def _aliases_of(self, config: str, above: tuple[str, ...] = ()) -> _Aliases:
        if config in self._aliases:
            return self._aliases[config]
        if config in above:
            return _Aliases()
        data = self._json(config, self._tsconfigs)
        here = dirname(config)
        aliases = _Aliases()
        extends = data.get("extends")
        for parent in [extends] if isinstance(extends, str) else extends if isinstance(extends, list) else []:
            if isinstance(parent, str) and (path := self._extended(parent, here)) is not None:
                aliases = aliases.overridden_by(self._aliases_of(path, (*above, config)))
        options = data.get("compilerOptions")
        if isinstance(options, dict):
            own = _Aliases()
            if isinstance(base := options.get("baseUrl"), str):
                own.base = _joined(here, base.replace("${configDir}", "."))
            if isinstance(paths := options.get("paths"), dict):
                base_directory = own.base if own.base is not None else aliases.base
                own.paths_from = here if base_directory is None else base_directory
                own.paths = {
                    pattern: [target.replace("${configDir}", ".") for target in targets if isinstance(target, str)]
                    for pattern, targets in paths.items()
                    if isinstance(targets, list)
                }
            aliases = aliases.overridden_by(own)
        self._aliases[config] = aliases
        return aliases

    def _extended(self, parent: str, here: str) -> str | None:
        if parent.startswith("."):
            places = [_joined(here, parent)]
        else:
            parts = parent.split("/")
            length = 2 if parent.startswith("@") else 1
            name, rest = "/".join(parts[:length]), "/".join(parts[length:])
            places = [_joined(package, rest or "tsconfig.json") for package in self._packages_named(name, here)]
        for place in places:
            if place is not None:
                for path in (place, f"{place}.json", f"{place}/tsconfig.json"):
                    if path in self._tsconfigs:
                        return path
        return None

    def _json(self, path: str, files: Mapping[str, bytes]) -> dict[str, object]:
        """Parse JSON with comments and trailing commas; a file that is no object counts as an empty one."""
        if path not in self._parsed:
            import json

            data: object = None
            if path in files:
                text = files[path].decode("utf-8-sig", "replace")
                try:
                    data = json.loads(text)
                except ValueError:
                    text = _JSON_TOKENS.sub(lambda match: match[1] or " ", text)
                    text = _JSON_COMMAS.sub(lambda match: match[1] or "", text)
                    try:
                        data = json.loads(text)
                    except ValueError:
                        data = None
            self._parsed[path] = data if isinstance(data, dict) else {}
        return self._parsed[path]


class _Aliases:
    """The ``baseUrl`` and ``paths`` of one TypeScript project, after its ``extends``."""

    __slots__ = ("base", "paths", "paths_from")

    def __init__(self) -> None:
        self.base: str | None = None
        self.paths: dict[str, list[str]] | None = None
        self.paths_from = ""

    def overridden_by(self, own: _Aliases) -> _Aliases:
        both = _Aliases()
        both.base = self.base if own.base is None else own.base
        chosen = self if own.paths is None else own
        both.paths, both.paths_from = chosen.paths, chosen.paths_from
        return both

    def candidates(self, specifier: str) -> Iterator[str]:
        """Give the paths to try: the pattern with the longest prefix first, then ``baseUrl``."""
        matches: list[tuple[int, str, str]] = []
        for pattern in self.paths or ():
            prefix, star, suffix = pattern.partition("*")
            if not star:
                if pattern == specifier:
                    matches.append((len(pattern) + 1, pattern, ""))
            elif (
                specifier.startswith(prefix)
                and specifier.endswith(suffix)
                and len(specifier) >= len(prefix) + len(suffix)
            ):
                matches.append((len(prefix), pattern, specifier[len(prefix) : len(specifier) - len(suffix)]))
        for _, pattern, middle in sorted(matches, reverse=True):
            for target in (self.paths or {})[pattern]:
                if (path := _joined(self.paths_from, target.replace("*", middle))) is not None:
                    yield path
        if self.base is not None and (path := _joined(self.base, specifier)) is not None:
            yield path


def _exported(exports: object, key: str) -> list[str]:
    """List the targets of one key of ``exports`` or ``imports``, the likeliest source first."""
    if not isinstance(exports, dict):
        return _targets(exports, "") if key == "." else []
    if key == "." and not any(isinstance(name, str) and name.startswith(".") for name in exports):
        return _targets(exports, "")
    if key in exports:
        return _targets(exports[key], "")
    found: list[str] = []
    for pattern in sorted((name for name in exports if isinstance(name, str) and "*" in name), key=len, reverse=True):
        prefix, _, suffix = pattern.partition("*")
        if key.startswith(prefix) and key.endswith(suffix) and len(key) > len(prefix) + len(suffix):
            found += _targets(exports[pattern], key[len(prefix) : len(key) - len(suffix)])
    return found


def _targets(value: object, middle: str) -> list[str]:
    if isinstance(value, str):
        return [value.replace("*", middle)]
    if isinstance(value, list):
        return [target for item in value for target in _targets(item, middle)]
    if isinstance(value, dict):
        known = [name for name in _CONDITIONS if name in value]
        others = [name for name in value if name not in _CONDITIONS]
        return [target for name in (*known, *others) for target in _targets(value[name], middle)]
    return []


def _sources_of_built(target: str) -> Iterator[str]:
    """dist/esm/index.d.ts was built from src/index, or from index beside it."""
    parts = [part for part in target.split("/") if part not in ("", ".")]
    if not parts:
        return
    inner = parts
    while len(inner) > 1 and inner[0] in _BUILT:
        inner = inner[1:]
    if inner is parts:
        return
    path = re.sub(r"(\.d)?\.[cm]?[jt]sx?$", "", "/".join(inner))
    path = re.sub(r"\.(esm|cjs|umd|min|browser|es)$", "", path)
    yield path if path.startswith("src/") else f"src/{path}"
    yield path
    if "/" not in path:
        yield "src/index"


def _joined(directory: str, path: str) -> str | None:
    """Join and normalise; None when the result lies outside the root."""
    result = normpath(join(directory, path.lstrip("/") if path.startswith("/") else path))
    if result == ".":
        return ""
    return None if result == ".." or result.startswith(("../", "/")) else result


def _in(directory: str, name: str) -> str:
    return f"{directory}/{name}" if directory else name


def _upwards(directory: str) -> Iterator[str]:
    while directory:
        yield directory
        directory = dirname(directory)
    yield ""


def _shared(first: str, second: str) -> int:
    count = 0
    for one, other in zip(first.split("/"), second.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
