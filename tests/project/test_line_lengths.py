"""How long lines may be, by the settings of black and ruff."""

from __future__ import annotations

import pytest

from segment_to_amplitude.project.line_lengths import LineLengths


@pytest.mark.parametrize(
    ("files", "length"),
    [
        ({}, None),
        ({"pyproject.toml": "[project]\nname = 'shop'\n"}, None),
        ({"pyproject.toml": "[tool.black]\nline-length = 120\n"}, 120),
        ({"pyproject.toml": "[tool.black]\ntarget-version = ['py312']\n"}, 88),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}, 100),
        ({"pyproject.toml": "[tool.ruff]\nline-length = 100\n[tool.black]\nline-length = 79\n"}, 79),
        ({"pyproject.toml": "[tool.black]\nline-length = '120'\n"}, 88),
        ({"pyproject.toml": "[tool.black\n"}, None),
        ({"pyproject.toml": "tool = 3\n"}, None),
        ({"ruff.toml": "line-length = 110\n", "pyproject.toml": "[tool.black]\nline-length = 79\n"}, 110),
        ({"shop/.ruff.toml": "line-length = 110\n", "pyproject.toml": "[tool.black]\nline-length = 79\n"}, 110),
        ({"shop/pyproject.toml": "[project]\n", "pyproject.toml": "[tool.black]\nline-length = 79\n"}, 79),
        ({"bank/pyproject.toml": "[tool.black]\nline-length = 79\n"}, None),
    ],
)
def test_nearest_settings_count(files: dict[str, str], length: int | None) -> None:
    read = {path: text.encode() for path, text in files.items()}
    assert LineLengths(read.get).of("shop/cart/models.py") == length


@pytest.mark.parametrize(
    ("files", "length"),
    [
        ({}, None),
        ({"setup.cfg": "[metadata]\nname = shop\n"}, None),
        ({"setup.cfg": "[flake8\n"}, None),
        ({"setup.cfg": "[flake8]\nmax-line-length = long\n"}, None),
        ({"setup.cfg": "[flake8]\nmax-line-length = 119\n"}, 119),
        ({"tox.ini": "[pycodestyle]\nmax_line_length = 100\n"}, 100),
        ({".flake8": "[flake8]\nmax-line-length: 110\n", "setup.cfg": "[flake8]\nmax-line-length = 119\n"}, 110),
        ({"pylintrc": "[FORMAT]\nmax-line-length = 120\nignore-long-lines = ^%s$\n"}, 120),
        ({".editorconfig": "root = true\n[*]\nmax_line_length = 80\n[*.py]\nmax_line_length = 105\n"}, 105),
        ({".editorconfig": "[*.py]\nmax_line_length = off\n"}, None),
        ({"shop/.flake8": "[flake8]\nmax-line-length = 90\n", "setup.cfg": "[flake8]\nmax-line-length = 119\n"}, 90),
        ({"pyproject.toml": "[tool.black]\nline-length = 120\n"}, None),
    ],
)
def test_linters_say_what_they_let_pass(files: dict[str, str], length: int | None) -> None:
    read = {path: text.encode() for path, text in files.items()}
    assert LineLengths(read.get).limit_of("shop/cart/models.py") == length


def test_a_file_is_read_once() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return None

    lengths = LineLengths(read)
    assert lengths.of("shop/cart.py") is None
    assert lengths.of("shop/models.py") is None
    assert len(asked) == len(set(asked))
