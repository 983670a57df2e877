"""Clients: which declarations hold the same one, and where the client of the app is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import (
    CLASS_TYPES,
    ClassInfo,
    Declaration,
    java_variables,
    modifiers_of,
    parameters_of,
    property_names,
    receiver_type,
    types_above,
)
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.message_flow import MessageFlow
from segment_to_amplitude.languages.jvm.message_uses import End
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.references import Reference, Role
from segment_to_amplitude.languages.jvm.resolve import WRAPPERS, Meant, segment_client
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.languages.jvm.workspace import Workspace

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.doubling import Doubled

Slot = tuple[str, int]
"""What holds a client: a declaration, or the place where one is made, by path and offset."""
SINGLETON: Slot = ("", -1)
"""The one client behind ``Analytics.with(…)``."""
INJECTED: Slot = ("", -2)
"""What a container of dependencies hands out."""
CONTAINER = re.compile(
    r"@(?:\w+:)?(?:Inject|AssistedInject|Provides|Bean|Autowired|Produces|BindValue|Singleton|Factory)\b"
)
COMPONENT = re.compile(r"@(?:\w+\.)*(?:Component|Subcomponent|EntryPoint|GraphExtension|DependencyGraph)\b(?!Scan)")
"""Interfaces whose functions give what a container has."""
APPLICATION = re.compile(rb"\bclass\s+\w+[^{;]*?(?:\bextends\s+|:\s*)[\w.]*Application\b")
"""A class of the app itself, in Java or Kotlin."""
TEST_PATH = re.compile(r"(?:^|/)(?:test|androidTest|testFixtures)/")
DEFINITIONS = frozenset({"single", "factory", "bean", "singleton", "scoped", "provider"})


@dataclass(eq=False, slots=True)
class Group:
    """One client with all that is done with it; ``kept`` says why it stays Segment's."""

    slots: set[Slot] = field(default_factory=set)
    references: list[Reference] = field(default_factory=list)
    kept: str | None = None
    kept_detail: str = ""
    is_split: bool = False
    """Segment's client stays for what is stuck, and Amplitude's stands beside it."""
    doubled: Doubled | None = None
    """The second way that Amplitude's client comes, where it is not the one of an app."""

    @property
    def is_singleton(self) -> bool:
        """Tell whether it is the one client of an app."""
        return SINGLETON in self.slots


@dataclass(frozen=True, slots=True)
class Home:
    """The class, or the file's top level, that keeps the client of an app where ``Analytics.with(…)`` found it."""

    program: Program
    owner: ClassInfo | None
    place: Node
    """The call of setSingletonInstance; of an Application class that makes no client yet, ``super.onCreate()``."""
    is_new: bool = False
    """Segment made its client without being told to, so that Amplitude's is made here for the first time."""


