from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segment_to_amplitude.manifests.json_spans import InvalidJson
from segment_to_amplitude.manifests.package_json import (
    BROWSER_DEPENDENCIES,
    INSTALLED_SECTIONS,
    REACT_NATIVE_DEPENDENCIES,
    dependencies_of,
    plan_dependencies,
)
from segment_to_amplitude.source.edits import Edit, apply_edits

SEGMENT = "@segment/analytics-next"
AMPLITUDE = "@amplitude/analytics-browser"


def changed(text: str, remove: set[str], add: dict[str, str]) -> str:
    data = text.encode()
    return apply_edits(data, planned(data, remove, add)).decode()


def planned(data: bytes, remove: set[str], add: dict[str, str]) -> tuple[Edit, ...]:
    edits = plan_dependencies(data, remove=remove, add=add)
    assert not isinstance(edits, InvalidJson)
    return edits


@pytest.mark.parametrize(
    "text",
    [
        '{"dependencies": {"react": "18"}, "name": "@segment/analytics-next"}',
        '{"scripts": {"@segment/analytics-next": "echo"}}',
        '{"dependencies": {"@customerio/cdp-analytics-browser": "1", "@june-so/analytics-next": "2"}}',
        "[]",
        '"x"',
    ],
)
def test_left_alone(text: str) -> None:
    data = text.encode()
    edits = plan_dependencies(data, remove={SEGMENT}, add={})
    assert isinstance(edits, InvalidJson) or edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '{\n  "dependencies": {\n    "@segment/analytics-next": "^1.70.0",\n    "react": "18"\n  }\n}\n',
            '{\n  "dependencies": {\n    "@amplitude/analytics-browser": "^2.46.0",\n    "react": "18"\n  }\n}\n',
            id="in_place",
        ),
        pytest.param(
            '{\n  "dependencies": {\n    "@b/x": "1",\n    "@segment/analytics-next": "1",\n    "react": "18"\n  }\n}',
            '{\n  "dependencies": {\n    "@amplitude/analytics-browser": "^2.46.0",\n    "@b/x": "1",\n'
            '    "react": "18"\n  }\n}',
            id="sorted_stays_sorted",
        ),
        pytest.param(
            '{\n  "dependencies": {\n    "vue": "3",\n    "@segment/analytics-next": "1",\n    "axios": "1"\n  }\n}',
            '{\n  "dependencies": {\n    "vue": "3",\n    "@amplitude/analytics-browser": "^2.46.0",\n'
            '    "axios": "1"\n  }\n}',
            id="unsorted_takes_the_place",
        ),
        pytest.param(
            '{\r\n\t"dependencies": {\r\n\t\t"@b/x": "1",\r\n\t\t"@segment/analytics-next": "1"\r\n\t}\r\n}\r\n',
            '{\r\n\t"dependencies": {\r\n\t\t"@amplitude/analytics-browser": "^2.46.0",\r\n'
            '\t\t"@b/x": "1"\r\n\t}\r\n}\r\n',
            id="crlf_and_tabs",
        ),
        pytest.param(
            '{"dependencies":{"@b/x":"1","@segment/analytics-next":"1"}}',
            '{"dependencies":{"@amplitude/analytics-browser": "^2.46.0", "@b/x":"1"}}',
            id="one_line",
        ),
        pytest.param(
            '\ufeff{\n  // ours\n  "dependencies": {\n    "@segment/analytics-next": "1", /* pinned */\n  },\n}\n',
            '\ufeff{\n  // ours\n  "dependencies": {\n    "@amplitude/analytics-browser": "^2.46.0", /* pinned */\n'
            "  },\n}\n",
            id="bom_comments_trailing_commas",
        ),
        pytest.param(
            '{\n  "peerDependencies": {\n    "@segment/analytics-next": "*"\n  },\n'
            '  "devDependencies": {\n    "@segment/analytics-next": "1",\n    "@types/segment-analytics": "0"\n  }\n}',
            '{\n  "peerDependencies": {\n    "@amplitude/analytics-browser": "^2.46.0"\n  },\n'
            '  "devDependencies": {\n    "@amplitude/analytics-browser": "^2.46.0"\n  }\n}',
            id="peer_and_dev",
        ),
        pytest.param('{"name": "x"}', '{"name": "x","dependencies": {"@amplitude/analytics-browser": "^2.46.0"}}'),
        pytest.param("{}", '{"dependencies": {"@amplitude/analytics-browser": "^2.46.0"}}'),
        pytest.param(
            '{\n  "name": "x"\n}\n',
            '{\n  "name": "x",\n  "dependencies": {\n    "@amplitude/analytics-browser": "^2.46.0"\n  }\n}\n',
            id="no_section_yet",
        ),
        pytest.param(
            '{\n  "dependencies": {}\n}\n',
            '{\n  "dependencies": {\n    "@amplitude/analytics-browser": "^2.46.0"\n  }\n}\n',
            id="empty_section",
        ),
        pytest.param(
            '{\n  "dependencies": {\n    "@amplitude/analytics-browser": "2.0.0",\n'
            '    "@segment/analytics-next": "1"\n  }\n}',
            '{\n  "dependencies": {\n    "@amplitude/analytics-browser": "2.0.0"\n  }\n}',
            id="already_present",
        ),
    ],
)
def test_rewritten(before: str, after: str) -> None:
    remove = {SEGMENT, "@types/segment-analytics"}
    assert changed(before, remove, BROWSER_DEPENDENCIES) == after
    assert changed(after, remove, BROWSER_DEPENDENCIES) == after


