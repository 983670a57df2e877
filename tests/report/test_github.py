from __future__ import annotations

from report.samples import sample
from segment_to_amplitude.report.github import render_github
from segment_to_amplitude.report.view import view

COMMANDS = """\
::warning file=src/app.ts,line=2,endLine=2,col=36,endColumn=40,title=write-key::The write key 'A1b2…' becomes an API key; check it: 100%25, really
::notice file=src/app.ts,line=3,endLine=3,col=22,endColumn=27,title=track::track of src/app.ts
::error file=src/app.ts,line=4,endLine=4,col=11,endColumn=16,title=alias::@segment/analytics-next has alias, Amplitude <has> no alias%0ASuggestion: await fetch(%0A	'/usermap',%0A)
::notice file=src/user%2C list.ts,line=1,endLine=1,col=11,endColumn=16,title=track::track of src/user, list.ts
::error file=src/broken.ts::cannot be read
::notice::one suppression is not used: src/app.ts:9
"""  # noqa: E501


def test_commands_are_escaped_and_ignored_findings_left_out() -> None:
    assert render_github(view(sample())) == COMMANDS
