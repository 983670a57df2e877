"""Hunks as styled text for a terminal; every mark is also a character, so that nothing is said by colour alone."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from segment_to_amplitude.review.colouring import Token, lines, visible
from segment_to_amplitude.review.hunks import Item, side_by_side
from segment_to_amplitude.review.session import Session
from segment_to_amplitude.source.patch import Hunk

STYLES = {"k": "magenta", "s": "green", "c": "dim italic", "m": "yellow", "n": "cyan", "x": "reverse", "": ""}
APPLICABILITIES = {"safe": "green", "review": "yellow", "manual": "red", "ignored": "dim"}
MARKS = {"accepted": "✓", "rejected": "✗", "None": "·"}
TAB = 4


def mark(session: Session, item: Item) -> str:
    """Return one character for what is decided on an item."""
    return MARKS[str(session.verdict(item))]


def describe(session: Session, item: Item) -> Text:
    """Say why an item is proposed: code, message, evidence, suggestion, and what moves with it."""
    text = Text()
    decided = str(session.verdict(item) or "not decided")
    text.append(f"{visible(item.file.path)}:{item.line}  [{decided}]\n", "bold")
    for change in item.changes:
        text.append(change.applicability, APPLICABILITIES[change.applicability])
        text.append(f" {change.code}: {visible(change.message)}\n")
        if change.evidence:
            text.append(f"  evidence: {' ← '.join(map(visible, change.evidence))}\n", "dim")
        for number, line in enumerate((change.suggestion or "").splitlines()):
            text.append(f"  {'suggestion: ' if number == 0 else '            '}{visible(line)}\n")
    others = len([None for other in session.moves_with(item) for _ in other.changes]) - len(item.changes)
    if others:
        waits = session.waits(item)
        state = f"{waits} of all are not accepted: none is written" if waits else "all are accepted"
        text.append(f"moves with {others} more; {state}\n", "dim")
    if note := session.note(item):
        text.append(f"note: {visible(note)}\n", "bold")
    return text


def unified(path: str, hunk: Hunk, *, colour: bool = True) -> Iterator[Text]:
    """Draw a hunk as a unified diff."""
    yield Text(hunk.header, "cyan" if colour else "bold")
    found = _lines(path, [line for _, line in hunk.lines])
    for (tag, _), tokens in zip(hunk.lines, found, strict=True):
        if colour:
            style = {"-": "on #4a2224", "+": "on #173a23", " ": ""}[tag]
            yield _styled(tokens, _mark(tag), style)
        else:
            yield _plain(tokens, Text(tag), "bold" if tag == "+" else "")


def two_columns(path: str, hunk: Hunk, width: int, *, colour: bool = True) -> Iterator[Text]:
    """Draw a hunk side by side in so many cells."""
    yield Text(hunk.header, "cyan" if colour else "bold")
    draw = _styled if colour else _plain
    rows = list(side_by_side(hunk))
    half = max(10, (width - 3) // 2)
    old = _lines(path, [row.old for row in rows])
    new = _lines(path, [row.new for row in rows])
    for row, left, right in zip(rows, old, new, strict=True):
        marks = (" ", " ") if not row.is_changed else ("-" if row.old_number else " ", "+" if row.new_number else " ")
        texts = (draw(left, _mark(marks[0])), draw(right, _mark(marks[1])))
        folded = [_folded(text, half) for text in texts]
        for index in range(max(map(len, folded))):
            line = Text()
            for side, part in enumerate(folded):
                piece = part[index] if index < len(part) else Text()
                line.append_text(piece)
                line.append(" " * (half - cell_len(piece.plain)))
                if side == 0:
                    line.append(" │ ", "dim")
            yield line


def _mark(tag: str) -> Text:
    return Text().append(tag, {"-": "bold red", "+": "bold green"}.get(tag, ""))


def _lines(path: str, texts: list[bytes]) -> list[list[Token]]:
    text = "\n".join(line.rstrip(b"\r\n").decode("utf-8", "backslashreplace") for line in texts)
    return lines(path, text)


def _styled(tokens: list[Token], start: Text, style: str = "") -> Text:
    for kind, text in tokens:
        start.append(text.expandtabs(TAB), STYLES[kind])
    if style:
        start.stylize(style)
    return start


def _plain(tokens: list[Token], start: Text, style: str = "") -> Text:
    start.append("".join(text for _, text in tokens).expandtabs(TAB))
    if style:
        start.stylize(style)
    return start


def _folded(text: Text, width: int) -> list[Text]:
    """Break a line to a width in cells, wherever that falls."""
    found = []
    while cell_len(text.plain) > width:
        cut = len(set_cell_size(text.plain, width).rstrip(" ")) or 1
        head, text = text.divide([cut])
        found.append(head)
    return [*found, text]
