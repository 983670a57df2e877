"""Every place of a file that refers to Segment, and where clients are handed on from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import (
    Class,
    Client,
    Function,
    GlobalObject,
    Identity,
    Instance,
    Meaning,
    Members,
    Method,
    SdkMember,
    SdkModule,
    holds_client,
)
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import Resolver, text_of_operator
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node

TYPES_NAMESPACE = "SegmentAnalytics"
"""The global namespace that @types/segment-analytics declares."""
VUE_ROOTS = ("Vue", "Vue.prototype", "app.config.globalProperties", "VueConstructor.prototype")


TEST_FILE = re.compile(r"(?:^|/)(?:__tests__|__mocks__|tests?|spec)/|[.-](?:test|spec)\.[cm]?[jt]sx?$")


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One token that stands for something of Segment's, and the expression around it that means it."""

    program: Program
    leaf: Node
    expression: Node
    meaning: Meaning
    binding: Binding | None

    @property
    def is_declaration(self) -> bool:
        """Tell whether the token declares the name."""
        return self.binding is not None and self.binding.name_node.id == self.leaf.id


def is_relevant(meaning: Meaning | None) -> bool:
    """Tell whether a name with this meaning is a reference to Segment."""
    if meaning is None:
        return False
    return isinstance(meaning, (SdkModule, SdkMember, Method, Identity)) or holds_client(meaning) is not None


