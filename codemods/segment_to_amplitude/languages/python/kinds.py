"""What sort of value an expression certainly gives when the program runs."""

from __future__ import annotations

from enum import Enum, auto

import libcst as cst

from segment_to_amplitude.languages.python.names import Names, is_none
from segment_to_amplitude.languages.python.program import dotted

DEPTH = 12


class Kind(Enum):
    """A type of Python, as far as the two libraries treat it in a way of its own."""

    UNKNOWN = auto()
    TEXT = auto()
    BYTES = auto()
    INT = auto()
    FLOAT = auto()
    BOOL = auto()
    NONE = auto()
    NOW = auto()
    """The local time of the call, without a zone."""
    NAIVE = auto()
    AWARE = auto()
    TIME = auto()
    """A datetime that may or may not have a zone."""
    DATE = auto()
    DECIMAL = auto()
    UUID = auto()
    SET = auto()
    FROZEN_SET = auto()
    """A set that Segment's library does not know: it left the key out."""
    TUPLE = auto()
    LIST = auto()
    DICT = auto()
    FUNCTION = auto()


TIMES = frozenset({Kind.NOW, Kind.NAIVE, Kind.AWARE, Kind.TIME})
NUMBERS = frozenset({Kind.INT, Kind.FLOAT})
HARMLESS = frozenset({Kind.TEXT, Kind.INT, Kind.FLOAT, Kind.BOOL, Kind.NONE})

