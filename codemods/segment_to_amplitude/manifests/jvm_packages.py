"""The manifests of Kotlin and Java projects, after their code: dependencies follow their last use."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.android_resources import class_names, key_resources
from segment_to_amplitude.manifests.gradle_build import GradleReading, language_of, read_gradle
from segment_to_amplitude.manifests.jvm_artifacts import (
    ANDROID,
    BRINGS_INTERNET,
    CORE,
    NAMES_SEGMENT,
    SDKS,
    Artifact,
    Target,
    family_of,
    role_of,
    version_like,
)
from segment_to_amplitude.manifests.jvm_dependency import MANAGED, JvmDependency, Site, VersionDefinition
from segment_to_amplitude.manifests.jvm_uses import Uses, by_directory, uses_of
from segment_to_amplitude.manifests.maven_pom import PomReading, beside_text, read_pom
from segment_to_amplitude.manifests.segment_packages import PackageRole
from segment_to_amplitude.manifests.shrinker_rules import rules_of
from segment_to_amplitude.manifests.toml_spans import InvalidToml
from segment_to_amplitude.manifests.version_catalog import CatalogReading, read_catalog
from segment_to_amplitude.manifests.xml_spans import InvalidXml
from segment_to_amplitude.source.document import line_starts
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

FOLLOWING = frozenset({PackageRole.INTERNAL, PackageRole.AMPLITUDE_BRIDGE})
BLOCKING = frozenset({PackageRole.VENDOR_BRIDGE, PackageRole.PLUGIN})
CONSTANT = re.compile(rb"[\"'](?:com\.segment\.[\w.]*:|com\.github\.segmentio)")
"""What a file holds that names one of Segment's artifacts."""
BUILD_CONSTANT = re.compile(rb"[\"'](?:com\.segment\.|com\.github\.segmentio)")
"""What a class of the build holds that may name one, or the group of one."""
BUILD_FOLDERS = frozenset({"buildSrc", "build-logic"})
INTERNET = b"android.permission.INTERNET"
LOCK_COMMANDS = {
    ".lockfile": "./gradlew dependencies --write-locks",
    "verification-metadata.xml": "./gradlew --write-verification-metadata sha256 help",
}
_GRADLE = (".gradle", ".gradle.kts", ".groovy")
_RULES = (".pro", ".pgcfg", ".txt", ".cfg")


@dataclass(slots=True)
class _Plan:
    """What one file gets."""

    language: str
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Project:
    """All manifests, read."""

    gradle: list[GradleReading] = field(default_factory=list)
    catalogs: list[CatalogReading] = field(default_factory=list)
    poms: list[PomReading] = field(default_factory=list)
    failed: list[FileResult] = field(default_factory=list)

    @property
    def dependencies(self) -> list[JvmDependency]:
        """Those on Segment's artifacts."""
        found = [one for reading in self.gradle for one in reading.dependencies]
        found += [one for reading in self.catalogs for one in reading.dependencies]
        return found + [one for reading in self.poms for one in reading.dependencies]

    @property
    def sites(self) -> list[Site]:
        """Where build files ask for something by an accessor."""
        return [site for reading in self.gradle for site in reading.sites]

    def sites_of(self, dependency: JvmDependency) -> list[Site]:
        """Where a definition is asked for."""
        found: list[Site] = []
        for site in self.sites:
            names = tuple(part for part in site.names if part not in ("get", "asProvider"))
            if dependency.catalog:
                if names == (dependency.catalog, *dependency.name) or self._is_bundled(dependency, names):
                    found.append(site)
            elif dependency.name and names[-1:] == dependency.name[-1:]:
                if names[0] not in {catalog.accessor for catalog in self.catalogs}:
                    found.append(site)
        return found

    def _is_bundled(self, dependency: JvmDependency, names: tuple[str, ...]) -> bool:
        if names[:2] != (dependency.catalog, "bundles"):
            return False
        return any(
            parts == names[2:] and any(alias == dependency.name for alias, _ in listed)
            for catalog in self.catalogs
            if catalog.accessor == dependency.catalog
            for parts, listed in catalog.bundles.items()
        )


