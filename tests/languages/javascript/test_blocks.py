from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tree_sitter import Node

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.blocks import Block, Role, blocks_of, script_sources

Found = tuple[str, tuple[str, ...]]


def code(data: bytes, block: Block) -> tuple[str, ...]:
    return tuple(data[span.start : span.end].decode() for span in block.spans)


def found(path: str, source: str, needles: tuple[bytes, ...] = ()) -> list[Found]:
    data = source.encode()
    return [(block.role.value, code(data, block)) for block in blocks_of(path, data, needles)]


def script(*spans: str) -> Found:
    return ("script", spans)


def handler(text: str) -> Found:
    return ("handler", (text,))


def expression(text: str) -> Found:
    return ("expression", (text,))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.html", '<script type="application/json">{"analytics": 1}</script>'),
        ("a.html", '<script type="application/ld+json">{}</script><script type=importmap>{}</script>'),
        ("a.html", '<script type="text/template"><a onclick="f()"></a></script>'),
        ("a.html", '<script src="a.js">analytics.page()</script>'),
        ("a.html", "<script></script><script> \n </script>"),
        ("a.html", '<!-- <script>f()</script> <a onclick="f()"> -->'),
        ("a.html", '<textarea><script>f()</script></textarea><style>a > b { content: "<script>" }</style>'),
        ("a.html", '<p title="onclick=f()">{{ analytics }} <% analytics %></p> a < b'),
        ("a.html", '<a href="https://x/javascript:y">'),
        ("a.vue", '<i18n>{"a": "{{ x }} <script>"}</i18n><style>a { b: c }</style>'),
        ("a.vue", '<template><a #b="{ c }" v-slot:d="{ e }" v-else v-pre title="f()">g</a></template>'),
        ("a.svelte", '<style>a { b: c }</style><a let:b={c} title="d">{/if}{:else}{#snippet e(f)}{:then g}</a>'),
        ("a.vue", "{{ x }}"),
        ("a.html", ""),
    ],
)
def test_left_alone(path: str, source: str) -> None:
    assert found(path, source) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('<script>a("<b>")</script>', [script('a("<b>")')], id="markup_in_a_string"),
        pytest.param(
            "<script>a</script>\n<script>b</script>", [script("a", "\n", "b")], id="line_end_between_two_scripts"
        ),
        pytest.param("<script>a\n</script><script>b</script>", [script("a\n", "b")], id="line_end_of_the_first"),
        pytest.param("<script>a</script><script>b</script>", [script("a"), script("b")], id="no_line_end_to_part_them"),
        pytest.param("<script>a\n</script><script>(b)</script>", [script("a\n"), script("(b)")], id="no_semicolon"),
        pytest.param("<script>a;</script>\n<script>(b)</script>", [script("a;", "\n", "(b)")], id="semicolon"),
        pytest.param(
            "<script type=module>a</script><script>b</script><SCRIPT TYPE='Text/JavaScript'>\nc</Script >",
            [script("b", "\nc"), script("a")],
            id="modules_last_and_alone",
        ),
        pytest.param(
            '<script type="text/plain" data-cookieconsent="statistics">a</script><script type="text/plain">b</script>',
            [script("a")],
            id="held_back_for_consent",
        ),
        pytest.param(
            "<script>a\n<?php if ($b > 1): ?>\nc\n  {% endif %}\n</script>",
            [script("a\n", "\nc\n", "\n")],
            id="lines_of_the_server_left_out",
        ),
        pytest.param(
            "<script>\n<% if (a) { %> b() <% } %>\n</script>",
            [script("\n<% if (a) { %> b() <% } %>\n")],
            id="code_between_tags_of_the_server",
        ),
        pytest.param("<script>a = <%= b %>;</script>", [script("a = <%= b %>;")], id="value_of_the_server_stays"),
        pytest.param(
            '<% if (a < 3) { %><script nonce="<%= b("c") %>" {{ d }}>e</script><% } %>',
            [script("e")],
            id="tags_of_the_server_around",
        ),
        pytest.param(
            "<a onclick=f() ONCLICK='g(\">\")' href=\" javascript:h()\" @click=i() x-on:click='j()'>",
            [handler(text) for text in ("f()", 'g(">")', "h()", "i()", "j()")],
            id="handlers",
        ),
        pytest.param('<a title="{{ b["c"] }}" onclick="d()">', [handler("d()")], id="quotes_of_the_server"),
        pytest.param("<a onclick='b", [handler("b")], id="never_closed"),
        pytest.param("<script>a", [script("a")], id="script_never_closed"),
    ],
)
def test_html(source: str, expected: list[Found]) -> None:
    assert found("index.HTML", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            '<script lang="ts">\nimport a\n</script>\n<script setup lang="ts">\nb\n</script>\n',
            [script("\nimport a\n", "\nb\n")],
            id="both_scripts",
        ),
        pytest.param('<script src="./a.ts" /><script>b</script>', [script("b")], id="self_closing"),
        pytest.param(
            '<template><a @click.prevent="b(1)" v-on:c=\'d\' onclick="e()" @[f]="g" /></template>',
            [handler(text) for text in ("b(1)", "d", "e()", "g")],
            id="handlers",
        ),
        pytest.param(
            '<template><a :b="c" .d="e" v-if="f < 1" v-bind="g" v-for="(h, i) in j.k" v-model="l">{{ m < n }}</a>'
            "<template v-if='o'><p /></template>{{p}}</template>",
            [expression(text) for text in ("c", "e", "f < 1", "g", "j.k", "l", "m < n", "o", "p")],
            id="expressions",
        ),
        pytest.param(
            '<template lang="pug">\na(@click="b < c" :d=\'e\' f="g")\n  | {{ h }}\n</template>\n',
            [handler("b < c"), expression("e"), expression("h")],
            id="pug",
        ),
    ],
)
def test_vue(source: str, expected: list[Found]) -> None:
    assert found("a.vue", source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            '<script context="module">a</script>\n<script>b</script>', [script("a", "\n", "b")], id="both_scripts"
        ),
        pytest.param(
            "<a on:click={() => b('}')} onclick={c} on:d=\"{e}\" on:f>",
            [handler("() => b('}')"), handler("c"), handler("e")],
            id="handlers",
        ),
        pytest.param(
            '<a {b} {...c} d="e {f} {g}" bind:h={i}>{`${j}}`}</a>',
            [expression(text) for text in ("b", "c", "f", "g", "i", "`${j}}`")],
            id="expressions",
        ),
        pytest.param(
            "{#if a < b}{:else if c}{:else}{/if}{#each d as e (e.f)}{/each}{#await g then h}{/await}{#await i}{/await}"
            "{@html j}{@const k = l}{@render m(n)}{#key o}{/key}",
            [expression(text) for text in ("a < b", "c", "d", "g", "i", "j", "l", "m(n)", "o")],
            id="control_flow",
        ),
        pytest.param("{/* } */ a}{/b/.test(c)}{'d", [expression("/* } */ a"), expression("/b/.test(c)")], id="slashes"),
        pytest.param("{/`/.test(a)}<b on:c={d}>", [expression("/`/.test(a)"), handler("d")], id="hidden_end"),
    ],
)
def test_svelte(source: str, expected: list[Found]) -> None:
    assert found("a.svelte", source) == expected


