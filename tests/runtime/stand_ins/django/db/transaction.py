"""Every transaction is over at once."""

from collections.abc import Callable


def on_commit(call: Callable[[], object]) -> None:
    call()
