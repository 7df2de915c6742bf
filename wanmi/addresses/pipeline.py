"""The pipeline: small named steps, in the order in which they run, for one text or for millions."""

from typing import Any

import numpy as np

from wanmi.addresses.candidates import gather
from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.index import P_TWIN, Index, Ints
from wanmi.addresses.numbers import spot_numbers
from wanmi.addresses.reading import Alphabet, drop_fillers, read
from wanmi.addresses.roles import role
from wanmi.addresses.settle import address_end, address_start
from wanmi.addresses.spot import listen, spot_divisions, spot_names, spot_slipped_names
from wanmi.addresses.weigh import Scope, weigh
from wanmi.addresses.workspace import C_LEVEL, C_PLACE, C_ROW, CANDIDATES, E_TOTAL, READ, Work

ENOUGH = 2.5
"""Bits better than coincidence from which a candidate is believed."""
SURE = 12.0
"""Bits from which mistyped names are not looked for."""
SECOND = 10.0
"""Bits from which another address in the same text may be the one that is meant."""
CLEAR = 1.0
"""Bits by which the best must surpass the next place, else the text is ambiguous and refused."""


@inlined
def _apart(work: Work, one: int, other: int) -> bool:
    """Whether two candidates are separate addresses in the text: a break, or other words, lie between them."""
    if address_start(work, one) > address_start(work, other):
        one, other = other, one
    end, start = address_end(work, one), address_start(work, other)
    if start < end:
        return False
    return start - end >= 2 or (start > end or work.reading.breaks[start] != 0)


@inlined
def _strongest(work: Work) -> int:
    best = -1
    for i in range(work.counts[CANDIDATES]):
        if best < 0 or work.evidence[i, E_TOTAL] > work.evidence[best, E_TOTAL]:
            best = i
    return best


@inlined
def _meant(work: Work, best: int) -> int:
    """Of several believable addresses in one text, the one that the words around it single out, else the first.

    The words may raise an address with a third of the best one's evidence, position alone one with half of it.
    """
    meant, most = best, work.evidence[best, E_TOTAL]
    for i in range(work.counts[CANDIDATES]):
        total = work.evidence[i, E_TOTAL]
        if total < max(SECOND, 0.3 * most) or not _apart(work, i, best):
            continue
        if not _apart(work, i, meant):
            meant = i if total > work.evidence[meant, E_TOTAL] else meant
            continue
        mine, its = role(work, i), role(work, meant)
        earlier = address_start(work, i) < address_start(work, meant)
        if mine > its or (mine == its and earlier and total >= 0.5 * most):
            meant = i
    return meant


@inlined
def choose(work: Work, facts: Ints) -> tuple[int, float]:
    """The candidate that is meant (-1: none), and by how many bits it surpasses other readings of the same words."""
    best = _strongest(work)
    if best < 0:
        return -1, 0.0
    meant = _meant(work, best)
    lead = np.inf
    for i in range(work.counts[CANDIDATES]):
        mine, its = facts[work.candidates[i, C_PLACE], P_TWIN], facts[work.candidates[meant, C_PLACE], P_TWIN]
        if mine != its and not _apart(work, i, meant):
            lead = min(lead, work.evidence[meant, E_TOTAL] - work.evidence[i, E_TOTAL])
    return meant, lead


@inlined
def spot(work: Work, codes: Any, alphabet: Alphabet, index: Index) -> None:
    """Read a text and note everything that it mentions as it is written or as it sounds."""
    for part in range(CANDIDATES + 1):
        work.counts[part] = 0
    work.counts[READ] = drop_fillers(work.reading, read(codes, alphabet, work.reading))
    listen(work, index.sounds)
    spot_divisions(work, index.divisions, index.sounds)
    spot_numbers(work)
    spot_names(work, index.names, index.divisions.areas, index.sounds)


@compiled
def run(
    codes: Any, starts: Any, alphabet: Alphabet, index: Index, scope: Scope, work: Work, answers: Any, bits: Any
) -> None:
    """Resolve texts end to end into (place, row, level, candidate) and (bits, lead); -1 where there is no candidate.

    Mistyped names are looked for only where nothing else is sure. What was seen in the last text stays in ``work``.
    """
    for i in range(len(starts) - 1):
        spot(work, codes[starts[i] : starts[i + 1]], alphabet, index)
        best, lead = -1, 0.0
        for mistyped in range(2):
            if mistyped:
                if best >= 0 and work.evidence[best, E_TOTAL] >= SURE:
                    break
                spot_slipped_names(work, index.names, index.divisions.areas, index.sounds)
            gather(work, index, scope.first, scope.last)
            weigh(work, index, scope)
            best, lead = choose(work, index.places.facts)
        answers[i, 0], answers[i, 1], answers[i, 3], bits[i, 0], bits[i, 1] = -1, -1, best, -99.0, lead
        if best >= 0:
            row = work.candidates[best]
            answers[i, 0], answers[i, 1], answers[i, 2] = row[C_PLACE], row[C_ROW], row[C_LEVEL]
            bits[i, 0] = work.evidence[best, E_TOTAL]
