"""A small life for the demo city: what happened in its rooms, act by act, as its files tell; all invented.

Every act goes through the service that the pages call, in a post that may take it, so that it is checked and journaled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.acts.carrying_out import Order
from wanmi.intake.demo.lines import Line, read_lives
from wanmi.intake.demo.people import People, placeholder
from wanmi.intake.demo.rooms import REFUSALS, ROOMS, Room
from wanmi.journal.models import Entry
from wanmi.workforce.queries import city_today

KEY = ":life:"  # in the keys of openings, between the actor and the name of the subject


def load_life(folder: Path) -> Iterator[str]:
    """Carry out what the files of ``folder`` tell, each subject whole or not at all; gives the names of the subjects.

    What was opened before is left alone, whatever its lines say now. Raises BadLine where a line means nothing, is
    refused, or leads to another state than it says; the subjects before it stay.
    """
    lives = read_lives(folder)
    loading = _Loading()
    for life in lives:
        loading.live(life)
        yield life[0].of


def _opened() -> dict[str, str]:
    """What was opened before, by the names that its lines gave it: their keys stand in the journal. One query."""
    told = Entry.objects.filter(key__contains=KEY).values_list("key", "subject")
    return {(key or "").partition(KEY)[2]: subject for key, subject in told}


class _Loading:
    """Its moment, the people, what was opened before, and the numbers of the subjects so far, both by their names."""

    def __init__(self) -> None:
        self.now, self.today, self.people = timezone.now(), city_today(), People()
        self.opened, self.numbers = _opened(), dict[str, str]()

    def live(self, life: Sequence[Line]) -> None:
        """Open a subject and take every act on it, unless it was opened before."""
        first = life[0]
        room, kind = _door(first)
        with _refusals(first):
            name = self.opened.get(first.of) or room.find(kind, first.carried)
        self.numbers[first.of] = room.number(name or self._lived(room, kind, life))

    @transaction.atomic
    def _lived(self, room: Room, kind: str, life: Sequence[Line]) -> str:
        name = ""
        for line in life:
            with _refusals(line):
                if line.open:
                    name = room.open(kind, self._order(line))
                else:
                    room.act(name, self._order(line), line.on)
                if line.then and (state := room.state(name, line.on)) != line.then:
                    raise line.bad(f"leads to {state}, not to {line.then}")
        return name

    def _order(self, line: Line) -> Order:
        carried = {name: self._meant(value) for name, value in line.carried.items()}
        pictures = {name: [placeholder(line.of)] for name in line.photos}
        key = f"{KEY[1:]}{line.of}" if line.open else ""
        return Order(line.do, self.people.at(line.by), carried, pictures, key=key, at=line.moment(self.now))

    def _meant(self, value: Any) -> Any:
        """A day or month that is told from today on, the number of another subject, or the value itself."""
        match value:
            case {"day": int(days)}:
                return (self.today + timedelta(days=days)).isoformat()
            case {"month_of_day": int(days)}:
                return f"{self.today + timedelta(days=days):%Y-%m}"
            case {"number_of": str(of)}:
                return self.numbers[of]
            case _:
                return value


def _door(line: Line) -> tuple[Room, str]:
    room, _, kind = line.open.partition("/")
    if room not in ROOMS or not kind:
        raise line.bad(f"open: expected one of {', '.join(ROOMS)}, a stroke and what is opened there")
    return ROOMS[room], kind


@contextmanager
def _refusals(line: Line) -> Iterator[None]:
    """What a room refuses is the fault of the line."""
    try:
        yield
    except REFUSALS as error:
        raise line.bad(f"{line.do}: {error}") from error
