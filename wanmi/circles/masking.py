"""What may not stand in a group: phones, identity numbers, rooms, e-mail addresses and words of health. Plain Python.

The answer of a person to a group passes here before anybody reads it. A building or an entrance may be named, since
answers say where something was mended; the room behind it may not. Of numbers rather too many go than too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "＊＊"
_DIGIT = "0-9０-９〇零一二三四五六七八九幺两"
_D = f"[{_DIGIT}]"
_COUNT = f"[{_DIGIT}十百A-Za-zＡ-Ｚａ-ｚ]"
_DASH = r"\s*[-－—–/#、]\s*"
# Seven digits or more, however they are written: mobile and fixed lines, identity and bank numbers; but no day.
_DAY = r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
_NUMBER = re.compile(rf"(?<!{_D})(?!{_DAY})[+＋]?(?:{_D}[\s\-－—–.·()（）]{{0,3}}){{6,}}{_D}[xXｘＸ]?")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WAY = rf"{_COUNT}{{1,4}}\s*(?:号楼|号院|栋|幢|座|单元|门洞|梯|楼|层)\s*[-－—]?\s*"
_HOME = re.compile(
    rf"(?:{_WAY})*{_COUNT}{{1,5}}\s*(?:号房|号室)"
    rf"|(?:{_WAY})*{_COUNT}{{3,5}}\s*(?:室|户)"
    rf"|(?:{_WAY})+(?:{_COUNT}{{1,5}}\s*(?:室|户|房)|{_COUNT}{{3,5}}(?![{_DIGIT}元年]))"
    rf"|门牌号?[是为:：\s]*{_COUNT}{{1,5}}号?"
    rf"|(?<!{_D}){_D}{{1,3}}{_DASH}{_D}{{1,2}}{_DASH}{_D}{{3,4}}(?!{_D})"
    rf"|(?<!{_D}){_D}{{1,3}}{_DASH}{_D}{{3,4}}(?![{_DIGIT}元米人度天点])"
)


def masked(text: str, health: Iterable[str]) -> str:
    """``text`` without what tells of a person; what was hidden is shown as hidden.

    >>> masked("请联系138 0000 1111，3栋2单元501室的高血压患者", ["高血压"])
    '请联系＊＊，＊＊的＊＊患者'
    >>> masked("3栋2单元楼道灯已于2026年11月29日修复", [])
    '3栋2单元楼道灯已于2026年11月29日修复'
    """
    for pattern in (_MAIL, _NUMBER, _HOME):
        text = pattern.sub(HIDDEN, text)
    for word in sorted(health, key=len, reverse=True):
        text = text.replace(word, HIDDEN)
    return text
