"""What a subscription cannot be."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


class Unfit(ValueError):
    """Fields that do not fit, each with what was expected."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {expected}" for field, expected in faults.items()))
        self.faults = dict(faults)


class UnknownSubscription(LookupError):
    """There is no such subscription, or it has ended."""


def expected_text() -> str:
    return _("Give it a name of 1 to 100 characters.")


def expected_types(unknown: str) -> str:
    if not unknown:
        return _("Choose at least one kind of entry.")
    return _("“%(value)s” is not a kind of entry; expected one such as case.close or case.*") % {"value": unknown}


def expected_region(value: str) -> str:
    return _("“%(value)s” is not the code of a division of this city; leave it empty for the whole city.") % {
        "value": value
    }


def expected_url() -> str:
    return _("Expected an address such as https://example.org/hooks, without user name and password.")


def expected_https() -> str:
    return _("Expected an address that begins with https://")


def expected_public(host: str) -> str:
    return _("%(host)s cannot be used: %(why)s") % {
        "host": host,
        "why": _("it is unknown, or lies in a private network, which WANMI_OUTGOING_PRIVATE does not allow"),
    }
