"""The dependencies in a setup.cfg, and in a setup.py by its string literals: it is never run.

Sources: setuptools.pypa.io userguide/declarative_config and references/keywords; docs.python.org configparser.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from segment_to_amplitude.manifests.element_edits import after_element, lines, whole_line, without_element
from segment_to_amplitude.manifests.python_requirement import (
    NAMES_SEGMENT,
    PythonDependency,
    Requirement,
    UnreadableManifest,
    normalise,
    read_requirement,
    rewritten,
)
from segment_to_amplitude.source.document import BOM, Document
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

REQUIRING = frozenset({"install_requires", "tests_require", "setup_requires", "extras_require"})
"""Keys of ``[options]``, and keywords of ``setup``, that hold requirements."""

SPEAKING = frozenset(
    {"name", "description", "long_description", "keywords", "packages", "py_modules", "scripts", "url", "download_url"}
    | {"project_urls", "classifiers", "provides", "package_data", "package_dir", "entry_points"}
)
"""Keywords of ``setup`` that hold no requirements."""

_SECTION = re.compile(rb"\[([^\]\r\n]+)\]")
_OPTION = re.compile(rb"([^\s:=#;\[][^:=\r\n]*?)[ \t]*[:=][ \t]*")
_ENVIRONMENT = re.compile(r"\W*(?:python_|sys_|os_|platform_|implementation_|extra\b)")
_LITERAL = re.compile(rb"[rRuU]?('''|\"\"\"|'|\")((?:(?!\1).)*)\1", re.DOTALL)


def read_setup_cfg(path: str, data: bytes) -> list[PythonDependency] | UnreadableManifest:
    """Return the requirements of Segment's packages and of Amplitude's in ``[options]``."""
    document = Document(path, data)
    found: list[PythonDependency] = []
    section = option = ""
    for line in lines(data, len(BOM) if data.startswith(BOM) else 0):
        text = data[line.start : line.end]
        start = line.start + len(text) - len(text.lstrip())
        if not text.strip() or text.lstrip()[:1] in (b"#", b";"):
            continue
        if start > line.start and option:
            if _is_requiring(section, option):
                found += _line(document, Span(start, line.end), f"{section}.{option}", is_continued=True)
        elif header := _SECTION.match(text):
            section, option = header[1].decode("utf-8", "replace").strip(), ""
        elif key := _OPTION.match(text):
            option = key[1].decode("utf-8", "replace").strip().lower().replace("-", "_")
            if _is_requiring(section, option):
                value = Span(line.start + key.end(), line.end)
                found += _line(document, value, f"{section}.{option}", is_continued=False)
    return found


def _is_requiring(section: str, option: str) -> bool:
    return section == "options.extras_require" or (section == "options" and option in REQUIRING)


def _line(document: Document, span: Span, group: str, *, is_continued: bool) -> Iterator[PythonDependency]:
    """Yield the requirement of a line, or those of a value on one line with semicolons between them."""
    data = document.data
    requirement = read_requirement(data, span.start, span.end)
    if is_continued or (requirement is not None and (not requirement.marker or _ENVIRONMENT.match(requirement.marker))):
        if requirement is not None:
            newline = document.newline_at(span.start)
            whole = whole_line(data, span)
            indent = data[whole.start : span.start] if is_continued else b"    "
            added = Edit(span.end, span.end, newline + indent + requirement.amplitude(data))
            removed = Edit(whole.start, whole.end, b"") if is_continued else Edit(span.start, span.end, b"")
            yield _dependency(requirement, group, span, (added,), (removed,))
        return
    for piece in re.finditer(rb"[^;\s][^;]*", data[span.start : span.end]):
        start, end = span.start + piece.start(), span.start + len(data[span.start : span.start + piece.end()].rstrip())
        requirement = read_requirement(data, start, end)
        if requirement is not None:
            added = Edit(end, end, b"; " + requirement.amplitude(data))
            yield _dependency(requirement, group, Span(start, end), (added,), _without_piece(data, span, start, end))


def _without_piece(data: bytes, span: Span, start: int, end: int) -> tuple[Edit, ...]:
    if after := re.match(rb"[ \t]*;[ \t]*", data[end : span.end]):
        return (Edit(start, end + after.end(), b""),)
    before = data[span.start : start].rstrip(b"; \t")
    return (Edit(span.start + len(before), end, b""),)


def read_setup_py(path: str, data: bytes) -> list[PythonDependency] | UnreadableManifest:
    """Return the requirements of Segment's packages and of Amplitude's that stand in the lists of a setup.py."""
    try:
        data.decode("utf-8")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError) as error:
        return UnreadableManifest(f"does not parse as Python 3: {error}")
    return sorted(_Script(Document(path, data), tree).dependencies(), key=lambda dependency: dependency.key_span)


class _Script:
    def __init__(self, document: Document, tree: ast.Module) -> None:
        self.document = document
        self.tree = tree
        self.skipped: set[ast.AST] = set()
        self.requiring: set[ast.AST] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg in SPEAKING:
                self.skipped.update(ast.walk(node.value))
            elif isinstance(node, ast.keyword) and node.arg in REQUIRING:
                self.requiring.update(ast.walk(node.value))
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                self.skipped.add(node.value)

    def dependencies(self) -> Iterator[PythonDependency]:
        done: set[ast.AST] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
                for element in node.elts:
                    done.add(element)
                    if element not in self.skipped and (span := self.text_of(element)) is not None:
                        yield from self.element(node, element, span)
        for node in ast.walk(self.tree):
            if node not in done and node not in self.skipped and (span := self.text_of(node)) is not None:
                yield from self.other(node, span)

    def element(
        self, parent: ast.List | ast.Tuple | ast.Set, element: ast.expr, text: Span
    ) -> Iterator[PythonDependency]:
        data = self.document.data
        requirement = read_requirement(data, text.start, text.end)
        if requirement is None:
            return
        span = self.span(element)
        added = rewritten(data, span, requirement.replaced)
        yield _dependency(
            requirement,
            f"list:{self.span(parent).start}",
            span,
            after_element(data, span, added, self.document.newline_at(span.start)),
            without_element(data, span, keeps_comma=isinstance(parent, ast.Tuple)),
        )

    def other(self, node: ast.AST, text: Span) -> Iterator[PythonDependency]:
        """Yield the requirements of a text with one a line; leave those in other texts to a person."""
        data = self.document.data
        if node in self.requiring:
            for line in lines(data[: text.end], text.start):
                content = data[line.start : line.end]
                start = line.start + len(content) - len(content.lstrip())
                end = line.start + len(content.rstrip())
                requirement = read_requirement(data, start, end) if start < end else None
                if requirement is not None:
                    newline = self.document.newline_at(start)
                    added = Edit(end, end, newline + data[line.start : start] + requirement.amplitude(data))
                    whole = whole_line(data, Span(start, end))
                    is_whole = text.start < whole.start and whole.end <= text.end
                    removed = Edit(whole.start, whole.end, b"") if is_whole else Edit(start, end, b"")
                    yield _dependency(requirement, f"text:{text.start}", Span(start, end), (added,), (removed,))
            return
        for found in NAMES_SEGMENT.finditer(data, text.start, text.end):
            span = Span(*found.span())
            is_word = re.fullmatch(rb"(?s)(?:.*\s)?", data[text.start : span.start]) is not None
            if is_word and re.match(rb"[<>=!~\[;@\s]|\Z", data[span.end : text.end]):
                name = normalise(found[0].decode())
                yield PythonDependency(name, "", span, span, why_left="it stands in a text that is not read")

    def text_of(self, node: ast.AST) -> Span | None:
        """What stands between the quotes of a string literal; None for joined ones and for anything else."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            return None
        span = self.span(node)
        literal = _LITERAL.fullmatch(self.document.data, span.start, span.end)
        return Span(*literal.span(2)) if literal is not None else None

    def span(self, node: ast.expr) -> Span:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return Span(self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset))

    def offset(self, line: int, column: int) -> int:
        skipped = len(BOM) if line == 1 and self.document.data.startswith(BOM) else 0
        return self.document.line_starts[line - 1] + skipped + column


def _dependency(
    requirement: Requirement, group: str, span: Span, beside: tuple[Edit, ...], removed: tuple[Edit, ...]
) -> PythonDependency:
    return PythonDependency(
        requirement.name,
        group,
        requirement.key_span,
        span,
        requirement.replaced,
        beside,
        removed,
        requirement.marker,
    )
