"""Which kinds of value an expression may have, as far as declarations and literals show it.

Types are followed through aliases, interfaces and imports of the project; what does not show is ``unknown``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.meaning import Class, Function, Type
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import Resolver, text_of_operator
from segment_to_amplitude.languages.javascript.syntax import children, field, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

UNKNOWN = "unknown"
ANYTHING = frozenset({UNKNOWN})
MISSING = frozenset({"null", "undefined"})
NOTHING: frozenset[str] = frozenset()
PREDEFINED = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "bigint": "bigint",
    "void": "undefined",
    "undefined": "undefined",
    "null": "null",
    "object": "object",
    "unknown": "opaque",
}
OBJECT_TYPES = frozenset({"Record", "Partial", "Required", "Readonly", "Pick", "Omit", "Map", "Set", "Error", "URL"})
ARRAY_TYPES = frozenset({"Array", "ReadonlyArray"})
FUNCTION_TYPES = frozenset({"Function", "VoidFunction", "Callback"})
PRIMITIVES = frozenset({"string", "number", "boolean", "bigint"})
ARITHMETIC = frozenset(["-", "*", "/", "%", "**", "|", "&", "^", "<<", ">>", ">>>"])
COMPARISONS = frozenset(["==", "!=", "===", "!==", "<", ">", "<=", ">=", "in", "instanceof"])
CALLS = {
    "String": "string",
    "Number": "number",
    "parseInt": "number",
    "parseFloat": "number",
    "Date.now": "number",
    "Boolean": "boolean",
    "JSON.stringify": "string",
    "encodeURIComponent": "string",
}
PASSED = re.compile(r"(?<=[\w$])\([^()]*\)")
"""What is passed to a function in a condition."""
LEAVING = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})
Place = tuple[Program, "Node"]


class Kinds:
    """Answers for the expressions of one file."""

    def __init__(self, program: Program, resolver: Resolver) -> None:
        self.program = program
        self.resolver = resolver

    def of(self, node: Node, depth: int = 0) -> frozenset[str]:
        """The kinds that an expression may have: string, number, date, null, undefined, function, object, unknown, …"""
        if depth > 12:
            return ANYTHING
        kind = node.type
        if kind in ("string", "template_string"):
            return frozenset({"string"})
        if kind in ("number", "null", "undefined", "object", "array"):
            return frozenset({kind})
        if kind in ("true", "false"):
            return frozenset({"boolean"})
        if kind in syntax.FUNCTIONS:
            return frozenset({"function"})
        if kind == "parenthesized_expression" and children(node):
            return self.of(children(node)[0], depth + 1)
        if kind == "satisfies_expression" and children(node):
            return self.of(children(node)[0], depth + 1)
        if kind == "non_null_expression" and children(node):
            return self.of(children(node)[0], depth + 1) - MISSING
        if kind in ("as_expression", "type_assertion"):
            return self._asserted(node, depth)
        if kind == "ternary_expression":
            return self._either(field(node, "consequence"), field(node, "alternative"), depth)
        if kind == "binary_expression":
            return self._binary(node, depth)
        if kind == "unary_expression":
            operator = text_of_operator(node)
            return frozenset({{"!": "boolean", "typeof": "string", "void": "undefined"}.get(operator, "number")})
        if kind == "new_expression":
            name = text_of(field(node, "constructor") or node)
            return frozenset({"date" if name == "Date" else "object"})
        if kind == "call_expression":
            return self._call(node)
        if kind in ("identifier", "shorthand_property_identifier", "member_expression"):
            found = self._declared(node, depth)
            return found - MISSING if found & MISSING and self._is_checked(node) else found
        return ANYTHING

    def is_null_free(self, node: Node, depth: int = 0) -> bool:
        """Tell whether no property of an object is null for certain; literals are taken at their word."""
        if depth > 12:
            return False
        kind = node.type
        if kind in syntax.WRAPPERS and kind not in ("as_expression", "type_assertion") and children(node):
            return self.is_null_free(children(node)[0], depth + 1)
        if kind in ("undefined", "false"):
            return True
        if kind == "as_expression" and children(node):
            inner = children(node)[0]
            return self.is_null_free(inner, depth + 1) or (
                len(children(node)) > 1 and self._has_no_null_member((self.program, children(node)[1]), 0)
            )
        if kind == "object":
            return all(self._is_null_free_entry(child, depth) for child in children(node))
        if kind == "ternary_expression":
            branches = (field(node, "consequence"), field(node, "alternative"))
            return all(branch is not None and self.is_null_free(branch, depth + 1) for branch in branches)
        if kind == "binary_expression":
            left, right = field(node, "left"), field(node, "right")
            if left is None or right is None or not self.is_null_free(right, depth + 1):
                return False
            return text_of_operator(node) == "&&" or self.is_null_free(left, depth + 1)
        if kind in ("identifier", "shorthand_property_identifier", "member_expression", "call_expression"):
            place = self._type_of(node, depth)
            if place is not None:
                return self._has_no_null_member(place, 0)
            return self._is_null_free_constant(node, depth)
        return False

    def _is_null_free_entry(self, child: Node, depth: int) -> bool:
        if child.type == "spread_element":
            inner = children(child)
            return bool(inner) and self.is_null_free(inner[0], depth + 1)
        value = field(child, "value") if child.type == "pair" else child
        return value is not None and not self.of(value, depth + 1) & {"null", "opaque"}

    def _is_null_free_constant(self, node: Node, depth: int) -> bool:
        if node.type != "identifier":
            return False
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.kind != "variable" or binding.key or field(binding.node, "type") is not None:
            return False
        value = field(binding.node, "value")
        is_constant = text_of(binding.node.parent or node).startswith("const ")
        if value is None or syntax.unwrap(value).type != "object" or not is_constant:
            return False
        for assignment in self.program.assignments:
            left = field(assignment, "left")
            is_member = left is not None and left.type in ("member_expression", "subscript_expression")
            if left is not None and is_member and text_of(field(left, "object") or left) == binding.name:
                return False
        return self.is_null_free(syntax.unwrap(value), depth + 1)

    def parameters_of(self, node: Node) -> int | None:
        """How many parameters a value with a function type takes; None when it does not show."""
        place = self._type_of(node, 0)
        while place is not None:
            program, declared = place
            if declared.type == "function_type":
                parameters = field(declared, "parameters")
                return len(children(parameters)) if parameters is not None else None
            if declared.type == "property_signature":
                inner = field(declared, "type")
            elif declared.type in ("type_annotation", "parenthesized_type"):
                inner = next(iter(children(declared)), None)
            elif declared.type == "type_identifier":
                place = self._named(place)
                continue
            else:
                return None
            place = (program, inner) if inner is not None else None
        return None

    # --- expressions -------------------------------------------------------------------------------------------

    def _asserted(self, node: Node, depth: int) -> frozenset[str]:
        parts = children(node)
        if len(parts) < 2:
            return self.of(parts[0], depth + 1) if parts else ANYTHING
        inner, declared = (parts[1], parts[0]) if node.type == "type_assertion" else (parts[0], parts[1])
        if text_of(declared) in ("any", "const", "unknown", "never"):
            return self.of(inner, depth + 1)
        return self._kinds_of_type((self.program, declared), depth + 1)

    def _either(self, first: Node | None, second: Node | None, depth: int) -> frozenset[str]:
        if first is None or second is None:
            return ANYTHING
        return self.of(first, depth + 1) | self.of(second, depth + 1)

    def _binary(self, node: Node, depth: int) -> frozenset[str]:
        operator = text_of_operator(node)
        left, right = field(node, "left"), field(node, "right")
        if left is None or right is None:
            return ANYTHING
        if operator in COMPARISONS:
            return frozenset({"boolean"})
        if operator in ARITHMETIC:
            return frozenset({"number"})
        first, second = self.of(left, depth + 1), self.of(right, depth + 1)
        if operator in ("??", "||"):
            return (first - MISSING) | second
        if operator == "&&":
            return (first - {"object", "function", "date", "array"}) | second
        if operator == "+":
            if "string" in (first | second):
                return frozenset({"string"}) if first == {"string"} or second == {"string"} else ANYTHING
            return frozenset({"number"}) if first == second == {"number"} else ANYTHING
        return ANYTHING

    def _call(self, node: Node) -> frozenset[str]:
        callee = field(node, "function")
        if callee is None:
            return ANYTHING
        if (known := CALLS.get(text_of(callee))) is not None:
            return frozenset({known})
        place = self._type_of(node, 0)
        found = self._kinds_of_type(place, 0) if place is not None else ANYTHING
        return found | {"undefined"} if "?." in text_of(callee) else found

    def _declared(self, node: Node, depth: int) -> frozenset[str]:
        if node.type == "member_expression":
            target = field(node, "object")
            place = self._type_of(node, depth)
            found = self._kinds_of_type(place, depth + 1) if place is not None else ANYTHING
            is_optional = any(child.type == "optional_chain" for child in node.children)
            if not is_optional and target is not None:
                is_optional = "?." in text_of(target)
            if is_optional and not (target is not None and self._is_checked(target)):
                found |= {"undefined"}
            return found
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.kind not in ("variable", "parameter", "function", "class"):
            return ANYTHING
        if binding.kind in ("function", "class"):
            return frozenset({"function"})
        place = self._type_of(node, depth)
        if place is not None:
            found = self._kinds_of_type(place, depth + 1)
            default = self._has_default(binding.name_node)
            if binding.node.type == "optional_parameter" and not binding.key:
                found |= {"undefined"}
            return found - {"undefined"} if default else found
        value = field(binding.node, "value")
        is_constant = binding.kind == "variable" and text_of(binding.node.parent or node).startswith("const")
        if is_constant and value is not None and not binding.key and value.start_byte < node.start_byte:
            return self.of(value, depth + 1)
        return ANYTHING

    @staticmethod
    def _has_default(name_node: Node) -> bool:
        """Tell whether a parameter, or a name of a pattern, has a value for when nothing is given."""
        parent = name_node.parent
        if parent is None:
            return False
        if parent.type in ("assignment_pattern", "object_assignment_pattern"):
            return True
        return parent.type == "required_parameter" and field(parent, "value") is not None

    def _is_checked(self, node: Node) -> bool:
        """Tell whether a condition around or before an expression asks whether it is there."""
        wanted = text_of(node).replace("?.", ".").replace("!", "")
        pattern = re.compile(rf"(?<![\w$.!]){re.escape(wanted)}(?![\w$(\[]|\.\w|\s*===?\s*(?:null|undefined))")
        denied = re.compile(rf"!\s*{re.escape(wanted)}(?![\w$(\[.])|{re.escape(wanted)}\s*===?\s*(?:null|undefined)")

        def asks(condition: Node | None, form: re.Pattern[str], other: str) -> bool:
            """Take a condition of several parts only where each of them has to hold; a name passed on is not asked."""
            text = text_of(condition).replace("?.", ".") if condition is not None else ""
            return other not in text and form.search(PASSED.sub("", text)) is not None

        inner = node
        for around in syntax.ancestors(node):
            if around.type in syntax.FUNCTIONS and wanted.partition(".")[0] not in self._constants(around):
                return False
            condition: Node | None = None
            if around.type in ("if_statement", "ternary_expression"):
                condition = field(around, "condition") if syntax.same(field(around, "consequence"), inner) else None
            elif around.type == "binary_expression" and text_of_operator(around) == "&&":
                condition = field(around, "left") if syntax.same(field(around, "right"), inner) else None
            if asks(condition, pattern, "||"):
                return True
            if around.type in ("statement_block", "program", "switch_case", "switch_default"):
                for statement in children(around):
                    if statement.start_byte >= inner.start_byte:
                        break
                    if statement.type != "if_statement" or not self._leaves(field(statement, "consequence")):
                        continue
                    if asks(field(statement, "condition"), denied, "&&"):
                        return True
            inner = around
        return False

    def _constants(self, function: Node) -> set[str]:
        """Names that a function sees from outside and that nobody assigns again."""
        return {
            binding.name
            for binding in self.program.bindings()
            if binding.kind in ("variable", "parameter") and binding.node.start_byte < function.start_byte
        } - {text_of(field(assignment, "left") or assignment) for assignment in self.program.assignments}

    @staticmethod
    def _leaves(node: Node | None) -> bool:
        if node is None:
            return False
        if node.type == "statement_block":
            inner = children(node)
            return bool(inner) and inner[-1].type in LEAVING
        return node.type in LEAVING

    # --- types -------------------------------------------------------------------------------------------------

    def _type_of(self, node: Node, depth: int) -> Place | None:
        """The declared type of an expression, and the file that it is written in."""
        if depth > 12:
            return None
        node = syntax.unwrap(node)
        if node.type == "member_expression":
            target, name = field(node, "object"), field(node, "property")
            owner = self._type_of(target, depth + 1) if target is not None else None
            return self._member(owner, text_of(name), depth) if owner is not None and name is not None else None
        if node.type == "call_expression":
            callee = field(node, "function")
            if callee is None or callee.type not in ("identifier", "member_expression"):
                return None
            meaning = self.resolver.evaluate(self.program, callee)
            declared = field(meaning.node, "return_type") if isinstance(meaning, Function) else None
            return (meaning.program, declared) if isinstance(meaning, Function) and declared is not None else None
        if node.type not in ("identifier", "shorthand_property_identifier"):
            return None
        binding = self.program.lookup(text_of(node), node.start_byte)
        if binding is None or binding.kind not in ("variable", "parameter"):
            return None
        annotation = field(binding.node, "type")
        place: Place | None = (self.program, annotation) if annotation is not None else None
        value = field(binding.node, "value")
        if place is None and binding.kind == "variable" and value is not None and value.start_byte < node.start_byte:
            place = self._type_of(value, depth + 1)
        for key in binding.key:
            if place is None or not isinstance(key, str) or key == "...":
                return None
            place = self._member(place, key, depth)
        return place

    def _members(self, place: Place, depth: int) -> list[Place]:
        """The members that a type declares, through aliases and without null and undefined."""
        program, node = place
        if depth > 12:
            return []
        kind = node.type
        if kind in ("type_annotation", "parenthesized_type", "readonly_type"):
            return self._members((program, children(node)[0]), depth + 1) if children(node) else []
        if kind in ("union_type", "intersection_type"):
            parts = [part for part in children(node) if text_of(part) not in MISSING]
            return [member for part in parts for member in self._members((program, part), depth + 1)]
        if kind in ("object_type", "interface_body"):
            return [(program, member) for member in children(node)]
        if kind in ("type_identifier", "identifier"):
            named = self._named(place)
            return self._members(named, depth + 1) if named is not None else []
        if kind == "interface_declaration":
            body = field(node, "body")
            return self._members((program, body), depth + 1) if body is not None else []
        return []

    def _member(self, place: Place, name: str, depth: int) -> Place | None:
        for program, member in self._members(place, depth):
            if member.type == "property_signature" and syntax.property_name(field(member, "name")) == name:
                return program, member
        return None

    def _named(self, place: Place) -> Place | None:
        program, node = place
        binding = program.lookup(text_of(node), node.start_byte)
        meaning = self.resolver.binding(program, binding) if binding is not None else None
        if isinstance(meaning, Type):
            if meaning.node.type == "type_alias_declaration":
                value = field(meaning.node, "value")
                return (meaning.program, value) if value is not None else None
            return meaning.program, meaning.node
        return (meaning.program, meaning.node) if isinstance(meaning, Class) else None

    def _kinds_of_type(self, place: Place, depth: int) -> frozenset[str]:
        program, node = place
        if depth > 12:
            return ANYTHING
        kind = node.type
        if kind == "property_signature":
            annotation = field(node, "type")
            found = self._kinds_of_type((program, annotation), depth + 1) if annotation is not None else ANYTHING
            is_optional = any(child.type == "?" for child in node.children)
            return found | {"undefined"} if is_optional else found
        if kind in ("type_annotation", "parenthesized_type", "readonly_type", "optional_type"):
            inner = children(node)
            return self._kinds_of_type((program, inner[0]), depth + 1) if inner else ANYTHING
        if kind == "predefined_type":
            return frozenset({PREDEFINED.get(text_of(node), UNKNOWN)})
        if kind == "literal_type":
            inner = children(node)
            return self.of(inner[0], depth + 1) if inner else ANYTHING
        if kind == "template_literal_type":
            return frozenset({"string"})
        if kind == "union_type":
            return frozenset().union(*(self._kinds_of_type((program, part), depth + 1) for part in children(node)))
        if kind in ("array_type", "tuple_type"):
            return frozenset({"array"})
        if kind in ("function_type", "constructor_type"):
            return frozenset({"function"})
        if kind in ("object_type", "intersection_type"):
            return frozenset({"object"})
        if kind in ("interface_declaration", "class_declaration", "abstract_class_declaration"):
            return frozenset({"instance"})
        if kind == "generic_type":
            name = text_of(field(node, "name") or node)
            if name in ARRAY_TYPES:
                return frozenset({"array"})
            return frozenset({"object"}) if name in OBJECT_TYPES else ANYTHING
        if kind in ("type_identifier", "identifier"):
            return self._kinds_of_name(place, depth)
        return ANYTHING

    def _kinds_of_name(self, place: Place, depth: int) -> frozenset[str]:
        program, node = place
        name = text_of(node)
        named = self._named(place)
        if named is not None:
            return self._kinds_of_type(named, depth + 1)
        if program.lookup(name, node.start_byte) is not None:
            return ANYTHING
        if name == "Date":
            return frozenset({"date"})
        if name in FUNCTION_TYPES:
            return frozenset({"function"})
        return frozenset({"object"}) if name in OBJECT_TYPES else ANYTHING

    def _has_no_null_member(self, place: Place, depth: int) -> bool:
        program, node = place
        if depth > 12:
            return False
        kind = node.type
        if kind in ("type_annotation", "parenthesized_type", "readonly_type", "property_signature"):
            inner = field(node, "type") if kind == "property_signature" else next(iter(children(node)), None)
            return inner is not None and self._has_no_null_member((program, inner), depth + 1)
        if kind in ("literal_type", "predefined_type"):
            return text_of(node) == "undefined"
        if kind in ("union_type", "intersection_type"):
            return all(self._has_no_null_member((program, part), depth + 1) for part in children(node))
        if kind == "generic_type":
            arguments = field(node, "type_arguments")
            inner_types = children(arguments) if arguments is not None else []
            name = text_of(field(node, "name") or node)
            if name == "Record" and len(inner_types) == 2:
                found = self._kinds_of_type((program, inner_types[1]), depth + 1)
                return not found & {"null", "opaque", UNKNOWN}
            if name in ("Partial", "Required", "Readonly", "Pick", "Omit") and inner_types:
                return self._has_no_null_member((program, inner_types[0]), depth + 1)
            return False
        if kind in ("type_identifier", "identifier"):
            named = self._named(place)
            return named is not None and self._has_no_null_member(named, depth + 1)
        if kind == "interface_declaration" and any(child.type == "extends_type_clause" for child in node.children):
            return False
        members = self._members(place, depth)
        return bool(members) and all(
            member.type == "property_signature"
            and not self._kinds_of_type((owner, member), depth + 1) & {"null", "opaque", UNKNOWN}
            for owner, member in members
        )


def fits_identify(kinds: frozenset[str]) -> bool:
    """Tell whether the types of Amplitude's Identify take a value of these kinds."""
    return not kinds & {"date", "undefined", "opaque", "instance"}
