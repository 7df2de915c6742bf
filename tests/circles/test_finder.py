"""The finder: statement 3 of Wuhan's facts on real texts of citizens, and how often it speaks up for nothing."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from wanmi.circles.finder import Words, find
from wanmi.circles.rules import made

PRESET = Path(settings.ROOT) / "cities" / "presets" / "circles" / "circles.toml"
TICKETS = Path(os.environ.get("WANMI_SHARED", Path(settings.ROOT).parent / "shared")) / "data" / "tickets"
# The word lists were written with citizen_messages_labelled in view; these two were not looked at for it.
UNSEEN = ("citizen_messages_2019.jsonl", "citizen_messages_with_replies.jsonl")
CHATTER = Path(__file__).with_name("chatter.txt")


@pytest.fixture(scope="module")
def words() -> Words:
    return made(tomllib.loads(PRESET.read_text(encoding="utf-8"))).words


def unseen(part: str) -> Iterator[str]:
    """Titles or texts of the two files, without those that the labelled one holds too."""
    if not TICKETS.is_dir():
        pytest.skip("the real texts are not here")
    seen = {row["text"] for row in rows("citizen_messages_labelled.jsonl")}
    for name in UNSEEN:
        yield from (row[part] for row in rows(name) if row[part] and row["text"] not in seen)


def rows(name: str) -> Iterator[dict[str, str]]:
    with (TICKETS / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


@pytest.mark.parametrize(("part", "least"), [("text", 0.99), ("title", 0.9)])
def test_3_of_real_matters_nine_in_ten_are_noted(words: Words, part: str, least: float) -> None:
    texts = list(unseen(part))
    found = sum(find(words, text).is_matter for text in texts)
    assert len(texts) > 5_000
    assert found / len(texts) >= least, f"{found} of {len(texts)}"


def test_3_ordinary_talk_is_mostly_passed_over(words: Words) -> None:
    lines = CHATTER.read_text(encoding="utf-8").split("\n")[:-1]
    noted = [line for line in lines if find(words, line).is_matter]
    assert len(lines) == 60
    assert len(noted) <= 12, noted
    assert not any(find(words, line).urgent for line in lines)


@given(st.text(), st.text())
def test_what_holds_a_word_is_found_wherever_it_stands(before: str, after: str) -> None:
    words = Words(("着火",), ("不亮",), ("请问",), ("路灯",), 0.5)
    assert find(words, f"{before}不亮{after}").is_matter
    assert find(words, f"{before}着火{after}").urgent == ("着火",)
    assert find(words, f"请问{before}路灯{after}").is_matter


def test_what_was_learned_speaks_where_words_do_not() -> None:
    words = Words((), (), (), (), 0.5)
    assert find(words, "树枝伸进窗户", lambda text: 0.6).is_matter
    assert not find(words, "树枝伸进窗户", lambda text: 0.4).is_matter
