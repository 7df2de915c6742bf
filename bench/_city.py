"""Write an invented city of any size as canonical rows, in the proportions of a real one (8 % places, 65 % rooms)."""

from __future__ import annotations

import random
from itertools import accumulate
from pathlib import Path

_SIGNS = (
    "东西南北中上下大小长高新老安平永福金玉石山水江河湖海田林花龙凤云天星月日光明文武华国民乐康宁静和顺兴利富阳德庆荣吉祥"
    "泰丰宝珠银黄青白红紫翠蓝绿碧丹朱赤万千百三五双前后左右内外正通达升腾飞跃松柏竹梅兰菊桃柳枫桂樟榆槐桑枣柿莲荷芦苇茶果"
    "棉麦稻禾园塘池港湾浦溪泉井桥渡闸堰坝滩洲岛岸岭岗坡峰岩洞坑谷坪坞峡关城堡楼台亭阁塔庙寺庵宫殿坊村庄屯寨营铺店驿站界墩"
    "圩垛荡漾泾浜汇泽淀洋洪源清秀丽景春夏秋冬晨晓旭霞虹雪霜雨风雷晴彩马虎鹤鹿狮乌古旧建设创业发展主人友爱团结群众联合共同"
    "胜凯旋解放卫邦家世代元亨贞仁义礼智信忠孝廉恭良善美真诚恒益隆盛昌茂繁瑞祺禄寿喜欢怡悦欣舒畅科学教育工农商贸王李张陈周"
    "吴杨赵孙郑冯褚蒋沈韩秦许何吕施孔曹严魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦苗方俞任袁柯唐罗毕郝邬常傅卞齐伍余顾孟梁杜阮闵席季"
    "麻贾娄童颜郭刁钟徐邱骆蔡"
)
_ROADS, _ESTATES = (
    ("路", "路", "路", "街", "大道", "东路", "西路", "南路", "北路"),
    ("花园", "公寓", "新村", "苑", "大厦", "家园", "小区"),
)
_HAMLETS = ("", "", "", "", "村", "庄", "桥")
_WORDS = 20_000
_PLACE_SHARE = 0.08


class _Inventor:
    """Words of signs, and names of words, both repeated as unevenly as in real names: few are common, most are rare."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.sign_weights = _weights(len(_SIGNS), 12)
        words = dict.fromkeys(self.signs(2) for _ in range(2 * _WORDS))
        self.words = list(words)[:_WORDS]
        self.word_weights = _weights(len(self.words), 150)

    def signs(self, count: int) -> str:
        return "".join(self.chance.choices(_SIGNS, cum_weights=self.sign_weights, k=count))

    def name(self, *lengths: int) -> str:
        """A name of one of these lengths in signs: a word, a sign before or behind it, or two words."""
        length = self.chance.choice(lengths)
        parts = self.chance.choices(self.words, cum_weights=self.word_weights, k=length // 2)
        parts.insert(self.chance.randrange(2), self.signs(length % 2))
        return "".join(parts)

    def names(self, count: int) -> list[str]:
        """Distinct names of two or three signs."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.name(2, 2, 3)] = None
        return list(found)

    def place(self, roads: list[str], serial: int) -> str:
        """A number on a street, an estate, both, or a hamlet, in turns."""
        road = f"{self.chance.choice(roads)}{self.chance.randrange(1, 3000)}{self.chance.choice('弄号')}"
        estate = self.name(2, 3, 4) + self.chance.choice(_ESTATES)
        hamlet = self.name(2, 2, 3) + self.chance.choice(_HAMLETS)
        return (road, hamlet, estate, road + estate, hamlet)[serial % 5]


def _weights(count: int, evenness: int) -> list[float]:
    """Running sums of weights that fall with the rank, for ``random.choices``."""
    return list(accumulate(1 / (rank + evenness) for rank in range(count)))


def write_city(path: Path, rows: int, seed: int = 1) -> Path:
    """Write about so many rows; counties have some thousand places, as large real ones do. Returns the path."""
    invent = _Inventor(seed)
    places = int(rows * _PLACE_SHARE)
    counties = max(2, min(90, places // 3000))
    roads = [name + invent.chance.choice(_ROADS) for name in invent.names(max(60, places // 10))]
    county_names, town_names = invent.names(counties), invent.names(counties * 12)
    with path.open("w", encoding="utf-8") as file:
        file.write("code\tlevel\tpid\tbld\tunit\troom\ttext\n")
        seen: set[str] = set()
        for serial in range(places):
            county, town = serial % counties, invent.chance.randrange(12)
            head = f"江东省临江市{county_names[county]}区{town_names[county * 12 + town]}街道"
            text = head + invent.place(roads, serial // counties)
            if text not in seen:
                seen.add(text)
                code = f"9901{county + 1:02d}{town + 1:03d}-{serial:06d}"
                file.write("".join(_rows_of(invent.chance, code, f"P{serial}", text, rows / places - 1)))
    return path


def _rows_of(chance: random.Random, code: str, id: str, text: str, tails: float) -> list[str]:
    """A place's row, and buildings and rooms: a third of the places have three times their share."""
    rows = [f"{code}\tplace\t{id}\t\t\t\t{text}\n"]
    if chance.random() < 2 / 3:
        return rows
    buildings = max(1, int(tails * 0.3 * 3))
    per_building = max(1, round(tails * 3 / buildings) - 1)
    for b in range(1, buildings + 1):
        rows.append(f"{code}-{b:03d}\tbuilding\t{id}\t{b}\t\t\t{text}{b}号\n")
        for r in range(per_building):
            room = (r // 2 + 1) * 100 + r % 2 + 1
            rows.append(f"{code}-{b:03d}-0-{room:04d}\troom\t{id}\t{b}\t\t{room}\t{text}{b}号{room}室\n")
    return rows
