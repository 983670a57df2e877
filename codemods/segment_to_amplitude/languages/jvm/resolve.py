"""What an expression is: its static type, and the declaration that it comes from.

Types are followed as far as the project's own code shows them; a name that could be anything is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import (
    ClassInfo,
    Declaration,
    Index,
    java_variables,
    parameters_of,
    property_names,
    receiver_type,
)
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.segment.jvm_sdks import MESSAGE_METHODS

if TYPE_CHECKING:
    from tree_sitter import Node

BUILT_IN = {
    "String": "String", "CharSequence": "String", "Int": "Int", "Integer": "Int", "int": "Int", "Long": "Long",
    "long": "Long", "Short": "Int", "short": "Int", "Double": "Double", "double": "Double", "Float": "Float",
    "float": "Float", "Boolean": "Boolean", "boolean": "Boolean", "Any": "Any", "Object": "Any", "List": "List",
    "MutableList": "List", "ArrayList": "List", "Map": "Map", "HashMap": "MutableMap", "MutableMap": "MutableMap",
    "LinkedHashMap": "MutableMap", "TreeMap": "MutableMap", "Set": "Set", "Array": "Array", "Date": "Date",
    "UUID": "UUID", "void": "Unit", "Unit": "Unit", "char": "Char", "Char": "Char",
}  # fmt: skip
"""Classes of the languages, by what this project calls them."""
PRIMITIVES = frozenset({"int", "long", "short", "double", "float", "boolean", "char", "byte"})
WRAPPERS = frozenset({"Lazy", "Provider", "Supplier", "Optional", "WeakReference", "AtomicReference", "Deferred"})
UNWRAP = frozenset({"get", "value", "getValue", "orElse", "orElseThrow", "orElseGet", "await", "getOrNull"})
KEEP_RECEIVER = frozenset({"apply", "also", "takeIf", "takeUnless"})
GIVE_RESULT = frozenset({"let", "run", "with", "use", "remember", "synchronized", "runCatching"})
IMPLICIT_RECEIVER = frozenset({"apply", "run", "with"})
"""Scope functions in whose lambda the receiver goes unnamed."""
BUILDING = MESSAGE_METHODS | {"enableIntegration", "integrationOptions"}
"""Methods of a message's builder that give it again."""
IT = frozenset({"let", "also", "takeIf", "takeUnless"})
WITHOUT_IT = frozenset({
    "apply", "run", "with", "lazy", "synchronized", "runCatching", "buildMap", "buildList", "buildString",
    "buildJsonObject", "launch", "async", "withContext", "runBlocking", "coroutineScope", "supervisorScope", "thread",
})  # fmt: skip
"""Functions whose lambda has no parameter."""
OF_ELEMENTS = frozenset({
    "ifPresent", "ifPresentOrElse", "map", "flatMap", "filter", "forEach", "onEach", "thenAccept", "thenApply",
})  # fmt: skip
"""Functions that hand what is in a wrapper or a list to their lambda."""
INJECTED = frozenset({"inject", "get", "injectLazy", "instance", "koinInject", "getKoin", "inject_"})
ENTRY_POINTS = frozenset({"EntryPointAccessors", "EntryPoints"})
"""Hilt's classes that give what a container has, by the class of an interface."""
CLASS_LITERAL = re.compile(r"\b(\w+)\s*(?:::\s*class\s*\.\s*java|\.\s*class)$")
GENERATED = re.compile(r"Dagger[A-Z]\w*$")
STRING_RESULTS = frozenset({
    "toString", "format", "lowercase", "uppercase", "toLowerCase", "toUpperCase", "trim", "getString", "replace",
    "substring", "joinToString", "getName", "valueOf", "name",
})  # fmt: skip
STARRED = {
    segment.PACKAGE: frozenset({
        "Analytics", "Properties", "Traits", "Options", "ValueMap", "AnalyticsContext", "Middleware", "JSMiddleware",
        "Callback", "Log", "Plugin", "MessageTransformer", "MessageInterceptor", "WearAnalytics", "StatsSnapshot",
    }),
    segment.MESSAGES: frozenset({
        "TrackMessage", "IdentifyMessage", "GroupMessage", "AliasMessage", "PageMessage", "ScreenMessage", "Message",
        "MessageBuilder",
    }),
    f"{segment.KOTLIN}.core": frozenset({
        "Analytics", "Configuration", "Properties", "Traits", "BaseEvent", "TrackEvent", "IdentifyEvent",
        "ScreenEvent", "GroupEvent", "AliasEvent", "Settings", "emptyJsonObject", "EnrichmentClosure",
    }),
    f"{segment.KOTLIN}.core.platform": frozenset({"Plugin", "EventPlugin", "DestinationPlugin"}),
    f"{segment.KOTLIN}.core.compat": frozenset({"JavaAnalytics", "ConfigurationBuilder", "Builders"}),
    f"{segment.KOTLIN}.android": frozenset({"Analytics"}),
}  # fmt: skip
"""What a star import of one of Segment's packages brings."""


