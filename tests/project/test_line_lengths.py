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


def test_a_file_is_read_once() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return None

    lengths = LineLengths(read)
    assert lengths.of("shop/cart.py") is None
    assert lengths.of("shop/models.py") is None
    assert len(asked) == len(set(asked))
