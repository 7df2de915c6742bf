"""Read a text into symbols: one spelling for every way of writing the same thing.

A symbol is an integer. An ordinary character is its code point after folding (full width to half width, lower case to
upper case, common traditional forms to simplified). A number is ONE symbol, however written: ``550``, ``５５０``,
``五百五十`` and ``五五零`` all become ``number(550)``. Separators and unprintable characters leave no symbol; a break
mark remembers where a separator stood. The same reading is used for the address base and for the query, so both agree.
"""

from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from wanmi.addresses.compiling import compiled, inlined
from wanmi.addresses.records import PLANE, layout, new_record

MAX_SYMBOLS = 400
NUMBER = 1 << 24
LONG_NUMBER = (1 << 25) - 1
"""A run of more than seven digits: a telephone or ticket number, never part of an address."""

DROP, BREAK, PLAIN, DIGIT, HAN_DIGIT, HAN_UNIT, HAN_TWO, DASH = range(8)

IntArray = npt.NDArray[np.int32]


class Alphabet(Protocol):
    """How each code point of the basic plane is read: its folded form, its kind, its value as a digit or unit."""

    folded: IntArray
    kind: npt.NDArray[np.uint8]
    value: IntArray


_ALPHABET = layout(folded=(np.int32, PLANE), value=(np.int32, PLANE), kind=(np.uint8, PLANE))


class Reading(Protocol):
    """Up to MAX_SYMBOLS symbols of one text, where each starts and ends in it; the caller keeps the count."""

    symbols: IntArray
    breaks: npt.NDArray[np.uint8]
    starts: IntArray
    ends: IntArray


_ROOM = MAX_SYMBOLS + 1
READING = layout(symbols=(np.int32, _ROOM), starts=(np.int32, _ROOM), ends=(np.int32, _ROOM), breaks=(np.uint8, _ROOM))


_HAN_DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "幺": 1,
}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_SEPARATORS = " \t\r\n,;:!?.'\"()[]{}<>/\\|_*&^%$@~`+=，。；：！？、（）【】《》〈〉「」『』“”‘’…·・／＼｜　"
_DASHES = "-‐‑‒–—―−－~～"
_TRADITIONAL = dict(
    zip(
        "號樓棟單層區縣鎮鄉廣場國東門園莊臺灣蘇廈華衛慶陽陰龍鳳橋長開關車馬魚鳥麗島嶺溝塢濱匯運業農軍學醫電",
        "号楼栋单层区县镇乡广场国东门园庄台湾苏厦华卫庆阳阴龙凤桥长开关车马鱼鸟丽岛岭沟坞滨汇运业农军学医电",
        strict=True,
    )
)


def _folded(code: int) -> int:
    char = chr(code)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    char = _TRADITIONAL.get(char, char)
    upper = char.upper()
    return ord(upper) if len(upper) == 1 else code


def _kind(char: str) -> int:
    if char in _DASHES:
        return DASH
    if char in _SEPARATORS or char.isspace():
        return BREAK
    if char in "0123456789":
        return DIGIT
    if char in _HAN_DIGITS:
        return HAN_DIGIT
    if char in _HAN_UNITS:
        return HAN_UNIT
    if char == "两":
        return HAN_TWO
    return PLAIN if char.isalnum() or char == "#" else DROP


def _make_alphabet() -> Alphabet:
    alphabet = cast(Alphabet, new_record(_ALPHABET))
    alphabet.folded[:] = [_folded(code) for code in range(PLANE)]
    alphabet.kind[:] = [_kind(chr(code)) for code in alphabet.folded]
    for char, digit in {**_HAN_DIGITS, **_HAN_UNITS, "两": 2}.items():
        alphabet.value[ord(char)] = digit
    alphabet.value[ord("0") : ord("9") + 1] = np.arange(10)
    return alphabet


ALPHABET = _make_alphabet()


def new_reading() -> Reading:
    """An empty buffer."""
    return cast(Reading, new_record(READING))


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of a text; lone surrogates are kept and read as unprintable."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@inlined
def _kind_of(code: int, alphabet: Alphabet) -> int:
    if code < PLANE:
        return int(alphabet.kind[code])
    return PLAIN if 0x20000 <= code < 0x32000 else DROP


@inlined
def _read_digits(codes: Any, at: int, alphabet: Alphabet) -> tuple[int, int]:
    """Value and end of a run of Western digits."""
    end, value = at, 0
    while end < len(codes) and _kind_of(codes[end], alphabet) == DIGIT:
        value = value * 10 + alphabet.value[alphabet.folded[codes[end]]] if end - at < 7 else LONG_NUMBER
        end += 1
    return (LONG_NUMBER if end - at > 7 else value), end


@inlined
def _is_counting(codes: Any, at: int, alphabet: Alphabet) -> bool:
    """Whether the character after a Chinese digit is a unit, so that the run is a count, not spoken digits."""
    return at + 1 < len(codes) and _kind_of(codes[at + 1], alphabet) == HAN_UNIT


@inlined
def _read_spoken(codes: Any, at: int, alphabet: Alphabet) -> tuple[int, int]:
    """Value and end of spoken digits: 一五五八 is 1558."""
    end, value = at, 0
    while end < len(codes) and _kind_of(codes[end], alphabet) == HAN_DIGIT:
        if end > at and _is_counting(codes, end, alphabet):
            break
        value = value * 10 + alphabet.value[codes[end]] if end - at < 7 else LONG_NUMBER
        end += 1
    return (LONG_NUMBER if end - at > 7 else value), end


