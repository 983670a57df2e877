"""``rules``: the project's own rules, checked, tested, listed and begun."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segment_to_amplitude.findings.result import RunResult
    from segment_to_amplitude.project.settings import Settings
    from segment_to_amplitude.rules.errors import Problem
    from segment_to_amplitude.rules.loading import RuleSet
    from segment_to_amplitude.rules.reading import OwnRule

_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ROOT = click.option("--root", type=_DIRECTORY, help="The project's root; else the nearest settings or checkout.")
_FILES = click.argument("files", nargs=-1, type=_FILE)


@click.group("rules")
def command() -> None:
    """Check, test, list and begin the project's own rules."""


@command.command("check")
@_ROOT
@_FILES
def check(root: Path | None, files: tuple[Path, ...]) -> int:
    """Say what is wrong in the rule files, as path:line:column.

    Exit with 1 when there is a mistake; warnings are no mistakes.
    """
    found, problems = _read(root, files)
    for problem in problems:
        click.echo(str(problem))
    errors = sum(not problem.is_warning for problem in problems)
    click.echo(f"{_count(len(found), 'rule')}, {_count(errors, 'mistake')}", err=True)
    return 1 if errors else 0


@command.command("test")
@_ROOT
@click.option("--update", is_flag=True, help="Write what comes out into the rule files, as what is due.")
@_FILES
def test(root: Path | None, update: bool, files: tuple[Path, ...]) -> int:
    """Run the examples of the rules; exit with 1 when one fails."""
    from segment_to_amplitude.project.settings import Settings
    from segment_to_amplitude.rules.examples import run_examples

    rules, problems = _read(root, files)
    for problem in problems:
        click.echo(str(problem), err=problem.is_warning)
    if any(not problem.is_warning for problem in problems):
        return 1

    def run(folder: Path, alone: RuleSet) -> RunResult:
        from segment_to_amplitude.migration import migrate

        return migrate(folder, (), Settings(), rules=alone)

    failed = []
    count = 0
    for outcome in run_examples(rules, run):
        count += 1
        if outcome.is_right:
            continue
        failed.append(outcome)
        if not update or outcome.trouble is not None:
            click.echo(f"{outcome.place}: example {outcome.number} of rule `{outcome.own.rule.id}` fails")
            click.echo(
                f"    {outcome.trouble}" if outcome.trouble is not None else outcome.diff(), nl=bool(outcome.trouble)
            )
    left = len(failed)
    if update and failed:
        from segment_to_amplitude.rules.examples import updated

        base = _root(root)[0]
        for name in sorted({outcome.own.document.path for outcome in failed}):
            path = Path(name) if Path(name).is_absolute() else base / name
            own = [outcome for outcome in failed if outcome.own.document.path == name]
            before = path.read_text(encoding="utf-8")
            after = updated(before, own)
            if after != before:
                path.write_text(after, encoding="utf-8", newline="")
                click.echo(f"written: {name}", err=True)
        left = sum(
            outcome.trouble is not None or outcome.own.rule.examples[outcome.number - 1].after is None
            for outcome in failed
        )
    click.echo(f"{_count(count, 'example')}, {left} failed", err=True)
    return 1 if left else 0


@command.command("list")
@_ROOT
@click.option("--hits/--no-hits", default=True, help="Run the migration and count the findings.")
def listed(root: Path | None, hits: bool) -> int:
    """List the built-in codes and the own rules, each with its findings in this project."""
    from segment_to_amplitude.findings.codes import CODES

    base, settings = _root(root)
    rules, problems = _read(root, ())
    errors = [problem for problem in problems if not problem.is_warning]
    for problem in errors:
        click.echo(str(problem), err=True)
    if errors:
        return 1
    counts: dict[str, int] = {}
    if hits:
        from segment_to_amplitude.migration import migrate

        for finding in migrate(base, (), settings, is_verified=False).findings:
            counts[finding.code] = counts.get(finding.code, 0) + 1
            for own in rules:
                if f"`{own.rule.id}`" in finding.message or f"rule `{own.rule.id}`" in finding.evidence:
                    counts[f"rule {own.rule.id}"] = counts.get(f"rule {own.rule.id}", 0) + 1
    click.echo("own rules")
    for own in rules:
        click.echo(f"  {own.rule.id}  {own.kind}  {own.place}" + _hits(hits, counts, f"rule {own.rule.id}"))
    if not rules:
        click.echo("  none; `segment-to-amplitude rules new` begins one")
    click.echo("built in")
    for name, code in CODES.items():
        if not hits or name in counts:
            click.echo(f"  {name}  {code.applicability}" + _hits(hits, counts, name))
    return 0


@command.command("schema")
def schema() -> int:
    """Print the JSON Schema of a rule."""
    import json

    from segment_to_amplitude.rules.schema import rule_schema

    click.echo(json.dumps(rule_schema(), indent=2, ensure_ascii=False))
    return 0


@command.command("new")
@click.option("--from", "source", metavar="PATH:LINE", help="Begin with the call on this line.")
def new(source: str | None) -> int:
    """Print a commented rule to begin with."""
    from segment_to_amplitude.project.errors import UserError
    from segment_to_amplitude.rules.skeleton import skeleton

    if source is None:
        click.echo(skeleton(None, None, 0), nl=False)
        return 0
    name, _, line = source.rpartition(":")
    if not name or not line.isdigit():
        raise click.UsageError(f"'{source}' is no place; write path:line, such as src/x.ts:42")
    try:
        text = Path(name).read_bytes().decode("utf-8")
    except OSError as error:
        raise UserError(f"{name}: cannot be read ({error.strerror}); name a source file") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{name}: is not UTF-8; name a source file") from error
    click.echo(skeleton(name, text, int(line)), nl=False)
    return 0


def _root(root: Path | None) -> tuple[Path, Settings]:
    from segment_to_amplitude.cli.options import Options
    from segment_to_amplitude.cli.run import project_root, project_settings

    options = Options(root=root)
    base = project_root(options)
    return base, project_settings(options, base)


def _read(root: Path | None, files: Sequence[Path]) -> tuple[list[OwnRule], list[Problem]]:
    from segment_to_amplitude.rules.loading import check_rules, rule_files

    base, settings = _root(root)
    paths = [path.resolve() for path in files] or rule_files(base, settings.rules.path)
    return check_rules(base, paths)


def _hits(is_counted: bool, counts: dict[str, int], name: str) -> str:
    return f"  {_count(counts.get(name, 0), 'finding')}" if is_counted else ""


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
