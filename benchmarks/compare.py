"""Compare ``scan`` with ``ast-grep scan`` and ``rg -l`` in one run, and hold what was measured against the goals.

python benchmarks/compare.py [--files N] [--rounds N] [FOLDER …]

Every command runs as a child of its own; the commands on one tree take turns, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
SUFFIXES = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
SCAN, AST_GREP, RG = "scan", "ast-grep", "rg -l"
PARSERS = ("tree_sitter", "tree_sitter_html", "tree_sitter_javascript", "tree_sitter_typescript")
LOADED = f"""
import os, sys
from segment_to_amplitude.cli import main
shown = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
main(["scan", "-q", "--root", ".", "."])
os.write(shown, " ".join(sorted(sys.modules.keys() & set({PARSERS!r}))).encode())
"""


@dataclass(frozen=True, slots=True)
class Command:
    """What to run, where, and the exit codes that are no failure."""

    arguments: tuple[str, ...]
    folder: Path
    fine: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians of the rounds in seconds, and the highest peak in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value beside its goal; without a goal it is there for comparison only."""

    what: str
    value: str
    goal: str = "–"
    is_met: bool | None = None


def main() -> None:
    """Measure, then print every value and each goal that was missed."""
    parser = argparse.ArgumentParser(description="Compare scan with ast-grep and ripgrep, and with the goals.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="a real project to measure on as well")
    parser.add_argument("--files", type=int, default=2000, help="files of the generated tree (default: 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that does not (default: 5)")
    given = parser.parse_args()
    if given.files < 100 or given.rounds < 1:
        parser.error("--files is at least 100, --rounds at least 1")
    folders: list[Path] = [folder.resolve() for folder in given.folders]
    for folder in folders:
        if not folder.is_dir():
            parser.error(f"{folder}: no such directory")
    scan = BIN / "segment-to-amplitude"
    if not scan.exists():
        parser.error(f"no segment-to-amplitude beside {sys.executable}; install the project there: pip install -e .")
    tools = {SCAN: str(scan)}
    for name, path, remedy in (
        (AST_GREP, shutil.which("ast-grep", path=str(BIN)), "pip install ast-grep-cli"),
        (RG, shutil.which("rg"), "install ripgrep"),
    ):
        if path:
            tools[name] = path
        else:
            print(f"{name} is missing and is not compared; {remedy}")
    say_machine(tools, given.rounds)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="compare-") as scratch:
        plain, segment, tenfold = Path(scratch, "plain"), Path(scratch, "segment"), Path(scratch, "tenfold")
        generate(plain, given.files, share=0)
        generate(segment, given.files, share=0.01)
        for copy in range(10):
            shutil.copytree(segment, tenfold / f"part-{copy}")
        rows += compare("generated, no Segment", plain, tools, given.rounds, rg_goal=4)
        rows += compare("generated, 1 % Segment", segment, tools, given.rounds)
        for folder in folders:
            rows += compare(folder.name, folder, tools, given.rounds, ast_grep_goal=0.25)
        rows += compare_sizes(segment, tenfold, tools, given.rounds)
        rows += compare_help(Path(scratch), tools, given.rounds)
    print_rows(rows)


def compare(
    name: str,
    folder: Path,
    tools: Mapping[str, str],
    rounds: int,
    *,
    ast_grep_goal: float | None = None,
    rg_goal: float | None = None,
) -> list[Row]:
    """Run the three tools over one tree; a goal on ripgrep also asks that no parser is imported."""
    count, size = weigh(folder)
    print(f"\n{name}: {count} files, {size / 1e6:.1f} MB")
    commands = {
        SCAN: scan_of(tools, folder),
        AST_GREP: Command(("scan", "-c", str(HERE / "sgconfig.yml"), "--json=stream", "."), folder, (0, 1)),
        RG: Command(("-l", "analytics", "."), folder, (0, 1)),
    }
    commands |= {
        tool: Command((tools[tool], *commands[tool].arguments), folder, (0, 1))
        for tool in (AST_GREP, RG)
        if tool in tools
    }
    measured = measure({tool: commands[tool] for tool in tools}, rounds)
    rows = [
        at_most(f"{name}: scan / {tool}", measured[SCAN].wall / measured[tool].wall, goal, " ×")
        for tool, goal in ((AST_GREP, ast_grep_goal), (RG, rg_goal))
        if tool in measured
    ]
    parsers = imported_parsers(folder)
    if rg_goal is not None:
        rows.append(Row(f"{name}: parsers imported", parsers or "none", "none", not parsers))
    rows.append(at_most(f"{name}: peak of scan", measured[SCAN].peak, 80, " MiB"))
    return rows


