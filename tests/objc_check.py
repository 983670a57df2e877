"""Check Objective-C with clang against headers of our own that declare what the SDKs do: ``objc/stubs``.

Nothing is compiled; every message to a known class has to be one that the class declares.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from fixture_cases import Tree, write_tree

STUBS = Path(__file__).parent / "objc/stubs"
SUFFIXES = (".m", ".mm")

_FLAGS = (
    "-target", "arm64-apple-ios13.0", "-fsyntax-only", "-fobjc-arc", "-fblocks", "-nostdinc", "-nostdlibinc",
    "-fmodules", "-Werror", "-Wno-deprecated-declarations", "-Wno-unused", "-Wno-objc-property-implementation",
    "-Wno-nullability-completeness", "-Wno-incomplete-umbrella", "-Wno-incompatible-sysroot",
    "-Werror=objc-method-access", "-Werror=incompatible-pointer-types", "-Werror=nonnull",
)  # fmt: skip
_ONLY_ANALYTICS_SWIFT = re.compile(rb"\bSEG(?:Configuration|BlockPlugin|EventPlugin|RawEvent)\b")
_GENERATED = re.compile(rb'#import "([\w-]+-Swift\.h)"')


def is_objc(path: str) -> bool:
    """Tell whether clang is given a file of this name; headers are read with what imports them."""
    return path.endswith(SUFFIXES)


def clang() -> str:
    """Return the path of the compiler."""
    found = shutil.which("clang")
    if found is None:
        raise FileNotFoundError("clang is not on the PATH: the proofs of Objective-C need it (apt-get install clang)")
    return found


def check_objc(tree: Tree, work: Path) -> list[str]:
    """Return what clang says about the Objective-C of a project, ``path:line:column: what``."""
    write_tree(work / "project", tree)
    for header in {name.decode() for data in tree.values() for name in _GENERATED.findall(data)}:
        (work / "generated").mkdir(exist_ok=True)
        (work / "generated" / header).write_text("#import <UIKit/UIKit.h>\n", encoding="utf-8")
    sources = b"".join(data for path, data in tree.items() if path.endswith((*SUFFIXES, ".h")))
    segment = "analytics-swift" if _ONLY_ANALYTICS_SWIFT.search(sources) else "analytics-ios"
    folders = {str((work / "project" / path).parent) for path in tree if path.endswith(".h")}
    stubs = [STUBS / name for name in ("system", segment, "amplitude-ios", "amplitude-swift")]
    stubs += [STUBS / "amplitude-ios/Amplitude", STUBS / segment / "Segment", work / "generated"]
    prefix = [path for path in tree if path.endswith(".pch")]
    said: list[str] = []
    for path in sorted(filter(is_objc, tree)):
        run = subprocess.run(
            [
                clang(),
                *_FLAGS,
                f"-fmodules-cache-path={work / 'modules'}",
                *(f"-I{folder}" for folder in [*sorted(folders), *stubs]),
                *(argument for one in prefix for argument in ("-include", str(work / "project" / one))),
                "-x",
                "objective-c++" if path.endswith(".mm") else "objective-c",
                str(work / "project" / path),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in run.stderr.splitlines() if re.search(r": (fatal )?error: ", line)]
        if run.returncode != 0 and not lines:
            lines = [run.stderr]
        said += [line.removeprefix(f"{work / 'project'}/") for line in lines]
    return said
