"""Check the calls of Amplitude's SDKs in Swift against a table of their signatures, where no compiler is at hand.

The table is ``swift/signatures.toml``: one Swift declaration a line, by SDK and type. A call is checked when its
receiver is known: a type of the SDK, what a call of the SDK returns, a name that the file declares with such a type,
or else a name that says ``amplitude``. Known are labels, their order, what has to be there, how many there are, the
types of literals, casts and declared names, members that do not exist, and Optionals that were not unwrapped.
What is an expression of an unknown type fits everywhere but where an ``NSObject`` is due, which Swift never makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from fixture_cases import Tree
from swift_sdks import Member, Sdk, parse, parse_declaration, sdks, segment_sdks, text_of, walk

_LITERALS = {
    "line_string_literal": {"String", "NSString", "Any", "AnyHashable"},
    "multi_line_string_literal": {"String", "NSString", "Any", "AnyHashable"},
    "raw_string_literal": {"String", "NSString", "Any", "AnyHashable"},
    "integer_literal": {"Int", "Int32", "Int64", "UInt", "Float", "Double", "TimeInterval", "NSNumber", "Any"},
    "real_literal": {"Float", "Double", "TimeInterval", "NSNumber", "Any"},
    "boolean_literal": {"Bool", "NSNumber", "Any"},
}
_ARRAYS, _DICTIONARIES = {"NSArray", "Any"}, {"NSDictionary", "Any"}
_PLAIN = {"String", "Int", "Int32", "Int64", "UInt", "Float", "Double", "Bool", "Any", "Data", "Date", "URL"}
_WRAPPED = {"tuple_expression", "try_expression", "await_expression"}
_INHERITED = {
    "self",
    "rawValue",
    "contains",
    "insert",
    "union",
    "formUnion",
    "isEmpty",
    "hash",
    "description",
    "isEqual",
}
"""Members that come with enumerations, option sets and ``NSObject``."""
_FOUNDATION = {
    "NSString": ["init(string: String)"],
    "NSNumber": [f"init(value: {kind})" for kind in ("Bool", "Int", "Int32", "Int64", "UInt", "Float", "Double")],
    "NSArray": ["init(array: [Any])"],
    "NSDictionary": ["init(dictionary: [AnyHashable: Any])"],
}
"""How values become objects."""
_NAMES_A_CLIENT = re.compile(r"_?amplitude", re.IGNORECASE)


def complaints(tree: Tree) -> dict[str, list[str]]:
    """Return what is wrong in each Swift file of a project, ``line: what``; files in order are left out."""
    files = {path: _File(path, data) for path, data in sorted(tree.items()) if path.endswith(".swift")}
    headers = b"\n".join(data for path, data in tree.items() if path.endswith((".h", ".m", ".pch")))
    bridged = set()
    for module in sdks():
        if re.search(rb'(?:@import %b;|import\s*[<"](?:%b/)?%b\b)' % ((module.encode(),) * 3), headers):
            bridged.add(module)
    imported = {module for file in files.values() for module in file.imports if module in sdks()} | bridged
    whole = b"\n".join(file.data for file in files.values())
    if not imported:
        imported = {module for module, hint in _HINTS.items() if re.search(hint, whole)}
    types = {name for file in files.values() for name in file.own_types}
    extended = {name for file in files.values() for name in file.own_members}
    declared = _agreed(pair for file in files.values() for pair in file.annotated)
    found = {}
    for path, file in files.items():
        modules = [module for module in file.imports if module in sdks()] or sorted(imported)
        for module in modules[:1]:
            others = {name for other in sdks() if other != module for name in sdks()[other].types}
            needs_import = module not in bridged
            check = _Check(file, sdks()[module], others, types, extended, declared, needs_import)
            check.run()
            if check.found:
                found[path] = [text for _, text in sorted(check.found.items())]
    return found


_HINTS = {
    "Amplitude": rb"\bAMP(?:Identify|Revenue)\b|\bAmplitude\.instance\(|\blogEvent\(",
    "AmplitudeSwift": rb"\bAmplitude\(configuration:|\btrack\(eventType:|\bIdentify\(\)",
}


def segment_complaints(tree: Tree) -> dict[str, list[str]]:
    """The same as ``complaints`` for the calls of Segment's SDKs, in the files that import one."""
    files = {path: _File(path, data) for path, data in sorted(tree.items()) if path.endswith(".swift")}
    whole = b"\n".join(file.data for file in files.values())
    sdk = segment_sdks()["analytics-swift" if _LABELLED.search(whole) else "analytics-ios"]
    types = {name for file in files.values() for name in file.own_types}
    extended = {name for file in files.values() for name in file.own_members}
    found = {}
    for path, file in files.items():
        if {"Segment", "Analytics"} & set(file.imports):
            check = _Check(file, sdk, set(), types, extended, {}, False)
            check.run()
            if check.found:
                found[path] = [text for _, text in sorted(check.found.items())]
    return found


