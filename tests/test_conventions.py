"""What holds for all findings, queries and fixtures at once."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tree_sitter import Language, Query

from fixture_cases import FIXTURES, discover
from segment_to_amplitude.resources import grammar_names, grammar_text

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

QUERIES = [name for name in grammar_names() if name.endswith(".scm")]
_INHERITS = re.compile(r"^; inherits: (.+)$", re.MULTILINE)


def dialects(query: str) -> Iterator[tuple[str, Language]]:
    """Yield the dialects that a query is for: `calls.scm` all, `calls.typescript.scm` those of TypeScript's parser."""
    folder, _, name = query.rpartition("/")
    table: dict[str, Any] = tomllib.loads(grammar_text(f"{folder}/language.toml"))["dialects"]
    special = name.removesuffix(".scm").partition(".")[2]
    for dialect, entry in table.items():
        if not special or entry["package"] == table[special]["package"]:
            yield dialect, Language(getattr(importlib.import_module(entry["package"]), entry["function"])())


def whole_text(query: str) -> str:
    """Return the text of a query with the texts that it inherits before it."""
    folder, text = query.rpartition("/")[0], grammar_text(query)
    inherited = [f"{folder}/{name.strip()}.scm" for names in _INHERITS.findall(text) for name in names.split(",")]
    return "\n".join([*map(whole_text, inherited), text])


def test_there_are_queries_for_each_language() -> None:
    languages = {name.split("/")[0] for name in grammar_names() if name.endswith("/language.toml")}
    assert languages
    assert languages == {name.split("/")[0] for name in QUERIES}


@pytest.mark.parametrize("query", QUERIES)
def test_query_compiles_and_takes_captures_from_the_list(query: str) -> None:
    listed = set(re.findall(r"^\| `@([\w.]+)` \|", grammar_text("README.md"), re.MULTILINE))
    assert listed
    compiled_for = [Query(language, whole_text(query)) for _, language in dialects(query)]
    assert compiled_for
    for compiled in compiled_for:
        names = {compiled.capture_name(index) for index in range(compiled.capture_count)}
        assert {name for name in names if not name.startswith("_")} <= listed


def codes() -> set[str]:
    from segment_to_amplitude.findings.codes import CODES

    return set(CODES)


def test_each_finding_code_has_its_page() -> None:
    headings = {
        heading.strip("`")
        for page in DOCS.rglob("*.md")
        for heading in re.findall(r"^#+ (.+?)\s*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert codes()
    assert not codes() - headings


def test_fixtures_use_codes_of_the_catalogue() -> None:
    used = {line.split(" ")[2] for case in discover() for line in case.findings.splitlines()}
    assert used <= codes()


BY_OPTION = {"left-for-review", "hook-applied", "hook-refused"}
"""Codes that only an option of the command line brings; tests/test_only_safe.py and tests/rules/ have them."""

BESIDE = {"device-id-new"}
"""Codes that stand behind another one in each finding; tests/languages/jvm/test_creation.py has them."""


def test_each_finding_code_has_a_fixture() -> None:
    used = {line.split(" ")[2] for case in discover() for line in case.findings.splitlines()}
    assert not codes() - used - BY_OPTION - BESIDE


def test_fixture_folders_are_named_alike() -> None:
    names = [case.name for case in discover(FIXTURES)]
    assert names
    assert not [name for name in names if not re.fullmatch(r"[a-z0-9_]+(/[a-z0-9_]+)+", name)]
