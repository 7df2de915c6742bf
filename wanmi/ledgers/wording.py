"""Why a fact was not entered or read, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wanmi.ledgers.errors import LedgerRefused


def sentence(refused: LedgerRefused) -> str:
    """What was wrong, and what would be right."""
    return {
        "unknown_field": _("No such field is kept"),
        "unknown_ledger": _("There is no such ledger"),
        "held_elsewhere": _("This fact is held elsewhere: %(keeper)s enters it, and it is not entered twice"),
        "held_already": _("This fact is held already; change it in its one place"),
        "not_held": _("This fact has not been entered yet"),
        "outside_region": _("The place is not on the ground of your post"),
        "bad_value": _("Expected a value of at most 500 characters"),
        "bad_subject": _("Expected the code of a subject: letters and digits, such as the address code of a room"),
        "no_such_need": _("Your organisation has no need “%(need)s” in force; the try stands in the journal"),
        "outside_the_grant": _("The need “%(need)s” does not grant: %(fields)s. The try stands in the journal"),
        "no_grant": _("No need of your organisation grants this fact; the try stands in the journal"),
    }[refused.code] % refused.about
