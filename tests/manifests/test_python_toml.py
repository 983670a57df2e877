from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.python_changes import changed, dependencies
from segment_to_amplitude.manifests.python_manifests import read_manifest
from segment_to_amplitude.manifests.python_requirement import UnreadableManifest
from segment_to_amplitude.manifests.toml_spans import InvalidToml, read_toml
from segment_to_amplitude.source.edits import apply_edits

PYPROJECT = "pyproject.toml"


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "analytics-python"\nkeywords = ["analytics-python"]\n',
        '[project]\ndependencies = [\n  # "analytics-python",\n  "google-analytics-python",\n]\n',
        '[tool.poetry.dependencies]\nanalytics-python-foo = "1"\n# analytics-python = "1"\n',
        '[tool.poetry.scripts]\nanalytics-python = "a:b"\n',
    ],
)
def test_left_alone(text: str) -> None:
    assert not dependencies(PYPROJECT, text)


@pytest.mark.parametrize(
    ("before", "replaced", "beside", "removed"),
    [
        pytest.param(
            '[project]\ndependencies = [\n  "six",\n  "analytics-python>=1.4",  # events\n  "zope",\n]\n',
            '[project]\ndependencies = [\n  "six",\n  "amplitude-analytics>=1.3.0,<2",  # events\n  "zope",\n]\n',
            '[project]\ndependencies = [\n  "six",\n  "analytics-python>=1.4",  # events\n'
            '  "amplitude-analytics>=1.3.0,<2",\n  "zope",\n]\n',
            '[project]\ndependencies = [\n  "six",\n  "zope",\n]\n',
            id="pep_621",
        ),
        pytest.param(
            "[project]\ndependencies = ['six', 'analytics-python ; os_name == \"nt\"']\n",
            "[project]\ndependencies = ['six', 'amplitude-analytics ; os_name == \"nt\"']\n",
            "[project]\ndependencies = ['six', 'analytics-python ; os_name == \"nt\"', "
            "'amplitude-analytics ; os_name == \"nt\"']\n",
            "[project]\ndependencies = ['six']\n",
            id="one_line_with_marker",
        ),
        pytest.param(
            '\ufeff[project.optional-dependencies]\r\nevents = [\r\n\t"segment-analytics-python==2.3.4"\r\n]\r\n',
            '\ufeff[project.optional-dependencies]\r\nevents = [\r\n\t"amplitude-analytics==1.3.0"\r\n]\r\n',
            '\ufeff[project.optional-dependencies]\r\nevents = [\r\n\t"segment-analytics-python==2.3.4",\r\n'
            '\t"amplitude-analytics==1.3.0"\r\n]\r\n',
            "\ufeff[project.optional-dependencies]\r\nevents = [\r\n]\r\n",
            id="optional_bom_crlf",
        ),
        pytest.param(
            '[dependency-groups]\ndev = [\n  {include-group = "test"},\n  "analytics-python"  # last\n]\n',
            '[dependency-groups]\ndev = [\n  {include-group = "test"},\n  "amplitude-analytics"  # last\n]\n',
            '[dependency-groups]\ndev = [\n  {include-group = "test"},\n  "analytics-python",  # last\n'
            '  "amplitude-analytics"\n]\n',
            '[dependency-groups]\ndev = [\n  {include-group = "test"},\n]\n',
            id="pep_735",
        ),
        pytest.param(
            '[tool.pdm.dev-dependencies]\ntest = ["analytics-python~=1.4", "six"]\n',
            '[tool.pdm.dev-dependencies]\ntest = ["amplitude-analytics~=1.3", "six"]\n',
            '[tool.pdm.dev-dependencies]\ntest = ["analytics-python~=1.4", "amplitude-analytics~=1.3", "six"]\n',
            '[tool.pdm.dev-dependencies]\ntest = ["six"]\n',
            id="pdm",
        ),
        pytest.param(
            '[tool.uv]\ndev-dependencies = ["analytics-python"]\n',
            '[tool.uv]\ndev-dependencies = ["amplitude-analytics"]\n',
            '[tool.uv]\ndev-dependencies = ["analytics-python", "amplitude-analytics"]\n',
            "[tool.uv]\ndev-dependencies = []\n",
            id="uv",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\npython = "^3.9"\nanalytics-python = "^1.4"  # events\nsix = "*"\n',
            '[tool.poetry.dependencies]\npython = "^3.9"\namplitude-analytics = "^1.3"  # events\nsix = "*"\n',
            '[tool.poetry.dependencies]\npython = "^3.9"\nanalytics-python = "^1.4"  # events\n'
            'amplitude-analytics = "^1.3"\nsix = "*"\n',
            '[tool.poetry.dependencies]\npython = "^3.9"\nsix = "*"\n',
            id="poetry",
        ),
        pytest.param(
            "[tool.poetry.group.web.dependencies]\n"
            '"Analytics_Python" = {version = "1.4.post1", optional = true}\n[tool.poetry.extras]\n'
            'events = ["six", "analytics-python"]\n',
            "[tool.poetry.group.web.dependencies]\n"
            '"amplitude-analytics" = {version = "1.3.0", optional = true}\n[tool.poetry.extras]\n'
            'events = ["six", "amplitude-analytics"]\n',
            "[tool.poetry.group.web.dependencies]\n"
            '"Analytics_Python" = {version = "1.4.post1", optional = true}\n'
            '"amplitude-analytics" = {version = "1.3.0", optional = true}\n[tool.poetry.extras]\n'
            'events = ["six", "analytics-python", "amplitude-analytics"]\n',
            '[tool.poetry.group.web.dependencies]\n[tool.poetry.extras]\nevents = ["six"]\n',
            id="poetry_group_inline_and_extras",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\nsix = "*"\n\n[tool.poetry.dependencies.analytics-python]\n'
            'version = ">=1.4,<2"\noptional = true\n\n[tool.x]\na = 1\n',
            '[tool.poetry.dependencies]\nsix = "*"\n\n[tool.poetry.dependencies.amplitude-analytics]\n'
            'version = ">=1.3.0,<2"\noptional = true\n\n[tool.x]\na = 1\n',
            '[tool.poetry.dependencies]\nsix = "*"\n\n[tool.poetry.dependencies.analytics-python]\n'
            'version = ">=1.4,<2"\noptional = true\n\n[tool.poetry.dependencies.amplitude-analytics]\n'
            'version = ">=1.3.0,<2"\noptional = true\n\n[tool.x]\na = 1\n',
            '[tool.poetry.dependencies]\nsix = "*"\n\n\n[tool.x]\na = 1\n',
            id="poetry_table",
        ),
        pytest.param(
            '[tool.poetry]\ndependencies = { python = "^3.9", analytics-python = "*" }\n',
            '[tool.poetry]\ndependencies = { python = "^3.9", amplitude-analytics = "*" }\n',
            '[tool.poetry]\ndependencies = { python = "^3.9", analytics-python = "*", amplitude-analytics = "*" }\n',
            '[tool.poetry]\ndependencies = { python = "^3.9" }\n',
            id="poetry_inline_table",
        ),
        pytest.param(
            "[tool.poetry.dependencies]\nanalytics-python = [\n"
            '  {version = "^1.2", python = "<3.6"},\n  {version = "^1.4", python = ">=3.6"},\n]\n',
            "[tool.poetry.dependencies]\namplitude-analytics = [\n"
            '  {version = "^1.3", python = "<3.6"},\n  {version = "^1.3", python = ">=3.6"},\n]\n',
            None,
            "[tool.poetry.dependencies]\n",
            id="poetry_many_versions",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\nanalytics-python = {git = "https://example.com/a.git", rev = "main"}\n',
            '[tool.poetry.dependencies]\namplitude-analytics = "^1.3"\n',
            None,
            "[tool.poetry.dependencies]\n",
            id="poetry_git",
        ),
    ],
)
def test_rewritten(before: str, replaced: str, beside: str | None, removed: str) -> None:
    for change, after in (("replaced", replaced), ("beside", beside), ("removed", removed)):
        if after is not None:
            assert changed(PYPROJECT, before, change) == after
            tomllib.loads(after.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[packages]\nanalytics-python = "*"\n', '[packages]\namplitude-analytics = "*"\n'),
        (
            '[dev-packages]\nanalytics-python = {version = "==1.4.post1", markers = "os_name == \'nt\'"}\n',
            '[dev-packages]\namplitude-analytics = {version = "==1.3.0", markers = "os_name == \'nt\'"}\n',
        ),
        ("[web]\nanalytics-python = {path = './x'}\n", '[web]\namplitude-analytics = "*"\n'),
        ('[scripts]\nanalytics-python = "x"\n', '[scripts]\nanalytics-python = "x"\n'),
        ('[packages.analytics-python]\nversion = "~=1.4"\n', '[packages.amplitude-analytics]\nversion = "~=1.3"\n'),
    ],
)
def test_pipfile(before: str, after: str) -> None:
    assert changed("Pipfile", before, "replaced") == after


