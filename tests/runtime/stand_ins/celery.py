"""A task is called where it stands."""

from collections.abc import Callable
from typing import Any


def shared_task(function: Callable[..., Any]) -> Callable[..., Any]:
    return function
