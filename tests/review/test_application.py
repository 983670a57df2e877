"""A plan is carried out exactly, survives being killed, and is taken back byte for byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from review.projects import SHOP, commit, git, many, plan_of, read, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.migration import migrate
from segment_to_amplitude.review.application import NothingToUndoError, apply_plan, reverse, undo
from segment_to_amplitude.review.decisions import choose
from segment_to_amplitude.review.plan import Plan, PlanError, encode_plan, make_plan, read_plan
from segment_to_amplitude.source.edits import Edit, apply_edits
from source.strategies import edited

CODEMODS = Path(__file__).parents[2] / "codemods"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "shop"))


def saved(plan: Plan, path: Path) -> Plan:
    path.write_bytes(encode_plan(plan))
    return read_plan(path)


def after(root: Path) -> dict[str, bytes]:
    """What a migration comes to."""
    changed = {
        file.path: apply_edits(file.before, file.edits)
        for file in migrate(root).files
        if file.edits and file.before is not None
    }
    return read(root) | changed


def test_the_same_run_gives_the_same_plan(shop: Path) -> None:
    assert encode_plan(plan_of(shop)) == encode_plan(plan_of(shop))


def test_a_saved_plan_writes_what_was_planned(shop: Path, tmp_path: Path) -> None:
    due = after(shop)
    plan = saved(plan_of(shop), tmp_path / "plan.json")
    applied = apply_plan(plan, choose(plan, None), shop)
    assert read(shop) == due
    assert sorted(applied.written) == [file.path for file in plan.changed]
    assert not applied.refused


def test_undo_restores_byte_for_byte_and_once(shop: Path) -> None:
    before = read(shop)
    plan = plan_of(shop)
    apply_plan(plan, choose(plan, None), shop)
    assert sorted(undo(shop).written) == [file.path for file in plan.changed]
    assert read(shop) == before
    with pytest.raises(NothingToUndoError, match="nothing to undo"):
        undo(shop)


def test_undo_is_refused_for_what_changed_since(shop: Path) -> None:
    plan = plan_of(shop)
    apply_plan(plan, choose(plan, None), shop)
    (shop / "src/user.ts").write_text("// by hand\n")
    there = read(shop)
    assert undo(shop).refused == ["src/user.ts: changed since it was written; take it back with git"]
    assert read(shop) == there


def test_a_file_that_changed_is_refused_with_what_moves_with_it(shop: Path) -> None:
    plan = plan_of(shop)
    before = read(shop)
    (shop / "src/cart.ts").write_text("export {};\n")
    applied = apply_plan(plan, choose(plan, None), shop)
    assert applied.written == ["tools/report.py"]
    assert applied.refused[0] == "src/cart.ts: changed since the plan was made; plan again"
    assert "src/user.ts: moves with src/cart.ts, which is not written" in applied.refused
    now = read(shop)
    assert {path for path in now if now[path] != before[path]} == {"src/cart.ts", "tools/report.py"}


def test_a_second_run_of_the_same_plan_has_nothing_to_do(shop: Path) -> None:
    plan = plan_of(shop)
    apply_plan(plan, choose(plan, None), shop)
    again = apply_plan(plan, choose(plan, None), shop)
    assert not again.written
    assert not again.refused
    assert len(again.already) == len(plan.changed)
    undo(shop)
    assert read(shop) == {path: text.encode() for path, text in SHOP.items()}


@pytest.mark.parametrize("name", ["../escape.ts", "/etc/escape.ts", "a/../../escape.ts", ""])
def test_a_plan_that_leaves_the_project_is_refused(shop: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(encode_plan(plan_of(shop)).replace(b'"src/user.ts"', f'"{name}"'.encode()))
    with pytest.raises(PlanError, match="not below the project's root"):
        read_plan(path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "other"}', "null"])
def test_another_file_is_no_plan(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(PlanError, match="not a plan"):
        read_plan(path)


def test_outside_a_checkout_the_journal_stands_in_the_project(tmp_path: Path) -> None:
    root = write(tmp_path / "shop")
    before = read(root)
    plan = plan_of(root)
    apply_plan(plan, choose(plan, None), root)
    assert (root / ".segment-to-amplitude" / ".gitignore").read_text() == "*\n"
    undo(root)
    assert {path: data for path, data in read(root).items() if not path.startswith(".")} == before


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edited())
def test_reverse_edits_lead_back(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    assert apply_edits(apply_edits(data, edits), reverse(data, edits)) == data


# --- interruptions --------------------------------------------------------------------------------------------------

WORK = """
import sys
from pathlib import Path
from segment_to_amplitude.review.application import apply_plan, undo
from segment_to_amplitude.review.decisions import choose
from segment_to_amplitude.review.plan import read_plan
plan = read_plan(Path(sys.argv[1]))
print("ready", flush=True)
apply_plan(plan, choose(plan, None), Path(sys.argv[2])) if sys.argv[3] == "apply" else undo(Path(sys.argv[2]))
"""


class KilledError(BaseException):
    """Stands in for a signal that ends the process."""


def killed_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Let so many calls that change the disk through, then none."""
    left = [steps]

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **more: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise KilledError
            return function(*arguments, **more)

        return call

    for name in ("replace", "write", "fsync"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))


