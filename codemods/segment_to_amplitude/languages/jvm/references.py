"""Every mention of Segment in a file, each in the role that it plays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.message_uses import End, MessageUse
from segment_to_amplitude.languages.jvm.plugins import plugins_in
from segment_to_amplitude.languages.jvm.program import COMMENTS, IMPORTS, Import, Program
from segment_to_amplitude.languages.jvm.resolve import Meant, Resolver, segment_client
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


MAP_METHODS = frozenset({
    "put", "putAll", "get", "remove", "containsKey", "containsValue", "keySet", "values", "entrySet", "size",
    "isEmpty", "clear", "getOrDefault", "putIfAbsent", "forEach", "equals", "hashCode", "toString", "apply", "also",
    "let", "run", "isNotEmpty", "isNullOrEmpty", "filter", "map", "mapValues", "any", "all", "plus", "toMap", "set",
    "toMutableMap", "getClass",
})  # fmt: skip
"""What a plain map can do as well."""


DECLARED = frozenset({
    "function_declaration", "method_declaration", "class_declaration", "object_declaration", "interface_declaration",
    "enum_declaration", "record_declaration", "constructor_declaration", "variable_declarator", "formal_parameter",
})  # fmt: skip
"""Declarations, whose own name is no mention."""


class Role(Enum):
    """What a reference does."""

    IMPORT = auto()
    CALL = auto()
    """A method of the client."""
    CONSTRUCTION = auto()
    """What makes a client, with all that configures it."""
    SINGLETON = auto()
    """``Analytics.setSingletonInstance(…)``."""
    TYPE = auto()
    """The client's class where a type is due."""
    CLIENT = auto()
    """The client itself, read and handed on."""
    MEMBER = auto()
    """A property of the client, read or assigned."""
    METHOD = auto()
    """A method that is named and not called."""
    PAYLOAD = auto()
    """Segment's containers for properties, traits and options, outside of a call."""
    PUTTER = auto()
    """A method of such a container that a plain map does not have."""
    MESSAGE = auto()
    """analytics-java's builder of a message, made, filled or handed on."""
    BRIDGE = auto()
    """Segment's bridge to Amplitude."""
    PLUGIN = auto()
    """A class, or an object, that is a plugin of analytics-kotlin; it covers all of the class."""
    OTHER = auto()
    """Any other class of Segment's."""
    BROKEN = auto()
    """A name in a region that does not parse."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention: ``span`` is where the finding stands, ``covers`` all that it accounts for."""

    program: Program
    node: Node
    role: Role
    span: Span
    covers: Span
    name: str = ""
    """The method, the member, or the class's qualified name."""
    sdk: str = "android"
    invocation: Invocation | None = None
    meant: Meant | None = None
    """What the client is read from."""
    imported: Import | None = None
    use: MessageUse | None = None
    """What is done with a message."""


