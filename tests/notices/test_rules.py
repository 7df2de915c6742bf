"""What a city may change in its notices, and how a bad file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs.tiny import TinyPack
from wanmi.notices.rules import read_rules
from wanmi.packs.loading import check_pack
from wanmi.process.rulefile import RulesRefused

OWN = """due_soon_minutes = 30
[notice.closed]
sms = { zh = "编号{number}已结案", en = "{number} closed" }
[notice.new_task]
off = true
"""


def test_a_city_changes_some_keys_and_keeps_the_others() -> None:
    rules, own = read_rules(), read_rules(OWN)
    assert (rules.due_soon_minutes, own.due_soon_minutes) == (60, 30)
    assert own.notices["closed"].sms["en"] == "{number} closed"
    assert own.notices["closed"].text == rules.notices["closed"].text
    assert set(rules.notices) - set(own.notices) == {"new_task"}


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("{number}已结案", "{phone}已结案", 3, "notice.closed.sms"),
        ("{number}已结案", "{number!r}已结案", 3, "notice.closed.sms"),
        ("{number}已结案", "{number", 3, "notice.closed.sms"),
        (', en = "{number} closed"', "", 3, "notice.closed.sms"),
        ("off = true", "off = 1", 5, "notice.new_task.off"),
        ("off = true", 'to = "mayor"', 5, "notice.new_task.to"),
        ("off = true", 'on = ["case close"]', 5, "notice.new_task.on"),
        ("off = true", "colour = 1", 5, "notice.new_task.colour"),
        ("[notice.new_task]", "[notice.own]", 4, "notice.own"),
        ("due_soon_minutes = 30", "due_soon_minutes = 0", 1, "due_soon_minutes"),
        ("due_soon_minutes = 30", 'reporter_quiet = ["21:00"]', 1, "reporter_quiet"),
        ("due_soon_minutes = 30", "colour = 1", 1, "colour"),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(RulesRefused) as refused:
        read_rules(OWN.replace(old, new, 1))
    assert (refused.value.faults[0].line, refused.value.faults[0].key) == (line, key)


def test_a_pack_with_a_bad_placeholder_is_refused_with_file_and_line(tmp_path: Path, db: None) -> None:
    pack = TinyPack(tmp_path)
    pack.write("notices.toml", OWN)
    assert check_pack(pack.city) == []
    pack.write("notices.toml", OWN.replace("{number} closed", "{name} closed"))
    (problem,) = check_pack(pack.city)
    assert (problem.file, problem.line, problem.column) == ("notices.toml", 3, "notice.closed.sms")
    assert "{number}" in problem.expected
