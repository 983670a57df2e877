"""The JavaScript packages of Segment, and what their exports are.

Sources: segmentio/analytics-next packages/{browser,node}/src/index.ts; npm analytics-node index.js;
segmentio/analytics-react-native packages/core/src/index.ts; npm @segment/analytics.js-core.
"""

from __future__ import annotations

BROWSER = "@segment/analytics-next"
CLASSIC = "@segment/analytics.js-core"
NODE = "@segment/analytics-node"
NODE_CLASSIC = "analytics-node"
REACT_NATIVE = "@segment/analytics-react-native"
SNIPPET_PACKAGE = "@segment/snippet"
SNIPPET = "snippet"

FLAVORS = {
    BROWSER: "browser",
    CLASSIC: "global",
    NODE: "node",
    NODE_CLASSIC: "node-classic",
    REACT_NATIVE: "react-native",
}
"""How the clients of a package are called; ``global`` is the browser's ``window.analytics``."""

FACTORIES = {
    (BROWSER, "AnalyticsBrowser.load"),
    (BROWSER, "AnalyticsBrowser.standalone"),
    (BROWSER, "AnalyticsNode.load"),
    (BROWSER, "getGlobalAnalytics"),
    (REACT_NATIVE, "createClient"),
    (REACT_NATIVE, "useAnalytics"),
}
"""Calls that give a client."""

CLASSES = {
    (BROWSER, "AnalyticsBrowser"),
    (BROWSER, "Analytics"),
    (BROWSER, "NullAnalytics"),
    (BROWSER, "AnalyticsSnippet"),
    (NODE, "Analytics"),
    (NODE, "default"),
    (NODE_CLASSIC, "default"),
    (REACT_NATIVE, "SegmentClient"),
    (CLASSIC, "SegmentAnalytics.AnalyticsJS"),
}
"""Names that are the type of a client; those with a constructor also make one."""

SINGLETONS = {(REACT_NATIVE, "default"), (CLASSIC, "default")}
"""Exports that are a client themselves."""

PROMISES = {"AnalyticsBrowser.standalone": "client", "AnalyticsNode.load": "items"}

RESOLVED_CLASSES = {"Analytics", "NullAnalytics", "AnalyticsSnippet"}
"""Browser classes whose methods answer at once, where AnalyticsBrowser's give promises."""

METHODS = frozenset(
    [
        "track",
        "identify",
        "page",
        "screen",
        "group",
        "alias",
        "reset",
        "flush",
        "user",
        "setAnonymousId",
        "ready",
        "on",
        "once",
        "off",
        "emit",
        "debug",
        "register",
        "deregister",
        "addSourceMiddleware",
        "addDestinationMiddleware",
        "addIntegrationMiddleware",
        "trackLink",
        "trackClick",
        "trackForm",
        "trackSubmit",
        "timeout",
        "queryString",
        "pageview",
        "pageView",
        "load",
        "setup",
        "enable",
        "disable",
        "getAnonymousId",
        "middleware",
        "closeAndFlush",
        "add",
        "remove",
        "use",
    ]
)
"""Method names that make a bare ``analytics.x(…)`` look like Segment's."""


def is_segment_package(specifier: str) -> bool:
    """Tell whether a module specifier names a Segment package or a file of one."""
    return specifier == NODE_CLASSIC or specifier.startswith(("@segment/", f"{NODE_CLASSIC}/"))


def package_of(specifier: str) -> str:
    """The package that a specifier with a path inside it belongs to."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]
