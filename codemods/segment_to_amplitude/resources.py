"""The grammars' files, from the wheel or, in an editable install, from the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _grammars() -> Path:
    here = Path(__file__).resolve()
    carried = here.parent / "grammars"
    return carried if carried.is_dir() else here.parents[2] / "grammars"


def grammar_text(name: str) -> str:
    """Return the text of one file under ``grammars/``, such as ``javascript/calls.scm``."""
    return (_grammars() / name).read_text(encoding="utf-8")


def grammar_names() -> tuple[str, ...]:
    """Return the names that ``grammar_text`` takes, sorted."""
    root = _grammars()
    return tuple(sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()))
