"""Texts as counted runs of one to three letters, by hash: no word list, so that any city's words will do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Weights = NDArray[np.float32]

LONGEST_TEXT = 20_000  # letters; what follows tells nothing new
LONGEST_HEAD = 40
LENGTHS = (1, 2, 3)
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_NUMBER = re.compile(r"\d+")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbours land far apart
_FOLD = np.uint64(31)
HEAD, WHOLE = 4, 0
KINDS = 8  # the last three bits of a hash tell where the run stood and how long it is
_KIND = np.uint64(KINDS - 1)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote: a title, which may be empty, and the text."""

    title: str
    text: str


def plain(text: str) -> str:
    """One width, small letters, every number alike: house and phone numbers must not become features."""
    return _NUMBER.sub("0", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower())


def parts(message: Message) -> tuple[str, str]:
    """The head, which is the title or else the first sentence, and the whole."""
    title, text = plain(message.title), plain(message.text)
    head = title or _SENTENCE_END.split(text, maxsplit=1)[0]
    return head[:LONGEST_HEAD], f"{title}\n{text}"


def hashes(text: str, part: int) -> Hashes:
    """The hash of every run of one to three letters, by length and then by place.

    >>> len(hashes("路灯不亮", WHOLE))
    9
    """
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    runs, found = np.zeros(len(letters), dtype=np.uint64), []
    for length in LENGTHS:
        within = max(0, len(letters) - length + 1)
        runs = (runs[:within] + letters[length - 1 :]) * _SPREAD if within else runs[:0]
        runs ^= runs >> _FOLD
        found.append((runs & ~_KIND) | np.uint64(part + length))
    return np.concatenate(found)


def run_at(text: str, position: int) -> tuple[int, int]:
    """First letter and end of the run whose hash stands at ``position`` in :func:`hashes`."""
    ends = np.cumsum([max(0, len(text) - length + 1) for length in LENGTHS]).tolist()
    for length, (start, end) in zip(LENGTHS, pairwise([0, *ends]), strict=True):
        if position < end:
            return position - start, position - start + length
    raise IndexError(position)


def kinds(runs: Hashes) -> NDArray[np.intp]:
    """``HEAD`` or ``WHOLE``, plus the number of letters."""
    return (runs & _KIND).astype(np.intp)


def counted(message: Message) -> tuple[Hashes, Weights]:
    """Different runs, sorted by hash, each with 1 + ln(how often it stands there)."""
    head, whole = parts(message)
    found, often = np.unique(np.concatenate([hashes(head, HEAD), hashes(whole, WHOLE)]), return_counts=True)
    return found, (1 + np.log(often)).astype(np.float32)
