"""What resetting, flushing, listening and the rest become.

Source: sdk-facts/semantics.md §2.5, §4; amplitude.md §2.2, §4
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import Flush as AmplitudeFlush
from segment_to_amplitude.amplitude.calls import Reset as AmplitudeReset
from segment_to_amplitude.amplitude.calls import SetUserId, Target
from segment_to_amplitude.amplitude.expressions import Undefined
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped, manual, review, safe
from segment_to_amplitude.segment.calls import Flush, Listen, Other, Reset

SUGGESTIONS = {
    "ready": "call what `ready` was given after `await amplitude.init(…).promise`",
    "trackLink": "add a click listener that calls `amplitude.track(…)` and `amplitude.setTransport('beacon')`",
    "trackForm": "add a submit listener that calls `amplitude.track(…)` and `amplitude.setTransport('beacon')`",
    "addSourceMiddleware": "`amplitude.add({ name, type: 'enrichment', execute: async (event) => event })`; null drops",
    "register": "`amplitude.add({ name, type: 'enrichment', execute: async (event) => event })`; null drops",
    "debug": "`logLevel: amplitude.Types.LogLevel.Debug` in the options of `amplitude.init`",
    "user": "`amplitude.getUserId()` or `amplitude.getDeviceId()`; traits are not readable",
    "group": "keep the group's id in the app; Amplitude has no getter for it",
    "on": "a destination plugin: `amplitude.add({ type: 'destination', execute: async (event) => … })`",
    "deregister": "`amplitude.remove(name)`",
    "add": "`amplitude.add(plugin)` with a plugin of Amplitude's shape",
    "remove": "`amplitude.remove(name)`",
}
SAME_AS = {"trackClick": "trackLink", "trackSubmit": "trackForm", "once": "on", "off": "on", "middleware": "register"}


def map_reset(call: Reset, target: Target) -> Mapped:
    """Forget user and device, or only the user where the call keeps the anonymous id."""
    resets_device = call.resets_device
    if not target.keeps_identity:
        return manual("no-counterpart", "`reset`")
    if resets_device is None or resets_device.text == "true":
        return safe(AmplitudeReset())
    if resets_device.text == "false":
        return safe(SetUserId(Undefined()))
    return manual("reset-not-readable")


def map_flush(call: Flush) -> Mapped:
    """Send the queue; a client that was closed with it is only flushed."""
    return review([Reason("close-is-flush")] if call.closes else [], AmplitudeFlush())


def map_listen(call: Listen) -> Mapped:
    """A listener that does nothing may go; any other needs a plugin."""
    if call.event is not None and call.event.text == "error" and call.listener is not None:
        if call.listener.is_empty_function:
            return review([Reason("empty-listener-removed")])
    return manual("listener", suggestion=SUGGESTIONS["on"])


def map_other(call: Other) -> Mapped:
    """Leave it, with what to write instead where there is something."""
    suggestion = SUGGESTIONS.get(SAME_AS.get(call.method, call.method))
    return manual("no-counterpart", f"`{call.method}`", suggestion)
