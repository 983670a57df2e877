"""Rules in whole runs: hooks, unused rules, the inventory, and the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from segment_to_amplitude.cli import main
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.project.errors import UserError
from segment_to_amplitude.report.text import render_ledger
from segment_to_amplitude.report.view import view
from segment_to_amplitude.rules.errors import RulesError
from segment_to_amplitude.source.edits import apply_edits

CODE = """import { AnalyticsBrowser } from '@segment/analytics-next';

export const open = (analytics: AnalyticsBrowser, name: string) => {
  analytics.track('internal: opened');
  analytics.track('Opened', { name });
  analytics.group('g1');
};
"""
HOOKS = """from segment_to_amplitude.amplitude.calls import SetGroup, Track
from segment_to_amplitude.rules.hooks import Refusal, hook


@hook("track")
def internal(call, settings):
    if call.event.text.startswith("internal:"):
        return Refusal("not for Amplitude", suggestion="log it")


@hook("group")
def company(call, settings):
    return [SetGroup("company", call.group_id)]
"""
RULES = """id: opened
event: Opened
rename: Was Opened
---
id: idle
event: Never
rename: Ever
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / ".segment-to-amplitude" / "rules").mkdir(parents=True)
    (root / "a.ts").write_text(CODE)
    return root


def write_rules(project: Path, text: str) -> None:
    (project / ".segment-to-amplitude" / "rules" / "r.yml").write_text(text)


