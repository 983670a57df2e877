"""Parts of a migration as patches that ``git am`` and ``git apply`` take, and as commits.

Source: git-format-patch(1), git-am(1); git's mailinfo.c for where a message ends and a patch begins.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.git import GitError, listing
from segment_to_amplitude.project.writing import Replacement, write_files
from segment_to_amplitude.review.slices import Slice, Step, slug_of

NOBODY = "segment-to-amplitude <segment-to-amplitude@localhost>"
_PATCH_BEGINS = re.compile(r"^(?=---|diff -|Index: |From )", re.MULTILINE)


class PatchError(UserError):
    """Patches or commits cannot be made."""


def author_of(root: Path) -> str:
    """Return who git would say makes a commit here."""
    name, address = (
        (listing(os.fspath(root), "config", key) or b"").decode("utf-8", "replace").strip()
        for key in ("user.name", "user.email")
    )
    return f"{name} <{address}>" if name and address else NOBODY


def write_patches(slices: Sequence[Slice], directory: Path, author: str) -> list[Path]:
    """Write numbered patches to a directory that is empty or not there yet."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise PatchError(f"{directory}: not empty; the patches of two runs would be mixed")
        places = []
        for one in slices:
            place = directory / f"{one.number:04}-{slug_of(one)}.patch"
            place.write_bytes(mail(one, len(slices), author))
            places.append(place)
    except OSError as error:
        raise PatchError(f"{directory}: cannot be written: {error.strerror}") from error
    return places


def mail(one: Slice, total: int, author: str) -> bytes:
    """Write a part as a mail; git gives it the time when it is applied."""
    subject = f"[PATCH {one.number}/{total}] {one.subject}"
    head = (
        f"From {'0' * 40} Mon Sep 17 00:00:00 2001\n"
        f"From: {_header(author)}\n"
        f"Subject: {_header(subject)}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )
    return f"{head}\n{_PATCH_BEGINS.sub(' ', one.body)}---\n\n".encode() + one.patch + b"-- \nsegment-to-amplitude\n"


def has_carriage_returns(slices: Sequence[Slice]) -> bool:
    """Tell whether ``git am`` needs ``--keep-cr``."""
    return any(b"\r\n" in one.patch for one in slices)


def commit(slices: Sequence[Slice], root: Path) -> list[str]:
    """Make a commit of each part, with the project's own hooks; give their subjects.

    A commit that git refuses is taken back, and the ones before it stay.
    """
    made: list[str] = []
    for one in slices:
        paths = [step.file.name for step in one.steps]
        written = []
        try:
            for step in one.steps:
                _write(root, step, None if step.is_new else step.before, step.after)
                written.append(step)
            _git(root, b"", "add", "--", *paths)
            _git(root, f"{one.subject}\n\n{one.body}".encode(), "commit", "--quiet", "--file=-", "--", *paths)
        except BaseException as error:
            for step in written:
                held = (root / step.file.name).read_bytes()
                _write(root, step, held, None if step.is_new else step.before)
            _git(root, b"", "reset", "--quiet", "--", *paths)
            if isinstance(error, GitError):
                raise PatchError(f"part {one.number} of {len(slices)} was not committed: {error}") from error
            raise
        made.append(one.subject)
    return made


def _write(root: Path, step: Step, before: bytes | None, after: bytes | None) -> None:
    for refusal in write_files([Replacement(os.fspath(root / step.file.name), before, after)]):
        raise refusal


def _git(root: Path, text: bytes, *arguments: str) -> None:
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "--literal-pathspecs", "-C", os.fspath(root), *arguments]
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    if done.returncode:
        words = (done.stderr + done.stdout).decode("utf-8", "replace").strip()
        raise GitError(f"{root}: git {arguments[0]} failed: {words}")


def _header(text: str) -> str:
    """Return a text as a header may hold it: encoded words where it is not plain ASCII."""
    from email.header import Header

    text = " ".join(text.split())
    if text.isascii():
        return text
    name, mark, address = text.rpartition(" <")
    return (
        f"{Header(name, 'utf-8', maxlinelen=10_000).encode()}{mark}{address}"
        if mark
        else Header(text, "utf-8", maxlinelen=10_000).encode()
    )