@pytest.mark.parametrize(
    "text",
    [
        '[tool.uv.sources]\nanalytics-python = { git = "https://example.com" }\n',
        '[tool.deptry]\nignore = ["analytics-python"]\n',
        "[tool.poetry.dependencies.analytics-python]\noptional = true\n",
    ],
)
def test_leaves_to_a_person(text: str) -> None:
    (found,) = dependencies(PYPROJECT, text)
    assert found.why_left
    assert not found.replaced


def test_says_why_it_cannot_read() -> None:
    assert isinstance(read_manifest(PYPROJECT, b"[project"), UnreadableManifest)
    assert isinstance(read_manifest("Pipfile", b"\xff"), UnreadableManifest)


KEYS = st.sampled_from(["a", "b-c", '"d e"', "'f'", "g.h", "é"]).filter(str.isascii)
STRINGS = st.sampled_from(['"x"', "'y # z'", '"""m\nn"""', "'''o'''", '"\\"q\\\\"', '""'])
SCALARS = st.one_of(STRINGS, st.sampled_from(["1", "-2.5e3", "true", "1979-05-27 07:32:00", "1979-05-27T07:32:00.5Z"]))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: "[ # c ]\n" + ",\n ".join(items) + ",\n]"),
        inner.map(lambda item: "{ k = " + item + ", l.m = 1 }"),
        st.just("{}"),
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(KEYS, VALUES), max_size=4, unique_by=lambda entry: entry[0].strip("\"'")), st.booleans())
def test_toml_spans_hold_keys_and_values(pairs: list[tuple[str, str]], is_table: bool) -> None:
    text = ("[t.'u v']  # x\n" if is_table else "") + "".join(f"{key} = {value}  # end\n" for key, value in pairs)
    data = text.encode()
    entries = read_toml(data)
    assert not isinstance(entries, InvalidToml)
    own = [entry for entry in entries if entry.value is not None and not entry.is_inline]
    assert [data[entry.span.start : entry.span.end].decode() for entry in own] == [
        f"{key} = {value}" for key, value in pairs
    ]
    whole = tomllib.loads(text)
    for entry in entries:
        place: object = whole
        for part in entry.path:
            assert isinstance(place, dict)
            place = place[part]
        if entry.value is not None and not any(quote in text for quote in ("\\", '"""', "'''")):
            written = data[entry.value.span.start : entry.value.span.end].decode()
            assert tomllib.loads(f"v = {written}")["v"] == place


def test_edits_keep_to_the_values_read() -> None:
    text = '[project]\ndependencies = ["analytics-python"]\n'
    (found,) = dependencies(PYPROJECT, text)
    assert apply_edits(text.encode(), found.replaced).count(b"amplitude-analytics") == 1
