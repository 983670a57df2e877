"""One call of Segment's, and all that its rewriting needs to know of the surroundings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from segment_to_amplitude.languages.jvm.invocations import Invocation
from segment_to_amplitude.languages.jvm.program import Program
from segment_to_amplitude.languages.jvm.types import TypeOf
from segment_to_amplitude.project.settings import Settings
from segment_to_amplitude.source.rewrite import Part


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call of a method of Segment's client.

    ``sdk`` is ``android`` (analytics-android), ``kotlin`` (analytics-kotlin) or ``java`` (analytics-java).
    """

    program: Program
    invocation: Invocation
    sdk: str
    client: tuple[Part, ...] | None
    """How Amplitude's client is written in this place; None where it is an implicit receiver and stays unwritten."""
    settings: Settings
    type_of: TypeOf
    local: Callable[[str], str]
    """Gives the name by which the file calls a class; asked for with its qualified name, it is imported."""
    is_android: bool = True
    """The client is Amplitude's for Android, else its core for the JVM; for ``java`` neither."""
    width: int = 120
    is_pure: bool = False
    """Reading the client does nothing else, so that it may be read twice."""
    renamed: Callable[[Program, int, int], Iterator[str]] | None = None
    """Gives the new names of the variables that are declared in a range of the file."""
