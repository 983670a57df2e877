"""Values without a language, and what a mapping answers as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segment_to_amplitude.amplitude import expressions
from segment_to_amplitude.amplitude.calls import AmplitudeCall
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped, Refused
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

_texts: dict[Span, str] = {}


@dataclass(frozen=True)
class Code:
    """An expression, or with ``parameters`` a function."""

    text: str
    parameters: int | None = None
    is_text: bool = False
    is_number: bool = False
    is_plain: bool = True
    is_empty: bool = False


Plain = str | int | float | bool | None | Mapping[str, "Plain"] | list["Plain"] | Code
UNDEFINED = Code("undefined")
SPREAD = "..."


def value(plain: Plain) -> Value:
    """Make a value; each has a span of its own."""
    text = plain.text if isinstance(plain, Code) else repr(plain)
    span = Span(1000 * len(_texts), 1000 * len(_texts) + len(text))
    _texts[span] = text
    match plain:
        case Code("undefined"):
            return Value(ValueKind.UNDEFINED, span)
        case Code(parameters=int(count)):
            return Value(ValueKind.FUNCTION, span, parameters=count, is_empty_function=plain.is_empty)
        case Code():
            return Value(
                ValueKind.EXPRESSION, span, is_text=plain.is_text, is_number=plain.is_number, is_plain=plain.is_plain
            )
        case None:
            return Value(ValueKind.NULL, span)
        case bool():
            return Value(ValueKind.BOOLEAN, span, str(plain).lower())
        case str():
            return Value(ValueKind.STRING, span, plain, is_text=True)
        case int() | float():
            return Value(ValueKind.NUMBER, span, str(plain), is_number=True)
        case list():
            is_invalid = any(one is None or isinstance(one, bool) for one in plain)
            return Value(ValueKind.ARRAY, span, is_object=True, is_invalid_property=is_invalid)
    entries = tuple(entry(key, inner) for key, inner in plain.items())
    is_invalid = any(one.value.is_nothing or one.value.is_invalid_property for one in entries)
    is_plain = all(one.value.is_plain for one in entries)
    return Value(
        ValueKind.OBJECT, span, entries=entries, is_object=True, is_plain=is_plain, is_invalid_property=is_invalid
    )


def entry(key: str, plain: Plain) -> Entry:
    """Make an entry; ``...`` spreads."""
    inner = value(plain)
    return Entry(inner.span, inner) if key == SPREAD else Entry(inner.span, inner, key, inner.span)


def maybe(plain: Plain) -> Value | None:
    """Make a value, or none of None."""
    return None if plain is None else value(plain)


def told(mapped: Mapped) -> str:
    """Say what a mapping answers: ``code, code: call; call``, or ``manual code``."""
    if isinstance(mapped, Refused):
        return f"manual {mapped.reason.code}"
    codes = ", ".join(reason.code for reason in mapped.reasons)
    calls = "; ".join(call_text(call) for call in mapped.calls)
    return f"{codes}: {calls}" if codes else calls


def call_text(call: AmplitudeCall) -> str:
    """Write a call with its fields."""
    fields = [getattr(call, name) for name in call.__dataclass_fields__]
    return f"{type(call).__name__}({', '.join(text(field) for field in fields if field not in ((), None))})"


def text(thing: object) -> str:
    """Write an expression, operations, or event options."""
    match thing:
        case Value():
            return _texts[thing.span]
        case expressions.Text(inner):
            return f"+{inner!r}"
        case expressions.Joined(parts):
            return "+`" + "".join(part if isinstance(part, str) else f"${{{text(part)}}}" for part in parts) + "`"
        case expressions.AsText(inner):
            return f"String({text(inner)})"
        case expressions.Milliseconds(inner):
            return f"ms({text(inner)})"
        case expressions.PageContext(name):
            return f"page.{name}"
        case expressions.Times(inner, factor):
            return f"{text(inner)} * {factor}"
        case expressions.Not(inner):
            return f"!{text(inner)}"
        case expressions.Exported(name):
            return name
        case expressions.Flag(on):
            return str(on).lower()
        case expressions.Number(number):
            return str(number)
        case expressions.Undefined():
            return "undefined"
        case expressions.Dictionary():
            base = [f"...{text(thing.base)}"] if thing.base is not None else []
            without = [f"-{name}" for name in sorted(thing.without)]
            return "{" + ", ".join([*pairs(thing.before), *base, *without, *pairs(thing.after)]) + "}"
        case expressions.Operations():
            if thing.whole is not None:
                return f"each {text(thing.whole)}"
            return (
                " ".join(
                    f".{step.verb}({', '.join([step.entry.key or '…', *([text(step.value)] if step.value else [])])})"
                    for step in thing.steps
                )
                or "nothing"
            )
        case tuple():
            return "{" + ", ".join(pairs(thing)) + "}"
    return str(thing)


def pairs(fields: tuple[tuple[str, object], ...]) -> list[str]:
    """Write names with their values."""
    return [f"{name}: {text(inner)}" for name, inner in fields]


def reasons_text(reasons: tuple[Reason, ...]) -> list[str]:
    """Write reasons with what is particular to them."""
    return [f"{reason.code} {reason.detail}".strip() for reason in reasons]
