"""Which names are Segment: what an expression means, followed through bindings, types and modules.

Everything is answered on demand and remembered; what only shows when a client is handed on (to a parameter, a field, a
context, a global property) is kept as facts, and the caller repeats until no new fact appears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import (
    Beyond,
    Class,
    Client,
    Function,
    GlobalObject,
    Holder,
    Identity,
    Instance,
    Items,
    Meaning,
    Members,
    Method,
    Origin,
    Own,
    OwnModule,
    Promised,
    SdkMember,
    SdkModule,
    Type,
    holds_client,
)
from segment_to_amplitude.languages.javascript.own_names import OwnNames
from segment_to_amplitude.languages.javascript.program import Program, object_members
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of, unwrap
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node

CHAINING = frozenset({"on", "once", "off", "debug", "load"})
PASSED_THROUGH = frozenset({"withOneTrust", "markRaw", "toRaw", "readonly", "unref", "freeze", "use"})
TRANSPARENT_TYPES = frozenset({"Readonly", "Required", "Partial", "NonNullable", "Awaited"})
REFERENCE_TYPES = frozenset({"MutableRefObject", "RefObject", "Ref", "ShallowRef", "MaybeRef"})
TEST_REQUIRES = frozenset({"jest.requireMock", "jest.requireActual"})
STORES = frozenset({"useRef", "ref", "shallowRef", "createRef", "useState", "createContext", "useContext", "inject"})
WRAPS = frozenset({"useMemo", "computed", "memoize", "once", "useCallback", "memo", "forwardRef", "observer"})
LIBRARY = PASSED_THROUGH | STORES | WRAPS
"""What is called by these names keeps what it is given, unless the project says otherwise."""
DEPTH = 60

PASSES_ON = re.compile(rb"export\s*(?:/\*.*?\*/\s*)*\*", re.DOTALL)
"""``export * from``, by which a module has names that it does not write."""

FactKey = tuple[str, str, int | str]


class Resolver:
    """Answers what names and expressions of the project mean."""

    def __init__(
        self,
        load: Callable[[str], Program | None],
        resolve_module: Callable[[str, str], str | None],
        global_names: frozenset[str],
        read: Callable[[str], bytes | None],
    ) -> None:
        self._load = load
        self._read = read
        self._resolve_module = resolve_module
        self.global_names = global_names
        """Global properties that are Segment's in this project, such as ``analytics``."""
        self.facts: dict[FactKey, Meaning] = {}
        self.refused: set[FactKey] = set()
        self.own = OwnNames(resolve_module)
        """What the project's rules say of names."""
        self._reached: AbstractSet[str] | None = None
        self._known: dict[str, dict[tuple[int, str], Meaning | None]] = {}
        self._known_everywhere: dict[str, dict[tuple[int, str], Meaning | None]] = {}
        self._busy: set[tuple[str, int, str]] = set()
        self._depth = 0

    def add_fact(self, key: FactKey, meaning: Meaning) -> bool:
        """Remember that a parameter, property or context holds a client; true when that is new."""
        if key in self.facts or key in self.refused:
            return False
        self.facts[key] = meaning
        return True

    def refuse_fact(self, key: FactKey) -> bool:
        """Never take a parameter for a client, as it gets other things too; true when it was taken for one."""
        self.refused.add(key)
        return self.facts.pop(key, None) is not None

    def forget(self, paths: Iterable[str]) -> None:
        """Drop what was derived in some files, so that new facts count."""
        for path in paths:
            self._known.pop(path, None)
        self._known_everywhere.clear()

    # --- expressions -------------------------------------------------------------------------------------------

    def evaluate(self, program: Program, node: Node | None) -> Meaning | None:
        """What an expression stands for; None for anything that is not about Segment."""
        if node is None:
            return None
        node = unwrap(node)
        return self._remember(program, node.id, "value", lambda: self._evaluate(program, node))

    def evaluate_everywhere(self, program: Program, node: Node | None) -> Meaning | None:
        """What an expression stands for, through modules that Segment does not reach too."""
        meaning = self.evaluate(program, node)
        if self._reached is None or known(meaning) is not None:
            return meaning
        reached, self._reached = self._reached, None
        self._known, self._known_everywhere = self._known_everywhere, self._known
        try:
            return self.evaluate(program, node)
        finally:
            self._reached = reached
            self._known, self._known_everywhere = self._known_everywhere, self._known

    @contextmanager
    def within(self, reached: AbstractSet[str]) -> Iterator[None]:
        """Follow names only through modules that a client may come from; the rest need not even be parsed."""
        self._reached = reached
        self._known.clear()
        try:
            yield
        finally:
            self._reached = None
            self._known.clear()

    def is_reached(self, path: str) -> bool:
        """Tell whether names are followed into a module."""
        return self._reached is None or path in self._reached

    def _remember(
        self, program: Program, node_id: int, sort: str, compute: Callable[[], Meaning | None]
    ) -> Meaning | None:
        known_here = self._known.setdefault(program.path, {})
        if (node_id, sort) in known_here:
            return known_here[node_id, sort]
        key = (program.path, node_id, sort)
        if key in self._busy or self._depth > DEPTH:
            return None
        self._busy.add(key)
        self._depth += 1
        try:
            meaning = compute()
        finally:
            self._depth -= 1
            self._busy.discard(key)
        known_here[node_id, sort] = meaning
        return meaning

    def _evaluate(self, program: Program, node: Node) -> Meaning | None:
        kind = node.type
        if kind in ("identifier", "shorthand_property_identifier", "undefined"):
            return self.name(program, text_of(node), node.start_byte)
        if kind in ("member_expression", "subscript_expression"):
            parts = syntax.member_parts(node)
            return self.member(program, parts[0], parts[2]) if parts is not None else None
        if kind == "call_expression":
            return self._call(program, node)
        if kind == "new_expression":
            return self._construct(program, node)
        if kind == "await_expression":
            inner = children(node)
            return self.awaited(self.evaluate(program, inner[0])) if inner else None
        if kind in ("assignment_expression", "augmented_assignment_expression"):
            return self.evaluate(program, field(node, "right"))
        if kind == "binary_expression":
            if text_of_operator(node) in ("||", "??", "&&"):
                left = self.evaluate(program, field(node, "left"))
                right = self.evaluate(program, field(node, "right"))
                return right if text_of_operator(node) == "&&" or holds_client(left) is None else left
            return None
        if kind == "ternary_expression":
            consequence = self.evaluate(program, field(node, "consequence"))
            return known(consequence) or self.evaluate(program, field(node, "alternative")) or consequence
        if kind == "sequence_expression":
            inner = children(node)
            return self.evaluate(program, inner[-1]) if inner else None
        if kind == "object":
            return Members(program, node, node.id)
        if kind == "array":
            return Items(tuple(self.evaluate(program, child) for child in children(node)))
        if kind in syntax.FUNCTIONS:
            return Function(program, node, node.id)
        if kind in syntax.CLASSES:
            return Class(program, node, node.id)
        if kind == "this":
            return self._this(program, node)
        return None

    def name(self, program: Program, name: str, offset: int) -> Meaning | None:
        """What a name means at an offset."""
        binding = program.lookup(name, offset)
        if binding is not None:
            return self.binding(program, binding)
        if name in syntax.GLOBAL_OBJECTS:
            return GlobalObject()
        if name.startswith("$") and program.path.endswith(".vue"):
            # A template reads the instance's properties without this.
            return self.facts.get(("instance", name, 0))
        if self.own.wrappers and (own := self.own.global_name(program.path, name)) is not None:
            return own
        if self.own.wrappers and self.own.is_other(program.path, None, name):
            return None
        return self.global_property(name)

    def global_property(self, name: str) -> Meaning | None:
        """What ``window.<name>`` or the bare global means in this project."""
        if (meaning := self.facts.get(("global", name, 0))) is not None:
            return meaning
        if name in self.global_names:
            step = f"`{name}` is the global that Segment's snippet fills"
            return Client(Origin(sdks.SNIPPET, "global", "", -1, f"window.{name}"), via=(step,))
        return None

    def binding(self, program: Program, binding: Binding) -> Meaning | None:
        """What a declared name holds."""
        return self._remember(
            program, binding.name_node.id, f"binding {binding.kind}", lambda: self._binding(program, binding)
        )

    def _binding(self, program: Program, binding: Binding) -> Meaning | None:
        if binding.kind == "import":
            return self._imported(program, binding)
        if binding.kind == "variable":
            return self._variable(program, binding)
        if binding.kind == "parameter":
            return self._parameter(program, binding)
        if binding.kind == "function":
            return Function(program, binding.node, binding.node.id)
        if binding.kind == "class":
            return Class(program, binding.node, binding.node.id)
        if binding.kind == "type":
            return Type(program, binding.node, binding.node.id)
        if binding.kind == "loop":
            return None
        return None

    def _imported(self, program: Program, binding: Binding) -> Meaning | None:
        specifier = syntax.string_value(import_source(binding.node))
        if specifier is None:
            return None
        imported = imported_name(binding.name_node)
        meaning = self._from_module(program, specifier, imported, binding.name)
        return passed_on(meaning, specifier)

    def _from_module(self, program: Program, specifier: str, name: str, local: str | None = None) -> Meaning | None:
        if self.own.wrappers:
            if (own := self.own.imported(program.path, specifier, name, local)) is not None:
                return own
            if self.own.is_other(program.path, specifier, name):
                return None
        package = sdks.package_of(specifier)
        if package in sdks.FLAVORS and self._resolve_module(specifier, program.path) is None:
            return self._sdk_member(package, name)
        path = self._resolve_module(specifier, program.path)
        if path is None:
            return None
        return OwnModule(path) if name == "*" else self.exported(path, name)

    def _sdk_member(self, package: str, name: str) -> Meaning | None:
        if name == "*":
            if package == sdks.NODE_CLASSIC:
                return SdkMember(package, "default", via=(f"`{package}`",))
            return SdkModule(package, via=(f"`{package}`",))
        if (package, name) in sdks.SINGLETONS:
            flavor = "react-native-classic" if package == sdks.REACT_NATIVE else sdks.FLAVORS[package]
            origin = Origin(package, flavor, "", -1, f"{package} default export")
            return Client(origin, via=(f"default export of `{package}`",))
        return SdkMember(package, name, via=(f"`{package}`",))

    def exported(self, path: str, name: str, seen: frozenset[str] = frozenset()) -> Meaning | None:
        """What a module of the project exports under a name."""
        if path in seen:
            return None
        if not self.is_reached(path):
            return Beyond()
        if not self._may_export(path, name):
            return None
        program = self._load(path)
        if program is None:
            return None
        export = program.exports.get(name)
        if export is None and name == "default":
            export = program.exports.get("module.exports")
        if export is None:
            beyond: Meaning | None = None
            for source in program.stars:
                if name == "default":
                    break
                package = sdks.package_of(source)
                target = self._resolve_module(source, path)
                if target is None and package in sdks.FLAVORS:
                    return SdkMember(package, name)
                if target is not None:
                    meaning = self.exported(target, name, seen | {path})
                    if isinstance(meaning, Beyond):
                        beyond = meaning
                    elif meaning is not None:
                        return passed_on(meaning, source)
            whole = program.exports.get("module.exports")
            if whole is not None:
                return self._property(program, self.evaluate(program, whole.node), name)
            return beyond
        if export.node is not None:
            return self.evaluate(program, export.node)
        if export.source is not None and export.name is not None:
            return passed_on(self._from_module(program, export.source, export.name), export.source)
        binding = program.top(export.name or "")
        return self.binding(program, binding) if binding is not None else None

    def _may_export(self, path: str, name: str) -> bool:
        """Tell from the bytes of a module whether it is worth parsing for a name."""
        data = self._read(path)
        if data is None or name == "default":
            return True
        return any(word in data for word in (name.encode(), b"exports", b"\\u")) or PASSES_ON.search(data) is not None

    def definition(self, program: Program, node: Node) -> tuple[Program, Node] | None:
        """File and initial value of the variable that a name stands for, through imports."""
        binding = program.lookup(text_of(node), node.start_byte) if node.type == "identifier" else None
        for _ in range(8):
            if binding is None:
                return None
            if binding.kind == "variable":
                value = field(binding.node, "value")
                return (program, unwrap(value)) if value is not None and not binding.key else None
            if binding.kind != "import":
                return None
            specifier = syntax.string_value(import_source(binding.node))
            path = self._resolve_module(specifier, program.path) if specifier is not None else None
            target = self._load(path) if path is not None else None
            if target is None:
                return None
            export = target.exports.get(imported_name(binding.name_node))
            if export is None:
                return None
            if export.node is not None:
                return self.definition(target, unwrap(export.node)) or (target, unwrap(export.node))
            program, binding = target, target.top(export.name or "")
        return None

    def _variable(self, program: Program, binding: Binding) -> Meaning | None:
        node = binding.node
        value = field(node, "value")
        meaning = self._along(program, self.evaluate(program, value), binding.key) if value is not None else None
        if known(meaning) is None and (annotation := field(node, "type")) is not None:
            meaning = self._along(program, self.type(program, annotation), binding.key) or meaning
        if known(meaning) is None and value is not None and binding.key and isinstance(binding.key[0], str):
            meaning = self._along(program, self._prop(program, value, binding.key[0]), binding.key[1:])
        if meaning is None and value is None and is_ambient(node):
            return self.global_property(binding.name)
        if known(meaning) is None and binding.key and str(binding.key[-1]).startswith("$"):
            meaning = self.facts.get(("instance", str(binding.key[-1]), 0))
        if meaning is None or holds_client(meaning) is None:
            for assigned in self._assigned(program, binding):
                found = self.evaluate(program, assigned)
                if found is not None and (meaning is None or holds_client(found) is not None):
                    meaning = found
                    break
        fact = self.facts.get(("variable", program.path, binding.name_node.start_byte))
        return fact if fact is not None and holds_client(meaning) is None else meaning

    def _assigned(self, program: Program, binding: Binding) -> Iterator[Node]:
        for assignment in program.assignments:
            left, right = field(assignment, "left"), field(assignment, "right")
            if left is None or right is None:
                continue
            if left.type == "identifier" and text_of(left) == binding.name:
                if program.lookup(binding.name, left.start_byte) is binding:
                    yield right

    def _parameter(self, program: Program, binding: Binding) -> Meaning | None:
        node = binding.node
        annotation = field(node, "type")
        meaning: Meaning | None = None
        if annotation is not None:
            meaning = self._along(program, self.type(program, annotation), binding.key)
        if meaning is None:
            fact = self.facts.get(("parameter", program.path, node.start_byte))
            meaning = self._along(program, fact, binding.key) if fact is not None else None
        if meaning is None and binding.key and isinstance(binding.key[0], str):
            fact = self.facts.get(("prop", program.path, f"{node.start_byte}.{binding.key[0]}"))
            meaning = self._along(program, fact, binding.key[1:])
        if meaning is None:
            meaning = self._along(program, self._callback_parameter(program, node), binding.key)
        if meaning is None and (default := field(node, "value") or field(node, "right")) is not None:
            meaning = self._along(program, self.evaluate(program, default), binding.key)
        return meaning

    def pattern_owner(self, program: Program, binding: Binding) -> Meaning | None:
        """What the innermost pattern around a name takes it out of."""
        if binding.kind == "variable":
            value = field(binding.node, "value")
            whole = self.evaluate(program, value) if value is not None else None
        else:
            whole = self._callback_parameter(program, binding.node) if binding.kind == "parameter" else None
        return self._along(program, whole, binding.key[:-1])

    def _callback_parameter(self, program: Program, node: Node) -> Meaning | None:
        """What the first parameter of ``x.then(cb)`` gets."""
        function = next((around for around in syntax.ancestors(node) if around.type in syntax.FUNCTIONS), None)
        arguments = function.parent if function is not None else None
        call = arguments.parent if arguments is not None else None
        if function is None or arguments is None or call is None or arguments.type != "arguments":
            return None
        first = children(arguments)
        if not first or first[0].id != function.id or parameter_index(function, node) != 0:
            return None
        callee = field(call, "function")
        parts = syntax.member_parts(unwrap(callee)) if callee is not None else None
        if parts is None or parts[2] != "then":
            return None
        return self.awaited(self.evaluate(program, parts[0]))

    def awaited(self, meaning: Meaning | None) -> Meaning | None:
        """What ``await`` gives."""
        if isinstance(meaning, Promised):
            return meaning.inner
        origin = meaning.origin if isinstance(meaning, Client) else None
        if origin is not None and origin.flavor == "browser" and not origin.is_class and not origin.rule:
            return Items((meaning, None))
        return meaning

    def _along(self, program: Program, meaning: Meaning | None, key: tuple[str | int, ...]) -> Meaning | None:
        for step in key:
            if meaning is None:
                return None
            if step == "...":
                return None
            if isinstance(step, int):
                meaning = meaning.items[step] if isinstance(meaning, Items) and step < len(meaning.items) else None
            else:
                meaning = self._property(program, meaning, step)
        return meaning

    # --- members -----------------------------------------------------------------------------------------------

    def member(self, program: Program, target: Node, name: str) -> Meaning | None:
        """What ``target.name`` means."""
        if text_of(target) in ("Vue", "Vue.prototype", "app.config.globalProperties") and name.startswith("$"):
            return self.facts.get(("instance", name, 0))
        meaning = self.evaluate(program, target)
        if isinstance(meaning, Beyond) and (name in self.global_names or ("global", name, 0) in self.facts):
            meaning = self.evaluate_everywhere(program, target)
        found = self._property(program, meaning, name) if meaning is not None else self._prop(program, target, name)
        if found is None and self.own.wrappers and text_of(target) == "this":
            return self.own.of_this(program.path, name)
        if known(found) is None and name.startswith("$"):
            found = self.facts.get(("instance", name, 0))
        return found

    def _prop(self, program: Program, target: Node, name: str) -> Meaning | None:
        """What a component gets under a name: of ``props.name``, or of ``this.props.name``."""
        target = unwrap(target)
        if target.type == "identifier":
            binding = program.lookup(text_of(target), target.start_byte)
            if binding is None or binding.kind != "parameter" or binding.key:
                return None
            return self.facts.get(("prop", program.path, f"{binding.node.start_byte}.{name}"))
        if text_of(target) != "this.props":
            return None
        owner = next((around for around in syntax.ancestors(target) if around.type in syntax.CLASSES), None)
        return self.facts.get(("prop", program.path, f"{owner.start_byte}.{name}")) if owner is not None else None

    def property_of(self, program: Program, meaning: Meaning, name: str) -> Meaning | None:
        """What a property of something is."""
        return self._property(program, meaning, name)

    def _property(self, program: Program, meaning: Meaning | None, name: str) -> Meaning | None:
        if isinstance(meaning, GlobalObject):
            return meaning if name in syntax.GLOBAL_OBJECTS else self.global_property(name)
        if isinstance(meaning, SdkModule):
            return self._sdk_member(meaning.package, name)
        if isinstance(meaning, SdkMember):
            if meaning.name == "default" and name in ("default", "Analytics"):
                return meaning
            return SdkMember(meaning.package, f"{meaning.name}.{name}", via=meaning.via)
        if isinstance(meaning, Client):
            if name == "instance" and meaning.origin.flavor == "browser":
                return meaning
            return Method(meaning, name, via=meaning.via)
        if isinstance(meaning, (Promised, Identity, Method)):
            return None
        if isinstance(meaning, Beyond):
            return meaning
        if isinstance(meaning, Holder):
            return meaning.inner if meaning.kind == "ref" and name in ("current", "value") else None
        if isinstance(meaning, Members):
            return self._object_member(meaning, name)
        if isinstance(meaning, Instance):
            return self._class_member(meaning.of, name, is_static=False)
        if isinstance(meaning, Class):
            return self._class_member(meaning, name, is_static=True)
        if isinstance(meaning, Type):
            return self._type_member(meaning, name)
        if isinstance(meaning, OwnModule):
            return self.exported(meaning.path, name)
        if isinstance(meaning, Own):
            return self.own.member(meaning, name)
        return None

    def _object_member(self, members: Members, name: str) -> Meaning | None:
        for member_name, value in object_members(members.node):
            if member_name == name:
                if value.type == "method_definition" and is_getter(value):
                    return self.returned(Function(members.program, value, value.id))
                meaning = self.evaluate(members.program, value)
                if meaning is not None:
                    return meaning
        return self.facts.get(("member", members.program.path, f"{members.node.start_byte}.{name}"))

    def _class_member(self, owner: Class, name: str, *, is_static: bool) -> Meaning | None:
        program = owner.program
        for member in program.members_of(owner.node).get(name, ()):
            if member.type in ("public_field_definition", "field_definition"):
                if is_static_member(member) is is_static:
                    meaning = known(self.evaluate(program, field(member, "value")))
                    if meaning is None and (annotation := field(member, "type")) is not None:
                        meaning = self.type(program, annotation)
                    if meaning is not None:
                        return meaning
            elif member.type == "method_definition":
                method = syntax.property_name(field(member, "name"))
                if method == name and is_static_member(member) is is_static:
                    function = Function(program, member, member.id)
                    return self.returned(function) if is_getter(member) else function
                if method == "constructor" and not is_static:
                    for parameter in children(field(member, "parameters") or member):
                        pattern = field(parameter, "pattern")
                        if pattern is not None and is_parameter_property(parameter) and text_of(pattern) == name:
                            binding = program.lookup(name, pattern.start_byte)
                            return self.binding(program, binding) if binding is not None else None
        for assignment, target in program.assigned_members.get(name, ()):
            if owner.node.start_byte <= assignment.start_byte < owner.node.end_byte:
                is_own = target.type == "this" or (is_static and same_name(owner.node, target))
                if is_own:
                    meaning = self.evaluate(program, field(assignment, "right"))
                    if meaning is not None:
                        return meaning
        heritage = next((child for child in owner.node.named_children if child.type == "class_heritage"), None)
        if heritage is not None:
            base = heritage
            while base.type in ("class_heritage", "extends_clause") and children(base):
                base = children(base)[0]
            parent = self.evaluate(program, base)
            if isinstance(parent, Class) and parent.node_id != owner.node_id:
                return self._class_member(parent, name, is_static=is_static)
        return self.facts.get(("field", owner.program.path, f"{owner.node.start_byte}.{name}"))

    def _this(self, program: Program, node: Node) -> Meaning | None:
        for around in syntax.ancestors(node):
            if around.type in syntax.CLASSES:
                return Instance(Class(program, around, around.id))
            if around.type in ("function_declaration", "function_expression"):
                return None
            if around.type == "object":
                return Members(program, around, around.id)
        return None

    # --- calls -------------------------------------------------------------------------------------------------

    def _call(self, program: Program, node: Node) -> Meaning | None:
        callee_node = field(node, "function")
        arguments = field(node, "arguments")
        if callee_node is None:
            return None
        passed = children(arguments) if arguments is not None else []
        callee_node = unwrap(callee_node)
        if callee_node.type in ("identifier", "import") and text_of(callee_node) in ("require", "import") and passed:
            return self._required(program, callee_node, passed[0])
        if text_of(callee_node) in TEST_REQUIRES and passed:
            return self._required(program, callee_node, passed[0])
        callee = self.evaluate(program, callee_node)
        if isinstance(callee, Beyond):
            if not passed or text_of(callee_node).rpartition(".")[2] not in LIBRARY:
                return callee
            callee = self.evaluate_everywhere(program, callee_node)
        at = f"at {where(program, node)}"
        if isinstance(callee, SdkMember):
            return self._sdk_call(program, callee, node, at)
        if isinstance(callee, Own):
            return self.own.called(callee)
        if isinstance(callee, Method):
            return self._method_call(callee, passed) if not callee.client.origin.rule else None
        if isinstance(callee, Function):
            found = self.returned(callee)
            return found.through(f"`{text_of(callee_node)}()` {at}") if holds_client(found) and found else found
        parts = syntax.member_parts(callee_node)
        name = parts[2] if parts is not None else text_of(callee_node)
        if parts is not None and name in ("catch", "finally", "then"):
            return self._promise_call(program, parts[0], name, passed)
        if parts is not None and name == "bind":
            return self.evaluate(program, parts[0])
        return self._library_call(program, node, name, passed)

    def _required(self, program: Program, callee: Node, argument: Node) -> Meaning | None:
        specifier = syntax.string_value(argument)
        if specifier is None or program.lookup("require", callee.start_byte) is not None:
            return None
        is_dynamic = callee.type == "import"
        package = sdks.package_of(specifier)
        path = self._resolve_module(specifier, program.path)
        meaning: Meaning | None = None
        if path is None and package in sdks.FLAVORS:
            meaning = self._sdk_member(package, "*")
        elif path is not None and not self.is_reached(path):
            meaning = Beyond()
        elif path is not None:
            target = self._load(path)
            whole = target.exports.get("module.exports") if target is not None else None
            meaning = OwnModule(path)
            if target is not None and whole is not None and unwrap(whole.node).type != "object":  # type: ignore[arg-type]
                meaning = self.evaluate(target, whole.node) or meaning
        if meaning is None:
            return None
        return Promised(meaning) if is_dynamic else meaning

    def _sdk_call(self, program: Program, callee: SdkMember, node: Node, at: str) -> Meaning | None:
        if (callee.package, callee.name) not in sdks.FACTORIES:
            return None
        origin = Origin(
            callee.package,
            "global" if callee.name == "getGlobalAnalytics" else sdks.FLAVORS[callee.package],
            program.path,
            node.start_byte,
            callee.name,
        )
        client = Client(origin, via=(f"`{callee.name}` {at}",))
        wrapped = sdks.PROMISES.get(callee.name)
        if wrapped == "client":
            return Promised(client)
        return Promised(Items((client, None))) if wrapped == "items" else client

    def _method_call(self, callee: Method, passed: list[Node]) -> Meaning | None:
        client, name = callee.client, callee.name
        flavor = client.origin.flavor
        if name in CHAINING and not (name == "load" and flavor == "global"):
            return client
        if name in ("catch", "finally") and flavor == "browser":
            return Promised(Items((client, None)), via=client.via)
        if name == "user" or (name == "group" and not passed):
            identity = Identity(client, name, via=client.via)
            is_lazy = flavor == "browser" and not client.origin.is_class
            return Promised(identity) if is_lazy else identity
        if flavor in ("node-classic", "global") and name in ("track", "identify", "page", "group", "alias", "screen"):
            return client
        return None

    def _promise_call(self, program: Program, target: Node, name: str, passed: list[Node]) -> Meaning | None:
        meaning = self.evaluate(program, target)
        if name != "then" and (meaning is None or holds_client(meaning) is None):
            return None
        if meaning is not None and name != "then":
            return meaning if isinstance(meaning, Promised) else Promised(self.awaited(meaning) or meaning)
        callback = self.evaluate(program, passed[0]) if passed else None
        returned = self.returned(callback) if isinstance(callback, Function) else None
        if returned is None or holds_client(returned) is None:
            return None
        return Promised(self.awaited(returned) or returned)

    def _library_call(self, program: Program, node: Node, name: str, passed: list[Node]) -> Meaning | None:
        name = name.rpartition(".")[2]
        first = passed[0] if passed else None
        if name in PASSED_THROUGH:
            inner = self.evaluate(program, first)
            return inner if inner is None or not isinstance(inner, Holder) else inner.inner
        if name in ("useRef", "ref", "shallowRef", "createRef"):
            inner = known(self.evaluate(program, first)) or self._type_argument(program, node)
            inner = inner or self.facts.get(("ref", program.path, node.start_byte))
            return Holder(inner, "ref") if inner is not None else None
        if name == "useState":
            inner = known(self._lazy(program, first)) or self._type_argument(program, node)
            inner = inner or self.facts.get(("state", program.path, node.start_byte))
            return Items((inner, None)) if inner is not None else None
        if name in ("useMemo", "computed", "memoize", "once", "useCallback", "memo", "forwardRef", "observer"):
            if name in ("useCallback", "memo", "forwardRef", "observer", "once", "memoize"):
                return self.evaluate(program, first)
            inner = self._lazy(program, first)
            return Holder(inner, "ref") if inner is not None and name == "computed" else inner
        if name == "createContext":
            inner = known(self.evaluate(program, first)) or self._type_argument(program, node)
            inner = inner or self.facts.get(("context", program.path, node.start_byte))
            return Holder(inner, "context") if inner is not None else None
        if name == "useContext":
            holder = self.evaluate(program, first)
            return holder.inner if isinstance(holder, Holder) else None
        if name == "inject" and (key := syntax.string_value(first)) is not None:
            return self.facts.get(("provided", key, 0))
        return None

    def _lazy(self, program: Program, node: Node | None) -> Meaning | None:
        meaning = self.evaluate(program, node)
        return self.returned(meaning) if isinstance(meaning, Function) else meaning

    def _type_argument(self, program: Program, node: Node) -> Meaning | None:
        arguments = field(node, "type_arguments")
        inner = children(arguments) if arguments is not None else []
        return self.type(program, inner[0]) if inner else None

    def _construct(self, program: Program, node: Node) -> Meaning | None:
        constructor = field(node, "constructor")
        meaning = self.evaluate(program, constructor)
        if isinstance(meaning, SdkMember) and (meaning.package, meaning.name) in sdks.CLASSES:
            name = meaning.name if meaning.name != "default" else "Analytics"
            origin = Origin(
                meaning.package,
                sdks.FLAVORS[meaning.package],
                program.path,
                node.start_byte,
                f"new {name}",
                meaning.package == sdks.BROWSER and meaning.name in sdks.RESOLVED_CLASSES,
            )
            return Client(origin, via=(f"`new {name}` at {where(program, node)}",))
        if isinstance(meaning, Class):
            return Instance(meaning)
        return meaning if isinstance(meaning, (Beyond, Own)) else None

    def returned(self, function: Function) -> Meaning | None:
        """What a call of a function of the project gives."""
        return self._remember(function.program, function.node_id, "return", lambda: self._returned(function))

    def _returned(self, function: Function) -> Meaning | None:
        program, node = function.program, function.node
        body = field(node, "body")
        meaning: Meaning | None = None
        if body is not None and body.type != "statement_block":
            meaning = self.evaluate(program, body)
        elif body is not None:
            for statement in returns(body):
                inner = children(statement)
                found = self.evaluate(program, inner[0]) if inner else None
                if found is not None and (meaning is None or holds_client(meaning) is None):
                    meaning = found
        if known(meaning) is None and (annotation := field(node, "return_type")) is not None:
            return self.type(program, annotation)
        is_async = any(child.type == "async" for child in node.children)
        if meaning is not None and is_async:
            return Promised(self.awaited(meaning) or meaning)
        return meaning

    # --- types -------------------------------------------------------------------------------------------------

    def type(self, program: Program, node: Node) -> Meaning | None:
        """What a value of a type is."""
        return self._remember(program, node.id, "type", lambda: self._type(program, node))

    def _type(self, program: Program, node: Node) -> Meaning | None:
        kind = node.type
        if kind in ("type_annotation", "parenthesized_type", "readonly_type", "optional_type"):
            inner = children(node)
            return self.type(program, inner[0]) if inner else None
        if kind in ("union_type", "intersection_type"):
            for child in children(node):
                meaning = self.type(program, child)
                if meaning is not None and (holds_client(meaning) is not None or isinstance(meaning, Type)):
                    return meaning
            return None
        if kind in ("type_identifier", "identifier"):
            return self._named_type(program, node)
        if kind == "nested_type_identifier":
            return self._nested_type(program, node)
        if kind == "generic_type":
            return self._generic_type(program, node)
        if kind == "object_type":
            return Type(program, node, node.id)
        if kind == "type_query":
            inner = children(node)
            return self.evaluate(program, inner[0]) if inner else None
        if kind == "tuple_type":
            return Items(tuple(self.type(program, child) for child in children(node)))
        return None

    def _named_type(self, program: Program, node: Node) -> Meaning | None:
        binding = program.lookup(text_of(node), node.start_byte)
        if binding is None:
            return None
        meaning = self.binding(program, binding)
        if isinstance(meaning, SdkMember):
            return self._client_of_type(program, meaning, node)
        if isinstance(meaning, Class):
            return Instance(meaning)
        if isinstance(meaning, Own):
            return meaning
        if isinstance(meaning, Type) and meaning.node.type == "type_alias_declaration":
            value = field(meaning.node, "value")
            return self.type(meaning.program, value) if value is not None else None
        return meaning if isinstance(meaning, Type) else None

    def _nested_type(self, program: Program, node: Node) -> Meaning | None:
        module_node, name_node = field(node, "module"), field(node, "name")
        if module_node is None or name_node is None:
            return None
        if text_of(module_node) == "SegmentAnalytics" and text_of(name_node) == "AnalyticsJS":
            origin = Origin(sdks.SNIPPET, "global", "", -1, "SegmentAnalytics.AnalyticsJS")
            return Client(origin, via=(f"typed `SegmentAnalytics.AnalyticsJS` at {where(program, node)}",))
        module = self.evaluate(program, module_node)
        member = self._property(program, module, text_of(name_node)) if module is not None else None
        return self._client_of_type(program, member, node) if isinstance(member, SdkMember) else None

    def _client_of_type(self, program: Program, member: SdkMember, node: Node) -> Meaning | None:
        if (member.package, member.name) not in sdks.CLASSES:
            return None
        flavor = "global" if member.name == "AnalyticsSnippet" else sdks.FLAVORS[member.package]
        is_class = member.package == sdks.BROWSER and member.name in sdks.RESOLVED_CLASSES
        name = member.name if member.name != "default" else text_of(node)
        origin = Origin(member.package, flavor, "" if flavor == "global" else program.path, -1, name, is_class)
        return Client(origin, via=(f"typed `{text_of(node)}` of `{member.package}` at {where(program, node)}",))

    def _generic_type(self, program: Program, node: Node) -> Meaning | None:
        name_node = field(node, "name")
        arguments = field(node, "type_arguments")
        inner = children(arguments) if arguments is not None else []
        if name_node is None or not inner:
            return None
        name = text_of(name_node).rpartition(".")[2]
        if name == "ReturnType" and inner[0].type == "type_query":
            function = self.type(program, inner[0])
            return self.returned(function) if isinstance(function, Function) else None
        meaning = self.type(program, inner[0])
        if meaning is None:
            return None
        if name == "Promise":
            return Promised(meaning)
        if name in REFERENCE_TYPES:
            return Holder(meaning, "ref")
        if name in ("Context",):
            return Holder(meaning, "context")
        return meaning if name in TRANSPARENT_TYPES or name in ("FC", "FunctionComponent") else None

    def _type_member(self, owner: Type, name: str) -> Meaning | None:
        body = owner.node if owner.node.type == "object_type" else field(owner.node, "body")
        for member in children(body) if body is not None else ():
            if syntax.property_name(field(member, "name")) != name:
                continue
            if member.type == "property_signature" and (annotation := field(member, "type")) is not None:
                return self.type(owner.program, annotation)
            if member.type == "method_signature" and (annotation := field(member, "return_type")) is not None:
                return self.type(owner.program, annotation)
        return None


