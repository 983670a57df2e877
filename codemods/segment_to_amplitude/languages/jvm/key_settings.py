"""Where a project keeps the key of its client: the setting that is to be given Amplitude's API key.

The name of a setting stays, for build files, CI and other people's machines may give it its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm.index import Declaration, modifiers_of
from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.resolve import Resolver
from segment_to_amplitude.mapping.keys import PLACEHOLDER, key_name
from segment_to_amplitude.project.sources import Sources
from segment_to_amplitude.source.document import line_starts, position

if TYPE_CHECKING:
    from tree_sitter import Node

WRITE_KEY = "analytics_write_key"
"""The string resource that ``Analytics.with(context)`` reads the write key from."""
BUILD_CONFIG = re.compile(r"\bBuildConfig\s*\.\s*(\w+)")
STRING_RESOURCE = re.compile(r"\bR\s*\.\s*string\s*\.\s*(\w+)")
NAMESPACE = re.compile(rb"(?m)^\s*namespace\s*=?\s*[\"']([\w.]+)[\"']")
PACKAGE = re.compile(rb"<manifest\b[^>]*?\bpackage\s*=\s*[\"']([\w.]+)[\"']")
VALUE = re.compile(
    r"@(?:\w+:)?(?:Value|Property|ConfigProperty|Named)\b[^\"]*\"(?:\\?\$\{)?([\w.:-]+?)(?::[^}\"]*)?\}?\""
)
"""Annotations of Spring, Micronaut and MicroProfile that name a property of the configuration."""
BUILD_FILES = (".gradle", ".gradle.kts", ".groovy", ".properties")


@dataclass(frozen=True, slots=True)
class ResourceKey:
    """A string resource of an app that holds the key."""

    namespace: str
    """The package of the class ``R``."""
    place: str
    """Where it is given its value."""

    def text(self, context: str) -> str:
        """The code that reads it; ``context`` is empty in a class that is one itself."""
        return f"{context}{'.' if context else ''}getString(R.string.{WRITE_KEY})"

    def imported(self, package: str) -> str | None:
        """The class that a file of a package has to import for it."""
        return f"{self.namespace}.R" if package != self.namespace else None


def resource_key(sources: Sources, module: str) -> ResourceKey | None:
    """The resource that ``Analytics.with(context)`` reads, where a module holds it and the package of ``R`` shows."""
    places = list(_resources(sources, WRITE_KEY, module))
    namespace = _namespace(sources, module)
    return ResourceKey(namespace, _listed(places)) if places and namespace is not None else None


def _namespace(sources: Sources, module: str) -> str | None:
    start = f"{module}/" if module else ""
    for name in ("build.gradle.kts", "build.gradle"):
        if found := NAMESPACE.search(_read(sources, f"{start}{name}")):
            return found[1].decode()
    found = PACKAGE.search(_read(sources, f"{start}src/main/AndroidManifest.xml"))
    return found[1].decode() if found else None


def _read(sources: Sources, path: str) -> bytes:
    return sources.manifest(path) if path in sources.discovery.jvm_manifests else b""


def _places(sources: Sources, endings: tuple[str, ...], pattern: re.Pattern[bytes], module: str = "") -> Iterator[str]:
    """``path:line`` of what manifests say; those of other modules count only where none is named."""
    for path in sources.discovery.jvm_manifests:
        if path.endswith(endings) and (not module or path.startswith(f"{module}/")):
            data = sources.manifest(path)
            for found in pattern.finditer(data):
                line, _ = position(data, line_starts(data), found.start())
                yield f"{path}:{line}"


def _resources(sources: Sources, name: str, module: str = "") -> Iterator[str]:
    quoted = re.escape(name.encode())
    yield from _places(
        sources, (".xml",), re.compile(rb"<string\b[^>]*?\bname\s*=\s*[\"']" + quoted + rb"[\"']"), module
    )
    pattern = re.compile(rb"\bresValue\b[^\n]*[\"']" + quoted + rb"[\"']")
    yield from _places(sources, BUILD_FILES, pattern, module)


def with_detail(reasons: Sequence[Reason], resource: ResourceKey | None) -> tuple[Reason, ...]:
    """Say where Amplitude's key is to be put in the place of one that Segment read from a resource."""
    if resource is not None:
        detail = f"the string resource `{WRITE_KEY}` is to hold it, which is set in {resource.place}"
    else:
        detail = f"the code has `{PLACEHOLDER}` where Segment read the string resource `{WRITE_KEY}`"
    return tuple(Reason("api-key", detail) if one.code == "api-key" else one for one in reasons)


class KeySettings:
    """Finds the setting behind a key, for the finding to name."""

    def __init__(self, resolver: Resolver, sources: Sources) -> None:
        self.resolver = resolver
        self.sources = sources

    def detail(self, program: Program, node: Node | None) -> str:
        """What to say of the key that a client is given; empty where the code says it all."""
        if node is None:
            return f"the code has `{PLACEHOLDER}`"
        text = program.text(node)
        if re.fullmatch(r'"[^"$]*"', text):
            return f"the code has `{PLACEHOLDER}` where the write key was"
        call = invocation_of(program, node)
        if call is not None and call.name == "getenv" and len(call.arguments) == 1:
            name = program.text(call.arguments[0].value).strip('"')
            new = key_name(name)
            return f"the variable `{new}` of the environment is read" + (
                f" in the place of `{name}`" if new != name else ""
            )
        return _said(" ".join(text.split()), self._set_in(program, node))

    def detail_beside(self, program: Program, node: Node | None) -> str:
        """What to say of the key of a client beside Segment's, whose own stays."""
        detail = f"the code has `{PLACEHOLDER}`"
        is_setting = node is not None and not re.fullmatch(r'"[^"$]*"', program.text(node))
        return (
            f"{detail}, as `{' '.join(program.text(node).split())}` stays Segment's" if node and is_setting else detail
        )

    def _set_in(self, program: Program, node: Node, depth: int = 0) -> list[str]:
        text = program.text(node)
        if found := BUILD_CONFIG.search(text):
            pattern = re.compile(rb"\bbuildConfigField\b[^\n]*[\"']" + re.escape(found[1].encode()) + rb"[\"']")
            return list(_places(self.sources, BUILD_FILES, pattern))
        if found := STRING_RESOURCE.search(text):
            return list(_resources(self.sources, found[1]))
        meant = self.resolver.evaluate(program, node)
        declaration = meant.declaration if meant is not None else None
        return self._declared(declaration, depth) if declaration is not None and depth < 4 else []

    def _declared(self, declaration: Declaration, depth: int) -> list[str]:
        """The annotation, the literal or the setting that a variable gets its value from."""
        program, whole = declaration.program, declaration.whole
        if whole is not None and (found := VALUE.search(modifiers_of(program, whole))):
            return [f"the property `{found[1]}`"]
        value = declaration.value
        if value is None:
            return []
        if re.fullmatch(r'"[^"$]*"', program.text(value)):
            line, _ = program.document.position(value.start_byte)
            return [f"{program.path}:{line}"]
        return self._set_in(program, value, depth + 1)


def _said(text: str, places: list[str]) -> str:
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    if not places:
        return f"`{shown}` is to hold it"
    return f"`{shown}` is to hold it, which is set in {_listed(places)}"


def _listed(places: list[str]) -> str:
    return ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
