"""Types of the package, and the parts of it that are no client."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.clients import Form, Group, provided_client
from segment_to_amplitude.languages.javascript.doubling import Doubling
from segment_to_amplitude.languages.javascript.meaning import Client, SdkMember, SdkModule
from segment_to_amplitude.languages.javascript.outcome import Outcome
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.shapes import (
    is_injected_by_class,
    is_private_field,
)
from segment_to_amplitude.languages.javascript.syntax import children, span_of, text_of
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node


PAYLOAD_TYPES = frozenset({"JsonMap", "Traits", "UserTraits", "GroupTraits", "EventProperties", "JSONObject"})
CLIENT_TYPES = {
    "browser": "Types.BrowserClient",
    "node": "Types.NodeClient",
    "node-classic": "Types.NodeClient",
    "react-native": "Types.ReactNativeClient",
    "react-native-classic": "Types.ReactNativeClient",
}


class TypeRewrites(Doubling):
    """Rewrites types and providers."""

    def _type(self, item: Item, group: Group | None) -> Outcome:
        leaf = item.reference.leaf
        meaning = item.reference.meaning
        if isinstance(meaning, Client):
            if group is None:
                return Outcome((Reason("reference-unclear"),))
            return self._global_type(item, group)
        whole = leaf
        if leaf.parent is not None and leaf.parent.type == "nested_type_identifier":
            whole = leaf.parent
        name = text_of(whole).rpartition(".")[2]
        if not isinstance(meaning, (SdkMember, SdkModule)):
            return Outcome((Reason("reference-unclear"),))
        if isinstance(meaning, SdkMember):
            name = meaning.name
        if group is not None and is_injected_by_class(whole):
            return Outcome((Reason("injected-by-class", f"`{name}`"),))
        if group is not None:
            keys = self._renamed_keys(whole, group)
            text = self._client_type(group)
            if text is None:
                return Outcome((Reason("sdk-use", f"`{name}`"),))
            if group.is_split and (member := self._double_member(item)) is not None:
                return Outcome((Reason("segment-stays"),), rewrites=(self._doubled_member(member, whole, text, keys),))
            rewrites = (Rewrite(span_of(whole), (text.encode(),)), *keys)
            return Outcome(safe_code="type-follows", rewrites=rewrites, covers=(span_of(whole),))
        if name in PAYLOAD_TYPES and any(other.role is Role.CALL and self._try(other).is_stuck for other in self.items):
            return Outcome((Reason("sdk-use", f"`{name}`"),))
        if name in PAYLOAD_TYPES:
            rewrite = Rewrite(span_of(whole), (b"Record<string, unknown>",))
            return Outcome((Reason("type-assumed", f"`{name}`"),), rewrites=(rewrite,))
        return Outcome((Reason("sdk-use", f"`{name}`"),))

    def _global_type(self, item: Item, group: Group) -> Outcome:
        """The global's declaration follows it; a type that lists Segment's methods gives way to Amplitude's."""
        renames = self._renames(item, group)
        annotation = syntax.field(item.node, "type") if item.node is not None else None
        inner = children(annotation) if annotation is not None else []
        text = self._client_type(group) if group.form is Form.GLOBAL else None
        if group.is_split and item.node is not None and (member := self._double_member(item)) is not None:
            written = Rewrite(span_of(inner[0]), (text.encode(),)) if inner and text is not None else None
            if inner and inner[0].type == "predefined_type":
                written = None
            changes = (*renames, written) if written is not None else renames
            return Outcome((Reason("segment-stays"),), rewrites=(self._doubled_with(member, changes),))
        if not inner or inner[0].type == "predefined_type" or text is None:
            return Outcome(safe_code="type-follows", rewrites=renames)
        rewrite = Rewrite(span_of(inner[0]), (text.encode(),))
        covers = (span_of(item.node),) if item.node is not None else ()
        return Outcome((Reason("type-assumed", f"`{text}`"),), rewrites=(*renames, rewrite), covers=covers)

    def _doubled_member(self, member: Node, whole: Node, text: str, keys: tuple[Rewrite, ...]) -> Rewrite:
        changes = [Rewrite(span_of(whole), (text.encode(),)), *keys]
        for other in self.items:
            leaf = other.reference.leaf
            if other.role is Role.DECLARATION and member.start_byte <= leaf.start_byte < member.end_byte:
                owner = self._group(other)
                changes += self._renames(other, owner) if owner is not None else ()
        return self._doubled_with(member, tuple(changes))

    def _doubled_with(self, member: Node, changes: tuple[Rewrite, ...]) -> Rewrite:
        """A member of a type a second time, with some of it changed."""
        data = self.program.data
        copy = b""
        position = member.start_byte
        for change in sorted(changes, key=lambda change: change.span):
            copy += data[position : change.span.start] + b"".join(p for p in change.parts if isinstance(p, bytes))
            position = change.span.end
        copy += data[position : member.end_byte]
        end = member.end_byte
        separator = data[end : end + 1] if data[end : end + 1] in (b";", b",") else b";"
        if data[end - 1 : end] == b";" or (member.type == "public_field_definition" and not self.style.semicolon):
            separator = b""
        newline = self.program.document.newline_at(end)
        indent = self.program.document.indent_at(member.start_byte)
        return Rewrite(Span(end, end), (separator + newline + indent + copy,))

    def _client_type(self, group: Group) -> str | None:
        if group.form is Form.GLOBAL:
            return f"typeof import({self.style.quote}{group.target.package}{self.style.quote})"
        name = CLIENT_TYPES.get(group.flavor)
        return self.file_imports(group).exported(name) if name is not None else None

    def _renamed_keys(self, whole: Node, group: Group) -> tuple[Rewrite, ...]:
        """The key of the interface member or field that a type belongs to, where it is renamed."""
        for around in syntax.ancestors(whole):
            if around.type in ("property_signature", "public_field_definition"):
                key = syntax.field(around, "name")
                name = syntax.property_name(key)
                if key is None or name is None:
                    return ()
                is_ours = (
                    name.startswith("$")
                    or (group.form is Form.GLOBAL and around.type == "property_signature")
                    or (around.type == "public_field_definition" and is_private_field(around))
                )
                new = self.clients.property_name(name) if is_ours else name
                if group.is_split and group.form is not Form.GLOBAL:
                    new = self.clients.second_name(name)
                return (Rewrite(span_of(key), (new.encode(),)),) if new != name else ()
            if around.type.endswith(("_statement", "_declaration", "_parameter")):
                return ()
        return ()

    def _sdk_import(self, item: Item, group: Group | None) -> Outcome:
        """Imports of the package are settled when everything else is."""
        return Outcome(absorbed=True)

    def _sdk_use(self, item: Item, group: Group | None) -> Outcome:
        if text_of(item.reference.leaf) == "AnalyticsProvider":
            return self._provider(item, group)
        return Outcome((Reason("sdk-use", f"`{item.what}`"),))

    def _provider(self, item: Item, group: Group | None) -> Outcome:
        """``<AnalyticsProvider client={…}>`` goes; its children stand alone, or in a fragment where they must."""
        tag = item.reference.leaf.parent
        assert tag is not None
        if group is None or group.is_split or self.clients.constructed(group.origin.sdk) > 1:
            return Outcome((Reason("sdk-use", f"`{item.what}`"),))
        reasons = (Reason("provider-removed"),)
        covers = (span_of(tag),)
        element = tag.parent
        if tag.type == "jsx_self_closing_element" or element is None:
            return Outcome(reasons, rewrites=(Rewrite(span_of(tag), (b"<></>",)),), covers=covers)
        is_opening = tag.type == "jsx_opening_element"
        inside = self._unwrapped(element)
        if inside is None:
            text = b"<>" if is_opening else b"</>"
            return Outcome(reasons, rewrites=(Rewrite(span_of(tag), (text,)),), covers=covers)
        if not is_opening:
            return Outcome(reasons, rewrites=(Rewrite(Span(inside.end, element.end_byte), ()),), covers=covers)
        opened = Rewrite(Span(element.start_byte, inside.start), ())
        return Outcome(reasons, rewrites=(opened, *self._dedented(element, inside)), covers=covers)

    def _unwrapped(self, element: Node) -> Span | None:
        """The children of an element that may stand in its place; None where they need a fragment."""
        tags = ("jsx_opening_element", "jsx_closing_element")
        listed = [child for child in children(element) if child.type not in tags]
        found = [child for child in listed if child.type != "jsx_text" or text_of(child).strip()]
        parent = element.parent
        is_nested = parent is not None and parent.type == "jsx_element"
        is_one = len(found) == 1 and found[0].type in ("jsx_element", "jsx_self_closing_element")
        if not found or not (is_nested or is_one) or any(child.type == "jsx_text" for child in found):
            return None
        lines = text_of(element).count("\n")
        if lines and any(token.count("\n") for token in re.findall(r"`[^`]*`", text_of(element))):
            return None
        if any(
            other.call is not None
            and other.call.start_point[0] != other.call.end_point[0]
            and element.start_byte <= other.call.start_byte < element.end_byte
            for other in self.items
        ):
            return None
        return Span(found[0].start_byte, found[-1].end_byte)

    def _dedented(self, element: Node, inside: Span) -> list[Rewrite]:
        """Move lines of children to where their parent stood."""
        document = self.program.document
        outer = document.indent_at(element.start_byte)
        indent = document.indent_at(inside.start)
        starts_line = document.line_start(inside.start) != document.line_start(element.start_byte)
        if not starts_line or not indent.startswith(outer) or indent == outer:
            return []
        surplus = indent[len(outer) :]
        found: list[Rewrite] = []
        position = self.program.data.find(b"\n", inside.start, inside.end)
        while position >= 0:
            start = position + 1
            if self.program.data.startswith(outer + surplus, start):
                found.append(Rewrite(Span(start, start + len(surplus)), ()))
            position = self.program.data.find(b"\n", start, inside.end)
        return found

    def _is_provided(self, leaf: Node) -> bool:
        """Tell whether a client stands in the attribute of a provider that goes."""
        for around in syntax.ancestors(leaf):
            if around.type in ("jsx_opening_element", "jsx_self_closing_element"):
                tag = syntax.field(around, "name")
                value = provided_client(tag) if tag is not None and text_of(tag) == "AnalyticsProvider" else None
                return value is not None and span_of(value).contains(span_of(leaf))
            if around.type.endswith(("_statement", "_declaration")):
                return False
        return False
