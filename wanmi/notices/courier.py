"""How a notice is sent: the contact is looked up at that moment, for that purpose, and the look is journaled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from wanmi.acts.system import system_actor
from wanmi.cases import personal
from wanmi.cases.models import Case, Task
from wanmi.journal.models import Entry
from wanmi.journal.writing import Draft as JournalDraft
from wanmi.journal.writing import append
from wanmi.notices import feeding
from wanmi.notices.companions import companions
from wanmi.notices.contacts import has_refused
from wanmi.notices.gateways import BadGateway, Letter, gateway_for
from wanmi.notices.models import Preference
from wanmi.notices.preferences import wants
from wanmi.notices.rules import Label, Notice, Rules, rules_in_force
from wanmi.notices.wording import closing_lines, filled, resident_home, told_words, words_of
from wanmi.outbox.courier import Courier, Draft, Outcome, Parcel, Verdict
from wanmi.outbox.leasing import claim_line
from wanmi.outbox.models import Feed, Message
from wanmi.territory.models import City
from wanmi.workforce.models import Staff

LOOK = "look_contact"
DIGEST_SUBJECT = {"zh": "万米：{count} 条通知", "en": "Wanmi: {count} notices"}
PARTS = "\n\n"


class NoticeCourier(Courier):
    def messages(self, feed: Feed, entries: Sequence[Entry]) -> Iterator[Draft]:
        return feeding.drafts_for(entries, timezone.now())

    def tick(self, now: datetime) -> None:
        """Notices need a city; its first sight makes their feed."""
        if City.objects.exists():
            feeding.the_feed()
            feeding.sweep(now)

    def parcel(self, message: Message) -> Parcel | Outcome:
        rules = rules_in_force()
        notice = rules.notices.get(message.about["notice"])
        if notice is None:
            return dropped("this notice is switched off")
        try:
            return (
                _to_staff(message, notice, rules) if "staff" in message.about else _to_reporter(message, notice, rules)
            )
        except BadGateway as error:
            return Outcome(Verdict.AGAIN, answer=str(error))


def dropped(why: str) -> Outcome:
    return Outcome(Verdict.DROPPED, answer=why)


def _to_reporter(message: Message, notice: Notice, rules: Rules) -> Parcel | Outcome:
    number, actor = message.about["subject"], message.about["actor"]
    told = personal.contacts(number).get(actor)
    if told is None:
        return dropped("the contact was erased")
    if not told.get("notify"):
        return dropped("the reporter did not agree")
    contact = _contact(told, notice)
    if not contact:
        return dropped("no contact for this notice")
    if has_refused(contact):
        return dropped("the reporter wants no notices")
    spoken = companions().told_in(message.about["answer"]) if "answer" in message.about else None
    if spoken and not spoken.words:
        return dropped("the answer was erased")
    gateway, home = gateway_for(contact), resident_home(number, actor)
    _log_look(number, message)
    words = words_of(number, home.language) | (told_words(spoken, home.language) if spoken else {})
    label = notice.text if "@" in contact else notice.sms
    text = "\n".join([filled(label, home.language, words), *closing_lines(rules, home, contact)])
    letter = Letter(contact, filled(notice.subject, home.language, words), text, message.name)
    return Parcel([message], lambda: gateway.send(letter))


def _contact(reporter: dict[str, Any], notice: Notice) -> str:
    phone = str(reporter.get("phone") or "") if notice.sms else ""
    return str(reporter.get("email") or phone).strip()


def _log_look(number: str, message: Message) -> None:
    actor = system_actor()
    with transaction.atomic():
        append(
            JournalDraft(
                subject_kind="notice",
                subject=number,
                action=LOOK,
                actor=actor.id,
                post=actor.post,
                at=timezone.now(),
                place=Case.objects.values_list("place", flat=True).get(number=number),
                body={"purpose": "notice", "message": message.name},
            )
        )


def _to_staff(message: Message, notice: Notice, rules: Rules) -> Parcel | Outcome:
    staff = Staff.objects.select_related("notices").filter(pk=message.about["staff"], is_active=True).first()
    if staff is None:
        return dropped("no address")
    preference = getattr(staff, "notices", None) or Preference(staff=staff)
    to = staff.email or preference.phone
    if message.line.startswith("digest:") and to:
        return _digest(message, to, preference, rules)
    if not (label := _label(notice, to)):
        return dropped("no address for this notice")
    if why := _moot(message, preference):
        return dropped(why)
    words = _words(message, preference)
    subject, text = (filled(each, preference.language, words) for each in (notice.subject, label))
    gateway, letter = gateway_for(to), Letter(to, subject, text, message.name)
    return Parcel([message], lambda: gateway.send(letter))


def _label(notice: Notice, to: str) -> Label:
    """Its words for this address; empty where there are none, or no address."""
    return notice.text if "@" in to else notice.sms if to else {}


def _moot(message: Message, preference: Preference) -> str:
    """Why a notice to a desk is no longer wanted; empty where it is."""
    if not wants(preference, message.about["notice"]):
        return "not wanted"
    reason = message.about["reason"]
    if reason and not Task.objects.filter(case__number=message.about["subject"], reason=reason).exists():
        return "done meanwhile"
    return ""


def _digest(first: Message, to: str, preference: Preference, rules: Rules) -> Parcel | Outcome:
    """One message for all that wait; what is moot by now is left out of it."""
    messages = [first, *claim_line(first)]
    texts = [
        filled(label, preference.language, _words(each, preference))
        for each in messages
        if (notice := rules.notices.get(each.about["notice"])) and not _moot(each, preference)
        if (label := _label(notice, to))
    ]
    if not texts:
        return Parcel(messages, lambda: dropped("nothing of it is wanted any more"))
    subject = DIGEST_SUBJECT[preference.language].format(count=len(texts))
    gateway, letter = gateway_for(to), Letter(to, subject, PARTS.join(texts), first.name)
    return Parcel(messages, lambda: gateway.send(letter))


def _words(message: Message, preference: Preference) -> dict[str, str]:
    return words_of(message.about["subject"], preference.language, message.about["reason"])
