"""What is not needed is not imported: the time to start is the user's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODEMODS = Path(__file__).parents[1] / "codemods"
LOADED = """
import sys
from segment_to_amplitude.cli import main
code = main(sys.argv[1:])
print("LOADED", code, *sys.modules)
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the modules that a fresh interpreter holds after the command."""
    child = subprocess.run(
        (sys.executable, "-c", LOADED, *arguments),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(CODEMODS)},
        capture_output=True,
        text=True,
        check=True,
    )
    word, code, *modules = child.stdout.splitlines()[-1].split()
    assert (word, code) == ("LOADED", "0"), child.stdout + child.stderr
    return set(modules)


def below(modules: set[str], *packages: str) -> set[str]:
    return {module for module in modules for package in packages if f"{module}.".startswith(f"{package}.")}


@pytest.fixture
def without_segment(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "package.json").write_text('{"name": "shop", "dependencies": {"react": "^18.3.1"}}\n')
    (tmp_path / "src" / "cart.ts").write_text("export const total = (prices: number[]) => prices.length;\n")
    (tmp_path / "src" / "view.jsx").write_text("export const View = () => <p>empty</p>;\n")
    return tmp_path


def test_scan_without_segment_imports_no_parser(without_segment: Path) -> None:
    modules = loaded(without_segment, "scan", "--root", ".", ".")
    parsers = ("tree_sitter", "tree_sitter_html", "tree_sitter_javascript", "tree_sitter_typescript")
    assert "segment_to_amplitude.migration" in modules
    assert not below(modules, *parsers, "msgspec", "rich")


def test_help_imports_no_language(without_segment: Path) -> None:
    modules = loaded(without_segment, "--help")
    assert "segment_to_amplitude.cli" in modules
    assert not below(modules, "segment_to_amplitude.languages", "tree_sitter", "msgspec", "rich")


def test_python_without_segment_imports_no_parser(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").touch()
    (tmp_path / "shop" / "analytics.py").write_text("def track(event):\n    print(event)\n")
    (tmp_path / "shop" / "views.py").write_text("from shop import analytics\n\nanalytics.track('Opened')\n")
    modules = loaded(tmp_path, "scan", "--root", ".", ".")
    assert "segment_to_amplitude.languages.python.migrate" in modules
    assert not below(modules, "libcst", "tree_sitter", "tree_sitter_javascript", "msgspec", "rich")


def test_python_with_segment_imports_libcst_and_no_other_parser(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import analytics\n\nanalytics.write_key = 'k'\nanalytics.track('u', 'Opened')\n")
    modules = loaded(tmp_path, "scan", "--root", ".", ".")
    assert below(modules, "libcst")
    assert not below(modules, "tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")
