from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from segment_to_amplitude.project.modules import ModuleIndex

Json = dict[str, object]


def index(
    *files: str, packages: Mapping[str, Json] | None = None, configs: Mapping[str, str] | None = None
) -> ModuleIndex:
    package_jsons = {path: json.dumps(data).encode() for path, data in (packages or {}).items()}
    tsconfigs = {path: text.encode() for path, text in (configs or {}).items()}
    return ModuleIndex("/project", set(files), package_jsons, tsconfigs)


@pytest.mark.parametrize(
    ("specifier", "files", "found"),
    [
        ("react", ["src/react.ts"], None),
        ("../../outside", ["outside.ts"], None),
        ("https://cdn.example/x.js", ["src/x.js"], None),
        ("./missing", ["src/lib.ts"], None),
        ("./lib", ["src/lib.ts", "src/lib.js", "src/lib/index.ts"], "src/lib.ts"),
        ("./lib", ["src/lib/index.tsx"], "src/lib/index.tsx"),
        ("./lib/", ["src/lib.ts", "src/lib/index.ts"], "src/lib/index.ts"),
        ("../lib", ["lib.mjs"], "lib.mjs"),
        (".", ["src/index.ts"], "src/index.ts"),
        ("..", ["index.ts"], "index.ts"),
        ("./lib.js", ["src/lib.ts"], "src/lib.ts"),
        ("./lib.js", ["src/lib.js", "src/lib.ts"], "src/lib.js"),
        ("./lib.jsx", ["src/lib.tsx"], "src/lib.tsx"),
        ("./lib.mjs", ["src/lib.mts"], "src/lib.mts"),
        ("./lib.service", ["src/lib.service.ts"], "src/lib.service.ts"),
        ("./App.vue", ["src/App.vue"], "src/App.vue"),
        ("./lib", ["src/lib.native.ts", "src/lib.d.ts"], "src/lib.native.ts"),
        ("./worker?worker", ["src/worker.ts"], "src/worker.ts"),
        ("/src/main.ts", ["src/main.ts"], "src/main.ts"),
    ],
)
def test_paths(specifier: str, files: list[str], found: str | None) -> None:
    assert index(*files).resolve(specifier, "src/app.ts") == found


@pytest.mark.parametrize(
    ("specifier", "config", "found"),
    [
        ("@lib/x", {"paths": {"@lib/*": ["./source/lib/*"]}}, "web/source/lib/x.ts"),
        ("lib/x", {"baseUrl": "source"}, "web/source/lib/x.ts"),
        ("@x", {"baseUrl": ".", "paths": {"@x": ["source/lib/x.ts"]}}, "web/source/lib/x.ts"),
        ("@/x", {"paths": {"@/*": ["missing/*", "source/lib/*"]}}, "web/source/lib/x.ts"),
        ("@/x", {"paths": {"@/*": ["source/lib/*"], "*": ["source/*"]}}, "web/source/lib/x.ts"),
        ("@lib/x", {"paths": {"@lib/*": 3}}, None),
    ],
)
def test_tsconfig_paths(specifier: str, config: Json, found: str | None) -> None:
    modules = index("web/source/lib/x.ts", configs={"web/tsconfig.json": json.dumps({"compilerOptions": config})})
    assert modules.resolve(specifier, "web/source/app.ts") == found
    assert modules.resolve(specifier, "api/app.ts") is None


def test_tsconfig_extends_with_comments_and_trailing_commas() -> None:
    base = """{
      // "paths" count from this file: "/*"
      "compilerOptions": { "paths": { "@shared/*": ["libs/*/src",], /* "@other/*": [] */ }, },
    }"""
    modules = index(
        "libs/segment/src/index.ts",
        configs={"tsconfig.base.json": base, "apps/web/tsconfig.json": '{"extends": "../../tsconfig.base"}'},
    )
    assert modules.resolve("@shared/segment", "apps/web/src/app.ts") == "libs/segment/src/index.ts"


def test_tsconfig_extends_a_workspace_package_and_survives_a_circle() -> None:
    modules = index(
        "web/lib/x.ts",
        packages={"config/package.json": {"name": "@acme/config"}},
        configs={
            "config/base.json": "[]",
            "config/tsconfig.json": '{"extends": "../web/tsconfig.json", "compilerOptions": {"baseUrl": "../web"}}',
            "web/tsconfig.json": '{"extends": ["@acme/config/tsconfig.json"]}',
        },
    )
    assert modules.resolve("lib/x", "web/app.ts") == "web/lib/x.ts"


def test_a_project_file_beside_tsconfig_is_looked_at() -> None:
    modules = index(
        "source/x.ts",
        configs={
            "tsconfig.json": '{"files": [], "references": [{"path": "./tsconfig.app.json"}]}',
            "tsconfig.app.json": '{"compilerOptions": {"paths": {"~x/*": ["./source/*"]}}}',
        },
    )
    assert modules.resolve("~x/x", "source/app.ts") == "source/x.ts"


def test_aliases_by_convention_count_from_the_nearest_package() -> None:
    modules = index("web/src/lib/x.ts", "src/lib/x.ts", "web/plugins/y.js", packages={"web/package.json": {}})
    assert modules.resolve("@/lib/x", "web/src/app.vue") == "web/src/lib/x.ts"
    assert modules.resolve("@/lib/x", "src/app.ts") == "src/lib/x.ts"
    assert modules.resolve("~/plugins/y", "web/pages/a.vue") == "web/plugins/y.js"
    assert modules.resolve("src/lib/x", "web/src/app.ts") == "web/src/lib/x.ts"


