"""The dependencies of Gradle's build files, in Groovy and Kotlin, and the constants that name them.

Sources: docs.gradle.org declaring_dependencies, dependency_constraints, platforms (version catalogs), and
dependency_versions; Maven coordinates in strings, with maps, and by position. A constant may be a variable of a build
file, an entry of a map in ``ext``, or a member of a class in ``buildSrc``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from segment_to_amplitude.manifests.gradle_tokens import Script, Token
from segment_to_amplitude.manifests.jvm_artifacts import Artifact, is_segment_group, role_of
from segment_to_amplitude.manifests.jvm_dependency import (
    MANAGED,
    Coordinates,
    JvmDependency,
    Place,
    Site,
    VersionDefinition,
    VersionPlace,
)
from segment_to_amplitude.source.span import Span

BUILD_SOURCES = frozenset({"buildSrc", "build-logic", "buildLogic", "build-src", "convention-plugins"})
"""Directories with the code of the build itself, which is for all that stands beside them."""
CONSTRAINTS = b"constraints"
BLOCKS = (b"dependencies", CONSTRAINTS)
RICH_LEFT = "its version is written in a form that is not changed"
KEYS = (b"group", b"name", b"version", b"module")

_COORDINATES = re.compile(
    rb"(?P<both>(?P<group>[\w.-]+):(?P<name>[\w.-]+))"
    rb"(?P<rest>:(?P<version>(?:\$\{[^{}]*\}|\$[A-Za-z_][\w.]*|[^:@$\s])*))?(?P<dropped>(?::[\w.-]+)?(?:@\w+)?)"
)
_REFERENCE = re.compile(rb"\$\{?\s*(?P<name>[A-Za-z_][\w.]*)(?:\(\)|\.get\(\))?\s*\}?")
_VERSION = re.compile(rb"[\w.+\[\](), !-]*\d[\w.+\[\](), !-]*|\+|latest\.\w+")


@dataclass(slots=True)
class GradleReading:
    """What a file says: dependencies of Segment's, and all that others may be named by."""

    script: Script
    directory: str
    dependencies: list[JvmDependency] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    """What is asked for by an accessor."""
    named: set[tuple[str, Artifact]] = field(default_factory=set)
    """Artifacts that are asked for, with the configuration."""
    versions: list[VersionDefinition] = field(default_factory=list)
    is_android: bool = False


def directory_of(path: str) -> str:
    """The directory whose sources a build file or constant is for."""
    parts = path.split("/")[:-1]
    for at, part in enumerate(parts):
        if part in BUILD_SOURCES:
            return "/".join(parts[:at])
    return "/".join(parts)


def language_of(path: str) -> str:
    """Name the language of a file for the report."""
    if path.endswith((".kt", ".kts")):
        return "kotlin"
    return "java" if path.endswith(".java") else "groovy"


def read_gradle(path: str, data: bytes) -> GradleReading:
    """Read a build file, or a class of the build."""
    script = Script(path, data)
    reading = GradleReading(script, directory_of(path))
    reader = _Reader(script, reading)
    for index, token in enumerate(script.tokens):
        if token.kind == "string":
            reader.string(index, token)
        elif token.kind == "name":
            reader.accessor(index)
    text = script.code
    reading.is_android = bool(re.search(rb"\bcom\.android\.|^\s*android\s*\{|\bandroid\s*\{", text))
    return reading


