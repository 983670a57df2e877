from __future__ import annotations

import pytest

from cli.conftest import Run

pytestmark = pytest.mark.usefixtures("pipeline")


@pytest.mark.parametrize("code", ["write-key", "WRITE-KEY"])
def test_a_page(run: Run, code: str) -> None:
    ended = run("explain", code)
    assert ended.code == 0
    assert ended.out.decode() == (
        "write-key (review): A write key\n\nAmplitude has keys of its own.\n\nSet AMPLITUDE_API_KEY.\n"
    )


def test_the_list(run: Run) -> None:
    assert run("explain").out.decode() == (
        "alias      manual   An alias call\n"
        "track      safe     A track call\n"
        "write-key  review   A write key\n"
    )  # fmt: skip


def test_a_slip_of_the_pen(run: Run) -> None:
    ended = run("explain", "wrte-key")
    assert ended.code == 2
    assert "No finding has the code 'wrte-key'. Did you mean write-key?" in ended.err


def test_nothing_like_it(run: Run) -> None:
    assert "`explain` without a code lists them all." in run("explain", "zzz").err
