"""The clients of a project: which references belong together, what form each takes, and what it is called.

A module-level client becomes the Amplitude module itself (``namespace``), any other construction an own instance,
the snippet's global another global. A name that carries Segment's becomes Amplitude's; a neutral one stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import calls
from segment_to_amplitude.amplitude.calls import Target
from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.construct import Construction, construction_of
from segment_to_amplitude.languages.javascript.meaning import Client, Meaning, Origin, OwnModule, holds_client
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.references import Reference, client_of
from segment_to_amplitude.languages.javascript.resolve import import_source, imported_name, is_ambient
from segment_to_amplitude.languages.javascript.roles import Item, Role
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.project.settings import Settings

if TYPE_CHECKING:
    from tree_sitter import Node

    from segment_to_amplitude.languages.javascript.workspace import Workspace

CARRIES = re.compile(r"segment|analytics|ajs", re.I)
WHOLE = re.compile(
    r"^_?\$?(?:segment|analytics|segmentAnalytics|analyticsSegment|segmentio|ajs|analyticsBrowser)_?$", re.I
)


class Form(StrEnum):
    """What an Amplitude client is in the code."""

    NAMESPACE = "namespace"
    INSTANCE = "instance"
    GLOBAL = "global"


@dataclass(slots=True, eq=False)
class Group:
    """All references to one client."""

    key: tuple[str, str, int]
    flavor: str
    target: Target
    form: Form
    origin: Origin
    origins: list[Origin] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    constructions: list[Construction] = field(default_factory=list)
    kept: str | None = None
    """Why nothing of this client is rewritten: a code."""
    kept_detail: str = ""
    has_hook: bool = False
    """Components ask React Native's hook for the client."""
    is_split: bool = False
    """Segment's client stays beside Amplitude's, for what could not be moved."""
    replaced: frozenset[str] | None = None
    """Methods that the project puts functions of its own in the place of; None until asked for."""

    @property
    def is_own(self) -> bool:
        """Tell whether a rule says that this is Segment; what is called then is the Amplitude package itself."""
        return bool(self.origin.rule)


def target_of(flavor: str, settings: Settings) -> Target:
    """The Amplitude SDK for a Segment SDK."""
    if flavor in ("node", "node-classic"):
        return calls.NODE
    if flavor.startswith("react-native"):
        return calls.REACT_NATIVE
    return calls.UNIFIED if settings.imports.browser == calls.UNIFIED.package else calls.BROWSER


