"""How Amplitude's names are reached from one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript.clients import Form
from segment_to_amplitude.languages.javascript.imports import (
    FileImports,
)

if TYPE_CHECKING:
    pass

SAME_METHODS = frozenset({"track", "reset", "flush"})
"""Methods that both clients have, and that take the same first arguments."""
DESTRUCTURED = frozenset({"track", "identify", "reset", "flush"})
"""Methods that Amplitude's client has too, so that they may be taken from it."""


class ClientNames:
    """How Amplitude's names are reached from one call."""

    def __init__(
        self, imports: FileImports, form: Form, local: str | None, *, is_named: bool, is_own: bool = False
    ) -> None:
        self.imports = imports
        self.form = form
        self.local = local
        self.is_named = is_named
        self.is_own = is_own
        """The call is a rule's: nothing of what it was called on stays."""

    def method(self, name: str) -> str | None:
        """A method imported by itself, where the settings ask for named imports."""
        if self.is_own and not self.is_named:
            return self.imports.exported(name)
        return self.imports.named(name) if self.is_named else None

    def has_method(self, name: str) -> bool:
        """Amplitude's script loader queues every method but ``setIdentity``."""
        return self.form is not Form.GLOBAL or name != "setIdentity"

    def exported(self, name: str) -> bytes | None:
        """Another export of the package."""
        if self.form is Form.GLOBAL:
            return None
        if self.is_named:
            return self.imports.named(name).encode()
        if self.form is Form.NAMESPACE and self.local is not None:
            return f"{self.local}.{name}".encode()
        return self.imports.exported(name).encode()
