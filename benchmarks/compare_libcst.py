"""Compare ``scan`` with a codemod of LibCST's own that changes nothing, over the same Python files in one run.

python benchmarks/compare_libcst.py [--rounds N] FOLDER

The goal is ten times the speed: only the files that can matter reach LibCST.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from compare import BIN, SCAN, Command, Row, measure, print_rows, say_machine

GOAL = 10
LIBCST = "libcst.tool"
ONE_PROCESS = "libcst -j 1"
CODEMOD = """\
from libcst.codemod import VisitorBasedCodemodCommand


class Nothing(VisitorBasedCodemodCommand):
    DESCRIPTION = "Look at every call and change none."

    def leave_Call(self, original_node, updated_node):
        return updated_node
"""
SETTINGS = """\
generated_code_marker: '@generated'
formatter: ['cat']
blacklist_patterns: []
modules: ['nothing']
repo_root: '.'
"""


def main() -> None:
    """Measure both on copies of a folder's Python files, and print the ratio beside the goal."""
    parser = argparse.ArgumentParser(description="Compare scan with a codemod of LibCST that changes nothing.")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder of Python files")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that does not (default: 5)")
    given = parser.parse_args()
    if not given.folder.is_dir():
        parser.error(f"{given.folder}: no such directory")
    scan = BIN / "segment-to-amplitude"
    if not scan.exists():
        parser.error(f"no segment-to-amplitude beside {sys.executable}; install the project there: pip install -e .")
    say_machine({SCAN: str(scan)}, given.rounds)
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
        root = Path(scratch)
        files = copied(given.folder, root / "files")
        (root / "nothing").mkdir()
        (root / "nothing" / "__init__.py").touch()
        (root / "nothing" / "nothing.py").write_text(CODEMOD, encoding="utf-8")
        (root / ".libcst.codemod.yaml").write_text(SETTINGS, encoding="utf-8")
        print(f"{given.folder.name}: {files} Python files")
        codemod = (sys.executable, "-m", LIBCST, "codemod", "nothing.Nothing", "files")
        measured = measure(
            {
                SCAN: Command((str(scan), "scan", "--root", "files", "files"), root),
                LIBCST: Command(codemod, root),
                ONE_PROCESS: Command((*codemod, "-j", "1"), root),
            },
            given.rounds,
        )
    rows: list[Row] = []
    for name, what in ((LIBCST, "libcst.tool codemod"), (ONE_PROCESS, "libcst.tool codemod -j 1")):
        ratio = measured[name].wall / measured[SCAN].wall
        rows.append(Row(f"{what} / scan, time", f"{ratio:.1f} ×", f"≥ {GOAL} ×", ratio >= GOAL))
        rows.append(Row(f"{what} / scan, CPU", f"{measured[name].cpu / measured[SCAN].cpu:.1f} ×"))
    print_rows(rows)


def copied(folder: Path, to: Path) -> int:
    """Copy the Python files of a folder, and count them."""
    count = 0
    for path in sorted(folder.rglob("*.py")):
        place = to / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        count += 1
    return count


if __name__ == "__main__":
    main()
