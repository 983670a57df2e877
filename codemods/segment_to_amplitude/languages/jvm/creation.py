"""What making a Segment client becomes: Amplitude's client with the options that have a counterpart.

Source: sdk-facts/segment.md §9 to §11; amplitude.md §8.1, §10; the forms compile with com.amplitude:analytics-android
1.26.0, in which Configuration's other constructors are deprecated for Kotlin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude.calls import ANDROID, JAVA, KOTLIN_CORE
from segment_to_amplitude.amplitude.expressions import Dictionary, Expression, Flag, Not, Number, Text, Times
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.bridges import Bridges
from segment_to_amplitude.languages.jvm.index import ClassInfo
from segment_to_amplitude.languages.jvm.invocations import Argument, Invocation, invocation_of
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.references import Reference
from segment_to_amplitude.languages.jvm.resolve import Resolver
from segment_to_amplitude.mapping.keys import PLACEHOLDER, key_name
from segment_to_amplitude.mapping.load import Load, map_load
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part
from segment_to_amplitude.source.span import Span
from segment_to_amplitude.source.value import Entry, Value, ValueKind

if TYPE_CHECKING:
    from tree_sitter import Node

UNITS = {"MILLISECONDS": "flushIntervalMillis", "SECONDS": "flushIntervalSeconds", "MINUTES": "flushIntervalMinutes"}
BLOCKERS = {"use": "device-mode", "useDestinationMiddleware": "plugin-left", "useSourceMiddleware": "plugin-left",
            "middleware": "plugin-left", "useEdgeFunctionMiddleware": "plugin-left", "plugin": "plugin-left",
            "messageTransformer": "plugin-left", "messageInterceptor": "plugin-left", "callback": "plugin-left",
            "defaultOptions": "integrations-not-readable"}  # fmt: skip
"""What a builder is given that Amplitude's client cannot take over."""
SETTERS = {"flushQueueSize": "setEventUploadThreshold", "flushIntervalMillis": "setEventUploadPeriodMillis"}
"""Methods of Amplitude's Java SDK, by the option's name."""
AUTOCAPTURE = {
    "sessions": "SESSIONS", "appLifecycles": "APP_LIFECYCLES", "deepLinks": "DEEP_LINKS", "screenViews": "SCREEN_VIEWS",
}  # fmt: skip
EU = "https://api.eu.amplitude.com/2/httpapi"


@dataclass(frozen=True, slots=True)
class Making:
    """How a client is made: its key, its context, its options as an object, and comments by option."""

    flavor: str
    key: Node | None
    context: Node | None
    entries: tuple[Entry, ...] = ()
    comments: dict[Span, tuple[Span, ...]] = field(default_factory=dict)
    is_in_application: bool = False
    """The context is the Application class that makes the client."""
    key_text: str | None = None
    """The key where no node has it."""
    has_bridge: bool = False
    """It was given Segment's bridge to Amplitude, which goes."""


@dataclass(frozen=True, slots=True)
class Made:
    """Amplitude's construction: an expression, with statements that have to stand before or after it in Java."""

    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    imports: frozenset[str]
    before: tuple[tuple[Part, ...], ...] = ()
    after: tuple[tuple[Part, ...], ...] = ()
    """Statements on the variable that takes the client, which is written before each."""
    span: Span | None = None
    """What the expression replaces, where that is more than Segment's."""


