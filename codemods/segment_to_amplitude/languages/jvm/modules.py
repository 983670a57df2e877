"""Which of a build's modules see which, by what their Gradle files ask for."""

from __future__ import annotations

import re
from functools import cached_property

from segment_to_amplitude.project.sources import Sources

BUILD_FILES = ("build.gradle.kts", "build.gradle")
DEPENDENCY = re.compile(
    rb"(?m)^[ \t]*(\w+)\s*\(?\s*(?:project\s*\(\s*(?:path\s*[:=]\s*)?[\"']:?([\w:.-]+)[\"']|projects((?:\.\w+)+))"
)
"""``implementation(project(":core"))``, ``api project(path: ':core')``, ``api(projects.core.analytics)``."""


def module_of(path: str) -> str:
    """The directory of the module that a file belongs to."""
    return path[: max(f"/{path}".find("/src/") - 1, 0)]


def source_set_of(path: str) -> str:
    """The source set, such as ``main`` or a flavor; empty for a file in none."""
    _, found, below = f"/{path}".partition("/src/")
    return below.partition("/")[0] if found else ""


class Modules:
    """The modules of a Gradle build, each with those that it may name classes of."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    @cached_property
    def _files(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in self.sources.discovery.jvm_manifests:
            directory, _, name = path.rpartition("/")
            if name in BUILD_FILES:
                found[directory] = path
        return found

    @cached_property
    def _asked(self) -> dict[str, set[tuple[str, bool]]]:
        """By module: those that it asks for, and whether it hands them on."""
        by_name = {_plain(directory): directory for directory in self._files}
        found: dict[str, set[tuple[str, bool]]] = {}
        for directory, path in self._files.items():
            asked = found.setdefault(directory, set())
            for match in DEPENDENCY.finditer(self.sources.manifest(path)):
                name = _plain((match[2] or match[3]).decode().replace(":", "/").replace(".", "/").strip("/"))
                if name in by_name:
                    asked.add((by_name[name], match[1].lower().endswith(b"api")))
        return found

    def sees(self, module: str, other: str) -> bool:
        """Tell whether code of a module can name what another declares; where no build file says, it may."""
        if module == other or module not in self._asked or other not in self._asked:
            return True
        seen: set[str] = set()
        waiting = [name for name, _ in self._asked[module]]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += [inner for inner, is_handed_on in self._asked[name] if is_handed_on]
        return other in seen

    def shared(self, modules: list[str]) -> str | None:
        """The one of some modules that all others see; None where that is none or does not show."""
        if len(modules) > 1 and not all(one in self._asked for one in modules):
            return None
        found = [one for one in modules if all(self.sees(other, one) for other in modules)]
        return found[0] if len(found) == 1 else None


def _plain(name: str) -> str:
    """A module's name without what Gradle's accessors leave out."""
    return re.sub(r"[^a-z0-9/]", "", name.lower())
