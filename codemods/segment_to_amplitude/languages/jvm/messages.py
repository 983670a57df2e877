"""The messages of analytics-java: ``TrackMessage.builder("A").userId(id)``, in a chain or over statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.invocations import Argument, Invocation, unwrapped
from segment_to_amplitude.languages.jvm.payloads import SCOPE, is_spread, lambda_of, links, parameter_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.variables import Local
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.jvm.values import ValueReader

PAYLOADS = frozenset({"properties", "traits"})


@dataclass(slots=True)
class Message:
    """One message: what was said about it, by the names of the builder's methods and of what ``builder`` takes."""

    type: str
    fields: dict[str, Value] = field(default_factory=dict)
    arguments: dict[str, Argument] = field(default_factory=dict)
    switches: list[Entry] = field(default_factory=list)
    """The choice of destinations."""
    local: Local | None = None
    """The variable that held the builder, with the statements that are there for it alone."""

    def integrations(self) -> Value | None:
        """The choice of destinations as one value."""
        if not self.switches:
            return None
        span = Span(self.switches[0].span.start, self.switches[-1].span.end)
        return Value(ValueKind.OBJECT, span, entries=tuple(self.switches), is_object=True)


class MessageReader:
    """Reads the messages of one file."""

    def __init__(self, values: ValueReader, program: Program) -> None:
        self.values = values
        self.program = program

    def read(self, node: Node) -> Message | None:
        """Read what ``enqueue`` is given; None where a part of it does not show."""
        node = unwrapped(node)
        if node.type != "identifier":
            return self.chain(node)
        local = self.values.variables.local(node)
        if local is None:
            return None
        message = self.chain(local.initializer)
        if message is None or not all(self._statement(message, one, local.name) for one in local.fills):
            return None
        if local.has_company and not all(_stays(one) for one in message.fields.values()):
            return None
        message.local = local
        return message

    def chain(self, node: Node) -> Message | None:
        """Read a chain that makes a message."""
        root, steps = links(self.program, node)
        if root is None or not steps or steps[0].name != "builder":
            return None
        kind = self.program.text(root).rpartition(".")[2]
        if kind not in sdk.MESSAGE_PARAMETERS:
            return None
        message = Message(kind)
        parameter = sdk.MESSAGE_PARAMETERS[kind]
        if len(steps[0].arguments) != (0 if parameter is None else 1):
            return None
        if parameter is not None:
            self.add(message, parameter, steps[0].arguments[0])
        return message if all(self._step(message, one) for one in steps[1:]) else None

    def fill(self, kind: str, steps: Iterable[Invocation]) -> Message | None:
        """Read what is said about a message that was made elsewhere; ``kind`` is its class."""
        message = Message(kind)
        return message if self.goes_on(message, steps) else None

    def goes_on(self, message: Message, steps: Iterable[Invocation]) -> bool:
        """Read what else is said about a message; false where a part of it does not show."""
        return all(self._step(message, one) for one in steps)

    def add(self, message: Message, name: str, argument: Argument) -> None:
        """Say one thing about a message."""
        read = self.values.read_payload if name in PAYLOADS else self.values.read
        message.fields[name] = read(argument.value)
        message.arguments[name] = argument

    def _step(self, message: Message, call: Invocation) -> bool:
        if call.is_safe or any(is_spread(one) for one in call.arguments):
            return False
        if call.name in SCOPE and call.trailing is not None and not call.arguments:
            return self._scope(message, call)
        if call.trailing is not None:
            return False
        if call.name in sdk.MESSAGE_METHODS and len(call.arguments) == 1:
            self.add(message, call.name, call.arguments[0])
            return True
        if call.name in ("enableIntegration", "integrationOptions") and len(call.arguments) == 2:
            key, value = call.arguments[0].value, call.arguments[1].value
            text = self.values.text(key)
            span = Span(key.start_byte, value.end_byte)
            message.switches.append(Entry(span, self.values.read(value), text, self.program.span(key)))
            return True
        return False

    def _scope(self, message: Message, call: Invocation) -> bool:
        literal = lambda_of(call)
        if literal is None:
            return False
        target = None if call.name == "apply" else parameter_of(self.program, literal) or "it"
        statements = [one for one in literal.named_children if one.type not in (*COMMENTS, "lambda_parameters")]
        return all(self._statement(message, one, target) for one in statements)

    def _statement(self, message: Message, node: Node, target: str | None) -> bool:
        inner = node.named_children[0] if node.type == "expression_statement" and node.named_children else node
        signs = {one.type for one in inner.children}
        if inner.type in ("assignment", "assignment_expression") and "=" in signs:
            # ``builder = builder.userId(id)``
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if left is None or right is None or self.program.text(left) != target:
                return False
            inner = right
        root, steps = links(self.program, inner)
        if not steps or not self.values.payloads.is_target(root, target):
            return False
        return all(self._step(message, one) for one in steps)


def _stays(value: Value) -> bool:
    """Tell whether a value may be read later than it was written."""
    return value.is_plain
