"""Projects that the tests of a review migrate, and how they are made."""

from __future__ import annotations

import subprocess
from pathlib import Path

from segment_to_amplitude.migration import migrate
from segment_to_amplitude.review.plan import Plan, make_plan

SHOP = {
    "package.json": '{\n  "dependencies": {\n    "@segment/analytics-next": "^1.70.0"\n  }\n}\n',
    "src/analytics.ts": (
        "import { AnalyticsBrowser } from '@segment/analytics-next';\n\n"
        "export const analytics = AnalyticsBrowser.load({ writeKey: 'A1b2C3d4E5f6G7h8' });\n"
    ),
    "src/cart.ts": (
        "import { analytics } from './analytics';\n\n"
        "export function add(item: string) {\n"
        "  analytics.track('Added', { item });\n"
        "}\n\n"
        "export function pay(total: number) {\n"
        "  analytics.track('Paid', { total });\n"
        "  analytics.group('acme');\n"
        "}\n"
    ),
    "src/user.ts": "import { analytics } from './analytics';\n\nanalytics.identify('u1', { plan: 'pro' });\n",
    "tools/report.py": (
        "import segment.analytics as analytics\n\n"
        "analytics.write_key = 'A1b2C3d4E5f6G7h8'\n\n\n"
        "def report(user_id):\n    analytics.track(user_id, 'Reported', {'ok': True})\n"
    ),
}
"""A web shop with one client in two of its files, and a Python tool with another."""


def write(root: Path, files: dict[str, str] | None = None) -> Path:
    """Write a project."""
    for path, text in (SHOP if files is None else files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


def read(root: Path) -> dict[str, bytes]:
    """Read all files of a project but git's."""
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}


def plan_of(root: Path, *, is_verified: bool = True) -> Plan:
    """Plan a project's migration."""
    return make_plan(migrate(root, is_verified=is_verified))


def git(root: Path, *arguments: str) -> bytes:
    """Run git as somebody."""
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", root, *identity, *arguments], check=True, capture_output=True).stdout


def commit(root: Path) -> Path:
    """Make a checkout of a project, with everything committed."""
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "before")
    return root


def many(root: Path, files: int, calls: int) -> Path:
    """Write a project with so many files of so many calls of one client."""
    lines = "".join(f"export const f{n} = () => analytics.track('Event {n}');\n" for n in range(calls))
    tree = {path: text for path, text in SHOP.items() if path in ("package.json", "src/analytics.ts")}
    tree |= {f"src/m{n}.ts": f"import {{ analytics }} from './analytics';\n\n{lines}" for n in range(files)}
    return write(root, tree)
