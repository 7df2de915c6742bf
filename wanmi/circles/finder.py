"""Which lines of a group may be a matter: words of the city, and what it has learned. Plain Python.

The finder proposes and never decides: what it passes over can still be reported by whoever wrote it, and what it notes
is dismissed by a person alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Taught = Callable[[str], float]  # how sure a learned model is that a text belongs to some class of matters, 0 to 1


@dataclass(frozen=True, slots=True)
class Words:
    """``faults`` tell of something wrong by themselves; ``asks`` do so only beside one of the ``things`` that a city
    looks after. From ``confidence`` on, what was learned speaks too.
    """

    urgent: Sequence[str]
    faults: Sequence[str]
    asks: Sequence[str]
    things: Sequence[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a line may be a matter: the words that say so. Empty: it is none as far as can be seen."""

    urgent: Sequence[str] = field(default=())
    reasons: Sequence[str] = field(default=())

    @property
    def is_matter(self) -> bool:
        return bool(self.urgent or self.reasons)


def untaught(text: str) -> float:
    """A city that has learned nothing yet."""
    return 0.0


def find(words: Words, text: str, taught: Taught = untaught) -> Finding:
    """What a line holds.

    >>> words = Words(("着火",), ("不亮",), ("请问",), ("路灯",), 0.5)
    >>> find(words, "路灯不亮").reasons, find(words, "请问几点吃饭").is_matter, find(words, "着火了").urgent
    (('不亮',), False, ('着火',))
    """
    urgent, faults = _in(words.urgent, text), _in(words.faults, text)
    asked, things = _in(words.asks, text), _in(words.things, text)
    reasons = (*urgent, *faults, *((*asked, *things) if asked and things else ()))
    if not reasons and taught(text) >= words.confidence:
        reasons = ("*",)
    return Finding(urgent, reasons)


def words_shown(finding: Finding) -> list[str]:
    """The words to be shown: without those that are part of another one.

    >>> words_shown(Finding(reasons=("不亮", "不", "楼道", "楼")))
    ['不亮', '楼道']
    """
    reasons = list(dict.fromkeys(finding.reasons))
    return [word for word in reasons if not any(word != other and word in other for other in reasons)]


def _in(words: Sequence[str], text: str) -> tuple[str, ...]:
    return tuple(word for word in words if word in text)
