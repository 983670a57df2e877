"""What the static type of an expression is, as far as the project shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Type:
    """A class by its qualified name, such as ``com.segment.analytics.Properties``.

    Classes of the languages go by Kotlin's simple names in both: String, Int, Long, Double, Float, Boolean, Any, List,
    Map, MutableMap, Set, Array.
    """

    name: str
    arguments: tuple[Type, ...] = ()
    is_nullable: bool = False
    """Kotlin's ``?``; in Java whatever is no primitive may be null, which is not said here."""

    @property
    def simple(self) -> str:
        """The name without its package."""
        return self.name.rpartition(".")[2]


TypeOf = Callable[["Node"], Type | None]
"""Gives the static type of an expression node; None where it does not show."""
