"""The real JVM SDKs, as ``tests/run`` installed them: jars, and the classes out of the archives of Android."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from fixture_cases import Tree

SDK = Path(__file__).parent / "sdk/jvm"
SUPPORT = SDK / "support"
"""As little as compiles of what applications on Android import: resources, and classes of androidx."""
SUFFIXES = (".kt", ".java")

_ONLY_ANDROID = "com.segment.analytics.android.analytics-"
_ONLY_SERVERS = "com.segment.analytics.java."
_SERVER = re.compile(
    rb"\bcom\.segment\.analytics\.(?:messages|java)\b|\bAnalytics\.builder\(|\bcom\.amplitude\.(?:Amplitude|Event)\b"
)


def is_jvm(path: str) -> bool:
    """Tell whether one of the two compilers reads files of this name."""
    return path.endswith(SUFFIXES)


def is_for_servers(tree: Tree) -> bool:
    """Tell whether a file of the project speaks of Segment's library for servers, or of Amplitude's."""
    return any(map(_SERVER.search, tree.values()))


def tool(name: str) -> str:
    """Return the path of one of the JDK's programs."""
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not on the PATH: the proofs of Kotlin and Java need a JDK of 17 or newer")
    return found


def libraries() -> list[Path]:
    """Return what is installed."""
    wanted, installed = SDK / "pom.xml", SDK / "lib/installed.xml"
    if not installed.is_file() or installed.read_bytes() != wanted.read_bytes():
        raise FileNotFoundError(f"the SDKs of {wanted} are not installed: run `bash tests/run`")
    return sorted(path for path in (SDK / "lib").iterdir() if path.suffix in {".jar", ".aar"})


def compiler_classpath() -> str:
    """Return the classpath of the programs in ``sdk/jvm``."""
    return os.pathsep.join(str(path) for path in libraries() if path.suffix == ".jar")


def serialization_plugin() -> Path:
    """Return the compiler's plugin for ``@Serializable``."""
    (found,) = (path for path in libraries() if "serialization-compiler-plugin" in path.name)
    return found


class Classpath:
    """The classpaths of projects; Segment's SDKs for Android and for servers share names, so that each has its own."""

    def __init__(self, work: Path) -> None:
        self._entries: list[Path] = []
        work.mkdir(parents=True)
        for path in libraries():
            if path.suffix == ".aar":
                classes = work / f"{path.stem}.jar"
                with zipfile.ZipFile(path) as archive:
                    classes.write_bytes(archive.read("classes.jar"))
                self._entries.append(classes)
            elif "compiler" not in path.name and "daemon" not in path.name:
                self._entries.append(path)
        support = work / "support"
        sources = sorted(map(str, SUPPORT.rglob("*.java")))
        subprocess.run(
            [tool("javac"), "-proc:none", "-nowarn", "-cp", self._joined(self._entries), "-d", str(support), *sources],
            check=True,
        )
        self._entries.insert(0, support)

    def of(self, tree: Tree) -> str:
        """Return the classpath for a project: the SDK for servers where one of its files speaks of it."""
        unwanted = _ONLY_ANDROID if is_for_servers(tree) else _ONLY_SERVERS
        return self._joined(path for path in self._entries if not path.name.startswith(unwanted))

    @staticmethod
    def _joined(paths: Iterable[Path]) -> str:
        return os.pathsep.join(map(str, paths))
