"""What a case's companions (joint obligations) mean for notices; settings name the room that knows them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from wanmi.journal.models import Entry


class Companions(ABC):
    """Answers to the person that are given beside the case."""

    @abstractmethod
    def answering(self, entries: Sequence[Entry]) -> Mapping[int, str]:
        """Those of the entries by which a person is answered: number of the entry -> number of the case."""

    @abstractmethod
    def copied(self, entries: Sequence[Entry]) -> Mapping[int, Sequence[str]]:
        """Those of the entries by which something was copied: number of the entry -> posts that get the copy."""

    @abstractmethod
    def answer_in(self, seq: int) -> str:
        """The words of such an entry; empty where they were erased."""

    @abstractmethod
    def answered_elsewhere(self, numbers: Collection[str]) -> Collection[str]:
        """Those of the cases whose result is told by a companion: it will, or it has since the case was last opened."""


@lru_cache(maxsize=1)
def companions() -> Companions:
    made: Companions = import_string(settings.COMPANIONS)()
    return made
