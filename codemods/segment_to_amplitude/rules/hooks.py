"""Python hooks: functions of the user's own that say what a Segment call becomes, where data cannot.

A hook file is code that runs. It is loaded only from a path on the command line or in the user's own settings file,
never because it lies in the tree that is read.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from segment_to_amplitude.amplitude import calls as amplitude
from segment_to_amplitude.amplitude.calls import AmplitudeCall
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped, Refused, Rewritten
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import SegmentCall

METHODS = ("track", "identify", "page", "screen", "group", "alias", "reset", "flush")
AMPLITUDE_CALLS = (
    amplitude.SetUserId,
    amplitude.SetDeviceId,
    amplitude.Identify,
    amplitude.Track,
    amplitude.Revenue,
    amplitude.SetGroup,
    amplitude.GroupIdentify,
    amplitude.Reset,
    amplitude.Flush,
    amplitude.Shutdown,
    amplitude.SetOptOut,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The call is left as it is, because of what ``text`` says."""

    text: str
    suggestion: str | None = None


Answer: TypeAlias = AmplitudeCall | Iterable[AmplitudeCall] | Refusal | None
"""What a hook answers: calls in their order, a refusal, or None for no opinion."""
Hook = Callable[[SegmentCall, Settings], Answer]

_registered: list[tuple[str, Hook]] = []


def hook(method: str) -> Callable[[Hook], Hook]:
    """Register a function for a Segment method, such as ``track``; the first with an opinion decides."""
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method of Segment's; known are {', '.join(METHODS)}")

    def register(function: Hook) -> Hook:
        _registered.append((method, function))
        return function

    return register


@dataclass(slots=True)
class Hooks:
    """The hooks of a run, in the order of their files and of their places in them."""

    functions: tuple[tuple[str, Hook], ...]
    settings: Settings
    used: set[str] = field(default_factory=set)

    def answer(self, call: SegmentCall, path: str) -> Mapped | None:
        """Ask each hook of the call's method."""
        method = type(call).__name__.lower()
        for name, function in self.functions:
            if name != method:
                continue
            shown = f"{function.__module__}.{function.__name__}"
            try:
                answer = function(call, self.settings)
            except Exception as error:
                text = f"`{shown}` failed ({type(error).__name__}: {error})"
                return Refused(Reason("hook-refused", text))
            if answer is None:
                continue
            self.used.add(shown)
            if isinstance(answer, Refusal):
                return Refused(Reason("hook-refused", f"`{shown}`: {answer.text}", answer.suggestion))
            made = (answer,) if isinstance(answer, AMPLITUDE_CALLS) else answer
            listed = tuple(made) if isinstance(made, Iterable) else (made,)
            if not all(isinstance(one, AMPLITUDE_CALLS) for one in listed):
                return Refused(Reason("hook-refused", f"`{shown}` gave something that is no Amplitude call"))
            return Rewritten(listed, (Reason("hook-applied", f"`{shown}`"),))
        return None


def load_hooks(paths: Iterable[Path]) -> tuple[tuple[str, Hook], ...]:
    """Run hook files and collect what they register; raise with what is wrong and where."""
    found: list[tuple[str, Hook]] = []
    for path in paths:
        if not path.is_file():
            raise UserError(f"{path}: no such hook file; name a Python file")
        name = f"segment_to_amplitude_hooks_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise UserError(f"{path}: is no Python file; name one that ends in .py")
        _registered.clear()
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            line = _line_of(error, path)
            raise UserError(
                f"{path}:{line}:1: the hook file fails ({type(error).__name__}: {error}); mend it"
            ) from error
        if not _registered:
            raise UserError(f"{path}:1:1: registers no hook; decorate a function with @hook('track')")
        found += _registered
    _registered.clear()
    return tuple(found)


def _line_of(error: Exception, path: Path) -> int:
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return error.lineno
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


__all__ = ["Answer", "Hook", "Hooks", "Refusal", "amplitude", "calls", "hook", "load_hooks"]
