"""What becomes of each reference of one file, if its client moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm import segment_classes as segment
from segment_to_amplitude.languages.jvm.bridges import REGISTERING, Bridges
from segment_to_amplitude.languages.jvm.call_rewrites import rewrite_call
from segment_to_amplitude.languages.jvm.call_site import CallSite
from segment_to_amplitude.languages.jvm.clients import Group, Groups, call_of_with
from segment_to_amplitude.languages.jvm.creation import (
    ConstructionReader,
    CreationWriter,
    Made,
    Making,
    NotReadable,
    is_comment,
)
from segment_to_amplitude.languages.jvm.doubling import BOTH, Doubled, block_of, rendered
from segment_to_amplitude.languages.jvm.holder import Holder
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.index import CLASS_TYPES
from segment_to_amplitude.languages.jvm.invocations import Invocation, invocation_of, unwrapped
from segment_to_amplitude.languages.jvm.key_settings import KeySettings, ResourceKey, with_detail
from segment_to_amplitude.languages.jvm.layout import Layout, Unwritable
from segment_to_amplitude.languages.jvm.lines import Line
from segment_to_amplitude.languages.jvm.message_rewrites import MessageRewrites
from segment_to_amplitude.languages.jvm.message_uses import SENDING
from segment_to_amplitude.languages.jvm.modules import Modules, module_of
from segment_to_amplitude.languages.jvm.payload_types import PayloadTypes
from segment_to_amplitude.languages.jvm.place import Spot, place_of
from segment_to_amplitude.languages.jvm.plugins import Moved, NotPlain, PluginWriter
from segment_to_amplitude.languages.jvm.program import COMMENTS, Program
from segment_to_amplitude.languages.jvm.reach import FIELD, Reach
from segment_to_amplitude.languages.jvm.references import Reference, Role
from segment_to_amplitude.languages.jvm.resolve import WRAPPERS
from segment_to_amplitude.languages.jvm.statements import StatementWriter
from segment_to_amplitude.languages.outcome import Outcome
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part, Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from tree_sitter import Node

ANDROID_CLIENT = "com.amplitude.android.Amplitude"
CORE_CLIENT = "com.amplitude.core.Amplitude"
SERVER_CLIENT = "com.amplitude.Amplitude"
PASSING = frozenset({"with", "requireNotNull", "checkNotNull", "lazyOf", "setSingletonInstance", "println", "isNull"})
"""Functions that do nothing with a client but hand it on."""
BY_CLASS = frozenset({
    "mock", "mockk", "spy", "spyk", "mockkClass", "createMock", "any", "isA", "forClass", "get", "inject", "getBean",
    "getInstance", "instance", "mockkConstructor", "mockConstruction",
})  # fmt: skip
"""Functions that give or make one of a class that they are told."""
SCOPES = frozenset({"apply", "also", "let", "run", "takeIf", "takeUnless", "with"})
NO_ARGUMENTS = frozenset({"flush", "reset"})


class ReferenceRewrites:
    """Rewrites the references of one file, each by its role."""

    def __init__(
        self,
        program: Program,
        groups: Groups,
        settings: Settings,
        names: FileNames,
        reach: Reach | Holder | str,
        instance: Callable[[Reference], str | None],
        keys: KeySettings,
        modules: Modules,
        *,
        is_android: bool,
        width: int,
    ) -> None:
        self.program = program
        self.groups = groups
        self.resolver = groups.resolver
        self.settings = settings
        self.names = names
        self.reach = reach if isinstance(reach, Reach) else None
        self.holder = reach if isinstance(reach, Holder) else None
        self.out_of_reach = reach if isinstance(reach, str) else ""
        """Why there is no place for the client that ``Analytics.with(…)`` finds."""
        self.instance = instance
        self.keys = keys
        self.modules = modules
        self.is_android = is_android
        self.width = width
        self.payloads = PayloadTypes(program, names)
        self.bridges = Bridges(self.resolver, program)
        self.messages = MessageRewrites(program, groups.messages, settings, names, width)

    def client_class(self, sdk: str) -> str:
        """Amplitude's class that takes the place of Segment's client."""
        if sdk == "java":
            return SERVER_CLIENT
        return ANDROID_CLIENT if self.is_android or sdk == "android" else CORE_CLIENT

    def outcome(self, one: Reference) -> Outcome:
        """What becomes of a reference."""
        if one.role is Role.BROKEN or self.program.is_broken(one.node):
            return self._stuck(one, "reference-unclear", "the code around it does not parse")
        if one.role is not Role.PLUGIN and (plugin := self._plugin_around(one)) is not None:
            problem = self._moved(plugin)
            reasons = (Reason("plugin-left", problem),) if isinstance(problem, str) else ()
            return Outcome(reasons, covers=(one.covers,))
        match one.role:
            case Role.PLUGIN:
                return self._plugin(one)
            case Role.CALL:
                return self._call(one)
            case Role.CONSTRUCTION:
                return self.construction(one)
            case Role.SINGLETON:
                return self._singleton(one)
            case Role.TYPE:
                return self._type(one)
            case Role.CLIENT:
                return self._client(one)
            case Role.MEMBER:
                return self._member(one)
            case Role.METHOD:
                return self._method(one)
            case Role.IMPORT:
                return Outcome(covers=(one.covers,))
            case Role.PAYLOAD | Role.PUTTER if self.payloads.takes(one):
                return self.payloads.outcome(one)
            case Role.MESSAGE:
                return self.messages.outcome(one)
            case Role.PAYLOAD if segment.is_message_builder(one.name):
                return self.messages.types.outcome(one)
            case Role.BRIDGE:
                return self._bridge(one)
            case Role.PAYLOAD | Role.PUTTER | Role.OTHER | Role.BROKEN:
                code = "device-mode" if one.name.startswith(segment.DEVICE_MODE) else "sdk-use"
                return self._stuck(one, code, f"`{one.name.rpartition('.')[2]}`")

    def beside(self, one: Reference, group: Group) -> Outcome:
        """What becomes of a reference where Segment's client stays for some calls, and Amplitude's stands beside it."""
        if group.doubled is not None and one.role in (Role.CLIENT, Role.TYPE):
            return self._doubled(one, group.doubled)
        match one.role:
            case Role.CALL if group.doubled is not None and not self._is_doubled(one, group.doubled):
                outcome = self.outcome(one)
                detail = f"because of {group.kept_detail}"
                return outcome if outcome.is_stuck else self._stuck(one, "client-kept", detail)
            case Role.CALL if one.name in BOTH:
                return self._both(one)
            case Role.CONSTRUCTION:
                outcome = self.construction(one, is_beside=True)
                if outcome.is_stuck:
                    return outcome
                stays = Reason("segment-stays", f"because of {group.kept_detail}")
                return Outcome((*outcome.reasons, stays), covers=outcome.covers, write_key=outcome.write_key)
            case Role.SINGLETON:
                made = next(each for each in group.references if each.role is Role.CONSTRUCTION)
                return self._second(one, made)
            case Role.CLIENT | Role.TYPE:
                return Outcome(covers=(one.covers,))
            case _:
                return self.outcome(one)

    def _doubled(self, one: Reference, doubled: Doubled) -> Outcome:
        """What hands a client on stays for Segment's; what Amplitude's needs is written beside it."""
        if id(one) in doubled.receivers and (parts := doubled.renamed(self.program, one.node)) is not None:
            return Outcome((), (Rewrite(self.program.span(one.node), parts),), (one.covers,))
        return Outcome(covers=(one.covers,))

    def _is_doubled(self, one: Reference, doubled: Doubled) -> bool:
        """Tell whether a call's client stands twice; in a block the client is the block's subject."""
        call = one.invocation
        if call is None or call.receiver is None:
            return any(
                id(each) in doubled.receivers and self._subject_contains(each, one)
                for each in self.groups.workspace.references[self.program.path]
            )
        return doubled.renamed(self.program, call.receiver) is not None or any(
            id(each) in doubled.receivers and self._subject_contains(each, one)
            for each in self.groups.workspace.references[self.program.path]
        )

    def _subject_contains(self, subject: Reference, one: Reference) -> bool:
        """Tell whether a call stands in the block of a scope function with a subject."""
        block = block_of(subject)
        return block is not None and block.contains(one.covers)

    def _both(self, one: Reference) -> Outcome:
        """Both clients are flushed, forget the user, and are shut down."""
        outcome = self.outcome(one)
        if outcome.is_stuck:
            return outcome
        span = self.program.span(one.node)
        place = place_of(self.program, one.node)
        whole = self.program.span(place.node)
        layout = Layout(self.program, span.start, self.width)
        try:
            if all(span.contains(each.span) for each in outcome.rewrites):
                text = rendered(self.program, span, outcome.rewrites)
                writer = StatementWriter(self.program, layout, one.node, place)
                rewrites = writer.write([Line([span]), Line([text])])
            elif place.spot is Spot.BLOCK and all(whole.contains(each.span) for each in outcome.rewrites):
                text = layout.newline + layout.indent(whole.start) + rendered(self.program, whole, outcome.rewrites)
                rewrites = [Rewrite(Span(whole.end, whole.end), (text,))]
            else:
                return self._stuck(one, "value-used")
        except Unwritable as problem:
            return self._stuck(one, problem.code, problem.detail)
        return Outcome(outcome.reasons, tuple(rewrites), (one.covers,), outcome.imports)

    def _second(self, one: Reference, construction: Reference) -> Outcome:
        """A statement of its own for Amplitude's client, below the one that keeps Segment's."""
        assert self.reach is not None
        if construction.program is not self.program:
            return self._stuck(one, "init-left", f"a client that is made in {construction.program.path}")
        try:
            made = self._made(construction)
        except NotReadable as problem:
            return Outcome((problem.reason,), covers=(one.covers,))
        statement = one.node if self.program.is_kotlin else self._statement(one.node)
        if statement is None:
            return self._stuck(one, "init-left")
        indent, newline = self._indent(statement), self._newline
        end = b"" if self.program.is_kotlin else b";"
        lines: list[Part] = []
        for step in made.before:
            lines += [newline, indent, *step]
        lines += [newline, indent, FIELD.encode(), b" = ", *made.parts, end]
        text = b"".join(
            self.program.data[part.start : part.end] if isinstance(part, Span) else _text(part) for part in lines
        )
        at = statement.end_byte
        rewrites = (
            Rewrite(Span(at, at), (text,)),
            self.reach.declaration(self.names.local(ANDROID_CLIENT)),
        )
        reason = Reason("client-reach", f"`{self.reach.shown}`")
        return Outcome((reason,), rewrites, (one.covers,), made.imports | {ANDROID_CLIENT})

    def _stuck(self, one: Reference, code: str, detail: str = "") -> Outcome:
        return Outcome((Reason(code, detail),), covers=(one.covers,))

    # --- calls -----------------------------------------------------------------------------------------------------

    def _call(self, one: Reference) -> Outcome:
        call = one.invocation
        assert call is not None
        blocker = self._blocker(call)
        if blocker is not None:
            return self._stuck(one, "device-mode", f"`{blocker}`")
        if one.sdk == "kotlin" and self.bridges.is_registered(call):
            return self._without_bridge(one, call)
        if one.sdk == "kotlin" and call.name in REGISTERING and self._takes_plugin(call):
            return Outcome(covers=(one.covers,))
        client = self._receiver(one, call)
        if isinstance(client, Outcome):
            return client
        parts, imported = client
        if one.sdk == "java" and call.name in SENDING and (sent := self.messages.sent(one, parts)) is not None:
            return sent
        site = CallSite(
            self.program,
            call,
            one.sdk,
            parts,
            self.settings,
            lambda node: self.resolver.type_of(self.program, node),
            self.names.local,
            self.is_android or one.sdk == "android",
            self.width,
            self.holder is not None and self._with(call) is not None,
            self.groups.messages.names.within,
        )
        made = rewrite_call(site)
        if made.is_stuck:
            return Outcome(made.reasons, covers=(one.covers,), event=made.event, integrations=made.integrations)
        imports = made.imports | ({imported} if imported is not None else set())
        rewrites = made.rewrites
        if imported is not None or (self._with(call) is not None and not rewrites):
            rewrites = rewrites or self._only_receiver(call, parts)
        return Outcome(
            made.reasons,
            rewrites,
            (one.covers, *made.covers),
            frozenset(imports),
            event=made.event,
            integrations=made.integrations,
        )

    def _only_receiver(self, call: Invocation, parts: tuple[Part, ...] | None) -> tuple[Rewrite, ...]:
        if call.receiver is None or parts is None:
            return ()
        return (Rewrite(self.program.span(call.receiver), parts),)

    def _blocker(self, call: Invocation) -> str | None:
        """Another vendor's integration that a client is given, or asked for."""
        for one in call.arguments:
            kind = self.resolver.type_of(self.program, one.value)
            if kind is not None and kind.name.startswith(segment.DEVICE_MODE):
                if not kind.name.startswith(segment.SEGMENT_BRIDGES):
                    return kind.simple
        return None

    def _plugin(self, one: Reference) -> Outcome:
        """A class that is a plugin; what it becomes speaks for all that stands in it."""
        moved = self._moved(one)
        if isinstance(moved, str):
            return self._stuck(one, "plugin-left", moved)
        reason = Reason("plugin-rewritten")
        return Outcome((reason,), tuple(moved.rewrites), (one.covers,), frozenset(moved.imports))

    def _moved(self, one: Reference) -> Moved | str:
        group = self.groups.of(one)
        if group is None or not any(each.role is Role.CALL and each.name == "add" for each in group.references):
            return "it does not show which client it is added to"
        listed = self.groups.workspace.references
        calls = [each for found in listed.values() for each in found if each.role is Role.CALL]
        writer = PluginWriter(
            self.resolver,
            self.program,
            self._local_in_plugin,
            has_views=any(each.name == "screen" for each in calls),
            has_sessions=self.client_class("kotlin") == ANDROID_CLIENT,
        )
        whole = self.program.within(one.node, *CLASS_TYPES, "object_literal")
        assert whole is not None
        try:
            moved = writer.moved(whole, one.node)
        except NotPlain as problem:
            return str(problem)
        stray = next((each for found in listed.values() for each in found if self._is_stray(each)), None)
        if stray is not None:
            line, _ = stray.program.document.position(stray.span.start)
            return f"`{stray.name.rpartition('.')[2]}` at {stray.program.path}:{line}, which is not in a plugin"
        return moved

    def _local_in_plugin(self, qualified: str) -> str:
        """The core's client, which plugins get, goes by its whole name beside the one of Android."""
        listed = self.groups.workspace.references[self.program.path]
        clients = (Role.TYPE, Role.CONSTRUCTION, Role.SINGLETON)
        has_other = any(each.role in clients and self._plugin_around(each) is None for each in listed)
        is_other = has_other and self.client_class("kotlin") != CORE_CLIENT
        return qualified if qualified == CORE_CLIENT and is_other else self.names.local(qualified)

    def _is_stray(self, one: Reference) -> bool:
        """A class of Segment's events or plugins where it is named outside of a plugin."""
        if one.role is not Role.OTHER or not one.name.startswith((*segment.PLUGINS, *segment.EVENTS)):
            return False
        return not any(
            each.role is Role.PLUGIN and each.covers.contains(one.span)
            for each in self.groups.workspace.references[one.program.path]
        )

    def _plugin_around(self, one: Reference) -> Reference | None:
        return next(
            (
                each
                for each in self.groups.workspace.references.get(self.program.path, ())
                if each.role is Role.PLUGIN and each.covers.contains(one.span)
            ),
            None,
        )

    def _takes_plugin(self, call: Invocation) -> bool:
        """Tell whether a call whose result goes nowhere is given one of the project's own plugins."""
        parent = self.program.parent(call.node)
        kinds = ("block", "lambda_literal", "control_structure_body", "statements")
        if parent is None or parent.type not in kinds or len(call.arguments) != 1 or call.trailing is not None:
            return False
        value = unwrapped(call.arguments[0].value)
        found = self.resolver.evaluate(self.program, value)
        declaration = found.declaration if found is not None else None
        kind = found.type if found is not None else None
        if kind is None and declaration is not None and declaration.value is not None:
            value = declaration.value
        info = self.resolver.index.class_named(kind.name) if kind is not None else None
        whole = info.node if info is not None else value
        program = info.program if info is not None else declaration.program if declaration is not None else self.program
        return any(
            each.role is Role.PLUGIN and each.covers == program.span(whole)
            for each in self.groups.workspace.references.get(program.path, ())
        )

    def _without_bridge(self, one: Reference, call: Invocation) -> Outcome:
        rewrite = self.bridges.without(call)
        if rewrite is None:
            return self._stuck(one, "plugin-left", "the call stands where nothing can take its place")
        return Outcome((Reason("bridge-removed"),), (rewrite,), (one.covers, rewrite.span))

    def _bridge(self, one: Reference) -> Outcome:
        """A bridge that is kept in a variable; what is written where it is used goes with the call."""
        if self.bridges.is_given(one.node):
            return Outcome((Reason("bridge-removed"),), covers=(one.covers,))
        rewrite = self.bridges.declaration(one.node)
        if rewrite is None:
            return self._stuck(one, "sdk-use", f"`{one.name.rpartition('.')[2]}`")
        return Outcome((Reason("bridge-removed"),), (rewrite,), (one.covers, rewrite.span))

    def _with(self, call: Invocation) -> Node | None:
        """``Analytics.with(…)`` where a call is made on it at once."""
        if call.receiver is None:
            return None
        inner = invocation_of(self.program, call.receiver)
        meant = self.resolver.evaluate(self.program, call.receiver)
        return call.receiver if inner is not None and meant is not None and meant.is_singleton else None

    def _receiver(self, one: Reference, call: Invocation) -> tuple[tuple[Part, ...] | None, str | None] | Outcome:
        """How Amplitude's client is written in a place, and what that imports."""
        if call.receiver is None:
            return None, None
        group = self.groups.of(one)
        if group is not None and group.doubled is not None:
            parts = group.doubled.renamed(self.program, call.receiver)
            return parts or (self.program.span(call.receiver),), None
        if self._with(call) is None:
            if group is not None and group.is_split and group.is_singleton:
                # A variable of the place that sets the client.
                return self._reached(one)
            return (self.program.span(call.receiver),), None
        return self._reached(one)

    def _reached(self, one: Reference) -> tuple[tuple[Part, ...], str | None] | Outcome:
        if self.holder is not None and (call := call_of_with(one)) is not None and call.receiver is not None:
            name, imported = self.holder.text(self.names)
            return (name.encode(), Span(call.receiver.end_byte, call.node.end_byte)), imported
        if self.reach is None:
            return self._stuck(one, "client-out-of-reach", self.out_of_reach)
        module, home = module_of(self.program.path), module_of(self.reach.home.program.path)
        if not self.modules.sees(module, home):
            detail = f"`{self.reach.shown}` is in the module `{home}`, which `{module}` does not depend on"
            return self._stuck(one, "client-out-of-reach", detail)
        found = self.reach.text(self.program, self.names)
        if found is None:
            return self._stuck(one, "client-out-of-reach", f"`{self.reach.shown}`")
        text, imported = found
        return (text.encode(),), imported

    # --- how the client is made ------------------------------------------------------------------------------------

    def _made(self, one: Reference) -> Made:
        making = ConstructionReader(self.resolver, self.program).read(one, is_android=self.is_android)
        return self._creation(one.sdk).write(one.node, self._with_own_key(making), self.instance(one))

    def application(self, resource: ResourceKey | None) -> Outcome:
        """Amplitude's client in the Application class, where Segment made its own without being told to."""
        assert self.reach is not None
        place = self.reach.home.place
        making = Making("android", None, None, is_in_application=True, key_text=resource.text("") if resource else None)
        made = self._creation("android").write(place, making)
        indent, newline = self._indent(place), self._newline
        end = b"" if self.program.is_kotlin else b";"
        lines: list[Part] = []
        for step in made.before:
            lines += [newline, indent, *step]
        lines += [newline, indent, FIELD.encode(), b" = ", *made.parts, end]
        at = Span(place.end_byte, place.end_byte)
        rewrites = (Rewrite(at, tuple(lines)), self.reach.declaration(self.names.local(ANDROID_CLIENT)))
        reasons = (Reason("client-reach", f"`{self.reach.shown}`"), *with_detail(made.reasons, resource))
        named = {resource.imported(self.program.package)} if resource is not None else set()
        return Outcome(reasons, rewrites, (), made.imports | {ANDROID_CLIENT, *(one for one in named if one)})

    def _creation(self, sdk: str) -> CreationWriter:
        return CreationWriter(
            self.resolver,
            self.program,
            self.settings,
            self.names.local,
            is_android=self.is_android or sdk == "android",
            width=self.width,
        )

    def construction(self, one: Reference, *, is_beside: bool = False) -> Outcome:
        """What making a client becomes; ``is_beside`` Segment's, which goes on using its key."""
        if (escape := self._escape(one.node)) is not None and not self._is_wrapped(one.node, escape):
            return self._stuck(one, "client-escapes", f"`{escape}`")
        reader = ConstructionReader(self.resolver, self.program)
        writer = self._creation(one.sdk)
        try:
            making = reader.read(one, is_android=self.is_android)
            making_own = self._with_own_key(making) if is_beside else making
            made = writer.write(one.node, making_own, self.instance(one))
            rewrites = self._placed(one, made)
        except NotReadable as problem:
            return Outcome((problem.reason,), covers=(one.covers,))
        key = self.program.text(making.key) if making.key is not None else None
        reasons = self._with_key(made.reasons, making.key, is_beside=making_own is not making)
        literal = key[1:-1] if key is not None and re.fullmatch(r'"[^"$]+"', key) else None
        return Outcome(reasons, tuple(rewrites), (one.covers,), made.imports, write_key=literal)

    def _is_wrapped(self, node: Node, name: str) -> bool:
        """Tell whether a variable with a type of its own shows what a function wraps the client in."""
        return name in WRAPPERS and any(
            one.type_node is not None and self.groups.is_of_client(self.resolver.declared_type(one))
            for one in self.groups.declarations.values()
            if one.program is self.program and one.value is not None
            if one.value.start_byte <= node.start_byte < one.value.end_byte
        )

    def _with_own_key(self, making: Making) -> Making:
        """A client beside Segment's gets no key of Segment's; a variable of the environment has another name anyhow."""
        call = invocation_of(self.program, making.key) if making.key is not None else None
        is_environment = call is not None and call.name == "getenv"
        return making if is_environment else replace(making, key=None)

    def _with_key(
        self, reasons: tuple[Reason, ...], key: Node | None, *, is_beside: bool = False
    ) -> tuple[Reason, ...]:
        """Name the setting that is to be given Amplitude's key."""
        if self.settings.init.api_key is not None:
            return reasons
        detail = self.keys.detail_beside(self.program, key) if is_beside else self.keys.detail(self.program, key)
        return tuple(Reason("api-key", detail) if one.code == "api-key" else one for one in reasons)

    def _placed(self, one: Reference, made: Made) -> list[Rewrite]:
        span = self.program.span(one.node)
        rewrites = [Rewrite(made.span or span, made.parts)]
        if not made.before and not made.after:
            return rewrites
        statement = self._statement(one.node)
        if statement is None:
            field = self.program.within(one.node, "field_declaration")
            if field is not None and made.after and not made.before:
                return [*rewrites, self._initializer(field, made)]
            raise NotReadable("init-left", "Amplitude's client takes several statements")
        indent, newline = self._indent(statement), self._newline
        if made.before:
            name = self._free("configuration")
            lines: list[Part] = []
            for step in made.before:
                lines += [*(self._renamed(part, name) for part in step), newline, indent]
            rewrites[0] = Rewrite(span, tuple(self._renamed(part, name) for part in made.parts))
            start = statement.start_byte
            rewrites.append(Rewrite(Span(start, start), tuple(lines)))
        if made.after:
            target = self._target(one.node, statement)
            if target is None:
                client = self._free(FIELD)
                own: list[Part] = [made.parts[0], b" ", client, b" = ", *made.parts, b";", newline, indent]
                for step in made.after:
                    own += [*(() if is_comment(step) else (client, b".")), *step, newline, indent]
                start = statement.start_byte
                return [Rewrite(Span(start, start), tuple(own)), Rewrite(span, (client,))]
            after: list[Part] = []
            for step in made.after:
                after += [newline, indent, *(() if is_comment(step) else (*target, b".")), *step]
            rewrites.append(Rewrite(Span(statement.end_byte, statement.end_byte), tuple(after)))
        return rewrites

    @staticmethod
    def _renamed(part: Part, name: bytes) -> Part:
        if isinstance(part, bytes) and name != b"configuration":
            return re.sub(rb"\bconfiguration\b", name, part)
        return part

    def _free(self, name: str) -> bytes:
        data = self.program.data
        if re.search(rb"\b" + name.encode() + rb"\b", data) is None:
            return name.encode()
        other = f"amplitude{name[:1].upper()}{name[1:]}" if name != FIELD else "amplitudeClient"
        return other.encode()

    def _statement(self, node: Node) -> Node | None:
        """The Java statement around an expression, where others may stand beside it."""
        kinds = ("local_variable_declaration", "expression_statement", "return_statement")
        statement = self.program.within(node, *kinds, "lambda_expression", "field_declaration")
        if statement is None or statement.type not in kinds:
            return None
        parent = self.program.parent(statement)
        is_in_block = parent is not None and parent.type in (
            "block",
            "constructor_body",
            "switch_block_statement_group",
        )
        return statement if is_in_block else None

    def _target(self, node: Node, statement: Node) -> tuple[Part, ...] | None:
        """The variable that a statement gives the client to."""
        if statement.type == "local_variable_declaration":
            declarator = self.program.within(node, "variable_declarator")
            value = declarator.child_by_field_name("value") if declarator is not None else None
            name = declarator.child_by_field_name("name") if declarator is not None else None
            if name is not None and value is not None and value.id == node.id:
                return (self.program.span(name),)
        if statement.type == "expression_statement":
            inner = next(one for one in statement.named_children if one.type not in COMMENTS)
            left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
            if left is not None and right is not None and right.id == node.id:
                return (self.program.span(left),)
        return None

    def _initializer(self, field: Node, made: Made) -> Rewrite:
        """A block that goes on where a field's own value cannot."""
        declarator = next(one for one in field.named_children if one.type == "variable_declarator")
        name = declarator.child_by_field_name("name")
        assert name is not None
        modifiers = next((self.program.text(one) for one in field.children if one.type == "modifiers"), "")
        indent, newline = self._indent(field), self._newline
        step = b"\t" if indent.startswith(b"\t") else b"    "
        lines: list[Part] = [newline, newline, indent, b"static {" if "static" in modifiers.split() else b"{"]
        for one in made.after:
            lines += [newline, indent, step, *(() if is_comment(one) else (self.program.span(name), b".")), *one]
        return Rewrite(Span(field.end_byte, field.end_byte), (*lines, newline, indent, b"}"))

    def _indent(self, node: Node) -> bytes:
        start = self.program.document.line_start(node.start_byte)
        line = self.program.data[start : node.start_byte]
        return line[: len(line) - len(line.lstrip(b" \t"))]

    @property
    def _newline(self) -> bytes:
        return b"\r\n" if b"\r\n" in self.program.data else b"\n"

    def _singleton(self, one: Reference) -> Outcome:
        """``Analytics.setSingletonInstance(x)`` becomes an assignment to the place from which all of the app reads."""
        call = one.invocation
        assert call is not None
        if self.reach is None or len(call.arguments) != 1:
            return self._stuck(
                one, "client-out-of-reach", "`Analytics.setSingletonInstance` is called in several places"
            )
        argument = self.program.span(call.arguments[0].value)
        owner = self.reach.home.owner
        target = FIELD.encode()
        if re.search(rb"\b" + target + rb"\b", self.program.data) and owner is not None:
            target = f"{owner.name.rpartition('.')[2]}.{FIELD}".encode()
        rewrites = (
            Rewrite(self.program.span(one.node), (target, b" = ", argument)),
            self.reach.declaration(self.names.local(ANDROID_CLIENT)),
        )
        reason = Reason("client-reach", f"`{self.reach.shown}`")
        return Outcome((reason,), rewrites, (one.covers,), frozenset({ANDROID_CLIENT}))

    # --- what else stands for the client ----------------------------------------------------------------------------

    def _type(self, one: Reference) -> Outcome:
        parent = self.program.parent(one.node)
        if parent is not None and parent.type in ("navigation_expression", "field_access", "method_invocation"):
            return self._static(one, parent)
        is_literal = parent is not None and parent.type in ("class_literal", "callable_reference", "method_reference")
        if parent is not None and is_literal and not self._is_asked_by_class(parent):
            return self._stuck(one, "sdk-use", f"`{self.program.text(parent)}`")
        qualified = self.client_class(one.sdk)
        text = self.names.local(qualified)
        return Outcome(
            rewrites=(Rewrite(self.program.span(one.node), (text.encode(),)),),
            covers=(one.covers,),
            imports=frozenset({qualified}),
        )

    def _is_asked_by_class(self, literal: Node) -> bool:
        """Tell whether a class is named to get or make one of it: ``mock(Analytics.class)``."""
        for around in self.program.ancestors(literal):
            call = invocation_of(self.program, around)
            if call is not None:
                return call.name in BY_CLASS and any(
                    self.program.span(one.value).contains(self.program.span(literal)) for one in call.arguments
                )
            if around.type.endswith(("statement", "declaration")):
                return False
        return False

    def _static(self, one: Reference, parent: Node) -> Outcome:
        """A member of the class itself, of which Amplitude's has none."""
        assignment = self.program.parent(parent)
        text = self.program.text(parent)
        if text.endswith(".debugLogsEnabled") and assignment is not None and assignment.type == "assignment":
            line = self._whole_line(assignment)
            if line is not None:
                return Outcome((Reason("init-options-dropped", "`debugLogsEnabled`"),), (Rewrite(line, ()),), (line,))
        return self._stuck(one, "sdk-use", f"`{text}`")

    def _whole_line(self, statement: Node) -> Span | None:
        """The line of a statement that stands alone on it, in a block with others."""
        parent = self.program.parent(statement)
        data = self.program.data
        start = self.program.document.line_start(statement.start_byte)
        end = data.find(b"\n", statement.end_byte)
        is_alone = not data[start : statement.start_byte].strip() and not data[statement.end_byte : end].strip()
        if parent is None or parent.type != "block" or end < 0 or not is_alone:
            return None
        return Span(start, end + 1)

    def _client(self, one: Reference) -> Outcome:
        escape = self._escape(one.node)
        if escape is not None:
            return self._stuck(one, "client-escapes", f"`{escape}`")
        if one.name == "with":
            reached = self._reached(one)
            if isinstance(reached, Outcome):
                return reached
            parts, imported = reached
            imports = frozenset({imported} if imported is not None else ())
            return Outcome((), (Rewrite(self.program.span(one.node), parts),), (one.covers,), imports)
        return Outcome(covers=(one.covers,))

    def is_guard(self, one: Reference) -> bool:
        """Tell whether a client is only looked at."""
        parent = self.program.parent(one.node)
        if parent is None:
            return False
        if parent.type == "callable_reference":
            return True
        operator = parent.child_by_field_name("operator")
        return operator is not None and self.program.text(operator) in ("==", "!=", "===", "!==")

    def _escape(self, node: Node) -> str | None:
        """The function that gets a client and is none of the project's."""
        inner = node
        for around in self.program.ancestors(node):
            if around.type in ("value_argument", "value_arguments", "argument_list"):
                inner = around
                continue
            call = invocation_of(self.program, around)
            if call is not None and call.list_node is not None and call.list_node.id == inner.id:
                if call.name in PASSING or self.groups.targets(self.program, call):
                    return None
                return call.name
            passed = ("parenthesized_expression", "unary_expression", "binary_expression", "as_expression",
                      "cast_expression")  # fmt: skip
            if around.type not in passed:
                return None
            inner = around
        return None

    def _member(self, one: Reference) -> Outcome:
        """A property of the client: only the switch has a counterpart."""
        whole, name = one.node, one.name
        owner = next(part for part in whole.named_children if part.type not in COMMENTS)
        parent = self.program.parent(whole)
        if name != "enabled" or one.sdk != "kotlin":
            return self._stuck(one, "no-counterpart", f"`{name}`")
        left = parent.child_by_field_name("left") if parent is not None else None
        right = parent.child_by_field_name("right") if parent is not None else None
        if parent is not None and parent.type == "assignment" and left is not None and left.id == whole.id and right:
            text = self.program.text(right)
            opposite = {"true": b"false", "false": b"true"}.get(text)
            simple = right.type in (
                "identifier",
                "navigation_expression",
                "call_expression",
                "parenthesized_expression",
            )
            if right.type == "unary_expression" and right.children[0].type == "!":
                opposite = self.program.data[right.children[0].end_byte : right.end_byte]
            new: tuple[Part, ...] = (
                (b"!", self.program.span(right)) if simple else (b"!(", self.program.span(right), b")")
            )
            rewrites = (
                Rewrite(one.span, (b"configuration.optOut",)),
                Rewrite(self.program.span(right), (opposite,) if opposite is not None else new),
            )
            return Outcome((), rewrites, (self.program.span(parent),))
        rewrite = Rewrite(self.program.span(whole), (b"!", self.program.span(owner), b".configuration.optOut"))
        return Outcome((), (rewrite,), (one.covers,))

    def _method(self, one: Reference) -> Outcome:
        if one.name in NO_ARGUMENTS:
            return Outcome(covers=(one.covers,))
        return self._stuck(one, "method-left", f"`{one.name}`")


def _text(part: Part) -> bytes:
    assert isinstance(part, bytes)
    return part
