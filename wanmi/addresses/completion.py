"""Complete an address while it is typed."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from wanmi.addresses.index import A_RANGES, P_END, P_ROWS, Index, Labels, Strings, string_at
from wanmi.addresses.reading import ALPHABET, code_points

_LOOKED_AT = 400
"""How many addresses with the typed beginning are looked at for the mentioned divisions."""


def fold(text: str) -> str:
    """Full width to half width, separators dropped: what is typed, as the base writes it."""
    kept = [chr(ALPHABET.folded[c]) if c < 0x10000 else chr(c) for c in code_points(text)]
    return "".join(c for c in kept if c.isalnum() or c in "#-")


def _first_at_or_after(strings: Strings, order: npt.NDArray[np.int32], wanted: bytes) -> int:
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        start, end = strings.starts[order[middle]], strings.starts[order[middle] + 1]
        if strings.bytes[start:end].tobytes() < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _beginning_with(labels: Labels, typed: str) -> Iterator[int]:
    """Places whose text after the divisions begins as typed, in the order of that text."""
    wanted = typed.encode()
    at = _first_at_or_after(labels.place_rests, labels.rest_order, wanted)
    for place in labels.rest_order[at : at + _LOOKED_AT]:
        if not string_at(labels.place_rests, place).startswith(typed):
            return
        yield int(place)


def _inside_all(place: int, divisions: list[int], index: Index) -> bool:
    starts, ranges = index.divisions.areas.facts[:, A_RANGES], index.divisions.areas.ranges
    return all(any(a <= place < b for a, b in ranges[starts[d] : starts[d + 1]]) for d in divisions)


def _longest_typed_place(labels: Labels, typed: str, divisions: list[int], index: Index) -> int:
    """The place whose whole text after the divisions has been typed, the longest; -1 if there is none."""
    for length in range(len(typed), 1, -1):
        for place in _beginning_with(labels, typed[:length]):
            if len(string_at(labels.place_rests, place)) == length and _inside_all(place, divisions, index):
                return place
    return -1


def _rows_beginning(index: Index, labels: Labels, place: int, typed: str, limit: int) -> list[str]:
    start, end = index.places.facts[place, P_ROWS : P_END + 1]
    wanted, found = string_at(labels.place_texts, place) + typed, list[str]()
    for row in range(start, end):
        text = string_at(labels.row_texts, row)
        if text.startswith(wanted):
            found.append(text)
            if len(found) == limit:
                break
    return found


def _leading(divisions: list[tuple[int, int, int]], index: Index) -> list[tuple[int, int]]:
    """The divisions that stand at the beginning of what is typed, with their ends; each must hold some place."""
    leading, starts = list[tuple[int, int]](), index.divisions.areas.facts[:, A_RANGES]
    for division, start, end in divisions:
        if starts[division] == starts[division + 1] or start > (leading[-1][1] if leading else 0):
            break
        leading.append((division, end))
    return leading


def _complete_rest(typed: str, divisions: list[int], index: Index, labels: Labels, limit: int) -> list[str]:
    found = [p for p in _beginning_with(labels, typed) if _inside_all(p, divisions, index)]
    found.sort(key=lambda p: len(string_at(labels.place_rests, p)))
    texts = [string_at(labels.place_texts, p) for p in found]
    if len(texts) < limit and (place := _longest_typed_place(labels, typed, divisions, index)) >= 0:
        rest = typed[len(string_at(labels.place_rests, place)) :]
        texts += [t for t in _rows_beginning(index, labels, place, rest, limit) if t not in texts]
    return texts


def complete(prefix: str, index: Index, labels: Labels, divisions: list[tuple[int, int, int]], limit: int) -> list[str]:
    """Full texts that begin as typed: places, or buildings and rooms once a place is complete.

    What looks like a division may be the beginning of a street (南京东路), so fewer divisions are tried as well.
    """
    leading, texts = _leading(divisions, index), list[str]()
    for kept in range(len(leading), -1, -1):
        typed = fold(prefix[leading[kept - 1][1] if kept else 0 :])
        if typed and len(texts) < limit:
            inside = [division for division, _ in leading[:kept]]
            texts += [t for t in _complete_rest(typed, inside, index, labels, limit) if t not in texts]
    return texts[:limit]
