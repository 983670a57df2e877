"""Globals with the name of Segment's that something else fills."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import Class, Function, GlobalObject, Instance, Members
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import is_global_interface, is_relevant
from segment_to_amplitude.languages.javascript.resolve import import_source
from segment_to_amplitude.languages.javascript.snippet import TEST_PATH, is_fork
from segment_to_amplitude.languages.javascript.syntax import field, text_of, unwrap
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.workspace import Workspace

STUB = re.compile(rb"\b(?:window|self|globalThis)\.(\w+)\s*=\s*window\.\1\s*\|\|\s*\[\]")


def foreign_globals(workspace: Workspace, paths: Iterable[str], names: set[str]) -> set[str]:
    """Those of ``names`` that the project fills with an object of its own or of another vendor."""
    found: set[str] = set()
    for path in paths:
        program = workspace.program(path)
        if program is None or TEST_PATH.search(path):
            continue
        if is_fork(program.data):
            found |= {match[1].decode() for match in STUB.finditer(program.data)} & names
        found |= {name for name in names - found if _is_typed_foreign(workspace, program, name)}
        for assignment in program.assignments:
            left, right = field(assignment, "left"), field(assignment, "right")
            parts = syntax.member_parts(unwrap(left)) if left is not None else None
            if parts is None or right is None or parts[2] not in names:
                continue
            is_global = isinstance(workspace.resolver.evaluate(program, parts[0]), GlobalObject)
            if is_global and _is_foreign(workspace, program, unwrap(right), parts[2]):
                found.add(parts[2])
    return found


def _is_typed_foreign(workspace: Workspace, program: Program, name: str) -> bool:
    """Tell whether ``interface Window`` gives the global a type of another package."""
    for node in program.tokens({name}):
        signature = node.parent
        if signature is None or signature.type != "property_signature" or not is_global_interface(signature):
            continue
        annotation = field(signature, "type")
        for inner in annotation.named_children if annotation is not None else ():
            if inner.type != "type_identifier":
                continue
            binding = program.lookup(text_of(inner), inner.start_byte)
            if binding is None or binding.kind != "import":
                continue
            if _is_of_other_package(workspace, program, binding.node):
                return True
    return False


def _is_of_other_package(workspace: Workspace, program: Program, statement: Node) -> bool:
    specifier = syntax.string_value(import_source(statement)) or ""
    is_own = workspace.resolver._resolve_module(specifier, program.path) is not None
    return not is_own and not specifier.startswith(".") and not sdks.is_segment_package(specifier)


def _is_foreign(workspace: Workspace, program: Program, value: Node, name: str) -> bool:
    """Tell whether a value is certainly not Segment's client."""
    if value.type == "object":
        return True
    meaning = workspace.resolver.evaluate(program, value)
    if is_relevant(meaning):
        return False
    if isinstance(meaning, (Class, Function, Instance, Members)):
        return True
    root = value
    while root.type in ("member_expression", "call_expression", "new_expression", "await_expression"):
        parts = syntax.member_parts(root)
        if parts is not None and isinstance(workspace.resolver.evaluate(program, parts[0]), GlobalObject):
            return parts[2] != name
        inner = field(root, "object") or field(root, "function") or field(root, "constructor")
        if inner is None:
            return False
        root = unwrap(inner)
    if root.type != "identifier":
        return False
    binding = program.lookup(text_of(root), root.start_byte)
    if binding is None:
        return text_of(root) not in (name, "undefined", "require", "global", *syntax.GLOBAL_OBJECTS)
    if binding.kind == "class":
        return True
    if binding.kind == "variable" and value is not root:
        return False
    if binding.kind == "variable":
        initial = field(binding.node, "value")
        return initial is not None and not binding.key and _is_foreign(workspace, program, unwrap(initial), name)
    return binding.kind == "import" and _is_of_other_package(workspace, program, binding.node)
