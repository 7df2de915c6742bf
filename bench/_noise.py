"""Make noisy queries with known answers from canonical rows, so that a resolver can be measured on any city's base.

Each maker takes an address apart as its row gives it and writes it as people do. The makers were written for this
project and know nothing of the resolver; a query whose answer is ambiguous by construction (two places with the same
words) is not made.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wanmi.addresses.canon import Place, Row
from wanmi.addresses.naming import short_name

DIGITS = "零一二三四五六七八九"
COMPLAINTS = ["楼上漏水", "路灯不亮", "有人乱倒垃圾", "噪音扰民", "下水道堵了", "电梯坏了", "电动车乱停", "施工到半夜"]
BEFORE = [
    "您好，",
    "喂你好，",
    "我要投诉，",
    "是这样的，",
    "我反映个情况，",
    "麻烦你们看看，",
    "我住",
    "我在",
    "地址是",
    "",
]
AFTER = ["，{}，请处理", "这里{}", "，{}，都好几天了", "{}", "，请派人来看看", "，我姓王", "，{}，电话13900001234"]
FILLERS = ["嗯", "那个", "就是", "呃", "啊", "就是说"]
SHOPS = ["全家便利店", "肯德基", "工商银行", "小学", "地铁站", "菜场", "瑞幸咖啡"]
ELSEWHERE = [
    "北京市朝阳区",
    "广州市天河区",
    "武汉市武昌区",
    "成都市锦江区",
    "重庆市渝中区",
    "沈阳市铁西区",
    "青岛市市南区",
]
DESIGNATORS = ("号楼", "单元", "号", "弄", "幢", "栋", "座", "室")


@dataclass
class Address:
    """A canonical row with its place taken apart; ``tail`` is what follows the place's text."""

    code: str
    place: Place
    tail: str


@dataclass(frozen=True)
class Query:
    """A text, the code that it means (None: no such address), and the maker's name."""

    text: str
    code: str | None
    kind: str


def to_count(number: int) -> str:
    """A number below 10,000 in Chinese: 120 is 一百二十."""
    if number == 0:
        return "零"
    text, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + word
        gap = not digit
    return text[1:] if text.startswith("一十") else text


def to_spoken(number: int, one: str = "一") -> str:
    """A number digit by digit: 1103 is 一一零三."""
    return "".join(one if d == "1" else DIGITS[int(d)] for d in str(number))


class Noise:
    """Ways to write an address, with a seeded source of chance and the homophones of the names' characters."""

    def __init__(self, seed: int, homophones: dict[str, list[str]], cn: Callable[[int], str] = to_count) -> None:
        self.chance = random.Random(seed)
        self.homophones = homophones

    def divisions(self, place: Place, keep: float = 0.6) -> str:
        names = [(len(code), name) for code, name in place.divisions if self.chance.random() < keep]
        return "".join(
            (short_name(name, digits) or name) if self.chance.random() < 0.25 else name for digits, name in names
        )

    def mishear(self, word: str) -> str:
        spots = [i for i, c in enumerate(word) if self.homophones.get(c) and i < len(word) - 1]
        if not spots:
            return word
        at = self.chance.choice(spots)
        return word[:at] + self.chance.choice(self.homophones[word[at]]) + word[at + 1 :]

    def mistype(self, word: str) -> str:
        """One slip: a homophone, a swap, or (in longer words) an omission."""
        kind = self.chance.choice(["hear", "hear", "hear", "swap", "drop"])
        if kind == "swap" and len(word) > 3:
            at = self.chance.randrange(len(word) - 2)
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if kind == "drop" and len(word) > 4:
            at = self.chance.randrange(len(word) - 1)
            return word[:at] + word[at + 1 :]
        return self.mishear(word)

    def numbers_in_words(self, text: str) -> str:
        out, digits = "", ""
        for char in text + "\0":
            if char.isascii() and char.isdigit():
                digits += char
                continue
            if digits:
                number = int(digits)
                spoken = number >= 1000 or self.chance.random() < 0.3
                out += to_spoken(number, self.chance.choice("一一幺")) if spoken and number > 99 else to_count(number)
                digits = ""
            out += char
        return out[:-1]

    def with_fillers(self, parts: Iterable[str]) -> str:
        return "".join((self.chance.choice(FILLERS) if self.chance.random() < 0.25 else "") + p for p in parts if p)

    def chatter(self, core: str) -> str:
        after = self.chance.choice(AFTER).format(self.chance.choice(COMPLAINTS))
        return self.chance.choice(BEFORE) + core + after


