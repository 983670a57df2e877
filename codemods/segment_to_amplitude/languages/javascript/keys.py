"""Where the code asks for a key by its name."""

from __future__ import annotations

import re

NAMED_KEY = re.compile(r"\w\(\s*['\"]([A-Z_]*SEGMENT[A-Z_]*KEY)['\"]\s*[,)]")
"""A variable of the environment that is asked for by name: ``config.get('SEGMENT_WRITE_KEY')``."""
ENVIRONMENT = re.compile(r"(?:process\.env|import\.meta\.env|Deno\.env|env)(?:\.|\[['\"])(\w+)")
