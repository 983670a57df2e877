"""Why a reference gets the finding it gets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of the catalogue, and what is particular to this place."""

    code: str
    detail: str = ""
    suggestion: str | None = None
