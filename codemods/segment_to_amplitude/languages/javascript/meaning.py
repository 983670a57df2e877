"""What an expression stands for, as far as Segment is concerned."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from segment_to_amplitude.segment.wrappers import Named

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.program import Program


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a client comes from: a construction, a global, or a type that says so."""

    sdk: str
    flavor: str
    """How its methods are called: browser, global, node, node-classic, react-native, react-native-classic."""
    path: str
    """File of the construction; empty for a global."""
    start: int
    """First byte of the construction; -1 for a global or a typed name."""
    name: str
    """The constructor or global as a person would write it, for the evidence."""
    is_class: bool = False
    """Made by ``new Analytics`` of the browser package rather than by ``AnalyticsBrowser``."""
    rule: str = ""
    """The rule that says so; its calls go to the Amplitude package, whatever the client was called."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Base of all meanings; ``via`` is the evidence chain, nearest step first."""

    via: tuple[str, ...] = field(default=(), kw_only=True, compare=False)

    def through(self, step: str) -> Self:
        """The same meaning, one step further away."""
        return replace(self, via=(step, *self.via)) if len(self.via) < 8 else self


@dataclass(frozen=True, slots=True)
class SdkModule(Thing):
    """The namespace of a Segment package."""

    package: str


@dataclass(frozen=True, slots=True)
class SdkMember(Thing):
    """A name that a Segment package exports."""

    package: str
    name: str


@dataclass(frozen=True, slots=True)
class Client(Thing):
    """A Segment client."""

    origin: Origin


@dataclass(frozen=True, slots=True)
class Method(Thing):
    """A method of a client, not called yet."""

    client: Client
    name: str


@dataclass(frozen=True, slots=True)
class Identity(Thing):
    """What ``analytics.user()`` or ``analytics.group()`` gives."""

    client: Client
    name: str


@dataclass(frozen=True, slots=True)
class Promised(Thing):
    """A promise of something."""

    inner: Meaning


@dataclass(frozen=True, slots=True)
class Items(Thing):
    """An array whose elements are known by position."""

    items: tuple[Meaning | None, ...]


@dataclass(frozen=True, slots=True)
class Members(Thing):
    """An object some of whose properties are known."""

    program: Program = field(compare=False, repr=False)
    node: Node = field(compare=False, repr=False)
    node_id: int


@dataclass(frozen=True, slots=True)
class Function(Thing):
    """A function of the project."""

    program: Program = field(compare=False, repr=False)
    node: Node = field(compare=False, repr=False)
    node_id: int


@dataclass(frozen=True, slots=True)
class Class(Thing):
    """A class of the project."""

    program: Program = field(compare=False, repr=False)
    node: Node = field(compare=False, repr=False)
    node_id: int


@dataclass(frozen=True, slots=True)
class Instance(Thing):
    """An object of a class of the project."""

    of: Class


@dataclass(frozen=True, slots=True)
class Type(Thing):
    """An interface or an object type of the project."""

    program: Program = field(compare=False, repr=False)
    node: Node = field(compare=False, repr=False)
    node_id: int


@dataclass(frozen=True, slots=True)
class Holder(Thing):
    """Something with the value in one property: a ref's ``current`` or ``value``, a React context."""

    inner: Meaning
    kind: str
    """ref or context."""


@dataclass(frozen=True, slots=True)
class GlobalObject(Thing):
    """``window``, ``globalThis`` and the like."""


@dataclass(frozen=True, slots=True)
class OwnModule(Thing):
    """The namespace of one of the project's own modules."""

    path: str


@dataclass(frozen=True, slots=True)
class Own(Thing):
    """A name that leads to what rules speak of: the rules, and how many of their steps are taken."""

    named: tuple[Named, ...]
    taken: int


@dataclass(frozen=True, slots=True)
class Beyond(Thing):
    """A name of one of the project's own modules from which no client can come."""


Meaning = (
    SdkModule
    | SdkMember
    | Client
    | Method
    | Identity
    | Promised
    | Items
    | Members
    | Function
    | Class
    | Instance
    | Type
    | Holder
    | GlobalObject
    | OwnModule
    | Beyond
    | Own
)


def holds_client(meaning: Meaning | None) -> Client | None:
    """The client inside a promise, a tuple or a holder."""
    if isinstance(meaning, Client):
        return meaning
    if isinstance(meaning, (Promised, Holder)):
        return holds_client(meaning.inner)
    if isinstance(meaning, Items):
        for item in meaning.items:
            if (client := holds_client(item)) is not None:
                return client
    return None
