"""What resetting, flushing, listening and the rest become.

Source: sdk-facts/semantics.md §2.5, §4; amplitude.md §2.2, §4
"""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import Flush as AmplitudeFlush
from segment_to_amplitude.amplitude.calls import Reset as AmplitudeReset
from segment_to_amplitude.amplitude.calls import SetUserId, Shutdown, Target
from segment_to_amplitude.amplitude.expressions import Undefined
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.mapping.outcome import Mapped, manual, review, safe
from segment_to_amplitude.segment.calls import Flush, Listen, Other, Reset

PLUGIN = """\
amplitude.add({
  name: 'enrich',
  type: 'enrichment',
  execute: async (event) => {
    event.event_properties = { ...event.event_properties, source: 'web' };
    return event;
  },
});"""
LISTENER = """\
amplitude.add({
  name: 'listener',
  type: 'enrichment',
  execute: async (event) => {
    callback(event.event_type, event.event_properties);
    return event;
  },
});"""
SUGGESTIONS = {
    "ready": "amplitude.init(apiKey).promise.then(() => callback());",
    "trackLink": """\
link.addEventListener('click', () => {
  amplitude.setTransport('beacon');
  amplitude.track('Link Clicked');
  amplitude.flush();
});""",
    "trackForm": """\
form.addEventListener('submit', () => {
  amplitude.setTransport('beacon');
  amplitude.track('Form Submitted');
  amplitude.flush();
});""",
    "addSourceMiddleware": PLUGIN,
    "addDestinationMiddleware": PLUGIN,
    "register": PLUGIN,
    "add": PLUGIN,
    "deregister": "amplitude.remove('enrich');",
    "remove": "amplitude.remove('enrich');",
    "on": LISTENER,
    "once": LISTENER.replace("    callback", "    amplitude.remove('listener');\n    callback"),
    "off": "amplitude.remove('listener');",
    "debug": "amplitude.init(apiKey, { logLevel: amplitude.Types.LogLevel.Debug });",
    "timeout": "await amplitude.track('Signed Up').promise;",
    "user": "const traits = amplitude.getIdentity().userProperties;",
    "group": "const group = { id: 'acme', plan: 'pro' };\namplitude.setGroup('account', group.id);",
}
"""Code to write instead, with names of the app's own: ``apiKey``, ``callback``, ``link`` and ``form``."""
PLUGIN_METHODS = frozenset({"register", "addSourceMiddleware", "addDestinationMiddleware", "middleware", "add", "use"})
SAME_AS = {
    "trackClick": "trackLink",
    "trackSubmit": "trackForm",
    "middleware": "register",
    "use": "register",
    "addEventListener": "on",
    "removeEventListener": "off",
    "removeListener": "off",
}


def suggestion(method: str) -> str | None:
    """The code to write instead of a method without a counterpart; None where there is none."""
    return SUGGESTIONS.get(SAME_AS.get(method, method))


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


def map_flush(call: Flush, target: Target) -> Mapped:
    """Send the queue; a client that was closed with it is shut down, or only flushed where there is no such thing."""
    if call.closes and target.can_shut_down:
        return review([Reason("join-is-shutdown")] if call.joins else [], Shutdown())
    reasons = [Reason("close-is-flush")] if call.closes else []
    if call.blocks:
        reasons.append(Reason("flush-not-awaited"))
    return review(reasons, AmplitudeFlush())


def map_listen(call: Listen, target: Target) -> Mapped:
    """A listener that does nothing may go, and one that only logs where the SDK logs too; others need a plugin."""
    if call.event is not None and call.event.text == "error" and call.listener is not None:
        if call.listener.is_empty_function:
            return review([Reason("empty-listener-removed")])
        if call.listener.only_logs and not target.keeps_identity:
            return review([Reason("error-listener-removed")])
    return manual("listener", suggestion=suggestion("on"))


def map_other(call: Other) -> Mapped:
    """Leave it, with what to write instead where there is something."""
    code = "plugin-left" if call.method in PLUGIN_METHODS else "no-counterpart"
    return manual(code, f"`{call.method}`", suggestion(call.method))
