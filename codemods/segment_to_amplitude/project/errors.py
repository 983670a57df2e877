"""What the project's own state or the user's request makes impossible."""

from __future__ import annotations


class UserError(Exception):
    """Wrong usage or a state the user can mend; the message says what is wrong, where, and what to do next."""


class SettingsError(UserError):
    """The settings cannot be read or make no sense; the message starts with ``path:line:column``."""
