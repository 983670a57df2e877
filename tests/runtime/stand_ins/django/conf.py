"""Settings of both sides; a script changes them as it needs."""

from types import SimpleNamespace

settings = SimpleNamespace(
    AMPLITUDE_API_KEY="amplitude-key",
    DEBUG=False,
    SEGMENT_KEY="segment-key",
    SEGMENT_WRITE_KEY="segment-key",
)