class NotReadable(Exception):
    """The construction stays, for a reason."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)


class ConstructionReader:
    """Reads what makes a client."""

    def __init__(self, resolver: Resolver, program: Program) -> None:
        self.resolver = resolver
        self.program = program

    def read(self, reference: Reference, *, is_android: bool) -> Making:
        """The parts of a construction; raises NotReadable where it cannot be taken apart."""
        call = reference.invocation
        assert call is not None
        if call.name == "build":
            return self._builder(call, reference.sdk)
        kind = self.resolver.type_of(self.program, call.node)
        if kind is not None and kind.name == segment.JAVA_ANALYTICS:
            raise NotReadable("init-left", "`JavaAnalytics`")
        return self._kotlin(call, is_android=is_android)

    def _builder(self, call: Invocation, sdk: str) -> Making:
        """``Analytics.Builder(context, key).option(…).build()`` or ``Analytics.builder(key).option(…).build()``."""
        steps: list[Invocation] = []
        inner = call.receiver
        while inner is not None:
            step = invocation_of(self.program, inner)
            if step is None:
                raise NotReadable("init-left", f"a builder that is kept in `{self.program.text(inner)}`")
            steps.insert(0, step)
            is_head = step.is_new or step.name in ("Builder", "builder")
            if is_head:
                break
            inner = step.receiver
        head = steps[0]
        entries: list[Entry] = []
        comments: dict[Span, tuple[Span, ...]] = {}
        at = self.program.span(head.node).end
        for step in steps[1:]:
            found = self._step(step)
            above = self._comments(at, step.name_node.start_byte)
            line_end = self.program.data.find(b"\n", step.node.end_byte)
            behind = self._comments(step.node.start_byte, line_end)
            behind = tuple(one for one in behind if one not in above and one.start >= step.node.end_byte)
            at = behind[-1].end if behind else step.node.end_byte
            if found is not None:
                entries.append(found)
                if above or behind:
                    comments[found.span] = (*above, *behind)
        values = [one.value for one in head.arguments]
        has_bridge = any(self._is_bridge(step) for step in steps[1:])
        if sdk == "java":
            return Making("java", values[0] if values else None, None, tuple(entries), comments)
        if len(values) < 2:
            raise NotReadable("init-left")
        return Making("android", values[1], values[0], tuple(entries), comments, has_bridge=has_bridge)

    def _is_bridge(self, step: Invocation) -> bool:
        bridges = Bridges(self.resolver, self.program)
        return step.name == "use" and len(step.arguments) == 1 and bridges.is_bridge(step.arguments[0].value)

    def _comments(self, start: int, end: int) -> tuple[Span, ...]:
        found = [self.program.span(one) for one in self.program.comments]
        return tuple(one for one in found if start <= one.start and one.end <= end)

    def _step(self, step: Invocation) -> Entry | None:
        name, values = step.name, [one.value for one in step.arguments]
        if name in BLOCKERS:
            given = self.program.text(values[0]) if values else name
            if self._is_bridge(step):
                return None
            raise NotReadable(BLOCKERS[name], f"`{name}({_short(given)})`")
        span = Span(step.name_node.start_byte, step.node.end_byte)
        if name == "flushInterval" and len(values) == 2:
            unit = UNITS.get(self.program.text(values[1]).rpartition(".")[2])
            if unit is not None:
                return Entry(span, self.value(values[0]), unit)
        if not values:
            return Entry(span, Value(ValueKind.BOOLEAN, span, "true"), name)
        return Entry(span, self.value(values[0]), name)

    def _kotlin(self, call: Invocation, *, is_android: bool) -> Making:
        flavor = "kotlin" if is_android else "kotlin-core"
        first = call.argument(0, "writeKey", "configuration")
        if first is None:
            raise NotReadable("init-left")
        inner = invocation_of(self.program, first.value)
        if inner is not None and inner.name in ("Configuration",):
            given = {one.name: one for one in inner.arguments if one.name is not None}
            key = given.get("writeKey") or inner.argument(0)
            context = given.get("application") or inner.argument(1)
            entries = [self._named(one) for name, one in given.items() if name not in ("writeKey", "application")]
            return Making(flavor, key.value if key else None, context.value if context else None, tuple(entries))
        context = call.argument(1, "context")
        entries = []
        comments: dict[Span, tuple[Span, ...]] = {}
        if call.trailing is not None:
            entries, comments = self._assignments(call.trailing)
        elif len(call.arguments) == 3 and call.arguments[2].value.type == "lambda_expression":
            entries = self._setters(call.arguments[2].value)
        elif len(call.arguments) > 2:
            raise NotReadable("init-options-not-readable", "`configs`")
        key_value = first.value
        return Making(flavor, key_value, context.value if context else None, tuple(entries), comments)

    def _named(self, one: Argument) -> Entry:
        start = one.name_node.start_byte if one.name_node is not None else one.value.start_byte
        return Entry(Span(start, one.value.end_byte), self.value(one.value), one.name)

    def _setters(self, node: Node) -> list[Entry]:
        """Java's lambda of setters, which gives ``Unit.INSTANCE`` at its end."""
        parameter, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if parameter is None or body is None or body.type != "block":
            raise NotReadable("init-options-not-readable", "`configs`")
        name, children = self.program.text(parameter).strip("()"), list(body.named_children)
        if not children or self.program.text(children[-1]) not in ("return Unit.INSTANCE;", "return null;"):
            raise NotReadable("init-options-not-readable", "`configs`")
        entries: list[Entry] = []
        for child in children[:-1]:
            call = invocation_of(self.program, child.named_children[0]) if child.named_children else None
            is_setter = call is not None and call.receiver is not None and len(call.arguments) == 1
            if call is None or call.receiver is None or not is_setter or not re.match(r"set[A-Z]\w*$", call.name):
                raise NotReadable("init-left", f"`{_short(self.program.text(child))}`")
            option = f"{call.name[3].lower()}{call.name[4:]}"
            if self.program.text(call.receiver) != name or option == "flushPolicies":
                raise NotReadable("init-left", f"`{_short(self.program.text(child))}`")
            span = Span(child.start_byte, child.end_byte)
            entries.append(Entry(span, self.value(call.arguments[0].value), option))
        return entries

    def _assignments(self, node: Node) -> tuple[list[Entry], dict[Span, tuple[Span, ...]]]:
        literal = node
        while literal.type != "lambda_literal":
            literal = next(one for one in literal.named_children if one.type in ("lambda_literal", "annotated_lambda"))
        entries: list[Entry] = []
        comments: dict[Span, tuple[Span, ...]] = {}
        above: list[Span] = []
        for child in literal.named_children:
            span = self.program.span(child)
            if child.type in COMMENTS:
                is_behind = bool(entries) and b"\n" not in self.program.data[entries[-1].span.end : span.start]
                if is_behind:
                    comments[entries[-1].span] = (*comments.get(entries[-1].span, ()), span)
                else:
                    above.append(span)
                continue
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if child.type != "assignment" or left is None or right is None:
                raise NotReadable("init-left", f"`{_short(self.program.text(child))}`")
            name = self.program.text(left).removeprefix("this.")
            if name in ("flushPolicies",) or not re.fullmatch(r"\w+", name):
                raise NotReadable("init-left", f"`{_short(self.program.text(child))}`")
            entries.append(Entry(span, self.value(right), name))
            if above:
                comments[span] = tuple(above)
                above = []
        if above and entries:
            comments[entries[-1].span] = (*comments.get(entries[-1].span, ()), *above)
        return entries, comments

    def value(self, node: Node) -> Value:
        """An option's value, as far as the mapping has to know it."""
        text, span = self.program.text(node), self.program.span(node)
        if text in ("true", "false"):
            return Value(ValueKind.BOOLEAN, span, text)
        if text == "null":
            return Value(ValueKind.NULL, span)
        if re.fullmatch(r"[\d_]+[lL]?", text):
            return Value(ValueKind.NUMBER, span, text.rstrip("lL").replace("_", ""))
        if re.fullmatch(r'"[^"\\$]*"', text):
            return Value(ValueKind.STRING, span, text[1:-1])
        return Value(ValueKind.EXPRESSION, span)


