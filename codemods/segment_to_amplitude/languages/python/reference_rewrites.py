"""What becomes of each reference of one file, but for the import statements."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, replace

import libcst as cst
from libcst.metadata import ImportAssignment

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.languages.python.clients import Group, Groups, Home, is_top_level
from segment_to_amplitude.languages.python.creation import (
    Made,
    Option,
    Options,
    api_key,
    created,
    is_default,
    options_of,
    value_of,
    written,
)
from segment_to_amplitude.languages.python.file_names import FileNames
from segment_to_amplitude.languages.python.file_style import style_of
from segment_to_amplitude.languages.python.import_settlement import end_of_line, header_end, last_import, removal
from segment_to_amplitude.languages.python.layout import is_laid_out, lay_out
from segment_to_amplitude.languages.python.meaning import Kind, Meaning, OwnModule
from segment_to_amplitude.languages.python.mock_strings import Named, is_method
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.languages.python.references import Reference, Role
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

ASSIGNS = (cst.Assign, cst.AnnAssign, cst.Return)
ENDINGS = frozenset({"flush", "join", "shutdown"})
ENDINGS_HANDED_ON = {"flush": "flush-not-awaited", "join": "join-is-shutdown"}
"""Why to look at an ending that is handed on."""
MOCK_FOLLOWS = Reason("mock-follows", "it is given one event, so what the test asserts of the arguments changes")
COUNTERPARTS = {
    "track": "track",
    "identify": "identify",
    "page": "track",
    "screen": "track",
    "group": "set_group",
    "flush": "flush",
    "join": "shutdown",
    "shutdown": "shutdown",
}
"""The methods that a test's stand-in has to be put in the place of."""


