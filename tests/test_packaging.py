"""What is installed carries the grammars, and nothing that is not meant to be there."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from segment_to_amplitude.resources import grammar_names, grammar_text

ROOT = Path(__file__).parents[1]


def checkout_grammars() -> dict[str, bytes]:
    return {path.relative_to(ROOT / "grammars").as_posix(): path.read_bytes() for path in _files(ROOT / "grammars")}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_carries_every_grammar_byte_for_byte(wheel: Path) -> None:
    prefix = "segment_to_amplitude/grammars/"
    with zipfile.ZipFile(wheel) as archive:
        carried = {
            name.removeprefix(prefix): archive.read(name) for name in archive.namelist() if name.startswith(prefix)
        }
    assert carried
    assert carried == checkout_grammars()


def test_wheel_reads_its_own_grammars(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = "from segment_to_amplitude import resources as r; print(r.__file__, *r.grammar_names(), sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    module, *names = run.stdout.splitlines()
    assert Path(module).is_relative_to(tmp_path)
    assert names == sorted(checkout_grammars())


def test_wheel_holds_the_package_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry_points,) = (name for name in names if name.endswith("entry_points.txt"))
        commands = archive.read(entry_points).decode()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"segment_to_amplitude"}
    assert "segment-to-amplitude = segment_to_amplitude.cli:main" in commands


def test_editable_install_reads_the_grammars_of_the_checkout() -> None:
    texts = {name: grammar_text(name).encode() for name in grammar_names()}
    assert texts
    assert texts == checkout_grammars()


def test_source_root_is_no_package() -> None:
    assert not (ROOT / "codemods" / "__init__.py").exists()


def test_grammars_hold_no_code() -> None:
    assert not [path for path in _files(ROOT / "grammars") if path.suffix in {".py", ".pyi", ".pyc"}]
