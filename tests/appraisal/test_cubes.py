"""Cubes add up to what the facts say, whatever is asked, and are not believed once the facts have moved on."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.appraisal.facts import lake_in
from tests.lake.walking import walked
from wanmi.appraisal.cubes import shelf
from wanmi.appraisal.cubes.asking import split, summed
from wanmi.appraisal.cubes.building import COUNTS
from wanmi.appraisal.cubes.days import day_of
from wanmi.appraisal.indicators import INDICATORS
from wanmi.appraisal.measuring import Departments, DutyGrids, Period, Posts, Regions, Settings, measure
from wanmi.appraisal.scanning import Question
from wanmi.lake.manifest import sha256
from wanmi.lake.projection import EPOCH, MICROSECOND, instant

ZONE = "Asia/Shanghai"
FIRST = date(2026, 11, 23)  # the day on which all walks begin
MEANINGS = [Settings(), Settings("closing", "filing"), Settings("closing", "closing")]
SUBJECTS = [Regions((6, 12)), Regions((12,), "110101"), DutyGrids(), Departments(), Posts()]
days = st.integers(-3, 45)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Cases of two months, some of them open, and unit grids that change their duty grid."""
    chance = random.Random(5)
    stories = [list(walked(chance, number)) for number in range(1, 120)]
    late = [[act | {"at": act["at"] + 20 * 86_400_000_000} for act in story] for story in stories[:40]]
    places = {str(act["place"]) for story in stories for act in story} - {""}
    change = instant(datetime(2026, 11, 25, tzinfo=ZoneInfo(ZONE)))
    duties = [
        {"grid": place, "duty": duty, "since": since, "until": until}
        for place in places
        for duty, since, until in (("ZR-1", 0, change), ("ZR-2", change, None))
    ]
    return lake_in(tmp_path_factory.mktemp("cubes"), stories + late, duties)


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda each: f"{each.on_time}-{each.period_by}")
def test_cubes_say_what_the_facts_say(lake, meaning):
    assert shelf.keep(lake.home, lake.manifest, meaning, ZONE) == 2
    without = replace(lake, home=None)

    @settings(max_examples=4)
    @given(st.sampled_from(SUBJECTS), days, days)
    def agree(by, one, other):
        period = Period(FIRST + timedelta(min(one, other)), FIRST + timedelta(max(one, other)))
        assert summed(Question(lake, by, period, meaning), COUNTS, {}) is not None
        told = [measure(each, list(INDICATORS), by, period, meaning).to_pylist() for each in (lake, without)]
        assert told[0] == told[1]

    agree()


def test_the_present_is_told_from_what_is_open(lake):
    """In the midst of its last day the lake knows what is open by the newest act, which no sum of days does."""
    shelf.keep(lake.home, lake.manifest, Settings(), ZONE)
    today = (EPOCH + lake.at * MICROSECOND).astimezone(ZoneInfo(ZONE)).date()
    period = Period(today - timedelta(40), today)
    figures = [
        measure(each, ["to_dispose_num", "overtime_to_archive_num"], Posts(), period, Settings()).to_pylist()
        for each in (lake, replace(lake, home=None))
    ]
    assert figures[0] == figures[1] != []


def test_other_meanings_or_facts_are_not_answered_from_cubes(lake):
    shelf.keep(lake.home, lake.manifest, Settings(), ZONE)
    changed = replace(lake.manifest, stages=lake.manifest.stages | {"stages/2026-11/1.parquet": "0" * 64})
    assert shelf.found(lake, Settings(), ZONE)
    assert shelf.found(lake, Settings(on_time="closing"), ZONE) is None
    assert shelf.found(lake, Settings(), "Europe/Paris") is None
    assert shelf.found(replace(lake, manifest=changed), Settings(), ZONE) is None
    assert shelf.found(replace(lake, home=None), Settings(), ZONE) is None


def test_only_what_has_changed_is_made_anew(lake):
    shelf.keep(lake.home, lake.manifest, Settings(), ZONE)
    assert shelf.keep(lake.home, lake.manifest, Settings(), ZONE) == 0
    before = cubes(lake)
    only = shelf.of_month(lake.manifest, "2026-12")
    assert shelf.keep(lake.home, only, Settings(), ZONE) == 0
    assert cubes(lake) == {name for name in before if name.startswith("2026-12")} != before


def cubes(lake):
    return {path.name for path in (lake.home / shelf.FOLDER).iterdir() if path.is_dir()}


def test_a_changed_cube_shows(lake):
    shelf.keep(lake.home, lake.manifest, Settings(), ZONE)

    def faults():
        return list(shelf.faults(lake.home, lake.manifest, Settings(), ZONE))

    assert faults() == []
    file = next((lake.home / shelf.FOLDER).glob("2026-12-*/days.parquet"))
    other = next((lake.home / shelf.FOLDER).glob("2026-11-*/days.parquet"))
    name, kept = f"cubes/{file.parent.name}/{file.name}", file.read_bytes()
    file.write_bytes(other.read_bytes())
    assert faults() == [f"{name} was changed"]
    listed = lake.home / shelf.FOLDER / shelf.FILE
    honest = listed.read_text()
    listed.write_text(honest.replace(hashlib.sha256(kept).hexdigest(), sha256(file)))
    assert faults() == [f"{name} is not what the facts add up to"]
    file.unlink()
    assert faults() == [f"{name} is missing"]
    file.write_bytes(kept)
    listed.write_text(honest)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_period_is_cut_into_days_without_gap_or_overlap(one, other):
    first, last = min(one, other), max(one, other)
    grains = split(first, last)
    assert grains[0][1] == first
    assert grains[-1][2] == last
    assert all(after[1] - before[2] == timedelta(days=1) for before, after in pairwise(grains))
    for grain, since, until in grains:
        if grain == "month":
            assert (since.day, (until + timedelta(days=1)).day) == (1, 1)
        else:
            assert (until - since).days <= 60


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Paris", "Australia/Lord_Howe", "America/Sao_Paulo"])
def test_a_day_is_that_of_the_zone(zone):
    first = date(2016, 1, 1)
    chance = random.Random(zone)
    begin = instant(datetime(2016, 1, 2, tzinfo=UTC))
    moments = [begin + chance.randrange(4_000 * 86_400_000_000) for _ in range(2_000)]
    midnights = [datetime(2016, 1, 2, tzinfo=ZoneInfo(zone)) + timedelta(days=ahead) for ahead in range(1_000)]
    moments += [instant(midnight) - back for midnight in midnights for back in (0, 1)]
    table = ibis.memtable(pa.table({"at": moments}))
    found = table.select(table.at, day=day_of(first, zone)(table.at)).to_pyarrow().to_pylist()
    for row in found:
        local = (EPOCH + row["at"] * MICROSECOND).astimezone(ZoneInfo(zone))
        assert date(1970, 1, 1) + timedelta(days=row["day"]) == local.date(), local
