"""Golden behaviours: one address written in all the ways that people write it."""

import pytest

from wanmi.addresses import Resolver

ROOM = "990101001-00001-031-0-1103"
"""江东省临江市望湖区湖滨街道青石路12弄31号1103室"""


def code(resolver: Resolver, text: str) -> str | None:
    found = resolver.resolve(text)
    return found[0].code if found else None


@pytest.mark.parametrize(
    "text",
    [
        "江东省临江市望湖区湖滨街道青石路12弄31号1103室",
        "青石路12弄31号1103室",
        "望湖青石路12弄31号1103室",
        "临江市青石路１２弄３１号１１０３室",
        "青石路十二弄三十一号一一零三室",
        "青石路十二弄三十一号幺幺零三室",
        "青石路 12弄 31号 1103",
        "望湖区,青石路,12弄,31号,1103室",
        "望湖区-青石路-12弄-31号-1103室",
        "青石路12-31-1103",
        "青石路12弄31-1103",
        "31号1103室，望湖区青石路12弄",
        "青石路12弄31号1103室 江东省临江市望湖区",
        "望湖区望湖区青石路青石路12弄31号1103室",
        "轻石路12弄31号1103室",
        "石青路12弄31号1103室",
        "您好，我想反映一下青石路12弄31号1103室的问题，路灯坏了3天，电话13800138000",
        "望湖区青石路12弄31号1103室（便利店旁边）",
        "嗯那个我家在青石路啊十二弄就是三十一号一一零三室",
        "望湖區青石路12弄31號1103室",
        "😀青石路12弄\x0031号1103室\u200b",
    ],
)
def test_one_room_in_many_writings(resolver: Resolver, text: str) -> None:
    assert code(resolver, text) == ROOM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石桥镇金桂花园一期31幢1单元1103室", "990101002-00001-031-1-1103"),
        ("石桥镇金桂花园一期31栋1103室", "990101002-00001-031-1-1103"),
        ("石桥镇金桂花园2期31号楼1103", "990101002-00002-031-0-1103"),
        ("晓港名苑西区1幢", "990101002-00004-001"),
        ("石桥镇奥帛置业大夏2幢101室", "990101002-00005-002-0-0101"),
        ("石桥镇奥置业大厦2幢101室", "990101002-00005-002-0-0101"),
        ("曹杨6村31幢", "990101002-00006-031"),
        ("895创意园2幢101室", "990101002-00007-002-0-0101"),
        ("我家在石桥镇王位杉的，垃圾没人收", "990101002201"),
        ("松涛西路6号", "990101001-00006"),
        ("松涛东路6号", "990101001-00005"),
        ("复东路886号", "990101001-00011"),
        ("肿山西路650弄", "990101001-00012"),
        ("山西路3号", "990101001-00013"),
        ("武四路160号", "990101001-00014"),
        ("望湖区五识路一百六十号", "990101001-00014"),
        ("东嵋华路10号", "990101001-00015"),
        ("石桥镇彰坞村附近", "990101002202"),
    ],
)
def test_names_siblings_and_slips(resolver: Resolver, text: str, expected: str) -> None:
    assert code(resolver, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青石路12弄31号999室", "990101001-00001-031"),
        ("青石路12弄77号1103室", "990101001-00001"),
        ("青石路12弄", "990101001-00001"),
    ],
)
def test_what_does_not_exist_leaves_the_level_above(resolver: Resolver, text: str, expected: str) -> None:
    assert code(resolver, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "，。！？",
        "\x00\x01",
        "😀😀😀",
        "青石路13弄31号1103室",
        "青石路99号",
        "12弄31号1103室",
        "我家楼下",
        "上次反映的问题到现在没有处理，工单号20241234",
        "广州市越秀区青石路12弄",
        "山东省历城区复兴东路886号",
        "武汉市复兴东路886号",
        "石桥镇彰坞村青石路999号",
        "松涛路6号",
        "金桂花园三期1幢",
        "晓港名苑南区1幢",
        "13800138000",
        "湖" * 100_000,
    ],
)
def test_refuses_rather_than_guesses(resolver: Resolver, text: str) -> None:
    assert code(resolver, text) is None


def test_same_street_in_two_counties_needs_a_division(resolver: Resolver) -> None:
    assert code(resolver, "青石路88号") is None
    assert code(resolver, "望湖区青石路88号") == "990101001-00003"
    assert code(resolver, "北山青石路88号") == "990102003-90001"


