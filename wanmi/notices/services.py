"""The only place that writes preferences and refusals."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from wanmi.notices.gateways import Letter, gateway_for
from wanmi.notices.models import Preference, Refusal
from wanmi.outbox.courier import Outcome
from wanmi.workforce.models import Staff


@transaction.atomic
def prefer(staff: Staff, email: str, preference: Preference) -> None:
    """Keep how somebody wants to be told, and where."""
    Staff.objects.filter(pk=staff.pk).update(email=email)
    preference.staff = staff
    preference.save()


def refuse(digest: str) -> None:
    """A contact wants no more notices, about any case."""
    Refusal.objects.get_or_create(pk=digest)


def try_out(contact: str) -> Outcome:
    """Send a test to a contact that the administrator types; it is kept nowhere. Raises BadGateway."""
    at = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    text = f"万米测试通知 / Wanmi test notice, {at}"
    return gateway_for(contact).send(Letter(contact, text, text, f"test-{at}"))


def ways() -> dict[str, str]:
    """Which gateway serves e-mail and short messages: its server or file, without what is secret."""
    server = settings.EMAIL_SERVER
    return {
        "email": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if server else "",
        "sms": settings.SMS_GATEWAY,
    }
