"""The imports of a file: what classes are called in it, and how its list comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import Index
from segment_to_amplitude.languages.jvm.program import Import, Program
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

ALWAYS_THERE = frozenset({"java.lang", "kotlin", "kotlin.collections"})


class FileNames:
    """By which name a file calls a class that its new code needs."""

    def __init__(self, program: Program, index: Index) -> None:
        self.program = program
        self._taken: dict[str, str] = {}
        for one in program.imports:
            if not one.is_star and not segment.is_segment(one.name):
                self._taken[one.local] = one.name
        for name in index.file(program).classes:
            self._taken.setdefault(name.rpartition(".")[2], name)
        self._index = index

    def local(self, qualified: str) -> str:
        """The simple name, or the qualified one where the simple one means another class."""
        package, _, simple = qualified.rpartition(".")
        there = self._taken.get(simple)
        if there is None and package != self.program.package:
            own = f"{self.program.package}.{simple}" if self.program.package else simple
            there = own if self._index.class_named(own) is not None else None
        if there is not None and there != qualified:
            return qualified
        return simple

    def needs_import(self, qualified: str) -> bool:
        """Tell whether a class has to be imported to be called by its simple name."""
        package, _, simple = qualified.rpartition(".")
        if package == self.program.package or package in ALWAYS_THERE or self.local(qualified) != simple:
            return False
        for one in self.program.imports:
            if one.name == qualified and not one.is_star and one.alias is None:
                return False
            if one.is_star and not one.is_static and one.name == package:
                return False
        return True


@dataclass(slots=True)
class Settlement:
    """Imports to take away and to add."""

    program: Program
    gone: list[Import] = field(default_factory=list)
    added: set[str] = field(default_factory=set)

    def rewrites(self) -> list[Rewrite]:
        """The fewest lines that change: new imports stand in order where the list is in order."""
        if not self.gone and not self.added:
            return []
        lines = {id(one): self._line(one) for one in self.program.imports}
        if not lines:
            return [self._first_imports()]
        inserted = self._places(lines)
        places = frozenset(inserted)
        rewrites: list[Rewrite] = []
        for one in self.gone:
            span = lines[id(one)]
            text = inserted.pop(span.start, b"")
            whole = span if text else self._with_blank_line(span, lines, places)
            rewrites.append(Rewrite(whole, (text,) if text else ()))
        rewrites += [Rewrite(Span(at, at), (text,)) for at, text in inserted.items()]
        return rewrites

    @property
    def _newline(self) -> bytes:
        return b"\r\n" if b"\r\n" in self.program.data else b"\n"

    def _statement(self, name: str) -> bytes:
        end = b"" if self.program.is_kotlin else b";"
        return b"import " + name.encode() + end + self._newline

    def _line(self, one: Import) -> Span:
        data = self.program.data
        start = self.program.document.line_start(one.node.start_byte)
        end = data.find(b"\n", one.node.end_byte)
        if data[one.node.end_byte - 1 : one.node.end_byte] == b"\n":
            end = one.node.end_byte - 1
        return Span(start, end + 1 if end >= 0 else len(data))

    def _first_imports(self) -> Rewrite:
        """The first imports of a file stand below its package."""
        text = b"".join(self._statement(name) for name in sorted(self.added))
        for node in self.program.root.named_children:
            if node.type in ("package_header", "package_declaration"):
                end = self.program.data.find(b"\n", node.start_byte)
                at = end + 1 if end >= 0 else len(self.program.data)
                return Rewrite(Span(at, at), (self._newline, text))
        return Rewrite(Span(0, 0), (text, self._newline))

    def _places(self, lines: dict[int, Span]) -> dict[int, bytes]:
        """Where the new imports go, by offset."""
        block = self._block(lines)
        names = [one.name for one in block]
        is_sorted = names == sorted(names)
        found: dict[int, bytes] = {}
        for name in sorted(self.added):
            if (at := self._among_siblings(name, lines)) is not None:
                found[at] = found.get(at, b"") + self._statement(name)
                continue
            place = next((one for one in block if one.name > name), None) if is_sorted else None
            if place is None and not is_sorted:
                place = next((one for one in block if one in self.gone), None)
                place = place or next((one for one in block if segment.is_segment(one.name)), None)
            at = lines[id(place)].start if place is not None else lines[id(block[-1])].end
            found[at] = found.get(at, b"") + self._statement(name)
        return found

    def _among_siblings(self, name: str, lines: dict[int, Span]) -> int | None:
        """The place of an import among those of its package, where these stay and stand in order."""
        package = name.rpartition(".")[0]
        listed = [one for one in self.program.imports if not one.is_static and one not in self.gone]
        siblings = [one for one in listed if one.name.rpartition(".")[0] == package and not one.is_star]
        names = [one.name for one in siblings]
        if not siblings or names != sorted(names):
            return None
        following = next((one for one in siblings if one.name > name), None)
        return lines[id(following)].start if following is not None else lines[id(siblings[-1])].end

    def _block(self, lines: dict[int, Span]) -> list[Import]:
        """The imports that stand together with Segment's, without an empty line between them."""
        blocks: list[list[Import]] = []
        for one in self.program.imports:
            if blocks and lines[id(blocks[-1][-1])].end == lines[id(one)].start:
                blocks[-1].append(one)
            else:
                blocks.append([one])
        for block in blocks:
            if any(one in self.gone for one in block):
                return block
        for block in blocks:
            if any(one.name.startswith("com.") for one in block) or block is blocks[-1]:
                return block
        return blocks[-1]

    def _with_blank_line(self, span: Span, lines: dict[int, Span], places: frozenset[int]) -> Span:
        """A block of imports that goes as a whole, with none in its place, takes the empty line below it along."""
        data = self.program.data
        gone = {id(one) for one in self.gone}
        before = [one for one in self.program.imports if lines[id(one)].end == span.start]
        after = [one for one in self.program.imports if lines[id(one)].start == span.end]
        if after or any(id(one) not in gone for one in before):
            return span
        first = span.start
        while (one := next((one for one in self.program.imports if lines[id(one)].end == first), None)) is not None:
            if id(one) not in gone:
                return span
            first = lines[id(one)].start
        above = data[:first]
        if any(first <= at <= span.end for at in places):
            return span
        if above.endswith((b"\n\n", b"\n\r\n")) and (match := _blank_line(data, span.end)):
            return Span(span.start, match)
        return span


def _blank_line(data: bytes, at: int) -> int | None:
    end = data.find(b"\n", at)
    return end + 1 if end >= 0 and not data[at:end].strip() else None
