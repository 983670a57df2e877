"""Where the client of an app is kept, and how other files get at it, where ``Analytics.with(…)`` needed no place."""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.languages.jvm.clients import Home
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.index import BODIES
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

FIELD = "amplitude"


@dataclass(frozen=True, slots=True)
class Reach:
    """The client of an app is a static member of a class, an object's member, or one of a Kotlin file's top level."""

    home: Home

    @property
    def shown(self) -> str:
        """How people read it."""
        owner = self.home.owner
        if owner is not None and owner.node.type == "companion_object" and owner.outer is not None:
            owner = owner.outer
        return f"{owner.name.rpartition('.')[2]}.{FIELD}" if owner is not None else FIELD

    def text(self, program: Program, names: FileNames) -> tuple[str, str | None] | None:
        """The client as a file writes it, with what it imports; None where it cannot get at it."""
        owner = self.home.owner
        if owner is None:
            if not program.is_kotlin:
                return None
            package = self.home.program.package
            is_near = package == program.package
            return FIELD, None if is_near else f"{package}.{FIELD}"
        holder = owner.outer if owner.node.type == "companion_object" and owner.outer is not None else owner
        if program is self.home.program and self._is_within_one_class():
            return FIELD, None
        name = names.local(holder.name)
        if holder.outer is not None:
            return f"{holder.name}.{FIELD}", None
        return f"{name}.{FIELD}", holder.name if names.needs_import(holder.name) else None

    def _is_within_one_class(self) -> bool:
        owner = self.home.owner
        classes = [one for one in self.home.program.root.named_children if one.type.endswith("_declaration")]
        is_alone = not any(one.type in ("function_declaration", "property_declaration") for one in classes)
        declared = [one for one in classes if one.type in ("class_declaration", "object_declaration")]
        return owner is not None and len(declared) == 1 and is_alone

    def declaration(self, client: str) -> Rewrite:
        """The place for the client."""
        program, owner = self.home.program, self.home.owner
        data = program.data
        newline = b"\r\n" if b"\r\n" in data else b"\n"
        if owner is None:
            last = program.imports[-1].node if program.imports else program.root.named_children[0]
            end = data.find(b"\n", last.end_byte - 1) + 1
            made = f"lateinit var {FIELD}: {client}".encode()
            return Rewrite(Span(end, end), (newline, made, newline))
        target = owner.companion or owner
        body = next(one for one in target.node.named_children if one.type in BODIES)
        indent = self._indent(body.start_byte)
        step = b"\t" if indent.startswith(b"\t") else b"    "
        opening = data.find(b"{", body.start_byte) + 1
        if not program.is_kotlin:
            made = f"public static {client} {FIELD};".encode()
            is_apart = data[opening:].startswith(newline * 2)
            return Rewrite(Span(opening, opening), (newline, indent, step, made, b"" if is_apart else newline))
        made = f"lateinit var {FIELD}: {client}".encode()
        if target.is_object:
            return Rewrite(Span(opening, opening), (newline, indent, step, made))
        closing = body.end_byte - 1
        line = program.document.line_start(closing)
        lines = (newline, indent, step, b"companion object {", newline, indent, step, step, made, newline)
        return Rewrite(Span(line, line), (*lines, indent, step, b"}", newline))

    def _indent(self, offset: int) -> bytes:
        program = self.home.program
        start = program.document.line_start(offset)
        line = program.data[start:]
        return line[: len(line) - len(line.lstrip(b" \t"))]
