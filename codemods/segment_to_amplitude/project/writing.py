"""Writing the result over the user's files: whole or not at all, and only over what was read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from segment_to_amplitude.project.errors import UserError


class WriteError(UserError):
    """A file was left as it was."""


class ChangedSinceReadError(WriteError):
    """The file on disk is no longer the one that was read."""


class DirtyTreeError(UserError):
    """The checkout holds changes that are not committed."""


def write_file(path: Path | str, before: bytes, after: bytes) -> None:
    """Replace the file's bytes in one step; keep its mode and, where allowed, its owner.

    Refused for a link, and when the file no longer holds ``before``.
    """
    target = os.fspath(path)
    try:
        descriptor = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError as error:
        raise ChangedSinceReadError(f"{target}: removed since it was read; run again") from error
    except OSError as error:
        if os.path.islink(target):
            raise ChangedSinceReadError(f"{target}: a link is not written through; name the file itself") from error
        raise WriteError(f"{target}: cannot be read ({error.strerror}); check its permissions") from error
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if file.read(len(before) + 1) != before:
            raise ChangedSinceReadError(f"{target}: changed since it was read; run again")
    directory, name = os.path.split(target)
    temporary = os.path.join(directory, f".{name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(after)
                file.flush()
                _keep_owner_and_mode(descriptor, status)
                os.fsync(descriptor)
            os.replace(temporary, target)
        except BaseException:
            _remove(temporary)
            raise
    except OSError as error:
        raise WriteError(f"{target}: cannot be written ({error.strerror}); check space and permissions") from error
    _sync_directory(directory or ".")


def checkout_root(path: Path | str) -> Path | None:
    """Find the root of the git checkout that holds ``path``, without asking git."""
    directory = os.path.realpath(path)
    while True:
        if os.path.exists(os.path.join(directory, ".git")):
            return Path(directory)
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def ensure_clean_tree(root: Path | str, paths: Iterable[str] = (), *, allow_dirty: bool = False) -> None:
    """Refuse when a tracked file of the checkout has changes, or one of ``paths`` is not tracked.

    ``paths`` are relative to ``root``; outside a checkout there is nothing to compare with, and nothing is refused.
    """
    if allow_dirty or (top := checkout_root(root)) is None:
        return
    from segment_to_amplitude.project.git import answer

    real_root = os.path.realpath(root)
    prefix = os.path.relpath(real_root, top).replace(os.sep, "/")
    prefix = "" if prefix == "." else f"{prefix}/"
    output = os.fsdecode(answer(os.fspath(top), "status", "--porcelain=v1", "-z", "--untracked-files=no"))
    dirty = _status_paths(output)
    wanted = [prefix + path for path in paths]
    if wanted:
        # A file that git does not track, ignored or not, cannot be brought back.
        tracked = set(os.fsdecode(answer(os.fspath(top), "ls-files", "-z", "--cached")).split("\0"))
        dirty += [path for path in wanted if path not in tracked]
    if not dirty:
        return
    shown = ", ".join(sorted(set(dirty))[:3])
    more = f" and {len(set(dirty)) - 3} more" if len(set(dirty)) > 3 else ""
    raise DirtyTreeError(
        f"{top}: the checkout has changes that are not committed ({shown}{more}); "
        "commit or stash them, or run again with --allow-dirty"
    )


def _status_paths(output: str) -> list[str]:
    entries = iter(output.split("\0"))
    paths = []
    for entry in entries:
        if not entry:
            continue
        paths.append(entry[3:])
        if entry[0] in "RC" or entry[1] in "RC":
            next(entries, None)
    return paths


def _keep_owner_and_mode(descriptor: int, status: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(descriptor, status.st_uid, status.st_gid)
    # After the owner: a change of owner clears the set-user-id bits.
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, status.st_mode & 0o7777)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _sync_directory(directory: str) -> None:
    """Make the new name last; where a directory cannot be synced, the file itself still was."""
    try:
        descriptor = os.open(directory, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
