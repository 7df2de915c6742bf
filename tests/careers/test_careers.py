"""Posts and grades: computed from what is recorded, the same on every day, seen by the worker and personnel alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.city import PLACE, somebody
from tests.packs.tiny import TinyPack
from tests.site.conftest import ClientOf, client_of
from wanmi.careers import services
from wanmi.careers.grading import Band, Recorded, Scale, full_years, grade_on
from wanmi.careers.models import Worker
from wanmi.careers.queries import career
from wanmi.careers.services import CareerRefused
from wanmi.journal.reading import entries_of
from wanmi.packs.loading import check_pack
from wanmi.workforce.models import Staff
from wanmi.workforce.queries import city_today

__all__ = ["client_of"]
SCALE = Scale(
    {"head": Band(7, 18), "deputy": Band(4, 15), "worker": Band(1, 12)},
    3,
    {("education", "bachelor"): 1, ("certificate", "social_worker"): 2},
    {grade: 5_000 + 300 * grade for grade in range(1, 19)},
)
BEGUN = date(2015, 3, 1)
DAYS = st.dates(date(2015, 3, 1), date(2060, 1, 1))


def test_a_grade_explains_itself() -> None:
    recorded = [Recorded("post", "worker", BEGUN), Recorded("certificate", "social_worker", date(2018, 1, 1))]
    found = grade_on(date(2024, 2, 29), BEGUN, recorded, SCALE)
    assert found is not None
    assert [(step.code, step.value) for step in found.steps] == [("base", 1), ("years", 2), ("certificate", 2)]
    assert (found.grade, found.pay) == (5, 6_500)
    assert grade_on(date(2015, 2, 1), BEGUN, recorded, SCALE) is None


@given(st.sampled_from(sorted(SCALE.bands)), DAYS, st.booleans(), st.booleans())
def test_a_grade_stays_in_its_band_and_never_falls_with_time(
    post: str, day: date, studied: bool, certified: bool
) -> None:
    recorded = [Recorded("post", post, BEGUN)]
    recorded += [Recorded("education", "bachelor", BEGUN)] * studied
    recorded += [Recorded("certificate", "social_worker", BEGUN)] * certified
    found = grade_on(day, BEGUN, recorded, SCALE)
    later = grade_on(day + timedelta(days=400), BEGUN, recorded, SCALE)
    assert found is not None
    assert later is not None
    band = SCALE.bands[post]
    assert band.base <= found.grade <= band.cap
    assert found.grade <= later.grade
    assert sum(step.value for step in found.steps) == found.grade
    assert found == grade_on(day, BEGUN, list(reversed(recorded)), SCALE)  # the order of rows tells nothing


def test_full_years() -> None:
    assert full_years(date(2020, 2, 29), date(2021, 2, 28)) == 0
    assert full_years(date(2020, 2, 29), date(2021, 3, 1)) == 1
    assert full_years(date(2021, 1, 1), date(2020, 1, 1)) == 0


def worker(username: str = "committee.duofuxiang") -> Worker:
    staff, by = Staff.objects.get(username=username), somebody("personnel")
    made = services.take_up(staff, PLACE[:9], date(2015, 3, 1), by)
    services.record(made, "post", "worker", date(2026, 1, 1), by)
    services.record(made, "certificate", "social_worker", date(2026, 2, 1), by)
    return made


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_12_a_grade_is_reproducible_and_a_change_of_post_keeps_the_history() -> None:
    made = worker()
    before = career(made, date(2026, 6, 1))
    services.record(made, "post", "deputy", date(2026, 7, 1), somebody("personnel"))
    assert career(made, date(2026, 6, 1)) == before
    after = career(made, date(2026, 7, 1))
    assert [(stage.day, stage.grade and stage.grade.grade) for stage in after.stages] == [
        (date(2026, 1, 1), 4),
        (date(2026, 2, 1), 6),
        (date(2026, 7, 1), 9),
    ]
    told = [(entry.action, entry.body) for entry in entries_of("career", str(made.pk))]
    assert [action for action, _body in told] == ["take_up", "record", "record", "record"]
    assert "deputy" not in "".join(body for _action, body in told)  # sealed beside the journal


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_who_may_look_and_record() -> None:
    made, own, other = worker(), somebody("committee"), somebody("street_office")
    assert services.look(made, "", own) == made
    assert services.look(made, "administration", somebody("personnel")) == made
    assert [entry.action for entry in entries_of("career", str(made.pk))][-2:] == ["look_career", "look_career"]
    refusals = [
        (lambda: services.look(made, "administration", other), "not_yours"),
        (lambda: services.look(made, "curiosity", somebody("personnel")), "no_purpose"),
        (lambda: services.record(made, "post", "head", city_today(), own), "not_yours"),
        (lambda: services.record(made, "post", "king", city_today(), somebody("personnel")), "not_on_the_scale"),
        (lambda: services.record(made, "pay", "3", city_today(), somebody("personnel")), "not_on_the_scale"),
        (lambda: services.record(made, "post", "worker", date(2026, 1, 1), somebody("personnel")), "recorded_already"),
        (lambda: services.take_up(made.staff, PLACE[:9], BEGUN, somebody("personnel")), "known_already"),
    ]
    for run, code in refusals:
        with pytest.raises(CareerRefused) as refused:
            run()
        assert refused.value.code == code


@pytest.mark.django_db
def test_pages_for_the_worker_and_personnel_alone(client_of: ClientOf) -> None:
    made = worker()
    personnel, own = client_of("personnel.donghuamen"), client_of("committee.duofuxiang")
    shown = own.get("/careers/mine/").content.decode()
    assert "Grade 6" in shown
    assert personnel.get("/careers/").status_code == 200
    page = f"/careers/{made.pk}/"
    assert "Grade 6" not in personnel.get(page).content.decode()
    assert personnel.post(page, {"purpose": ""}).status_code == 422
    assert "Grade 6" in personnel.post(page, {"purpose": "administration"}).content.decode()
    assert personnel.post(f"{page}record/", {"row": "post/deputy", "since": "2026-07-01"}).status_code == 302
    assert personnel.post(f"{page}record/", {"row": "post/king", "since": "2026-07-01"}).status_code == 422
    assert own.post(page, {"purpose": "administration"}).status_code == 403
    assert client_of("office.donghuamen").get(page).status_code == 403
    assert "no record" in client_of("office.donghuamen").get("/careers/mine/").content.decode()
    added = {"staff": "committee.yinzha", "begun": "2020-01-01"}
    assert personnel.post("/careers/", added).status_code == 302
    assert personnel.post("/careers/", added).status_code == 422
    assert personnel.post("/careers/", {"staff": "nobody", "begun": "2020-01-01"}).status_code == 422


HEAD = "version,valid_from,valid_to,kind,code,name_zh,name_en,value,cap,years_a_step,source"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("v,2026-01-01,,post,head,正职,Head,7,6,3,x", "cap"),
        ("v,2026-01-01,,post,head,正职,Head,7,18,0,x", "years_a_step"),
        ("v,2026-01-01,,post,head,正职,Head,7,18,2,x", "years_a_step"),
        ("v,2026-01-01,,pay,one,一级,One,7,0,0,x", "code"),
        ("v,2027-01-01,,pay,1,一级,One,7,0,0,x", "valid_from"),
        ("w,2026-06-01,,post,head,正职,Head,7,18,3,x", "valid_from"),
        ("v,2026-01-01,,pay,1,一级,One,many,0,0,x", "value"),
    ],
)
def test_bad_scales_are_refused_with_their_place(tmp_path: Path, row: str, column: str) -> None:
    tiny = TinyPack(tmp_path)
    tiny.write("careers.csv", f"{HEAD}\nv,2026-01-01,,post,worker,其他,Worker,1,1,3,x\n{row}\n")
    assert (3, column) in {(problem.line, problem.column) for problem in check_pack(tiny.city)}
