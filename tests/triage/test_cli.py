"""The commands of triage: what they read, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.triage.test_learning import texts
from wanmi.triage.cli import group


@pytest.fixture
def history(tmp_path: Path) -> Path:
    lines = [{"id": n, "title": None, "text": one.message.text, "label": one.label} for n, one in enumerate(texts(12))]
    file = tmp_path / "history.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return file


def test_learn_then_predict(history: Path, tmp_path: Path) -> None:
    trained = CliRunner().invoke(group, ["train", str(history)])
    assert trained.exit_code == 0, trained.output
    assert "3 labels, learned from 36 texts" in trained.output
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": "x", "title": "井盖", "text": "井盖翘起"}\n', encoding="utf-8")
    predicted = CliRunner().invoke(group, ["predict", str(history.with_suffix(".triage")), str(asked)])
    answer = json.loads(predicted.stdout)
    assert (answer["id"], answer["label"]) == ("x", "井盖")
    assert sum(answer["scores"].values()) == pytest.approx(1, abs=1e-4)


def test_a_bad_line_is_named_and_the_others_count(history: Path) -> None:
    bad = '\nnot json\n{"id": 1}\n[]\n{"id": "u", "text": "路灯"}\n'
    history.write_text(history.read_text(encoding="utf-8") + bad, encoding="utf-8")
    done = CliRunner().invoke(group, ["train", str(history)])
    assert done.exit_code == 0
    assert "learned from 36 texts" in done.stdout
    assert [line.split(":")[0] for line in done.stderr.splitlines() if line] == [
        "history.jsonl, line 37",
        "history.jsonl, line 38",
        "history.jsonl, line 39",
        "history.jsonl",
    ]


def test_evaluation_for_programs(history: Path) -> None:
    done = CliRunner().invoke(group, ["eval", str(history), "--json", "--draws", "2"])
    found = json.loads(done.stdout)
    assert (found["texts"], len(found["round_f1"])) == (36, 2)
    assert {"macro_f1", "accuracy", "texts_per_s", "calibration_error", "bands"} <= set(found)


def test_evaluation_for_people(history: Path) -> None:
    done = CliRunner().invoke(group, ["eval", str(history), "--draws", "1"])
    assert done.exit_code == 0
    assert "macro-F1" in done.stdout


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    done = CliRunner().invoke(group, ["train", str(tmp_path / "none.jsonl")])
    assert done.exit_code == 1
    assert "two labels or more" in done.stderr
    assert not (tmp_path / "none.triage").exists()
