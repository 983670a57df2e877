"""The snippets of a project as a whole: all of them are replaced, or the global stays Segment's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from segment_to_amplitude.amplitude import script
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Applicability, Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.languages.javascript.clients import renamed_name
from segment_to_amplitude.languages.javascript.program import Program
from segment_to_amplitude.languages.javascript.snippet import Snippet
from segment_to_amplitude.languages.javascript.snippet_writing import init_of, reindented, replace_snippet
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.segment import sdks
from segment_to_amplitude.source.rewrite import Rewrite
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from segment_to_amplitude.languages.javascript.resolve import Resolver
    from segment_to_amplitude.languages.javascript.workspace import Workspace

SUGGESTION = f"{script.script_element()} and then amplitude.init(…)"


class SnippetPlan:
    """What becomes of the snippets, and what that means for the global."""

    def __init__(
        self,
        snippets: list[Snippet],
        suppressions: Mapping[str, Mapping[int, tuple[frozenset[str], Span]]],
        programs: Mapping[str, Program],
        settings: Settings,
        resolver: Resolver,
        *,
        only_safe: bool,
    ) -> None:
        self.snippets = snippets
        self.used_suppressions: set[tuple[str, Span]] = set()
        self._left: dict[int, Reason] = {}
        for snippet in snippets:
            program = programs[snippet.path]
            reason = self._reason(snippet, suppressions.get(snippet.path, {}), program, only_safe)
            if reason is None and isinstance(init := init_of(program, snippet, settings, resolver), Reason):
                reason = init
            if reason is not None:
                self._left[id(snippet)] = reason
        first = next((snippet for snippet in snippets if id(snippet) in self._left), None)
        self.globals_reason: Reason | None = None
        """Why calls on the global stay, when they do."""
        if first is not None:
            line = programs[first.path].document.position(first.at.start)[0]
            self.globals_reason = Reason("client-kept", f"the snippet at {first.path}:{line}")
        self.is_replaced = bool(snippets) and first is None

    def _reason(
        self,
        snippet: Snippet,
        lines: Mapping[int, tuple[frozenset[str], Span]],
        program: Program,
        only_safe: bool,
    ) -> Reason | None:
        code = "snippet-replaced" if snippet.is_replaceable else "snippet-left"
        for place in (snippet.at.start, snippet.span.start, snippet.code.start):
            codes, comment = lines.get(program.document.position(place)[0], (None, None))
            if codes is not None and comment is not None and (not codes or code in codes):
                self.used_suppressions.add((snippet.path, comment))
                return Reason("suppressed")
        if not snippet.is_replaceable:
            return Reason("snippet-left", suggestion=SUGGESTION)
        return Reason("left-for-review", f"`{code}`") if only_safe else None

    def reindent(self, path: str, rewrites: list[Rewrite], program: Program) -> list[Rewrite]:
        """Indent what stays of the snippets of a file as their place is."""
        for snippet in self.snippets:
            if snippet.path == path and self.is_replaced:
                rewrites = reindented(rewrites, program, snippet)
        return rewrites

    def owns(self, path: str, span: Span) -> bool:
        """Tell whether a snippet accounts for a place."""
        return any(snippet.path == path and snippet.owns(span) for snippet in self.snippets)

    def plans(
        self, workspace: Workspace, settings: Settings, kept: Reason | None, stays: bool
    ) -> Iterator[tuple[str, Finding, tuple[Rewrite, ...]]]:
        """Finding and rewrites of each; ``kept`` says why the global is Segment's, ``stays`` that it is both."""
        for snippet in self.snippets:
            program = workspace.program(snippet.path)
            if program is None:
                continue
            rewrites: tuple[Rewrite, ...] = ()
            if id(snippet) in self._left:
                reasons: tuple[Reason, ...] = (self._left[id(snippet)],)
            elif (kept := self.globals_reason or kept) is not None:
                reasons = (kept,)
            else:
                new = renamed_name(snippet.global_name, settings)
                alias = new if new != script.GLOBAL else None
                rewrites, reasons = replace_snippet(program, snippet, settings, workspace.resolver, alias, stays=stays)
            yield snippet.path, _finding(program, snippet, reasons), rewrites


def _finding(program: Program, snippet: Snippet, reasons: tuple[Reason, ...]) -> Finding:
    code = CODES[reasons[0].code]
    details = [CODES[reason.code].title + (f": {reason.detail}" if reason.detail else "") for reason in reasons]
    is_manual = code.applicability in (Applicability.MANUAL, Applicability.IGNORED)
    suggestion = next((reason.suggestion for reason in reasons if reason.suggestion), None)
    return Finding(
        code.name,
        code.applicability,
        snippet.path,
        program.language,
        sdks.SNIPPET,
        Kind.SNIPPET,
        snippet.at,
        "; ".join(details),
        method="load" if program.data[snippet.at.start : snippet.at.end] == b"load" else None,
        suggestion=suggestion if is_manual else None,
        write_key=snippet.write_key,
        covers=(snippet.span,),
    )