def test_near_and_within_settle_what_the_text_leaves_open(resolver: Resolver) -> None:
    assert resolver.resolve("青石路88号", within="990102")[0].code == "990102003-90001"
    assert resolver.resolve("青石路88号", near=(120.9, 30.9))[0].code == "990102003-90001"
    assert resolver.resolve("青石路88号", within="9902") == []


@pytest.mark.parametrize(
    "text",
    [
        "我户籍在瑞和路935弄1号101室，现在住在青石路12弄31号1103室",
        "不是柳埠路142弄，是青石路12弄31号1103室",
        "青石路12弄31号1103室，就在柳埠路142弄旁边",
        "从瑞和路935弄搬到青石路12弄31号1103室",
        "我家在柳埠路142弄2号，我要反映的是青石路12弄31号1103室的问题",
    ],
)
def test_of_two_addresses_the_one_that_is_meant(resolver: Resolver, text: str) -> None:
    assert code(resolver, text) == ROOM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("以前住青石路12弄31号1103室，现在搬到彰坞村了", "990101002202"),
        ("从望湖区望江小区搬到北山区长乐路7号", "990102003-90002"),
        ("我不住青石路12弄31号，我住望江小区", "990101002-00008"),
        ("不是北山区云溪苑，是湖滨街道瑞和路935弄", "990101001-00008"),
        ("我户籍在北山区三林镇云溪苑，现在住在瑞和路935弄", "990101001-00008"),
    ],
)
def test_clear_words_single_out_an_address_that_tells_less(resolver: Resolver, text: str, expected: str) -> None:
    assert code(resolver, text) == expected


@pytest.mark.parametrize("text", ["王位山", "河东", "望江小区2幢"])
def test_a_text_that_is_nothing_but_one_name_is_believed(resolver: Resolver, text: str) -> None:
    assert code(resolver, text) is not None


def test_says_what_it_rests_on(resolver: Resolver) -> None:
    found = resolver.resolve("望湖区青石路12弄31号999室")[0]
    assert found.level == "building"
    assert 0.5 < found.score <= 1
    assert found.text == "江东省临江市望湖区湖滨街道青石路12弄31号"
    assert [(e.kind, e.text) for e in found.explanation.elements] == [
        ("division", "望湖区"), ("street", "青石路"), ("number", "12弄"), ("building", "31号"), ("room", "999室"),
    ]  # fmt: skip
    assert found.explanation.contradicted == ["no such room"]
    assert found.explanation.missing == []


def test_explains_every_step(resolver: Resolver) -> None:
    lines = resolver.explain("望湖区轻石路12弄")
    assert lines[0] == "read: 望湖区轻石路12弄"
    assert any(line.startswith("division: 望湖区") for line in lines)
    assert "name: 轻石路 as 青石路, 1 by sound" in lines
    assert any(line.startswith("-> 990101001-00001 ") for line in lines)


def test_one_text_and_many_texts_are_one_logic(resolver: Resolver) -> None:
    texts = ["青石路12弄31号1103室", "青石路88号", "", "石桥镇彰坞村", None]
    table = resolver.resolve_many(texts)
    assert table.column("code").to_pylist() == [code(resolver, text or "") for text in texts]
    assert table.column("level").to_pylist() == ["room", None, None, "place", None]
    assert resolver.resolve_many(table.column("code")).num_rows == len(texts)
    assert resolver.resolve_many([]).num_rows == 0


def test_completes_what_is_typed(resolver: Resolver) -> None:
    head = "江东省临江市望湖区湖滨街道"
    assert resolver.complete("青石路1") == [f"{head}青石路12弄", *resolver.complete("青石路1")[1:]]
    assert f"{head}青石路12弄31号1103室" in resolver.complete("望湖区青石路12弄31号1")
    assert resolver.complete("北山区青石路") == ["江东省临江市北山区三林镇青石路88号"]
    assert resolver.complete("") == []
    assert resolver.complete("没有的路") == []


def test_finds_the_nearest_place(resolver: Resolver) -> None:
    nearest = resolver.reverse(120.5001, 30.5)
    assert [n.code for n in nearest] == ["990101001-00001"]
    assert nearest[0].metres == pytest.approx(9.6, abs=0.2)
    assert len(resolver.reverse(120.505, 30.5, limit=5)) == 2
    assert resolver.reverse(0.0, 0.0) == []
