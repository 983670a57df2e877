"""The import statements of one file, once it is settled which references move: Segment's go, Amplitude's come."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.languages.python.file_names import Binding, FileNames
from segment_to_amplitude.languages.python.file_style import style_of
from segment_to_amplitude.languages.python.program import Program, dotted
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span


@dataclass(slots=True)
class Needs:
    """What the code that starts from one import statement needs afterwards."""

    exports: set[str] = field(default_factory=set)
    """Names of the package ``amplitude``."""
    client: bool = False
    """The client that stands for Segment's module, from the module that makes it."""


@dataclass(slots=True)
class Settlement:
    """Settles the imports of a file."""

    names: FileNames
    home: str | None
    """The dotted name of the module that makes the client; None in that module itself, or where there is none."""
    home_client: str
    kept: set[int] = field(default_factory=set)
    """``id`` of the bindings that are still needed."""
    needs: dict[int, Needs] = field(default_factory=dict)
    """By the ``id`` of the import statement that the code starts from; 0 for code without one."""
    rewrites: list[Rewrite] = field(default_factory=list)

    @property
    def program(self) -> Program:
        """The file."""
        return self.names.program

    def need(self, binding: Binding | None, exports: Iterable[str] = (), *, client: bool = False) -> None:
        """Note what a reference needs after its rewrite."""
        needs = self.needs.setdefault(id(binding.statement) if binding is not None else 0, Needs())
        needs.exports |= set(exports)
        needs.client = needs.client or client

    def settle(self) -> None:
        """Write the import statements."""
        statements = list({id(one.statement): one.statement for one in self.names.bindings}.values())
        top = [one for one in statements if self._is_top(one)]
        inner = [one for one in statements if not self._is_top(one)]
        loose = self.needs.pop(0, Needs())
        for_types = [one for one in top if self._is_for_types(one)]
        for one in for_types:
            given = self.needs.get(id(one), Needs())
            loose = Needs(loose.exports | given.exports - {"Amplitude"}, loose.client or given.client)
            self.needs[id(one)] = Needs(given.exports & {"Amplitude"})
        running = [one for one in top if one not in for_types]
        if loose.exports or loose.client:
            if running:
                own = self.needs.setdefault(id(running[0]), Needs())
                own.exports |= loose.exports
                own.client = own.client or loose.client
            else:
                self._insert(loose)
        self._gather([one for one in running if self._is_unconditional(one)])
        present = set(self.names.present) | (loose.exports if not running else set())
        has_client = loose.client and not running
        for whole, held in self._choices(top):
            needs = Needs()
            for inside in held:
                given = self.needs.get(id(inside), Needs())
                needs = Needs(needs.exports | given.exports, needs.client or given.client)
            lines = self.lines(needs.exports - present, client=needs.client and not has_client)
            newline = self.program.document.newline_at(0)
            self.rewrites.append(Rewrite(self.program.span(whole), (newline.join(line.encode() for line in lines),)))
            present |= needs.exports
            has_client = has_client or needs.client
            top = [one for one in top if one not in held]
        for statement in top:
            needs = self.needs.get(id(statement), Needs())
            self._replace(statement, needs.exports - present, client=needs.client and not has_client)
            if self._is_unconditional(statement):
                present |= needs.exports
                has_client = has_client or needs.client
        for statement in inner:
            needs = self.needs.get(id(statement), Needs())
            self._replace(statement, needs.exports - present, client=needs.client and not has_client)

    def _gather(self, statements: list[cst.Import | cst.ImportFrom]) -> None:
        """Let the first statement import what the later ones would, so that one import takes the place of several."""
        for one in statements[1:]:
            later = self.needs.pop(id(one), Needs())
            first = self.needs.setdefault(id(statements[0]), Needs())
            first.exports |= later.exports
            first.client = first.client or later.client

    def _choices(self, top: list[cst.Import | cst.ImportFrom]) -> list[tuple[cst.Try, list[cst.CSTNode]]]:
        """Statements that import Segment's package by one name or else by another, and nothing more."""
        found: list[tuple[cst.Try, list[cst.CSTNode]]] = []
        for node in self.program.module.body:
            if not isinstance(node, cst.Try) or node.orelse is not None or node.finalbody is not None:
                continue
            held: list[cst.CSTNode] = []
            is_whole = True
            for block in (node.body, *(handler.body for handler in node.handlers)):
                for line in block.body:
                    small = list(line.body) if isinstance(line, cst.SimpleStatementLine) else []
                    held += small
                    is_whole = is_whole and bool(small) and all(one in top for one in small)
            gone = [one for one in self.names.bindings if one.statement in held and id(one) not in self.kept]
            aliases = sum(
                len(one.names)
                for one in held
                if isinstance(one, (cst.Import, cst.ImportFrom)) and not isinstance(one.names, cst.ImportStar)
            )
            if is_whole and len(held) > 1 and len(gone) == aliases and any(self.needs.get(id(one)) for one in held):
                found.append((node, held))
        return found

    def _is_for_types(self, statement: cst.CSTNode) -> bool:
        """Tell whether an import is only there while types are checked."""
        around = self.program.within(statement, cst.If)
        return around is not None and (dotted(around.test) or "").rpartition(".")[2] == "TYPE_CHECKING"

    def _is_top(self, statement: cst.CSTNode) -> bool:
        return self.program.function(statement) is None and self.program.within(statement, cst.ClassDef) is None

    def _is_unconditional(self, statement: cst.CSTNode) -> bool:
        line = self.program.parent(statement)
        return line is not None and self.program.parent(line) is self.program.module

    def lines(self, exports: Iterable[str], *, client: bool) -> list[str]:
        """The import statements for some names."""
        found: list[str] = []
        wanted = sorted(exports)
        if wanted:
            local = self.names.local
            shown = [name if local[name] == name else f"{name} as {local[name]}" for name in wanted]
            line = f"from amplitude import {', '.join(shown)}"
            style = style_of(self.program).style()
            if len(line) > style.width:
                newline, unit = style.newline.decode(), style.unit.decode()
                line = f"from amplitude import ({newline}{''.join(f'{unit}{name},{newline}' for name in shown)})"
            found.append(line)
        if client and self.home is not None:
            own = self.names.client
            renamed = "" if own == self.home_client else f" as {own}"
            found.append(f"from {self.home} import {self.home_client}{renamed}")
        return found

    def _replace(self, statement: cst.Import | cst.ImportFrom, exports: Iterable[str], *, client: bool) -> None:
        program = self.program
        own = [one for one in self.names.bindings if one.statement is statement]
        gone = [one for one in own if id(one) not in self.kept]
        lines = self.lines(exports, client=client)
        if not gone and not lines:
            return
        span = program.span(statement)
        indent = program.document.indent_at(span.start)
        newline = program.document.newline_at(span.start)
        assert not isinstance(statement.names, cst.ImportStar)
        stays = [alias for alias in statement.names if not any(one.alias is alias for one in gone)]
        texts = [line.encode() for line in lines]
        moved = self._client_line(statement, texts, client=client)
        if stays:
            parts: list[Part] = [span] if not gone else [*self._without(statement, gone, stays)]
            for text in texts:
                parts += [newline + indent, text]
            self.rewrites.append(Rewrite(span, tuple(parts)))
        elif len(texts) == 1 and (place := self._sorted_among(statement)) is not None:
            at, is_before = place
            self.rewrites.append(self._moved_away(statement))
            self.rewrites.append(Rewrite(Span(at, at), (texts[0] + newline if is_before else newline + texts[0],)))
        elif texts:
            joined = (newline + indent).join(texts)
            self.rewrites.append(Rewrite(span, (joined,)))
        else:
            self.rewrites.append(removal(program, statement))
        if moved is not None:
            self.rewrites.append(moved)

    def _sorted_among(self, statement: cst.Import | cst.ImportFrom) -> tuple[int, bool] | None:
        """Where ``from amplitude import …`` goes among the imports around, as isort has it; None for in place."""
        own = [binding.statement for binding in self.names.bindings]
        run = [one for one in self._run_of(statement) if one is statement or one not in own]
        others = [one for one in run if one is not statement]
        named = [one for one in others if isinstance(one, cst.ImportFrom)]
        plain = others[: len(others) - len(named)]
        modules = [(dotted(one.module) or "").lower() for one in named]
        if any(isinstance(one, cst.ImportFrom) for one in plain) or modules != sorted(modules):
            return None
        before = [*plain, *(one for one, module in zip(named, modules, strict=True) if module <= "amplitude")]
        if len(before) == (run.index(statement) if run else 0):
            return None
        if before:
            return end_of_line(self.program, self.program.span(before[-1]).end), False
        return self.program.document.line_start(self.program.span(others[0]).start), True

    def _moved_away(self, statement: cst.Import | cst.ImportFrom) -> Rewrite:
        """Take an import away with the line break before it: what is added below the imports goes after it."""
        run = self._run_of(statement)
        index = run.index(statement)
        if not index or any(binding.statement is run[index - 1] for binding in self.names.bindings):
            return removal(self.program, statement)
        start = end_of_line(self.program, self.program.span(run[index - 1]).end)
        return Rewrite(Span(start, end_of_line(self.program, self.program.span(statement).end)), (b"",))

    def _run_of(self, statement: cst.Import | cst.ImportFrom) -> list[cst.Import | cst.ImportFrom]:
        """The imports on the lines around one, without blank lines or comments between; none where it has a comment."""
        line = self.program.parent(statement)
        body = self.program.module.body
        if not isinstance(line, cst.SimpleStatementLine) or line not in body or _imported(line) is None:
            return []
        if line.trailing_whitespace.comment is not None or any(one.comment for one in line.leading_lines):
            return []
        start = end = body.index(line)
        while start and not _leading(body[start]) and _imported(body[start - 1]) is not None:
            start -= 1
        while end + 1 < len(body) and not _leading(body[end + 1]) and _imported(body[end + 1]) is not None:
            end += 1
        return [one for other in body[start : end + 1] if (one := _imported(other)) is not None]

    def _client_line(
        self, statement: cst.Import | cst.ImportFrom, texts: list[bytes], *, client: bool
    ) -> Rewrite | None:
        """Put the import of the project's own module among those of the same package, where there are some."""
        if not client or self.home is None or not self._is_unconditional(statement) or len(texts) < 2:
            return None
        text = texts[-1]
        place = self._sorted_place(self.home)
        if place is None:
            return None
        texts.pop()
        at, is_before = place
        newline = self.program.document.newline_at(at)
        return Rewrite(Span(at, at), (text + newline if is_before else newline + text,))

    def _sorted_place(self, module: str, *, is_third_party: bool = False) -> tuple[int, bool] | None:
        """Where an import goes among those of its kind, and whether that is before a line or at the end of one.

        Imports of one's own package stand together, and so do those of packages that are installed.
        """
        first = module.partition(".")[0]
        after: cst.CSTNode | None = None
        before: cst.CSTNode | None = None
        for line in self.program.module.body:
            if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
                continue
            one = line.body[0]
            if not isinstance(one, cst.ImportFrom) or one.relative:
                continue
            if any(binding.statement is one for binding in self.names.bindings):
                continue
            name = dotted(one.module) or ""
            top = name.partition(".")[0]
            is_alike = self._is_third_party(top) if is_third_party else top == first
            if not is_alike:
                continue
            if name <= module:
                after = one
            elif before is None:
                before = one
        if after is not None:
            return end_of_line(self.program, self.program.span(after).end), False
        if before is not None:
            return self.program.document.line_start(self.program.span(before).start), True
        return None

    def _is_third_party(self, name: str) -> bool:
        is_own = self.names.resolver.modules.resolve(self.program.path, name) is not None
        return name not in sys.stdlib_module_names and not is_own

    def _without(
        self, statement: cst.Import | cst.ImportFrom, gone: list[Binding], stays: list[cst.ImportAlias]
    ) -> list[Part]:
        """An import statement without some of its names."""
        program = self.program
        span = program.span(statement)
        assert not isinstance(statement.names, cst.ImportStar)
        aliases = list(statement.names)
        spans = [program.span(alias) for alias in aliases]
        names = [
            Span(place.start, place.start + len(program.text(alias).rstrip(", \t\r\n").encode()))
            for place, alias in zip(spans, aliases, strict=True)
        ]
        dropped = {id(one.alias) for one in gone}
        del stays
        parts: list[Part] = []
        at = span.start
        kept_before = False
        for index, alias in enumerate(aliases):
            if id(alias) not in dropped:
                kept_before = True
                continue
            if (index + 1 < len(aliases) and not kept_before) or index + 1 < len(aliases):
                parts.append(Span(at, names[index].start))
                at = names[index + 1].start
            else:
                previous = max((i for i in range(index) if id(aliases[i]) not in dropped), default=0)
                parts.append(Span(at, max(at, names[previous].end)))
                at = names[index].end
        return [*parts, Span(at, span.end)]

    def _insert(self, needs: Needs) -> None:
        """Add imports to a file without one of Segment: after its last import statement."""
        program = self.program
        newline = program.document.newline_at(0)
        after = last_import(program)
        loose: list[bytes] = []
        for line in self.lines(needs.exports - self.names.present, client=needs.client):
            module = line.split()[1]
            place = self._sorted_place(module, is_third_party=module == "amplitude")
            if place is None or after is None:
                loose.append(line.encode())
                continue
            at, is_before = place
            text = line.encode()
            self.rewrites.append(Rewrite(Span(at, at), (text + newline if is_before else newline + text,)))
        if not loose:
            return
        if after is None:
            at = header_end(program)
            self.rewrites.append(Rewrite(Span(at, at), (newline.join(loose) + newline * blank_lines(program),)))
            return
        at = end_of_line(program, program.span(after).end)
        self.rewrites.append(Rewrite(Span(at, at), (b"".join(newline + line for line in loose),)))