@pytest.mark.parametrize("steps", range(0, 40, 4))
def test_stopped_at_any_step_it_is_finished_or_taken_back(shop: Path, steps: int) -> None:
    before, due = read(shop), after(shop)
    plan = plan_of(shop)
    for end in ("apply", "undo"):
        with pytest.MonkeyPatch.context() as patch:
            killed_after(patch, steps)
            with suppress(KilledError):
                apply_plan(plan, choose(plan, None), shop)
        now = {path: data for path, data in read(shop).items() if not path.endswith(".tmp")}
        assert now.keys() == before.keys()
        assert all(now[path] in (before[path], due[path]) for path in now)
        if end == "apply":
            apply_plan(plan, choose(plan, None), shop)
            assert read(shop) == due
            undo(shop)
        else:
            try:
                undo(shop)
            except NothingToUndoError:
                assert now == before
        assert read(shop) == before


def test_killed_at_any_moment_every_file_is_old_or_new(tmp_path: Path) -> None:
    root = commit(many(tmp_path / "many", files=20, calls=3))
    before, due = read(root), after(root)
    place = tmp_path / "plan.json"
    plan = saved(plan_of(root), place)
    dice = random.Random(7)
    for turn in range(8):
        step = "apply" if turn % 2 == 0 else "undo"
        if step == "undo" and read(root) != due:
            apply_plan(plan, choose(plan, None), root)
        child = subprocess.Popen(
            [sys.executable, "-c", WORK, place, root, step],
            env=os.environ | {"PYTHONPATH": str(CODEMODS)},
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(dice.uniform(0, 0.03))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        now = {path: data for path, data in read(root).items() if not path.endswith(".tmp")}
        assert now.keys() == before.keys()
        assert all(now[path] in (before[path], due[path]) for path in now)
    apply_plan(plan, choose(plan, None), root)
    assert read(root) == due
    while True:
        try:
            undo(root)
        except NothingToUndoError:
            break
    assert read(root) == before


def test_a_thousand_edits_are_written_fast(tmp_path: Path) -> None:
    root = commit(many(tmp_path / "many", files=100, calls=10))
    place = tmp_path / "plan.json"
    plan = saved(plan_of(root), place)
    assert sum(len(file.edits) for file in plan.changed) >= 1000
    start = time.perf_counter()
    plan = read_plan(place)
    apply_plan(plan, choose(plan, None), root)
    # The machine's disk is shared: ten times what it takes alone.
    assert time.perf_counter() - start < 3


# --- the commands ---------------------------------------------------------------------------------------------------


def test_plan_apply_and_undo(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before, due = read(shop), after(shop)
    monkeypatch.chdir(shop)
    plan = shop.parent / "plan.json"
    assert main(["migrate", "--plan", str(plan), "-q"]) == 0
    assert read(shop) == before
    assert main(["apply", str(plan)]) == 0
    assert read(shop) == due
    assert main(["undo"]) == 0
    assert read(shop) == before
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "written: src/cart.ts\n" in shown.err
    assert "restored: src/cart.ts\n" in shown.err
    assert main(["undo"]) == 2


def test_write_is_the_two_in_one(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, due = read(shop), after(shop)
    monkeypatch.chdir(shop)
    assert main(["migrate", "--write", "-q"]) == 0
    assert read(shop) == due
    assert main(["undo", "-q"]) == 0
    assert read(shop) == before


def test_an_interrupted_run_is_taken_back_before_the_next(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read(shop)
    plan = plan_of(shop)
    with pytest.MonkeyPatch.context() as patch:
        killed_after(patch, 12)
        with pytest.raises(KilledError):
            apply_plan(plan, choose(plan, None), shop)
    monkeypatch.chdir(shop)
    assert main(["migrate", "--write", "-q"]) == 2
    assert "`undo` takes it back" in capsys.readouterr().err
    assert main(["undo", "-q"]) == 0
    assert read(shop) == before


def test_a_dirty_tree_is_refused(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = shop.parent / "plan.json"
    monkeypatch.chdir(shop)
    main(["migrate", "--plan", str(plan), "-q"])
    (shop / "tools/report.py").write_text(SHOP["tools/report.py"] + "\n")
    assert main(["apply", str(plan), "-q"]) == 2
    assert main(["apply", str(plan), "-q", "--allow-dirty"]) == 2
    assert b"analytics.track" in (shop / "tools/report.py").read_bytes()
    assert b"amplitude" in (shop / "src/cart.ts").read_bytes()


def test_make_plan_masks_write_keys(shop: Path) -> None:
    plan = make_plan(migrate(shop))
    texts = [text for file in plan.files for one in file.findings for text in (one.message, one.suggestion or "")]
    assert not [text for text in texts if "A1b2C3d4E5f6G7h8" in text]


def test_a_plan_of_another_project_says_so(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(encode_plan(plan_of(shop)))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["apply", str(plan), "-q"]) == 2
    assert "with --root" in capsys.readouterr().err
    assert main(["apply", str(plan), "-q", "--root", str(shop)]) == 0


def test_apply_goes_on_after_an_interruption_though_the_tree_is_not_clean(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = after(shop)
    place = shop.parent / "plan.json"
    plan = saved(plan_of(shop), place)
    with pytest.MonkeyPatch.context() as patch:
        killed_after(patch, 14)
        with pytest.raises(KilledError):
            apply_plan(plan, choose(plan, None), shop)
    assert git(shop, "status", "--porcelain") != b""
    monkeypatch.chdir(shop)
    assert main(["apply", str(place), "-q"]) == 0
    assert read(shop) == due