class Groups:
    """Joins the declarations that hold the same client."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.resolver = workspace.resolver
        self._above: dict[Slot, Slot] = {}
        self.messages = MessageFlow(workspace)
        self.declarations: dict[Slot, Declaration] = {}
        """What holds a client, by its slot."""
        self.links: list[tuple[Slot, Slot]] = []
        """What gets a client, and what it gets it from."""
        self.overriding: list[tuple[Slot, Slot]] = []
        """What overrides what."""
        for program in workspace.programs.values():
            self.links += self._links(program)
            for info in workspace.index.files[program.path].classes.values():
                self.overriding += self._overridden(info)
            self.overriding += self._anonymous(program)
        for left, right in (*self.links, *self.overriding, *self.messages.links(), *self._sent()):
            self._join(left, right)
        self.messages.settle()
        self.all: list[Group] = []
        self._by_root: dict[Slot, Group] = {}
        self._of: dict[int, Group] = {}
        for path in sorted(workspace.references):
            for one in workspace.references[path]:
                slot = self.slot(one)
                if slot is not None:
                    group = self.at(slot)
                    group.references.append(one)
                    self._of[id(one)] = group

    def of(self, reference: Reference) -> Group | None:
        """The client that a reference is about."""
        return self._of.get(id(reference))

    def at(self, slot: Slot) -> Group:
        """The client that a slot holds."""
        root = self._root(slot)
        if root not in self._by_root:
            self._by_root[root] = Group()
            self.all.append(self._by_root[root])
        self._by_root[root].slots.add(slot)
        if self._root(SINGLETON) == root:
            self._by_root[root].slots.add(SINGLETON)
        return self._by_root[root]

    def slot(self, one: Reference) -> Slot | None:
        """What holds the client of a reference; None where it speaks of no client."""
        match one.role:
            case Role.CALL | Role.CLIENT | Role.MEMBER | Role.METHOD:
                return self.slot_of(one.program, one.meant) or self._made_there(one) or self._implicit_slot(one)
            case Role.CONSTRUCTION:
                return one.program.path, one.node.start_byte
            case Role.SINGLETON:
                return SINGLETON
            case Role.TYPE:
                return self._typed_slot(one)
            case Role.BRIDGE:
                return self._variable_slot(one)
            case Role.PLUGIN:
                return self._plugin_slot(one)
            case Role.MESSAGE if one.use is not None:
                return one.use.key
            case Role.PAYLOAD if segment.is_message_builder(one.name):
                return self._typed_slot(one)
            case _:
                return None

    def _implicit_slot(self, one: Reference) -> Slot | None:
        """The receiver of an extension function."""
        function = one.program.within(one.node, "function_declaration")
        name = function.child_by_field_name("name") if function is not None else None
        return (one.program.path, name.start_byte) if name is not None else None

    def _made_there(self, one: Reference) -> Slot | None:
        """The construction on which a call is made at once, or in the lambda of a scope function."""
        call = one.invocation
        if one.role is not Role.CALL or call is None:
            return None
        if call.receiver is not None:
            return self._made(one.program, call.receiver)
        for around in one.program.ancestors(one.node):
            outer = self.resolver.lambda_call(one.program, around) if around.type == "lambda_literal" else None
            subject = self.resolver.lambda_subject(outer) if outer is not None else None
            if subject is not None and segment_client(self.resolver.type_of(one.program, subject)):
                return self._made(one.program, subject)
            if around.type == "function_declaration":
                return None
        return None

    def _typed_slot(self, one: Reference) -> Slot | None:
        for around in (one.node, *one.program.ancestors(one.node)):
            for declaration in self._declared(one.program, around):
                if declaration.type_node is not None and declaration.type_node.start_byte <= one.node.start_byte and (
                    one.node.end_byte <= declaration.type_node.end_byte
                ):  # fmt: skip
                    return declaration.key
                value = declaration.value
                is_asked_for = value is not None and value.start_byte <= one.node.start_byte < value.end_byte
                if is_asked_for and self.is_of_client(self.resolver.declared_type(declaration)):
                    # ``by inject<Analytics>()``
                    return declaration.key
            if (call := invocation_of(one.program, around)) is not None and (
                given := self._given(one, call)
            ) is not None:
                return given
            if around.type in ("function_declaration", "method_declaration"):
                body = next((each for each in around.named_children if each.type in ("function_body", "block")), None)
                if body is not None and one.node.start_byte >= body.start_byte:
                    return None
                name = around.child_by_field_name("name")
                return (one.program.path, name.start_byte) if name is not None else None
            if around.type in ("as_expression", "cast_expression"):
                continue
            if around.type in CLASS_TYPES:
                return None
        return None

    def _given(self, one: Reference, call: Invocation) -> Slot | None:
        """The parameter that gets what a class is named for: ``Reporter(mock(Analytics.class))``."""
        for index, argument in enumerate(call.arguments):
            if not argument.value.start_byte <= one.node.start_byte < argument.value.end_byte:
                continue
            for parameters in self.targets(one.program, call):
                named = next((each for each in parameters if each.name == argument.name), None)
                found = named or (parameters[index] if index < len(parameters) else None)
                if found is not None and self.is_of_client(self.resolver.declared_type(found)):
                    return found.key
        return None

    def _variable_slot(self, one: Reference) -> Slot | None:
        """The variable that holds what the client is given."""
        for around in one.program.ancestors(one.node):
            for declaration in self._declared(one.program, around):
                if declaration.value is not None and one.program.span(declaration.value).contains(one.span):
                    return declaration.key
        return None

    def _plugin_slot(self, one: Reference) -> Slot | None:
        """The class of a plugin, the variable with the object, or the client that the object is given to at once."""
        whole = one.program.within(one.node, *CLASS_TYPES, "object_literal")
        name = whole.child_by_field_name("name") if whole is not None else None
        if whole is None or name is not None:
            return (one.program.path, name.start_byte) if name is not None else None
        for around in one.program.ancestors(whole):
            call = invocation_of(one.program, around)
            if call is not None:
                return self._given_to(one.program, call) if call.name in ("add", "remove") else None
            if around.type == "property_declaration":
                return self._variable_slot(one)
        return None

    def slot_of(self, program: Program, meant: Meant | None) -> Slot | None:
        """The slot of what an expression reads."""
        if meant is None:
            return None
        if meant.is_singleton:
            return SINGLETON
        if (
            meant.declaration is not None
            and meant.declaration.kind in ("lambda", "element")
            and meant.declaration.value is not None
        ):
            # What a scope function hands to its lambda.
            declared = meant.declaration
            return self.slot_of(declared.program, self.resolver.evaluate(declared.program, meant.declaration.value))
        return meant.declaration.key if meant.declaration is not None else None

    def _sent(self) -> Iterator[tuple[Slot, Slot]]:
        """A client and the messages that it sends."""
        for use in self.messages.uses:
            call = invocation_of(use.program, use.around) if use.end is End.SENT and use.around is not None else None
            if call is None:
                continue
            own = self.resolver.evaluate(use.program, call.receiver) if call.receiver is not None else None
            slot = self.slot_of(use.program, own)
            if slot is not None:
                yield slot, use.key

    # --- links -----------------------------------------------------------------------------------------------------

    def _links(self, program: Program) -> Iterator[tuple[Slot, Slot]]:
        for node in program.nodes:
            for declaration in self._declared(program, node):
                if declaration.value is not None and (slot := self.value_slot(program, declaration.value)) is not None:
                    yield declaration.key, slot
                kind = self.resolver.declared_type(declaration)
                self.declarations.setdefault(declaration.key, declaration)
                if self.is_of_client(kind) and (self._is_injected(declaration) or self._goes_unseen(declaration, kind)):
                    yield declaration.key, INJECTED
            last = defined_in(program, node)
            if last is not None and (slot := self.value_slot(program, last)) is not None:
                yield INJECTED, slot
            if node.type in ("assignment", "assignment_expression"):
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None:
                    target = self.slot_of(program, self.resolver.evaluate(program, left))
                    slot = self.value_slot(program, right)
                    if target is not None and slot is not None:
                        yield target, slot
            elif node.type in ("return_expression", "return_statement", "jump_expression"):
                yield from self._returned(program, node)
            elif (call := invocation_of(program, node)) is not None:
                yield from self._passed(program, call)

    def _declared(self, program: Program, node: Node) -> Iterator[Declaration]:
        match node.type:
            case "property_declaration":
                yield from property_names(program, node)
            case "field_declaration" | "local_variable_declaration":
                yield from java_variables(program, node)
            case "class_parameters" | "function_value_parameters" | "formal_parameters":
                yield from parameters_of(program, node)
            case "function_declaration" | "method_declaration":
                info = self.workspace.index.files[program.path]
                name = node.child_by_field_name("name")
                own = self.workspace.index.class_around(program, node)
                listed = own.members if own is not None else info.top
                if name is not None:
                    for one in listed.get(program.text(name).strip("`"), ()):
                        if one.node.id == name.id:
                            yield one
            case _:
                return

    def value_slot(self, program: Program, node: Node) -> Slot | None:
        """The slot of the client that an expression gives."""
        found = self.resolver.evaluate(program, node)
        if found is None or not self.is_of_client(found.type):
            lazily = self._lazy_value(program, node)
            return self.value_slot(program, lazily) if lazily is not None else None
        slot = self.slot_of(program, found)
        return slot if slot is not None else self._made(program, node)

    def _lazy_value(self, program: Program, node: Node) -> Node | None:
        """The last expression of ``lazy { … }``."""
        call = invocation_of(program, node)
        if call is None or call.name != "lazy" or call.trailing is None:
            return None
        return last_of(call.trailing)

    def _made(self, program: Program, node: Node) -> Slot | None:
        """The construction that an expression's value comes from."""
        for one in self.workspace.references.get(program.path, ()):
            if one.role is Role.CONSTRUCTION and node.start_byte <= one.node.start_byte and (
                one.node.end_byte <= node.end_byte
            ):  # fmt: skip
                return one.program.path, one.node.start_byte
        return None

    def _returned(self, program: Program, node: Node) -> Iterator[tuple[Slot, Slot]]:
        values = [one for one in node.named_children if one.type not in COMMENTS and one.type != "label"]
        slot = self.value_slot(program, values[-1]) if values else None
        if slot is None:
            return
        around = program.within(node, "function_declaration", "method_declaration", "lambda_literal", "getter")
        if around is None:
            return
        if around.type == "getter":
            declaration = program.parent(around)
            for one in property_names(program, declaration) if declaration is not None else ():
                yield one.key, slot
            return
        name = around.child_by_field_name("name")
        if name is not None:
            yield (program.path, name.start_byte), slot

    def _passed(self, program: Program, call: Invocation) -> Iterator[tuple[Slot, Slot]]:
        if call.name == "setSingletonInstance" and call.arguments:
            owner = self.resolver.evaluate(program, call.receiver) if call.receiver is not None else None
            slot = self.value_slot(program, call.arguments[0].value)
            if slot is not None and owner is not None and owner.class_name is not None:
                yield SINGLETON, slot
        if call.receiver is not None and (own := self.slot_of(program, self.resolver.evaluate(program, call.receiver))):
            meant = self.resolver.evaluate(program, call.node)
            function = meant.declaration if meant is not None else None
            if function is not None and function.kind == "function" and function.whole is not None:
                if function.program.is_kotlin and receiver_type(function.whole) is not None:
                    yield function.key, own
        yield from self._registered(program, call)
        given = [(index, one) for index, one in enumerate(call.arguments)]
        slots = [(index, one, self.value_slot(program, one.value)) for index, one in given]
        if not any(slot is not None for _, _, slot in slots):
            return
        for parameters in self.targets(program, call):
            for index, one, slot in slots:
                if slot is None:
                    continue
                target = next((each for each in parameters if one.name is not None and each.name == one.name), None)
                if target is None and one.name is None and index < len(parameters):
                    target = parameters[index]
                if target is not None:
                    yield target.key, slot

    def _registered(self, program: Program, call: Invocation) -> Iterator[tuple[Slot, Slot]]:
        """A client and the variable with what it is given, such as a bridge."""
        for argument in call.arguments if call.name in ("add", "remove", "use") else ():
            found = self.resolver.evaluate(program, argument.value)
            slot = self._given_to(program, call) if found is not None else None
            if found is None or slot is None:
                continue
            if found.declaration is not None:
                yield found.declaration.key, slot
            info = self.resolver.index.class_named(found.type.name) if found.type is not None else None
            name = info.node.child_by_field_name("name") if info is not None else None
            if info is not None and name is not None:
                yield (info.program.path, name.start_byte), slot

    def _given_to(self, program: Program, call: Invocation) -> Slot | None:
        """The client of a call that gives it something."""
        if call.receiver is None:
            implicit = self.resolver.implicit_client(program, call)
            slot = self.slot_of(program, implicit[1]) if implicit is not None else None
        else:
            slot = self.value_slot(program, call.receiver)
        if slot is None:
            lambdas = [one for one in program.ancestors(call.node) if one.type == "lambda_literal"]
            outer = self.resolver.lambda_call(program, lambdas[0]) if lambdas else None
            subject = self.resolver.lambda_subject(outer) if outer is not None and call.receiver is None else None
            slot = self._made(program, subject) if subject is not None else None
        return slot or self._construction_around(program, call)

    def _construction_around(self, program: Program, call: Invocation) -> Slot | None:
        for one in self.workspace.references.get(program.path, ()):
            if one.role is Role.CONSTRUCTION and one.covers.contains(program.span(call.node)):
                return one.program.path, one.node.start_byte
        return None

    def targets(self, program: Program, call: Invocation) -> list[list[Declaration]]:
        """The parameter lists of the project's functions or constructors that a call may run."""
        meant = self.resolver.evaluate(program, call.node)
        functions: list[Declaration] = []
        if meant is not None and meant.declaration is not None and meant.declaration.kind == "function":
            functions = [meant.declaration]
        elif meant is not None and meant.type is not None:
            info = self.workspace.index.class_named(meant.type.name)
            functions = info.constructors if info is not None else []
        if not functions and call.receiver is None and (own := self.resolver.function(program, call)) is not None:
            functions = [own]
        return [parameters_of(one.program, one.whole) for one in functions if one.whole is not None]

    def _overridden(self, info: ClassInfo) -> Iterator[tuple[Slot, Slot]]:
        for node in info.supertypes:
            above = self.resolver.resolve_type(info.program, node)
            base = self.workspace.index.class_named(above.name) if above is not None else None
            if base is None:
                continue
            for name, members in info.members.items():
                for one in members:
                    for other in self.resolver.members(base, name, with_companion=False):
                        if self.is_of_client(self.resolver.declared_type(one)):
                            yield one.key, other.key

    def _anonymous(self, program: Program) -> Iterator[tuple[Slot, Slot]]:
        """Functions of objects without a class of their own, with those that they override."""
        for node in program.nodes:
            if node.type not in ("object_literal", "object_creation_expression"):
                continue
            body = next((one for one in node.named_children if one.type == "class_body"), None)
            named = node.child_by_field_name("type")
            listed = [named] if named is not None else types_above(node)
            above = [self.resolver.resolve_type(program, one) for one in listed]
            bases = [self.workspace.index.class_named(one.name) for one in above if one is not None]
            for function in body.named_children if body is not None else ():
                name = function.child_by_field_name("name")
                if function.type not in ("function_declaration", "method_declaration") or name is None:
                    continue
                for other in (
                    other
                    for base in bases
                    for other in self.resolver.members(base, program.text(name), with_companion=False)
                    if self.is_of_client(self.resolver.declared_type(other))
                ):
                    own = Declaration(program, name, "function", whole=function)
                    self.declarations.setdefault(own.key, own)
                    yield own.key, other.key

    def is_of_client(self, kind: Type | None) -> bool:
        """Tell whether a type is the client's, or one around it."""
        if kind is None:
            return False
        return segment_client(kind) or any(self.is_of_client(one) for one in kind.arguments)

    def _goes_unseen(self, declaration: Declaration, kind: Type | None) -> bool:
        """Tell whether a client goes on through a class, or an overridden function, that shows nothing of it."""
        if kind is not None and not segment_client(kind) and kind.simple not in WRAPPERS:
            return True
        whole = declaration.whole
        if declaration.kind != "function" or whole is None or declaration.owner is None:
            return False
        modifiers = modifiers_of(declaration.program, whole)
        if not re.search(r"\boverride\b|@Override\b", modifiers):
            return False
        above = self.resolver.members(declaration.owner, declaration.name, with_companion=False)
        return all(one.owner is declaration.owner for one in above)

    @staticmethod
    def _is_injected(declaration: Declaration) -> bool:
        program, whole = declaration.program, declaration.whole
        if whole is None:
            return False
        if CONTAINER.search(modifiers_of(program, whole)):
            return True
        if declaration.kind == "function" and declaration.owner is not None:
            return COMPONENT.search(modifiers_of(program, declaration.owner.node)) is not None
        if declaration.is_delegated and declaration.value is not None:
            call = invocation_of(program, declaration.value)
            return call is not None and call.name in ("inject", "injectLazy", "instance", "koinInject")
        if declaration.kind in ("member", "parameter") and whole.type in ("class_parameter", "formal_parameter"):
            around = program.within(whole, "primary_constructor", "constructor_declaration", "secondary_constructor")
            return around is not None
        return False

    def _join(self, left: Slot, right: Slot) -> None:
        first, second = self._root(left), self._root(right)
        if first != second:
            self._above[second] = first

    def _root(self, slot: Slot) -> Slot:
        while slot in self._above:
            slot = self._above[slot]
        return slot


