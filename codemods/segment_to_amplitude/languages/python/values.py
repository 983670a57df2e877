"""Read values: what shows of an expression without running it."""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from segment_to_amplitude.languages.python.conversions import Converter, is_dict_call
from segment_to_amplitude.languages.python.kinds import NUMBERS, Kind, Kinds
from segment_to_amplitude.languages.python.names import Names, is_none
from segment_to_amplitude.languages.python.program import Program, literal_text
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

ARRAYS = (cst.List, cst.Tuple, cst.Set, cst.ListComp, cst.SetComp)
FUNCTIONS = (cst.Lambda, cst.GeneratorExp)


class ValueReader:
    """Reads the values of one file, and remembers which node each one was read from."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = Names(program)
        self.kinds = Kinds(self.names)
        self.converter = Converter(program, self.kinds)
        self._nodes: dict[Span, cst.BaseExpression] = {}

    def node(self, value: Value) -> cst.BaseExpression:
        """The expression that a value was read from."""
        return self._nodes[value.span]

    def read(self, node: cst.BaseExpression) -> Value:
        """Read one expression."""
        span = self.program.outer_span(node)
        self._nodes[span] = node
        is_plain = self.kinds.is_plain(node)
        if (text := literal_text(node)) is not None:
            return Value(ValueKind.STRING, span, text, is_text=True)
        if (number := number_text(node)) is not None:
            return Value(ValueKind.NUMBER, span, number, is_number=True)
        if isinstance(node, cst.Name) and node.value in ("True", "False"):
            return Value(ValueKind.BOOLEAN, span, node.value.lower())
        if is_none(node):
            return Value(ValueKind.NULL, span)
        refused = self.converter.refuses(node)
        if isinstance(node, cst.Dict):
            return self._object(span, self._elements(node), is_plain=is_plain, is_invalid=refused)
        if isinstance(node, cst.Call) and is_dict_call(self.kinds, node):
            return self._object(span, self._keywords(node), is_plain=is_plain, is_invalid=refused)
        if isinstance(node, ARRAYS):
            return Value(ValueKind.ARRAY, span, is_object=True, is_plain=is_plain, is_invalid_property=refused)
        if isinstance(node, FUNCTIONS):
            return Value(ValueKind.FUNCTION, span, is_plain=is_plain, is_invalid_property=True)
        kind = self.kinds.of(node)
        return Value(
            ValueKind.EXPRESSION,
            span,
            is_text=kind is Kind.TEXT,
            is_number=kind in NUMBERS and not self.kinds.may_be_none(node),
            is_plain=is_plain,
            may_be_missing=self.kinds.may_be_none(node),
            is_invalid_property=refused,
        )

    def read_through(self, node: cst.BaseExpression) -> Value:
        """Read one expression; a variable that shows what it holds is read as if that were written in its place."""
        if isinstance(node, cst.Name):
            entries = self.names.entries(node, self.program.span(node).start)
            if entries is not None and all(
                is_conditional or self._moves(value) for _, value, is_conditional in entries
            ):
                read = tuple(
                    replace(self._entry(key, value), is_conditional=is_conditional)
                    for key, value, is_conditional in entries
                )
                span = self.program.outer_span(node)
                return self._object(span, read, is_plain=True, is_invalid=False)
        return self.read(node)

    def _moves(self, node: cst.BaseExpression) -> bool:
        """Tell whether a value may be written at another place."""
        if isinstance(node, cst.Dict):
            return all(isinstance(one, cst.DictElement) and self._moves(one.value) for one in node.elements)
        return self.names.is_stable(node)

    def _object(self, span: Span, entries: tuple[Entry, ...], *, is_plain: bool, is_invalid: bool) -> Value:
        return Value(
            ValueKind.OBJECT,
            span,
            entries=entries,
            is_object=True,
            is_plain=is_plain,
            is_invalid_property=is_invalid,
            is_present=True,
        )

    def _elements(self, node: cst.Dict) -> tuple[Entry, ...]:
        entries = []
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                entries.append(self._entry(element.key, element.value))
            else:
                entries.append(Entry(self.program.span(element), self.read(element.value)))
        return tuple(entries)

    def _entry(self, key: cst.BaseExpression, value: cst.BaseExpression) -> Entry:
        key_span, inner = self.program.outer_span(key), self.read(value)
        text = literal_text(key)
        # A key and a value that are put together at another place have no span of their own.
        span = Span(key_span.start, inner.span.end) if key_span.end <= inner.span.start else key_span
        return Entry(
            span,
            inner,
            text,
            key_span,
            key_prefix="" if text is not None else self._start(key),
            has_text_key=self.kinds.of(key) is Kind.TEXT,
        )

    def _keywords(self, node: cst.Call) -> tuple[Entry, ...]:
        entries = []
        for argument in node.args:
            span, value = self.program.span(argument), self.read(argument.value)
            if argument.keyword is not None:
                entries.append(Entry(span, value, argument.keyword.value, self.program.span(argument.keyword)))
            else:
                entries.append(Entry(span, value))
        return tuple(entries)

    @staticmethod
    def _start(node: cst.BaseExpression) -> str:
        """The text that an f-string certainly begins with."""
        first = node.parts[0] if isinstance(node, cst.FormattedString) and node.parts else None
        return first.value if isinstance(first, cst.FormattedStringText) else ""


def number_text(node: cst.BaseExpression) -> str | None:
    """The text of a literal number with its sign; None for anything else."""
    if isinstance(node, (cst.Integer, cst.Float)):
        return node.value
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, (cst.Minus, cst.Plus)):
        inner = number_text(node.expression)
        return None if inner is None else ("-" if isinstance(node.operator, cst.Minus) else "") + inner
    return None
