"""What the page of a case shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from wanmi.acts import snapshots
from wanmi.addresses.base.models import BusinessRow
from wanmi.almanac.queries import work_calendar
from wanmi.cases.actors import NO_STAFF
from wanmi.cases.explaining import explain
from wanmi.cases.models import Attachment, Case
from wanmi.cases.timeline import Line, timeline
from wanmi.cases.wording import sentence, word
from wanmi.codes.place import Level
from wanmi.intake.reporting import linked
from wanmi.process.clocks import Running
from wanmi.process.definition import Definition
from wanmi.process.engine import Actor, Offer, Snapshot, offers
from wanmi.site.urgency import Urgency, of_case, urgency
from wanmi.sources.models import Record
from wanmi.sources.queries import of_case as records_of
from wanmi.territory.models import Division
from wanmi.territory.queries import division, full_names
from wanmi.workforce.models import Staff
from wanmi.worktime.calendar import WorkCalendar

LOOK = "look_reporter"  # has a panel of its own beside the reporter
LOOK_ORIGINAL = "look_original"  # is asked for beside each picture
APART = (LOOK, LOOK_ORIGINAL)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock of the case: running, resting, kept or broken, with the sentences that explain its deadline."""

    key: str
    label: str
    clock: Running
    state: str
    urgency: Urgency | None
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class ClosedAct:
    label: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Party:
    side: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class PhotoGroup:
    """The pictures that one act carried in one of its fields."""

    line: Line
    label: str
    pictures: list[Attachment]


@dataclass(frozen=True, slots=True)
class CaseFile:
    case: Case
    place: str
    community: Division | None
    urgency: Urgency
    channel: str
    clocks: list[ClockLine]
    present: ClockLine | None  # the clock of the present state
    lines: list[Line]
    photos: list[PhotoGroup]
    parties: list[Party]
    open_acts: list[Offer]
    closed_acts: list[ClosedAct]
    look: Offer | None
    may_see_originals: bool
    has_reporter: bool
    records: list[Record]  # under which numbers other systems know it
    linked: BusinessRow | None  # what the address base says to the words of the address


def case_file(case: Case, definition: Definition, actor: Actor, today: date) -> CaseFile:
    snapshot = snapshots.from_json(case.snapshot)
    lines = timeline(case, definition, today)
    found = offers_for_people(case, definition, actor)
    place = case.place[: Level.COMMUNITY]
    clocks = _clock_lines(snapshot, definition)
    present = definition.states[case.state].clock
    return CaseFile(
        case=case,
        place=full_names([place], today)[place],
        community=division(place, today),
        urgency=of_case(case, definition),
        channel=word(definition.fields["channel"].codes[case.channel].label),
        clocks=clocks,
        present=next((line for line in clocks if line.key == present and line.state == "running"), None),
        lines=lines[::-1],
        photos=list(_photo_groups(lines, definition)),
        parties=_parties(snapshot.parts, definition),
        open_acts=[offer for offer in found if offer.is_open and offer.transition.action not in APART],
        closed_acts=[_closed(offer, definition) for offer in found if not offer.is_open],
        look=next((offer for offer in found if offer.transition.action == LOOK), None),
        may_see_originals=any(offer.is_open and offer.transition.action == LOOK_ORIGINAL for offer in found),
        has_reporter=bool(snapshot.facts.get("has_reporter")),
        records=records_of(case),
        linked=linked(case.number),
    )


def offers_for_people(case: Case, definition: Definition, actor: Actor) -> list[Offer]:
    found = offers(definition, snapshots.from_json(case.snapshot), actor, timezone.now())
    return [offer for offer in found if not offer.transition.by <= NO_STAFF]


def offer_of(case: Case, definition: Definition, actor: Actor, action: str) -> Offer | None:
    found = offers_for_people(case, definition, actor)
    return next((offer for offer in found if offer.transition.action == action), None)


def _closed(offer: Offer, definition: Definition) -> ClosedAct:
    return ClosedAct(word(offer.transition.label), [sentence(reason, definition) for reason in offer.reasons])


def _clock_lines(snapshot: Snapshot, definition: Definition) -> list[ClockLine]:
    """The clocks that run or rest before those that have ended."""
    calendar, clocks = work_calendar(), definition.clocks
    lines = [_clock_line(key, word(clocks[key].label), clock, calendar) for key, clock in snapshot.clocks.items()]
    return sorted(lines, key=lambda line: line.state not in ("running", "resting"))


def _clock_line(key: str, label: str, clock: Running, calendar: WorkCalendar) -> ClockLine:
    now = timezone.now()
    running = clock.is_running()
    state = "running" if running else "resting" if clock.paused else "broken" if clock.is_late(now) else "kept"
    level = urgency(clock.events[0].at, clock.deadline, now) if running else None
    return ClockLine(key, label, clock, state, level, explain(clock, calendar))


def _photo_groups(lines: Iterable[Line], definition: Definition) -> Iterable[PhotoGroup]:
    for line in lines:
        for field in dict.fromkeys(picture.field for picture in line.pictures):
            pictures = [picture for picture in line.pictures if picture.field == field]
            yield PhotoGroup(line, word(definition.fields[field].label), pictures)


def _parties(parts: Mapping[str, Sequence[str]], definition: Definition) -> list[Party]:
    """Who has acted on which side so far; the system is no party. One query."""
    ids = {int(actor) for actors in parts.values() for actor in actors if actor.isdecimal()}
    names = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "display_name"))
    people = {
        side: [names.get(int(actor), "") for actor in parts.get(side, ()) if actor.isdecimal()]
        for side in definition.sides
    }
    return [Party(word(definition.sides[side]), found) for side, found in people.items() if found]