class Clients:
    """Groups references by client and names what they become."""

    def __init__(self, workspace: Workspace, settings: Settings, package_of: Callable[[str], str]) -> None:
        self.workspace = workspace
        self.settings = settings
        self.package_of = package_of
        self.groups: dict[tuple[str, str, int], Group] = {}
        self._names: dict[tuple[str, int], str] = {}
        self._constructed: dict[str, list[Origin]] = {}
        self._representative: dict[Origin, Origin] = {}

    def forget_names(self) -> None:
        """Name everything anew, because a client is split now."""
        self._names.clear()

    def collect(self, items: list[Item]) -> None:
        """Put each reference of a client into its group."""
        clients: list[tuple[Item, Client | None]] = []
        for item in items:
            with self.workspace.guarding(item.reference.program.path):
                clients.append((item, self._client(item)))
        typed: set[tuple[str, str]] = set()
        for _, client in clients:
            if client is None or client.origin.flavor == "global" or client.origin.rule:
                continue
            origin = client.origin
            if origin.start >= 0 and origin.name not in ("useAnalytics", "getGlobalAnalytics"):
                known = self._constructed.setdefault(origin.sdk, [])
                if origin not in known:
                    known.append(origin)
            elif origin.start < 0 and origin.flavor != "react-native-classic":
                typed.add((origin.sdk, self.package_of(origin.path)))
        for sdk, package in typed:
            made = self._constructed.get(sdk, [])
            near = [origin for origin in made if self.package_of(origin.path) == package]
            self._merge(near or made)
        for item, client in clients:
            if client is not None:
                self.group(client).items.append(item)
        for group in self.groups.values():
            for origin in group.origins:
                self._find_construction(group, origin)
            group.form = self._form(group)

    def _client(self, item: Item) -> Client | None:
        """The client that an item is about."""
        client = client_of(item.reference)
        resolver, program = self.workspace.resolver, item.reference.program
        if item.what == "AnalyticsProvider" and (value := provided_client(item.reference.leaf)) is not None:
            return holds_client(resolver.evaluate(program, value))
        if client is None and item.role is Role.TYPE:
            leaf = item.reference.leaf
            whole = leaf.parent if leaf.parent is not None and leaf.parent.type == "nested_type_identifier" else leaf
            return holds_client(resolver.type(program, whole))
        if client is None and item.node is not None:
            return holds_client(resolver.evaluate(program, item.node))
        return client

    def constructed(self, sdk: str) -> int:
        """In how many places the project makes a client of an SDK."""
        return len(self._constructed.get(sdk, []))

    def _merge(self, origins: list[Origin]) -> None:
        """Constructions that one declared type may stand for move together."""
        for origin in origins:
            self._representative[origin] = self._representative.get(origins[0], origins[0])

    def group(self, client: Client) -> Group:
        """The group that a client belongs to."""
        origin = self._canonical(client.origin)
        key = self.key_of(origin)
        if key not in self.groups:
            flavor = origin.flavor
            self.groups[key] = Group(key, flavor, target_of(flavor, self.settings), Form.INSTANCE, origin)
        group = self.groups[key]
        if client.origin.name == "useAnalytics" and client.origin != origin:
            group.has_hook = True
        elif client.origin.start >= 0 and client.origin not in group.origins:
            group.origins.append(client.origin)
        return group

    def _canonical(self, origin: Origin) -> Origin:
        """A typed or injected client is the one that its package constructs, else the one that the project does."""
        if origin.flavor == "global" or origin.flavor == "react-native-classic" or origin.rule:
            return origin
        if origin.start >= 0 and origin.name != "useAnalytics":
            return self._representative.get(origin, origin)
        made = self._constructed.get(origin.sdk, [])
        if origin.start < 0:
            near = [other for other in made if self.package_of(other.path) == self.package_of(origin.path)]
            made = near or made
            return self._representative.get(made[0], made[0]) if made else origin
        return made[0] if len(made) == 1 else origin

    def key_of(self, origin: Origin) -> tuple[str, str, int]:
        """What tells clients apart: their construction, the global's name, or the package that declares their type."""
        if origin.rule:
            return ("rule", origin.flavor, 0)
        if origin.flavor == "global":
            return ("global", origin.path, origin.start)
        if origin.start < 0:
            return ("typed", f"{origin.sdk} in {self.package_of(origin.path)}", 0)
        return ("made", origin.path, origin.start)

    def _find_construction(self, group: Group, origin: Origin) -> None:
        if origin.flavor == "global":
            return
        program = self.workspace.program(origin.path)
        node = program.node_at(origin.start, origin.start + 1) if program is not None else None
        calls_and_news = ("call_expression", "new_expression")
        while node is not None and (node.type not in calls_and_news or node.start_byte != origin.start):
            node = node.parent
        # The construction itself is the innermost call or new at that place that means a client.
        if program is not None and node is not None:
            group.constructions.append(construction_of(program, node, origin))

    def _form(self, group: Group) -> Form:
        if group.flavor == "global":
            return Form.GLOBAL
        if group.flavor == "react-native-classic" or group.is_own:
            return Form.NAMESPACE
        if group.origin.name == "useAnalytics":
            return Form.NAMESPACE
        if len(group.constructions) != 1:
            return Form.INSTANCE
        made = group.constructions[0]
        package = self.package_of(group.origin.path)
        siblings = [
            origin for origin in self._constructed.get(group.origin.sdk, []) if self.package_of(origin.path) == package
        ]
        if len(siblings) != 1 or not made.is_module_level:
            return Form.INSTANCE
        if made.binding is None:
            return Form.NAMESPACE if made.shape == "hoisted" else Form.INSTANCE
        if group.has_hook:
            return Form.NAMESPACE
        if self.settings.names.client == "rename" and not CARRIES.search(made.binding.name):
            return Form.INSTANCE
        return Form.NAMESPACE

    # --- names -------------------------------------------------------------------------------------------------

    def property_name(self, name: str) -> str:
        """What a property that is renamed with its client is called."""
        return self.renamed(name)

    def second_name(self, name: str) -> str:
        """What a property is called that holds Amplitude's client beside the one that holds Segment's."""
        new = self.renamed(name)
        return new if new != name else f"{re.match(r'[_$#]*', name)[0]}amplitude"  # type: ignore[index]

    def renamed(self, name: str) -> str:
        """Amplitude's name for a name that carries Segment's."""
        return renamed_name(name, self.settings)

    def binding_name(self, program: Program, binding: Binding) -> str:
        """What a local name that holds a client is called afterwards."""
        key = (program.path, binding.name_node.start_byte)
        if key not in self._names:
            self._names[key] = binding.name
            self._names[key] = self._binding_name(program, binding)
        return self._names[key]

    def _binding_name(self, program: Program, binding: Binding) -> str:
        meaning = self.workspace.resolver.binding(program, binding)
        if not isinstance(meaning, Client) or meaning.origin.rule:
            return binding.name
        if self.settings.names.client == "keep":
            return binding.name
        node = binding.name_node
        if binding.kind == "variable" and is_ambient(binding.node) and self.group(meaning).form is Form.GLOBAL:
            # It declares the global, which has one name everywhere.
            return self.renamed(binding.name)
        if (taken := self.taken_name(program, binding)) is not None:
            wanted = taken if node.type == "shorthand_property_identifier_pattern" else self.renamed(binding.name)
            return free_name(program, wanted) if wanted != binding.name else wanted
        if node.type == "shorthand_property_identifier_pattern":
            if binding.name.startswith("$"):
                return self.renamed(binding.name)
            source = syntax.field(binding.node, "value")
            is_global = source is not None and syntax.text_of(syntax.unwrap(source)) in syntax.GLOBAL_OBJECTS
            if not (is_global and self.group(meaning).form is Form.GLOBAL):
                return binding.name
            return self.renamed(binding.name)
        if binding.kind == "parameter" and _is_public_parameter_property(binding):
            return binding.name
        wanted = self.renamed(binding.name)
        if binding.kind == "import" and node.parent is not None and node.parent.type == "import_specifier":
            if syntax.field(node.parent, "alias") is None and (new := self.imported_name(program, binding)):
                wanted = new
        if wanted == binding.name:
            if self.group(meaning).is_split and binding.kind in ("variable", "import"):
                return free_name(program, "amplitude")
            return wanted
        group = self.group(meaning)
        if group.form is Form.NAMESPACE and any(made.binding is binding for made in group.constructions):
            wanted = namespace_in(program, group.target.package) or wanted
        return free_name(program, wanted, is_own=lambda name: self._is_amplitude_namespace(program, name))

    def taken_name(self, program: Program, binding: Binding) -> str | None:
        """The new name of the export that ``const { analytics } = await import("./lib")`` takes."""
        if not binding.key or not isinstance(binding.key[-1], str):
            return None
        owner = self.workspace.resolver.pattern_owner(program, binding)
        return self.member_name(owner, binding.key[-1])

    def member_name(self, owner: Meaning | None, name: str) -> str | None:
        """What a member of one of the project's modules is called afterwards; None for members of anything else."""
        if not isinstance(owner, OwnModule) or (target := self.workspace.program(owner.path)) is None:
            return None
        return self.own_export_name(target, name) or name

    def is_namespace(self, program: Program, binding: Binding, depth: int = 0) -> bool:
        """Tell whether a name will be the Amplitude package itself, so that ``name.Identify`` is there."""
        meaning = self.workspace.resolver.binding(program, binding)
        if not isinstance(meaning, Client) or depth > 8:
            return False
        group = self.group(meaning)
        if group.form is not Form.NAMESPACE:
            return False
        if group.flavor == "react-native-classic" or group.origin.name == "useAnalytics":
            return True
        if any(made.binding is binding for made in group.constructions):
            return True
        if binding.kind == "import":
            source = syntax.string_value(import_source(binding.node))
            return source is not None and self._exports_namespace(
                program, source, imported_name(binding.name_node), group, depth + 1
            )
        if binding.kind != "variable" or binding.key or syntax.field(binding.node, "type") is not None:
            return False
        value = syntax.field(binding.node, "value")
        value = syntax.unwrap(value) if value is not None else None
        if value is None:
            return False
        if value.type == "identifier":
            source_binding = program.lookup(syntax.text_of(value), value.start_byte)
            return source_binding is not None and self.is_namespace(program, source_binding, depth + 1)
        arguments = syntax.field(value, "arguments") if value.type == "call_expression" else None
        if arguments is not None and syntax.text_of(syntax.field(value, "function") or value) == "require":
            specifier = syntax.string_value(arguments.named_children[0]) if arguments.named_children else None
            return specifier is not None and self._exports_namespace(
                program, specifier, "module.exports", group, depth + 1
            )
        return False

    def _exports_namespace(self, program: Program, source: str, name: str, group: Group, depth: int) -> bool:
        path = self.workspace.resolver._resolve_module(source, program.path)
        target = self.workspace.program(path) if path is not None else None
        if target is None or depth > 8:
            return False
        export = target.exports.get(name) or (target.exports.get("module.exports") if name == "default" else None)
        if export is None:
            return any(self._exports_namespace(target, star, name, group, depth + 1) for star in target.stars)
        if export.node is not None:
            node = syntax.unwrap(export.node)
            if any(made.node.id == node.id for made in group.constructions):
                return True
            found = target.lookup(syntax.text_of(node), node.start_byte) if node.type == "identifier" else None
            return found is not None and self.is_namespace(target, found, depth + 1)
        if export.source is not None:
            return self._exports_namespace(target, export.source, export.name or "", group, depth + 1)
        found = target.roots[0].scopes.top.names.get(export.name or "")
        return found is not None and self.is_namespace(target, found, depth + 1)

    def imported_name(self, program: Program, binding: Binding) -> str | None:
        """The new name under which a module of the project exports what an import takes."""
        specifier = binding.name_node.parent
        statement = binding.node
        source = syntax.string_value(syntax.field(statement, "source"))
        name_node = syntax.field(specifier, "name") if specifier is not None else None
        if source is None or name_node is None:
            return None
        return self.exported_name(program, source, syntax.text_of(name_node))

    def exported_name(self, program: Program, source: str, name: str, depth: int = 0) -> str | None:
        """What the export ``name`` of a module is called afterwards; None when it is not the project's."""
        path = self.workspace.resolver._resolve_module(source, program.path)
        target = self.workspace.program(path) if path is not None else None
        if target is None or depth > 8:
            return None
        return self.own_export_name(target, name, depth)

    def own_export_name(self, target: Program, name: str, depth: int = 0) -> str | None:
        """What a module's own export is called afterwards."""
        export = target.exports.get(name)
        if export is None:
            for star in target.stars:
                if (found := self.exported_name(target, star, name, depth + 1)) is not None:
                    return found
            return None
        if name == "default" or export.node is not None:
            return name
        if export.source is not None and export.name is not None:
            inner = self.exported_name(target, export.source, export.name, depth + 1)
            if inner is None or name == "default":
                return name
            whole = self.workspace.resolver.exported(target.path, name)
            is_own_name = name != export.name and isinstance(whole, Client)
            return self.renamed(name) if inner != export.name or is_own_name else name
        binding = target.top(export.name or "")
        if binding is None:
            return name
        new = self.binding_name(target, binding)
        if new == binding.name:
            return name
        meaning = self.workspace.resolver.binding(target, binding)
        is_split = isinstance(meaning, Client) and self.group(meaning).is_split
        renamed = self.renamed(name)
        return new if is_split and renamed == name else renamed

    def _is_amplitude_namespace(self, program: Program, name: str) -> bool:
        binding = program.top(name)
        return binding is not None and binding.kind == "import" and "@amplitude/" in syntax.text_of(binding.node)


