"""Which Gradle modules see which."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import write_tree
from segment_to_amplitude.languages.jvm.modules import Modules, module_of, source_set_of
from segment_to_amplitude.project.discovery import discover
from segment_to_amplitude.project.sources import Sources

BUILD = {
    "app/build.gradle": "dependencies {\n    implementation project(path: ':feature:feed-list')\n}\n",
    "feature/feed-list/build.gradle.kts": "dependencies {\n    api(projects.core.tracking)\n"
    '    testImplementation(project(":testing"))\n}\n',
    "core/tracking/build.gradle.kts": 'dependencies {\n    // implementation(project(":app"))\n'
    '    implementation(project(":core:logs"))\n}\n',
    "core/logs/build.gradle.kts": "",
    "testing/build.gradle.kts": "",
}


@pytest.fixture
def modules(tmp_path: Path) -> Modules:
    write_tree(tmp_path, {path: text.encode() for path, text in BUILD.items()})
    return Modules(Sources(discover(tmp_path), [], {}, {}, 1_000_000))


@pytest.mark.parametrize(
    ("module", "other", "sees"),
    [
        ("app", "app", True),
        ("app", "feature/feed-list", True),
        ("app", "core/tracking", True),
        ("app", "core/logs", False),
        ("core/tracking", "core/logs", True),
        ("core/tracking", "app", False),
        ("feature/feed-list", "app", False),
        ("app", "none", True),
    ],
)
def test_sees(modules: Modules, module: str, other: str, sees: bool) -> None:
    assert modules.sees(module, other) is sees


@pytest.mark.parametrize(
    ("named", "shared"),
    [
        (["app"], "app"),
        (["app", "core/tracking"], "core/tracking"),
        (["app", "core/tracking", "feature/feed-list"], "core/tracking"),
        (["core/logs", "testing"], None),
        (["app", "none"], None),
    ],
)
def test_shared(modules: Modules, named: list[str], shared: str | None) -> None:
    assert modules.shared(named) == shared


@pytest.mark.parametrize(
    ("path", "module", "source_set"),
    [
        ("app/src/main/java/a/A.kt", "app", "main"),
        ("src/debug/kotlin/A.kt", "", "debug"),
        ("core/tracking/src/test/java/src/A.java", "core/tracking", "test"),
        ("A.kt", "", ""),
    ],
)
def test_module_of(path: str, module: str, source_set: str) -> None:
    assert (module_of(path), source_set_of(path)) == (module, source_set)
