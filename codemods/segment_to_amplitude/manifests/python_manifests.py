"""Which of the forms of Python's manifests a file has."""

from __future__ import annotations

from pathlib import PurePosixPath

from segment_to_amplitude.manifests.python_requirement import (
    NAMES_SEGMENT,
    SEGMENT,
    PythonDependency,
    UnreadableManifest,
)

_LANGUAGES = {".toml": "toml", ".cfg": "ini", ".py": "python", ".yml": "yaml", ".yaml": "yaml", "": "toml"}


def read_manifest(path: str, data: bytes) -> list[PythonDependency] | UnreadableManifest:
    """Return the dependencies on Segment's packages and on Amplitude's, in the order in which they are decided."""
    name = PurePosixPath(path).name
    match PurePosixPath(path).suffix:
        case ".toml":
            from segment_to_amplitude.manifests.python_toml import read_pyproject

            return read_pyproject(path, data)
        case "" if name == "Pipfile":
            from segment_to_amplitude.manifests.python_toml import read_pipfile

            return read_pipfile(path, data)
        case ".cfg":
            from segment_to_amplitude.manifests.python_setup import read_setup_cfg

            return read_setup_cfg(path, data)
        case ".py":
            from segment_to_amplitude.manifests.python_setup import read_setup_py

            return read_setup_py(path, data)
        case ".yml" | ".yaml":
            from segment_to_amplitude.manifests.conda_environment import read_environment

            return read_environment(path, data)
        case _:
            from segment_to_amplitude.manifests.python_requirements import read_requirements

            return read_requirements(path, data)


def names_segment_package(data: bytes, path: str) -> bool:
    """Tell whether a manifest declares one of Segment's Python packages; one that cannot be read is searched."""
    if NAMES_SEGMENT.search(data) is None:
        return False
    dependencies = read_manifest(path, data)
    if isinstance(dependencies, UnreadableManifest):
        return True
    return any(dependency.name in SEGMENT for dependency in dependencies)


def language_of(path: str) -> str:
    """Name the language of a manifest for the report."""
    return _LANGUAGES.get(PurePosixPath(path).suffix, "text")