def renamed_name(name: str, settings: Settings) -> str:
    """Amplitude's name for a name that carries Segment's, as the settings want it."""
    if settings.names.client == "keep" or not CARRIES.search(name):
        return name
    if WHOLE.match(name):
        prefix = re.match(r"^[_$#]*", name)
        body = name[len(prefix[0]) :] if prefix else name
        new = "AMPLITUDE" if body.isupper() else "Amplitude" if body[:1].isupper() else "amplitude"
        return (prefix[0] if prefix else "") + new
    new = re.sub(r"(?i)segment(?:io)?_?(?:analytics)?|analytics_?(?:segment)?|ajs", _amplitude, name)
    return re.sub(r"(?i)(amplitude)(?:amplitude)+", r"\1", new)


def _amplitude(match: re.Match[str]) -> str:
    text = match[0]
    tail = "_" if text.endswith("_") else ""
    body = text.rstrip("_")
    if body.isupper():
        return "AMPLITUDE" + tail
    return ("Amplitude" if body[:1].isupper() else "amplitude") + tail


def _is_public_parameter_property(binding: Binding) -> bool:
    modifiers = [syntax.text_of(child) for child in binding.node.children if child.type == "accessibility_modifier"]
    is_property = modifiers or any(child.type == "readonly" for child in binding.node.children)
    return bool(is_property) and modifiers != ["private"]


