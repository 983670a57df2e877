"""What creating a Segment client becomes: init with the options that have a counterpart.

Segment:   AnalyticsBrowser.load(settings, options), new Analytics(settings), createClient(config), setup(key, config).
Amplitude: init(apiKey, options), with automatic events switched off that Segment did not send.
Source:    sdk-facts/segment.md §2.3, §3, §4, §5, §6; amplitude.md §2.5, §2.6, §4, §5; semantics.md §1.6;
           cookie.maxage is in days: analytics-next, browser/src/core/storage/cookieStorage.ts
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from segment_to_amplitude.amplitude.calls import AmplitudeCall, Target
from segment_to_amplitude.amplitude.expressions import Dictionary, Exported, Expression, Flag, Not, Number, Text, Times
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.options import read_integrations
from segment_to_amplitude.mapping.outcome import Rewritten
from segment_to_amplitude.mapping.page import map_page
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment.calls import Page
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
SILENT = frozenset({"writeKey", "application", "useLifecycleObserver", "disableAutoISOConversion", "obfuscate"})
"""Options that have no meaning without Segment's own servers and destinations."""
DEFAULTS = {
    "allowInsecureProxy": "false",
    "autoAddSegmentDestination": "true",
    "collectDeviceId": "false",
    "debug": "false",
    "disable": "false",
    "disableClientPersistence": "false",
    "enable": "true",
    "globalAnalyticsKey": "analytics",
    "initialPageview": "false",
    "recordScreenViews": "false",
    "retryQueue": "true",
    "trackAppLifecycleEvents": "false",
    "trackAttributionData": "false",
    "trackDeepLinks": "false",
    "timeout": "false",
    "useQueryString": "false",
    "useSegmentEndpoints": "false",
}
"""Literals that say what is so without them, or what Amplitude does anyhow."""
ENDPOINTS = frozenset({"cdnURL", "host", "path", "apiHost", "proxy", "cdnProxy"})
SEGMENT_ENDPOINT = re.compile(r"^(?:https://)?(?:api\.segment\.io(?:/v1)?|cdn\.segment\.com|/v1/batch)/?$")
EU_ENDPOINT = re.compile(r"\beu\d*\.segmentapis\.com|\.eu\d*\.segment", re.I)
PLUGINS = frozenset({"plugins"})
COOKIE = {"domain": "domain", "maxage": "expiration", "secure": "secure"}
SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}
DELIVERY = {"size": "flushQueueSize", "timeout": "flushIntervalMillis", "maxRetries": "flushMaxRetries"}
MOBILE = frozenset({"android", "kotlin"})
"""Flavors of apps: what Amplitude records by itself there is said in full."""
AUTOMATIC = ("appLifecycles", "deepLinks", "screenViews")
DEVICE_IDS = {"android": "device.id", "kotlin": "segment.device.id"}
"""Where apps keep the device id that Segment sent, by the key in their preferences; sdk-facts/semantics.md §2.3."""
DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|secs?|seconds?|mins?|minutes?|hours?|)\s*$", re.I)
UNITS = {"m": 60_000, "h": 3_600_000, "s": 1000}


@dataclass(frozen=True, slots=True)
class Load:
    """The creation of a client: its key, its settings as one object or two, and how its methods are called."""

    flavor: str
    write_key: Value | None
    settings: Value | None = None
    options: Value | None = None


@dataclass(frozen=True, slots=True)
class Init:
    """An init call: the key, the options, what to look at, and what the client did by itself right after."""

    api_key: Value | None
    options: tuple[tuple[str, Expression], ...]
    reasons: tuple[Reason, ...]
    calls: tuple[AmplitudeCall, ...] = ()
    plugins: tuple[Entry, ...] = ()
    """Entries that give the client plugins, which are not carried over."""


@dataclass(slots=True)
class _Reading:
    """What has been read of the options so far."""

    flavor: str
    settings: Settings
    fields: dict[str, Expression] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    endpoints: list[str] = field(default_factory=list)
    lifecycle: Expression | None = None
    automatic: dict[str, Expression] = field(default_factory=dict)
    """Automatic events of an app that were asked for, by Amplitude's names."""
    plugins: list[Entry] = field(default_factory=list)
    has_page: bool = False
    refusal: Reason | None = None


