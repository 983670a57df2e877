"""Where the tool keeps what it must remember about a project: in git's own directory, else at the project's root."""

from __future__ import annotations

import os
from pathlib import Path

from segment_to_amplitude.project.writing import checkout_root

NAME = "segment-to-amplitude"


def state_directory(root: Path) -> Path:
    """Return the directory, which need not be there; inside git's own it is never committed."""
    top = checkout_root(root)
    if top is None:
        return root / f".{NAME}"
    slug = _slug(os.path.relpath(os.path.realpath(root), top))
    entry = top / ".git"
    if entry.is_file():
        # A worktree or a submodule names its directory in a file.
        for line in entry.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            if line.startswith("gitdir:"):
                return top / line.removeprefix("gitdir:").strip() / NAME / slug
    return entry / NAME / slug


def _slug(relative: str) -> str:
    """Several projects of one checkout have a folder each."""
    return "root" if relative == "." else relative.replace(os.sep, "__")
