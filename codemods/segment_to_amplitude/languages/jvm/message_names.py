"""What the variables are called that hold an event where they held the builder of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.source.rewrite import Rewrite

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset({
    "method_declaration", "constructor_declaration", "function_declaration", "secondary_constructor",
    "static_initializer", "anonymous_initializer",
})  # fmt: skip
NAMED_BUILDER = re.compile(r"^(?:(\w*?)(?:[mM]essage|[eE]vent)?B|b)uilder$")


class MessageNames:
    """Names of the variables of a project; each is decided once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int], bytes] = {}
        self._made: dict[tuple[str, int], str] = {}

    def of(self, declaration: Declaration) -> bytes:
        """What a variable is called that holds an event: one that is called a builder is called an event."""
        if declaration.key not in self._names:
            self._names[declaration.key] = self._named(declaration).encode()
        return self._names[declaration.key]

    def _named(self, declaration: Declaration) -> str:
        old, program = declaration.name, declaration.program
        match = NAMED_BUILDER.match(old)
        is_local = declaration.kind == "variable" or (declaration.kind == "parameter" and not program.is_kotlin)
        if match is None or not is_local:
            return old
        around = program.within(declaration.node, *FUNCTIONS) or program.root
        text = program.data[around.start_byte : around.end_byte].decode("utf-8", "replace")
        before = program.data[: around.start_byte].rstrip()
        if declaration.kind == "parameter" and before.endswith(b"*/"):
            comment = before[before.rfind(b"/**") :].decode("utf-8", "replace")
            if re.search(rf"@param\s+{re.escape(old)}\b", comment):
                return old
        wanted = [f"{match[1]}Event"] if match[1] else ["event", "message"]
        free = (name for name in wanted if re.search(rf"(?<![.\w]){name}\b(?!\()", text) is None)
        return next((name for name in free if not self._shares(declaration, name)), old)

    def _shares(self, declaration: Declaration, new: str) -> bool:
        """Tell whether another variable of the function is called the new name."""
        program = declaration.program
        around = program.within(declaration.node, *FUNCTIONS) or program.root
        return any(
            name == new.encode() and path == program.path and around.start_byte <= start < around.end_byte
            for (path, start), name in self._names.items()
            if start != declaration.node.start_byte
        )

    def within(self, program: Program, start: int, end: int) -> Iterator[str]:
        """The names of the variables that are renamed in a range, and of those that are made there."""
        for (path, place), name in list(self._names.items()):
            if path == program.path and start <= place < end:
                yield name.decode()
        for (path, place), text in list(self._made.items()):
            if path == program.path and start <= place < end:
                yield text

    def made(self, program: Program, start: int, wanted: Callable[[], str]) -> bytes:
        """The variable that is made for what stands at an offset."""
        key = (program.path, start)
        if key not in self._made:
            self._made[key] = wanted()
        return self._made[key].encode()

    def renamed(self, program: Program, node: Node, kind: str = "variable") -> list[Rewrite]:
        """Give a declared variable its new name."""
        name = self.of(Declaration(program, node, kind))
        return [Rewrite(program.span(node), (name,))] if name != node.text else []
