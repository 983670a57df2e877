"""The real Python SDKs, each in a folder of its own: Segment's two share a name."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

from fixture_cases import Tree

_SDKS = Path(__file__).parent / "sdk/python"

MODULES = {"amplitude": "amplitude", "segment": "segment.analytics", "segment_classic": "analytics"}
"""The SDKs, by the name of their list in ``sdk/python``, and the module that an application imports."""

_CLASSIC = re.compile(rb"^[ \t]*(?:import|from) analytics\b", re.MULTILINE)
_MODERN = re.compile(rb"^[ \t]*(?:(?:import|from) segment\.analytics\b|from segment import analytics\b)", re.MULTILINE)


def sdk_folder(sdk: str) -> Path:
    """Return the folder to put on the path, which holds what ``tests/run`` installed."""
    wanted, folder = _SDKS / f"{sdk}.txt", _SDKS / sdk
    installed = folder / "installed.txt"
    if not installed.is_file() or installed.read_bytes() != wanted.read_bytes():
        raise FileNotFoundError(f"the SDKs of {wanted} are not installed: run `bash tests/run`")
    return folder


def load_amplitude() -> ModuleType:
    """Import Amplitude's SDK into this process; it has no dependencies that could clash."""
    folder = str(sdk_folder("amplitude"))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module = importlib.import_module("amplitude")
    if module.__file__ is None or not Path(module.__file__).is_relative_to(folder):
        raise ImportError(f"amplitude was imported from {module.__file__}, not from {folder}")
    return module


def segment_sdk(tree: Tree) -> str:
    """Tell which of Segment's SDKs a project imports, the newer one of both; its own module ``analytics`` is none."""
    own = {part.removesuffix(".py") for path in tree for part in path.split("/")}
    is_modern, is_classic = (any(map(pattern.search, tree.values())) for pattern in (_MODERN, _CLASSIC))
    return "segment_classic" if is_classic and not is_modern and "analytics" not in own else "segment"
