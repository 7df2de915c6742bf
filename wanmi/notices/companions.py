"""What a case's companions (joint obligations) mean for notices; settings name the room that knows them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from wanmi.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Telling:
    """An entry by which a person is told something, with the number of his case; an extension is no answer."""

    number: str
    is_extension: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the person is told. Of an extension: why it takes longer, until when, and on which legal ground."""

    words: str  # empty where they were erased
    until: datetime | None = None
    ground: str = ""


class Companions(ABC):
    """What the person is told beside the case: answers, and extensions."""

    @abstractmethod
    def telling(self, entries: Sequence[Entry]) -> Mapping[int, Telling]:
        """Those of the entries by which a person is told something, by their numbers."""

    @abstractmethod
    def copied(self, entries: Sequence[Entry]) -> Mapping[int, Sequence[str]]:
        """Those of the entries by which something was copied: number of the entry -> posts that get the copy."""

    @abstractmethod
    def told_in(self, seq: int) -> Told:
        """What he is told by such an entry."""

    @abstractmethod
    def answered_elsewhere(self, numbers: Collection[str]) -> Collection[str]:
        """Those of the cases whose result is told by a companion: it will, or it has since the case was last opened."""


@lru_cache(maxsize=1)
def companions() -> Companions:
    made: Companions = import_string(settings.COMPANIONS)()
    return made
