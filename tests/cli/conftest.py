from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from report.samples import CODES, sample
from segment_to_amplitude.cli import main
from segment_to_amplitude.findings.result import RunResult


@dataclass
class Pipeline:
    """Stands in for the pipeline: gives ``result``, or raises ``error``, and keeps what it was asked."""

    result: RunResult
    error: BaseException | None = None
    asked: dict[str, object] = field(default_factory=dict)

    def migrate(self, root: Path, paths: object = (), settings: object = None, **more: object) -> RunResult:
        self.asked = {"root": root, "paths": paths, "settings": settings, **more}
        if self.error is not None:
            raise self.error
        return self.result


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it wrote."""

    code: int
    out: bytes
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the samples' files, and the working directory."""
    root = tmp_path / "project"
    for file in sample().files:
        if file.before is not None:
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
            (root / file.path).write_bytes(file.before)
    monkeypatch.chdir(root)
    for name in ("NO_COLOR", "SEGMENT_TO_AMPLITUDE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return root


@pytest.fixture
def pipeline(project: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """Put the samples' run and catalogue in the place of the real ones."""
    stand_in = Pipeline(sample(project))
    _replace(monkeypatch, "segment_to_amplitude.migration", migrate=stand_in.migrate)
    _replace(monkeypatch, "segment_to_amplitude.findings.codes", CODES=CODES)
    return stand_in


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line in this process."""

    def run_command(*arguments: object) -> Ended:
        code = main([str(argument) for argument in arguments])
        written = capfdbinary.readouterr()
        return Ended(code, written.out, written.err.decode())

    return run_command


def _replace(monkeypatch: pytest.MonkeyPatch, name: str, **members: object) -> None:
    module = ModuleType(name)
    vars(module).update(members)
    monkeypatch.setitem(sys.modules, name, module)
