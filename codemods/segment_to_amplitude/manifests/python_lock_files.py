"""The lock files of Python's package managers, and the command that brings each up to date.

Sources: python-poetry.org cli; pdm-project.org usage/lockfile; docs.astral.sh/uv concepts/projects/sync;
pipenv.pypa.io commands; conda.github.io/conda-lock.
"""

from __future__ import annotations

PYTHON_LOCK_FILES = {
    "poetry.lock": "poetry lock",
    "pdm.lock": "pdm lock",
    "uv.lock": "uv lock",
    "Pipfile.lock": "pipenv lock",
    "conda-lock.yml": "conda-lock",
    "pixi.lock": "pixi lock",
}

SERVED = {
    "poetry.lock": ("pyproject.toml",),
    "pdm.lock": ("pyproject.toml",),
    "uv.lock": ("pyproject.toml", "setup.cfg", "setup.py"),
    "Pipfile.lock": ("Pipfile",),
    "conda-lock.yml": ("environment", "conda"),
    "pixi.lock": ("pyproject.toml",),
}
"""How the names of the manifests start that a lock file is written from."""
