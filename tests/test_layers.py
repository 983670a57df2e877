"""Imports point one way, and each stage knows only what the design lets it know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "codemods" / "segment_to_amplitude"
PACKAGE = ROOT.name

# From the bottom up; what stands in one row does not know the rest of the row.
LAYERS = (
    {"resources", "source"},
    {"findings", "project"},
    {"segment", "amplitude"},
    {"mapping"},
    {"languages", "manifests", "rules"},
    {"migration"},
    {"report", "validation"},
    {"review"},
    {"cli"},
    {"__main__"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

# Stage, by the start of its module's name, and what it must not import, at any depth of its name.
UNKNOWN_TO = {
    "source": {"tree_sitter", "click", "rich"},
    "project": {"tree_sitter", "click", "rich"},
    "mapping": {"tree_sitter", "tree_sitter_html", "tree_sitter_javascript", "tree_sitter_typescript", "click", "rich"},
    "segment": {"tree_sitter", "click", "rich"},
    "amplitude": {"tree_sitter", "click", "rich"},
    "languages": {"click", "rich"},
    "languages.javascript.resolve": {f"{PACKAGE}.amplitude", f"{PACKAGE}.mapping"},
    "languages.javascript.read": {f"{PACKAGE}.amplitude", f"{PACKAGE}.mapping"},
    "languages.javascript.write": {f"{PACKAGE}.segment"},
}


def modules() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str) -> set[str]:
    """Return the dotted names that a module imports, anywhere in it, with the names taken from each."""
    path = ROOT.joinpath(*module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def starts_with(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


MODULES = [module for module in modules() if module]


def test_every_part_has_a_layer() -> None:
    assert MODULES
    assert {module.split(".")[0] for module in MODULES} <= RANK.keys()


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    own = module.split(".")[0]
    known = {name.split(".")[1] for name in imports(module) if starts_with(name, PACKAGE) and name != PACKAGE}
    upwards = {name for name in known & RANK.keys() if name != own and RANK[name] >= RANK[own]}
    assert not upwards


@pytest.mark.parametrize("module", MODULES)
def test_stages_do_not_know_what_is_not_theirs(module: str) -> None:
    unknown = {name for stage, names in UNKNOWN_TO.items() if starts_with(module, stage) for name in names}
    assert not {name for name in imports(module) for other in unknown if starts_with(name, other)}