def passed_on(meaning: Meaning | None, specifier: str) -> Meaning | None:
    """The same meaning, got from a module of the project."""
    if meaning is None or isinstance(meaning, (SdkMember, SdkModule)):
        return meaning
    return meaning.through(f"`{specifier}`")


def known(meaning: Meaning | None) -> Meaning | None:
    """The meaning; None for what lies beyond the modules that Segment reaches."""
    return None if isinstance(meaning, Beyond) else meaning


def where(program: Program, node: Node) -> str:
    """``path:line`` of a node."""
    return f"{program.path}:{program.document.position(node.start_byte)[0]}"


def text_of_operator(node: Node) -> str:
    """The operator of a binary or unary expression."""
    operator = field(node, "operator")
    return text_of(operator) if operator is not None else ""


def import_source(statement: Node) -> Node | None:
    """The string that names the module of an import statement."""
    source = field(statement, "source")
    if source is not None:
        return source
    clause = next((child for child in statement.named_children if child.type == "import_require_clause"), None)
    return field(clause, "source") if clause is not None else None


def imported_name(name_node: Node) -> str:
    """What a local import name is called in its module: ``default``, ``*`` or the exported name."""
    parent = name_node.parent
    if parent is None:
        return "default"
    if parent.type == "import_specifier":
        name = field(parent, "name")
        return text_of(name) if name is not None else text_of(name_node)
    return "*" if parent.type in ("namespace_import", "import_require_clause") else "default"


