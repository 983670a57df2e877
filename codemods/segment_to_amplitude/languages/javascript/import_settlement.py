"""When everything else is settled: exports, and the imports of both packages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls as amplitude_calls
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.client_names import ClientNames
from segment_to_amplitude.languages.javascript.clients import Form
from segment_to_amplitude.languages.javascript.file_state import FileState
from segment_to_amplitude.languages.javascript.imports import (
    FileImports,
    import_insertion,
    quote_of,
    without_specifiers,
)
from segment_to_amplitude.languages.javascript.meaning import Client, Method, Own
from segment_to_amplitude.languages.javascript.resolve import import_source
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.shapes import (
    is_broken,
    is_type_import,
    required_statement,
)
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of
from segment_to_amplitude.languages.javascript.write import CallWriter
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


class ImportSettlement(FileState):
    """Collects the rewrites of a file and settles its imports."""

    def finish(self, is_kept: Callable[[Item], bool]) -> None:
        """Collect the rewrites of what is not kept, and settle the imports."""
        self.rewrites = []
        kept: set[int] = set()
        for item in self.items:
            outcome = self.outcomes[id(item)]
            if is_kept(item) or outcome.is_stuck:
                kept.add(id(item))
                continue
            self.rewrites += outcome.rewrites
            self.rewrites += self._private_key(item)
        kept |= {id(item) for item in self.items if self.outcomes[id(item)].owner in kept}
        self._exports_from()
        self._settle_imports(kept)
        unique = {(rewrite.span, rewrite.parts): rewrite for rewrite in self.rewrites}
        self.rewrites = list(unique.values())

    def _cover_declarations(self) -> None:
        """The declaration of a private field without a type goes with the first use of the field."""
        known: set[int] = set()
        for item in self.items:
            outcome = self.outcomes[id(item)]
            key = self._private_declaration(item) if not outcome.absorbed else None
            if key is not None and key.id not in known and key.parent is not None:
                known.add(key.id)
                if syntax.field(key.parent, "type") is None and syntax.field(key.parent, "value") is None:
                    outcome.covers = (*outcome.covers, span_of(key))

    def _private_key(self, item: Item) -> tuple[Rewrite, ...]:
        """The declaration of a private field that is renamed where it is used."""
        group = self._group(item)
        key = self._private_declaration(item)
        if group is None or group.is_split or key is None:
            return ()
        new = self._new_name(item, group)
        return (Rewrite(span_of(key), (new.encode(),)),) if new != text_of(key) else ()

    def _private_declaration(self, item: Item) -> Node | None:
        leaf = item.reference.leaf
        if leaf.type not in ("property_identifier", "private_property_identifier"):
            return None
        name = text_of(leaf)
        if not self._is_private_field(item.reference.expression, name):
            return None
        owner = next((around for around in syntax.ancestors(leaf) if around.type in syntax.CLASSES), None)
        body = syntax.field(owner, "body") if owner is not None else None
        for member in children(body) if body is not None else ():
            if member.type in ("public_field_definition", "field_definition"):
                key = syntax.field(member, "name") or syntax.field(member, "property")
                if key is not None and syntax.property_name(key) == name:
                    return key
        return None

    def _exports_from(self) -> None:
        """Rename clients in ``export { analytics } from``."""
        for statement in self.program.export_statements:
            source = syntax.string_value(syntax.field(statement, "source"))
            if source is None:
                continue
            for clause in statement.named_children:
                if clause.type != "export_clause":
                    continue
                for specifier in children(clause):
                    name, alias = syntax.field(specifier, "name"), syntax.field(specifier, "alias")
                    if name is None:
                        continue
                    meaning = self.workspace.resolver._from_module(self.program, source, text_of(name))
                    if not isinstance(meaning, Client):
                        continue
                    group = self.clients.group(meaning)
                    new = self.clients.exported_name(self.program, source, text_of(name)) or text_of(name)
                    exported = self.clients.own_export_name(self.program, text_of(alias or name)) or text_of(
                        alias or name
                    )
                    text = new if new == exported else f"{new} as {exported}"
                    code = CODES["client-renamed"]
                    if group.kept is None and text != text_of(specifier):
                        parts: tuple[Part, ...] = (text.encode(),)
                        if group.is_split:
                            parts = (span_of(specifier), b", ", text.encode())
                            code = CODES["segment-stays"]
                        self.rewrites.append(Rewrite(span_of(specifier), parts))
                    elif group.kept is not None:
                        code = CODES["client-kept"]
                    self.import_findings.append(
                        Finding(
                            code.name,
                            code.applicability,
                            self.program.path,
                            self.program.language,
                            group.origin.sdk,
                            Kind.IMPORT,
                            span_of(name),
                            code.title,
                            evidence=meaning.via,
                            covers=(span_of(specifier),),
                        )
                    )

    def _settle_imports(self, kept: set[int]) -> None:
        uses: dict[int, list[Item]] = {}
        for item in self.items:
            if item.reference.binding is not None:
                uses.setdefault(id(item.reference.binding), []).append(item)
        pending = {package: imports for package, imports in self.imports.items() if imports.is_wanted}
        needed = any(id(item) not in kept and self.outcomes[id(item)].rewrites for item in self.items)
        if not needed:
            pending = {}
        written = b" ".join(part for rewrite in self.rewrites for part in rewrite.parts if isinstance(part, bytes))
        for package, imports in list(pending.items()):
            imports.wants_named = {
                name: local
                for name, local in imports.wants_named.items()
                if re.search(rb"(?<![\w$])" + re.escape(local.encode()) + rb"(?![\w$])", written)
            }
            if imports.wants_namespace is not None and imports.wants_namespace.removesuffix("Sdk") in imports.taken:
                if imports.wants_namespace.encode() not in written:
                    imports.wants_namespace = None
            if not imports.is_wanted:
                del pending[package]
        for package, imports in list(pending.items()):
            if (merged := imports.merged()) is not None:
                self.rewrites.append(merged)
                del pending[package]
        for statement, is_require in self._segment_statements():
            self._settle_statement(statement, is_require, uses, kept, pending)
        if self.workspace.resolver.own.wrappers:
            self._settle_own(kept, pending)
        for imports in pending.values():
            quote = quote_of(self.program, None, self.style)
            is_require = (
                not self.program.imports
                and bool(self.program.requires)
                and not self.program.path.endswith((".ts", ".tsx", ".mjs", ".vue", ".svelte"))
            )
            insertion = import_insertion(
                self.program, imports.statements(quote, self.style.semicolon, is_require=is_require)
            )
            if insertion is not None:
                self.rewrites.append(insertion)

    def _settle_own(self, kept: set[int], pending: dict[str, FileImports]) -> None:
        """Imports of functions that rules speak of go when all that is left of them are calls that are rewritten."""
        gone_spans = [
            span_of(syntax.field(item.call, "function") or item.call)
            for item in self.items
            if item.role is Role.CALL and item.call is not None and id(item) not in kept and self._is_own(item)
        ]
        for statement in self.program.imports if gone_spans else ():
            bindings = self._bindings_of(statement)
            gone = [binding for binding in bindings if self._is_gone(binding, gone_spans)]
            if not gone:
                continue
            parents = [binding.name_node.parent for binding in gone]
            if len(gone) == len(bindings):
                rewrite = self._replacement(statement, False, pending)
            elif (clause := self._named_clause(statement)) is not None and all(
                parent is not None and parent.type == "import_specifier" for parent in parents
            ):
                rewrite = without_specifiers(
                    self.program, clause, {parent.id for parent in parents if parent is not None}
                )
            else:
                continue
            self.rewrites.append(rewrite)
            code = CODES["wrapper-import-gone"]
            names = ", ".join(f"`{binding.name}`" for binding in gone)
            self.import_findings.append(
                Finding(
                    code.name,
                    code.applicability,
                    self.program.path,
                    self.program.language,
                    "own rule",
                    Kind.IMPORT,
                    span_of(gone[0].name_node),
                    f"{code.title}: {names}",
                    covers=(span_of(statement),),
                )
            )

    def _is_own(self, item: Item) -> bool:
        group = self._group(item)
        return group is not None and group.is_own

    def _is_gone(self, binding: Binding, gone_spans: list[Span]) -> bool:
        """Tell whether a name of a rule has no use outside of what is rewritten, and has one inside."""
        meaning = self.workspace.resolver.binding(self.program, binding)
        client = meaning.client if isinstance(meaning, Method) else meaning
        if not isinstance(client, Own) and not (isinstance(client, Client) and client.origin.rule):
            return False
        tokens = [
            token
            for token in self.program.tokens({binding.name})
            if token.start_byte != binding.name_node.start_byte
            and token.type in ("identifier", "type_identifier", "shorthand_property_identifier")
            and self.program.lookup(binding.name, token.start_byte) is binding
        ]
        return bool(tokens) and all(any(span.contains(span_of(token)) for span in gone_spans) for token in tokens)

    def _segment_statements(self) -> list[tuple[Node, bool]]:
        found: list[tuple[Node, bool]] = []
        for statement in self.program.imports:
            specifier = syntax.string_value(import_source(statement))
            if specifier is not None and sdks.is_segment_package(specifier):
                if self.workspace.resolver._resolve_module(specifier, self.program.path) is None:
                    found.append((statement, False))
        for call in self.program.requires:
            arguments = syntax.field(call, "arguments")
            passed = children(arguments) if arguments is not None else []
            specifier = syntax.string_value(passed[0]) if passed else None
            if specifier is not None and sdks.is_segment_package(specifier):
                if self.workspace.resolver._resolve_module(specifier, self.program.path) is None:
                    found.append((call, True))
        return found

    def _settle_statement(
        self,
        node: Node,
        is_require: bool,
        uses: dict[int, list[Item]],
        kept: set[int],
        pending: dict[str, FileImports],
    ) -> None:
        statement, bindings, clause = node, self._bindings_of(node), None
        if is_require:
            holder = required_statement(node)
            statement = holder if holder is not None else node
            bindings = self._bindings_of(statement) if holder is not None else []
        left = [binding for binding in bindings if self._is_still_used(binding, uses, kept)]
        specifier_node = import_source(node) if not is_require else children(syntax.field(node, "arguments") or node)[0]
        package = sdks.package_of(syntax.string_value(specifier_node) or "") if specifier_node is not None else ""
        anchor = span_of(specifier_node) if specifier_node is not None else span_of(node)
        is_known = package in sdks.FLAVORS and not is_broken(statement)
        is_side_effect = not bindings
        code = "import-replaced"
        rewrites: list[Rewrite] = []
        unused_before = all(
            not [
                item
                for item in uses.get(id(binding), ())
                if not item.reference.is_declaration and item.role is not Role.SDK_IMPORT
            ]
            for binding in bindings
        )
        if (
            not is_known
            or (is_side_effect and not is_require)
            or (is_require and statement is node)
            or left
            or unused_before
        ):
            gone = [binding for binding in bindings if binding not in left]
            code = "segment-import-stays"
            if left and gone and is_known and not is_require and not unused_before:
                clause = self._named_clause(statement)
                specifiers = {binding.name_node.parent.id for binding in gone if binding.name_node.parent is not None}
                if clause is not None and len(specifiers) < len(children(clause)):
                    if all(
                        b.name_node.parent is not None and b.name_node.parent.type == "import_specifier" for b in gone
                    ):
                        rewrites.append(without_specifiers(self.program, clause, specifiers))
        elif is_require and not self._holds_what_moves(statement, kept):
            rewrites.append(self._replacement(statement, is_require, {}))
        else:
            is_dynamic = is_require and text_of(syntax.field(node, "function") or node) == "import"
            rewrites.append(self._replacement(statement, is_require, pending, is_dynamic=is_dynamic))
        detail = ", ".join(f"`{binding.name}`" for binding in left)
        entry = CODES[code]
        self.rewrites += rewrites
        self.import_findings.append(
            Finding(
                code,
                entry.applicability,
                self.program.path,
                self.program.language,
                package,
                Kind.IMPORT,
                anchor,
                f"{entry.title}: {detail}" if detail else entry.title,
                covers=(span_of(statement),),
            )
        )

    def _named_clause(self, statement: Node) -> Node | None:
        for child in statement.named_children:
            if child.type == "import_clause":
                for part in child.named_children:
                    if part.type == "named_imports":
                        return part
        return None

    def _holds_what_moves(self, statement: Node, kept: set[int]) -> bool:
        """Tell whether names that stand in a statement's block reach everything that is rewritten."""
        block = statement.parent
        if block is None or block.type == "program":
            return True
        moved = (item for item in self.items if id(item) not in kept and self.outcomes[id(item)].rewrites)
        return all(span_of(block).contains(span_of(item.reference.leaf)) for item in moved)

    def _replacement(
        self, statement: Node, is_require: bool, pending: dict[str, FileImports], *, is_dynamic: bool = False
    ) -> Rewrite:
        """Amplitude's import in the place of Segment's, or nothing where it is written already."""
        writer_span = span_of(statement)
        if not pending:
            imports = FileImports(self.program, amplitude_calls.BROWSER, self.style, set())
            writer = CallWriter(
                self.program, self.style, ClientNames(imports, Form.NAMESPACE, None, is_named=False), imports.target
            )
            if self._makes_the_module(statement):
                return Rewrite(writer_span, (f"export {{}}{';' if text_of(statement).endswith(';') else ''}".encode(),))
            return Rewrite(self._with_blank_lines(writer.whole_lines(writer_span)), ())
        package, imports = next(iter(pending.items()))
        del pending[package]
        quote = quote_of(self.program, syntax.field(statement, "source"), self.style)
        semicolon = ";" if text_of(statement).endswith(";") else ""
        is_equals = any(child.type == "import_require_clause" for child in statement.named_children)
        if is_equals and imports.wants_namespace and not imports.wants_named:
            package = f"{quote}{imports.target.package}{quote}"
            line = f"import {imports.wants_namespace} = require({package}){semicolon}"
            return Rewrite(writer_span, (line.encode(),))
        lines = imports.statements(
            quote, semicolon, is_require=is_require, is_dynamic=is_dynamic, is_type=is_type_import(statement)
        )
        if is_require and text_of(statement).startswith(("var ", "let ")):
            lines = [re.sub(r"^const", text_of(statement)[:3], line) for line in lines]
        newline = self.program.document.newline_at(statement.start_byte)
        indent = self.program.document.indent_at(statement.start_byte)
        return Rewrite(writer_span, ((newline + indent).join(line.encode() for line in lines),))

    def _makes_the_module(self, statement: Node) -> bool:
        """Tell whether only this import makes a file a module, which ``declare global`` needs."""
        if b"declare global" not in self.program.data or self.program.export_statements:
            return False
        return all(syntax.same(other, statement) for other in self.program.imports)

    def _with_blank_lines(self, lines: Span) -> Span:
        """The lines of what starts a file, with the empty ones below, which would start it otherwise."""
        data = self.program.data
        if data[: lines.start].strip(b"\xef\xbb\xbf \t\r\n"):
            return lines
        blank = re.compile(rb"(?:[ \t]*(?:\r\n|\n|\r))*").match(data, lines.end)
        return Span(lines.start, blank.end()) if blank is not None else lines

    def _is_still_used(self, binding: Binding, uses: dict[int, list[Item]], kept: set[int]) -> bool:
        for item in uses.get(id(binding), ()):
            if item.reference.is_declaration or item.role is Role.SDK_IMPORT:
                continue
            outcome = self.outcomes[id(item)]
            if id(item) in kept:
                return True
            if item.role is Role.CONSTRUCTION and self._stays(item):
                return True
            if item.role is Role.TYPE and any(reason.code == "segment-stays" for reason in outcome.reasons):
                return True
        known = {item.reference.leaf.start_byte for item in uses.get(id(binding), ())}
        for token in self.program.tokens({binding.name}):
            if token.start_byte in known or token.start_byte == binding.name_node.start_byte:
                continue
            if token.type in ("identifier", "type_identifier", "shorthand_property_identifier"):
                parent = token.parent
                if parent is not None and parent.type in ("import_specifier",):
                    continue
                if self.program.lookup(binding.name, token.start_byte) is binding:
                    return True
        return False

    def _stays(self, item: Item) -> bool:
        return any(reason.code == "segment-stays" for reason in self.outcomes[id(item)].reasons)