def map_load(call: Load, settings: Settings, target: Target) -> Init | Reason:
    """Map the options that show; name those that have no counterpart."""
    reading = _Reading(call.flavor, settings)
    unreadable: list[Reason] = []
    for value in (call.settings, call.options):
        if value is None or value.is_nothing:
            continue
        if value.kind is not ValueKind.OBJECT:
            unreadable.append(Reason("init-options-not-readable"))
            continue
        for entry in value.entries:
            if entry.key is None:
                unreadable.append(Reason("init-options-not-readable"))
            elif not entry.value.is_nothing:
                _map_entry(reading, entry.key, entry)
    if reading.refusal is not None:
        return reading.refusal
    fields, reasons = reading.fields, [Reason("api-key"), *unreadable, *reading.reasons]
    if settings.init.server_zone != "US":
        fields["serverZone"] = Text(settings.init.server_zone)
    if settings.init.min_id_length is not None:
        fields["minIdLength"] = Number(settings.init.min_id_length)
    if target.has_page:
        fields["autocapture"] = BROWSER_AUTOCAPTURE
    elif call.flavor in MOBILE:
        automatic = tuple((name, reading.automatic[name]) for name in AUTOMATIC if name in reading.automatic)
        fields["autocapture"] = Dictionary(before=(("sessions", Flag(True)), *automatic))
        if automatic:
            reasons.append(Reason("lifecycle-events", ", ".join(f"`{name}`" for name, _ in automatic)))
    elif reading.lifecycle is not None:
        fields["autocapture"] = Dictionary(before=(("sessions", Flag(True)), ("appLifecycles", reading.lifecycle)))
        reasons.append(Reason("lifecycle-events", "`trackAppLifecycleEvents`"))
    if reading.endpoints:
        reasons.append(Reason("custom-endpoint", ", ".join(reading.endpoints)))
    if reading.dropped:
        reasons.append(Reason("init-options-dropped", ", ".join(reading.dropped)))
    if (key := DEVICE_IDS.get(call.flavor)) is not None and settings.segment.mode in ("actions", "classic-cloud"):
        # The SDKs take over the id of Amplitude's older SDK, which Segment fed in the other mode.
        reasons.append(
            Reason("device-id-new", f"Segment's is `{key}` of the preferences `analytics-android-<write key>`")
        )
    made: tuple[AmplitudeCall, ...] = ()
    if reading.has_page and isinstance(page := map_page(Page(None, None, None), settings, target), Rewritten):
        made = page.calls
        reasons.append(Reason("initial-pageview", f"`{settings.page.unnamed}`"))
    return Init(call.write_key, tuple(fields.items()), tuple(reasons), made, tuple(reading.plugins))


def _map_entry(reading: _Reading, key: str, entry: Entry) -> None:
    value = entry.value
    if key in SILENT or (value.text is not None and DEFAULTS.get(key) == value.text):
        return
    rule = RULES.get((_family(reading.flavor), key))
    if rule is not None:
        if not rule(reading, entry):
            reading.dropped.append(f"`{key}`")
    elif key in ENDPOINTS:
        _name_endpoint(reading, key, value)
    elif key in PLUGINS and value.kind is ValueKind.ARRAY:
        if value.span.end - value.span.start > len("[]"):
            reading.plugins.append(entry)
    else:
        reading.dropped.append(f"`{key}`")


def _family(flavor: str) -> str:
    return "browser" if flavor == "global" else flavor


def _name_endpoint(reading: _Reading, name: str, value: Value) -> None:
    """Name an address other than Segment's own; one in Europe also says where the data was kept."""
    if value.text is not None and SEGMENT_ENDPOINT.match(value.text):
        return
    is_eu = value.text is not None and EU_ENDPOINT.search(value.text) is not None
    hint = ' (Segment\'s endpoint in Europe: see `init.server-zone = "EU"`)' if is_eu else ""
    reading.endpoints.append(f"`{name}`{hint}")


Rule = Callable[[_Reading, Entry], bool]
"""Carries one option over; false when it has no counterpart with this value."""


def _same(name: str) -> Rule:
    def rule(reading: _Reading, entry: Entry) -> bool:
        reading.fields.setdefault(name, entry.value)
        return True

    return rule


def _seconds(name: str) -> Rule:
    def rule(reading: _Reading, entry: Entry) -> bool:
        reading.fields.setdefault(name, Times(entry.value, 1000))
        return True

    return rule


def _endpoint(reading: _Reading, entry: Entry) -> bool:
    _name_endpoint(reading, entry.key or "", entry.value)
    return True


