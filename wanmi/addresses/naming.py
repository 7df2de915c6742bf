"""Names of streets, places and divisions: short forms, information content, and look-ups that find them by sound."""

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import compiled
from wanmi.addresses.hashing import EMPTY, finish, make_table, mark, packed, roll, sequence_keys, unmarked
from wanmi.addresses.index import BIT, Names, Spelling
from wanmi.addresses.reading import symbols_of
from wanmi.addresses.sounds import Sounds, sound_of

Symbols = tuple[int, ...]
_PEOPLES = "(?:(?:[\u4e00-\u9fff]{1,5}?族)+)?"
_ENDINGS = {
    2: re.compile("省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区"),
    4: re.compile(f"市|地区|盟|{_PEOPLES}自治州"),
    6: re.compile(f"新区|区|县|市|旗|林区|{_PEOPLES}自治县"),
    9: re.compile(f"街道|{_PEOPLES}镇|{_PEOPLES}乡|开发区|工业区"),
}
_EVERYDAY = (
    "河边 后门 前门 大门 门口 路口 路边 楼下 楼上 学校 小学 中学 医院 超市 菜场 菜市场 市场 公园 车站 火车站 汽车站 "
    "地铁站 公交站 "
    "便利店 银行 物业 小区 新区 老人 希望 胜利 东边 西边 南边 北边 中间 旁边 对面 附近 隔壁 桥头 山上 村口 广场 "
    "工地 停车场"
)
"""Words that are places' names somewhere and everyday words everywhere: they carry half the information."""


def short_name(name: str, digits: int) -> str:
    """A division's name as people say it (浦东新区 is 浦东); empty if nothing, or too little, can be left out."""
    for keep in range(2, len(name)):
        if _ENDINGS[digits].fullmatch(name, keep):
            return name[:keep]
    return ""


def names_elsewhere() -> Iterator[tuple[str, int]]:
    """Provinces and prefectures of the country with their code digits: a text about elsewhere is seen as such."""
    for name in files("wanmi.addresses").joinpath("data/elsewhere.txt").read_text("utf-8").split():
        province = name.endswith(("省", "自治区", "特别行政区")) or name in ("北京市", "天津市", "上海市", "重庆市")
        yield name, 2 if province else 4


def renamed_counties() -> Iterator[tuple[str, str]]:
    """Former names of counties and the code of what they became part of."""
    text = files("wanmi.addresses").joinpath("data/renamed.csv").read_text("utf-8")
    for line in text.splitlines()[1:]:
        old_name, code = line.split(",")
        yield old_name, code


def pack(names: Iterable[Symbols]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Sequences end to end, with the start of each and the end of the last."""
    listed = list(names)
    starts = np.concatenate(([0], np.cumsum([len(n) for n in listed]))).astype(np.int32)
    return np.array([s for name in listed for s in name], np.int32), starts


def symbol_bits(symbols: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.float32]:
    """Information of each symbol occurrence: the rarer in names, the more bits, between 0.3 and 9."""
    _, inverse, frequency = np.unique(symbols, return_inverse=True, return_counts=True)
    bits = np.log2(max(count, 2) / frequency)
    return np.clip(bits, 0.3, 9.0).astype(np.float32)[inverse]


def _parts_of_bits(bits: npt.NDArray[np.float32], starts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """What each name tells, the sum of what its symbols do, in parts of a bit; 0 for the end."""
    sums = np.concatenate(([0.0], np.cumsum(bits, dtype=np.float64)))
    return np.append(np.rint((sums[starts[1:]] - sums[starts[:-1]]) * BIT), 0).astype(np.int32)


@compiled
def _mark_beginnings(elements: Any, starts: Any, bits: Any) -> None:
    for name in range(len(starts) - 1):
        value = EMPTY
        for at in range(starts[name], starts[name + 1]):
            value = roll(value, elements[at])
            mark(bits, finish(value))


def beginnings(elements: npt.NDArray[np.int32], starts: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """A bit for each beginning of sequences that lie end to end, for :func:`may_hold`; many of them share theirs."""
    bits = unmarked(len(elements) // 2)
    _mark_beginnings(elements, starts, bits)
    return packed(bits)


@compiled
def _sound_keys(symbols: Any, starts: Any, sounds: Sounds, bits: Any, keys: Any, items: Any) -> int:
    """Key of each name, and of each variant in which one character takes its second reading; all beginnings marked."""
    made = 0
    for name in range(len(starts) - 1):
        start, end = starts[name], starts[name + 1]
        for varied in range(start - 1, end):
            symbol = symbols[varied] if varied >= start else 0
            if varied >= start and (symbol >= 0x10000 or sounds.second[symbol] == 0):
                continue
            value = EMPTY
            for i in range(start, end):
                value = roll(value, sound_of(symbols[i], sounds) if i != varied else sounds.second[symbol])
                mark(bits, finish(value))
            keys[made], items[made] = finish(value), name
            made += 1
    return made


@compiled
def _keys_but_one(symbols: Any, starts: Any, sounds: Sounds, keys: Any, items: Any) -> int:
    """Keys of each name with one symbol left out, for names of three symbols or more."""
    made = 0
    for name in range(len(starts) - 1):
        start, end = starts[name], starts[name + 1]
        for left_out in range(start, end if end - start >= 3 else start):
            value = EMPTY
            for i in range(start, end):
                if i != left_out:
                    value = roll(value, sound_of(symbols[i], sounds))
            keys[made], items[made] = finish(value), name
            made += 1
    return made


def make_names(names: list[Symbols], places: list[list[int]], sounds: Sounds) -> Names:
    """The names of an index with their look-ups; ``places[i]`` are the places that bear name ``i``."""
    bearers, bearer_starts = pack(tuple(p) for p in places)
    symbols, starts = pack(names)
    bits = symbol_bits(symbols, len(names))
    everyday = {symbols_of(word) for word in _EVERYDAY.split()}
    for number, name in enumerate(names):
        if name in everyday:
            bits[starts[number] : starts[number + 1]] *= 0.5
    room = 2 * len(symbols) + len(names)
    keys, items, sound_bits = np.zeros(room, np.int64), np.zeros(room, np.int32), unmarked(len(symbols) // 2)
    by_symbols = make_table(sequence_keys(symbols, starts), np.arange(len(names), dtype=np.int32))
    made = _sound_keys(symbols, starts, sounds, sound_bits, keys, items)
    by_sound = make_table(keys[:made], items[:made])
    made = _keys_but_one(symbols, starts, sounds, keys, items)
    by_sound_but_one = make_table(keys[:made], items[:made])
    spelling = Spelling(symbols, np.stack((starts, bearer_starts, _parts_of_bits(bits, starts)), axis=1))
    written = beginnings(symbols, starts)
    return Names(spelling, bearers, written, packed(sound_bits), by_symbols, by_sound, by_sound_but_one)
