"""What the owner of the code asked for: comments that leave a reference alone, and a run of only what is safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.reason import Reason
from segment_to_amplitude.findings.suppression import Suppressions, is_unused
from segment_to_amplitude.languages.outcome import FilePlan, Outcome
from segment_to_amplitude.source.document import Document
from segment_to_amplitude.source.span import Span


@dataclass(slots=True)
class Requests:
    """The suppression comments of a project's files by path, and which of them had something to do."""

    suppressions: Mapping[str, Suppressions]
    only_safe: bool = False
    used: set[tuple[str, Span]] = field(default_factory=set)

    def ignores(self, document: Document, start: int, code: str) -> bool:
        """Tell whether a comment leaves alone what starts at a place; the comment has done its work then."""
        line, _ = document.position(start)
        codes, comment = self.suppressions.get(document.path, {}).get(line, (None, None))
        if codes is None or comment is None or (codes and code not in codes):
            return False
        self.used.add((document.path, comment))
        return True

    def answer(self, document: Document, start: int, code: str, outcome: Outcome) -> Outcome:
        """Leave alone what a comment asks for, and with ``only_safe`` whatever needs a look."""
        if self.ignores(document, start, code):
            return Outcome((Reason("suppressed"),), covers=outcome.covers, event=outcome.event)
        if self.only_safe and outcome.needs_look and not outcome.is_stuck:
            return Outcome((Reason("left-for-review", f"`{code}`"),), covers=outcome.covers, event=outcome.event)
        return outcome

    def report_unused(self, plans: dict[str, FilePlan], language_of: Callable[[str], str]) -> None:
        """Add a finding for each comment that had nothing to leave alone."""
        code = CODES["suppression-unused"]
        for path, lines in self.suppressions.items():
            for _, span in dict.fromkeys(lines.values()):
                if is_unused(path, span, self.used):
                    plan = plans.setdefault(path, FilePlan())
                    plan.findings.append(
                        Finding(
                            code.name,
                            code.applicability,
                            path,
                            language_of(path),
                            "unknown",
                            Kind.OTHER,
                            span,
                            code.title,
                            covers=(span,),
                        )
                    )
