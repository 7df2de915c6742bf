"""Building an index: structure found in the texts, bad rows listed while the rest goes on."""

from pathlib import Path

import pytest

from tests.addresses.conftest import canon_text, place_rows
from wanmi.addresses import Resolver
from wanmi.addresses.building import BadPositionsError, BuildReport, build
from wanmi.addresses.canon import Place, take_apart
from wanmi.addresses.index import BadIndexError


def test_finds_divisions_and_streets_without_knowing_the_city() -> None:
    cells = [row.split("\t") for row in place_rows()]
    places = sorted((Place(c[0], c[2], c[6]) for c in cells), key=lambda p: p.code)
    take_apart(places)
    by_code = {place.code: place for place in places}
    lane = by_code["990101001-00001"]
    assert [name for _, name in lane.divisions] == ["江东省", "临江市", "望湖区", "湖滨街道"]
    assert (lane.road, lane.number, lane.name) == ("青石路", "12弄", "")
    mixed = by_code["990102003-90002"]
    assert (mixed.road, mixed.number, mixed.name) == ("长乐路", "7号", "长乐大厦")
    assert by_code["990101002201"].name == "王位山"


def test_counts_what_it_took_in(built: tuple[Path, BuildReport]) -> None:
    report = built[1]
    assert report.bad == []
    assert report.places == len(place_rows())
    levels = [line.split("\t")[1] for line in canon_text().splitlines()]
    assert report.rows == levels.count("building") + levels.count("room")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("990101001-00001\tplace\tP900\t\t\t\t江东省临江市望湖区另一处", "duplicate place code or id"),
        ("990101001-00001-002\tbuilding\tP001\t2\t\t\t青石路12弄2号", "same building, unit and room as another row"),
        ("990101001-00777-001\tbuilding\tP777\t1\t\t\t无主1号", "no place with this id"),
        ("9901\tplace\tP901\t\t\t\t江东省", "malformed code"),
        ("990101001-a\tplace\tP902\t\t\t\t江东省", "malformed code"),
        ("990101001-00902\tfloor\tP903\t\t\t\t江东省", "unknown level 'floor'"),
        ("990101001-00903\tplace\tP904\t\t\t\t", "text missing, or neither UTF-8 nor GB18030"),
        ("990101001-00904-001\tbuilding\tP001\t\t\t\t青石路12弄", "building row without building"),
        ("990101001-00905\tplace", "2 columns, expected 7"),
    ],
)
def test_a_bad_row_is_listed_and_the_rest_goes_on(tmp_path: Path, line: str, reason: str) -> None:
    text = canon_text() + line + "\n"
    (tmp_path / "canon.tsv").write_text(text, encoding="utf-8")
    report = build(tmp_path / "canon.tsv", tmp_path / "index")
    assert [(bad.line, bad.reason) for bad in report.bad] == [(text.count("\n"), reason)]
    assert reason in (tmp_path / "index" / "bad_rows.tsv").read_text("utf-8")
    assert Resolver.open(tmp_path / "index").resolve("青石路12弄")[0].code == "990101001-00001"


def test_a_file_in_gb18030_is_built_and_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "canon.tsv").write_bytes(canon_text().encode("gb18030"))
    said = dict[str, int]()
    assert build(tmp_path / "canon.tsv", tmp_path / "index", progress=said.__setitem__).bad == []
    assert said["lines read as GB18030"] == canon_text().count("\n") - 1  # but for the heading
    assert Resolver.open(tmp_path / "index").resolve("青石路12弄")[0].code == "990101001-00001"


def test_a_row_in_another_encoding_is_read_and_one_in_none_is_bad(tmp_path: Path) -> None:
    row = "990101001-0090{}\tplace\tP90{}\t\t\t\t江东省临江市望湖区湖滨街道桂雨路{}号\n"
    other, broken = row.format(5, 5, 5).encode("gb18030"), row.format(6, 6, 6).encode()[:-3] + b"\xff\n"
    (tmp_path / "canon.tsv").write_bytes(canon_text().encode() + other + broken)
    report = build(tmp_path / "canon.tsv", tmp_path / "index")
    assert [bad.reason for bad in report.bad] == ["text missing, or neither UTF-8 nor GB18030"]
    assert Resolver.open(tmp_path / "index").resolve("桂雨路5号")[0].code == "990101001-00905"


def test_positions_are_read_and_bad_ones_listed(tmp_path: Path) -> None:
    (tmp_path / "canon.tsv").write_text(canon_text(), encoding="utf-8")
    table = "code\tlng\tlat\n990101001-00001\t120.5\t30.5\n990101001-00002\there\t30.5\n990101001-00003\n"
    (tmp_path / "at.tsv").write_text(table, encoding="utf-8")
    report = build(tmp_path / "canon.tsv", tmp_path / "index", tmp_path / "at.tsv")
    assert [(bad.line, bad.reason[:10]) for bad in report.bad] == [(3, "positions:"), (4, "positions:")]
    assert Resolver.open(tmp_path / "index").reverse(120.5, 30.5)[0].code == "990101001-00001"
    (tmp_path / "at.tsv").write_text("code\tx\ty\n", encoding="utf-8")
    with pytest.raises(BadPositionsError, match="expected tab-separated columns"):
        build(tmp_path / "canon.tsv", tmp_path / "index", tmp_path / "at.tsv")


def test_an_interrupted_or_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadIndexError, match="no address index"):
        Resolver.open(tmp_path)
    (tmp_path / "summary.json").write_text('{"format": 0}')
    with pytest.raises(BadIndexError, match="build it again"):
        Resolver.open(tmp_path)


def test_an_alias_leads_to_its_place_and_to_what_lies_below(tmp_path: Path) -> None:
    alias = "990101001-00001\talias\tP001\t\t\t\t江东省临江市望湖区湖滨街道红砖大院\n"
    lone = "990101001-00001-031\talias\t\t\t\t\t江东省临江市望湖区湖滨街道望江塔楼\n"
    (tmp_path / "canon.tsv").write_text(canon_text() + alias + lone, encoding="utf-8")
    report = build(tmp_path / "canon.tsv", tmp_path / "index")
    assert (report.bad, report.places) == ([], len(place_rows()))
    resolver = Resolver.open(tmp_path / "index")
    answers = [code for code, _, _ in resolver.answers(["红砖大院31号1103室", "湖滨街道红砖大院", "望江塔楼"])]
    assert answers == ["990101001-00001-031-0-1103", "990101001-00001", "990101001-00001-031"]
