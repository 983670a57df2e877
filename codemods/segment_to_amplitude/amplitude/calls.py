"""The calls of Amplitude's SDKs, with no syntax of any language.

Source: sdk-facts/amplitude.md §2.2 to §2.4, §4, §5.
"""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.amplitude.expressions import Expression, Operations
from segment_to_amplitude.source.value import Value

EventOptions = tuple[tuple[str, Expression], ...]
"""Names as the HTTP API writes them (``user_id``, ``time``), each with its value."""


@dataclass(frozen=True, slots=True)
class SetUserId:
    """Tie what follows to a user; with ``if_present`` only where the value is neither null nor undefined."""

    user_id: Expression
    if_present: Value | None = None


@dataclass(frozen=True, slots=True)
class SetDeviceId:
    """Tie what follows to a device."""

    device_id: Expression


@dataclass(frozen=True, slots=True)
class Identify:
    """Change user properties."""

    operations: Operations
    options: EventOptions = ()


@dataclass(frozen=True, slots=True)
class Track:
    """Record an event."""

    event: Expression
    properties: Expression | None = None
    options: EventOptions = ()


@dataclass(frozen=True, slots=True)
class Revenue:
    """Record revenue as an event of its own; ``fields`` are the setters of the SDK's Revenue by name."""

    fields: tuple[tuple[str, Expression], ...]
    options: EventOptions = ()


@dataclass(frozen=True, slots=True)
class SetGroup:
    """Tie the user to a group."""

    group_type: str
    name: Expression
    options: EventOptions = ()


@dataclass(frozen=True, slots=True)
class GroupIdentify:
    """Change group properties."""

    group_type: str
    name: Expression
    operations: Operations
    options: EventOptions = ()


@dataclass(frozen=True, slots=True)
class Reset:
    """Forget the user and the device."""


@dataclass(frozen=True, slots=True)
class Flush:
    """Send what is queued."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Send what is queued and take no more events."""


@dataclass(frozen=True, slots=True)
class SetOptOut:
    """Switch sending off or on, as it is known or as it shows when the program runs."""

    opt_out: bool | Expression


@dataclass(frozen=True, slots=True)
class GetUserId:
    """Read the user's id."""


@dataclass(frozen=True, slots=True)
class GetDeviceId:
    """Read the device's id."""


AmplitudeCall = (
    SetUserId
    | SetDeviceId
    | Identify
    | Track
    | Revenue
    | SetGroup
    | GroupIdentify
    | Reset
    | Flush
    | Shutdown
    | SetOptOut
    | GetUserId
    | GetDeviceId
)

ANSWERS = (Identify, Track, Revenue, SetGroup, GroupIdentify, Flush)
"""Calls whose result has a promise; the others give nothing or a value at once."""


@dataclass(frozen=True, slots=True)
class Target:
    """One Amplitude SDK, as far as mappings must know it."""

    package: str
    keeps_identity: bool
    """The SDK remembers user and device id between calls."""
    has_page: bool
    """The SDK runs in a page with a location."""
    can_shut_down: bool = False
    """The client has an end of its own."""
    checks_properties: bool = False
    """One value of a wrong type makes the SDK drop all properties of an event."""


BROWSER = Target("@amplitude/analytics-browser", True, True)
UNIFIED = Target("@amplitude/unified", True, True)
NODE = Target("@amplitude/analytics-node", False, False)
REACT_NATIVE = Target("@amplitude/analytics-react-native", True, False)
PYTHON = Target("amplitude-analytics", False, False, can_shut_down=True, checks_properties=True)
ANDROID = Target("com.amplitude:analytics-android", True, False)
KOTLIN_CORE = Target("com.amplitude:analytics-core", True, False)
JAVA = Target("com.amplitude:java-sdk", False, False, can_shut_down=True)
AMPLITUDE_IOS = Target("Amplitude", True, False)
"""Amplitude-iOS, the SDK in maintenance that the migration guide uses."""
AMPLITUDE_SWIFT = Target("AmplitudeSwift", True, False)
