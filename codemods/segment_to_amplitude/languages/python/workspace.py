"""The Python files that matter: those that import Segment, and those that its clients are carried into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import libcst as cst

from segment_to_amplitude.languages.python.meaning import Instance, Kind, Meaning, OwnClass, OwnFunction, OwnModule
from segment_to_amplitude.languages.python.program import ParseError, Program, dotted
from segment_to_amplitude.languages.python.references import Reference, Scanner
from segment_to_amplitude.languages.python.resolve import Resolver
from segment_to_amplitude.languages.python.seeds import SEED
from segment_to_amplitude.project.line_lengths import LineLengths
from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.segment import python_sdk

STARRED = re.compile(rb"\bimport[ \t]*\*")
ROUNDS = 12
FOUND_BY_NAME = (Kind.CLIENT,)


class Workspace:
    """Parses files when they are asked for, and repeats until nothing new is found."""

    def __init__(self, sources: Sources, modules: PythonModules, is_proven: Callable[[str, str], bool]) -> None:
        self.sources = sources
        self.modules = modules
        self.failures: dict[str, str] = {}
        """Files that do not parse, with the reason."""
        self._programs: dict[str, Program | None] = {}
        self._line_lengths = LineLengths(sources.setting)
        self.resolver = Resolver(self.program, modules, is_proven)
        self.resolver.is_worth_loading = self._is_worth_loading
        self.scanner = Scanner(self.resolver)
        self.references: dict[str, list[Reference]] = {}
        self.importers: set[str] = set()
        """Files that may import Segment and do nothing with it."""
        self._carriers: dict[str, set[str]] = {}
        """Names of what carries a client, each with the modules that call something by it."""

    def program(self, path: str) -> Program | None:
        """A file of the project, parsed; None when it is not there or does not parse."""
        if path not in self._programs:
            data = self.sources.read(path)
            program = None
            if data is not None:
                try:
                    program = Program(path, data)
                    program.line_length = self._line_lengths.of(path)
                    program.line_limit = self._line_lengths.limit_of(path)
                except ParseError as problem:
                    self.failures[path] = str(problem)
            self._programs[path] = program
        return self._programs[path]

    def resolve(self, seeds: Iterable[str], progress: Callable[[str, int, int], None] | None = None) -> None:
        """Find all references, from the files that import Segment to those that its clients are carried into."""
        pending = list(seeds)
        scanned: set[str] = set()
        for _ in range(ROUNDS):
            for number, path in enumerate(pending):
                if progress is not None:
                    progress("resolve", number, len(pending))
                self._scan(path)
                scanned.add(path)
            facts = len(self.resolver.members)
            is_new = self._collect(set(pending) if not self.scanner.has_new_facts else scanned)
            has_facts = self.scanner.has_new_facts or len(self.resolver.members) != facts
            if not is_new and not has_facts:
                break
            self.scanner.has_new_facts = False
            self.resolver.forget()
            reached = set(self._reached())
            if has_facts:
                reached |= {path for path in scanned if self._may_change(path)}
            pending = sorted(reached)

    def _may_change(self, path: str) -> bool:
        """Tell whether new facts may show more in a file: it has references, or is handed a client."""
        return path in self.references or any(path == home for home, _, _ in self.resolver.parameters)

    def _is_worth_loading(self, path: str, name: str) -> bool:
        """Tell whether a module holds a name, and imports Segment or something that carries a client."""
        if self._programs.get(path) is not None:
            return True
        data = self.sources.read(path)
        if data is None:
            return False
        if STARRED.search(data):
            return True
        if name.encode() not in data:
            return False
        return SEED.search(data) is not None or any(word.lstrip(".").encode() in data for word in self._carriers)

    def _scan(self, path: str) -> None:
        program = self.program(path)
        if program is None:
            return
        try:
            references = self.scanner.scan(program)
        except Exception as problem:
            self.failures[path] = f"internal error ({type(problem).__name__}: {problem}); please report this file"
            self._programs[path] = None
            self.references.pop(path, None)
            return
        if references or path in self.references:
            self.references[path] = references
        elif SEED.search(program.data):
            self.importers.add(path)

    def _collect(self, paths: set[str]) -> bool:
        """Note the names of what carries a client; true when there are new ones."""
        is_new = False
        for path in sorted(paths):
            program = self._programs.get(path)
            if program is None:
                continue
            for name in self._carried(program):
                users = self._carriers.setdefault(name, set())
                if path not in users:
                    users.add(path)
                    is_new = True
        return is_new

    def _starred(self, program: Program) -> Iterator[str]:
        """Names that carry a client in the modules of which a module takes all names."""
        for node in program.star_imports:
            found = self.resolver.module(program, dotted(node.module) or "", len(node.relative))
            if isinstance(found, OwnModule):
                carriers = [name for name, users in self._carriers.items() if found.path in users]
                yield from (name for name in carriers if name[0] not in "._")

    def _carried(self, program: Program) -> Iterator[str]:
        yield from self._starred(program)
        for assignment in program.top.assignments:
            name = assignment.name.partition(".")[0]
            if name in ("self", "_"):
                continue
            found = self.resolver.export(program.path, name)
            if self._leads_to_segment(found):
                yield name
        for node in program.nodes:
            if isinstance(node, cst.ClassDef):
                own = OwnClass(program, node)
                for name in program.members(node):
                    member = self.resolver.member(own, name)
                    if isinstance(member, Meaning) and member.kind in FOUND_BY_NAME:
                        classes = self.resolver.members.setdefault(name, [])
                        if not any(one.node is node for one in classes):
                            classes.append(own)
                        yield f".{name}"
        for name in self.resolver.attributes:
            yield f".{name}"

    def _leads_to_segment(self, found: object) -> bool:
        if isinstance(found, Meaning):
            return True
        if isinstance(found, OwnFunction):
            return isinstance(self.resolver.returned(found), Meaning)
        if isinstance(found, OwnClass):
            # The attributes of its objects are found by their own names.
            return any(
                isinstance(self.resolver.evaluate(found.program, base.value), Meaning) for base in found.node.bases
            )
        return False

    def _reached(self) -> Iterator[str]:
        """The files that a carrier may be used in."""
        by_name: dict[bytes, set[str]] = {
            name.encode(): paths for name, paths in self._carriers.items() if not name.startswith(".")
        }
        attributes = {name.encode() for name in self._carriers if name.startswith(".")}
        facts = {path for path, _, _ in self.resolver.parameters}
        yield from facts
        words = {*by_name, *attributes}
        if not words:
            return
        for path, data in self.sources.holding(words):
            if any(word in data for word in attributes):
                yield path
                continue
            taken = taken_names(data)
            homes = {home for word, homes in by_name.items() if word in data and word in taken for home in homes}
            if path in homes or self._imports_one_of(path, data, homes):
                yield path
        everywhere = {home for homes in by_name.values() for home in homes}
        for path, data in self.sources.holding({b"import *"}) if everywhere else ():
            if STARRED.search(data) and self._imports_one_of(path, data, everywhere):
                yield path

    def _imports_one_of(self, path: str, data: bytes, homes: set[str]) -> bool:
        stems = {re.sub(r"(/__init__)?\.pyi?$", "", home).rpartition("/")[2].encode() for home in homes}
        if not any(stem in data for stem in stems):
            return any(home.endswith("__init__.py") for home in homes) and bool(self._imported(path, data) & homes)
        return bool(self._imported(path, data) & homes)

    def _imported(self, path: str, data: bytes) -> set[str]:
        unindented = re.sub(rb"(?m)^[ \t]+(?=import\b|from\b)", b"", data)
        return self.modules.imports(path, unindented)

    def is_exported(self, path: str, name: str) -> bool:
        """Tell whether another file takes a name of a module that stands for a part of the SDK."""
        return (path, name) in self.resolver.used_exports

    @property
    def carriers(self) -> Mapping[str, set[str]]:
        """Names of what carries a client, each with the modules that call something by it."""
        return self._carriers

    def dotted(self, importer: str, text: str) -> list[object]:
        """What each part of a dotted text stands for, from the first that is a module of the project or Segment's."""
        parts = text.split(".")
        for count in range(len(parts), 0, -1):
            name = ".".join(parts[:count])
            path = self.modules.resolve(importer, name)
            if path is None and name.removesuffix(".client") not in python_sdk.MODULES:
                continue
            found: object = OwnModule(path) if path is not None else self._sdk_module(importer, name)
            chain: list[object] = [None] * (count - 1) + [found]
            for part in parts[count:]:
                found = self._member(found, part)
                chain.append(found)
                if found is None:
                    break
            return chain
        return []

    def _sdk_module(self, importer: str, name: str) -> object:
        return self.resolver.module(_Anywhere(importer), name.removesuffix(".client"))  # type: ignore[arg-type]

    def _member(self, found: object, name: str) -> object:
        if isinstance(found, OwnModule):
            exported = self.resolver.export(found.path, name)
            if exported is not None:
                return exported
            inner = self.modules.submodule(found.path, name)
            return OwnModule(inner) if inner is not None else None
        if isinstance(found, (OwnClass, Instance)):
            return self.resolver.member(found if isinstance(found, OwnClass) else found.of, name)
        if isinstance(found, Meaning):
            return self.resolver.member_of(found, name)
        return None


class _Anywhere:
    """Stands for a file that only a string is looked up for."""

    def __init__(self, path: str) -> None:
        self.path = path


IMPORTED = re.compile(rb"\bimport\b[ \t]*(\([^)]*\)|[^\n#]*)")
IMPORT_LINE = re.compile(rb"(?m)^[ \t]*(?:from|import)\b[^\n]*")
ATTRIBUTE = re.compile(rb"\.[ \t]*(\w+)")
WORD = re.compile(rb"\w+")


def taken_names(data: bytes) -> set[bytes]:
    """The names that a file may take from a module: those that it imports, and those behind a dot in its code."""
    names = {word for match in IMPORTED.finditer(data) for word in WORD.findall(match[1])}
    if b"*" in names or b"import *" in data:
        names |= set(WORD.findall(data))
    return names | set(ATTRIBUTE.findall(IMPORT_LINE.sub(b"", data)))
