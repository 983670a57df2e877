from __future__ import annotations

from pathlib import Path

from report.samples import WRITE_KEY, sample
from segment_to_amplitude.findings.result import RunResult
from segment_to_amplitude.report.markdown import render_markdown
from segment_to_amplitude.report.view import view

REPORT = view(sample())


def test_tables_stand_on_top() -> None:
    written = render_markdown(REPORT)
    assert "| references | safe | review | manual | ignored | total |\n| --- | ---: |" in written
    assert "| **total** | 2 | 1 | 1 | 1 | 5 |\n" in written
    assert "| `Signed Up` | 2 | 2 |\n" in written
    assert "2 changed, 0 unchanged, 1 skipped, 1 failed of 12 files read.\n" in written
    assert "- `src/broken.ts` failed: cannot be read\n" in written


def test_findings_are_folded_manual_ones_first() -> None:
    written = render_markdown(REPORT)
    manual, review, safe = (written.index(f"<summary>{text}</summary>") for text in ("1 manual", "1 review", "2 safe"))
    assert manual < review < safe
    assert "**`src/user, list.ts`**\n\n- 1:11 `track` track of `src/user, list.ts`" not in written
    assert "**`src/user, list.ts`**\n\n- 1:11 `track` track of src/user, list.ts\n" in written


def test_text_mentions_nobody_and_starts_no_tag() -> None:
    assert "`@segment/analytics-next` has alias, Amplitude &lt;has> no alias\n" in render_markdown(REPORT)


def test_a_suggestion_of_several_lines_is_a_block() -> None:
    assert "  - Suggestion:\n    ```\n    await fetch(\n    \t'/usermap',\n    )\n    ```\n" in render_markdown(REPORT)


def test_it_fits_a_comment() -> None:
    many = REPORT._replace(entries=REPORT.entries * 500)
    written = render_markdown(many)
    assert len(written) < 65_536
    assert "findings more: see the JSON report." in written


def test_nothing_found() -> None:
    assert "No reference to Segment found." in render_markdown(view(RunResult(Path(), ())))


def test_write_keys_are_masked() -> None:
    assert WRITE_KEY not in render_markdown(REPORT)


def test_what_to_look_at_and_what_is_left() -> None:
    written = render_markdown(REPORT)
    assert "### Look at first\n\n- [ ] `write-key` (1): `src/app.ts:2`." in written
    assert "### Left to do by hand\n\n- [ ] `alias` (1): `src/app.ts:4`." in written


def test_the_checklist_is_filled_in_from_the_code() -> None:
    written = render_markdown(REPORT)
    assert "- [ ] Source `@segment/analytics-next`, 5 references: some of it stays, see above.\n" in written
    assert "- [ ] Destination `Mixpanel`: calls name it; feed it from Amplitude, or let it go.\n" in written
    assert "- [ ] Events, 1 by name: compare with the tracking plan. `Signed Up`\n" in written
    assert "- [ ] Key `A1b2…`" in written
