"""What may not stand in a group: statement 7 of Wuhan's facts, on answers planted by rule."""

from __future__ import annotations

import re
import tomllib
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.circles.test_finder import PRESET
from wanmi.circles.masking import HIDDEN, masked
from wanmi.circles.rules import made

HEALTH = list(made(tomllib.loads(PRESET.read_text(encoding="utf-8"))).health)
PHONES = [
    *("13800001111", "138 0000 1111", "138-0000-1111", "+8613800001111", "027-82345678", "(027)82345678"),
    *("１３８００００１１１１", "一三八零零零零一一一一", "82345678", "400-820-1234"),
]
IDS = ["42010219900307123X", "420102199003071234", "420102 19900307 123x", "420102900307123"]
ROOMS = [
    *("3栋2单元501室", "5号楼1203", "十二栋三单元五〇二", "B座1001室", "12-3-501", "2-301", "门牌号12", "302室"),
    *("３栋１单元２０１室", "7幢 402 户", "六号楼三楼301号房", "四单元六零一室"),
]
FORMS = [
    "您好，{a}的{b}问题已处理，如有疑问请拨{c}。",
    "{a}居民反映的情况已核实（{b}），联系人电话{c}",
    "已联系{c}，{a}住户{b}，社区将上门看望",
    "回复：{b}，{a}，{c}，谢谢支持",
    "关于{a}漏水：当事人{b}，请加{c}",
]


def planted() -> list[tuple[str, tuple[str, str, str]]]:
    """Fifty answers, each with a room, a phone, and an identity number or a word of health."""
    seconds = [part for pair in zip(cycle(IDS), HEALTH, strict=False) for part in pair]
    parts = zip(cycle(ROOMS), cycle(seconds), cycle(PHONES), strict=False)
    shaped = zip(cycle(FORMS), parts, strict=False)
    return [(form.format(a=a, b=b, c=c), (a, b, c)) for form, (a, b, c) in islice(shaped, 50)]


def test_7_fifty_answers_with_planted_data_are_fully_masked() -> None:
    answers = planted()
    assert len({text for text, _parts in answers}) == 50
    for text, parts in answers:
        shown = masked(text, HEALTH)
        assert shown.count(HIDDEN) >= len(parts), shown
        assert not any(part in shown for part in parts), shown
        assert not re.search(r"[\d０-９]{3}|室|[\d０-９][\s-]+[\d０-９]", shown), shown  # nor a rest of one
        assert not any(word in shown for word in HEALTH)


@pytest.mark.parametrize(
    "text",
    [
        "3栋2单元楼道灯已于2026年11月29日修复",
        "一楼大厅张贴了通知，请于2026-11-30前办理",
        "停水时间为8:00-10:00，共12户受影响",
        "请10-12点到社区服务中心，费用100-200元",
    ],
)
def test_what_tells_of_nobody_stays(text: str) -> None:
    assert masked(text, HEALTH) == text


@given(st.text("路灯已修复请放心，。 "), st.sampled_from([*PHONES, *IDS, *ROOMS, *HEALTH]), st.text("谢谢支持，。 "))
def test_planted_data_go_wherever_they_stand(before: str, secret: str, after: str) -> None:
    shown = masked(f"{before}：{secret}，{after}", HEALTH)
    assert secret not in shown
    assert HIDDEN in shown


@given(st.text())
def test_what_is_masked_stays_masked(text: str) -> None:
    once = masked(text, HEALTH)
    assert masked(once, HEALTH) == once
