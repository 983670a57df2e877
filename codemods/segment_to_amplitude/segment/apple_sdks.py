"""Segment's two SDKs for Apple platforms: their modules, their types, and what their methods are given.

Sources: segmentio/analytics-ios Segment/Classes/SEGAnalytics.h, SEGAnalyticsConfiguration.h; segmentio/analytics-swift
Sources/Segment/{Analytics,Events,Configuration}.swift, ObjC/ObjCAnalytics.swift; sdk-facts/segment.md §7, §8.
"""

from __future__ import annotations

MODULES = frozenset({"Segment", "Analytics"})
"""``Analytics`` is the module of Analytics-iOS before 4.1."""
IOS = "ios"
"""Analytics-iOS."""
SWIFT = "swift"
"""analytics-swift."""
SDKS = {IOS: "analytics-ios", SWIFT: "analytics-swift"}

CLIENT = "Segment.Analytics"
CONFIGURATION = {IOS: "Segment.AnalyticsConfiguration", SWIFT: "Segment.Configuration"}
TYPES = {
    "Analytics": CLIENT,
    "SEGAnalytics": CLIENT,
    "AnalyticsConfiguration": CONFIGURATION[IOS],
    "SEGAnalyticsConfiguration": CONFIGURATION[IOS],
    "Configuration": CONFIGURATION[SWIFT],
    "SEGConfiguration": CONFIGURATION[SWIFT],
}
"""The client and its configuration by the names that the languages and versions have for them."""
BRIDGE_MODULES = frozenset({"Segment_Amplitude", "SegmentAmplitude", "Segment-Amplitude"})
"""Modules and headers' folders of the bridges to Amplitude, which go with Segment."""
BRIDGES = frozenset({"SEGAmplitudeIntegrationFactory", "AmplitudeSession"})
"""What a client is given so that it feeds Amplitude's own SDK."""
OTHER_TYPES = frozenset({
    "BlockMiddleware", "Middleware", "DestinationMiddleware", "TrackPayload", "IdentifyPayload", "ScreenPayload",
    "GroupPayload", "AliasPayload", "IntegrationFactory", "EventPlugin", "DestinationPlugin", "RawEvent", "TrackEvent",
    "IdentifyEvent", "ScreenEvent", "GroupEvent", "AliasEvent", "EnrichmentClosure", "FlushPolicy",
    "IntervalBasedFlushPolicy", "CountBasedFlushPolicy", "UtilityPlugin", "PlatformPlugin", "AnonymousIdGenerator",
    "TrackedLifecycleEvent", "JSON",
})  # fmt: skip
"""Types of both SDKs that are neither, by names that hardly anything else has."""

MIDDLEWARE = frozenset({"sourceMiddleware", "middlewares", "destinationMiddleware", "edgeFunctionMiddleware"})
"""What a configuration of Analytics-iOS is given to change or drop events."""
PLUGINS = frozenset({"Plugin", "EventPlugin", "PlatformPlugin", "UtilityPlugin"})
"""Protocols of analytics-swift's plugins that feed no other vendor."""

METHODS = {
    IOS: {
        "track": ("", "properties", "options"),
        "identify": ("", "traits", "options"),
        "screen": ("", "category", "properties", "options"),
        "group": ("", "traits", "options"),
        "alias": ("", "options"),
        "flush": (),
        "reset": (),
        "enable": (),
        "disable": (),
        "getAnonymousId": (),
    },
    SWIFT: {
        "track": ("name", "properties", "enrichments"),
        "identify": ("userId", "traits", "enrichments"),
        "screen": ("title", "category", "properties", "enrichments"),
        "group": ("groupId", "traits", "enrichments"),
        "alias": ("newId", "enrichments"),
        "flush": ("completion",),
        "reset": (),
    },
}
"""The labels of the methods that have a counterpart, by SDK."""
FIRST_LABELS = frozenset({"name", "userId", "traits", "title", "groupId", "newId"})
"""Labels that only analytics-swift's methods begin with."""
STATICS = frozenset(
    {"setup", "setupWithConfiguration", "shared", "sharedAnalytics", "debug", "version", "debugLogsEnabled"}
)
