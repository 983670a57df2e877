"""Asking git, with nothing imported that a run over a project without Segment does not need."""

from __future__ import annotations

import os

from segment_to_amplitude.project.errors import UserError

# A repository can name a program as its file-system monitor; listing its files must not start it.
_PREFIX = ("git", "-c", "core.fsmonitor=false", "--no-optional-locks", "--literal-pathspecs")


class GitError(UserError):
    """Git is there but refused to answer."""


def listing(directory: str, *arguments: str) -> bytes | None:
    """Give what git prints, or None when git is missing or fails."""
    command = [*_PREFIX, "-C", directory, *arguments]
    if not hasattr(os, "posix_spawnp"):
        import subprocess

        try:
            return subprocess.run(command, check=True, capture_output=True).stdout
        except (OSError, subprocess.CalledProcessError):
            return None
    # Importing subprocess costs as much as git takes to list a small project.
    read_end, write_end = os.pipe()
    try:
        process = os.posix_spawnp(
            "git",
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, write_end, 1),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
        )
    except OSError:
        os.close(read_end)
        os.close(write_end)
        return None
    os.close(write_end)
    chunks = []
    while chunk := os.read(read_end, 1 << 20):
        chunks.append(chunk)
    os.close(read_end)
    _, status = os.waitpid(process, 0)
    return b"".join(chunks) if status == 0 else None


def answer(directory: str, *arguments: str) -> bytes:
    """Give what git prints, or raise with git's own words."""
    import subprocess

    try:
        done = subprocess.run([*_PREFIX, "-C", directory, *arguments], check=False, capture_output=True)
    except OSError as error:
        raise GitError(f"{directory}: git cannot be run ({error.strerror}); install git and run again") from error
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip() or f"exit status {done.returncode}"
        raise GitError(f"{directory}: git failed: {words}; mend that and run again")
    return done.stdout
