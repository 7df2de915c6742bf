"""Each supporter of merged cases counts once."""

from __future__ import annotations

import pytest

from tests.city import PLACE, reported, somebody
from wanmi.acts.carrying_out import Order
from wanmi.cases.actors import resident
from wanmi.cases.models import Case
from wanmi.cases.services import act
from wanmi.journal.models import Entry
from wanmi.journal.reading import body_of
from wanmi.merging import services
from wanmi.merging.models import Merge
from wanmi.merging.queries import voices_in, voices_over
from wanmi.merging.rebuilding import rebuild
from wanmi.merging.services import merge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ZHOU, WU = "13800001234", "13800005678"


def told(*phones: str) -> Case:
    """A case that the first phone has reported, and to which the others have added their voices."""
    first, *others = phones
    case = reported("hotline", reporter={"name": "周", "phone": first, "keep_secret": True})
    for phone in others:
        written = f"+86 {phone[:3]} {phone[3:]}"
        about = {"reporter": {"phone": written}}
        case = act(case.number, Order("support", resident(f"resident:{case.pk}{phone}"), about)).case
    return case


def into(duplicate: Case, main: Case) -> Merge:
    return merge(duplicate.number, main.number, somebody("acceptor"))


def voices(case: Case) -> int:
    case.refresh_from_db()
    return voices_in(case) + voices_over([case]).get(case.pk, 0)


def test_whoever_spoke_at_both_before_the_merge_counts_once_and_again_at_each_after_it() -> None:
    main, other = told(ZHOU), told("13800009999", ZHOU, WU)
    done = into(other, main)
    assert voices(main) == 3
    entry = Entry.objects.get(subject_kind="merge", subject=str(done.pk), action="merge")
    assert body_of(entry)["change"]["facts"] == {"twice": 1}
    assert ZHOU not in entry.body
    services.act(done.pk, Order("unmerge", somebody("acceptor"), {"note": "不是同一处"}))
    assert (voices(main), voices(other)) == (1, 3)
    assert rebuild().differences == []


def test_of_three_cases_the_one_that_leaves_takes_nobody_from_those_that_stay() -> None:
    main, second, third = told("13800000001"), told(ZHOU), told(ZHOU, WU)
    first_merge = into(second, main)
    into(third, main)
    assert voices(main) == 3  # the main one's reporter, and two people who spoke at the others
    services.act(first_merge.pk, Order("unmerge", somebody("acceptor"), {"note": "不是同一处"}))
    assert (voices(main), voices(second)) == (3, 1)
    assert Entry.objects.filter(subject_kind="merge", action="recount").count() == 1
    into(second, main)
    assert voices(main) == 3
    assert rebuild().differences == []


def test_who_left_no_contact_counts_at_each_since_nobody_is_followed_from_case_to_case() -> None:
    main, other = reported(place=PLACE), told(ZHOU)
    for case in (main, other):
        act(case.number, Order("support", resident(f"resident:{case.pk}"), {}))
    into(other, main)
    assert voices(main) == 4
