"""What the static type of an expression is, as far as the project shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its name: ``Segment.Analytics`` for Segment's client, else as the project or Swift calls it.

    Collections are ``Dictionary`` and ``Array`` with the types of what they hold.
    """

    name: str
    arguments: tuple[Type, ...] = ()
    is_optional: bool = False

    @property
    def present(self) -> Type:
        """The same type without its ``?``."""
        return Type(self.name, self.arguments)