def _disable(reading: _Reading, entry: Entry) -> bool:
    if entry.value.kind not in (ValueKind.BOOLEAN, ValueKind.EXPRESSION):
        return False
    reading.fields.setdefault("optOut", entry.value)
    return True


def _enable(reading: _Reading, entry: Entry) -> bool:
    value = entry.value
    if value.kind is ValueKind.BOOLEAN:
        reading.fields.setdefault("optOut", Flag(True))
        return True
    if value.kind is ValueKind.EXPRESSION:
        reading.fields.setdefault("optOut", Not(value))
        return True
    return False


def _memory_only(reading: _Reading, entry: Entry) -> bool:
    """Amplitude keeps no ids then, but goes on storing events that are not sent yet."""
    if entry.value.text != "true":
        return False
    reading.fields.setdefault("identityStorage", Text("none"))
    reading.reasons.append(Reason("init-options-dropped", "`disableClientPersistence` of events that are not sent yet"))
    return True


def _initial_page(reading: _Reading, entry: Entry) -> bool:
    reading.has_page = entry.value.text == "true"
    return reading.has_page


def _cookie(reading: _Reading, entry: Entry) -> bool:
    if entry.value.kind is not ValueKind.OBJECT:
        return False
    found: list[tuple[str, Expression]] = []
    for inner in entry.value.entries:
        key, value = inner.key, inner.value
        if key is not None and key in COOKIE and value.kind is not ValueKind.FUNCTION:
            found.append((COOKIE[key], value))
        elif key == "sameSite" and value.kind is ValueKind.STRING and (value.text or "").lower() in SAME_SITE:
            same_site = SAME_SITE[(value.text or "").lower()]
            found.append((key, value if value.text == same_site else Text(same_site)))
        elif not (key == "path" and value.text == "/"):
            reading.dropped.append(f"`cookie.{key or '…'}`")
    if found:
        reading.fields.setdefault("cookieOptions", Dictionary(before=tuple(found)))
    return True


def _integrations(reading: _Reading, entry: Entry) -> bool:
    """A choice of destinations for the whole session; where Amplitude was not chosen, nothing may be sent to it."""
    ignored: dict[str, Expression] = {}
    reading.refusal = reading.refusal or read_integrations(entry.value, ignored, reading.reasons)
    own = next((inner for inner in entry.value.entries if inner.key == "Segment.io"), None)
    if own is None:
        return True
    if own.value.text == "false" and reading.settings.segment.mode != "classic-device":
        reading.refusal = reading.refusal or Reason("not-sent-to-amplitude", "`Segment.io: false`")
    elif own.value.kind is ValueKind.OBJECT:
        for inner in own.value.entries:
            _own_integration(reading, inner)
    elif own.value.kind is not ValueKind.BOOLEAN:
        reading.dropped.append("`integrations['Segment.io']`")
    return True


def _own_integration(reading: _Reading, entry: Entry) -> None:
    if entry.key == "apiHost":
        _name_endpoint(reading, "apiHost", entry.value)
        return
    if entry.key == "protocol" and entry.value.text == "https":
        return
    if entry.key == "deliveryStrategy" and entry.value.kind is ValueKind.OBJECT:
        strategy, config = entry.value.entry("strategy"), entry.value.entry("config")
        is_batching = strategy is not None and strategy.value.text == "batching"
        for inner in config.value.entries if config is not None else ():
            if is_batching and inner.key in DELIVERY:
                reading.fields.setdefault(DELIVERY[inner.key], inner.value)
            else:
                reading.dropped.append(f"`deliveryStrategy.config.{inner.key or '…'}`")
        return
    reading.dropped.append(f"`Segment.io.{entry.key or '…'}`")


def _timeout(reading: _Reading, entry: Entry) -> bool:
    """Milliseconds, or a text as the package ``ms`` reads it."""
    value = entry.value
    if value.kind is ValueKind.STRING:
        match = DURATION.match(value.text or "")
        if match is None:
            return False
        unit = match[2].lower()
        factor = 1 if unit in ("", "ms") else UNITS[unit[0]]
        reading.fields.setdefault("requestTimeoutMillis", Number(round(float(match[1]) * factor)))
        return True
    if value.kind is ValueKind.NUMBER or value.is_number:
        reading.fields.setdefault("requestTimeoutMillis", value)
        return True
    return False


def _debug(reading: _Reading, entry: Entry) -> bool:
    if entry.value.text != "true":
        return False
    reading.fields.setdefault("logLevel", Exported("Types.LogLevel.Debug"))
    return True


