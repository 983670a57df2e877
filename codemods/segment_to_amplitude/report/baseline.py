"""The references that a project knows of: a check fails for what is new, and what is gone does not come back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.project.writing import put_file
from segment_to_amplitude.report.fingerprints import fingerprints
from segment_to_amplitude.report.view import Entry, Report, is_left

FORMAT = "segment-to-amplitude baseline"
VERSION = 1


class BaselineError(UserError):
    """A file is no baseline."""


class Compared(NamedTuple):
    """A run beside its baseline."""

    new: Report
    """What is left and not in the baseline."""
    known: int
    gone: int
    """How many of the baseline are no more."""


def names_of(report: Report) -> dict[int, str]:
    """Return the fingerprint of each finding, by its identity."""
    return {id(finding): name for file in report.files for finding, name in fingerprints(file)}


def read_baseline(path: Path) -> dict[str, str]:
    """Read a baseline: fingerprints, each with what it speaks of."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT or found["version"] != VERSION:
            raise BaselineError(f"{path}: no baseline of version {VERSION}")
        references = found["references"]
        if not isinstance(references, dict):
            raise BaselineError(f"{path}: its references are no object")
        return {str(name): str(text) for name, text in references.items()}
    except OSError as error:
        raise BaselineError(
            f"{path}: cannot be read ({error.strerror}); `check --update-baseline` makes one"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BaselineError(f"{path}: no baseline ({error}); `check --update-baseline` makes one") from error


def write_baseline(path: Path, references: Mapping[str, str]) -> None:
    """Write a baseline, one line for each reference, by place."""
    ordered = dict(sorted(references.items(), key=lambda item: (item[1], item[0])))
    text = json.dumps({"format": FORMAT, "version": VERSION, "references": ordered}, indent=1) + "\n"
    put_file(path, text.encode())


def text_of(entry: Entry) -> str:
    """Say which file a reference stands in, and what it does."""
    return f"{entry.finding.path} {entry.finding.method or entry.finding.kind}"


def references_of(report: Report) -> dict[str, str]:
    """Return the references that are left, as a baseline keeps them; lines are not told, for they move."""
    names = names_of(report)
    return {names[id(entry.finding)]: text_of(entry) for entry in report.entries if is_left(entry.finding)}


def compare(report: Report, baseline: Mapping[str, str]) -> Compared:
    """Tell what is new and what is gone.

    A line that moved is neither, nor one that was formatted anew: as many references as are gone from a file may have
    another text, as long as they do the same.
    """
    names = names_of(report)
    left = [entry for entry in report.entries if is_left(entry.finding)]
    here = {names[id(entry.finding)] for entry in left}
    gone = Counter(text for name, text in baseline.items() if name not in here)
    new = []
    for entry in left:
        if names[id(entry.finding)] in baseline:
            continue
        if gone[text_of(entry)] > 0:
            gone[text_of(entry)] -= 1
        else:
            new.append(entry)
    return Compared(report._replace(entries=tuple(new)), len(left) - len(new), gone.total())
