"""What is decided is what is written, and never code that cannot stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from review.projects import SHOP, commit, plan_of, read, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.review.application import apply_plan
from segment_to_amplitude.review.decisions import (
    ALONE,
    Decision,
    Decisions,
    DecisionsError,
    Verdict,
    accepting,
    beside,
    choose,
    left_alone,
    read_decisions,
    save_decisions,
)
from segment_to_amplitude.review.plan import Plan, PlannedEdit, encode_plan, make_plan


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "shop"))


def ids(plan: Plan, *paths: str) -> list[str]:
    return [one.id for file in plan.changed for one in file.changes if not paths or file.path in paths]


def test_a_client_moves_with_all_that_reaches_it(shop: Path) -> None:
    moves = {file.path: file.move for file in plan_of(shop).changed}
    assert len({moves[path] for path in ("package.json", "src/analytics.ts", "src/cart.ts", "src/user.ts")}) == 1
    assert moves["tools/report.py"] != moves["src/cart.ts"]


def test_two_clients_in_files_of_their_own_move_apart(tmp_path: Path) -> None:
    made = (
        "import { AnalyticsBrowser } from '@segment/analytics-next';\n\n"
        "const a = AnalyticsBrowser.load({ writeKey: %s });\na.track('x');\n"
    )
    plan = plan_of(write(tmp_path, {"one.ts": made % "'k1'", "two.ts": made % "'k2'"}))
    assert [file.move for file in plan.changed] == [1, 2]


def test_what_is_accepted_is_written(shop: Path) -> None:
    plan = plan_of(shop)
    before = read(shop)
    choice = choose(plan, accepting(ids(plan, "tools/report.py")))
    apply_plan(plan, choice, shop)
    now = read(shop)
    assert {path for path in now if now[path] != before[path]} == {"tools/report.py"}
    assert {left.reason for left in choice.left} == {"not decided"}


def test_a_rejected_call_leaves_what_moves_with_it(shop: Path) -> None:
    plan = plan_of(shop)
    rejected = next(one for file in plan.changed for one in file.changes if one.method == "group")
    choice = choose(plan, accepting([one for one in ids(plan) if one != rejected.id], [rejected.id]))
    assert [file.path for file, _ in choice.files] == ["tools/report.py"]
    reasons = {left.reason for left in choice.left}
    assert reasons == {"rejected", f"moves with src/cart.ts:{rejected.line}, which is rejected"}


def test_as_decided_writes_it_all_the_same(shop: Path) -> None:
    plan = plan_of(shop)
    rejected = next(one for file in plan.changed for one in file.changes if one.method == "group")
    choice = choose(plan, accepting([one for one in ids(plan) if one != rejected.id], [rejected.id]), alone=True)
    apply_plan(plan, choice, shop)
    text = (shop / "src/cart.ts").read_text()
    assert "analytics.group('acme')" in text
    assert "amplitude.track('Paid'" in text


def test_planned_again_the_rest_moves_beside_segment(shop: Path) -> None:
    plan = plan_of(shop)
    rejected = next(one for file in plan.changed for one in file.changes if one.method == "group")
    left = left_alone(plan, accepting([], [rejected.id]))
    assert left == {"src/cart.ts": {rejected.line: frozenset({rejected.code})}}
    again = make_plan(migrate(shop, left=left))
    apply_plan(again, choose(again, None), shop)
    text = (shop / "src/cart.ts").read_text()
    assert "amplitude.track('Paid'" in text
    assert ".group('acme')" in text
    assert "amplitude.setGroup" not in text
    assert "@segment/analytics-next" in (shop / "src/analytics.ts").read_text()
    assert "amplitude.init" in (shop / "src/analytics.ts").read_text()
    assert not [one for file in again.files for one in file.findings if one.code == "suppression-unused"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "app.py",
            "import segment.analytics as analytics\n\nanalytics.write_key = 'k'\n"
            "analytics.track('u', 'A')\nanalytics.track('u', 'B')\n",
        ),
        (
            "App.swift",
            'import Segment\n\nfunc go() {\n    Analytics.setup(with: AnalyticsConfiguration(writeKey: "k"))\n'
            '    Analytics.shared().track("A")\n    Analytics.shared().track("B")\n}\n',
        ),
        (
            "App.java",
            'import com.segment.analytics.Analytics;\n\nclass App {\n  Analytics a = Analytics.builder("k").build();\n'
            "  void go() {\n    a.flush();\n    a.flush();\n  }\n}\n",
        ),
    ],
)
def test_every_language_leaves_what_is_rejected(tmp_path: Path, path: str, text: str) -> None:
    plan = plan_of(write(tmp_path, {path: text}))
    call = [one for file in plan.files for one in file.findings if one.method in ("track", "flush")][-1]
    again = make_plan(migrate(tmp_path, left={path: {call.line: frozenset({call.code})}}))
    found = next(
        one for file in again.files for one in file.findings if one.line == call.line and one.method == call.method
    )
    assert found.code in ("suppressed", "client-kept")
    assert not found.edits
    assert not [file for file in again.files if file.status == "failed"]


def test_ids_stay_when_lines_move(shop: Path) -> None:
    before = set(ids(plan_of(shop)))
    path = shop / "src/cart.ts"
    path.write_text("// on top\n\n" + path.read_text())
    assert set(ids(plan_of(shop))) == before


def test_ids_are_unique(tmp_path: Path) -> None:
    calls = (
        "import { AnalyticsBrowser } from '@segment/analytics-next';\n"
        "const a = AnalyticsBrowser.load({ writeKey: 'k' });\n"
    )
    plan = plan_of(write(tmp_path, {"a.ts": calls + "a.track('x');\n" * 5 + "a.track('x'); a.track('x');\n"}))
    found = [one.id for file in plan.files for one in file.findings]
    assert len(found) == len(set(found)) == 9


def test_a_person_s_own_text_is_written(shop: Path) -> None:
    plan = plan_of(shop)
    file = next(file for file in plan.changed if file.path == "tools/report.py")
    change = next(one for one in file.changes if one.method == "track")
    at = min(edit.start for edit in change.edits)
    end = max(edit.end for edit in change.edits)
    own = Decision(change.id, Verdict.ACCEPTED, edits=(PlannedEdit(at, end, "pass"),))
    others = accepting([one.id for one in file.changes if one.id != change.id])
    choice = choose(plan, Decisions((*others.decisions, own)))
    apply_plan(plan, choice, shop)
    assert b"pass" in (shop / "tools/report.py").read_bytes()


def test_decisions_are_saved_and_read(tmp_path: Path) -> None:
    path = beside(tmp_path / "plan.json")
    decisions = Decisions((Decision("a", Verdict.REJECTED, "why not"), Decision("b", Verdict.ACCEPTED)), "digest")
    save_decisions(path, decisions)
    assert read_decisions(path) == decisions
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json.decisions.json"]


def test_decisions_on_another_plan_are_refused(shop: Path) -> None:
    with pytest.raises(DecisionsError, match="another plan"):
        choose(plan_of(shop), accepting(["0123456789abcdef"]))


def test_apply_takes_the_decisions_beside_the_plan(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_of(shop)
    place = shop.parent / "plan.json"
    place.write_bytes(encode_plan(plan))
    save_decisions(beside(place), accepting(ids(plan, "tools/report.py")))
    monkeypatch.chdir(shop)
    assert main(["apply", str(place)]) == 0
    shown = capsys.readouterr().err
    assert "written: tools/report.py\n" in shown
    assert "src/cart.ts" not in shown.partition("left:")[0]
    assert "not decided" in shown


def test_decisions_lead_to_another_plan(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_of(shop)
    rejected = next(one for file in plan.changed for one in file.changes if one.method == "group")
    decisions = shop.parent / "decisions.json"
    save_decisions(decisions, accepting([], [rejected.id]))
    monkeypatch.chdir(shop)
    assert main(["migrate", "--decisions", str(decisions), "--plan", str(shop.parent / "again.json"), "-q"]) == 0
    assert main(["apply", str(shop.parent / "again.json"), "-q"]) == 0
    assert ".group('acme')" in (shop / "src/cart.ts").read_text()


APPS = {
    **SHOP,
    "App.java": (
        "import com.segment.analytics.Analytics;\n\nclass App {\n"
        '  Analytics a = Analytics.builder("k").build();\n  void go() {\n    a.flush();\n  }\n}\n'
    ),
    "App.swift": (
        'import Segment\n\nfunc go() {\n    Analytics.setup(with: AnalyticsConfiguration(writeKey: "k"))\n'
        '    Analytics.shared().track("A")\n}\n'
    ),
}


def test_whatever_is_rejected_stays_in_another_plan(tmp_path: Path) -> None:
    root = write(tmp_path / "apps", APPS)
    plan = plan_of(root)
    for file in plan.changed:
        for change in file.changes:
            again = make_plan(migrate(root, left=left_alone(plan, accepting([], [change.id]))))
            found = [one for each in again.files for one in each.findings if one.id == change.id]
            assert [one.edits for one in found] == [()], (file.path, change.line, change.code)
            assert not [each.reason for each in again.files if each.status == "failed"]
            if change.kind not in ALONE:
                assert file.path not in {each.path for each in again.changed}


def test_a_rejected_import_keeps_its_file_and_no_other(tmp_path: Path) -> None:
    root = write(tmp_path / "shop")
    plan = plan_of(root)
    change = next(one for file in plan.changed if file.path == "src/user.ts" for one in file.changes)
    assert change.kind == "import"
    again = make_plan(migrate(root, left=left_alone(plan, accepting([], [change.id]))))
    apply_plan(again, choose(again, None), root)
    now = read(root)
    assert now["src/user.ts"] == SHOP["src/user.ts"].encode()
    assert b"amplitude.track('Paid'" in now["src/cart.ts"]
    assert b"export const analytics = AnalyticsBrowser.load" in now["src/analytics.ts"]
