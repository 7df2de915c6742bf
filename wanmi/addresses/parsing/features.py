"""What the model looks at: hashed features of single characters in their context and of whole segments."""

from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import inlined
from wanmi.addresses.hashing import SEED, extend
from wanmi.addresses.reading import ALPHABET, code_points

ROW_BITS = 20
ROWS = 1 << ROW_BITS
LONGEST = 20
"""Longest segment in characters."""
LONGEST_NAME = 14
"""Longest known name in characters."""
MARGIN = 3
"""Edge marks before and after the characters of a text."""
SEGMENT_FEATURES, SPOT_FEATURES = 24, 13
EDGE, DIGIT, LETTER = 1, 48, 97
BEGIN, MIDDLE, END, SINGLE = range(4)


def characters(text: str) -> npt.NDArray[np.int64]:
    """The folded characters of a text between edge marks on each side; every digit and letter is one sign."""
    codes = code_points(text).astype(np.int64)
    folded = np.where(codes < 0x10000, ALPHABET.folded[np.minimum(codes, 0xFFFF)], codes)
    folded = np.where((folded >= 48) & (folded <= 57), DIGIT, folded)
    folded = np.where((folded >= 65) & (folded <= 90), LETTER, folded)
    return np.concatenate(([EDGE] * MARGIN, folded, [EDGE] * MARGIN)).astype(np.int64)


@inlined
def _row(template: int, a: int, b: int, c: int, d: int) -> int:
    key = extend(extend(extend(extend(extend(SEED, template), a), b), c), d)
    return key & (ROWS - 1)


@inlined
def spot_features(chars: Any, at: int, place: int, rows: Any) -> None:
    """Features of the character at a position that is the BEGIN, MIDDLE, END or only one (SINGLE) of its segment."""
    x, t = at + 3, 64 * (place + 1)
    rows[0] = _row(t, chars[x], 0, 0, 0)
    rows[1] = _row(t + 1, chars[x - 1], chars[x], 0, 0)
    rows[2] = _row(t + 2, chars[x], chars[x + 1], 0, 0)
    rows[3] = _row(t + 3, chars[x - 1], chars[x], chars[x + 1], 0)
    rows[4] = _row(t + 4, chars[x - 1], 0, 0, 0)
    rows[5] = _row(t + 5, chars[x + 1], 0, 0, 0)
    rows[6] = _row(t + 6, chars[x - 2], chars[x - 1], chars[x], 0)
    rows[7] = _row(t + 7, chars[x], chars[x + 1], chars[x + 2], 0)
    rows[8] = _row(t + 8, chars[x - 2], chars[x - 1], 0, 0)
    rows[9] = _row(t + 9, chars[x + 1], chars[x + 2], 0, 0)
    rows[10] = _row(t + 10, chars[x - 1], chars[x + 1], 0, 0)
    rows[11] = _row(t + 11, chars[x], chars[x + 1], chars[x + 2], chars[x + 3])
    rows[12] = _row(t + 12, chars[x - 3], chars[x - 2], chars[x - 1], chars[x])


@inlined
def _whole(chars: Any, start: int, end: int) -> int:
    key = SEED
    for i in range(start, end):
        key = extend(key, chars[i + 3])
    return key


@inlined
def _shape(chars: Any, start: int, end: int) -> int:
    """The segment with runs of digits, of letters and of other characters each as one sign; the last sign stays."""
    key, last = SEED, 0
    for i in range(start, end):
        c = chars[i + 3]
        sign = c if c in (DIGIT, LETTER, 45) or i == end - 1 else 2
        if sign != last:
            key = extend(key, sign)
        last = sign
    return key


@inlined
def _occurs_before(chars: Any, start: int, end: int) -> int:
    """1 if the segment's text stands somewhere before it, 2 if it is too short to tell, else 0."""
    if end - start < 2:
        return 2
    for at in range(start - (end - start), -1, -1):
        same = True
        for i in range(end - start):
            if chars[at + i + 3] != chars[start + i + 3]:
                same = False
                break
        if same:
            return 1
    return 0


@inlined
def _digits(chars: Any, start: int, end: int) -> int:
    count = 0
    for i in range(start, end):
        count += chars[i + 3] == DIGIT
    return count


@inlined
def segment_features(chars: Any, kinds: Any, start: int, end: int, rows: Any) -> None:
    """Features of the segment from ``start`` up to ``end`` as a whole, in its context.

    ``kinds`` tells by start and length for what the segment is a known name.
    """
    n, length = len(chars) - 6, end - start
    first, last, before, after = chars[start + 3], chars[end + 2], chars[start + 2], chars[end + 3]
    second, penultimate = chars[start + 4], chars[end + 1]
    whole, shape, size = _whole(chars, start, end), _shape(chars, start, end), min(length, 12)
    digits = min(_digits(chars, start, end), 6)
    rows[0] = _row(1, whole, 0, 0, 0)
    rows[1] = _row(2, last, size, 0, 0)
    rows[2] = _row(3, penultimate, last, min(length, 2), 0)
    rows[3] = _row(4, chars[end], penultimate, last, min(length, 3))
    rows[4] = _row(5, first, second, min(length, 2), 0)
    rows[5] = _row(6, size, 0, 0, 0)
    rows[6] = _row(7, shape, 0, 0, 0)
    rows[7] = _row(8, shape, after, 0, 0)
    rows[8] = _row(9, shape, before, 0, 0)
    rows[9] = _row(10, last, after, 0, 0)
    rows[10] = _row(11, before, last, 0, 0)
    rows[11] = _row(12, before, first, last, 0)
    rows[12] = _row(13, last, after, chars[end + 4], 0)
    rows[13] = _row(14, whole, before, 0, 0)
    rows[14] = _row(15, whole, after, 0, 0)
    rows[15] = _row(16, _occurs_before(chars, start, end), last, 0, 0)
    rows[16] = _row(17, start == 0, end == n, last, 0)
    rows[17] = _row(18, start == 0, end == n, size, digits)
    rows[18] = _row(19, chars[start + 1], before, last, after)
    rows[19] = _row(20, digits, last, after, 0)
    rows[20] = _row(21, first, last, size, 0)
    known = kinds[start, length] if length <= LONGEST_NAME else 0
    rows[22] = _row(23, known, size, 0, 0)
    rows[23] = _row(24, known, last, after, 0)
    rows[21] = _row(22, penultimate, last, after, chars[end + 4])
