"""The rows of firms in the address base again, from the journal: where each was registered, or that it has ended.

A firm under a temporary code is where its remedy says (wanmi.addresses.base.rebuilding).
"""

from __future__ import annotations

from functools import partial

from wanmi.acts.folding import Difference, Progress, Rebuilt, folded, unheard
from wanmi.addresses.base.answering import Found
from wanmi.addresses.base.models import BusinessRow
from wanmi.addresses.base.queries import with_code
from wanmi.addresses.base.rebuilding import relaid
from wanmi.firms.queries import FIRM, TABLE, row_of
from wanmi.firms.registering import ADDRESS, CODE, TEMPORARY
from wanmi.proceedings.models import SUBJECT, Proceeding

SUBJECTS = (SUBJECT,)


def rebuild(*, write: bool = False, progress: Progress = unheard) -> Rebuilt:
    """Fold the newest registration of each firm, and compare its row; with ``write``, put the rows right."""
    report = Rebuilt()
    credit_codes = Proceeding.objects.filter(procedure=FIRM).order_by("title").values_list("title", flat=True)
    names = credit_codes.distinct().iterator(chunk_size=2_000)
    report.fold("firms", names, partial(_firm, write=write), progress)
    return report


def _firm(credit_code: str, *, write: bool) -> list[Difference]:
    newest = Proceeding.objects.filter(procedure=FIRM, title=credit_code).order_by("-id")[0]
    snapshot, entries = folded(SUBJECT, str(newest.pk))
    if snapshot.facts[TEMPORARY]:
        return []
    code = str(snapshot.facts[CODE])
    address = with_code(code) if code else None
    row = row_of(credit_code) or BusinessRow(table=TABLE, key=credit_code, text=str(snapshot.facts[ADDRESS]))
    return relaid(row, Found(code, 1, address) if address else None, entries[-1].at, write=write)
