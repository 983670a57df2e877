"""Read the calls of one Kotlin or Java text, without resolving anything: ``analytics`` is Segment's client."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.read import Read, read_call
from segment_to_amplitude.languages.jvm.types import Type
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import jvm_sdks as sdk
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

DEFAULTS = Settings()
CLASSES = {name.rpartition(".")[2]: name for name in (*sdk.PUTTERS, sdk.OPTIONS)}
CLASSES |= {"JsonObject": f"{sdk.JSON}.JsonObject", "JsonElement": f"{sdk.JSON}.JsonElement"}
BUILT_IN = {
    "int": "Int", "Integer": "Int", "long": "Long", "double": "Double", "float": "Float", "boolean": "Boolean",
    "Object": "Any", "HashMap": "MutableMap",
}  # fmt: skip
BUILDS = {"buildJsonObject": f"{sdk.JSON}.JsonObject", "emptyJsonObject": f"{sdk.JSON}.JsonObject"}


def written_type(text: str) -> Type:
    """The type that a text names, such as ``Map<String, Any>?``."""
    text = text.strip()
    if text.endswith("?"):
        inner = written_type(text[:-1])
        return Type(inner.name, inner.arguments, True)
    if text.endswith("[]"):
        return Type("Array", (written_type(text[:-2]),))
    match = re.fullmatch(r"([\w.]+)(?:<(.*)>)?", text)
    if match is None:
        return Type(text)
    name = match[1].rpartition(".")[2]
    arguments = tuple(written_type(one) for one in match[2].split(",")) if match[2] else ()
    return Type(CLASSES.get(name, BUILT_IN.get(name, match[1])), arguments)


def type_reader(program: Program) -> Callable[[Node], Type | None]:
    """A stand-in for the resolver: constructor calls, and variables and parameters by their declared types."""
    declared: dict[str, Type] = {}
    for node in program.nodes:
        if node.type in ("parameter", "variable_declaration") and program.is_kotlin:
            name, *types = [one for one in node.named_children if one.type not in COMMENTS]
            if types:
                declared[program.text(name)] = written_type(program.text(types[0]))
        elif node.type in ("formal_parameter", "local_variable_declaration"):
            kind, named = node.child_by_field_name("type"), node.child_by_field_name("name")
            named = named or node.children_by_field_name("declarator")[0].child_by_field_name("name")
            assert kind is not None
            assert named is not None
            declared[program.text(named)] = written_type(program.text(kind))

        if node.type == "property_declaration":
            initial = node.named_children[-1]
            variable = program.text(node.named_children[0])
            if (call := invocation_of(program, initial)) is not None and call.name in BUILDS:
                declared.setdefault(variable, Type(BUILDS[call.name]))

    def type_of(node: Node) -> Type | None:
        text = program.text(node)
        call = invocation_of(program, node)
        if call is not None:
            name = BUILDS.get(call.name) or (CLASSES.get(call.name) if call.name != "Builder" else None)
            if name is None and call.receiver is not None and call.name.startswith(("put", "apply", "also")):
                return type_of(call.receiver)
            return Type(name) if name is not None else None
        return Type(BUILDS[text]) if text in BUILDS else declared.get(text)

    return type_of


def is_client(program: Program, call: Invocation) -> bool:
    """Tell whether a call is made on what stands for Segment's client."""
    if call.receiver is None:
        return False
    text = program.text(call.receiver)
    return text == "analytics" or re.fullmatch(r"Analytics\.with\(\w*\)", text) is not None


def sites(path: str, text: str, sdk_name: str, settings: Settings = DEFAULTS) -> list[CallSite]:
    """The calls of Segment's client in a text, in order."""
    program = Program(path, text.encode())
    type_of = type_reader(program)
    found = []
    taken: set[int] = set()
    for node in program.nodes:
        call = invocation_of(program, node)
        if call is None or call.name_node.id in taken or not is_client(program, call):
            continue
        taken.add(call.name_node.id)
        client = (b"amplitude",)
        is_android = sdk_name != "java"
        found.append(
            CallSite(
                program, call, sdk_name, client, settings, type_of, lambda name: name.rpartition(".")[2], is_android
            )
        )
    return found


def in_function(language: str, statements: str, parameters: str = "") -> tuple[str, str]:
    """The path and the text of a file with one function that holds some statements."""
    if language == "kotlin":
        return "App.kt", f"fun send({parameters}) {{\n    {statements}\n}}\n"
    return "App.java", f"class App {{\n  void send({parameters}) {{\n    {statements}\n  }}\n}}\n"


def read_one(language: str, statements: str, sdk_name: str, parameters: str = "") -> tuple[CallSite, Read]:
    """Read the last call of Segment's client in some statements."""
    site = sites(*in_function(language, statements, parameters), sdk_name)[-1]
    return site, read_call(site)


def described(site: CallSite, read: Read) -> str:
    """A call in one line: its fields, the options that are given, what is assumed; or why it is refused."""
    if read.refusal is not None:
        return f"{read.refusal.code} {read.refusal.detail}".strip()
    call = read.call
    assert call is not None
    parts = [f"{field.name}={shown(site, getattr(call, field.name))}" for field in fields(call) if field.name in SHOWN]
    options = [(field.name, getattr(call.options, field.name)) for field in fields(call.options)]
    parts += [f"{name}={shown(site, value)}" for name, value in options if value not in (None, False, ())]
    parts += [f"assumed {one.code} {one.detail}" for one in read.assumed]
    parts += [f"holds {one.name}" for one in read.locals]
    parts += [f"edits {len(read.edits)}"] if read.edits else []
    return " ".join([type(call).__name__, *(part for part in parts if not part.endswith("=None"))])


SHOWN = frozenset({
    "event", "properties", "user_id", "traits", "group_id", "new_id", "previous_id", "name", "category", "what", "on",
    "value", "method", "closes",
})  # fmt: skip


def shown(site: CallSite, value: object) -> str:
    """A value as it was read: literals by what they say, containers by their entries, other expressions as written."""
    if not isinstance(value, Value):
        return str(value)
    text = site.program.data[value.span.start : value.span.end].decode()
    match value.kind:
        case ValueKind.OBJECT:
            return "{" + ", ".join(_entry(site, one) for one in value.entries) + "}"
        case ValueKind.ARRAY:
            return "[" + ", ".join(shown(site, one) for one in value.elements) + "]"
        case ValueKind.STRING:
            return repr(value.text)
        case ValueKind.NULL:
            return "null"
        case ValueKind.EXPRESSION:
            return f"<{text}>"
        case _:
            return value.text or text


def _entry(site: CallSite, entry: Entry) -> str:
    if entry.is_spread:
        return f"...{shown(site, entry.value)}"
    assert entry.key is not None or entry.key_span is not None
    span = entry.key_span
    key = entry.key or (f"[{site.program.data[span.start : span.end].decode()}]" if span is not None else "")
    return f"{key}: {shown(site, entry.value)}"
