"""A file of its own for the client of an app, where nothing else says where it could be kept.

Segment:   Analytics.with(context) makes the client on its first call, from the string resource analytics_write_key.
Amplitude: AmplitudeClient.with(context), which the project gets as a small new file, does the same.
Source:    segmentio/analytics-android com.segment.analytics.Analytics (with)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.jvm.clients import TEST_PATH, call_of_with, is_found_anywhere
from segment_to_amplitude.languages.jvm.creation import CreationWriter, Making
from segment_to_amplitude.languages.jvm.imports import FileNames
from segment_to_amplitude.languages.jvm.invocations import invocation_of
from segment_to_amplitude.languages.jvm.key_settings import ResourceKey
from segment_to_amplitude.languages.jvm.modules import Modules, module_of, source_set_of
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.references import Reference
from segment_to_amplitude.languages.jvm.workspace import Workspace
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.edits import apply_edits
from segment_to_amplitude.source.rewrite import Part, Rewrite, edits_of
from segment_to_amplitude.source.span import Span

NAMES = ("AmplitudeClient", "AmplitudeHolder")
SUFFIXES = {"kotlin": ".kt", "java": ".java"}
MAKE = "Amplitude"
"""What stands in the template where the client is made."""
PRESENT = ("requireContext()", "requireActivity()", "applicationContext", "this", "LocalContext.current")
"""Ends of Kotlin expressions that are never null."""

CONTINUED = b"\n" + b" " * 20
"""Behind the bracket that a statement of three levels goes on after."""

KOTLIN = """\
package {package}

/** The app's Amplitude client, made when it is first asked for. */
object {name} {{
    private var instance: Amplitude? = null

{static}    @Synchronized
    fun with(context: {context}): Amplitude =
        instance ?: {make}({key}, {value}).also {{ instance = it }}
}}
"""
JAVA = """\
package {package};

