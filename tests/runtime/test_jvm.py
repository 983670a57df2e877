"""What the Kotlin and Java fixtures send: Amplitude's SDK sends what Segment's own destination made of the messages.

A fixture with a ``runtime.kt`` is run: its `fun run(client: Client)` hands a client to the project's own code and does
something with it. ``before`` runs with Segment's library for Kotlin on the JVM, or with the one for servers, ``after``
with Amplitude's for the same; see `jvm_run.py`.
"""

from __future__ import annotations

import pytest

from fixture_cases import Case, discover
from jvm_run import Run, capture, clients, in_one_history
from runtime.sent import Sent, differences, group_type

SCRIPT = "runtime.kt"
CASES = [case for case in discover() if (case.directory / SCRIPT).is_file()]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    """Run both sides of all fixtures at once."""
    runs = {}
    for case in CASES:
        script = (case.directory / SCRIPT).read_text(encoding="utf-8")
        segment, amplitude = clients(case.before)
        runs[f"{case.name}/before"] = Run(case.before, script, segment)
        runs[f"{case.name}/after"] = Run(case.after, script, amplitude)
    return capture(runs, tmp_path_factory.mktemp("runtime"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_is_sent(case: Case, sent: dict[str, Sent]) -> None:
    before, after = sent[f"{case.name}/before"], sent[f"{case.name}/after"]
    assert (before.code, after.code) == (0, 0), before.output + after.output
    assert before.messages
    assert not differences(in_one_history(before), in_one_history(after), group_type(case))


def test_there_are_fixtures_of_each_library() -> None:
    assert {clients(case.before)[0] for case in CASES} == {"segment_kotlin", "segment_java"}