_LABELLED = re.compile(
    rb"track\(\s*name:|identify\(\s*(?:userId|traits):|screen\(\s*title:|group\(\s*groupId:|alias\(\s*newId:"
    rb"|(?<!s)Configuration\(\s*writeKey:|EnrichmentClosure|RawEvent"
)


class _File:
    """One file, and what it declares."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path, self.data = path, data
        self.root = parse(data)
        self.nodes = list(walk(self.root))
        self.imports = [
            text_of(node.named_children[-1]).partition(".")[0]
            for node in self.nodes
            if node.type == "import_declaration"
        ]
        self.own_types: set[str] = set()
        self.own_members: set[str] = set()
        self.annotated: list[tuple[str, str]] = []
        for node in self.nodes:
            self._note(node)

    def _note(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if node.type in ("class_declaration", "protocol_declaration", "typealias_declaration") and name is not None:
            if "extension" in [text_of(child) for child in node.children_by_field_name("declaration_kind")]:
                body = node.child_by_field_name("body")
                for child in body.named_children if body is not None else ():
                    self.own_members |= {text_of(one).split(":")[0] for one in child.children_by_field_name("name")}
            else:
                self.own_types.add(text_of(name))
        elif node.type == "lambda_parameter" and name is not None:
            self.annotated.append((text_of(name), ""))
        elif node.type == "parameter" and name is not None:
            kinds = node.children_by_field_name("name")
            self.annotated.append((text_of(name), text_of(kinds[-1])))
        elif node.type == "property_declaration" and name is not None:
            kinds = [child for child in node.named_children if child.type == "type_annotation"]
            if kinds:
                self.annotated.append((text_of(name), text_of(kinds[0]).removeprefix(":").strip()))


@dataclass
class _Check:
    """The check of one file against one SDK."""

    file: _File
    sdk: Sdk
    others: set[str]
    own_types: set[str]
    extended: set[str]
    elsewhere: Mapping[str, str]
    needs_import: bool
    found: dict[tuple[int, int, str], str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        pairs = list(self.file.annotated)
        self.names = {**self.elsewhere, **_agreed(pairs)}
        for node in self.file.nodes:
            if node.type == "property_declaration":
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                is_annotated = any(child.type == "type_annotation" for child in node.named_children)
                if name is not None and value is not None and not is_annotated:
                    kind = self.type_of(value) or ""
                    pairs.append((text_of(name), kind[:-1] + "?" if kind.endswith("!") else kind))
                    self.names |= _agreed(pairs)
        for node in self.file.nodes:
            if node.type in ("if_statement", "guard_statement", "while_statement"):
                for child in node.children_by_field_name("bound_identifier"):
                    bound = text_of(child)
                    self.names[bound] = self.names.get(bound, "").rstrip("?!") or self._bound(node, child)
        for node in self.file.nodes:
            if node.type == "call_expression":
                self._call(node)
            elif node.type == "navigation_expression":
                self._navigation(node)
            elif node.type == "assignment":
                self._assignment(node)
            elif node.type == "type_identifier" or (node.type == "simple_identifier" and _stands_alone(node)):
                self._name(node)

    def _bound(self, statement: Node, name: Node) -> str:
        children = statement.children
        index = children.index(name)
        if index + 2 < len(children) and children[index + 1].type == "=":
            return (self.type_of(children[index + 2]) or "").rstrip("?!")
        return ""

    def _say(self, node: Node, text: str) -> None:
        line, column = node.start_point
        self.found[line, column, text] = f"{line + 1}: {text}"

    def _name(self, node: Node) -> None:
        name = text_of(node)
        if name in self.own_types:
            return
        if name in self.others and name not in self.sdk.types:
            self._say(node, f"{name} is no type of {self.sdk.module}")
        elif name in self.sdk.types and self.needs_import and self.sdk.module not in self.file.imports:
            self._say(node, f"{name} needs import {self.sdk.module}")

    def _call(self, node: Node) -> None:
        callee = node.children[0]
        if callee.type == "simple_identifier":
            name = text_of(callee)
            if name in self.sdk.types and name not in self.own_types:
                inits = [one for one in self.sdk.types[name] if one.kind == "init"]
                self._overloads(node, name, inits)
            elif name in _FOUNDATION:
                inits = [parse_declaration(text) for text in _FOUNDATION[name]]
                given, _ = _arguments(node)
                if [label for label, _ in given] == [one.label for one in inits[0].parameters]:
                    self._overloads(node, name, inits)
        elif callee.type == "navigation_expression":
            owner, is_static = self._owner(callee)
            name = _member_name(callee)
            if owner is None or name in self.extended | _INHERITED:
                return
            members = self.sdk.members(owner)
            methods = [one for one in members if one.kind == "func" and one.name == name and one.is_static == is_static]
            if methods:
                self._overloads(node, f"{owner}.{name}", methods)
            elif not any(one.name == name and one.kind in ("var", "let") for one in members):
                self._say(callee, f"{owner} has no method {name}")

    def _navigation(self, node: Node) -> None:
        parent = node.parent
        if parent is not None and parent.type == "call_expression" and parent.children[0] == node:
            return
        owner, _ = self._owner(node)
        name = _member_name(node)
        if owner is None or name in self.extended | _INHERITED:
            return
        if not any(one.name == name for one in self.sdk.members(owner)):
            self._say(node, f"{owner} has no member {name}")

    def _assignment(self, node: Node) -> None:
        target, value = node.child_by_field_name("target"), node.child_by_field_name("result")
        if target is None or value is None or not target.named_children:
            return
        navigation = target.named_children[0]
        if navigation.type != "navigation_expression":
            return
        owner, _ = self._owner(navigation)
        for member in self.sdk.members(owner) if owner is not None else ():
            if member.name == _member_name(navigation) and member.kind in ("var", "let"):
                if member.kind == "let":
                    self._say(node, f"{owner}.{member.name} cannot be set")
                elif (why := self.misfit(value, member.result)) is not None:
                    self._say(node, f"{owner}.{member.name}: {why}")
                break

    def _owner(self, node: Node) -> tuple[str | None, bool]:
        """The SDK's type that a member is asked of, and whether of the type itself."""
        targets = node.children_by_field_name("target")
        first = targets[0]
        if first.type == "simple_identifier" and text_of(first) in self.sdk.types:
            return (None, True) if text_of(first) in self.own_types else (text_of(first), True)
        kind = self.type_of(first)
        if kind is None and first.type in ("simple_identifier", "navigation_expression"):
            name = _member_name(first) if first.type == "navigation_expression" else text_of(first)
            is_client = self.sdk.client == "Amplitude" and _NAMES_A_CLIENT.fullmatch(name)
            if is_client and (first.type != "simple_identifier" or name not in self.names):
                kind = "Amplitude"
        if kind is None:
            return None, False
        base = kind.rstrip("?!")
        if base not in self.sdk.types or base in self.own_types:
            return None, False
        if kind.endswith("?") and len(targets) == 1:
            self._say(node, f"{text_of(first)} is a {kind}, which has to be unwrapped")
        return base, False

    def _overloads(self, node: Node, name: str, members: list[Member]) -> None:
        arguments, trailing = _arguments(node)
        reasons = []
        for member in members:
            reason = self._against(member, arguments, trailing)
            if reason is None:
                return
            reasons.append(reason)
        best = max(reasons, key=lambda one: one[0], default=(0, "no call makes one"))
        self._say(node, f"{name}: {best[1]}")

    def _against(
        self, member: Member, arguments: list[tuple[str | None, Node]], trailing: int
    ) -> tuple[int, str] | None:
        """What is wrong for one overload, and how far the arguments went along with it."""
        parameters = list(member.parameters)
        if trailing:
            if not parameters or not _is_closure(parameters[-1].type):
                return 0, "no closure is taken"
            parameters.pop()
        rank = 0
        waiting = iter(parameters)
        for label, value in arguments:
            if all(one.label != label for one in parameters):
                return rank, f"{_shown(label)} is no parameter"
            for parameter in waiting:
                if parameter.label == label:
                    break
                if parameter.is_required:
                    return rank + 1, f"{_shown(parameter.label)} is due where {_shown(label)} stands"
            else:
                return rank + 1, f"{_shown(label)} is out of order"
            if (why := self.misfit(value, parameter.type)) is not None:
                return rank + 2, f"{_shown(label)} {why}"
            rank += 3
        missing = [one for one in waiting if one.is_required]
        return (rank, f"{_shown(missing[0].label)} is missing") if missing else None

    def misfit(self, node: Node, wanted: str) -> str | None:
        """Why an expression does not fit where a type is due, as far as one can see; None where it does."""
        takes_nil = wanted.endswith(("?", "!"))
        base = _base(wanted)
        while node.type in _WRAPPED and len(node.named_children) >= 1:
            node = node.named_children[-1]
        literal = node.child_by_field_name("target") if node.type == "prefix_expression" else None
        if literal is not None and text_of(node).startswith("-"):
            node = literal
        if node.type == "nil_literal" or text_of(node) == "nil":
            return None if takes_nil else f"takes no nil, but {wanted}"
        if node.type == "ternary_expression":
            branches = [node.child_by_field_name("if_true"), node.child_by_field_name("if_false")]
            return next((why for one in branches if one and (why := self.misfit(one, wanted))), None)
        if node.type == "nil_coalescing_expression":
            fallback = node.child_by_field_name("if_nil")
            return self.misfit(fallback, wanted) if fallback is not None else None
        if len(base) == 1:  # the parameter of a generic
            return None
        if node.type in _LITERALS:
            return None if base in _LITERALS[node.type] else f"takes {wanted}, and not the literal {text_of(node)}"
        if node.type == "array_literal":
            return self._array(node, base, wanted)
        if node.type == "dictionary_literal":
            return self._dictionary(node, base, wanted)
        if node.type == "lambda_literal":
            return None if _is_closure(wanted) else f"takes {wanted}, and no closure"
        if literal is not None and text_of(node).startswith("."):
            members = self.sdk.types.get(base, ())
            known = not members or any(one.is_static and one.name == text_of(literal) for one in members)
            return None if known else f"{base} has no {text_of(node)}"
        have = self.type_of(node)
        if have is None:
            return f"takes NSObject, and {text_of(node)} cannot be seen to be one" if base == "NSObject" else None
        return None if self._converts(have, wanted) else f"takes {wanted}, and {text_of(node)} is {have}"

    def _array(self, node: Node, base: str, wanted: str) -> str | None:
        if base in _ARRAYS:
            return None
        if base.startswith("[") and ":" not in base:
            elements = (self.misfit(one, base[1:-1]) for one in node.named_children if one.type != "comment")
            return next((why for why in elements if why is not None), None)
        statics = {one.name for one in self.sdk.types.get(base, ()) if one.is_static}
        if not statics:
            return f"takes {wanted}, and not the literal {text_of(node)}"
        wrong = [text_of(one) for one in node.named_children if text_of(one).removeprefix(".") not in statics]
        return f"{base} has no {wrong[0]}" if wrong else None

    def _dictionary(self, node: Node, base: str, wanted: str) -> str | None:
        if base in _DICTIONARIES:
            return None
        if not (base.startswith("[") and ":" in base):
            return f"takes {wanted}, and not the literal {text_of(node)}"
        key, _, value = (part.strip() for part in base[1:-1].partition(":"))
        for name, kind in (("key", key), ("value", value)):
            for one in node.children_by_field_name(name):
                if (why := self.misfit(one, kind)) is not None:
                    return f"a {name} {why}"
        return None

    def _converts(self, have: str, wanted: str) -> bool:
        is_optional, base, goal = have.endswith("?"), _base(have), _base(wanted)
        if is_optional and not wanted.endswith(("?", "!")) and goal != "Any":
            return False
        if base == goal or goal == "Any" or self.sdk.is_a(base, goal):
            return True
        if goal == "NSObject":
            return base.startswith(("NS", "AMP"))
        if base.startswith("[") and goal.startswith("[") and (":" in base) == (":" in goal):
            parts = [[one.strip() for one in text[1:-1].split(":", 1)] for text in (base, goal)]
            return all(
                to in (one, "AnyHashable") or (to == "Any" and not one.endswith("?"))
                for one, to in zip(*parts, strict=True)
            )
        if goal == "AnyHashable":
            return base in _PLAIN - {"Any"}
        known = _PLAIN | set(self.sdk.types) | self.others
        is_known = base in known or base.startswith(("[", "NS"))
        return not (is_known and (goal in known or goal.startswith(("[", "NS"))))

    def type_of(self, node: Node) -> str | None:
        """The type of an expression where it can be seen; ``X?`` and ``X!`` as Swift writes them."""
        while node.type in _WRAPPED and len(node.named_children) >= 1:
            node = node.named_children[-1]
        match node.type:
            case "simple_identifier":
                named = self.names.get(text_of(node), "")
                return named if len(_base(named)) > 1 else None
            case "line_string_literal" | "multi_line_string_literal":
                return "String"
            case "as_expression":
                name = node.child_by_field_name("name")
                suffix = (
                    "?" if any(child.type == "as_operator" and "?" in text_of(child) for child in node.children) else ""
                )
                return text_of(name) + suffix if name is not None else None
            case "postfix_expression":
                target = node.child_by_field_name("target")
                kind = self.type_of(target) if target is not None else None
                return kind.rstrip("?!") if kind is not None else None
            case "navigation_expression":
                return self._type_of_member(node)
            case "call_expression":
                return self._type_of_call(node)
            case _:
                return None

    def _type_of_member(self, node: Node) -> str | None:
        first = node.children_by_field_name("target")[0]
        name = _member_name(node)
        if first.type == "self_expression":
            return self.names.get(name) or None
        if (
            first.type == "simple_identifier"
            and text_of(first) in self.sdk.types
            and text_of(first) not in self.own_types
        ):
            return next(
                (one.result for one in self.sdk.members(text_of(first)) if one.name == name), self.names.get(name)
            )
        kind = self.type_of(first)
        base = kind.rstrip("?!") if kind is not None else ""
        if base in self.sdk.types:
            found = [one.result for one in self.sdk.members(base) if one.name == name and one.kind in ("var", "let")]
            return found[0] if found else None
        known = self.names.get(name, "")
        return known if known.rstrip("?!") in self.sdk.types else None

    def _type_of_call(self, node: Node) -> str | None:
        callee = node.children[0]
        if callee.type == "simple_identifier":
            name = text_of(callee)
            is_class = name in self.sdk.types or (name.startswith(("NS", "AMP")) and name not in self.own_types)
            return name if is_class or (name == "String" and "data:" not in text_of(node)) else None
        if callee.type == "lambda_literal":
            return None
        if callee.type != "navigation_expression":
            return None
        first = callee.children_by_field_name("target")[0]
        is_type = first.type == "simple_identifier" and text_of(first) in self.sdk.types
        owner = text_of(first) if is_type else (self.type_of(first) or "").rstrip("?!")
        if owner not in self.sdk.types or owner in self.own_types:
            return None
        results = {
            one.result
            for one in self.sdk.members(owner)
            if one.kind == "func" and one.name == _member_name(callee) and one.is_static == is_type
        }
        found = max(results, default="")
        return (owner if found == "Self" else found) or None


