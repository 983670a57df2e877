"""The references to Segment in one file: which expression stands for a part of the SDK, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import libcst as cst

from segment_to_amplitude.languages.python.meaning import Holder, Kind, Meaning, OwnClass, OwnFunction, OwnModule
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.languages.python.resolve import Resolver
from segment_to_amplitude.segment import python_sdk

HARMLESS = frozenset({"isinstance", "issubclass", "bool", "str", "repr", "print", "id", "type", "callable"})
"""Functions that look at what they are given and keep nothing."""
MOCK_ATTRIBUTES = frozenset(
    {
        "called",
        "call_count",
        "call_args",
        "call_args_list",
        "mock_calls",
        "method_calls",
        "return_value",
        "side_effect",
        "reset_mock",
        "configure_mock",
    }
)
PATCHERS = frozenset({"object", "setattr", "delattr", "multiple", "spy", "stub"})
"""Methods of mocking libraries that take an object and the name of its attribute."""
SPECS = frozenset({"create_autospec", "Mock", "MagicMock", "NonCallableMock", "AsyncMock"})


class Role(StrEnum):
    """What is done with a part of Segment's SDK."""

    CALL = "call"
    CONFIG = "config"
    SETTING_READ = "setting-read"
    CONSTRUCTION = "construction"
    TYPE = "type"
    HANDED_ON = "handed-on"
    GUARD = "guard"
    ESCAPE = "escape"
    METHOD_REFERENCE = "method-reference"
    MEMBER_ASSIGNED = "member-assigned"
    MOCK = "mock"
    SDK_USE = "sdk-use"
    OWN_IMPORT = "own-import"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One reference: ``node`` is the expression that stands for the part of the SDK."""

    program: Program
    node: cst.CSTNode
    meaning: Meaning
    role: Role

    @property
    def leaf(self) -> cst.CSTNode:
        """The name that a finding points at: the method's for a call."""
        node = self.node
        if isinstance(node, cst.Call):
            node = node.func
        return node.attr if isinstance(node, cst.Attribute) else node

    @property
    def receiver(self) -> cst.BaseExpression | None:
        """The expression before the last dot."""
        return self.node.value if isinstance(self.node, cst.Attribute) else None


