"""Hash tables in plain arrays: made once, memory-mapped afterwards, read from compiled code.

A table maps a 62-bit key to a group of items. Keys of sequences are made of rolling values, so a scan over all windows
of a text costs two multiplications a window. Two names with one key are not to be expected: among a million names and a
thousand million windows there is one in five thousand bases.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import compiled, compiled_as, inlined

MASK = (1 << 62) - 1
SEED = 0x2545F4914F6CDD1D & MASK
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(0xD6E8FEB86659FD93)
_LONGEST_ROLLED = 512
_LOW = (1 << 32) - 1
POWERS = np.array([pow(int(_BASE), i, 1 << 64) for i in range(_LONGEST_ROLLED)], np.uint64)
EMPTY: Any = np.uint64(0)


class Table(NamedTuple):
    """Open addressing with a power-of-two capacity; a slot is a key (-1 where empty) and the span of its items.

    ``present`` has a bit for each key, few enough to stay in the processor's cache: most look-ups find nothing, and end
    there. A large table is read from memory at every step, so a slot lies in one line of the cache, and a key with one
    item, as most have, keeps it in the span itself.
    """

    present: npt.NDArray[np.uint8]
    slots: npt.NDArray[np.int64]
    items: npt.NDArray[np.int32]


@compiled_as("int64(int64, int64)")
def extend(key: int, element: int) -> int:
    """The key of a sequence made longer by one element.

    Unsigned inside: compiled signed arithmetic is free to assume that it never overflows. The fixed signature widens
    the arguments of every caller.
    """
    wide: Any = np.uint64(key)
    mixed = (wide ^ (wide >> np.uint64(27))) * _FACTOR + np.uint64(element + 1)
    folded: Any = np.int64((mixed ^ (mixed >> np.uint64(31))) & np.uint64(MASK))
    return folded  # type: ignore[no-any-return]  # a scalar of 64 bits in compiled code


@compiled_as("uint64(uint64, int64)")
def roll(value: Any, element: int) -> Any:
    """The rolling value of a sequence made longer by one element: a polynomial, so parts can be taken out again."""
    return value * _BASE + np.uint64(element) * _FACTOR + np.uint64(1)


@compiled_as("int64(uint64)")
def finish(value: Any) -> int:
    """The key of a rolling value."""
    mixed: Any = (value ^ (value >> np.uint64(29))) * _FACTOR
    folded: Any = np.int64((mixed ^ (mixed >> np.uint64(32))) & np.uint64(MASK))
    return folded  # type: ignore[no-any-return]  # a scalar of 64 bits in compiled code


@inlined
def rolled_between(values: Any, start: int, end: int) -> Any:
    """The rolling value of a stretch, from the values of all beginnings of the text."""
    return values[end] - values[start] * POWERS[end - start]


@inlined
def rolled_but_one(values: Any, start: int, end: int, left_out: int) -> Any:
    """The rolling value of a stretch without one of its elements."""
    head, rest = rolled_between(values, start, left_out), end - left_out - 1
    return head * POWERS[rest] + rolled_between(values, left_out + 1, end)


@inlined
def may_hold(present: Any, key: int) -> bool:
    """Whether the bit of a key is set: if not, the key is absent."""
    bit = (key >> 20) & (8 * len(present) - 1)
    return bool(present[bit >> 3] & (1 << (bit & 7)))


@inlined
def find(table: Table, key: int) -> tuple[int, int]:
    """First and past-last position for :func:`item_at` of the items of a key; equal if the key is absent."""
    if not may_hold(table.present, key):
        return 0, 0
    wrap = len(table.slots) - 1
    slot = key & wrap
    while table.slots[slot, 0] != -1:
        if table.slots[slot, 0] == key:
            span = table.slots[slot, 1]
            if span < 0:
                return int(span), int(span + 1)
            return int(span >> 32), int(span & _LOW)
        slot = (slot + 1) & wrap
    return 0, 0


@inlined
def item_at(table: Table, at: int) -> int:
    """The item at a position that :func:`find` gave: -1 - item where it is the only one of its key."""
    return -1 - at if at < 0 else int(table.items[at])


@compiled
def _sequence_keys(elements: Any, starts: Any, keys: Any) -> None:
    for i in range(len(keys)):
        value = EMPTY
        for at in range(starts[i], starts[i + 1]):
            value = roll(value, elements[at])
        keys[i] = finish(value)


def sequence_keys(elements: npt.NDArray[np.int32], starts: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The keys of sequences that lie end to end, as the windows of a text have them."""
    keys = np.zeros(len(starts) - 1, np.int64)
    _sequence_keys(elements, starts, keys)
    return keys


@compiled
def mark(bits: Any, key: int) -> None:
    """Set the bit of a key."""
    bits[(key >> 20) & (len(bits) - 1)] = True


@compiled
def _fill(keys: Any, starts: Any, ends: Any, items: Any, slots: Any, bits: Any) -> None:
    wrap = len(slots) - 1
    for i in range(len(keys)):
        mark(bits, keys[i])
        slot = keys[i] & wrap
        while slots[slot, 0] != -1:
            slot = (slot + 1) & wrap
        slots[slot, 0], slots[slot, 1] = keys[i], (starts[i] << 32) | ends[i]
        if ends[i] - starts[i] == 1:
            slots[slot, 1] = -1 - items[starts[i]]


def make_table(keys: npt.NDArray[np.int64], items: npt.NDArray[np.int32]) -> Table:
    """A table from parallel arrays; the items of a key come in ascending order, each once."""
    order = np.lexsort((items, keys))
    keys, items = keys[order], items[order]
    if len(keys):
        fresh = np.concatenate(([True], (keys[1:] != keys[:-1]) | (items[1:] != items[:-1])))
        keys, items = keys[fresh], items[fresh]
    unique, starts = np.unique(keys, return_index=True)
    ends = np.append(starts[1:], len(keys))
    capacity = 1 << max(4, int(2 * len(unique)).bit_length())
    slots, bits = np.full((capacity, 2), -1, np.int64), unmarked(len(unique))
    _fill(unique, starts.astype(np.int64), ends.astype(np.int64), items.astype(np.int64), slots, bits)
    return Table(packed(bits), slots, items.astype(np.int32))


def unmarked(count: int) -> npt.NDArray[np.bool_]:
    """Room to mark so many keys: eight bits or more for each."""
    return np.zeros(1 << max(6, int(8 * count).bit_length()), np.bool_)


def packed(bits: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """Marked bits as :func:`may_hold` reads them."""
    return np.packbits(bits, bitorder="little")
