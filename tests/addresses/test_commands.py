"""The commands as programs and people call them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.addresses.conftest import canon_text
from wanmi.addresses.building import BuildReport
from wanmi.addresses.cli import group

Built = tuple[Path, BuildReport]


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_build_tells_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "canon.tsv").write_text(canon_text() + "what is this\n", encoding="utf-8")
    result = call("build", tmp_path / "canon.tsv", tmp_path / "index")
    assert result.exit_code == 0
    assert "1 bad rows" in result.stdout
    assert "1 columns, expected 7: what is this" in result.stderr


def test_build_without_a_usable_place_is_not_done(tmp_path: Path) -> None:
    (tmp_path / "canon.tsv").write_text("nothing\n", encoding="utf-8")
    assert call("build", tmp_path / "canon.tsv", tmp_path / "index").exit_code == 1


def test_resolve_answers_every_query_and_names_bad_lines(built: Built, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(
        '{"qid": 1, "text": "青石路12弄31号1103室"}\n{"qid": 2, "text": "我家楼下"}\n'
        'no json\n[1]\n{"qid": 3, "text": ""}\n',
        encoding="utf-8",
    )
    result = call("resolve", built[0], tmp_path / "q.jsonl")
    answers = lines(result)
    assert [(a["qid"], a["code"]) for a in answers] == [(1, "990101001-00001-031-0-1103"), (2, None), (3, None)]
    assert "line 3: left out" in result.stderr
    assert "line 4: left out" in result.stderr


def test_a_gb18030_file_is_read_and_said_so(built: Built, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes('{"qid": 1, "text": "青石路12弄"}'.encode("gb18030"))
    result = call("resolve", built[0], tmp_path / "q.jsonl")
    assert lines(result)[0]["code"] == "990101001-00001"
    assert "read as GB18030" in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_match_adds_codes_to_a_table(built: Built, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.csv").write_bytes("姓名,地址\n甲,青石路12弄\n乙,\n丙,不知道哪里\n丁\n".encode(encoding))
    result = call("match", tmp_path / "t.csv", "--index", built[0], "--output", tmp_path / "out.csv")
    assert result.exit_code == 0, result.output
    rows = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "姓名,地址,code,level,score"
    assert rows[1].startswith("甲,青石路12弄,990101001-00001,place,")
    assert rows[2:] == ["乙,,,,", "丙,不知道哪里,,,", "丁,,,"]
    assert "line 3: no address" in result.stderr
    assert "1 of 4 rows matched, 2 bad rows" in result.stderr


def test_match_goes_on_past_what_it_cannot_read(built: Built, tmp_path: Path) -> None:
    rows = ["地址", "湖" * 200_000, '"青石路12弄', *["青石路12弄"] * 30, '"青石路\n12弄"']
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = call("match", tmp_path / "t.csv", "--index", built[0])
    assert (result.exit_code, "line 3: a quotation mark that is not closed" in result.stderr) == (0, True)
    assert "31 of 33 rows matched, 1 bad rows" in result.stderr


def test_an_empty_table_is_a_clear_answer(built: Built, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("", encoding="utf-8")
    result = call("match", tmp_path / "t.csv", "--index", built[0], "--output", tmp_path / "out.csv")
    assert (result.exit_code, "expected a line of headings" in result.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_mixed_encodings_are_read_line_by_line(built: Built, tmp_path: Path) -> None:
    line = '{{"qid": {}, "text": "青石路12弄"}}\n'.format
    (tmp_path / "q.jsonl").write_bytes(line(1).encode("gb18030") + line(2).encode() + line(3).encode("gb18030"))
    result = call("resolve", built[0], tmp_path / "q.jsonl")
    assert {answer["code"] for answer in lines(result)} == {"990101001-00001"}
    assert "2 lines read as GB18030" in result.stderr


def test_match_asks_for_the_column_it_cannot_guess(built: Built, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = call("match", tmp_path / "t.csv", "--index", built[0])
    assert (result.exit_code, "name it with --column" in result.stderr) == (1, True)


def test_match_without_any_index_is_a_clear_answer(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("地址\n青石路12弄\n", encoding="utf-8")
    result = CliRunner().invoke(group, ["match", str(tmp_path / "t.csv")], default_map={"match": {"index": None}})
    assert (result.exit_code, "name one with --index" in result.stderr) == (1, True)


def test_no_index_is_a_clear_answer(tmp_path: Path) -> None:
    result = call("explain", tmp_path, "青石路12弄")
    assert (result.exit_code, "no address index" in result.stderr) == (1, True)


def test_parse_labels_out_of_the_box(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text(
        '{"id": "a", "text": "江东省临江市青石路12号"}\n{"id": "b", "text": ""}\n', encoding="utf-8"
    )
    first, second = lines(call("parse", tmp_path / "p.jsonl"))
    assert ["road", 6, 9, "青石路"] in first["entities"]
    assert second == {"id": "b", "entities": []}


def test_a_trained_model_is_used(tmp_path: Path) -> None:
    record = {"text": "青石路12号", "entities": [["way", 0, 3, "青石路"], ["no", 3, 6, "12号"]]}
    (tmp_path / "t.jsonl").write_text((json.dumps(record) + "\n") * 12, encoding="utf-8")
    assert call("train", tmp_path / "t.jsonl", tmp_path / "m.npz", "--models", "1", "--rounds", "3").exit_code == 0
    (tmp_path / "p.jsonl").write_text('{"id": 1, "text": "松涛路9号"}', encoding="utf-8")
    (answer,) = lines(call("parse", tmp_path / "p.jsonl", "--model", tmp_path / "m.npz"))
    assert answer["entities"] == [["way", 0, 3, "松涛路"], ["no", 3, 5, "9号"]]


def test_too_few_examples_train_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"text": "青石路", "entities": [["way", 0, 2, "青石"]]}\n', encoding="utf-8")
    result = call("train", tmp_path / "t.jsonl", tmp_path / "m.npz")
    assert (result.exit_code, "0 usable examples" in result.stderr) == (1, True)
