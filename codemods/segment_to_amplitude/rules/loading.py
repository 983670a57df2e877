"""Find and read the rule files of a project, in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from segment_to_amplitude.rules.errors import Problem, RulesError
from segment_to_amplitude.rules.reading import OwnRule, read_rules


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a project in their order, and what may be better about them."""

    rules: tuple[OwnRule, ...] = ()
    warnings: tuple[Problem, ...] = field(default=())

    def of_kind(self, *kinds: str) -> tuple[OwnRule, ...]:
        """The rules of some sorts."""
        return tuple(own for own in self.rules if own.kind in kinds)


def rule_files(root: Path, directory: str) -> list[Path]:
    """The rule files of a project: all ``*.yml`` and ``*.yaml`` right in the directory that the settings name."""
    folder = root / directory
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in (".yml", ".yaml") and path.is_file())


def load_rules(root: Path, directory: str) -> RuleSet:
    """Read all rules; raise with every mistake there is."""
    found, problems = check_rules(root, rule_files(root, directory))
    errors = [problem for problem in problems if not problem.is_warning]
    if errors:
        raise RulesError(errors)
    return RuleSet(tuple(found), tuple(problems))


def check_rules(root: Path, paths: Iterable[Path]) -> tuple[list[OwnRule], list[Problem]]:
    """Read rule files; the rules that make sense, and all mistakes and warnings."""
    rules: list[OwnRule] = []
    problems: list[Problem] = []
    known: dict[str, OwnRule] = {}
    for path in paths:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            problems.append(Problem(name, 1, 1, f"cannot be read ({error.strerror}); check the file"))
            continue
        except UnicodeDecodeError:
            problems.append(Problem(name, 1, 1, "is not UTF-8; save it as UTF-8"))
            continue
        found, wrong = read_rules(name, text)
        problems += wrong
        for own in found:
            if (first := known.get(own.rule.id)) is not None:
                text = f"rule `{own.rule.id}` is there already, at {first.place}; give it another name"
                problems.append(own.document.problem(("id",), text, value=True))
                continue
            known[own.rule.id] = own
            rules.append(own)
    return rules, sorted(problems)
