"""Words around an address that say what it is to the speaker: where it happened, where he lives, what stands nearby.

They matter only where a text holds several addresses: "my registered address is A, I live at B" means B.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import inlined
from wanmi.addresses.reading import symbols_of
from wanmi.addresses.settle import address_end, address_start
from wanmi.addresses.workspace import READ, Work

_BEFORE = {
    3: "搬到 搬至 搬去 迁到 迁至 改到 改为 改成 而是 应该是 应为 实际 事发 发生在 更正 正确",
    2: "反映的是 投诉的是 举报的是 反映 投诉 举报 问题 现在 现住 目前 位于 送到 送至 送往 收件 上门 来一下 去一下 反应 "
    "地点",
    -1: "家在 家住 我住 住在 我是",
    -3: "户籍 户口 身份证 以前 原来 原先 原住 曾经 曾住 之前 老家 公司 单位 上班 寄件 发件 不是 不在 不住 不要 别去 从",
    -2: "就在 靠近 挨着 离 距离 紧邻 临近 附近 旁边 隔壁 对面 途经 路过",
}
_AFTER = {
    -2: "旁边 对面 隔壁 附近 斜对 后面 前面 边上 旁 楼上 楼下 不远 往 向 以北 以南 以东 以西",
    -3: "搬 迁 不对 错了 是错 的居民 的业主 的住户",
    2: "的问题 有人 发生",
}
_HOME = -1
"""Weight of the words before where somebody lives."""
_REACH = 10


def _cues(words: dict[int, str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Cue words as rows of four symbols (0: shorter), with their weights."""
    rows = [(weight, symbols_of(word)) for weight, line in words.items() for word in line.split()]
    table = np.zeros((len(rows), 4), np.int32)
    for row, (_, symbols) in zip(table, rows, strict=True):
        row[: len(symbols)] = symbols
    return table, np.array([weight for weight, _ in rows], np.int32)


_BEFORE_CUES, _BEFORE_WEIGHTS = _cues(_BEFORE)
_AFTER_CUES, _AFTER_WEIGHTS = _cues(_AFTER)


@inlined
def _stands(symbols: Any, at: int, end: int, cue: Any) -> bool:
    for i in range(4):
        if cue[i] == 0:
            return True
        if at + i >= end or symbols[at + i] != cue[i]:
            return False
    return True


@inlined
def _role_before(work: Work, start: int) -> int:
    """Weight of the last cue before an address in its clause."""
    symbols = work.reading.symbols
    for at in range(start - 1, max(start - _REACH, 0) - 1, -1):
        for c in range(len(_BEFORE_CUES)):
            if _stands(symbols, at, start, _BEFORE_CUES[c]):
                return int(_BEFORE_WEIGHTS[c])
        if work.reading.breaks[at]:
            break
    return 0


@inlined
def begins_address(work: Work, first: int, start: int) -> bool:
    """Whether a word that stands before what is meant, or before where somebody lives, ends directly before an address,
    from ``first`` on."""
    for c in range(len(_BEFORE_CUES)):
        length = 0
        while length < 4 and _BEFORE_CUES[c, length] != 0:
            length += 1
        at = start - length
        if _BEFORE_WEIGHTS[c] >= _HOME and at >= first and _stands(work.reading.symbols, at, start, _BEFORE_CUES[c]):
            return True
    return False


@inlined
def _role_after(work: Work, end: int) -> int:
    """Weight of the cue that follows an address at once."""
    for c in range(len(_AFTER_CUES)):
        if _stands(work.reading.symbols, end, work.counts[READ], _AFTER_CUES[c]):
            return int(_AFTER_WEIGHTS[c])
    return 0


@inlined
def role(work: Work, candidate: int) -> int:
    """How much the words around a candidate speak for it being the one that is meant."""
    return _role_before(work, address_start(work, candidate)) + _role_after(work, address_end(work, candidate))
