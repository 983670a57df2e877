from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from segment_to_amplitude.project.discovery import PathError, discover


def tree(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x")
    return root


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always")
    subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture(params=["checkout", "folder"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with and without git: both must list the same."""
    root = tmp_path / "project"
    root.mkdir()
    if request.param == "checkout":
        git(root, "init", "-q")
    return root


def test_lists_sources_and_manifests_apart_and_sorted(project: Path) -> None:
    tree(project, "src/b.ts", "src/a.vue", "index.html", "package.json", "web/tsconfig.app.json", "web/jsconfig.json")
    tree(project, "README.md", ".env", "package-lock.json", "my-package.json", "src/data.json", "src/Über uns.tsx")
    found = discover(project)
    assert found.sources == ["index.html", "src/a.vue", "src/b.ts", "src/Über uns.tsx"]
    assert found.package_jsons == ["package.json"]
    assert found.tsconfigs == ["web/jsconfig.json", "web/tsconfig.app.json"]
    assert found.python_manifests == []
    assert found.absolute("src/b.ts") == f"{os.path.realpath(project)}/src/b.ts"


def test_lists_python_manifests_by_their_names(project: Path) -> None:
    manifests = ["Pipfile", "api/dev-requirements.txt", "api/setup.py", "conda.yaml", "constraints.txt"]
    manifests += [
        "environment-dev.yml",
        "pyproject.toml",
        "reqs/base.txt",
        "requirements.in",
        "requirements/edx/base.in",
    ]
    manifests += ["setup.cfg"]
    tree(project, *manifests)
    tree(project, "MANIFEST.in", "notes.txt", "api/my_setup.py", "Cargo.toml", "docker-compose.yml", "poetry.lock")
    found = discover(project)
    assert found.python_manifests == manifests
    assert found.sources == ["api/my_setup.py", "api/setup.py"]


def test_leaves_out_what_is_ignored(project: Path) -> None:
    tree(project, "a.js", "dist/b.js", "web/out/c.js", "web/keep.gen.js", "x.gen.js", "lib/out/d.js")
    (project / ".gitignore").write_text("/dist/\n*.gen.js\n")
    (project / "web" / ".gitignore").write_text("out\n!keep.gen.js\n")
    assert discover(project).sources == ["a.js", "lib/out/d.js", "web/keep.gen.js"]


def test_leaves_out_the_code_of_others(project: Path) -> None:
    tree(project, "a.js", "node_modules/x/b.js", "web/bower_components/c.js", "php/vendor/d.js", "vendors/e.js")
    assert discover(project).sources == ["a.js", "vendors/e.js"]


def test_reads_the_code_of_others_when_it_is_named(project: Path) -> None:
    tree(project, "a.js", "vendor/x/b.js", "vendor/x/vendor/c.js")
    assert discover(project, [project / "vendor"]).sources == ["vendor/x/b.js"]
    assert discover(project, [project / "vendor/x/vendor/c.js"]).sources == ["vendor/x/vendor/c.js"]


def test_never_follows_a_link(project: Path) -> None:
    outside = tree(project.parent / "outside", "b.js").joinpath("b.js")
    tree(project, "real/a.js")
    (project / "linked").symlink_to(outside.parent, target_is_directory=True)
    (project / "inner").symlink_to("real", target_is_directory=True)
    assert discover(project).sources == ["real/a.js"]


def test_narrows_to_paths_and_patterns(project: Path) -> None:
    tree(project, "web/a.ts", "web/a.test.ts", "api/b.ts", "c.ts", "[x]/d.ts", "x/e.ts")
    assert discover(project, [project / "web", project / "c.ts"]).sources == ["c.ts", "web/a.test.ts", "web/a.ts"]
    assert discover(project, [project / "[x]"]).sources == ["[x]/d.ts"]
    assert discover(project, include=["web/"], exclude=["*.test.ts"]).sources == ["web/a.ts"]
    assert discover(project, [project]).sources == discover(project).sources


def test_refuses_paths_that_are_missing_or_outside(project: Path) -> None:
    with pytest.raises(PathError, match=r"missing\.ts: no such file or directory; name one that exists"):
        discover(project, [project / "missing.ts"])
    with pytest.raises(PathError, match="outside the project"):
        discover(project, [project.parent])
    with pytest.raises(PathError, match="no such directory"):
        discover(project / "missing")


def test_checkout_leaves_out_deleted_files_and_submodules(tmp_path: Path) -> None:
    other = tree(tmp_path / "other", "s.js")
    git(other, "init", "-q")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "x")
    root = tree(tmp_path / "root", "a.js", "gone.js", "staged.js", "dir/gone.js")
    git(root, "init", "-q")
    git(root, "submodule", "add", "-q", str(other), "sub")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    for path in ("gone.js", "dir/gone.js"):
        (root / path).unlink()
    git(root, "rm", "-q", "staged.js")
    tree(root, "untracked.js", "nested/n.js")
    git(root / "nested", "init", "-q")
    assert discover(root).sources == ["a.js", "untracked.js"]


def test_checkout_directory_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "web/a.js", "b.js")
    git(root, "init", "-q")
    git(root, "add", "-A")
    (root / "web").rename(tmp_path / "moved")
    (root / "web").symlink_to(tmp_path / "moved", target_is_directory=True)
    assert discover(root).sources == ["b.js"]


def test_root_inside_a_checkout_lists_only_itself(tmp_path: Path) -> None:
    tree(tmp_path, "a.js", "web/b.js")
    git(tmp_path, "init", "-q")
    assert discover(tmp_path / "web").sources == ["b.js"]


def test_without_git_the_folder_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.js", ".git/b.js")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert discover(tmp_path).sources == ["a.js"]


def test_manifests_of_kotlin_and_java(tmp_path: Path) -> None:
    wanted = [
        "app/build.gradle.kts", "app/proguard-rules.pro", "app/src/main/AndroidManifest.xml",
        "app/src/main/res/values-de/keys.xml", "build.gradle", "gradle.lockfile", "gradle.properties",
        "gradle/libs.versions.toml", "gradle/verification-metadata.xml", "pom.xml",
    ]  # fmt: skip
    for name in (*wanted, "app/src/main/res/layout/main.xml", "log4j.properties", "notes.txt", "App.kt", "App.java"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = discover(tmp_path)
    assert found.jvm_manifests == wanted
    assert found.sources == ["App.java", "App.kt"]
