from __future__ import annotations

import pytest

from manifests.python_changes import changed, dependencies

PATH = "environment.yml"


@pytest.mark.parametrize(
    "text",
    [
        "name: analytics-python\nchannels:\n  - analytics-python\n",
        "dependencies:\n  # - analytics-python\n  - google-analytics-python\n  - pip:\n      - -r requirements.txt\n",
        "dependencies:\n  - six\nvariables:\n  - analytics-python\n",
    ],
)
def test_left_alone(text: str) -> None:
    assert not dependencies(PATH, text)


@pytest.mark.parametrize(
    ("before", "replaced", "beside", "removed"),
    [
        pytest.param(
            "dependencies:\n- python=3.11\n- pip\n- pip:\n  - 'analytics-python>=1'  # events\n  - six\n",
            "dependencies:\n- python=3.11\n- pip\n- pip:\n  - 'amplitude-analytics>=1.3.0,<2'  # events\n  - six\n",
            "dependencies:\n- python=3.11\n- pip\n- pip:\n  - 'analytics-python>=1'  # events\n"
            "  - 'amplitude-analytics>=1.3.0,<2'\n  - six\n",
            "dependencies:\n- python=3.11\n- pip\n- pip:\n  - six\n",
            id="pip",
        ),
        pytest.param(
            "dependencies:\r\n  - conda-forge::analytics-python=1.4\r\n  - six\r\n  - pip:\r\n      - zope\r\n",
            "dependencies:\r\n  - six\r\n  - pip:\r\n      - zope\r\n      - amplitude-analytics==1.3.0\r\n",
            "dependencies:\r\n  - conda-forge::analytics-python=1.4\r\n  - six\r\n  - pip:\r\n      - zope\r\n"
            "      - amplitude-analytics==1.3.0\r\n",
            "dependencies:\r\n  - six\r\n  - pip:\r\n      - zope\r\n",
            id="conda_to_pip",
        ),
        pytest.param(
            "dependencies:\n  - python\n  - analytics-python  # events\n  - six\n",
            "dependencies:\n  - python\n  - pip\n  - pip:\n    - amplitude-analytics  # events\n  - six\n",
            "dependencies:\n  - python\n  - analytics-python  # events\n  - pip\n  - pip:\n    - amplitude-analytics\n"
            "  - six\n",
            "dependencies:\n  - python\n  - six\n",
            id="conda_alone",
        ),
        pytest.param(
            'dependencies:\n  - pip=24\n  - "analytics-python >=1.4,<2"\n',
            'dependencies:\n  - pip=24\n  - pip:\n    - "amplitude-analytics>=1.3.0,<2"\n',
            'dependencies:\n  - pip=24\n  - "analytics-python >=1.4,<2"\n  - pip:\n'
            '    - "amplitude-analytics>=1.3.0,<2"\n',
            "dependencies:\n  - pip=24\n",
            id="conda_with_pip_named",
        ),
    ],
)
def test_rewritten(before: str, replaced: str, beside: str, removed: str) -> None:
    for change, after in (("replaced", replaced), ("beside", beside), ("removed", removed)):
        assert changed(PATH, before, change) == after
