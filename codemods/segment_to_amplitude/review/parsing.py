"""Whether a file still parses after a person wrote something of their own into it."""

from __future__ import annotations

import os
from collections.abc import Callable

GRAMMARS = {
    ".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx", ".js": "tsx", ".jsx": "tsx",
    ".mjs": "tsx", ".cjs": "tsx", ".kt": "kotlin", ".java": "java", ".swift": "swift", ".m": "objc", ".mm": "objc",
    ".h": "objc", ".html": "html", ".htm": "html", ".vue": "html", ".svelte": "html",
}  # fmt: skip


def problem(path: str, before: bytes, after: bytes) -> str | None:
    """Say why a file would parse worse than it did; None where it does not, or where no parser knows it."""
    suffix = os.path.splitext(path)[1].lower()
    check: Callable[[bytes], str | None] | None = {
        ".py": _python,
        ".pyi": _python,
        ".json": _json,
        ".toml": _toml,
        ".xml": _xml,
    }.get(suffix)
    if check is not None:
        return None if check(before) is not None else check(after)
    if suffix not in GRAMMARS:
        return None
    grammar = GRAMMARS[suffix]
    known, found = _errors(grammar, before), _errors(grammar, after)
    return f"does not parse at line {found[0]}" if len(found) > len(known) else None


def _python(data: bytes) -> str | None:
    import ast

    try:
        ast.parse(data)
    except (SyntaxError, ValueError) as error:
        return f"does not parse at line {getattr(error, 'lineno', 1)}: {getattr(error, 'msg', error)}"
    return None


def _json(data: bytes) -> str | None:
    import json

    try:
        json.loads(data)
    except ValueError as error:
        return f"no JSON: {error}"
    return None


def _toml(data: bytes) -> str | None:
    import tomllib

    try:
        tomllib.loads(data.decode())
    except ValueError as error:
        return f"no TOML: {error}"
    return None


def _xml(data: bytes) -> str | None:
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        return f"no XML: {error}"
    return None


def _errors(grammar: str, data: bytes) -> list[int]:
    """Return the lines of what a grammar cannot read."""
    from importlib import import_module

    from tree_sitter import Language, Parser

    name = "typescript" if grammar == "tsx" else grammar
    module = import_module(f"tree_sitter_{name}")
    language = module.language_tsx if grammar == "tsx" else getattr(module, f"language_{name}", None) or module.language
    stack = [Parser(Language(language())).parse(data).root_node]
    found = []
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            found.append(node.start_point[0] + 1)
        elif node.has_error:
            stack.extend(node.children)
    return sorted(found)
