"""The parser's parts: what is known of names, the networks' gradient, and models as files."""

import random
from pathlib import Path

import numpy as np
import pytest

from wanmi.addresses.parsing import teaching
from wanmi.addresses.parsing.features import MARGIN, characters
from wanmi.addresses.parsing.field import Weights
from wanmi.addresses.parsing.gazetteer import (
    PLACE,
    SHORT_TOWN,
    STREET,
    TOWN,
    contents,
    known_names,
    make_gazetteer,
    marks,
    names_of_divisions,
)
from wanmi.addresses.parsing.lessons import exchanged, names_in
from wanmi.addresses.parsing.model import Model, load_model, save_model, shipped_model
from wanmi.addresses.parsing.network import Network, new_network, score, see, side_by_side
from wanmi.addresses.parsing.training import make_example


def test_known_names_are_found_wherever_they_stand() -> None:
    table = make_gazetteer([("青石路", STREET), ("青石", PLACE), ("湖滨街道", TOWN), ("单", PLACE)])
    kinds = known_names(characters("湖滨街道青石路"), table)
    assert kinds[0, 4] == 1 << TOWN
    assert (kinds[4, 3], kinds[4, 2]) == (1 << STREET, 1 << PLACE)
    assert np.count_nonzero(kinds) == 3
    marked = marks(kinds)
    assert [marked[at, 3 * STREET : 3 * STREET + 3].tolist() for at in (4, 5, 6)] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_divisions_are_known_by_short_names_too(tmp_path: Path) -> None:
    (tmp_path / "d.tsv").write_text("990101001\t江东省\t临江市\t望湖区\t湖滨街道\n", encoding="utf-8")
    named = set(names_of_divisions(tmp_path / "d.tsv"))
    assert {("湖滨街道", TOWN), ("湖滨", SHORT_TOWN)} <= named


def _lesson(length: int, chance: np.random.Generator) -> teaching.Lesson:
    chars = np.concatenate(([1] * MARGIN, chance.integers(50, 90, length), [1] * MARGIN))
    return see(chars, chance.random((length, 30), np.float32)), chance.integers(0, 12, length)


def test_the_gradient_is_the_slope_of_the_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    for share in ("_DROPPED", "_UNKNOWN_CHARACTERS", "_UNKNOWN_PAIRS", "_UNMARKED"):
        monkeypatch.setattr(teaching, share, 0.0)
    chance = np.random.default_rng(1)
    network = Network(*(weights.astype(np.float64) for weights in new_network(3, chance)))
    network.characters[:] = chance.standard_normal(network.characters.shape)
    lessons = [_lesson(length, chance) for length in (5, 8, 3)]
    batch = side_by_side([text for text, _ in lessons])
    wanted = np.zeros(batch.characters.shape, np.int64)
    for i, (_, truth) in enumerate(lessons):
        wanted[: len(truth), i] = truth
    _, slopes = teaching.gradients(network, batch, wanted, chance)
    for weights, slope in zip(network, slopes, strict=True):
        at = np.unravel_index(np.argmax(np.abs(slope)), slope.shape)
        before, losses = weights[at], []
        for step in (0.01, -0.01):
            weights[at] = before + step
            losses.append(teaching.gradients(network, batch, wanted, chance)[0])
        weights[at] = before
        assert (losses[0] - losses[1]) / 0.02 == pytest.approx(slope[at], rel=0.02, abs=1e-6)


def test_a_network_reads_each_text_as_if_it_were_alone() -> None:
    chance = np.random.default_rng(2)
    network = new_network(3, chance)
    texts = [_lesson(length, chance)[0] for length in (4, 9, 1)]
    for alone, together in zip((score(network, [text])[0] for text in texts), score(network, texts), strict=True):
        assert alone == pytest.approx(together, abs=1e-5)
        assert np.exp(alone).sum(axis=(1, 2)) == pytest.approx(1.0, abs=1e-4)


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    shipped = shipped_model()
    few = Model(shipped.labels, shipped.weights, make_gazetteer([("青石路", STREET)]), shipped.networks[:1])
    save_model(few, tmp_path / "m.npz")
    loaded = load_model(tmp_path / "m.npz")
    assert [part.tolist() for part in contents(loaded.gazetteer)] == [p.tolist() for p in contents(few.gazetteer)]
    assert loaded.parse("江东省临江市青石路12号") == few.parse("江东省临江市青石路12号")
    assert isinstance(loaded.weights, Weights)


def test_many_texts_are_parsed_as_each_alone() -> None:
    texts = ["杭州市西湖区文一路937号", "", "  ", "余杭区五常大道1191号教工宿舍", "路"]
    model = shipped_model()
    assert model.parse_many(texts) == [model.parse(text) for text in texts]


def test_names_are_exchanged_for_others_with_the_same_label() -> None:
    texts = [("青石路12号", [("way", 0, 3), ("no", 3, 6)]), ("松涛东路9号", [("way", 0, 4), ("no", 4, 6)])]
    nothing = make_gazetteer([])
    examples = [make_example(text, entities, ["no", "way"], nothing) for text, entities in texts]
    usable = [example for example in examples if example is not None]
    pools = {1: names_in(usable)[1]}
    chance, seen = random.Random(1), set()
    for _ in range(40):
        made = exchanged(usable[0], pools, nothing, chance)
        (_, end, way), (start, last, no) = made.segments.tolist()
        assert (start, last, way, no) == (end, len(made.characters) - 2 * MARGIN, 1, 0)
        seen.add((end, made.characters[MARGIN + end :].tolist() == usable[0].characters[MARGIN + 3 :].tolist()))
    assert seen == {(3, True), (4, True)}
