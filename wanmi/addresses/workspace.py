"""What the steps of one resolution share: the text's symbols, and what each step found, in fixed-size arrays."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.reading import MAX_SYMBOLS, Reading, new_reading

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


class Work(NamedTuple):
    """Buffers for one text at a time; ``counts`` says how much of each is in use."""

    reading: Reading
    sound: npt.NDArray[np.int32]
    rolled: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.int64]
    divisions: npt.NDArray[np.int32]
    mentions: npt.NDArray[np.int32]
    tokens: npt.NDArray[np.int32]
    candidates: npt.NDArray[np.int32]
    evidence: npt.NDArray[np.float64]
    covered: npt.NDArray[np.uint8]


def new_work() -> Work:
    """Empty buffers; make one for each thread."""
    return Work(
        new_reading(),
        np.zeros(MAX_SYMBOLS + 1, np.int32),
        np.zeros(MAX_SYMBOLS + 1, np.uint64),
        np.zeros(8, np.int64),
        np.zeros((MAX_DIVISIONS, 4), np.int32),
        np.zeros((MAX_MENTIONS, 5), np.int32),
        np.zeros((MAX_TOKENS, 5), np.int32),
        np.zeros((MAX_CANDIDATES, 9), np.int32),
        np.zeros((MAX_CANDIDATES, 9), np.float64),
        np.zeros(MAX_SYMBOLS + 1, np.uint8),
    )
