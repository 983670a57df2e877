"""Writing the result over the user's files: whole or not at all, and only over what was read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from segment_to_amplitude.project.errors import UserError

BATCH = 256
"""How many files are open at once."""


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
    for refusal in write_files([Replacement(os.fspath(path), before, after)]):
        raise refusal


def put_file(path: Path | str, data: bytes) -> None:
    """Make a file, or replace what it holds, in one step."""
    target = os.fspath(path)
    try:
        with open(target, "rb") as file:
            before: bytes | None = file.read()
    except FileNotFoundError:
        before = None
    except OSError as error:
        raise _unwritable(target, error) from error
    for refusal in write_files([Replacement(target, before, data)]):
        raise refusal


class Replacement(NamedTuple):
    """The bytes that a file must hold, and those that take their place."""

    path: str
    before: bytes | None
    """None for a file that is not there yet."""
    after: bytes | None
    """None for a file that goes."""


def write_files(
    replacements: Iterable[Replacement], token: str = "", written: Callable[[str], None] | None = None
) -> Iterator[WriteError]:
    """Replace the bytes of many files, each in one step; yield why those that stay as they were did.

    A file is written beside the one that it replaces and reaches the disk before it takes its name, so that whoever
    looks, after whatever happened, finds the old bytes or the new ones. ``token`` is in the names of what stands
    beside, for ``remove_strays``; ``written`` is told each path once it is done.
    """
    token = token or os.urandom(6).hex()
    waiting = iter(replacements)
    while batch := list(islice(waiting, BATCH)):
        prepared: list[tuple[Replacement, str, int]] = []
        try:
            for one in batch:
                try:
                    prepared.append((one, *_prepare(one, token)))
                except WriteError as refusal:
                    yield refusal
            failures = _sync([descriptor for _, _, descriptor in prepared])
            directories = set()
            for one, temporary, descriptor in prepared:
                try:
                    if descriptor in failures:
                        raise failures[descriptor]
                    _put(one, temporary)
                except FileExistsError:
                    yield ChangedSinceReadError(f"{one.path}: is there by now; run again")
                except OSError as error:
                    _remove(temporary)
                    yield _unwritable(one.path, error)
                else:
                    directories.add(os.path.dirname(one.path))
                    if written is not None:
                        written(one.path)
            for directory in sorted(directories):
                _sync_directory(directory or ".")
        finally:
            for _, temporary, descriptor in prepared:
                os.close(descriptor)
                _remove(temporary)


def _put(one: Replacement, temporary: str) -> None:
    """Give the new file its name; one that is made takes no other's."""
    if one.after is None:
        os.unlink(one.path)
    elif one.before is not None:
        os.replace(temporary, one.path)
    else:
        try:
            os.link(temporary, one.path)
        except FileExistsError:
            raise
        except OSError:
            # Not every file system has links.
            os.replace(temporary, one.path)


def remove_strays(paths: Iterable[str], token: str) -> None:
    """Remove what a run that was killed left beside the files."""
    for path in paths:
        _remove(_beside(path, token))


def _beside(path: str, token: str) -> str:
    directory, name = os.path.split(path)
    # A name has room for 255 bytes.
    return os.path.join(directory, f".{os.fsdecode(os.fsencode(name)[:200])}.{token}.tmp")


def _prepare(one: Replacement, token: str) -> tuple[str, int]:
    """Check the file and write the new one beside it; give its name and the descriptor that it is open at."""
    target = one.path
    status = _checked(target, one.before) if one.before is not None else None
    if status is None and os.path.lexists(target):
        raise ChangedSinceReadError(f"{target}: is there by now; run again")
    temporary = _beside(target, token)
    try:
        _remove(temporary)
        mode = 0o600 if status is not None else 0o666
        made = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
        try:
            left = memoryview(one.after or b"")
            while left:
                left = left[os.write(made, left) :]
            if status is not None:
                _keep_owner_and_mode(made, status)
        except BaseException:
            os.close(made)
            _remove(temporary)
            raise
    except OSError as error:
        raise _unwritable(target, error) from error
    return temporary, made


def _checked(target: str, before: bytes) -> os.stat_result:
    """Refuse a file that does not hold what it did; give its owner and mode."""
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
    return status


def _unwritable(target: str, error: OSError) -> WriteError:
    return WriteError(f"{target}: cannot be written ({error.strerror}); check space and permissions")


def _sync(descriptors: Sequence[int]) -> dict[int, OSError]:
    """Bring files to the disk, several at a time, for each waits for the disk alone; give those that failed."""

    def sync(descriptor: int) -> OSError | None:
        try:
            os.fsync(descriptor)
        except OSError as error:
            return error
        return None

    if len(descriptors) < 2:
        results = list(map(sync, descriptors))
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(16) as pool:
            results = list(pool.map(sync, descriptors))
    return {one: error for one, error in zip(descriptors, results, strict=True) if error is not None}


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
