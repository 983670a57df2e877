"""What a rule may say: one document of a rule file, typed. The JSON Schema and the reference are made from this."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

LANGUAGES = ("javascript", "typescript", "python", "kotlin", "java", "swift", "objc")
Language = Literal["javascript", "typescript", "python", "kotlin", "java", "swift", "objc"]
Case = Literal["title", "sentence", "snake", "kebab", "camel", "pascal", "lower", "upper"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of all that a rule is made of: nothing unknown is taken."""


class Selector(_Part, frozen=True):
    """A name by a regular expression instead of by its text."""

    regex: Annotated[
        str,
        Meta(description="Regular expression in RE2's syntax, searched for anywhere in the name; anchor with ^ and $."),
    ]


class Requirement(_Part, frozen=True):
    """What a captured name must stand for."""

    name: Annotated[str, Meta(pattern=r"^\$[A-Z_][A-Z0-9_]*$", description="The captured name, such as $CLIENT.")]
    is_: Annotated[
        Literal["segment-client"],
        Meta(description="What it must be: a client that the built-in resolver proves to be Segment's."),
    ] = msgspec.field(name="is")


class ImportChanges(_Part, frozen=True):
    """Imports that a pattern's fix needs, and those that it makes needless."""

    add: Annotated[
        tuple[str, ...], Meta(description="Import statements to add after the last import, unless they are there.")
    ] = ()
    drop: Annotated[
        tuple[str, ...],
        Meta(description="Modules whose import goes when nothing in the file uses its names any more."),
    ] = ()


class Example(_Part, frozen=True):
    """Code before and after, or code that is left alone."""

    before: Annotated[str | None, Meta(description="Code that the rule changes; goes with `after`.")] = None
    after: Annotated[str | None, Meta(description="The same code afterwards.")] = None
    left_alone: Annotated[str | None, Meta(description="Code that looks alike and must stay as it is.")] = None
    language: Annotated[
        Language | None, Meta(description="Language of the example; without one, the first of the rule's.")
    ] = None
    path: Annotated[
        str | None, Meta(description="Where the example's file stands, from the root; without one, at the root.")
    ] = None
    files: Annotated[
        dict[str, str], Meta(description="Other files of the example's project, by path: a wrapper's own module.")
    ] = msgspec.field(default_factory=dict)


