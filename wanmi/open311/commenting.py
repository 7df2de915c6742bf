"""Reading a posted service request update: what a resident adds to a case at the site that passed it on (FixMyStreet).

What the sender thinks of the state (``status``) decides nothing here, and who wrote it (names, e-mail) is not kept.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Order
from wanmi.cases.actors import resident
from wanmi.cases.models import Case
from wanmi.open311.errors import Fault, Faulty, fault
from wanmi.open311.models import Client
from wanmi.open311.queries import readable
from wanmi.open311.receiving import DESCRIPTION_AT_MOST, KEY_AT_MOST, cleaned, links, pictures

ACTION = "supplement"


def name_of(client: Client) -> str:
    """Who adds in the journal: some resident, through this program."""
    return f"open311.{client.pk}"


def update_of(request: HttpRequest, client: Client) -> tuple[Case, Order]:
    """The open case that is meant, and what to add to it; raises Faulty with everything that is missing or wrong."""
    form, faults = cleaned(request.POST), list[Fault]()
    case = _meant(form.get("service_request_id", ""), client, faults)
    text = form.get("description", "")
    if not text or len(text) > DESCRIPTION_AT_MOST:
        expected = _("description: expected 1 to %(most)d characters")
        faults.append(Fault(400, expected % {"most": DESCRIPTION_AT_MOST}))
    note = "\n".join([text, *links(form, faults)])
    photos = list(pictures(request, form, faults))
    if faults or case is None:
        raise Faulty(400, faults)
    own = request.headers.get("Idempotency-Key") or form.get("update_id", "")
    order = Order(
        ACTION,
        resident(name_of(client)),
        {"note": note},
        {"photos": photos} if photos else {},
        key=f"update {case.number} {own}"[:KEY_AT_MOST] if own else "",
    )
    return case, order


def _meant(number: str, client: Client, faults: list[Fault]) -> Case | None:
    if not number:
        faults.append(Fault(400, _("service_request_id is missing")))
        return None
    case = readable(client).filter(number=number).first()
    if case is None:
        raise fault(404, _("There is no request %(number)s") % {"number": number})
    if not case.is_open:
        raise fault(400, _("The request %(number)s is closed; please report it anew") % {"number": number})
    return case
