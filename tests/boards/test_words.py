"""The boards have words for whatever a score tells, and schemes name what can be measured, by the same names."""

from __future__ import annotations

import pytest

from tests.schemes.test_presets import JINHUA, PRESETS, YANGZHOU
from tests.schemes.texts import figures, preset
from wanmi.appraisal.indicators import INDICATORS, Formula, Unmeasured
from wanmi.boards.wording import MARKS, figure_name, sentence
from wanmi.schemes.definition import Mark
from wanmi.schemes.measured import measured
from wanmi.schemes.scoring import score


def test_schemes_may_name_what_is_measured_and_nothing_else() -> None:
    measurable = {code: one for code, one in INDICATORS.items() if not isinstance(one, Unmeasured | Formula)}
    assert set(measured()) <= set(measurable)
    assert {code: one.label["zh"] for code, one in measured().items()} == {
        code: measurable[code].name_zh for code in measured()
    }


@pytest.mark.parametrize("key", PRESETS)
def test_every_step_is_a_sentence(key: str) -> None:
    scheme = preset(key)
    for values in (JINHUA | YANGZHOU, {}, dict.fromkeys(scheme.values, 1000), dict.fromkeys(scheme.values, -1000)):
        found = score(scheme, figures({name: values.get(name) for name in scheme.values}))
        steps = [*found.steps, *(step for line in found.lines for step in line.steps)]
        assert all(sentence(step, scheme.given) for step in steps)


def test_marks_and_names() -> None:
    assert set(MARKS) == set(Mark)
    assert figure_name("archive_rate", {}) in ("结案率", "closing rate")
    assert figure_name("unknown", {}) == "unknown"
