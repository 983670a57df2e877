"""Every place where something of Segment's stands in a file, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.apple.index import FUNCTIONS, result_type
from segment_to_amplitude.languages.apple.invocations import Invocation, invocation_of, real, unwrapped
from segment_to_amplitude.languages.apple.program import Import, Program
from segment_to_amplitude.languages.apple.resolve import SINGLETONS, Meant, Resolver, is_client
from segment_to_amplitude.languages.apple.types import Type
from segment_to_amplitude.segment import apple_sdks as segment
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

SEG_NAME = re.compile(r"SEG[A-Z]\w+")
CAN_IMPORT = "directive"
BARE = re.compile(rb"\b(?:SEGAnalytics\w*|Analytics\.shared\(\)|SEG[A-Z][a-z]\w+)")
NAMES = frozenset({"simple_identifier", "type_identifier", "identifier"})


class Role(Enum):
    """What a reference does."""

    IMPORT = auto()
    CALL = auto()
    """A method of the client."""
    SETUP = auto()
    """``Analytics.setup(with:)``."""
    STATIC = auto()
    """Another member of the client's type."""
    CONSTRUCTION = auto()
    """``Analytics(configuration:)``."""
    CONFIGURATION = auto()
    """A configuration that is made."""
    SETTING = auto()
    """A property of a configuration in a variable."""
    TYPE = auto()
    CLIENT = auto()
    """The client is read, and no member of it."""
    MEMBER = auto()
    """A property of the client."""
    OTHER = auto()
    """Another type of the SDK."""
    BRIDGE = auto()
    """The integration that hands events to Amplitude's SDK: its import, or its class."""
    BROKEN = auto()
    """A name in a region that the parser could not read."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One place; ``span`` is the name that stands for it, ``covers`` all that belongs to it."""

    program: Program
    node: Node
    role: Role
    span: Span
    covers: Span
    name: str
    sdk: str
    invocation: Invocation | None = None
    meant: Meant | None = None
    imported: Import | None = None

    @property
    def is_direct(self) -> bool:
        """Tell whether the client is reached as the one of the app."""
        return self.meant is not None and self.meant.is_singleton


