"""Segment's own bridges to Amplitude, which go with Segment.

analytics-kotlin: ``analytics.add(AmplitudeSession())`` puts the session into what Segment's servers hand to Amplitude.
analytics-android: ``.use(AmplitudeIntegration.FACTORY)`` runs Amplitude's old SDK on the device.
Source: segment-integrations/analytics-kotlin-amplitude, AmplitudeSession.kt;
segment-integrations/analytics-android-integration-amplitude, AmplitudeIntegration.java.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.resolve import Resolver, segment_client
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

REGISTERING = frozenset({"add", "remove"})
VARIABLES = frozenset({"property_declaration", "local_variable_declaration", "field_declaration"})
BLOCKS = frozenset({"block", "lambda_literal", "class_body", "constructor_body", "source_file"})


class Bridges:
    """Finds the bridges of one file, and how each one goes."""

    def __init__(self, resolver: Resolver, program: Program) -> None:
        self.resolver = resolver
        self.program = program

    def is_bridge(self, node: Node) -> bool:
        """Tell whether an expression is a bridge, or a variable that was given one where it is declared."""
        found = self.resolver.evaluate(self.program, unwrapped(node))
        if found is None:
            return False
        names = [found.class_name or "", found.type.name if found.type is not None else ""]
        if any(name.startswith(segment.SEGMENT_BRIDGES) for name in names):
            return True
        value = found.declaration.value if found.declaration is not None else None
        return value is not None and value.id != node.id and self.is_bridge(value)

    def is_registered(self, call: Invocation) -> bool:
        """Tell whether a call of the client takes a bridge, or gives it back."""
        return call.name in REGISTERING and len(call.arguments) == 1 and self.is_bridge(call.arguments[0].value)

    def without(self, call: Invocation) -> Rewrite | None:
        """Take a call away: its line, or the client in its place where something goes on with it."""
        statement = call.node
        if not self.program.is_kotlin:
            around = self.program.parent(statement)
            if around is not None and around.type == "expression_statement":
                statement = around
        if (scope := self._only_in_scope(call)) is not None and scope.receiver is not None:
            return Rewrite(self.program.span(scope.node), (self.program.span(scope.receiver),))
        if (line := self.line(statement)) is not None:
            return Rewrite(line, ())
        parent = self.program.parent(call.node)
        goes_on = parent is not None and parent.type in (
            "navigation_expression", "method_invocation", "property_declaration", "variable_declarator", "assignment",
            "assignment_expression", "return_expression", "return_statement", "lambda_literal", "function_body",
        )  # fmt: skip
        if call.receiver is None or not goes_on or call.is_safe:
            return None
        return Rewrite(self.program.span(call.node), (self.program.span(call.receiver),))

    def _only_in_scope(self, call: Invocation) -> Invocation | None:
        """The ``apply { … }`` that holds nothing but a call."""
        parent = self.program.parent(call.node)
        if parent is None or parent.type != "lambda_literal" or parent.named_child_count != 1:
            return None
        scope = self.resolver.lambda_call(self.program, parent)
        return scope if scope is not None and scope.name in ("apply", "also") and not scope.is_safe else None

    def declaration(self, node: Node) -> Rewrite | None:
        """Take the variable of a bridge away, where nothing but calls that go with it name the variable."""
        program = self.program
        whole = program.within(node, *VARIABLES)
        if whole is None:
            return None
        declared = self._declared(whole)
        if declared is None or not (declared.kind == "variable" or declared.is_private):
            return None
        for token in program.nodes:
            if token.type != "identifier" or token.id == declared.node.id or program.text(token) != declared.name:
                continue
            found = self.resolver.evaluate(program, token)
            if found is None or found.declaration is None or found.declaration.key != declared.key:
                continue
            if not self.is_given(token):
                return None
        line = self.line(whole)
        return Rewrite(line, ()) if line is not None else None

    def _declared(self, whole: Node) -> Declaration | None:
        """The variable that a declaration declares, as its own name says."""
        for token in self.program.nodes:
            if token.type == "identifier" and whole.start_byte <= token.start_byte < whole.end_byte:
                found = self.resolver.evaluate(self.program, token)
                one = found.declaration if found is not None else None
                if one is not None and one.node.id == token.id:
                    return one
        return None

    def is_given(self, token: Node) -> bool:
        """Tell whether a bridge, or the variable of one, is an argument of a call that goes."""
        for around in self.program.ancestors(token):
            call = invocation_of(self.program, around)
            if call is not None and self.program.span(call.name_node).contains(self.program.span(token)):
                continue
            if call is not None:
                owner = self.resolver.type_of(self.program, call.receiver) if call.receiver is not None else None
                implicit = call.receiver is None and self.resolver.implicit_client(self.program, call) is not None
                is_use = call.name == "use" and owner is not None and owner.name == segment.BUILDER
                return is_use or (self.is_registered(call) and (implicit or segment_client(owner)))
            passed = ("value_argument", "value_arguments", "argument_list", "navigation_expression", "field_access")
            if around.type not in passed:
                return False
        return False

    def line(self, statement: Node) -> Span | None:
        """The lines of a statement that nothing shares, with a comment behind it and one of two blank lines."""
        program, data = self.program, self.program.data
        parent = program.parent(statement)
        start = program.document.line_start(statement.start_byte)
        end = data.find(b"\n", statement.end_byte)
        if parent is None or parent.type not in BLOCKS or end < 0:
            return None
        behind = data[statement.end_byte : end].strip()
        if data[start : statement.start_byte].strip() or (behind and not behind.startswith(b"//")):
            return None
        before, after = data[:start].splitlines()[-1:], data[end + 1 :].splitlines()[:1]
        is_blank_before = bool(before) and not before[0].strip()
        closes = bool(after) and after[0].strip() in (b"", b"}")
        if is_blank_before and closes:
            start = data.rfind(b"\n", 0, start - 1) + 1
        return Span(start, end + 1)
