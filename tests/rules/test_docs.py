"""The reference says what the schema says, and the cookbook holds its recipes, which work."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema  # type: ignore[import-untyped, unused-ignore]
import pytest
import yaml

from segment_to_amplitude.migration import migrate
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.rules.documents import quoted
from segment_to_amplitude.rules.examples import run_examples
from segment_to_amplitude.rules.loading import check_rules
from segment_to_amplitude.rules.schema import reference, rule_schema

DOCS = Path(__file__).parents[2] / "docs"
RECIPES = sorted((DOCS / "cookbook").glob("*.yml"))
HEAD = "# Reference of rules\n\nAll keys of a rule, by its sort. [Rules](rules.md) is the guide.\n\n"
COOKBOOK = """# Cookbook of rules

Twelve rules that people need. Each is a file in `docs/cookbook/` with the examples that test it; copy one to
`.segment-to-amplitude/rules/` and change the names.
"""


def cookbook() -> Iterator[str]:
    yield COOKBOOK
    for path in RECIPES:
        text = path.read_text(encoding="utf-8")
        comment, _, rule = text.partition("\n")
        title = path.stem.partition("-")[2].replace("-", " ").capitalize()
        yield f"\n## {title}\n\n{comment.removeprefix('# ')}\n\n```yaml\n{rule}```\n"


def test_reference_says_what_the_schema_says() -> None:
    assert (DOCS / "rules-reference.md").read_text(encoding="utf-8") == HEAD + reference()


def test_cookbook_holds_its_recipes() -> None:
    assert len(RECIPES) == 12
    assert (DOCS / "cookbook.md").read_text(encoding="utf-8") == "".join(cookbook())


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipe_works(path: Path) -> None:
    rules, problems = check_rules(DOCS, [path])
    assert not problems
    outcomes = list(run_examples(rules, lambda root, own: migrate(root, (), Settings(), rules=own)))
    assert len(outcomes) >= 2
    assert not [f"{outcome.place}\n{outcome.trouble or outcome.diff()}" for outcome in outcomes if not outcome.is_right]
    for outcome in outcomes:
        example = outcome.own.rule.examples[outcome.number - 1]
        assert example.left_alone is not None or example.before != example.after


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_recipe_fits_the_schema(path: Path) -> None:
    (rule,) = yaml.safe_load_all(path.read_text(encoding="utf-8"))
    jsonschema.validate(rule, json.loads(json.dumps(rule_schema())))


def test_rules_of_the_guide_are_right(tmp_path: Path) -> None:
    found = re.findall(r"^( *)```yaml\n(.*?)^\1```", (DOCS / "rules.md").read_text(encoding="utf-8"), re.M | re.S)
    assert found
    for indent, body in found:
        file = tmp_path / "rule.yml"
        file.write_text(re.sub(rf"^{indent}", "", body, flags=re.M), encoding="utf-8")
        assert yaml.safe_load(quoted(file.read_text(encoding="utf-8")))
        _, problems = check_rules(tmp_path, [file])
        assert not problems
