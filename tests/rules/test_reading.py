"""Mistakes in rule files: each at its place, with what to do."""

from __future__ import annotations

import pytest

from segment_to_amplitude.rules.reading import read_rules

EXAMPLE = "examples: [{ left_alone: x() }]\n"


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_rules("r.yml", text)[1]]


@pytest.mark.parametrize(
    "text",
    [
        "id: a\nevent: A\nrename: B\n",
        "id: a\nevent: { regex: '^a(.)' }\nrename: 'b\\1'\n",
        "id: a\nlanguage: typescript\ncall: f($A, { b: $B }, $C = 'x', $$$D)\nmeans: track(event: $A)\n",
        "id: a\nlanguage: [javascript, typescript]\ncall: f()\nmeans: reset()\n",
        "id: a\nlanguage: typescript\nis_segment: getAnalytics().client\nfrom: '@acme/x'\n",
        "id: a\nlanguage: python\npattern: f($A)\nfix: g($A)\n",
    ],
)
def test_right_rules(text: str) -> None:
    rules, wrong = read_rules("r.yml", text + EXAMPLE)
    assert [own.rule.id for own in rules] == ["a"]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: a\nevnt: A\nevent: A\ndrop: true\n", "r.yml:2:1: unknown key `evnt`; did you mean `event`?"),
        ("event: A\ndrop: true\n", "r.yml:1:1: the rule has no `id`; give it a name"),
        (
            "id: a\nevent: A\ndrop: true\nfix: x\n",
            "r.yml:4:1: `fix` belongs to a pattern rule, this is a taxonomy rule",
        ),
        ("id: a\nevent: A\npattern: f()\n", "r.yml:1:1: the rule is of two sorts, taxonomy and pattern"),
        ("id: A b\nevent: A\ndrop: true\n", "r.yml:1:5: `id`: "),
        ("id: a\nlanguage: typscript\nevent: A\ndrop: true\n", "r.yml:2:11: `language`: "),
        ("id: a\nevent: A\n", "r.yml:1:1: say what becomes of the name"),
        ("id: a\nevent: A\ncase: titel\n", "r.yml:3:7: `case`: invalid enum value 'titel'; did you mean `title`?"),
        ("id: a\nevent: { regex: '(a' }\ndrop: true\n", "r.yml:2:17: `(a` is not an expression of RE2's: missing )"),
        ("id: a\nevent: { regex: '(?=a)' }\ndrop: true\n", "r.yml:2:17: `(?=a)` is not an expression of RE2's: "),
        ("id: a\nevent: { regx: 'a' }\ndrop: true\n", "r.yml:2:10: unknown key `regx`; did you mean `regex`?"),
        ("id: a\nevent: { regex: 'a' }\nrename: '\\1'\n", "r.yml:2:17: `a` is not an expression of RE2's: "),
        (
            "id: a\nlanguage: typescript\ncall: f($A)\nmeans: trak(event: $A)\n",
            "r.yml:4:8: `means`: `trak` is no method",
        ),
        (
            "id: a\nlanguage: typescript\ncall: f($A)\nmeans: track(userId: $A)\n",
            "r.yml:4:14: `means`: `track` is given no `userId`; did you mean `user_id`?",
        ),
        (
            "id: a\nlanguage: typescript\ncall: f($A)\nmeans: track(event: $B)\n",
            "r.yml:4:21: `means`: `call` captures no `$B`; known are $A",
        ),
        ("id: a\nlanguage: kotlin\ncall: f($A)\nmeans: track(event: $A)\n", "r.yml:2:11: kotlin: wrappers are read in"),
        ("id: a\nlanguage: objc\npattern: f($A)\nfix: g($A)\n", "r.yml:2:11: ast-grep has no parser for Objective-C"),
        ("id: a\nlanguage: python\nrule: { patern: f() }\nfix: g()\n", "r.yml:3:7: ast-grep does not take the rule in"),
        ("id: a\nlanguage: python\npattern: f($A)\nfix: g($B)\n", "r.yml:4:6: the rule captures no `$B`"),
        ("id: a\nlanguage: python\npattern: f($A)\nfix: f(g($A))\n", "r.yml:4:6: the fix matches the rule again"),
        ("id: a\nid: b\n", "r.yml:2:1: `id` is given twice; keep one"),
        ("id: [\n", "r.yml:2:1: not YAML: "),
        ("- a\n", "r.yml:1:1: a rule is a list of keys"),
    ],
)
def test_mistakes_have_a_place_and_advice(text: str, line: str) -> None:
    rules, _ = read_rules("r.yml", text)
    assert not rules
    assert any(problem.startswith(line) for problem in problems(text)), problems(text)


@pytest.mark.parametrize("path", ["../x.ts", "/x.ts", "a/../../x.ts", "c:x.ts"])
def test_examples_stay_in_their_project(path: str) -> None:
    text = f"id: a\nevent: A\ndrop: true\nexamples: [{{ path: '{path}', left_alone: x }}]\n"
    assert any("leads out of the example's project" in problem for problem in problems(text))


def test_rule_without_examples_is_a_warning() -> None:
    assert problems("id: a\nevent: A\ndrop: true\n") == [
        "r.yml:1:1: warning: rule `a` has no examples; `rules new` shows how to write them"
    ]


def test_runaway_expression_ends() -> None:
    from segment_to_amplitude.rules.names import compiled

    assert not compiled("^(a+)+$").search("a" * 50_000 + "b")
