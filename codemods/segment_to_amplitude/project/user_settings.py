"""The user's own settings, outside of every project: ``~/.config/segment-to-amplitude/settings.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from segment_to_amplitude.project.errors import SettingsError


def hook_paths(path: Path) -> tuple[Path, ...]:
    """The hook files of ``hooks = […]``, relative ones from the settings file's directory."""
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}:1:1: cannot be read ({error}); mend the file") from error
    if unknown := data.keys() - {"hooks"}:
        raise SettingsError(f"{path}:1:1: unknown key `{min(unknown)}`; known is hooks")
    hooks = data.get("hooks", [])
    if not isinstance(hooks, list) or not all(isinstance(one, str) for one in hooks):
        raise SettingsError(f'{path}:1:1: `hooks` is no list of texts; write hooks = ["hooks.py"]')
    return tuple((path.parent / Path(one).expanduser()).resolve() for one in hooks)