@dataclass(eq=False)
class ReferenceRewrites:
    """Writes the references of one file."""

    names: FileNames
    settings: Settings
    home: Home | None
    home_client: str
    reach: str | None
    """How the file imports the client; empty where it is made, None where it cannot be had."""
    groups: Groups
    keeps_class: Callable[[str | None, str], bool]
    """Tells of a module and its name for Segment's class whether the class is still needed there."""
    renames: Callable[[str], FileNames | None]

    @property
    def program(self) -> Program:
        """The file."""
        return self.names.program

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of one reference."""
        covers = self.covers(one)
        group = self.groups.of(one)
        if one.meaning.is_mixed and one.role is not Role.OWN_IMPORT:
            return Outcome((Reason("reference-unclear", "it may also be something else"),), covers=covers)
        found = self._outcome(one, group)
        is_homeless = self.home is None and group is not None and group.kept is not None
        if found.uses_client and self.reach is None and not found.is_stuck and not is_homeless:
            return Outcome((Reason("client-out-of-reach"),), covers=covers, event=found.event)
        return replace(found, covers=(*covers, *found.covers))

    def covers(self, one: Reference) -> tuple[Span, ...]:
        """What the finding of a reference accounts for."""
        program = self.program
        parent = program.parent(one.node)
        if one.role is Role.CALL and isinstance(parent, cst.Call):
            return (program.outer_span(parent),)
        if one.role is Role.CONFIG:
            statement = program.within(one.node, cst.Assign)
            return (program.span(statement),) if statement is not None else ()
        if one.role is Role.CONSTRUCTION:
            return (program.span(parent if isinstance(parent, ASSIGNS) else one.node),)
        return (program.span(one.node),)

    def _outcome(self, one: Reference, group: Group | None) -> Outcome:
        match one.role:
            case Role.CALL:
                return self._call(one)
            case Role.CONFIG:
                return self._config(one, group)
            case Role.CONSTRUCTION:
                return self._construction(one)
            case Role.SETTING_READ:
                return self._setting(one)
            case Role.TYPE | Role.HANDED_ON | Role.GUARD | Role.OWN_IMPORT:
                return self._renamed(one)
            case Role.MOCK:
                return self._mock(one)
            case Role.ESCAPE:
                return Outcome((Reason("client-escapes"),))
            case Role.METHOD_REFERENCE:
                return self._handed_on(one, group)
            case Role.MEMBER_ASSIGNED:
                return Outcome((Reason("member-assigned", f"`{one.meaning.name}`"),))
            case _:
                return Outcome((Reason("sdk-use", f"`{one.meaning.name}`" if one.meaning.name else ""),))

    # --- names -------------------------------------------------------------------------------------------------

    def rename(self, node: cst.CSTNode) -> tuple[Span, str] | None:
        """The span and the new text of an expression that is named after Segment's module or class."""
        program = self.program
        binding = self.names.binding_of(node)
        meaning = self.names.resolver.segment(program, node)
        if binding is not None:
            if meaning is not None and meaning.kind is Kind.CLASS:
                return program.span(node), self.names.local["Amplitude"]
            if meaning is not None and meaning.kind is Kind.MODULE:
                return program.span(node), self.names.client
            return None
        if isinstance(node, cst.Name):
            for assignment in self.names.resolver.assignments(program, node):
                if isinstance(assignment, ImportAssignment) and isinstance(assignment.node, cst.ImportFrom):
                    new = self._imported_as(assignment.node, node.value)
                    if new is not None:
                        return program.span(node), new
        if isinstance(node, cst.Attribute):
            owner = self.names.resolver.evaluate(program, node.value)
            if isinstance(owner, OwnModule) and (new := self.exported_as(owner.path, node.attr.value)) is not None:
                return program.span(node.attr), new
            return self.rename(node.value)
        return None

    def _imported_as(self, statement: cst.ImportFrom, name: str) -> str | None:
        """What a name that comes from a module of the project is called afterwards, where it has no name of its own."""
        if isinstance(statement.names, cst.ImportStar):
            return None
        for alias in statement.names:
            if alias.asname is None and dotted(alias.name) == name:
                found = self.names.resolver.module(
                    self.program, dotted(statement.module) or "", len(statement.relative)
                )
                return self.exported_as(found.path, name) if isinstance(found, OwnModule) else None
        return None

    def exported_as(self, path: str, name: str, depth: int = 0) -> str | None:
        """What a module of the project calls afterwards what it called ``name``; None where that does not change."""
        names = self.renames(path)
        if names is None or depth > 10:
            return None
        for binding in names.bindings:
            if binding.name == name and self.names.resolver.export(path, name) is not None:
                if binding.meaning.kind is Kind.MODULE:
                    return names.client
                if binding.meaning.kind is Kind.CLASS:
                    return names.local["Amplitude"]
        for assignment in names.program.top[name]:
            if isinstance(assignment, ImportAssignment) and isinstance(assignment.node, cst.ImportFrom):
                statement = assignment.node
                found = names.resolver.module(names.program, dotted(statement.module) or "", len(statement.relative))
                if isinstance(found, OwnModule) and not isinstance(statement.names, cst.ImportStar):
                    if any(alias.asname is None and dotted(alias.name) == name for alias in statement.names):
                        return self.exported_as(found.path, name, depth + 1)
        return None

    def _source_of(self, path: str, name: str, depth: int = 0) -> tuple[str, str] | None:
        """The module and its name that import what a module of the project calls ``name`` from Segment's package."""
        names = self.renames(path)
        if names is None or depth > 10:
            return None
        if any(binding.name == name for binding in names.bindings):
            return path, name
        for assignment in names.program.top[name]:
            statement = assignment.node if isinstance(assignment, ImportAssignment) else None
            if not isinstance(statement, cst.ImportFrom) or isinstance(statement.names, cst.ImportStar):
                continue
            found = names.resolver.module(names.program, dotted(statement.module) or "", len(statement.relative))
            for alias in statement.names:
                bound = dotted(alias.asname.name) if alias.asname is not None else dotted(alias.name)
                if bound == name and isinstance(found, OwnModule):
                    return self._source_of(found.path, dotted(alias.name) or "", depth + 1)
        return None

    def _keeps(self, node: cst.CSTNode) -> bool:
        """Tell whether the class that an expression stands for is still needed where it is imported."""
        binding = self.names.binding_of(node)
        if binding is not None:
            return self.keeps_class(self.program.path, binding.name)
        source: tuple[str, str] | None = None
        statement = self.program.within(node, cst.ImportFrom)
        if statement is not None:
            module = self.names.resolver.module(self.program, dotted(statement.module) or "", len(statement.relative))
            source = self._source_of(module.path, dotted(node) or "") if isinstance(module, OwnModule) else None
        elif isinstance(node, cst.Name):
            own = any(isinstance(one, ImportAssignment) for one in self.names.resolver.assignments(self.program, node))
            source = self._source_of(self.program.path, node.value) if own else None
        elif isinstance(node, cst.Attribute):
            owner = self.names.resolver.evaluate(self.program, node.value)
            source = self._source_of(owner.path, node.attr.value) if isinstance(owner, OwnModule) else None
        return self.keeps_class(*(source or (None, "")))

    def client_parts(self, receiver: cst.BaseExpression | None, one: Reference) -> tuple[tuple[Part, ...], bool]:
        """How Amplitude's client is written in the place of a receiver, and whether that is the module's client."""
        program = self.program
        binding = self.names.binding_of(one.node)
        if binding is not None and binding.meaning.kind in (Kind.MODULE, Kind.NAMESPACE, Kind.METHOD, Kind.SETTING):
            return (self.names.client.encode(),), True
        assert receiver is not None
        group = self.groups.of(one)
        if group is not None and group.is_split and (doubled := doubled_name(self.names, receiver)) is not None:
            return (doubled.encode(),), False
        span = program.outer_span(receiver)
        renamed = self.rename(receiver)
        if renamed is None or (renamed[0] == program.span(receiver) and isinstance(receiver, cst.Call)):
            return (span,), False
        place, new = renamed
        return tuple(
            part for part in (_kept(span.start, place.start), new.encode(), _kept(place.end, span.end)) if part
        ), False

    def _renamed(self, one: Reference) -> Outcome:
        if one.meaning.kind is Kind.CLASS and self._keeps(one.node):
            return Outcome((Reason("client-kept"),))
        imports = frozenset({"Amplitude"}) if one.meaning.kind is Kind.CLASS else frozenset()
        if one.role is Role.OWN_IMPORT:
            statement = self.program.within(one.node, cst.ImportFrom)
            alias = self.program.within(one.node, cst.ImportAlias)
            assert statement is not None and alias is not None
            module = self.names.resolver.module(self.program, dotted(statement.module) or "", len(statement.relative))
            new = self.exported_as(module.path, dotted(one.node) or "") if isinstance(module, OwnModule) else None
            return Outcome(rewrites=(Rewrite(self.program.span(one.node), (new.encode(),)),) if new else ())
        if isinstance(one.node, cst.Call):
            return Outcome()
        renamed = self.rename(one.node)
        if renamed is None:
            return Outcome()
        is_module = self.names.binding_of(one.node) is not None and one.meaning.kind is Kind.MODULE
        is_own = self.names.binding_of(one.node) is not None
        place, new = renamed
        return Outcome(
            rewrites=(Rewrite(place, (new.encode(),)),),
            imports=imports if is_own else frozenset(),
            uses_client=is_module,
        )

    # --- calls -------------------------------------------------------------------------------------------------

    def _call(self, one: Reference) -> Outcome:
        from segment_to_amplitude.languages.python.call_rewrites import CallSite, rewrite_call

        call = self.program.parent(one.node)
        assert isinstance(call, cst.Call)
        if one.receiver is None and self.names.binding_of(one.node) is None:
            return Outcome((Reason("reference-unclear", "a function of Segment's module that the project passes on"),))
        parts, uses_client = self.client_parts(one.receiver, one)
        site = CallSite(self.program, call, one.meaning.name, parts, self.settings, self.names.local)
        found = replace(rewrite_call(site), uses_client=uses_client)
        group = self.groups.of(one)
        if group is not None and group.is_split and one.meaning.name in ENDINGS and not found.is_stuck:
            return self._in_both(call, parts, found)
        return found

    def _in_both(self, call: cst.Call, client: tuple[Part, ...], found: Outcome) -> Outcome:
        """Segment's client has events of its own to send; Amplitude's is flushed after it."""
        program = self.program
        statement = program.parent(call)
        line = program.parent(statement) if isinstance(statement, cst.Expr) else None
        if not (isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1):
            return Outcome((Reason("value-used"),))
        span = program.outer_span(call)
        break_: bytes = program.document.newline_at(span.start) + program.document.indent_at(span.start)
        assert isinstance(call.func, (cst.Attribute, cst.Name))
        name = call.func.attr.value if isinstance(call.func, cst.Attribute) else call.func.value
        text = f".{COUNTERPARTS.get(name, name)}()".encode()
        at = Span(span.end, span.end)
        return replace(found, rewrites=(Rewrite(at, (break_, *client, text)),), keeps_import=True)

    def _handed_on(self, one: Reference, group: Group | None) -> Outcome:
        """A method that is not called here: one without arguments has a counterpart that takes none either."""
        name = one.meaning.name
        if name not in ENDINGS or (group is not None and group.is_split):
            return Outcome((Reason("method-left"),))
        parts, uses_client = self.client_parts(one.receiver, one)
        reasons = (Reason(ENDINGS_HANDED_ON[name]),) if name in ENDINGS_HANDED_ON else ()
        rewrite = Rewrite(self.program.span(one.node), (*parts, f".{COUNTERPARTS[name]}".encode()))
        return Outcome(reasons, (rewrite,), uses_client=uses_client)

    # --- configuration -----------------------------------------------------------------------------------------

    def _config(self, one: Reference, group: Group | None) -> Outcome:
        program = self.program
        statement = program.within(one.node, cst.Assign)
        if statement is None or len(statement.targets) != 1 or statement.targets[0].target is not one.node:
            return Outcome((Reason("sdk-use", f"`{one.meaning.name}`"),))
        is_split = group is not None and group.is_split
        if group is not None and group.is_module and self.home is not None and self.home.path == program.path:
            if self.home.is_direct and statement is self.home.statement:
                return self._created_here(one, statement, is_split=is_split)
            if self.home.is_direct and is_top_level(program, statement):
                return self._absorbed(one, statement, is_split=is_split)
        return self._set_in_place(one, statement, is_split=is_split)

    def _created_here(self, one: Reference, statement: cst.Assign, *, is_split: bool) -> Outcome:
        options = Options(statement.value, self._options_around(one))
        made = created(self.program, options, self.settings, self.names.local)
        if isinstance(made, Reason):
            return Outcome((made,))
        name = self.names.client.encode()
        lines: list[list[Part]] = [[name, b" = ", *made.parts]]
        if made.opt_out:
            lines.append([name, b".configuration.opt_out = ", *made.opt_out])
        # What the other settings of the module have to say is said where they are assigned.
        return Outcome(
            tuple(reason for reason in made.reasons if reason.code == "api-key"),
            (self._lines(statement, lines, is_split=is_split),),
            imports=made.imports,
            uses_client=False,
            write_key=made.write_key,
        )

    def _options_around(self, one: Reference) -> list[Option]:
        """The other settings of the module that are assigned where the client is made."""
        group = self.groups.of(one)
        found: list[Option] = []
        for other in group.references if group is not None else ():
            if other.program is not one.program or other.role is not Role.CONFIG or other is one:
                continue
            statement = one.program.within(other.node, cst.Assign)
            if statement is not None and is_top_level(one.program, statement) and other.meaning.name != "write_key":
                found.append(Option(other.meaning.name, statement.value))
        return found

    def _absorbed(self, one: Reference, statement: cst.Assign, *, is_split: bool) -> Outcome:
        if one.meaning.name == "write_key":
            return self._set_in_place(one, statement, is_split=is_split)
        rewrites = () if is_split else (removal(self.program, statement),)
        return Outcome(self._reasons_of(Option(one.meaning.name, statement.value)), rewrites)

    def _reasons_of(self, option: Option) -> tuple[Reason, ...]:
        made = created(self.program, Options(None, [option]), self.settings, self.names.local)
        if isinstance(made, Reason):
            return (made,)
        return tuple(reason for reason in made.reasons if reason.code != "api-key")

    def _set_in_place(self, one: Reference, statement: cst.Assign, *, is_split: bool) -> Outcome:
        """Set the option on the configuration of a client that is there already."""
        program = self.program
        receiver = one.receiver
        parts, uses_client = self.client_parts(receiver, one)
        name = one.meaning.name
        if name == "write_key":
            line: list[Part] = [*parts, b".configuration.api_key = ", *api_key(program, statement.value, self.settings)]
            return Outcome(
                (Reason("api-key"),),
                (self._lines(statement, [line], is_split=is_split),),
                uses_client=uses_client,
                write_key=literal_text(statement.value),
            )
        option = Option(name, statement.value)
        reasons = self._reasons_of(option)
        value = value_of(program, statement.value)
        if name == "send":
            opt_out: list[Part] = (
                [b"False" if value.text == "true" else b"True"]
                if value.text in ("true", "false")
                else written_not(program, option)
            )
            line = [*parts, b".configuration.opt_out = ", *opt_out]
        elif name == "max_retries":
            line = [*parts, b".configuration.flush_max_retries = ", value.span]
        else:
            return Outcome(() if is_default(option) else reasons, () if is_split else (removal(program, statement),))
        return Outcome(reasons, (self._lines(statement, [line], is_split=is_split),), uses_client=uses_client)

    def _lines(self, statement: cst.CSTNode, lines: list[list[Part]], *, is_split: bool) -> Rewrite:
        """Statements in the place of one, or after it where it stays."""
        program = self.program
        span = program.span(statement)
        line = program.parent(statement)
        break_: bytes = program.document.newline_at(span.start) + program.document.indent_at(span.start)
        if not (isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1):
            break_ = b"; "
        parts: list[Part] = [span] if is_split else []
        indent = program.document.indent_at(span.start)
        style = style_of(program).style()
        is_whole = break_ != b"; " and is_laid_out(program.text(statement), indent, style)
        for one in lines:
            if parts:
                parts.append(break_)
            parts += (lay_out(one, indent, style) or one) if is_whole else one
        return Rewrite(span, tuple(parts))

    @staticmethod
    def home_creation(names: FileNames, settings: Settings, home: Home) -> list[Rewrite]:
        """Make the client at the top of the module whose functions set its key."""
        if home.is_direct:
            return []
        program = names.program
        made = created(program, Options(), settings, names.local)
        assert isinstance(made, Made)
        key = made.parts[1]
        assert isinstance(key, bytes)
        quotes = key[:1] * 2
        flat: list[Part] = [names.client.encode(), b" = ", made.parts[0], quotes, *made.parts[2:]]
        call = lay_out(flat, b"", style_of(program).style()) or flat
        after = last_import(program)
        for line in program.module.body:
            # Segment's import may stand under a condition after the first block.
            inside = [binding for binding in names.bindings if line in program.ancestors(binding.statement)]
            is_run = any(program.function(binding.statement) is None for binding in inside)
            if is_run and (after is None or program.span(line).start > program.span(after).start):
                after = line
        if after is None:
            at = header_end(program)
            newline = program.document.newline_at(at)
            return [Rewrite(Span(at, at), (*call, newline * 3))]
        at = end_of_line(program, program.span(after).end)
        newline = program.document.newline_at(at)
        return [Rewrite(Span(at, at), (newline * 2, *call))]

    # --- construction ------------------------------------------------------------------------------------------

    def _construction(self, one: Reference) -> Outcome:
        program = self.program
        call = one.node
        assert isinstance(call, cst.Call)
        made = created(program, options_of(call), self.settings, self.names.local)
        if isinstance(made, Reason):
            return Outcome((made,))
        if _has_comment(program.text(call)):
            return Outcome((Reason("comment-would-be-lost"),))
        is_own = self.names.binding_of(call.func) is not None
        parts = made.parts
        if not is_own and (renamed := self.rename(call.func)) is not None:
            parts = (renamed[1].encode() + b"(", *parts[1:])
        rewrites = [self._laid_out(call, parts)]
        group = self.groups.of(one)
        if group is not None and group.is_split and (target := made_in(one)) is not None:
            statement = program.within(call, cst.Assign)
            name = (doubled_name(self.names, target) or "").encode()
            assert statement is not None
            lines: list[list[Part]] = [[name, b" = ", *parts]]
            if made.opt_out:
                lines.append([name, b".configuration.opt_out = ", *made.opt_out])
            rewrites = [self._lines(statement, lines, is_split=True)]
        elif made.opt_out:
            around = program.parent(call)
            after = self._opt_out_after(around, call, made)
            if after is None:
                return Outcome((Reason("init-left", "`send` has to be set in a statement of its own"),))
            rewrites = after if isinstance(around, cst.Return) else [*rewrites, *after]
        return Outcome(
            made.reasons,
            tuple(rewrites),
            imports=made.imports if is_own else made.imports - {"Amplitude"},
            write_key=made.write_key,
        )

    def _laid_out(self, call: cst.Call, parts: tuple[Part, ...]) -> Rewrite:
        """Put a construction in the place of another, and lay its statement out where it was before."""
        program = self.program
        plain = Rewrite(program.span(call), parts)
        line = program.within(call, cst.SimpleStatementLine)
        if line is None or len(line.body) > 1 or not isinstance(program.parent(call), ASSIGNS):
            return plain
        span, inner = program.span(line), program.span(call)
        indent = program.document.indent_at(span.start)
        text = program.data[span.start : span.end].decode("utf-8")
        style = style_of(program).style()
        if "#" in text or not (b"\n" in program.data[inner.start : inner.end] or is_laid_out(text, indent, style)):
            return plain
        whole = [one for one in (_kept(span.start, inner.start), *parts, _kept(inner.end, span.end)) if one is not None]
        made = lay_out(whole, indent, style)
        return Rewrite(span, tuple(made)) if made is not None else plain

    def _opt_out_after(self, statement: cst.CSTNode | None, call: cst.Call, made: Made) -> list[Rewrite] | None:
        program = self.program
        if statement is None:
            return None
        line = program.parent(statement)
        if not (isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1):
            return None
        span = program.span(statement)
        indent = program.document.indent_at(span.start)
        break_ = program.document.newline_at(span.start) + indent
        style = style_of(program).style()

        def set_on(name: Part) -> list[Part]:
            line = [name, b".configuration.opt_out = ", *made.opt_out]
            return lay_out(line, indent, style) or line

        if isinstance(statement, cst.Return):
            name = next(one for one in (b"client", b"amplitude", b"new_client") if one.decode() not in program.names)
            flat: list[Part] = [name, b" = ", *made.parts]
            parts = [*(lay_out(flat, indent, style) or flat), break_, *set_on(name)]
            return [Rewrite(span, (*parts, break_, b"return ", name))]
        if isinstance(statement, cst.Assign) and len(statement.targets) == 1 and statement.value is call:
            target = program.span(statement.targets[0].target)
            return [Rewrite(Span(span.end, span.end), (break_, *set_on(target)))]
        return None

    # --- the rest ----------------------------------------------------------------------------------------------

    def _setting(self, one: Reference) -> Outcome:
        if one.meaning.name != "write_key" or one.receiver is None:
            return Outcome((Reason("sdk-use", f"`{one.meaning.name}`"),))
        parts, uses_client = self.client_parts(one.receiver, one)
        span = self.program.span(one.node)
        return Outcome(rewrites=(Rewrite(span, (*parts, b".configuration.api_key")),), uses_client=uses_client)

    def named(self, one: Named) -> Outcome:
        """What becomes of a dotted name in a string."""
        covers = (self.program.span(one.node),)
        new = list(one.parts)
        for index, (part, meaning) in enumerate(zip(one.parts, one.chain, strict=True)):
            if not isinstance(meaning, Meaning):
                continue
            owner = one.chain[index - 1] if index else None
            source = self._source_of(owner.path, part) if isinstance(owner, OwnModule) else None
            if meaning.kind is Kind.CLASS and self.keeps_class(*(source or (None, ""))):
                return Outcome((Reason("client-kept"),), covers=covers)
            if isinstance(owner, OwnModule):
                new[index] = self.exported_as(owner.path, part) or part
            if meaning.kind is Kind.METHOD or (index == len(new) - 1 and meaning.kind is Kind.OTHER):
                counterpart = COUNTERPARTS.get(meaning.name)
                if counterpart is None:
                    return Outcome((Reason("mock-left", f"`{meaning.name}`"),), covers=covers)
                new[index] = counterpart
        if one.is_direct:
            if not is_method(one.meaning):
                return Outcome((Reason("mock-left"),), covers=covers)
            new = ["amplitude", "Amplitude", new[-1]]
        text = ".".join(new).encode()
        rewrites = (Rewrite(one.span, (text,)),) if new != list(one.parts) else ()
        return Outcome((MOCK_FOLLOWS,), rewrites, covers=covers)

    def _mock(self, one: Reference) -> Outcome:
        program = self.program
        if one.meaning.kind is Kind.CLASS and self._keeps(one.node):
            return Outcome((Reason("client-kept"),))
        if one.meaning.kind is Kind.METHOD:
            new = COUNTERPARTS.get(one.meaning.name)
            if new is None:
                return Outcome((Reason("mock-left"),))
            parts, uses_client = self.client_parts(one.receiver, one)
            rewrite = Rewrite(program.span(one.node), (*parts, f".{new}".encode()))
            return Outcome((MOCK_FOLLOWS,), (rewrite,), uses_client=uses_client)
        renamed = self._renamed(one)
        call = program.within(one.node, cst.Call)
        rewrites = list(renamed.rewrites)
        if call is not None and len(call.args) > 1 and (method := literal_text(call.args[1].value)) is not None:
            new = COUNTERPARTS.get(method)
            if new is None:
                return Outcome((Reason("mock-left", f"`{method}`"),))
            node = call.args[1].value
            if new != method and isinstance(node, cst.SimpleString):
                start = program.span(node).start + len(node.prefix) + len(node.quote)
                rewrites.append(Rewrite(Span(start, start + len(method.encode())), (new.encode(),)))
        return replace(renamed, reasons=(MOCK_FOLLOWS,), rewrites=tuple(rewrites))