/** The app's Amplitude client, made when it is first asked for. */
{public}final class {name} {{
    private static Amplitude instance;

    private {name}() {{
    }}

    {public}static synchronized Amplitude with(Context context) {{
        if (instance == null) {{
            instance = {make}({key}, context.getApplicationContext());
        }}
        return instance;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """The class that keeps the client of an app, with a function ``with`` like Segment's."""

    path: str
    package: str
    name: str
    is_there: bool = False
    """An earlier run made it."""
    is_public: bool = False
    """Other packages use it."""
    has_java_callers: bool = False
    may_get_null: bool = False
    """A caller in Kotlin hands it a context that may be null."""
    newline: bytes = b"\n"
    module: str = ""

    @property
    def qualified(self) -> str:
        """Its qualified name."""
        return f"{self.package}.{self.name}" if self.package else self.name

    @property
    def shown(self) -> str:
        """How people read it."""
        return f"{self.name}.with"

    @property
    def language(self) -> str:
        """Kotlin where any caller is."""
        return "kotlin" if self.path.endswith(".kt") else "java"

    def text(self, names: FileNames) -> tuple[str, str | None]:
        """The class as a file writes it, with what it imports."""
        return names.local(self.qualified), self.qualified if names.needs_import(self.qualified) else None

    def written(
        self, workspace: Workspace, settings: Settings, resource: ResourceKey | None, width: int
    ) -> tuple[bytes, tuple[Reason, ...]]:
        """The file, and what is to be said of the client that it makes."""
        is_kotlin = self.language == "kotlin"
        template = (KOTLIN if is_kotlin else JAVA).format(
            package=self.package,
            name=self.name,
            static="    @JvmStatic\n" if self.has_java_callers else "",
            context="Context?" if self.may_get_null else "Context",
            public="public " if self.is_public else "",
            make=MAKE,
            key=resource.text("context") if resource is not None else "null",
            value="requireNotNull(context).applicationContext" if self.may_get_null else "context.applicationContext",
        )
        if not self.package:
            template = template.partition("\n\n")[2]
        program = Program(self.path, template.encode())
        call = next(
            one for node in program.nodes if (one := invocation_of(program, node)) is not None and one.name == MAKE
        )
        imports = {"android.content.Context", "com.amplitude.android.Amplitude"}
        if resource is not None and resource.imported(self.package) is not None and settings.init.api_key is None:
            imports.add(f"{resource.namespace}.R")
        writer = CreationWriter(
            workspace.resolver, program, settings, lambda name: name.rpartition(".")[2], is_android=True, width=width
        )
        key, context = (one.value for one in call.arguments)
        made = writer.write(call.node, Making("android", key if resource is not None else None, context))
        statement = program.within(call.node, "expression_statement")
        parts = made.parts
        length = call.node.start_byte - program.document.line_start(call.node.start_byte)
        length += sum(map(_length, parts))
        if not is_kotlin and length > width and parts[2] == b"(":
            # ``new Amplitude(new Configuration(…))``: what is in the first brackets gets a line of its own.
            parts = (*parts[:2], parts[2] + CONTINUED, *parts[3:])
        rewrites = [Rewrite(program.span(call.node), parts)]
        if made.before and statement is not None:
            gap = b"\n" + b" " * (statement.start_byte - program.document.line_start(statement.start_byte))
            at = Span(statement.start_byte, statement.start_byte)
            rewrites.append(Rewrite(at, tuple(part for step in made.before for part in (*step, gap))))
        listed = "".join(f"import {one}{'' if is_kotlin else ';'}\n" for one in sorted(imports | made.imports))
        top = template.find("/**")
        rewrites.append(Rewrite(Span(top, top), (f"{listed}\n".encode(),)))
        text = apply_edits(program.data, edits_of(rewrites, program.data))
        return text.replace(b"\n", self.newline), made.reasons


def find_holder(workspace: Workspace, frozen: Callable[[str], bool]) -> Holder | str:
    """The place for a class that keeps the client; else why there is none."""
    users: dict[str, list[Reference]] = {
        path: found
        for path, references in sorted(workspace.references.items())
        if (found := [one for one in references if is_found_anywhere(one)])
    }
    modules = sorted({module_of(path) for path in users})
    module = Modules(workspace.sources).shared(modules)
    if module is None:
        listed = ", ".join(f"`{one or '.'}`" for one in modules)
        return f"the modules {listed} ask for it, and none of them is one that the others see"
    programs = [workspace.programs[path] for path in users]
    own = [one for one in programs if module_of(one.path) == module]
    places = _of_one_source_set([one for one in own if not TEST_PATH.search(one.path)])
    if not places:
        return "it is asked for in several source sets"
    if (there := _made_before(workspace, module)) is not None:
        return there
    is_kotlin = any(one.is_kotlin for one in places)
    spoken = [one for one in places if one.is_kotlin] if is_kotlin else places
    directory, package = _shared_place(spoken, places)
    suffix = SUFFIXES["kotlin" if is_kotlin else "java"]
    for name in NAMES:
        path = f"{directory}/{name}{suffix}" if directory else f"{name}{suffix}"
        taken = workspace.index.class_named(f"{package}.{name}" if package else name)
        if taken is None and path not in workspace.sources.files and not frozen(path):
            return Holder(
                path,
                package,
                name,
                is_public=any(one.package != package for one in programs),
                has_java_callers=is_kotlin and not all(one.is_kotlin for one in programs),
                may_get_null=is_kotlin
                and any(_may_be_null(workspace, one) for found in users.values() for one in found),
                newline=b"\r\n" if b"\r\n" in spoken[0].data else b"\n",
                module=module,
            )
    return f"the names {' and '.join(NAMES)} are taken"


def _of_one_source_set(programs: list[Program]) -> list[Program]:
    """The files of ``src/main``, or of the only source set there is; files without one are of one."""
    main = [one for one in programs if source_set_of(one.path) == "main"]
    return main or (programs if len({source_set_of(one.path) for one in programs}) == 1 else [])


def _shared_place(spoken: list[Program], places: list[Program]) -> tuple[str, str]:
    """The directory and the package that the callers have in common, below the root of the first."""
    first = spoken[0]
    directory = first.path.rpartition("/")[0]
    own = first.package.split(".") if first.package else []
    shared = own
    for one in places:
        other = one.package.split(".")
        length = next(
            (index for index, pair in enumerate(zip(shared, other, strict=False)) if pair[0] != pair[1]), None
        )
        shared = shared[: length if length is not None else min(len(shared), len(other))]
    below = "/".join(own[len(shared) :])
    if len(shared) < 2 or shared == own or not directory.endswith("/".join(own)):
        return directory, first.package
    return directory.removesuffix(below).rstrip("/"), ".".join(shared)


def _made_before(workspace: Workspace, module: str) -> Holder | None:
    """The class that an earlier run made."""
    for path in workspace.sources.files:
        stem = path.rpartition("/")[2].partition(".")[0]
        if stem in NAMES and module_of(path) == module and (data := workspace.sources.read(path)) is not None:
            program = workspace.index.program(path)
            if program is not None and b"com.amplitude.android.Amplitude" in data and b" with(" in data:
                return Holder(path, program.package, stem, is_there=True, is_public=True, module=module)
    return None


def _length(part: Part) -> int:
    if isinstance(part, bytes):
        return len(part)
    return part.end - part.start if isinstance(part, Span) else 0


def _may_be_null(workspace: Workspace, one: Reference) -> bool:
    """Tell whether the context that Kotlin gives to ``Analytics.with`` may be null."""
    if not one.program.is_kotlin:
        return False
    call = call_of_with(one)
    if call is None or len(call.arguments) != 1:
        return False
    value = call.arguments[0].value
    if one.program.text(value).startswith("this") or one.program.text(value).endswith(PRESENT):
        return False
    kind = workspace.resolver.type_of(one.program, value)
    return kind is None or kind.is_nullable
