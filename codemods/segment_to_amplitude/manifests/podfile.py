"""The pods that a Podfile or a podspec asks for: ``Analytics`` becomes Amplitude's, with the options of its line.

Lines are read one by one and no Ruby is run; what is commented out stays. Source: sdk-facts/segment.md §7.
"""

from __future__ import annotations

import re

from segment_to_amplitude.manifests.apple_uses import Package, Plan, Use, manifest_finding
from segment_to_amplitude.segment.apple_sdks import IOS, SDKS
from segment_to_amplitude.source.edits import Edit
from segment_to_amplitude.source.span import Span

POD = re.compile(
    rb"^[ \t]*(?:pod|\w+(?:\.\w+)?\.dependency)[ \t(]+(?P<open>['\"])(?P<name>[\w-]+)(?:/[\w/-]+)?['\"]"
    rb"(?P<rest>[^\n#]*)",
    re.MULTILINE,
)
REST = re.compile(
    rb"(?P<versions>(?:\s*,\s*['\"][^'\"]*['\"])*)"
    rb"(?P<options>(?:\s*,\s*(?::{0}\s*=>|{0}:)\s*(?:true|false|:\w+|'[^']*'|\"[^\"]*\"|\[[^\][]*\]))*)\s*\)?".replace(
        b"{0}", b"(?:modular_headers|inhibit_warnings|configurations?)"
    )
)
"""Options that choose another source (``:git``, ``:path``) or parts of the pod (``:subspecs``) are none of these."""
FIRST_VERSION = re.compile(rb"(?P<gap>\s*,\s*)(?P<quote>['\"])")
DEAD = re.compile(rb"^=begin\b.*?(?:^=end\b|\Z)|^__END__\s*?$.*", re.MULTILINE | re.DOTALL)


def plan_podfile(plan: Plan, path: str, data: bytes, use: Use) -> None:
    """Findings and edits for every pod of Segment's."""
    live = DEAD.sub(lambda match: re.sub(rb"[^\r\n]", b" ", match[0]), data)
    pods = [*POD.finditer(live)]
    has_amplitude = any(pod["name"] == use.package.product.encode() for pod in pods)
    for pod in pods:
        _plan_pod(plan, path, pod, use, has_amplitude=has_amplitude)


def _plan_pod(plan: Plan, path: str, pod: re.Match[bytes], use: Use, *, has_amplitude: bool) -> None:
    name, span = pod["name"].decode(), Span(*pod.span("name"))
    if name.startswith("Segment-") and name != "Segment-Amplitude":
        plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "device-mode", span, f"`{name}`"))
    if name not in ("Analytics", "Segment-Amplitude"):
        return
    rest = REST.fullmatch(pod["rest"].rstrip())
    detail = ""
    if rest is None:
        detail = "it is not asked for by a version alone"
        if use.moved and name == "Analytics" and not has_amplitude:
            detail += f"; replace it by `{use.package.product}` by hand"
    elif use.moved and has_amplitude and name == "Analytics":
        detail = "Amplitude's pod is there already"
    if detail or rest is None or not use.goes:
        plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "dependency-stays", span, detail))
        if rest is not None and use.moved and name == "Analytics" and not has_amplitude:
            plan.edits.append(line_below(pod.string, pod.end(), _renamed(pod, rest, use.package)))
        return
    if name == "Segment-Amplitude":
        end = pod.string.find(b"\n", pod.end())
        plan.edits.append(Edit(pod.start(), end + 1 if end >= 0 else len(pod.string), b""))
    else:
        plan.edits.append(Edit(pod.start(), pod.start() + len(pod[0].rstrip()), _renamed(pod, rest, use.package)))
    plan.findings.append(manifest_finding(path, "ruby", SDKS[IOS], "dependency-replaced", span))


def _renamed(pod: re.Match[bytes], rest: re.Match[bytes], package: Package) -> bytes:
    """The line up to its comment with Amplitude's pod, and its version where Segment's had one."""
    before = pod.string[pod.start() : pod.start("name")] + package.product.encode() + pod["open"]
    versions = FIRST_VERSION.match(rest["versions"])
    asked = b""
    if versions is not None:
        asked = versions["gap"] + versions["quote"] + b"~> " + package.minor_version.encode() + versions["quote"]
    return before + asked + rest.string[rest.end("versions") :]


def line_below(data: bytes, at: int, line: bytes) -> Edit:
    """Put a line below the one that ``at`` stands in, whose comment and line end it keeps."""
    end = data.find(b"\n", at)
    ending = b"\r\n" if end > 0 and data[end - 1 : end] == b"\r" else b"\n"
    stop = end - len(ending) + 1 if end >= 0 else len(data)
    return Edit(stop, stop, ending + line)