class Rule(_Part, frozen=True):
    """One rule: a wrapper, a client, a name to leave, a taxonomy rule or a pattern, as its keys say."""

    id: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9][a-z0-9-]*$",
            description="Name of the rule, in every finding that it makes: lower case, digits and dashes.",
        ),
    ]
    language: Annotated[
        Language | tuple[Language, ...] | None,
        Meta(
            description="Language or languages of the rule; without one, a taxonomy rule holds everywhere. "
            "`javascript` stands for TypeScript, Vue, Svelte and HTML too."
        ),
    ] = None
    message: Annotated[str | None, Meta(description="What a person should know; shown with each finding.")] = None
    applicability: Annotated[
        Literal["safe", "review", "manual"],
        Meta(
            description="How far a person has to look at what the rule does; with `manual` it reports and changes "
            "nothing."
        ),
    ] = "safe"

    call: Annotated[
        str | None,
        Meta(
            description="Wrapper: the call, with a name in capitals after $ for each argument: "
            "`f($A, $B = 'text', { key: $C }, name=$D, $$$REST)`."
        ),
    ] = None
    means: Annotated[
        str | None, Meta(description="Wrapper: the Segment call it stands for, its arguments by name.")
    ] = None
    from_: Annotated[
        str | None,
        Meta(
            description="Where the name comes from: a package, a module of the project by its path, a Python module, "
            "or a class with its package. Without it, a global."
        ),
    ] = msgspec.field(name="from", default=None)
    sdk: Annotated[
        Literal["browser", "node", "react-native"],
        Meta(description="Which Amplitude SDK a wrapper in JavaScript or TypeScript moves to."),
    ] = "browser"

    client: Annotated[
        str | None,
        Meta(
            description="Wrapper in Python: where the Amplitude client is, a module and a name in it such as "
            "`shop.analytics.amplitude`."
        ),
    ] = None

    not_segment: Annotated[
        str | None,
        Meta(description="A name that is not Segment's though it looks so; with `from`, the one of a module."),
    ] = None
    is_segment: Annotated[
        str | None,
        Meta(
            description="A name, or with `()` a function's result, that is a Segment client; with `from`, a module's."
        ),
    ] = None

    event: Annotated[
        str | Selector | None, Meta(description="Taxonomy: the event, by its name or by a regular expression.")
    ] = None
    property_: Annotated[
        str | Selector | None, Meta(description="Taxonomy: the property of events, by its name or by an expression.")
    ] = msgspec.field(name="property", default=None)
    trait: Annotated[
        str | Selector | None,
        Meta(description="Taxonomy: the trait of users and groups, by its name or an expression."),
    ] = None
    of: Annotated[
        str | Selector | None,
        Meta(description="Taxonomy: only properties of these events; by their names before rules."),
    ] = None
    rename: Annotated[
        str | None, Meta(description="Taxonomy: the new name; \\1 stands for the first group of the expression.")
    ] = None
    case: Annotated[Case | None, Meta(description="Taxonomy: the case convention of the new name.")] = None
    drop: Annotated[bool, Meta(description="Taxonomy: leave it out; for an event, the whole call.")] = False

    rule: Annotated[
        dict[str, Any] | None,
        Meta(
            description="Pattern: a rule of ast-grep: pattern, kind, regex, inside, has, precedes, follows, all, any, "
            "not, matches."
        ),
    ] = None
    pattern: Annotated[str | None, Meta(description="Pattern: short for `rule: {pattern: …}`.")] = None
    constraints: Annotated[
        dict[str, Any] | None, Meta(description="Pattern: what captures must match, as in ast-grep.")
    ] = None
    utils: Annotated[dict[str, Any] | None, Meta(description="Pattern: named rules for `matches`, as in ast-grep.")] = (
        None
    )
    transform: Annotated[
        dict[str, Any] | None, Meta(description="Pattern: new captures made from captures, as in ast-grep.")
    ] = None
    fix: Annotated[str | None, Meta(description="Pattern: what stands in the place of the match.")] = None
    requires: Annotated[
        Requirement | None, Meta(description="Pattern: what a capture must stand for, beside its syntax.")
    ] = None
    imports: Annotated[ImportChanges | None, Meta(description="Pattern: imports to add and to drop.")] = None
    order: Annotated[
        Literal["after", "before"],
        Meta(
            description="Pattern: whether a match that overlaps a built-in edit loses (`after`) or wins (`before`); "
            "the loser is reported."
        ),
    ] = "after"

    examples: Annotated[
        tuple[Example, ...], Meta(description="Code before and after, for `rules test`; also code that is left alone.")
    ] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the rule names."""
        if self.language is None:
            return ()
        return (self.language,) if isinstance(self.language, str) else self.language


KINDS = {
    "wrapper": ("call", "means"),
    "not_segment": ("not_segment",),
    "is_segment": ("is_segment",),
    "taxonomy": ("event", "property", "trait"),
    "pattern": ("rule", "pattern"),
}
"""The sorts of rules, and the keys of which one says that a rule is of that sort."""
BELONGS = {
    "wrapper": ("call", "means", "from", "sdk", "client"),
    "not_segment": ("not_segment", "from"),
    "is_segment": ("is_segment", "from", "sdk"),
    "taxonomy": ("event", "property", "trait", "of", "rename", "case", "drop"),
    "pattern": (
        "rule", "pattern", "constraints", "utils", "transform", "fix", "requires", "imports", "order",
    ),
}  # fmt: skip
"""The keys of each sort beside those that all have."""
COMMON = ("id", "language", "message", "applicability", "examples")


def named(rule: Rule, key: str) -> object:
    """The value of a key as it is written in the file."""
    return getattr(rule, f"{key}_" if key in ("property", "from") else key)


def kinds_of(keys: frozenset[str]) -> list[str]:
    """The sorts of rule that some keys speak of; exactly one is due."""
    return [kind for kind, marks in KINDS.items() if keys & frozenset(marks)]