def test_replaces_only_key_and_version() -> None:
    data = b'{ "dependencies": { "@segment/analytics-next" :  "^1.0.0" } }'
    assert planned(data, {SEGMENT}, BROWSER_DEPENDENCIES) == (
        Edit(21, 44, AMPLITUDE.encode()),
        Edit(50, 56, b"^2.46.0"),
    )


def test_pairs_each_removed_package_with_an_added_one() -> None:
    before = (
        '{\n  "dependencies": {\n    "@segment/analytics-react-native": "2",\n'
        '    "@segment/sovran-react-native": "1",\n    "react": "18"\n  }\n}\n'
    )
    remove = {"@segment/analytics-react-native", "@segment/sovran-react-native"}
    assert changed(before, remove, REACT_NATIVE_DEPENDENCIES) == (
        '{\n  "dependencies": {\n    "@amplitude/analytics-react-native": "^1.10.0",\n'
        '    "@react-native-async-storage/async-storage": "^1.17.11",\n    "react": "18"\n  }\n}\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"dependencies": {"x": "1"}}', '{"dependencies": {}}'),
        ('{"dependencies": {"a": "1", "x": "1", "b": "2"}}', '{"dependencies": {"a": "1", "b": "2"}}'),
        ('{"dependencies": {"a": "1", "x": "1"}}', '{"dependencies": {"a": "1"}}'),
        ('{"dependencies": {"x": "1", "a": "1"}}', '{"dependencies": {"a": "1"}}'),
        ('{"bundledDependencies": ["a", "x"]}', '{"bundledDependencies": ["a"]}'),
        ('{"resolutions": {"**/x": "1", "y/x": "2", "xx": "3"}}', '{"resolutions": {"xx": "3"}}'),
        ('{"overrides": {"a": {"x": "1", ".": "2"}}}', '{"overrides": {"a": {".": "2"}}}'),
        ('{"overrides": {"x": {"x": "1"}, "b": "2"}}', '{"overrides": {"b": "2"}}'),
        ('{"pnpm": {"overrides": {"a@1>x@^2": "1", "b": "2"}}}', '{"pnpm": {"overrides": {"b": "2"}}}'),
    ],
)
def test_removes(before: str, after: str) -> None:
    assert changed(before, {"x"}, {}) == after


def test_lists_dependencies_with_their_spans() -> None:
    data = (
        b'\xef\xbb\xbf{"devDependencies": {"a": "^1"}, "overrides": {"@s/b@^2": {"c": "3"}}, '
        b'"bundledDependencies": ["d"]}'
    )
    found = dependencies_of(data)
    assert not isinstance(found, InvalidJson)
    assert [(item.name, item.version, item.section) for item in found] == [
        ("a", "^1", "devDependencies"),
        ("@s/b", "", "overrides"),
        ("c", "3", "overrides"),
        ("d", "", "bundledDependencies"),
    ]
    assert [data[item.key_span.start : item.key_span.end] for item in found] == [b"a", b"@s/b@^2", b"c", b"d"]
    assert [data[item.span.start : item.span.end] for item in found] == [
        b'"a": "^1"',
        b'"@s/b@^2": {"c": "3"}',
        b'"c": "3"',
        b'"d"',
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a"}',
        b'{"a": }',
        b'{"a": 1} x',
        b'{"a": "\\q"}',
        b'{"a": 01}',
        b"{a: 1}",
        b"\xff{}",
        b"[" * 100_000,
        b'{"dependencies": {"a": "1" "b": "2"}}',
    ],
)
def test_answers_invalid_json_with_its_place(data: bytes) -> None:
    for answer in (dependencies_of(data), plan_dependencies(data, remove={"a"}, add={"b": "1"})):
        assert isinstance(answer, InvalidJson)
        assert 0 <= answer.offset <= len(data)
        assert answer.message


