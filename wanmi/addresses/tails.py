"""Building, unit and room: their keys, how they are read from a text, and whether they exist.

A part (``3``, ``A``, ``12B``) becomes a number below 2**21; building, unit and room together make one 63-bit key, by
which the rows of a place are ordered. 0 means that the part is absent.
"""

from functools import cache
from zlib import crc32

from wanmi.addresses.compiling import compiled
from wanmi.addresses.hashing import SEED, extend
from wanmi.addresses.reading import NUMBER, is_number, symbols_of

PART_BITS = 21
_LARGEST = (1 << PART_BITS) // 27 - 1


@compiled
def numbered_part(value: int, letter: int) -> int:
    """The key of a part that is a number, a letter (1 to 26, 0 for none), or both."""
    return min(value, _LARGEST) * 27 + letter


@compiled
def row_key(building: int, unit: int, room: int) -> int:
    """The key of a row among the rows of its place."""
    return (building << (2 * PART_BITS)) | (unit << PART_BITS) | room


@compiled
def number_key(first: int, last: int, designator: int) -> int:
    """The key of a door or lane number: ``2261-2263号`` is (2261, 2263, 号)."""
    return extend(extend(extend(SEED, first), last), designator)


@cache
def part_key(text: str) -> int:
    """The key of a building, unit or room as the address base writes it."""
    symbols = symbols_of(text)
    numbers = [s - NUMBER for s in symbols if is_number(s)]
    letters = [s - 64 for s in symbols if 65 <= s <= 90]
    if len(numbers) <= 1 and len(letters) <= 1 and len(numbers) + len(letters) == len(symbols):
        return int(numbered_part(numbers[0] if numbers else 0, letters[0] if letters else 0))
    return crc32(text.encode()) % (1 << PART_BITS)
