"""The page is read by people and hostile to nobody: driven in a browser by its keys, and checked with axe."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from review.projects import commit, many, plan_of, read, write
from segment_to_amplitude.cli import main
from segment_to_amplitude.cli.review import open_session
from segment_to_amplitude.review.application import apply_plan
from segment_to_amplitude.review.decisions import beside, choose, read_decisions
from segment_to_amplitude.review.page import render_page, sources_below
from segment_to_amplitude.review.web import Server

AXE = Path(__file__).parents[1] / "sdk/node_modules/axe-core/axe.min.js"
HOSTILE = (
    "import { analytics } from './analytics';\n\n"
    "analytics.track('</script><script>document.title = \"taken\"</script>');\n"
    "analytics.track('<img src=x onerror=alert(1)>', { bidi: '\u202egnp.\u2066', escape: '\x1b[31m', end: ']]>' });\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program is not None, "the page is driven in Chromium (apt-get install chromium)"
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return commit(write(tmp_path / "shop"))


def opened(browser, root: Path, is_verified: bool = True, **context: object):  # type: ignore[no-untyped-def]
    """Open the page of a project, and collect what goes wrong on it."""
    place = root.parent / "review.html"
    place.write_text(render_page(plan_of(root, is_verified=is_verified), sources_below(root)), encoding="utf-8")
    page = browser.new_context(viewport={"width": 1300, "height": 900}, **context).new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: page.problems.append(request.url) if request.url[:5] == "http:" else None)
    page.goto(place.as_uri())
    page.wait_for_selector("#list tbody tr")
    return page


def test_decisions_of_the_keyboard_are_what_apply_writes(browser, shop: Path) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, shop)
    before = read(shop)
    page.keyboard.press("/")
    page.keyboard.type("report.py")
    page.keyboard.press("Escape")
    assert page.locator("#list tbody tr").count() == 3
    for _ in range(3):
        page.keyboard.press("a")
    assert "3 changes would be written" in page.inner_text("#status")
    page.keyboard.press("r")
    assert "0 changes would be written" in page.inner_text("#status")
    page.keyboard.press("u")
    page.keyboard.press("n")
    page.keyboard.type("as discussed")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.keyboard.press("x")
    decisions = read_decisions(Path(download.value.path()))
    assert [one.note for one in decisions.decisions if one.note] == ["as discussed"]
    plan = plan_of(shop)
    apply_plan(plan, choose(plan, decisions), shop)
    now = read(shop)
    assert {path for path in now if now[path] != before[path]} == {"tools/report.py"}
    assert page.problems == []


def test_a_rejected_change_holds_up_what_moves_with_it(browser, shop: Path) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, shop)
    page.click("#accept-shown")
    page.select_option("#by-method", "group")
    page.locator("#list button").first.click()
    page.keyboard.press("r")
    page.select_option("#by-method", "")
    assert "accepted, waits" in page.inner_text("#list")
    assert "3 changes would be written" in page.inner_text("#status")
    page.locator("#list button", has_text="src/user.ts").first.click()
    assert "Moves with" in page.inner_text("#detail")
    page.keyboard.press("m")
    assert "accepted, waits" not in page.inner_text("#list")


def test_decisions_stay_when_the_page_is_opened_again(browser, shop: Path) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, shop)
    page.keyboard.press("a")
    page.wait_for_timeout(400)
    page.reload()
    page.wait_for_selector("#list tbody tr")
    assert "1 accepted" in page.inner_text("#status")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, shop: Path, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, shop, bypass_csp=True, color_scheme=scheme)
    page.click("#accept-shown")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.add_script_tag(path=AXE)
    assert [(one["id"], one["nodes"][0]["html"]) for one in page.evaluate("axe.run()")["violations"]] == []
    page.click("#show-help")
    assert [one["id"] for one in page.evaluate("axe.run()")["violations"]] == []


def test_source_never_becomes_markup(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    name = "src/<img src=x onerror=alert(2)>\n\u202e.ts"
    files = {"src/a.ts": HOSTILE, name: HOSTILE.replace("./analytics", "./analytics")}
    shop = write(tmp_path / "shop")
    write(shop, files)
    page = opened(browser, shop)
    for _ in range(12):
        page.keyboard.press("j")
        assert page.locator("img, iframe, object, svg").count() == 0
    assert page.title().startswith("Segment to Amplitude")
    page.fill("#search", "img src")
    page.locator("#list button").first.click()
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#detail")
    assert "\\u202e" in page.inner_text("#detail")
    assert "\u202e" not in page.content()
    assert "\x1b" not in page.content()
    assert page.problems == []


def test_it_is_printed_whole(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, many(tmp_path / "many", files=20, calls=10))
    assert page.locator("#list tbody tr").count() == 100
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#list tbody tr").count() > 200


def test_five_thousand_findings_are_smooth(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = opened(browser, many(tmp_path / "many", files=125, calls=40), is_verified=False)
    assert "5128 of 5128 references" in page.inner_text("#status")
    start = time.perf_counter()
    for _ in range(20):
        page.keyboard.press("a")
    assert time.perf_counter() - start < 10
    assert "20 accepted" in page.inner_text("#status")


def test_the_policy_allows_its_own_script_and_style_alone(shop: Path) -> None:
    page = render_page(plan_of(shop), sources_below(shop))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")
    assert "unsafe" not in policy[1]
    assert not re.search(r"\son\w+=|style=|javascript:|https?://", page.partition('id="data"')[0])


def test_the_command_writes_it_with_keys_masked(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    assert main(["migrate", "--format", "html", "-o", "../review.html", "-q"]) == 0
    page = (shop.parent / "review.html").read_text(encoding="utf-8")
    assert "A1b2C3d4E5f6G7h8" not in page
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert len(data["findings"]) == len([one for file in plan_of(shop).files for one in file.findings])


def test_the_served_page_keeps_decisions_as_they_are_made(browser, shop: Path) -> None:  # type: ignore[no-untyped-def]
    place = shop.parent / "plan.json"
    with Server(open_session(plan_of(shop), place, shop), place) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            page = browser.new_context().new_page()
            problems: list[str] = []
            page.on("console", lambda message: problems.append(message.text))
            page.goto(server.address)
            page.wait_for_selector("#list tbody tr")
            with page.expect_response(lambda answer: answer.url.endswith("/decisions")) as answer:
                page.keyboard.press("a")
            assert answer.value.status == 204
            assert "token" not in page.url
            page.reload()
            page.wait_for_selector("#list tbody tr")
            assert "1 accepted" in page.inner_text("#status")
            assert problems == []
        finally:
            server.shutdown()
            thread.join()
    assert len(read_decisions(beside(place)).decisions) == 1
