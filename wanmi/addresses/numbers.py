"""Spot the numbers in a text, with the designators after them."""

from typing import Any

from wanmi.addresses.compiling import inlined
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.tails import numbered_part
from wanmi.addresses.workspace import (
    BARE,
    BUILDING,
    DASH,
    DOOR,
    FLOOR,
    LANE,
    MAX_TOKENS,
    READ,
    ROOM,
    T_END,
    T_KIND,
    T_PART,
    T_START,
    T_VALUE,
    TOKENS,
    UNIT,
    Work,
)

_HAO, _LONG, _ZHUANG, _DONG, _ZUO, _LOU = (ord(c) for c in "号弄幢栋座楼")
_WHERE = tuple(ord(c) for c in "上下道顶梯口前后外内边旁卫岗")
_OTHER_UNITS = tuple(ord(c) for c in "期村区组队社里年月日点时天次个人辆元分米块条只岁片路街中小多")
_DAN, _YUAN, _SHI, _FANG, _HU, _CENG, _MEN, _HASH, _DASH = (ord(c) for c in "单元室房户层门#-")


@inlined
def _says_where(symbols: Any, at: int, count: int) -> bool:
    """Whether 楼 or 门 at a position begins 楼上, 楼道, 门口 and the like, and designates nothing."""
    return at + 1 < count and symbols[at + 1] in _WHERE


@inlined
def _designator(symbols: Any, at: int, count: int) -> tuple[int, int]:
    """Kind of the designator at a position and its end; BARE and ``at`` if there is none."""
    if at >= count or (symbols[at] in (_LOU, _MEN) and _says_where(symbols, at, count)):
        return BARE, at
    symbol, following = symbols[at], symbols[at + 1] if at + 1 < count else 0
    if symbol == _HAO:
        return (BUILDING, at + 2) if following == _LOU and not _says_where(symbols, at + 1, count) else (DOOR, at + 1)
    if symbol == _LONG:
        return LANE, at + 1
    if symbol in (_ZHUANG, _DONG, _ZUO):
        return BUILDING, at + 1
    if symbol == _HASH:
        return BUILDING, at + 2 if following == _LOU else at + 1
    if symbol == _DAN and following == _YUAN:
        return UNIT, at + 2
    if symbol == _MEN:
        return UNIT, at + 1
    if symbol in (_SHI, _FANG, _HU):
        return ROOM, at + 1
    if symbol in (_CENG, _LOU):
        return FLOOR, at + 1
    if symbol == _DASH:
        return DASH, at + 1
    return BARE, at


@inlined
def _is_letter(symbol: int) -> bool:
    return 65 <= symbol <= 90


@inlined
def _part_at(symbols: Any, at: int, count: int) -> tuple[int, int, int]:
    """Key, value and end of a number, a letter, or a number with a letter at a position; end == at if there is none."""
    if symbols[at] >= NUMBER:
        letter = at + 1 < count and _is_letter(symbols[at + 1]) and not (at + 2 < count and _is_letter(symbols[at + 2]))
        value = symbols[at] - NUMBER
        return numbered_part(value, symbols[at + 1] - 64 if letter else 0), value, at + (2 if letter else 1)
    if _is_letter(symbols[at]) and not (at > 0 and _is_letter(symbols[at - 1])):
        number = at + 1 < count and symbols[at + 1] >= NUMBER
        value = symbols[at + 1] - NUMBER if number else 0
        return numbered_part(value, symbols[at] - 64), value, at + (2 if number else 1)
    return 0, 0, at


@inlined
def spot_numbers(work: Work) -> None:
    """Numbers and letters with the designators after them: 3号楼, A座, 2单元, 401室, or bare."""
    symbols, count, at = work.reading.symbols, work.counts[READ], 0
    while at < count and work.counts[TOKENS] < MAX_TOKENS:
        part, value, end = _part_at(symbols, at, count)
        if end == at:
            at += 1
            continue
        kind, stop = _designator(symbols, end, count)
        counts_else = kind == BARE and end < count and symbols[end] in _OTHER_UNITS
        if (symbols[at] >= NUMBER and not counts_else) or kind in (BUILDING, UNIT):
            row = work.tokens[work.counts[TOKENS]]
            row[T_START], row[T_END], row[T_KIND], row[T_PART], row[T_VALUE] = at, stop, kind, part, value
            work.counts[TOKENS] += 1
        at = stop
