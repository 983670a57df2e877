"""Which files move together: those that one client reaches, and the manifest that installs its package.

A client's calls need its creation and the import, and Segment's import goes only when the last call has gone: within
a file everything belongs together, and across files whatever shares a client. In JavaScript clients are told apart by
where they are made; elsewhere a project has one for all practical purposes, and its files are one move.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult

JVM = (".kt", ".kts", ".java", ".gradle", ".pro", ".xml", ".toml")
APPLE = (".swift", ".m", ".mm", ".h", ".pch", ".podspec", "Podfile", "Cartfile", "Podfile.lock")
PYTHON_MANIFESTS = ("pyproject.toml", "Pipfile", "setup.cfg", "environment.yml", "environment.yaml")


def moves(files: Iterable[FileResult]) -> dict[str, int]:
    """Number the changed files, from 1, by what they move with; only files of one number depend on each other."""
    changed = [file for file in files if file.edits]
    parents: dict[str, str] = {}

    def top(node: str) -> str:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    directories = {os.path.dirname(file.path) for file in changed if _is_package_json(file)}
    loose = {one.sdk for file in changed for one in _loose(file)}
    for file in changed:
        own = f"file {file.path}"
        for client in _clients(file, directories, loose):
            parents[top(client)] = top(own)
        top(own)
    numbers: dict[str, int] = {}
    return {file.path: numbers.setdefault(top(f"file {file.path}"), len(numbers) + 1) for file in changed}


def _loose(file: FileResult) -> Iterator[Finding]:
    """Yield what does not tell its client: what a test puts in its place, and what passes it on by name alone."""
    is_told = any(one.client or one.kind is Kind.MANIFEST for one in file.findings)
    yield from (one for one in file.findings if one.kind is Kind.MOCK or not is_told)


def _clients(file: FileResult, directories: set[str], loose: set[str]) -> Iterator[str]:
    family = _family(file)
    if family != "javascript":
        yield f"family {family}"
        return
    for finding in file.findings:
        if finding.kind is Kind.SNIPPET or finding.client.startswith("global "):
            yield "client global"
        elif finding.client:
            yield f"client {finding.client}"
        if finding.sdk in loose:
            yield f"sdk {finding.sdk}"
    # The package.json above a file installs what it imports; one further up may do so too.
    directory = os.path.dirname(file.path)
    while True:
        if directory in directories:
            yield f"package {directory}"
        if not directory:
            return
        directory = os.path.dirname(directory)


def _is_package_json(file: FileResult) -> bool:
    return os.path.basename(file.path) == "package.json"


def _family(file: FileResult) -> str:
    name = os.path.basename(file.path)
    if name == "package.json":
        return "javascript"
    if name.endswith((".py", ".pyi", ".txt", ".in")) or name in PYTHON_MANIFESTS:
        return "python"
    if name.endswith(APPLE):
        return "apple"
    if name.endswith(JVM):
        return "jvm"
    return "javascript"
