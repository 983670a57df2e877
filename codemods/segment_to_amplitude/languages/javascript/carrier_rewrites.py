"""What carries a client from one place to another: declarations, imports, exports, assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.findings.finding import Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.client_names import DESTRUCTURED, SAME_METHODS
from segment_to_amplitude.languages.javascript.clients import Form, Group
from segment_to_amplitude.languages.javascript.imports import (
    without_specifiers,
)
from segment_to_amplitude.languages.javascript.meaning import Method
from segment_to_amplitude.languages.javascript.mocks import MockWriter
from segment_to_amplitude.languages.javascript.mocks import NotPlain as NotPlainMock
from segment_to_amplitude.languages.javascript.outcome import Outcome
from segment_to_amplitude.languages.javascript.references import (
    defined_value,
    instance_key,
)
from segment_to_amplitude.languages.javascript.resolve import is_ambient
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.type_rewrites import TypeRewrites
from segment_to_amplitude.languages.javascript.write import CallWriter
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class CarrierRewrites(TypeRewrites):
    """Rewrites the names that hold a client."""

    def _declaration(self, item: Item, group: Group) -> Outcome:
        binding = item.reference.binding
        assert binding is not None
        declared = self._statement_of(item.reference.leaf)
        covers = (span_of(declared),) if declared is not None else ()
        if isinstance(item.reference.meaning, Method):
            return Outcome(safe_code="client-handed-on", absorbed=self._has_other_item(binding.node, item))
        if any(made.binding is binding for made in group.constructions):
            return Outcome(absorbed=True)
        if binding.name_node.type == "shorthand_property_identifier_pattern":
            new = self.clients.binding_name(self.program, binding)
            rewrites: tuple[Rewrite, ...] = ()
            if new != binding.name:
                source = syntax.field(binding.node, "value")
                is_global = source is not None and text_of(unwrap(source)) in syntax.GLOBAL_OBJECTS
                taken = self.clients.taken_name(self.program, binding)
                key = taken or (new if binding.name[0] == "$" else binding.name)
                text = new if is_global or key == new else f"{key}: {new}"
                rewrites = (Rewrite(span_of(item.reference.leaf), (text.encode(),)),)
            return Outcome(
                safe_code="client-handed-on",
                rewrites=rewrites,
                covers=covers,
                absorbed=self._has_other_item(binding.node, item),
            )
        if group.is_split and group.form is Form.GLOBAL and declared is not None and is_ambient(binding.node):
            return self._doubled_ambient(item, group, declared, covers)
        rewrites = (*self._renames(item, group), *self._taken_key(binding))
        return Outcome(
            safe_code="client-renamed" if rewrites else "client-handed-on",
            rewrites=rewrites,
            covers=covers,
            absorbed=self._has_other_item(binding.node, item),
        )

    def _taken_key(self, binding: Binding) -> tuple[Rewrite, ...]:
        """The key of ``{ analytics: client }`` where the pattern takes a module's export, which has a new name."""
        pair = binding.name_node.parent
        key = syntax.field(pair, "key") if pair is not None and pair.type == "pair_pattern" else None
        new = self.clients.taken_name(self.program, binding) if key is not None else None
        if key is None or new is None or new == text_of(key):
            return ()
        return (Rewrite(span_of(key), (new.encode(),)),)

    def _doubled_ambient(self, item: Item, group: Group, declared: Node, covers: tuple[Span, ...]) -> Outcome:
        """``declare const analytics: any`` twice, once for each client."""
        absorbed = self._has_other_item(declared, item)
        renames = self._renames(item, group)
        data, span = self.program.data, span_of(declared)
        if not renames:
            return Outcome((Reason("segment-stays"),), covers=covers, absorbed=absorbed)
        copy = data[span.start : renames[0].span.start] + b"".join(p for p in renames[0].parts if isinstance(p, bytes))
        copy += data[renames[0].span.end : span.end]
        gap = self.program.document.newline_at(span.end) + self.program.document.indent_at(span.start)
        rewrite = Rewrite(Span(span.end, span.end), (gap, copy))
        return Outcome((Reason("segment-stays"),), rewrites=(rewrite,), covers=covers, absorbed=absorbed)

    def _has_other_item(self, node: Node, item: Item) -> bool:
        """Tell whether a declaration holds another reference, whose finding then speaks for both."""
        return any(
            other is not item
            and node.start_byte <= other.reference.leaf.start_byte < node.end_byte
            and other.role in (Role.HANDED_ON, Role.TYPE, Role.CONSTRUCTION, Role.SDK_IMPORT)
            for other in self.items
        )

    def _own_import(self, item: Item, group: Group) -> Outcome:
        leaf = item.reference.leaf
        binding = item.reference.binding
        assert binding is not None
        specifier = leaf.parent
        if not group.is_split and (started := self._without_import(item, binding)) is not None:
            return started
        new = self.clients.binding_name(self.program, binding)
        if specifier is None or specifier.type != "import_specifier":
            renames = self._renames(item, group)
            return Outcome(safe_code="client-renamed" if renames else "client-handed-on", rewrites=renames)
        name_node = syntax.field(specifier, "name")
        assert name_node is not None
        exported = self.clients.imported_name(self.program, binding) or text_of(name_node)
        text = exported if exported == new else f"{exported} as {new}"
        if group.is_split and self._is_used_by_stuck(binding):
            if text == text_of(specifier) or not self._is_used_by_moved(binding):
                return Outcome((Reason("segment-stays"),))
            rewrite = Rewrite(span_of(specifier), (f"{text}, ".encode(), span_of(specifier)))
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if text == text_of(specifier):
            return Outcome(safe_code="client-handed-on")
        return Outcome(safe_code="client-renamed", rewrites=(Rewrite(span_of(specifier), (text.encode(),)),))

    def _without_import(self, item: Item, binding: Binding) -> Outcome | None:
        """A client that only a provider was given: its module is still imported, because it starts the client."""
        uses = [other for other in self.items if other.reference.binding is binding and other is not item]
        if not uses or not all(self._is_provided(other.reference.leaf) for other in uses):
            return None
        statement, specifier = item.node, item.reference.leaf.parent
        source = syntax.field(statement, "source") if statement is not None else None
        if statement is None or source is None or specifier is None:
            return None
        start = statement.children[0].end_byte
        clause = specifier.parent
        if specifier.type == "import_specifier" and clause is not None and len(children(clause)) > 1:
            rewrite = without_specifiers(self.program, clause, {specifier.id})
        elif len(self._bindings_of(statement)) == 1:
            rewrite = Rewrite(Span(start, source.start_byte), (b" ",))
        else:
            return None
        return Outcome(safe_code="client-handed-on", rewrites=(rewrite,), covers=(span_of(statement),))

    def _is_used_by_moved(self, binding: Binding) -> bool:
        return any(
            other.reference.binding is binding
            and other.role not in (Role.OWN_IMPORT, Role.EXPORT)
            and not (self.outcomes.get(id(other)) or self._try(other)).is_stuck
            for other in self.items
        )

    def _export(self, item: Item, group: Group) -> Outcome:
        specifier = item.node
        binding = item.reference.binding
        assert specifier is not None
        name_node, alias = syntax.field(specifier, "name"), syntax.field(specifier, "alias")
        assert name_node is not None
        local = self.clients.binding_name(self.program, binding) if binding is not None else text_of(name_node)
        exported = text_of(alias or name_node)
        new = self.clients.own_export_name(self.program, exported) or exported
        text = local if local == new else f"{local} as {new}"
        if group.is_split:
            rewrite = Rewrite(span_of(specifier), (span_of(specifier), f", {text}".encode()))
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if text == text_of(specifier):
            return Outcome(safe_code="client-handed-on")
        return Outcome(safe_code="client-renamed", rewrites=(Rewrite(span_of(specifier), (text.encode(),)),))

    def _handed_on(self, item: Item, group: Group) -> Outcome:
        node = item.node
        if node is not None and node.type == "variable_declarator":
            name = syntax.field(node, "name")
            if name is not None and name.type == "object_pattern":
                return self._destructuring(item, group, name)
        if node is not None and node.type == "string" and (value := defined_value(node)) is not None:
            return self._assigned_mock(item, group, value)
        if not group.is_split and self._is_provided(item.reference.leaf):
            return Outcome(safe_code="client-handed-on")
        if group.is_split and (rewrite := self._doubled(item, group)) is not None:
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        if node is not None and node.type == "variable_declarator" and self._becomes_itself(item, node):
            statement = self._statement_of(node)
            if statement is not None:
                writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
                return Outcome(
                    safe_code="client-handed-on",
                    rewrites=(Rewrite(writer.whole_lines(span_of(statement)), ()),),
                    covers=(span_of(statement),),
                )
        covers: tuple[Span, ...] = ()
        if node is not None and node.type == "variable_declarator":
            covers = (span_of(node),)
        rewrites = self._renames(item, group)
        if node is not None and (key := instance_key(node)) is not None:
            new = self.clients.property_name(text_of(key))
            if key.id == item.reference.leaf.id:
                local = self._new_name(item, group)
                text = new if new == local else f"{new}: {local}"
                rewrites = (Rewrite(span_of(key), (text.encode(),)),) if text != text_of(key) else ()
            elif new != text_of(key):
                rewrites = (*rewrites, Rewrite(span_of(key), (new.encode(),)))
        return Outcome(safe_code="client-handed-on", rewrites=rewrites, covers=covers)

    def _becomes_itself(self, item: Item, declarator: Node) -> bool:
        """Tell whether ``const a = b`` would become ``const x = x``."""
        name = syntax.field(declarator, "name")
        binding = self.program.lookup(text_of(name), name.start_byte) if name is not None else None
        source = item.reference.binding
        if binding is None or source is None or name is None or name.type != "identifier":
            return False
        return self.clients.binding_name(self.program, binding) == self.clients.binding_name(self.program, source)

    def _destructuring(self, item: Item, group: Group, pattern: Node) -> Outcome:
        """``const { track, page } = analytics``: methods that Amplitude lacks go when nothing uses them any more."""
        gone: set[int] = set()
        for child in children(pattern):
            name = syntax.property_name(syntax.field(child, "key") or child)
            if child.type == "rest_pattern" or name is None:
                return Outcome((Reason("reference-unclear"),))
            if name in DESTRUCTURED:
                continue
            local = self.program.lookup(text_of(syntax.field(child, "value") or child), child.start_byte)
            users = [
                other
                for other in self.items
                if other.reference.binding is local and not other.reference.is_declaration and local is not None
            ]
            if any(self._try(other).is_stuck for other in users):
                return Outcome((Reason("method-left", f"`{name}`"),))
            gone.add(child.id)
        rewrites = list(self._renames(item, group))
        if gone:
            if len(gone) == len(children(pattern)):
                statement = self._statement_of(pattern)
                writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
                if statement is not None:
                    return Outcome(
                        safe_code="client-handed-on",
                        rewrites=(Rewrite(writer.whole_lines(span_of(statement)), ()),),
                        covers=(span_of(statement),),
                    )
            rewrites.append(without_specifiers(self.program, pattern, gone))
        declarator = item.node
        covers = (span_of(declarator),) if declarator is not None else ()
        return Outcome(safe_code="client-handed-on", rewrites=tuple(rewrites), covers=covers)

    def _assigned(self, item: Item, group: Group) -> Outcome:
        node = item.node
        right = syntax.field(node, "right") if node is not None else None
        if any(
            made.statement is not None and node is not None and syntax.same(node.parent, made.statement)
            for made in group.constructions
        ):
            return Outcome(absorbed=True, rewrites=() if group.is_split else self._renames(item, group))
        if right is not None and unwrap(right).type == "object":
            return self._assigned_mock(item, group, unwrap(right))
        if group.is_split and (rewrite := self._doubled(item, group)) is not None:
            return Outcome((Reason("segment-stays"),), rewrites=(rewrite,))
        return Outcome(safe_code="client-handed-on", rewrites=self._renames(item, group))

    def _assigned_mock(self, item: Item, group: Group, value: Node) -> Outcome:
        """``window.analytics = { track: jest.fn() }``: a stand-in whose methods are all Amplitude's too."""
        renames = self._renames(item, group)
        names = {
            syntax.property_name(syntax.field(child, "key") or syntax.field(child, "name") or child)
            for child in children(value)
        }
        if names and names <= SAME_METHODS:
            return Outcome((Reason("mock-rewritten"),), rewrites=renames, kind=Kind.MOCK)
        try:
            made = MockWriter(self.program, self.style, self.clients, self.workspace.resolver, []).stand_in(
                value, group
            )
        except NotPlainMock:
            return Outcome((Reason("mock-left"),), kind=Kind.MOCK)
        return Outcome((Reason("mock-rewritten"),), rewrites=(*renames, made), kind=Kind.MOCK)