def migrate_jvm_packages(
    manifests: Mapping[str, bytes],
    files: Sequence[FileResult],
    paths: Collection[str],
    read: Callable[[str], bytes | None],
) -> list[FileResult]:
    """Replace the dependencies whose last use is gone, and report those that stay and what tools write.

    ``paths`` are the Kotlin and Java files that may name Segment.
    """
    constants = {
        path: data
        for path in paths
        if (data := read(path)) is not None
        and (CONSTANT if BUILD_FOLDERS.isdisjoint(path.split("/")) else BUILD_CONSTANT).search(data)
    }
    project = _read({**manifests, **constants})
    uses = uses_of(files, paths, read)
    migration = _Migration({**manifests, **constants}, project, uses)
    migration.run()
    return migration.results()


def _read(manifests: Mapping[str, bytes]) -> _Project:
    project = _Project()
    for path, data in sorted(manifests.items()):
        if path.endswith((*_GRADLE, ".kt", ".java")):
            project.gradle.append(read_gradle(path, data))
        elif path.endswith(".versions.toml"):
            catalog = read_catalog(path, data)
            if isinstance(catalog, InvalidToml):
                if NAMES_SEGMENT.search(data):
                    project.failed.append(FileResult(path, "toml", FileStatus.FAILED, catalog.message, data))
            else:
                project.catalogs.append(catalog)
        elif path.rpartition("/")[2] == "pom.xml":
            pom = read_pom(path, data)
            if isinstance(pom, InvalidXml):
                if NAMES_SEGMENT.search(data):
                    project.failed.append(FileResult(path, "xml", FileStatus.FAILED, pom.message, data))
            else:
                project.poms.append(pom)
    return project