class Scanner:
    """Finds the references of files, and keeps as facts what is handed on."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.has_new_facts = False

    def scan(self, program: Program) -> list[Reference]:
        """All references of a file, import statements of the SDK itself left out."""
        return list(self._references(program))

    def _references(self, program: Program) -> Iterator[Reference]:
        evaluate = self.resolver.segment
        for node in program.nodes:
            if isinstance(node, cst.ImportFrom):
                yield from self._own_imports(program, node)
            if not isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
                continue
            if isinstance(node, cst.Name) and not is_load(program, node):
                continue
            meaning = evaluate(program, node)
            if meaning is None or program.within(node, cst.Import, cst.ImportFrom) is not None:
                continue
            parent = program.parent(node)
            if isinstance(parent, cst.Attribute) and parent.value is node and evaluate(program, parent) is not None:
                if not (isinstance(node, cst.Call) and self._is_construction(program, node)):
                    continue
            if isinstance(parent, cst.Call) and parent.func is node and meaning.kind is Kind.CLASS:
                continue
            if isinstance(parent, cst.Subscript) and parent.value is node and evaluate(program, parent) is not None:
                continue
            role = self._role(program, node, meaning)
            if role is not None:
                yield Reference(program, node, meaning, role)

    def _own_imports(self, program: Program, node: cst.ImportFrom) -> Iterator[Reference]:
        if isinstance(node.names, cst.ImportStar):
            return
        module = dotted(node.module) or ""
        level = len(node.relative)
        if not level and (module == python_sdk.NAMESPACE or python_sdk.package_of(module) is not None):
            if isinstance(self.resolver.module(program, module), Meaning) or module == python_sdk.NAMESPACE:
                return
        for alias in node.names:
            bound = dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)
            found = self.resolver.imported(program, node, bound or "")
            if isinstance(found, Meaning):
                yield Reference(program, alias.name, found, Role.OWN_IMPORT)

    def _is_construction(self, program: Program, node: cst.Call) -> bool:
        func = self.resolver.segment(program, node.func)
        return func is not None and func.kind is Kind.CLASS

    def _role(self, program: Program, node: cst.CSTNode, meaning: Meaning) -> Role | None:
        parent = program.parent(node)
        is_target = isinstance(parent, (cst.AssignTarget, cst.AugAssign)) or (
            isinstance(parent, cst.AnnAssign) and parent.target is node
        )
        match meaning.kind:
            case Kind.METHOD:
                if isinstance(parent, cst.Call) and parent.func is node:
                    return Role.CALL
                if is_target:
                    return Role.MEMBER_ASSIGNED
                if isinstance(parent, cst.Attribute) and is_mock_attribute(parent.attr.value):
                    return Role.MOCK
                return Role.METHOD_REFERENCE
            case Kind.SETTING:
                return Role.CONFIG if isinstance(parent, cst.AssignTarget) else Role.SETTING_READ
            case Kind.OTHER | Kind.NAMESPACE:
                return Role.SDK_USE
            case Kind.CLASS:
                return self._role_of_class(program, node)
        if isinstance(node, cst.Call) and self._is_construction(program, node):
            return Role.ESCAPE if self._hand_on(program, node, meaning) is Role.ESCAPE else Role.CONSTRUCTION
        if is_target:
            is_of_module = isinstance(node, cst.Attribute) and isinstance(
                self.resolver.evaluate(program, node.value), OwnModule
            )
            return Role.MOCK if is_of_module else None
        return self._hand_on(program, node, meaning)

    def _role_of_class(self, program: Program, node: cst.CSTNode) -> Role:
        parent = program.parent(node)
        if program.within(node, cst.Annotation) is not None or _is_in_type(program, node):
            return Role.TYPE
        if isinstance(parent, cst.Arg):
            call = program.parent(parent)
            if isinstance(call, cst.ClassDef):
                return Role.SDK_USE
            if isinstance(call, cst.Call):
                name = dotted(call.func) or ""
                if name in HARMLESS or name.rpartition(".")[2] in ("cast", "TypeVar", "NewType"):
                    return Role.TYPE
                if is_patcher(call) or name.rpartition(".")[2] in SPECS:
                    return Role.MOCK
        if isinstance(parent, (cst.Element, cst.Index)) and program.within(node, cst.Call) is not None:
            around = program.within(node, cst.Call)
            return Role.TYPE if around is not None and dotted(around.func) in HARMLESS else Role.ESCAPE
        if isinstance(parent, (cst.AssignTarget, cst.Assign)):
            return Role.HANDED_ON
        return Role.ESCAPE

    def _hand_on(self, program: Program, node: cst.CSTNode, meaning: Meaning) -> Role:
        """Follow a client to where it is handed, through what only chooses between values."""
        inner: cst.CSTNode = node
        for parent in program.ancestors(node):
            match parent:
                case cst.BooleanOperation() | cst.NamedExpr() | cst.Await():
                    inner = parent
                    continue
                case cst.IfExp():
                    if parent.test is inner:
                        return Role.GUARD
                    inner = parent
                    continue
                case cst.If() | cst.While() | cst.UnaryOperation() | cst.Comparison() | cst.ComparisonTarget():
                    return Role.GUARD
                case cst.Assert() | cst.Expr() | cst.FormattedStringExpression():
                    return Role.GUARD
                case cst.Del():
                    return Role.SDK_USE
                case cst.Return() | cst.Yield() | cst.Lambda() | cst.Annotation():
                    return Role.HANDED_ON
                case cst.Param():
                    return Role.HANDED_ON
                case cst.WithItem():
                    return Role.HANDED_ON
                case cst.DictElement() | cst.Element() | cst.DictComp():
                    return Role.HANDED_ON if self._is_held(program, parent) else Role.ESCAPE
                case cst.Assign():
                    return self._assign(program, parent, meaning)
                case cst.AnnAssign():
                    return Role.HANDED_ON
                case cst.Arg():
                    call = program.parent(parent)
                    return self._pass(program, call, parent, meaning) if isinstance(call, cst.Call) else Role.ESCAPE
                case cst.Attribute():
                    is_client = self.resolver.segment(program, parent) is not None
                    return Role.HANDED_ON if is_client and inner is not node else Role.SDK_USE
                case _:
                    return Role.ESCAPE
        return Role.ESCAPE

    def _is_held(self, program: Program, element: cst.CSTNode) -> bool:
        display = program.parent(element) if not isinstance(element, cst.DictComp) else element
        around = program.parent(display) if display is not None else None
        if isinstance(around, cst.Assign):
            return all(self._is_own_target(program, one.target) for one in around.targets)
        if isinstance(around, cst.Arg) and isinstance(call := program.parent(around), cst.Call):
            return self._takes_many(program, call, around)
        return isinstance(around, (cst.AnnAssign, cst.Return))

    def _is_own_target(self, program: Program, target: cst.BaseExpression) -> bool:
        """Tell whether what is assigned to a target is followed."""
        if isinstance(target, cst.Attribute):
            return self.resolver.evaluate(program, target.value) is not None
        return isinstance(target, cst.Name)

    def _takes_many(self, program: Program, call: cst.Call, argument: cst.Arg) -> bool:
        """Tell whether a function of the project says by its annotation that it takes several clients."""
        function = self.resolver.evaluate(program, call.func)
        if not isinstance(function, OwnFunction) or argument.star:
            return False
        params = function.node.params
        if argument.keyword is not None:
            named = [*params.params, *params.kwonly_params]
            given = next((one for one in named if one.name.value == argument.keyword.value), None)
        else:
            positional = [*params.posonly_params, *params.params]
            at = list(call.args).index(argument)
            at += function.owner is not None and isinstance(call.func, cst.Attribute)
            given = positional[at] if at < len(positional) else None
        if given is None:
            return False
        return isinstance(self.resolver.annotated(function.program, given.annotation), Holder)

    def _assign(self, program: Program, statement: cst.Assign, meaning: Meaning) -> Role:
        for target in statement.targets:
            to = target.target
            if isinstance(to, cst.Name):
                continue
            if isinstance(to, cst.Attribute):
                owner = self.resolver.evaluate(program, to.value)
                if owner is None and meaning.kind is Kind.CLIENT:
                    named = (dotted(to.value) or "").rpartition(".")[2].strip("_")
                    self.resolver.attributes_of.setdefault(to.attr.value, set()).add(named)
                    known = self.resolver.attributes.get(to.attr.value)
                    if known is None:
                        self.resolver.attributes[to.attr.value] = meaning
                        self.has_new_facts = True
                continue
            if not isinstance(to, cst.Subscript) or meaning.kind is not Kind.CLIENT:
                return Role.ESCAPE
            if isinstance(self.resolver.evaluate(program, to.value), Holder):
                continue
            places = self.resolver.displays(program, to.value)
            if not places:
                return Role.ESCAPE
            self.resolver.filled |= dict.fromkeys(places, meaning)
            self.has_new_facts = True
        return Role.HANDED_ON

    def _pass(self, program: Program, call: cst.Call, argument: cst.Arg, meaning: Meaning) -> Role:
        name = dotted(call.func) or ""
        if name in HARMLESS:
            return Role.GUARD
        if is_patcher(call):
            return Role.MOCK
        function = self.resolver.evaluate(program, call.func)
        if isinstance(function, OwnClass):
            made = self.resolver.member(function, "__init__")
            if isinstance(made, OwnFunction):
                return self._bind(made, call, argument, meaning, skips_first=True)
            return self._bind_field(function, call, argument, meaning)
        if isinstance(function, OwnFunction):
            is_bound = function.owner is not None and isinstance(call.func, cst.Attribute)
            return self._bind(function, call, argument, meaning, skips_first=is_bound)
        return Role.ESCAPE

    def _bind_field(self, owner: OwnClass, call: cst.Call, argument: cst.Arg, meaning: Meaning) -> Role:
        """A dataclass takes what its annotated fields are called."""
        del call
        members = owner.program.members(owner.node)
        if argument.keyword is not None and argument.keyword.value in members:
            return Role.HANDED_ON if self.resolver.member(owner, argument.keyword.value) is not None else Role.ESCAPE
        return Role.ESCAPE

    def _bind(
        self, function: OwnFunction, call: cst.Call, argument: cst.Arg, meaning: Meaning, *, skips_first: bool
    ) -> Role:
        """Keep as a fact which parameter is given a client."""
        params = function.node.params
        if argument.star:
            return Role.ESCAPE
        if argument.keyword is not None:
            named = [*params.params, *params.kwonly_params]
            found = next((one for one in named if one.name.value == argument.keyword.value), None)
        else:
            before = call.args[: call.args.index(argument)]
            if any(one.star for one in before):
                return Role.ESCAPE
            positional = [*params.posonly_params, *params.params][1 if skips_first else 0 :]
            found = positional[len(before)] if len(before) < len(positional) else None
        if found is None:
            return Role.ESCAPE
        program = function.program
        key = (program.path, program.span(function.node).start, found.name.value)
        known = self.resolver.parameters.get(key)
        origins = meaning.origins | (known.origins if known is not None else frozenset())
        if known is None or known.origins != origins:
            self.resolver.parameters[key] = Meaning(
                meaning.kind, meaning.sdk, meaning.name, origins, (f"parameter `{found.name.value}`", *meaning.via)
            )
            self.has_new_facts = True
        return Role.HANDED_ON


def is_load(program: Program, node: cst.Name) -> bool:
    """Tell whether a name is read where it stands."""
    parent = program.parent(node)
    match parent:
        case cst.Attribute():
            return parent.value is node
        case cst.Arg():
            return parent.keyword is not node
        case cst.Param():
            return parent.name is not node
        case cst.FunctionDef() | cst.ClassDef():
            return parent.name is not node
        case cst.AnnAssign() | cst.NamedExpr() | cst.AugAssign():
            return parent.target is not node
        case cst.For() | cst.CompFor():
            return parent.target is not node
        case cst.AssignTarget() | cst.AsName() | cst.NameItem() | cst.ImportAlias() | cst.TypeVar() | cst.MatchAs():
            return False
        case cst.Element() | cst.StarredElement():
            holder = program.parent(parent)
            above = program.parent(holder) if holder is not None else None
            is_target = isinstance(above, cst.AssignTarget) or (
                isinstance(above, (cst.For, cst.CompFor)) and above.target is holder
            )
            return not is_target
    return True


def is_patcher(call: cst.Call) -> bool:
    """Tell whether a call puts something else in the place of an attribute that it names."""
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value in PATCHERS:
        return len(call.args) > 1 and literal_text(call.args[1].value) is not None
    return isinstance(func, cst.Name) and func.value in ("setattr", "patch_object")


def is_mock_attribute(name: str) -> bool:
    """Tell whether an attribute is one of a mock."""
    return name in MOCK_ATTRIBUTES or name.startswith("assert_")


def _is_in_type(program: Program, node: cst.CSTNode) -> bool:
    """Tell whether a class stands in the brackets of a type: `Optional[Client]`, `Client | None`."""
    inner = node
    for around in program.ancestors(node):
        match around:
            case cst.Index() | cst.SubscriptElement() | cst.Element() | cst.List():
                inner = around
            case cst.BinaryOperation():
                return isinstance(around.operator, cst.BitOr)
            case cst.Subscript():
                return around.value is not inner
            case _:
                return False
    return False
