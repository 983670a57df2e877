"""Move a repository from the Segment SDKs to the Amplitude SDKs."""

__version__ = "0.1.0"
