"""How symbols sound, coarsely: characters that people mistake for one another by ear or by keyboard get one sound.

Tones are dropped; zh/z, ch/c, sh/s, n/l and the final pairs an/ang, en/eng, in/ing are one. The table is made when an
index is built (from pypinyin's character readings) and stored with it, so opening an index needs no dictionary.
"""

import unicodedata
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.reading import NUMBER
from wanmi.addresses.records import PLANE, layout, new_record

_SOUND = 1 << 26
_HAN_NUMERALS = "零一二三四五六七八九十"


class Sounds(Protocol):
    """Sound of each code point of the basic plane (0: no reading), a second reading, and the numbers 0 to 10."""

    first: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]
    numeral: npt.NDArray[np.int32]


SOUNDS = layout(first=(np.int32, PLANE), second=(np.int32, PLANE), numeral=(np.int32, len(_HAN_NUMERALS)))


def fold(syllable: str) -> str:
    """A pinyin syllable with tone marks as its coarse sound: ``shāng`` is ``san``."""
    plain = "".join(c for c in unicodedata.normalize("NFD", syllable.lower()) if "a" <= c <= "z" or c == "\u0308")
    plain = plain.replace("u\u0308", "v").replace("\u0308", "")
    for retroflex in ("zh", "ch", "sh"):
        if plain.startswith(retroflex):
            plain = plain[0] + plain[2:]
    if plain.endswith("ng") and plain[-3:-2] in ("a", "e", "i"):
        plain = plain[:-1]
    return "l" + plain[1:] if plain.startswith("n") and len(plain) > 1 else plain


def _readings() -> dict[int, str]:
    """Pinyin of each code point, from the package pypinyin without its dictionary of phrases (50 MB)."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("building an address index needs the package pypinyin", name="pypinyin")
    table = spec_from_file_location("pinyin_dict", Path(package.origin).with_name("pinyin_dict.py"))
    if table is None or table.loader is None:
        raise ModuleNotFoundError("this version of pypinyin has no pinyin_dict", name="pypinyin.pinyin_dict")
    module = module_from_spec(table)
    table.loader.exec_module(module)
    readings: dict[int, str] = module.pinyin_dict
    return readings


def load_sounds() -> Sounds:
    """The sound table of all characters; needs the package pypinyin."""
    sounds, numbers = cast(Sounds, new_record(SOUNDS)), dict[str, int]()
    for code, readings in _readings().items():
        if code < PLANE:
            heard = list(dict.fromkeys(fold(reading) for reading in readings.split(",")))
            ids = [_SOUND | numbers.setdefault(sound, len(numbers) + 1) for sound in heard[:2]]
            sounds.first[code], sounds.second[code] = ids[0], ids[-1] if len(ids) > 1 else 0
    sounds.numeral[:] = [sounds.first[ord(c)] for c in _HAN_NUMERALS]
    return sounds


@compiled
def sound_of(symbol: int, sounds: Sounds) -> int:
    """The sound of a symbol; letters and large numbers sound like nothing but themselves."""
    if symbol >= NUMBER:
        value = symbol - NUMBER
        return int(sounds.numeral[value]) if value <= 10 else symbol
    if symbol < PLANE and sounds.first[symbol] > 0:
        return int(sounds.first[symbol])
    return symbol


@inlined
def sounds_alike(one: int, other: int, sounds: Sounds) -> bool:
    """Whether two different symbols share a sound, counting second readings (厦 is both xia and sha)."""
    if one >= NUMBER and other >= NUMBER:
        return False
    a, b = sound_of(one, sounds), sound_of(other, sounds)
    if a == b:
        return True
    second_a: Any = np.int64(sounds.second[one]) if one < PLANE else 0
    second_b: Any = np.int64(sounds.second[other]) if other < PLANE else 0
    heard_otherwise = second_a > 0 and second_a == b
    both_otherwise = second_a > 0 and second_a == second_b
    return bool(heard_otherwise or both_otherwise or (second_b > 0 and second_b == a))
