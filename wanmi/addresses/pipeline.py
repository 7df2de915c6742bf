"""The pipeline: small named steps, in the order in which they run, for one text or for millions."""

from typing import Any

import numpy as np

from wanmi.addresses.candidates import gather
from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.coverage import explains_all, uses
from wanmi.addresses.index import P_TWIN, Index, Ints
from wanmi.addresses.numbers import spot_numbers
from wanmi.addresses.numerals import hear_numerals
from wanmi.addresses.reading import Alphabet, drop_fillers, read
from wanmi.addresses.roles import role
from wanmi.addresses.settle import address_end, address_start
from wanmi.addresses.slips import spot_slipped_names
from wanmi.addresses.spot import hear_names, listen, spot_divisions, spot_names
from wanmi.addresses.weigh import Scope, weigh
from wanmi.addresses.workspace import (
    BARE,
    C_LEVEL,
    C_PLACE,
    C_ROW,
    CANDIDATES,
    DASH,
    E_CONTRADICTION,
    E_TOTAL,
    FLOOR,
    READ,
    T_KIND,
    TOKENS,
    Work,
)

ENOUGH = 2.5
"""Bits better than coincidence from which a candidate is believed."""
SURE = 12.0
"""Bits from which mistyped names are not looked for."""
SECOND = 10.0
"""Bits from which another address in the same text may be the one that is meant."""
WORDED = 5.0
"""Bits from which another address in the same text may be meant if the words around both say so clearly."""
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

    Clear words may raise any other believable address, less clear ones one with a third of the best one's evidence,
    position alone one with half of it.
    """
    meant, most = best, work.evidence[best, E_TOTAL]
    for i in range(work.counts[CANDIDATES]):
        total = work.evidence[i, E_TOTAL]
        if total < WORDED or not _apart(work, i, best):
            continue
        if not _apart(work, i, meant):
            meant = i if total > work.evidence[meant, E_TOTAL] else meant
            continue
        likely, more = total >= max(SECOND, 0.3 * most), role(work, i) - role(work, meant)
        earlier = address_start(work, i) < address_start(work, meant)
        if more >= 2 or (likely and more > 0) or (more == 0 and earlier and total >= max(SECOND, 0.5 * most)):
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
def _leaves_number(work: Work, best: int) -> bool:
    """Whether a number with a designator is part neither of the best candidate nor of another that may be meant."""
    for token in range(work.counts[TOKENS]):
        used = work.tokens[token, T_KIND] in (BARE, DASH, FLOOR)
        for candidate in range(work.counts[CANDIDATES]):
            if candidate == best or work.evidence[candidate, E_TOTAL] >= SECOND:
                used |= uses(work, candidate, token)
        if not used:
            return True
    return False


@inlined
def is_sure(work: Work, best: int, lead: float) -> bool:
    """Whether the best candidate needs no closer look: it is clear and no number is left, and it is far above
    coincidence or explains all that the text says."""
    if best < 0 or _leaves_number(work, best):
        return False
    total, agrees = work.evidence[best, E_TOTAL], work.evidence[best, E_CONTRADICTION] >= 0.0
    return (total >= SURE and lead >= CLEAR) or (total >= ENOUGH and agrees and explains_all(work, best))


@inlined
def spot(work: Work, codes: Any, alphabet: Alphabet, index: Index) -> None:
    """Read a text and note everything that it mentions as it is written or as it sounds."""
    for part in range(CANDIDATES + 1):
        work.counts[part] = 0
    work.counts[READ] = drop_fillers(work.reading, read(codes, alphabet, work.reading))
    listen(work, index.sounds)
    spot_divisions(work, index.divisions, index.sounds)
    spot_numbers(work)
    spot_names(work, index.names, index.divisions.areas)


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
        for care in range(3):
            if care and is_sure(work, best, lead):
                break
            if care == 1:
                hear_names(work, index.names, index.divisions.areas, index.sounds)
                hear_numerals(work, index.names, index.divisions.areas, index.sounds)
            if care == 2:
                spot_slipped_names(work, index.names, index.divisions.areas, index.sounds)
            gather(work, index, scope.first, scope.last)
            weigh(work, index, scope)
            best, lead = choose(work, index.places.facts)
        answers[i, 0], answers[i, 1], answers[i, 3], bits[i, 0], bits[i, 1] = -1, -1, best, -99.0, lead
        if best >= 0:
            row = work.candidates[best]
            answers[i, 0], answers[i, 1], answers[i, 2] = row[C_PLACE], row[C_ROW], row[C_LEVEL]
            bits[i, 0] = work.evidence[best, E_TOTAL]
