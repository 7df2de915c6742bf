"""Where a case stands, told to a resident in plain words: what happened, what comes next, who has it, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wanmi.cases.actors import RESIDENT
from wanmi.cases.models import Case
from wanmi.cases.personal import SUBJECT
from wanmi.cases.timeline import codes_in
from wanmi.cases.wording import sentence, word
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of, entries_of
from wanmi.process.definition import Definition
from wanmi.process.errors import Reason
from wanmi.territory.queries import name_of

TOLD_CODES = ("refusal", "decline", "voiding", "suspending", "until", "forcing", "delay")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. ``state`` tells its public status: it changes when this does, and only then."""

    state: str
    label: str
    now: str
    next: str
    who: str  # the organisation that has it; empty where nobody has to act any more
    by: datetime | None


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    what: str
    why: tuple[tuple[str, str], ...]
    is_own: bool


def standing(case: Case, definition: Definition) -> Standing:
    """What a resident is told of a case. Two queries at most."""
    state = definition.states[case.state]
    now, following = _plain(case.state, state.stage)
    task = case.tasks.filter(reason=case.state).select_related("post__organisation").first()
    who = name_of(task.post.organisation) if task else ""
    return Standing(case.state, word(state.label), now, following, who, case.due_at if case.is_open else None)


def happenings(case: Case, definition: Definition, own: str) -> list[Happening]:
    """The acts that moved a case, and one's own (``own``: name of the voice), the newest first. One query."""
    found = (_happening(entry, definition, own) for entry in entries_of(SUBJECT, case.number))
    return [each for each in found if each is not None][::-1]


def _happening(entry: Entry, definition: Definition, own: str) -> Happening | None:
    body = body_of(entry)
    is_own = entry.actor == own
    moved = body["change"]["before"] != body["change"]["after"]
    if not is_own and (not moved or (entry.post == RESIDENT and entry.action == "support")):
        return None
    told: Mapping[str, Any] = {key: value for key, value in body["carried"].items() if key in TOLD_CODES}
    what = _acts().get(entry.action) or word(definition.action_label(entry.action))
    return Happening(entry.at, what, tuple(codes_in(definition, told)), is_own)


def say(reason: Reason, definition: Definition) -> str:
    """Why something was refused, to a resident."""
    if reason.code == "too_late_to_reopen":
        return _("The days in which this could be asked have passed. Please report it anew.")
    if reason.code == "rated":
        return _("You have rated it already.")
    if reason.code in ("not_from_here", "only_when", "not_when"):
        return _("This is not possible any more: the case has moved on.")
    return sentence(reason, definition)


def _plain(state: str, stage: str) -> tuple[str, str]:
    """What the state means and what follows; a state that a city has added is told by its stage."""
    states, stages = _states(), _stages()
    return states.get(state) or stages.get(stage) or ("", "")


def _states() -> Mapping[str, tuple[str, str]]:
    return {
        "verifying": (
            _("Somebody is on the way to look at the place."),
            _("If the problem is found there, it is filed and given to a department."),
        ),
        "suspended": (
            _("The work has to wait, for a reason that is told below."),
            _("It goes on by itself on the day that was set."),
        ),
        "self_handled": (
            _("It has been settled on the spot."),
            _("The supervision centre confirms that, or has it checked."),
        ),
        "refused": (_("The report was not accepted; the reason stands below."), _("Nothing more happens here.")),
        "not_filed": (_("It was not taken up; the reason stands below."), _("Nothing more happens here.")),
        "void": (_("The case was withdrawn; the reason stands below."), _("Nothing more happens here.")),
        "merged": (
            _("It is the same matter as an earlier report and goes on together with that one."),
            _("You are told when that one has ended."),
        ),
        "closed": (_("The work was done, checked on the spot and closed."), _("You can say whether it is solved.")),
        "self_closed": (_("It was settled on the spot and closed."), _("You can say whether it is solved.")),
        "force_closed": (
            _("It was closed without a passed check; the reason stands below."),
            _("You can say whether it is solved."),
        ),
    }


def _stages() -> Mapping[str, tuple[str, str]]:
    return {
        "collect": (
            _("Your report has arrived and waits to be read."),
            _("It is accepted, or you are told why not."),
        ),
        "establish": (
            _("The report was accepted and is about to be filed."),
            _("It is filed and given to the department that answers for it."),
        ),
        "dispatch": (_("It was filed."), _("It is given to the department that answers for it.")),
        "handle": (_("The department is working on it."), _("It reports the work as done, with photos.")),
        "feed_back": (_("The department says that the work is done."), _("The work is checked on the spot.")),
        "check": (
            _("Somebody checks on the spot whether it is really solved."),
            _("If it is, the case is closed; if not, the department does it again."),
        ),
        "end": (_("The case has ended."), _("Nothing more happens here.")),
    }


def _acts() -> Mapping[str, str]:
    return {
        "report": _("It was reported."),
        "accept": _("The report was accepted."),
        "refuse": _("The report was not accepted."),
        "self_handle": _("It was settled on the spot."),
        "confirm_found": _("The problem was found on the spot."),
        "report_not_found": _("The problem was not found on the spot."),
        "file": _("It was filed."),
        "decline": _("It was not taken up."),
        "void": _("The case was withdrawn."),
        "merge": _("It goes on together with another report of the same matter."),
        "unmerge": _("It goes on by itself again."),
        "answer_merged": _("The case that it went into has ended."),
        "verify_again": _("Somebody is to look at the place again."),
        "dispatch": _("It was given to a department."),
        "send_back": _("It is being sorted out whose task it is."),
        "return": _("The department handed it back; another one is looked for."),
        "finish": _("The department says that the work is done."),
        "grant_suspension": _("The work has to wait."),
        "resume": _("The work goes on."),
        "feed_back": _("The result was sent to be checked."),
        "handle_again": _("The department was told to do it again."),
        "order_check": _("A check on the spot was ordered."),
        "pass_check": _("The check on the spot was passed."),
        "fail_check": _("The check on the spot has failed."),
        "close": _("The case was closed."),
        "confirm_self_handled": _("The case was closed."),
        "force_close": _("The case was closed without a passed check."),
        "rework": _("The department has to do it again."),
        "check_again": _("It is checked once more."),
        "file_after_check": _("It is filed after all."),
        "reopen": _("The case was taken up again."),
        "ask_reopening": _("A resident asked to have it taken up again."),
        "rate": _("You have rated it."),
        "support": _("You have added your voice."),
        "supplement": _("You have added to it."),
        "correct_contact": _("You have changed your contact."),
        "erase_contact": _("You have withdrawn your contact."),
        "erase_report": _("You have erased what you told."),
    }