class _Migration:
    def __init__(self, manifests: Mapping[str, bytes], project: _Project, uses: Mapping[str, Uses]) -> None:
        self.manifests = manifests
        self.project = project
        self.plans: dict[str, _Plan] = {}
        self.dependencies = project.dependencies
        self.directories = {id(one): self._directories(one) for one in self.dependencies}
        asked: dict[str, set[str]] = {}
        for one in self.dependencies:
            for directory in self.directories[id(one)]:
                if one.artifact in SDKS:
                    asked.setdefault(directory, set()).add(family_of(one.artifact))
        self.asked = asked
        everything = Uses()
        for each in uses.values():
            everything.add(each)
        self.everything = everything
        self.uses = by_directory(uses, asked)
        self.present: set[tuple[str, str, Artifact]] = self._present()
        self.moving: list[tuple[JvmDependency, Target]] = []
        self.removed: list[JvmDependency] = []
        self.beside: dict[tuple[str, Span], tuple[Site, list[bytes]]] = {}
        self.is_staying = False

    # --- which directories -------------------------------------------------------------------------------------------

    def _directories(self, dependency: JvmDependency) -> list[str]:
        if dependency.site is not None and dependency.site.configuration != MANAGED:
            return [self._with_sources(dependency.site.directory)]
        if dependency.site is not None:
            users = [
                self._with_sources(each.site.directory)
                for each in self.dependencies
                if each.artifact == dependency.artifact and each.site and each.site.configuration != MANAGED
            ]
            return sorted(set(users)) or [dependency.site.directory]
        if dependency.name:
            return sorted({self._with_sources(site.directory) for site in self.project.sites_of(dependency)}) or [""]
        return []

    def _with_sources(self, directory: str) -> str:
        """A directory with nothing but parts of the build is for all above it."""
        name = directory.rpartition("/")[2]
        return os.path.dirname(directory) if name in ("gradle", "buildscripts", "config", "build-config") else directory

    def _present(self) -> set[tuple[str, str, Artifact]]:
        found: set[tuple[str, str, Artifact]] = set()
        for reading in self.project.gradle:
            for configuration, artifact in reading.named:
                found.add((self._with_sources(reading.directory), configuration, artifact))
            for site in reading.sites:
                for catalog in self.project.catalogs:
                    if site.names[:1] == (catalog.accessor,) and (named := catalog.artifacts.get(site.names[1:])):
                        found.add((self._with_sources(site.directory), site.configuration, named))
        for pom in self.project.poms:
            for configuration, artifact in pom.named:
                found.add((pom.directory, configuration, artifact))
        return found

    def _has(self, directory: str, artifact: Artifact) -> bool:
        """Tell whether a directory asks for an artifact, itself or in the directories above."""
        return any(
            each == artifact and configuration != MANAGED and place == directory
            for place, configuration, each in self.present
        )

    # --- what becomes of each ----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Decide on all dependencies, then on what hangs on them."""
        order = {PackageRole.SDK: 0}
        ordered = sorted(
            self.dependencies,
            key=lambda one: (order.get(role_of(one.artifact) or PackageRole.SDK, 1), self._target(one) is not ANDROID),
        )
        kept: set[str] = set()
        for one in ordered:
            role = role_of(one.artifact)
            if role is PackageRole.SDK and not one.why_left:
                kept |= set() if self._sdk(one) else set(self.directories[id(one)])
            elif role in FOLLOWING and not one.why_left:
                directories = self.directories[id(one)]
                is_gone = self.moving and directories and not kept.intersection(directories)
                self._follow(one, is_gone=bool(is_gone))
            else:
                self._stays(one, self._why(one, role))
        self._versions()
        for site, texts in self.beside.values():
            self._edit(site.path, site.place.beside(list(dict.fromkeys(texts))))
        self._rules()
        self._resources()
        self._locks()

    def _gone(self, directory: str, dependency: JvmDependency) -> bool:
        family = family_of(dependency.artifact)
        uses = self.uses.get(directory, Uses())
        return family in uses.replaced and family not in uses.staying and not self._blocker(directory, family)

    def _moved(self, directory: str, dependency: JvmDependency) -> bool:
        uses = self.uses.get(directory, Uses())
        return family_of(dependency.artifact) in uses.replaced and bool(uses.targets)

    def _blocker(self, directory: str, family: str) -> JvmDependency | None:
        for one in self.dependencies:
            if role_of(one.artifact) in BLOCKING and not one.why_left and directory in self.directories[id(one)]:
                if family_of(one.artifact) in ("", family):
                    return one
        return None

    def _target(self, dependency: JvmDependency, directories: Collection[str] | None = None) -> Target | None:
        if dependency.artifact not in SDKS:
            return None
        family, target = SDKS[dependency.artifact]
        if family != "kotlin" or target is not CORE:
            return target
        for directory in directories if directories is not None else self.directories[id(dependency)]:
            targets = self.uses[directory].targets if directory in self.uses else set()
            if CORE in targets or not (ANDROID in targets or self._is_android(directory)):
                return CORE
        return ANDROID

    def _is_android(self, directory: str) -> bool:
        return any(reading.is_android for reading in self.project.gradle if reading.directory == directory)

    def _sdk(self, one: JvmDependency) -> bool:
        """Decide on an SDK; true when it goes."""
        directories = self.directories[id(one)]
        target = self._target(one)
        assert target is not None
        gone = [directory for directory in directories if self._gone(directory, one)]
        if directories and len(gone) == len(directories):
            self._replace(one, target)
            return True
        self._stays(one, self._why(one, PackageRole.SDK))
        self.is_staying = True
        if one.site is not None and one.site.configuration != MANAGED:
            if self._moved(directories[0], one):
                self._add(one.site, directories[0], target, one)
            return False
        for site in self.project.sites_of(one):
            directory = self._with_sources(site.directory)
            if self._gone(directory, one) and "bundles" not in site.names:
                self._point_elsewhere(site, directory, target, one)
            elif self._moved(directory, one):
                self._add(site, directory, target, one)
        return False

    def _point_elsewhere(self, site: Site, directory: str, target: Target, one: JvmDependency) -> None:
        """Ask for Amplitude's artifact where a name that others use goes on meaning Segment's."""
        detail = ""
        if self._has(directory, target.artifact) or (target is CORE and self._has(directory, ANDROID.artifact)):
            self._edit(site.path, site.place.removed())
            detail = f"`{target.artifact}` is there already"
        else:
            self.present.add((directory, site.configuration, target.artifact))
            text = site.quote + target.coordinates.encode() + site.quote
            self._edit(site.path, [Edit(site.argument.start, site.argument.end, text)])
            self._need(site, directory, target, one)
        language, sdk = language_of(site.path), str(one.artifact)
        self._finding_at(site.path, language, sdk, site.argument, site.place.whole, "dependency-replaced", detail)

    def _replace(self, one: JvmDependency, target: Target) -> None:
        site = one.site
        directory = self.directories[id(one)][0]
        if site is None or site.configuration == MANAGED:
            self.moving.append((one, target))
            for each in self.project.sites_of(one):
                self._need(each, self._with_sources(each.directory), target, one)
            self._finding(one, "permission-to-add" if self._lacks_permission(one) else "dependency-replaced", "")
            return
        is_there = self._is_in(directory, site.configuration, target.artifact) or (
            target is CORE and self._has(directory, ANDROID.artifact)
        )
        if is_there:
            self._edit(one.path, site.place.removed())
            self.removed.append(one)
            self._finding(one, "dependency-replaced", f"`{target.artifact}` is there already")
            return
        self.present.add((directory, site.configuration, target.artifact))
        self.moving.append((one, target))
        self._need(site, directory, target, one)
        needs = self._needs(directory, target)
        detail = " and ".join(f"`{each.artifact}`" for each in needs)
        detail = f"`{target.artifact}` needs {detail} beside it" if needs else ""
        self._finding(one, "permission-to-add" if self._lacks_permission(one) else "dependency-replaced", detail)

    def _lacks_permission(self, one: JvmDependency) -> bool:
        """Tell whether the app had its permission to use the network from the manifest of Segment's library."""
        own = [data for path, data in self.manifests.items() if path.endswith("AndroidManifest.xml")]
        return one.artifact in BRINGS_INTERNET and bool(own) and not any(INTERNET in data for data in own)

    def _is_in(self, directory: str, configuration: str, artifact: Artifact) -> bool:
        return (directory, configuration, artifact) in self.present

    def _needs(self, directory: str, target: Target) -> list[Target]:
        # Android has org.json, and its lint objects to a second one.
        is_android = self._is_android(directory)
        return [one for one in target.needs if not (is_android and one.artifact.group == "org.json")]

    def _need(self, site: Site, directory: str, target: Target, one: JvmDependency) -> None:
        """Add what an artifact of Amplitude's does not bring along."""
        for each in self._needs(directory, target):
            if not self._has(directory, each.artifact):
                self.present.add((directory, site.configuration, each.artifact))
                self._put(site, self._text(site, each, one))

    def _add(self, site: Site, directory: str, target: Target, one: JvmDependency) -> None:
        """Add Amplitude's artifact beside Segment's."""
        if self._has(directory, target.artifact) or (target is CORE and self._has(directory, ANDROID.artifact)):
            return
        self.present.add((directory, site.configuration, target.artifact))
        self._put(site, self._text(site, target, one))
        self._need(site, directory, target, one)

    def _text(self, site: Site, target: Target, one: JvmDependency) -> bytes:
        if one.site is site:
            if one.language == "xml":
                return beside_text(one, target)
            return site.place.text(one.coordinates.become(target.artifact, target.version))
        return site.text_of(target)

    def _put(self, site: Site, text: bytes) -> None:
        self.beside.setdefault((site.path, site.place.whole), (site, []))[1].append(text)

    def _follow(self, one: JvmDependency, *, is_gone: bool) -> None:
        sites = self.project.sites_of(one) if one.site is None else [one.site]
        is_bundled = any("bundles" in site.names for site in sites)
        if not is_gone or is_bundled or (one.site is None and one.place is None):
            self._stays(one, self._why(one, role_of(one.artifact)))
            return
        self._finding(one, "dependency-replaced", "it goes with Segment")
        for site in sites:
            self._edit(site.path, site.place.removed())
        if one.site is None and one.place is not None:
            self._edit(one.path, one.place.removed())

    def _why(self, one: JvmDependency, role: PackageRole | None) -> str:
        name = str(one.artifact).rstrip(":")
        if one.why_left:
            return f"`{name}`: {one.why_left}"
        if role is PackageRole.VENDOR_BRIDGE:
            return f"`{name}` feeds its vendor through Segment; without Segment that vendor gets nothing"
        if role is PackageRole.PLUGIN:
            return f"`{name}` has no counterpart"
        if role in FOLLOWING:
            return f"`{name}` goes when Segment's SDK does"
        family = family_of(one.artifact)
        directories = self.directories[id(one)]
        if any(family in self.uses[each].staying for each in directories if each in self.uses):
            return f"`{name}` is still used"
        for directory in directories:
            if (blocker := self._blocker(directory, family)) is not None:
                return f"`{blocker.artifact}` needs `{name}`"
        return f"nothing that was read uses `{name}`; delete it if nothing else does"

    # --- versions ----------------------------------------------------------------------------------------------------

    def _versions(self) -> None:
        """Write the new versions: into the name that holds the old one where it serves nothing else."""
        wanted: dict[VersionDefinition, list[tuple[JvmDependency, Target]]] = {}
        inline: list[tuple[JvmDependency, Target]] = []
        for one, target in self.moving:
            definition = self._definition(one)
            if definition is None:
                inline.append((one, target))
            else:
                wanted.setdefault(definition, []).append((one, target))
        for definition, served in wanted.items():
            count = len(served) + sum(1 for one in self.removed if self._definition(one) == definition)
            if len({target.version for _, target in served}) > 1 or not self._serves_only(definition, count):
                inline += served
                continue
            version = version_like(definition.text, served[0][1].version)
            self._edit(definition.path, [Edit(definition.span.start, definition.span.end, version.encode())])
            self._finding_at(
                definition.path,
                definition.language,
                str(served[0][0].artifact),
                definition.span,
                definition.span,
                "dependency-replaced",
                f"the version of `{served[0][1].artifact}`",
            )
            for one, target in served:
                self._edit(one.path, one.coordinates.become(target.artifact, None))
        for one, target in inline:
            place = one.coordinates.version
            version = version_like(place.text, target.version) if place is not None and place.text else target.version
            is_bare = place is not None and not place.text and not place.reference and place.prefix
            if is_bare and self._is_managed(one):
                self._edit(one.path, one.coordinates.become(target.artifact, None))
            else:
                self._edit(one.path, one.coordinates.become(target.artifact, version))

    def _is_managed(self, one: JvmDependency) -> bool:
        """Tell whether a version comes from an entry that moves too."""
        return any(
            each is not one
            and each.site is not None
            and each.site.configuration == MANAGED
            and each.artifact == one.artifact
            and (each.language == "xml") == (one.language == "xml")
            for each, _ in self.moving
        )

    def _definition(self, one: JvmDependency) -> VersionDefinition | None:
        place = one.coordinates.version
        if place is None or not place.reference:
            return None
        if one.language == "toml":
            candidates = [each for each in self._catalog(one.path).versions if each.name == place.reference]
        elif one.language == "xml":
            candidates = [each for pom in self.project.poms for each in pom.versions if each.name == place.reference]
        else:
            candidates = [
                each for reading in self.project.gradle for each in reading.versions if each.name == place.reference
            ]
            candidates += self._properties(place.reference)
            if len(candidates) > 1 and place.qualifier:
                candidates = [each for each in candidates if place.qualifier in each.qualifiers]
        return candidates[0] if len(candidates) == 1 else None

    def _catalog(self, path: str) -> CatalogReading:
        return next(one for one in self.project.catalogs if one.document.path == path)

    def _properties(self, name: str) -> list[VersionDefinition]:
        found: list[VersionDefinition] = []
        pattern = re.compile(rb"^[ \t]*(" + re.escape(name.encode()) + rb")[ \t]*[=:][ \t]*([^\s#]+)", re.MULTILINE)
        for path, data in self.manifests.items():
            if path.endswith(".properties"):
                found += [
                    VersionDefinition(
                        path, "properties", name, (), Span(*one.span(2)), one[2].decode(), Span(*one.span(1))
                    )
                    for one in pattern.finditer(data)
                ]
        return found

    def _serves_only(self, definition: VersionDefinition, count: int) -> bool:
        """Tell whether a name holds the version of nothing but the ``count`` dependencies that move."""
        if definition.language == "xml":
            named = [name for pom in self.project.poms for name, _ in pom.references]
            return named.count(definition.name) == count
        if definition.language == "toml":
            catalog = self._catalog(definition.path)
            parts = ".".join(re.split(r"[-_.]", definition.name)).encode()
            accessor = catalog.accessor.encode() + rb".versions." + parts
            if any(accessor in reading.script.code for reading in self.project.gradle):
                return False
            return [name for name, _ in catalog.references].count(definition.name) == count
        # One occurrence is the definition itself; names that hold something else are not counted.
        pattern = re.compile(rb"(?:(\w+)\s*\.\s*)?(?<![\w-])" + re.escape(definition.name.encode()) + rb"(?![\w-])")
        own = {one.name[-1:] for one, _ in self.moving if one.name}
        total = 0
        for path, data in self.manifests.items():
            if not path.endswith((*_GRADLE, ".kt", ".java", ".properties")):
                continue
            code = next((one.script.code for one in self.project.gradle if one.script.path == path), data)
            for found in pattern.finditer(code):
                qualifier = (found[1] or b"").decode()
                is_other = qualifier and definition.qualifiers and qualifier not in definition.qualifiers
                if is_other and qualifier not in ("ext", "rootProject", "project", "extra"):
                    continue
                total += 1
        own_names = sum(1 for name in own if name == (definition.name,))
        return total == count + 1 + own_names

    # --- what hangs on them ------------------------------------------------------------------------------------------

    def _rules(self) -> None:
        is_gone = bool(self.moving) and not self.is_staying and not self.everything.staying
        is_gone = is_gone and not any(
            role_of(one.artifact) in BLOCKING and not one.why_left for one in self.dependencies
        )
        for path, data in self.manifests.items():
            if not path.endswith(_RULES) or not NAMES_SEGMENT.search(data):
                continue
            for rule in rules_of(data):
                if is_gone and rule.is_only:
                    code, detail = "shrinker-rule-gone", ""
                    self._edit(path, [Edit(rule.line.start, rule.line.end, b"")], "proguard")
                else:
                    code = "dependency-stays"
                    detail = "a rule that names other classes too" if is_gone else "a rule for Segment's classes"
                self._finding_at(path, "proguard", "segment", rule.key_span, rule.line, code, detail)

    def _resources(self) -> None:
        is_segment = bool(self.dependencies) or bool(self.everything.staying | self.everything.replaced)
        if not is_segment:
            return
        for path, data in self.manifests.items():
            if not path.endswith(".xml"):
                continue
            for resource in key_resources(path, data):
                code, span = "write-key-resource", resource.span
                detail = "the code gives it to Amplitude's client now" if self.everything.reads_key else ""
                self._finding_at(path, "xml", "analytics-android", resource.name_span, span, code, detail)
            if path.endswith("AndroidManifest.xml"):
                for span in class_names(data):
                    detail = "a class of Segment's is named here"
                    self._finding_at(path, "xml", "analytics-android", span, span, "dependency-stays", detail)

    def _locks(self) -> None:
        if not any(plan.edits for plan in self.plans.values()):
            return
        for path, data in self.manifests.items():
            command = next((text for ending, text in LOCK_COMMANDS.items() if path.endswith(ending)), None)
            found = NAMES_SEGMENT.search(data) if command is not None else None
            if found is not None:
                entry = CODES["lock-file"]
                finding = Finding(
                    entry.name,
                    entry.applicability,
                    path,
                    "lock",
                    "",
                    Kind.MANIFEST,
                    Span(0, 0),
                    f"{entry.title}: run `{command}`",
                    suggestion=f"run `{command}`",
                )
                self.plans.setdefault(path, _Plan("lock")).findings.append(finding)

    # --- results -----------------------------------------------------------------------------------------------------

    def _edit(self, path: str, edits: Iterable[Edit], language: str | None = None) -> None:
        plan = self.plans.setdefault(path, _Plan(language or _language(path)))
        plan.edits += [edit for edit in edits if edit not in plan.edits]

    def _stays(self, one: JvmDependency, detail: str) -> None:
        self._finding(one, "dependency-stays", detail)

    def _finding(self, one: JvmDependency, code: str, detail: str) -> None:
        sdk = str(one.artifact).rstrip(":")
        self._finding_at(one.path, one.language, sdk, one.key_span, one.span, code, detail)

    def _finding_at(self, path: str, language: str, sdk: str, key: Span, span: Span, code: str, detail: str) -> None:
        entry = CODES[code]
        message = f"{entry.title}: {detail}" if detail else entry.title
        finding = Finding(code, entry.applicability, path, language, sdk, Kind.MANIFEST, key, message, covers=(span,))
        self.plans.setdefault(path, _Plan(language)).findings.append(finding)

    def results(self) -> list[FileResult]:
        """One result for each file with something to say."""
        found = list(self.project.failed)
        for path, plan in sorted(self.plans.items()):
            data = self.manifests[path]
            edits = sorted(set(plan.edits))
            findings = sorted(plan.findings, key=lambda finding: finding.span)
            status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
            found.append(
                FileResult(
                    path,
                    plan.language,
                    status,
                    None,
                    data,
                    tuple(edits),
                    tuple(with_edits(findings, edits)),
                    line_starts(data),
                )
            )
        return found


def _language(path: str) -> str:
    if path.endswith(".toml"):
        return "toml"
    if path.endswith(".xml"):
        return "xml"
    return "properties" if path.endswith(".properties") else language_of(path)