class ReferenceReader:
    """Finds the references of one file."""

    def __init__(
        self, resolver: Resolver, program: Program, sdk_of: SdkOf, uses: Sequence[MessageUse] = ()
    ) -> None:  # fmt: skip
        self.resolver = resolver
        self.program = program
        self.sdk_of = sdk_of
        self.uses = uses
        self._taken: list[Span] = []

    def read(self) -> list[Reference]:
        """The references of the file, in order; none lies in another unless it is a call of its own."""
        found = list(self._imports())
        found += self._calls()
        found += self._constructions()
        found += self._messages()
        found += self._plugins()
        found += self._mentions()
        found += self._putters(found)
        found += self._unparsed(found)
        return sorted(found, key=lambda one: (one.span, one.covers))

    def _imports(self) -> Iterator[Reference]:
        for one in self.program.imports:
            if segment.is_segment(one.name) or one.name.startswith(f"{segment.PACKAGE}."):
                named = next(child for child in one.node.named_children if child.type not in COMMENTS)
                covers = self.program.span(one.node)
                self._taken.append(covers)
                sdk = self.sdk_of(self.program, one.name)
                yield Reference(
                    self.program, one.node, Role.IMPORT, self.program.span(named), covers, one.name, sdk, imported=one
                )

    def _calls(self) -> Iterator[Reference]:
        for node in self.program.nodes:
            call = invocation_of(self.program, node)
            if call is None or call.is_new:
                continue
            if call.trailing is not None and self._is_inner(node, call):
                continue
            if (parent := self.program.parent(node)) is not None and parent.type == "call_expression":
                outer = invocation_of(self.program, parent)
                if outer is not None and outer.name_node.id == call.name_node.id:
                    # ``f(a) { … }`` is read once, with its lambda.
                    continue
            reference = self._call(node, call)
            if reference is not None:
                yield reference

    @staticmethod
    def _is_inner(node: Node, call: Invocation) -> bool:
        return call.node.id != node.id

    def _call(self, node: Node, call: Invocation) -> Reference | None:
        program = self.program
        if call.receiver is None:
            implicit = self._implicit(call)
            if implicit is None:
                return None
            kind, meant = implicit
            sdk = self.sdk_of(program, kind)
        else:
            meant = self.resolver.evaluate(program, call.receiver)
            if meant is None:
                return None
            if meant.class_name == segment.ANALYTICS and call.name == "setSingletonInstance":
                span = program.span(call.name_node)
                return Reference(
                    program, node, Role.SINGLETON, span, program.span(node), call.name, "android", call, meant
                )
            if meant.class_name == segment.ANALYTICS and call.name == "with":
                return self._singleton(node)
            if not segment_client(meant.type) or meant.type is None:
                return None
            if call.name in ("apply", "also", "let", "run", "takeIf", "takeUnless", "toString", "hashCode", "equals"):
                return None
            sdk = self.sdk_of(program, meant.type.name)
            if call.name not in segment.METHODS[sdk] and self._is_extension(node):
                span = program.span(call.receiver)
                return Reference(program, call.receiver, Role.CLIENT, span, span, call.name, sdk, meant=meant)
        name = call.name
        return Reference(
            program, node, Role.CALL, program.span(call.name_node), program.span(node), name, sdk, call, meant
        )

    def _is_extension(self, node: Node) -> bool:
        """Tell whether a call runs a function of the project that extends the client."""
        found = self.resolver.evaluate(self.program, node)
        return found is not None and found.declaration is not None and found.declaration.kind == "function"

    def _singleton(self, node: Node) -> Reference | None:
        """``Analytics.with(…)`` that no call of its own follows."""
        program = self.program
        meant = self.resolver.evaluate(program, node)
        outer = node
        parent = program.parent(node)
        while parent is not None and parent.type in ("navigation_expression", "parenthesized_expression"):
            outer, parent = parent, program.parent(parent)
        call = invocation_of(program, parent) if parent is not None else None
        is_receiver = call is not None and call.receiver is not None and call.receiver.end_byte <= outer.end_byte
        is_scope = call is not None and call.name in ("apply", "also", "let", "run", "takeIf", "takeUnless")
        if is_receiver and not is_scope and call is not None and call.name_node.start_byte >= node.end_byte:
            return None
        span = program.span(node)
        return Reference(program, node, Role.CLIENT, span, span, "with", "android", meant=meant)

    def _implicit(self, call: Invocation) -> tuple[str, Meant | None] | None:
        if not any(call.name in names for names in segment.METHODS.values()):
            return None
        found = self.resolver.implicit_client(self.program, call)
        if found is None:
            return None
        kind, meant = found
        if self.resolver.function(self.program, call) is not None:
            return None
        return (kind.name, meant) if call.name in segment.METHODS[self.sdk_of(self.program, kind.name)] else None

    def _constructions(self) -> Iterator[Reference]:
        for node in self.program.nodes:
            call = invocation_of(self.program, node)
            if call is None or call.node.id != node.id or not self._constructs(call):
                continue
            parent = self.program.parent(node)
            outer = invocation_of(self.program, parent) if parent is not None else None
            if outer is not None and outer.name_node.id == call.name_node.id:
                continue
            covers = self.program.span(node)
            self._taken.append(covers)
            meant = self.resolver.evaluate(self.program, node)
            kind = meant.type.name if meant is not None and meant.type is not None else segment.ANALYTICS
            sdk = self.sdk_of(self.program, kind)
            head = call
            while head.name == "build" and head.receiver is not None:
                inner = invocation_of(self.program, head.receiver)
                if inner is None:
                    break
                head = inner
                while head.receiver is not None and (inner := invocation_of(self.program, head.receiver)) is not None:
                    head = inner
                break
            span = self.program.span(head.name_node)
            yield Reference(self.program, node, Role.CONSTRUCTION, span, covers, call.name, sdk, call, meant)

    def _constructs(self, call: Invocation) -> bool:
        if call.receiver is not None and call.name == "build":
            owner = self.resolver.type_of(self.program, call.receiver)
            return owner is not None and owner.name == segment.BUILDER
        if call.is_new:
            found = self.resolver.type_of(self.program, call.node)
            return segment_client(found)
        if call.receiver is None and call.name[:1].isupper():
            found = self.resolver.type_of(self.program, call.node)
            return segment_client(found)
        if call.receiver is not None and call.name[:1].isupper():
            owner_meant = self.resolver.evaluate(self.program, call.receiver)
            is_path = owner_meant is not None and (
                owner_meant.package is not None or owner_meant.class_name is not None
            )
            return is_path and segment_client(self.resolver.type_of(self.program, call.node))
        return False

    def _messages(self) -> Iterator[Reference]:
        """The uses of messages; what is sent where it stands belongs to the call that sends it."""
        for use in self.uses:
            if use.root is None and use.steps[0].receiver is not None:
                self._taken.append(self.program.span(use.steps[0].receiver))
            if use.end is End.SENT and not use.is_branch:
                continue
            yield Reference(self.program, use.node, Role.MESSAGE, use.span, use.span, use.name, "java", use=use)

    def _plugins(self) -> Iterator[Reference]:
        for whole, kind in plugins_in(self.resolver, self.program):
            span, covers = self.program.span(kind), self.program.span(whole)
            self._taken.append(span)
            yield Reference(self.program, kind, Role.PLUGIN, span, covers, self.program.text(kind), "kotlin")

    def _mentions(self) -> Iterator[Reference]:
        for node in self.program.nodes:
            if node.type not in ("identifier", "type_identifier"):
                continue
            if self._is_part_of_path(node):
                continue
            reference = self._mention(node)
            if reference is not None:
                yield reference

    def _is_part_of_path(self, node: Node) -> bool:
        """Imports and the package, and names that only mean something with what stands before them."""
        parent = self.program.parent(node)
        if parent is None or parent.type in IMPORTS or parent.type in ("package_header", "qualified_identifier"):
            return True
        if any(one.type in IMPORTS or one.type in ("package_header", "package_declaration") for one in (
            parent, self.program.parent(parent) or parent,
        )):  # fmt: skip
            return True
        return any(one.type in ("import_declaration", "package_declaration") for one in self.program.ancestors(node))

    def _mention(self, node: Node) -> Reference | None:
        program = self.program
        parent = program.parent(node)
        assert parent is not None
        if self._names_argument(node, parent) or (
            parent.type in DECLARED
            and ((named := parent.child_by_field_name("name")) is not None and named.id == node.id)
        ):
            return None
        if parent.type in ("navigation_expression", "field_access", "method_invocation", "call_expression"):
            whole = self._read_whole(node, parent)
            if whole is None:
                return None
        else:
            whole = node
        if parent.type in ("user_type", "scoped_type_identifier"):
            return self._type(node, parent)
        if node.type == "type_identifier":
            return self._type(node, node)
        meant = self.resolver.evaluate(program, whole)
        if meant is None:
            return None
        if meant.class_name is not None and segment.is_segment(meant.class_name):
            return self._class(node, whole, meant.class_name)
        if meant.declaration is None or meant.type is None:
            return None
        if meant.declaration.node.id == node.id and meant.declaration.program is program:
            return None
        if segment_client(meant.type):
            return self._client(node, whole, meant)
        return None

    def _names_argument(self, node: Node, parent: Node) -> bool:
        """The name of a named argument, or of a declaration."""
        if parent.type == "value_argument":
            children = [one for one in parent.named_children if one.type not in COMMENTS]
            return len(children) == 2 and children[0].id == node.id and any(one.type == "=" for one in parent.children)
        return False

    def _read_whole(self, node: Node, parent: Node) -> Node | None:
        """The path that ends with a name; None where the name is a function's."""
        children = [one for one in parent.named_children if one.type not in COMMENTS]
        if parent.type == "call_expression":
            return None if children[0].id == node.id and not node.text[:1].isupper() else node  # type: ignore[index]
        if parent.type == "method_invocation":
            name = parent.child_by_field_name("name")
            return None if name is not None and name.id == node.id else node
        if children[-1].id == node.id and len(children) > 1:
            around = self.program.parent(parent)
            call = invocation_of(self.program, around) if around is not None else None
            if call is not None and call.name_node.id == node.id:
                return None
            return parent
        return node

    def _type(self, node: Node, whole: Node) -> Reference | None:
        program = self.program
        top = whole
        while (above := program.parent(top)) is not None and above.type in ("scoped_type_identifier",):
            top = above
        if top.type == "user_type":
            named = [one for one in top.named_children if one.type == "identifier"]
            if named[-1].id != node.id:
                return None
        elif top.type == "scoped_type_identifier":
            last = [one for one in top.named_children if one.type == "type_identifier"][-1]
            if last.id != node.id:
                return None
        kind = self.resolver.resolve_type(program, top)
        if kind is None or not segment.is_segment(kind.name) or self._is_taken(program.span(top)):
            return None
        return self._of_kind(node, top, kind.name)

    def _class(self, node: Node, whole: Node, name: str) -> Reference | None:
        program = self.program
        if self._is_taken(program.span(node)) or self._is_inside_call(whole):
            return None
        parent = program.parent(whole)
        if parent is not None and parent.type in ("navigation_expression", "field_access", "scoped_identifier"):
            deeper = self.resolver.evaluate(program, parent)
            if deeper is not None and deeper.class_name is not None and segment.is_segment(deeper.class_name):
                return None
        return self._of_kind(node, whole, name)

    def _of_kind(self, node: Node, whole: Node, name: str) -> Reference:
        program = self.program
        sdk = self.sdk_of(program, name)
        if name in segment.CLIENTS or name == segment.FACTORY:
            role = Role.TYPE
        elif name in segment.PAYLOADS or name == segment.BUILDER or name.startswith(f"{segment.MESSAGES}."):
            role = Role.PAYLOAD
        elif name.startswith(segment.SEGMENT_BRIDGES):
            role = Role.BRIDGE
        else:
            role = Role.OTHER
        return Reference(program, whole, role, program.span(node), program.span(whole), name, sdk)

    def _is_inside_call(self, node: Node) -> bool:
        """``Analytics`` in ``Analytics.with(…).track(…)`` belongs to the call that it begins."""
        program = self.program
        inner = node
        for around in program.ancestors(node):
            call = invocation_of(program, around)
            if call is not None and call.receiver is not None and call.receiver.id in (node.id, inner.id):
                if call.name == "setSingletonInstance":
                    return True
                kind = self.resolver.type_of(program, around)
                if call.name == "with" and segment_client(kind):
                    return True
            elif around.type not in ("navigation_expression", "parenthesized_expression"):
                return False
            inner = around
        return False

    def _client(self, node: Node, whole: Node, meant: Meant) -> Reference | None:
        """A read of the client that is no receiver of a call."""
        program = self.program
        parent = program.parent(whole)
        outer = whole
        while parent is not None and (
            parent.type == "parenthesized_expression"
            or (parent.type == "unary_expression" and parent.children[-1].type == "!!")
        ):
            outer, parent = parent, program.parent(parent)
        assert meant.type is not None
        sdk = self.sdk_of(program, meant.type.name)
        span, covers = program.span(node), program.span(whole)
        if parent is None:
            return None
        if parent.type in ("navigation_expression", "field_access") and _first(parent).id == outer.id:
            around = program.parent(parent)
            call = invocation_of(program, around) if around is not None else None
            if call is not None and call.receiver is not None and call.receiver.id == outer.id:
                if call.name in ("apply", "also", "let", "run", "takeIf", "takeUnless"):
                    return Reference(program, whole, Role.CLIENT, span, covers, call.name, sdk, meant=meant)
                return None
            last = [one for one in parent.named_children if one.type not in COMMENTS][-1]
            name = program.text(last)
            is_reference = any(one.type == "::" for one in parent.children)
            role = Role.METHOD if is_reference else Role.MEMBER
            return Reference(program, parent, role, program.span(last), program.span(parent), name, sdk, meant=meant)
        if parent.type == "method_invocation" and parent.child_by_field_name("object") == outer:
            return None
        if parent.type in ("callable_reference", "method_reference") and _first(parent).id == outer.id:
            last = [one for one in parent.named_children if one.type not in COMMENTS][-1]
            name = program.text(last)
            return Reference(
                program, parent, Role.METHOD, program.span(last), program.span(parent), name, sdk, meant=meant
            )
        return Reference(program, whole, Role.CLIENT, span, covers, "", sdk, meant=meant)

    def _putters(self, known: list[Reference]) -> Iterator[Reference]:
        """Methods of Properties and Traits that are called on a variable."""
        taken = [one.covers for one in known if one.role in (Role.CALL, Role.CONSTRUCTION)]
        for node in self.program.nodes:
            call = invocation_of(self.program, node)
            if call is None or call.node.id != node.id or call.receiver is None or call.name in MAP_METHODS:
                continue
            if call.receiver.type in ("call_expression", "object_creation_expression", "method_invocation"):
                # The chain that begins with the construction is read as one.
                root = call.receiver
                while (inner := invocation_of(self.program, root)) is not None and inner.receiver is not None:
                    root = inner.receiver
                if root.type in ("call_expression", "object_creation_expression"):
                    continue
            kind = self.resolver.type_of(self.program, call.receiver)
            covers = self.program.span(node)
            if kind is None or kind.name not in segment.PAYLOADS or any(one.contains(covers) for one in taken):
                continue
            sdk = self.sdk_of(self.program, kind.name)
            name = f"{kind.name}#{call.name}"
            yield Reference(self.program, node, Role.PUTTER, self.program.span(call.name_node), covers, name, sdk, call)

    def _unparsed(self, known: list[Reference]) -> Iterator[Reference]:
        """Names of Segment's in regions that the parser could not read; nothing there is understood."""
        program = self.program
        names = {one.local for one in program.imports if segment.is_segment(one.name) and not one.is_star}
        names |= {
            program.data[one.span.start : one.span.end].decode("utf-8", "replace")
            for one in known
            if one.role in (Role.CLIENT, Role.TYPE)
        }
        if not names or not program.broken:
            return
        taken = [one.covers for one in known]
        whole = re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b")
        for region in program.broken:
            end = program.data.find(b"\n", region.end)
            for match in whole.finditer(program.data, region.start, end if end >= 0 else len(program.data)):
                span = Span(*match.span())
                if not any(one.contains(span) for one in taken):
                    sdk = self.sdk_of(program, segment.ANALYTICS)
                    yield Reference(program, program.root, Role.BROKEN, span, span, match[0].decode(), sdk)

    def _is_taken(self, span: Span) -> bool:
        return any(one.contains(span) for one in self._taken)


