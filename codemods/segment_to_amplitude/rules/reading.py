"""From a rule file's text to rules that make sense; every mistake gets its place and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import msgspec

from segment_to_amplitude.rules.documents import Document, Key, read_documents
from segment_to_amplitude.rules.errors import Problem, RulesError
from segment_to_amplitude.rules.model import (
    BELONGS,
    COMMON,
    LANGUAGES,
    Example,
    ImportChanges,
    Requirement,
    Rule,
    Selector,
    kinds_of,
    named,
)
from segment_to_amplitude.rules.names import ExpressionError, check_replacement, compiled
from segment_to_amplitude.rules.signatures import SignatureError, read_call, read_means, read_steps

NESTED: dict[str, type[msgspec.Struct]] = {"requires": Requirement, "imports": ImportChanges, "examples": Example}
SELECTORS = ("event", "property", "trait", "of")
WRAPPED = frozenset({"javascript", "typescript", "python"})
NAMED = frozenset({"javascript", "typescript"})
"""Languages in which clients by rule are read; wrappers are in Python too."""
PATTERNED = frozenset({"javascript", "typescript", "python", "kotlin", "java", "swift"})
"""Languages that ast-grep has a parser for."""


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule with its sort and its place."""

    rule: Rule
    kind: str
    document: Document

    @property
    def place(self) -> str:
        """``path:line`` of the rule."""
        return f"{self.document.path}:{self.document.place(())[0]}"


