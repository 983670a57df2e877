"""Read ``call: trackEvent($EVENT, { key: $X }, $$$REST)`` and ``means: track(event: $EVENT)``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from segment_to_amplitude.segment.wrappers import MEANINGS, TEXTS, Parameter

NAME = re.compile(r"[A-Za-z_$#][\w$]*")
CAPTURE = re.compile(r"\$(?:\$\$)?[A-Z_][A-Z0-9_]*")
PATH = re.compile(r"(?:\.[A-Za-z_]\w*)+")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


class SignatureError(ValueError):
    """A text is no call of the form that is due; ``column`` counts from 0 in the text."""

    def __init__(self, text: str, column: int) -> None:
        self.column = column
        super().__init__(text)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def takes(self, token: str) -> bool:
        self.skip()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def needs(self, token: str) -> None:
        if not self.takes(token):
            found = self.text[self.at : self.at + 1] or "the end"
            raise SignatureError(f"`{token}` is due, not `{found}`", self.at)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.skip()
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def ends(self) -> None:
        self.skip()
        if self.at < len(self.text):
            raise SignatureError(f"nothing is due after the call, but `{self.text[self.at :]}` follows", self.at)


def read_steps(text: str) -> tuple[str, ...]:
    """Read the name of a client: ``analytics``, ``services.analytics``, ``getAnalytics()``."""
    reader = _Reader(text)
    steps = _steps(reader)
    reader.ends()
    return tuple(steps)


def _steps(reader: _Reader) -> list[str]:
    steps: list[str] = []
    while True:
        found = reader.match(NAME)
        if found is None or CAPTURE.fullmatch(found[0]):
            raise SignatureError("a name is due", reader.at)
        steps.append(found[0])
        before = reader.at
        if reader.takes("(") and reader.takes(")"):
            steps[-1] += "()"
        else:
            reader.at = before
        if not (reader.takes("?.") or reader.takes(".")):
            return steps


def read_call(text: str) -> tuple[tuple[str, ...], tuple[Parameter, ...]]:
    """Read the call of a wrapper: the steps to the function, and its parameters."""
    reader = _Reader(text)
    steps = _steps(reader)
    if steps[-1].endswith("()"):
        steps[-1] = steps[-1][:-2]
        reader.ends()
        return tuple(steps), ()
    reader.needs("(")
    parameters: list[Parameter] = []
    known: set[str] = set()
    while not reader.takes(")"):
        start = reader.at
        parameter = _parameter(reader)
        for capture in filter(None, (parameter.capture, *(name for _, name in parameter.keys))):
            if capture in known:
                raise SignatureError(f"`{capture}` stands twice", start)
            known.add(capture)
        if parameters and parameters[-1].is_rest:
            raise SignatureError("nothing may follow the rest", start)
        parameters.append(parameter)
        if not reader.takes(","):
            reader.needs(")")
            break
    reader.ends()
    return tuple(steps), tuple(parameters)


def _parameter(reader: _Reader) -> Parameter:
    if reader.takes("{"):
        keys: list[tuple[str, str]] = []
        while not reader.takes("}"):
            name = reader.match(NAME)
            if name is None:
                raise SignatureError("a key is due", reader.at)
            reader.needs(":")
            keys.append((name[0], _capture(reader)))
            if not reader.takes(","):
                reader.needs("}")
                break
        return Parameter(keys=tuple(keys))
    before = reader.at
    name = reader.match(NAME)
    label: str | None = None
    if name is not None and not name[0].startswith("$"):
        if not (reader.takes(":") or reader.takes("=")):
            raise SignatureError(f"`{name[0]}` is no capture; write `${name[0].upper()}`", before)
        label = name[0]
    else:
        reader.at = before
    capture = _capture(reader)
    if capture.startswith("$$$"):
        return Parameter(capture, is_rest=True)
    default: str | None = None
    if reader.takes("="):
        if (quoted := reader.match(QUOTED)) is not None:
            default = _text(quoted)
        elif not (reader.takes("{}") or reader.takes("null") or reader.takes("undefined") or reader.takes("None")):
            raise SignatureError("a default is a text in quotes, `{}`, or nothing", reader.at)
    return Parameter(None if capture == "$_" else capture, label, default)


def _capture(reader: _Reader) -> str:
    found = reader.match(CAPTURE)
    if found is None:
        raise SignatureError("a capture such as `$EVENT` is due", reader.at)
    return found[0]


def _text(quoted: re.Match[str]) -> str:
    body = quoted[1] if quoted[1] is not None else quoted[2]
    return re.sub(r"\\(.)", r"\1", body)


def read_means(text: str, parameters: tuple[Parameter, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Read what a wrapper means: the method, and for each name a capture, or a text after a ``'``."""
    reader = _Reader(text)
    reader.skip()
    start = reader.at
    method = reader.match(NAME)
    if method is None or method[0] not in MEANINGS:
        found_here = method[0] if method is not None else reader.text[reader.at : reader.at + 1]
        raise SignatureError(f"`{found_here}` is no method of Segment's; {_advice(found_here, MEANINGS)}", start)
    known = MEANINGS[method[0]]
    captures = {one.capture for one in parameters if not one.is_rest} | {
        name for one in parameters for _, name in one.keys
    }
    found: dict[str, str] = {}
    reader.needs("(")
    while not reader.takes(")"):
        reader.skip()
        at = reader.at
        name = reader.match(NAME)
        if name is None or name[0] not in known:
            shown = name[0] if name is not None else reader.text[at : at + 1]
            raise SignatureError(f"`{method[0]}` is given no `{shown}`; {_advice(shown, known)}", at)
        if name[0] in found:
            raise SignatureError(f"`{name[0]}` stands twice", at)
        if not reader.takes(":"):
            reader.needs("=")
        reader.skip()
        at = reader.at
        if (quoted := reader.match(QUOTED)) is not None:
            if name[0] not in TEXTS:
                raise SignatureError(f"`{name[0]}` takes a capture, not a text", at)
            found[name[0]] = f"'{_text(quoted)}"
        else:
            capture = _capture(reader)
            if capture not in captures:
                raise SignatureError(
                    f"`call` captures no `{capture}`; {_advice(capture, (one for one in captures if one))}", at
                )
            if (path := reader.match(PATH)) is not None:
                capture += path[0]
            found[name[0]] = capture
        if not reader.takes(","):
            reader.needs(")")
            break
    reader.ends()
    return method[0], tuple(found.items())


def _advice(name: str, known: Iterable[str]) -> str:
    names = list(known)
    folded = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    close = get_close_matches(folded, [one.lower() for one in names], 1)
    if close:
        return f"did you mean `{next(one for one in names if one.lower() == close[0])}`?"
    return f"known are {', '.join(sorted(names))}" if names else "it takes nothing"
