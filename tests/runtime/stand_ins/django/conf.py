"""Settings are what a script puts there."""

from types import SimpleNamespace

settings = SimpleNamespace()
