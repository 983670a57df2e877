"""Where the builders of analytics-java's messages are read, filled and handed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.index import Declaration
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.place import Spot, Use, place_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.resolve import GIVE_RESULT, Resolver, segment_client
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

SENDING = frozenset({"enqueue", "offer"})
IDS = ("userId", "anonymousId")
EACH = frozenset({
    "ifPresent", "forEach", "forEachOrdered", "forEachIndexed", "onEach", "also", "ifPresentOrElse", "let", "run",
    "with",
})  # fmt: skip
"""Functions that do nothing with what their lambda gives, where nobody reads what they give themselves."""
BRANCHES = frozenset({
    "parenthesized_expression", "ternary_expression", "if_expression", "when_expression", "when_entry",
    "control_structure_body",
})  # fmt: skip
ARGUMENTS = frozenset({"value_argument", "value_arguments", "argument_list"})
FIELDS = {"userId": "userId", "anonymousId": "deviceId", "messageId": "insertId"}
"""Methods of a builder that take a string, and the fields of an event that do."""
PATHS = frozenset({"navigation_expression", "field_access"})


class End(Enum):
    """What becomes of a message, or of what is said about it."""

    STATEMENT = auto()
    """Nothing: it is filled, and goes on under its name."""
    DECLARED = auto()
    ASSIGNED = auto()
    TARGET = auto()
    """It is what something is assigned to."""
    RETURNED = auto()
    SENT = auto()
    PASSED = auto()
    """A function of the project takes it."""
    COMPARED = auto()
    """It is only looked at."""
    SCOPED = auto()
    """It is what the lambda of ``let`` gets."""
    REFERRED = auto()
    """A method of it is named: ``ifPresent(builder::userId)``."""
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class MessageUse:
    """One read of a message with all that is called on it, or the making of one."""

    program: Program
    node: Node
    """The whole chain."""
    root: Node | None
    """What the chain begins with: a variable or a call; None where the message is made here."""
    steps: tuple[Invocation, ...]
    """The methods called on the root, or all from ``builder`` on."""
    end: End
    declaration: Declaration | None = None
    """What the root reads: a variable, or the function that is called."""
    around: Node | None = None
    """What it is given to: the declaration, the assignment, the ``return`` or the call."""
    is_branch: bool = False
    """It is one of several that the value may be."""
    detail: str = ""
    """What stands in the way."""
    is_alias: bool = False
    """The root is the parameter of a lambda, and stands for what the declaration holds."""

    @property
    def key(self) -> tuple[str, int]:
        """What holds the message."""
        return self.declaration.key if self.declaration is not None else (self.program.path, self.node.start_byte)

    @property
    def span(self) -> Span:
        """Where the finding stands."""
        if self.root is None:
            named = self.steps[0].receiver
            assert named is not None
            return self.program.span(last_name(named))
        return self.program.span(self.steps[0].name_node if self.steps else last_name(self.root))

    @property
    def name(self) -> str:
        """The method that is called last; empty where the message is only named."""
        if self.end is End.REFERRED and self.around is not None:
            return self.program.text(self.around).rpartition("::")[2].strip()
        return self.steps[-1].name if self.steps else ""

    @property
    def ids(self) -> frozenset[str]:
        """The ids that it gives."""
        return frozenset(one for one in (*(step.name for step in self.steps), self.name) if one in IDS)

    def is_variable(self, *kinds: str) -> bool:
        """Tell whether the root is a variable of some kinds: ``variable``, ``parameter`` or ``member``."""
        if self.is_alias:
            return True
        return self.declaration is not None and self.declaration.kind in (kinds or ("variable", "parameter", "member"))


def last_name(node: Node) -> Node:
    """The last name of a path or of a call."""
    while True:
        named = [one for one in node.named_children if one.type not in COMMENTS]
        if node.type == "method_invocation":
            found = node.child_by_field_name("name")
            assert found is not None
            return found
        if node.type == "call_expression":
            node = named[0]
        elif node.type in (*PATHS, "scoped_identifier"):
            return named[-1]
        else:
            return node


class UseReader:
    """Finds the uses of one file."""

    def __init__(self, resolver: Resolver, program: Program, makers: Mapping[str, int]) -> None:
        """Take the project's functions that give a message, by name and by how many arguments they take."""
        self.resolver = resolver
        self.program = program
        self.makers = makers

    def read(self) -> Iterator[MessageUse]:
        """All uses, in order."""
        for node in self.program.nodes:
            if self._is_message(node):
                if not self._goes_on(node):
                    yield self.use(node)
            elif self._may_be_message(node):
                detail = f"it does not show whether `{short(self.program.text(node))}` is one"
                yield MessageUse(self.program, node, node, (), End.ELSEWHERE, detail=detail)

    def _may_be_message(self, node: Node) -> bool:
        """Tell a call of which it does not show on what it is made, by the name of a function that gives a message."""
        call = invocation_of(self.program, node)
        if call is None or call.node.id != node.id or call.receiver is None or call.trailing is not None:
            return False
        if self.makers.get(call.name) != len(call.arguments):
            return False
        owner = self.resolver.evaluate(self.program, call.receiver)
        return owner is None or (owner.type is None and owner.class_name is None)

    def _is_message(self, node: Node) -> bool:
        if node.type in ("identifier", *PATHS):
            if not self._is_read(node):
                return False
        elif (call := invocation_of(self.program, node)) is None or call.node.id != node.id or call.is_new:
            return False
        elif call.name in GIVE_RESULT and call.trailing is not None:
            # What the lambda gives is looked at where it stands.
            return False
        return is_builder(self.resolver, self.program, node)

    def _is_read(self, node: Node) -> bool:
        """Tell a variable that is read from a name that is declared, or that stands behind a dot."""
        parent = self.program.parent(node)
        if parent is None or (node.type in PATHS and parent.type == "call_expression" and _first(parent).id == node.id):
            return False
        found = self.resolver.evaluate(self.program, node)
        if found is None or found.declaration is None:
            return False
        if found.declaration.node.id == node.id and found.declaration.program is self.program:
            return False
        if parent.type in PATHS and _first(parent).id != node.id:
            return False
        if parent.type == "method_invocation":
            name = parent.child_by_field_name("name")
            return name is None or name.id != node.id
        if parent.type == "value_argument" and any(one.type == "=" for one in parent.children):
            return _first(parent).id != node.id or len(_children(parent)) == 1
        return True

    def _goes_on(self, node: Node) -> bool:
        """Tell whether a method of the builder is called on it, and gives the builder again."""
        inner, parent = node, self.program.parent(node)
        while parent is not None and (
            parent.type == "parenthesized_expression"
            or (parent.type == "unary_expression" and parent.children[-1].type == "!!")
        ):
            inner, parent = parent, self.program.parent(parent)
        if parent is not None and parent.type == "navigation_expression" and _first(parent).id == inner.id:
            parent = self.program.parent(parent)
        call = invocation_of(self.program, parent) if parent is not None else None
        if call is None or parent is None:
            return False
        if call.receiver is None or call.receiver.id != inner.id:
            # ``f(a) { … }``: the lambda's call holds the call with the brackets.
            outer = parent.type == "call_expression" and _first(parent).id == node.id
            return outer and is_builder(self.resolver, self.program, parent)
        return is_builder(self.resolver, self.program, call.node)

    # --- one use -----------------------------------------------------------------------------------------------------

    def use(self, node: Node) -> MessageUse:
        """Look at a chain and at what becomes of it."""
        root, steps = self._taken_apart(node)
        found = self.resolver.evaluate(self.program, root) if root is not None else None
        declaration = found.declaration if found is not None else None
        is_alias = root is not None and declaration is not None and self.program.text(root) == "it"
        if declaration is not None and declaration.kind == "lambda" and declaration.value is not None:
            given = self.resolver.evaluate(declaration.program, declaration.value)
            declaration, is_alias = given.declaration if given is not None else None, True
        end, around, is_branch, detail = self._end(node)
        is_call = root is not None and invocation_of(self.program, root) is not None
        is_other = declaration is None or (not is_alias and is_call != (declaration.kind == "function"))
        if root is not None and is_other:
            end, detail = End.ELSEWHERE, f"it does not show where `{short(self.program.text(root))}` comes from"
        return MessageUse(self.program, node, root, tuple(steps), end, declaration, around, is_branch, detail, is_alias)

    def _taken_apart(self, node: Node) -> tuple[Node | None, list[Invocation]]:
        steps: list[Invocation] = []
        node = unwrapped(node)
        while (call := invocation_of(self.program, node)) is not None and call.receiver is not None:
            if call.name == "builder":
                found = self.resolver.evaluate(self.program, call.receiver)
                if found is not None and found.class_name is not None and segment.is_segment(found.class_name):
                    return None, [call, *reversed(steps)]
            if not is_builder(self.resolver, self.program, call.receiver):
                break
            steps.append(call)
            node = unwrapped(call.receiver)
        return node, steps[::-1]

    def _end(self, node: Node) -> tuple[End, Node | None, bool, str]:
        """Follow a chain to where it goes."""
        program = self.program
        inner, is_branch = node, False
        if program.is_kotlin:
            place = place_of(program, node)
            if place.use is Use.DISCARDED and place.spot in (Spot.BLOCK, Spot.BODY, Spot.ELVIS):
                return End.STATEMENT, place.node, False, ""
            if place.use is Use.DISCARDED and node.type == "identifier":
                return End.COMPARED, place.node, False, ""
            if place.use is Use.LAMBDA:
                return self._of_lambda(node)
        for around in program.ancestors(node):
            kind = around.type
            if kind == "expression_statement":
                return End.STATEMENT, around, is_branch, ""
            if kind in BRANCHES or (kind == "binary_expression" and any(one.type == "?:" for one in around.children)):
                condition = around.child_by_field_name("condition")
                if condition is not None and condition.id == inner.id:
                    return End.ELSEWHERE, around, is_branch, "it is a condition"
                is_branch = is_branch or kind not in ("parenthesized_expression", "control_structure_body")
            elif kind == "block" and program.is_kotlin and _children(around)[-1].id == inner.id:
                is_branch = True
            elif kind == "lambda_expression":
                return self._of_lambda(node)
            elif kind != "value_argument":
                end, owner = self._given(inner, around)
                detail = self._shown(inner, around) if end is End.ELSEWHERE else ""
                return end, owner, is_branch, detail
            inner = around
        return End.ELSEWHERE, None, is_branch, "its place is not understood"

    def _of_lambda(self, node: Node) -> tuple[End, Node | None, bool, str]:
        literal = self.program.within(node, "lambda_literal", "lambda_expression")
        call = self._lambda_call(literal) if literal is not None else None
        if call is not None and call.name in EACH:
            return End.STATEMENT, node, False, ""
        shown = f"it is what the lambda of `{call.name}` gives" if call is not None else "it is what a lambda gives"
        return End.ELSEWHERE, literal, False, shown

    def _lambda_call(self, literal: Node) -> Invocation | None:
        if self.program.is_kotlin:
            return self.resolver.lambda_call(self.program, literal)
        listed = self.program.parent(literal)
        owner = self.program.parent(listed) if listed is not None and listed.type == "argument_list" else None
        return invocation_of(self.program, owner) if owner is not None else None

    def _given(self, inner: Node, around: Node) -> tuple[End, Node]:
        match around.type:
            case "variable_declarator" | "property_declaration":
                return End.DECLARED, around
            case "assignment" | "assignment_expression":
                return self._assigned(inner, around), around
            case "return_statement" | "return_expression":
                return self._returned(around), around
            case "function_body":
                return End.RETURNED, around
            case "value_arguments" | "argument_list":
                return self._argument(around)
            case "binary_expression":
                operator = around.child_by_field_name("operator")
                if operator is not None and self.program.text(operator) in ("==", "!=", "===", "!=="):
                    return End.COMPARED, around
            case "navigation_expression" if self._is_let(around):
                return End.SCOPED, around
            case "method_reference" | "navigation_expression" if any(one.type == "::" for one in around.children):
                return self._referred(around), around
        return End.ELSEWHERE, around

    def _is_let(self, around: Node) -> bool:
        parent = self.program.parent(around)
        call = invocation_of(self.program, parent) if parent is not None else None
        return call is not None and call.name == "let" and call.trailing is not None

    def _referred(self, around: Node) -> End:
        """``ifPresent(builder::userId)``, where what it gets is certainly a string."""
        program = self.program
        owner = next((one for one in program.ancestors(around) if one.type not in ARGUMENTS), None)
        call = invocation_of(program, owner) if owner is not None else None
        if owner is None or call is None or call.receiver is None or program.text(_children(around)[-1]) not in FIELDS:
            return End.ELSEWHERE
        kind = self.resolver.type_of(program, call.receiver)
        given = kind if program.is_kotlin else kind.arguments[0] if kind is not None and kind.arguments else None
        is_unread = place_of(program, owner).use is Use.DISCARDED
        name = "let" if program.is_kotlin else "ifPresent"
        is_known = call.name == name and len(call.arguments) == 1 and call.trailing is None
        return (
            End.REFERRED if is_known and is_unread and given is not None and given.name == "String" else End.ELSEWHERE
        )

    def _assigned(self, inner: Node, around: Node) -> End:
        left, right = around.child_by_field_name("left"), around.child_by_field_name("right")
        if left is not None and left.id == inner.id:
            return End.TARGET
        parent = self.program.parent(around)
        is_statement = parent is not None and parent.type in ("expression_statement", "block", "lambda_literal")
        is_statement = is_statement or (self.program.is_kotlin and parent is not None)
        is_plain = any(one.type == "=" for one in around.children)
        if left is None or right is None or not is_statement or not is_plain:
            return End.ELSEWHERE
        return End.ASSIGNED if is_builder(self.resolver, self.program, left) else End.ELSEWHERE

    def _returned(self, around: Node) -> End:
        function = self.program.within(
            around, "method_declaration", "lambda_expression", "function_declaration", "anonymous_function", "getter",
            "lambda_literal",
        )  # fmt: skip
        is_label = any(one.type in ("label", "return_at") for one in around.children)
        if function is None or is_label:
            return End.ELSEWHERE
        if function.type in ("method_declaration", "function_declaration"):
            return End.RETURNED
        return End.RETURNED if function.type == "lambda_literal" else End.ELSEWHERE

    def _argument(self, around: Node) -> tuple[End, Node]:
        owner = self.program.parent(around)
        call = invocation_of(self.program, owner) if owner is not None else None
        if call is None or owner is None:
            return End.ELSEWHERE, around
        if call.name in SENDING and self.is_client(call):
            return End.SENT, owner
        return End.PASSED, owner

    def is_client(self, call: Invocation) -> bool:
        """Tell whether a call is made on Segment's client."""
        if call.receiver is None:
            return self.resolver.implicit_client(self.program, call) is not None
        found = self.resolver.evaluate(self.program, call.receiver)
        return found is not None and segment_client(found.type)

    def _shown(self, inner: Node, around: Node) -> str:
        """What a message goes to that cannot be followed."""
        program = self.program
        if around.type in PATHS:
            owner = program.parent(around)
            call = invocation_of(program, owner) if owner is not None else None
            if call is not None:
                return f"an event has no `{call.name}()`"
            return f"an event has no `{program.text(_children(around)[-1])}`"
        call = invocation_of(program, around)
        if call is not None and call.receiver is not None and call.receiver.id == inner.id:
            return f"an event has no `{call.name}()`"
        if around.type in ("cast_expression", "as_expression"):
            return f"it goes through the cast `{short(program.text(around))}`"
        return f"it goes to `{short(program.text(around))}`"


def is_builder(resolver: Resolver, program: Program, node: Node) -> bool:
    """Tell whether an expression is a builder of a message."""
    kind = resolver.type_of(program, node)
    return kind is not None and segment.is_message_builder(kind.name)


def short(text: str) -> str:
    """A piece of code as a message to the user shows it."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _first(node: Node) -> Node:
    return next(one for one in node.named_children if one.type not in COMMENTS)


def _children(node: Node) -> list[Node]:
    return [one for one in node.named_children if one.type not in COMMENTS]
