"""The Python packages of Segment, and what their names are.

Sources: segmentio/analytics-python segment/analytics/__init__.py and client.py; PyPI analytics-python 1.4.post1.
"""

from __future__ import annotations

PACKAGE = "segment-analytics-python"
OLD_PACKAGE = "analytics-python"
MODULES = {"analytics": OLD_PACKAGE, "segment.analytics": PACKAGE}
"""The modules that are imported, each with the package that installs it."""
NAMESPACE = "segment"
CLIENT = "Client"
METHODS = frozenset({"identify", "track", "page", "screen", "group", "alias", "flush", "join", "shutdown"})
SENDING = METHODS - {"flush", "join", "shutdown"}
"""The methods that send something."""
SETTINGS = {
    "write_key": None,
    "host": None,
    "on_error": None,
    "debug": False,
    "log_handler": None,
    "send": True,
    "sync_mode": False,
    "max_queue_size": 10000,
    "gzip": False,
    "timeout": 15,
    "max_retries": 10,
    "oauth_client_id": None,
    "oauth_client_key": None,
    "oauth_key_id": None,
    "oauth_auth_server": "https://oauth2.segment.io",
    "oauth_scope": "tracking_api:write",
}
"""The variables of the module that configure its client, with their defaults."""
PARAMETERS = (
    "write_key",
    "host",
    "debug",
    "max_queue_size",
    "send",
    "on_error",
    "gzip",
    "max_retries",
    "sync_mode",
    "timeout",
    "proxies",
    "thread",
    "upload_size",
    "upload_interval",
    "log_handler",
    "oauth_client_id",
    "oauth_client_key",
    "oauth_key_id",
    "oauth_auth_server",
    "oauth_scope",
    "max_total_backoff_duration",
    "max_rate_limit_duration",
)
"""The parameters of ``Client``, in order."""
DEFAULTS = {
    **SETTINGS,
    "proxies": None,
    "thread": 1,
    "upload_size": 100,
    "upload_interval": 0.5,
    "max_total_backoff_duration": 43200,
    "max_rate_limit_duration": 1800,
}


def package_of(module: str) -> str | None:
    """The package that a dotted module of Segment comes from; None for any other module."""
    if module == "analytics" or module.startswith("analytics."):
        return OLD_PACKAGE
    if module == "segment.analytics" or module.startswith("segment.analytics."):
        return PACKAGE
    return None