def is_comment(step: tuple[Part, ...]) -> bool:
    """Tell whether a statement is only a comment that goes along."""
    return len(step) == 1 and isinstance(step[0], Span)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


class CreationWriter:
    """Writes Amplitude's construction in the place of Segment's."""

    def __init__(
        self,
        resolver: Resolver,
        program: Program,
        settings: Settings,
        local: Callable[[str], str],
        *,
        is_android: bool,
        width: int,
    ) -> None:
        self.resolver = resolver
        self.program = program
        self.settings = settings
        self.local = local
        self.is_android = is_android
        self.width = width
        self.imports: set[str] = set()

    def write(self, node: Node, making: Making, instance: str | None = None) -> Made:
        """The expression for the place of a node; ``instance`` names one of several clients of the Java SDK."""
        span = self.program.span(node)
        options = Value(ValueKind.OBJECT, span, entries=making.entries)
        target = {"java": JAVA, "kotlin-core": KOTLIN_CORE}.get(making.flavor, ANDROID)
        init = map_load(Load(making.flavor, None, options), self.settings, target)
        if isinstance(init, Reason):
            raise NotReadable(init.code, init.detail)
        fields = dict(init.options)
        key = self._key(making.key)
        if making.key_text is not None and self.settings.init.api_key is None:
            key = [making.key_text.encode()]
        if making.flavor == "java":
            made = self._server(key, making, fields, instance)
        elif self.program.is_kotlin:
            made = self._kotlin(node, key, making, fields)
        else:
            made = self._java(key, making, fields)
        parts, before, after = made
        whole = None
        if b"\n" in b"".join(self._bytes(part) for part in parts):
            whole, parts = self._on_own_lines(node, parts)
        reasons = (*init.reasons, Reason("bridge-removed")) if making.has_bridge else init.reasons
        return Made(tuple(parts), reasons, frozenset(self.imports), tuple(before), tuple(after), whole)

    def _on_own_lines(self, node: Node, parts: list[Part]) -> tuple[Span | None, list[Part]]:
        """Open a lambda of one line that holds nothing else."""
        around = self.program.parent(node)
        if around is None or around.type != "lambda_literal" or len(around.named_children) != 1:
            return None, parts
        data = self.program.data
        start, end = around.start_byte + 1, around.end_byte - 1
        if data[start : node.start_byte].strip(b" ") or data[node.end_byte : end].strip(b" "):
            return None, parts
        line_start = self.program.document.line_start(node.start_byte)
        line = data[line_start:]
        indent = line[: len(line) - len(line.lstrip(b" \t"))]
        step = b"\t" if indent.startswith(b"\t") else b"    "
        newline = b"\r\n" if b"\r\n" in data else b"\n"
        deeper = [part.replace(newline, newline + step) if isinstance(part, bytes) else part for part in parts]
        return Span(start, end), [newline, indent, step, *deeper, newline, indent]

    def _use(self, qualified: str) -> bytes:
        self.imports.add(qualified)
        return self.local(qualified).encode()

    # --- keys ------------------------------------------------------------------------------------------------------

    def _key(self, node: Node | None) -> list[Part]:
        """The key: a literal becomes a placeholder, an expression stays."""
        if self.settings.init.api_key is not None:
            return [f'"{self.settings.init.api_key}"'.encode()]
        if node is None:
            return [f'"{PLACEHOLDER}"'.encode()]
        text = self.program.text(node)
        if re.fullmatch(r'"[^"$]*"', text):
            return [f'"{PLACEHOLDER}"'.encode()]
        call = invocation_of(self.program, node)
        if call is not None and call.name == "getenv" and len(call.arguments) == 1:
            name = self.program.text(call.arguments[0].value)
            new = f'"{key_name(name[1:-1])}"' if re.fullmatch(r'"\w+"', name) else name
            inner = self.program.span(call.arguments[0].value)
            return [Span(node.start_byte, inner.start), new.encode(), Span(inner.end, node.end_byte)]
        return [self.program.span(node)]

    # --- values ----------------------------------------------------------------------------------------------------

    def _value(self, value: Expression) -> list[Part]:
        match value:
            case Flag():
                return [b"true" if value.on else b"false"]
            case Number():
                return [str(value.number).encode()]
            case Text():
                return [f'"{value.text}"'.encode()]
            case Not():
                return [b"!", value.value.span]
            case Times():
                return self._times(value)
            case Value():
                return [value.span]
            case _:
                raise NotReadable("init-options-not-readable")

    def _times(self, value: Times) -> list[Part]:
        if value.value.kind is ValueKind.NUMBER and value.value.text is not None:
            return [str(int(value.value.text) * value.factor).encode()]
        factor = f" * {value.factor}".encode()
        kind = self._type_at(value.value.span)
        if kind == "Int":
            return [value.value.span, factor]
        if self.program.is_kotlin:
            return [b"(", value.value.span, factor, b").toInt()"]
        return [b"(int) (", value.value.span, factor, b")"]

    def _type_at(self, span: Span) -> str | None:
        for node in self.program.nodes:
            if node.start_byte == span.start and node.end_byte == span.end:
                found = self.resolver.type_of(self.program, node)
                return found.name if found is not None else None
        return None

    def _int(self, value: Expression) -> list[Part]:
        """A whole number of 32 bits, which Amplitude's options are."""
        if isinstance(value, Value) and value.kind is ValueKind.NUMBER and value.text is not None:
            written = self.program.data[value.span.start : value.span.end]
            return [value.span] if written[-1:] not in b"lL" else [value.text.encode()]
        if isinstance(value, Value) and self._type_at(value.span) == "Long":
            return [value.span, b".toInt()"] if self.program.is_kotlin else [b"(int) ", value.span]
        return self._value(value)

    # --- Android ---------------------------------------------------------------------------------------------------

    def _context(self, making: Making) -> list[Part]:
        """The application context, which is what Amplitude's Configuration takes."""
        node = making.context
        if making.is_in_application:
            return [b"this"]
        if node is None:
            raise NotReadable("init-left", "no context")
        text = self.program.text(node)
        if re.search(r"(?i)application(?:context)?(?:\(\))?!*$", text):
            return [self.program.span(node)]
        kind = self.resolver.type_of(self.program, node)
        if kind is not None and (kind.simple == "Application" or self._is_application(kind.name)):
            return [self.program.span(node)]
        return [
            self.program.span(node),
            b".applicationContext" if self.program.is_kotlin else b".getApplicationContext()",
        ]

    def _is_application(self, name: str) -> bool:
        info: ClassInfo | None = self.resolver.index.class_named(name)
        return self.resolver.is_subclass(info, "Application")

    def _kotlin(
        self, node: Node, key: list[Part], making: Making, fields: dict[str, Expression]
    ) -> tuple[list[Part], list[tuple[Part, ...]], list[tuple[Part, ...]]]:
        package = "com.amplitude.android" if self.is_android else "com.amplitude.core"
        named: list[tuple[list[Part], tuple[Span, ...]]] = [([b"apiKey = ", *key], ())]
        if self.is_android:
            named.append(([b"context = ", *self._context(making)], ()))
        for name, value, above in self._in_order(making, fields):
            named.append(([f"{name} = ".encode(), *self._option(name, value)], above))
        outer, inner = self._use(f"{package}.Amplitude"), self._use(f"{package}.Configuration")
        flat: list[Part] = [outer, b"(", inner, b"("]
        for index, (parts, _) in enumerate(named):
            flat += [b", " if index else b"", *parts]
        flat += [b"))"]
        anchor = self._anchor(node)
        line_start = self.program.document.line_start(anchor.start_byte)
        before = anchor.start_byte - line_start + (len(b"amplitude = ") if anchor.id != node.id else 0)
        length = before + sum(len(self._bytes(part)) for part in flat)
        has_comments = any(above for _, above in named)
        if not has_comments and length <= self.width and b"\n" not in b"".join(self._bytes(part) for part in flat):
            return flat, [], []
        data = self.program.data
        indent = data[line_start : line_start + len(data[line_start:]) - len(data[line_start:].lstrip(b" \t"))]
        step = b"\t" if indent.startswith(b"\t") else b"    "
        newline = b"\r\n" if b"\r\n" in data else b"\n"
        deep = newline + indent + step + step
        long: list[Part] = [outer, b"(", newline, indent, step, inner, b"("]
        for parts, above in named:
            for comment in above:
                long += [deep, comment]
            length = len(indent) + 2 * len(step) + sum(len(self._bytes(part)) for part in parts) + 1
            if length > self.width and isinstance(parts[-1], bytes) and all(isinstance(part, bytes) for part in parts):
                parts = [self._exploded(b"".join(self._bytes(part) for part in parts), deep, step)]
            long += [deep, *parts, b","]
        long += [newline, indent, step, b"),", newline, indent, b")"]
        return long, [], []

    @staticmethod
    def _exploded(text: bytes, indent: bytes, step: bytes) -> bytes:
        """A set of options with one a line."""
        head, _, rest = text.partition(b"(")
        options = rest.removesuffix(b")").split(b", ")
        return head + b"(" + b"".join(indent + step + one + b"," for one in options) + indent + b")"

    def _anchor(self, node: Node) -> Node:
        """What is on the line that the client will be on: the brackets of ``setSingletonInstance(…)`` go."""
        around = self.program.within(node, "value_arguments")
        call = self.program.parent(around) if around is not None else None
        setting = invocation_of(self.program, call) if call is not None else None
        is_setting = setting is not None and setting.name == "setSingletonInstance" and bool(setting.arguments)
        return setting.node if setting is not None and is_setting and setting.arguments[0].value.id == node.id else node

    def _bytes(self, part: Part) -> bytes:
        if isinstance(part, Span):
            return self.program.data[part.start : part.end]
        assert isinstance(part, bytes)
        return part

    def _in_order(
        self, making: Making, fields: dict[str, Expression]
    ) -> Iterator[tuple[str, Expression, tuple[Span, ...]]]:
        """The options in the order in which Segment's stood, with the comments above each."""
        waiting = dict.fromkeys(sorted(making.comments))
        last = next(reversed(fields), None)
        for name, value in fields.items():
            above: tuple[Span, ...] = ()
            for span in list(waiting):
                # Comments of options that are left out, or that are one of several flags, stand above the last.
                if name == last or self._comes_from(value, span):
                    above += making.comments[span]
                    del waiting[span]
            yield name, value, above

    def _comes_from(self, value: Expression, span: Span) -> bool:
        if isinstance(value, Dictionary):
            return any(self._comes_from(inner, span) for _, inner in value.before)
        inner = getattr(value, "value", value)
        return isinstance(inner, Value) and span.contains(inner.span)

    def _option(self, name: str, value: Expression) -> list[Part]:
        if name == "serverZone" and isinstance(value, Text):
            return [self._use("com.amplitude.core.ServerZone"), f".{value.text}".encode()]
        if isinstance(value, Dictionary):
            return self._autocapture(value)
        return self._int(value)

    def _autocapture(self, value: Dictionary) -> list[Part]:
        option = self._use("com.amplitude.android.AutocaptureOption").decode()
        always = all(isinstance(one, Flag) for _, one in value.before)
        parts: list[Part] = [b"setOf(" if always else b"setOfNotNull("]
        for index, (name, one) in enumerate(value.before):
            parts.append(f"{', ' if index else ''}{option}.{AUTOCAPTURE[name]}".encode())
            if not isinstance(one, Flag):
                parts += [b".takeIf { ", *self._value(one), b" }"]
        return [*parts, b")"]

    def _java(
        self, key: list[Part], making: Making, fields: dict[str, Expression]
    ) -> tuple[list[Part], list[tuple[Part, ...]], list[tuple[Part, ...]]]:
        client = self._use("com.amplitude.android.Amplitude")
        configuration = self._use("com.amplitude.android.Configuration")
        made: list[Part] = [b"new ", configuration, b"(", *key, b", ", *self._context(making), b")"]
        steps: list[tuple[Part, ...]] = []
        for name, value, above in self._in_order(making, fields):
            comments: list[tuple[Part, ...]] = [(one,) for one in above]
            setter = f"set{name[0].upper()}{name[1:]}".encode()
            if not isinstance(value, Dictionary):
                steps += [*comments, (b"configuration.", setter, b"(", *self._option(name, value), b");")]
                continue
            given = dict(value.before)
            if len(given) > 1:
                options = self._use("com.amplitude.android.DefaultTrackingOptions")
                flags: list[Part] = []
                for index, flag in enumerate(AUTOCAPTURE):
                    flags += [b", " if index else b"", *self._value(given.get(flag, Flag(False)))]
                steps += [*comments, (b"configuration.setDefaultTracking(new ", options, b"(", *flags, b"));")]
            elif steps:
                # Of options that are left out.
                steps += comments
        if not steps:
            return [b"new ", client, b"(", *made, b")"], [], []
        steps.insert(0, (configuration, b" configuration = ", *made, b";"))
        return [b"new ", client, b"(configuration)"], steps, []

    # --- servers ---------------------------------------------------------------------------------------------------

    def _server(
        self, key: list[Part], making: Making, fields: dict[str, Expression], instance: str | None
    ) -> tuple[list[Part], list[tuple[Part, ...]], list[tuple[Part, ...]]]:
        client = self._use("com.amplitude.Amplitude")
        name = f'"{instance}"'.encode() if instance is not None else b""
        steps: list[tuple[Part, ...]] = [(b"init(", *key, b")")]
        for option, value, above in self._in_order(making, fields):
            if not self.program.is_kotlin:
                steps += [(one,) for one in above]
            if option == "serverZone":
                steps.append((f'setServerUrl("{EU}")'.encode(),))
            elif option == "minIdLength":
                options = self._use("com.amplitude.Options")
                made = [options, b"()"] if self.program.is_kotlin else [b"new ", options, b"()"]
                steps.append((b"setOptions(", *made, b".setMinIdLength(", *self._value(value), b"))"))
            elif option in SETTERS:
                steps.append((f"{SETTERS[option]}(".encode(), *self._int(value), b")"))
        parts: list[Part] = [client, b".getInstance(", name, b")"]
        if self.program.is_kotlin:
            body: list[Part] = []
            for index, step in enumerate(steps):
                body += [b"; " if index else b"", *step]
            return [*parts, b".apply { ", *body, b" }"], [], []
        return parts, [], [step if is_comment(step) else (*step, b";") for step in steps]
