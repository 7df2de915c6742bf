"""How much of a text a candidate explains."""

from wanmi.addresses.compiling import inlined
from wanmi.addresses.settle import PLACE
from wanmi.addresses.workspace import (
    C_BUILDING,
    C_LEVEL,
    C_NAME,
    C_NUMBER_END,
    C_ROAD,
    C_ROOM,
    C_UNIT,
    D_END,
    D_START,
    DIVISIONS,
    M_END,
    M_START,
    READ,
    T_END,
    T_START,
    TOKENS,
    Work,
)


@inlined
def overlaps(work: Work, candidate: int, start: int, end: int) -> bool:
    """Whether a stretch of the text is part of the candidate's street or name."""
    for column in (C_ROAD, C_NAME):
        mention = work.candidates[candidate, column]
        if mention >= 0 and start < work.mentions[mention, M_END] and work.mentions[mention, M_START] < end:
            return True
    return False


@inlined
def is_covered(work: Work, candidate: int, at: int) -> bool:
    """Whether a symbol is explained by a division, by a number's end, or by the candidate itself."""
    for d in range(work.counts[DIVISIONS]):
        if work.divisions[d, D_START] <= at < work.divisions[d, D_END]:
            return True
    row = work.candidates[candidate]
    in_number = row[C_ROAD] >= 0 and work.mentions[row[C_ROAD], M_END] <= at < row[C_NUMBER_END]
    return in_number or overlaps(work, candidate, at, at + 1)


@inlined
def uses(work: Work, candidate: int, token: int) -> bool:
    """Whether a number is part of a candidate as the base has it: of its street, or a building or room that exists."""
    row = work.candidates[candidate]
    if row[C_ROAD] >= 0 and work.mentions[row[C_ROAD], M_END] <= work.tokens[token, T_START] < row[C_NUMBER_END]:
        return True
    return bool(row[C_LEVEL] > PLACE and (row[C_BUILDING] == token or row[C_UNIT] == token or row[C_ROOM] == token))


@inlined
def _explains(work: Work, candidate: int, at: int) -> bool:
    """Whether a symbol is part of a division or of the candidate as the base has it."""
    if is_covered(work, candidate, at):
        return True
    for token in range(work.counts[TOKENS]):
        if work.tokens[token, T_START] <= at < work.tokens[token, T_END]:
            return uses(work, candidate, token)
    return False


@inlined
def explains_all(work: Work, candidate: int) -> bool:
    """Whether the text is the candidate's address, as the base has it, from the first symbol to the last."""
    at = 0
    while at < work.counts[READ] and _explains(work, candidate, at):
        at += 1
    return bool(at == work.counts[READ])
