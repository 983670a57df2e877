"""Which Python files import Segment, told from their bytes: no parser is loaded for the others."""

from __future__ import annotations

import re

from segment_to_amplitude.project.python_modules import PythonModules
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.segment import python_sdk
from segment_to_amplitude.source.span import Span

SEED = re.compile(rb"\b(?:import|from)\b[^\n#]*\b(?:analytics|segment)\b")
"""An import statement that may name Segment's module."""
ABSOLUTE = re.compile(
    rb"(?:^|[;:])[ \t]*(?:from[ \t]+(?P<source>(?:segment|analytics)(?:\.\w+)*)[ \t]+import\b"
    rb"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)
DYNAMIC = re.compile(rb"(?:import_module|__import__)\([ \t]*['\"](?P<module>segment\.analytics|analytics)\b")
"""A call that imports Segment's module by its name."""


def seeds_of(sources: Sources, modules: PythonModules, *, use_prefilter: bool = True) -> list[str]:
    """The files that import a module by Segment's name that is none of the project's."""
    return [
        path
        for path, data in sources.matching.items()
        if not use_prefilter or imports_segment(path, data, modules) or DYNAMIC.search(data)
    ]


def imports_segment(path: str, data: bytes, modules: PythonModules) -> bool:
    """Tell whether an import statement of a file names Segment's module, as far as its bytes show."""
    if SEED.search(data) is None:
        return False
    return any(modules.resolve(path, name) is None for name, _ in imported_modules(data))


def imported_modules(data: bytes) -> list[tuple[str, Span]]:
    """Modules by Segment's names that the import statements of a file may name, and where they stand."""
    found: list[tuple[str, Span]] = []
    for match in ABSOLUTE.finditer(data):
        if match["source"] is not None:
            found.append((match["source"].decode(), Span(*match.span("source"))))
            continue
        at = match.start("modules")
        for one in match["modules"].split(b","):
            name = (one.split() or [b""])[0]
            if python_sdk.package_of(name.decode("utf-8", "replace")) is not None:
                start = at + one.index(name)
                found.append((name.decode(), Span(start, start + len(name))))
            at += len(one) + 1
    return found


def import_spans(data: bytes) -> list[tuple[Span, str]]:
    """Where a file that does not parse seems to import Segment, with the package."""
    return [(span, python_sdk.package_of(name) or python_sdk.PACKAGE) for name, span in imported_modules(data)]
