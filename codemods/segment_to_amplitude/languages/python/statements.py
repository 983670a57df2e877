"""Put Amplitude calls where a Segment call stood: in its place, in statements of their own, or in a loop before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from segment_to_amplitude.languages.python.arguments import Item, Listed, Shaper, flow
from segment_to_amplitude.languages.python.call_site import CallSite, Place, Use
from segment_to_amplitude.languages.python.code_lines import width_of_text
from segment_to_amplitude.languages.python.code_tokens import read_tokens
from segment_to_amplitude.languages.python.file_style import style_of
from segment_to_amplitude.languages.python.import_settlement import end_of_line
from segment_to_amplitude.languages.python.layout import is_laid_out, lay_out, text_of, width_of
from segment_to_amplitude.languages.python.program import Program, walk
from segment_to_amplitude.languages.python.write import Filled, Loop, Made, Unwritable
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

_COMMENT = re.compile(rb"[ \t]*#[^\r\n]*")


class StatementWriter:
    """Writes what takes the place of one call."""

    def __init__(self, site: CallSite, place: Place) -> None:
        self.program = site.program
        self.data = site.program.data
        self.site = site
        self.place = place
        self.file = style_of(site.program)
        self.style = self.file.style()
        self.call = site.program.span(site.call)
        start = self.call.start if place.line is None else site.program.span(place.line).start
        self.indent = site.program.document.indent_at(start)

    def write(self, made: Sequence[Made], around: Listed, paren: int) -> list[Rewrite]:
        """Replace the call; ``around`` is what stood between its arguments, ``paren`` where its bracket is."""
        if len(made) == 1 and made[0].loop is None:
            rewrite = self._one(made[0], around, paren)
        elif self.place.use is Use.LAMBDA and all(one.loop is None for one in made):
            rewrite = self._pair(made, around)
        elif self.place.use is Use.DISCARDED and self.place.is_whole:
            rewrite = self._several(made, around)
        else:
            raise Unwritable("value-used")
        self._keep_comments(rewrite)
        return [rewrite]

    def removed(self) -> Rewrite:
        """Delete the statement of the call; ``pass`` takes its place where it is the only one."""
        line, small = self.place.line, self.place.small
        if line is None or small is None or not self.place.is_whole:
            raise Unwritable("value-used")
        if self._comments():
            raise Unwritable("comment-would-be-lost")
        block = self.program.parent(line)
        is_only = len(line.body) == 1 and (
            isinstance(line, cst.SimpleStatementSuite) or (not isinstance(block, cst.Module) and len(_body(block)) == 1)
        )
        span = self.program.span(small)
        if is_only:
            return Rewrite(span, (b"pass",))
        if len(line.body) > 1:
            index = line.body.index(small)
            if index + 1 < len(line.body):
                return Rewrite(Span(span.start, self.program.span(line.body[index + 1]).start), ())
            return Rewrite(Span(self._end(line.body[index - 1]), self._end(small)), ())
        start = self.program.document.line_start(span.start)
        end = self.data.find(b"\n", self._end(small))
        end = end + 1 if end >= 0 else len(self.data)
        if self.data[self._end(small) : end].strip():
            raise Unwritable("comment-would-be-lost")
        return Rewrite(Span(start, end), ())

    # --- one call ----------------------------------------------------------------------------------------------

    def _one(self, made: Made, around: Listed, paren: int) -> Rewrite:
        has_comments = bool(around.below) or any(_has_comments(one) for one in made.items)
        statement = self._statement()
        if statement is not None and not self.place.has_company:
            before, after = Span(statement.start, self.call.start), Span(self.call.end, statement.end)
            text = self.data[statement.start : statement.end].decode("utf-8")
            dissolves = not made.keeps_shape and b"\n" in self.data[self.call.start : self.call.end]
            if has_comments or (dissolves and self.place.is_whole) or is_laid_out(text, self.indent, self.style):
                flat = [before, *self._flat(made, has_comma=around.has_comma, below=around.below), after]
                laid_out = lay_out(flat, self.indent, self.style)
                if laid_out is not None:
                    return Rewrite(statement, tuple(laid_out))
        if has_comments:
            raise Unwritable("comment-would-be-lost")
        shaper = Shaper(self.program.document, self.file, self.style, self.call.start)
        for part in self._client(made):
            shaper.add(part)
        line = self.program.document.line_start(paren)
        column = len(self.data[line:paren].decode("utf-8"))
        if made.keeps_shape:
            shaper.call(made.inner.encode() if made.inner is not None else None, made.items, around, column)
        else:
            shaper.add(b"(")
            for index, item in enumerate(made.items):
                shaper.add(b", " if index else b"")
                shaper.item(item)
            shaper.add(b")")
        exploded = self._exploded(made, shaper.parts)
        return Rewrite(self.call, tuple(shaper.parts if exploded is None else exploded))

    def _exploded(self, made: Made, parts: Sequence[Part]) -> list[Part] | None:
        """A call as black splits it where its own shape makes a line too long; None where it may stay as it is.

        What stands before and behind the call on its lines stays there.
        """
        line = self.program.document.line_start(self.call.start)
        end = end_of_line(self.program, self.call.end)
        before, behind = self.data[line : self.call.start].decode("utf-8"), self.data[self.call.end : end]
        behind = _COMMENT.sub(b"", behind).rstrip()
        longest = max(map(width_of_text, self.data[line:end].decode("utf-8").splitlines()))
        limit = max(self.file.limit, longest)

        def length(parts: Sequence[Part]) -> int:
            text = before + text_of(parts, self.data) + behind.decode("utf-8")
            return max(map(width_of_text, text.splitlines()))

        long = length(parts)
        if long <= limit:
            return None
        indent = self.program.document.indent_at(self.call.start)
        # A name as long as what stands before the call, so that the first line is seen in its full length.
        shift = b"_" * (width_of_text(before) - width_of(indent))
        width = self.file.limit - width_of_text(behind.decode("utf-8"))
        exploded = lay_out([shift, *self._flat(made)], indent, replace(self.style, width=width))
        if exploded is None or not isinstance(exploded[0], bytes):
            return None
        exploded[0] = exploded[0].removeprefix(shift)
        return exploded if length(exploded) < long else None

    def _statement(self) -> Span | None:
        """The statement of the call with a comment behind it, where it has its lines for itself."""
        line = self.place.line
        if not self.place.is_alone or line is None:
            return None
        span = self.program.span(line)
        comment = _COMMENT.match(self.data, span.end)
        return Span(span.start, comment.end() if comment else span.end)

    def _client(self, made: Made) -> list[Part]:
        """The client and the method, with the white space between them."""
        func = self.site.call.func
        parts = list(self.site.client)
        if isinstance(func, cst.Attribute) and not func.lpar:
            end, name = self.program.outer_span(func.value).end, self.program.span(func.attr)
            parts.append(Span(end, name.start))
            same = self.data[name.start : name.end] == made.method.encode()
            return [*parts, name if same else made.method.encode()]
        return [*parts, f".{made.method}".encode()]

    def _flat(self, made: Made, *, has_comma: bool = False, below: Sequence[Span] = ()) -> list[Part]:
        """A call on one line but for comments."""
        inner, closing = (f"{made.inner}(".encode(), b")") if made.inner is not None else (b"", b"")
        has_comma = has_comma and bool(made.items)
        return [*self._client(made), b"(", inner, *flow(made.items, has_comma=has_comma, below=below), closing, b")"]

    # --- several calls -----------------------------------------------------------------------------------------

    def _pair(self, made: Sequence[Made], around: Listed) -> Rewrite:
        """A tuple of calls, for the body of a lambda."""
        parts: list[Part] = [b"("]
        for index, one in enumerate(made):
            is_last = index == len(made) - 1
            parts += [b", " if index else b"", *self._flat(one, below=around.below if is_last else ())]
        parts.append(b")")
        statement = self._statement()
        if statement is not None and not self.place.has_company:
            before, after = Span(statement.start, self.call.start), Span(self.call.end, statement.end)
            laid_out = lay_out([before, *parts, after], self.indent, self.style)
            if laid_out is not None:
                return Rewrite(statement, tuple(laid_out))
        if b"\n" in parts:
            raise Unwritable("comment-would-be-lost")
        return Rewrite(self.call, tuple(parts))

    def _several(self, made: Sequence[Made], around: Listed) -> Rewrite:
        line, small = self.place.line, self.place.small
        if line is None or small is None:
            raise Unwritable("value-used")
        statement = self._statement()
        if statement is not None:
            comment: list[Part] = [Span(self.program.span(line).end, statement.end)]
            return Rewrite(statement, tuple(self._lines(made, self.indent, comment, around.below)))
        if all(one.loop is None for one in made):
            parts: list[Part] = []
            for index, one in enumerate(made):
                parts += [b"; " if index else b"", *self._flat(one)]
            if b"\n" in parts:
                raise Unwritable("comment-would-be-lost")
            return Rewrite(self.program.span(small), tuple(parts))
        return self._spread_out(line, small, made)

    def _spread_out(
        self,
        line: cst.SimpleStatementLine | cst.SimpleStatementSuite,
        small: cst.BaseSmallStatement,
        made: Sequence[Made],
    ) -> Rewrite:
        """Give each statement of a line its own line, for one of them becomes a loop."""
        if self.place.has_company:
            raise Unwritable("value-used")
        indent = self.indent
        first = self.program.span(line.body[0])
        parts: list[Part] = []
        start = first.start
        if isinstance(line, cst.SimpleStatementSuite):
            indent += self.style.unit
            start = len(self.data[: first.start].rstrip(b" \t"))
            parts.append(self.style.newline + indent)
        for index, one in enumerate(line.body):
            if index:
                parts.append(self.style.newline + indent)
            parts += self._lines(made, indent) if one is small else [self.program.span(one)]
        return Rewrite(Span(start, self._end(line.body[-1])), tuple(parts))

    def _lines(
        self, made: Sequence[Made], indent: bytes, comment: Sequence[Part] = (), below: Sequence[Span] = ()
    ) -> list[Part]:
        """Calls as statements of their own, each after the loop that it needs; comments go with the last one."""
        parts: list[Part] = []
        newline = self.style.newline
        for index, one in enumerate(made):
            if parts:
                parts.append(newline + indent)
            if one.loop is not None:
                parts += [f"{one.loop.variable} = {one.loop.collector}()".encode(), newline + indent]
                parts += self._loop(one.loop, indent) if isinstance(one.loop, Loop) else self._filled(one.loop, indent)
                parts.append(newline + indent)
            is_last = index == len(made) - 1
            flat = [*self._flat(one, below=below if is_last else ()), *(comment if is_last else ())]
            laid_out = lay_out(flat, indent, self.style)
            if laid_out is None and b"\n" in flat:
                raise Unwritable("comment-would-be-lost")
            parts += laid_out if laid_out is not None else flat
        return parts

    def _loop(self, loop: Loop, indent: bytes) -> list[Part]:
        key, value = (free_name(self.program, self.site.call, name) for name in ("key", "value"))
        header: list[Part] = [f"for {key}, {value} in ".encode(), *loop.traits, b".items():"]
        body = self.style.newline + indent + self.style.unit + f"{loop.variable}.set({key}, {value})".encode()
        return [*(lay_out(header, indent, self.style) or header), body]

    def _filled(self, filled: Filled, indent: bytes) -> list[Part]:
        """A statement for each step, with its comments."""
        lines: list[list[Part]] = []
        for above, step, behind in filled.steps:
            lines += [[comment] for comment in above]
            flat: list[Part] = [filled.variable.encode(), *step]
            for comment in behind:
                flat += [b"  ", comment]
            lines.append(lay_out(flat, indent, self.style) or flat)
        lines += [[comment] for comment in filled.below]
        return [part for index, line in enumerate(lines) for part in (self.style.newline + indent, *line)[not index :]]

    # --- comments ----------------------------------------------------------------------------------------------

    def _comments(self) -> list[Span]:
        """The comments inside the call."""
        text = self.data[self.call.start : self.call.end].decode("utf-8")
        if "#" not in text:
            return []
        found = []
        for one in read_tokens(text) or ():
            for comment in [one] if one.is_comment else one.comments:
                start = self.call.start + len(text[: comment.start].encode())
                found.append(Span(start, start + len(comment.text.encode())))
        return found

    def _keep_comments(self, rewrite: Rewrite) -> None:
        kept = [part for part in rewrite.parts if isinstance(part, Span)]
        for comment in self._comments():
            if not any(span.contains(comment) for span in kept):
                raise Unwritable("comment-would-be-lost")

    def _end(self, small: cst.BaseSmallStatement) -> int:
        """Where a small statement ends, without the semicolon behind it."""
        return self.program.span(small).end


def free_name(program: Program, call: cst.Call, name: str) -> str:
    """A name that no variable around a call has."""
    around = program.function(call)
    while isinstance(around, cst.Lambda):
        around = program.function(around)
    taken = set(_variables(program, around if around is not None else program.module))
    number = 2
    free = name
    while free in taken:
        free = f"{name}{number}"
        number += 1
    return free


def _variables(program: Program, root: cst.CSTNode) -> Iterator[str]:
    for node in walk(root):
        if isinstance(node, cst.Name):
            parent = program.parent(node)
            is_member = isinstance(parent, cst.Attribute) and parent.attr is node
            is_keyword = isinstance(parent, cst.Arg) and parent.keyword is node
            if not (is_member or is_keyword):
                yield node.value


def _body(block: cst.CSTNode | None) -> Sequence[cst.CSTNode]:
    return block.body if isinstance(block, (cst.IndentedBlock, cst.Module)) else ()


def _has_comments(item: Item) -> bool:
    """Tell whether comments stand around an argument, or in a chain that it is."""
    return item.has_comments or any(part == b"\n" for part in item.parts)
