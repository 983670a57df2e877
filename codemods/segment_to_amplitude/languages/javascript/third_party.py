"""Clients that come from a package nobody here knows: they may be Segment's, so their calls are reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from segment_to_amplitude.languages.javascript import syntax
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.resolve import Resolver, import_source
from segment_to_amplitude.languages.javascript.scopes import Binding
from segment_to_amplitude.languages.javascript.syntax import field, text_of
from segment_to_amplitude.segment import sdks

if TYPE_CHECKING:
    from tree_sitter import Node

NAMES = re.compile(r"_?(?:analytics|segment|segmentAnalytics|segmentClient|analyticsClient|ajs)$", re.I)
OTHER_VENDORS = re.compile(
    r"(?:^|[@/-])(?:rudder|jitsu|posthog|mixpanel|amplitude|firebase|vercel|customerio|june-so|heap|plausible|fathom|umami"
    r"|snowplow|matomo|piwik|aptabase|datadog|sentry|gtag|ga4?|google|hightouch|freshpaint|logrocket|fullstory|hotjar|pendo"
    r"|countly|statsig|growthbook|shopify|docusaurus|hubspot|aws|microsoft|applicationinsights|keen|woopra|intercom|braze"
    r"|appsflyer|clevertap|moengage|use-analytics|universal-analytics)|^analytics$|^@analytics/",
    re.I,
)
"""Packages whose clients have a name and methods like Segment's, and are not."""


def unknown_calls(program: Program, resolver: Resolver, resolve: Callable[[str, str], str | None]) -> Iterator[Node]:
    """The method names of calls on what has Segment's name and comes from a package that is not the project's."""
    bindings = [
        binding
        for binding in program.bindings()
        if NAMES.match(binding.name)
        and resolver.binding(program, binding) is None
        and (package := _package_of(program, binding)) is not None
        and resolve(package, program.path) is None
        and not OTHER_VENDORS.search(package)
        and not sdks.is_segment_package(package)
        and not (binding.kind == "import" and resolver.own.is_other(program.path, package, binding.name))
    ]
    for token in program.tokens({binding.name for binding in bindings}):
        parent = token.parent
        parts = syntax.member_parts(parent) if parent is not None else None
        if parent is None or parts is None or not syntax.same(parts[0], token) or parts[2] not in sdks.METHODS:
            continue
        call = parent.parent
        if call is None or call.type != "call_expression" or not syntax.same(field(call, "function"), parent):
            continue
        if program.lookup(text_of(token), token.start_byte) in bindings:
            yield parts[1]


def _package_of(program: Program, binding: Binding) -> str | None:
    """The package that a name is imported from, or that gives the value of a variable."""
    if binding.kind == "import":
        specifier = syntax.string_value(import_source(binding.node))
        return specifier if specifier is not None and not specifier.startswith(".") else None
    value = field(binding.node, "value") if binding.kind == "variable" else None
    if value is None:
        return None
    root = syntax.unwrap(value)
    while root.type != "identifier":
        inner = field(root, "function") or field(root, "constructor") or field(root, "object")
        if inner is None:
            inner = syntax.children(root)[0] if root.type == "await_expression" else None
        if inner is None:
            return None
        root = syntax.unwrap(inner)
    source = program.lookup(text_of(root), root.start_byte)
    return _package_of(program, source) if source is not None and source.kind == "import" else None
