"""Which Kotlin and Java files name Segment's packages, told from their bytes: no grammar is loaded for the others."""

from __future__ import annotations

import re

from segment_to_amplitude.project.sources import Sources

SEED = re.compile(rb"\bcom\s*\.\s*segment\s*\.\s*analytics\b")
SERVER = re.compile(rb"\bcom\s*\.\s*segment\s*\.\s*analytics\s*\.\s*messages\b|\bAnalytics\.builder\(")


def seeds_of(sources: Sources) -> list[str]:
    """The files that name a package of Segment's."""
    return [path for path, data in sources.matching.items() if SEED.search(data)]
