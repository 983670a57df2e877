"""Create the Amplitude client where Segment's was created."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls as amplitude_calls
from segment_to_amplitude.findings.finding import Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.carrier_rewrites import CarrierRewrites
from segment_to_amplitude.languages.javascript.client_names import ClientNames
from segment_to_amplitude.languages.javascript.clients import Form, Group, free_name
from segment_to_amplitude.languages.javascript.construct import Construction, constructor_in, settings_nodes
from segment_to_amplitude.languages.javascript.imports import (
    FileImports,
)
from segment_to_amplitude.languages.javascript.keys import ENVIRONMENT, NAMED_KEY
from segment_to_amplitude.languages.javascript.outcome import Beside, Outcome
from segment_to_amplitude.languages.javascript.roles import Item, Role, classify_argument
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.shapes import (
    is_private_field,
)
from segment_to_amplitude.languages.javascript.site import BLOCKS, Site, site_of
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of, unwrap
from segment_to_amplitude.languages.javascript.write import CallWriter, Unwritable, joined, width_of
from segment_to_amplitude.mapping import map_call
from segment_to_amplitude.mapping.keys import PLACEHOLDER, key_name
from segment_to_amplitude.mapping.lifecycle import suggestion
from segment_to_amplitude.mapping.load import Init, Load, map_load
from segment_to_amplitude.mapping.outcome import Rewritten
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node


class Creation(CarrierRewrites):
    """Rewrites constructions and load calls."""

    def _construction(self, item: Item, group: Group) -> Outcome:
        node = item.node
        assert node is not None
        made = next((made for made in group.constructions if syntax.same(made.node, node)), None)
        if group.origin.name == "useAnalytics" or (made is None and text_of(node).startswith("useAnalytics(")):
            return self._hook(item, group, node)
        if made is None:
            inner = next((made for made in group.constructions if made.node.start_byte == node.start_byte), None)
            if inner is None:
                return Outcome((Reason("init-left"),))
            made = inner
        if made.shape == "other" or not self._is_reachable(item, made):
            return Outcome((Reason("init-left"),))
        init = self._init(made, group)
        covers = (span_of(made.statement if made.statement is not None else node),)
        if self._is_flushed_at_once(made, group):
            return Outcome((Reason("init-not-awaited"),), covers=covers)
        statement_parts = self._init_parts(made, group, init)
        if isinstance(init, Reason):
            return Outcome((init,), covers=covers)
        if statement_parts is None:
            return Outcome((Reason("init-left"),), covers=covers)
        reasons = (*init.reasons, *self._listeners(item, group, node))
        if made.is_bare and group.form is Form.INSTANCE:
            reasons = ()
        if group.is_split:
            reasons = (*reasons, Reason("segment-stays"))
        if len(self._siblings(group)) > 1 and group.target.keeps_identity:
            reasons = (*reasons, Reason("instance-name"))
        write_key = self._write_key(init.api_key)
        key_rewrites = () if group.is_split else self._key_constant(init.api_key)
        return Outcome(
            reasons,
            safe_code="client-handed-on",
            rewrites=(*statement_parts, *key_rewrites),
            covers=covers,
            write_key=write_key,
            beside=self._given_plugins(init),
        )

    def _is_flushed_at_once(self, made: Construction, group: Group) -> bool:
        """Tell whether a function makes a server's client and flushes it, and cannot wait in between."""
        if group.target is not amplitude_calls.NODE or made.in_async or made.is_module_level:
            return False
        function = next((around for around in syntax.ancestors(made.node) if around.type in syntax.FUNCTIONS), None)
        return (
            function is not None
            and made.shape == "declaration"
            and any(
                other.method in ("flush", "closeAndFlush")
                and self._group(other) is group
                and function.start_byte <= other.reference.leaf.start_byte < function.end_byte
                for other in self.items
            )
        )

    def _listeners(self, item: Item, group: Group, node: Node) -> tuple[Reason, ...]:
        """Why listeners that were chained to the construction are removed with it."""
        found: list[Reason] = []
        for other in self.items:
            if other is item or other.call is None or other.method not in ("on", "once"):
                continue
            if other.call.start_byte != node.start_byte:
                continue
            read = self.reader.read(group.flavor, other.method, syntax.field(other.call, "arguments"))
            mapped = map_call(read.call, self.settings, group.target) if read.call is not None else None
            found += mapped.reasons if isinstance(mapped, Rewritten) else ()
        return tuple(found)

    def _is_reachable(self, item: Item, made: Construction) -> bool:
        """Tell whether the package has a name here, and what is made goes where it can be followed."""
        binding = item.reference.binding
        if binding is None or binding.kind == "parameter":
            return False
        outer = syntax.outermost(made.node)
        if made.shape != "hoisted" or outer.parent is None or outer.parent.type != "arguments":
            return True
        role = classify_argument(item.reference, outer.parent, outer, self.workspace.resolver).role
        return role is not Role.ESCAPE

    def _given_plugins(self, init: Init) -> tuple[Beside, ...]:
        """A finding for each option that gives the client plugins."""
        reason = Reason("plugin-left", "given to the client when it is made", suggestion("register"))
        return tuple(Beside(reason, entry.key_span or entry.span, entry.span, Kind.PLUGIN) for entry in init.plugins)

    def _siblings(self, group: Group) -> list[Group]:
        package = self.clients.package_of(group.origin.path)
        return [
            other
            for other in self.clients.groups.values()
            if other.target is group.target
            and other.constructions
            and other.form is not Form.GLOBAL
            and self.clients.package_of(other.origin.path) == package
        ]

    def _hook(self, item: Item, group: Group, node: Node) -> Outcome:
        """React Native's ``useAnalytics()``: the package itself takes the hook's place."""
        made = self.clients.constructed(group.origin.sdk)
        if group.is_split or group.form is not Form.NAMESPACE or made > 1:
            return Outcome((Reason("init-left", "`useAnalytics`"),))
        reasons = () if made else (Reason("init-elsewhere"),)
        outer = syntax.outermost(node)
        declarator = outer.parent
        name = syntax.field(declarator, "name") if declarator is not None else None
        statement = self._statement_of(outer)
        namespace = self.file_imports(group).namespace()
        writer = CallWriter(self.program, self.style, self._names(item, group), group.target)
        if name is not None and name.type == "identifier" and statement is not None:
            binding = self.program.lookup(text_of(name), name.start_byte)
            if binding is not None and self.clients.binding_name(self.program, binding) == namespace:
                whole = writer.whole_lines(span_of(statement))
                return Outcome(
                    reasons, "client-handed-on", (Rewrite(self._with_blank_line(whole), ()),), (span_of(statement),)
                )
        rewrites: tuple[Rewrite, ...] = (Rewrite(span_of(node), (namespace.encode(),)),)
        if name is not None and name.type == "object_pattern":
            taken = self._destructuring(item, group, name)
            if taken.is_stuck:
                return taken
            if any(rewrite.span.contains(span_of(node)) for rewrite in taken.rewrites):
                whole = taken.rewrites[-1].span
                return Outcome(reasons, "client-handed-on", (Rewrite(self._with_blank_line(whole), ()),), taken.covers)
            pattern = span_of(name)
            rewrites = (*rewrites, *(rewrite for rewrite in taken.rewrites if pattern.contains(rewrite.span)))
        return Outcome(reasons, "client-handed-on", rewrites)

    def _with_blank_line(self, lines: Span) -> Span:
        """Lines at the start of a block, with the blank line behind them."""
        before = self.program.data[: lines.start].rstrip(b" \t\r\n")
        blank = re.compile(rb"[ \t]*\r?\n").match(self.program.data, lines.end)
        return Span(lines.start, blank.end()) if before.endswith(b"{") and blank is not None else lines

    def _init(self, made: Construction, group: Group) -> Init | Reason:
        nodes = settings_nodes(made.node)
        return self._map_load(group, nodes)

    def _map_load(self, group: Group, nodes: list[Node]) -> Init | Reason:
        passed = [self.values.read(node) for node in nodes]
        first = passed[0] if passed else None
        if first is not None and first.kind is ValueKind.OBJECT:
            key = first.entry("writeKey")
            load = Load(
                group.flavor, key.value if key is not None else None, first, passed[1] if len(passed) > 1 else None
            )
        else:
            load = Load(group.flavor, first, None, passed[1] if len(passed) > 1 else None)
        return map_load(load, self.settings, group.target)

    def _init_arguments(self, group: Group, init: Init, writer: CallWriter, column: int, indent: bytes) -> list[Part]:
        parts: list[Part] = [b"(", *self._api_key(init.api_key, is_split=group.is_split)]
        if not init.options:
            return [*parts, b")"]
        if group.target is amplitude_calls.REACT_NATIVE:
            parts.append(b", undefined")
        newline = self.program.document.newline_at(0)
        inline: list[Part] = [b", ", *self._init_options(group, init, writer, None), b")"]
        if column + width_of([*parts, *inline]) + 1 <= self.style.width:
            return [*parts, *inline]
        parts.append(b", ")
        return [*parts, *self._init_options(group, init, writer, newline + indent), b")"]

    def _init_options(self, group: Group, init: Init, writer: CallWriter, gap: bytes | None) -> list[Part]:
        """The options of init, on one line, or with ``gap`` one entry a line."""
        is_unified = group.target is amplitude_calls.UNIFIED
        inner = gap + self.style.unit if gap is not None else None
        entries: list[list[Part]] = []
        for name, value in init.options:
            writer.begin_line(inner + (self.style.unit if is_unified else b"") if inner is not None else None)
            entries.append([f"{name}: ".encode(), *writer.expression(value)])
        if is_unified:
            entries = [[b"analytics: ", *self._braced(entries, inner)]]
        return self._braced(entries, gap)

    def _braced(self, entries: list[list[Part]], gap: bytes | None) -> list[Part]:
        if gap is None:
            return [b"{ ", *joined(b", ", entries), b" }"]
        parts: list[Part] = [b"{"]
        for entry in entries:
            parts += [gap + self.style.unit, *entry, b","]
        return [*parts, gap + b"}"]

    def _init_parts(self, made: Construction, group: Group, init: Init | Reason) -> tuple[Rewrite, ...] | None:
        if isinstance(init, Reason):
            return None
        imports = self.file_imports(group)
        semicolon = self.style.semicolon.encode()
        method = b"initAll" if group.target is amplitude_calls.UNIFIED and group.form is Form.NAMESPACE else b"init"
        place = made.statement if made.statement is not None else made.node
        indent = self.program.document.indent_at(place.start_byte)
        newline = self.program.document.newline_at(place.start_byte)
        writer = CallWriter(
            self.program, self.style, ClientNames(imports, group.form, None, is_named=False), group.target
        )
        gap = newline + indent
        waits = made.awaited is not None or (made.in_async and not group.target.keeps_identity)
        if made.is_module_level and group.target is amplitude_calls.NODE and self._flushes_at_top_level(group):
            waits = True
        end = b".promise" if waits and method == b"init" else b""

        def call(receiver: list[Part], line: bytes = gap) -> list[Part]:
            lead = [b"await "] if waits else []
            base = line.lstrip(b"\r\n")
            column = len(base) + width_of(receiver) + 6
            arguments = self._init_arguments(group, init, writer, column, base)
            start: list[Part] = [*receiver, b"." + method] if receiver else [imports.named(method.decode()).encode()]
            first = self._first_calls(receiver, imports, init, writer, line)
            return [*lead, *start, *arguments, end, *(part for parts in first for part in (semicolon, line, *parts))]

        if made.shape == "statement":
            name = imports.namespace()
            assert made.statement is not None
            return (Rewrite(span_of(made.statement), (*call([name.encode()]), semicolon)),)
        if group.form is Form.NAMESPACE and made.shape == "declaration":
            return self._namespace_init(made, group, imports, call, gap, semicolon)
        create = imports.exported("createInstance").encode() + b"()"
        if made.shape == "declaration":
            return self._instance_declaration(made, group, create, call, gap, semicolon)
        if made.shape == "assignment":
            return self._assigned_init(made, group, create, call, gap, semicolon)
        if made.shape == "memo":
            return self._memo_init(made, create, call, gap, semicolon)
        if made.shape == "field":
            return self._field_init(made, create, call, gap, semicolon)
        if made.shape == "hoisted":
            return self._hoisted_init(made, group, create, call, gap, semicolon)
        if made.shape in ("return", "arrow") and not made.is_bare:
            name = free_name(self.program, "client")
            lines: list[list[Part]] = [
                [f"const {name} = ".encode(), create, semicolon],
                [*call([name.encode()]), semicolon],
                [f"return {name}".encode(), semicolon],
            ]
            if made.statement is not None and made.shape == "return":
                if made.statement.parent is None or made.statement.parent.type != "statement_block":
                    return None
                return (Rewrite(span_of(made.statement), tuple(joined(gap, lines))),)
            if made.arrow is not None:
                body = syntax.field(made.arrow, "body")
                assert body is not None
                base = self.program.document.indent_at(body.start_byte)
                inner = newline + base + self.style.unit
                lines[1] = [*call([name.encode()], inner), semicolon]
                block: list[Part] = [b"{"]
                for line in lines:
                    block += [inner, *line]
                return (Rewrite(span_of(body), (*block, newline + base + b"}")),)
        return None

    def _flushes_at_top_level(self, group: Group) -> bool:
        """Tell whether a module that makes the client awaits its flush outside of all functions."""
        return any(
            other.method in ("flush", "closeAndFlush")
            and other.call is not None
            and self._group(other) is group
            and site_of(other.call).awaited is not None
            and not any(around.type in syntax.FUNCTIONS for around in syntax.ancestors(other.call))
            for other in self.items
        )

    def _assigned_init(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[..., list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...] | None:
        """``x = <it>``: made and started, in braces where only one statement may stand."""
        assert made.statement is not None and made.target is not None
        target: Part = span_of(made.target)
        around = made.statement.parent
        is_alone = around is not None and around.type not in BLOCKS
        parts: list[Part] = [target, b" = ", create]
        if group.is_split:
            if is_alone:
                return None
            target = self._second_target(made.target)
            parts = [span_of(made.statement), gap, target, b" = ", create]
        if made.is_bare:
            return (Rewrite(span_of(made.statement), (*parts, semicolon)),)
        if not is_alone or around is None:
            return (Rewrite(span_of(made.statement), (*parts, semicolon, gap, *call([target]), semicolon)),)
        outer = self.program.document.newline_at(around.start_byte) + self.program.document.indent_at(around.start_byte)
        inner = outer + self.style.unit
        block: list[Part] = [b"{", inner, *parts, semicolon, inner, *call([target], inner), semicolon, outer, b"}"]
        return (Rewrite(span_of(made.statement), tuple(block)),)

    def _memo_init(
        self, made: Construction, create: bytes, call: Callable[..., list[Part]], gap: bytes, semicolon: bytes
    ) -> tuple[Rewrite, ...]:
        """``x ??= <it>``: a condition around what makes it."""
        assert made.statement is not None and made.target is not None
        target = span_of(made.target)
        inner = gap + self.style.unit
        parts: list[Part] = [b"if (!", target, b") {", inner, target, b" = ", create, semicolon]
        if not made.is_bare:
            parts += [inner, *call([target], inner), semicolon]
        parts += [gap, b"}"]
        if made.statement.type == "return_statement":
            parts += [gap, b"return ", target, semicolon]
        return (Rewrite(span_of(made.statement), tuple(parts)),)

    def _field_init(
        self, made: Construction, create: bytes, call: Callable[..., list[Part]], gap: bytes, semicolon: bytes
    ) -> tuple[Rewrite, ...] | None:
        """A field is made where it is declared, and started by the constructor."""
        assert made.statement is not None and made.statement.parent is not None
        key = syntax.field(made.statement, "name") or syntax.field(made.statement, "property")
        name = syntax.property_name(key)
        if key is None or name is None:
            return None
        new = self.clients.property_name(name) if is_private_field(made.statement) else name
        rewrites = [Rewrite(span_of(made.node), (create,))]
        if new != name:
            rewrites.append(Rewrite(span_of(key), (new.encode(),)))
        if made.is_bare:
            return tuple(rewrites)
        receiver: list[Part] = [f"this.{new}".encode()]
        body = made.statement.parent
        newline = gap[: len(gap) - len(gap.lstrip(b"\r\n"))]
        constructor = constructor_in(body)
        if constructor is None:
            kinds = ("public_field_definition", "field_definition")
            end = [child for child in children(body) if child.type in kinds][-1].end_byte
            end += self.program.data[end : end + 1] == b";"
            inner = gap + self.style.unit
            parts: list[Part] = [newline, gap, b"constructor() {", inner, *call(receiver, inner), semicolon, gap, b"}"]
            return (*rewrites, Rewrite(Span(end, end), tuple(parts)))
        block = syntax.field(constructor, "body")
        if block is None:
            return None
        inner = newline + self.program.document.indent_at(constructor.start_byte) + self.style.unit
        at = block.start_byte + 1
        for statement in children(block):
            if text_of(statement).startswith("super("):
                at = statement.end_byte
        is_last = self.program.data[at : at + 1] in (b"\n", b"\r")
        after = b"" if is_last else inner[: -len(self.style.unit)]
        return (*rewrites, Rewrite(Span(at, at), (inner, *call(receiver, inner), semicolon, after)))

    def _hoisted_init(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[..., list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        """Made in statements before the one that uses it."""
        assert made.statement is not None
        if made.is_bare and group.form is Form.INSTANCE:
            return (Rewrite(span_of(made.node), (create,)),)
        before: list[Part] = []
        if group.form is Form.NAMESPACE:
            name = self.file_imports(group).namespace()
        else:
            name = free_name(self.program, "client")
            before += [f"const {name} = ".encode(), create, semicolon, gap]
        if not made.is_bare:
            before += [*call([name.encode()]), semicolon, gap]
        start = made.statement.start_byte
        return (Rewrite(Span(start, start), tuple(before)), Rewrite(span_of(made.node), (name.encode(),)))

    @staticmethod
    def _first_calls(
        receiver: list[Part], imports: FileImports, init: Init, writer: CallWriter, line: bytes
    ) -> list[list[Part]]:
        """What the client did by itself when it was loaded, each as a call on a line of its own."""
        found: list[list[Part]] = []
        for made in init.calls:
            assert isinstance(made, amplitude_calls.Track)
            writer.begin_line(line)
            start: list[Part] = [*receiver, b".track("] if receiver else [imports.named("track").encode(), b"("]
            rest: list[Part] = [b", ", *writer.expression(made.properties)] if made.properties is not None else []
            found.append([*start, *writer.expression(made.event), *rest, b")"])
        return found

    def _second_target(self, target: Node) -> bytes:
        """The left side of an assignment, for the client that stands beside Segment's."""
        parts = syntax.member_parts(target)
        data = self.program.data
        if parts is not None:
            new = self.clients.second_name(parts[2])
            return (
                data[target.start_byte : parts[1].start_byte] + new.encode() + data[parts[1].end_byte : target.end_byte]
            )
        binding = self.program.lookup(text_of(target), target.start_byte)
        name = self.clients.binding_name(self.program, binding) if binding is not None else text_of(target)
        return name.encode()

    def _namespace_init(
        self,
        made: Construction,
        group: Group,
        imports: FileImports,
        call: Callable[[list[Part]], list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        assert made.binding is not None and made.statement is not None
        is_named = self._needs_no_name(made, group)
        name = "" if is_named else imports.namespace(self.clients.binding_name(self.program, made.binding))
        parts: list[Part] = []
        if group.is_split:
            parts += [span_of(made.statement), gap]
        if not made.is_bare:
            parts += [*call([name.encode()] if name else []), semicolon]
        if made.is_exported:
            exported = self.clients.own_export_name(self.program, made.binding.name) or name
            text = name if exported == name else f"{name} as {exported}"
            parts += [*([gap] if not made.is_bare else []), f"export {{ {text} }}".encode(), semicolon]
        if not parts:
            writer = CallWriter(
                self.program, self.style, ClientNames(imports, group.form, None, is_named=is_named), group.target
            )
            return (Rewrite(writer.whole_lines(span_of(made.statement)), ()),)
        return (Rewrite(span_of(made.statement), tuple(parts)),)

    def _needs_no_name(self, made: Construction, group: Group) -> bool:
        """With named imports, tell whether only calls use the client, so that nothing needs it as a value."""
        if self.settings.imports.style != "named" or made.is_exported or group.is_split:
            return False
        called = (Role.CALL, Role.IDENTITY, Role.CONSTRUCTION)
        return all(item.role in called or item.reference.is_declaration for item in group.items)

    def _instance_declaration(
        self,
        made: Construction,
        group: Group,
        create: bytes,
        call: Callable[[list[Part]], list[Part]],
        gap: bytes,
        semicolon: bytes,
    ) -> tuple[Rewrite, ...]:
        assert made.binding is not None and made.statement is not None
        name = self.clients.binding_name(self.program, made.binding)
        pattern = made.binding.node.child_by_field_name("name")
        value = made.binding.node.child_by_field_name("value")
        assert pattern is not None and value is not None
        parts: list[Part] = []
        if group.is_split:
            export = b"export " if made.is_exported else b""
            parts += [span_of(made.statement), gap, export + b"const " + name.encode() + b" = " + create]
        else:
            parts += [
                Span(made.statement.start_byte, pattern.start_byte),
                name.encode(),
                Span(pattern.end_byte, value.start_byte),
                create,
            ]
        if not made.is_bare:
            parts += [semicolon, gap, *call([name.encode()])]
        return (Rewrite(span_of(made.statement), (*parts, semicolon)),)

    def _load(self, item: Item, group: Group) -> Outcome:
        """``analytics.load(…)`` and ``analytics.setup(…)`` on a client that was made before."""
        assert item.call is not None
        if group.form is Form.GLOBAL:
            return Outcome((Reason("snippet-left"),))
        arguments = syntax.field(item.call, "arguments")
        init = self._map_load(group, children(arguments) if arguments is not None else [])
        if isinstance(init, Reason):
            return Outcome((init,))
        site = site_of(item.call)
        names = self._names(item, group)
        writer = CallWriter(self.program, self.style, names, group.target)
        function = syntax.field(item.call, "function")
        if function is None or function.type != "member_expression":
            return Outcome((Reason("init-left"),))
        prop = syntax.field(function, "property")
        assert prop is not None
        indent = self.program.document.indent_at(prop.start_byte)
        column = prop.start_byte - self.program.document.line_start(prop.start_byte) + 10
        made = self._init_arguments(group, init, writer, column, indent)
        reasons: list[Reason] = list(init.reasons)
        try:
            parts = [Span(item.call.start_byte, prop.start_byte), b"init", *made, *writer.answer(site, reasons)]
        except Unwritable as problem:
            return Outcome((problem.reason,))
        parts, moved = writer.chained(site, parts)
        if group.is_split:
            return self._load_beside(item, group, site, [*made, *parts[len(made) + 2 :]], moved, init)
        rewrite = Rewrite(span_of(item.call), tuple(parts))
        rewrites = [rewrite, *moved, *self._receiver_renames(item, group, [rewrite]), *self._key_constant(init.api_key)]
        if init.calls:
            statement = site.statement
            if statement is None or statement.parent is None or statement.parent.type not in BLOCKS:
                return Outcome((Reason("init-left", "`initialPageview`"),))
            line = self.program.document.newline_at(statement.end_byte) + indent
            end = self.style.semicolon.encode()
            receiver: list[Part] = [Span(item.call.start_byte, prop.start_byte - 1)]
            first = self._first_calls(receiver, self.file_imports(group), init, writer, line)
            after = tuple(part for call in first for part in (line, *call, end))
            rewrites.append(Rewrite(Span(statement.end_byte, statement.end_byte), after))
        return Outcome(
            tuple(reasons),
            rewrites=tuple(rewrites),
            write_key=self._write_key(init.api_key),
            kind=Kind.INIT,
            beside=self._given_plugins(init),
        )

    def _load_beside(
        self, item: Item, group: Group, site: Site, made: list[Part], moved: tuple[Rewrite, ...], init: Init
    ) -> Outcome:
        """A statement that starts Amplitude's client after the one that sets Segment's up, which stays."""
        statement, call = site.statement, item.call
        if statement is None or call is None or statement.type != "expression_statement" or not site.is_leading:
            return Outcome((Reason("init-left"),))
        function = unwrap(syntax.field(call, "function") or call)
        prop = syntax.field(function, "property")
        if statement.parent is None or statement.parent.type not in BLOCKS or prop is None:
            return Outcome((Reason("init-left"),))
        leaf = item.reference.leaf
        gap = self.program.document.newline_at(statement.end_byte) + self.program.document.indent_at(
            statement.start_byte
        )
        rest: list[Part] = [Span(call.end_byte, statement.end_byte)]
        for rewrite in moved:
            place = rewrite.span.start
            rest = [Span(call.end_byte, place), *rewrite.parts, Span(place, statement.end_byte)]
        end = statement.end_byte
        following = statement.next_sibling
        if following is not None and following.type == "comment" and following.start_point[0] == statement.end_point[0]:
            end = following.end_byte
        parts: list[Part] = [
            Span(statement.start_byte, end),
            gap,
            Span(statement.start_byte, leaf.start_byte),
            self._new_name(item, group).encode(),
            Span(leaf.end_byte, prop.start_byte),
            b"init",
            *made,
            *rest,
        ]
        reasons = (Reason("segment-stays"), *init.reasons)
        return Outcome(
            reasons,
            rewrites=(Rewrite(Span(statement.start_byte, end), tuple(parts)),),
            covers=(span_of(statement),),
            write_key=self._write_key(init.api_key),
            kind=Kind.INIT,
        )

    def _api_key(self, value: Value | None, *, is_split: bool) -> list[Part]:
        """The key of ``init``; where Segment's client stays, what holds its key still does."""
        if value is None:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        text = self.program.data[value.span.start : value.span.end].decode("utf-8", "replace")
        if value.kind is ValueKind.STRING:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        if ENVIRONMENT.search(text):
            return [ENVIRONMENT.sub(lambda match: match[0].replace(match[1], key_name(match[1])), text).encode()]
        if (named := NAMED_KEY.search(text)) is not None:
            return [text.replace(named[1], key_name(named[1])).encode()]
        if is_split:
            return [self.style.text(self.settings.init.api_key or PLACEHOLDER).encode()]
        if (constant := self._constant(value)) is not None:
            return [key_name(constant.name).encode()]
        return [value.span]

    def _constant(self, value: Value) -> Binding | None:
        """The constant of this file that holds the write key as a literal, used for nothing else."""
        node = self.program.node_at(value.span.start, value.span.end)
        if node is None or node.type not in ("identifier", "shorthand_property_identifier"):
            return None
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.kind != "variable" or binding.key:
            return None
        literal = syntax.field(binding.node, "value")
        if literal is None or syntax.string_value(literal) is None:
            if literal is None or not ENVIRONMENT.search(text_of(literal)):
                return None
        uses = [
            token
            for token in self.program.tokens({binding.name})
            if token.type in ("identifier", "shorthand_property_identifier")
            and self.program.lookup(binding.name, token.start_byte) is binding
        ]
        is_exported = any(name == binding.name for name in self.program.exports)
        return binding if len(uses) == 2 and not is_exported else None

    def _key_constant(self, value: Value | None) -> tuple[Rewrite, ...]:
        """Rename the constant that held the write key, and put the API key or a placeholder in it."""
        constant = self._constant(value) if value is not None else None
        if constant is None:
            return ()
        literal = syntax.field(constant.node, "value")
        assert literal is not None
        text = self.style.text(self.settings.init.api_key or PLACEHOLDER)
        if syntax.string_value(literal) is None:
            text = ENVIRONMENT.sub(lambda match: match[0].replace(match[1], key_name(match[1])), text_of(literal))
        found = [Rewrite(span_of(literal), (text.encode(),))]
        new = key_name(constant.name)
        if new != constant.name:
            found.append(Rewrite(span_of(constant.name_node), (new.encode(),)))
        return tuple(found)

    def _write_key(self, value: Value | None) -> str | None:
        if value is None:
            return None
        return value.text or self.program.data[value.span.start : value.span.end].decode("utf-8", "replace")