def _lifecycle(reading: _Reading, entry: Entry) -> bool:
    reading.lifecycle = Flag(True) if entry.value.text == "true" else entry.value
    return True


def _automatic(name: str) -> Rule:
    def rule(reading: _Reading, entry: Entry) -> bool:
        if entry.value.text != "false":
            reading.automatic[name] = Flag(True) if entry.value.text == "true" else entry.value
        return True

    return rule


def _minutes(name: str) -> Rule:
    def rule(reading: _Reading, entry: Entry) -> bool:
        reading.fields.setdefault(name, Times(entry.value, 60_000))
        return True

    return rule


def _platform(reading: _Reading, entry: Entry) -> bool:
    """Options of one platform, each by its own name."""
    if entry.value.kind is not ValueKind.OBJECT:
        return False
    reading.dropped += [
        f"`{entry.key}.{inner.key or '…'}`" for inner in entry.value.entries if inner.value.text != "false"
    ]
    return True


RULES: dict[tuple[str, str], Rule] = {
    ("browser", "disable"): _disable,
    ("browser", "disableClientPersistence"): _memory_only,
    ("browser", "initialPageview"): _initial_page,
    ("browser", "cookie"): _cookie,
    ("browser", "integrations"): _integrations,
    ("node", "flushAt"): _same("flushQueueSize"),
    ("node", "maxEventsInBatch"): _same("flushQueueSize"),
    ("node", "flushInterval"): _same("flushIntervalMillis"),
    ("node", "maxRetries"): _same("flushMaxRetries"),
    ("node", "httpRequestTimeout"): _same("requestTimeoutMillis"),
    ("node", "disable"): _disable,
    ("node-classic", "flushAt"): _same("flushQueueSize"),
    ("node-classic", "flushInterval"): _same("flushIntervalMillis"),
    ("node-classic", "retryCount"): _same("flushMaxRetries"),
    ("node-classic", "timeout"): _timeout,
    ("node-classic", "enable"): _enable,
    ("android", "flushQueueSize"): _same("flushQueueSize"),
    ("android", "flushIntervalMillis"): _same("flushIntervalMillis"),
    ("android", "flushIntervalSeconds"): _seconds("flushIntervalMillis"),
    ("android", "flushIntervalMinutes"): _minutes("flushIntervalMillis"),
    ("android", "trackApplicationLifecycleEvents"): _automatic("appLifecycles"),
    ("android", "trackDeepLinks"): _automatic("deepLinks"),
    ("android", "recordScreenViews"): _automatic("screenViews"),
    ("android", "defaultApiHost"): _endpoint,
    ("java", "flushQueueSize"): _same("flushQueueSize"),
    ("java", "flushIntervalMillis"): _same("flushIntervalMillis"),
    ("java", "flushIntervalSeconds"): _seconds("flushIntervalMillis"),
    ("java", "flushIntervalMinutes"): _minutes("flushIntervalMillis"),
    ("java", "endpoint"): _endpoint,
    ("java", "setUploadURL"): _endpoint,
    ("kotlin", "flushAt"): _same("flushQueueSize"),
    ("kotlin", "flushInterval"): _seconds("flushIntervalMillis"),
    ("kotlin", "trackApplicationLifecycleEvents"): _automatic("appLifecycles"),
    ("kotlin", "trackDeepLinks"): _automatic("deepLinks"),
    ("kotlin-core", "flushAt"): _same("flushQueueSize"),
    ("kotlin-core", "flushInterval"): _seconds("flushIntervalMillis"),
    ("python", "max_retries"): _same("flushMaxRetries"),
    ("python", "upload_size"): _same("flushQueueSize"),
    ("python", "upload_interval"): _seconds("flushIntervalMillis"),
    ("python", "send"): _enable,
    ("react-native", "flushAt"): _same("flushQueueSize"),
    ("react-native", "flushInterval"): _seconds("flushIntervalMillis"),
    ("react-native", "trackAppLifecycleEvents"): _lifecycle,
    ("react-native", "debug"): _debug,
    ("react-native-classic", "flushAt"): _same("flushQueueSize"),
    ("react-native-classic", "trackAppLifecycleEvents"): _lifecycle,
    ("react-native-classic", "debug"): _debug,
    ("react-native-classic", "ios"): _platform,
    ("react-native-classic", "android"): _platform,
}
"""By the way the client is called and the option's name; what has no row is named in the finding."""
