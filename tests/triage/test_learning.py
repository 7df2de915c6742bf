"""What a model learns, what it says about texts, and what it refuses."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanmi.triage.evaluation import Answer, cross_validate, report
from wanmi.triage.grams import WHOLE, Message, hashes, parts, run_at
from wanmi.triage.learning import Labelled, TooFew, learn
from wanmi.triage.model import Model, NoModel

TELLING = {
    "路灯": ["路灯不亮", "灯杆歪了", "灯泡坏了"],
    "井盖": ["井盖丢失", "井盖翘起", "井圈破损"],
    "噪声": ["施工噪声", "广场太吵"],
}
FILLING = ["昨天晚上", "请尽快处理", "在学校门口", "小区北侧", "已经三天了", "多次反映", "行人危险"]


def texts(per_label: int, seed: int = 7) -> list[Labelled]:
    """Texts that hold one telling word among others, by a fixed draw."""
    draw = random.Random(seed)
    return [
        Labelled(Message("", "，".join(draw.sample([draw.choice(words), *draw.sample(FILLING, 3)], 4)) + str(n)), label)
        for label, words in TELLING.items()
        for n in range(per_label)
    ]


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(texts(30))


def test_it_knows_new_texts_and_says_by_which_words(model: Model) -> None:
    best = model.suggest(Message("", "昨天晚上我家门口的井盖丢失了，请尽快处理"))[0]
    assert best.label == "井盖"
    assert any("井" in reason for reason in best.reasons)


def test_it_suggests_three_of_all_and_their_probabilities_make_one(model: Model) -> None:
    message = Message("", "灯泡坏了")
    assert len(model.suggest(message)) == 3
    assert model.scores(message).sum() == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "🙂", "\x00\x1b", "一" * 200_000, "\ud800", "qqq www"])
def test_any_text_gets_probabilities(model: Model, text: str) -> None:
    scores = model.scores(Message("", text))
    assert scores.sum() == pytest.approx(1)
    assert np.isfinite(scores).all()


def test_a_model_is_one_file_and_says_the_same_when_read(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "m.triage")
    read = Model.load(tmp_path / "m.triage")
    assert read.labels == model.labels
    message = Message("井盖", "井圈破损")
    assert read.scores(message) == pytest.approx(model.scores(message), abs=0.01)  # weights are kept in half precision


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}"])
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.triage").write_bytes(content)
    with pytest.raises(NoModel, match=r"m\.triage is not a triage model"):
        Model.load(tmp_path / "m.triage")


def test_a_model_of_another_version_is_refused_as_such(tmp_path: Path) -> None:
    with (tmp_path / "m.triage").open("wb") as file:
        np.savez_compressed(file, format=np.array("wanmi triage 1"))
    with pytest.raises(NoModel, match=r"m\.triage is not a triage model of this version"):
        Model.load(tmp_path / "m.triage")


def test_two_labels_can_be_learned() -> None:
    two = learn([one for one in texts(12) if one.label != "噪声"])
    assert two.suggest(Message("", "路灯不亮"))[0].label == "路灯"


def test_too_little_is_refused() -> None:
    with pytest.raises(TooFew, match="5 different texts"):
        learn(texts(4))


def test_the_same_text_many_times_is_one_text() -> None:
    with pytest.raises(TooFew):
        learn([one for one in texts(4) for _ in range(10)])


def test_learning_again_gives_the_same_model(model: Model) -> None:
    assert np.array_equal(learn(texts(30)).weights, model.weights)


def test_cross_validation_asks_about_every_text_once_a_draw() -> None:
    known = texts(20)
    found = cross_validate(known, [one.message.text for one in known], lambda: None, draws=2)
    assert found.texts == len(known)
    assert found.macro_f1 == pytest.approx(sum(found.round_f1) / 2)
    assert found.macro_f1 > 0.9
    assert sum(each.texts for each in found.classes) == sum(band.suggestions for band in found.bands) == 2 * len(known)


def test_a_report_counts_what_was_right() -> None:
    answers = [Answer("a", ("a", "b"), 0.9), Answer("a", ("b", "a"), 0.6), Answer("b", ("b", "a"), 0.9)]
    found = report([answers], seconds=1.5)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.macro_f1 == pytest.approx(2 / 3)  # a: P 1, R 1/2; b: P 1/2, R 1
    assert found.calibration_error == pytest.approx((2 * 0.1 + 1 * 0.6) / 3)
    assert (found.among_three, found.texts_per_s) == (1, 2)


@given(st.text(max_size=30))
def test_every_hash_has_its_run(text: str) -> None:
    found = hashes(text, WHOLE)
    assert len(found) == sum(max(0, len(text) - n + 1) for n in (1, 2, 3))
    for position in range(len(found)):
        start, end = run_at(text, position)
        assert found[position] in hashes(text[start:end], WHOLE)


def test_numbers_are_alike_and_the_first_sentence_is_the_head() -> None:
    head, whole = parts(Message("", "电话１３８００００１２３４打不通。\n请处理"))
    assert head == "电话0打不通"
    assert whole == "\n电话0打不通。\n请处理"
