"""Rule books: what is wrong is refused with its place in the file; all presets are sound and load as packs would."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.city import DONGCHENG
from tests.joint.presets import PRESETS, processes_of, rules_in, text_of
from wanmi.joint.rules.proving import Known
from wanmi.joint.rules.reading import read_rules
from wanmi.packs.loading import check_pack
from wanmi.process.errors import DefinitionRefused
from wanmi.process.reading import read_text

NAMES = ("whistle", "hotline", "linkage", "platforms")
KNOWN = Known(frozenset({"public_security", "market", "law_enforcement", "civil_affairs"}))


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_is_sound(name: str) -> None:
    assert rules_in(name, KNOWN).kinds


SPOILT = [
    (
        "whistle",
        'posts = ["handler", "lane_chief"]',
        'posts = ["nobody"]',
        "roles.caller.posts: unknown kind of post nobody",
    ),
    ("whistle", 'callers = ["street"]', 'callers = ["moon"]', "unknown kind of organisation moon"),
    (
        "whistle",
        "limit_arrival = { value = 30, unit",
        "limit_arrival = { value = 30, u",
        "expected a value above 0 and a unit",
    ),
    ("whistle", "limit_objection = { value = 30", "limit_other = { value = 30", "limit_objection is missing"),
    ("whistle", 'blow = ["lead", "joint"]', 'blow = ["leads"]', "unknown field leads"),
    ("whistle", 'solve = "solve"', 'solve = "vanish"', "unknown act of a part vanish"),
    ("whistle", 'reported = "all_reported"', 'reporte = "all_reported"', "unknown stage reporte"),
    ("whistle", 'reported = "all_reported"', 'reported = "solve"', "solve must be open to system"),
    ("whistle", "arrival = 0.3", "arrival = 0.4", "must add up to 1"),
    ("whistle", 'promised_on = "arrival"', 'promised_on = "moon"', "unknown clock of a part moon"),
    ("whistle", 'promised_on = "arrival"', 'note = "arrival"', "unknown date of a part note"),
    ("whistle", "within_m = 100", "within_m = -1", "a whole number above 0"),
    ("whistle", 'part = "report"', 'part = "rapport"', "there is no process rapport"),
    ("whistle", 'letter = "W"', 'letter = "w"', "one to three capital letters"),
    ("linkage", "at_city = 4", "at_moon = 4", "unknown state at_moon"),
    ("linkage", "at_city = 4", "at_city = 5", "expected one of"),
    ("linkage", 'of = "limit_response", share = 0.5', 'of = "limit_moon", share = 0.5', "unknown limit limit_moon"),
    (
        "linkage",
        'of = "limit_response", share = 0.5',
        'of = "limit_response", share = 2',
        "or a share of another limit",
    ),
    ("linkage", "valid_to = 2024-08-25", "valid_to = 2024-07-15", "expected a day after 2024-07-15"),
    ("linkage", 'holds = ["accept", "answer"]', 'holds = ["accept", "vanish"]', "unknown act vanish"),
    ("linkage", 'low = ["grid", "community"]', 'low = ["moon"]', "unknown level moon"),
    ("linkage", 'neutral = "fair"', 'neutral = "moon"', "unknown rating moon"),
    ("whistle", "[score]", "[marks]\nnowhere = 1\n\n[score]", "unknown end of a part nowhere"),
    ("platforms", 'answer = "answer"', 'answer = "channel"', "channel must be a sealed text that answer carries"),
    ("platforms", 'holder = "market"', 'holder = "nobody"', "unknown organisation nobody"),
    ("hotline", 'same = ["class"]', 'same = ["text"]', "unknown fact text"),
    ("hotline", "times = 3", "times = 0", "expected a whole number above 0"),
    ("hotline", 'lead = "no_committee"', 'leads = "no_committee"', "unknown field leads"),
    ("hotline", 'lead = "no_committee"', 'lead = "nobody"', "unknown guard nobody"),
    ("hotline", "solved = 45", "solved = 50", "must add up to 100"),
]


@pytest.mark.parametrize(("name", "sound", "spoilt", "fault"), SPOILT, ids=[each[3] for each in SPOILT])
def test_what_is_wrong_is_refused_with_its_line(name: str, sound: str, spoilt: str, fault: str) -> None:
    text = text_of(name)
    assert sound in text
    with pytest.raises(DefinitionRefused) as refused:
        read_rules(f"{name}.toml", text.replace(sound, spoilt, 1), processes_of(name), KNOWN)
    found = [problem for problem in refused.value.problems if fault in problem]
    assert found, refused.value.problems
    assert found[0].startswith(f"{name}.toml")


BROKEN = [
    ('from = ["called"]\nto = "confirmed"', 'from = []\nto = "confirmed"', "report.toml line"),
    ('desk = "called"\nclock = "confirm"', 'clock = "confirm"', "is on nobody's desk"),
    ('by = ["called"]', 'by = ["nobody"]', "unknown post nobody"),
    ('limit_from = "limit_confirm"', "limit = { value = 3 }", "expected a value above 0 and a unit"),
    ('action = "release"\nlabel', 'action = "uphold"\nlabel', "report.toml line"),
]


@pytest.mark.parametrize(("sound", "broken", "fault"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_process_is_refused_with_its_line(sound: str, broken: str, fault: str) -> None:
    text = processes_of("whistle")["report"]
    assert sound in text
    with pytest.raises(DefinitionRefused) as refused:
        read_text("report.toml", text.replace(sound, broken, 1))
    assert any(fault in problem for problem in refused.value.problems)


def test_a_cycle_that_nobody_can_leave_is_refused() -> None:
    text = processes_of("whistle")["report"]
    for action in ("solve", "release"):
        head, _, tail = text.partition(f'action = "{action}"')
        text = (
            head
            + f'action = "{action}"'
            + tail.replace('to = "solved"', 'to = "on_site"', 1).replace('to = "released"', 'to = "called"', 1)
        )
    with pytest.raises(DefinitionRefused) as refused:
        read_text("report.toml", text)
    assert any("no path is sure to lead from it to an end" in p or "no path leads" in p for p in refused.value.problems)


def test_a_city_takes_presets_by_naming_them(tmp_path: Path) -> None:
    """What it does not name is not read; and a bad row of what it names is told with its file and line."""
    shutil.copytree(DONGCHENG.parent, tmp_path / "cities")
    city = tmp_path / "cities" / "dongcheng"
    named = (city / "city.toml").read_text()
    book = tmp_path / "cities" / "presets" / "platforms" / "joint" / "platforms.toml"
    book.write_text(book.read_text().replace('holder = "market"', 'holder = "no_such"'))
    (city / "city.toml").write_text(named.replace(', "presets/platforms"', "", 1))
    assert check_pack(city) == []
    (city / "city.toml").write_text(named)
    problems = check_pack(city)
    assert [(problem.file, problem.line > 0, "no_such" in problem.value) for problem in problems] == [
        ("presets/platforms/joint/platforms.toml", True, True)
    ]


def test_every_preset_folder_is_tested() -> None:
    assert {path.parent.name for path in PRESETS.glob("*/joint")} >= set(NAMES)
