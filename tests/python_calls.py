"""Rewrite the calls of one Python text, without resolving anything: ``analytics`` is Segment's module."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from segment_to_amplitude.languages.python.call_rewrites import CallSite, rewrite_call
from segment_to_amplitude.languages.python.program import Program
from segment_to_amplitude.languages.python.read import PARAMETERS
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.edits import Edit, apply_edits
from segment_to_amplitude.source.rewrite import Rewrite, edits_of

DEFAULTS = Settings()


@dataclass(frozen=True)
class Calls:
    """What became of a text: its calls rewritten, the reasons of each call, the names that are used, the edits."""

    text: str
    reasons: tuple[tuple[str, ...], ...]
    imports: frozenset[str]
    edits: tuple[Edit, ...]


def rewrite_calls(text: str, settings: Settings = DEFAULTS, width: int | None = None) -> Calls:
    """Rewrite every call on ``analytics``; each reason is its code, with what is particular after a space."""
    data = text.encode()
    program = Program("app.py", data)
    program.line_length = width
    rewrites: list[Rewrite] = []
    reasons = []
    imports: set[str] = set()
    for node in program.nodes:
        if not (isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)):
            continue
        client = node.func.value
        if isinstance(client, cst.Name) and client.value == "analytics" and node.func.attr.value in PARAMETERS:
            site = CallSite(program, node, node.func.attr.value, (b"amplitude",), settings, {})
            outcome = rewrite_call(site)
            rewrites += outcome.rewrites
            reasons.append(tuple(f"{one.code} {one.detail}".strip() for one in outcome.reasons))
            imports |= outcome.imports
    edits = edits_of(rewrites, data)
    return Calls(apply_edits(data, edits).decode(), tuple(reasons), frozenset(imports), tuple(edits))
