"""What the exit codes say."""

from __future__ import annotations

DONE = 0
FOUND = 1
"""``check`` found Segment."""
WRONG = 2
"""Wrong usage or settings, a file that failed or could not be written, or a defect of the tool."""
INTERRUPTED = 130
PIPE_CLOSED = 141