def street(place: Place) -> str:
    return place.road + place.number


def core(place: Place) -> str:
    """The street and number if there is one, else the name."""
    return street(place) if place.number else place.road + place.name


def clean(n: Noise, a: Address) -> str:
    return n.divisions(a.place) + street(a.place) + a.place.name + a.tail


def typo2(n: Noise, a: Address) -> str:
    p = a.place
    if p.number and p.name and n.chance.random() < 0.5:
        return n.divisions(p) + n.mistype(p.road) + p.number + n.mistype(p.name) + a.tail
    if p.number:
        return n.divisions(p) + n.mistype(n.mistype(p.road)) + p.number + a.tail
    return n.divisions(p, 0.9) + n.mistype(n.mistype(p.road + p.name)) + a.tail


def speech(n: Noise, a: Address) -> str:
    p = a.place
    name = n.mishear(p.road) if p.number else n.mishear(p.road + p.name)
    parts = [n.divisions(p), name, p.number, a.tail]
    return (
        n.chance.choice(["喂你好我家在", "我住在", "嗯", ""])
        + n.numbers_in_words(n.with_fillers(parts))
        + n.chance.choice(["", "这边", "对", "楼上漏水"])
    )


def cn_chat(n: Noise, a: Address) -> str:
    return n.chatter(n.numbers_in_words(n.divisions(a.place) + core(a.place) + a.tail))


def short(n: Noise, a: Address) -> str:
    """No divisions, and the tail with dashes (12弄3-401) or without its last word."""
    if n.chance.random() < 0.5:
        return core(a.place) + a.tail.removesuffix("室")
    tail = a.tail
    for word in DESIGNATORS:
        tail = tail.replace(word, "-")
    return core(a.place) + ("" if a.place.number or not tail else "-") + tail.strip("-")


def landmark(n: Noise, a: Address) -> str:
    shop, where = n.chance.choice(SHOPS), n.chance.choice(["旁边", "对面", "楼上", "隔壁"])
    full = n.divisions(a.place) + core(a.place) + a.tail
    return n.chance.choice([f"{full}，{shop}{where}", f"{full}（{shop}{where}）", f"{shop}{where}，{full}"])


def two_addresses(n: Noise, a: Address, other: Address) -> str:
    """Two addresses, of which the words around them say which one is meant."""
    meant = n.divisions(a.place) + core(a.place) + a.tail
    also = n.divisions(other.place) + core(other.place) + other.tail
    return n.chance.choice(
        [
            "我户籍在{o}，现在住在{m}", "我不住{o}，我住{m}", "以前住{o}，现在搬到{m}了",
            "我家在{o}，我要反映的是{m}的问题",
            "{m}，就在{o}旁边", "{m}（{o}对面）", "从{o}搬到{m}", "公司在{o}，家住{m}", "不是{o}，是{m}",
            "{m}漏水，我的身份证地址是{o}",
        ]
    ).format(m=meant, o=also)  # fmt: skip


def no_such_number(n: Noise, a: Address, numbers: frozenset[str]) -> str:
    """A street of the base with a number that none of this name has, and perhaps a room."""
    while (number := f"{n.chance.randrange(1, 3000)}{a.place.number[-1]}") in numbers:
        pass
    return (
        n.divisions(a.place)
        + a.place.road
        + number
        + n.chance.choice(["", "", f"{n.chance.randrange(1, 40)}号", "302室"])
    )