def _base(kind: str) -> str:
    kind = kind[:-1] if kind.endswith(("?", "!")) else kind
    return kind[1:-1] if kind.startswith("(") and "->" not in kind else kind


def _is_closure(kind: str) -> bool:
    return "->" in kind or kind == "Any" or any(word in kind for word in ("Callback", "Closure", "Next"))


def _shown(label: str | None) -> str:
    return "an argument without label" if label is None else f"{label}:"


def _member_name(node: Node) -> str:
    suffix = node.child_by_field_name("suffix")
    return text_of(suffix).removeprefix(".").strip() if suffix is not None else ""


def _stands_alone(node: Node) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "call_expression":
        return True
    return parent.type == "navigation_expression" and parent.children_by_field_name("target")[0] == node


def _arguments(call: Node) -> tuple[list[tuple[str | None, Node]], int]:
    """The labels and values of a call, and how many closures stand behind them."""
    found: list[tuple[str | None, Node]] = []
    trailing = 0
    for suffix in call.children[1:]:
        for child in suffix.named_children:
            if child.type == "lambda_literal":
                trailing += 1
            for one in child.named_children if child.type == "value_arguments" else ():
                if one.type == "value_argument":
                    name, value = one.child_by_field_name("name"), one.child_by_field_name("value")
                    if value is None:
                        value = one.named_children[-1]
                    found.append((text_of(name) if name is not None else None, value))
    return found, trailing


def _agreed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The type of each name; none for a name of several types. An Optional and what it wraps are one: unwrapped."""
    found: dict[str, str] = {}
    for name, kind in pairs:
        before = found.setdefault(name, kind)
        if before != kind:
            found[name] = kind.rstrip("?!") if before.rstrip("?!") == kind.rstrip("?!") else ""
    return found
