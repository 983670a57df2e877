from __future__ import annotations

import pytest

from segment_to_amplitude.manifests.python_manifests import names_segment_package
from segment_to_amplitude.manifests.python_requirement import constraint_like, normalise, versions_like


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("==1.4.post1", "==1.3.0"),
        ("== 1.4", "== 1.3.0"),
        ("===1.4", "===1.3.0"),
        ("==2.*", "==1.*"),
        ("~=2.3", "~=1.3"),
        (">=2.2", ">=1.3.0,<2"),
        (">=1.2.9,<1.4", ">=1.3.0,<2"),
        (">= 1.2, < 2", ">= 1.3.0, < 2"),
        ("<2", ">=1.3.0,<2"),
        ("!=1.3", ">=1.3.0,<2"),
    ],
)
def test_pins_as_tightly_as_before(old: str, new: str) -> None:
    assert versions_like(old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("^1.4", "^1.3"),
        ("^2.3.0", "^1.3"),
        ("~2.3", "~1.3"),
        ("~=2.3", "~=1.3"),
        ("*", "*"),
        ("2.3.*", "1.*"),
        ("1.4.post1", "1.3.0"),
        ("==1.4.post1", "==1.3.0"),
        (">=1.4,<3", ">=1.3.0,<2"),
        ("^1.4 || ^2.0", "^1.3"),
    ],
)
def test_writes_constraints_of_tables(old: str, new: str) -> None:
    assert constraint_like(old) == new


def test_normalises_names() -> None:
    assert {normalise(name) for name in ("Analytics_Python", "analytics.python", "analytics--python")} == {
        "analytics-python"
    }


@pytest.mark.parametrize(
    ("path", "text", "answer"),
    [
        ("requirements.txt", "google-analytics-python==1\nanalytics-python-foo\nmy-segment-analytics-python\n", False),
        ("requirements.txt", "# analytics-python==1.4\n-r analytics-python.txt\n./analytics-python\n", False),
        ("requirements.txt", "requests  # for analytics-python\n", False),
        ("pyproject.toml", '[project]\nname = "analytics-python"\nkeywords = ["analytics-python"]\n', False),
        ("pyproject.toml", '[project]\ndependencies = ["analytics-python-foo"]\n', False),
        ("setup.py", 'setup(name="analytics-python", keywords=["analytics-python"])\n', False),
        ("setup.cfg", "[metadata]\nname = analytics-python\n", False),
        ("environment.yml", "name: analytics-python\n", False),
        ("requirements.txt", "segment.analytics.python\n", True),
        ("requirements/base.txt", "Analytics_Python==1.4.post1 \\\n    --hash=sha256:0\n", True),
        ("pyproject.toml", '[project]\ndependencies = ["analytics-python"]\n', True),
        ("pyproject.toml", '[project]\ndependencies = ["analytics-python"\n', True),
        ("Pipfile", '[packages]\nanalytics-python = "*"\n', True),
        ("setup.py", 'setup(install_requires=["analytics-python"])\n', True),
        ("setup.cfg", "[options]\ninstall_requires = analytics-python\n", True),
        ("environment.yml", "dependencies:\n- conda-forge::analytics-python=1.4\n", True),
    ],
)
def test_says_whether_a_manifest_names_segment(path: str, text: str, answer: bool) -> None:
    assert names_segment_package(text.encode(), path) is answer
