"""The lock files of JavaScript package managers, and the command that brings each up to date.

Sources: docs.npmjs.com cli/configuring-npm/package-lock-json; classic.yarnpkg.com; yarnpkg.com; pnpm.io; bun.sh/docs.
"""

from __future__ import annotations

LOCK_FILES = {
    "package-lock.json": "npm install",
    "npm-shrinkwrap.json": "npm install",
    "yarn.lock": "yarn install",
    "pnpm-lock.yaml": "pnpm install",
    "bun.lock": "bun install",
    "bun.lockb": "bun install",
}

_BERRY = b"\n__metadata:"


def refresh_command(name: str, data: bytes = b"") -> str | None:
    """Return the command that refreshes a lock file, or None where the name is not one's.

    With the content of a ``yarn.lock``, Yarn 2 and later is told to change it even where CI forbids that.
    """
    if name == "yarn.lock" and _BERRY in b"\n" + data.replace(b"\r\n", b"\n"):
        return "yarn install --no-immutable"
    return LOCK_FILES.get(name)
