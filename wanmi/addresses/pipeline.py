"""The pipeline: small named steps, in the order in which they run, for one text or for millions."""

from typing import Any

import numpy as np
from numba import njit

from wanmi.addresses.candidates import gather
from wanmi.addresses.index import Index
from wanmi.addresses.reading import Alphabet, read
from wanmi.addresses.spot import listen, spot_divisions, spot_names, spot_numbers, spot_slipped_names
from wanmi.addresses.weigh import weigh
from wanmi.addresses.workspace import (
    C_PLACE,
    C_ROW,
    CANDIDATES,
    DIVISIONS,
    E_TOTAL,
    MENTIONS,
    READ,
    TOKENS,
    Work,
)

ENOUGH = 2.0
"""Bits better than coincidence from which a candidate is believed."""
SURE = 12.0
"""Bits from which mistyped names are not looked for."""
CLEAR = 1.0
"""Bits by which the best must surpass the next place, else the text is ambiguous and refused."""


@njit(cache=True)  # type: ignore[untyped-decorator]
def best_two(work: Work, index: Index) -> tuple[int, float]:
    """The best candidate (-1: none) and by how many bits it surpasses the next."""
    best, second = -1, -1
    for i in range(work.counts[CANDIDATES]):
        if best < 0 or work.evidence[i, E_TOTAL] > work.evidence[best, E_TOTAL]:
            best, second = i, best
        elif second < 0 or work.evidence[i, E_TOTAL] > work.evidence[second, E_TOTAL]:
            second = i
    if second < 0:
        return best, np.inf
    return best, work.evidence[best, E_TOTAL] - work.evidence[second, E_TOTAL]


@njit(cache=True)  # type: ignore[untyped-decorator]
def run(codes: Any, alphabet: Alphabet, index: Index, work: Work) -> tuple[int, float]:
    """Resolve one text. Returns the best candidate (-1: none) and its lead; everything else stays in ``work``."""
    work.counts[:] = 0
    work.counts[READ] = read(codes, alphabet, work.reading)
    listen(work, index.sounds)
    spot_divisions(work, index.divisions, index.sounds)
    spot_numbers(work)
    spot_names(work, index.names, index.divisions, index.sounds)
    gather(work, index)
    weigh(work, index)
    best, lead = best_two(work, index)
    if best < 0 or work.evidence[best, E_TOTAL] < SURE:
        spot_slipped_names(work, index.names, index.divisions, index.sounds)
        gather(work, index)
        weigh(work, index)
        best, lead = best_two(work, index)
    return best, lead


@njit(cache=True)  # type: ignore[untyped-decorator]
def run_many(codes: Any, starts: Any, alphabet: Alphabet, index: Index, work: Work, answers: Any, bits: Any) -> None:
    """Resolve texts end to end into (place, row) and (bits, lead); place -1 where there is no candidate."""
    for i in range(len(starts) - 1):
        best, lead = run(codes[starts[i] : starts[i + 1]], alphabet, index, work)
        answers[i, 0], answers[i, 1], bits[i, 0], bits[i, 1] = -1, -1, -99.0, 0.0
        if best >= 0:
            answers[i, 0], answers[i, 1] = work.candidates[best, C_PLACE], work.candidates[best, C_ROW]
            bits[i, 0], bits[i, 1] = work.evidence[best, E_TOTAL], lead
