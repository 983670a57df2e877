"""The run as a unified diff, which ``git apply`` takes as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segment_to_amplitude.findings.result import FileStatus, RunResult

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_RESET = b"\x1b[0m"
_BOLD, _RED, _GREEN, _CYAN = b"\x1b[1m", b"\x1b[31m", b"\x1b[32m", b"\x1b[36m"


def patches(result: RunResult) -> Iterator[bytes]:
    """Yield the patch of each changed file, in path order."""
    from segment_to_amplitude.source.patch import file_patch

    for file in sorted(result.files, key=lambda file: file.path):
        if file.status is FileStatus.CHANGED and file.before is not None:
            yield file_patch(file.path, file.before, file.edits, is_new=file.is_new)


def colour(patch: bytes) -> bytes:
    """Colour a patch as git does; the hunk's own counts tell a removed ``--`` line from a file's header."""
    return b"".join(_coloured(patch))


def _coloured(patch: bytes) -> Iterator[bytes]:
    removed = added = 0
    for number, line in enumerate(patch.split(b"\n")):
        if number:
            yield b"\n"
        if removed <= 0 and added <= 0:
            if hunk := _HUNK.match(line):
                removed, added = (1 if count is None else int(count) for count in hunk.groups())
                yield _paint(_CYAN, line)
            else:
                yield _paint(_BOLD, line)
        elif line.startswith(b"-"):
            removed -= 1
            yield _paint(_RED, line)
        elif line.startswith(b"+"):
            added -= 1
            yield _paint(_GREEN, line)
        elif line.startswith(b"\\"):
            yield line
        else:
            removed, added = removed - 1, added - 1
            yield line


def _paint(style: bytes, line: bytes) -> bytes:
    return style + line + _RESET if line else line
