"""What the Python fixtures send: Amplitude's SDK sends what Segment's own destination made of Segment's messages.

A fixture with a ``runtime.py`` is run: the script stands in the project's root, where the one file of a fixture is
`fixture.py`, and does something with it; what an application brings along (a user, a setting) is made there, and
frameworks are in `stand_ins`. ``before`` runs with the Segment SDK that it imports, ``after`` with Amplitude's, and
beside it the same SDK of Segment's for the calls that were left. The clock and the time zone are real; two runs differ
by a moment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytest

from fixture_cases import Case, Tree, discover, write_tree
from python_sdks import MODULES, sdk_folder, segment_sdk
from runtime.endpoint import Endpoint
from runtime.sent import Sent, differences, group_type

SCRIPT = "runtime.py"
CAPTURE = Path(__file__).with_name("capture.py")
STAND_INS = Path(__file__).with_name("stand_ins")
"""As little as runs of what applications import besides the SDK."""
CASES = [case for case in discover() if (case.directory / SCRIPT).is_file()]
ENVIRONMENT = {
    "AMPLITUDE_API_KEY": "amplitude-key",
    "AMPLITUDE_BILLING_API_KEY": "amplitude-key-2",
    "SEGMENT_BILLING_WRITE_KEY": "segment-key-2",
    "SEGMENT_WRITE_KEY": "segment-key",
    "PYTHONHASHSEED": "0",  # a set has one order
    "TZ": "Asia/Kolkata",  # a naive time is not UTC
}

Run = tuple[str, tuple[str, ...], Tree, str]
"""A project to run: a name, the SDKs that it needs, its files and its script."""


def capture(runs: Iterable[Run], work: Path) -> dict[str, Sent]:
    """Run projects, those with the same SDKs from one process; return what each sent, by name."""
    with Endpoint() as endpoint:
        started = []
        by_sdks = sorted(runs, key=lambda run: run[1])
        for sdks, group in groupby(by_sdks, key=lambda run: run[1]):
            wanted = [prepare(name, tree, script, work, endpoint) for name, _, tree, script in group]
            started.append((wanted, *start(sdks, wanted)))
        found = {}
        for wanted, process, task in started:
            output, errors = process.communicate(task, timeout=120)
            assert process.returncode == 0, errors
            for run, code in zip(wanted, json.loads(output), strict=True):
                lost = Path(run["output"] + ".lost")
                found[run["name"]] = Sent(
                    code,
                    Path(run["output"]).read_text(encoding="utf-8"),
                    endpoint.bodies[run["address"].rpartition("/")[2]],
                    [tuple(pair) for pair in json.loads(lost.read_bytes())] if lost.is_file() else [],
                )
    return found


def prepare(name: str, tree: Tree, script: str, work: Path, endpoint: Endpoint) -> dict[str, str]:
    """Write a project and its script to a folder of its own."""
    token = name.replace("/", "-")
    folder = work / token
    write_tree(folder, {**tree, SCRIPT: script.encode()})
    return {
        "name": name,
        "folder": str(folder),
        "script": SCRIPT,
        "address": endpoint.address(token),
        "output": str(work / f"{token}.txt"),
    }


def start(sdks: tuple[str, ...], runs: list[dict[str, str]]) -> tuple[subprocess.Popen[str], str]:
    """Start a process that has nothing but the SDKs, the stand-ins and the standard library to import."""
    process = subprocess.Popen(
        [sys.executable, "-s", "-S", "-P", str(CAPTURE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    folders = [*(str(sdk_folder(sdk)) for sdk in sdks), str(STAND_INS)]
    return process, json.dumps({"folders": folders, "modules": [MODULES[sdk] for sdk in sdks], "runs": runs})


def as_project(case: Case, tree: Tree) -> Tree:
    """Return the files as they are run: the one file of a fixture has the name that its script imports."""
    return {"fixture.py" if path == case.source else path: data for path, data in tree.items()}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    """Run both sides of all fixtures at once."""
    runs: list[Run] = []
    for case in CASES:
        script = (case.directory / SCRIPT).read_text(encoding="utf-8")
        segment = segment_sdk(case.before)
        runs.append((f"{case.name}/before", (segment,), as_project(case, case.before), script))
        runs.append((f"{case.name}/after", ("amplitude", segment), as_project(case, case.after), script))
    return capture(runs, tmp_path_factory.mktemp("runtime"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_same_is_sent(case: Case, sent: dict[str, Sent]) -> None:
    before, after = sent[f"{case.name}/before"], sent[f"{case.name}/after"]
    assert (before.code, after.code) == (0, 0), before.output + after.output
    assert before.messages
    assert not differences(before, after, group_type(case)), after.output
