"""The demo city's small life: told in lines, carried out once through the services, seen on the boards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.city import DONGCHENG, PLACE, halved, somebody
from tests.site.conftest import ClientOf
from wanmi.acts.system import system_actor
from wanmi.addresses.base import demo
from wanmi.addresses.base.transfer.importing import import_file
from wanmi.circles import queries as circles
from wanmi.intake.demo.life import load_life
from wanmi.intake.demo.lines import BadLine, read_lives
from wanmi.joint.rebuilding import rebuild
from wanmi.journal.models import Entry
from wanmi.journal.verifying import verify

LIFE = DONGCHENG / "life"
NOW = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)
STATELESS = {"patrol", "enter", "open", "hear"}  # acts in rooms that know no states
PATROL = {"of": "walk", "at": "-1 09:00", "by": "lane_chief.duofuxiang", "open": "lanes/duofu", "do": "patrol"}


@pytest.fixture(scope="module")
def clock() -> Iterator[None]:
    """The life is told from today on, and its boards show this year: a day on which both hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        yield


@pytest.fixture(scope="module")
def lived(
    clock: None, city: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The names of all subjects, once the life was loaded over two unit grids and the addresses of one community."""
    table = tmp_path_factory.mktemp("addresses") / "demo.csv"
    with django_db_blocker.unblock(), transaction.atomic():
        demo.write_table(table)
        head, *rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text(head + "".join(row for row in rows if f"={PLACE}" in row), encoding="utf-8")
        assert import_file(table, system_actor(), table.with_suffix(".bad"), lambda done, of: None).bad == 0
        halved()
        names = list(load_life(LIFE))
        with django_db_blocker.block():
            yield names
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_it_is_loaded_once_and_stands_in_the_journal(lived: list[str]) -> None:
    entries = Entry.objects.count()
    assert list(load_life(LIFE)) == lived
    assert Entry.objects.count() == entries
    assert len(set(lived)) == len(lived) > 90
    assert verify().faults == []
    assert rebuild().differences == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "path", "shown"),
    [
        ("supervision_leader", "/boards/whistles/?span=year", ["东城区生态环境局", "公安交通管理部门东城支队"]),
        ("supervision_leader", "/boards/rates/?span=year", ["85.71 %", "50 %", "100 %"]),
        ("supervision_leader", "/boards/years/", ["东城区环境卫生服务中心", "规划和自然资源部门东城分局"]),
        ("supervision_leader", "/calls/levels/", ["62.5 %"]),
        ("supervision_leader", "/topics/", ["供暖季暖气不热", "69.2 %"]),
        ("inspector", "/calls/books/platforms/", ["1.5 / 2", "协同中"]),
        ("office.donghuamen", "/affairs/commitments/", ["已兑现", "未兑现", "履行中"]),
        ("committee.duofuxiang", "/affairs/", ["permit-", "院落下水改造施工单位选定"]),
        ("street_leader.donghuamen", "/lanes/duofu/", ["乱堆物料", "已提请街道列入主动治理"]),
    ],
)
def test_its_pages_show_figures(lived: list[str], client_of: ClientOf, who: str, path: str, shown: list[str]) -> None:
    text = client_of(who).get(path, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert [words for words in shown if words not in text] == []


@pytest.mark.django_db
def test_groups_are_heard(lived: list[str]) -> None:
    assert len(circles.waiting(somebody("collector")).rows) == 3
    assert circles.alarms(somebody("shift_leader")) == []


def test_the_last_line_of_each_subject_says_where_it_ends() -> None:
    ends = [life[-1] for life in read_lives(LIFE)]
    assert {f"{line.file}:{line.number}" for line in ends if not line.then} == {
        f"{line.file}:{line.number}" for line in ends if line.do in STATELESS
    }


def told(folder: Path, *lines: dict[str, Any]) -> Path:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "walks.jsonl").write_text(text, encoding="utf-8")
    return folder


def opened(*names: str) -> list[str]:
    """Those of the subjects that stand in the journal, each as often as it was opened."""
    return [name for name in names for _ in range(Entry.objects.filter(key__endswith=f":life:{name}").count())]


@pytest.mark.django_db
def test_a_start_that_broke_off_goes_on(city: None, tmp_path: Path) -> None:
    whistle = {"of": "whistle", "at": "-1 09:00", "by": "handler.donghuamen"}
    draft = whistle | {"open": "joint/key_work", "do": "draft", "with": {"place": PLACE, "text": "…", "lead": "power"}}
    blow = whistle | {"do": "blow"}
    right = blow | {"by": "street_leader.donghuamen", "then": "blown"}
    with pytest.raises(BadLine, match=r"^walks\.jsonl:3: blow: other_post"):
        list(load_life(told(tmp_path, PATROL, draft, blow)))
    assert opened("walk", "whistle") == ["walk"]
    with pytest.raises(BadLine, match=r"^walks\.jsonl:3: leads to blown, not to solved"):
        list(load_life(told(tmp_path, PATROL, draft, right | {"then": "solved"})))
    assert list(load_life(told(tmp_path, PATROL, draft, right))) == ["walk", "whistle"]
    assert opened("walk", "whistle") == ["walk", "whistle"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ([], "expected an object with at, by, do, of"),
        (PATROL | {"when": "now"}, "when: expected one of"),
        (PATROL | {"with": "nothing"}, "with: expected one of"),
        (PATROL | {"at": "yesterday"}, '"yesterday" is no moment'),
        ({key: value for key, value in PATROL.items() if key != "open"} | {"of": "b"}, "says what it opens"),
        (PATROL, "says what it opens"),
        ({"of": "walk", "at": "-2 09:00", "by": "system", "do": "accept"}, "before the act above it"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: Any, words: str) -> None:
    with pytest.raises(BadLine, match=rf"^walks\.jsonl:2: .*{words}"):
        read_lives(told(tmp_path, PATROL, line))


def test_acts_that_stand_apart_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLine, match=r"^walks\.jsonl:3: the acts on walk stand apart"):
        read_lives(told(tmp_path, PATROL, PATROL | {"of": "other"}, PATROL))
