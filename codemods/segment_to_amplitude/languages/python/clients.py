"""Which references belong to one client, where the client in the place of the module is made, and who reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.languages.python.meaning import MODULE, Kind, Origin
from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.languages.python.references import Reference, Role
from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.project.sources import Sources

TEST_PATH = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|[^/]*_tests?|conftest)\.pyi?$")


@dataclass(slots=True, eq=False)
class Group:
    """The references of one client, or of clients that meet in one place; they move together or stay together."""

    origins: set[Origin]
    references: list[Reference] = field(default_factory=list)
    kept: str | None = None
    """The code of the reason why nothing of it moves."""
    kept_detail: str = ""
    is_split: bool = False
    """Segment's client stays beside Amplitude's."""

    @property
    def is_module(self) -> bool:
        """Tell whether it is the client behind the functions of Segment's module."""
        return MODULE in self.origins


class Groups:
    """All clients of a project."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._of: dict[Origin, Group] = {}
        every = list(references)
        typed = {origin for one in every for origin in one.meaning.origins if origin[1] < 0}
        for one in every:
            if one.meaning.origins:
                self._join(one.meaning.origins)
        if typed:
            # Any client may stand where only the class is named.
            self._join(frozenset(origin for origin in self._of if origin != MODULE) | typed)
        for one in every:
            if (group := self.of(one)) is not None:
                group.references.append(one)

    def _join(self, origins: Iterable[Origin]) -> None:
        groups = list({id(group): group for origin in origins if (group := self._of.get(origin)) is not None}.values())
        whole = groups[0] if groups else Group(set())
        for other in groups[1:]:
            whole.origins |= other.origins
        whole.origins |= set(origins)
        for origin in whole.origins:
            self._of[origin] = whole

    def of(self, reference: Reference) -> Group | None:
        """The group of a reference; None for a class or a part of the SDK that is no client."""
        return self.at(reference.meaning.origins)

    def at(self, origins: Iterable[Origin]) -> Group | None:
        """The group of some places where clients are made."""
        origin = next(iter(origins), None)
        return self._of.get(origin) if origin is not None else None

    @property
    def all(self) -> list[Group]:
        """Every group once."""
        return list({id(group): group for group in self._of.values()}.values())

    @property
    def module(self) -> Group | None:
        """The client behind the functions of Segment's module."""
        return self._of.get(MODULE)


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """The module in which the client in the place of Segment's module is made, and by which statement."""

    path: str
    statement: cst.BaseSmallStatement
    """The assignment of the write key."""
    is_direct: bool
    """The statement runs when the module is loaded, so that the client is made right there."""
    reached: frozenset[str]
    """The modules that are loaded before the client is there."""


def find_home(group: Group, modules: PythonModules, sources: Sources) -> Home | None:
    """The module that sets the write key; the one that most of the others can import when there are more."""
    users = {one.program.path for one in group.references}
    homes: list[tuple[tuple[int, bool, bool, str, int], Home]] = []
    for one in group.references:
        if one.role is not Role.CONFIG or one.meaning.kind is not Kind.SETTING or one.meaning.name != "write_key":
            continue
        statement = one.program.within(one.node, cst.Assign)
        if statement is None or len(statement.targets) != 1 or not isinstance(statement.value, cst.BaseExpression):
            continue
        path = one.program.path
        is_direct = is_top_level(one.program, statement)
        reached = loaded_before(one.program, statement if is_direct else None, modules, sources)
        blocked = len(reached & (users - {path}))
        place = (blocked, TEST_PATH.search(path) is not None, not is_direct, path, one.program.span(statement).start)
        homes.append((place, Home(path, statement, is_direct, frozenset(reached))))
    homes.sort(key=lambda item: (item[0][1], item[0][0], *item[0][2:]))
    return homes[0][1] if homes else None


def is_top_level(program: Program, statement: cst.CSTNode) -> bool:
    """Tell whether a statement always runs when its module is loaded."""
    line = program.parent(statement)
    return line is not None and program.parent(line) is program.module


def loaded_before(
    program: Program, statement: cst.CSTNode | None, modules: PythonModules, sources: Sources
) -> set[str]:
    """The project's modules that are loaded before a statement of a module runs; all of them without a statement."""
    data = program.data
    end = program.span(statement).start if statement is not None else len(data)
    pending = list(modules.imports(program.path, data[:end]))
    reached: set[str] = set()
    while pending:
        path = pending.pop()
        if path in reached or path == program.path:
            continue
        reached.add(path)
        inner = sources.read(path)
        if inner is not None:
            pending += modules.imports(path, inner)
    return reached


def spelled(modules: PythonModules, importer: Program, home: str) -> str | None:
    """How a file imports from the module that makes the client; None where it cannot."""
    return modules.spelling(importer.path, home)


def by_path(references: Mapping[str, list[Reference]]) -> list[Reference]:
    """All references in path and place order."""
    return [one for path in sorted(references) for one in references[path]]
