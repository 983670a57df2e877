"""Which references belong to one client, where the client in the place of the module is made, and who reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

import libcst as cst
from libcst.metadata import ImportAssignment

from segment_to_amplitude.languages.python.meaning import MODULE, Kind, Origin
from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.languages.python.references import Reference, Role
from segment_to_amplitude.languages.python.resolve import Resolver
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


@dataclass(frozen=True, slots=True)
class Homes:
    """The modules in which the client is made: one, or one for each of several programs that set a key of their own."""

    all: tuple[Home, ...] = ()
    _users: Mapping[Home, frozenset[str]] = field(default_factory=dict)
    """The modules that load a home, and those that it loads."""

    def of(self, path: str) -> Home | None:
        """The module that a file has its client from; None where it may be more than one."""
        if len(self.all) == 1:
            return self.all[0]
        own = [home for home in self.all if home.path == path]
        linked = own or [home for home in self.all if path in self._users[home]]
        if len(linked) == 1:
            return linked[0]
        near = {home: _common(home.path, path) for home in linked or self.all}
        nearest = [home for home, count in near.items() if count == max(near.values())]
        return nearest[0] if len(nearest) == 1 else None


def find_homes(group: Group, resolver: Resolver, sources: Sources) -> Homes:
    """The modules that set the write key; of those of one program, the one that most of the others can import."""
    modules = resolver.modules
    users = {one.program.path for one in group.references}
    found: list[tuple[tuple[bool, int, bool, str, int], Home]] = []
    for one in group.references:
        if one.role is not Role.CONFIG or one.meaning.kind is not Kind.SETTING or one.meaning.name != "write_key":
            continue
        program = one.program
        path = program.path
        statement = program.within(one.node, cst.Assign)
        if statement is None or len(statement.targets) != 1 or not isinstance(statement.value, cst.BaseExpression):
            continue
        if program.function(statement) is None and program.within(statement, cst.ClassDef) is not None:
            continue
        if is_rebound(program, one.node) or (len(users) > 1 and _is_of_a_script(program, statement)):
            continue
        origin = resolver.origin(program, one.node)
        if origin is None:
            continue
        is_direct = (
            origin is program and is_top_level(program, statement) and not _is_used_before(group, one, statement)
        )
        path = origin.path
        reached = loaded_before(origin, statement if is_direct else None, modules, sources)
        blocked = len(reached & (users - {path}))
        place = (TEST_PATH.search(path) is not None, blocked, not is_direct, path, program.span(statement).start)
        found.append((place, Home(path, statement, is_direct, frozenset(reached))))
    found.sort(key=lambda item: item[0])
    homes: list[Home] = []
    loaded: dict[str, set[str]] = {}
    for (is_test, *_), home in found:
        if homes and (is_test or not home.is_direct):
            continue
        data = sources.read(home.path)
        loaded[home.path] = _loaded(modules.imports(home.path, data) if data is not None else (), modules, sources)
        if all(home.path not in loaded[one.path] and one.path not in loaded[home.path] for one in homes):
            homes.append(home)
    linked: dict[Home, frozenset[str]] = {}
    for home in homes if len(homes) > 1 else ():
        loads_it = {path for path in users if home.path in _loaded({path}, modules, sources)}
        linked[home] = frozenset(loaded[home.path] | loads_it)
    return Homes(tuple(homes), linked)


def is_rebound(program: Program, node: cst.CSTNode) -> bool:
    """Tell whether the name that an expression starts with is given anything else than by an import."""
    while isinstance(node, cst.Attribute):
        node = node.value
    scope = program.scope(node)
    if scope is None or not isinstance(node, cst.Name):
        return False
    return any(not isinstance(one, ImportAssignment) for one in scope[node.value]) and any(
        isinstance(one, ImportAssignment) for one in scope[node.value]
    )


def _is_of_a_script(program: Program, statement: cst.CSTNode) -> bool:
    """Tell whether a statement runs only where the file is the program itself, of which imports load another copy."""
    return any(
        isinstance(around, cst.If) and "__name__" in program.text(around.test)
        for around in program.ancestors(statement)
    )


def _is_used_before(group: Group, key: Reference, statement: cst.CSTNode) -> bool:
    """Tell whether the client is needed while its module is loaded, before its key is set."""
    program = key.program
    start = program.span(statement).start
    return any(
        one.program is program
        and one.role is not Role.CONFIG
        and program.span(one.node).start < start
        and program.function(one.node) is None
        for one in group.references
    )


def _common(one: str, other: str) -> int:
    """How many directories two paths have in common."""
    pairs = zip(one.split("/")[:-1], other.split("/")[:-1], strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


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
    return _loaded(modules.imports(program.path, data[:end]), modules, sources) - {program.path}


def _loaded(paths: Iterable[str], modules: PythonModules, sources: Sources) -> set[str]:
    """Modules with all that they load."""
    pending = list(paths)
    found: set[str] = set()
    while pending:
        path = pending.pop()
        if path in found:
            continue
        found.add(path)
        inner = sources.read(path)
        if inner is not None:
            pending += modules.imports(path, inner)
    return found


def spelled(modules: PythonModules, importer: Program, home: str) -> str | None:
    """How a file imports from the module that makes the client; None where it cannot."""
    return modules.spelling(importer.path, home)


def by_path(references: Mapping[str, list[Reference]]) -> list[Reference]:
    """All references in path and place order."""
    return [one for path in sorted(references) for one in references[path]]