def _first(node: Node) -> Node:
    return next(one for one in node.named_children if one.type not in COMMENTS)


class SdkOf:
    """Tells the SDKs of one class name apart: analytics-android and analytics-java share that of the client.

    Source: sdk-facts/segment.md §1.1.
    """

    def __init__(self, *, is_server: bool) -> None:
        self.is_server = is_server
        self._by_path: dict[str, str] = {}

    def __call__(self, program: Program, name: str) -> str:
        """``android``, ``kotlin`` or ``java``."""
        if name.startswith(segment.KOTLIN):
            return "kotlin"
        if name.startswith(segment.MESSAGES):
            return "java"
        if program.path not in self._by_path:
            self._by_path[program.path] = self._sdk(program)
        return self._by_path[program.path]

    def _sdk(self, program: Program) -> str:
        data = program.data
        if segment.MESSAGES.encode() in data or b".enqueue(" in data or b"Analytics.builder(" in data:
            return "java"
        is_mobile = b"Analytics.with(" in data or b"Analytics.Builder(" in data or b"setSingletonInstance" in data
        if is_mobile or any(one.name in segment.PAYLOADS for one in program.imports):
            return "android"
        return "java" if self.is_server else "android"


def declaration_of(meant: Meant | None) -> Declaration | None:
    """The declaration that a client is read from."""
    return meant.declaration if meant is not None else None