def is_static_member(node: Node) -> bool:
    """Tell whether a member belongs to the class itself."""
    return any(child.type == "static" for child in node.children)


def is_getter(node: Node) -> bool:
    """Tell whether a method is a ``get`` accessor."""
    return any(child.type == "get" for child in node.children)


def is_parameter_property(node: Node) -> bool:
    """Tell whether a constructor parameter also declares a field."""
    return any(child.type in ("accessibility_modifier", "readonly", "override_modifier") for child in node.children)


def is_ambient(node: Node) -> bool:
    """Tell whether a declarator stands in ``declare``."""
    return any(around.type == "ambient_declaration" for around in syntax.ancestors(node))


def same_name(class_node: Node, node: Node) -> bool:
    """Tell whether an expression is the name of a class."""
    name = field(class_node, "name")
    return name is not None and node.type == "identifier" and text_of(name) == text_of(node)


def parameter_index(function: Node, parameter: Node) -> int:
    """The position of a parameter in its function."""
    parameters = field(function, "parameters")
    if parameters is None:
        return 0
    for index, child in enumerate(children(parameters)):
        if child.start_byte <= parameter.start_byte < child.end_byte:
            return index
    return -1


def returns(body: Node) -> Iterator[Node]:
    """The return statements of a function, not those of functions inside it."""
    stack = body.named_children[::-1]
    while stack:
        child = stack.pop()
        if child.type == "return_statement":
            yield child
        elif child.type not in syntax.FUNCTIONS and child.type not in syntax.CLASSES:
            stack += child.named_children[::-1]
