"""Names that rules change: the bytes of literals and keys that the author wrote, inside what a rewrite keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.ruling import Removal, TextChange
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry

Change = TextChange | Removal
LITERAL = re.compile(rb"""(@?)('|"|`)(.*)\2""", re.DOTALL)
BARE_KEY = re.compile(r"[A-Za-z_$][\w$]*")
QUOTE = re.compile(rb"""(?<![\w'"])['"]""")


def changed_texts(
    data: bytes, changes: Sequence[Change], rewrites: Sequence[Rewrite], *, keys_may_be_bare: bool = False
) -> tuple[tuple[Rewrite, ...], tuple[Reason, ...]]:
    """The rewrites that carry changes out, and a reason for each that cannot be.

    A change inside what ``rewrites`` keep nests there; where they write a key anew, it has the new name already.
    """
    found: list[Rewrite] = []
    lost: list[Reason] = []
    kept = list(_kept(rewrites))
    for change in changes:
        place = _place(change)
        is_free = not any(_overlap(rewrite.span, place) for rewrite in rewrites)
        if not is_free and not any(span.contains(place) for span in kept):
            # A key is written anew with its new name; a literal that is thrown away takes its new text with it.
            if isinstance(change, TextChange) and change.value is not None:
                lost.append(Reason("rule-not-applied", f"`{_shown(change)}`"))
            continue
        made = _removed(data, change) if isinstance(change, Removal) else _renamed(data, change, keys_may_be_bare)
        if made is None:
            lost.append(Reason("rule-not-applied", f"`{_shown(change)}`"))
        else:
            found.append(made)
    return tuple(found), tuple(lost)


def looks_first(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons to look before those that only say what was done; a finding's code is that of the first."""
    return tuple(sorted(reasons, key=lambda reason: CODES[reason.code].applicability is Applicability.SAFE))


def appended_texts(appended: Iterable[tuple[int, str]], rewrites: Sequence[Rewrite]) -> list[Rewrite]:
    """What is written behind arguments, where a rewrite keeps them."""
    kept = list(_kept(rewrites))
    return [
        Rewrite(Span(place, place), (text.encode(),))
        for place, text in appended
        if any(span.start < place <= span.end for span in kept)
    ]


def removed_line(data: bytes, span: Span) -> Rewrite | None:
    """Take a call out with its line; None where anything else stands on the line."""
    start = data.rfind(b"\n", 0, span.start) + 1
    end = data.find(b"\n", span.end) + 1 or len(data)
    if data[start : span.start].strip() or data[span.end : end].strip() not in (b"", b";"):
        return None
    return Rewrite(Span(start, end), ())


def _place(change: Change) -> Span:
    """Where a change stands: the literal, the key, or the whole entry."""
    if isinstance(change, Removal):
        return change.entry.span
    if change.value is not None:
        return change.value.span
    assert change.entry is not None
    return change.entry.key_span or change.entry.span


def _shown(change: Change) -> str:
    if isinstance(change, Removal):
        return change.entry.key or ""
    return change.text


def _kept(rewrites: Iterable[Rewrite]) -> Iterator[Span]:
    def of(parts: Iterable[Part]) -> Iterator[Span]:
        for part in parts:
            if isinstance(part, Span):
                yield part
            elif isinstance(part, Rewrite):
                yield from of(part.parts)

    for rewrite in rewrites:
        yield from of(rewrite.parts)


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _renamed(data: bytes, change: TextChange, keys_may_be_bare: bool) -> Rewrite | None:
    if change.value is not None:
        return _literal(data, change.value.span, change.text)
    entry = change.entry
    if entry is None or entry.key_span is None:
        return None
    if entry.is_shorthand:
        text = _key(data, change.text, entry) + b": " + data[entry.span.start : entry.span.end]
        return Rewrite(entry.span, (text,))
    if (made := _literal(data, entry.key_span, change.text)) is not None:
        return made
    if keys_may_be_bare and BARE_KEY.fullmatch(data[entry.key_span.start : entry.key_span.end].decode()):
        return Rewrite(entry.key_span, (_key(data, change.text, entry),))
    return None


def _key(data: bytes, text: str, entry: Entry) -> bytes:
    if BARE_KEY.fullmatch(text):
        return text.encode()
    found = QUOTE.findall(data[: entry.span.start])
    quote = "'" if not found or found.count(b"'") >= found.count(b'"') else '"'
    return f"{quote}{_escaped(text, quote)}{quote}".encode()


def _literal(data: bytes, span: Span, text: str) -> Rewrite | None:
    """Another text between the same quotes; None for a literal of any other form."""
    match = LITERAL.fullmatch(data[span.start : span.end])
    if match is None or match[2] in match[3].replace(b"\\" + match[2], b"") or not text.isprintable():
        return None
    if match[2] == b"`" and "${" in text:
        return None
    inner = Span(span.start + match.start(3), span.start + match.end(3))
    return Rewrite(inner, (_escaped(text, match[2].decode()).encode(),))


def _escaped(text: str, quote: str) -> str:
    return text.replace("\\", "\\\\").replace(quote, f"\\{quote}")


def _removed(data: bytes, change: Removal) -> Rewrite | None:
    """Take an entry out with one of the commas beside it, and with its line where it has one."""
    entries = change.owner.entries
    place = next((index for index, entry in enumerate(entries) if entry is change.entry), -1)
    if place < 0:
        return None
    span = change.entry.span
    if place > 0:
        start = entries[place - 1].span.end
        gap = data[start : span.start]
        return Rewrite(Span(start, span.end), ()) if gap.strip() == b"," else None
    if len(entries) > 1:
        end = entries[1].span.start
        gap = data[span.end : end]
        return Rewrite(Span(span.start, end), ()) if gap.strip() == b"," else None
    whole = change.owner.span
    opening, closing = data[whole.start : span.start], data[span.end : whole.end]
    if len(opening.strip()) != 1 or closing.strip(b" \t\r\n,") not in (b"}", b")", b"]"):
        return None
    return Rewrite(Span(whole.start + 1, whole.end - 1), ())
