"""What is wrong with a rule, and where."""

from __future__ import annotations

from dataclasses import dataclass

from segment_to_amplitude.project.errors import UserError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a rule file, or with ``is_warning`` something that is better done."""

    path: str
    line: int
    column: int
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.is_warning else ""
        return f"{self.path}:{self.line}:{self.column}: {kind}{self.text}"


class RulesError(UserError):
    """The rules cannot be read or make no sense; each line of the message starts with ``path:line:column``."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
