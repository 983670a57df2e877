"""Build whole projects: Maven's with Maven, Gradle's from what their build files ask for when they are run.

Gradle itself is published nowhere that packages come from. Its build files are run all the same, in Groovy and Kotlin,
with as much of its language as `sdk/gradle` has; a catalog is read by Python. What they ask for goes into a `pom.xml`,
so that Maven finds each artifact, with all that it brings along, and compiles the code with that alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path

from jvm_sdks import SDK, compiler_classpath, tool

GRADLE = SDK.parent / "gradle"
KOTLIN = "2.4.21"
SCOPES = {"runtimeOnly": "runtime", "testImplementation": "test"}
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  {parent}
  <artifactId>{name}</artifactId>
  {rest}
</project>
"""
COORDINATES = "<groupId>built</groupId><artifactId>root</artifactId><version>1</version>"
PLUGIN = f"""<properties><kotlin.compiler.jvmTarget>17</kotlin.compiler.jvmTarget></properties>
  <build><sourceDirectory>src/main/kotlin</sourceDirectory><plugins><plugin>
    <groupId>org.jetbrains.kotlin</groupId><artifactId>kotlin-maven-plugin</artifactId><version>{KOTLIN}</version>
    <executions><execution><id>compile</id><goals><goal>compile</goal></goals></execution></executions>
  </plugin></plugins></build>"""


def build_with_maven(directory: Path) -> str:
    """Compile all modules; return what Maven complains of."""
    arguments = [tool("mvn"), "--batch-mode", "--no-transfer-progress", "--quiet", "compile"]
    ran = subprocess.run(arguments, cwd=directory, capture_output=True, text=True, check=False)
    said = re.sub(r"\x1b\[[\d;]*m", "", ran.stdout + ran.stderr).strip()
    return said if ran.returncode else ""


def build_with_gradle(directory: Path) -> str:
    """Run the build files of all modules and compile the code with what they ask for; return the complaints."""
    modules = {path.parent.name: path for path in sorted(directory.glob("*/build.gradle*"))}
    asked = asked_for(modules, libraries_of(directory / "gradle/libs.versions.toml"), directory / "build")
    for name in modules:
        given = "".join(map(_dependency, (row[1:] for row in asked if row[0] == name)))
        text = POM.format(
            parent=f"<parent>{COORDINATES}</parent>", name=name, rest=f"<dependencies>{given}</dependencies>"
        )
        (directory / name / "pom.xml").write_text(text, encoding="utf-8")
    listed = "".join(f"<module>{name}</module>" for name in modules)
    root = POM.replace("<artifactId>{name}</artifactId>", COORDINATES + "<packaging>pom</packaging>")
    text = root.format(parent="", rest=f"<modules>{listed}</modules>{PLUGIN}")
    (directory / "pom.xml").write_text(text, encoding="utf-8")
    return build_with_maven(directory)


def _dependency(row: list[str]) -> str:
    configuration, notation = row
    group, name, version = ["built", notation[1:], "1"] if notation.startswith(":") else notation.split(":")
    scope = SCOPES.get(configuration, "compile")
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>"
        f"<scope>{scope}</scope></dependency>"
    )


def libraries_of(catalog: Path) -> dict[str, str]:
    """Return the coordinates of a catalog's libraries by their accessors."""
    if not catalog.is_file():
        return {}
    tables = tomllib.loads(catalog.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for alias, library in tables.get("libraries", {}).items():
        if not isinstance(library, str):
            version = library["version"]
            written = version if isinstance(version, str) else tables["versions"][version["ref"]]
            module = library.get("module") or f"{library['group']}:{library['name']}"
            library = f"{module}:{written}"
        found[".".join(re.split("[-_.]", alias))] = library
    return found


def asked_for(modules: dict[str, Path], libraries: dict[str, str], work: Path) -> list[list[str]]:
    """Run build files; return module, configuration and notation for each dependency."""
    groovy = [f"{name}:{path}" for name, path in modules.items() if path.suffix == ".gradle"]
    kotlin = {name: path for name, path in modules.items() if path.suffix == ".kts"}
    said = ""
    if groovy:
        program = ["groovy.ui.GroovyMain", str(GRADLE / "Read.groovy")]
        said += _java(GRADLE / "lib/*", *program, *(f"{key}={text}" for key, text in libraries.items()), *groovy)
    if kotlin:
        work.mkdir()
        (work / "Catalog.kt").write_text(_accessors(libraries), encoding="utf-8")
        calls = [
            f"    with(Project({name!r})) {{\n{path.read_text(encoding='utf-8')}\n    }}\n".replace("'", '"')
            for name, path in kotlin.items()
        ]
        (work / "Builds.kt").write_text(f"fun main() {{\n{''.join(calls)}}}\n", encoding="utf-8")
        standard = next((SDK / "lib").glob("*.kotlin-stdlib-2*.jar"))
        sources = [str(GRADLE / "Gradle.kt"), str(work / "Catalog.kt"), str(work / "Builds.kt")]
        options = ["-no-stdlib", "-no-reflect", "-nowarn", "-cp", str(standard), "-d", str(work)]
        _java(compiler_classpath(), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", *options, *sources)
        said += _java(os.pathsep.join([str(work), str(standard)]), "BuildsKt")
    return [line.split("\t") for line in said.splitlines()]


def _accessors(libraries: dict[str, str]) -> str:
    """The classes that Gradle makes of a catalog; ``plugins`` is there for what is asked of it by `alias`."""
    names = {tuple(key.split(".")) for key in libraries} | {("plugins", "kotlin", "jvm")}
    nodes = {()} | {name[:length] for name in names for length in range(1, len(name) + 1)}
    classes: list[str] = []
    for node in sorted(nodes):
        members = _members(node, nodes)
        classes.append(f'object Libs{"_".join(("", *node))} : Accessor("{libraries.get(".".join(node), "")}") {{\n')
        classes += [f"    val `{name}` = Libs_{'_'.join((*node, name))}\n" for name in members]
        classes.append("}\n\n")
    return "".join(classes) + "val libs = Libs\n"


def _members(node: tuple[str, ...], nodes: Iterable[tuple[str, ...]]) -> list[str]:
    return sorted({each[len(node)] for each in nodes if each[: len(node)] == node and len(each) == len(node) + 1})


def _java(classpath: object, *arguments: str) -> str:
    ran = subprocess.run(
        [tool("java"), "-XX:TieredStopAtLevel=1", "-cp", str(classpath), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