def free_name(program: Program, wanted: str, is_own: Callable[[str], bool] = lambda name: False) -> str:
    """A name that means nothing else in a file, as close to the wanted one as may be."""
    for name in (wanted, f"{wanted}Client", f"{wanted}Analytics", f"{wanted}Sdk"):
        if is_own(name) or not is_taken(program, name):
            return name
    return f"{wanted}2"


def namespace_in(program: Program, package: str) -> str | None:
    """The name under which a file has the whole of a package already."""
    for statement in program.imports:
        if syntax.string_value(syntax.field(statement, "source")) == package:
            for clause in statement.named_children:
                for part in clause.named_children if clause.type == "import_clause" else ():
                    if part.type == "namespace_import":
                        return syntax.text_of(syntax.children(part)[0])
    return None


def is_taken(program: Program, name: str) -> bool:
    """Tell whether a file declares or reads a name, other than as a property."""
    for node in program.tokens({name}):
        if node.type in ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            return True
    return False


def references_of(items: list[Item]) -> list[Reference]:
    """The references of items."""
    return [item.reference for item in items]


def provided_client(tag: Node) -> Node | None:
    """What an ``AnalyticsProvider`` is given as its client, if that is all that it is given; ``tag`` is its name."""
    element = tag.parent
    if element is not None and element.type == "jsx_closing_element" and element.parent is not None:
        element = syntax.field(element.parent, "open_tag")
    if element is None or element.type not in ("jsx_opening_element", "jsx_self_closing_element"):
        return None
    attributes = [child for child in syntax.children(element) if child.type in ("jsx_attribute", "jsx_expression")]
    if len(attributes) != 1 or attributes[0].type != "jsx_attribute":
        return None
    named = syntax.children(attributes[0])
    if len(named) != 2 or syntax.text_of(named[0]) != "client" or not syntax.children(named[1]):
        return None
    return syntax.children(named[1])[0]