def compare_sizes(once: Path, tenfold: Path, tools: Mapping[str, str], rounds: int) -> list[Row]:
    """Run the scan over a tree and over ten of it."""
    print("\nten times the generated tree, 1 % Segment")
    measured = measure({"once": scan_of(tools, once), "ten times": scan_of(tools, tenfold)}, rounds)
    ratio = measured["ten times"].wall / measured["once"].wall
    return [
        at_most("ten times the tree / once", ratio, 11, " ×"),
        at_most("ten times the tree: peak of scan", measured["ten times"].peak, 80, " MiB"),
    ]


def compare_help(folder: Path, tools: Mapping[str, str], rounds: int) -> list[Row]:
    """Run ``--help`` and the import that it cannot do without; both are short, so they get four times the rounds."""
    print("\nstart")
    commands = {
        "--help": Command((tools[SCAN], "--help"), folder),
        "import click": Command((sys.executable, "-c", "import click"), folder),
    }
    measured = measure(commands, rounds * 4)
    return [at_most("--help / import click", measured["--help"].wall / measured["import click"].wall, 1.5, " ×")]


def scan_of(tools: Mapping[str, str], folder: Path) -> Command:
    return Command((tools[SCAN], "scan", "--root", ".", "."), folder)


def measure(commands: Mapping[str, Command], rounds: int) -> dict[str, Measured]:
    """Run all commands in turn, once to warm up and then ``rounds`` times, and print the medians."""
    for command in commands.values():
        run(command)
    runs: dict[str, list[Measured]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    medians = {
        name: Measured(
            statistics.median(one.wall for one in each),
            statistics.median(one.cpu for one in each),
            max(one.peak for one in each),
        )
        for name, each in runs.items()
    }
    for name, median in medians.items():
        walls = [one.wall for one in runs[name]]
        print(
            f"  {name:<12} {median.wall:8.3f} s  ({min(walls):.3f} to {max(walls):.3f})"
            f"  cpu {median.cpu:7.3f} s  peak {median.peak:6.1f} MiB",
            flush=True,
        )
    return medians


def run(command: Command) -> Measured:
    """Run one command to its end; its peak is never less than what this process itself has in memory."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in command.fine:
        raise SystemExit(f"exit code {child.returncode} in {command.folder}: {' '.join(command.arguments)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20)


def imported_parsers(folder: Path) -> str:
    """Name the parser modules that a scan of the folder loads; empty when there are none."""
    child = subprocess.run(
        (sys.executable, "-c", LOADED), cwd=folder, env=environment(), capture_output=True, text=True, check=True
    )
    return child.stdout


def environment() -> dict[str, str]:
    """Let Python keep its compiled files, as it does for a user."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def weigh(folder: Path) -> tuple[int, int]:
    """Count the files that both scans read, and their bytes, as ripgrep or else a plain walk lists them."""
    paths = [path for path in listed(folder) if path.suffix in SUFFIXES and path.is_file()]
    return len(paths), sum(path.stat().st_size for path in paths)


def listed(folder: Path) -> Iterator[Path]:
    if rg := shutil.which("rg"):
        output = subprocess.run((rg, "--files", "-0"), cwd=folder, capture_output=True, text=True, check=True).stdout
        yield from (folder / name for name in output.split("\0") if name)
        return
    for directory, names, files in os.walk(folder):
        names[:] = [name for name in names if name not in {".git", "node_modules"}]
        yield from (Path(directory, name) for name in files)


def at_most(what: str, value: float, goal: float | None, unit: str) -> Row:
    shown = f"{value:.2f}{unit}"
    return Row(what, shown) if goal is None else Row(what, shown, f"≤ {goal:g}{unit}", value <= goal)


def say_machine(tools: Mapping[str, str], rounds: int) -> None:
    versions = [
        subprocess.run((path, "--version"), capture_output=True, text=True, env=environment()).stdout.split("\n")[0]
        for path in tools.values()
    ]
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} CPUs")
    print("; ".join(versions))
    print(f"medians of {rounds} interleaved rounds after one that does not count; scan runs as one process")


