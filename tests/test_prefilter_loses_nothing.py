"""The prefilter only saves time: with it and without it the same references are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import FIXTURES, Case, Tree, discover, read_tree, write_tree
from segment_to_amplitude.migration import migrate

PROJECTS = "projects"


def grouped() -> dict[str, list[Case]]:
    """Return the cases by language and method."""
    groups: dict[str, list[Case]] = {}
    for case in discover():
        groups.setdefault("/".join(case.name.split("/")[:2]), []).append(case)
    return groups


GROUPS = grouped()


@pytest.mark.parametrize("group", GROUPS)
def test_fixtures(group: str, tmp_path: Path) -> None:
    lost = [case.name for number, case in enumerate(GROUPS[group]) if differs(case.before, tmp_path / str(number))]
    assert not lost


@pytest.mark.parametrize("name", sorted(path.name for path in (FIXTURES / PROJECTS).iterdir() if path.is_dir()))
def test_projects(name: str, tmp_path: Path) -> None:
    assert not differs(read_tree(FIXTURES / PROJECTS / name), tmp_path / name)


def differs(tree: Tree, root: Path) -> bool:
    """Tell whether the findings, their edits among them, depend on the prefilter."""
    write_tree(root, tree)
    with_prefilter, without = (
        [
            finding
            for file in migrate(root, is_verified=False, use_prefilter=use_prefilter).files
            for finding in file.findings
        ]
        for use_prefilter in (True, False)
    )
    return with_prefilter != without
