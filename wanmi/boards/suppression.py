"""Counts of people that are too small to be shown, and the others that must be hidden so that nothing finds them.

Two rules keep a hidden count hidden. What is hidden among the parts of a shown sum is at least two counts, and together
they are no small count. Where a sum itself is hidden, one of its parts is too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

Counts = Mapping[str, int]


def hidden(counts: Counts, least: int, levels: Iterable[int]) -> set[str]:
    """The codes whose counts may not be shown: place codes of all ``levels`` (lengths, the coarsest first).

    A code's parts are the codes of the next level that begin with it. Counts of the coarsest level add up to nothing
    that is shown elsewhere, unless there is one code above them. ``least``: the smallest number that may be shown;
    nobody at all may be shown.
    """
    lengths = sorted(levels)
    found = _small({code: n for code, n in counts.items() if len(code) == lengths[0]}, least)
    for above, length in pairwise(lengths):
        for whole in [code for code in counts if len(code) == above]:
            parts = {code: n for code, n in counts.items() if len(code) == length and code.startswith(whole)}
            found |= parts_hidden(parts, least, whole_is_hidden=whole in found)
    return found


def parts_hidden(parts: Counts, least: int, *, whole_is_hidden: bool = False) -> set[str]:
    """What of the parts of one sum must be hidden, the smallest first where more than the small ones must be."""
    found = _small(parts, least)
    rest = sorted((code for code in parts if code not in found and parts[code]), key=lambda code: (parts[code], code))
    if whole_is_hidden:
        return found or set(rest[:1])
    while found and rest and (len(found) < 2 or sum(parts[code] for code in found) < least):
        found.add(rest.pop(0))
    return found


def _small(counts: Counts, least: int) -> set[str]:
    return {code for code, number in counts.items() if 0 < number < least}
