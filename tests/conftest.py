"""Options of the test run, and which tests stay together."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# No property test depends on how busy the machine is; what is asserted stays.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

TOGETHER = ("tests/runtime/", "tests/test_jvm_compile.py", "tests/test_packaging.py")
"""Modules whose tests share what takes long to make: one worker has all of a module."""


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
    """Deal out tests one by one, and those of some modules together; pytest 9.2 has no groups by mark any more."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return Scheduling(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-fixtures",
        action="store_true",
        help="write after.* and findings.txt of the fixtures from what the tool makes, to be read as a diff",
    )
