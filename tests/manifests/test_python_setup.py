from __future__ import annotations

import ast

import pytest

from manifests.python_changes import changed, dependencies
from segment_to_amplitude.manifests.python_manifests import read_manifest
from segment_to_amplitude.manifests.python_requirement import UnreadableManifest


@pytest.mark.parametrize(
    "text",
    [
        "[metadata]\nname = analytics-python\ninstall_requires = analytics-python\n",
        "[options]\ninstall_requires =\n    # analytics-python\n    google-analytics-python\n",
        "[options]\npackages =\n    analytics-python\n",
    ],
)
def test_setup_cfg_left_alone(text: str) -> None:
    assert not dependencies("setup.cfg", text)


@pytest.mark.parametrize(
    ("before", "replaced", "beside", "removed"),
    [
        pytest.param(
            "[options]\ninstall_requires =\n    six\n    analytics-python >= 1.4; python_version > '3'\n    zope\n",
            "[options]\ninstall_requires =\n    six\n    amplitude-analytics >= 1.3.0,< 2; python_version > '3'\n"
            "    zope\n",
            "[options]\ninstall_requires =\n    six\n    analytics-python >= 1.4; python_version > '3'\n"
            "    amplitude-analytics >= 1.3.0,< 2; python_version > '3'\n    zope\n",
            "[options]\ninstall_requires =\n    six\n    zope\n",
            id="lines",
        ),
        pytest.param(
            "[options.extras_require]\r\nevents =\r\n\tsegment-analytics-python==2.3\r\n",
            "[options.extras_require]\r\nevents =\r\n\tamplitude-analytics==1.3.0\r\n",
            "[options.extras_require]\r\nevents =\r\n\tsegment-analytics-python==2.3\r\n"
            "\tamplitude-analytics==1.3.0\r\n",
            "[options.extras_require]\r\nevents =\r\n",
            id="extras_crlf_tabs",
        ),
        pytest.param(
            "[options]\ninstall_requires = analytics-python\nzip_safe = no\n",
            "[options]\ninstall_requires = amplitude-analytics\nzip_safe = no\n",
            "[options]\ninstall_requires = analytics-python\n    amplitude-analytics\nzip_safe = no\n",
            "[options]\ninstall_requires = \nzip_safe = no\n",
            id="one_value",
        ),
        pytest.param(
            "[options]\ninstall-requires: six; analytics-python>=1; zope\n",
            "[options]\ninstall-requires: six; amplitude-analytics>=1.3.0,<2; zope\n",
            "[options]\ninstall-requires: six; analytics-python>=1; amplitude-analytics>=1.3.0,<2; zope\n",
            "[options]\ninstall-requires: six; zope\n",
            id="semicolons",
        ),
    ],
)
def test_setup_cfg_rewritten(before: str, replaced: str, beside: str, removed: str) -> None:
    for change, after in (("replaced", replaced), ("beside", beside), ("removed", removed)):
        assert changed("setup.cfg", before, change) == after


@pytest.mark.parametrize(
    "text",
    [
        'setup(name="analytics-python", keywords=["analytics-python"], install_requires=["google-analytics-python"])\n',
        'setup(install_requires=[\n    # "analytics-python",\n])\n',
        '"""Like analytics-python."""\nsetup(long_description="analytics-python")\n',
        'X = f"analytics-python{version}"\n',
        "setup(install_requires=open('requirements.txt').read().split())\n",
    ],
)
def test_setup_py_left_alone(text: str) -> None:
    assert not dependencies("setup.py", text)


@pytest.mark.parametrize(
    ("before", "replaced", "beside", "removed"),
    [
        pytest.param(
            'REQUIRED = [\n    "six",\n    "analytics-python==1.4.post1",  # events\n    "zope",\n]\n',
            'REQUIRED = [\n    "six",\n    "amplitude-analytics==1.3.0",  # events\n    "zope",\n]\n',
            'REQUIRED = [\n    "six",\n    "analytics-python==1.4.post1",  # events\n'
            '    "amplitude-analytics==1.3.0",\n    "zope",\n]\n',
            'REQUIRED = [\n    "six",\n    "zope",\n]\n',
            id="list",
        ),
        pytest.param(
            "\ufeffextras_require={'é': ('six', 'analytics-python')}\r\n",
            "\ufeffextras_require={'é': ('six', 'amplitude-analytics')}\r\n",
            "\ufeffextras_require={'é': ('six', 'analytics-python', 'amplitude-analytics')}\r\n",
            "\ufeffextras_require={'é': ('six',)}\r\n",
            id="tuple_bom",
        ),
        pytest.param(
            'setup(install_requires="""\n    six\n    analytics-python>=1\n""")\n',
            'setup(install_requires="""\n    six\n    amplitude-analytics>=1.3.0,<2\n""")\n',
            'setup(install_requires="""\n    six\n    analytics-python>=1\n    amplitude-analytics>=1.3.0,<2\n""")\n',
            'setup(install_requires="""\n    six\n""")\n',
            id="text_of_lines",
        ),
    ],
)
def test_setup_py_rewritten(before: str, replaced: str, beside: str, removed: str) -> None:
    for change, after in (("replaced", replaced), ("beside", beside), ("removed", removed)):
        assert changed("setup.py", before, change) == after
        ast.parse(after.encode())


@pytest.mark.parametrize(
    "text",
    ['X = "six analytics-python>=1".split()\n', 'D = {"analytics-python": ">=1"}\n', 'require("analytics-python")\n'],
)
def test_setup_py_leaves_to_a_person(text: str) -> None:
    (found,) = dependencies("setup.py", text)
    assert found.why_left


def test_says_why_it_cannot_read() -> None:
    answer = read_manifest("setup.py", b"print 'analytics-python'\n")
    assert isinstance(answer, UnreadableManifest)
    assert "does not parse" in answer.message
