"""The review line by line, for a plain terminal: it asks as ``git add -p`` does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.review.colouring import visible
from segment_to_amplitude.review.decisions import Verdict
from segment_to_amplitude.review.hunks import Item
from segment_to_amplitude.review.session import Filters, Session

KEYS = "y,n,a,d,e,s,m,u,j,k,/,q,?"
HELP = """\
y - accept this hunk
n - reject it
a - accept it and the rest of the file
d - reject it and the rest of the file
e - write something else in its place, up to a line with a single dot
s - split it into its changes
m - accept all that moves with it
u - undo the last decision
j - leave it undecided, see the next one
k - see the previous one
/ - show only what fits a filter, such as `/method:track src/`
q - leave
? - this help
"""


def go_through(session: Session, source: TextIO, out: TextIO) -> None:
    """Ask for each hunk without a decision until there is none, or nobody answers."""
    session.go_to_next_undecided()
    while (item := session.current) is not None:
        for line in shown(session, item):
            out.write(f"{line}\n")
        out.write(f"({session.at + 1}/{len(session.shown)}) Accept this hunk [{KEYS}]? ")
        out.flush()
        answer = source.readline()
        if not answer or answer.strip() == "q":
            return
        if not _answered(session, item, answer.strip(), source, out):
            return


def shown(session: Session, item: Item) -> Iterator[str]:
    """Draw a hunk in plain text, with its reasons; what would steer the terminal is spelled out."""
    yield f"{visible(item.file.path)}:{item.line}"
    for change in item.changes:
        yield f"{change.applicability} {change.code}: {visible(change.message)}"
        if change.evidence:
            yield f"  evidence: {' ← '.join(map(visible, change.evidence))}"
    if waits := session.waits(item):
        yield f"  moves with others, of which {waits} are not accepted"
    for hunk in session.hunks(item):
        yield hunk.header
        for tag, line in hunk.lines:
            text = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
            yield tag + "\t".join(map(visible, text.split("\t")))


def _answered(session: Session, item: Item, answer: str, source: TextIO, out: TextIO) -> bool:
    """Do what was answered; tell whether to go on."""
    match answer[:1]:
        case "y" | "n":
            session.decide([item], Verdict.ACCEPTED if answer[0] == "y" else Verdict.REJECTED)
        case "a" | "d":
            rest = [one for one in session.shown[session.at :] if one.file is item.file]
            session.decide(rest, Verdict.ACCEPTED if answer[0] == "a" else Verdict.REJECTED)
        case "m":
            session.decide(session.moves_with(item), Verdict.ACCEPTED)
        case "s":
            if not session.split(item):
                out.write("One change only: it cannot be split.\n")
            return True
        case "u":
            out.write("" if session.undo() else "Nothing to undo.\n")
            return True
        case "j" | "k":
            if not session.go(1 if answer[0] == "j" else -1):
                out.write("There is no other hunk.\n")
            return True
        case "/":
            session.filter(Filters.of(answer[1:]))
            if not session.shown:
                out.write("Nothing fits.\n")
                session.filter(Filters())
            return True
        case "e":
            _edit(session, item, source, out)
        case _:
            out.write(HELP)
            return True
    return session.go_to_next_undecided()


def _edit(session: Session, item: Item, source: TextIO, out: TextIO) -> None:
    try:
        out.write(f"{visible_lines(session.editable(item))}Instead, up to a line with a single dot:\n")
        out.flush()
        lines = []
        while (line := source.readline()) and line.rstrip("\r\n") != ".":
            lines.append(line)
        session.replace_text(item, "".join(lines))
    except UserError as error:
        out.write(f"{visible(str(error))}\n")


def visible_lines(text: str) -> str:
    """Return a text of several lines with what does not show spelled out."""
    return "".join(f"{visible(line)}\n" for line in text.splitlines())
