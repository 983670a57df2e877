"""Run many small Kotlin and Java projects with the real SDKs, each with a client that sends to a given address.

A project comes with a script, in Kotlin, that has ``fun run(client: Client)``; ``Client`` is its side's SDK's class.
``settle()`` between calls has those so far finished: Segment's Kotlin library adds the user to a call a moment later.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fixture_cases import Tree
from jvm_compile import Compiled, compile_jvm
from jvm_sdks import SDK, compiler_classpath, is_for_servers, tool
from runtime.endpoint import Endpoint
from runtime.sent import Sent

SECONDS = 60
LAST = "Run Over"
"""The event that each client sends when a script is through."""
OWN = (LAST, "Run Settled")
"""The events that are none of the script's."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A project to run, and the file in ``sdk/jvm/clients`` with its client."""

    tree: Tree
    script: str
    client: str

    def sources(self, package: str) -> Tree:
        """Return the files of the project, its script and its client; the latter two share a package of their own."""
        client = (SDK / "clients" / f"{self.client}.kt").read_text(encoding="utf-8")
        own = {"client.kt": client, "runtime.kt": self.script}
        return {**self.tree, **{name: f"package {package}\n\n{text}".encode() for name, text in own.items()}}


def clients(tree: Tree) -> tuple[str, str]:
    """Return the clients for both sides of a project."""
    language = "java" if is_for_servers(tree) else "kotlin"
    return f"segment_{language}", f"amplitude_{language}"


def capture(runs: Mapping[str, Run], work: Path) -> dict[str, Sent]:
    """Run projects, all in one process; return what each sent, by name."""
    names = {name: f"run{number}" for number, name in enumerate(runs)}
    sources = {name: run.sources(names[name]) for name, run in runs.items()}
    compiled = compile_jvm(sources, work / "all")
    wrong = {name: found.errors for name, found in compiled.items() if found.errors}
    sound = [name for name in runs if name not in wrong]
    if wrong:
        # What is compiled together with an error has no classes.
        compiled = compile_jvm({name: sources[name] for name in sound}, work / "sound")
    with Endpoint() as endpoint:
        thrown = dict(zip(sound, _run([(compiled[name], names[name]) for name in sound], endpoint), strict=True))
    return {
        name: Sent(
            int(name in wrong or bool(thrown[name])),
            "\n".join(wrong.get(name, ())) or thrown[name],
            [tidy(body) for body in endpoint.bodies[names[name]]],
            [],
        )
        for name in runs
    }


def _run(wanted: list[tuple[Compiled, str]], endpoint: Endpoint) -> list[str]:
    process = subprocess.Popen(
        [tool("java"), "-XX:TieredStopAtLevel=1", "-cp", compiler_classpath(), str(SDK / "Run.java")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    runs = [
        {
            "classpath": compiled.classpath,
            "main": f"{compiled.package}{name}.ClientKt",
            "address": endpoint.address(name),
        }
        for compiled, name in wanted
    ]
    try:
        process.stdin.write(json.dumps(runs) + "\n")
        process.stdin.flush()
        thrown: list[str] = json.loads(process.stdout.readline())
        left = {name for (_, name), text in zip(wanted, thrown, strict=True) if not text}
        until = time.monotonic() + SECONDS
        while left := {name for name in left if not any(map(_is_last, endpoint.bodies[name]))}:
            if time.monotonic() > until:
                raise TimeoutError(f"nothing says that these are over: {sorted(left)}")
            time.sleep(0.05)
    finally:
        process.stdin.close()
        process.wait(SECONDS)
    return thrown


def _is_last(body: Body) -> bool:
    return any(entry.get("event") == LAST for entry in body.get("batch", ())) or any(
        entry["event_type"] == LAST for entry in body.get("events", ())
    )


def tidy(body: Body) -> Body:
    """Return a request without what is nothing in each of the SDKs, and without events of our own."""
    if "batch" in body:
        return body | {"batch": list(map(_tidy_message, (one for one in body["batch"] if one.get("event") not in OWN)))}
    return body | {"events": list(map(_tidy_event, (one for one in body["events"] if one["event_type"] not in OWN)))}


def _tidy_message(message: Body) -> Body:
    kept = {key: value for key, value in message.items() if key != "_metadata" and (key, value) != ("userId", "")}
    context = {key: value for key, value in message.get("context", {}).items() if key not in ("instanceId", "library")}
    return kept | {"context": context}


def _tidy_event(event: Body) -> Body:
    for field in ("user_properties", "group_properties"):
        values = event.get(field) or {}
        if values and not any(key.startswith("$") for key in values):
            # Amplitude takes plain keys for keys to set.
            event = event | {field: {"$set": values}}
    nothing: dict[str, Any] = {"session_id": -1, "ip": "$remote", "location_lat": 0, "location_lng": 0}
    return {key: value for key, value in event.items() if value not in (None, {}) and nothing.get(key, ...) != value}


def in_one_history(sent: Sent) -> Sent:
    """Return what was sent with devices that are numbered, and with traits that follow one another as one call.

    Amplitude's Kotlin SDK gathers user properties that are only set; both SDKs make an id of the device for themselves.
    """
    devices: dict[str, str] = {}

    def numbered(entry: Body, key: str) -> Body:
        return entry | {key: devices.setdefault(entry[key], f"device {len(devices)}")} if entry.get(key) else entry

    messages = [numbered(entry, "anonymousId") for entry in sent.messages]
    events = [numbered(entry, "device_id") for entry in sent.events]
    bodies: list[Body] = [{"batch": [entry], "sentAt": entry["sentAt"]} for entry in gathered(messages, "traits")]
    keys = [body["api_key"] for body in sent.bodies if "events" in body]
    if events:
        bodies.append({"api_key": all(keys), "events": list(gathered(events, "user_properties"))})
    return Sent(sent.code, sent.output, bodies, sent.lost)


def gathered(entries: Iterable[Body], field: str) -> Iterator[Body]:
    """Yield the entries; those that only set properties are joined while nothing stands between them."""
    last: Body | None = None
    for entry in entries:
        if (
            last is not None
            and _is_gathered(last, field)
            and _is_gathered(entry, field)
            and _user(last) == _user(entry)
        ):
            last = last | {field: _joined(last[field], entry[field])}
            continue
        if last is not None:
            yield last
        last = entry
    if last is not None:
        yield last


def _user(entry: Body) -> list[Any]:
    return [entry.get(key) for key in ("userId", "anonymousId", "user_id", "device_id")]


def _is_gathered(entry: Body, field: str) -> bool:
    values = entry.get(field)
    if not values or entry.get("groups"):
        return False
    if field == "traits":
        return bool(entry["type"] == "identify" and None not in values.values())
    return bool(entry["event_type"] == "$identify" and values.keys() == {"$set"})


def _joined(first: Body, second: Body) -> Body:
    return {"$set": first["$set"] | second["$set"]} if "$set" in first else first | second
