"""Dotted names in strings, as ``patch("app.events.analytics.track")`` takes them, that lead to Segment's SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from segment_to_amplitude.languages.python.meaning import Kind, Meaning, OwnModule
from segment_to_amplitude.languages.python.program import Program, dotted, literal_text
from segment_to_amplitude.languages.python.workspace import Workspace
from segment_to_amplitude.source.span import Span

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
SDK_STRING = re.compile(rb"['\"](?:segment\.)?analytics\.")
PATCHER_NAMES = frozenset({"patch", "setattr", "delattr", "spy", "stub", "object", "dict", "multiple"})


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """One string: its parts with what each stands for, and the last one's meaning."""

    program: Program
    node: cst.SimpleString
    parts: tuple[str, ...]
    chain: tuple[object, ...]
    meaning: Meaning

    @property
    def is_direct(self) -> bool:
        """Tell whether the string starts from Segment's own module."""
        return not any(isinstance(one, OwnModule) for one in self.chain)

    @property
    def span(self) -> Span:
        """The text between the quotes."""
        start = self.program.span(self.node).start + len(self.node.prefix) + len(self.node.quote)
        return Span(start, start + len(".".join(self.parts).encode()))


def find_named(workspace: Workspace) -> Iterator[Named]:
    """All strings of the project that name a part of Segment's SDK by dots."""
    words = _words(workspace)
    paths = {path for path, data in workspace.sources.matching.items() if SDK_STRING.search(data)}
    if words:
        paths |= {path for path, data in workspace.sources.holding(words) if _holds_quoted(data, words)}
    for path in sorted(paths):
        program = workspace.program(path)
        if program is not None:
            yield from _in_program(workspace, program)


def _words(workspace: Workspace) -> set[bytes]:
    """The ends of dotted names by which a client or Segment's module is reached in a module."""
    words: set[bytes] = set()
    for name, homes in workspace.carriers.items():
        for home in homes:
            stem = re.sub(r"(/__init__)?\.pyi?$", "", home).rpartition("/")[2]
            words.add(f".{name.lstrip('.')}".encode() if name.startswith(".") else f"{stem}.{name}".encode())
    return words


def _holds_quoted(data: bytes, words: set[bytes]) -> bool:
    return any(re.search(rb"['\"][\w.]*" + re.escape(word) + rb"\b[\w.]*['\"]", data) for word in words)


def _in_program(workspace: Workspace, program: Program) -> Iterator[Named]:
    for node in program.nodes:
        if not isinstance(node, cst.SimpleString):
            continue
        text = literal_text(node)
        if text is None or DOTTED.match(text) is None:
            continue
        chain = workspace.dotted(program.path, text)
        last = chain[-1] if chain and len(chain) == text.count(".") + 1 else None
        if not isinstance(last, Meaning):
            continue
        found = Named(program, node, tuple(text.split(".")), tuple(chain), last)
        if found.is_direct and not _is_patched(program, node):
            continue
        yield found


def _is_patched(program: Program, node: cst.CSTNode) -> bool:
    """Tell whether a string is the first argument of a call that puts a stand-in in some place."""
    argument = program.parent(node)
    call = program.parent(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or call.args[0] is not argument:
        return False
    return (dotted(call.func) or "").rpartition(".")[2] in PATCHER_NAMES


def is_method(meaning: Meaning) -> bool:
    """Tell whether a string names a method."""
    return meaning.kind is Kind.METHOD or (meaning.kind is Kind.OTHER and "." not in meaning.name)