def _imported(line: cst.CSTNode) -> cst.Import | cst.ImportFrom | None:
    """The one import that a line is; none for one from the package that the file is in."""
    small = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
    if isinstance(small, cst.Import) or (isinstance(small, cst.ImportFrom) and not small.relative):
        return small
    return None


def _leading(line: cst.CSTNode) -> bool:
    """Tell whether a blank line or a comment stands above a line."""
    return bool(getattr(line, "leading_lines", ()))


def last_import(program: Program) -> cst.CSTNode | None:
    """The last import statement of the block that a file starts with."""
    last: cst.CSTNode | None = None
    for line in program.module.body:
        if isinstance(line, cst.SimpleStatementLine):
            if any(isinstance(one, (cst.Import, cst.ImportFrom)) for one in line.body):
                last = line.body[-1]
                continue
            if isinstance(line.body[0], (cst.Expr, cst.Assign, cst.AnnAssign)) and last is None:
                continue
            break
        if isinstance(line, (cst.Try, cst.If)) and _holds_import(line):
            continue
        break
    return last


def _holds_import(node: cst.CSTNode) -> bool:
    body = getattr(node, "body", None)
    lines = getattr(body, "body", ())
    return any(
        isinstance(line, cst.SimpleStatementLine)
        and any(isinstance(one, (cst.Import, cst.ImportFrom)) for one in line.body)
        for line in lines
    )


