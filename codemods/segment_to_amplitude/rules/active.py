"""The rules of one run: what each stage gets of them, and what is said of them afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from segment_to_amplitude.findings.result import FileResult
from segment_to_amplitude.mapping.ruling import RuledSettings
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.rules.hooks import Hooks, load_hooks
from segment_to_amplitude.rules.loading import RuleSet, load_rules
from segment_to_amplitude.rules.named import wrappers_of
from segment_to_amplitude.rules.patterns import PatternRun, words_of
from segment_to_amplitude.rules.taxonomy import Taxonomy
from segment_to_amplitude.segment.wrappers import Wrappers
from segment_to_amplitude.source.document import skip_reason


@dataclass(slots=True)
class ActiveRules:
    """The rules of a run; what they did is noted in them."""

    rules: RuleSet
    settings: RuledSettings
    taxonomy: Taxonomy
    wrappers: Wrappers

    @property
    def needles(self) -> set[str] | None:
        """Words of which each file that a rule speaks of holds one; None when any file may be meant."""
        found = self.wrappers.names
        for own in self.rules.of_kind("pattern"):
            words = words_of(own.rule)
            if not words:
                return None
            found |= words
        return found

    def finish(
        self,
        files: Sequence[FileResult],
        notes: tuple[str, ...],
        matching: Mapping[str, bytes],
        max_file_bytes: int,
        *,
        only_safe: bool = False,
    ) -> tuple[list[FileResult], tuple[str, ...]]:
        """Carry out the patterns beside what was done to ``files``, and name the rules that found nothing."""
        found = {file.path: file for file in files}
        patterns = PatternRun([own.rule for own in self.rules.of_kind("pattern")], only_safe)
        for path, data in matching.items() if patterns.rules else ():
            if skip_reason(path, data, max_file_bytes) is not None:
                continue
            if (made := patterns.file(path, data, found.get(path))) is not None:
                found[path] = made
        used = self.taxonomy.used | self.wrappers.used | patterns.used
        unused = tuple(
            f"rule `{own.rule.id}` ({own.place}) found nothing; take it out, or see what it looks for with `rules test`"
            for own in self.rules.rules
            if own.rule.id not in used
        )
        return list(found.values()), (*notes, *unused)


def activate(root: Path, settings: Settings, rules: RuleSet | None, hooks: Sequence[Path]) -> ActiveRules | None:
    """Load the rules that the settings name, unless they are given, and the hooks; None where there are neither."""
    found = rules if rules is not None else load_rules(root, settings.rules.path)
    if not found.rules and not hooks:
        return None
    functions = load_hooks(hooks)
    taxonomy = Taxonomy(
        tuple(own.rule for own in found.of_kind("taxonomy")), Hooks(functions, settings) if functions else None
    )
    wrappers = wrappers_of(found)
    plain = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    return ActiveRules(found, RuledSettings(**plain, ruling=taxonomy, wrappers=wrappers), taxonomy, wrappers)