def elsewhere(n: Noise, a: Address) -> str:
    """A street and number, or a name, of the base in a city that is not in it."""
    return n.chance.choice(["", "", "我住", "你好，"]) + n.chance.choice(ELSEWHERE) + core(a.place) + a.tail


MAKERS: dict[str, Callable[[Noise, Address], str]] = {
    "clean": clean, "typo2": typo2, "speech": speech, "cn_chat": cn_chat, "short": short, "landmark": landmark,
}  # fmt: skip


def words_key(place: Place) -> tuple[str, ...]:
    return (place.road, place.number, "" if place.number else place.name)


def unambiguous(places: list[Place]) -> set[str]:
    """Codes of the places whose street and number, or name, no other place has: they need no divisions."""
    bearers = defaultdict(list)
    for place in places:
        bearers[words_key(place)].append(place.code)
    return {codes[0] for codes in bearers.values() if len(codes) == 1}


def siblings(places: list[Place]) -> set[str]:
    """Codes of the places whose name differs in one character from another place's name in the same county."""
    patterns = defaultdict(set)
    for place in places:
        for i in range(len(place.name) if len(place.name) >= 4 else 0):
            patterns[place.code[:6], place.name[:i] + "*" + place.name[i + 1 :]].add(place.code)
    return {code for codes in patterns.values() if len(codes) > 1 for code in codes}


def find_homophones(texts: Iterable[str], sound: Callable[[str], int]) -> dict[str, list[str]]:
    """For each character of the texts, the others that sound the same."""
    characters = {c for text in texts for c in text if "\u4e00" <= c <= "\u9fff"}
    by_sound = defaultdict(list)
    for c in sorted(characters):
        by_sound[sound(c)].append(c)
    return {c: [o for o in by_sound[sound(c)] if o != c] for c in characters}


def make_queries(
    rows: list[Row], places: list[Place], homophones: dict[str, list[str]], each: int, seed: int
) -> list[Query]:
    """``each`` queries of every kind from the rows, without a repeatable order but with a fixed seed."""
    noise = Noise(seed, homophones)
    by_id = {place.id: place for place in places}
    plain, sibling = unambiguous(places), siblings(places)
    pool = [Address(r.code, by_id[r.place], r.text.removeprefix(by_id[r.place].text)) for r in rows if r.place in by_id]
    pool = [a for a in pool if a.place.code in plain]
    related = [a for a in pool if a.place.code in sibling]
    queries = []
    for kind, maker in MAKERS.items():
        queries += [Query(maker(noise, a), a.code, kind) for a in noise.chance.choices(pool, k=each)]
    for a in noise.chance.choices(related, k=each) if related else []:
        text = noise.divisions(a.place, 0.8) + a.place.name + a.tail
        queries.append(Query(text, a.code, "sibling"))
    for a, other in zip(noise.chance.choices(pool, k=each), noise.chance.choices(pool, k=each), strict=True):
        queries.append(Query(two_addresses(noise, a, other), a.code, "two_addresses"))
    return queries + _unresolvable(noise, pool, places, each)


def _unresolvable(noise: Noise, pool: list[Address], places: list[Place], each: int) -> list[Query]:
    numbers: dict[str, set[str]] = defaultdict(set)
    for place in places:
        numbers[place.road].add(place.number)
    streets = [a for a in pool if a.place.number]
    absent = [no_such_number(noise, a, frozenset(numbers[a.place.road])) for a in noise.chance.choices(streets, k=each)]
    other = [elsewhere(noise, a) for a in noise.chance.choices(pool, k=each)]
    return [
        *(Query(text, None, "no_such_number") for text in absent),
        *(Query(text, None, "elsewhere") for text in other),
    ]
