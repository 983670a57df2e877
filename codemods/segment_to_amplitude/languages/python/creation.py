"""How Segment's client is configured and made, and what of Amplitude's takes its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.amplitude.expressions import Expression, Flag, Not, Number, Text, Times
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.languages.python.setting_keys import is_settings
from segment_to_amplitude.mapping.keys import PLACEHOLDER, key_name
from segment_to_amplitude.mapping.load import Init, Load, map_load
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import python_sdk
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

PYTHON = Target("amplitude-analytics", keeps_identity=False, has_page=False)
CONFIG_NAMES = {
    "flushMaxRetries": "flush_max_retries",
    "flushQueueSize": "flush_queue_size",
    "flushIntervalMillis": "flush_interval_millis",
    "serverZone": "server_zone",
    "minIdLength": "min_id_length",
}
"""The parameters of Amplitude's ``Config`` by the names that the mapping gives them."""
ENVIRONMENT_READERS = frozenset({"getenv", "get", "env", "config", "environ", "str"})
"""Names of functions that are asked for a variable of the environment by its name."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of a client as it is written: its name and its value."""

    name: str
    value: cst.BaseExpression


@dataclass(frozen=True, slots=True)
class Made:
    """The creation of Amplitude's client, and what has to follow it."""

    parts: tuple[Part, ...]
    """``Amplitude(key, configuration=Config(…))``."""
    opt_out: tuple[Part, ...] = ()
    """The value that ``configuration.opt_out`` is to be given in a statement of its own; empty for none."""
    reasons: tuple[Reason, ...] = ()
    imports: frozenset[str] = frozenset({"Amplitude"})
    write_key: str | None = None


@dataclass(slots=True)
class Options:
    """The settings of one client, read from the arguments of ``Client`` or from assignments to the module."""

    write_key: cst.BaseExpression | None = None
    others: list[Option] = field(default_factory=list)
    unreadable: Reason | None = None


def options_of(call: cst.Call) -> Options:
    """Read the arguments of ``Client(…)``."""
    options = Options()
    names = iter(python_sdk.PARAMETERS)
    for argument in call.args:
        if argument.star:
            options.unreadable = Reason("arguments-spread")
            continue
        name = argument.keyword.value if argument.keyword is not None else next(names, "")
        if name == "write_key":
            options.write_key = argument.value
        else:
            options.others.append(Option(name, argument.value))
    return options


def created(program: Program, options: Options, settings: Settings, local: Mapping[str, str]) -> Made | Reason:
    """The call that makes Amplitude's client with the options that have a counterpart."""
    if options.unreadable is not None:
        return options.unreadable
    entries = tuple(
        Entry(program.span(one.value), value_of(program, one.value), one.name)
        for one in options.others
        if not is_default(one)
    )
    given = Value(ValueKind.OBJECT, Span(0, 0), entries=entries)
    init = map_load(Load("python", None, given), settings, PYTHON)
    if not isinstance(init, Init):
        return init
    parts: list[Part] = [
        f"{local.get('Amplitude', 'Amplitude')}(".encode(),
        *api_key(program, options.write_key, settings),
    ]
    imports = {"Amplitude"}
    config: list[Part] = []
    opt_out: list[Part] = []
    for name, expression in init.options:
        if name == "optOut":
            opt_out = written(program, expression)
        elif name in CONFIG_NAMES:
            config += [b", " if config else b"", f"{CONFIG_NAMES[name]}=".encode(), *written(program, expression)]
    if config:
        imports.add("Config")
        parts += [f", configuration={local.get('Config', 'Config')}(".encode(), *config, b")"]
    parts.append(b")")
    return Made(tuple(parts), tuple(opt_out), init.reasons, frozenset(imports), literal_text(options.write_key))


def api_key(program: Program, node: cst.BaseExpression | None, settings: Settings) -> list[Part]:
    """Amplitude's API key in the place of Segment's write key: variables get its name, literals give way."""
    if settings.init.api_key is not None and (node is None or literal_text(node) is not None or is_named_key(node)):
        return [quoted(program, settings.init.api_key, node)]
    if node is None or literal_text(node) is not None:
        return [quoted(program, PLACEHOLDER, node)]
    renamed = key_renames(program, node)
    span = program.outer_span(node)
    parts: list[Part] = []
    at = span.start
    for place, new in renamed:
        parts += [Span(at, place.start), new.encode()]
        at = place.end
    return [*parts, Span(at, span.end)]


def is_named_key(node: cst.BaseExpression) -> bool:
    """Tell whether a key is a variable of the settings or of the environment."""
    return isinstance(node, (cst.Attribute, cst.Subscript, cst.Call))


