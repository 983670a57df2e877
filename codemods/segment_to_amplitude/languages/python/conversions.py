"""What becomes of values that Segment's library turned into JSON by itself and Amplitude's refuses.

Segment:   dates as ISO text, Decimal as a number, sets and tuples as lists, bytes as text; the key
           of a UUID or a frozenset was left out.
Amplitude: takes text, numbers, booleans, None, enums, dicts, and lists of these without lists or None in them.
Source:    segment/analytics/utils.py clean(), amplitude/event.py is_validate_properties()
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.languages.python.kinds import HARMLESS, TIMES, Kind, Kinds
from segment_to_amplitude.languages.python.names import is_none
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.source.edits import Edit

CALLED = (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.SimpleString, cst.FormattedString)
"""Expressions that may be followed by a dot as they stand."""
SUSPECT = re.compile(
    r"(?:^|_)(?:at|on|date|datetime|time|timestamp|modified|created|updated|expires|expiry|expiration|deadline|birthday"
    r"|dob|uuid|guid|price|amount|total|cost|discount|balance|tax)$"
)
"""Names of what is mostly a datetime, a date, a Decimal or a UUID."""
LISTS = frozenset({Kind.LIST, Kind.TUPLE, Kind.SET, Kind.FROZEN_SET})


@dataclass(slots=True)
class Converted:
    """What a payload needs: edits; keys that cannot be helped, keys that were never sent, parts that do not show."""

    edits: list[Edit] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


class Converter:
    """Looks through the payloads of one file."""

    def __init__(self, program: Program, kinds: Kinds) -> None:
        self.program = program
        self.kinds = kinds

    def payload(self, node: cst.BaseExpression, before: int) -> Converted:
        """What properties or traits need that are read at an offset."""
        found = Converted()
        self._whole(node, before, found)
        return found

    def refuses(self, node: cst.BaseExpression) -> bool:
        """Tell whether Amplitude drops a value whatever is done to it."""
        found = Converted()
        self._value(node, "", found)
        return bool(found.refused)

    def _whole(self, node: cst.BaseExpression, before: int, found: Converted) -> None:
        if is_none(node):
            return
        match node:
            case cst.Dict():
                self._elements(node, found)
            case cst.Call() if is_dict_call(self.kinds, node):
                for argument in node.args:
                    if argument.keyword is not None:
                        self._value(argument.value, argument.keyword.value, found)
                    else:
                        found.hidden.append(self._text(argument.value))
            case cst.DictComp():
                self._value(node.value, "", found)
                if self.kinds.of(node.value) not in HARMLESS and not found.edits:
                    found.hidden.append(self._text(node))
            case cst.IfExp():
                self._whole(node.body, before, found)
                self._whole(node.orelse, before, found)
            case cst.BooleanOperation(operator=cst.Or()):
                self._whole(node.left, before, found)
                self._whole(node.right, before, found)
            case cst.Name() if (entries := self.kinds.names.entries(node, before)) is not None:
                inner = Converted()
                for key, value, _ in entries:
                    self._value(value, literal_text(key) or self._text(key), inner)
                found.hidden += inner.hidden
                if inner.edits or inner.refused:
                    found.hidden.append(node.value)
            case _:
                found.hidden.append(self._text(node))

    def _elements(self, node: cst.Dict, found: Converted) -> None:
        for element in node.elements:
            if not isinstance(element, cst.DictElement):
                found.hidden.append(self._text(element.value))
                continue
            key = literal_text(element.key)
            if self.kinds.of(element.key) not in (Kind.TEXT, Kind.UNKNOWN):
                found.refused.append(self._text(element.key))
            self._value(element.value, key if key is not None else self._text(element.key), found)

    def _value(self, node: cst.BaseExpression, key: str, found: Converted) -> None:
        if isinstance(node, cst.Dict):
            self._elements(node, found)
            return
        if isinstance(node, cst.IfExp):
            self._value(node.body, key, found)
            self._value(node.orelse, key, found)
            return
        kind = self.kinds.of(node)
        if kind is Kind.UNKNOWN and isinstance(node, cst.BooleanOperation):
            if any(self.kinds.of(side) not in (Kind.UNKNOWN, *HARMLESS, Kind.DICT) for side in (node.left, node.right)):
                found.hidden.append(key)
        elif kind in TIMES or kind is Kind.DATE:
            self._call_method(node, b".isoformat()", found)
        elif kind is Kind.BYTES:
            self._call_method(node, b".decode()", found)
        elif kind is Kind.DECIMAL:
            self._wrap(node, b"float(", found)
        elif kind is Kind.UUID:
            self._wrap(node, b"str(", found)
            found.unsent.append(key)
        elif kind is Kind.FUNCTION:
            found.refused.append(key)
        elif kind in LISTS:
            self._list(node, kind, key, found)
        elif kind is Kind.UNKNOWN and self._is_suspect(node):
            found.hidden.append(self._text(node))

    def _is_suspect(self, node: cst.BaseExpression) -> bool:
        """Tell whether a value is called as dates, amounts and UUIDs are."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return False
        return SUSPECT.search((node.attr if isinstance(node, cst.Attribute) else node).value) is not None

    def _list(self, node: cst.BaseExpression, kind: Kind, key: str, found: Converted) -> None:
        if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
            for element in node.elements:
                if not isinstance(element, cst.StarredElement):
                    self._item(element.value, key, found)
        elif isinstance(node, (cst.ListComp, cst.SetComp)):
            self._item(node.elt, key, found)
        if kind in (Kind.SET, Kind.FROZEN_SET):
            self._wrap(node, b"list(", found)
            if kind is Kind.FROZEN_SET:
                found.unsent.append(key)
        elif isinstance(node, cst.Tuple):
            self._brackets(node, found)
        elif kind is Kind.TUPLE:
            if isinstance(node, cst.Call) and self.kinds.names.qualified(node.func) == "tuple":
                span = self.program.span(node.func)
                found.edits.append(Edit(span.start, span.end, b"list"))
            else:
                self._wrap(node, b"list(", found)

    def _item(self, node: cst.BaseExpression, key: str, found: Converted) -> None:
        if isinstance(node, cst.IfExp):
            self._item(node.body, key, found)
            self._item(node.orelse, key, found)
        elif self.kinds.of(node) in LISTS or is_none(node):
            found.refused.append(key)
        else:
            self._value(node, key, found)

    def _brackets(self, node: cst.Tuple, found: Converted) -> None:
        """Write a tuple as a list; the comma of a tuple with one element goes."""
        span = self.program.span(node)
        before, after = len(node.lpar[-1:]), len(node.rpar[:1])
        if not before or not after:
            self._wrap(node, b"list((", found, b"))")
            return
        left = self.program.data.rfind(b"(", 0, span.start)
        right = self.program.data.find(b")", span.end)
        found.edits.append(Edit(left, left + 1, b"["))
        if len(node.elements) == 1 and b"\n" not in self.program.data[span.end : right]:
            end = self.program.outer_span(node.elements[0].value).end
            found.edits.append(Edit(end, right + 1, b"]"))
        else:
            found.edits.append(Edit(right, right + 1, b"]"))

    def _call_method(self, node: cst.BaseExpression, method: bytes, found: Converted) -> None:
        span = self.program.outer_span(node)
        is_called = bool(node.lpar) or (isinstance(node, CALLED))
        if self.kinds.may_be_none(node):
            text = self.program.data[span.start : span.end]
            opening, closing = (b"", b"") if is_called else (b"(", b")")
            found.edits.append(
                Edit(span.end, span.end, method + b" if " + opening + text + closing + b" is not None else None")
            )
            return
        if not is_called:
            found.edits.append(Edit(span.start, span.start, b"("))
            method = b")" + method
        found.edits.append(Edit(span.end, span.end, method))

    def _wrap(self, node: cst.BaseExpression, opening: bytes, found: Converted, closing: bytes = b")") -> None:
        span = self.program.outer_span(node)
        found.edits.append(Edit(span.start, span.start, opening))
        if self.kinds.may_be_none(node):
            closing += b" if " + self.program.data[span.start : span.end] + b" is not None else None"
        found.edits.append(Edit(span.end, span.end, closing))

    def _text(self, node: cst.BaseExpression) -> str:
        text = dotted(node) or " ".join(self.program.text(node).split())
        return text if len(text) <= 40 else text[:39] + "…"


def is_dict_call(kinds: Kinds, node: cst.BaseExpression) -> bool:
    """Tell whether an expression is a call of ``dict`` that shows its entries: keywords and unpacked dicts."""
    return (
        isinstance(node, cst.Call)
        and kinds.names.qualified(node.func) == "dict"
        and all(argument.keyword is not None or argument.star == "**" for argument in node.args)
    )