@pytest.mark.parametrize(
    ("path", "source", "dialects"),
    [
        ("a.vue", "<script>a</script>", ["javascript"]),
        ("a.vue", '<script lang="jsx">a</script>', ["javascript"]),
        ("a.vue", '<template>{{ b }}</template><script lang="ts">a</script>', ["typescript", "typescript"]),
        ("a.vue", '<script>a</script>\n<script setup lang="tsx">b</script>', ["tsx"]),
        ("a.svelte", "<script lang='ts'>a</script>{b}", ["typescript", "typescript"]),
        ("a.html", '<script type="text/typescript">a</script><script>b</script>', ["typescript", "javascript"]),
    ],
)
def test_names_the_dialect(path: str, source: str, dialects: list[str]) -> None:
    assert [block.dialect for block in blocks_of(path, source.encode())] == dialects


def test_keeps_scripts_and_the_code_with_a_needle() -> None:
    source = '<template><a @click="b" @d="analytics.e()">{{ f }}</a></template><script>g</script>'
    assert found("a.vue", source, (b"nalytics",)) == [script("g"), handler("analytics.e()")]


@pytest.mark.parametrize(
    ("path", "source", "flags"),
    [
        ("a.html", '<a onclick="b(&quot;c&quot;)" onload="d && e">', [True, False]),
        ("a.html", "<script>a('&quot;')</script>", [False]),
        ("a.vue", "<template>{{ a &amp;&amp; b }}</template>", [True]),
        ("a.svelte", "{'&amp;'}", [False]),
    ],
)
def test_flags_entities(path: str, source: str, flags: list[bool]) -> None:
    assert [block.has_entities for block in blocks_of(path, source.encode())] == flags


