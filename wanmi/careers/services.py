"""The only place that writes careers: taking a worker up, recording, and looking. Each is an entry of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanmi.careers.models import Record, Worker
from wanmi.careers.queries import scale_rows
from wanmi.codes.place import covers
from wanmi.journal.writing import Draft, append
from wanmi.process.definition import Label
from wanmi.process.engine import Actor
from wanmi.workforce.models import Staff
from wanmi.workforce.queries import city_today

SUBJECT = "career"
PERSONNEL = "personnel"
POST_LABELS: Mapping[str, Label] = {PERSONNEL: {"zh": "人事干部", "en": "Personnel officer"}}
PURPOSES: Mapping[str, str | Promise] = {
    "administration": _("pay and posts"),
    "correction": _("correcting a record"),
    "appeal": _("a question or appeal of the worker"),
}
OWN = "own"


class CareerRefused(Exception):
    """What was asked for makes no sense or is not allowed; ``code`` is translated above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def take_up(staff: Staff, region: str, begun: date, by: Actor) -> Worker:
    """Begin the career of a worker on the ground of the personnel post that takes him up. Raises CareerRefused."""
    _may_administer(region, by)
    if begun > city_today():
        raise CareerRefused("in_the_future")
    if Worker.objects.filter(staff=staff).exists():
        raise CareerRefused("known_already")
    worker = Worker.objects.create(staff=staff, region=region, begun=begun)
    _write("take_up", worker, by, sealed={"begun": begun.isoformat()})
    return worker


def record(worker: Worker, field: str, code: str, since: date, by: Actor) -> Record:
    """Record a post, education or certificate from a day on; what was recorded before stays. Raises CareerRefused."""
    _may_administer(worker.region, by)
    if (field, code) not in {(row.kind, row.code) for row in scale_rows(since)} or field == "pay":
        raise CareerRefused("not_on_the_scale")
    if since < worker.begun and field == "post":
        raise CareerRefused("before_the_work")
    try:
        with transaction.atomic():
            made = Record.objects.create(worker=worker, field=field, code=code, since=since)
            _write("record", worker, by, {"field": field}, {"code": code, "since": since.isoformat()})
    except IntegrityError as error:
        raise CareerRefused("recorded_already") from error
    return made


@transaction.atomic
def look(worker: Worker, purpose: str, by: Actor) -> Worker:
    """Look at a career: the worker himself at any time, personnel of his street for a purpose. Raises CareerRefused."""
    if str(worker.staff_id) == by.id:
        purpose = OWN
    else:
        _may_administer(worker.region, by)
        if purpose not in PURPOSES:
            raise CareerRefused("no_purpose")
    _write("look_career", worker, by, {"purpose": purpose})
    return worker


def _may_administer(region: str, by: Actor) -> None:
    if by.post_kind != PERSONNEL or not covers(by.region, region):
        raise CareerRefused("not_yours")


def _write(
    action: str, worker: Worker, by: Actor, body: dict[str, Any] | None = None, sealed: dict[str, Any] | None = None
) -> None:
    append(
        Draft(
            subject_kind=SUBJECT,
            subject=str(worker.pk),
            action=action,
            actor=by.id,
            post=by.post,
            at=timezone.now(),
            place=worker.region,
            body=body or {},
            sealed=sealed or {},
        )
    )
