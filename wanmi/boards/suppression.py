"""Counts of people that are too small to be shown, and the others that must be hidden so that nothing finds them.

Three rules keep hidden counts hidden. Hidden among the parts of a shown sum are at least two counts; together they are
no small count, and more than the least they must be: a part counts one at least, a sum as much as what is shown of its
parts. Where a sum is hidden, one of its parts is too; where its parts can't be kept beside it, it is hidden with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

Counts = Mapping[str, int]


def hidden(counts: Counts, least: int, levels: Iterable[int]) -> set[str]:
    """The codes whose counts may not be shown: place codes of all ``levels`` (lengths, the coarsest first).

    A code's parts are the codes of the next level that begin with it. Counts of the coarsest level add up to nothing
    that is shown elsewhere, unless there is one code above them. ``least``: the smallest number that may be shown;
    nobody at all may be shown.
    """
    return _Table(counts, _tree(counts, levels), least).hidden()


def parts_hidden(parts: Counts, least: int) -> set[str]:
    """What of the parts of one shown sum must be hidden, the smallest first where more than the small ones must be."""
    return _Table(parts, {"": sorted(parts, key=lambda code: (parts[code], code))}, least).hidden() - {""}


def _tree(counts: Counts, levels: Iterable[int]) -> dict[str, list[str]]:
    """The parts of each code, the smallest first; the codes of the coarsest level first."""
    parts: dict[str, list[str]] = {}
    for above, length in pairwise(sorted(levels)):
        parts |= {code: [] for code in counts if len(code) == above}
        for code in sorted((code for code in counts if len(code) == length), key=lambda code: (counts[code], code)):
            parts.get(code[:above], []).append(code)
    return parts


class _Table:
    """Counts that add up from level to level, and which of them are ``found`` to be hidden so far."""

    def __init__(self, counts: Counts, parts: Mapping[str, Sequence[str]], least: int) -> None:
        self.counts, self.parts, self.least = counts, parts, least
        self.found = {code for code, number in counts.items() if 0 < number < least}

    def hidden(self) -> set[str]:
        """All that must be hidden: the sums that can't be kept from their parts, then the parts."""
        for whole in reversed(list(self.parts)):
            if not self.kept(self.completed(whole)):
                self.found.add(whole)
        for whole in self.parts:
            self.found |= self.one_of(whole) if whole in self.found else self.completed(whole)
        return self.found

    def completed(self, whole: str) -> set[str]:
        """What is hidden already of the parts, and as many others as keep it hidden beside their sum."""
        codes = self.found.intersection(self.parts[whole])
        rest = [code for code in self.parts[whole] if code not in codes and self.counts[code]]
        while rest and not self.kept(codes):
            codes.add(rest.pop(0))
        return codes

    def one_of(self, whole: str) -> set[str]:
        """What is hidden already of the parts, or the smallest of them."""
        rest = (code for code in self.parts[whole] if self.counts[code])
        return self.found.intersection(self.parts[whole]) or set(list(rest)[:1])

    def kept(self, codes: set[str]) -> bool:
        """Whether these parts stay hidden where the sum is shown."""
        together = sum(self.counts[code] for code in codes)
        told = sum(self._at_least(code) for code in codes)
        return not codes or (len(codes) > 1 and together >= self.least and together > told)

    def _at_least(self, code: str) -> int:
        """What a hidden count can't be below, by what is shown of its parts."""
        if not self.parts.get(code):
            return 1
        unseen = self.one_of(code)
        return sum(self._at_least(part) if part in unseen else self.counts[part] for part in self.parts[code])
