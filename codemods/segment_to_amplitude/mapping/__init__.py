"""The migration guide's table, once for all languages: what each Segment call means in Amplitude."""

from __future__ import annotations

from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.mapping.alias import map_alias
from segment_to_amplitude.mapping.group import map_group
from segment_to_amplitude.mapping.identify import map_identify
from segment_to_amplitude.mapping.identity import map_enable, map_identity_read, map_identity_write
from segment_to_amplitude.mapping.lifecycle import map_flush, map_listen, map_other, map_reset
from segment_to_amplitude.mapping.outcome import Mapped
from segment_to_amplitude.mapping.page import map_page
from segment_to_amplitude.mapping.ruling import RuledSettings, map_ruled
from segment_to_amplitude.mapping.screen import map_screen
from segment_to_amplitude.mapping.track import map_track
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import calls

__all__ = ["map_call"]


def map_call(call: calls.SegmentCall, settings: Settings, target: Target, path: str = "") -> Mapped:
    """Say what a Segment call becomes with these settings in this SDK; rules ask in which file it stands."""
    if isinstance(settings, RuledSettings):
        return map_ruled(call, settings, path, lambda adapted: _map_call(adapted, settings, target))
    return _map_call(call, settings, target)


def _map_call(call: calls.SegmentCall, settings: Settings, target: Target) -> Mapped:
    match call:
        case calls.Identify():
            return map_identify(call, settings, target)
        case calls.Track():
            return map_track(call, settings, target)
        case calls.Page():
            return map_page(call, settings, target)
        case calls.Screen():
            return map_screen(call, settings, target)
        case calls.Group():
            return map_group(call, settings, target)
        case calls.Alias():
            return map_alias(call, settings, target)
        case calls.Reset():
            return map_reset(call, target)
        case calls.Flush():
            return map_flush(call, target)
        case calls.IdentityRead():
            return map_identity_read(call, target)
        case calls.IdentityWrite():
            return map_identity_write(call, target)
        case calls.Enable():
            return map_enable(call)
        case calls.Listen():
            return map_listen(call, target)
        case calls.Other():
            return map_other(call)
        case _:
            raise TypeError(f"no mapping for {type(call).__name__}")