def read_rules(path: str, text: str) -> tuple[list[OwnRule], list[Problem]]:
    """Read a file; the rules without a mistake, and all mistakes and warnings of the others."""
    rules: list[OwnRule] = []
    problems: list[Problem] = []
    try:
        for document in read_documents(path, text):
            if document.data is None:
                continue
            found = list(_Reader(document).problems())
            problems += found
            if not any(not problem.is_warning for problem in found):
                data = document.data
                assert isinstance(data, dict)
                rule = msgspec.convert(data, Rule)
                rules.append(OwnRule(rule, kinds_of(frozenset(data))[0], document))
    except RulesError as error:
        problems += error.problems
    return rules, problems


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document

    def problems(self) -> Iterator[Problem]:
        """All mistakes; those of meaning only where the form is right."""
        data = self.document.data
        if not isinstance(data, dict):
            yield self.at((), "a rule is a list of keys; begin with `id:`")
            return
        form = [*self._unknown(data, Rule, ()), *self._sort(data)]
        yield from form
        if form:
            return
        try:
            rule = msgspec.convert(data, Rule)
        except msgspec.ValidationError as error:
            yield self._mistyped(str(error))
            return
        yield from self._meaning(rule, kinds_of(frozenset(data))[0])

    def at(self, key: Key, text: str, *, value: bool = False, is_warning: bool = False) -> Problem:
        return self.document.problem(key, text, value=value, is_warning=is_warning)

    def _unknown(self, data: dict[object, object], struct: type[msgspec.Struct], key: Key) -> Iterator[Problem]:
        """Keys that nothing knows, also inside what a rule is made of."""
        known = [field.encode_name for field in msgspec.structs.fields(struct)]
        for name, value in data.items():
            here = (*key, str(name))
            if name not in known:
                close = get_close_matches(str(name).lower().replace("-", "_"), known, 1)
                advice = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
                yield self.at(here, f"unknown key `{name}`; {advice}")
                continue
            inner: type[msgspec.Struct] | None = Selector if name in SELECTORS else NESTED.get(str(name))
            if struct is not Rule or inner is None:
                continue
            for place, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(one, dict):
                    yield from self._unknown(one, inner, here if place is None else (*here, place))

    def _sort(self, data: dict[object, object]) -> Iterator[Problem]:
        """What sort of rule it is, and keys of another sort."""
        if "id" not in data:
            yield self.at((), "the rule has no `id`; give it a name")
        kinds = kinds_of(frozenset(str(name) for name in data))
        if not kinds:
            yield self.at(
                (),
                "the rule says nothing to look for; give it `call`, `is_segment`, `not_segment`, `event`, `property`, "
                "`trait`, `pattern` or `rule`",
            )
            return
        if len(kinds) > 1:
            yield self.at((), f"the rule is of two sorts, {kinds[0]} and {kinds[1]}; make two rules of it")
            return
        for name in data:
            if name not in BELONGS[kinds[0]] and name not in COMMON:
                owner = next((kind for kind, names in BELONGS.items() if name in names), None)
                if owner is not None:
                    yield self.at(
                        (str(name),), f"`{name}` belongs to a {owner} rule, this is a {kinds[0]} rule; take it out"
                    )

    def _mistyped(self, words: str) -> Problem:
        text, _, path = words.partition(" - at `$")
        names: list[str | int] = []
        for name, index in re.findall(r"\.?([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]", path):
            names.append(name if name else int(index) if index.isdigit() else 0)
        key = tuple(names)
        advice = "write a value of that type"
        if (match := re.search(r"enum value (.+)$", text)) is not None:
            value = match[1].strip("'")
            known = _literals(key)
            close = get_close_matches(value, known, 1)
            advice = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
        elif "pattern" in text or "regex" in text:
            advice = "use lower case letters, digits and dashes" if key[:1] == ("id",) else "mend the value"
        shown = ".".join(str(name) for name in key)
        return self.at(key, f"`{shown}`: {text[:1].lower()}{text[1:]}; {advice}", value=True)

    # --- meaning -----------------------------------------------------------------------------------------------

    def _meaning(self, rule: Rule, kind: str) -> Iterator[Problem]:
        match kind:
            case "wrapper":
                yield from self._wrapper(rule)
            case "is_segment" | "not_segment":
                yield from self._name(rule, kind)
            case "taxonomy":
                yield from self._taxonomy(rule)
            case _:
                yield from self._pattern(rule)
        if not rule.examples:
            yield self.at((), f"rule `{rule.id}` has no examples; `rules new` shows how to write them", is_warning=True)
        for place, example in enumerate(rule.examples):
            key = ("examples", place)
            if (example.left_alone is None) == (example.before is None and example.after is None):
                yield self.at(key, "an example is `before` with `after`, or `left_alone`")
            elif (example.before is None) != (example.after is None):
                yield self.at(key, "an example has both `before` and `after`")
            for name in (*example.files, *filter(None, [example.path])):
                if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
                    yield self.at(key, f"`{name}` leads out of the example's project; give a path inside it")

    def _wrapper(self, rule: Rule) -> Iterator[Problem]:
        if rule.call is None or rule.means is None:
            missing = "call" if rule.call is None else "means"
            yield self.at(
                (), f"a wrapper rule needs `{missing}`; a call of one function, and the Segment call it stands for"
            )
            return
        yield from self._languages(rule, WRAPPED, "wrappers are read in")
        if "python" in rule.languages and (rule.client is None or "." not in rule.client):
            text = "a wrapper in Python needs `client`; name the Amplitude client, such as `shop.analytics.amplitude`"
            yield self.at(("client",), text, value=True)
        if "python" in rule.languages and rule.from_ is None:
            yield self.at((), "a wrapper in Python needs `from`; name the module that has the function")
        try:
            _, parameters = read_call(rule.call)
        except SignatureError as error:
            yield self._in_text(("call",), error)
            return
        try:
            read_means(rule.means, parameters)
        except SignatureError as error:
            yield self._in_text(("means",), error)

    def _name(self, rule: Rule, kind: str) -> Iterator[Problem]:
        yield from self._languages(rule, NAMED, "names by rule are read in")
        try:
            read_steps(getattr(rule, kind))
        except SignatureError as error:
            yield self._in_text((kind,), error)

    def _languages(self, rule: Rule, known: frozenset[str], words: str) -> Iterator[Problem]:
        if not rule.languages:
            yield self.at((), f"the rule needs `language`; {words} {_listed(known)}")
        for language in rule.languages:
            if language not in known:
                yield self.at(("language",), f"{language}: {words} {_listed(known)} only", value=True)

    def _in_text(self, key: Key, error: SignatureError) -> Problem:
        problem = self.at(key, f"`{key[-1]}`: {error}", value=True)
        # A quoted text begins one column later; block texts keep the column of their mark.
        return Problem(problem.path, problem.line, problem.column + error.column, problem.text)

    def _taxonomy(self, rule: Rule) -> Iterator[Problem]:
        spoken = [name for name in ("event", "property", "trait") if named(rule, name) is not None]
        if len(spoken) > 1:
            yield self.at(
                (spoken[1],), "one rule speaks of one thing; for properties of one event use `of` beside `property`"
            )
        does = [name for name in ("rename", "case", "drop") if named(rule, name)]
        if len(does) != 1:
            yield self.at((), "say what becomes of the name: one of `rename`, `case` and `drop: true`")
        if rule.of is not None and rule.property_ is None:
            yield self.at(("of",), "`of` names the events of a `property`; take it out")
        for name in SELECTORS:
            selector = named(rule, name)
            if isinstance(selector, Selector):
                try:
                    compiled(selector.regex)
                    if rule.rename is not None and name == spoken[0]:
                        check_replacement(selector.regex, rule.rename)
                except ExpressionError as error:
                    text = f"`{selector.regex}` is not an expression of RE2's: {error}; mend it"
                    yield self.at((name, "regex"), text, value=True)
        selector = named(rule, spoken[0])
        if isinstance(selector, str) and rule.rename == selector:
            yield self.at(("rename",), "the new name is the old one; give another", value=True)
        if rule.applicability == "manual":
            yield self.at(("applicability",), "a taxonomy rule that changes nothing says nothing; use safe or review")

    def _pattern(self, rule: Rule) -> Iterator[Problem]:
        if rule.pattern is not None and rule.rule is not None:
            yield self.at(("pattern",), "`pattern` is short for `rule`; keep one of them")
            return
        if "objc" in rule.languages:
            text = "ast-grep has no parser for Objective-C; use taxonomy rules or Python hooks there"
            yield self.at(("language",), text, value=True)
            return
        found = list(self._languages(rule, PATTERNED, "patterns are matched in"))
        yield from found
        if rule.fix is None and rule.applicability != "manual":
            yield self.at((), "a pattern rule without `fix` changes nothing; give a `fix`, or `applicability: manual`")
        if found:
            return
        from segment_to_amplitude.rules.patterns import PatternError, check_pattern

        try:
            check_pattern(rule)
        except PatternError as error:
            yield self.at((error.key,), str(error), value=True)


def _literals(key: Key) -> list[str]:
    import typing

    if key[:1] == ("language",) or key[-1:] == ("language",):
        return list(LANGUAGES)
    hints = typing.get_type_hints(Rule)
    found: list[str] = []

    def collect(hint: object) -> None:
        for value in typing.get_args(hint):
            if isinstance(value, str):
                found.append(value)
            else:
                collect(value)

    collect(hints.get(str(key[0]) if key else "", None))
    return found


def _listed(names: frozenset[str]) -> str:
    return ", ".join(name for name in LANGUAGES if name in names)