def made_in(one: Reference) -> cst.BaseExpression | None:
    """The one target of the assignment that a client is made in."""
    statement = one.program.parent(one.node)
    if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
        return None
    return statement.targets[0].target


def doubled_name(names: FileNames, carrier: cst.BaseExpression) -> str | None:
    """What a second variable or attribute beside one is called; None for what cannot be doubled."""
    if isinstance(carrier, cst.Name):
        return names.client
    if isinstance(carrier, cst.Attribute) and isinstance(carrier.value, cst.Name) and carrier.value.value == "self":
        own = f"_{names.client}" if carrier.attr.value.startswith("_") else names.client
        return f"self.{own}" if own not in names.program.names else None
    return None


def written_not(program: Program, option: Option) -> list[Part]:
    """The opposite of a value that says whether to send."""
    from segment_to_amplitude.amplitude.expressions import Not

    if isinstance(option.value, cst.UnaryOperation) and isinstance(option.value.operator, cst.Not):
        return [program.outer_span(option.value.expression)]
    return written(program, Not(value_of(program, option.value)))


def _kept(start: int, end: int) -> Span | None:
    return Span(start, end) if start < end else None


def _has_comment(text: str) -> bool:
    if "#" not in text:
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text})").readline))
    except (tokenize.TokenError, IndentationError):
        return True
    return any(token.type == tokenize.COMMENT for token in tokens)
