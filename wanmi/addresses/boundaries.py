"""Weigh where an address begins and ends in the text: names do not begin or end within other words."""

from wanmi.addresses.candidates import token_at
from wanmi.addresses.compiling import inlined
from wanmi.addresses.coverage import is_covered
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.settle import CUES, PLACE, span_start
from wanmi.addresses.workspace import (
    C_LEVEL,
    C_NAME,
    C_NUMBER_END,
    C_ROAD,
    DOOR,
    E_BOUNDARY,
    E_CONTRADICTION,
    LANE,
    M_ALIKE,
    M_END,
    M_SLIPS,
    M_START,
    MENTIONS,
    READ,
    T_KIND,
    Work,
)

CLEAR = 1.5
"""Bits for an end where an address may well begin or end."""
OTHER_NUMBER = -14.0
"""Bits for another number on the street than the place's."""
_CONTINUED, _UNCLEAR = -12.0, -4.0
_UNKNOWN_DIVISION = -9.0
_STREET_NUMBER = -30.0

_DIVISION_ENDS = tuple(ord(c) for c in "省市区县镇乡州旗")
_KIND_WORDS = (
    "路 街 道 巷 弄 大道 公路 支路 东路 西路 南路 北路 中路 东街 西街 南街 北街 大街 公寓 "
    "花园 花苑 大厦 大楼 广场 新村 新苑 小区 家园 名苑 中心 公园 苑 园 庭 城 府 墅 院 "
    "邸 桥 里 站 店 厂 馆 校 医院 学校 小学 中学 幼儿 公司 工业 商务 商厦 商城 国际 市场 酒店 宾馆 银行 超市 "
)
_KINDS = tuple((ord(word[0]), ord(word[1]) if len(word) > 1 else 0) for word in _KIND_WORDS.split())
_STREETS = tuple(ord(c) for c in "路街道巷弄")


@inlined
def _weigh_left(work: Work, candidate: int, start: int) -> float:
    """Whether the address may well begin here: after a break, a division, a number or a word like 在."""
    symbols = work.reading.symbols
    if start == 0 or work.reading.breaks[start] or is_covered(work, candidate, start - 1):
        return CLEAR
    if symbols[start - 1] in _DIVISION_ENDS:
        return _UNKNOWN_DIVISION
    return CLEAR if symbols[start - 1] in CUES or symbols[start - 1] >= NUMBER else _UNCLEAR


@inlined
def _begins_kind(work: Work, at: int) -> bool:
    """Whether the text goes on with a word for a kind of place, so that what came before is half a name."""
    symbols, following = work.reading.symbols, work.reading.symbols[at + 1] if at + 1 < work.counts[READ] else 0
    found = False
    for first, second in _KINDS:
        found |= symbols[at] == first and (second == 0 or second == following)
    return found


@inlined
def _weigh_right(work: Work, candidate: int, end: int) -> float:
    """Whether a name may well end here."""
    if end >= work.counts[READ] or work.reading.breaks[end]:
        return CLEAR
    if work.reading.symbols[end] >= NUMBER:
        return _CONTINUED if end + 1 < work.counts[READ] and _begins_kind(work, end + 1) else CLEAR
    if is_covered(work, candidate, end):
        return CLEAR
    return _CONTINUED if _begins_kind(work, end) else 0.0


@inlined
def _begins_street(work: Work, at: int) -> bool:
    """Whether a street with a number follows at once, so that the name before it is no place of its own."""
    found = False
    for m in range(work.counts[MENTIONS]):
        row = work.mentions[m]
        street = row[M_START] == at and row[M_ALIKE] + row[M_SLIPS] == 0 and work.reading.breaks[at] == 0
        found |= street and work.reading.symbols[row[M_END] - 1] in _STREETS and token_at(work, row[M_END]) >= 0
    return found


@inlined
def weigh_boundaries(work: Work, candidate: int) -> None:
    """Where the address begins and where its name ends; a street's name before a number is no place's name."""
    row, evidence = work.candidates[candidate], work.evidence[candidate]
    start = span_start(work, candidate)
    evidence[E_BOUNDARY] = _weigh_left(work, candidate, start)
    if row[C_NUMBER_END] == 0 and row[C_NAME] >= 0:
        end = work.mentions[row[C_NAME], M_END]
        evidence[E_BOUNDARY] += _weigh_right(work, candidate, end)
        if row[C_ROAD] < 0 and _begins_street(work, end):
            evidence[E_CONTRADICTION] += OTHER_NUMBER
        token = token_at(work, end)
        if token >= 0 and work.reading.symbols[end - 1] in _STREETS:
            kind = work.tokens[token, T_KIND]
            if kind == LANE or (kind == DOOR and row[C_LEVEL] == PLACE):
                evidence[E_CONTRADICTION] += _STREET_NUMBER
