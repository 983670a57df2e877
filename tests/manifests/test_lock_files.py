from __future__ import annotations

import pytest

from segment_to_amplitude.manifests.lock_files import refresh_command


@pytest.mark.parametrize(
    ("name", "data", "command"),
    [
        ("package.json", b"", None),
        ("package-lock.json", b"{}", "npm install"),
        ("yarn.lock", b"# yarn lockfile v1\n", "yarn install"),
        ("yarn.lock", b"# generated\r\n\r\n__metadata:\r\n  version: 8\r\n", "yarn install --no-immutable"),
        ("bun.lockb", b"\0", "bun install"),
    ],
)
def test_names_the_command(name: str, data: bytes, command: str | None) -> None:
    assert refresh_command(name, data) == command
