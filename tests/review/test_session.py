"""The way through a plan: what is shown, decided, taken back and kept; line by line, and with a person's own text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from review.projects import SHOP, commit, plan_of, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.cli.review import open_session
from segment_to_amplitude.review.application import apply_plan
from segment_to_amplitude.review.decisions import Verdict, choose, left_alone
from segment_to_amplitude.review.line_mode import go_through
from segment_to_amplitude.review.parsing import problem
from segment_to_amplitude.review.plan import PlanError, encode_plan, make_plan, read_plan
from segment_to_amplitude.review.session import EditError, Filters, Session


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "shop"))


@pytest.fixture
def session(shop: Path) -> Session:
    return open_session(plan_of(shop), shop.parent / "plan.json", shop)


def item_at(session: Session, path: str, method: str):  # type: ignore[no-untyped-def]
    return next(
        item for item in session.items if item.file.path == path and any(one.method == method for one in item.changes)
    )


def test_items_hold_every_change_once(session: Session) -> None:
    due = [one.id for file in session.plan.changed for one in file.changes]
    assert sorted(one.id for item in session.items for one in item.changes) == sorted(due)


def test_changes_that_share_a_line_are_one_item_until_they_are_split(tmp_path: Path) -> None:
    text = SHOP["src/analytics.ts"] + "analytics.track('a'); analytics.track('b');\n"
    root = write(tmp_path / "shop", {"src/analytics.ts": text})
    session = open_session(plan_of(root), None, root)
    item = next(one for one in session.items if len(one.changes) == 2)
    before = len(session.items)
    assert session.split(item)
    assert len(session.items) == before + 1
    assert not session.split(session.items[0])


def test_decisions_are_kept_as_they_are_made_and_taken_up_again(session: Session, shop: Path) -> None:
    session.decide(session.items[:2], Verdict.ACCEPTED)
    session.put_note(session.items[0], "later")
    again = open_session(session.plan, shop.parent / "plan.json", shop)
    assert [again.verdict(item) for item in again.items[:3]] == [Verdict.ACCEPTED, Verdict.ACCEPTED, None]
    assert again.note(again.items[0]) == "later"


def test_undo_takes_back_one_step_after_the_other(session: Session) -> None:
    session.decide([session.items[0]], Verdict.ACCEPTED)
    session.decide(session.items, Verdict.REJECTED)
    assert session.undo()
    assert session.counts()["accepted"] == len(session.items[0].changes)
    assert session.undo()
    assert session.counts()["undecided"] == sum(len(item.changes) for item in session.items)
    assert not session.undo()


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("method:group", {"src/cart.ts"}),
        ("language:python", {"tools/report.py"}),
        ("path:src/ applicability:review", {"src/analytics.ts", "src/cart.ts"}),
        ("Reported", {"tools/report.py"}),
        ("code:import-replaced language:python", {"tools/report.py"}),
        ("verdict:accepted", set()),
    ],
)
def test_filters(session: Session, text: str, paths: set[str]) -> None:
    session.filter(Filters.of(text))
    assert {item.file.path for item in session.shown} == paths


def test_what_would_be_written_counts_whole_moves(session: Session) -> None:
    python = [item for item in session.items if item.file.path == "tools/report.py"]
    session.decide(python, Verdict.ACCEPTED)
    assert session.counts()["written"] == sum(len(item.changes) for item in python)
    session.decide(python[:1], Verdict.REJECTED)
    assert session.counts()["written"] == 0


def test_a_person_s_own_text_is_checked_and_written(session: Session, shop: Path) -> None:
    item = item_at(session, "tools/report.py", "track")
    assert "track" in session.editable(item)
    with pytest.raises(EditError, match="does not parse"):
        session.replace_text(item, "    amplitude.track((\n")
    session.replace_text(item, "    pass  # reported elsewhere\n")
    assert session.verdict(item) is Verdict.ACCEPTED
    assert session.editable(item) == "    pass  # reported elsewhere\n"
    session.decide(session.moves_with(item), Verdict.ACCEPTED)
    apply_plan(session.plan, choose(session.plan, session.decisions()), shop)
    assert (shop / "tools/report.py").read_text().endswith("    pass  # reported elsewhere\n")


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("a.ts", "f(1);\n", "f(1;\n"),
        ("a.py", "f(1)\n", "f(1\n"),
        ("a.kt", "fun f() {}\n", "fun f( {}\n"),
        ("A.java", "class A {}\n", "class A {\n"),
        ("a.swift", "let a = 1\n", "let a = (1\n"),
        ("a.m", "int a = 1;\n", "int a = (1;\n"),
        ("a.json", "{}\n", "{\n"),
        ("a.toml", "a = 1\n", "a = \n"),
        ("pom.xml", "<a/>\n", "<a>\n"),
    ],
)
def test_what_does_not_parse_is_told(path: str, good: str, bad: str) -> None:
    assert problem(path, good.encode(), good.encode()) is None
    assert problem(path, good.encode(), bad.encode()) is not None
    assert problem(path, bad.encode(), bad.encode()) is None


def test_a_file_that_changed_cannot_be_reviewed(shop: Path) -> None:
    plan = plan_of(shop)
    (shop / "src/cart.ts").write_text("\n")
    with pytest.raises(PlanError, match="plan again"):
        open_session(plan, None, shop)


def test_planned_again_decisions_go_along(session: Session, shop: Path) -> None:
    from segment_to_amplitude.migration import migrate

    session.decide(session.items, Verdict.ACCEPTED)
    session.decide([item_at(session, "src/cart.ts", "group")], Verdict.REJECTED)
    again = session.planned_again(make_plan(migrate(shop, left=left_alone(session.plan, session.decisions()))))
    calls = [item for item in again.items if any(one.method == "track" for one in item.changes)]
    assert {again.verdict(item) for item in calls} == {Verdict.ACCEPTED}
    assert not [item for item in again.items if any(one.method == "group" for one in item.changes)]


# --- line by line ---


def asked(session: Session, *answers: str) -> str:
    out = io.StringIO()
    go_through(session, io.StringIO("".join(f"{answer}\n" for answer in answers)), out)
    return out.getvalue()


def test_line_by_line(session: Session) -> None:
    shown = asked(session, "y", "n", "u", "?", "k", "j", "s", "/method:group", "y", "q")
    assert "src/analytics.ts:" in shown
    assert "accept this hunk" in shown
    assert "evidence: " in shown
    assert session.counts()["accepted"] >= 2


def test_line_by_line_to_the_end(session: Session) -> None:
    asked(session, *["a"] * len(session.plan.changed))
    assert session.counts()["undecided"] == 0


def test_line_by_line_with_own_text(session: Session) -> None:
    shown = asked(session, "/path:report method:track", "e", "    pass", ".", "q")
    assert "Instead, up to a line" in shown
    assert session.editable(item_at(session, "tools/report.py", "track")) == "    pass\n"


def test_migrate_interactive(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(shop)
    monkeypatch.setattr("sys.stdin", io.StringIO("/path:tools\na\nq\n"))
    assert main(["migrate", "-i", "-q"]) == 0
    assert "Accept this hunk" in capsys.readouterr().out
    assert b"amplitude" in (shop / "tools/report.py").read_bytes()
    assert (shop / "src/cart.ts").read_bytes() == SHOP["src/cart.ts"].encode()


def test_review_in_a_pipe_is_line_by_line(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = shop.parent / "plan.json"
    place.write_bytes(encode_plan(plan_of(shop)))
    monkeypatch.chdir(shop)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\nq\n"))
    assert main(["review", str(place)]) == 0
    session = open_session(read_plan(place), place, shop)
    assert session.counts()["accepted"] >= 1


def test_nothing_hostile_reaches_the_terminal(tmp_path: Path) -> None:
    text = SHOP["src/analytics.ts"] + "analytics.track('\x1b]0;taken\x07\u202eab', {\n  a: '\x9b31m',\n});\n"
    root = write(tmp_path / "shop", {"src/a\x1b[31m\n\u202e.ts": text})
    session = open_session(plan_of(root), None, root)
    shown = asked(session, *["j"] * len(session.items), "q")
    assert "track" in shown
    assert not [char for char in shown if not char.isprintable() and char not in "\n\t"]
