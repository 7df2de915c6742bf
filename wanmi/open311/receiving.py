"""Reading a posted service request: form fields, attributes, pictures as files or data. Every fault is told at once."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from wanmi.acts.carrying_out import Order
from wanmi.addresses.base import queries as addresses
from wanmi.addresses.base.models import Address
from wanmi.catalogue.models import Item
from wanmi.catalogue.queries import conditions_of
from wanmi.open311.errors import Fault, Faulty
from wanmi.open311.models import Client
from wanmi.open311.offering import CONDITION, item_with
from wanmi.open311.services import actor_of
from wanmi.territory.queries import today

DESCRIPTION_AT_MOST = 4_000  # characters, GeoReport v2, POST Service Request
TEXT_AT_MOST = 2_000  # of an address or a link
KEY_AT_MOST = 100
CHANNEL = "open311"
# Under these the number of the sender's own system travels, so that what is sent again is known again.
OWN_NUMBERS = ("attribute[external_id]", "attribute[fixmystreet_id]")
_DATA_URI = re.compile(r"data:image/[\w.+-]+;base64,", re.ASCII)


def order_of(request: HttpRequest, client: Client) -> Order:
    """The report that was posted; raises Faulty with everything that is missing or wrong."""
    form, faults = cleaned(request.POST), list[Fault]()
    code = form.get("service_code", "")
    item = item_with(code) if code else None
    if item is None:
        faults.append(Fault(400, _("service_code is missing")))
    where = _where(form, faults)
    text = _text(form, item, faults)
    photos = list(pictures(request, form, faults))
    if faults:
        raise Faulty(400, faults)
    assert item is not None, "its absence is a fault"
    carried = {
        "channel": CHANNEL,
        "item": f"{item.edition_id}/{item.kind}/{item.code}",
        "text": text,
        "reporter": _reporter(form),
        **where,
    }
    return Order("report", actor_of(client), carried, {"photos": photos} if photos else {}, key=_key(request, form))


def cleaned(form: QueryDict) -> Mapping[str, str]:
    """The fields without blanks around them and without what no database keeps."""
    return {name: str(value).replace("\0", "").strip() for name, value in form.items()}


def _key(request: HttpRequest, form: Mapping[str, str]) -> str:
    own = next((form[name] for name in OWN_NUMBERS if form.get(name)), "")
    return (request.headers.get("Idempotency-Key") or own)[:KEY_AT_MOST]


def _where(form: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    """Position, else the address of the base, else the words; words that mean no address leave it to the intake."""
    words = form.get("address_string", "")[:TEXT_AT_MOST]
    if form.get("lat") or form.get("long"):
        position = _position(form, faults)
        return {"position": position, "address": words}
    if form.get("address_id"):
        return _at_address(form["address_id"], words, faults)
    if not words:
        faults.append(Fault(400, _("A location is missing: lat and long, address_string or address_id")))
    return {"address": words}


def _position(form: Mapping[str, str], faults: list[Fault]) -> dict[str, float]:
    try:
        lat, lon = float(form.get("lat", "")), float(form.get("long", ""))
    except ValueError:
        lat = lon = 999.0
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        faults.append(Fault(400, _("lat and long: expected both, in degrees (WGS 84)")))
    return {"lon": lon, "lat": lat}


def _at_address(name: str, words: str, faults: list[Fault]) -> dict[str, Any]:
    at = addresses.with_code(name) or Address.objects.filter(public_id=name).first()
    if at is None or at.state != "active":
        faults.append(Fault(400, _("address_id: the address base has no address in force with this code")))
        return {}
    position = {"lon": at.lon, "lat": at.lat} if at.lon is not None and at.lat is not None else None
    return {"address": words or at.text, "place": at.community, "position": position}


def _text(form: Mapping[str, str], item: Item | None, faults: list[Fault]) -> str:
    """The description, or else the item's name; what was chosen and linked stands below it."""
    description = form.get("description", "")
    if len(description) > DESCRIPTION_AT_MOST:
        faults.append(Fault(400, _("description: %(most)d characters are allowed") % {"most": DESCRIPTION_AT_MOST}))
    lines = [description or (item.name_zh if item else "")]
    if item is not None:
        lines += _chosen(form, item, faults)
    return "\n".join([*lines, *links(form, faults)])


def _chosen(form: Mapping[str, str], item: Item, faults: list[Fault]) -> list[str]:
    key = form.get(f"attribute[{CONDITION}]", "")
    if not key:
        return []
    known = {each.code: each.filing_zh for each in conditions_of(item, today())}
    if key not in known:
        expected = _("attribute[%(code)s]: expected one of the keys of the service definition")
        faults.append(Fault(400, expected % {"code": CONDITION}))
    return [_("Chosen: %(condition)s") % {"condition": known.get(key, key)}]


def links(form: Mapping[str, str], faults: list[Fault]) -> list[str]:
    """Links are kept as text: this server opens no address that a stranger names."""
    url = form.get("media_url", "")
    if not url:
        return []
    if not url.startswith(("https://", "http://")) or len(url) > TEXT_AT_MOST or any(char.isspace() for char in url):
        faults.append(Fault(400, _("media_url: expected an address that begins with https://")))
    return [_("Picture: %(url)s") % {"url": url}]


def pictures(request: HttpRequest, form: Mapping[str, str], faults: list[Fault]) -> Iterator[bytes]:
    """Uploaded files, whatever they are called, and ``media`` as data URIs; their content is checked by the intake."""
    for _name, files in request.FILES.lists():
        yield from (file.read() for file in files)
    for text in request.POST.getlist("media"):
        head = _DATA_URI.match(text)
        try:
            yield b64decode(text[head.end() :] if head else "?", validate=True)
        except Base64Error:
            faults.append(Fault(400, _("media: expected files, or pictures as data:image/…;base64,…")))


def _reporter(form: Mapping[str, str]) -> dict[str, Any] | None:
    """Who may be called back; a device or account number is not kept."""
    name = " ".join(part for part in (form.get("first_name"), form.get("last_name")) if part)
    contact = form.get("phone") or form.get("email") or ""
    return {"name": name, "phone": contact, "keep_secret": True} if name or contact else None
