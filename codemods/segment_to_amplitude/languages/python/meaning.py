"""What an expression stands for: a part of Segment's SDK, or something of the project that leads to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.python.program import Program

if TYPE_CHECKING:
    import libcst as cst

Origin = tuple[str, int]
"""The file and the offset where a client is made; ``MODULE`` for the client behind the module's functions."""
MODULE: Origin = ("", 0)


class Kind(StrEnum):
    """What sort of thing a name stands for."""

    MODULE = "module"
    NAMESPACE = "namespace"
    CLASS = "class"
    CLIENT = "client"
    METHOD = "method"
    SETTING = "setting"
    OTHER = "other"


SEGMENT = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A part of Segment's SDK: ``name`` is the method's or variable's, ``origins`` the clients that it may be."""

    kind: Kind
    sdk: str
    name: str = ""
    origins: frozenset[Origin] = frozenset()
    via: tuple[str, ...] = ()
    is_mixed: bool = False
    """It may also be something else."""

    def reached(self, step: str) -> Meaning:
        """The same, one step further from what proves it."""
        return self if len(self.via) > 8 or step in self.via else replace(self, via=(step, *self.via))


@dataclass(frozen=True, slots=True, eq=False)
class OwnModule:
    """A module of the project."""

    path: str


@dataclass(frozen=True, slots=True, eq=False)
class OwnFunction:
    """A function of the project; ``owner`` is the class that it is a method of."""

    program: Program
    node: cst.FunctionDef | cst.Lambda
    owner: OwnClass | None = None


@dataclass(frozen=True, slots=True, eq=False)
class OwnClass:
    """A class of the project."""

    program: Program
    node: cst.ClassDef


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object of a class of the project."""

    of: OwnClass


@dataclass(frozen=True, slots=True, eq=False)
class Holder:
    """A dict or list of clients."""

    item: Meaning


Own = OwnModule | OwnFunction | OwnClass | Instance | Holder
Anything = Meaning | Own


def merged(found: list[Anything], *, is_mixed: bool) -> Anything | None:
    """What a name stands for that is given a value in more than one place."""
    segment = [one for one in found if isinstance(one, Meaning)]
    if not segment:
        return found[0] if found else None
    first = segment[0]
    origins = frozenset(origin for one in segment for origin in one.origins)
    mixed = is_mixed or len(segment) < len(found) or any(one.kind is not first.kind for one in segment)
    return replace(first, origins=origins, is_mixed=first.is_mixed or mixed)