def test_lists_script_sources_with_their_places() -> None:
    data = (
        b'<script async src="https://cdn.segment.com/analytics.js/v1/K/analytics.min.js?a=1&amp;b=2"></script>\n'
        b"<script>inline</script><script defer src={{ asset('b') }} ></script ><img src=c>"
    )
    first, second = script_sources(data)
    assert first.src == "https://cdn.segment.com/analytics.js/v1/K/analytics.min.js?a=1&b=2"
    assert data[first.src_span.start : first.src_span.end].endswith(b"?a=1&amp;b=2")
    assert data[first.tag_span.start : first.tag_span.end].startswith(b"<script async")
    assert data[first.tag_span.start : first.tag_span.end].endswith(b"></script>")
    assert second.src == "{{ asset('b') }}"
    assert data[second.tag_span.start : second.tag_span.end].endswith(b"</script >")


def identifiers(node: Node) -> Iterator[Node]:
    if node.type == "identifier":
        yield node
    for child in node.children:
        yield from identifiers(child)


def test_parses_two_scripts_as_one_program_with_offsets_of_the_file() -> None:
    data = "<p>é</p>\n<script>\nvar analytics = x</script>\n<p>語</p>\n<script>analytics.page()\n</script>\n".encode()
    (block,) = blocks_of("a.html", data)
    root = syntax.parse(data, block.dialect, block.spans).root_node
    assert not root.has_error
    assert [child.type for child in root.children] == ["variable_declaration", "expression_statement"]
    places = [(node.start_byte, node.end_byte) for node in identifiers(root)]
    assert [data[start:end] for start, end in places] == [b"analytics", b"x", b"analytics"]
    assert places[2][0] == data.rindex(b"analytics")
    row, column = root.children[1].start_point
    assert (row, column) == (4, len("<script>"))


# fmt: off
PIECES = st.sampled_from([
    "<script>", "</script>", "<script src=a>", "<script lang='ts'>", "<template>", "</template>",
    "<template lang='pug'>", "<style>", "<a ", "onclick=", "@click=\"", ":b='", "{", "}", "{{", "}}",
    "{#each a as b}", "<%", "%>", "<?php", "?>", "{%", "%}", "<!--", "-->", "\"", "'", "`", "${", ">", "/>", "/", "<",
    "=", " ", "\n", "analytics.page()", "é", "&amp;", "//", "/*", "\\",
])
# fmt: on


@given(st.sampled_from(["a.html", "a.vue", "a.svelte"]), st.lists(PIECES, max_size=25))
def test_answers_any_text_with_spans_in_order(path: str, pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    for block in blocks_of(path, data):
        assert block.spans
        assert all(0 <= span.start < span.end <= len(data) for span in block.spans)
        assert all(first.end <= second.start for first, second in pairwise(block.spans))
        assert block.role is Role.SCRIPT or len(block.spans) == 1
        syntax.parse(data, block.dialect, block.spans)
    for source in script_sources(data):
        assert source.tag_span.contains(source.src_span)