def defined_in(program: Program, node: Node) -> Node | None:
    """What Koin's ``single { … }`` gives; the grammar reads ``single<A> { … }`` as two comparisons."""
    call = invocation_of(program, node)
    if call is not None:
        is_definition = call.name in DEFINITIONS and call.trailing is not None and call.node.id == node.id
        return last_of(call.trailing) if is_definition and call.trailing is not None else None
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type != "binary_expression" or left is None or right is None or right.type != "lambda_literal":
        return None
    name = left.child_by_field_name("left") if left.type == "binary_expression" else None
    return last_of(right) if name is not None and program.text(name) in DEFINITIONS else None


def last_of(node: Node) -> Node | None:
    """The last expression of a lambda."""
    literal = node
    while literal.type != "lambda_literal":
        inner = [one for one in literal.named_children if one.type in ("lambda_literal", "annotated_lambda")]
        if not inner:
            return None
        literal = inner[0]
    children = [one for one in literal.named_children if one.type not in COMMENTS and one.type != "lambda_parameters"]
    return children[-1] if children else None


def is_found_anywhere(one: Reference) -> bool:
    """Tell whether a reference finds its client by ``Analytics.with(…)``."""
    return one.meant is not None and one.meant.is_singleton and one.role in (Role.CALL, Role.CLIENT)


