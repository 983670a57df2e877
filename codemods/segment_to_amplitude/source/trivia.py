"""White space: how a file indents, and how text moves from one depth to another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

DEFAULT_INDENT = b"  "
_SAMPLED_LINES = 2000
_INDENTED_LINE = re.compile(rb"^([ \t]*)(?=[^\s*])", re.MULTILINE)
_NEWLINE = re.compile(rb"(\r\n|\r|\n)")


def indent_unit(data: bytes) -> bytes:
    """Return one level of the file's indentation: a tab, or the step that most lines go deeper by."""
    tabs = 0
    steps: Counter[int] = Counter()
    depth = 0
    for line in islice(_INDENTED_LINE.finditer(data), _SAMPLED_LINES):
        indent = line[1]
        if indent.startswith(b"\t"):
            tabs += 1
            continue
        step = len(indent) - depth
        if step in (2, 3, 4, 8):
            steps[step] += 1
        depth = len(indent)
    spaces, count = max(steps.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    if tabs > count:
        return b"\t"
    return b" " * spaces if spaces else DEFAULT_INDENT


def reindent(text: bytes, from_indent: bytes, to_indent: bytes) -> bytes:
    """Move every line but the first from one indentation to another; lines that do not start with the old one stay."""
    if from_indent == to_indent:
        return text
    pieces = _NEWLINE.split(text)
    for index in range(2, len(pieces), 2):
        line = pieces[index]
        if line.strip() and line.startswith(from_indent):
            pieces[index] = to_indent + line[len(from_indent) :]
    return b"".join(pieces)
