"""Who owns which file, by the project's CODEOWNERS.

Sources: docs.github.com, "About code owners"; docs.gitlab.com, "Code Owners syntax" (whose sections are read over).
"""

from __future__ import annotations

from pathlib import Path

PLACES = (".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may stand; the first one counts."""


class Owners:
    """The rules of one file; the last that fits a path counts."""

    def __init__(self, text: str = "") -> None:
        from pathspec import GitIgnoreSpec

        self.rules: list[tuple[GitIgnoreSpec, str, str]] = []
        for line in text.splitlines():
            line = line.split(" #")[0].strip()
            if not line or line.startswith(("#", "[", "^[")):
                continue
            pattern, *owners = line.replace("\\ ", "\0").split()
            pattern = pattern.replace("\0", "\\ ")
            self.rules.append((GitIgnoreSpec.from_lines([pattern]), pattern, " ".join(sorted(owners))))

    def of(self, path: str) -> str:
        """Return the owners of a file, by name; empty where there is none."""
        for spec, pattern, owners in reversed(self.rules):
            if not spec.match_file(path):
                continue
            # Unlike in an ignore file, `docs/*` means the files of that directory alone.
            if pattern.endswith("/*") and path.count("/") > pattern.strip("/").count("/"):
                continue
            return owners
        return ""


def owners_of(root: Path) -> Owners:
    """Read the project's CODEOWNERS; without one nobody owns anything."""
    for place in PLACES:
        try:
            return Owners((root / place).read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
    return Owners()