CALLS = {
    "str": Kind.TEXT,
    "repr": Kind.TEXT,
    "hex": Kind.TEXT,
    "format": Kind.TEXT,
    "json.dumps": Kind.TEXT,
    "int": Kind.INT,
    "len": Kind.INT,
    "hash": Kind.INT,
    "float": Kind.FLOAT,
    "time.time": Kind.FLOAT,
    "bool": Kind.BOOL,
    "isinstance": Kind.BOOL,
    "bytes": Kind.BYTES,
    "set": Kind.SET,
    "frozenset": Kind.FROZEN_SET,
    "tuple": Kind.TUPLE,
    "list": Kind.LIST,
    "sorted": Kind.LIST,
    "dict": Kind.DICT,
    "datetime.datetime.utcnow": Kind.NAIVE,
    "datetime.datetime.today": Kind.NOW,
    "datetime.datetime.fromisoformat": Kind.TIME,
    "datetime.datetime.strptime": Kind.TIME,
    "datetime.datetime.combine": Kind.TIME,
    "datetime.date": Kind.DATE,
    "datetime.date.today": Kind.DATE,
    "datetime.date.fromisoformat": Kind.DATE,
    "django.utils.timezone.now": Kind.AWARE,
    "django.utils.timezone.localtime": Kind.AWARE,
    "django.utils.timezone.localdate": Kind.DATE,
    "decimal.Decimal": Kind.DECIMAL,
    "uuid.UUID": Kind.UUID,
    "uuid.uuid1": Kind.UUID,
    "uuid.uuid3": Kind.UUID,
    "uuid.uuid4": Kind.UUID,
    "uuid.uuid5": Kind.UUID,
}
ZONED = {"datetime.datetime.now": (0, Kind.NOW), "datetime.datetime.fromtimestamp": (1, Kind.NAIVE)}
"""Calls that take a zone at a position or as ``tz``, with what they give without one."""
ANNOTATIONS = {
    "str": Kind.TEXT,
    "int": Kind.INT,
    "float": Kind.FLOAT,
    "bool": Kind.BOOL,
    "bytes": Kind.BYTES,
    "set": Kind.SET,
    "frozenset": Kind.FROZEN_SET,
    "typing.Set": Kind.SET,
    "typing.FrozenSet": Kind.FROZEN_SET,
    "tuple": Kind.TUPLE,
    "typing.Tuple": Kind.TUPLE,
    "list": Kind.LIST,
    "typing.List": Kind.LIST,
    "dict": Kind.DICT,
    "typing.Dict": Kind.DICT,
    "datetime.datetime": Kind.TIME,
    "datetime.date": Kind.DATE,
    "decimal.Decimal": Kind.DECIMAL,
    "uuid.UUID": Kind.UUID,
    "typing.Callable": Kind.FUNCTION,
    "collections.abc.Callable": Kind.FUNCTION,
}
TEXT_METHODS = frozenset(
    ["format", "join", "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "replace"]
)
PLAIN_CALLS = frozenset({"str", "int", "float", "bool", "len", "decimal.Decimal", "datetime.date", "uuid.UUID"})
"""Calls that do nothing but give a value, the same one each time."""


class Kinds:
    """Tells kinds of expressions of one file."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._depth = 0

    def of(self, node: cst.CSTNode | None) -> Kind:
        """The kind of an expression's value; names are followed to their annotation or only assignment."""
        if node is None or self._depth > DEPTH:
            return Kind.UNKNOWN
        self._depth += 1
        try:
            return self._of(node)
        finally:
            self._depth -= 1

    def _of(self, node: cst.CSTNode) -> Kind:
        match node:
            case cst.SimpleString() | cst.ConcatenatedString():
                return Kind.BYTES if isinstance(node.evaluated_value, bytes) else Kind.TEXT
            case cst.FormattedString():
                return Kind.TEXT
            case cst.Integer():
                return Kind.INT
            case cst.Float():
                return Kind.FLOAT
            case cst.Dict() | cst.DictComp():
                return Kind.DICT
            case cst.List() | cst.ListComp():
                return Kind.LIST
            case cst.Set() | cst.SetComp():
                return Kind.SET
            case cst.Tuple():
                return Kind.TUPLE
            case cst.Lambda() | cst.GeneratorExp():
                return Kind.FUNCTION
            case cst.Comparison():
                return Kind.BOOL
            case cst.UnaryOperation():
                if isinstance(node.operator, cst.Not):
                    return Kind.BOOL
                inner = self.of(node.expression)
                return inner if inner in NUMBERS else Kind.UNKNOWN
            case cst.NamedExpr():
                return self.of(node.value)
            case cst.IfExp():
                return self._either(node.body, node.orelse)
            case cst.BooleanOperation():
                return self._either(node.left, node.right)
            case cst.BinaryOperation():
                return self._operation(node)
            case cst.Call():
                return self._call(node)
            case cst.Attribute():
                return Kind.TEXT if node.attr.value == "hex" and self.of(node.value) is Kind.UUID else Kind.UNKNOWN
            case cst.Subscript():
                return Kind.TEXT if self.names.qualified(node.value) == "os.environ" else Kind.UNKNOWN
            case cst.Name():
                return self._name(node)
        return Kind.UNKNOWN

    def may_be_none(self, node: cst.CSTNode | None) -> bool:
        """Tell whether it shows that a value can be None."""
        match node:
            case cst.Name():
                if is_none(node):
                    return True
                annotation = self.names.annotation(node)
                if annotation is not None:
                    return annotation.may_be_none
                value = self.names.value(node)
                return value is not None and not isinstance(value, cst.Name) and self.may_be_none(value)
            case cst.IfExp():
                return self.may_be_none(node.body) or self.may_be_none(node.orelse)
            case cst.BooleanOperation():
                return self.may_be_none(node.right)
            case cst.Call():
                is_get = isinstance(node.func, cst.Attribute) and node.func.attr.value == "get"
                is_variable = self.names.qualified(node.func) == "os.getenv"
                return (is_get or is_variable) and len(node.args) == 1
        return False

    def is_plain(self, node: cst.CSTNode) -> bool:
        """Tell whether evaluating an expression twice, or not at all, changes nothing."""
        if isinstance(node, cst.Call):
            name = self.names.qualified(node.func)
            is_method = isinstance(node.func, cst.Attribute) and self.of(node.func.value) is not Kind.UNKNOWN
            if name not in PLAIN_CALLS and not is_method:
                return False
        if isinstance(node, (cst.Await, cst.Yield, cst.NamedExpr, cst.GeneratorExp)):
            return False
        if isinstance(node, cst.Lambda):
            return True
        return all(self.is_plain(child) for child in node.children)

    def _either(self, *nodes: cst.BaseExpression) -> Kind:
        kinds = {self.of(node) for node in nodes}
        if len(kinds) == 1:
            return kinds.pop()
        return Kind.TIME if kinds <= TIMES else Kind.UNKNOWN

    def _operation(self, node: cst.BinaryOperation) -> Kind:
        left, right = self.of(node.left), self.of(node.right)
        if isinstance(node.operator, cst.Add) and Kind.TEXT in (left, right):
            return Kind.TEXT
        if isinstance(node.operator, cst.Modulo) and left is Kind.TEXT:
            return Kind.TEXT
        if isinstance(node.operator, (cst.Add, cst.Subtract)) and left in (*TIMES, Kind.DATE):
            is_span = isinstance(node.right, cst.Call) and self.names.qualified(node.right.func) == "datetime.timedelta"
            moved = Kind.NAIVE if left is Kind.NOW else left
            return moved if is_span else Kind.UNKNOWN
        if isinstance(node.operator, cst.Divide) and {left, right} <= NUMBERS:
            return Kind.FLOAT
        is_sum = isinstance(node.operator, (cst.Add, cst.Subtract, cst.Multiply))
        if is_sum and {left, right} <= NUMBERS:
            return Kind.FLOAT if Kind.FLOAT in (left, right) else Kind.INT
        return Kind.UNKNOWN

    def _call(self, node: cst.Call) -> Kind:
        name = self.names.qualified(node.func)
        if name in CALLS:
            return CALLS[name]
        if name in ZONED:
            position, without = ZONED[name]
            return self._zoned(node, position, "tz", without)
        if name == "datetime.datetime":
            return self._zoned(node, 7, "tzinfo", Kind.NAIVE)
        if name == "round":
            return Kind.INT if len(node.args) == 1 else self.of(node.args[0].value)
        if isinstance(node.func, cst.Attribute):
            return self._method(node, self.of(node.func.value), node.func.attr.value)
        return Kind.UNKNOWN

    def _zoned(self, node: cst.Call, position: int, keyword: str, without: Kind) -> Kind:
        given = [one for one in node.args if one.keyword is not None and one.keyword.value == keyword]
        positional = [one for one in node.args if one.keyword is None and not one.star]
        given += positional[position : position + 1]
        if any(one.star for one in node.args):
            return Kind.TIME
        if not given or is_none(given[0].value):
            return without
        return Kind.AWARE if not self.may_be_none(given[0].value) else Kind.TIME

    def _method(self, node: cst.Call, receiver: Kind, method: str) -> Kind:
        if receiver is Kind.TEXT and method in TEXT_METHODS:
            return Kind.TEXT
        if receiver is Kind.BYTES and method in ("decode", "hex"):
            return Kind.TEXT
        if receiver in (*TIMES, Kind.DATE) and method in ("isoformat", "strftime"):
            return Kind.TEXT
        if receiver in TIMES:
            if method == "astimezone":
                return Kind.AWARE
            if method == "replace":
                return self._zoned(node, 7, "tzinfo", receiver if receiver is not Kind.NOW else Kind.NAIVE)
            if method == "date":
                return Kind.DATE
            if method == "timestamp":
                return Kind.FLOAT
        if receiver is Kind.DECIMAL and method in ("quantize", "normalize", "copy_abs"):
            return Kind.DECIMAL
        return Kind.UNKNOWN

    def _name(self, node: cst.Name) -> Kind:
        if node.value in ("True", "False"):
            return Kind.BOOL
        if is_none(node):
            return Kind.NONE
        annotation = self.names.annotation(node)
        if annotation is not None and annotation.annotation is not None:
            said = annotation.annotation
            if isinstance(said, cst.SimpleString) and isinstance(said.evaluated_value, str):
                return ANNOTATIONS.get(said.evaluated_value, Kind.UNKNOWN)
            whole = said.value if isinstance(said, cst.Subscript) else said
            name = self.names.qualified(whole) or dotted(whole) or ""
            return ANNOTATIONS.get(name, Kind.UNKNOWN)
        value = self.names.value(node)
        return self.of(value) if value is not None else Kind.UNKNOWN