def key_renames(program: Program, node: cst.BaseExpression) -> list[tuple[Span, str]]:
    """The names in an expression that say where Segment's write key is kept, with Amplitude's names for them."""
    found: list[tuple[Span, str]] = []

    def rename(place: Span, name: str) -> None:
        if (name.isupper() or (name.islower() and "segment" in name)) and (new := key_name(name)) != name:
            found.append((place, new))

    match node:
        case cst.Attribute():
            if node.attr.value.isupper() or is_settings(node.value):
                rename(program.span(node.attr), node.attr.value)
        case cst.Name():
            if node.value.isupper() and node.value not in program.kept_keys:
                rename(program.span(node), node.value)
        case cst.Subscript():
            for element in node.slice:
                if isinstance(element.slice, cst.Index) and isinstance(element.slice.value, cst.SimpleString):
                    found += _in_string(program, element.slice.value)
        case cst.Call():
            name = (dotted(node.func) or "").rpartition(".")[2]
            arguments = node.args[1:2] if name == "getattr" else node.args[:1]
            if name in ENVIRONMENT_READERS or name == "getattr":
                for argument in arguments:
                    if isinstance(argument.value, cst.SimpleString):
                        found += _in_string(program, argument.value)
        case cst.BooleanOperation():
            found += [*key_renames(program, node.left), *key_renames(program, node.right)]
    return sorted(found, key=lambda one: one[0])


def _in_string(program: Program, node: cst.SimpleString) -> list[tuple[Span, str]]:
    name = literal_text(node) or ""
    if not name.isupper() or (new := key_name(name)) == name:
        return []
    span = program.span(node)
    start = span.start + len(node.prefix) + len(node.quote)
    return [(Span(start, start + len(name.encode())), new)]


def value_of(program: Program, node: cst.BaseExpression) -> Value:
    """A setting's value, as far as its literal shows."""
    span = program.outer_span(node)
    if (text := literal_text(node)) is not None:
        return Value(ValueKind.STRING, span, text, is_text=True)
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        return Value(ValueKind.BOOLEAN, span, node.value.lower())
    if isinstance(node, cst.Name) and node.value == "None":
        return Value(ValueKind.NULL, span)
    if isinstance(node, (cst.Integer, cst.Float)):
        return Value(ValueKind.NUMBER, span, node.value, is_number=True)
    return Value(ValueKind.EXPRESSION, span)


def is_default(option: Option) -> bool:
    """Tell whether an option is written with the value that it has anyhow."""
    if option.name not in python_sdk.DEFAULTS:
        return False
    default = python_sdk.DEFAULTS[option.name]
    node = option.value
    if isinstance(node, cst.Name):
        return node.value == str(default) and node.value in ("True", "False", "None")
    if isinstance(node, (cst.Integer, cst.Float)):
        return not isinstance(default, bool) and isinstance(default, (int, float)) and float(node.value) == default
    return literal_text(node) is not None and literal_text(node) == default


def written(program: Program, expression: Expression) -> list[Part]:
    """A value of the configuration as Python."""
    match expression:
        case Value():
            return [expression.span]
        case Flag():
            return [str(expression.on).encode()]
        case Number():
            return [str(expression.number).encode()]
        case Text():
            return [quoted(program, expression.text)]
        case Not():
            return [b"not ", *_operand(program, expression.value)]
        case Times(value=value, factor=factor):
            if value.kind is ValueKind.NUMBER and value.text is not None:
                return [str(round(float(value.text.replace("_", "")) * factor)).encode()]
            return [b"int(", *_operand(program, value), f" * {factor})".encode()]
        case _:
            raise TypeError(f"no configuration holds {type(expression).__name__}")


def _operand(program: Program, value: Value) -> list[Part]:
    text = program.data[value.span.start : value.span.end]
    is_simple = all(char.isalnum() or char in "_.()[]'\"" for char in text.decode())
    return [value.span] if is_simple else [b"(", value.span, b")"]


def quoted(program: Program, text: str, like: cst.CSTNode | None = None) -> bytes:
    """A string literal with the quotes of the one that it stands for, or those that the file prefers."""
    if isinstance(like, cst.SimpleString) and len(like.quote) == 1:
        return f"{like.quote}{text}{like.quote}".encode()
    data = program.data
    quote = "'" if data.count(b"'") > data.count(b'"') else '"'
    return f"{quote}{text}{quote}".encode()


def placed(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Parts without empty ones."""
    return tuple(part for part in parts if part != b"")
