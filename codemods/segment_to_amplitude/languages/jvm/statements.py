"""Put Amplitude calls where a Segment call stood: in its place, in statements of their own, in braces where need be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.local_rewrites import whole_lines
from segment_to_amplitude.languages.jvm.place import Place, Spot, Use
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


BRACED = frozenset({"lambda_literal", "block", "constructor_body"})
"""Statements between braces."""


class StatementWriter:
    """Writes what takes the place of one call; ``node`` is all of the expression that goes."""

    def __init__(self, program: Program, layout: Layout, node: Node, place: Place) -> None:
        self.program = program
        self.data = program.data
        self.layout = layout
        self.node = node
        self.place = place
        self.end = b"" if program.is_kotlin else b";"
        self.reasons: list[Reason] = []

    def write(self, lines: Sequence[Line]) -> list[Rewrite]:
        """Replace the call."""
        if not lines:
            rewrite = self._removed()
        elif len(lines) == 1 and not self._needs_statement(lines[0]):
            rewrite = Rewrite(self.program.span(self.node), tuple(lines[0].parts))
        else:
            rewrite = self._several(lines)
        return [self._keeping_comments(rewrite)]

    def _needs_statement(self, line: Line) -> bool:
        """Tell whether one call does not do as an expression: by its kind, or because its result would be used."""
        if line.above or line.behind or line.is_block or (line.is_alone and self.place.spot is Spot.BODY):
            return True
        place = self.place
        if line.is_read:
            return False
        if not self.program.is_kotlin:
            if place.use is Use.VALUE:
                raise Unwritable("value-used")
            return False
        if not line.gives:
            is_assignment = line.is_assignment
            return is_assignment and place.spot in (Spot.ELVIS, Spot.FUNCTION, Spot.VALUE)
        if place.use is Use.FUNCTION:
            if place.spot is Spot.FUNCTION or place.returns is not None:
                return True
            if place.function is None or self._gives_unit(place.function):
                raise Unwritable("value-used")
            self.reasons.append(Reason("result-type"))
        elif place.use is Use.VALUE:
            if place.spot in (Spot.BODY, Spot.BLOCK, Spot.ELVIS):
                self.reasons.append(Reason("result-type"))
                return False
            raise Unwritable("value-used")
        return False

    def _gives_unit(self, function: Node) -> bool:
        """Tell whether a function says that it gives nothing, or overrides one that does."""
        declared = self._declared_type(function)
        modifiers = next((one for one in function.named_children if one.type == "modifiers"), None)
        return declared is not None or (modifiers is not None and "override" in self.program.text(modifiers))

    # --- several statements ------------------------------------------------------------------------------------------

    def _several(self, lines: Sequence[Line]) -> Rewrite:
        match self.place.spot:
            case Spot.BLOCK:
                return self._among(lines)
            case Spot.BODY:
                return self._braced(lines)
            case Spot.ELVIS:
                return self._run(lines)
            case Spot.FUNCTION:
                return self._function(lines)
            case Spot.LAMBDA:
                return self._lambda(lines)
        raise Unwritable("value-used")

    def _among(self, lines: Sequence[Line]) -> Rewrite:
        """Statements beside others."""
        place = self.place
        owner = place.owner
        start = place.node.start_byte
        if owner is not None and owner.type in BRACED and not self.layout.starts_line(start):
            if len(_real(owner)) - _has_parameters(owner) == 1:
                return self._opened(owner, lines)
        indent = self.layout.indent(start)
        if not self.layout.starts_line(start):
            if any(one.above or one.behind for one in lines):
                raise Unwritable("comment-would-be-lost")
            parts: list[Part] = []
            for index, line in enumerate(self._with_return(lines)):
                parts += [b"; " if index and self.end == b"" else b" " if index else b"", *line.parts]
                parts.append(b"" if line.is_block else self.end)
            return Rewrite(self.program.span(place.node), tuple(parts))
        return Rewrite(self.program.span(place.node), tuple(self._stacked(lines, indent)))

    def _opened(self, owner: Node, lines: Sequence[Line]) -> Rewrite:
        """Braces with one statement on their line are opened over several lines."""
        arrow = next((one for one in owner.children if one.type == "->"), None)
        start = arrow.end_byte if arrow is not None else owner.start_byte + 1
        base = self.layout.indent(owner.start_byte)
        return Rewrite(Span(start, owner.end_byte - 1), tuple(self._block(lines, base)))

    def _braced(self, lines: Sequence[Line]) -> Rewrite:
        """A branch or a loop gets braces."""
        node = self.place.node
        owner = self.place.owner
        assert owner is not None
        before = node.prev_sibling
        while before is not None and before.type in COMMENTS:
            before = before.prev_sibling
        start, opening = node.start_byte, b"{"
        base = self.layout.indent(owner.start_byte)
        if before is not None:
            if not self.data[before.end_byte : start].strip():
                start, opening = before.end_byte, b" {"
            base = self.layout.indent(before.start_byte)
        end, closing = node.end_byte, b"}"
        following = node.next_sibling
        if following is not None and following.type in ("else", "while"):
            if not self.data[end : following.start_byte].strip():
                end, closing = following.start_byte, b"} "
        return Rewrite(Span(start, end), (opening, *self._block(lines, base), closing))

    def _run(self, lines: Sequence[Line]) -> Rewrite:
        node = self.place.node
        base = self.layout.indent(node.start_byte)
        return Rewrite(self.program.span(node), (b"run {", *self._block(lines, base), b"}"))

    def _function(self, lines: Sequence[Line]) -> Rewrite:
        """The body of a function gets braces instead of its sign of equality."""
        body = self.place.owner
        function = self.program.parent(body) if body is not None else None
        if body is None or function is None or function.type not in ("function_declaration", "anonymous_function"):
            raise Unwritable("value-used")
        equals = next((one for one in body.children if one.type == "="), None)
        if equals is None or not self._may_be_block(function):
            raise Unwritable("value-used")
        base = self.layout.indent(function.start_byte)
        node = self.place.node
        span = Span(equals.start_byte, node.end_byte)
        gap = self.data[equals.end_byte : node.start_byte]
        if len(lines) > 1 or lines[0].above or lines[0].behind:
            return Rewrite(span, (b"{", *self._block(lines, base), b"}"))
        between = Span(equals.end_byte, node.start_byte)
        closing = self.layout.newline + base + b"}" if b"\n" in gap else b" }"
        if b"\n" not in gap and self.layout.is_multiline(lines[0].parts):
            return Rewrite(span, (b"{", *self._block(lines, base), b"}"))
        return Rewrite(span, (b"{", between, *lines[0].parts, closing))

    def _may_be_block(self, function: Node) -> bool:
        """Tell whether a function gives nothing: what it says of its type must be ``Unit``."""
        declared = self._declared_type(function)
        return declared is None or self.program.text(declared) == "Unit"

    @staticmethod
    def _declared_type(function: Node) -> Node | None:
        """The type that a function says that it gives: that behind its parameters."""
        children = function.named_children
        place = next((index for index, one in enumerate(children) if one.type == "function_value_parameters"), None)
        behind = children[place + 1 :] if place is not None else []
        return next((one for one in behind if one.type.endswith("_type")), None)

    def _lambda(self, lines: Sequence[Line]) -> Rewrite:
        """The body of a Java lambda becomes a block."""
        node = self.place.node
        base = self.layout.indent(node.start_byte)
        return Rewrite(self.program.span(node), (b"{", *self._block(lines, base), b"}"))

    def _block(self, lines: Sequence[Line], base: bytes) -> list[Part]:
        """Statements on lines of their own, one level deeper, with the line of the closing brace."""
        inner = base + self.layout.unit
        here = self.layout.indent(self.node.start_byte)
        newline = self.layout.newline
        return [newline + inner, *self.layout.moved(self._stacked(lines, here), here, inner), newline + base]

    def _stacked(self, lines: Sequence[Line], indent: bytes) -> list[Part]:
        parts: list[Part] = []
        gap = self.layout.newline + indent
        for index, line in enumerate(self._with_return(lines)):
            if index:
                parts.append(gap)
            for comment in line.above:
                parts += [comment, gap]
            parts += line.parts
            parts.append(b"" if line.is_block else self.end)
            for comment in line.behind:
                parts += [b" ", comment]
        return parts

    def _with_return(self, lines: Sequence[Line]) -> list[Line]:
        """End with the ``return`` that the call stood behind."""
        returns = self.place.returns
        if returns is None:
            return list(lines)
        keyword = self.data[returns.start_byte : self.node.start_byte].rstrip(b" \t\r\n(")
        return [*lines, Line([keyword])]

    # --- nothing -----------------------------------------------------------------------------------------------------

    def _removed(self) -> Rewrite:
        """Delete the statement."""
        node = self.place.node
        if self.place.use is not Use.DISCARDED and self.place.spot is not Spot.BLOCK:
            raise Unwritable("value-used")
        if self.place.spot is Spot.BODY:
            return Rewrite(self.program.span(node), (b"{}",))
        if self.place.spot is not Spot.BLOCK:
            raise Unwritable("value-used")
        return Rewrite(whole_lines(self.layout, self.program.span(node)), ())

    # --- comments ----------------------------------------------------------------------------------------------------

    def _keeping_comments(self, rewrite: Rewrite) -> Rewrite:
        """Put comments that would be dropped above the statement; refuse where that cannot be."""
        kept = [part for part in rewrite.parts if isinstance(part, Span)]
        lost = [
            comment
            for comment in self.layout.comments(rewrite.span)
            if not any(span.contains(comment) for span in kept)
        ]  # fmt: skip
        if not lost:
            return rewrite
        start = rewrite.span.start
        if self.place.spot is not Spot.BLOCK or not self.layout.starts_line(start) or not rewrite.parts:
            raise Unwritable("comment-would-be-lost")
        gap = self.layout.newline + self.layout.indent(start)
        above: list[Part] = []
        for comment in lost:
            above += [comment, gap]
        return Rewrite(rewrite.span, (*above, *rewrite.parts))


def _real(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]


def _has_parameters(node: Node) -> bool:
    return any(one.type == "lambda_parameters" for one in node.named_children)
