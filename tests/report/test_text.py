from __future__ import annotations

from pathlib import Path

from report.samples import sample
from segment_to_amplitude.findings.result import RunResult
from segment_to_amplitude.report.text import printable, render_findings, render_ledger, render_summary
from segment_to_amplitude.report.view import view

REPORT = view(sample())

LEDGER = """\
SDKs
  @segment/analytics-next  5  src/app.ts, src/user, list.ts

References
         safe  review  manual  ignored  total
  call      2       0       1        1      4
  init      0       1       0        0      1
  total     2       1       1        1      5

Files
                     safe  review  manual  ignored  total
  src/app.ts            1       1       1        0      3
  src/user, list.ts     1       0       0        1      2

Write keys
  A1b2…  1  src/app.ts

Integrations
  Mixpanel  1  src/user, list.ts

Events
  Signed Up  2  src/app.ts, src/user, list.ts
"""

FINDINGS = """\
src/app.ts:2:36  review  write-key  The write key 'A1b2…' becomes an API key; check it: 100%, really
src/app.ts:4:11  manual  alias  @segment/analytics-next has alias, Amplitude <has> no alias
    suggestion: await fetch(
                \t'/usermap',
                )
"""

SUMMARY = """\
5 references: 2 safe, 1 review, 1 manual, 1 ignored
12 files read: 2 changed, 0 unchanged, 1 skipped, 1 failed
failed: src/broken.ts: cannot be read
skipped: minified: dist/app.min.js
note: one suppression is not used: src/app.ts:9
"""


def test_ledger() -> None:
    assert render_ledger(REPORT) == LEDGER


def test_ledger_of_nothing() -> None:
    assert render_ledger(view(RunResult(Path(), ()))) == "No reference to Segment found.\n"


def test_findings_that_need_a_person() -> None:
    assert render_findings(REPORT) == FINDINGS


def test_verbose_lists_all_with_evidence() -> None:
    listed = render_findings(REPORT, verbose=True)
    assert (
        "src/app.ts:3:22  safe  track  track of src/app.ts\n"
        "    evidence: `analytics` ← `AnalyticsBrowser.load` at src/app.ts:2\n"
    ) in listed
    assert "\n\nsrc/user, list.ts:1:11  safe" in listed
    assert "src/user, list.ts:2:11  ignored" in listed


def test_colour_marks_the_applicability() -> None:
    assert "\x1b[31mmanual\x1b[0m" in render_findings(REPORT, colour=True)


def test_summary() -> None:
    assert render_summary(REPORT) == SUMMARY


def test_control_characters_cannot_steer_a_terminal() -> None:
    assert printable("a\x1b[2Jb\nž") == "a\\x1b[2Jb\\nž"
