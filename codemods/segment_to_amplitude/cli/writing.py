"""Writing for a command: the tree is looked at, the plan carried out, and what came of it is said."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from segment_to_amplitude.cli.options import Options

if TYPE_CHECKING:
    from segment_to_amplitude.review.decisions import Choice
    from segment_to_amplitude.review.plan import Plan

SHOWN = 10
"""How many of the changes that are left are listed."""


def carry_out(options: Options, plan: Plan, choice: Choice, root: Path, *, allow_dirty: bool) -> bool:
    """Write what is chosen of a plan; tell whether all of it is written."""
    from segment_to_amplitude.cli.run import say
    from segment_to_amplitude.project.writing import ensure_clean_tree
    from segment_to_amplitude.report.text import plural, printable
    from segment_to_amplitude.review.application import apply_plan, is_interrupted

    if not is_interrupted(root, plan):
        ensure_clean_tree(root, [file.name for file, _ in choice.files if not file.is_new], allow_dirty=allow_dirty)
    applied = apply_plan(plan, choice, root)
    for refusal in applied.refused:
        click.echo(f"error: not written: {printable(refusal)}", err=True)
    for path in sorted(applied.written):
        say(options, f"written: {printable(path)}\n")
    if applied.already:
        say(options, f"{plural(len(applied.already), 'file')} held the new bytes already\n")
    say(options, _left(choice))
    return not applied.refused


def _left(choice: Choice) -> str:
    from segment_to_amplitude.report.text import plural, printable

    if not choice.left:
        return ""
    counts = Counter(left.reason.partition(" with ")[0] for left in choice.left)
    lines = [f"left: {plural(len(choice.left), 'change')}: {', '.join(f'{n} {why}' for why, n in counts.items())}"]
    coupled = [left for left in choice.left if left.reason.startswith("moves with")]
    lines += [f"  {printable(left.path)}:{left.change.line} {printable(left.reason)}" for left in coupled[:SHOWN]]
    if len(coupled) > SHOWN:
        lines.append(f"  and {len(coupled) - SHOWN} more")
    if coupled:
        lines.append(
            "To leave the rejected ones alone and move the rest, plan again: `migrate --plan FILE --decisions FILE`"
        )
    return "".join(f"{line}\n" for line in lines)