class _Reader:
    def __init__(self, script: Script, reading: GradleReading) -> None:
        self.script = script
        self.reading = reading
        self.language = language_of(script.path)
        singles = sum(1 for token in script.tokens if token.kind == "string" and script.data[token.span.start] == 39)
        doubles = sum(1 for token in script.tokens if token.kind == "string" and script.data[token.span.start] == 34)
        self.quote = b"'" if self.language == "groovy" and singles > doubles else b'"'

    # --- strings -----------------------------------------------------------------------------------------------------

    def string(self, index: int, token: Token) -> None:
        name = self._assigned_name(index)
        if name and _VERSION.fullmatch(token.text) and b":" not in token.text:
            *qualifiers, last = name
            self.reading.versions.append(
                VersionDefinition(
                    self.script.path,
                    self.language,
                    last,
                    tuple(qualifiers),
                    token.inner,
                    token.text.decode(),
                    Span(token.span.start, token.span.start),
                )
            )
        coordinates = self._coordinates(index, token)
        if coordinates is None:
            if self._is_mention(index, token):
                self._mention(token)
            return
        brace = self._dependency_block(index)
        site = self._site(index, brace, coordinates) if brace is not None else None
        if site is not None:
            self.reading.named.add((site.configuration, coordinates.artifact))
        if role_of(coordinates.artifact) is None:
            return
        self.reading.dependencies.append(
            JvmDependency(
                self.script.path,
                self.language,
                coordinates,
                coordinates.both or coordinates.group or token.span,
                site.place.whole if site is not None else token.span,
                site,
                () if site is not None else name,
                place=self._definition(index) if site is None and name else None,
                why_left=RICH_LEFT if self._version_parts(index) and self._rich_version(index) is None else "",
            )
        )

    def _coordinates(self, index: int, token: Token) -> Coordinates | None:
        found = _COORDINATES.fullmatch(token.text)
        if found is not None:
            return self._in_one_string(index, token, found)
        if not is_segment_group(token.text.decode("utf-8", "replace")):
            if not re.fullmatch(rb"[\w.-]+", token.text) or self._key_of(index) != b"group":
                return None
        return self._in_parts(index, token)

    def _in_one_string(self, index: int, token: Token, found: re.Match[bytes]) -> Coordinates:
        start = token.inner.start

        def span(group: str) -> Span:
            return Span(start + found.start(group), start + found.end(group))

        artifact = Artifact(found["group"].decode(), found["name"].decode())
        dropped = (span("dropped"),) if found["dropped"] else ()
        if found["rest"] is None:
            end = span("both").end
            version = self._rich_version(index) or VersionPlace(Span(end, end), prefix=b":")
        elif found["version"]:
            version = self._version(found["version"], span("version"))
        elif (plus := self.script[index + 1]) is not None and plus.is_mark(b"+"):
            version = self._concatenated(index + 1, token)
        else:
            version = VersionPlace(span("version"))
        return Coordinates(artifact, version, both=span("both"), dropped=dropped)

    def _rich_version(self, index: int) -> VersionPlace | None:
        """The one literal of ``version { strictly("…") }`` in the closure of a dependency."""
        parts = self._version_parts(index)
        literals = [token for token in parts if token.kind == "string"]
        if len(parts) != 2 or len(literals) != 1 or not _VERSION.fullmatch(literals[0].text):
            return None
        return VersionPlace(literals[0].inner, literals[0].text.decode())

    def _version_parts(self, index: int) -> list[Token]:
        """The names and values of the ``version`` in the closure of a dependency."""
        brace = self._dependency_block(index)
        if brace is None:
            return []
        first, last = self.script.statement(index, brace)
        closure = self._closure(first, last)
        tokens = self.script.tokens
        for at in range(closure + 1, last) if closure is not None else ():
            opening = self.script[at + 1]
            if tokens[at].is_name(b"version") and opening is not None and opening.is_mark(b"{"):
                return [one for one in tokens[at + 2 : opening.partner] if one.kind in ("name", "string", "number")]
        return []

    def _concatenated(self, plus: int, token: Token) -> VersionPlace:
        """The version of ``"group:name:" + version``."""
        end = plus
        while (following := self.script[end + 1]) is not None and (
            following.kind in ("name", "number", "string") or following.is_mark(b".")
        ):
            end += 1
        last = self.script.tokens[end]
        text = self.script.data[self.script.tokens[plus].span.end : last.span.end].strip()
        *qualifiers, name = text.split(b".")
        quote = self.script.data[token.inner.end : token.span.end]
        is_plain = re.fullmatch(rb"[A-Za-z_][\w.]*", text) is not None
        return VersionPlace(
            Span(token.inner.end, last.span.end),
            reference=name.decode() if is_plain else "",
            qualifier=qualifiers[-1].decode() if qualifiers and is_plain else "",
            suffix=quote,
        )

    @staticmethod
    def _version(text: bytes, span: Span) -> VersionPlace:
        if b"$" not in text:
            return VersionPlace(span, text.decode("utf-8", "replace"))
        found = _REFERENCE.fullmatch(text)
        if found is None:
            return VersionPlace(span)
        *qualifiers, name = found["name"].decode().split(".")
        return VersionPlace(span, reference=name, qualifier=qualifiers[-1] if qualifiers else "")

    def _in_parts(self, index: int, token: Token) -> Coordinates | None:
        """``group: "g", name: "a", version: "v"``, in any order, and ``("g", "a", "v")``."""
        if self._key_of(index) == b"group":
            parts = {key: at for at, key in self._keys_beside(index)}
            name = parts.get(b"name", parts.get(b"module"))
            if name is None or b"module" in parts:
                return None
            version = parts.get(b"version")
        else:
            following = self._following_strings(index)
            if not following:
                return None
            name, version = following[0], following[1] if len(following) > 1 else None
        named = self.script.tokens[name]
        if named.kind != "string" or b"$" in named.text:
            return None
        artifact = Artifact(token.text.decode(), named.text.decode("utf-8", "replace"))
        place = self._part_version(version) if version is not None else None
        if place is None:
            separator = b": " if self.language == "groovy" else b" = "
            quote = self.script.data[named.inner.end : named.span.end]
            prefix = b", version" + separator + quote if self._key_of(index) else b", " + quote
            place = VersionPlace(Span(named.span.end, named.span.end), prefix=prefix, suffix=quote)
        return Coordinates(artifact, place, group=token.inner, name=named.inner)

    def _part_version(self, index: int) -> VersionPlace:
        token = self.script.tokens[index]
        if token.kind == "string":
            return self._version(token.text, token.inner)
        end = index
        while (following := self.script[end + 1]) is not None and (following.kind == "name" or following.is_mark(b".")):
            end += 1
        span = Span(token.span.start, self.script.tokens[end].span.end)
        *qualifiers, name = self.script.data[span.start : span.end].decode("utf-8", "replace").split(".")
        return VersionPlace(
            span,
            reference=name if token.kind == "name" else "",
            qualifier=qualifiers[-1] if qualifiers else "",
            prefix=self.quote,
            suffix=self.quote,
        )

    def _key_of(self, index: int) -> bytes:
        """The key before a value: ``group:`` in Groovy, ``group =`` in Kotlin."""
        mark, key = self.script[index - 1], self.script[index - 2]
        if mark is None or key is None or not mark.is_mark(b":", b"="):
            return b""
        return key.text if key.is_name(*KEYS) else b""

    def _keys_beside(self, index: int) -> Iterator[tuple[int, bytes]]:
        """Yield the values of the keys in the same brackets and statement, with these."""
        opener = self.script.tokens[index].opener
        braces = [at for at, _ in self.script.blocks_around(index)]
        first, last = self.script.statement(index, braces[0] if braces else -1)
        for at in range(first, last + 1):
            if self.script.tokens[at].opener == opener and at - 2 >= first and (key := self._key_of(at)):
                yield at, key

    def _following_strings(self, index: int) -> list[int]:
        found: list[int] = []
        opening = self.script[index - 1]
        if opening is None or not opening.is_mark(b"("):
            return found
        while (comma := self.script[index + 1]) is not None and comma.is_mark(b","):
            index = self.script.after(index + 1)
            token = self.script[index]
            if token is None or token.kind not in ("string", "name"):
                break
            found.append(index)
        return found

    # --- what stands around ------------------------------------------------------------------------------------------

    def _dependency_block(self, index: int) -> int | None:
        """The brace of the ``dependencies`` that a token stands in as an argument, not in a closure of its own."""
        for brace, name in self.script.blocks_around(index):
            return brace if name in BLOCKS else None
        return None

    def _site(self, index: int, brace: int, coordinates: Coordinates | None) -> Site | None:
        first, last = self.script.statement(index, brace)
        tokens = self.script.tokens
        head = tokens[first]
        if head.kind not in ("name", "string") or first == index:
            return None
        is_constraint = self.script.block_name(brace) == CONSTRAINTS
        configuration = MANAGED if is_constraint else head.text.decode("utf-8", "replace")
        start, end = self._argument(index, coordinates)
        if self._is_listed(index, first, last, coordinates):
            element = Span(tokens[start].span.start, tokens[end].span.end)
            place = Place(self.script.document, element, element, is_element=True)
        else:
            closure = self._closure(first, last)
            whole = Span(head.span.start, tokens[last].span.end)
            if closure is None:
                span = whole
            else:
                before = closure - 1
                while tokens[before].kind == "newline" or tokens[before].is_mark(b","):
                    before -= 1
                span = Span(head.span.start, tokens[before].span.end)
            place = Place(self.script.document, span, whole)
        argument = Span(tokens[start].span.start, tokens[end].span.end)
        return Site(self.script.path, self.reading.directory, configuration, place, argument, quote=self.quote)

    def _argument(self, index: int, coordinates: Coordinates | None) -> tuple[int, int]:
        """First and last token of what names the artifact."""
        tokens = self.script.tokens
        if coordinates is None:
            first = index
            while first >= 2 and tokens[first - 1].is_mark(b".") and tokens[first - 2].kind == "name":
                first -= 2
            last = index
            while (dot := self.script[last + 1]) is not None and dot.is_mark(b".") and last + 2 < len(tokens):
                last += 2
            opening = self.script[last + 1]
            if opening is not None and opening.is_mark(b"(") and opening.partner == last + 2:
                last += 2
            return first, last
        if coordinates.both is None:
            keys = [at for at, _ in self._keys_beside(index)]
            if keys:
                return min(keys) - 2, max([*keys, *(self._end_of_value(at) for at in keys)])
            return index, max([index, *self._following_strings(index)])
        end = index
        if coordinates.version is not None and coordinates.version.span.end > tokens[index].span.end:
            while tokens[end].span.end < coordinates.version.span.end:
                end += 1
        return index, end

    def _end_of_value(self, index: int) -> int:
        while (dot := self.script[index + 1]) is not None and dot.is_mark(b"."):
            index += 2
        return index

    def _is_listed(self, index: int, first: int, last: int, coordinates: Coordinates | None) -> bool:
        """Tell whether a statement asks for several artifacts, with commas between them."""
        tokens = self.script.tokens
        opener = tokens[index].opener
        if coordinates is not None and coordinates.both is None and self._key_of(index):
            opener_token = self.script[opener]
            return opener_token is not None and opener_token.is_mark(b"[") and self._has_comma(opener, first, last)
        if coordinates is not None and coordinates.both is None:
            return False
        return any(
            tokens[at].is_mark(b",") and tokens[at].opener == opener and not self._is_before_closure(at)
            for at in range(first, last + 1)
        )

    def _has_comma(self, bracket: int, first: int, last: int) -> bool:
        """Tell whether more stands beside a bracket."""
        outer = self.script.tokens[bracket].opener
        return any(
            self.script.tokens[at].is_mark(b",") and self.script.tokens[at].opener == outer
            for at in range(first, last + 1)
        )

    def _is_before_closure(self, comma: int) -> bool:
        following = self.script[self.script.after(comma)]
        return following is not None and following.is_mark(b"{")

    def _closure(self, first: int, last: int) -> int | None:
        """The brace of a closure at the end of a statement."""
        token = self.script.tokens[last]
        return token.partner if token.is_mark(b"}") and token.partner > first else None

    def _assigned_name(self, index: int) -> tuple[str, ...]:
        """The name that a string is given, with what it stands in: ``val x =``, ``ext.x =``, ``x:``, ``extra(``."""
        tokens = self.script.tokens
        at = index - 1
        if at >= 1 and tokens[at].is_mark(b"(") and tokens[at - 1].is_name(b"extra", b"lazy"):
            at -= 1
            while at >= 1 and ((tokens[at].kind == "name" and tokens[at].text != b"by") or tokens[at].is_mark(b".")):
                at -= 1
            name = self.script[at - 1]
            return (name.text.decode(),) if tokens[at].is_name(b"by") and name is not None else ()
        if at < 1 or not tokens[at].is_mark(b"=", b":"):
            if at >= 2 and tokens[at].is_mark(b",") and tokens[at - 1].kind == "string":
                is_set = tokens[at - 2].is_mark(b"(") and tokens[at - 3].is_name(b"set", b"ext")
                return (tokens[at - 1].text.decode("utf-8", "replace"),) if is_set else ()
            return ()
        at -= 1
        if tokens[at].is_mark(b"]") and tokens[at - 1].kind == "string":
            return (tokens[at - 1].text.decode("utf-8", "replace"),)
        if tokens[at].kind == "string":
            return (*self._holder(index), tokens[at].text.decode("utf-8", "replace"))
        if tokens[at].kind != "name":
            return ()
        if at >= 2 and tokens[at - 1].is_mark(b":") and tokens[at - 2].kind == "name":
            # ``val x: String = "…"``
            at -= 2
        if tokens[at].is_name(*KEYS) and self._dependency_block(index) is not None:
            return ()
        written = [part.decode("utf-8", "replace") for part in self.script.name_ending_at(at)]
        return tuple(written) if len(written) > 1 else (*self._holder(index), *written)

    def _holder(self, index: int) -> tuple[str, ...]:
        """The class, map or block that a name stands in."""
        at = self.script.tokens[index].opener
        if at < 0:
            return ()
        tokens = self.script.tokens
        if tokens[at].is_mark(b"[", b"("):
            mark = self.script[at - 1]
            if mark is not None and mark.is_mark(b"="):
                return tuple(part.decode("utf-8", "replace") for part in self.script.name_ending_at(at - 2)[-1:])
            return ()
        name = self.script.block_name(at)
        return (name.decode("utf-8", "replace"),) if name else ()

    def _definition(self, index: int) -> Place:
        braces = [at for at, _ in self.script.blocks_around(index)]
        tokens = self.script.tokens
        opener = tokens[index].opener
        if opener >= 0 and tokens[opener].is_mark(b"[", b"("):
            start = index
            while start > opener + 1 and not tokens[start - 1].is_mark(b",") and tokens[start - 1].kind != "newline":
                start -= 1
            span = Span(tokens[start].span.start, tokens[index].span.end)
            return Place(self.script.document, span, span, is_element=True)
        first, last = self.script.statement(index, braces[0] if braces else -1)
        span = Span(tokens[first].span.start, tokens[last].span.end)
        return Place(self.script.document, span, span)

    # --- accessors and mentions --------------------------------------------------------------------------------------

    def accessor(self, index: int) -> None:
        """A dotted name that is given to a configuration; the last part is read, with those before it."""
        following = self.script[index + 1]
        if following is not None and following.is_mark(b".", b":", b"="):
            is_get = following.is_mark(b".") and (last := self.script[index + 2]) is not None and last.is_name(b"get")
            if not is_get:
                return
        previous = self.script[index - 1]
        if self.script.tokens[index].is_name(b"get") and previous is not None and previous.is_mark(b"."):
            return
        if following is not None and following.is_mark(b"(", b"{"):
            return
        brace = self._dependency_block(index)
        if brace is None:
            return
        first, _ = self.script.statement(index, brace)
        parts = self.script.name_ending_at(index)
        if first == index or first > index - 2 * (len(parts) - 1) - 1:
            return
        site = self._site(index, brace, None)
        if site is not None:
            names = tuple(part.decode("utf-8", "replace") for part in parts)
            self.reading.sites.append(
                Site(site.path, site.directory, site.configuration, site.place, site.argument, names, self.quote)
            )

    def _is_mention(self, index: int, token: Token) -> bool:
        if not token.text.startswith((b"com.segment.", b"com.github.segmentio")):
            return False
        return self._key_of(index) not in (b"name", b"module") and re.fullmatch(rb"[\w.:-]+", token.text) is not None

    def _mention(self, token: Token) -> None:
        group = token.text.split(b":")[0].decode("utf-8", "replace")
        self.reading.dependencies.append(
            JvmDependency(
                self.script.path,
                self.language,
                Coordinates(Artifact(group, ""), None),
                token.inner,
                token.span,
                why_left="it is written in a form that is not changed",
            )
        )