@dataclass(frozen=True, slots=True)
class Meant:
    """An expression's type and the declaration it reads, or the class or package that a name stands for."""

    type: Type | None = None
    declaration: Declaration | None = None
    class_name: str | None = None
    package: str | None = None
    is_singleton: bool = False
    """``Analytics.with(…)``: the one client of an app."""


class Resolver:
    """Reads expressions of the project's files; every answer is kept."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._meant: dict[tuple[str, int], Meant | None] = {}
        self._types: dict[tuple[str, int], Type | None] = {}

    def forget(self) -> None:
        """Drop what was answered before more files were read."""
        self._meant.clear()
        self._types.clear()

    # --- expressions ---------------------------------------------------------------------------------------------

    def type_of(self, program: Program, node: Node) -> Type | None:
        """The static type of an expression."""
        found = self.evaluate(program, node)
        return found.type if found is not None else None

    def evaluate(self, program: Program, node: Node) -> Meant | None:
        """What an expression is; None where it does not show."""
        key = (program.path, node.id)
        if key in self._meant:
            return self._meant[key]
        self._meant[key] = None
        self._meant[key] = self._evaluate(program, node)
        return self._meant[key]

    def _evaluate(self, program: Program, node: Node) -> Meant | None:
        match node.type:
            case "identifier" | "type_identifier":
                return self._name(program, node)
            case "navigation_expression" | "field_access" | "scoped_identifier":
                return self._member(program, node)
            case "call_expression" | "method_invocation" | "object_creation_expression":
                call = invocation_of(program, node)
                return self._call(program, call) if call is not None else None
            case "this_expression" | "this":
                return self._this(program, node)
            case "parenthesized_expression":
                return self.evaluate(program, unwrapped(node)) if _children(node) else None
            case "unary_expression":
                return self._unary(program, node)
            case "as_expression" | "cast_expression":
                return self._cast(program, node)
            case "binary_expression":
                return self._binary(program, node)
            case "if_expression" | "ternary_expression":
                return self._first_typed(program, _children(node)[1:])
            case "when_expression":
                entries = [one for one in _children(node) if one.type == "when_entry"]
                return self._first_typed(program, [_children(one)[-1] for one in entries])
            case "assignment_expression":
                right = node.child_by_field_name("right")
                return self.evaluate(program, right) if right is not None else None
            case "block" | "control_structure_body":
                children = _children(node)
                return self.evaluate(program, children[-1]) if children else None
            case _:
                return self._literal(program, node)

    def _literal(self, program: Program, node: Node) -> Meant | None:
        text = program.text(node)
        match node.type:
            case "string_literal" | "multiline_string_literal" | "line_string_literal":
                return Meant(Type("String"))
            case "number_literal" | "decimal_integer_literal" | "hex_literal" | "hex_integer_literal":
                return Meant(Type("Long" if text[-1] in "lL" else "Int"))
            case "float_literal" | "decimal_floating_point_literal" | "real_literal":
                return Meant(Type("Float" if text[-1] in "fF" else "Double"))
            case "true" | "false" | "boolean_literal":
                return Meant(Type("Boolean"))
            case "null" | "null_literal":
                return Meant(Type("Nothing", is_nullable=True))
            case _:
                return None

    def _unary(self, program: Program, node: Node) -> Meant | None:
        inner = _children(node)
        if not inner:
            return None
        found = self.evaluate(program, inner[0])
        if node.children[-1].type == "!!" and found is not None and found.type is not None:
            return Meant(_present(found.type), found.declaration, is_singleton=found.is_singleton)
        return found if node.children[0].type in ("-", "+", "!") else None

    def _cast(self, program: Program, node: Node) -> Meant | None:
        kind = node.child_by_field_name("right") or node.child_by_field_name("type")
        value = node.child_by_field_name("left") or node.child_by_field_name("value")
        if kind is None:
            return None
        inner = self.evaluate(program, value) if value is not None else None
        declaration = inner.declaration if inner is not None else None
        return Meant(self.resolve_type(program, kind), declaration)

    def _binary(self, program: Program, node: Node) -> Meant | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        sign = program.text(operator) if operator is not None else ""
        if left is None or right is None:
            return None
        if sign == "?:":
            first, second = self.evaluate(program, left), self.evaluate(program, right)
            if first is None or first.type is None or first.type.name == "Nothing":
                return second
            present = second is not None and second.type is not None and not second.type.is_nullable
            jumps = right.type in ("return_expression", "throw_expression", "jump_expression")
            kind = _present(first.type) if present or jumps else first.type
            return Meant(kind, first.declaration, is_singleton=first.is_singleton)
        if sign in ("==", "!=", "<", ">", "<=", ">=", "&&", "||", "===", "!=="):
            return Meant(Type("Boolean"))
        first = self.evaluate(program, left)
        if sign == "+" and first is not None and first.type is not None and first.type.name == "String":
            return Meant(Type("String"))
        second = self.evaluate(program, right)
        if not (first and second and first.type and second.type):
            return None
        if sign == "+" and second.type.name == "String":
            return Meant(Type("String"))
        names = {first.type.name, second.type.name}
        for name in ("Double", "Float", "Long", "Int"):
            if name in names and names <= {"Double", "Float", "Long", "Int"}:
                return Meant(Type(name))
        return None

    def _first_typed(self, program: Program, nodes: list[Node]) -> Meant | None:
        found = [one for node in nodes if (one := self.evaluate(program, node)) is not None and one.type is not None]
        real = [one for one in found if one.type is not None and one.type.name != "Nothing"]
        if not real or len(found) < len(nodes):
            return real[0] if real and segment_client(real[0].type) else None
        first = real[0].type
        assert first is not None
        if any(one.type is not None and one.type.name != first.name for one in real):
            if all(one.type is not None and segment.is_message_builder(one.type.name) for one in real):
                return Meant(Type(f"{segment.MESSAGES}.MessageBuilder"))
            return None
        nullable = len(real) < len(found) or any(one.type is not None and one.type.is_nullable for one in real)
        return Meant(Type(first.name, first.arguments, nullable), real[0].declaration)

    # --- names -----------------------------------------------------------------------------------------------------

    def _name(self, program: Program, node: Node) -> Meant | None:
        name = program.text(node).strip("`")
        if name in ("null", "true", "false"):
            # Kotlin's grammar has no nodes of their own for these.
            return Meant(Type("Nothing", is_nullable=True)) if name == "null" else Meant(Type("Boolean"))
        found = self.lookup(program, node, name)
        if found is not None:
            return Meant(self.declared_type(found), found)
        if name == "it" and program.is_kotlin:
            return self._it(program, node)
        qualified = self.class_name(program, node, name)
        if qualified is not None:
            return self._of_class(qualified)
        imported = self._imported(program, name)
        if imported is not None:
            return imported
        return Meant(package=name) if name[:1].islower() else None

    def _it(self, program: Program, node: Node) -> Meant | None:
        """The one parameter of a lambda that names none, where a scope function hands on what it is called on."""
        for around in program.ancestors(node):
            if around.type != "lambda_literal" or any(one.type == "lambda_parameters" for one in around.named_children):
                continue
            call = self.lambda_call(program, around)
            if call is None or call.name in WITHOUT_IT:
                continue
            if (held := self._held(program, around)) is not None:
                meant = self.evaluate(program, held)
                return Meant(self._element(meant.type), meant.declaration) if meant is not None else None
            found = self.evaluate(program, call.receiver) if call.name in IT and call.receiver is not None else None
            if found is None:
                return None
            return Meant(_present(found.type), found.declaration, is_singleton=found.is_singleton)
        return None

    def _of_class(self, qualified: str) -> Meant:
        info = self.index.class_named(qualified)
        kind = Type(qualified) if info is not None and info.is_object else None
        return Meant(kind, class_name=qualified)

    def _imported(self, program: Program, name: str) -> Meant | None:
        """A top-level or static member that is imported, or one of the same package."""
        names = [one.name for one in program.imports if not one.is_star and one.local == name]
        names.append(f"{program.package}.{name}" if program.package else name)
        names += [f"{one.name}.{name}" for one in program.imports if one.is_star]
        for qualified in names:
            for one in self.index.top_level(qualified):
                return Meant(self.declared_type(one), one)
            owner, _, member = qualified.rpartition(".")
            if owner and owner.rpartition(".")[2][:1].isupper():
                info = self.index.class_named(owner)
                for one in self.members(info, member) if info is not None else ():
                    return Meant(self.declared_type(one), one)
        return None

    def _member(self, program: Program, node: Node) -> Meant | None:
        parts = _children(node)
        if len(parts) < 2:
            return None
        owner, name = self.evaluate(program, parts[0]), program.text(parts[-1]).strip("`")
        if owner is None:
            return None
        if owner.package is not None:
            qualified = f"{owner.package}.{name}"
            if segment.is_segment(qualified) or self.index.class_named(qualified) is not None:
                return self._of_class(qualified) if name[:1].isupper() else Meant(package=qualified)
            return Meant(package=qualified)
        if owner.class_name is not None:
            nested = f"{owner.class_name}.{name}"
            info = self.index.class_named(owner.class_name)
            if segment.is_segment(owner.class_name) and name[:1].isupper():
                return Meant(class_name=nested)
            if info is not None:
                if name in ("INSTANCE", "Companion") or self.index.class_named(nested) is not None:
                    return (
                        Meant(Type(owner.class_name), class_name=owner.class_name)
                        if name == "INSTANCE"
                        else (self._of_class(nested))
                    )
                if name in self._constants(info):
                    return Meant(Type(owner.class_name))
                return self._read_member(info, name, is_static=True)
            return None
        if owner.type is None:
            return None
        if name in ("value",) and owner.type.simple in WRAPPERS and owner.type.arguments:
            return Meant(owner.type.arguments[0], owner.declaration)
        info = self.index.class_named(owner.type.name)
        if info is not None:
            is_safe = any(one.type == "?." for one in node.children)
            return self._read_member(info, name, is_nullable=is_safe and owner.type.is_nullable)
        return None

    @staticmethod
    def _constants(info: ClassInfo) -> set[str]:
        """The names of an enum's constants."""
        bodies = [one for one in info.node.named_children if one.type in ("enum_body", "enum_class_body")]
        found = [one for body in bodies for one in body.named_children if one.type in ("enum_constant", "enum_entry")]
        names = (one.child_by_field_name("name") or next(_descend(one, "identifier"), None) for one in found)
        return {info.program.text(one) for one in names if one is not None}

    def _read_member(
        self, info: ClassInfo, name: str, *, is_static: bool = False, is_nullable: bool = False
    ) -> Meant | None:
        found = next(self.members(info, name, with_companion=is_static), None)
        if found is None:
            # Kotlin reads a getter of Java's like a property.
            getter = f"get{name[:1].upper()}{name[1:]}"
            found = next((one for one in self.members(info, getter) if one.kind == "function"), None)
        if found is None or (found.kind == "function" and found.program.is_kotlin):
            return None
        kind = self.declared_type(found)
        if kind is not None and is_nullable:
            kind = Type(kind.name, kind.arguments, True)
        return Meant(kind, found)

    def members(self, info: ClassInfo | None, name: str, *, with_companion: bool = True) -> Iterator[Declaration]:
        """The members of a class by a name, with those it inherits."""
        seen: set[str] = set()
        waiting = [info] if info is not None else []
        while waiting:
            one = waiting.pop(0)
            if one.name in seen:
                continue
            seen.add(one.name)
            yield from one.members.get(name, ())
            if with_companion and one.companion is not None:
                yield from one.companion.members.get(name, ())
            for node in one.supertypes:
                above = self.resolve_type(one.program, node)
                base = self.index.class_named(above.name) if above is not None else None
                if base is not None:
                    waiting.append(base)

    def is_subclass(self, info: ClassInfo | None, simple: str, depth: int = 0) -> bool:
        """Tell whether a class extends one of a simple name, such as ``Application`` or ``MultiDexApplication``."""
        if info is None or depth > 8:
            return False
        for node in info.supertypes:
            above = self.resolve_type(info.program, node)
            text = info.program.text(node).partition("<")[0].rpartition(".")[2]
            if text.endswith(simple) or (above is not None and above.simple == simple):
                return True
            if above is not None and self.is_subclass(self.index.class_named(above.name), simple, depth + 1):
                return True
        return False

    def lookup(self, program: Program, node: Node, name: str) -> Declaration | None:
        """The variable, parameter or member that a name means in a place."""
        inner = node
        is_in_function = False
        info = self.index.file(program)
        for around in program.ancestors(node):
            for one in self._declared_in(program, around, inner, is_in_function):
                if one.name == name and one.node.id != node.id:
                    return one
                if one.node.id == node.id:
                    return one
            if around.type in ("function_declaration", "method_declaration", "secondary_constructor"):
                is_in_function = True
            if around.type == "lambda_literal" and (kind := self.lambda_receiver(program, around)) is not None:
                found = next(self.members(self.index.class_named(kind.name), name), None)
                if found is not None and found.kind != "function":
                    return found
            if around.id in info.by_node:
                own = info.by_node[around.id]
                found = next((one for one in self.members(own, name) if one.kind != "function"), None)
                if found is not None:
                    return found
            inner = around
        return next((one for one in info.top.get(name, ()) if one.kind != "function"), None)

    def _declared_in(self, program: Program, around: Node, inner: Node, is_in_function: bool) -> Iterator[Declaration]:
        match around.type:
            case "block" | "lambda_literal" | "constructor_body" | "switch_block_statement_group":
                for child in around.named_children:
                    if child.start_byte > inner.start_byte:
                        break
                    if child.type == "property_declaration":
                        yield from property_names(program, child)
                    elif child.type == "local_variable_declaration":
                        yield from java_variables(program, child)
                if around.type == "lambda_literal":
                    yield from self._lambda_parameters(program, around)
            case "function_declaration" | "secondary_constructor" | "anonymous_function" | "method_declaration":
                yield from parameters_of(program, around)
            case "constructor_declaration":
                yield from parameters_of(program, around)
            case "lambda_expression":
                parameters = around.child_by_field_name("parameters")
                if parameters is not None:
                    yield from parameters_of(program, parameters)
                    named = [parameters] if parameters.type == "identifier" else parameters.named_children
                    held = self._held(program, around)
                    role = "element" if held is not None else "parameter"
                    for one in named:
                        if one.type == "identifier":
                            yield Declaration(program, one, role, value=held, whole=around)
            case "for_statement" | "enhanced_for_statement":
                for child in around.named_children:
                    if child.type == "variable_declaration":
                        parts, others = _children(child), _children(around)
                        over = others[1] if len(parts) == 1 and len(others) > 1 else None
                        is_held = over is not None and self._element(self.type_of(program, over)) is not None
                        role = "element" if is_held else "variable"
                        yield Declaration(program, parts[0], role, value=over if is_held else None, whole=child)
                    elif child.type == "local_variable_declaration":
                        yield from java_variables(program, child)
                name = around.child_by_field_name("name")
                if name is not None:
                    yield Declaration(program, name, "variable", around.child_by_field_name("type"), whole=around)
            case "try_with_resources_statement":
                for resource in _children(_children(around)[0]):
                    name, kind = resource.child_by_field_name("name"), resource.child_by_field_name("type")
                    if name is not None:
                        yield Declaration(
                            program, name, "variable", kind, resource.child_by_field_name("value"), resource
                        )
            case "class_declaration" | "object_declaration" if not is_in_function:
                constructor = next((one for one in around.named_children if one.type == "primary_constructor"), None)
                if constructor is not None:
                    owner = self.index.file(program).by_node.get(around.id)
                    yield from parameters_of(program, constructor, owner)

    def _lambda_parameters(self, program: Program, node: Node) -> Iterator[Declaration]:
        listed = next((one for one in node.named_children if one.type == "lambda_parameters"), None)
        if listed is not None:
            for one in _children(listed):
                parts = _children(one)
                kinds = [part for part in parts[1:] if part.type.endswith("_type")]
                if parts:
                    held = self._held(program, node)
                    value = held if held is not None else self._it_value(program, node)
                    kind = "element" if held is not None else "lambda"
                    yield Declaration(program, parts[0], kind, kinds[0] if kinds else None, value, node)

    def _held(self, program: Program, node: Node) -> Node | None:
        """The wrapper or list whose client a lambda is given, such as ``optional`` in ``optional.ifPresent(…)``."""
        call = self.lambda_call(program, node)
        if call is None or call.name not in OF_ELEMENTS or call.receiver is None:
            return None
        return call.receiver if self._element(self.type_of(program, call.receiver)) is not None else None

    @staticmethod
    def _element(kind: Type | None) -> Type | None:
        """The client that is in a wrapper or a list."""
        found = kind.arguments[0] if kind is not None and len(kind.arguments) == 1 else None
        return _present(found) if segment_client(found) else None

    def _it_value(self, program: Program, node: Node) -> Node | None:
        """The expression that a scope function hands to its lambda."""
        call = self.lambda_call(program, node)
        return call.receiver if call is not None and call.name in IT else None

    def lambda_call(self, program: Program, node: Node) -> Invocation | None:
        """The call that a lambda is the last argument of."""
        around = program.parent(node)
        while around is not None and around.type in (
            "annotated_lambda", "value_argument", "value_arguments", "argument_list",
        ):  # fmt: skip
            around = program.parent(around)
        return invocation_of(program, around) if around is not None else None

    def lambda_receiver(self, program: Program, node: Node) -> Type | None:
        """The type of what goes unnamed in a lambda, such as that of ``analytics.apply { … }``."""
        call = self.lambda_call(program, node)
        if call is None:
            return None
        subject = self.lambda_subject(call)
        if subject is not None:
            return self.type_of(program, subject)
        return None

    @staticmethod
    def lambda_subject(call: Invocation) -> Node | None:
        """The expression that goes unnamed in the lambda of a scope function."""
        if call.name not in IMPLICIT_RECEIVER:
            return None
        if call.name == "with":
            return call.arguments[0].value if call.receiver is None and call.arguments else None
        return call.receiver

    def implicit_client(self, program: Program, call: Invocation) -> tuple[Type, Meant | None] | None:
        """The client on which a call without a receiver is made, with what it comes from; None where there is none."""
        info = self.index.file(program)
        for around in program.ancestors(call.node):
            if around.type == "lambda_literal":
                outer = self.lambda_call(program, around)
                subject = self.lambda_subject(outer) if outer is not None else None
                meant = self.evaluate(program, subject) if subject is not None else None
                kind = meant.type if meant is not None else None
                if kind is not None and segment_client(kind):
                    return kind, meant
                if kind is not None and next(self.members(self.index.class_named(kind.name), call.name), None):
                    return None
            elif around.type == "function_declaration":
                extended = receiver_type(around)
                kind = self.resolve_type(program, extended) if extended is not None else None
                if kind is not None and segment_client(kind):
                    return kind, None
            elif around.id in info.by_node:
                if next(self.members(info.by_node[around.id], call.name), None) is not None:
                    return None
        return None

    def _this(self, program: Program, node: Node) -> Meant | None:
        text = program.text(node)
        if "@" not in text:
            for around in program.ancestors(node):
                if around.type == "lambda_literal" and (kind := self.lambda_receiver(program, around)) is not None:
                    return Meant(kind)
                if around.type == "function_declaration" and (extended := receiver_type(around)) is not None:
                    return Meant(self.resolve_type(program, extended))
                if around.id in self.index.file(program).by_node:
                    break
        own = self.index.class_around(program, node)
        return Meant(Type(own.name)) if own is not None else None

    # --- calls -----------------------------------------------------------------------------------------------------

    def _call(self, program: Program, call: Invocation) -> Meant | None:
        if call.is_new:
            return self._constructed(program, call)
        if call.receiver is None:
            return self._plain_call(program, call)
        if (found := self._from_container(program, call)) is not None:
            return found
        owner = self.evaluate(program, call.receiver)
        if call.name in KEEP_RECEIVER and (call.trailing is not None or not program.is_kotlin):
            return owner
        if call.name in GIVE_RESULT and call.trailing is not None:
            return self._lambda_result(program, call.trailing)
        if owner is None:
            return self._known_result(call)
        if owner.package is not None and call.name[:1].isupper():
            # ``com.segment.analytics.Analytics(…)`` written out.
            return Meant(Type(_client_of(f"{owner.package}.{call.name}")))
        if owner.class_name is not None:
            return self._static_call(program, call, owner.class_name)
        if owner.type is None:
            return self._known_result(call)
        return self._instance_call(program, call, owner)

    def _from_container(self, program: Program, call: Invocation) -> Meant | None:
        """Dagger's component or entry point: ``DaggerAppComponent.create()``, ``EntryPoints.get(app, Entry.class)``."""
        first = call.receiver
        while first is not None and (inner := invocation_of(program, first)) is not None:
            first = inner.receiver
        root = program.text(first).rpartition(".")[2] if first is not None else ""
        if root in ENTRY_POINTS and first is call.receiver:
            literal = next((one.value for one in call.arguments if CLASS_LITERAL.search(program.text(one.value))), None)
            named = CLASS_LITERAL.search(program.text(literal)) if literal is not None else None
            if named is not None:
                qualified = self.class_name(program, call.node, named[1])
                return Meant(Type(qualified)) if qualified is not None else None
            listed = call.type_arguments
            inner_type = next(_descend(listed, "user_type"), None) if listed is not None else None
            return Meant(self.resolve_type(program, inner_type)) if inner_type is not None else None
        if call.name in ("create", "build") and first is not None and GENERATED.match(root):
            component = root.removeprefix("Dagger")
            generated = self.class_name(program, first, root)
            package = generated.rpartition(".")[0] if generated is not None else program.package
            for qualified in (f"{package}.{component}", self.class_name(program, first, component)):
                if qualified is not None and self.index.class_named(qualified) is not None:
                    return Meant(Type(qualified))
        return None

    def _constructed(self, program: Program, call: Invocation) -> Meant | None:
        kind = call.node.child_by_field_name("type")
        found = self.resolve_type(program, kind) if kind is not None else None
        return Meant(found) if found is not None else None

    def _plain_call(self, program: Program, call: Invocation) -> Meant | None:
        if call.name == "with" and call.trailing is not None:
            return self._lambda_result(program, call.trailing)
        if call.name in GIVE_RESULT and call.trailing is not None:
            return self._lambda_result(program, call.trailing)
        if call.name in ("requireNotNull", "checkNotNull") and call.arguments:
            found = self.evaluate(program, call.arguments[0].value)
            return Meant(_present(found.type), found.declaration) if found is not None and found.type else found
        if call.type_arguments is not None and call.name in INJECTED:
            inner = next((one for one in _descend(call.type_arguments, "user_type")), None)
            return Meant(self.resolve_type(program, inner)) if inner is not None else None
        function = self.function(program, call)
        if function is not None:
            return Meant(self.declared_type(function), function)
        qualified = self.class_name(program, call.node, call.name)
        if qualified is not None and (program.is_kotlin or call.is_new):
            return Meant(Type(_client_of(qualified)))
        return self._known_result(call)

    def _known_result(self, call: Invocation) -> Meant | None:
        if call.name in STRING_RESULTS:
            return Meant(Type("String"))
        if call.name in ("mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "emptyMap"):
            return Meant(Type("Map" if call.name in ("mapOf", "emptyMap") else "MutableMap"))
        if call.name in ("listOf", "mutableListOf", "arrayListOf", "emptyList"):
            return Meant(Type("List"))
        if call.name in ("buildJsonObject", "JsonObject"):
            return Meant(Type("kotlinx.serialization.json.JsonObject"))
        return None

    def function(self, program: Program, call: Invocation) -> Declaration | None:
        """The project's function that a call without a receiver runs."""
        info = self.index.file(program)
        for around in program.ancestors(call.node):
            if around.type == "lambda_literal" and (kind := self.lambda_receiver(program, around)) is not None:
                if found := self._functions(self.members(self.index.class_named(kind.name), call.name)):
                    return found
            if around.id in info.by_node:
                if found := self._functions(self.members(info.by_node[around.id], call.name)):
                    return found
        if found := self._functions(info.top.get(call.name, ())):
            return found
        imported = self._imported(program, call.name)
        if imported is not None and imported.declaration is not None and imported.declaration.kind == "function":
            return imported.declaration
        return None

    @staticmethod
    def _functions(found: Iterator[Declaration] | list[Declaration] | tuple[Declaration, ...]) -> Declaration | None:
        return next((one for one in found if one.kind == "function"), None)

    def _static_call(self, program: Program, call: Invocation, owner: str) -> Meant | None:
        if segment.is_segment(owner):
            if owner == segment.ANALYTICS and call.name == "with":
                return Meant(Type(segment.ANALYTICS), is_singleton=True)
            if owner == segment.ANALYTICS and call.name in ("builder", "Builder"):
                return Meant(Type(segment.BUILDER))
            if owner == segment.FACTORY_CLASS and call.name == "Analytics":
                return Meant(Type(segment.KOTLIN_ANALYTICS))
            if call.name == "builder":
                return Meant(Type(f"{owner}.Builder"))
            if call.name[:1].isupper():
                return Meant(Type(_client_of(f"{owner}.{call.name}")))
            return None
        info = self.index.class_named(owner)
        if info is not None:
            found = self._functions(self.members(info, call.name))
            if found is not None:
                return Meant(self.declared_type(found), found)
            if (nested := self.index.class_named(f"{owner}.{call.name}")) is not None:
                return Meant(Type(nested.name))
            return self._getter(info, call)
        return self._known_result(call)

    def _instance_call(self, program: Program, call: Invocation, owner: Meant) -> Meant | None:
        kind = owner.type
        assert kind is not None
        name = kind.name
        if kind.simple in WRAPPERS and call.name in UNWRAP and kind.arguments:
            return Meant(kind.arguments[0], owner.declaration)
        if name == segment.BUILDER:
            return Meant(Type(segment.ANALYTICS)) if call.name == "build" else Meant(Type(name), owner.declaration)
        if segment.is_message_builder(name):
            if call.name in BUILDING:
                return Meant(Type(name), owner.declaration)
            return Meant(Type(name.rpartition(".")[0])) if call.name == "build" else self._known_result(call)
        if name in segment.PAYLOADS:
            is_chain = call.name.startswith(("put", "set")) and call.name not in ("put", "putAll", "set")
            return Meant(Type(name), owner.declaration) if is_chain else self._known_result(call)
        if segment_client(kind):
            if call.name in ("userId", "anonymousId"):
                return Meant(Type("String", is_nullable=call.name == "userId"))
            return self._extension(program, call)
        info = self.index.class_named(name)
        if info is not None:
            found = self._functions(self.members(info, call.name))
            if found is not None:
                result = self.declared_type(found)
                if result is not None and call.is_safe:
                    result = Type(result.name, result.arguments, True)
                return Meant(result, found)
            if (read := self._getter(info, call)) is not None:
                return read
        return self._extension(program, call) or self._known_result(call)

    def _extension(self, program: Program, call: Invocation) -> Meant | None:
        """The project's function that extends a class."""
        found = self._top_function(program, call.name) or self._imported(program, call.name)
        is_function = found is not None and found.declaration is not None and found.declaration.kind == "function"
        return found if is_function else None

    def _top_function(self, program: Program, name: str) -> Meant | None:
        found = self._functions(self.index.file(program).top.get(name, ()))
        return Meant(self.declared_type(found), found) if found is not None else None

    def _getter(self, info: ClassInfo, call: Invocation) -> Meant | None:
        """Java reads a property of Kotlin's by its getter."""
        if call.name.startswith("get") and not call.arguments and len(call.name) > 3:
            name = f"{call.name[3].lower()}{call.name[4:]}"
            found = next((one for one in self.members(info, name) if one.kind != "function"), None)
            if found is not None:
                return Meant(self.declared_type(found), found)
        return None

    def _lambda_result(self, program: Program, node: Node) -> Meant | None:
        literal = next((one for one in _descend(node, "lambda_literal")), node)
        statements = [one for one in _children(literal) if one.type != "lambda_parameters"]
        return self.evaluate(program, statements[-1]) if statements else None

    # --- declarations and types --------------------------------------------------------------------------------------

    def declared_type(self, declaration: Declaration) -> Type | None:
        """The type that a declaration shows, by its own type or by its value."""
        if declaration.key in self._types:
            return self._types[declaration.key]
        self._types[declaration.key] = None
        program = declaration.program
        found: Type | None = None
        if declaration.type_node is not None:
            found = self.resolve_type(program, declaration.type_node)
        elif declaration.value is not None:
            found = self._value_type(declaration)
        self._types[declaration.key] = found
        return found

    def _value_type(self, declaration: Declaration) -> Type | None:
        program, value = declaration.program, declaration.value
        assert value is not None
        if declaration.is_delegated:
            call = invocation_of(program, value)
            if call is None:
                return None
            if call.name == "lazy" and call.trailing is not None:
                result = self._lambda_result(program, call.trailing)
                return result.type if result is not None else None
            if call.type_arguments is not None:
                inner = next(_descend(call.type_arguments, "user_type"), None)
                return self.resolve_type(program, inner) if inner is not None else None
            return None
        found = self.type_of(program, value)
        if declaration.kind == "element":
            return self._element(found)
        if found is not None and found.name == "Nothing":
            return None
        if declaration.kind == "lambda" and found is not None:
            return _present(found)
        return found

    def resolve_type(self, program: Program, node: Node) -> Type | None:
        """The class that a type names."""
        match node.type:
            case "nullable_type":
                inner = _children(node)
                found = self.resolve_type(program, inner[0]) if inner else None
                return Type(found.name, found.arguments, True) if found is not None else None
            case "parenthesized_type" | "type_projection":
                inner = _children(node)
                return self.resolve_type(program, inner[-1]) if inner else None
            case "user_type":
                parts = [program.text(one).strip("`") for one in node.named_children if one.type == "identifier"]
                return self._named_type(program, node, parts)
            case "generic_type" | "type_identifier" | "scoped_type_identifier" | "identifier" | "scoped_identifier":
                named = _children(node)[0] if node.type == "generic_type" else node
                parts = "".join(program.text(named).split()).split(".")
                return self._named_type(program, node, parts)
            case "constructor_invocation":
                return self.resolve_type(program, _children(node)[0])
            case "integral_type" | "floating_point_type" | "boolean_type" | "void_type":
                return Type(BUILT_IN.get(program.text(node), "Any"))
            case _:
                return None

    def _named_type(self, program: Program, node: Node, parts: list[str]) -> Type | None:
        listed = next((one for one in node.named_children if one.type == "type_arguments"), None)
        arguments = tuple(
            found
            for one in (_children(listed) if listed is not None else ())
            if (found := self.resolve_type(program, one)) is not None
        )
        first = self.class_name(program, node, parts[0])
        if first is not None:
            return Type(_client_of(".".join([first, *parts[1:]])), arguments)
        if len(parts) > 1:
            return Type(".".join(parts), arguments)
        alias = self._alias(program, parts[0])
        if alias is not None:
            return alias
        return Type(BUILT_IN.get(parts[0], parts[0]), arguments)

    def _alias(self, program: Program, name: str) -> Type | None:
        for info in [self.index.file(program), *self.index.files.values()]:
            if name in info.aliases and (
                info.program is program
                or info.program.package == program.package
                or any(one.name == f"{info.program.package}.{name}" for one in program.imports)
            ):
                return self.resolve_type(info.program, info.aliases[name])
        return None

    def class_name(self, program: Program, node: Node, name: str) -> str | None:
        """The qualified name of the class that a simple name means in a place."""
        info = self.index.file(program)
        for around in program.ancestors(node):
            if around.id in info.by_node:
                own = info.by_node[around.id]
                if own.name.rpartition(".")[2] == name:
                    return own.name
                if f"{own.name}.{name}" in info.classes:
                    return f"{own.name}.{name}"
        for one in program.imports:
            if not one.is_star and one.local == name and self._may_be_class(one.name):
                return one.name
        own_package = f"{program.package}.{name}" if program.package else name
        if own_package in info.classes or self.index.class_named(own_package) is not None:
            return own_package
        for one in program.imports:
            if one.is_star and name in STARRED.get(one.name, ()):
                return f"{one.name}.{name}"
            if one.is_star and self.index.class_named(f"{one.name}.{name}") is not None:
                return f"{one.name}.{name}"
        return None

    def _may_be_class(self, qualified: str) -> bool:
        if segment.is_segment(qualified):
            return qualified.rpartition(".")[2][:1].isupper()
        if self.index.top_level(qualified):
            return False
        return qualified.rpartition(".")[2][:1].isupper()


def segment_client(kind: Type | None) -> bool:
    """Tell whether a type is that of Segment's client."""
    return kind is not None and kind.name in segment.CLIENTS


def _client_of(qualified: str) -> str:
    """The class of what calling a name makes: the factory function of analytics-kotlin makes the core's client."""
    return segment.KOTLIN_ANALYTICS if qualified == segment.FACTORY else qualified


def _present(kind: Type | None) -> Type | None:
    return Type(kind.name, kind.arguments) if kind is not None else None


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _descend(node: Node, kind: str) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == kind:
            yield child
        else:
            yield from _descend(child, kind)
