"""What each of the edits of a manifest's dependencies makes of it."""

from __future__ import annotations

from segment_to_amplitude.manifests.python_manifests import read_manifest
from segment_to_amplitude.manifests.python_requirement import SEGMENT, PythonDependency, UnreadableManifest
from segment_to_amplitude.source.edits import apply_edits


def dependencies(path: str, text: str) -> list[PythonDependency]:
    found = read_manifest(path, text.encode())
    assert not isinstance(found, UnreadableManifest)
    return [dependency for dependency in found if dependency.name in SEGMENT]


def changed(path: str, text: str, change: str) -> str:
    """Apply one kind of change, ``replaced``, ``beside`` or ``removed``, for each of Segment's packages."""
    found = dependencies(path, text)
    edits = [edit for dependency in found for edit in getattr(dependency, change)]
    for dependency in found:
        key = text.encode()[dependency.key_span.start : dependency.key_span.end].decode()
        assert "nalytics" in key
    return apply_edits(text.encode(), edits).decode()
