"""What is written runs as what stood there: the same ids, user properties, values evaluated and comments.

Both sides are executed: the ``before`` with a client that notes its calls, the ``after`` with the real ``Identify`` of
Amplitude's package. Many calls share one file, one run of the tool and one process of node.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fixture_cases import run_tool
from segment_to_amplitude.migration import migrate

NODE = shutil.which("node")
SDK = Path(__file__).parents[2] / "sdk" / "node_modules" / "@amplitude" / "analytics-browser"
pytestmark = pytest.mark.skipif(NODE is None or not SDK.is_dir(), reason="needs node and the packages of tests/sdk")

SEGMENT = """
export const effects = [];
let current;
export const mark = (index) => effects.push((current = { index, said: [], ids: [], set: {}, unset: [] }));
export const say = (value) => (current.said.push(value === undefined ? 'undefined' : value), value);
const clean = (value) => {
  const sent = JSON.stringify(value);
  return sent === undefined ? undefined : JSON.parse(sent);
};
export const apply = (key, value) => {
  if (value === null) current.unset.push(key);
  else if (clean(value) !== undefined) current.set[key] = clean(value);
};
export const tie = (id) => current.ids.push(String(id));
const analytics = {
  identify(id, traits, options, callback) {
    if (id !== null && typeof id === 'object') [id, traits] = [undefined, id];
    if (id !== undefined && id !== null) tie(id);
    Object.entries(traits ?? {}).forEach(([key, value]) => apply(key, value));
    return Promise.resolve();
  },
};
export class AnalyticsBrowser {
  static load = () => analytics;
}
"""
AMPLITUDE = """
import { createRequire } from 'node:module';
import { apply, tie } from './segment.mjs';
export const { Identify } = createRequire(import.meta.url)(SDK);
export const init = () => undefined;
export const setUserId = (id) => tie(id);
export const identify = (made) => {
  const { $set = {}, $unset = {} } = made.getUserProperties();
  Object.entries($set).forEach(([key, value]) => apply(key, value));
  Object.keys($unset).forEach((key) => apply(key, null));
  return { promise: Promise.resolve() };
};
export const setIdentity = ({ userProperties }) =>
  identify(Object.entries(userProperties ?? {}).reduce((all, [key, value]) => all.set(key, value), new Identify()));
"""
HEAD = """import { AnalyticsBrowser } from '@segment/analytics-next';
import { mark, say, effects } from './segment.mjs';

const analytics = AnalyticsBrowser.load({ writeKey: 'key' });

const yes = effects !== undefined;
const nothing = undefined;
const clear = null;
const text = 'text';
const count = 3;
const rest = { plan: 'rest', seats: 2 };
const loose = JSON.parse('{"plan": null, "seats": 2, "new": "x"}');
const run = (task) => task();
const index = Number('1');