def test_hooks_answer_refuse_or_have_no_opinion(project: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks.py"
    hooks.write_text(HOOKS)
    result = migrate(project, hooks=[hooks])
    (file,) = result.files
    codes = [(finding.method, finding.code, finding.suggestion) for finding in file.findings if finding.method]
    assert ("track", "hook-refused", "log it") in codes
    assert ("group", "hook-applied", None) in codes or ("group", "hook-refused", None) not in codes


def test_hook_replaces_the_mapping(project: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks.py"
    hooks.write_text(HOOKS.replace('"internal:"', '"never:"'))
    (file,) = migrate(project, hooks=[hooks]).files
    assert file.before is not None
    assert "amplitude.setGroup('company', 'g1');" in apply_edits(file.before, file.edits).decode()


def test_failing_hook_is_a_refusal(project: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks.py"
    hooks.write_text(HOOKS.replace("call.event.text", "call.evnt.text"))
    findings = migrate(project, hooks=[hooks]).findings
    assert any(one.code == "hook-refused" and "AttributeError" in one.message for one in findings)


@pytest.mark.parametrize(
    ("text", "words"),
    [("import nothing_here\n", ":1:1: the hook file fails"), ("x = 1\n", "registers no hook"), ("x = (\n", ":1:1:")],
)
def test_wrong_hook_file(project: Path, tmp_path: Path, text: str, words: str) -> None:
    hooks = tmp_path / "hooks.py"
    hooks.write_text(text)
    with pytest.raises(UserError, match=r"hooks\.py") as caught:
        migrate(project, hooks=[hooks])
    assert words in str(caught.value)


def test_hooks_in_the_tree_are_not_loaded(project: Path) -> None:
    marker = project / "ran"
    for place in (project, project / ".segment-to-amplitude", project / ".segment-to-amplitude" / "rules"):
        (place / "hooks.py").write_text(f"open({str(marker)!r}, 'w')\n")
    migrate(project)
    assert not marker.exists()


def test_unused_rules_are_named(project: Path) -> None:
    write_rules(project, RULES)
    (note,) = migrate(project).notes
    assert note.startswith("rule `idle` (.segment-to-amplitude/rules/r.yml:5) found nothing")


def test_inventory_shows_both_names(project: Path) -> None:
    write_rules(project, RULES + "---\nid: gone\nevent: { regex: '^internal' }\ndrop: true\n")
    ledger = render_ledger(view(migrate(project)))
    assert "Opened → Was Opened" in ledger
    assert "internal: opened (dropped)" in ledger


def test_wrong_rules_stop_the_run(project: Path) -> None:
    write_rules(project, "id: a\nevnt: A\n")
    with pytest.raises(RulesError, match=r"r\.yml:2:1: unknown key `evnt`"):
        migrate(project)


def test_same_name_twice(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rules(project, "id: a\nevent: A\nrename: B\n---\nid: a\nevent: C\nrename: D\n")
    assert main(["rules", "check", "--root", str(project)]) == 1
    assert "r.yml:5:5: rule `a` is there already" in capsys.readouterr().out


def test_rules_test_updates_and_fails(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "        import { AnalyticsBrowser } from '@segment/analytics-next';\n"
    code += "        export const f = (a: AnalyticsBrowser) => { a.track('A'); };\n"
    text = (
        f"id: a\nevent: A\nrename: B\nexamples:\n  - language: typescript # kept\n    before: |\n{code}    after: ''\n"
    )
    write_rules(project, text)
    arguments = ["rules", "test", "--root", str(project)]
    assert main(arguments) == 1
    shown = capsys.readouterr().out
    assert "example 1 of rule `a` fails" in shown
    assert "{ a.track('B'); };" in shown
    assert main([*arguments, "--update"]) == 0
    assert main(arguments) == 0
    written = (project / ".segment-to-amplitude" / "rules" / "r.yml").read_text()
    assert written.startswith(text.removesuffix("''\n") + "|\n")


def test_rules_new_reads_the_call(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "b.ts").write_text("import { sendEvent } from '@acme/t';\n\nif (ok) sendEvent('A', { b: f(1, 2) });\n")
    assert main(["rules", "new", "--from", f"{project / 'b.ts'}:3"]) == 0
    out = capsys.readouterr().out
    assert "id: send-event\n" in out
    assert "call: 'sendEvent($EVENT, $PROPERTIES)'\n" in out
    assert "from: '@acme/t'\n" in out
    write_rules(project, out)
    assert main(["rules", "check", "--root", str(project)]) == 0
    assert main(["rules", "new", "--from", f"{project / 'b.ts'}:2"]) == 2
    assert main(["rules", "new", "--from", "b.ts"]) == 2


def test_rules_new_reads_python(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "b.py").write_text("from shop.t import send_event\n\nsend_event(user, 'A')\n")
    assert main(["rules", "new", "--from", f"{project / 'b.py'}:3"]) == 0
    out = capsys.readouterr().out
    assert "from: 'shop.t'\n" in out
    write_rules(project, out)
    assert main(["rules", "check", "--root", str(project)]) == 0


def test_rules_list_counts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_rules(project, RULES)
    assert main(["rules", "list", "--root", str(project)]) == 0
    out = capsys.readouterr().out
    assert "opened  taxonomy  .segment-to-amplitude/rules/r.yml:1  1 finding\n" in out
    assert "idle  taxonomy  .segment-to-amplitude/rules/r.yml:5  0 findings\n" in out
    assert "event-renamed  safe  1 finding\n" in out


PATTERN = "id: old\nlanguage: typescript\npattern: oldLog($A)\nfix: newLog($A)\n"


def after(project: Path, **more: bool) -> str:
    return "".join(
        apply_edits(file.before, file.edits).decode()
        for file in migrate(project, **more).files  # type: ignore[arg-type]
        if file.before is not None and file.path == "b.ts"
    )


def test_comment_leaves_a_match_alone(project: Path) -> None:
    write_rules(project, PATTERN)
    (project / "b.ts").write_text(
        "oldLog(1);\n// segment-to-amplitude: ignore\noldLog(2);\n"
        "oldLog(3); // segment-to-amplitude: ignore[rule-applied]\noldLog(4); // segment-to-amplitude: ignore[other]\n"
    )
    text = after(project)
    assert [f"newLog({number})" in text for number in (1, 2, 3, 4)] == [True, False, False, True]
    codes = [finding.code for finding in migrate(project).findings if finding.path == "b.ts"]
    assert codes.count("suppressed") == 2


def test_only_safe_leaves_what_a_rule_wants_reviewed(project: Path) -> None:
    write_rules(project, PATTERN + "applicability: review\n")
    (project / "b.ts").write_text("oldLog(1);\n")
    assert "newLog" in after(project)
    assert "newLog" not in after(project, only_safe=True)


def test_pattern_without_a_word_reads_every_file(project: Path) -> None:
    write_rules(project, "id: no-debugger\nlanguage: typescript\nrule: { kind: debugger_statement }\nfix: ''\n")
    (project / "b.ts").write_text("f();\ndebugger;\n")
    assert after(project) == "f();\n\n"


def test_places_count_bytes(project: Path) -> None:
    write_rules(project, PATTERN)
    (project / "b.ts").write_text("const größe = '😀'; oldLog('é');\r\noldLog(größe);\r\n", newline="")
    assert after(project) == "const größe = '😀'; newLog('é');\r\nnewLog(größe);\r\n"
