"""What Python expressions stand for, across the files of a project.

Names are followed from where they stand to what gives them a value: imports, assignments, parameters, the members of
classes, what functions return. What is handed on to a parameter is kept as facts, and the caller repeats until no new
ones come up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import ImportAssignment

from segment_to_amplitude.languages.python.meaning import (
    MODULE,
    Anything,
    Holder,
    Instance,
    Kind,
    Meaning,
    OwnClass,
    OwnFunction,
    OwnModule,
    merged,
)
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.segment import python_sdk

if TYPE_CHECKING:
    from libcst.metadata import BaseAssignment

DEPTH = 40
PROPERTIES = frozenset({"property", "cached_property", "functools.cached_property", "lazy_property", "lazy"})
CONTAINERS = frozenset(
    {
        *("list", "List", "dict", "Dict", "tuple", "Tuple", "set", "Set", "deque", "defaultdict", "DefaultDict"),
        *("Sequence", "Iterable", "Iterator", "Collection", "Mapping", "MutableMapping"),
    }
)
"""Types of what holds a client for each key or place."""
INJECTORS = frozenset({"Depends", "Security", "Provide"})
"""What a default is wrapped in that a framework takes from a function."""
OPTIONAL = frozenset({"Optional", "typing.Optional", "Union", "typing.Union", "Annotated", "typing.Annotated"})

ParameterFact = tuple[str, int, str]
"""File, offset of the function, and name of a parameter that is given a client."""


class Resolver:
    """Evaluate expressions to what they stand for; None for what has nothing to do with Segment."""

    def __init__(
        self, load: Callable[[str], Program | None], modules: PythonModules, is_proven: Callable[[str, str], bool]
    ) -> None:
        self._load = load
        self.modules = modules
        self._is_proven = is_proven
        """Tells of a file and a module's name whether the module is Segment's there."""
        self.parameters: dict[ParameterFact, Meaning] = {}
        self.members: dict[str, list[OwnClass]] = {}
        """Names of attributes that hold a client in some class of the project, with these classes."""
        self.attributes: dict[str, Meaning] = {}
        """Attributes of objects of unknown classes that are given a client."""
        self.attributes_of: dict[str, set[str]] = {}
        """The last names of these objects, by attribute."""
        self.filled: dict[tuple[str, int], Meaning] = {}
        """Places of empty dicts that are given clients later."""
        self.used_exports: set[tuple[str, str]] = set()
        """Names of modules of the project that stand for a part of the SDK and are used in other files."""
        self._known: dict[tuple[str, int], Anything | None] = {}
        self.is_worth_loading: Callable[[str, str], bool] = lambda _path, _name: True
        """Tells from the bytes of a module whether a name of it may lead to Segment."""
        self._open: set[tuple[str, int]] = set()
        self._exporting: set[tuple[str, str]] = set()
        """Names of modules that are being looked up, for modules that import from one another in a circle."""

    def forget(self) -> None:
        """Drop what was worked out, after facts were added."""
        self._known.clear()

    def segment(self, program: Program, node: cst.CSTNode | None) -> Meaning | None:
        """The part of Segment's SDK that an expression stands for."""
        found = self.evaluate(program, node)
        return found if isinstance(found, Meaning) else None

    def evaluate(self, program: Program, node: cst.CSTNode | None) -> Anything | None:
        """What an expression stands for."""
        if node is None:
            return None
        key = (program.path, id(node))
        if key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > DEPTH:
            return None
        self._open.add(key)
        try:
            found = self._evaluate(program, node)
        finally:
            self._open.discard(key)
        self._known[key] = found
        return found

    def _evaluate(self, program: Program, node: cst.CSTNode) -> Anything | None:
        match node:
            case cst.Name():
                return self._name(program, node)
            case cst.Attribute():
                return self._attribute(program, node)
            case cst.Call():
                return self._call(program, node)
            case cst.Await():
                return self.evaluate(program, node.expression)
            case cst.NamedExpr():
                return self.evaluate(program, node.value)
            case cst.IfExp():
                return self._either(program, node.body, node.orelse)
            case cst.BooleanOperation():
                return self._either(program, node.left, node.right)
            case cst.Lambda():
                return OwnFunction(program, node)
            case cst.Subscript():
                value = self.evaluate(program, node.value)
                return value.item if isinstance(value, Holder) else None
            case cst.Dict() | cst.List() | cst.Tuple():
                return self._display(program, node)
            case cst.DictComp():
                item = self.segment(program, node.value)
                return Holder(item) if item is not None and item.kind is Kind.CLIENT else None
        return None

    def _either(self, program: Program, *nodes: cst.BaseExpression) -> Anything | None:
        found = [(node, self.evaluate(program, node)) for node in nodes]
        known = [one for _, one in found if one is not None]
        return merged(known, is_mixed=any(one is None and not is_nothing(node) for node, one in found))

    def _display(self, program: Program, node: cst.Dict | cst.List | cst.Tuple) -> Anything | None:
        values = [one.value for one in node.elements if isinstance(one, (cst.DictElement, cst.Element))]
        items = [(value, self.evaluate(program, value)) for value in values]
        clients = [item for _, item in items if isinstance(item, Meaning) and item.kind is Kind.CLIENT]
        if not clients:
            later = self.filled.get((program.path, program.span(node).start)) if not node.elements else None
            return Holder(later) if later is not None else None
        others = [value for value, item in items if item not in clients and not is_nothing(value)]
        whole = merged([*clients], is_mixed=bool(others) or len(values) < len(node.elements))
        return Holder(whole) if isinstance(whole, Meaning) else None

    def displays(self, program: Program, node: cst.BaseExpression) -> list[tuple[str, int]]:
        """Where a variable or an attribute of the project is given an empty dict, if that is all that it is given."""
        values: list[tuple[Program, cst.CSTNode | None]] = []
        if isinstance(node, cst.Name):
            for assignment in self.assignments(program, node):
                target = program.parent(getattr(assignment, "node", node))
                statement = program.parent(target) if isinstance(target, cst.AssignTarget) else target
                value = statement.value if isinstance(statement, (cst.Assign, cst.AnnAssign)) else None
                values.append((program, value))
        elif isinstance(node, cst.Attribute):
            owner = self.evaluate(program, node.value)
            own = owner.of if isinstance(owner, Instance) else owner
            if isinstance(own, OwnClass):
                given = own.program.members(own.node).get(node.attr.value, ())
                values += [(own.program, value) for _, value in given if not isinstance(value, cst.Annotation)]
        if not values or not all(isinstance(value, cst.Dict) and not value.elements for _, value in values):
            return []
        return [(where.path, where.span(value).start) for where, value in values if value is not None]

    # --- names -------------------------------------------------------------------------------------------------

    def assignments(self, program: Program, node: cst.Name) -> list[BaseAssignment]:
        """What gives a name its value, where the name stands."""
        scope = program.scope(node)
        if scope is None:
            return []
        return sorted(scope[node.value], key=lambda one: _order(program, one))

    def _name(self, program: Program, node: cst.Name) -> Anything | None:
        found = self._of_assignments(program, node.value, self.assignments(program, node))
        return found if found is not None else self._starred(program, node.value)

    def _of_assignments(self, program: Program, name: str, assignments: list[BaseAssignment]) -> Anything | None:
        found: list[Anything] = []
        is_mixed = False
        for assignment in assignments:
            if isinstance(assignment, ImportAssignment):
                statement = assignment.node
                if not isinstance(statement, (cst.Import, cst.ImportFrom)):
                    continue
                value: Anything | None = self.imported(program, statement, name)
                is_nothing_here = False
            elif hasattr(assignment, "node"):
                value, is_nothing_here = self._assigned(program, assignment.node)
            else:
                continue
            if value is not None:
                found.append(value)
            elif not is_nothing_here:
                is_mixed = True
        if not any(isinstance(one, Meaning) for one in found):
            places = (getattr(one, "node", None) for one in assignments)
            typed = self._declared(program, [place for place in places if isinstance(place, cst.CSTNode)])
            if typed is not None:
                return typed
        return merged(found, is_mixed=is_mixed)

    def _declared(self, program: Program, targets: Iterable[cst.CSTNode]) -> Meaning | None:
        """The client that the type of a variable or an attribute says, where its value does not say what it is."""
        for target in targets:
            parent = program.parent(target)
            if isinstance(parent, cst.AnnAssign) and parent.target is target:
                typed = self.annotated(program, parent.annotation)
                if isinstance(typed, Meaning) and typed.kind is Kind.CLIENT:
                    return typed
        return None

    def _starred(self, program: Program, name: str) -> Anything | None:
        for node in program.star_imports:
            value = self.imported(program, node, name)
            if value is not None:
                return value
        return None

    def imported(self, program: Program, node: cst.Import | cst.ImportFrom, name: str) -> Anything | None:
        """What an import statement binds a name to."""
        if isinstance(node, cst.Import):
            for alias in node.names:
                module = dotted(alias.name) or ""
                if alias.asname is not None and dotted(alias.asname.name) == name:
                    return self.module(program, module)
                if alias.asname is None and module.partition(".")[0] == name.partition(".")[0]:
                    if name == module or name == module.partition(".")[0]:
                        found = self.module(program, name)
                        if found is None and python_sdk.package_of(module) is not None and name != module:
                            return self._namespace(program, module)
                        if found is not None:
                            return found
            return None
        module = dotted(node.module) or ""
        level = len(node.relative)
        if isinstance(node.names, cst.ImportStar):
            return self._member_of_module(program, module, level, name)
        for alias in node.names:
            bound = dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)
            if bound == name:
                return self._member_of_module(program, module, level, dotted(alias.name) or "")
        return None

    def _namespace(self, program: Program, module: str) -> Meaning | None:
        sdk = python_sdk.package_of(module)
        if sdk is None or self.module(program, module) is None:
            return None
        return Meaning(Kind.NAMESPACE, sdk, via=(f"`import {module}`",))

    def module(self, program: Program, name: str, level: int = 0) -> Anything | None:
        """What a dotted module stands for: Segment's, or one of the project's."""
        path = self.modules.resolve(program.path, name, level)
        if path is not None:
            return OwnModule(path)
        sdk = python_sdk.package_of(name) if not level else None
        if sdk is None or not self._is_proven(program.path, name):
            return None
        via = (f"`{name}` of {sdk}",)
        if name in python_sdk.MODULES:
            return Meaning(Kind.MODULE, sdk, origins=frozenset({MODULE}), via=via)
        return Meaning(Kind.OTHER, sdk, name.rpartition(".")[2], via=via)

    def _member_of_module(self, program: Program, module: str, level: int, name: str) -> Anything | None:
        if not level and module == python_sdk.NAMESPACE and name == "analytics":
            return self.module(program, "segment.analytics") if self.module(program, module) is None else None
        found = self.module(program, module, level)
        if isinstance(found, Meaning):
            return self._member_of_sdk(found, module, name)
        if isinstance(found, OwnModule):
            exported = self.export(found.path, name)
            if exported is not None:
                if isinstance(exported, Meaning):
                    self.used_exports.add((found.path, name))
                return exported
        inner = self.modules.resolve(program.path, f"{module}.{name}".lstrip("."), level)
        return OwnModule(inner) if inner is not None else None

    def _member_of_sdk(self, module: Meaning, dotted_name: str, name: str) -> Meaning:
        via = (f"`{dotted_name}.{name}` of {module.sdk}",)
        if name == python_sdk.CLIENT:
            return Meaning(Kind.CLASS, module.sdk, name, via=via)
        if module.kind is Kind.MODULE and name in python_sdk.METHODS:
            return Meaning(Kind.METHOD, module.sdk, name, module.origins, via)
        if module.kind is Kind.MODULE and name in python_sdk.SETTINGS:
            return Meaning(Kind.SETTING, module.sdk, name, module.origins, via)
        return Meaning(Kind.OTHER, module.sdk, name, module.origins, via)

    def origin(self, program: Program, node: cst.CSTNode, depth: int = 0) -> Program | None:
        """The file that imports the part of the SDK which an expression starts from, across the project's modules."""
        if depth > 10:
            return None
        while isinstance(node, (cst.Attribute, cst.Call)):
            if isinstance(node, cst.Attribute) and isinstance(owner := self.evaluate(program, node.value), OwnModule):
                other = self._load(owner.path)
                return self._origin_of(other, node.attr.value, other.top[node.attr.value], depth) if other else None
            node = node.func if isinstance(node, cst.Call) else node.value
        if not isinstance(node, cst.Name):
            return None
        return self._origin_of(program, node.value, self.assignments(program, node), depth)

    def _origin_of(
        self, program: Program, name: str, assignments: Iterable[BaseAssignment], depth: int
    ) -> Program | None:
        for assignment in assignments:
            statement = assignment.node if isinstance(assignment, ImportAssignment) else None
            if not isinstance(statement, (cst.Import, cst.ImportFrom)):
                return program
            found = (
                self.module(program, dotted(statement.module) or "", len(statement.relative))
                if isinstance(statement, cst.ImportFrom)
                else None
            )
            if not isinstance(found, OwnModule):
                return program
            other = self._load(found.path)
            if other is None or isinstance(statement.names, cst.ImportStar):
                return None
            alias = next((one for one in statement.names if _bound(one) == name), None)
            own = dotted(alias.name) if alias is not None else None
            return self._origin_of(other, own, other.top[own], depth + 1) if own is not None else None
        return None

    def export(self, path: str, name: str) -> Anything | None:
        """What a module of the project calls by a name."""
        if not self.is_worth_loading(path, name):
            return None
        program = self._load(path)
        if program is None or (path, name) in self._exporting:
            return None
        self._exporting.add((path, name))
        try:
            found = self._of_assignments(program, name, sorted(program.top[name], key=lambda one: _order(program, one)))
            if found is None:
                found = self._starred(program, name)
        finally:
            self._exporting.discard((path, name))
        if isinstance(found, Meaning):
            return found.reached(f"`{name}` in {path}")
        return found

    def _assigned(self, program: Program, node: cst.CSTNode) -> tuple[Anything | None, bool]:
        """The value that a binding gives, and whether it is surely nothing (None, a bare annotation, a deletion)."""
        if isinstance(node, cst.FunctionDef):
            owner = program.parent(program.parent(node)) if program.parent(node) is not None else None  # type: ignore[arg-type]
            return OwnFunction(
                program, node, OwnClass(program, owner) if isinstance(owner, cst.ClassDef) else None
            ), False
        if isinstance(node, cst.ClassDef):
            return OwnClass(program, node), False
        parent = program.parent(node)
        if isinstance(node, cst.Param):
            return self._parameter(program, node)
        if isinstance(parent, cst.Param) and parent.name is node:
            return self._parameter(program, parent)
        if isinstance(parent, cst.AssignTarget):
            statement = program.parent(parent)
            value = statement.value if isinstance(statement, cst.Assign) else None
            return self.evaluate(program, value), is_nothing(value)
        if isinstance(parent, cst.AnnAssign):
            if parent.value is not None:
                return self.evaluate(program, parent.value), is_nothing(parent.value)
            return self.annotated(program, parent.annotation), True
        if isinstance(parent, cst.NamedExpr):
            return self.evaluate(program, parent.value), False
        if isinstance(parent, cst.AsName) and isinstance(around := program.parent(parent), cst.WithItem):
            return self.evaluate(program, around.item), False
        if isinstance(parent, (cst.CompFor, cst.For)) and parent.target is node:
            held = self.evaluate(program, parent.iter)
            if held is None and isinstance(parent.iter, cst.Call) and isinstance(parent.iter.func, cst.Attribute):
                if parent.iter.func.attr.value == "values":
                    held = self.evaluate(program, parent.iter.func.value)
            return (held.item if isinstance(held, Holder) else None), False
        return None, isinstance(parent, cst.Del)

    def _parameter(self, program: Program, node: cst.Param) -> tuple[Anything | None, bool]:
        function = program.within(node, cst.FunctionDef, cst.Lambda)
        if function is None:
            return None, False
        if isinstance(function, cst.FunctionDef) and _is_first(function, node):
            block = program.parent(function)
            owner = program.parent(block) if block is not None else None
            if isinstance(owner, cst.ClassDef) and not _is_decorated(function, {"staticmethod"}):
                own = OwnClass(program, owner)
                return (own if _is_decorated(function, {"classmethod"}) else Instance(own)), False
        fact = self.parameters.get((program.path, program.span(function).start, node.name.value))
        if fact is not None:
            return fact, False
        annotated = self.annotated(program, node.annotation)
        if annotated is not None:
            return annotated, False
        if node.default is not None:
            default = self.evaluate(program, node.default)
            if isinstance(default, Meaning):
                return default, False
            if isinstance(node.default, cst.Call) and (dotted(node.default.func) or "").rpartition(".")[2] in INJECTORS:
                factory = self.evaluate(program, node.default.args[0].value) if node.default.args else None
                if isinstance(factory, OwnFunction):
                    return self.returned(factory), False
        return None, False

    def annotated(self, program: Program, annotation: cst.Annotation | None) -> Anything | None:
        """An object of the class that an annotation names."""
        return self._of_type(program, annotation.annotation) if annotation is not None else None

    def _of_type(self, program: Program, node: cst.BaseExpression) -> Anything | None:
        if isinstance(node, cst.BinaryOperation):
            return self._of_type(program, node.left) or self._of_type(program, node.right)
        if isinstance(node, cst.Subscript):
            inner = (one.slice.value for one in node.slice if isinstance(one.slice, cst.Index))
            held = next((found for one in inner if (found := self._of_type(program, one)) is not None), None)
            if dotted(node.value) in OPTIONAL:
                return held
            name = (dotted(node.value) or "").rpartition(".")[2]
            return Holder(held) if name in CONTAINERS and isinstance(held, Meaning) else None
        if literal_text(node) is not None:
            quoted = program.quoted_type(node)
            return self._of_type(program, quoted) if quoted is not None else None
        found = self.evaluate(program, node)
        if isinstance(found, OwnClass):
            return Instance(found)
        if isinstance(found, Meaning) and found.kind is Kind.CLASS:
            return Meaning(Kind.CLIENT, found.sdk, origins=frozenset({(found.sdk, -1)}), via=found.via)
        return None

    # --- members -----------------------------------------------------------------------------------------------

    def _attribute(self, program: Program, node: cst.Attribute) -> Anything | None:
        name = node.attr.value
        value = self.evaluate(program, node.value)
        match value:
            case Meaning():
                return self.member_of(value, name)
            case OwnModule(path=path):
                exported = self.export(path, name)
                if exported is not None:
                    if isinstance(exported, Meaning):
                        self.used_exports.add((path, name))
                    return exported
                inner = self.modules.submodule(path, name)
                return OwnModule(inner) if inner is not None else None
            case Instance(of=own):
                found = self.member(own, name)
                if found is not None or self._defines(own, name):
                    return found
                if name in python_sdk.METHODS and (base := self._base_of_sdk(own)) is not None:
                    return Meaning(Kind.OTHER, base.sdk, name, via=base.via)
                return self._by_name(program, node) if is_telling(name) else None
            case OwnClass():
                return self.member(value, name)
            case None:
                return self._by_name(program, node)
        return None

    def member_of(self, value: Meaning, name: str) -> Meaning | None:
        """What an attribute of a part of Segment's SDK stands for."""
        match value.kind:
            case Kind.NAMESPACE:
                if name != "analytics":
                    return None
                return Meaning(Kind.MODULE, value.sdk, origins=frozenset({MODULE}), via=value.via)
            case Kind.MODULE:
                return replace(self._member_of_sdk(value, "analytics", name), is_mixed=value.is_mixed)
            case Kind.CLIENT:
                kind = Kind.METHOD if name in python_sdk.METHODS else Kind.OTHER
                kind = Kind.SETTING if name in python_sdk.DEFAULTS else kind
                return Meaning(kind, value.sdk, name, value.origins, value.via, value.is_mixed)
            case Kind.CLASS:
                is_method = name in python_sdk.METHODS
                return Meaning(
                    Kind.OTHER, value.sdk, name if is_method else f"{python_sdk.CLIENT}.{name}", via=value.via
                )
            case Kind.OTHER:
                return Meaning(Kind.OTHER, value.sdk, name)
        return None

    def _by_name(self, program: Program, node: cst.Attribute) -> Meaning | None:
        """An attribute of an object that is not known, whose name only ever holds a client in this project."""
        name = node.attr.value
        if isinstance(node.value, cst.Name):
            given = self.assignments(program, node.value)
            if given and all(isinstance(one, ImportAssignment) for one in given):
                return None
        owners = self.members.get(name, ())
        found = [self.member(owner, name) for owner in owners]
        segment = [one for one in found if isinstance(one, Meaning) and one.kind is Kind.CLIENT]
        if name in self.attributes:
            segment.append(self.attributes[name])
        if not segment:
            return None
        whole = merged([*segment], is_mixed=any(not isinstance(one, Meaning) for one in found))
        assert isinstance(whole, Meaning)
        named = (dotted(node.value) or "").rpartition(".")[2].strip("_")
        of_classes = {owner.node.name.value.lower() for owner in owners}
        is_named = named.replace("_", "").lower() in of_classes or named in self.attributes_of.get(name, ())
        if is_telling(name) or is_named:
            return whole.reached(f"the only attribute `{name}` of the project")
        method = program.parent(node)
        if isinstance(method, cst.Attribute) and method.attr.value in python_sdk.SENDING:
            if isinstance(call := program.parent(method), cst.Call) and call.func is method:
                return replace(whole, origins=frozenset(), is_mixed=True)
        return None

    def _base_of_sdk(self, own: OwnClass, depth: int = 0) -> Meaning | None:
        """The class of Segment's that a class of the project derives from."""
        for base in own.node.bases:
            found = self.evaluate(own.program, base.value)
            if isinstance(found, OwnClass) and depth < 5:
                found = self._base_of_sdk(found, depth + 1)
            if isinstance(found, Meaning) and found.kind is Kind.CLASS:
                return found
        return None

    def _defines(self, own: OwnClass, name: str, depth: int = 0) -> bool:
        """Tell whether a class or one of its bases gives an attribute a value."""
        if name in own.program.members(own.node) or depth > 5:
            return True
        bases = (self.evaluate(own.program, base.value) for base in own.node.bases)
        return any(isinstance(base, OwnClass) and self._defines(base, name, depth + 1) for base in bases)

    def member(self, own: OwnClass, name: str, depth: int = 0) -> Anything | None:
        """What an attribute of a class's objects stands for."""
        found: list[Anything] = []
        is_mixed = False
        is_there = False
        targets: list[cst.CSTNode] = []
        for target, value in own.program.members(own.node).get(name, ()):
            is_there = True
            if isinstance(value, cst.FunctionDef):
                function = OwnFunction(own.program, value, own)
                one: Anything | None = self.returned(function) if _is_decorated(value, PROPERTIES) else function
            elif isinstance(value, cst.Annotation):
                one = self.annotated(own.program, value)
                if one is None:
                    continue
            else:
                one = self.evaluate(own.program, value)
            if one is not None:
                found.append(one)
            elif not is_nothing(value):
                is_mixed = True
            targets.append(target)
        if is_there and not any(isinstance(one, Meaning) for one in found):
            typed = self._declared(own.program, targets)
            if typed is not None:
                return typed
        whole = merged(found, is_mixed=is_mixed)
        if is_there or depth > 5:
            return (
                whole.reached(f"`{own.node.name.value}.{name}` in {own.program.path}")
                if isinstance(whole, Meaning)
                else whole
            )
        for base in own.node.bases:
            parent = self.evaluate(own.program, base.value)
            if isinstance(parent, OwnClass):
                inherited = self.member(parent, name, depth + 1)
                if inherited is not None:
                    return inherited
        return None

    # --- calls -------------------------------------------------------------------------------------------------

    def _call(self, program: Program, node: cst.Call) -> Anything | None:
        func = self.evaluate(program, node.func)
        match func:
            case Meaning(kind=Kind.CLASS):
                place = (program.path, program.span(node).start)
                return Meaning(
                    Kind.CLIENT,
                    func.sdk,
                    origins=frozenset({place}),
                    via=(f"`{program.text(node.func)}(…)`", *func.via),
                )
            case OwnClass():
                return self._made_of_subclass(program, node, func) or Instance(func)
            case OwnFunction():
                return self.returned(func)
        name = dotted(node.func) or ""
        if name.rpartition(".")[2] in ("import_module", "__import__") and node.args:
            found = self.module(program, literal_text(node.args[0].value) or "")
            # Nothing else follows what such a call gives, so nothing of it moves.
            return replace(found, is_mixed=True) if isinstance(found, Meaning) else found
        if name.rpartition(".")[2] in ("copy", "deepcopy", "SimpleLazyObject", "lazy") and node.args:
            inner = self.evaluate(program, node.args[0].value)
            if isinstance(inner, OwnFunction):
                return self.returned(inner)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("get", "setdefault", "pop"):
            holder = self.evaluate(program, node.func.value)
            if isinstance(holder, Holder):
                return holder.item
        return None

    def _made_of_subclass(self, program: Program, node: cst.Call, own: OwnClass) -> Meaning | None:
        """A client of a class of the project that Segment's class is a base of: what it does is the project's."""
        for base in own.node.bases:
            found = self.segment(own.program, base.value)
            if found is not None and found.kind is Kind.CLASS:
                origin = (program.path, program.span(node).start)
                via = (f"`{own.node.name.value}` in {own.program.path}", *found.via)
                return Meaning(Kind.CLIENT, found.sdk, origins=frozenset({origin}), via=via, is_mixed=True)
        return None

    def returned(self, function: OwnFunction) -> Anything | None:
        """What a function of the project gives back."""
        program, node = function.program, function.node
        if isinstance(node, cst.Lambda):
            return self.evaluate(program, node.body)
        found: list[Anything] = []
        is_mixed = False
        for value in program.returns(node):
            one = self.evaluate(program, value)
            if one is not None:
                found.append(one)
            elif not is_nothing(value):
                is_mixed = True
        whole = merged(found, is_mixed=is_mixed)
        if whole is None and not found:
            whole = self.annotated(program, node.returns)
        return whole.reached(f"`{node.name.value}()` in {program.path}") if isinstance(whole, Meaning) else whole


def is_telling(name: str) -> bool:
    """Tell whether an attribute's name says by itself that it holds a client of Segment's."""
    return any(word in name.lower() for word in ("segment", "analytics"))


def _bound(alias: cst.ImportAlias) -> str | None:
    return dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)


def is_nothing(node: cst.CSTNode | None) -> bool:
    """Tell whether a value is None, or there is none."""
    return node is None or (isinstance(node, cst.Name) and node.value == "None")


def decorators(function: cst.FunctionDef) -> Iterator[str]:
    """The dotted names of a function's decorators."""
    for decorator in function.decorators:
        node = decorator.decorator
        yield dotted(node.func if isinstance(node, cst.Call) else node) or ""


def _is_decorated(function: cst.FunctionDef, names: set[str] | frozenset[str]) -> bool:
    return any(name in names or name.rpartition(".")[2] in names for name in decorators(function))


def _is_first(function: cst.FunctionDef, node: cst.Param) -> bool:
    parameters = (*function.params.posonly_params, *function.params.params)
    return bool(parameters) and parameters[0] is node


def _order(program: Program, assignment: BaseAssignment) -> int:
    node = getattr(assignment, "node", None)
    return program.span(node).start if node is not None else -1
