"""Compile many small Kotlin and Java projects against the real SDKs, in as few runs of the compilers as they allow.

The packages of each project are put below one of its own, so that projects do not see one another and are compiled
together. Those with Kotlin are apart from those without, as Java is not compiled any more once Kotlin has errors.
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

_SDKS = (b"com.segment.", b"com.amplitude.")
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
    package: str
    """What stands before the names of the project's packages, with its dot."""

    @property
    def errors(self) -> list[str]:
        """What is wrong."""
        return [text for text in self.diagnostics if re.match(r"([^\n]*:\d+: )?error: ", text)]

    @property
    def deprecations(self) -> set[str]:
        """The warnings of deprecated names in Kotlin, without places; in Java no configuration goes without one."""
        found = (re.match(r".*\.kt:\d+: warning: (.*deprecat.*)", text, re.DOTALL) for text in self.diagnostics)
        return {match[1] for match in found if match}


def compile_jvm(trees: Mapping[str, Tree], work: Path) -> dict[str, Compiled]:
    """Compile each tree that holds Kotlin or Java."""
    sources = work / "sources"
    batches: list[Batch] = []
    classpaths = Classpath(work / "lib")
    prefixes = {name: f"p{number}." for number, name in enumerate(trees)}
    for name, original in trees.items():
        tree: Tree = {path: data for path, data in named_as_java_wants(original).items() if is_jvm(path)}
        if tree:
            if not can_be_moved(tree):
                prefixes[name] = ""
            tree = moved(tree, prefixes[name].encode())
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
        name: Compiled(
            _of_project(name, prefixes[name], said[str(output)], batch),
            os.pathsep.join([str(output), batch.classpath]),
            prefixes[name],
        )
        for batch, output in zip(batches, outputs, strict=True)
        for name in batch.names
    }


def packages(tree: Tree) -> set[bytes]:
    """Return the packages that the files declare; the unnamed one is empty."""
    found = map(_PACKAGE.search, tree.values())
    return {match[1] if match else b"" for match in found}


def can_be_moved(tree: Tree) -> bool:
    """Tell whether the project has packages, and those of no SDK."""
    return not any(not package or (package + b".").startswith(_SDKS) for package in packages(tree))


def moved(tree: Tree, prefix: bytes) -> Tree:
    """Return the files with their packages below another one; what `support` has in such a package stays there."""
    if not prefix:
        return tree
    names = sorted(packages(tree), key=len, reverse=True)
    either = b"|".join(map(re.escape, names))
    dotted = b"|".join(re.escape(name) for name in names if b"." in name) or b"(?!)"
    headers = re.compile(
        rb"^((?:package|import(?: static)?) +)((?:%s)\b)(?!\.(?:R|BuildConfig)\b)" % either, re.MULTILINE
    )
    uses = re.compile(rb"(?<![\w.\"])((?:%s)\.)(?!(?:R|BuildConfig)\b)(?=[A-Z])" % dotted)

    def move(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return b"".join(
            headers.sub(rb"\1%s\2" % prefix, line)
            if line.startswith((b"package ", b"import "))
            else uses.sub(rb"%s\1" % prefix, line)
            for line in lines
        )

    return {path: move(data) for path, data in tree.items()}


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


def _of_project(name: str, prefix: str, said: list[str], batch: Batch) -> list[str]:
    """Return what was said of one project, and what was said of none."""
    own = [text.removeprefix(f"{name}/") for text in said if text.startswith(f"{name}/")]
    if prefix:
        own = [re.sub(rf"\b{re.escape(prefix)}", "", text) for text in own]
    return own + [text for text in said if not any(text.startswith(f"{other}/") for other in batch.names)]


def _run(task: object) -> dict[str, list[str]]:
    run = subprocess.run(
        [
            tool("java"),
            "-Xss4m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            compiler_classpath(),
            str(SDK / "Compile.java"),
        ],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise RuntimeError(f"Compile.java failed:\n{run.stderr}")
    result: dict[str, list[str]] = json.loads(run.stdout)
    return result
