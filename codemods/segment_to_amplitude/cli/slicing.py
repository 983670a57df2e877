"""Patches and commits for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from segment_to_amplitude.cli.options import Options

if TYPE_CHECKING:
    from segment_to_amplitude.findings.result import RunResult
    from segment_to_amplitude.review.plan import Plan


def put_out_slices(
    options: Options, plan: Plan, result: RunResult, split_by: str, directory: Path | None, *, commit: bool
) -> None:
    """Write a run's patches, or commit them, and say how to go on."""
    from segment_to_amplitude.cli.run import say
    from segment_to_amplitude.project.writing import checkout_root, ensure_clean_tree
    from segment_to_amplitude.report.text import plural, printable
    from segment_to_amplitude.review import mail
    from segment_to_amplitude.review.slices import SplitBy, cut

    root = Path(result.root)
    sources = {file.path: file.before or b"" for file in result.files if file.edits}
    chosen = [(file, file.changes) for file in plan.changed]
    slices = cut(chosen, SplitBy(split_by), lambda file: sources[file.name], root)
    if directory is not None:
        for place in mail.write_patches(slices, directory, mail.author_of(root)):
            say(options, f"{printable(str(place))}\n")
        keep = " --keep-cr" if mail.has_carriage_returns(slices) else ""
        top = checkout_root(root)
        below = "" if top is None or top == root.resolve() else f" --directory={root.resolve().relative_to(top)}"
        say(
            options,
            f"{plural(len(slices), 'patch').replace('patchs', 'patches')}: git am{keep}{below} {directory}/*.patch\n",
        )
    if commit:
        ensure_clean_tree(root, [file.name for file in plan.changed if not file.is_new])
        if checkout_root(root) is None:
            raise mail.PatchError(f"{root}: no checkout of git to make commits in")
        for subject in mail.commit(slices, root):
            say(options, f"committed: {subject}\n")