@inlined
def _read_count(codes: Any, at: int, alphabet: Alphabet) -> tuple[int, int]:
    """Value and end of a count: 五百五十 is 550, 一百零二 is 102, 一百二 is 120; ``end == at`` if it is none."""
    total, unit, end = 0, 10000, at
    while end < len(codes):
        kind = _kind_of(codes[end], alphabet)
        value = alphabet.value[codes[end]] if codes[end] < PLANE else 0
        if kind == HAN_UNIT and end == at and value == 10:
            total, unit, end = 10, 10, end + 1
        elif kind in (HAN_DIGIT, HAN_TWO) and _is_counting(codes, end, alphabet):
            next_unit = alphabet.value[codes[end + 1]]
            if next_unit >= unit or value == 0:
                break
            total, unit, end = total + value * next_unit, next_unit, end + 2
        elif kind == HAN_DIGIT and value == 0 and end > at and unit > 10:
            if end + 1 < len(codes) and _kind_of(codes[end + 1], alphabet) == HAN_DIGIT:
                unit, end = (unit if _is_counting(codes, end + 1, alphabet) else 10), end + 1
            else:
                break
        elif kind == HAN_DIGIT and end > at and unit > 1:
            return total + value * (unit // 10), end + 1
        else:
            break
    return total, end


@inlined
def _read_number(codes: Any, at: int, kind: int, alphabet: Alphabet) -> tuple[int, int]:
    """Value and end of the number that starts at ``at``; ``end == at`` where a numeral is part of a word."""
    if kind == DIGIT:
        return _read_digits(codes, at, alphabet)
    if kind == HAN_UNIT or _is_counting(codes, at, alphabet):
        return _read_count(codes, at, alphabet)
    if kind == HAN_DIGIT:
        return _read_spoken(codes, at, alphabet)
    return 0, at


@inlined
def _between_digits(codes: Any, at: int, alphabet: Alphabet) -> bool:
    if at == 0 or at + 1 >= len(codes):
        return False
    return _kind_of(codes[at - 1], alphabet) == DIGIT and _kind_of(codes[at + 1], alphabet) == DIGIT


@compiled
def read(codes: Any, alphabet: Alphabet, into: Reading) -> int:
    """Read code points into symbols; returns their number, at most the capacity of ``into``.

    A dash is a symbol only between two Western digits (``12-3-401``); elsewhere it separates.
    """
    count, at, pending = 0, 0, 1
    while at < len(codes) and count < len(into.symbols) - 1:
        code, kind, end = codes[at], _kind_of(codes[at], alphabet), at + 1
        symbol: Any = -1
        if kind in (DIGIT, HAN_DIGIT, HAN_UNIT, HAN_TWO):
            value, number_end = _read_number(codes, at, kind, alphabet)
            symbol = NUMBER | min(value, LONG_NUMBER - NUMBER) if number_end > at else np.int64(alphabet.folded[code])
            end = max(end, number_end)
        elif kind == PLAIN:
            symbol = np.int64(alphabet.folded[code]) if code < PLANE else np.int64(code)
        elif kind == DASH and _between_digits(codes, at, alphabet):
            symbol = 45
        if symbol < 0:
            pending = 1 if kind != DROP else pending
        else:
            into.symbols[count], into.breaks[count] = symbol, pending
            into.starts[count], into.ends[count] = at, end
            count, pending = count + 1, 0
        at = end
    into.breaks[count] = 1 if pending or at >= len(codes) else 0
    return count


_FILLERS = tuple(ord(c) for c in "嗯呃哦噢啊唉哎诶呀")
_FILLER_PAIRS = tuple((ord(a), ord(b)) for a, b in ("那个", "这个", "就是", "然后"))
_OF, _SAY = ord("的"), ord("说")


@inlined
def _filler_length(symbols: Any, at: int, count: int) -> int:
    """How many symbols a word of hesitation takes at a position; 的 counts only before a number (路的9弄)."""
    if symbols[at] in _FILLERS:
        return 1
    if at + 1 >= count:
        return 0
    for first, second in _FILLER_PAIRS:
        if symbols[at] == first and symbols[at + 1] == second:
            return 3 if at + 2 < count and symbols[at + 2] == _SAY else 2
    return 1 if symbols[at] == _OF and symbols[at + 1] >= NUMBER else 0


@inlined
def drop_fillers(reading: Reading, count: int) -> int:
    """Take words of hesitation out of a reading, leaving a break mark; returns the new count."""
    kept, at, pending = 0, 0, 0
    while at < count:
        length = _filler_length(reading.symbols, at, count)
        pending = max(pending, reading.breaks[at]) if length == 0 else 1
        if length == 0:
            reading.symbols[kept], reading.breaks[kept] = reading.symbols[at], pending
            reading.starts[kept], reading.ends[kept] = reading.starts[at], reading.ends[at]
            kept, pending = kept + 1, 0
        at += max(length, 1)
    reading.breaks[kept] = max(pending, reading.breaks[count])
    return kept


def symbols_of(text: str) -> tuple[int, ...]:
    """The first MAX_SYMBOLS symbols of a text: what names and numbers of the address base are compared by."""
    into: Any = np.zeros(1, READING)[0]  # whose attributes only compiled code knows: three times as fast to make
    count = read(code_points(text), ALPHABET, into)
    return tuple(into["symbols"][:count].tolist())


def is_number(symbol: int) -> bool:
    return symbol >= NUMBER


def spelling(symbols: tuple[int, ...]) -> str:
    """Symbols as text, numbers in Western digits."""
    return "".join(str(s - NUMBER) if is_number(s) else chr(s) for s in symbols)
