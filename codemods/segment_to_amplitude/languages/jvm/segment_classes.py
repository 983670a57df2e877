"""The classes of Segment's three SDKs for the JVM, by what the resolver makes of them.

Source: sdk-facts/segment.md §1.1, §9 to §11; analytics-android, analytics-kotlin and analytics-java as named there.
"""

from __future__ import annotations

PACKAGE = "com.segment.analytics"
KOTLIN = f"{PACKAGE}.kotlin"
ANALYTICS = f"{PACKAGE}.Analytics"
"""The client of both analytics-android and analytics-java."""
KOTLIN_ANALYTICS = f"{KOTLIN}.core.Analytics"
JAVA_ANALYTICS = f"{KOTLIN}.core.compat.JavaAnalytics"
FACTORY = f"{KOTLIN}.android.Analytics"
"""The function of analytics-kotlin that makes a client on Android."""
FACTORY_CLASS = f"{KOTLIN}.android.AndroidAnalyticsKt"
"""The class in which Java finds that function."""
CLIENTS = frozenset({ANALYTICS, KOTLIN_ANALYTICS, JAVA_ANALYTICS})
BUILDER = f"{PACKAGE}.Analytics.Builder"
CONFIGURATION = f"{KOTLIN}.core.Configuration"
PROPERTIES = f"{PACKAGE}.Properties"
TRAITS = f"{PACKAGE}.Traits"
OPTIONS = f"{PACKAGE}.Options"
CONTEXT = f"{PACKAGE}.AnalyticsContext"
MESSAGES = f"{PACKAGE}.messages"
PAYLOADS = frozenset({
    PROPERTIES, TRAITS, OPTIONS, f"{PACKAGE}.ValueMap", f"{PROPERTIES}.Product", f"{TRAITS}.Address",
    f"{KOTLIN}.core.Properties", f"{KOTLIN}.core.Traits", f"{KOTLIN}.core.emptyJsonObject",
})  # fmt: skip
"""Classes that carry what a call sends, and are nothing without the call."""

PLUGINS = frozenset({f"{KOTLIN}.core.platform.Plugin", f"{KOTLIN}.core.platform.EventPlugin"})
"""What a plugin of analytics-kotlin implements; one that feeds another vendor extends DestinationPlugin instead."""

EVENTS = tuple(f"{KOTLIN}.core.{one}Event" for one in ("Base", "Track", "Identify", "Screen", "Group", "Alias"))
"""What plugins are given."""

SEGMENT_BRIDGES = (
    f"{PACKAGE}.android.integrations.amplitude",
    f"{KOTLIN}.destinations.amplitude",
)
"""Packages of the bridges to Amplitude, which go with Segment."""
DEVICE_MODE = (f"{PACKAGE}.android.integrations.", f"{KOTLIN}.destinations.", f"{PACKAGE}.android.middlewares.")
"""Packages of other vendors' SDKs that Segment feeds on the device."""

METHODS = {
    "android": frozenset({
        "identify", "track", "screen", "group", "alias", "flush", "reset", "logout", "optOut", "shutdown",
        "getAnalyticsContext", "getDefaultOptions", "getApplication", "getLogger", "logger", "getLogLevel",
        "getSnapshot", "getEdgeFunctionMiddleware", "onIntegrationReady",
    }),
    "kotlin": frozenset({
        "identify", "track", "screen", "group", "alias", "flush", "reset", "shutdown", "process", "userId", "traits",
        "anonymousId", "settings", "settingsAsync", "add", "remove", "find", "findAll", "applyClosureToPlugins",
        "pendingUploads", "purgeStorage", "version", "subscribeToUserInfo", "unsubscribe", "reportInternalError",
        "setDeviceToken", "openUrl", "pauseEventProcessing", "resumeEventProcessing", "userIdAsync", "traitsAsync",
        "anonymousIdAsync", "getEnabled", "setEnabled",
    }),
    "java": frozenset({"enqueue", "offer", "flush", "shutdown"}),
}  # fmt: skip
"""The methods of the client, by SDK."""


def is_segment(name: str) -> bool:
    """Tell whether a qualified name is one of Segment's."""
    return name == PACKAGE or name.startswith(f"{PACKAGE}.")


def is_message_builder(name: str) -> bool:
    """Tell whether a class is analytics-java's builder of a message."""
    return name.startswith(f"{MESSAGES}.") and name.endswith(("Builder", "MessageBuilder"))


def message_of(name: str) -> str | None:
    """The class of the message that a builder's class makes, such as ``TrackMessage``; None where it may be any."""
    return name.split(".")[-2] if name.endswith("Message.Builder") else None
