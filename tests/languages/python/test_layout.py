"""What is written keeps the shape that black and ruff give it, and its comments."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tokenize
from collections import Counter

import black
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from python_calls import rewrite_calls
from segment_to_amplitude.languages.python.layout import Style, is_laid_out, lay_out, text_of

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
WIDTHS = (60, 79, 88, 100, 120)
NAMES = ("x", "user", "order", "request", "subscription", "billing_address")
WORDS = st.sampled_from(("a", "plan", "Signed Up", "Order Completed Twice", "https://example.com/a/rather/long/path"))


def ruff(text: str, width: int) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", f"--line-length={width}", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def blackened(text: str, width: int) -> str:
    return black.format_str(text, mode=black.Mode(line_length=width))


def style(width: int, unit: bytes = b"    ") -> Style:
    return Style(width, unit, b"\n", b"")


ATOMS = st.one_of(
    st.sampled_from(NAMES),
    WORDS.map(lambda word: f'"{word}"'),
    st.integers(0, 10**6).map(str),
    st.sampled_from(("None", "True", 'f"{user.name} and {order.id}"', "user.email", "request.user.profile.plan")),
)


def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        listed.map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(WORDS, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}"
        ),
        st.tuples(st.sampled_from(NAMES), listed).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        st.tuples(st.sampled_from(NAMES), inner).map(lambda call: f"{call[0]}.get({call[1]}).value(key={call[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} + {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
        st.tuples(inner, st.sampled_from(NAMES)).map(lambda two: f"[{two[0]} for one in {two[1]} if one]"),
        inner.map(lambda value: f"(lambda: {value})"),
        inner.map(lambda value: f"{value}.value" if value.isidentifier() else value),
    )


VALUES = st.recursive(ATOMS, extend, max_leaves=10)
PLAIN = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(NAMES), st.lists(inner, min_size=1, max_size=3)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
    ),
    max_leaves=5,
)
DICTS = st.lists(
    st.tuples(st.text("abcdefgh", min_size=1, max_size=9), PLAIN), max_size=5, unique_by=lambda e: e[0]
).map(lambda pairs: "{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}")
IDS = st.sampled_from(("user.id", '"batch"', "str(order.owner_id)", "request.user.profile.tracking_id", "x"))
STATEMENTS = st.one_of(
    st.tuples(IDS, WORDS, DICTS).map(lambda of: f'analytics.track({of[0]}, "{of[1]}", {of[2]})'),
    st.tuples(IDS, WORDS, DICTS).map(
        lambda of: f'analytics.track(user_id={of[0]}, event="{of[1]}", properties={of[2]}, anonymous_id="a")'
    ),
    st.tuples(IDS, DICTS).map(lambda of: f"analytics.identify({of[0]}, {of[1]})"),
    st.tuples(IDS, IDS, DICTS).map(lambda of: f"analytics.group({of[0]}, {of[1]}, {of[2]})"),
    st.tuples(IDS, WORDS).map(lambda of: f'analytics.page({of[0]}, name="{of[1]}", context={{"ip": x.ip}})'),
    st.tuples(IDS, WORDS).map(lambda of: f'on_commit(lambda: analytics.track({of[0]}, "{of[1]}", {{"a": x}}))'),
    st.tuples(IDS, DICTS).map(lambda of: f"return analytics.identify({of[0]}, {of[1]})"),
    st.tuples(IDS, WORDS).map(lambda of: f'_ = analytics.track({of[0]}, "{of[1]}", timestamp=x.made)'),
)


@settings(max_examples=150, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, st.sampled_from(WIDTHS), st.integers(0, 4), st.sampled_from(("", "return ", "y = ", "z.a[0] = ")))
def test_statements_are_split_as_black_splits_them(value: str, width: int, depth: int, before: str) -> None:
    header = "".join(f"{'    ' * level}def f():\n" for level in range(depth))
    indent = "    " * depth
    source = f"{header}{indent}{before if depth else before.replace('return ', '')}call({value}, {value})\n"
    statement = blackened(source, width)[len(header) :].strip()
    assert is_laid_out(statement, indent.encode(), style(width))
    flat = blackened(source, 10_000)[len(header) :].strip()
    parts = lay_out([flat.encode()], indent.encode(), style(width))
    assert parts is not None
    assert text_of(parts, b"") == statement


@settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, min_size=5, max_size=12), st.sampled_from(WIDTHS), st.integers(1, 3))
def test_rewritten_calls_are_stable_where_the_calls_were(statements: list[str], width: int, depth: int) -> None:
    header = "".join(f"{'    ' * level}def f{level}():\n" for level in range(depth))
    indent = "    " * depth
    source = blackened(header + "".join(f"{indent}{one}\n" for one in statements), width)
    after = rewrite_calls(source, width=width).text
    assert "analytics" not in after
    assert blackened(after, width) == after
    assert ruff(after, width) == after


def comments_of(text: str) -> Counter[str]:
    """Count the comments, of which two may stand on one line, as black has them where it joins two lines."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(
        one for token in tokens if token.type == tokenize.COMMENT for one in re.split(r"\s+(?=#)", token.string)
    )


@settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, min_size=1, max_size=4), st.data())
def test_no_comment_is_lost(statements: list[str], data: st.DataObject) -> None:
    source = blackened("def f():\n" + "".join(f"    {one}\n" for one in statements), 60)
    lines = source.split("\n")
    for number in data.draw(st.lists(st.integers(1, len(lines) - 2), max_size=6, unique=True)):
        above = data.draw(st.booleans())
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        lines[number] = f"{indent}# c{number}\n{lines[number]}" if above else f"{lines[number]}  # c{number}"
    source = "\n".join(lines)
    after = rewrite_calls(source).text
    compile(after, "after.py", "exec")
    assert comments_of(after) == comments_of(source)
    assert rewrite_calls(after).edits == () or "analytics" in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("f(a, b)", "f(a, b)", id="what fits stays on one line"),
        pytest.param("f(a, b,)", "f(\n    a,\n    b,\n)", id="a comma before the bracket asks for one a line"),
        pytest.param("ffff(aaaaaaa, bbbbbb)", "ffff(\n    aaaaaaa, bbbbbb\n)", id="the body fits on a line"),
        pytest.param(
            "f(aaaaaaaaaa, bbbbbbbbbbb)", "f(\n    aaaaaaaaaa,\n    bbbbbbbbbbb,\n)", id="the body does not fit"
        ),
        pytest.param("f(g(aaaaaaaa))", "f(g(aaaaaaaa))", id="one argument"),
        pytest.param("fffff(g(aaaaaa, bbbb))", "fffff(\n    g(aaaaaa, bbbb)\n)", id="one argument that is a call"),
        pytest.param("f(a)(bbbbbbbbbbbbbbb)", "f(a)(\n    bbbbbbbbbbbbbbb\n)", id="the last brackets first"),
        pytest.param("f(A().b(c).d(e).g(h))", "f(\n    A()\n    .b(c)\n    .d(e)\n    .g(h)\n)", id="a chain"),
    ],
)
def test_lines_of_twenty_columns(before: str, after: str) -> None:
    parts = lay_out([before.encode()], b"", style(20))
    assert parts is not None
    assert text_of(parts, b"") == after
    assert blackened(after, 20).rstrip() == after
