"""Read a call of one of Segment's SDKs for Apple platforms as a call of Segment's specification.

Source: sdk-facts/segment.md §7, §8; semantics.md §1, §4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.apple.call_site import CallSite
from segment_to_amplitude.languages.apple.invocations import Argument, Invocation, real
from segment_to_amplitude.languages.apple.values import ValueReader
from segment_to_amplitude.languages.apple.values_objc import ObjCValueReader
from segment_to_amplitude.segment import apple_sdks as sdk
from segment_to_amplitude.segment import calls
from segment_to_amplitude.segment.calls import Options, SegmentCall
from segment_to_amplitude.source.value import Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node


IDENTITY = re.compile(r"\{\s*(?:(?:return\s+)?\$0|\(?(\w+)\)?\s+in\s+(?:return\s+)?\1)\s*\}")


@dataclass(frozen=True, slots=True)
class Read:
    """What a call says, or why it cannot be read; ``arguments`` by the label that they were given with."""

    values: ValueReader | ObjCValueReader
    call: SegmentCall | None = None
    refusal: Reason | None = None
    arguments: dict[str, Argument] = field(default_factory=dict)


class _Refused(Exception):
    """The call cannot be read."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)


def read_call(site: CallSite) -> Read:
    """Read one call by the SDK of its client."""
    reader = _CallReader(site)
    try:
        return Read(reader.values, reader.read(), arguments=reader.given)
    except _Refused as refused:
        return Read(reader.values, refusal=refused.reason, arguments=reader.given)


class _CallReader:
    def __init__(self, site: CallSite) -> None:
        self.site = site
        self.program = site.program
        is_swift = site.program.is_swift
        self.values: ValueReader | ObjCValueReader = (
            ValueReader(site.resolver, site.program) if is_swift else ObjCValueReader(site.program, site.resolver)
        )
        self.given: dict[str, Argument] = {}

    def read(self) -> SegmentCall:
        call = self.site.invocation
        if call.name not in sdk.METHODS[self.site.sdk]:
            return calls.Other(call.name)
        self._take(call, sdk.METHODS[self.site.sdk][call.name])
        options = self._options()
        if self.site.sdk == sdk.SWIFT:
            return self._swift(call.name)
        match call.name:
            case "track":
                return calls.Track(self._value(""), self._payload("properties"), options=options)
            case "identify":
                return calls.Identify(self._value(""), self._payload("traits"), options=options)
            case "screen":
                return self._screen(self._value(""), options)
            case "group":
                return calls.Group(self._value(""), self._payload("traits"), options=options)
            case "alias":
                return calls.Alias(self._value(""), None, changes_user=True, options=options)
            case "flush":
                return calls.Flush()
            case "reset":
                return calls.Reset()
            case "getAnonymousId":
                return calls.IdentityRead("anonymousId")
            case _:
                return calls.Enable(call.name == "enable")

    def _swift(self, name: str) -> SegmentCall:
        match name:
            case "track":
                return calls.Track(self._value("name"), self._payload("properties"))
            case "identify":
                return calls.Identify(self._value("userId"), self._payload("traits"))
            case "screen":
                return self._screen(self._value("title"), Options())
            case "group":
                return calls.Group(self._value("groupId"), self._payload("traits"))
            case "alias":
                return calls.Alias(self._value("newId"), None, changes_user=True)
            case "flush":
                if "completion" in self.given or self.site.invocation.trailing:
                    raise _Refused("flush-callback")
                return calls.Flush()
            case _:
                return calls.Reset()

    def _take(self, call: Invocation, labels: tuple[str, ...]) -> None:
        """The arguments by label, in the order that the method has."""
        position = 0
        for one in call.arguments:
            if one.label not in labels[position:]:
                raise _Refused("argument-ambiguous", "arguments that the method does not take")
            position = labels.index(one.label) + 1
            self.given[one.label] = one
        enrichments = self.given.get("enrichments")
        closures = list(call.trailing) if call.name != "flush" else []
        if enrichments is not None and not self.values.read(enrichments.value).is_nothing:
            is_list = enrichments.value.type == "array_literal"
            closures += real(enrichments.value) if is_list else [enrichments.value]
        if not all(self._is_identity(one) for one in closures):
            raise _Refused("enrichment")

    def _is_identity(self, closure: Node) -> bool:
        """Tell whether an enrichment gives back the event as it came."""
        return IDENTITY.fullmatch(self.program.text(closure)) is not None

    def _value(self, label: str) -> Value | None:
        return self.values.read(self.given[label].value) if label in self.given else None

    def _screen(self, name: Value | None, options: Options) -> SegmentCall:
        return calls.Screen(
            self._value("category"), name, self._payload("properties"), adds_names=False, options=options
        )

    def _options(self) -> Options:
        """Analytics-iOS reads ``context`` and ``integrations`` of the dictionary, and no more."""
        value = self._value("options")
        if value is None or value.is_nothing:
            return Options()
        if value.kind is not ValueKind.OBJECT:
            return Options(unreadable=value)
        found: dict[str, Value] = {}
        for entry in value.entries:
            if entry.key not in ("context", "integrations"):
                return Options(unreadable=value)
            found[entry.key] = entry.value
        return Options(context=found.get("context"), integrations=found.get("integrations"))

    def _payload(self, label: str) -> Value | None:
        """Properties or traits; nothing where they are empty."""
        argument = self.given.get(label)
        if argument is None:
            return None
        code = "traits-not-readable" if label == "traits" else "properties-not-readable"
        value = self.values.read(argument.value)
        if value.is_nothing:
            return None
        if value.kind not in (ValueKind.OBJECT, ValueKind.EXPRESSION):
            raise _Refused(code)
        if (found := next(self._unsendable(value), None)) is not None:
            raise _Refused(code, f"`{found}`, which Segment's library sends as text")
        if value.kind is ValueKind.OBJECT:
            return value if value.entries else None
        self._check_whole(argument.value, value, code)
        return value

    def _check_whole(self, node: Node, value: Value, code: str) -> None:
        """analytics-swift also takes what can be encoded, which Amplitude's SDK does not."""
        kind = self.values.type_of(node)
        if self.site.sdk == sdk.SWIFT and (kind is None or kind.name != "Dictionary"):
            shown = self.program.text(node)
            detail = f"`{shown}`" if len(shown) <= 40 else "the argument"
            raise _Refused(code, f"{detail} is not certainly a dictionary")
        is_name = (
            node.type == "simple_identifier" and "groupId" not in self.given and self.site.invocation.name != "group"
        )
        if code == "traits-not-readable" and value.may_be_missing and not is_name:
            raise _Refused(code, "they may be nil")
        if kind is not None and kind.arguments and kind.arguments[-1].is_optional:
            raise _Refused(code, "their values may be nil")

    def _unsendable(self, value: Value) -> Iterator[str]:
        for one in (*(entry.value for entry in value.entries), *value.elements):
            node = self.program.root.descendant_for_byte_range(one.span.start, one.span.end)
            if node is not None and one.kind is ValueKind.EXPRESSION and self.values.unsendable(node):
                yield self.program.text(node)
            yield from self._unsendable(one)
