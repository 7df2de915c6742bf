"""How long to wait before the next try."""

from __future__ import annotations

import random

PAUSES_S = (5, 30, 120, 600, 1_800, 3_600, 3 * 3_600, 6 * 3_600)  # the last one again and again
SPREAD = 0.2  # by so much either way, so that messages that failed together do not come back together


def pause(tries: int) -> float:
    """Seconds after the ``tries``-th try, which failed."""
    planned = PAUSES_S[min(tries, len(PAUSES_S)) - 1]
    return planned * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - no secret hangs on it
