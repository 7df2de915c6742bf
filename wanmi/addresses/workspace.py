"""What the steps of one resolution share: the text's symbols, and what each step found, in fixed-size arrays."""

from typing import Protocol, cast

import numpy as np
import numpy.typing as npt

from wanmi.addresses.reading import MAX_SYMBOLS, READING, Reading
from wanmi.addresses.records import layout, new_record

MAX_DIVISIONS, MAX_MENTIONS, MAX_TOKENS, MAX_CANDIDATES = 48, 256, 48, 64
READ, DIVISIONS, MENTIONS, TOKENS, CANDIDATES = range(5)

# columns of a division mention
D_START, D_END, D_DIVISION, D_ALIKE = range(4)
# columns of a name mention: homophones and other slips in it
M_START, M_END, M_NAME, M_ALIKE, M_SLIPS = range(5)
# columns of a number token: kind of designator, part key, end of the number itself
T_START, T_END, T_KIND, T_PART, T_VALUE = range(5)
BARE, DOOR, LANE, BUILDING, UNIT, FLOOR, ROOM, DASH = range(8)
# columns of a candidate: place, mention of its street and of its name (-1: none), end of the street number,
# best row (-1: the place itself), level (0 place, 1 building, 2 room), token used for each part (-1: none)
C_PLACE, C_ROAD, C_NAME, C_NUMBER_END, C_ROW, C_LEVEL, C_BUILDING, C_UNIT, C_ROOM = range(9)
# columns of the evidence for a candidate, in bits
E_NAME, E_STREET, E_NUMBER, E_DIVISION, E_BOUNDARY, E_TAIL, E_CONTRADICTION, E_NEARNESS, E_TOTAL = range(9)


class Work(Protocol):
    """Buffers for one text at a time; ``counts`` says how much of each is in use.

    ``written`` and ``heard`` are the rolling values of all beginnings of the text, of its symbols and of their sounds.
    """

    reading: Reading
    written: npt.NDArray[np.uint64]
    heard: npt.NDArray[np.uint64]
    sound: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    divisions: npt.NDArray[np.int64]
    mentions: npt.NDArray[np.int64]
    tokens: npt.NDArray[np.int64]
    candidates: npt.NDArray[np.int64]
    evidence: npt.NDArray[np.float64]


_WORK = layout(
    reading=(READING, ()),
    written=(np.uint64, MAX_SYMBOLS + 1),
    heard=(np.uint64, MAX_SYMBOLS + 1),
    sound=(np.int64, MAX_SYMBOLS + 1),
    counts=(np.int64, 8),
    divisions=(np.int64, (MAX_DIVISIONS, 4)),
    mentions=(np.int64, (MAX_MENTIONS, 5)),
    tokens=(np.int64, (MAX_TOKENS, 5)),
    candidates=(np.int64, (MAX_CANDIDATES, 9)),
    evidence=(np.float64, (MAX_CANDIDATES, 9)),
)


def new_work() -> Work:
    """Empty buffers; make one for each thread."""
    return cast(Work, new_record(_WORK))
