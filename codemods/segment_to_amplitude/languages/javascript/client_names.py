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

    def __init__(self, imports: FileImports, form: Form, local: str | None, *, is_named: bool) -> None:
        self.imports = imports
        self.form = form
        self.local = local
        self.is_named = is_named

    def method(self, name: str) -> str | None:
        """A method imported by itself, where the settings ask for named imports."""
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
