"""Compare ``scan`` with fifty rules and ``scan`` without them, and hold the ratio against the goal of 1.5.

python benchmarks/compare_rules.py [--files N] [--rounds N]

The tree is that of compare.py with 1 % of the files using Segment. The rules are fifteen wrappers, fifteen taxonomy
rules and twenty patterns. Both commands take turns on trees that differ in nothing but the rules.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from compare import Command, generate, measure

GOAL = 1.5
WITHOUT, WITH = "without rules", "with 50 rules"


def main() -> None:
    """Measure both and say whether the goal is met."""
    parser = argparse.ArgumentParser(description="Compare scan with and without fifty rules.")
    parser.add_argument("--files", type=int, default=2000, help="files of the generated tree (default: 2000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one that does not (default: 5)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rules-bench-") as folder:
        plain, ruled = Path(folder, "plain"), Path(folder, "ruled")
        generate(plain, given.files, share=0.01)
        shutil.copytree(plain, ruled)
        place = ruled / ".segment-to-amplitude" / "rules"
        place.mkdir(parents=True)
        (place / "rules.yml").write_text("---\n".join(rules()), encoding="utf-8")
        arguments = (sys.executable, "-m", "segment_to_amplitude", "scan", "-q", "--root", ".", ".")
        measured = measure({WITHOUT: Command(arguments, plain), WITH: Command(arguments, ruled)}, given.rounds)
    for name, one in measured.items():
        print(f"{name:<15} {one.wall:.3f} s wall  {one.cpu:.3f} s cpu  {one.peak:.0f} MiB")
    ratio = measured[WITH].wall / measured[WITHOUT].wall
    print(f"ratio {ratio:.2f}, goal {GOAL}: {'met' if ratio <= GOAL else 'missed'}")


def rules() -> Iterator[str]:
    """Yield fifty rules."""
    for number in range(15):
        yield (
            f"id: wrapper-{number}\nlanguage: typescript\nfrom: '@acme/telemetry-{number}'\n"
            f"call: trackThing{number}($EVENT, $PROPERTIES)\n"
            "means: 'track(event: $EVENT, properties: $PROPERTIES)'\n"
        )
    for number in range(15):
        yield f"id: event-{number}\nevent: {{ regex: '^thing {number} (.*)$' }}\nrename: 'Thing {number}: \\1'\n"
    for number in range(20):
        word = ("track", "identify", "analytics")[number % 3] if number < 6 else f"legacyThing{number}"
        yield (
            f"id: pattern-{number}\nlanguage: typescript\npattern: $CLIENT.{word}($A, 'never {number}')\n"
            f"fix: $CLIENT.{word}Again($A)\n"
        )


if __name__ == "__main__":
    main()
