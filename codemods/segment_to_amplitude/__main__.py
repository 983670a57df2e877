"""``python -m segment_to_amplitude``."""

from __future__ import annotations

import sys

from segment_to_amplitude.cli import main

sys.exit(main())
