"""The projects of `fixtures/builds` build once they have moved, with nothing but what their manifests ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import Case, discover, write_tree
from jvm_builds import asked_for, build_with_gradle, build_with_maven, libraries_of

BUILDS = [case for case in discover() if case.name.startswith("builds/")]


@pytest.mark.parametrize("case", BUILDS, ids=lambda case: case.name)
def test_builds(case: Case, tmp_path: Path) -> None:
    is_maven = "pom.xml" in case.before
    # Kotlin is compiled before the run by `test_jvm_compile.py`, and slowly.
    for side, tree in (("before", case.before), ("after", case.after)) if is_maven else (("after", case.after),):
        write_tree(tmp_path / side, tree)
        assert not (build_with_maven if is_maven else build_with_gradle)(tmp_path / side), side


def test_what_is_missing_is_seen(tmp_path: Path) -> None:
    """Code that has moved does not build with the artifacts from before."""
    case = next(case for case in BUILDS if "pom.xml" in case.before)
    write_tree(tmp_path, {**case.after, **{path: data for path, data in case.before.items() if "/src/" not in path}})
    assert "package com.amplitude does not exist" in build_with_maven(tmp_path)


def test_build_files_are_run(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "libs.versions.toml": b'[versions]\nv = "2"\n[libraries]\none-a = "g:a:1"\n'
            b'one = { group = "g", name = "b", version.ref = "v" }\n',
            "a/build.gradle": b"def v = '3'\ndependencies {\n  api libs.one.a\n  // api 'g:x:1'\n  api \"g:c:$v\"\n}\n",
            "b/build.gradle.kts": b"dependencies {\n    api(libs.one)\n    implementation(libs.one.a) // x\n}\n",
        },
    )
    modules = {"a": tmp_path / "a/build.gradle", "b": tmp_path / "b/build.gradle.kts"}
    assert asked_for(modules, libraries_of(tmp_path / "libs.versions.toml"), tmp_path / "work") == [
        ["a", "api", "g:a:1"],
        ["a", "api", "g:c:3"],
        ["b", "api", "g:b:2"],
        ["b", "implementation", "g:a:1"],
    ]