def blank_lines(program: Program) -> int:
    """How many line breaks go between imports and the first statement of a file after its docstring."""
    line = next((one for one in program.module.body if not isinstance(one, cst.SimpleStatementLine)), None)
    first = program.module.body[0] if program.module.body else None
    is_docstring = isinstance(first, cst.SimpleStatementLine) and isinstance(first.body[0], cst.Expr)
    start = 1 if is_docstring else 0
    is_definition = isinstance(line, (cst.FunctionDef, cst.ClassDef)) and program.module.body.index(line) == start
    return 3 if is_definition else 2


def header_end(program: Program) -> int:
    """Where the first statement of a file starts, after its docstring."""
    body = program.module.body
    for line in body:
        if isinstance(line, cst.SimpleStatementLine) and isinstance(line.body[0], cst.Expr) and line is body[0]:
            continue
        return program.document.line_start(program.span(line).start)
    return len(program.data)


def end_of_line(program: Program, offset: int) -> int:
    """Where the line of an offset ends, before its line break."""
    data = program.data
    ends = [end for end in (data.find(b"\n", offset), data.find(b"\r", offset)) if end >= 0]
    return min(ends, default=len(data))


def _is_about_statement(comment: bytes) -> bool:
    """Tell whether a comment says something to a tool about its line."""
    return re.match(rb"#\s*(?:noqa|type:|pylint:|isort:|pyright:|ruff:|mypy:|nopycln)", comment) is not None


