"""Run projects with the real Python SDKs, each in a process of its own, and have them send to a given address.

Standard input: {"folders": […], "modules": […], "runs": [{"folder", "script", "address", "output"}, …]}
    folders  where the SDKs are installed
    modules  what is imported once, before the processes part; the address is set on each
    script   is run in the folder, which is first on the path, by a child of this process
    output   is where the child writes what it prints, and below `.lost` what Segment's library says it leaves out
Standard output: the exit codes of the runs, as a list.

Only the standard library is imported here: this runs with nothing else on the path.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import logging
import os
import runpy
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

AT_ONCE = 48
SECONDS = 40

clients: list[Any] = []


def main() -> None:
    wanted = json.load(sys.stdin)
    sys.path[:0] = wanted["folders"]
    for module in wanted["modules"]:
        importlib.import_module(module)
    socket.getaddrinfo = only_here(socket.getaddrinfo)
    codes: dict[int, int] = {}
    running: dict[int, int] = {}
    for number, run in enumerate(wanted["runs"]):
        if len(running) == AT_ONCE:
            collect(running, codes)
        child = os.fork()
        if child == 0:
            in_child(run)
        running[child] = number
    while running:
        collect(running, codes)
    json.dump([codes[number] for number in range(len(codes))], sys.stdout)


def only_here(resolve: Any) -> Any:
    """Keep to this machine, whatever a project does."""

    def resolved(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "127.0.0.1":
            raise OSError(f"{host} is not to be reached from a test")
        return resolve(host, *args, **kwargs)

    return resolved


def collect(running: dict[int, int], codes: dict[int, int]) -> None:
    child, status = os.wait()
    codes[running.pop(child)] = os.waitstatus_to_exitcode(status)


def in_child(run: dict[str, str]) -> None:
    """Do one run; this never returns, as the SDKs' threads would hold up an ordinary exit."""
    code = 1
    try:
        signal.alarm(SECONDS)
        os.chdir(run["folder"])
        output = os.open(run["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.path.insert(0, run["folder"])
        lost = Lost()
        logging.getLogger("segment").addHandler(lost)
        for name in SENDERS.keys() & sys.modules.keys():
            SENDERS[name](sys.modules[name], run["address"])
        runpy.run_path(run["script"], run_name="__main__")
        for client in clients:
            drain(client)
        Path(run["output"] + ".lost").write_text(json.dumps(lost.values))
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


class Lost(logging.Handler):
    """Note the values that Segment's library leaves out of a message, as pairs of key and text."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.values: list[tuple[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith("Dictionary values must be") and isinstance(record.args, tuple):
            key, value, _ = record.args
            plain = list(value) if isinstance(value, (set, frozenset, tuple)) else value
            self.values.append((str(key), json.loads(json.dumps(plain, default=str))))


def address_segment(module: Any, address: str) -> None:
    """Give each client the host; threads of a client take it when they are made."""
    made = module.Client.__init__
    signature = inspect.signature(made)

    @functools.wraps(made)
    def init(*args: Any, **kwargs: Any) -> None:
        given = signature.bind(*args, **kwargs)
        given.arguments["host"] = address
        made(*given.args, **given.kwargs)
        clients.append(args[0])

    module.Client.__init__ = init


def address_amplitude(module: Any, address: str) -> None:
    """Give each client's configuration the address."""
    made = module.Amplitude.__init__

    @functools.wraps(made)
    def init(*args: Any, **kwargs: Any) -> None:
        made(*args, **kwargs)
        args[0].configuration.server_url = address
        clients.append(args[0])

    module.Amplitude.__init__ = init


SENDERS = {"analytics": address_segment, "segment.analytics": address_segment, "amplitude": address_amplitude}


def drain(client: Any) -> None:
    """Wait until everything is sent; nobody works off the queue of a client of Segment's that is off or was joined."""
    if hasattr(client, "configuration"):
        client.shutdown()
    elif any(consumer.is_alive() for consumer in client.consumers or ()):
        client.flush()


if __name__ == "__main__":
    main()
