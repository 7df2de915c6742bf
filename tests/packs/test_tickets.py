"""What a source makes of its matters is a kind that a case can open; else the pack is refused with file and place."""

from __future__ import annotations

import shutil

import pytest

from tests.joint.presets import PRESETS
from tests.packs.tiny import TinyPack
from wanmi.packs.loading import check_pack

pytestmark = pytest.mark.django_db
DECLARED = """[hotline]
label = {{ zh = "热线", en = "Hotline" }}
kind = "push"
channel = "hotline"
ticket = "{kind}"
"""


@pytest.mark.parametrize(("kind", "is_sound"), [("demand", True), ("emergency", False), ("no_such", False)])
def test_a_ticket_is_of_a_kind_that_can_be_opened_so(tiny: TinyPack, kind: str, *, is_sound: bool) -> None:
    for name in ("hotline", "whistle"):
        shutil.copytree(PRESETS / name / "joint", tiny.city / "joint", dirs_exist_ok=True)
    tiny.write("sources.toml", DECLARED.format(kind=kind))
    found = [(each.file, each.column, each.value) for each in check_pack(tiny.city)]
    assert found == ([] if is_sound else [("sources.toml", "hotline.ticket", kind)])