class Scanner:
    """Finds references in programs; ``member_names`` are the property names known to hold clients."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.member_names: set[str] = set(resolver.global_names)

    def references(self, program: Program) -> list[Reference]:
        """All references of one file, in order."""
        names = {binding.name for binding in program.bindings() if is_relevant(self.resolver.binding(program, binding))}
        found = []
        for node in program.tokens(names | self.member_names | {TYPES_NAMESPACE}):
            reference = self._reference(program, node)
            if reference is not None:
                found.append(reference)
        made = [found_here for call in program.calls for found_here in self._call_references(program, call)]
        return sorted([*found, *made], key=lambda reference: reference.leaf.start_byte) if made else found

    def _call_references(self, program: Program, call: Node) -> Iterator[Reference]:
        """What is done with the client that a call gives: ``getClient().track(…)``, ``(await load()).track(…)``."""
        if self.resolver.own.wrappers:
            function = syntax.unwrap(field(call, "function") or call)
            method = self.resolver.evaluate(program, function)
            parts = syntax.member_parts(function) if function.type != "identifier" else None
            if isinstance(method, Method) and self.resolver.own.is_wrapper(method) and parts is not None:
                yield Reference(program, parts[1], function, method, None)
                return
        meaning = self.resolver.evaluate(program, call)
        if meaning is None or holds_client(meaning) is None:
            return
        callee = self.resolver.evaluate(program, field(call, "function") or field(call, "constructor"))
        node = syntax.outermost(call)
        parent = node.parent
        is_made = isinstance(callee, SdkMember)
        if isinstance(callee, SdkMember) and (root := _root(call)).type != "identifier":
            yield Reference(program, root, root, callee, None)
        if parent is not None and parent.type == "await_expression" and not is_made:
            if is_thenable(meaning):
                yield Reference(program, call, call, meaning, None)
                return
            call, meaning = parent, self.resolver.evaluate(program, parent)
            node = syntax.outermost(call)
            parent = node.parent
        if parent is None or not isinstance(meaning, Client):
            return
        parts = syntax.member_parts(parent)
        if parts is not None and syntax.same(field(parent, "object"), node):
            is_chained = is_made or isinstance(callee, Method)
            if not is_chained or (parts[2] in sdks.METHODS and parts[2] not in ("load", "setup")):
                yield Reference(program, call, call, meaning, None)
        elif not is_made and not isinstance(callee, Method):
            name = field(parent, "name")
            if parent.type == "arguments" or (name is not None and name.type == "object_pattern"):
                yield Reference(program, call, call, meaning, None)

    def flows(self, program: Program) -> bool:
        """Keep what becomes of the clients that calls and constructions give; true when a fact is new."""
        is_new = False
        for call in program.calls:
            meaning = self.resolver.evaluate(program, call)
            if meaning is not None and holds_client(meaning) is not None:
                is_new |= self._flow(program, call, meaning)
            is_new |= self._refuse_mixed(program, call)
        return is_new

    def _refuse_mixed(self, program: Program, call: Node) -> bool:
        """A parameter that gets a client here and something unknown there is not proven."""
        callee = field(call, "function") or field(call, "constructor")
        function = called_function(self.resolver.evaluate(program, callee))
        if function is None or TEST_FILE.search(program.path):
            return False
        is_new = False
        arguments = field(call, "arguments")
        for index, passed in enumerate(children(arguments) if arguments is not None else ()):
            parameter = parameter_at(function.node, index)
            if parameter is None or passed.type == "spread_element":
                break
            key = ("parameter", function.program.path, parameter.start_byte)
            if key not in self.resolver.facts or syntax.unwrap(passed).type in ("undefined", "null"):
                continue
            meaning = self.resolver.evaluate(program, passed)
            if meaning is None or isinstance(meaning, (Instance, Class, Function)):
                is_new |= self.resolver.refuse_fact(key)
        return is_new

    def exported_members(self, program: Program) -> bool:
        """Learn the names under which a module exports clients, for ``import * as lib`` and ``lib.analytics``."""
        is_new = False
        for name in program.exports:
            if name != "module.exports" and holds_client(self.resolver.exported(program.path, name)) is not None:
                is_new |= self._learn(name)
        return is_new

    def _reference(self, program: Program, node: Node) -> Reference | None:
        if node.type == "property_identifier" or node.type == "private_property_identifier":
            parent = node.parent
            if parent is not None and parent.type == "property_signature":
                return self._global_member(program, node, parent)
            if parent is None or parent.type != "member_expression" or not syntax.same(field(parent, "property"), node):
                return None
            return self._member_reference(program, node, parent)
        if node.type == "string_fragment":
            string = node.parent
            parent = string.parent if string is not None else None
            if string is None or parent is None:
                return None
            if parent.type != "subscript_expression":
                return self._named_reference(program, node, string)
            return self._member_reference(program, node, parent)
        if node.type in (
            "identifier",
            "type_identifier",
            "shorthand_property_identifier",
            "shorthand_property_identifier_pattern",
        ):
            return self._name_reference(program, node)
        return None

    def _member_reference(self, program: Program, leaf: Node, parent: Node) -> Reference | None:
        meaning = self.resolver.evaluate(program, parent)
        if meaning is None or not is_relevant(meaning) or isinstance(meaning, (Method, SdkMember, Identity)):
            return None
        return Reference(program, leaf, parent, meaning, None)

    def _global_member(self, program: Program, leaf: Node, signature: Node) -> Reference | None:
        """The declaration of the global in ``interface Window``, where its type does not already speak of Segment."""
        if not syntax.same(field(signature, "name"), leaf) or not is_global_interface(signature):
            return None
        meaning = self.resolver.global_property(text_of(leaf))
        annotation = field(signature, "type")
        if meaning is None or not is_relevant(meaning):
            return None
        if annotation is not None and holds_client(self.resolver.type(program, annotation)) is not None:
            return None
        return Reference(program, leaf, leaf, meaning, None)

    def _named_reference(self, program: Program, leaf: Node, string: Node) -> Reference | None:
        """A property that is named by a string, as in ``"analytics" in window`` or ``Object.defineProperty``."""
        owner = named_owner(string)
        if owner is None:
            return None
        name = text_of(leaf)
        meaning: Meaning | None = None
        if (owner.type == "member_expression" and text_of(owner).endswith(".stubGlobal")) or isinstance(
            self.resolver.evaluate(program, owner), GlobalObject
        ):
            meaning = self.resolver.global_property(name)
        elif name.startswith("$"):
            meaning = self.resolver.facts.get(("instance", name, 0))
        if meaning is None or not is_relevant(meaning):
            return None
        return Reference(program, leaf, string, meaning, None)

    def _name_reference(self, program: Program, node: Node) -> Reference | None:
        parent = node.parent
        if parent is not None and parent.type in ("import_specifier", "export_specifier"):
            if not syntax.same(field(parent, "alias") or field(parent, "name"), node) and parent.type[0] == "i":
                return None
            if parent.type == "export_specifier" and not self._is_local_export(parent, node):
                return None
        if parent is not None and parent.type in ("nested_type_identifier",) and node.type == "type_identifier":
            return None
        name = text_of(node)
        binding = program.lookup(name, node.start_byte)
        if (
            name == TYPES_NAMESPACE
            and binding is None
            and parent is not None
            and parent.type == "nested_type_identifier"
        ):
            return Reference(program, node, node, SdkMember(sdks.CLASSIC, name), None)
        if binding is not None:
            meaning = self.resolver.binding(program, binding)
        elif node.type in ("identifier", "shorthand_property_identifier"):
            meaning = self.resolver.name(program, name, node.start_byte)
        else:
            return None
        if meaning is None or not is_relevant(meaning):
            return None
        return Reference(program, node, node, meaning, binding)

    @staticmethod
    def _is_local_export(specifier: Node, node: Node) -> bool:
        statement = specifier.parent.parent if specifier.parent is not None else None
        return (
            statement is not None and field(statement, "source") is None and syntax.same(field(specifier, "name"), node)
        )

    # --- where clients go --------------------------------------------------------------------------------------

    def hand_on(self, reference: Reference) -> bool:
        """Keep what a reference hands on as facts; true when one of them is new."""
        if holds_client(reference.meaning) is None:
            return False
        if reference.leaf.type == "type_identifier":
            return False
        if reference.is_declaration:
            return self._declared(reference)
        return self._flow(reference.program, reference.expression, reference.meaning)

    def typed_members(self, program: Program) -> bool:
        """Learn the names of fields and properties whose declared type holds a client."""
        is_new = False
        for node in program.typed_members:
            name = syntax.property_name(field(node, "name") or field(node, "pattern"))
            annotation = field(node, "type")
            if name is None or annotation is None:
                continue
            meaning = self.resolver.type(program, annotation)
            if meaning is not None and holds_client(meaning) is not None:
                is_new |= self._learn(name)
                if name.startswith("$"):
                    is_new |= self.resolver.add_fact(("instance", name, 0), meaning)
        return is_new

    def _learn(self, name: str) -> bool:
        name = name.lstrip("#") if name.startswith("#") else name
        if name in self.member_names:
            return False
        self.member_names.add(name)
        return True

    def _declared(self, reference: Reference) -> bool:
        binding = reference.binding
        if binding is None or binding.kind != "parameter":
            return False
        parent = binding.node
        if any(child.type == "accessibility_modifier" or child.type == "readonly" for child in parent.children):
            return self._learn(binding.name)
        return False

    def _flow(self, program: Program, expression: Node, meaning: Meaning) -> bool:
        node = syntax.outermost(expression)
        parent = node.parent
        if parent is None:
            return False
        kind = parent.type
        if kind == "arguments":
            return self._into_call(program, parent, node, meaning)
        if kind == "assignment_expression" and syntax.same(field(parent, "right"), node):
            return self._into_assignment(program, parent, meaning)
        if kind in ("public_field_definition", "field_definition"):
            name = syntax.property_name(field(parent, "name") or field(parent, "property"))
            return self._learn(name) if name is not None else False
        if kind == "pair" and syntax.same(field(parent, "value"), node):
            name = syntax.property_name(field(parent, "key"))
            is_new = self._learn(name) if name is not None else False
            owner = parent.parent
            return self._into_object(program, owner, name, meaning) | is_new if owner is not None else is_new
        if kind == "object" and node.type == "shorthand_property_identifier":
            return self._learn(text_of(node)) | self._into_object(program, parent, text_of(node), meaning)
        if kind == "return_statement" or (kind == "arrow_function" and syntax.same(field(parent, "body"), node)):
            return self._into_return(program, parent, meaning)
        if kind == "await_expression":
            awaited = self.resolver.awaited(meaning)
            return self._flow(program, parent, awaited) if awaited is not None else False
        if kind in ("ternary_expression", "sequence_expression"):
            return self._flow(program, parent, meaning)
        if kind == "binary_expression" and text_of_operator(parent) in ("||", "??", "&&"):
            return self._flow(program, parent, meaning)
        if kind == "jsx_expression":
            return self._into_attribute(program, parent, meaning)
        if kind == "export_statement" or kind == "export_specifier":
            return False
        return False

    def _into_object(self, program: Program, owner: Node, name: str | None, meaning: Meaning | None = None) -> bool:
        members = Members(program, owner, owner.id)
        holder = owner.parent
        if name is not None and holder is not None and holder.type == "pair" and meaning is not None:
            if syntax.property_name(field(holder, "key")) == "provide" and _is_plugin_result(holder):
                self._learn(f"${name}")
                return self.resolver.add_fact(("instance", f"${name}", 0), meaning)
        around = syntax.outermost(owner).parent
        if around is not None and around.type == "arguments":
            return self._into_call(program, around, syntax.outermost(owner), members)
        if around is not None and around.type == "jsx_expression":
            return self._into_attribute(program, around, members)
        if around is not None and around.type == "assignment_expression":
            return self._into_assignment(program, around, members)
        return False

    def _into_call(self, program: Program, arguments: Node, node: Node, meaning: Meaning) -> bool:
        call = arguments.parent
        if call is None:
            return False
        index = next((i for i, child in enumerate(children(arguments)) if child.id == node.id), -1)
        callee_node = field(call, "function") or field(call, "constructor")
        if callee_node is None or index < 0:
            return False
        function = called_function(self.resolver.evaluate_everywhere(program, callee_node))
        if function is not None:
            parameter = parameter_at(function.node, index)
            if parameter is None:
                return False
            step = f"passed at {program.path}:{program.document.position(node.start_byte)[0]}"
            key = ("parameter", function.program.path, parameter.start_byte)
            return self.resolver.add_fact(key, meaning.through(step))
        parts = syntax.member_parts(callee_node)
        name = parts[2] if parts is not None else text_of(callee_node)
        passed = children(arguments)
        if name == "provide" and index == 1 and (key_text := syntax.string_value(passed[0])) is not None:
            return self.resolver.add_fact(("provided", key_text, 0), meaning)
        if name == "inject" and index == 1 and (key_text := syntax.string_value(passed[0])) is not None:
            self._learn(f"${key_text}")
            return self.resolver.add_fact(("instance", f"${key_text}", 0), meaning)
        binding = program.lookup(name, callee_node.start_byte) if parts is None else None
        if binding is not None and binding.kind == "variable" and binding.key == (1,):
            value = field(binding.node, "value")
            if value is not None and text_of(value).partition("(")[0].partition("<")[0].endswith("useState"):
                return self.resolver.add_fact(("state", program.path, value.start_byte), meaning)
        return False

    def _into_assignment(self, program: Program, assignment: Node, meaning: Meaning) -> bool:
        left = field(assignment, "left")
        parts = syntax.member_parts(left) if left is not None else None
        if parts is None:
            return False
        target, _, name = parts
        is_new = self._learn(name) if not isinstance(meaning, Members) else False
        step = f"assigned to `{text_of(left)}` at {program.path}:{program.document.position(target.start_byte)[0]}"  # type: ignore[arg-type]
        meaning = meaning.through(step)
        owner = self.resolver.evaluate_everywhere(program, target)
        if isinstance(owner, GlobalObject):
            return self.resolver.add_fact(("global", name, 0), meaning) | is_new
        target_text = text_of(target)
        if target_text.endswith(("Vue.prototype", "globalProperties")) or target_text == "Vue":
            return self.resolver.add_fact(("instance", name, 0), meaning) | is_new
        if name in ("current", "value") and target.type == "identifier":
            binding = program.lookup(target_text, target.start_byte)
            value = field(binding.node, "value") if binding is not None and binding.kind == "variable" else None
            if value is not None and value.type == "call_expression":
                return self.resolver.add_fact(("ref", program.path, value.start_byte), meaning) | is_new
        if isinstance(owner, Members):
            key = ("member", owner.program.path, f"{owner.node.start_byte}.{name}")
            return self.resolver.add_fact(key, meaning) | is_new
        if isinstance(owner, Instance):
            key = ("field", owner.of.program.path, f"{owner.of.node.start_byte}.{name}")
            return self.resolver.add_fact(key, meaning) | is_new
        return is_new

    def _into_return(self, program: Program, node: Node, meaning: Meaning) -> bool:
        """A getter of ``Object.defineProperty(Vue.prototype, "$name", …)`` makes an instance property."""
        found = defined_property(node)
        if found is None:
            return False
        target, name = found
        self._learn(name)
        if target in VUE_ROOTS or target.endswith((".prototype", "globalProperties")):
            return self.resolver.add_fact(("instance", name, 0), meaning)
        if target in syntax.GLOBAL_OBJECTS:
            return self.resolver.add_fact(("global", name, 0), meaning)
        return False

    def _into_attribute(self, program: Program, container: Node, meaning: Meaning) -> bool:
        attribute = container.parent
        element = attribute.parent if attribute is not None else None
        if attribute is None or element is None or attribute.type != "jsx_attribute":
            return False
        name = text_of(children(attribute)[0])
        tag = field(element, "name")
        if tag is None:
            return False
        parts = syntax.member_parts(tag)
        if parts is not None and parts[2] == "Provider" and name == "value":
            return self._into_context(program, parts[0], meaning)
        component = self.resolver.evaluate_everywhere(program, tag)
        if isinstance(component, Class) and not isinstance(meaning, Members):
            self._learn(name)
            key = ("prop", component.program.path, f"{component.node.start_byte}.{name}")
            return self.resolver.add_fact(key, meaning)
        if isinstance(component, Function):
            parameter = parameter_at(component.node, 0)
            if parameter is not None and not isinstance(meaning, Members):
                self._learn(name)
                key = ("prop", component.program.path, f"{parameter.start_byte}.{name}")
                return self.resolver.add_fact(key, meaning)
        return False

    def _into_context(self, program: Program, context: Node, meaning: Meaning) -> bool:
        found = self.resolver.definition(program, context)
        if found is None or found[1].type != "call_expression":
            return False
        return self.resolver.add_fact(("context", found[0].path, found[1].start_byte), meaning)


def defined_property(node: Node) -> tuple[str, str] | None:
    """Target and name of the ``Object.defineProperty`` call that a returned or given value is for."""
    for around in syntax.ancestors(node):
        if around.type in ("statement_block", "method_definition", "pair", "object", "arrow_function"):
            continue
        if around.type in ("function_expression", "return_statement", "if_statement"):
            continue
        if around.type != "arguments":
            return None
        call = around.parent
        callee = field(call, "function") if call is not None else None
        passed = children(around)
        if callee is None or text_of(callee) not in ("Object.defineProperty", "Reflect.defineProperty"):
            return None
        name = syntax.string_value(passed[1]) if len(passed) > 2 else None
        return (text_of(passed[0]), name) if name is not None else None
    return None


NAMED_SECOND = frozenset(
    [
        "Object.hasOwn",
        "Object.defineProperty",
        "Object.getOwnPropertyDescriptor",
        "Reflect.has",
        "Reflect.get",
        "Reflect.defineProperty",
        "Reflect.deleteProperty",
        "jest.spyOn",
        "vi.spyOn",
    ]
)
"""Functions that take an object and then the name of a property."""


def named_owner(string: Node) -> Node | None:
    """The object whose property a string names; the function itself for ``vi.stubGlobal``."""
    parent = string.parent
    if parent is None:
        return None
    if parent.type == "binary_expression":
        operator = field(parent, "operator")
        is_left = syntax.same(field(parent, "left"), string)
        return field(parent, "right") if operator is not None and text_of(operator) == "in" and is_left else None
    call = parent.parent if parent.type == "arguments" else None
    callee = field(call, "function") if call is not None else None
    if callee is None:
        return None
    passed = children(parent)
    parts = syntax.member_parts(syntax.unwrap(callee))
    if parts is not None and parts[2] in ("hasOwnProperty", "propertyIsEnumerable") and syntax.same(passed[0], string):
        return parts[0]
    name = text_of(callee)
    if name.endswith(".stubGlobal") and passed and syntax.same(passed[0], string):
        return callee
    if len(passed) < 2 or not syntax.same(passed[1], string):
        return None
    return passed[0] if name in NAMED_SECOND or name.endswith("hasOwnProperty.call") else None


def defined_value(string: Node) -> Node | None:
    """The object that ``defineProperty(window, "name", { value: {…} })`` or ``stubGlobal("name", {…})`` puts there."""
    passed = children(string.parent) if string.parent is not None else []
    given = next((node for node in passed if node.start_byte > string.start_byte and node.type == "object"), None)
    if given is None or syntax.same(passed[0], string):
        return given
    for child in children(given):
        value = field(child, "value") if child.type == "pair" else None
        if value is not None and syntax.property_name(field(child, "key")) == "value":
            return syntax.unwrap(value) if syntax.unwrap(value).type == "object" else None
    return None


def is_global_interface(signature: Node) -> bool:
    """Tell whether a member belongs to ``interface Window`` or another type of the global object."""
    for around in syntax.ancestors(signature):
        if around.type == "interface_declaration":
            name = field(around, "name")
            return name is not None and text_of(name) in ("Window", "GlobalThis", "Global", "WorkerGlobalScope")
        if around.type == "object_type" and around.parent is not None and around.parent.type != "interface_declaration":
            return False
    return False


def instance_key(node: Node) -> Node | None:
    """The key under which Nuxt puts a value on every instance: of ``inject("segment", …)`` or of ``provide: { … }``."""
    if node.type == "call_expression":
        arguments = field(node, "arguments")
        passed = children(arguments) if arguments is not None else []
        if text_of(field(node, "function") or node).rpartition(".")[2] != "inject" or len(passed) < 2:
            return None
        return next((child for child in passed[0].named_children if child.type == "string_fragment"), None)
    owner = node if node.type == "object" else node.parent
    holder = owner.parent if owner is not None and owner.type == "object" else None
    if holder is None or holder.type != "pair" or syntax.property_name(field(holder, "key")) != "provide":
        return None
    if not _is_plugin_result(holder):
        return None
    if node.type == "pair":
        return field(node, "key")
    return None


def _is_plugin_result(pair: Node) -> bool:
    """Tell whether ``provide`` stands in what a plugin function of Nuxt returns."""
    owner = pair.parent
    for around in syntax.ancestors(owner) if owner is not None else ():
        if around.type == "call_expression":
            return text_of(field(around, "function") or around) == "defineNuxtPlugin"
        if around.type not in (*syntax.FUNCTIONS, "return_statement", "statement_block", "arguments", *syntax.WRAPPERS):
            return False
    return False


def constructor_of(owner: Class) -> Function | None:
    """The constructor of a class, if it writes one."""
    body = field(owner.node, "body")
    for member in children(body) if body is not None else ():
        if member.type == "method_definition" and syntax.property_name(field(member, "name")) == "constructor":
            return Function(owner.program, member, member.id)
    return None


def called_function(callee: Meaning | None) -> Function | None:
    """What a call of a function, or ``new`` of a class, runs."""
    if isinstance(callee, Function):
        return callee
    return constructor_of(callee) if isinstance(callee, Class) else None


def parameter_at(function: Node, index: int) -> Node | None:
    """A parameter of a function by position."""
    lone = field(function, "parameter")
    if lone is not None:
        return lone if index == 0 else None
    parameters = field(function, "parameters")
    listed = children(parameters) if parameters is not None else []
    return listed[index] if index < len(listed) else None


def _root(call: Node) -> Node:
    """The expression at the start of a call's chain of members: a name, or a call such as ``require``."""
    node = field(call, "function") or field(call, "constructor") or call
    while (inner := field(syntax.unwrap(node), "object")) is not None:
        node = inner
    return syntax.unwrap(node)


def is_thenable(meaning: Meaning | None) -> bool:
    """Tell whether a client is a promise as well, as ``AnalyticsBrowser`` is."""
    return isinstance(meaning, Client) and meaning.origin.flavor == "browser" and not meaning.origin.is_class


def client_of(reference: Reference) -> Client | None:
    """The client that a reference stands for or belongs to."""
    meaning = reference.meaning
    if isinstance(meaning, (Method, Identity)):
        return meaning.client
    return holds_client(meaning)
