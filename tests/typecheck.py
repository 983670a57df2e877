"""Type-check many small TypeScript projects against the real SDKs, in one run of the compiler."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from fixture_cases import Tree, write_tree

SDK = Path(__file__).parent / "sdk"
SUFFIXES = (".ts", ".tsx", ".mts", ".cts")

_CLASSIC = re.compile(r"[\^~>=v\s]*1(\.|$)")
_CLASSIC_TYPES = SDK / "node_modules/segment-rn-classic/build/esm/index.d.ts"


def is_typescript(path: str) -> bool:
    """Tell whether the compiler reads files of this name."""
    return path.endswith(SUFFIXES)


def typecheck(trees: Mapping[str, Tree], work: Path) -> dict[str, list[str]]:
    """Return the diagnostics of each tree that holds TypeScript; ``work`` is a folder to write the trees in.

    A ``package.json`` in a tree is heeded: a version 1 of ``@segment/analytics-react-native`` stands for that SDK's
    old major version, ``@types/segment-analytics`` brings its global, and names of workspace packages resolve.
    """
    if not (SDK / "node_modules/typescript").is_dir():
        raise FileNotFoundError("the SDKs are not installed: run `npm ci --prefix tests/sdk`")
    node = shutil.which("node")
    if node is None:
        raise FileNotFoundError("type-checking needs Node 20 or newer on the PATH")
    (work / "node_modules").symlink_to(SDK / "node_modules")
    projects = []
    for name, tree in trees.items():
        files = sorted(path for path in tree if is_typescript(path))
        if not files:
            continue
        directory = work / name
        write_tree(directory, tree)
        paths, types = _resolution(tree, directory)
        projects.append({"name": name, "dir": str(directory), "files": files, "paths": paths, "types": types})
    run = subprocess.run(
        [node, str(SDK / "typecheck.cjs")], input=json.dumps(projects), capture_output=True, text=True, check=False
    )
    if run.returncode != 0:
        raise RuntimeError(f"typecheck.cjs failed:\n{run.stderr}")
    result: dict[str, list[str]] = json.loads(run.stdout)
    return result


def _resolution(tree: Tree, directory: Path) -> tuple[dict[str, list[str]], list[str]]:
    paths: dict[str, list[str]] = {}
    types = ["node", "jest"]
    for folder, manifest in _manifests(tree):
        wanted = {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}
        if _CLASSIC.match(wanted.get("@segment/analytics-react-native", "")):
            paths["@segment/analytics-react-native"] = [str(_CLASSIC_TYPES)]
            paths["@segment/analytics-react-native/*"] = [str(SDK / "node_modules/segment-rn-classic/*")]
        if "@types/segment-analytics" in wanted:
            types.append("segment-analytics")
        if folder != PurePosixPath(".") and (name := manifest.get("name")):
            paths[name] = [str(directory / folder)]
            paths[f"{name}/*"] = [str(directory / folder / "*")]
    return paths, types


def _manifests(tree: Tree) -> Iterator[tuple[PurePosixPath, dict[str, Any]]]:
    for path, data in sorted(tree.items()):
        if PurePosixPath(path).name == "package.json":
            yield PurePosixPath(path).parent, json.loads(data)
