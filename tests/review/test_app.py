"""The whole-screen review, driven by textual's pilot."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import TextArea

from review.projects import commit, many, plan_of, write
from segment_to_amplitude.cli.review import open_session
from segment_to_amplitude.review.app import Editor, Help, ReviewApp
from segment_to_amplitude.review.decisions import Verdict, beside, read_decisions
from segment_to_amplitude.review.plan import encode_plan
from segment_to_amplitude.review.session import Session

Steps = Callable[["object", ReviewApp], Awaitable[None]]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    shop = commit(write(tmp_path / "shop"))
    return open_session(plan_of(shop), tmp_path / "plan.json", shop)


def drive(session: Session, steps: Steps, size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        app = ReviewApp(session)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(pilot, app)

    asyncio.run(run())


def screen(app: ReviewApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def test_eighty_columns_show_files_diff_and_reason(session: Session) -> None:
    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        shown = screen(app)
        assert all(len(line) <= 80 for line in shown.splitlines())
        assert "package.json" in shown
        assert "dependency-replaced" in shown
        assert "1/" in shown.splitlines()[0]
        await pilot.press("J", "J")
        assert "src/cart.ts" in screen(app)

    drive(session, steps)


def test_keys_decide_and_are_kept(session: Session) -> None:
    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        await pilot.press("y", "n", "u", "d")
        await pilot.press("A", "G", "c", "k")
        counts = session.counts()
        assert counts["rejected"] == 0
        assert counts["undecided"] == 1 or counts["undecided"] == len(session.items[-1].changes)
        await pilot.press("u", "u")
        assert session.counts()["rejected"] >= 1
        await pilot.press("g", "m")
        assert session.verdict(session.items[0]) is Verdict.ACCEPTED
        assert session.place is not None and session.place.exists()

    drive(session, steps)


def test_filter_note_and_help(session: Session) -> None:
    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        await pilot.press("slash", *"method:group", "enter")
        assert len(session.shown) == 1
        assert "group" in screen(app)
        await pilot.press("N", *"ask Bo", "enter")
        assert "note: ask Bo" in screen(app)
        await pilot.press("escape")
        assert len(session.shown) == len(session.items)
        await pilot.press("question_mark")
        assert isinstance(app.screen, Help)
        await pilot.press("escape")
        await pilot.press("slash", *"nothing-like-it", "enter", "y", "e", "v", "space")
        assert "Nothing fits" in screen(app)

    drive(session, steps)


def test_edit_in_place_with_a_parse_check(session: Session) -> None:
    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        await pilot.press("slash", *"language:python method:track", "enter", "e")
        assert isinstance(app.screen, Editor)
        area = app.screen.query_one(TextArea)
        area.text = "    f((\n"
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, Editor)
        area.text = "    pass\n"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert "+    pass" in screen(app)
        await pilot.press("e", "escape")
        assert session.shown[0].changes[0].id in session.made

    drive(session, steps)


def test_side_by_side(session: Session) -> None:
    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        await pilot.press("v")
        assert "│" in screen(app)

    drive(session, steps, (120, 30))


def test_five_thousand_hunks(tmp_path: Path) -> None:
    root = many(tmp_path / "many", files=250, calls=20)
    session = open_session(plan_of(root, is_verified=False), tmp_path / "plan.json", root)
    assert len(session.items) >= 5000
    took: list[float] = []

    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        for key in "yjyjnukyyy":
            start = time.perf_counter()
            await pilot.press(key)
            took.append(time.perf_counter() - start)

    drive(session, steps)
    # Alone a key takes less than 0.05 s; the pilot waits, and the machine is shared.
    assert sorted(took)[len(took) // 2] < 0.5


def test_nothing_hostile_is_drawn(tmp_path: Path) -> None:
    files = {
        "src/[red]\x1b[31m\n\u202e.ts": "import { AnalyticsBrowser } from '@segment/analytics-next';\n"
        "const analytics = AnalyticsBrowser.load({ writeKey: 'k' });\nanalytics.track('[b]\x1b[2J\u202e');\n"
    }
    root = write(tmp_path / "shop", files)
    session = open_session(plan_of(root), None, root)

    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        for _ in session.items:
            shown = screen(app)
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            await pilot.press("v", "j")
        assert "[red]" in screen(app)

    drive(session, steps, (110, 30))


@pytest.mark.parametrize("no_colour", ["", "1"])
def test_without_colour_marks_say_it_all(session: Session, monkeypatch: pytest.MonkeyPatch, no_colour: str) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)

    async def steps(pilot, app: ReviewApp) -> None:  # type: ignore[no-untyped-def]
        assert '-    "@segment/analytics-next"' in screen(app)
        assert '+    "@amplitude/analytics-browser"' in screen(app)
        await pilot.press("y", "k", "v")
        assert "✓" in screen(app) or "1/1 package.json" in screen(app)

    drive(session, steps)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux")
def test_in_a_terminal(tmp_path: Path) -> None:
    shop = commit(write(tmp_path / "shop"))
    place = tmp_path / "plan.json"
    place.write_bytes(encode_plan(plan_of(shop)))
    tmux = ("tmux", "-L", f"review{os.getpid()}", "-f", os.devnull)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "codemods"), "TERM": "xterm-256color"}

    def see(text: str) -> str:
        for _ in range(200):
            shown = subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout
            if text in shown:
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{text!r} is not in\n{shown}")

    program = [sys.executable, "-m", "segment_to_amplitude", "review", str(place), "--root", str(shop)]
    subprocess.run(
        [*tmux, "new-session", "-d", "-x", "80", "-y", "24", *program, ";", "set", "remain-on-exit", "on"],
        env=environment,
        check=True,
    )
    try:
        assert max(map(len, see("dependency-replaced").splitlines())) <= 80
        subprocess.run([*tmux, "send-keys", "y", "n"], check=True)
        see("1 accepted  1 rejected")
        subprocess.run([*tmux, "send-keys", "/"], check=True)
        see("words, method:")
        subprocess.run([*tmux, "send-keys", "method:group", "Enter"], check=True)
        see("analytics.group('acme')")
        subprocess.run([*tmux, "send-keys", "q"], check=True)
        see("not decided; `segment-to-amplitude apply")
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    verdicts = [one.verdict for one in read_decisions(beside(place)).decisions]
    assert sorted(map(str, verdicts)) == ["accepted", "rejected"]
