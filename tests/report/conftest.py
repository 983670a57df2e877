from __future__ import annotations

import sys
from types import ModuleType

import pytest

from report.samples import CODES


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the samples' catalogue in the place of the real one."""
    module = ModuleType("segment_to_amplitude.findings.codes")
    vars(module)["CODES"] = CODES
    monkeypatch.setitem(sys.modules, module.__name__, module)