def call_of_with(one: Reference) -> Invocation | None:
    """``Analytics.with(…)`` where a reference writes it out."""
    node = one.node if one.role is Role.CLIENT else one.invocation.receiver if one.invocation is not None else None
    call = invocation_of(one.program, unwrapped(node)) if node is not None else None
    return call if call is not None and call.name == "with" and call.receiver is not None else None


def find_homes(workspace: Workspace) -> list[Home]:
    """The places that set the client of the app."""
    return [
        Home(one.program, workspace.index.class_around(one.program, one.node), one.node)
        for path in sorted(workspace.references)
        for one in workspace.references[path]
        if one.role is Role.SINGLETON
    ]


def find_application(workspace: Workspace) -> Home | None:
    """The one Application class of an app, where it does something when the app starts."""
    paths = [
        path
        for path, data in sorted(workspace.sources.holding({b"Application"}))
        if APPLICATION.search(data) and not TEST_PATH.search(path)
    ]
    program = workspace.index.program(paths[0]) if len(paths) == 1 else None
    if program is None or re.search(rb"\bamplitude\b", program.data):
        return None
    for node in program.nodes:
        call = invocation_of(program, node)
        if call is None or call.name != "onCreate" or call.receiver is None or program.text(call.receiver) != "super":
            continue
        owner = workspace.index.class_around(program, node)
        place = node if program.is_kotlin else program.parent(node)
        if owner is not None and owner.outer is None and place is not None and not program.is_broken(node):
            if workspace.resolver.is_subclass(owner, "Application"):
                return Home(program, owner, place, is_new=True)
    return None
