"""Chance without a state: a number from a seed, a purpose and a place, so that any part can be made alone again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def chance(seed: int, purpose: int, *place: ArrayLike) -> NDArray[np.float64]:
    """Numbers in [0, 1), one for each place (SplitMix64 over the parts in turn)."""
    mixed: Any = np.asarray([seed * 1_000_003 + purpose], dtype=np.uint64)
    with np.errstate(over="ignore"):
        for part in (0, *place):
            mixed = _mix(mixed * _ODD + np.asarray(part).astype(np.int64).astype(np.uint64) + _ODD)
    return np.asarray(np.squeeze((mixed >> np.uint64(11)) * 2.0**-53))


def _mix(z: Any) -> Any:
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))