def test_does_not_write_a_section_twice() -> None:
    assert isinstance(plan_dependencies(b'{"dependencies": []}', remove=(), add={"a": "1"}), InvalidJson)


NAMES = st.sampled_from(
    ["@segment/analytics-next", "@segment/tsub", "@a/b", "@t/é", "react", "Zod", "axios", "a_b", "a-b"]
)
VERSIONS = st.sampled_from(["^1.0.0", "*", "workspace:^", "catalog:"])
SECTIONS = st.dictionaries(NAMES, VERSIONS, max_size=5)
PACKAGES = st.fixed_dictionaries(
    {"name": st.just("x")},
    optional={**dict.fromkeys((*INSTALLED_SECTIONS, "resolutions"), SECTIONS), "files": st.just(["a", {"b": None}])},
)
ADDED = st.dictionaries(
    st.sampled_from([AMPLITUDE, "@react-native-async-storage/async-storage", "axios", "zz"]), VERSIONS, max_size=3
)
LAYOUTS: list[Callable[[object], str]] = [
    json.dumps,
    lambda value: json.dumps(value, indent=2) + "\n",
    lambda value: json.dumps(value, indent="\t", ensure_ascii=False).replace("\n", "\r\n"),
    lambda value: json.dumps(value, separators=(",", ":")),
]


def sections_of(package: dict[str, object]) -> dict[str, dict[str, str]]:
    return {key: value for key, value in package.items() if isinstance(value, dict)}


def is_sorted(names: list[str]) -> bool:
    return names == sorted(names)


@given(
    PACKAGES,
    st.sets(st.sampled_from(["@segment/analytics-next", "@segment/tsub", "react"])),
    ADDED,
    st.sampled_from(LAYOUTS),
    st.booleans(),
)
def test_changes_the_named_entries_and_nothing_else(
    package: dict[str, object], remove: set[str], add: dict[str, str], layout: Callable[[object], str], sort_first: bool
) -> None:
    if sort_first:
        package |= {key: dict(sorted(value.items())) for key, value in sections_of(package).items()}
    data = layout(package).encode()
    after = apply_edits(data, planned(data, remove, add))
    result = json.loads(after)
    assert list(result)[: len(package)] == list(package)
    assert set(result) - set(package) <= {"dependencies"}
    assert {key: result[key] for key in ("name", "files") if key in package} == {
        key: package[key] for key in ("name", "files") if key in package
    }
    old = sections_of(package)
    present = {name for key in INSTALLED_SECTIONS for name in old.get(key, {})} - remove
    new = {name: version for name, version in add.items() if name not in present}
    receiving = [key for key in INSTALLED_SECTIONS if new and new.items() <= result.get(key, {}).items()]
    assert bool(receiving) == bool(new)
    for key, value in sections_of(result).items():
        before = old.get(key, {})
        kept = {name: version for name, version in before.items() if name not in remove}
        assert value == (kept | new if key in receiving else kept)
        assert [name for name in value if name in kept] == list(kept)
        if is_sorted(list(before)):
            assert is_sorted(list(value))
    assert planned(after, remove, add) == ()
    if not new and not any(remove & section.keys() for section in old.values()):
        assert after == data


@given(PACKAGES, st.sampled_from(LAYOUTS))
def test_takes_out_entries_and_space_only(package: dict[str, object], layout: Callable[[object], str]) -> None:
    data = layout(package).encode()
    found = dependencies_of(data)
    assert not isinstance(found, InvalidJson)
    touched = [item.span for item in found if item.name == SEGMENT]
    edits = planned(data, {SEGMENT}, {})
    for edit in edits:
        outside = bytearray(data[edit.start : edit.end])
        for span in touched:
            for at in range(max(span.start, edit.start), min(span.end, edit.end)):
                outside[at - edit.start] = ord(" ")
        assert not bytes(outside).strip(b" \t\r\n,")
        assert edit.replacement == b""
