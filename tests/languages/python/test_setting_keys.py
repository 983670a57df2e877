"""What the finding of a key says of the setting that the key is asked from."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import run_tool
from segment_to_amplitude.languages.python.setting_keys import is_defined
from segment_to_amplitude.migration import migrate

SETTINGS = "from django.conf import settings\n"
MISSING = (
    "an Amplitude API key is needed: `settings.AMPLITUDE_API_KEY` has to be added, nothing in the project defines it"
)


def key_message(tmp_path: Path, key: str, others: dict[str, str]) -> str:
    source = f"import os\nimport analytics\n{SETTINGS}\nanalytics.write_key = {key}\nanalytics.track('7', 'Seen')\n"
    tree = {"shop/__init__.py": b"", "shop/apps.py": source.encode()}
    tree |= {path: text.encode() for path, text in others.items()}
    result = run_tool(tree, tmp_path, migrate).result
    return next(one.message for file in result.files for one in file.findings if one.code == "api-key")


@pytest.mark.parametrize(
    ("key", "others"),
    [
        ("os.environ['SEGMENT_WRITE_KEY']", {}),
        ("'abc123'", {}),
        ("settings.SEGMENT_KEY", {"shop/settings.py": "SEGMENT_KEY = 'abc123'\n"}),
        ("settings.SEGMENT_KEY", {"shop/settings.py": "CLIENTS = {}\nAMPLITUDE_API_KEY: str = 'abc123'\n"}),
    ],
)
def test_a_key_that_is_there_is_not_spoken_of(tmp_path: Path, key: str, others: dict[str, str]) -> None:
    assert key_message(tmp_path, key, others) == "an Amplitude API key is needed"


@pytest.mark.parametrize(
    ("key", "others"),
    [
        ("settings.SEGMENT_KEY", {}),
        ("settings.SEGMENT_KEY or ''", {}),
        ("getattr(settings, 'SEGMENT_KEY', None)", {}),
        ("settings.SEGMENT_KEY", {"shop/views.py": f"{SETTINGS}\nif settings.SEGMENT_KEY:\n    print('on')\n"}),
        (
            "settings.SEGMENT_KEY",
            {
                "shop/settings.py": "SEGMENT_KEY = 'abc123'\n",
                "shop/pages.py": f"{SETTINGS}\npage = {{'key': settings.SEGMENT_KEY}}\n",
            },
        ),
    ],
)
def test_a_key_that_nothing_defines_is_named(tmp_path: Path, key: str, others: dict[str, str]) -> None:
    assert key_message(tmp_path, key, others) == MISSING


@pytest.mark.parametrize("text", ["print(KEY)", "if KEY == 1:", "f(x.KEY)", "MY_KEY = 1", "KEY_OF = 1"])
def test_no_definition(text: str) -> None:
    assert not is_defined("KEY", text.encode())


@pytest.mark.parametrize("text", ["KEY = 1", "class A:\n    KEY: str = ''", "app.config['KEY'] = 1", "dict(KEY=1)"])
def test_definition(text: str) -> None:
    assert is_defined("KEY", text.encode())