@pytest.mark.parametrize(
    ("manifest", "files", "found"),
    [
        ({"main": "dist/index.js"}, ["src/index.ts"], "src/index.ts"),
        ({"main": "dist/index.js"}, ["src/index.ts", "dist/index.js"], "dist/index.js"),
        ({"source": "lib/main.ts", "main": "dist/index.js"}, ["lib/main.ts"], "lib/main.ts"),
        ({"types": "./dist/types/entry.d.ts"}, ["src/entry.tsx"], "src/entry.tsx"),
        ({"exports": {".": {"import": "./dist/esm/api.mjs"}}}, ["src/api.ts"], "src/api.ts"),
        ({"exports": "./entry.js"}, ["entry.ts"], "entry.ts"),
        ({"exports": {"import": ["./entry.js"]}}, ["entry.js"], "entry.js"),
        ({}, ["index.js"], "index.js"),
        ({}, ["src/index.ts"], "src/index.ts"),
        ({"main": "dist/index.js"}, ["other.ts"], None),
        ({"main": "."}, ["index.ts"], "index.ts"),
    ],
)
def test_workspace_package(manifest: Json, files: list[str], found: str | None) -> None:
    modules = index(
        *(f"packages/a/{file}" for file in files),
        packages={"package.json": {"name": "root"}, "packages/a/package.json": {"name": "@acme/a", **manifest}},
    )
    assert modules.resolve("@acme/a", "packages/b/src/app.ts") == (found and f"packages/a/{found}")


def test_directory_with_a_package_file() -> None:
    modules = index("a/src/entry.ts", packages={"a/package.json": {"main": "dist/entry"}})
    assert modules.resolve("../a", "b/app.ts") == "a/src/entry.ts"


def test_packages_that_name_each_other_end() -> None:
    modules = index(packages={"a/package.json": {"main": "lib"}, "a/lib/package.json": {"main": ".."}})
    assert modules.resolve("../a", "b/app.ts") is None


@pytest.mark.parametrize(
    ("manifest", "specifier", "found"),
    [
        ({}, "a/src/web/track", "src/web/track.ts"),
        ({}, "a/web/track", "src/web/track.ts"),
        ({}, "a/dist/web/track.js", "src/web/track.ts"),
        ({"exports": {"./track": {"default": "./dist/web/track.js"}}}, "a/track", "src/web/track.ts"),
        ({"exports": {"./*": "./dist/web/*.js"}}, "a/track", "src/web/track.ts"),
        ({}, "a/missing", None),
    ],
)
def test_subpath_of_a_workspace_package(manifest: Json, specifier: str, found: str | None) -> None:
    modules = index("a/src/web/track.ts", packages={"a/package.json": {"name": "a", **manifest}})
    assert modules.resolve(specifier, "b/app.ts") == (found and f"a/{found}")


def test_imports_of_the_own_package() -> None:
    modules = index(
        "a/src/x.ts", packages={"a/package.json": {"imports": {"#x": "./dist/x.js", "#src/*": {"default": "./src/*"}}}}
    )
    assert modules.resolve("#x", "a/src/app.ts") == "a/src/x.ts"
    assert modules.resolve("#src/x.js", "a/src/app.ts") == "a/src/x.ts"
    assert modules.resolve("#x", "b/app.ts") is None


def test_of_two_packages_with_one_name_the_nearer_is_meant() -> None:
    same: Json = {"name": "shared"}
    modules = index(
        "x/shared/index.ts",
        "y/shared/index.ts",
        packages={"x/shared/package.json": same, "y/shared/package.json": same},
    )
    assert modules.resolve("shared", "y/app/a.ts") == "y/shared/index.ts"
    assert modules.resolve("shared", "x/app/a.ts") == "x/shared/index.ts"


def test_packages_and_their_dependencies() -> None:
    modules = index(
        packages={
            "package.json": {"devDependencies": {"jest": "1"}},
            "web/package.json": {"dependencies": {"react": "1"}, "peerDependencies": None},
        }
    )
    assert modules.package_of("web/src/a.ts") == "web"
    assert modules.package_of("api/a.ts") == ""
    assert modules.dependency_names("web/src/a.ts") == {"jest", "react"}
    assert modules.dependency_names("api/a.ts") == {"jest"}


def test_parses_only_what_an_import_asks_for() -> None:
    class Refusing(dict[str, bytes]):
        def __getitem__(self, path: str) -> bytes:
            raise AssertionError(path)

    modules = ModuleIndex("/project", {"src/lib.ts"}, Refusing({"package.json": b""}), Refusing({"tsconfig.json": b""}))
    assert modules.resolve("./lib", "src/app.ts") == "src/lib.ts"
    assert modules.package_of("src/app.ts") == ""


def test_broken_json_counts_as_empty() -> None:
    modules = ModuleIndex("/project", {"src/lib.ts"}, {"package.json": b"{"}, {"tsconfig.json": b"\xff"})
    assert modules.resolve("@/lib", "src/app.ts") == "src/lib.ts"
    assert modules.dependency_names("src/app.ts") == set()
