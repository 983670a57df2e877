"""Which languages of rules a file counts as."""

from __future__ import annotations

from functools import cache

SUFFIXES = {
    ".ts": ("typescript", "javascript"),
    ".tsx": ("typescript", "javascript"),
    ".mts": ("typescript", "javascript"),
    ".cts": ("typescript", "javascript"),
    ".js": ("javascript",),
    ".jsx": ("javascript",),
    ".mjs": ("javascript",),
    ".cjs": ("javascript",),
    ".vue": ("javascript", "typescript"),
    ".svelte": ("javascript", "typescript"),
    ".html": ("javascript",),
    ".htm": ("javascript",),
    ".py": ("python",),
    ".pyi": ("python",),
    ".kt": ("kotlin",),
    ".java": ("java",),
    ".swift": ("swift",),
    ".m": ("objc",),
    ".mm": ("objc",),
    ".h": ("objc",),
}
FIRST_SUFFIX = {
    "javascript": ".js",
    "typescript": ".ts",
    "python": ".py",
    "kotlin": ".kt",
    "java": ".java",
    "swift": ".swift",
    "objc": ".m",
}
"""What a file is called whose language is all that is known."""


def languages_of(path: str) -> frozenset[str]:
    """The languages that a rule may name to speak of a file."""
    dot = path.rfind(".")
    return _of_suffix(path[dot:]) if dot >= 0 else frozenset()


@cache
def _of_suffix(suffix: str) -> frozenset[str]:
    return frozenset(SUFFIXES.get(suffix, ()))
