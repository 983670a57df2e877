"""Compile many small Kotlin and Java projects against the real SDKs, in as few runs of the compilers as they allow.

Projects whose packages differ do not see one another, so that they are compiled together; each is named for its folder.
Those with Kotlin are apart from those without, as Java is not compiled any more once Kotlin has errors.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fixture_cases import Tree, write_tree
from jvm_sdks import SDK, Classpath, compiler_classpath, is_jvm, serialization_plugin, tool

_PACKAGE = re.compile(rb"^package ([\w.`]+)", re.MULTILINE)
_PUBLIC = re.compile(
    rb"^public (?:(?:abstract|final|sealed|static|strictfp) )*(?:class|interface|enum|record|@interface) (\w+)",
    re.MULTILINE,
)


@dataclass
class Batch:
    """Projects that are compiled together."""

    classpath: str
    has_kotlin: bool
    names: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    packages: set[bytes] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What the compilers said of one project, and the classpath to run it with."""

    diagnostics: list[str]
    classpath: str

    @property
    def errors(self) -> list[str]:
        """What is wrong."""
        return [text for text in self.diagnostics if re.match(r"([^\n]*:\d+: )?error: ", text)]

    @property
    def deprecations(self) -> set[str]:
        """The warnings of deprecated names, without their places."""
        return {text.partition("warning: ")[2] for text in self.diagnostics if re.search("warning: .*deprecat", text)}


def compile_jvm(trees: Mapping[str, Tree], work: Path) -> dict[str, Compiled]:
    """Compile each tree that holds Kotlin or Java."""
    sources = work / "sources"
    batches: list[Batch] = []
    classpaths = Classpath(work / "lib")
    for name, original in trees.items():
        tree = {path: data for path, data in named_as_java_wants(original).items() if is_jvm(path)}
        if tree:
            write_tree(sources / name, tree)
            batch = _fitting(batches, classpaths.of(original), tree)
            batch.names.append(name)
            batch.files += [f"{name}/{path}" for path in sorted(tree)]
    outputs = [work / f"classes-{number}" for number in range(len(batches))]
    projects = [
        {
            "name": str(output),
            "directory": str(sources),
            "files": batch.files,
            "classpath": batch.classpath,
            "output": str(output),
        }
        for batch, output in zip(batches, outputs, strict=True)
    ]
    said = _run({"plugin": str(serialization_plugin()), "threads": os.cpu_count() or 1, "projects": projects})
    return {
        name: Compiled(_of_project(name, said[str(output)], batch), os.pathsep.join([str(output), batch.classpath]))
        for batch, output in zip(batches, outputs, strict=True)
        for name in batch.names
    }


def packages(tree: Tree) -> set[bytes]:
    """Return the packages that the files declare; the unnamed one is empty."""
    found = map(_PACKAGE.search, tree.values())
    return {match[1] if match else b"" for match in found}


def named_as_java_wants(tree: Tree) -> Tree:
    """Return the files with the one of a fixture, ``before.java``, named for its public class, as the compiler asks."""
    return {_java_name(path, data) if path.startswith("before.") else path: data for path, data in tree.items()}


def _java_name(path: str, data: bytes) -> str:
    found = _PUBLIC.search(data) if path.endswith(".java") else None
    return f"{found[1].decode()}.java" if found else path


def _fitting(batches: list[Batch], classpath: str, tree: Tree) -> Batch:
    has_kotlin = any(path.endswith(".kt") for path in tree)
    wanted = packages(tree)
    for batch in batches:
        if (batch.classpath, batch.has_kotlin) == (classpath, has_kotlin) and not batch.packages & wanted:
            break
    else:
        batch = Batch(classpath, has_kotlin)
        batches.append(batch)
    batch.packages |= wanted
    return batch


def _of_project(name: str, said: list[str], batch: Batch) -> list[str]:
    """Return what was said of one project, and what was said of none."""
    own = [text.removeprefix(f"{name}/") for text in said if text.startswith(f"{name}/")]
    return own + [text for text in said if not any(text.startswith(f"{other}/") for other in batch.names)]


def _run(task: object) -> dict[str, list[str]]:
    run = subprocess.run(
        [tool("java"), "-Xss4m", "-XX:+UseParallelGC", "-cp", compiler_classpath(), str(SDK / "Compile.java")],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise RuntimeError(f"Compile.java failed:\n{run.stderr}")
    result: dict[str, list[str]] = json.loads(run.stdout)
    return result
