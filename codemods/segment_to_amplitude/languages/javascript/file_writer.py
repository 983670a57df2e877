"""Rewrite the references of one file, each by its role."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript.call_rewrites import CallRewrites
from segment_to_amplitude.languages.javascript.clients import Form, Group
from segment_to_amplitude.languages.javascript.import_settlement import ImportSettlement
from segment_to_amplitude.languages.javascript.outcome import Outcome
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.shapes import (
    is_broken,
)
from segment_to_amplitude.languages.javascript.syntax import span_of
from segment_to_amplitude.languages.javascript.write import Unwritable
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    pass


class FileWriter(CallRewrites, ImportSettlement):
    """Writes one file."""

    def write(self, group_of: Callable[[Item], Group | None], *, is_loader_here: bool) -> None:
        """Work out what becomes of every reference."""
        self.is_loader_here = is_loader_here
        for item in self.items:
            group = group_of(item)
            try:
                outcome = self._write(item, group)
            except Unwritable as problem:
                outcome = Outcome((problem.reason,))
            except RecursionError:
                outcome = Outcome((Reason("reference-unclear", "nested too deeply"),))
            if self.program.errors and not outcome.absorbed and is_broken(item.call or item.reference.leaf):
                outcome = Outcome((Reason("reference-unclear", "the code around it does not parse"),))
            if not outcome.covers:
                outcome.covers = (self._cover(item),)
            self.outcomes[id(item)] = outcome if outcome.absorbed else self.asked(item, outcome)
        self._cover_declarations()
        self._absorb_owned()
        self._refuse_lost_references()

    def _write(self, item: Item, group: Group | None) -> Outcome:
        match item.role:
            case Role.SDK_IMPORT:
                return self._sdk_import(item, group)
            case Role.SDK_USE:
                return self._sdk_use(item, group)
            case Role.TYPE:
                return self._type(item, group)
        if group is None:
            return Outcome((Reason("reference-unclear"),))
        if group.is_own and item.role is not Role.CALL:
            return self._own_name(item)
        match item.role:
            case Role.CONSTRUCTION:
                return self._construction(item, group)
            case Role.CALL:
                return self._call(item, group)
            case Role.IDENTITY:
                return self._identity(item, group)
            case Role.METHOD_REFERENCE:
                return self._method_reference(item, group)
            case Role.DECLARATION:
                return self._declaration(item, group)
            case Role.OWN_IMPORT:
                return self._own_import(item, group)
            case Role.EXPORT:
                return self._export(item, group)
            case Role.GUARD:
                if group.form is Form.GLOBAL and group.is_split and self._guards_stuck(item):
                    return Outcome((Reason("segment-stays"),))
                return Outcome(safe_code="guard-follows", rewrites=self._renames(item, group))
            case Role.HANDED_ON:
                return self._handed_on(item, group)
            case Role.ASSIGNED:
                return self._assigned(item, group)
            case Role.MEMBER_ASSIGNED:
                return self._member_assigned(item, group)
            case Role.ESCAPE:
                return self._escape(item, group)
            case _:
                return Outcome((Reason("reference-unclear"),))

    def _cover(self, item: Item) -> Span:
        if item.call is not None:
            return span_of(item.call)
        if item.role in (Role.CONSTRUCTION, Role.MEMBER_ASSIGNED) and item.node is not None:
            return span_of(item.node)
        return span_of(item.reference.expression)

    def _refuse_lost_references(self) -> None:
        """A rewrite that would leave out another reference is refused."""
        for item in self.items:
            outcome = self.outcomes[id(item)]
            if item.role not in (Role.CALL, Role.IDENTITY, Role.CONSTRUCTION):
                continue
            for rewrite in outcome.rewrites:
                for other in self.items:
                    span = span_of(other.reference.leaf)
                    if other is item or not rewrite.span.contains(span) or self.outcomes[id(other)].absorbed:
                        continue
                    if self.outcomes[id(other)].is_link:
                        continue
                    if not any(isinstance(part, Span) and part.contains(span) for part in rewrite.parts):
                        self.outcomes[id(item)] = Outcome((Reason("nested-reference"),), covers=outcome.covers)