class ReferenceReader:
    """Reads the references of one file."""

    def __init__(self, resolver: Resolver, program: Program, sdk: str) -> None:
        self.resolver = resolver
        self.program = program
        self.sdk = sdk
        self._taken: list[Span] = []

    def read(self) -> list[Reference]:
        """All references in file order."""
        found = [*self._imports(), *self._conditions(), *self._implicit()]
        found += self._calls()
        found += self._mentions()
        found += self._unparsed(found)
        return sorted(found, key=lambda one: (one.span, one.role.value))

    def _imports(self) -> Iterator[Reference]:
        for one in self.program.imports:
            is_segment = one.module in segment.MODULES and self.resolver.imports_segment(self.program)
            is_header = one.is_header and one.name.rpartition("/")[2].startswith("SEGAnalytics")
            is_bridge = one.module.startswith(("Segment-", "Segment_")) or (
                one.module.startswith("Segment") and one.module != "Segment" and not one.is_header
            )
            if is_segment or is_header or is_bridge:
                span = self.program.span(one.node)
                end = span.start + len(self.program.data[span.start : span.end].rstrip())
                span = Span(span.start, end)
                role = Role.OTHER if is_bridge else Role.IMPORT
                if one.module in segment.BRIDGE_MODULES:
                    role = Role.BRIDGE
                self._taken.append(span)
                yield Reference(self.program, one.node, role, span, span, one.name, self.sdk, imported=one)

    def _conditions(self) -> Iterator[Reference]:
        """``#if canImport(Segment)``, which would be false without Segment's package."""
        for node in self.program.nodes if self.program.is_swift else ():
            parent = self.program.parent(node)
            is_named = node.type == "simple_identifier" and self.program.text(node) == "Segment"
            if not is_named or parent is None or parent.type != CAN_IMPORT:
                continue
            if self.program.data[: node.start_byte].rstrip().endswith(b"canImport("):
                span = self.program.span(node)
                self._taken.append(span)
                imported = Import(node, "Segment")
                yield Reference(self.program, node, Role.IMPORT, span, span, "Segment", self.sdk, imported=imported)

    def _implicit(self) -> Iterator[Reference]:
        """``let client: Analytics = .shared()``: the type stands elsewhere."""
        for node in self.program.nodes if self.program.is_swift else ():
            if node.type != "call_expression" or self.program.text(node) != ".shared()":
                continue
            kind = self._wanted(node)
            if kind is not None and is_client(self.resolver.resolve_type(self.program, kind)):
                name = real(real(node)[0])[0]
                span = self.program.span(name)
                self._taken.append(span)
                meant = Meant(Type(segment.CLIENT), is_singleton=True)
                covers = self.program.span(node)
                yield Reference(self.program, node, Role.CLIENT, span, covers, "", self.sdk, meant=meant)

    def _wanted(self, node: Node) -> Node | None:
        """The written type of the variable, the parameter or the result that an expression is for."""
        parent = self.program.parent(node)
        if parent is None:
            return None
        before = [one for one in real(parent) if one.end_byte <= node.start_byte]
        if parent.type == "property_declaration" and before and before[-1].type == "type_annotation":
            return next(iter(real(before[-1])), None)
        if parent.type in FUNCTIONS and before and before[-1].type == "parameter":
            return real(before[-1])[-1]
        if parent.type in ("control_transfer_statement", "statements"):
            around = self.program.within(node, *FUNCTIONS, "lambda_literal", "property_declaration")
            return result_type(around) if around is not None and around.type in FUNCTIONS else None
        return None

    def _calls(self) -> Iterator[Reference]:
        for node in self.program.nodes:
            call = invocation_of(self.program, node)
            if call is None:
                continue
            role, meant = self._role(call)
            if role is None:
                continue
            covers = self.program.span(node)
            span = self.program.span(call.name_node)
            if (role is Role.CALL and call.receiver is not None) or (
                role in (Role.SETUP, Role.STATIC) and call.receiver is not None
            ):
                self._taken.append(self.program.span(call.receiver))
            else:
                self._taken.append(span)
                if call.receiver is not None:
                    self._taken.append(self.program.span(call.receiver))
            yield Reference(self.program, node, role, span, covers, call.name, self.sdk, call, meant)

    def _role(self, call: Invocation) -> tuple[Role | None, Meant | None]:
        program, resolver = self.program, self.resolver
        if call.receiver is not None:
            owner = resolver.evaluate(program, call.receiver)
            if owner is not None and is_client(owner.type):
                is_own = resolver.member(segment.CLIENT, call.name) is not None
                return (None if is_own else Role.CALL), owner
            if owner is not None and owner.type_name == segment.CLIENT:
                if call.name in SINGLETONS and program.is_swift and self._is_read(call.node):
                    return Role.CLIENT, resolver.evaluate(program, call.node)
                if call.name in ("shared", "sharedAnalytics", "alloc"):
                    return None, None
                if call.name in ("setup", "setupWithConfiguration"):
                    return Role.SETUP, owner
                return Role.STATIC, owner
        made = resolver.evaluate(program, call.node)
        is_construction = call.name[:1].isupper() or call.name.startswith(("init", "configurationWith"))
        if made is not None and made.type is not None and is_construction:
            if is_client(made.type):
                return Role.CONSTRUCTION, made
            if made.type.name in segment.CONFIGURATION.values():
                return Role.CONFIGURATION, made
        return None, None

    def _is_read(self, node: Node) -> bool:
        """Tell whether a client is read as a value, and not for one of its members."""
        outer = self._outer(node)
        return outer is None or outer.type != "navigation_expression"

    def _mentions(self) -> Iterator[Reference]:
        for node in self.program.nodes:
            if node.type in NAMES:
                span = self.program.span(node)
                if any(one.contains(span) for one in self._taken):
                    continue
                reference = self._mention(node, span)
                if reference is not None:
                    yield reference

    def _mention(self, node: Node, span: Span) -> Reference | None:
        program, text = self.program, self.program.text(node)
        parent = program.parent(node)
        if parent is None or parent.type in ("value_argument_label", "import_declaration", "line_str_text"):
            return None
        around = None if program.is_swift else invocation_of(program, parent)
        if around is not None and around.receiver is not None and around.receiver.id == node.id:
            meant = self.resolver.evaluate(program, parent)
            if meant is not None and meant.is_singleton:
                return Reference(program, parent, Role.CLIENT, span, program.span(parent), "", self.sdk, meant=meant)
        if not program.is_swift and parent.type == "field_expression":
            meant = self.resolver.evaluate(program, parent)
            if meant is not None and meant.is_singleton:
                above = program.parent(parent)
                is_read = above is not None and above.type == "field_expression"
                role = Role.MEMBER if is_read else Role.CLIENT
                return Reference(program, parent, role, span, program.span(parent), text, self.sdk, meant=meant)
        if node.type == "type_identifier" or SEG_NAME.fullmatch(text):
            return self._type(node, span, text)
        if parent.type == "navigation_suffix":
            whole = program.parent(parent)
            assert whole is not None
            return self._value(node, whole, span)
        if not program.is_swift:
            return self._value_objc(node, parent, span)
        if parent.child_by_field_name("name") == node or parent.child_by_field_name("bound_identifier") == node:
            return None
        return self._value(node, node, span)

    def _type(self, node: Node, span: Span, text: str) -> Reference | None:
        program, resolver = self.program, self.resolver
        found = resolver.segment_type(program, text)
        is_qualified = program.data[: span.start].endswith(b"Segment.") and resolver.imports_segment(program)
        if found is None and is_qualified and not resolver.index.declares("Segment"):
            found = segment.TYPES.get(text)
        is_seg = SEG_NAME.fullmatch(text) is not None and resolver.imports_segment(program)
        if found is None and not is_seg:
            is_other = text in segment.OTHER_TYPES and resolver.imports_segment(program)
            if not is_other or resolver.index.declares(text) or self._is_anothers(text):
                return None
        role = Role.TYPE if found is not None else Role.BRIDGE if text in segment.BRIDGES else Role.OTHER
        return Reference(program, node, role, span, span, text, self.sdk)

    def _is_anothers(self, name: str) -> bool:
        """Tell whether another import of the file is named after a type, as SwiftyJSON is after ``JSON``."""
        return any(name in one.name and one.module not in segment.MODULES for one in self.program.imports)

    def _value(self, node: Node, whole: Node, span: Span) -> Reference | None:
        program, resolver = self.program, self.resolver
        around = program.parent(whole)
        if around is not None and around.type == "call_expression" and real(around)[0].id == whole.id:
            return None
        meant = resolver.evaluate(program, whole)
        if meant is None:
            return self._member(node, whole, span)
        if meant.type_name == segment.CLIENT and self._leads_to_member(whole):
            return Reference(program, node, Role.TYPE, span, span, "Analytics", self.sdk)
        if meant.type_name == segment.CLIENT or meant.type_name in segment.CONFIGURATION.values():
            return Reference(program, whole, Role.STATIC, span, program.span(whole), program.text(whole), self.sdk)
        if meant.type is None:
            return self._member(node, whole, span)
        if is_client(meant.type) and (meant.declaration is not None or meant.is_singleton):
            deeper = self._outer(whole)
            if deeper is not None and deeper.type == "navigation_expression":
                return None
            return Reference(program, whole, Role.CLIENT, span, program.span(whole), "", self.sdk, meant=meant)
        if meant.type.name in segment.CONFIGURATION.values():
            deeper = self._outer(whole)
            if deeper is not None and deeper.type == "navigation_expression":
                return self._setting(deeper, meant)
            return Reference(
                program,
                whole,
                Role.CONFIGURATION,
                span,
                program.span(whole),
                program.text(whole),
                self.sdk,
                meant=meant,
            )
        return self._member(node, whole, span)

    def _value_objc(self, node: Node, parent: Node, span: Span) -> Reference | None:
        """A read of a client or of a configuration; its declaration and what a message is sent to are none."""
        program = self.program
        whole = parent if parent.type == "field_expression" and parent.child_by_field_name("field") == node else node
        meant = self.resolver.evaluate(program, whole)
        if meant is None or meant.declaration is None or meant.type is None or meant.declaration.node == node:
            return None
        if is_client(meant.type):
            return Reference(program, whole, Role.CLIENT, span, program.span(whole), "", self.sdk, meant=meant)
        if meant.type.name not in segment.CONFIGURATION.values():
            return None
        around = program.parent(whole)
        call = invocation_of(program, around) if around is not None else None
        if call is not None and call.receiver is not None and call.receiver.id == whole.id:
            name = program.span(call.name_node)
            return Reference(
                program, call.node, Role.SETTING, name, program.span(call.node), call.name, self.sdk, call, meant
            )
        field = (
            around.child_by_field_name("field") if around is not None and around.type == "field_expression" else None
        )
        if around is None or field is None:
            text = program.text(whole)
            return Reference(program, whole, Role.CONFIGURATION, span, program.span(whole), text, self.sdk, meant=meant)
        above = program.parent(around)
        covers = program.span(above) if above is not None and above.type == "assignment_expression" else span
        return Reference(
            program, around, Role.SETTING, program.span(field), covers, program.text(field), self.sdk, meant=meant
        )

    def _leads_to_member(self, whole: Node) -> bool:
        """Tell whether the client's type is named for a member that the project gives it."""
        parent = self.program.parent(whole)
        if parent is None or parent.type != "navigation_expression":
            return False
        found = self.resolver.evaluate(self.program, parent)
        return found is not None and found.declaration is not None

    def _outer(self, node: Node) -> Node | None:
        """What is read of a value; ``!`` and brackets in between are passed over."""
        parent = self.program.parent(node)
        while parent is not None and parent.type in ("postfix_expression", "tuple_expression"):
            node, parent = parent, self.program.parent(parent)
        if parent is not None and parent.type == "navigation_expression":
            target = parent.child_by_field_name("target")
            return parent if target is not None and target.id == node.id else None
        return parent

    def _setting(self, whole: Node, meant: Meant) -> Reference | None:
        program = self.program
        suffix = whole.child_by_field_name("suffix")
        name = suffix.child_by_field_name("suffix") if suffix is not None else None
        if name is None:
            return None
        statement = program.parent(whole)
        if statement is not None and statement.type == "directly_assignable_expression":
            statement = program.parent(statement)
        covers = (
            program.span(statement) if statement is not None and statement.type == "assignment" else program.span(whole)
        )
        span = program.span(name)
        self._taken.append(span)
        return Reference(
            program, whole, Role.SETTING, span, covers, program.text(name), self.sdk, meant=meant
        )  # fmt: skip

    def _member(self, node: Node, whole: Node, span: Span) -> Reference | None:
        """A property of the client."""
        program = self.program
        if whole.type != "navigation_expression":
            return None
        target = whole.child_by_field_name("target")
        owner = self.resolver.evaluate(program, unwrapped(target)) if target is not None else None
        if owner is None or not is_client(owner.type):
            return None
        return Reference(
            program, whole, Role.MEMBER, span, program.span(whole), program.text(node), self.sdk, meant=owner
        )

    def _unparsed(self, known: list[Reference]) -> Iterator[Reference]:
        """Names of Segment's in regions that the parser could not read; nothing there is understood."""
        program = self.program
        taken = [one.covers for one in known]
        macros = (program.span(node) for node in program.nodes if node.type == "preproc_arg")
        lines = (self._lines(region) for region in program.broken)
        for region in (*lines, *macros):
            for match in BARE.finditer(program.data, region.start, region.end):
                span = Span(*match.span())
                if not any(one.contains(span) for one in taken):
                    taken.append(span)
                    yield Reference(program, program.root, Role.BROKEN, span, span, match[0].decode(), self.sdk)

    def _lines(self, region: Span) -> Span:
        """The lines of a region: the parser may have taken in pieces what stands around it."""
        data = self.program.data
        end = data.find(b"\n", region.end)
        return Span(self.program.document.line_start(region.start), end if end >= 0 else len(data))
