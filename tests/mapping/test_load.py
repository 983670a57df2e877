"""Options of a Segment client by its SDK: sdk-facts/segment.md §2.3, §3 to §6, against amplitude.md §2.5, §4, §5."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mapping.values import SPREAD, Code, Plain, call_text, reasons_text, text, value
from segment_to_amplitude.amplitude.calls import BROWSER, NODE, REACT_NATIVE, Target
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.load import BROWSER_AUTOCAPTURE, Init, Load, map_load
from segment_to_amplitude.project.settings import Init as InitSettings
from segment_to_amplitude.project.settings import Segment, Settings

TARGETS: dict[str, Target] = {
    "browser": BROWSER,
    "node": NODE,
    "node-classic": NODE,
    "react-native": REACT_NATIVE,
    "react-native-classic": REACT_NATIVE,
}
EXPRESSION = Code("isOn")
FUNCTION = Code("() => on", parameters=0)


DEFAULT = Settings()


def load(flavor: str, options: Mapping[str, Plain] | Code, settings: Settings = DEFAULT) -> Init | Reason:
    passed = value(options)
    if flavor == "browser":
        return map_load(Load(flavor, value("k"), value({"writeKey": "k"}), passed), settings, BROWSER)
    return map_load(Load(flavor, value("k"), passed), settings, TARGETS[flavor])


def options_of(init: Init | Reason) -> list[str]:
    assert isinstance(init, Init)
    return [f"{name}: {text(made)}" for name, made in init.options if made is not BROWSER_AUTOCAPTURE]


def reasons_of(init: Init | Reason) -> list[str]:
    assert isinstance(init, Init)
    first, *rest = reasons_text(init.reasons)
    assert first == "api-key"
    return rest


@pytest.mark.parametrize(
    ("flavor", "name", "given"),
    [
        # What is so without them.
        ("browser", "disable", False),
        ("browser", "disableClientPersistence", False),
        ("browser", "initialPageview", False),
        ("browser", "retryQueue", True),
        ("browser", "useQueryString", False),
        ("browser", "globalAnalyticsKey", "analytics"),
        ("browser", "integrations", {"All": True}),
        ("browser", "integrations", {"Segment.io": True}),
        ("browser", "integrations", {"Segment.io": {"apiHost": "api.segment.io/v1", "protocol": "https"}}),
        ("browser", "integrations", {"All": False, "Amplitude": True}),
        ("browser", "cdnURL", "https://cdn.segment.com"),
        ("browser", "cookie", {"path": "/"}),
        ("browser", "plugins", []),
        ("node", "disable", False),
        ("node", "host", "https://api.segment.io"),
        ("node", "path", "/v1/batch"),
        ("node-classic", "enable", True),
        ("node-classic", "timeout", False),
        ("react-native", "debug", False),
        ("react-native", "trackAppLifecycleEvents", False),
        ("react-native", "trackDeepLinks", False),
        ("react-native", "autoAddSegmentDestination", True),
        ("react-native", "collectDeviceId", False),
        ("react-native", "useSegmentEndpoints", False),
        ("react-native-classic", "recordScreenViews", False),
        ("react-native-classic", "trackAttributionData", False),
        ("react-native-classic", "ios", {"trackAdvertising": False}),
        # What only Segment's own servers and destinations read.
        ("browser", "disableAutoISOConversion", True),
        ("browser", "obfuscate", True),
        ("browser", "retryQueue", None),
    ],
)
def test_left_out_without_a_word(flavor: str, name: str, given: Plain) -> None:
    init = load(flavor, {name: given})
    assert (options_of(init), reasons_of(init)) == ([], [])


@pytest.mark.parametrize(
    ("flavor", "name", "given", "reason"),
    [
        ("browser", "cdnURL", "https://cdn.acme.com", "custom-endpoint `cdnURL`"),
        ("browser", "cdnURL", EXPRESSION, "custom-endpoint `cdnURL`"),
        ("browser", "integrations", {"Segment.io": {"apiHost": "t.acme.com/v1"}}, "custom-endpoint `apiHost`"),
        ("node", "host", "https://t.acme.com", "custom-endpoint `host`"),
        ("node", "path", "/collect", "custom-endpoint `path`"),
        ("node-classic", "host", EXPRESSION, "custom-endpoint `host`"),
        ("react-native", "proxy", "https://t.acme.com", "custom-endpoint `proxy`"),
        ("react-native", "cdnProxy", "https://t.acme.com", "custom-endpoint `cdnProxy`"),
        ("react-native-classic", "proxy", {"host": "t.acme.com"}, "custom-endpoint `proxy`"),
        (
            "node",
            "host",
            "https://events.eu1.segmentapis.com",
            'custom-endpoint `host` (Segment\'s endpoint in Europe: see `init.server-zone = "EU"`)',
        ),
        ("browser", "cdnSettings", EXPRESSION, "init-options-dropped `cdnSettings`"),
        ("browser", "classicIntegrations", [], "init-options-dropped `classicIntegrations`"),
        ("browser", "disable", FUNCTION, "init-options-dropped `disable`"),
        ("browser", "disableClientPersistence", EXPRESSION, "init-options-dropped `disableClientPersistence`"),
        ("browser", "initialPageview", EXPRESSION, "init-options-dropped `initialPageview`"),
        ("browser", "cookie", EXPRESSION, "init-options-dropped `cookie`"),
        ("browser", "cookie", {"path": "/app"}, "init-options-dropped `cookie.path`"),
        ("browser", "cookie", {"sameSite": EXPRESSION}, "init-options-dropped `cookie.sameSite`"),
        ("browser", "cookie", {SPREAD: EXPRESSION}, "init-options-dropped `cookie.…`"),
        ("browser", "storage", {"stores": ["memory"]}, "init-options-dropped `storage`"),
        ("browser", "user", {"persist": False}, "init-options-dropped `user`"),
        ("browser", "group", {"disable": True}, "init-options-dropped `group`"),
        ("browser", "retryQueue", False, "init-options-dropped `retryQueue`"),
        ("browser", "useQueryString", True, "init-options-dropped `useQueryString`"),
        ("browser", "highEntropyValuesClientHints", [], "init-options-dropped `highEntropyValuesClientHints`"),
        ("browser", "globalAnalyticsKey", "segment", "init-options-dropped `globalAnalyticsKey`"),
        ("browser", "plan", {}, "init-options-dropped `plan`"),
        ("browser", "updateCDNSettings", FUNCTION, "init-options-dropped `updateCDNSettings`"),
        ("browser", "integrations", {"Braze": False}, "integrations-dropped `Braze`"),
        ("browser", "integrations", {"Segment.io": {"httpConfig": {}}}, "init-options-dropped `Segment.io.httpConfig`"),
        ("browser", "integrations", {"Segment.io": {"protocol": "http"}}, "init-options-dropped `Segment.io.protocol`"),
        (
            "browser",
            "integrations",
            {"Segment.io": {"deliveryStrategy": {"strategy": "standard", "config": {"keepalive": True}}}},
            "init-options-dropped `deliveryStrategy.config.keepalive`",
        ),
        ("node", "httpClient", EXPRESSION, "init-options-dropped `httpClient`"),
        ("node", "oauthSettings", {}, "init-options-dropped `oauthSettings`"),
        ("node", "maxTotalBackoffDuration", 60, "init-options-dropped `maxTotalBackoffDuration`"),
        ("node", "maxRateLimitDuration", 60, "init-options-dropped `maxRateLimitDuration`"),
        ("node", "enable", False, "init-options-dropped `enable`"),
        ("node-classic", "maxQueueSize", 9, "init-options-dropped `maxQueueSize`"),
        ("node-classic", "errorHandler", FUNCTION, "init-options-dropped `errorHandler`"),
        ("node-classic", "axiosInstance", EXPRESSION, "init-options-dropped `axiosInstance`"),
        ("node-classic", "timeout", "soon", "init-options-dropped `timeout`"),
        ("node-classic", "timeout", EXPRESSION, "init-options-dropped `timeout`"),
        ("react-native", "debug", EXPRESSION, "init-options-dropped `debug`"),
        ("react-native", "trackDeepLinks", True, "init-options-dropped `trackDeepLinks`"),
        ("react-native", "flushPolicies", [], "init-options-dropped `flushPolicies`"),
        ("react-native", "maxBatchSize", 5, "init-options-dropped `maxBatchSize`"),
        ("react-native", "defaultSettings", {}, "init-options-dropped `defaultSettings`"),
        ("react-native", "autoAddSegmentDestination", False, "init-options-dropped `autoAddSegmentDestination`"),
        ("react-native", "collectDeviceId", True, "init-options-dropped `collectDeviceId`"),
        ("react-native", "storePersistor", EXPRESSION, "init-options-dropped `storePersistor`"),
        ("react-native", "errorHandler", FUNCTION, "init-options-dropped `errorHandler`"),
        ("react-native", "logger", EXPRESSION, "init-options-dropped `logger`"),
        ("react-native", "httpConfig", {}, "init-options-dropped `httpConfig`"),
        ("react-native-classic", "using", [], "init-options-dropped `using`"),
        ("react-native-classic", "recordScreenViews", True, "init-options-dropped `recordScreenViews`"),
        ("react-native-classic", "trackAttributionData", True, "init-options-dropped `trackAttributionData`"),
        ("react-native-classic", "defaultProjectSettings", {}, "init-options-dropped `defaultProjectSettings`"),
        ("react-native-classic", "ios", {"trackDeepLinks": True}, "init-options-dropped `ios.trackDeepLinks`"),
        ("react-native-classic", "android", {"flushInterval": 9}, "init-options-dropped `android.flushInterval`"),
        ("react-native-classic", "flushInterval", 9, "init-options-dropped `flushInterval`"),
    ],
)
def test_left_out_and_named(flavor: str, name: str, given: Plain, reason: str) -> None:
    init = load(flavor, {name: given})
    assert (options_of(init), reasons_of(init)) == ([], [reason])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"All": False}, "not-sent-to-amplitude"),
        ({"All": False, "Braze": True}, "not-sent-to-amplitude"),
        ({"Actions Amplitude": False}, "not-sent-to-amplitude"),
        ({"Segment.io": False}, "not-sent-to-amplitude"),
        (Code("consented"), "integrations-not-readable"),
        ({"Amplitude": Code("hasConsent")}, "integrations-not-readable"),
        ({SPREAD: Code("consented")}, "integrations-not-readable"),
    ],
)
def test_a_client_that_did_not_feed_amplitude_stays(given: Plain, code: str) -> None:
    refused = load("browser", {"integrations": given})
    assert isinstance(refused, Reason)
    assert refused.code == code


@pytest.mark.parametrize(
    ("flavor", "name", "given", "made"),
    [
        ("browser", "disable", True, "optOut: True"),
        ("browser", "disable", EXPRESSION, "optOut: isOn"),
        ("browser", "cookie", {"maxage": 30}, "cookieOptions: {expiration: 30}"),
        ("browser", "cookie", {"domain": "a.com", "secure": True}, "cookieOptions: {domain: 'a.com', secure: True}"),
        ("browser", "cookie", {"sameSite": "Strict"}, "cookieOptions: {sameSite: 'Strict'}"),
        ("browser", "cookie", {"sameSite": "none"}, "cookieOptions: {sameSite: +'None'}"),
        ("node", "flushAt", 20, "flushQueueSize: 20"),
        ("node", "maxEventsInBatch", 20, "flushQueueSize: 20"),
        ("node", "flushInterval", 500, "flushIntervalMillis: 500"),
        ("node", "maxRetries", EXPRESSION, "flushMaxRetries: isOn"),
        ("node", "httpRequestTimeout", 500, "requestTimeoutMillis: 500"),
        ("node", "disable", True, "optOut: True"),
        ("node", "disable", EXPRESSION, "optOut: isOn"),
        ("node-classic", "flushAt", 1, "flushQueueSize: 1"),
        ("node-classic", "flushInterval", 500, "flushIntervalMillis: 500"),
        ("node-classic", "retryCount", 3, "flushMaxRetries: 3"),
        ("node-classic", "enable", False, "optOut: true"),
        ("node-classic", "enable", EXPRESSION, "optOut: !isOn"),
        ("node-classic", "timeout", 500, "requestTimeoutMillis: 500"),
        ("node-classic", "timeout", "500", "requestTimeoutMillis: 500"),
        ("node-classic", "timeout", "10s", "requestTimeoutMillis: 10000"),
        ("node-classic", "timeout", "1.5 minutes", "requestTimeoutMillis: 90000"),
        ("react-native", "flushAt", 20, "flushQueueSize: 20"),
        ("react-native", "flushInterval", 30, "flushIntervalMillis: 30 * 1000"),
        ("react-native", "debug", True, "logLevel: Types.LogLevel.Debug"),
        ("react-native-classic", "flushAt", 20, "flushQueueSize: 20"),
        ("react-native-classic", "debug", True, "logLevel: Types.LogLevel.Debug"),
    ],
)
def test_carried_over(flavor: str, name: str, given: Plain, made: str) -> None:
    init = load(flavor, {name: given})
    assert (options_of(init), reasons_of(init)) == ([made], [])


def test_batching_is_carried_over() -> None:
    config: Plain = {"size": 20, "timeout": 500, "maxRetries": 2}
    strategy: Plain = {"strategy": "batching", "config": config}
    init = load("browser", {"integrations": {"Segment.io": {"deliveryStrategy": strategy}}})
    assert options_of(init) == ["flushQueueSize: 20", "flushIntervalMillis: 500", "flushMaxRetries: 2"]


def test_memory_only_says_what_amplitude_still_stores() -> None:
    init = load("browser", {"disableClientPersistence": True})
    assert options_of(init) == ["identityStorage: +'none'"]
    assert [reason.partition(" ")[0] for reason in reasons_of(init)] == ["init-options-dropped"]


@pytest.mark.parametrize(("given", "made"), [(True, "true"), (EXPRESSION, "isOn")])
@pytest.mark.parametrize("flavor", ["react-native", "react-native-classic"])
def test_lifecycle_events_get_other_names(flavor: str, given: Plain, made: str) -> None:
    init = load(flavor, {"trackAppLifecycleEvents": given})
    assert options_of(init) == [f"autocapture: {{sessions: true, appLifecycles: {made}}}"]
    assert reasons_of(init) == ["lifecycle-events `trackAppLifecycleEvents`"]


def test_the_first_page_view_is_tracked_after_init() -> None:
    init = load("browser", {"initialPageview": True})
    assert isinstance(init, Init)
    assert reasons_of(init) == ["initial-pageview `Loaded a Page`"]
    assert [call_text(call) for call in init.calls] == [
        "Track(+'Loaded a Page', {path: page.path, referrer: page.referrer, search: page.search, "
        "title: page.title, url: page.url})"
    ]


def test_plugins_are_handed_back() -> None:
    plugins = Code("[enrich, redact]")
    given = value({"plugins": [plugins, plugins], "writeKey": "k"})
    init = map_load(Load("browser", value("k"), given), Settings(), BROWSER)
    assert isinstance(init, Init)
    assert ([entry.key for entry in init.plugins], reasons_of(init)) == (["plugins"], [])


@pytest.mark.parametrize("flavor", TARGETS)
def test_options_that_do_not_show_are_named_once(flavor: str) -> None:
    assert reasons_of(load(flavor, Code("options"))) == ["init-options-not-readable"]
    assert reasons_of(load(flavor, {SPREAD: Code("options")})) == ["init-options-not-readable"]


def test_segment_alone_switched_off_still_fed_a_device_mode_destination() -> None:
    settings = Settings(segment=Segment(mode="classic-device"))
    assert isinstance(load("browser", {"integrations": {"Segment.io": False}}, settings), Init)


def test_settings_are_written() -> None:
    settings = Settings(init=InitSettings(server_zone="EU", min_id_length=1))
    assert options_of(load("node", {}, settings)) == ["serverZone: +'EU'", "minIdLength: 1"]


@pytest.mark.parametrize(("flavor", "is_explicit"), [("browser", True), ("node", False), ("react-native", False)])
def test_automatic_events_are_switched_off_where_they_are_on(flavor: str, is_explicit: bool) -> None:
    init = load(flavor, {})
    assert isinstance(init, Init)
    assert (dict(init.options).get("autocapture") is BROWSER_AUTOCAPTURE) is is_explicit
