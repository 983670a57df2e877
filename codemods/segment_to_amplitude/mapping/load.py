"""What creating a Segment client becomes: init with the options that have a counterpart.

Segment:   AnalyticsBrowser.load(settings, options), new Analytics(settings), createClient(config), setup(key, config).
Amplitude: init(apiKey, options), with automatic events switched off that Segment did not send.
Source:    sdk-facts/segment.md §2.3, §3, §4, §5, §6; amplitude.md §2.5, §2.6, §4, §5; semantics.md §1.6
"""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Flag, Number, Text, Times
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.value import Entry, Value, ValueKind

BROWSER_AUTOCAPTURE = Dictionary(
    before=(
        ("attribution", Flag(True)),
        ("sessions", Flag(True)),
        ("pageViews", Flag(False)),
        ("formInteractions", Flag(False)),
        ("fileDownloads", Flag(False)),
    )
)
"""What keeps the data as it was: no events that Segment did not send."""
SAME = {
    "flushAt": "flushQueueSize",
    "maxEventsInBatch": "flushQueueSize",
    "maxRetries": "flushMaxRetries",
    "retryCount": "flushMaxRetries",
    "httpRequestTimeout": "requestTimeoutMillis",
}
SILENT = frozenset({"writeKey", "cdnURL", "cdnSettings", "disableAutoISOConversion", "obfuscate", "retryQueue"})
"""Options that have no meaning without Segment's own servers."""
COOKIE = {"domain": "domain", "maxage": "expiration", "secure": "secure", "sameSite": "sameSite"}


@dataclass(frozen=True, slots=True)
class Load:
    """The creation of a client: its key, its settings as one object or two, and how its methods are called."""

    flavor: str
    write_key: Value | None
    settings: Value | None = None
    options: Value | None = None


@dataclass(frozen=True, slots=True)
class Init:
    """An init call: the key, the options, and what to look at."""

    api_key: Value | None
    options: tuple[tuple[str, Expression], ...]
    reasons: tuple[Reason, ...]


def map_load(call: Load, settings: Settings, target: Target) -> Init | Reason:
    """Map the options that show; name those that have no counterpart."""
    fields: dict[str, Expression] = {}
    reasons: list[Reason] = [Reason("api-key")]
    dropped: list[str] = []
    lifecycle: list[str] = []
    for value in (call.settings, call.options):
        if value is None or value.is_nothing:
            continue
        if value.kind is not ValueKind.OBJECT:
            reasons.append(Reason("init-options-not-readable"))
            continue
        for entry in value.entries:
            if entry.key is None:
                reasons.append(Reason("init-options-not-readable"))
            else:
                _map_entry(call.flavor, entry, fields, dropped, lifecycle)
    if settings.init.server_zone != "US":
        fields["serverZone"] = Text(settings.init.server_zone)
    if settings.init.min_id_length is not None:
        fields["minIdLength"] = Number(settings.init.min_id_length)
    if target.has_page:
        fields["autocapture"] = BROWSER_AUTOCAPTURE
    elif lifecycle:
        fields["autocapture"] = Dictionary(before=(("sessions", Flag(True)), ("appLifecycles", Flag(True))))
        reasons.append(Reason("lifecycle-events", ", ".join(f"`{name}`" for name in lifecycle)))
    if dropped:
        reasons.append(Reason("init-options-dropped", ", ".join(f"`{name}`" for name in dropped)))
    return Init(call.write_key, tuple(fields.items()), tuple(reasons))


def _map_entry(
    flavor: str, entry: Entry, fields: dict[str, Expression], dropped: list[str], lifecycle: list[str]
) -> None:
    key, value = entry.key or "", entry.value
    if key in SILENT or value.is_nothing:
        return
    if key in SAME and flavor != "browser":
        fields.setdefault(SAME[key], value)
    elif key == "flushInterval":
        seconds = flavor == "react-native"
        fields.setdefault("flushIntervalMillis", Times(value, 1000) if seconds else value)
    elif key == "disable" and (value.kind is ValueKind.BOOLEAN or flavor == "node"):
        if value.text != "false":
            fields.setdefault("optOut", value)
    elif key == "enable" and value.kind is ValueKind.BOOLEAN:
        if value.text == "false":
            fields.setdefault("optOut", Flag(True))
    elif key == "disableClientPersistence" and value.kind is ValueKind.BOOLEAN:
        if value.text == "true":
            fields.setdefault("identityStorage", Text("none"))
    elif key == "cookie" and value.kind is ValueKind.OBJECT and _cookie(value) is not None:
        fields.setdefault("cookieOptions", Dictionary(before=_cookie(value) or ()))
    elif key in ("trackAppLifecycleEvents", "recordScreenViews", "trackDeepLinks"):
        if value.text != "false":
            lifecycle.append(key)
    elif key == "initialPageview" and value.text == "false":
        return
    elif value.kind is ValueKind.ARRAY and value.text == "":
        return
    else:
        dropped.append(key)


def _cookie(value: Value) -> tuple[tuple[str, Expression], ...] | None:
    found: list[tuple[str, Expression]] = []
    for entry in value.entries:
        if entry.key not in COOKIE:
            return None
        found.append((COOKIE[entry.key], entry.value))
    return tuple(found)

