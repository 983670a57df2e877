"""The tests of rules: each example is a small project that goes through the whole pipeline with this rule alone."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from segment_to_amplitude.findings.result import FileStatus, RunResult
from segment_to_amplitude.rules.documents import Document, quoted
from segment_to_amplitude.rules.languages import FIRST_SUFFIX
from segment_to_amplitude.rules.loading import RuleSet
from segment_to_amplitude.rules.model import Example, Rule
from segment_to_amplitude.rules.reading import OwnRule
from segment_to_amplitude.source.edits import apply_edits

Migrate = Callable[[Path, RuleSet], RunResult]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one example came out."""

    own: OwnRule
    number: int
    """Counted from 1."""
    expected: str
    found: str
    trouble: str | None = None
    """Why the tool left the file as it is, when that was not asked for."""

    @property
    def is_right(self) -> bool:
        """Tell whether the code is what the example says."""
        return self.trouble is None and _lines(self.expected) == _lines(self.found)

    @property
    def place(self) -> str:
        """``path:line`` of the example."""
        line, _ = self.own.document.place(("examples", self.number - 1))
        return f"{self.own.document.path}:{line}"

    def diff(self) -> str:
        """What is due and what came, line by line; ``-`` is due."""
        rows = unified_diff(_lines(self.expected), _lines(self.found), "due", "came", lineterm="", n=2)
        return "".join(f"    {row}\n" for row in list(rows)[2:])


def run_examples(rules: Sequence[OwnRule], migrate: Migrate) -> Iterator[Outcome]:
    """Run all examples, in the order of the rules."""
    for own in rules:
        for number, example in enumerate(own.rule.examples, 1):
            yield _run(own, number, example, migrate)


def example_path(rule: Rule, example: Example) -> str:
    """Where the file of an example stands."""
    if example.path is not None:
        return example.path
    language: str = example.language or (rule.languages[0] if rule.languages else "typescript")
    return f"example{FIRST_SUFFIX[language]}"


def _run(own: OwnRule, number: int, example: Example, migrate: Migrate) -> Outcome:
    code = example.left_alone if example.left_alone is not None else example.before or ""
    expected = code if example.left_alone is not None else example.after or ""
    name = example_path(own.rule, example)
    with tempfile.TemporaryDirectory(prefix="rules-test-") as folder:
        root = Path(folder).resolve()
        for path, text in {**example.files, name: code}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")
        result = migrate(root, RuleSet((own,)))
    found = next((file for file in result.files if file.path == name), None)
    if found is not None and found.status is FileStatus.FAILED:
        return Outcome(own, number, expected, code, found.reason)
    if found is None or not found.edits or found.before is None:
        return Outcome(own, number, expected, code)
    return Outcome(own, number, expected, apply_edits(found.before, found.edits).decode("utf-8"))


def _lines(text: str) -> list[str]:
    return text.rstrip().splitlines()


def updated(text: str, outcomes: Sequence[Outcome]) -> str:
    """A rule file with what came in the place of what was due."""
    changes: list[tuple[int, int, str]] = []
    for outcome in outcomes:
        example = outcome.own.rule.examples[outcome.number - 1]
        key = ("examples", outcome.number - 1, "after")
        if outcome.is_right or outcome.trouble is not None or example.after is None:
            continue
        start, end, indent = _scalar(text, outcome.own.document, key)
        body = "".join(f"{indent}{line}".rstrip() + "\n" for line in _lines(outcome.found))
        changes.append((start, end, f"|\n{body}"))
    for start, end, new in sorted(changes, reverse=True):
        rest = text[end:]
        text = text[:start] + (new if not rest.startswith("\n") else new.rstrip("\n")) + rest
    return text


def _scalar(text: str, document: Document, key: tuple[str | int, ...]) -> tuple[int, int, str]:
    """First and last character of a value, and the indentation of a block in its place."""
    import yaml

    first = document.place(())
    for node in yaml.compose_all(quoted(text), Loader=yaml.SafeLoader):
        if (node.start_mark.line + 1, node.start_mark.column + 1) != first:
            continue
        column = 0
        for step in key:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
            elif isinstance(node, yaml.MappingNode):
                name, node = next(pair for pair in node.value if pair[0].value == step)
                column = name.start_mark.column
        lines = [0, *(match.end() for match in re.finditer("\n", text)), len(text)]
        start, end = (lines[mark.line] + mark.column for mark in (node.start_mark, node.end_mark))
        return start, end, " " * (column + 2)
    raise ValueError(f"{document.path}: no value at {key}")