"""
MODULES = {"@segment/analytics-next": "./segment.mjs", "@amplitude/analytics-browser": "./amplitude.mjs"}
TAIL = "\nconsole.log(JSON.stringify(effects.splice(0)));\n"

KEYS = st.sampled_from(
    r"""plan|seats|name|new|constructor|toString|'it\'s'|"a \"b\""|'first name'|'\u0041'|1|0x10|1.50|'1'|['lit']|[text]
    [`t-${text}`]|[index]|[2]|['say']|ключ|['__proto__']|''""".replace("\n    ", "|").split("|")
)
VALUES = st.sampled_from(
    [
        *r"""'a'; "b, }"; 'it\'s "q"'; 1; -2.5; true; false; null; undefined; text; count; say(1); say('x'); ['a', 1]
        { a: 1, b: { c: [1, 'x'] } }; [{ a: 1 }]; yes ? 'p' : null; yes && 'and'; nothing ?? 'd'; clear; (say(4))
        yes ? null : 1; /[,}]\//.source; ((a, b) => a + b)(1, 2); say(say(2)); (1, 2); `${say(text)} of ${count}`
        text.replace(/x/g, (c) => `${c},}`); () => 1; [null]; { a: null }; new Date(0).getTime(); yes
        new Date(0).toISOString()""".replace("\n        ", "; ").split("; "),
        "`c\n  d`",
        "{\n    deep: 'er',\n  }",
    ]
)
TRIVIA = st.sampled_from(["", " ", "\n  ", " /* c, } */ ", " // d, {\n  ", "\n\n  // e\n  ", "\n  /* f\n     g */\n  "])
TIGHT = st.sampled_from(["", "", "", "", " ", " /* k: */ "])
IDS = st.sampled_from(
    [
        "'u'",
        "42",
        "1.5e3",
        "text",
        "count",
        "say('id')",
        "`u-${text}`",
        "null",
        "undefined",
        "nothing",
        "yes ? 'u' : undefined",
    ]
)
WHOLE = st.sampled_from(["rest", "loose", "nothing", "yes ? rest : loose"])
ARGUMENTS = st.sampled_from(
    ["ID, TRAITS", "ID, TRAITS", "ID, TRAITS,", "TRAITS", "/* i */ ID /* j */, /* t */ TRAITS /* u */"]
)
PLACES = st.sampled_from(
    [
        "CALL;",
        "CALL",
        "if (yes) CALL;",
        "if (!yes) run();\nelse CALL;",
        "yes && CALL;",
        "yes ? CALL : run(() => say(0));",
        "run(() => CALL);",
        "run(async () => await CALL);",
        "run(async () => { await CALL; });",
        "{ CALL }",
        "void CALL;",
        "for (const one of [1]) CALL;",
        "switch (count) { case 3: CALL; break; }",
        "say(1), CALL;",
        "run(() => { return CALL; });",
        "const kept_N = CALL;",
        "CALL.then(() => undefined);",
        "label_N: CALL;",
        "if (yes) { CALL; }",
        "try {\n  CALL;\n} finally {\n}",
    ]
)


@st.composite
def entries(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["pair"] * 8 + ["shorthand", "spread"]))
    if kind == "shorthand":
        return draw(st.sampled_from(["text", "count", "nothing", "clear", "rest"]))
    if kind == "spread":
        return "..." + draw(st.sampled_from(["rest", "loose", "(yes && { plan: say('s') })", "nothing", "{ a: null }"]))
    return f"{draw(KEYS)}{draw(TIGHT)}: {draw(TIGHT)}{draw(VALUES)}"


@st.composite
def objects(draw: st.DrawFn) -> str:
    made = draw(st.lists(entries(), max_size=5))
    body = ""
    for index, entry in enumerate(made):
        body += draw(TRIVIA) + entry + draw(TIGHT)
        body += "," if index < len(made) - 1 or draw(st.booleans()) else ""
    return "{" + body + draw(TRIVIA) + "}"


@st.composite
def invocations(draw: st.DrawFn) -> str:
    traits = draw(st.one_of(objects(), objects(), objects(), WHOLE))
    arguments = draw(ARGUMENTS)
    if arguments == "TRAITS" and not traits.startswith("{"):
        arguments = "null, TRAITS"
    call = "analytics.identify(" + arguments.replace("ID", draw(IDS)).replace("TRAITS", traits) + ")"
    return draw(PLACES).replace("CALL", call)


def write_module(directory: Path, name: str, text: str) -> None:
    for package, module in MODULES.items():
        text = text.replace(package, module)
    (directory / name).write_text(text + TAIL, encoding="utf-8")


def execute(directory: Path) -> list[list[dict[str, object]]]:
    """Run both modules in one process, and return the effects of each."""
    assert NODE is not None
    (directory / "both.mjs").write_text("await import('./before.mjs');\nawait import('./after.mjs');\n")
    done = subprocess.run([NODE, "both.mjs"], cwd=directory, capture_output=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stderr
    runs: list[list[dict[str, object]]] = [json.loads(line) for line in done.stdout.splitlines()]
    for effect in (effect for effects in runs for effect in effects):
        effect["unset"] = sorted(effect["unset"])  # type: ignore[call-overload]
    return runs


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(calls=st.lists(invocations(), min_size=60, max_size=60), ends=st.sampled_from(["\n", "\r\n"]))
def test_identify_runs_as_before(tmp_path_factory: pytest.TempPathFactory, calls: list[str], ends: str) -> None:
    directory = tmp_path_factory.mktemp("run")
    body = "".join(f"mark({n});\n{call.replace('_N', f'_{n}')}\n" for n, call in enumerate(calls))
    before = (HEAD + body).replace("\n", ends)
    outcome = run_tool({"app.mjs": before.encode()}, directory / "project", migrate)
    after = outcome.tree["app.mjs"].decode()
    (directory / "segment.mjs").write_text(SEGMENT, encoding="utf-8")
    (directory / "amplitude.mjs").write_text(AMPLITUDE.replace("SDK", json.dumps(str(SDK))), encoding="utf-8")
    write_module(directory, "before.mjs", before)
    write_module(directory, "after.mjs", after)
    expected, made = execute(directory)
    parts = re.split(r"mark\(\d+\);", after)[1:]
    assert after.count("\n") == after.count(ends)
    for was, effect, call, part in zip(expected, made, calls, parts, strict=True):
        assert effect == was, f"{call}\n--- became ---\n{part}"
        for comment in re.findall(r"/\* \w|// [de]", call):
            assert part.count(comment) == call.count(comment), f"{comment} of {call}\n--- became ---\n{part}"