def print_rows(rows: Sequence[Row]) -> None:
    """Print the table, and below it each goal that was missed."""
    said = {True: "met", False: "MISSED", None: ""}
    table = [("measured", "value", "goal", ""), *((row.what, row.value, row.goal, said[row.is_met]) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(4)]
    print()
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    missed = [row for row in rows if row.is_met is False]
    print()
    for row in missed:
        print(f"MISSED  {row.what} is {row.value}, the goal is {row.goal}")
    with_goal = sum(row.is_met is not None for row in rows)
    print(f"{with_goal - len(missed)} of {with_goal} goals met")


# The generated tree: the same for the same number of files.

NOUNS = [
    "Order",
    "Invoice",
    "Basket",
    "Customer",
    "Address",
    "Shipment",
    "Payment",
    "Voucher",
    "Product",
    "Review",
    "Ticket",
    "Session",
    "Report",
]
VERBS = ["load", "save", "remove", "refresh", "format", "validate", "merge", "select", "submit", "restore"]
FIELDS = ["id", "name", "total", "status", "createdAt", "owner", "currency", "quantity", "notes", "locale"]


def generate(root: Path, count: int, *, share: float) -> None:
    """Write ``count`` files of 2 to 8 KB; of them ``share`` use Segment, through one module that makes the client."""
    dice = random.Random(count)
    root.mkdir(parents=True)
    uses_segment = share > 0
    packages = {"react": "^18.3.1"} | ({"@segment/analytics-next": "^1.84.0"} if uses_segment else {})
    lines = ",\n".join(f'    "{name}": "{version}"' for name, version in packages.items())
    (root / "package.json").write_text(f'{{\n  "name": "generated",\n  "dependencies": {{\n{lines}\n  }}\n}}\n')
    if uses_segment:
        (root / "src" / "lib").mkdir(parents=True)
        (root / "src" / "lib" / "segment.ts").write_text(CLIENT)
    every = round(1 / share) if uses_segment else 0
    for number in range(count):
        folder = root / "src" / NOUNS[number % len(NOUNS)].lower() / f"part{number // 200}"
        folder.mkdir(parents=True, exist_ok=True)
        with_calls = bool(every) and number % every == 0
        suffix = dice.choice((".ts", ".tsx", ".tsx", ".js"))
        (folder / f"{dice.choice(VERBS)}{number}{suffix}").write_text(module(dice, suffix, with_calls=with_calls))


def module(dice: random.Random, suffix: str, *, with_calls: bool) -> str:
    """Write one module: parts of it until it has the size that the dice give."""
    is_typed, size = suffix != ".js", dice.randint(2000, 7400)
    parts = ['import { useEffect, useMemo, useState } from "react";\nimport { request } from "../../lib/http";\n']
    if with_calls:
        parts.append('import { analytics } from "../../lib/segment";\n')
    makers: list[Callable[[str, str, list[str], bool], str]] = [service, reducer, helper]
    if suffix == ".tsx":
        makers += [component, component]
    if is_typed:
        makers.append(declaration)
    written, number = 0, 0
    while written < size:
        noun, verb = f"{dice.choice(NOUNS)}{number}", dice.choice(VERBS)
        parts.append(dice.choice(makers)(noun, verb, dice.sample(FIELDS, 4), is_typed))
        if with_calls and number % 3 == 0:
            parts.append(calls(noun, verb, is_typed))
        written, number = sum(map(len, parts)), number + 1
    return "\n".join(parts)


CLIENT = """import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({ writeKey: process.env.SEGMENT_WRITE_KEY ?? "" });
"""


def calls(noun: str, verb: str, is_typed: bool) -> str:
    typed = ": string" if is_typed else ""
    return f"""export function report{noun}(id{typed}, plan{typed}) {{
  analytics.identify(id, {{ plan, company: "{noun}" }});
  analytics.track("{noun} {verb}", {{ id, plan, source: "{verb}" }});
}}
"""


def service(noun: str, verb: str, fields: list[str], is_typed: bool) -> str:
    typed, result = (": string", ": Promise<unknown>") if is_typed else ("", "")
    return f"""/** Asks the service to {verb} one {noun}, and tries again once when the connection was lost. */
export async function {verb}{noun}(id{typed}, attempt = 0){result} {{
  const query = new URLSearchParams({{ fields: "{",".join(fields)}", expand: "true" }});
  try {{
    const response = await request(`/api/{noun.lower()}/${{id}}?${{query}}`, {{ method: "POST", timeout: 5000 }});
    if (!response.ok) {{
      throw new Error(`could not {verb} {noun}: ${{response.status}}`);
    }}
    const {{ {fields[0]}, ...rest }} = await response.json();
    return {{ ...rest, {fields[0]}: String({fields[0]}).trim() }};
  }} catch (error) {{
    if (attempt < 1) return {verb}{noun}(id, attempt + 1);
    console.error("{verb} failed", error);
    throw error;
  }}
}}
"""


def reducer(noun: str, verb: str, fields: list[str], is_typed: bool) -> str:
    state, action = (": Record<string, any>", ": { type: string; payload?: any }") if is_typed else ("", "")
    cases = "\n".join(
        f"""    case "{noun}/{field}":
      return {{ ...state, {field}: action.payload ?? state.{field}, isDirty: state.{field} !== action.payload }};"""
        for field in fields
    )
    return f"""const initial{noun}{state} = {{ {", ".join(f"{field}: null" for field in fields)}, isDirty: false }};

export function {verb}{noun}Reducer(state{state} = initial{noun}, action{action}) {{
  switch (action.type) {{
{cases}
    case "{noun}/reset":
      return initial{noun};
    default:
      return state;
  }}
}}
"""


def helper(noun: str, verb: str, fields: list[str], is_typed: bool) -> str:
    typed = ": Array<Record<string, any>>" if is_typed else ""
    first, second, third, fourth = fields
    return f"""// Rows without {second} go last; equal rows keep their order.
export const {verb}All{noun} = (rows{typed}) =>
  rows
    .filter((row) => row.{first} != null && row.{third} !== "archived")
    .map((row) => ({{ key: `${{row.{first}}}-${{row.{fourth}}}`, label: row.{second} || "unknown", row }}))
    .sort((left, right) => (left.label > right.label ? 1 : left.label < right.label ? -1 : 0));
"""


def declaration(noun: str, verb: str, fields: list[str], is_typed: bool) -> str:
    members = "\n".join(f"  readonly {field}?: string | number | null;" for field in fields)
    return f"""export interface {noun}To{verb.title()} {{
{members}
  on{verb.title()}?: (change: Partial<{noun}To{verb.title()}>) => void;
}}
"""


def component(noun: str, verb: str, fields: list[str], is_typed: bool) -> str:
    cells = "\n".join(f'        <dd className="{field}">{{value.{field} ?? "–"}}</dd>' for field in fields)
    return f"""export function {noun}{verb.title()}View({{ source, onClose }}: {{ source: any; onClose(): void }}) {{
  const [value, setValue] = useState<any>({{}});
  const title = useMemo(() => `${{value.{fields[0]}}} (${{value.{fields[1]}}})`, [value]);
  useEffect(() => {{
    let isCurrent = true;
    source.{verb}().then((next: any) => isCurrent && setValue(next));
    return () => {{
      isCurrent = false;
    }};
  }}, [source]);
  return (
    <section aria-label={{title}} onKeyDown={{(event) => event.key === "Escape" && onClose()}}>
      <h2>{{title}}</h2>
      <dl>
{cells}
      </dl>
      <button type="button" disabled={{!value.{fields[2]}}} onClick={{onClose}}>
        Close
      </button>
    </section>
  );
}}
"""


if __name__ == "__main__":
    main()