def _without_comments(program: Program, line: cst.BaseStatement, start: int) -> int:
    """Where the comments before a statement start, or else its line."""
    for empty in reversed(getattr(line, "leading_lines", ())):
        if empty.comment is None:
            break
        start = program.document.line_start(start - 1)
    return start


def removal(program: Program, statement: cst.CSTNode) -> Rewrite:
    """Take a small statement away: with its line where it has one to itself, else ``pass`` keeps the place."""
    span = program.span(statement)
    line = program.parent(statement)
    if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1:
        block = program.parent(line)
        others = getattr(block, "body", ())
        if isinstance(block, cst.Module) or len(others) > 1:
            start = program.document.line_start(span.start)
            end = end_of_line(program, span.end)
            rest = program.data[span.end : end].strip()
            if not rest or _is_about_statement(rest):
                breaks = 2 if program.data[end : end + 2] == b"\r\n" else 1
                end = min(end + breaks, len(program.data))
                if isinstance(block, cst.IndentedBlock) and block.body[0] is line:
                    end = program.span(block.body[1]).start
                    end = _without_comments(program, block.body[1], program.document.line_start(end))
                return Rewrite(Span(start, end), (b"",))
            return Rewrite(Span(span.start, end - len(program.data[span.end : end].lstrip())), (b"",))
        return Rewrite(span, (b"pass",))
    if isinstance(line, cst.SimpleStatementLine):
        index = line.body.index(statement)
        if index + 1 < len(line.body):
            return Rewrite(Span(span.start, program.span(line.body[index + 1]).start), (b"",))
        return Rewrite(Span(program.span(line.body[index - 1]).end, span.end), (b"",))
    return Rewrite(span, (b"pass",))
