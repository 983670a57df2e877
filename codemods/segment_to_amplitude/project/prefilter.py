"""Which files may matter: each is read once, as bytes, and kept only when it holds one of the needles.

A needle that is found proves nothing; one that is missing proves that there is no reference.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from stat import S_ISREG
from typing import Any, NamedTuple

WORTH_FORKING = 4000
"""Below this many files a second process costs more than it reads."""

_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class Reading(NamedTuple):
    """``matching`` holds the bytes of the files with a needle, ``skipped`` why others were not read, in path order.

    A file that is gone, or is a link, is in neither.
    """

    matching: dict[str, bytes]
    skipped: dict[str, str]


class LazyFiles(Mapping[str, bytes]):
    """The bytes of files by path, read when first asked for; a file that cannot be read is empty."""

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        self._root = root
        self._bytes: dict[str, bytes | None] = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> bytes:
        data = self._bytes[path]
        if data is None:
            try:
                with open(f"{self._root}/{path}", "rb") as file:
                    data = file.read()
            except OSError:
                data = b""
            self._bytes[path] = data
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._bytes)

    def __len__(self) -> int:
        return len(self._bytes)


def read_candidates(
    root: str, files: Sequence[str], needles: Sequence[bytes], max_file_bytes: int = 1_000_000, jobs: int = 1
) -> Reading:
    """Read ``files``, keep the bytes of those that hold a needle; case counts.

    With ``jobs`` above one, a long list is shared among forked processes: call before any thread is started.
    """
    if jobs > 1 and len(files) >= WORTH_FORKING and hasattr(os, "fork"):
        return _read_forked(root, files, needles, max_file_bytes, jobs)
    return _read(root, files, needles, max_file_bytes)


def read_matching(
    root: str, files: Iterable[str], names: Iterable[str], max_file_bytes: int = 1_000_000, jobs: int = 1
) -> Reading:
    """Read the files that the first reading left, and keep those that hold one of the ``names``."""
    return read_candidates(root, list(files), narrowest(names), max_file_bytes, jobs)


def narrowest(names: Iterable[str]) -> list[bytes]:
    """Drop each name that holds another: where it stands, so does the shorter one."""
    kept: list[bytes] = []
    for name in sorted({name.encode() for name in names if name}, key=lambda name: (len(name), name)):
        if not any(shorter in name for shorter in kept):
            kept.append(name)
    return kept


def _read(root: str, files: Iterable[str], needles: Sequence[bytes], max_file_bytes: int) -> Reading:
    matching: dict[str, bytes] = {}
    skipped: dict[str, str] = {}
    if not needles:
        return Reading(matching, skipped)
    buffer = bytearray(max_file_bytes)
    buffers = [buffer]
    view = memoryview(buffer)
    open_, fstat, read_into, close, find = os.open, os.fstat, _read_into(), os.close, buffer.find
    prefix = f"{root}/"
    for path in files:
        try:
            descriptor = open_(prefix + path, _OPEN_FLAGS)
        except FileNotFoundError:
            continue
        except OSError as error:
            if not os.path.islink(prefix + path):
                skipped[path] = f"cannot be read: {error.strerror}"
            continue
        try:
            status = fstat(descriptor)
            size = status.st_size
            if size > max_file_bytes:
                if S_ISREG(status.st_mode):
                    skipped[path] = f"larger than {max_file_bytes} bytes"
                continue
            if not S_ISREG(status.st_mode):
                continue
            end = read_into(descriptor, buffers)
            while end < size and (more := read_into(descriptor, [view[end:]])):
                end += more
        except OSError as error:
            skipped[path] = f"cannot be read: {error.strerror}"
            continue
        finally:
            close(descriptor)
        for needle in needles:
            if find(needle, 0, end) >= 0:
                matching[path] = bytes(view[:end])
                break
    return Reading(matching, skipped)


def _read_into() -> Callable[[int, list[Any]], int]:
    return os.readv if hasattr(os, "readv") else _read_by_copy


def _read_by_copy(descriptor: int, buffers: list[Any]) -> int:
    data = os.read(descriptor, len(buffers[0]))
    buffers[0][: len(data)] = data
    return len(data)


def _read_forked(root: str, files: Sequence[str], needles: Sequence[bytes], max_file_bytes: int, jobs: int) -> Reading:
    share = -(-len(files) // jobs)
    chunks = [files[start : start + share] for start in range(0, len(files), share)]
    children = [(_start_child(root, chunk, needles, max_file_bytes), chunk) for chunk in chunks[1:]]
    reading = _read(root, chunks[0], needles, max_file_bytes)
    for (process, read_end), chunk in children:
        with open(read_end, "rb") as pipe:
            output = pipe.read()
        _, status = os.waitpid(process, 0)
        if status == 0:
            matching, skipped = marshal.loads(output)
        else:
            matching, skipped = _read(root, chunk, needles, max_file_bytes)
        reading.matching.update(matching)
        reading.skipped.update(skipped)
    return reading


def _start_child(root: str, files: Sequence[str], needles: Sequence[bytes], max_file_bytes: int) -> tuple[int, int]:
    read_end, write_end = os.pipe()
    process = os.fork()
    if process:
        os.close(write_end)
        return process, read_end
    status = 1
    try:
        with open(write_end, "wb") as pipe:
            pipe.write(marshal.dumps(tuple(_read(root, files, needles, max_file_bytes))))
        status = 0
    finally:
        # Nothing of the parent's may run a second time, such as its exit handlers.
        os._exit(status)
